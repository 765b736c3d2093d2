"""The one list of codes and texts that are somebody's already, for whichever end keeps an arrival.

A code is free where no idea stands under it in git or in the work tree, no letter has it in this folder's spool, and
no contact in the vault. A text is known where an idea has it in git, or a letter that waits to come there. What follows
from a known text is each end's own rule: the server takes the later one in, names the first and lets it be held, since
two people may have sent it and nobody is there to be asked; staff are told which it is, and nothing is registered.

What is looked at reserves nothing. A code and a text are taken when they are kept, and given back where that fails.
"""

import os
import secrets
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from pydantic_core import from_json

from farakhan.files import idea as idea_file
from farakhan.intake.applying import WRITTEN
from farakhan.model.codes import draw_code
from farakhan.record.known import Known
from farakhan.store.git.commits import tip_of
from farakhan.store.spool import beside, sqlite
from farakhan.store.spool.letters import Letter
from farakhan.store.vault import contacts


class Reserve:
    """The codes and texts of one edition."""

    def __init__(
        self, root: Path, edition: str, known: Known, codes: Mapping[bytes, str], waiting: Iterable[Letter]
    ) -> None:
        """Learn what is taken.

        Args:
            root: the repository's top.
            edition: its name.
            known: what stands in git; its owner renews it.
            codes: that the spool ever gave out, by who sent the ideas.
            waiting: the letters that wait for git.
        """
        self._root, self._edition, self._known = root, edition, known
        self._of_sender = dict(codes)
        self._codes = {*contacts.codes(root), *codes.values()}
        self._texts = _texts(waiting, edition)

    def free_code(self) -> str:
        """A code that nobody has."""
        while True:
            code = draw_code(secrets.randbelow)
            if not self._is_taken(code):
                return code

    def _is_taken(self, code: str) -> bool:
        """Whether somebody has a code; also at the desk meanwhile: what is registered there is in the work tree."""
        if code in self._codes or self._known.holds(self._edition, code):
            return True
        return os.path.exists(f"{self._root}/{idea_file.idea_path(self._edition, code)}")  # noqa: PTH110 (asked for every idea; a Path is slow)

    def code_of(self, sender: bytes) -> str:
        """The code that a sender has been given already; empty where they have none."""
        return self._of_sender.get(sender, "")

    def code_for(self, sender: bytes, code: str) -> str:
        """The code that a sender would be given: their own, else this one, else another where it is taken."""
        return self.code_of(sender) or (self.free_code() if self._is_taken(code) else code)

    def first_with(self, body: str, code: str) -> str:
        """The code of the idea that has a text and came first; empty where none has, or the one with this code does.

        Ideas in which nothing is written yet have no text in common.
        """
        return self._first(idea_file.squeezed(body), code) if body.strip() else ""

    def take_text(self, body: str, code: str) -> str:
        """Claim a text for a code unless an idea has it; the code that had it first, empty where this one has."""
        if not body.strip():
            return ""
        text = idea_file.squeezed(body)
        if not self._known.with_text(self._edition, text):
            self._texts.setdefault(text, code)
        return self._first(text, code)

    def _first(self, text: str, code: str) -> str:
        there = self._known.with_text(self._edition, text)
        if code in there:
            return ""
        first = next(iter(there), "") or self._texts.get(text, "")
        return "" if first == code else first

    def take(self, sender: bytes, code: str) -> None:
        """Take a code for a sender, also for who tries again while this one is not yet on disk."""
        self._codes.add(code)
        self._of_sender[sender] = code

    def give_back(self, sender: bytes, body: str, code: str, standing: str | None) -> None:
        """Give back what was taken for what did not come to the disk; what was there before it stays.

        The code stays used up: its sender may have seen it.

        Args:
            sender: who sent it.
            body: its text.
            code: the idea's.
            standing: the text of the idea with this code as it stands; None where none does.
        """
        text = idea_file.squeezed(body)
        if standing is None:
            self._of_sender.pop(sender, None)
        if self._texts.get(text) == code and (standing is None or idea_file.squeezed(standing) != text):
            self._texts.pop(text, None)  # another try of the same sender may have given it back meanwhile


class Beside(Reserve):
    """The same for a command in a folder whose spool a server may have open.

    `look` looks again at texts and at what is in git; the spool's codes are those of the first look: ten digits are
    hardly drawn twice in that while.

    The work tree is not asked for texts: what stands there alone may never be committed.
    """

    def __init__(self, root: Path, edition: str) -> None:
        """Look for the first time."""
        self._known = Known(root)
        super().__init__(root, edition, self._known, beside.codes(root / sqlite.FOLDER), ())
        self.look()

    def look(self) -> None:
        """Look again at what has come meanwhile."""
        self._known.renew(tip_of(self._root).commit)
        letters = beside.waiting(self._root / sqlite.FOLDER)
        self._texts = _texts([taken.letter for taken in letters], self._edition)


def _texts(letters: Iterable[Letter], edition: str) -> dict[str, str]:
    """By text, the code of the first letter that brought it; a letter that cannot be read is passed over."""
    texts: dict[str, str] = {}
    for letter in letters:
        if letter.act in WRITTEN and letter.edition == edition:
            with suppress(ValueError, TypeError, KeyError):
                texts.setdefault(idea_file.squeezed(from_json(letter.content)["body"]), letter.code)
    return texts
