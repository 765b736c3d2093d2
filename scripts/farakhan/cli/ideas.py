"""`farakhan show`: an idea before a person's eyes."""

from collections.abc import Iterable
from pathlib import Path

import typer

from farakhan.files.workbook import Cell
from farakhan.model import standing
from farakhan.model.call import Call, names
from farakhan.model.codes import grouped
from farakhan.model.idea import LABELS, Idea, MediaKind
from farakhan.model.questions import Question
from farakhan.model.standing import SHOWN
from farakhan.office.listing import idea_answers, office_answers
from farakhan.persian.calendar import long_day, tehran_day
from farakhan.persian.digits import grouped as grouped_number
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.call import read_call
from farakhan.record.idea import IdeaPlace, find, read_idea, wrong_with
from farakhan.store import disk
from farakhan.store.vault import attached

KIB = 1024


def show(typed: str) -> None:
    """Print an idea, whoever sent it.

    Args:
        typed: its code, however written.
    """
    place, call = asked(typed)
    tell(place, call)


def asked(typed: str) -> tuple[IdeaPlace, Call]:
    """Where the idea stands that a person means, and its edition's call."""
    root = disk.find_root(Path.cwd())
    place = find(root, typed)
    return place, read_call(root, place.edition)


def say_wrong(place: IdeaPlace, call: Call) -> None:
    """Say what is wrong with an idea's file, beside what is printed of it."""
    for problem in wrong_with(place, call):
        typer.echo(str(problem), err=True)


def tell(place: IdeaPlace, call: Call) -> None:
    """Print an idea, what is wrong with its file, and how much stands sealed beside it."""
    say_wrong(place, call)
    _print(call, read_idea(place))
    _say_attached(place)


def _print(call: Call, idea: Idea) -> None:
    status = standing.counted(idea).status
    channel = names(call.channels).get(idea.channel, idea.channel)
    typer.echo(f"کد رهگیری: {to_persian(grouped(idea.code))}   وضعیت: {LABELS[status]}")
    for label, words in office_answers(call, idea):
        if words is not None:
            typer.echo(f"{label}: {words}")
    typer.echo(f"رسیدن: {long_day(tehran_day(idea.arrived))}   راه: {channel}")
    typer.echo(f"اثر انگشت این متن: {idea.digest[:SHOWN]}")
    say(idea_answers(call, idea))
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


def say(answers: Iterable[tuple[Question, Cell]]) -> None:
    """Print what was answered, each with its label."""
    for question, answer in answers:
        if answer is not None:
            typer.echo(f"{question.label}: {grouped_number(answer) if isinstance(answer, int) else to_persian(answer)}")
