"""How an idea stands: the one table of what each status rests on, until when its owner may change it, what follows.

A person's decision is about a text and names it (`screened`). One that was made on another text than the idea has now
counts no more, however the two came together: the idea is to be looked at again.
"""

from enum import StrEnum
from typing import NamedTuple

from farakhan.model.idea import Idea, Status

SHOWN = 8
"""Letters of a text's digest that say which text a person has seen."""


class Until(StrEnum):
    """How long an idea's owner may change it or take it back."""

    NEVER = "never"
    DEADLINE = "deadline"
    REPAIR = "repair"
    """Until the deadline, and after it while returned ideas are mended."""


class Conduct(NamedTuple):
    """What holds for the ideas of one status.

    Attributes:
        on_text: whether a person gave it after reading the text, which the idea then names.
        open: how long the owner may change the idea.
        changed: the status after the text has changed.
    """

    on_text: bool
    open: Until
    changed: Status


TABLE = {
    Status.RECEIVED: Conduct(on_text=False, open=Until.DEADLINE, changed=Status.RECEIVED),
    Status.HELD: Conduct(on_text=False, open=Until.DEADLINE, changed=Status.HELD),
    Status.RETURNED: Conduct(on_text=True, open=Until.REPAIR, changed=Status.RECEIVED),
    Status.ACCEPTED: Conduct(on_text=True, open=Until.DEADLINE, changed=Status.RECEIVED),
    Status.REJECTED: Conduct(on_text=True, open=Until.NEVER, changed=Status.RECEIVED),
    Status.WITHDRAWN: Conduct(on_text=False, open=Until.NEVER, changed=Status.WITHDRAWN),
}
"""Withdrawing is the owner's word about the idea, whatever its text; holding says that nobody has decided."""


class Standing(NamedTuple):
    """The keys of an idea that say how it stands; they are changed together or not at all."""

    status: Status
    screened: str | None = None
    reason: str | None = None


def written(idea: Idea) -> Standing:
    """How an idea's file says that it stands."""
    return Standing(idea.status, idea.screened, idea.reason)


def decided(status: Status, digest: str, reason: str | None = None) -> Standing:
    """How an idea stands on which a person has decided.

    Args:
        status: what was decided.
        digest: of the text that the person saw.
        reason: an id of call.yml's reasons.
    """
    return Standing(status, digest if TABLE[status].on_text else None, reason)


def overtaken(standing: Standing, digest: str) -> bool:
    """Whether a decision was made on another text than the one with this digest, or on nobody knows which."""
    return TABLE[standing.status].on_text and standing.screened != digest


def counted(idea: Idea) -> Idea:
    """An idea as it counts: where its decision was made on another text, nobody has decided yet."""
    return (
        idea.model_copy(update=Standing(Status.RECEIVED)._asdict()) if overtaken(written(idea), idea.digest) else idea
    )


def changed(idea: Idea, *, doubtful: bool) -> Standing:
    """How an idea stands after its text has changed; `held` where something about the new one is doubtful."""
    return Standing(Status.HELD if doubtful else TABLE[counted(idea).status].changed)


def note_after(idea: Idea) -> str:
    """The note that an idea keeps when its text changes: one that told its owner what to write has done its work."""
    return "" if idea.status is Status.RETURNED else idea.note


def together(before: Standing, sides: tuple[Standing, Standing], digest: str, *, new_text: bool) -> Standing | None:
    """How an idea stands that two people have changed at once.

    Whoever withdrew it is heard before all. A decision on a text that is not the one both have now is not: the idea is
    to be looked at again. Two different decisions on one text are for a person to settle.

    Args:
        before: as it stood for both.
        sides: as it stands for each.
        digest: of the text as both have it together.
        new_text: whether one of the two changed the text.

    Returns:
        None where the two contradict each other.
    """
    wanted = {side for side in sides if side != before}
    if Status.WITHDRAWN in {side.status for side in wanted}:
        return Standing(Status.WITHDRAWN)
    wanted = wanted or {before}
    if new_text:
        wanted = {side for side in wanted if not overtaken(side, digest)}
    if len(wanted) == 1:
        return wanted.pop()
    statuses = {side.status for side in sides}
    if wanted and wanted != {Standing(Status.RECEIVED), Standing(Status.HELD)}:
        return None
    return Standing(Status.HELD if Status.HELD in statuses else Status.RECEIVED)
