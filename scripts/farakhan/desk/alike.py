"""The near copies among an edition's ideas, compared anew when a text has changed."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from threading import Lock, Thread
from typing import NamedTuple

from farakhan.checks.near import RUN, Near, in_common, near
from farakhan.desk.index import Index, Text
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
    """What was compared last: at which generation of the index, which texts, and what came out."""

    generation: int
    texts: dict[str, Text]
    near: list[Near]


class Alike:
    """The near copies of one edition; any thread may ask."""

    def __init__(self, index: Index) -> None:
        """Nothing is compared yet."""
        self._index = index
        self._lock = Lock()
        self._last = _Compared(-1, {}, [])

    def pairs(self) -> list[Pair]:
        """The pairs, those that share most first."""
        self._renew()
        last = self._last
        return [_pair(last, near) for near in last.near[:MOST]]

    def of(self, code: str) -> list[Pair]:
        """The pairs in which one idea is; where many texts are to be compared first, those of the last time."""
        if not self._last.texts or len(self._last.texts) > _FEW:
            Thread(target=self._renew, daemon=True).start()
        else:
            self._renew()
        last = self._last
        return [_pair(last, near) for near in last.near if code in (near.first, near.second)]

    def to(self, text: str) -> list[Alone]:
        """The ideas that a text which nobody has registered yet is near to; any text may be asked."""
        compared = words(suffixed(text))
        parts = compared.split()
        starts = range(0, max(0, len(parts) - RUN + 1), max(1, len(parts) // _ASKED))
        runs = [" ".join(parts[start : start + RUN]) for start in starts]
        there = self._index.with_any(runs, _CANDIDATES) if runs else {}
        shared = {code: near({"": compared, code: known.words}) for code, known in there.items()}
        found = [Alone(code, there[code].title, pairs[0].runs) for code, pairs in shared.items() if pairs]
        return sorted(found, key=lambda alone: (-alone.runs, alone.code))

    def _renew(self) -> None:
        with self._lock:
            last, generation = self._last, self._index.generation
            if generation == last.generation:
                return
            texts = self._index.texts()
            words = {code: text.words for code, text in texts.items()}
            is_same = words == {code: text.words for code, text in last.texts.items()}
            self._last = _Compared(generation, texts, last.near if is_same else _compared(words))


def _pair(compared: _Compared, pair: Near) -> Pair:
    first, second = compared.texts[pair.first], compared.texts[pair.second]
    words = in_common(first.words, second.words)[:_SHOWN]
    return Pair(pair.first, first.title, pair.second, second.title, pair.runs, words)


def _compared(words: dict[str, str]) -> list[Near]:
    if len(words) <= _FEW:
        return near(words)
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(near, words).result()
