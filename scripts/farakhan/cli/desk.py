"""`farakhan show` and `farakhan screen`: an idea before a person's eyes, and what that person decides on it."""

from datetime import UTC, datetime
from pathlib import Path

import typer

from farakhan.cli.keys import secrets
from farakhan.contact import sealing
from farakhan.files import idea as idea_file
from farakhan.intake.screening import STATUS, Decision, decide, find
from farakhan.intake.screening import screen as commit_decision
from farakhan.model import contact as contact_model
from farakhan.model.call import names
from farakhan.model.codes import grouped
from farakhan.model.contact import Contact
from farakhan.model.idea import FIELDS, LABELS, Idea
from farakhan.persian.calendar import TEHRAN, long_day, tehran_day
from farakhan.persian.digits import to_persian
from farakhan.store import disk, vault
from farakhan.store.commits import person
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
        opened = sealing.unseal(vault.contact(root, code), secrets(files))
        vault.log_opening(root, code, person(root).name, why, _now())
        _print_contact(opened)


def _print(edition: Edition, idea: Idea) -> None:
    plain = idea_file.plain(idea)
    typer.echo(f"کد رهگیری: {to_persian(grouped(idea.code))}   وضعیت: {LABELS[idea.status]}")
    typer.echo(f"رسیدن: {long_day(tehran_day(idea.arrived))}   راه: {names(edition.call.channels)[idea.channel]}")
    for question in FIELDS:
        value: object = plain
        for part in question.key.split("."):
            value = value.get(part) if isinstance(value, dict) else None
        if value and question.key != "body":
            options = question.options(edition.call)
            said = [options.get(str(one), str(one)) for one in (value if isinstance(value, list) else [value])]
            typer.echo(f"{question.label}: {to_persian('، '.join(said))}")
    typer.echo(f"\n{idea.body}")


def _print_contact(opened: Contact) -> None:
    typer.echo("\n— اطلاعات تماس —")
    for question in contact_model.FIELDS:
        value = getattr(opened, question.key)
        if value:
            said = "، ".join(value) if isinstance(value, tuple) else "بله" if value is True else str(value)
            typer.echo(f"{question.label}: {to_persian(said)}")


def screen(said: str, decision: Decision, reason: str, note: str) -> None:
    """Decide on an idea; exit 1 where the decision is not as the call has it.

    Args:
        said: its code, however written.
        decision: what is decided.
        reason: an id of call.yml's reasons.
        note: for the secretariat.
    """
    root = disk.find_root(Path.cwd())
    name, code = find(root, said)
    edition = read_edition(root, name)
    new, wrong = decide(edition, code, STATUS[decision], reason, note)
    for words in wrong:
        typer.echo(words)
    if wrong:
        raise typer.Exit(1)
    commit_decision(edition, code, decision, new, person(root), _now())
    typer.echo(f"{to_persian(grouped(code))}: {LABELS[STATUS[decision]]}")


def _now() -> datetime:
    return datetime.now(UTC).astimezone(TEHRAN).replace(microsecond=0)
