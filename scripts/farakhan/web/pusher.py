"""Git to its remote, in a thread of its own: a remote that hangs stops neither the commits nor the server's end."""

import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from farakhan.intake.committer import send_on
from farakhan.problems import FarakhanError, UrgentError
from farakhan.store.git import packs
from farakhan.store.git.run import Patience
from farakhan.store.spool.contract import AnySpool

log = logging.getLogger("farakhan")

FIRST_RETRY, LONGEST_RETRY = 5.0, 300.0
"""Seconds between tries to push, doubling."""
FIRST_PATIENCE, LONGEST_PATIENCE = 60.0, 1800.0
"""Seconds that git may talk with the remote, doubling with each try that failed: what has gathered in a day's outage
goes over a thin line in the end, and what hangs is given up soon.
"""
PAUSE = 2.0
"""Seconds after which it looks by itself."""
SLOW = 30.0
"""Seconds after which a push that is under way is told of."""
ALONE = 900.0
"""Seconds that what stands in git may stand here alone before somebody should be called: nothing is lost meanwhile,
and most lines come back by themselves; but if this machine went now, those texts would be gone with it.
"""
LAST = 4.0
"""Seconds for a push at the server's end. What it does not send is marked as not sent, and goes with the next start."""


def pause_after(failures: int) -> float:
    """The seconds before the next try to push, after some that failed one after the other before the last."""
    return min(LONGEST_RETRY, FIRST_RETRY * 2.0 ** min(failures, 30))


def patience_after(failures: int) -> float:
    """The seconds that git has for its next talk with the remote, after some tries that failed."""
    return min(LONGEST_PATIENCE, FIRST_PATIENCE * 2.0 ** min(failures, 30))


class Pusher:
    """The one thread that pushes."""

    def __init__(self, root: Path, spool: AnySpool, now: Callable[[], datetime]) -> None:
        """Get ready; `start` begins."""
        self._root, self._spool, self._now = root, spool, now
        self._wake, self._end, self._over = threading.Event(), threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._run, name="pusher", daemon=True)
        self._failures = 0
        self._unsent, self._since, self._begun = "", 0.0, 0.0
        self._urgent = False
        self.last: datetime | None = None
        """When something was sent last since the start, in UTC."""

    def start(self) -> None:
        """Begin with what an earlier process left."""
        self._wake.set()
        self._thread.start()

    def wake(self) -> None:
        """Say that something stands in git that may not stand elsewhere."""
        self._wake.set()

    def stop(self) -> None:
        """End, with a last push that is given up soon."""
        self._end.set()
        self._wake.set()
        self._thread.join(LAST)
        self._over.set()
        self._thread.join()

    def lives(self) -> bool:
        """Whether it is at work."""
        return self._thread.is_alive()

    def fault(self) -> str:
        """What keeps it from pushing, as a code; empty where nothing does."""
        return self._unsent or ("push-slow" if self._under_way() > SLOW else "")

    def calls(self) -> bool:
        """Whether a person should come."""
        return self._urgent or max(self._under_way(), self._failing()) > ALONE

    def _under_way(self) -> float:
        begun = self._begun
        return time.monotonic() - begun if begun else 0.0

    def _failing(self) -> float:
        return time.monotonic() - self._since if self._unsent else 0.0

    def _run(self) -> None:
        while not self._end.is_set():
            is_new = self._wake.wait(PAUSE)
            self._wake.clear()
            if not self._push():
                if not self._end.wait(pause_after(self._failures - 1)):
                    self._wake.set()
            elif is_new:
                self._tidy()
        if not self._over.is_set():
            self._push(LAST)

    def _push(self, seconds: float | None = None) -> bool:
        """Send what is not sent yet; whether that went well."""
        patience = Patience(patience_after(self._failures) if seconds is None else seconds, self._over)
        self._begun = time.monotonic()
        try:
            if send_on(self._root, self._spool, patience):
                self.last = self._now()
        except FarakhanError as error:
            self._failed(error.code, str(error), urgent=isinstance(error, UrgentError))
            return False
        except Exception:
            log.exception("the push")
            self._failed("unexpected", "")
            return False
        finally:
            self._begun = 0.0
        self._failures, self._unsent, self._urgent = 0, "", False
        return True

    def _tidy(self) -> None:
        """Put git's packs together where they have become too many; what keeps it from that is no harm yet."""
        try:
            packs.put_together(self._root, Patience(packs.SECONDS, self._end))
        except FarakhanError as error:
            if not self._end.is_set():
                log.warning("%s", error)

    def _failed(self, code: str, words: str, *, urgent: bool = False) -> None:
        if code != self._unsent and not self._over.is_set():
            log.error("%s", words or code)
        if not self._unsent:
            self._since = time.monotonic()
        self._unsent, self._urgent = code, urgent
        self._failures += 1
