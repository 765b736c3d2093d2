"""The brake on guessing: how many wrong tries there may be, on one thing and in all; in memory, and soon forgotten.

Nothing of it is written: a wrong try must not cost a write to the disk, and what was typed is nobody's. A server that
is started anew begins with no wrong tries; nobody but its keeper can start it. A second server would count for itself:
together they would leave a guesser twice as many.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta

LIFE, HOUR = timedelta(days=1), timedelta(hours=1)
"""After which the wrong tries on a thing are forgotten; and in which a budget is given once."""
MOST = 20_000
"""Things on which tries are counted at once; with more, those that were tried longest ago are forgotten."""
_NONE = timedelta(0)


class Brake:
    """Wrong tries on each of many things: after some free ones each doubles the wait before the next."""

    def __init__(self, free: int, longest: timedelta, now: Callable[[], datetime]) -> None:
        """Begin with nothing tried.

        Args:
            free: tries that cost no wait.
            longest: the longest wait.
            now: the clock, aware; where it steps back, nobody waits longer than `longest`.
        """
        self._free, self._longest, self._now = free, longest, now
        self._tries: OrderedDict[str, tuple[int, datetime, datetime]] = OrderedDict()
        self._guard = threading.Lock()

    def begin(self, thing: str) -> timedelta:
        """Count a try, unless it comes too early; the wait before the next if it does, else nothing.

        It is counted before anybody knows whether it is right, so that many at once are not one.
        """
        with self._guard:
            now = self._now()
            self._forget_old(now)
            failed, until, _ = self._tries.get(thing, (0, now, now))
            if until > now:
                return min(until - now, self._longest)
            failed += 1
            seconds = 2.0 ** min(failed - self._free, 30) if failed >= self._free else 0.0
            wait = min(self._longest, timedelta(seconds=seconds))
            self._tries[thing] = (failed, now + wait, now)
            self._tries.move_to_end(thing)
            return _NONE

    def clear(self, thing: str) -> None:
        """Forget the tries on a thing, since the last was right."""
        with self._guard:
            self._tries.pop(thing, None)

    def __len__(self) -> int:
        """On how many things tries are counted."""
        return len(self._tries)

    def _forget_old(self, now: datetime) -> None:
        while self._tries:
            _, until, last = next(iter(self._tries.values()))
            if len(self._tries) <= MOST and now < max(until, last + LIFE):
                return
            self._tries.popitem(last=False)


class Budget:
    """Wrong tries of each of many senders, or of all together: so many at once, and as many an hour."""

    def __init__(self, most: int, now: Callable[[], datetime]) -> None:
        """Begin with nothing spent.

        Args:
            most: tries at once, and tries an hour.
            now: the clock, aware.
        """
        self._most, self._now = most, now
        self._spent: OrderedDict[str, tuple[float, datetime]] = OrderedDict()
        self._guard = threading.Lock()

    def take(self, sender: str = "") -> timedelta:
        """Spend one try; where none is left, the wait until one is."""
        with self._guard:
            now = self._now()
            spent = self._left_over(sender, now)
            if spent + 1 > self._most:
                return (spent + 1 - self._most) * HOUR / self._most
            self._keep(sender, spent + 1, now)
            return _NONE

    def give_back(self, sender: str = "") -> None:
        """Take a try back that was right."""
        with self._guard:
            now = self._now()
            self._keep(sender, max(0.0, self._left_over(sender, now) - 1), now)

    def _left_over(self, sender: str, now: datetime) -> float:
        """What is spent and not yet forgiven."""
        spent, since = self._spent.get(sender, (0.0, now))
        return max(0.0, spent - max(_NONE, now - since) / HOUR * self._most)

    def _keep(self, sender: str, spent: float, now: datetime) -> None:
        self._spent.pop(sender, None)
        if spent:
            self._spent[sender] = (spent, now)
        while len(self._spent) > MOST:
            self._spent.popitem(last=False)
