"""Registering: a message pasted or a call taken down, beside what was understood; then one commit and a receipt."""

from collections.abc import Mapping
from datetime import datetime
from http import HTTPStatus
from typing import NamedTuple

from starlette.datastructures import UploadFile
from starlette.responses import Response

from farakhan.desk.alike import Alone
from farakhan.desk.desk import Asked
from farakhan.desk.pages import documents, media
from farakhan.desk.pages.boxes import Box, Typed, boxes, changed, typed
from farakhan.desk.pages.idea import place_of
from farakhan.face import receipt as receipts
from farakhan.intake.arrival import WEB, Entry, Prepared
from farakhan.intake.registering import Registering, ready
from farakhan.message.field_by_field import untold
from farakhan.message.lit import Piece, pieces
from farakhan.message.reading import Reading, are_several, as_one, own_messages, read
from farakhan.model.answers import ASKED, LABELS, Answers
from farakhan.model.call import Call, names
from farakhan.model.codes import grouped
from farakhan.model.idea import LABELS as STATUSES
from farakhan.model.idea import Status
from farakhan.office import attaching
from farakhan.office.erasing import Deed
from farakhan.persian.calendar import TEHRAN, jalali, parse_moment
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.idea import read_idea
from farakhan.store.clock import now
from farakhan.store.git.commits import settle

WHOLE = "0"
"""Stands for the part of a message that is all of it."""
_WHY = "همراه ایده رسید"
_PHONE = "phone"
_EMPTY = "هنوز چیزی نوشته نشده است؛ پیام را بچسبانید، یا آنچه می‌دانید در خانه‌ها بنویسید."


class Sent(NamedTuple):
    """What a form of this page says.

    Attributes:
        message: as it was pasted; empty where somebody is asked.
        is_asked: whether nobody wrote a message: the idea is told by telephone, or at the desk.
        part: which of a message's ideas is meant, as `WHOLE` or a number from 1; empty where nobody said.
        channel: by which it came.
        arrived: when, as it was typed; empty means now.
        paper: the shelf number.
        boxes: by the fields' keys.
        sure: the keys of answers of which somebody says that they are right.
        files: the words of those that wait beside it.
        lost_files: whether others waited too, and the desk has not got them any more.
        notices: what is to be said of them.
    """

    message: str
    is_asked: bool
    part: str
    channel: str
    arrived: str
    paper: str
    boxes: Mapping[str, Typed]
    sure: frozenset[str]
    files: tuple[str, ...] = ()
    lost_files: bool = False
    notices: tuple[str, ...] = ()

    @property
    def is_begun(self) -> bool:
        """Whether there is something to be registered."""
        return bool(self.message.strip() or self.is_asked or self.files)

    @property
    def is_empty(self) -> bool:
        """Whether nobody wrote anything and no file waits."""
        return not (self.message.strip() or self.files or any(box.words for box in self.boxes.values()))


class Understood(NamedTuple):
    """What was understood of a form, and what is in the way of registering it.

    Attributes:
        pieces: of the message, with the fields that they say.
        parts: the titles of a message's ideas, where it has several.
        boxes: all fields.
        about: doubts about the message as a whole.
        aside: what of the message is no part of the idea.
        known: the code under which this text has come already.
        near: ideas that are near to it.
        faults: what must be mended that no box shows.
        becomes: how it will stand, where there is something to say about it.
        is_late: whether it came after the deadline.
        answers: that it gives.
        prepared: as it would be registered.
        work: that would be done.
    """

    pieces: list[Piece]
    parts: list[str]
    boxes: list[Box]
    about: list[str]
    aside: tuple[str, ...]
    known: str
    near: list[Alone]
    faults: list[str]
    becomes: str
    is_late: bool
    answers: Answers
    prepared: Prepared
    work: Registering

    @property
    def is_ready(self) -> bool:
        """Whether nothing is in the way."""
        in_the_way = self.faults or self.known or self.parts or any(box.fault or box.is_unsure for box in self.boxes)
        return not in_the_way and self.prepared.idea is not None and self.prepared.contact is not None


def blank(asked: Asked) -> Response:
    """The page before anything was typed; a message of which an idea was registered goes on with its next."""
    wanted = asked.request.query_params
    rest = asked.session.rest[:1] if "next" in wanted else []
    is_asked = "asked" in wanted
    files = asked.session.rest_files if rest else ()
    sent = Sent("".join(rest), is_asked, "", _PHONE if is_asked else "", "", "", {}, frozenset(), files)
    understood = _understood(asked, sent) if sent.is_begun else None
    return _shown(asked, sent, understood, is_called=True)


def understand(asked: Asked) -> Response:
    """What a form says, as far as it goes; nothing is kept."""
    sent = _with_files(asked, _sent(asked))
    is_called = "read" in asked.form
    if is_called and sent.is_empty:
        sent = sent._replace(notices=(*sent.notices, _EMPTY))
    understood = _understood(asked, sent) if sent.is_begun else None
    return _shown(asked, sent, understood, is_called=is_called)


def registered(asked: Asked) -> Response:
    """Register what a form says, with the files beside it, and lead on to its receipt."""
    root, session, desk = asked.desk.root, asked.session, asked.desk
    settle(root)
    sent = _sent(asked)
    understood = _understood(asked, sent)
    if sent.is_empty and not _has_files(asked):
        understood = understood._replace(faults=[*understood.faults, _EMPTY])
    prepared = understood.prepared
    if understood.is_ready and prepared.idea:
        try:
            prepared = understood.work.prepared(understood.answers, media.with_sent(asked, prepared.idea))
        except FarakhanError as error:
            understood = understood._replace(faults=[*understood.faults, error.message])
    if not understood.is_ready or prepared.idea is None or prepared.contact is None:
        sent = sent if asked.is_part else _with_files(asked, sent)
        return _shown(asked, sent, understood, is_called=True, is_refused=True)
    files = [
        *(held.file for held in session.tray.waiting(sent.files)),
        *(
            attaching.file_of(file.filename or "", file.file)
            for file in asked.form.getlist("files")
            if isinstance(file, UploadFile) and file.filename
        ),
    ]
    done = ready(prepared.idea, prepared.contact)
    desk.arrivals.register(understood.work, done, session.sitter.who)
    code = done.idea.code
    session.words[code] = done.word
    notices = _put_beside(asked, code, files)
    own = own_messages(sent.message)
    if sent.part.isdecimal() and 0 < int(sent.part) <= len(own):
        session.rest = [message for number, message in enumerate(own, 1) if number != int(sent.part)]
    elif session.rest and typed(session.rest[0]) == typed(sent.message):
        session.rest.pop(0)
    session.rest_files = sent.files if session.rest else ()
    session.tray.drop(set(sent.files) - set(session.rest_files))
    address = f"/ideas/{code}/receipt"
    answer = asked.go(address, f"ثبت شد: {to_persian(grouped(code))}", *notices)
    return Response(headers={"HX-Redirect": address}) if asked.is_part else answer


def _has_files(asked: Asked) -> bool:
    """Whether a file came with the form itself."""
    return any(isinstance(file, UploadFile) and file.filename for _, file in asked.form.multi_items())


def receipt(asked: Asked) -> Response:
    """An idea's receipt: to be copied, sent or printed; with its word as long as the session lasts that made it."""
    place, call = place_of(asked)
    idea, word = read_idea(place), asked.session.words.get(place.code, "")
    text = receipts.receipt(call, idea, asked.desk.site, word)
    return asked.show("receipt.html", idea=idea, text=text, has_word=bool(word), rest=len(asked.session.rest))


def receipt_page(asked: Asked) -> Response:
    """The same as a file, with the code that a telephone reads."""
    place, call = place_of(asked)
    page = receipts.page(call, read_idea(place), asked.desk.site, asked.session.words.get(place.code, ""))
    headers = {"Content-Disposition": f'attachment; filename="receipt-{place.code}.html"'}
    return Response(page, media_type="text/html", headers=headers)


def _put_beside(asked: Asked, code: str, files: list[attaching.File]) -> list[str]:
    """Seal files beside an idea that is registered; what to say of them."""
    deed = Deed(asked.session.sitter.who, _WHY, now())
    try:
        for file in files:
            attaching.attach(asked.desk.root, asked.desk.call(), code, file, deed)
    except FarakhanError as error:
        return [f"پیوست مهر نشد، دوباره بدهید: {error.message}"]
    return [to_persian(f"{len(files)} پیوست مهر شد.")] if files else []


def _sent(asked: Asked) -> Sent:
    channel = asked.text("channel")
    sent = {
        question.key: Typed(typed(asked.text(f"a.{question.key}")), typed(asked.text(f"was.{question.key}")))
        for question in ASKED
    }
    held = [str(word) for word in asked.form.getlist("held")]
    waiting = tuple(one.word for one in asked.session.tray.waiting(held))
    return Sent(
        message=asked.text("message"),
        is_asked="asked" in asked.form,
        part=asked.text("part"),
        channel=channel if channel in _channels(asked.desk.call()) else "",
        arrived=asked.text("arrived").strip(),
        paper=asked.text("paper").strip(),
        boxes=sent,
        sure=frozenset(str(key) for key in asked.form.getlist("sure")),
        files=waiting,
        lost_files=len(waiting) < len(set(held)),
    )


def _with_files(asked: Asked, sent: Sent) -> Sent:
    """A form with the files that came with it: held, and the texts of documents behind the message."""
    came = documents.taken(asked)
    again = ("عکس و کلیپ کار هنگام ثبت گرفته می‌شود؛ دوباره برگزینیدشان.",) if media.sent(asked) else ()
    is_new = came.text and not sent.is_asked and typed(came.text) not in typed(sent.message)
    return sent._replace(
        message=f"{sent.message.rstrip()}\n\n{came.text}".lstrip() if is_new else sent.message,
        files=tuple(dict.fromkeys((*sent.files, *came.words))),
        notices=(*came.notices, *again),
    )


def _channels(call: Call) -> Mapping[str, str]:
    return {channel: name for channel, name in names(call.channels).items() if channel != WEB}


def _understood(asked: Asked, sent: Sent) -> Understood:
    desk, call = asked.desk, asked.desk.call()
    base, parts = _meant(call, sent)
    reading = changed(call, base, sent.boxes)
    entry, faults = _entry(asked, call, sent)
    is_late = not faults and entry.arrived >= call.closes()
    work = desk.arrivals.begun(call, entry)
    prepared = work.prepared(reading.answers())
    if sent.lost_files:
        faults.append("پرونده‌ای که برگزیده بودید دیگر در دست میز نیست؛ دوباره بدهیدش.")
    by_box = {problem.key: problem.words for problem in prepared.problems}
    faults += [problem.words for problem in prepared.problems if problem.key not in LABELS and problem.words]
    idea = prepared.idea
    desk.renewed()
    return Understood(
        pieces=pieces(sent.message, base),
        parts=parts,
        boxes=list(boxes(call, base, reading, sent.boxes, sent.sure, by_box)),
        about=[doubt.message for doubt in reading.doubts if not doubt.key],
        aside=reading.aside,
        known=desk.arrivals.known_as(work, reading.body),
        near=desk.alike.to(f"{reading.answers().get('title', '')}\n{reading.body}"),
        faults=faults,
        becomes=f"{STATUSES[idea.status]}. {idea.note}".strip() if idea and idea.status is not Status.RECEIVED else "",
        is_late=is_late,
        answers=reading.answers(),
        prepared=prepared,
        work=work,
    )


def _meant(call: Call, sent: Sent) -> tuple[Reading, list[str]]:
    """The reading of the one idea that is meant; and the titles to choose from, while nobody has said which."""
    if not sent.message.strip():
        return untold(), []
    whole = read(call, sent.message)
    if not are_several(whole):
        return whole, []
    own = own_messages(sent.message)
    if sent.part == WHOLE or not own:
        return as_one(whole), []
    if sent.part.isdecimal() and int(sent.part) <= len(own):
        return read(call, own[int(sent.part) - 1]), []
    return whole, [str(read(call, message).answers().get("title", message[:60])) for message in own]


def _entry(asked: Asked, call: Call, sent: Sent) -> tuple[Entry, list[str]]:
    """How it came; and what is wrong with what was typed of that."""
    at = now()
    faults: list[str] = []
    arrived = at
    if sent.arrived:
        try:
            arrived = parse_moment(sent.arrived, at)
        except ValueError:
            faults.append(f"زمان رسیدن را چنین بنویسید: {_moment(at)}؛ روز تنها هم بس است.")
    channel = sent.channel or next(iter(_channels(call)))
    return Entry(channel, arrived, at, asked.session.sitter.id, sent.paper), faults


def _moment(at: datetime) -> str:
    here = at.astimezone(TEHRAN)
    return to_persian(f"{jalali(here.date())} {here:%H:%M}".replace("-", "/"))


def _shown(
    asked: Asked, sent: Sent, understood: Understood | None, *, is_called: bool, is_refused: bool = False
) -> Response:
    """The page, or as somebody types only what was understood.

    Args:
        asked: by whom.
        sent: what stands in the form.
        understood: of it; None where there is nothing yet.
        is_called: whether somebody asked to see it, and is led to where they go on.
        is_refused: whether it was to be registered and could not be.
    """
    call = asked.desk.call()
    values = {
        "sent": sent,
        "understood": understood,
        "channels": _channels(call),
        "labels": LABELS,
        "at": _moment(now()),
        "whole": WHOLE,
        "is_part": asked.is_part,
        "has_new_files": "files" in asked.form,
        "files": documents.shown(asked, sent.files),
        "is_called": is_called,
        "is_refused": is_refused,
        "first": next((box.name for box in understood.boxes if box.wants), "") if understood else "",
    }
    answer = asked.show("new-understood.html" if asked.is_part else "new.html", **values)
    answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY if is_refused and not asked.is_part else HTTPStatus.OK
    return answer
