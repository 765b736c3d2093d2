"""What the server does beside answering: letters into git, git to its remote, and how all of it stands."""

import logging
import shutil
import threading
import time
import traceback
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from farakhan.intake.committer import commit_waiting
from farakhan.problems import FarakhanError
from farakhan.store import backup, durable
from farakhan.store.spool import FOLDER, Spool
from farakhan.web.pusher import Pusher

log = logging.getLogger("farakhan")

GATHER, LONGEST_GATHER = 0.5, 5.0
"""Seconds without a letter after which those that came are committed, and seconds after which they are in any case:
while many come at once, whoever waits for an answer goes before git.
"""
REST = 0.002
"""Seconds between two ideas on their way to git while others come in: making one takes a quarter of that."""
PAUSE = 2.0
"""Seconds after which the committer looks by itself."""
LATE = 300.0
"""Seconds that a letter may wait for git before somebody should be called."""


def traced(error: BaseException) -> str:
    """A fault of ours for the log: its kind and where it came up, without its words, for they may be a person's."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"


class Health(NamedTuple):
    """How the server stands; times in seconds, instants in UTC, disk in bytes; nothing of any person.

    What is not known since the server began is None; the last backup is known from its mark.
    """

    ok: bool
    waiting: int
    oldest_seconds: float
    unpushed: int
    stuck: int
    last_commit: datetime | None
    last_push: datetime | None
    last_backup: datetime | None
    disk_free: int
    fault: str


class Service:
    """The one thread that commits, and the one beside it that pushes."""

    def __init__(self, root: Path, spool: Spool, now: Callable[[], datetime]) -> None:
        """Get ready; `start` begins."""
        self._root, self._spool, self._now = root, spool, now
        self._wake, self._end = threading.Event(), threading.Event()
        self._stuck, self._fault = 0, ""
        self._last_commit: datetime | None = None
        self._pusher = Pusher(root, spool, now)
        self._disk: tuple[float, int] = (0.0, 0)
        self._came = 0.0
        self._thread = threading.Thread(target=self._run, name="committer", daemon=True)

    def start(self) -> None:
        """Begin with what an earlier process left."""
        self._thread.start()
        self._pusher.start()
        self._wake.set()

    def wake(self) -> None:
        """Say that letters are there; that they go on coming is seen without waking anybody."""
        self._came = time.monotonic()
        if not self._wake.is_set():
            self._wake.set()

    def stop(self) -> None:
        """End, after all that has come."""
        self._end.set()
        self._wake.set()
        self._thread.join()
        self._pusher.stop()

    def _run(self) -> None:
        while not self._end.is_set():
            self._wake.wait(PAUSE)
            self._wake.clear()
            self._gather()
            self._round()
        self._round()

    def _gather(self) -> None:
        until = time.monotonic() + LONGEST_GATHER
        while (left := min(until, self._came + GATHER) - time.monotonic()) > 0:
            if self._end.wait(left):
                return

    def _rest(self) -> None:
        """Leave Python to whoever waits for an answer; git has time."""
        if time.monotonic() - self._came < GATHER:
            time.sleep(REST)

    def _round(self) -> None:
        """One look at everything; what goes wrong is said and tried again the next time."""
        stuck: list[FarakhanError] = []
        try:
            if commit_waiting(self._root, self._spool, self._now, stuck.append, self._rest):
                self._last_commit = self._now()
                self._pusher.wake()
            if stuck and len(stuck) != self._stuck:
                log.error("%s", stuck[0])
            self._stuck, self._fault = len(stuck), stuck[0].code if stuck else ""
        except FarakhanError as error:
            self._stopped(error)
        except Exception as error:  # noqa: BLE001 (said, and tried again)
            self._fault = "unexpected"
            log.error("%s", traced(error))  # noqa: TRY400 (without the error's words, which may be a person's)

    def _stopped(self, error: FarakhanError) -> None:
        if error.code != self._fault:
            log.error("%s", error)
        self._fault = error.code

    def room(self) -> bool:
        """Whether the disk has room for more; asked of the disk once a second."""
        return self._free() >= durable.RESERVE

    def _free(self) -> int:
        now = time.monotonic()
        if now - self._disk[0] > 1:
            self._disk = (now, shutil.disk_usage(self._root / FOLDER).free)
        return self._disk[1]

    def health(self) -> Health:
        """How everything stands."""
        counts = self._spool.count()
        oldest = (self._now() - counts.oldest).total_seconds() if counts.oldest else 0.0
        working = self._thread.is_alive() and self._pusher.lives() and not self._stuck
        ok = working and not self._pusher.calls() and oldest < LATE and self._free() >= durable.RESERVE
        return Health(
            ok=ok,
            waiting=counts.waiting,
            oldest_seconds=round(max(0.0, oldest), 1),
            unpushed=counts.committed,
            stuck=self._stuck,
            last_commit=self._last_commit,
            last_push=self._pusher.last,
            last_backup=backup.last(self._root),
            disk_free=self._free(),
            fault=self._fault or self._pusher.fault(),
        )
