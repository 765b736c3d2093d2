"""One idea as its file says it, and what is wrong with it: the others are asked only whether they have its text."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from farakhan.checks.edition import check_among
from farakhan.checks.idea import Facts, Inspection, inspect
from farakhan.checks.terms import Terms, terms
from farakhan.files import idea as idea_file
from farakhan.files.layout import SYMLINK, check_place
from farakhan.model.call import Call
from farakhan.model.codes import looks_like_code
from farakhan.model.idea import Idea
from farakhan.persian import digits
from farakhan.problems import FarakhanError, Problem
from farakhan.record.texts import with_text
from farakhan.store import disk


class IdeaPlace(NamedTuple):
    """Where an idea stands: in which repository and edition, under which code."""

    root: Path
    edition: str
    code: str

    @property
    def path(self) -> str:
        """Of its file, relative to the repository's top."""
        return idea_file.idea_path(self.edition, self.code)

    def data(self) -> bytes:
        """Its file's bytes; a link is not followed.

        Raises:
            FarakhanError: `no-idea`, there is no such file; `idea-file`, it is a link.
        """
        try:
            entry = disk.entry(self.root, self.path)
            if entry.mode == SYMLINK:
                raise FarakhanError("idea-file", str(check_place(entry)), self.path)
            return disk.read_bytes(self.root, self.path, idea_file.MAX_BYTES)
        except FileNotFoundError:
            raise FarakhanError("no-idea", "پروندهٔ این ایده در جای خود نیست.", self.path) from None


class NoIdeaError(FarakhanError):
    """No edition has an idea with this code."""


def find(root: Path, typed: str) -> IdeaPlace:
    """Where an idea stands, by its code, however a person writes it (۲۷۳/۹۴۰/۱۸۶۵).

    Raises:
        NoIdeaError: `no-idea`, no edition has it.
    """
    code = digits.only(typed)
    if looks_like_code(code):
        for name in disk.editions(root):
            if (root / idea_file.idea_path(name, code)).is_file():
                return IdeaPlace(root, name, code)
    raise NoIdeaError("no-idea", "ایده‌ای با این کد نیست؛ کد را از رسید دوباره بخوانید.", typed)


def read_idea(place: IdeaPlace) -> Idea:
    """An idea, though the check may have something to say of its file.

    Raises:
        FarakhanError: `no-idea`, there is no such file; `idea-file`, it cannot be read as an idea.
    """
    return idea_file.parse(place.path, place.data())


def wrong_with(place: IdeaPlace, call: Call) -> list[Problem]:
    """What the check says of one idea's file, sorted.

    Raises:
        FarakhanError: `no-idea`, there is no such file.
    """
    accepted = terms(call)
    inspection = _inspected(place, accepted)
    beside = _beside_others(place, inspection.facts, accepted) if inspection.facts else iter(())
    return sorted((*inspection.problems, *beside))


def _inspected(place: IdeaPlace, accepted: Terms) -> Inspection:
    """One idea's file as the check looks at it: what is no plain file is not opened."""
    try:
        wrong_place = check_place(disk.entry(place.root, place.path))
    except FileNotFoundError:
        raise FarakhanError("no-idea", "پروندهٔ این ایده در جای خود نیست.", place.path) from None
    if wrong_place:
        return Inspection(place.path, None, (wrong_place,))
    return inspect(place.path, place.data(), accepted)


def _beside_others(place: IdeaPlace, facts: Facts, accepted: Terms) -> Iterator[Problem]:
    """What is wrong with an idea, right in itself, beside those that it names or that have its text."""
    codes = {facts.code}
    if facts.copies_of and _stands(place._replace(code=facts.copies_of)):
        codes.add(facts.copies_of)
    together = [facts]
    for code in set(with_text(place.root, place.path, place.data())) - {place.code}:
        other = place._replace(code=code)
        inspection = _inspected(other, accepted)
        if inspection.facts:
            together.append(inspection.facts)
    return (problem for problem in check_among(together, codes) if problem.path == place.path)


def _stands(place: IdeaPlace) -> bool:
    """Whether there is a file of an idea, be it right or wrong, or in another folder than its own."""
    if os.path.lexists(place.root / place.path):
        return True
    ideas = place.root / disk.RECORD / place.edition / "ideas"
    return any(ideas.glob(f"*/{place.code}.md"))
