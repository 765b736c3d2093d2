"""What an idea's owner is told of how it stands; nobody else is told of one that is not honoured."""

from collections.abc import Set as AbstractSet
from enum import StrEnum
from typing import NamedTuple

from farakhan.model.call import Phase
from farakhan.model.idea import Status


class Outcome(StrEnum):
    """What came of an idea that was given to judges: honoured or not, and nothing of how near it was."""

    PROPOSED = "proposed"
    NOT_PROPOSED = "not_proposed"
    CHOSEN = "chosen"
    NOT_CHOSEN = "not_chosen"


OUTCOMES = {
    Outcome.PROPOSED: "پیشنهاد هیئت: برگزیده",
    Outcome.NOT_PROPOSED: "پیشنهاد هیئت: برگزیده نشود",
    Outcome.CHOSEN: "برگزیده",
    Outcome.NOT_CHOSEN: "برگزیده نشد",
}
"""What they are called."""
_BY_PHASE = {
    Phase.PROPOSED: (Outcome.NOT_PROPOSED, Outcome.PROPOSED),
    Phase.ANNOUNCED: (Outcome.NOT_CHOSEN, Outcome.CHOSEN),
}
WITH_REASON = (Status.RETURNED, Status.REJECTED)


class Decision(NamedTuple):
    """The jury's decision as far as owners are concerned.

    Attributes:
        honoured: codes of the ideas that are honoured, by a decision which rests on the results as they stand.
        signed: whether the letter that carries it has its number and day; before that nothing is final.
    """

    honoured: AbstractSet[str]
    signed: bool


class Seen(NamedTuple):
    """How an idea stands for its owner; `reason` is an id of call.yml's reasons, empty where there is none to tell."""

    state: Status | Outcome
    reason: str = ""

    @property
    def key(self) -> str:
        """Both as one word or two, by which their sentences are found."""
        return f"{self.state.value} {self.reason}".rstrip()


def seen(status: Status) -> Status:
    """A status as it is told outside the secretariat.

    That an idea is held is the secretariat's: who sends another's text again would learn from it that the text is here.
    """
    return Status.RECEIVED if status is Status.HELD else status


def seen_by_owner(status: Status, reason: str | None, outcome: Outcome | None) -> Seen:
    """How an idea stands for its owner.

    Args:
        status: as it counts.
        reason: why it was returned or rejected.
        outcome: of judging, if it may be told; it is told of what was accepted alone.
    """
    if outcome and status is Status.ACCEPTED:
        return Seen(outcome)
    return Seen(seen(status), reason or "" if status in WITH_REASON else "")


def is_told(phase: Phase) -> bool:
    """Whether anything of what came of ideas is told in a phase of the call."""
    return phase in _BY_PHASE


def outcome(phase: Phase, decision: Decision | None, code: str) -> Outcome | None:
    """What came of an idea, as far as it may be told in a phase of the call.

    Args:
        phase: in which the call is.
        decision: the jury's; None where there is none.
        code: the idea's.
    """
    if decision is None or not is_told(phase) or (phase is Phase.ANNOUNCED and not decision.signed):
        return None
    return _BY_PHASE[phase][code in decision.honoured]
