"""The near copies among an edition's ideas, compared anew when a text has changed."""

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from threading import Lock, Thread
from typing import NamedTuple

from farakhan.checks.near import RUN, Near, in_common, near
from farakhan.desk.index import Index, Text, words_in
from farakhan.persian.letters import suffixed, words

MOST = 200
"""Pairs that are told."""
_SHOWN = 3
"""Runs of words that are shown of a pair."""
_FEW = 2_000
"""Texts above which another process compares them, so that nobody waits at their own page."""


_ASKED, _CANDIDATES = 60, 20
"""Runs of a new text that are looked for, and ideas that are then compared with it."""


class Pair(NamedTuple):
    """Two ideas by code and title, how many runs of words they share, and the longest of these."""

    first: str
    first_title: str
    second: str
    second_title: str
    runs: int
    words: list[str]


class Alone(NamedTuple):
    """An idea to which a new text is near, and how many runs of words they share."""

    code: str
    title: str
    runs: int


class _Compared(NamedTuple):
    """What was compared last: at which wording of the index, and what came out; no text is held."""

    wording: int
    near: list[Near]


class Alike:
    """The near copies of one edition; any thread may ask."""

    def __init__(self, index: Index) -> None:
        """Nothing is compared yet."""
        self._index = index
        self._lock = Lock()
        self._last = _Compared(-1, [])

    def pairs(self) -> list[Pair]:
        """The pairs, those that share most first."""
        self._renew()
        return self._told(self._last.near[:MOST])

    def of(self, code: str) -> list[Pair]:
        """The pairs in which one idea is; where many texts are to be compared first, those of the last time."""
        return self._told([near for near in self._lately() if code in (near.first, near.second)])

    def lately(self) -> list[tuple[str, str]]:
        """The pairs by their codes, those that share most first; of many texts those of the last time."""
        return [(near.first, near.second) for near in self._lately()[:MOST]]

    def to(self, text: str) -> list[Alone]:
        """The ideas that a text which nobody has registered yet is near to; any text may be asked."""
        compared = words(suffixed(text))
        parts = compared.split()
        starts = range(0, max(0, len(parts) - RUN + 1), max(1, len(parts) // _ASKED))
        runs = [" ".join(parts[start : start + RUN]) for start in starts]
        there = self._index.with_any(runs, _CANDIDATES) if runs else {}
        shared = {code: near([("", compared), (code, known.words)]) for code, known in there.items()}
        found = [Alone(code, there[code].title, pairs[0].runs) for code, pairs in shared.items() if pairs]
        return sorted(found, key=lambda alone: (-alone.runs, alone.code))

    def _lately(self) -> list[Near]:
        if self._last.wording < 0 or len(self._index) > _FEW:
            Thread(target=self._renew, daemon=True).start()
        else:
            self._renew()
        return self._last.near

    def _renew(self) -> None:
        with self._lock:
            wording = self._index.wording
            if wording != self._last.wording:
                self._last = _Compared(wording, self._compared())

    def _compared(self) -> list[Near]:
        file = self._index.file
        if file is None or len(self._index) <= _FEW:
            return near(self._index.words())
        with ProcessPoolExecutor(1, get_context("spawn")) as process:
            return process.submit(_compared_in, file).result()

    def _told(self, those: Sequence[Near]) -> list[Pair]:
        texts = self._index.texts({code for pair in those for code in (pair.first, pair.second)})
        return [
            _pair(pair, texts[pair.first], texts[pair.second])
            for pair in those
            if pair.first in texts and pair.second in texts
        ]


def _compared_in(file: Path) -> list[Near]:
    return near(words_in(file))


def _pair(pair: Near, first: Text, second: Text) -> Pair:
    words = in_common(first.words, second.words)[:_SHOWN]
    return Pair(pair.first, first.title, pair.second, second.title, pair.runs, words)
