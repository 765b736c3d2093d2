"""What the server and the committer ask of a spool, and what any store of letters promises them.

`sqlite.Spool` is one: a file on this machine. Whatever stands in its place must pass `tests/test_spool.py`, which holds
a store to each of these promises. All methods may be called from any thread, and what one has given back all see.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from farakhan.problems import FarakhanError
from farakhan.store.spool.letters import Counts, Letter, State, Taken, Waits

MOST_AT_ONCE = 128
"""Letters that one `put` should bring: enough to share a sync, few enough that nobody waits for the others' rows."""
BELIEVED = timedelta(minutes=2)
"""How far a clock may step back without putting a later letter before an earlier one; further, it had been wrong."""
EVENT = "farakhan.spool"
"""Under this name Python's audit hooks are told what is being done: migrating, spooling, spooled."""


class SpoolHeldError(FarakhanError):
    """A server or a committer is at work on the spool, which one process has at a time."""


class AnySpool(Protocol):
    """A store of letters.

    But for `put`, which answers for each letter, all raise `FarakhanError`: `spool-full`, there is no room;
    `spool-broken`, it cannot be read; `spool-gone`, what was opened is no longer there. Nothing was changed then.
    """

    def put(self, letters: Sequence[Letter]) -> list[Taken | Exception]:
        """Keep letters, in the order given, after all that came before: on disk when this returns.

        Twice is once: what a sender sent last and sends again is given as it stands, marked `again`, with the code that
        it has; so is a change that is the last on its idea, whoever sent it between others' additions. A sender's
        second, different text for a new idea becomes a mending of the first, under the first one's code; a contact
        comes along if its proof is of that code. How letters are spread over calls makes no difference.

        Returns:
            For each what is kept of it, or why nothing is, and then it is as if it had not come: `code-taken`, another
            new idea has its code; or what the class says. One letter's fault keeps none of the others back.
        """

    def take(self, limit: int, after: int = 0, state: State | None = State.WAITING) -> list[Taken]:
        """The oldest letters of a state, or of all where that is None, in the order of arrival; nothing changes by it.

        Args:
            limit: how many at most.
            after: only such as came after the letter of this number.
            state: how far they have come.
        """

    def mark(self, numbers: Iterable[int], state: State) -> None:
        """Say how far letters have come, all or none, on disk when this returns; what was sealed of them is dropped.

        A state may be said twice, and a number that no letter has is passed over.
        """

    def count(self, since: datetime | None = None) -> Counts:
        """How the spool stands at one moment; `since`, aware, is the instant for the newer ones, None for ever."""

    def committed(self) -> list[int]:
        """The letters that stand in this repository's git and not yet elsewhere, in the order of arrival."""

    def of_sender(self, sender: bytes) -> list[Taken]:
        """What one sender sent, oldest first."""

    def of_code(self, code: str) -> list[Taken]:
        """What was sent on one idea, oldest first."""

    def codes(self) -> dict[bytes, str]:
        """All codes that were given out here, by those who sent the ideas."""

    def sealed(self, *, brief: bool = False) -> list[Waits]:
        """What was sealed of the letters that wait, oldest first; in brief without the bytes."""

    def reseal(self, number: int, contact: bytes) -> None:
        """Put another sealing of the same contact in the place of a waiting letter's; of no other letter's."""

    def forget(self, code: str) -> bool:
        """Drop what was sealed of an idea: nothing of it stays on any disk of the spool's, nor in its log.

        Returns:
            As `tidy` does.
        """

    def tidy(self) -> bool:
        """See to it that what was dropped lingers nowhere.

        Returns:
            Whether that was done; it may have to be tried again while a backup reads.
        """

    def there(self) -> bool:
        """Whether what is put here now would be found again."""

    def close(self) -> None:
        """Let go of it; nothing may be asked of it afterwards."""


def every(spool: AnySpool, state: State | None = State.WAITING) -> Iterator[Taken]:
    """Letters of a state, or all where that is None, in the order of arrival; few of them are in memory at once."""
    after = 0
    while letters := spool.take(MOST_AT_ONCE, after, state):
        yield from letters
        after = letters[-1].number
