"""The vault's mirror kept up to date, in a thread of its own: a mirror that is slow, full or away stops nothing."""

import logging
import threading
import time
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from farakhan.problems import FarakhanError
from farakhan.store.spool.contract import AnySpool
from farakhan.store.vault.mirror import Behind, Mirror

log = logging.getLogger("farakhan")

ROUND = 10.0
"""Seconds between two rounds: what is acknowledged is in the second place that much later, and as long as it takes."""
LAST = 4.0
"""Seconds for the last round at the server's end; what is left is noted, and goes with the next start."""
LATE = 300.0
"""Seconds that what was acknowledged may stand in one place alone before somebody should be called."""


class Mirroring:
    """The one thread that carries into the mirror."""

    def __init__(self, root: Path, spool: AnySpool, recipients: Callable[[], Sequence[str]]) -> None:
        """Get ready; `start` begins."""
        self._mirror, self._recipients = Mirror(root, spool), recipients
        self._end, self._until = threading.Event(), 0.0
        self._thread = threading.Thread(target=self._run, name="mirroring", daemon=True)
        self.fault = ""
        """What keeps it from going on, as a code; empty where nothing does."""

    def start(self) -> None:
        """Begin with what an earlier process left."""
        self._thread.start()

    def end(self) -> None:
        """Begin to end, with a last round."""
        self._until = time.monotonic() + LAST
        self._end.set()

    def stop(self) -> None:
        """Wait for the end, but not for long."""
        self._thread.join(max(0.0, self._until - time.monotonic()))

    def behind(self, now: datetime) -> Behind | None:
        """How far the mirror is behind; None where there is none."""
        return self._mirror.behind(now)

    def _run(self) -> None:
        self._round()
        while not self._end.wait(ROUND):
            self._round()
        self._round()

    def _round(self) -> None:
        try:
            self._mirror.follow(self._recipients())
            self.fault = ""
        except FarakhanError as error:
            self._stopped(error)
        except Exception:
            log.exception("the mirror")
            self.fault = "unexpected"

    def _stopped(self, error: FarakhanError) -> None:
        if error.code != self.fault:
            log.error("%s", error)
        self.fault = error.code
