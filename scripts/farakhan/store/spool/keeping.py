"""What becomes of letters that are put into a spool: new, there already, or a mending of what their sender sent first.

The one rule for every store; it knows no disk.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime

from farakhan.store.spool.contract import BELIEVED
from farakhan.store.spool.letters import BESIDE, Act, Letter, State, Taken

CHANGES = (Act.MEND, Act.WITHDRAW)
"""Acts that say how an idea is to stand, whoever says so; the others are compared with what the same sender sent."""


class Order:
    """Gives letters their numbers and the hours of their arrival, both rising, to one writer at a time."""

    def __init__(self, now: Callable[[], datetime], number: int, newest: datetime | None) -> None:
        """Go on after the last letter.

        Args:
            now: the clock, aware.
            number: of the last letter; 0 where there is none.
            newest: when it arrived.
        """
        self._now, self._number, self._newest = now, number, newest

    def next(self, letter: Letter) -> Taken:
        """A letter as it is kept; a number that is not used in the end is left out."""
        arrived = self._now().astimezone(UTC)
        if self._newest and arrived < self._newest <= arrived + BELIEVED:
            arrived = self._newest
        self._newest = arrived
        self._number += 1
        return Taken(self._number, arrived, letter, State.WAITING)


def kept(letters: Sequence[Letter], last: Iterable[Taken], order: Order) -> list[Taken]:
    """What is to be kept of each letter; what was there before is marked `again`, all else is to be written.

    Args:
        letters: as they come.
        last: of each sender the last letter, and of each code that somebody changes the last but for additions.
        order: of the store.
    """
    of_sender: dict[bytes, Taken] = {}
    of_code: dict[str, Taken] = {}
    for taken in sorted(last, key=lambda newer: newer.number):
        _learn(taken, of_sender, of_code)
    outcomes = []
    for letter in letters:
        changes = letter.act in CHANGES
        before = of_code.get(letter.code) if changes else of_sender.get(letter.sender)
        if before and (before.letter.sender, before.letter.told) == (letter.sender, letter.told):
            outcomes.append(before._replace(again=True))
            continue
        taken = order.next(_mending(letter, before.letter.code) if before and letter.act is Act.NEW else letter)
        _learn(taken, of_sender, of_code)
        outcomes.append(taken)
    return outcomes


def _learn(taken: Taken, of_sender: dict[bytes, Taken], of_code: dict[str, Taken]) -> None:
    """Know a letter as the last of its sender, and on its idea unless it stands beside its text."""
    of_sender[taken.letter.sender] = taken
    if taken.letter.act not in BESIDE:
        of_code[taken.letter.code] = taken


def _mending(letter: Letter, code: str) -> Letter:
    """A sender's second text, under the code of the first; a contact whose proof is of its own code stays behind."""
    letter = letter._replace(act=Act.MEND)
    if letter.code == code:
        return letter
    copied = "" if letter.copies_of == code else letter.copies_of
    return letter._replace(code=code, copies_of=copied, contact=b"", proof=b"", receipt="")
