"""What may be kept of what a form brought, what its sender can mend, and what they are told."""

from typing import NamedTuple

from farakhan.intake.arrival import Arrival, Prepared
from farakhan.model.idea import Idea
from farakhan.store.spool.letters import Act


class Checked(NamedTuple):
    """What may be kept of what was sent: nothing of it is promised to anybody yet.

    Attributes:
        sender: the mark of who sends, which photos and clips do not change.
        asked: the mark of what is asked for, without its new photos and clips.
        code: the idea's; of a new one a free code, which somebody else may still be given.
        act: what is asked for.
        arrival: what was sent.
        prepared: what it comes to, without fault.
    """

    sender: bytes
    asked: bytes
    code: str
    act: Act
    arrival: Arrival
    prepared: Prepared


class Faulty(Exception):  # noqa: N818 (it is what was found, not that something failed)
    """Answers that their sender can mend.

    Attributes:
        faults: by the fields' keys; each is the name of a sentence of the form (missing, short, …) or the code of a
            problem (private-mobile, idea-link, …).
        words: what is said of faults that have no sentence of their own, by the same keys.
    """

    def __init__(self, faults: dict[str, str], words: dict[str, str] | None = None) -> None:
        """Keep what was found."""
        super().__init__(faults)
        self.faults, self.words = faults, words or {}


class Receipt(NamedTuple):
    """What a sender is told.

    `idea` is as it stands with this letter, its status as it is now; `late` says that it came after the deadline,
    `again` that the same had been sent before, `done` that it stands as asked (a change that came too late does not);
    `word` is the receipt's, empty where it cannot be told; `objection` is the number of one that was sent, else 0.
    """

    idea: Idea
    act: Act
    late: bool
    again: bool
    done: bool
    word: str
    objection: int = 0
