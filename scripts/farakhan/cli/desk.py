"""`farakhan show` and `farakhan screen`: an idea before a person's eyes, and what that person decides on it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

import typer

from farakhan.cli.keys import secrets
from farakhan.files.workbook import Cell
from farakhan.intake import receipt as receipts
from farakhan.intake.listing import contact_answers, idea_answers
from farakhan.intake.opening import Opening, opened
from farakhan.intake.screening import STATUS, Decision, decide, find
from farakhan.intake.screening import screen as commit_decision
from farakhan.model.call import names
from farakhan.model.codes import grouped
from farakhan.model.idea import LABELS, Idea
from farakhan.model.questions import Question
from farakhan.persian.calendar import TEHRAN, long_day, tehran_day
from farakhan.persian.digits import grouped as grouped_number
from farakhan.persian.digits import to_persian
from farakhan.store import disk
from farakhan.store.commits import person, settle
from farakhan.store.record import Edition, read_edition


def show(said: str, files: list[Path], why: str) -> None:
    """Print an idea; with a reason also who sent it, which needs a key and is written down.

    Args:
        said: its code, however written.
        files: of secret keys; none means the person's own.
        why: the reason for opening the contact; empty leaves it sealed.
    """
    root = disk.find_root(Path.cwd())
    name, code = find(root, said)
    edition = read_edition(root, name)
    _print(edition, edition.idea(code))
    if why:
        contact = opened(root, code, Opening(secrets(files), person(root).name, why, now()))
        typer.echo("\n— اطلاعات تماس —")
        _say(contact_answers(edition.call, contact))


def _print(edition: Edition, idea: Idea) -> None:
    typer.echo(f"کد رهگیری: {to_persian(grouped(idea.code))}   وضعیت: {LABELS[idea.status]}")
    typer.echo(f"رسیدن: {long_day(tehran_day(idea.arrived))}   راه: {names(edition.call.channels)[idea.channel]}")
    _say(idea_answers(edition.call, idea))
    typer.echo(f"\n{idea.body}")


def _say(answers: Iterable[tuple[Question, Cell]]) -> None:
    for question, said in answers:
        if said is not None:
            typer.echo(f"{question.label}: {grouped_number(said) if isinstance(said, int) else to_persian(said)}")


def receipt(said: str, out: Path | None, site: str) -> None:
    """Print an idea's receipt, or write it as a page to be printed.

    Args:
        said: its code, however written.
        out: the page; None prints the text.
        site: the site's address; empty where it is not known.
    """
    root = disk.find_root(Path.cwd())
    name, code = find(root, said)
    edition = read_edition(root, name)
    if out is None:
        typer.echo(receipts.receipt(edition.call, edition.idea(code), site))
    else:
        out.write_text(receipts.page(edition.call, edition.idea(code), site), encoding="utf-8")
        typer.echo(f"رسید در {out} است؛ آن را در مرورگر باز و چاپ کنید.")


def screen(said: str, decision: Decision, reason: str, note: str) -> None:
    """Decide on an idea; exit 1 where the decision is not as the call has it.

    Args:
        said: its code, however written.
        decision: what is decided.
        reason: an id of call.yml's reasons.
        note: for the secretariat.
    """
    root = disk.find_root(Path.cwd())
    settle(root)
    name, code = find(root, said)
    edition = read_edition(root, name)
    new, wrong = decide(edition, code, STATUS[decision], reason, note)
    for words in wrong:
        typer.echo(words)
    if wrong:
        raise typer.Exit(1)
    commit_decision(edition, code, decision, new, person(root), now())
    typer.echo(f"{to_persian(grouped(code))}: {LABELS[STATUS[decision]]}")


def now() -> datetime:
    """This instant in Tehran, to the second."""
    return datetime.now(UTC).astimezone(TEHRAN).replace(microsecond=0)
