"""Letters: what was sent, checked, as the spool holds it and the committer reads it."""

from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

_SECOND = 1_000_000


class Act(StrEnum):
    """What a letter asks for.

    Photos and clips that are ready after their text was acknowledged come by an act of their own: a mending says the
    whole text and would bring an old one back over what its owner wrote meanwhile.
    """

    NEW = "new"
    MEND = "mend"
    ADD = "add"
    WITHDRAW = "withdraw"
    CONTACT = "contact"
    """Brings who sent it anew, and nothing for git."""
    OBJECT = "object"
    """Brings a file of its own beside the idea's."""


BESIDE = (Act.ADD, Act.CONTACT, Act.OBJECT)
"""Acts that leave what was written, and how the idea stands, to whatever came before them."""


class State(StrEnum):
    """How far a letter has come.

    Its file is to be made, stands in this repository's git, stands elsewhere too; or it came too late to change any.
    """

    WAITING = "waiting"
    COMMITTED = "committed"
    PUSHED = "pushed"
    REFUSED = "refused"


class Letter(NamedTuple):
    """What was sent, checked; its parts are always named, their order means nothing.

    Attributes:
        sender: a keyed mark of the form's idempotency key; the same for each try to send the same thing.
        told: the mark of what is asked for, without the code; differs where a sender changed a word between two tries.
        code: the idea's. A new one is drawn by the caller; where the sender has one already that one holds.
        act: what is asked for.
        edition: the idea's.
        channel: the way by which it came, as ideas name it: "web" for the site's form.
        content: the idea's content as JSON, its keys in one order, without code and edition; of an addition the list of
            its photos and clips; of an objection what its owner asks; empty for a withdrawal.
        note: what a person must look at, for the idea's note; empty where there is nothing.
        copies_of: the idea that has the same text and came first; empty where none has.
        contact: sealed; empty where the act brings none.
        proof: keyed hash of code and mobile, likewise.
        receipt: hash of code and receipt's word, for the file of a new idea; empty where it has none.
        over: the digest of the text that its owner saw and changes or takes back; empty where they saw none.
    """

    sender: bytes
    told: bytes
    code: str
    act: Act
    edition: str
    channel: str
    content: bytes
    note: str = ""
    copies_of: str = ""
    contact: bytes = b""
    proof: bytes = b""
    receipt: str = ""
    over: str = ""


class Taken(NamedTuple):
    """A letter as the spool holds it: its place in the order of arrival, and when it was on disk, in UTC."""

    number: int
    arrived: datetime
    letter: Letter
    state: State
    again: bool = False
    """Whether it had been there before this try."""


class Counts(NamedTuple):
    """How a spool stands; instants in UTC.

    Attributes:
        waiting: letters that are not in git.
        committed: letters that are in this repository's git and not elsewhere.
        oldest: when the oldest waiting one arrived; None where none waits.
        newer: letters from an instant on, but for withdrawals.
        first: when the first of those arrived; None where there is none.
    """

    waiting: int
    committed: int
    oldest: datetime | None
    newer: int
    first: datetime | None


class Waits(NamedTuple):
    """What was sealed of a letter that waits for git: its place in the order, its idea, when it arrived, in UTC."""

    number: int
    code: str
    arrived: datetime
    contact: bytes = b""
    proof: bytes = b""


def micros(when: datetime) -> int:
    """An instant as the spool keeps it: microseconds of Unix time."""
    return round(when.timestamp() * _SECOND)


def instant(kept: int) -> datetime:
    """What `micros` kept, in UTC."""
    return datetime.fromtimestamp(kept // _SECOND, UTC) + timedelta(microseconds=kept % _SECOND)
