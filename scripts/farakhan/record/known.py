"""Which texts and codes stand in git, kept by the branch's tip: from one tip to the next only what changed is read.

So that the same text by two ways is seen, however the first came: by the form, by `register` in any clone, by a pull
or by a push that met other people's work. The first is what stands in git; nothing that stands there is changed
because something came after it.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from farakhan.files import idea as idea_file
from farakhan.files.layout import Kind, kind_of
from farakhan.model.idea import Idea
from farakhan.problems import FarakhanError
from farakhan.store.git import revision
from farakhan.store.git.commits import files_at

AT_ONCE = 500
"""Files whose bytes are in memory together."""


class _Place(NamedTuple):
    edition: str
    code: str


class Known:
    """The texts and codes of all editions of a repository, on one branch.

    One thread renews it; any may ask meanwhile.
    """

    def __init__(self, root: Path) -> None:
        """Know nothing yet: `renew` reads."""
        self._root = root
        self._tip = ""
        self._texts: dict[_Place, str] = {}
        self._codes: dict[tuple[str, str], tuple[str, ...]] = {}

    def renew(self, tip: str) -> None:
        """Learn what stands at a commit; empty means that there is none yet.

        Raises:
            FarakhanError: `git`.
        """
        if tip == self._tip:
            return
        try:
            changed = revision.differing(self._root, self._tip, tip)
        except FarakhanError:  # what was known is no longer there: somebody has thrown old commits away
            self._tip, self._texts, self._codes = "", {}, {}
            changed = revision.differing(self._root, "", tip)
        paths = [path for path in changed if kind_of(path) is Kind.IDEA and path == idea_file.idea_path(*_place(path))]
        for first in range(0, len(paths), AT_ONCE):
            some = paths[first : first + AT_ONCE]
            for path, data in (files_at(self._root, some, tip) if tip else dict.fromkeys(some)).items():
                self._learn(path, data)
        self._tip = tip

    def holds(self, edition: str, code: str) -> bool:
        """Whether an idea stands under a code, be its file right or wrong."""
        return _Place(edition, code) in self._texts

    def same(self, edition: str, body: str, code: str = "") -> tuple[str, ...]:
        """The codes of all ideas, but the one with this code, that have the same text."""
        return tuple(other for other in self.with_text(edition, idea_file.squeezed(body)) if other != code)

    def with_text(self, edition: str, text: str) -> tuple[str, ...]:
        """The codes of all ideas that have a text, as `files.idea.squeezed` gives it."""
        return self._codes.get((edition, text), ())

    def first(self, edition: str, body: str, code: str) -> str:
        """The idea of which one with this text and code is a copy; empty where none is.

        It is the earliest that is itself no copy of any of them: so none becomes the copy of its own copy.
        """
        others = self.same(edition, body, code)
        if not others:
            return ""
        paths = {other: idea_file.idea_path(edition, other) for other in others}
        data = files_at(self._root, paths.values(), self._tip)
        ideas = {other: parsed(path, data[path]) for other, path in paths.items()}
        return _earliest(ideas, {code, *others})

    def shared(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """The codes of ideas that have one text, where more than one has it, with their edition."""
        for (edition, _), codes in self._codes.items():
            if len(codes) > 1:
                yield edition, codes

    def _learn(self, path: str, data: bytes | None) -> None:
        place = _place(path)
        edition, code = place
        before = self._texts.pop(place, None)
        if before is not None:
            left = tuple(other for other in self._codes.get((edition, before), ()) if other != code)
            self._codes[edition, before] = left
            if not left:
                del self._codes[edition, before]
        if data is None:
            return
        text = _text(path, data)
        self._texts[place] = text
        if text:
            self._codes[edition, text] = (*self._codes.get((edition, text), ()), code)


def _place(path: str) -> _Place:
    """The edition and the code of an idea's path."""
    return _Place(path.split("/")[1], path.rsplit("/", 1)[-1].removesuffix(".md"))


def _text(path: str, data: bytes) -> str:
    """What two files of the same text have in common; empty of a file that is no idea."""
    try:
        return idea_file.squeezed(idea_file.body(path, data))
    except FarakhanError:
        return ""


def parsed(path: str, data: bytes | None) -> Idea | None:
    """An idea from its file; None where there is none, or it cannot be read."""
    try:
        return idea_file.parse(path, data) if data is not None else None
    except FarakhanError:
        return None


def _earliest(ideas: dict[str, Idea | None], together: Iterable[str]) -> str:
    """The earliest of some ideas of one text that copies none of them; one that cannot be read is the last choice."""
    group = set(together)
    heads: Sequence[Idea] = [idea for idea in ideas.values() if idea and idea.copies_of not in group]
    if heads:
        return min(heads, key=lambda head: (head.arrived, head.code)).code
    return min((code for code, head in ideas.items() if head is None), default="")
