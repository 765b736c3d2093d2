"""A message in pieces: which of its words say which field, to be lit where a person reads it."""

from collections.abc import Iterator
from typing import NamedTuple

from farakhan.message.reading import MOST, Reading
from farakhan.persian import letters

_LEAST, _LEAST_ANSWER = 2, 12
"""Letters of a line, and of an answer, that is looked for by itself; a shorter one stands in too many places."""


class Piece(NamedTuple):
    """A piece of a message: its words, and the key of the field that they say; empty where they say none."""

    text: str
    key: str


def pieces(text: str, reading: Reading) -> list[Piece]:
    """A message in pieces, which joined are the message in the spelling that files hold.

    Words that stand nowhere as they are, since the message came in parts, are looked for line by line; where no line
    stands there either, since one of several ideas was made a message of its own, the answer is.

    Args:
        text: of the message.
        reading: of it.
    """
    text = letters.normalise(text[:MOST], MOST)
    spans: list[tuple[int, int, str]] = []
    end = 0
    for start, stop, key in sorted(_places(text, reading)):
        if start >= end:
            spans.append((start, stop, key))
            end = stop
    cut: list[Piece] = []
    at = 0
    for start, stop, key in spans:
        cut += [Piece(text[at:start], ""), Piece(text[start:stop], key)]
        at = stop
    return [piece for piece in (*cut, Piece(text[at:], "")) if piece.text]


def _places(text: str, reading: Reading) -> Iterator[tuple[int, int, str]]:
    for key, value in reading.found.items():
        words = value.words.strip()
        lines = [words] if words in text else [line.strip() for line in words.split("\n")]
        if (
            isinstance(value.answer, str)
            and len(value.answer) >= _LEAST_ANSWER
            and not any(map(text.__contains__, lines))
        ):
            lines = [value.answer]
        for line in lines:
            at = text.find(line) if len(line) >= _LEAST else -1
            if at >= 0:
                yield at, at + len(line), key
