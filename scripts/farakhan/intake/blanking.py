"""A film's file of which parts are blanked where they stand: its length, and the places of all else, stay as they were.

What is read of it is bounded: a file of few bytes may say that it has millions of parts.
"""

from collections.abc import Iterator
from typing import BinaryIO, NamedTuple

MOST = 2**19
"""Looks into one file: ten minutes of picture and sound have a tenth of that many parts, each looked at a few times."""
_PIECE = 2**16


class Damaged(Exception):  # noqa: N818 (a state of the file)
    """The file is not what it says, or made to be looked at for ever."""


class Stays(Exception):  # noqa: N818 (likewise)
    """There is something in the file, beside picture and sound, that cannot be blanked here."""


class Film(NamedTuple):
    """What a film's file says of itself.

    Attributes:
        kind: what it calls itself, four letters or a word; empty where it says nothing.
        shows: whether there is a picture in it.
        seconds: how long it says that it lasts; 0 where it does not say.
    """

    kind: str
    shows: bool
    seconds: float


class Strip:
    """A film's file, opened to be read or changed."""

    def __init__(self, file: BinaryIO) -> None:
        """Begin at the file as it is."""
        self._file, self._looks = file, 0
        self.length = file.seek(0, 2)

    def read(self, at: int, count: int) -> bytes:
        """So many bytes.

        Raises:
            Damaged: the file has fewer, or was looked at too often.
        """
        self._looks += 1
        if at + count > self.length or self._looks > MOST:
            raise Damaged
        self._file.seek(at)
        return self._file.read(count)

    def number(self, at: int, count: int = 4) -> int:
        """A whole number, its largest byte first."""
        return int.from_bytes(self.read(at, count))

    def pieces(self, at: int, count: int) -> Iterator[bytes]:
        """So many bytes, a piece at a time."""
        for begin in range(at, at + count, _PIECE):
            yield self.read(begin, min(_PIECE, at + count - begin))

    def write(self, at: int, data: bytes) -> None:
        """Other bytes in their place."""
        self._file.seek(at)
        self._file.write(data)

    def zero(self, begin: int, end: int) -> None:
        """Zeros in place of what stands from one byte until before another; never behind the file's end."""
        for at in range(begin, min(end, self.length), _PIECE):
            self.write(at, bytes(min(_PIECE, end - at, self.length - at)))
