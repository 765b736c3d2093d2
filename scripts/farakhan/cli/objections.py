"""`farakhan object`, `objections` and `answer`: what owners say against what is proposed, and what they are told."""

import secrets
import sys
from pathlib import Path
from typing import NamedTuple

import typer

from farakhan.cli.asking import lines
from farakhan.cli.confirming import confirm
from farakhan.cli.screening import asked_to_change
from farakhan.files import idea as idea_file
from farakhan.files import objection as objection_file
from farakhan.intake import objecting
from farakhan.intake.arrival import Entry
from farakhan.model.acts import Act, Kind
from farakhan.model.codes import grouped
from farakhan.model.objection import Objection
from farakhan.model.personal import NOBODY, Owner
from farakhan.office import answering
from farakhan.office.keys import NoKeyError
from farakhan.office.keys import secrets as keys_at_hand
from farakhan.office.opening import Opening
from farakhan.office.opening import owner as owner_in
from farakhan.office.renewal import see_reason
from farakhan.persian.calendar import long_day, tehran_day
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.call import read_call
from farakhan.record.idea import IdeaPlace
from farakhan.record.objections import data_of, find, objections
from farakhan.store import disk
from farakhan.store.acting import acting
from farakhan.store.clock import now
from farakhan.store.git.commits import person, settle

STDIN = "-"
_SHOWN = 70
"""Letters of an objection in the list."""
_WHY = "نامی که نباید در اعتراض بماند"
"""Why a contact is opened here, for the vault's log."""


class Words(NamedTuple):
    """What `object` was told, as it was typed.

    Attributes:
        source: a file with the text, or `-`; empty asks on the terminal.
        channel: by which it came.
        arrived: the time in Tehran as `1406/08/20 10:30`, or the day alone; empty means now.
        why: it is heard though it came outside of its time; empty where it did not.
    """

    source: str
    channel: str
    arrived: str
    why: str


def take_down(typed: str, words: Words, files: list[Path], *, sure: bool) -> None:
    """Take down an objection of an idea's owner.

    Args:
        typed: the idea's code, however written.
        words: what was told.
        files: of secret keys; none means the person's own, if there is one.
        sure: nobody is asked.

    Raises:
        FarakhanError: `object-late`, it came outside of its time and there is no reason; what is wrong with the text.
        typer.Exit: 1, nobody confirmed it.
    """
    place, call = asked_to_change(typed)
    who = person(place.root)
    by, at = acting(place.root, call, who, Kind.OBJECT), now()
    entry = objecting.entry_of(call, words.channel, words.arrived, Entry("", at, at, by))
    idea = idea_file.parse(place.path, place.data())
    objecting.see_open(place, idea, objections(place.root, place.edition, place.code))
    is_timely = objecting.is_timely(call, entry.arrived)
    if not (is_timely or words.why):
        raise FarakhanError("object-late", f"{objecting.heard_when(call)}: --late --why «…»", place.code)
    if words.why:
        see_reason(words.why)
    text = objecting.spelt(_text(words.source))
    fault = objecting.fault_of(text)
    if fault:
        raise FarakhanError(f"objection-{fault}", objecting.FAULTS[fault])
    written = objecting.heard(place.root, call, place.code, text, _owner(place, who.name, files))
    typer.echo(f"ایدهٔ {to_persian(grouped(place.code))} «{idea.title}»\n\n{written.safe}\n")
    if written.untouched:
        typer.echo("نام و شماره‌ها پوشیده شد؛ نوشتهٔ دست‌نخورده کنار تماس این ایده مهر می‌شود.")
    confirm("همین ثبت شود؟ اگر نامی مانده است نه بگویید و آن را از متن بردارید.", sure=sure)
    act = Act(kind=Kind.OBJECT, ideas=(place.code,), by=by, at=at, why="" if is_timely else words.why)
    objection = objecting.take_down(place, call, written, entry, act, who, secrets.randbelow)
    typer.echo(to_persian(f"اعتراض {objection.number} ثبت شد؛ این شماره را به صاحب ایده بگویید."))
    typer.echo(f"پاسخ: farakhan answer {place.edition} {objection.number} پاسخ.txt")


def _text(source: str) -> str:
    if not source and sys.stdin.isatty():
        typer.echo("نوشته یا گفتهٔ صاحب ایده؛ پایانش سطری تنها با «.».")
        return lines()
    try:
        return (sys.stdin.buffer.read() if source in ("", STDIN) else Path(source).read_bytes()).decode("utf-8-sig")
    except UnicodeDecodeError:
        message = "پروندهٔ متن خوانده نشد؛ متنی با رمزگذاری UTF-8 بدهید."
        raise FarakhanError("message-file", message, source) from None


def _owner(place: IdeaPlace, who: str, files: list[Path]) -> Owner:
    """The names and numbers of an idea's owner, with a key; what could not be had is said."""
    try:
        keys = keys_at_hand(files)
        return owner_in(place.root, place.code, Opening(keys, who, _WHY, now()))
    except NoKeyError:
        if files:
            raise
        typer.echo("کلیدی اینجا نیست و نام صاحب ایده از روی تماسش شناخته نمی‌شود؛ خودتان هم ببینید نامی نمانده باشد.")
    except FarakhanError as error:
        typer.echo(error.message)
    return NOBODY


def show(name: str, number: str) -> None:
    """List an edition's objections, those that wait first; or print one whole.

    Args:
        name: the edition's.
        number: of the one that is meant; empty for the list.
    """
    root = disk.find_root(Path.cwd())
    read_call(root, name)
    if number:
        path = find(root, name, number)
        _print(objection_file.parse(path, data_of(root, path)))
        return
    every = sorted(objections(root, name), key=lambda objection: not objection.waits)
    for objection in every:
        text = " ".join(objection.text.split())
        typer.echo(f"{_head(objection)}: {text[:_SHOWN]}{'…' * (len(text) > _SHOWN)}")
    waiting = sum(objection.waits for objection in every)
    typer.echo(to_persian(f"{len(every)} اعتراض، {waiting} در انتظار پاسخ."))
    if waiting:
        typer.echo(f"پاسخ: farakhan answer {name} شماره پاسخ.txt")


def _head(objection: Objection) -> str:
    state = "در انتظار" if objection.waits else "پاسخ داده شد"
    day = long_day(tehran_day(objection.arrived))
    return f"{to_persian(objection.number)}  {to_persian(grouped(objection.code))}  {day}  {state}"


def _print(objection: Objection) -> None:
    typer.echo(_head(objection))
    if objection.late:
        typer.echo(f"بیرون از مهلت؛ چرا پذیرفته شد: {objection.late}")
    typer.echo(f"\n{objection.text}")
    if objection.sealed:
        typer.echo(f"\nنوشتهٔ دست‌نخورده: farakhan show {objection.code} --files پوشه --why «دلیل»")
    if objection.answered:
        typer.echo(f"\n— پاسخ، {long_day(tehran_day(objection.answered))} —\n{objection.answer}")


def answer(name: str, number: str, source: str, *, sure: bool) -> None:
    """Answer an objection; whoever sent it reads it with their receipt.

    Args:
        name: the edition's.
        number: the objection's, however it is written.
        source: a file with the answer, or `-`; empty asks on the terminal.
        sure: nobody is asked.

    Raises:
        typer.Exit: 1, nobody confirmed it.
    """
    root = disk.find_root(Path.cwd())
    settle(root)
    call, who = read_call(root, name), person(root)
    by = acting(root, call, who, Kind.ANSWER)
    path = find(root, name, number)
    before = objection_file.parse(path, data_of(root, path))
    _print(before)
    text = answering.spelt(root, before.code, _text(source))
    typer.echo(f"\nپاسخ تازه:\n{text}\n")
    confirm("این پاسخ جای آن بنشیند؟" if before.answer else "همین پاسخ داده شود؟", sure=sure)
    act = Act(kind=Kind.ANSWER, ideas=(before.code,), by=by, at=now(), why=str(before.number))
    answering.commit(root, path, text, act, who)
    typer.echo(to_persian(f"پاسخ اعتراض {before.number} ثبت شد؛ صاحب ایده آن را در «ایدهٔ من» می‌خواند."))
