"""What a change may bring that may bring ideas alone: new ideas, in which nobody but their owner has spoken yet."""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from datetime import datetime, time, timedelta

from farakhan.files.layout import Kind, kind_of
from farakhan.model.call import Call
from farakhan.model.idea import Idea, Status
from farakhan.persian.calendar import TEHRAN
from farakhan.problems import Problem, problem

UNDECIDED = (Status.RECEIVED, Status.HELD)
CHANNEL = "file"
"""How an idea has come that comes as a file: of every other channel the secretariat alone can tell."""
SECRETARIATS = ("registered_by", "paper", "screened", "note", "copies_of", "receipt")
"""Keys that are empty until the secretariat fills them."""
LONGEST = timedelta(days=366)
"""How long before its deadline a call may have been open that names no day on which it opened."""


def check_change(path: str, old_mode: int, mode: int) -> Problem | None:
    """What is wrong with a changed path: it must be an idea's file that was not there.

    Modes are git's; 0 stands where there is no file.
    """
    if kind_of(path) is not Kind.IDEA:
        return problem(path, 1, "change-outside")
    return problem(path, 1, "change-existing") if old_mode or not mode else None


def check_acts(path: str, by: Iterable[str], staff: AbstractSet[str]) -> Iterator[Problem]:
    """The acts that a change brings in somebody's name who cannot have done them.

    Args:
        path: at which it is said: the first that the change touches.
        by: in whose name each act is; empty where it is in nobody's.
        staff: the ids in whose name a change may bring acts; nobody's where it may bring ideas alone.
    """
    for ident in sorted({*by} - staff - {""}):
        yield problem(path, 1, "change-act", value=ident)


def check_new(path: str, idea: Idea, call: Call) -> Iterator[Problem]:
    """What is wrong with a new idea that is right in itself: what in it is the secretariat's to say.

    Args:
        path: of its file.
        idea: what it says.
        call: of its edition.
    """
    if idea.status not in UNDECIDED:
        yield problem(path, ("status",), "change-status", value=idea.status)
    for key in SECRETARIATS:
        if getattr(idea, key):
            yield problem(path, (key,), "change-secretariat", key=key)
    if idea.channel != CHANNEL:
        yield problem(path, ("channel",), "change-channel", value=idea.channel, channel=CHANNEL)
    if idea.arrived < _opens(call):
        yield problem(path, ("arrived",), "change-arrived")


def _opens(call: Call) -> datetime:
    """The instant before which no idea can have come."""
    day = call.dates.opens
    return datetime.combine(day, time(), TEHRAN) if day else call.closes() - LONGEST
