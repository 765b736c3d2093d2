"""`farakhan attach`, `mend` and `contact`: what staff put beside an idea, and what they correct for its owner."""

import sys
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

import typer

from farakhan.cli.asking import ask
from farakhan.cli.register import set_answer
from farakhan.cli.screening import asked_to_change
from farakhan.face.receipt import receipt
from farakhan.files import idea as idea_file
from farakhan.intake import correcting
from farakhan.message import from_file
from farakhan.message.field_by_field import untold
from farakhan.message.reading import Found, How, Reading
from farakhan.model import contact as contact_model
from farakhan.model.acts import Act, Kind
from farakhan.model.answers import Answers
from farakhan.model.call import Call
from farakhan.model.codes import grouped
from farakhan.model.idea import LABELS, Idea, Media
from farakhan.office import attaching
from farakhan.office.erasing import Deed
from farakhan.office.keys import secrets
from farakhan.office.opening import Opening, opened
from farakhan.office.renewal import see_reason
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.idea import IdeaPlace
from farakhan.store.acting import acting
from farakhan.store.clock import now
from farakhan.store.git.commits import person

CONTACT = {question.key: question for question in contact_model.FIELDS}


def attach(typed: str, files: list[Path], why: str, *, media: bool) -> None:
    """Put files beside an idea: sealed like its contact, or as photos and clips of the work that judges see.

    Args:
        typed: its code, however written.
        files: any for the vault; photos and clips for the idea.
        why: the reason; it is written down.
        media: they go among the idea's photos and clips, since they show the work and no person.
    """
    see_reason(why)
    place, call = asked_to_change(typed)
    who = person(place.root)
    by, at = acting(place.root, call, who, Kind.ADD), now()
    if not media:
        for path in files:
            with path.open("rb") as source:
                file = attaching.file_of(path.name, source)
            attaching.attach(place.root, call, place.code, file, Deed(who, why, at))
        typer.echo(to_persian(f"{len(files)} پرونده کنار {grouped(place.code)} مهر شد؛ با show … --files دیده می‌شود."))
        return
    old = place.data()
    idea = idea_file.parse(place.path, old)
    correcting.see_permitted(place, idea, Kind.ADD)
    more = correcting.with_media(place.root, idea, files)
    act = Act(kind=Kind.ADD, ideas=(place.code,), by=by, at=at, why=why)
    _commit(place, call, act, old, correcting.answers_of(call, idea), more)


class Untouched(StrEnum):
    """What becomes of answers that are masked in an idea, and of what was written, which is sealed with the contact."""

    USE = "use"
    """They replace the masked ones, where they tell nobody's name or number after all."""
    DROP = "drop"
    """The masked ones stay, and what was written is forgotten."""


def decide_untouched(typed: str, choice: Untouched, files: list[Path], why: str) -> None:
    """Decide on the untouched answers of an idea; exit 1 where the check would refuse them.

    Args:
        typed: the idea's code, however written.
        choice: what becomes of them.
        files: of secret keys; none means the person's own.
        why: the reason; it stands in the commit and in the vault's log.
    """
    see_reason(why)
    place, call = asked_to_change(typed)
    root = place.root
    who = person(root)
    act = Act(kind=Kind.MEND, ideas=(place.code,), by=acting(root, call, who, Kind.MEND), at=now(), why=why)
    old = place.data()
    idea = idea_file.parse(place.path, old)
    correcting.see_permitted(place, idea, Kind.MEND)
    correcting.see_no_letter(root, place.code)
    sender = opened(root, place.code, Opening(secrets(files), who.name, why, act.at))
    if not sender.untouched:
        raise FarakhanError("no-untouched", "با تماس این ایده نوشتهٔ دست‌نخورده‌ای مهر نیست.", place.code)
    untouched = sender.untouched if choice is Untouched.USE else {}
    answers = {**correcting.answers_of(call, idea), **untouched}
    _commit(place, call, act, old, answers, idea.media, note=correcting.unmarked(idea.note))
    kept = sender.model_copy(update={"untouched": {}})
    correcting.seal_contact(root, call, place.code, kept, (act, who.name))


def mend(typed: str, settings: list[str], body: Path | None, why: str) -> None:
    """Correct a transcription; exit 1 where what it comes to would be wrong.

    Args:
        typed: the idea's code, however written.
        settings: `key=words` of the idea.
        body: a file with the whole text anew; None leaves it.
        why: the reason; it stands in the commit.
    """
    see_reason(why)
    place, call = asked_to_change(typed)
    by = acting(place.root, call, person(place.root), Kind.MEND)
    old = place.data()
    idea = idea_file.parse(place.path, old)
    correcting.see_permitted(place, idea, Kind.MEND)
    reading = _reading(correcting.answers_of(call, idea))
    if body:
        try:
            reading = set_answer(call, reading, f"body={body.read_bytes().decode('utf-8-sig')}")
        except UnicodeDecodeError:
            message = "پروندهٔ متن خوانده نشد؛ متنی با رمزگذاری UTF-8 بدهید."
            raise FarakhanError("message-file", message, str(body)) from None
    for setting in settings:
        reading = set_answer(call, reading, setting)
    act = Act(kind=Kind.MEND, ideas=(place.code,), by=by, at=now(), why=why)
    _commit(place, call, act, old, reading.answers(), idea.media)


def _commit(  # noqa: PLR0913, PLR0917 (each is a part of the act)
    place: IdeaPlace,
    call: Call,
    act: Act,
    old: bytes,
    answers: Answers,
    media: tuple[Media, ...],
    note: str | None = None,
) -> None:
    idea = idea_file.parse(place.path, old)
    prepared = correcting.corrected(call, idea, answers, media)
    for problem in prepared.problems:
        if problem.words:
            typer.echo(problem.words)
    if prepared.idea is None or prepared.problems:
        typer.echo("چیزی ثبت نشد.")
        raise typer.Exit(1)
    new = correcting.commit(place, act, old, prepared.idea, person(place.root), note)
    if new is None:
        typer.echo("چیزی عوض نشد: متن همان است.")
        return
    _say(call, idea, new)


def _say(call: Call, before: Idea, new: Idea) -> None:
    typer.echo(receipt(call, new, ""))
    if new.status is not before.status:
        typer.echo(f"وضعیت: {LABELS[new.status]}؛ متن عوض شده است و دوباره دیده می‌شود.")
    if new.digest != before.digest:
        typer.echo("اثر انگشت تازه است؛ رسید پیشین صاحب ایده این متن را نشان نمی‌دهد. به او خبر دهید.")


def _reading(answers: Answers) -> Reading:
    """Answers as a reading, for whoever tells some of them anew."""
    found = {key: Found(answer, How.LABEL, "") for key, answer in answers.items() if key != "body"}
    return untold()._replace(found=found, body=str(answers.get("body", "")), missing=())


def contact(typed: str, source: str, files: list[Path], why: str) -> None:
    """Correct who sent an idea and how to reach them; sealed anew, and the owner is known by the new mobile.

    Args:
        typed: the idea's code, however written.
        source: a file of answers with the contact's fields that are to be corrected; empty asks on the terminal.
        files: of secret keys; none means the person's own.
        why: the reason; it stands in the vault's log.
    """
    see_reason(why)
    place, call = asked_to_change(typed)
    root, who = place.root, person(place.root)
    act = Act(kind=Kind.CONTACT, ideas=(place.code,), by=acting(root, call, who, Kind.CONTACT), at=now(), why=why)
    correcting.see_no_letter(root, place.code)
    if not (source or sys.stdin.isatty()):
        raise FarakhanError("contact-source", "پروندهٔ پاسخ‌ها را بدهید، یا در ترمینال بزنید تا پرسیده شود.")
    before = opened(root, place.code, Opening(secrets(files), who.name, why, act.at))
    given = _told(call, source) if source else _asked_for(call)
    changed = correcting.contact_with(before, given)
    new = changed.contact
    if new is None:
        for key in changed.wrong:
            typer.echo(f"«{CONTACT[key].label}» درست نیست.")
        raise typer.Exit(1)
    if new == before and correcting.is_known_by(root, place.code, new.mobile):
        typer.echo("چیزی عوض نشد.")
        return
    correcting.seal_contact(root, call, place.code, new, (act, who.name))
    typer.echo(f"درست شد ({to_persian(grouped(place.code))}) و از نو مهر شد.")
    if new.mobile != before.mobile:
        typer.echo("از این پس صاحب ایده با کد، رمز رسید و شمارهٔ تازه شناخته می‌شود.")


def _told(call: Call, source: str) -> Answers:
    """The contact's answers in a file; of the idea's own nothing may stand there."""
    answers = from_file.read(call, source, Path(source).read_bytes()).answers()
    others = [key for key in answers if key not in CONTACT]
    if others or not answers:
        message = f"در این پرونده تنها این‌ها می‌آید: {'، '.join(CONTACT)}."
        raise FarakhanError("contact-source", message, source)
    return answers


def _asked_for(call: Call) -> Answers:
    typer.echo("هرچه درست است با سطری خالی بگذرانید.")
    wanted = [question._replace(asked=replace(question.asked, required=False)) for question in CONTACT.values()]
    return {key: answer for key, answer in ask(call, untold(), wanted).answers().items() if key in CONTACT}
