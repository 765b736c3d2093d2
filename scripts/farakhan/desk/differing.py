"""What differs between two texts, word by word, to be shown side by side."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import NamedTuple

_WORD = re.compile(r"\s+|[^\s]+")
_MOST = 1_500
"""Words of a paragraph that are compared one by one; a longer one is shown as another."""


class Piece(NamedTuple):
    """Some words, and whether the other side does not have them."""

    words: str
    differs: bool


class Pair(NamedTuple):
    """A paragraph as it was and as it is; empty where one side has none."""

    before: list[Piece]
    after: list[Piece]

    @property
    def differs(self) -> bool:
        """Whether the two are not the same."""
        return any(piece.differs for piece in (*self.before, *self.after))


def side_by_side(before: str, after: str) -> list[Pair]:
    """Two texts by their paragraphs, those that answer each other beside each other."""
    old, new = before.split("\n"), after.split("\n")
    pairs: list[Pair] = []
    for tag, begin, end, other, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            pairs += (Pair([Piece(line, differs=False)], [Piece(line, differs=False)]) for line in old[begin:end])
        else:
            pairs += (_compared(*lines) for lines in zip_longest(old[begin:end], new[other:last], fillvalue=""))
    return pairs


def _compared(before: str, after: str) -> Pair:
    old, new = _WORD.findall(before), _WORD.findall(after)
    if len(old) > _MOST or len(new) > _MOST:
        return Pair(list(_joined([before], differs=True)), list(_joined([after], differs=True)))
    pair = Pair([], [])
    for tag, begin, end, other, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        pair.before.extend(_joined(old[begin:end], differs=tag != "equal"))
        pair.after.extend(_joined(new[other:last], differs=tag != "equal"))
    return pair


def _joined(words: Sequence[str], *, differs: bool) -> Iterator[Piece]:
    if any(words):
        yield Piece("".join(words), differs)
