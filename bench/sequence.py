"""FairSequence, a rival of our sharing-out: ideas take turns at choosing a judge, and no choice may be envied.

Written anew from what is published: Justin Payan and Yair Zick, "I Will Have Order! Optimizing Orders for Fair Reviewer
Assignment", IJCAI 2022, and what OpenReview says of the solver of this name in its matcher: in each round every idea
chooses once, first whichever gains most; a choice after which another idea would rather have this one's panel, even
without the best judge of it, is passed over; where that leads nowhere, all begins again without this rule, and ideas
exchange judges where one finds none. The matcher itself is on no registry.
"""

from collections import defaultdict, deque
from collections.abc import Collection, Iterator
from heapq import heapify, heappop, heappush
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

Place = tuple[int, int, int]
"""What may be chosen next: what it is worth, below zero so that the greatest comes first; for which idea; the how
manyeth of that idea's judges, best first."""


class NoTurnError(Exception):
    """An idea finds no judge."""


def sequence(worth: NDArray[np.int64], free: NDArray[np.bool_], readings: int) -> list[list[int]]:
    """The panel of each idea; loads are within one of each other.

    Args:
        worth: of a judge (column) to an idea (row).
        free: likewise, whether the judge may read it.
        readings: how many judges an idea is to have.

    Raises:
        NoTurnError: not every idea can have so many.
    """
    try:
        return _Turns(worth, free, readings).taken(is_fair=True)
    except NoTurnError:
        return _Turns(worth, free, readings).taken(is_fair=False)


class _Turns:
    """Panels as they grow."""

    def __init__(self, worth: NDArray[np.int64], free: NDArray[np.bool_], readings: int) -> None:
        self._worth, self._free, self._readings = worth, free, readings
        self._of_judge = np.ascontiguousarray(worth.T)
        self._best_first = np.argsort(-worth, axis=1, kind="stable").tolist()
        ideas, judges = worth.shape
        self._panels: list[list[int]] = [[] for _ in range(ideas)]
        self._own = np.zeros(ideas, dtype=np.int64)
        self._left = ideas * readings
        self._room = np.full(judges, -(-self._left // judges))
        self._owed = np.full(judges, self._left // judges)

    def taken(self, *, is_fair: bool) -> list[list[int]]:
        for _ in range(self._readings):
            self._round(is_fair=is_fair)
        return self._panels

    def _round(self, *, is_fair: bool) -> None:
        waiting = set(range(len(self._panels)))
        reached = [0] * len(self._panels)
        queue = [self._place(idea, 0) for idea in waiting]
        heapify(queue)
        envied: dict[int, list[Place]] = defaultdict(list)
        while waiting and queue:
            place = heappop(queue)
            _, idea, rank = place
            if idea not in waiting:
                continue
            if rank == reached[idea] and rank + 1 < len(self._room):
                reached[idea] += 1
                heappush(queue, self._place(idea, rank + 1))
            judge = self._best_first[idea][rank]
            if not self._may(idea, judge) or not self._room[judge]:
                continue
            envious = self._envious(idea, judge) if is_fair else None
            if envious is not None:
                envied[envious].append(place)
                continue
            self._take(idea, judge)
            self._own[idea] += self._worth[idea, judge]
            waiting.remove(idea)
            for again in envied.pop(idea, ()):
                heappush(queue, again)
        if waiting and is_fair:
            raise NoTurnError
        while waiting:
            waiting.remove(self._exchange(waiting))

    def _place(self, idea: int, rank: int) -> Place:
        return -int(self._worth[idea, self._best_first[idea][rank]]), idea, rank

    def _may(self, idea: int, judge: int) -> bool:
        return bool(self._free[idea, judge]) and judge not in self._panels[idea]

    def _envious(self, idea: int, judge: int) -> int | None:
        """An idea that would envy this one this judge, if there is one; it may envy no more once it has chosen."""
        seen = self._of_judge[[*self._panels[idea], judge]]
        those = np.flatnonzero(seen.sum(axis=0) - seen.max(axis=0) > self._own)
        return int(those[0]) if those.size else None

    def _take(self, idea: int, judge: int) -> None:
        self._panels[idea].append(judge)
        self._left -= 1
        self._room[judge] -= 1
        self._owed[judge] = max(0, self._owed[judge] - 1)
        if self._owed.sum() >= self._left:
            self._room = self._owed.copy()

    def _exchange(self, waiting: Collection[int]) -> int:
        """Find the shortest row of exchanges that gives a waiting idea a judge, make them, and say which idea it is."""
        rows: deque[tuple[tuple[int, int], ...]] = deque(((-1, idea),) for idea in sorted(waiting))
        seen: set[tuple[int, int]] = set()
        while rows:
            row = rows.popleft()
            for judge, reader in self._wanted(row[-1][1], waiting):
                if (judge, reader) in seen or any(reader == other for _, other in row):
                    continue
                seen.add((judge, reader))
                longer = (*row, (judge, reader))
                newcomer = self._newcomer(reader)
                if newcomer is not None:
                    self._shift(longer, newcomer)
                    return longer[0][1]
                rows.append(longer)
        raise NoTurnError

    def _wanted(self, idea: int, waiting: Collection[int]) -> Iterator[tuple[int, int]]:
        """The judges of others that an idea could read by, the best first, each with the idea that has them."""
        holders: dict[int, list[int]] = defaultdict(list)
        for other, panel in enumerate(self._panels):
            if other not in waiting:
                for judge in panel:
                    holders[judge].append(other)
        for judge in self._best_first[idea]:
            if self._may(idea, judge):
                yield from ((judge, other) for other in holders[judge])

    def _newcomer(self, idea: int) -> int | None:
        """The best judge with room for an idea that gives one away."""
        return next((judge for judge in self._best_first[idea] if self._room[judge] and self._may(idea, judge)), None)

    def _shift(self, row: tuple[tuple[int, int], ...], newcomer: int) -> None:
        """Give each idea of a row the judge of the next, and the last of them a new one."""
        for (_, idea), (judge, other) in pairwise(row):
            self._panels[other].remove(judge)
            self._panels[idea].append(judge)
        self._take(row[-1][1], newcomer)
