"""`farakhan show` and `screen`: an idea before a person's eyes, and what that person decides about it."""

import sys
from collections.abc import Iterable
from pathlib import Path

import typer

from farakhan.cli.confirming import confirm
from farakhan.files.workbook import Cell
from farakhan.model import standing
from farakhan.model.acts import Act, Kind
from farakhan.model.answers import LABELS as LABELS_BY_KEY
from farakhan.model.call import Call, names
from farakhan.model.codes import grouped
from farakhan.model.idea import LABELS, Idea, MediaKind
from farakhan.model.questions import Question
from farakhan.office.listing import contact_answers, idea_answers, office_answers
from farakhan.office.screening import SHOWN, STATUS, Decision, decide, find
from farakhan.office.screening import screen as commit_decision
from farakhan.persian.calendar import long_day, tehran_day
from farakhan.persian.digits import grouped as grouped_number
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.call import read_call
from farakhan.record.idea import IdeaPlace, read_idea, wrong_with
from farakhan.store import disk
from farakhan.store.acting import acting
from farakhan.store.clock import now
from farakhan.store.git.commits import person, settle
from farakhan.store.vault import attached

KIB = 1024


def show(typed: str, files: list[Path], why: str) -> None:
    """Print an idea; with a reason also who sent it, which needs a key and is written down.

    Args:
        typed: its code, however written.
        files: of secret keys; none means the person's own.
        why: the reason for opening the contact; empty leaves it sealed.
    """
    place, call = asked(typed)
    say_wrong(place, call)
    _print(call, read_idea(place))
    _say_attached(place)
    if why:
        from farakhan.office.keys import secrets  # noqa: PLC0415 (most ideas are shown sealed)
        from farakhan.office.opening import Opening, opened  # noqa: PLC0415

        root = place.root
        contact = opened(root, place.code, Opening(secrets(files), person(root).name, why, now()))
        typer.echo("\n— اطلاعات تماس —")
        _say(contact_answers(call, contact))
        for key, text in contact.untouched.items():
            typer.echo(f"\n— {LABELS_BY_KEY[key]}، همان‌گونه که نوشته شده —\n{text}")


def save(typed: str, files: list[Path], why: str, folder: Path) -> None:
    """Write an idea's photos and clips, and what stands beside it, into a folder for a person's eyes; it is logged.

    Args:
        typed: its code, however written.
        files: of secret keys, for what is sealed; none means the person's own.
        why: the reason.
        folder: outside the repository; made where it is not there.
    """
    from farakhan.office.attaching import save_attached, save_media  # noqa: PLC0415 (most ideas are shown sealed)
    from farakhan.office.keys import secrets  # noqa: PLC0415
    from farakhan.office.opening import Opening  # noqa: PLC0415

    place, _ = asked(typed)
    root, idea = place.root, read_idea(place)
    sealed = attached.names(root, idea.code)
    keys = secrets(files) if sealed else []
    opening = Opening(keys, person(root).name, why, now())
    for path in save_media(root, idea, folder, opening) if idea.media else ():
        typer.echo(str(path))
    for path, name in save_attached(root, idea.code, folder, opening) if sealed else ():
        typer.echo(f"{path}   «{name}»")
    if idea.media or sealed:
        typer.echo("پس از دیدن پاکشان کنید: بیرون از گاوصندوق کسی مراقبشان نیست.")
    else:
        typer.echo("این ایده عکس، کلیپ یا پیوستی ندارد.")


def asked(typed: str) -> tuple[IdeaPlace, Call]:
    """Where the idea stands that a person means, and its edition's call."""
    return _asked(disk.find_root(Path.cwd()), typed)


def asked_to_change(typed: str) -> tuple[IdeaPlace, Call]:
    """The same, where what a dead committer left is taken back first: for what is then changed."""
    root = disk.find_root(Path.cwd())
    settle(root)
    return _asked(root, typed)


def _asked(root: Path, typed: str) -> tuple[IdeaPlace, Call]:
    place = IdeaPlace(root, *find(root, typed))
    return place, read_call(root, place.edition)


def say_wrong(place: IdeaPlace, call: Call) -> None:
    """Say what is wrong with an idea's file, beside what is printed of it."""
    for problem in wrong_with(place, call):
        typer.echo(str(problem), err=True)


def _print(call: Call, idea: Idea) -> None:
    status = standing.counted(idea).status
    channel = names(call.channels).get(idea.channel, idea.channel)
    typer.echo(f"کد رهگیری: {to_persian(grouped(idea.code))}   وضعیت: {LABELS[status]}")
    for label, words in office_answers(call, idea):
        if words is not None:
            typer.echo(f"{label}: {words}")
    typer.echo(f"رسیدن: {long_day(tehran_day(idea.arrived))}   راه: {channel}")
    typer.echo(f"اثر انگشت این متن: {idea.digest[:SHOWN]}")
    _say(idea_answers(call, idea))
    for number, medium in enumerate(idea.media, 1):
        size = max(1, round(medium.bytes / KIB))
        words = f"{LABELS[MediaKind(medium.kind)]} {number}: {size} کیلوبایت"
        typer.echo(to_persian(f"{words}، «{medium.caption}»" if medium.caption else words))
    typer.echo(f"\n{idea.body}")


def _say_attached(place: IdeaPlace) -> None:
    """Say how many files stand sealed beside an idea, where the vault answers: an idea is shown without it too."""
    try:
        number = len(attached.names(place.root, place.code))
    except FarakhanError as error:
        typer.echo(str(error), err=True)
        return
    if number:
        typer.echo(to_persian(f"\nپیوست مهرشده: {number} (با --files پوشه --why «دلیل» نوشته می‌شود)"))


def _say(answers: Iterable[tuple[Question, Cell]]) -> None:
    for question, answer in answers:
        if answer is not None:
            typer.echo(f"{question.label}: {grouped_number(answer) if isinstance(answer, int) else to_persian(answer)}")


def screen(typed: str, decision: Decision, reason: str, note: str, seen: str) -> None:
    """Decide on an idea; exit 1 where the decision is not as the call has it, or the person has not seen the text.

    Args:
        typed: its code, however written.
        decision: what is decided.
        reason: an id of call.yml's reasons.
        note: for the secretariat, or for the owner of an idea that is returned.
        seen: the first letters of the text's digest, as `show` prints them; without them a person at a terminal is
            asked, and a program decides on the text that stands there, unless that one changed after a decision.
    """
    place, call = asked_to_change(typed)
    root = place.root
    who, status, kind = person(root), STATUS[decision], Kind(decision.value)
    by = acting(root, call, who, kind)
    idea = read_idea(place)
    if not seen and standing.TABLE[status].on_text:
        _ask_whether_seen(idea)
    new, wrong = decide(place, call, status, reason, note, seen or idea.digest)
    for words in wrong:
        typer.echo(words)
    if wrong:
        raise typer.Exit(1)
    act = Act(kind=kind, ideas=(place.code,), by=by, at=now(), why=reason)
    commit_decision(place.root, act, {place.path: new}, who)
    typer.echo(f"{to_persian(grouped(place.code))}: {LABELS[status]}")


def _ask_whether_seen(idea: Idea) -> None:
    """Show which text it is; at a terminal ask for a yes."""
    typer.echo(f"«{idea.title}»، اثر انگشت متن: {idea.digest[:SHOWN]}\n{idea.summary}")
    if sys.stdin.isatty():
        confirm("همین متن را خوانده‌اید؟", sure=False, refused="")
    elif standing.overtaken(standing.written(idea), idea.digest):
        message = f"متن پس از تصمیم پیشین عوض شده است؛ آن را ببینید و با --seen {idea.digest[:SHOWN]} دوباره بزنید."
        raise FarakhanError("text-unseen", message, idea.code)
