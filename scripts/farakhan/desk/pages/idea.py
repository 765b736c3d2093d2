"""One idea: its text as the public would see it, photos and clips, its history in words, and what is decided on it."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import NamedTuple

from starlette.responses import Response, StreamingResponse

from farakhan.desk.desk import Asked
from farakhan.desk.index import Order, Query
from farakhan.desk.pages.ideas import DECISIONS, STATUSES, lacks_reason, reasons_for
from farakhan.face.notice import notice
from farakhan.judging.decision_words import helped
from farakhan.model import standing
from farakhan.model.acts import Act, Kind
from farakhan.model.call import Call, names
from farakhan.model.idea import LABELS, Idea, MediaKind, Status
from farakhan.model.permits import TABLE, in_the_way
from farakhan.model.questions import Kind as Asks
from farakhan.model.questions import Question
from farakhan.model.staff import Duty
from farakhan.model.standing import SHOWN
from farakhan.office.listing import idea_answers, office_answers
from farakhan.office.screening import FORBIDDEN, STATUS, Decision, decide, last_decision, screen
from farakhan.persian.calendar import tehran_day
from farakhan.persian.digits import grouped, only, to_persian
from farakhan.problems import FarakhanError
from farakhan.publish.markdown import render as as_html
from farakhan.record.call import read_call
from farakhan.record.idea import IdeaPlace, find, read_idea, wrong_with
from farakhan.record.judged import award_of, reach
from farakhan.store.acting import acting
from farakhan.store.clock import now
from farakhan.store.git.audit import commits_of
from farakhan.store.git.commits import settle
from farakhan.store.vault import originals

_ABOVE = frozenset({"title", "summary"})
"""What stands over the text already."""
_UNITS = {Asks.COUNT: "نفر", Asks.MONEY: "تومان"}
_TYPES = {MediaKind.PHOTO: "image/webp", MediaKind.CLIP: "video/mp4"}


class Choice(NamedTuple):
    """A decision as the page offers it; `forbidden` says why it may not be made now, empty where it may."""

    decision: str
    name: str
    words: str
    forbidden: str


class Waiting(NamedTuple):
    """How many ideas wait for a decision, and the code of the next of them; empty where there is no other."""

    number: int
    next: str


def show(asked: Asked) -> Response:
    """An idea whole."""
    place, call = place_of(asked)
    try:
        idea = read_idea(place)
    except FarakhanError as error:
        problems = wrong_with(place, call)
        return asked.show("idea-wrong.html", place=place, problems=problems, message=error.message)
    counts = standing.counted(idea)
    return asked.show(
        "idea.html",
        idea=idea,
        counts=counts,
        status_name=STATUSES[counts.status.value],
        is_overtaken=standing.overtaken(standing.written(idea), idea.digest),
        body=as_html(idea.body),
        answers=[
            (question.label, _words(question, answer))
            for question, answer in idea_answers(call, idea)
            if answer is not None and question.key not in _ABOVE
        ],
        office=[(label, words) for label, words in office_answers(call, idea) if words is not None],
        media=[(number, medium, LABELS[MediaKind(medium.kind)]) for number, medium in enumerate(idea.media, 1)],
        problems=wrong_with(place, call),
        history=commits_of(place.root, place.path),
        alike=asked.desk.alike.of(idea.code),
        choices=list(_choices(asked, place, idea)),
        reasons=reasons_for(call),
        channel=names(call.channels).get(idea.channel, idea.channel),
        seen=idea.digest[:SHOWN],
        notice=notice(call, idea, tehran_day(now())),
        waiting=_waiting(asked, idea.code),
        support=_support(asked, place, call),
        can_undo=asked.session.sitter.may(Duty.SCREEN) and last_decision(place) is not None,
    )


def decided(asked: Asked) -> Response:
    """Decide on an idea, as the person who sits here and on the text that they saw."""
    asked_decision = asked.text("decision")
    if asked_decision not in set(Decision):
        return asked.refuse("چنین تصمیمی نیست.", HTTPStatus.BAD_REQUEST)
    settle(asked.desk.root)
    place, call = place_of(asked)
    decision, who = Decision(asked_decision), asked.session.sitter.who
    reason, note = asked.text(f"reason-{decision}"), asked.text("note").strip()
    if lack := lacks_reason(call, decision, reason):
        return asked.refuse(lack, HTTPStatus.CONFLICT, f"/ideas/{place.code}")
    by = acting(place.root, call, who, Kind(decision.value))
    new, wrong = decide(place, call, STATUS[decision], reason, note, asked.text("seen"))
    if wrong:
        return asked.refuse(" ".join(wrong), HTTPStatus.CONFLICT, f"/ideas/{place.code}")
    act = Act(kind=Kind(decision.value), ideas=(place.code,), by=by, at=now(), why=reason)
    screen(place.root, act, {place.path: new}, who)
    return asked.go(f"/ideas/{place.code}", f"ثبت شد: {STATUSES[STATUS[decision].value]}.")


def medium(asked: Asked) -> Response:
    """A photo or a clip of an idea, out of the vault."""
    place, _ = place_of(asked)
    number = asked.request.path_params["number"]
    media = read_idea(place).media
    if not 0 < number <= len(media) or not originals.has(place.root, media[number - 1].sha256):
        message = "این عکس یا کلیپ در گاوصندوق این رایانه نیست."
        return asked.refuse(message, HTTPStatus.NOT_FOUND, f"/ideas/{place.code}")
    pieces = originals.pieces(place.root, media[number - 1].sha256)
    headers = {"Cache-Control": "private, max-age=3600"}
    return StreamingResponse(pieces, media_type=_TYPES[MediaKind(media[number - 1].kind)], headers=headers)


def place_of(asked: Asked) -> tuple[IdeaPlace, Call]:
    """Where the idea stands whose code is in the address, and its call.

    Raises:
        FarakhanError: `no-idea`, there is none.
    """
    place = find(asked.desk.root, only(asked.request.path_params["code"]))
    return place, asked.desk.call() if place.edition == asked.desk.edition else read_call(place.root, place.edition)


def _choices(asked: Asked, place: IdeaPlace, idea: Idea) -> Iterator[Choice]:
    """The decisions, each with why it may not be made now."""
    far, status = reach(place.root, place.edition, place.code), standing.counted(idea).status
    for decision, (name, words) in DECISIONS.items():
        kind = Kind(decision.value)
        forbids = in_the_way(kind, status, far)
        forbidden = FORBIDDEN[forbids] if forbids else ""
        if not asked.session.sitter.may(TABLE[kind].duty):
            forbidden = "این کار میان کارهای شما نیست."
        if STATUS[decision] is status and not standing.overtaken(standing.written(idea), idea.digest):
            forbidden = forbidden or "همین‌گونه هست."
        yield Choice(decision.value, name, words, forbidden)


def _waiting(asked: Asked, code: str) -> Waiting:
    """What is to be looked at after an idea: those that came first and nobody has decided on, then those held."""
    listed = [
        asked.desk.renewed().find(Query(status=status.value, order=Order.OLDEST))
        for status in (Status.RECEIVED, Status.HELD)
    ]
    others = [row for one in listed for row in one.rows if row.code != code]
    return Waiting(sum(one.total for one in listed), others[0].code if others else "")


def _support(asked: Asked, place: IdeaPlace, call: Call) -> str:
    """Which partner helps an idea how, for those who see to it; empty where nothing of it was decided."""
    sees_to_it = asked.session.sitter.may(Duty.AWARD) or asked.session.sitter.may(Duty.JUDGING)
    if place.edition != asked.desk.edition or not sees_to_it:
        return ""
    award = award_of(place.root, place.edition, place.code)
    return helped(call, award.support) if award else ""


def _words(question: Question, answer: object) -> str:
    if isinstance(answer, int):
        return f"{grouped(answer)} {_UNITS.get(question.asked.kind, '')}".strip()
    return str(answer) if question.asked.kind is Asks.CONSENT else to_persian(answer)
