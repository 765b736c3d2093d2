"""Files that came with a form and wait until its idea is registered: in one session's memory, unsealed nowhere else."""

import secrets
from collections.abc import Iterable
from threading import Lock
from typing import NamedTuple

from farakhan.office.attaching import LIMIT, File

MOST = 2 * LIMIT
"""Bytes that one session holds; the oldest files go first."""
_BYTES = 12


class Waiting(NamedTuple):
    """A file that waits: the word by which its form knows it, and what is shown of it in place of its text."""

    word: str
    file: File
    pages: tuple[bytes, ...]

    @property
    def size(self) -> int:
        """Bytes that it takes."""
        return len(self.file.data) + sum(map(len, self.pages))


class Tray:
    """What one session holds."""

    def __init__(self) -> None:
        """Nothing."""
        self._lock = Lock()
        self._by_word: dict[str, Waiting] = {}

    def put(self, file: File, pages: tuple[bytes, ...] = ()) -> str:
        """Hold a file; the word by which it is known. One that is here already is held once."""
        with self._lock:
            for held in self._by_word.values():
                if held.file == file:
                    return held.word
            word = secrets.token_urlsafe(_BYTES)
            self._by_word[word] = Waiting(word, file, pages)
            while len(self._by_word) > 1 and sum(held.size for held in self._by_word.values()) > MOST:
                self._by_word.pop(next(iter(self._by_word)))
            return word

    def waiting(self, words: Iterable[str]) -> list[Waiting]:
        """The files of these words that are still held."""
        with self._lock:
            return [self._by_word[word] for word in dict.fromkeys(words) if word in self._by_word]

    def drop(self, words: Iterable[str]) -> None:
        """Hold them no longer."""
        with self._lock:
            for word in words:
                self._by_word.pop(word, None)
