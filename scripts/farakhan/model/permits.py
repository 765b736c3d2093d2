"""Who may do what: the one table of acts, by how an idea stands and how far judging has come with it.

Until when an idea's owner may change it or take it back stands beside how it stands, in `model.standing`.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from farakhan.model.acts import Kind
from farakhan.model.idea import Status
from farakhan.model.staff import Duty


class Reach(StrEnum):
    """How far judging has come with an idea."""

    UNSCORED = "unscored"
    """No judge has scored it, and the jury has not decided yet."""
    SCORED = "scored"
    """A judge has scored it, or it was counted with somebody's scores."""
    SETTLED = "settled"
    """The jury has decided, and nobody has scored this one."""
    AWARDED = "awarded"
    """The jury has honoured it."""


class Permit(NamedTuple):
    """Who may do an act, and to which ideas.

    Attributes:
        duty: which members of staff may do it.
        statuses: those that the idea may have, by how far judging has come with it; a reach that is absent forbids it.
    """

    duty: Duty
    statuses: Mapping[Reach, frozenset[Status]]


_ALL = frozenset(Status)
_DECIDABLE = _ALL - {Status.WITHDRAWN}
"""What was taken back is held first: a person must have heard that its owner wants it back."""
_IN_JUDGING = frozenset({Status.ACCEPTED})
_ALWAYS = dict.fromkeys(Reach, _ALL)
_OUT_OF_JUDGING = {Reach.UNSCORED: _DECIDABLE, Reach.SETTLED: _DECIDABLE}
"""What judges have read leaves by the jury's decision with its reason, never by the way."""

TABLE = {
    Kind.REGISTER: Permit(Duty.REGISTER, _ALWAYS),
    Kind.ACCEPT: Permit(Duty.SCREEN, {Reach.UNSCORED: _DECIDABLE, Reach.SCORED: _DECIDABLE, Reach.AWARDED: _DECIDABLE}),
    Kind.RETURN: Permit(Duty.SCREEN, _OUT_OF_JUDGING),
    Kind.REJECT: Permit(Duty.SCREEN, _OUT_OF_JUDGING),
    Kind.HOLD: Permit(
        Duty.SCREEN,
        {
            Reach.UNSCORED: _ALL,
            Reach.SETTLED: _ALL,
            Reach.SCORED: _ALL - _IN_JUDGING,
            Reach.AWARDED: _ALL - _IN_JUDGING,
        },
    ),
    Kind.WITHDRAW: Permit(Duty.SCREEN, {Reach.UNSCORED: _ALL, Reach.SETTLED: _ALL}),
    Kind.RENEW: Permit(Duty.SCREEN, _ALWAYS),
    Kind.COPY: Permit(Duty.SCREEN, _OUT_OF_JUDGING),
    Kind.UNDO: Permit(Duty.SCREEN, {Reach.UNSCORED: _ALL}),
    Kind.MEND: Permit(Duty.REGISTER, _OUT_OF_JUDGING),
    Kind.ADD: Permit(Duty.REGISTER, _OUT_OF_JUDGING),
    Kind.CONTACT: Permit(Duty.REGISTER, _ALWAYS),
    Kind.ERASE: Permit(Duty.REGISTER, _ALWAYS),
    Kind.ASSIGN: Permit(Duty.JUDGING, _ALWAYS),
    Kind.SHEET: Permit(Duty.JUDGING, _ALWAYS),
    Kind.CONFIRM: Permit(Duty.JUDGING, _ALWAYS),
    Kind.CLOSE: Permit(Duty.JUDGING, _ALWAYS),
    Kind.REOPEN: Permit(Duty.JUDGING, _ALWAYS),
    Kind.TALLY: Permit(Duty.JUDGING, _ALWAYS),
    Kind.AWARD: Permit(Duty.AWARD, _ALWAYS),
    Kind.OBJECT: Permit(Duty.REGISTER, dict.fromkeys(Reach, _DECIDABLE)),
    Kind.ANSWER: Permit(Duty.AWARD, _ALWAYS),
    Kind.AMEND: Permit(Duty.JUDGING, _ALWAYS),
}
"""The acts of staff.

What has scores or is awarded may be accepted again: its text changed after the decision and somebody must look anew,
whatever judges gave the old one. Nothing else is accepted once the jury has decided.
"""

OUTCOME = {
    Kind.ACCEPT: Status.ACCEPTED,
    Kind.RETURN: Status.RETURNED,
    Kind.REJECT: Status.REJECTED,
    Kind.HOLD: Status.HELD,
    Kind.WITHDRAW: Status.WITHDRAWN,
}
"""What an idea becomes by a decision."""


def in_the_way(kind: Kind, status: Status, reach: Reach) -> Status | Reach | None:
    """What forbids an act of staff: how the idea counts, or how far judging has come with it; None where nothing does.

    Args:
        kind: one of those in the table.
        status: as the idea counts (`standing.counted`).
        reach: how far judging has come with it.
    """
    statuses = TABLE[kind].statuses
    if status in statuses.get(reach, ()):
        return None
    forbidden_before_judging = status not in statuses[Reach.UNSCORED]
    return status if forbidden_before_judging else reach


def may_stand(status: Status, reach: Reach) -> bool:
    """Whether an idea may have a status at a reach: some decision could have given it there, or none ever does."""
    kinds = [kind for kind, outcome in OUTCOME.items() if outcome is status]
    return not kinds or any(TABLE[kind].statuses.get(reach) for kind in kinds)
