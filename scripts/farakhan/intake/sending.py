"""What a form brought, what its check yields, and what its sender is told."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from farakhan.message.check import Answers
from farakhan.model.contact import Contact
from farakhan.model.idea import Idea, Media
from farakhan.store.spool.letters import Act


@dataclass(frozen=True, kw_only=True)
class Sent:
    """What a form brought.

    Attributes:
        key: the form's idempotency key; empty where a browser without scripts sent it.
        answers: as `intake.answers` read them.
        media: of the idea that is mended, those that stay.
        doubts: what a person should know before trusting it, in Persian.
        whole: whether it must be complete; else it is kept as it is, for a person to complete.
        mends: the idea that is mended, as it stands; None for a new one.
    """

    key: str
    answers: Answers
    media: tuple[Media, ...] = ()
    doubts: tuple[str, ...] = ()
    whole: bool = True
    mends: Idea | None = None


class Checked(NamedTuple):
    """What may be kept of what was sent: nothing of it is promised to anybody yet.

    Attributes:
        sender: the mark of who sends, which photos and clips do not change.
        asked: the mark of what is asked for, without its new photos and clips.
        code: the idea's; of a new one a free code, which somebody else may still be given.
        act: what is asked for.
        content: as JSON's tree, with the photos and clips that stay.
        note: what a person must look at.
        contact: of a new idea.
        over: the digest of the text that is mended.
    """

    sender: bytes
    asked: bytes
    code: str
    act: Act
    content: dict[str, Any]
    note: str = ""
    contact: Contact | None = None
    over: str = ""


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
    `word` is the receipt's, empty where it cannot be told.
    """

    idea: Idea
    act: Act
    late: bool
    again: bool
    done: bool
    word: str
