"""`farakhan screen`: what a person decides about an idea."""

import sys
from pathlib import Path

import typer

from farakhan.cli.confirming import confirm
from farakhan.model import standing
from farakhan.model.acts import Act, Kind
from farakhan.model.call import Call
from farakhan.model.codes import grouped
from farakhan.model.idea import LABELS, Idea
from farakhan.model.standing import SHOWN
from farakhan.office.screening import STATUS, Decision, decide
from farakhan.office.screening import screen as commit_decision
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.call import read_call
from farakhan.record.idea import IdeaPlace, find, read_idea
from farakhan.store import disk
from farakhan.store.acting import acting
from farakhan.store.clock import now
from farakhan.store.git.commits import person, settle


def asked_to_change(typed: str) -> tuple[IdeaPlace, Call]:
    """Where the idea stands that a person means to change, and its edition's call.

    What a dead committer left is taken back first.
    """
    root = disk.find_root(Path.cwd())
    settle(root)
    place = find(root, typed)
    return place, read_call(root, place.edition)


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
