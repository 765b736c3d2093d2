"""What the server does beside answering: letters into git, git to its remote, and how all of it stands."""

import logging
import shutil
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from farakhan.intake import clips
from farakhan.intake.collecting import collect
from farakhan.intake.committer import Memory, commit_waiting
from farakhan.office.erasing import erase_asked
from farakhan.problems import FarakhanError, UrgentError
from farakhan.record.live import Live
from farakhan.store import backup, durable, uploads
from farakhan.store.spool.contract import AnySpool
from farakhan.store.spool.sqlite import FOLDER
from farakhan.store.vault import later, objects
from farakhan.web import mirroring
from farakhan.web.mirroring import Mirroring
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
NO_TOOL = (
    "ffmpeg روی این سرور نیست: جا و زمان کلیپ‌ها را خود برنامه پاک می‌کند و آن که پاک‌شدنی نباشد گرفته نمی‌شود؛ "
    "apt install ffmpeg"
)
TIDY, COLLECT = 600.0, 86_400.0
"""Seconds between two looks for uploads that were given up, and for photos that nothing names."""


def traced(error: BaseException) -> str:
    """A fault of ours for the log: its kind and where it came up, without its words, for they may be a person's."""
    return f"{type(error).__name__}\n{''.join(traceback.format_tb(error.__traceback__))}"


class Health(NamedTuple):
    """How the server stands; times in seconds, instants in UTC, disk in bytes; nothing of any person.

    What is not known since the server began is None; the last backup is known from its mark. What would be lost with
    this machine: `unmirrored` objects of the vault that are not in its mirror, None where there is no mirror, and
    `unsaved` letters that are in no backup; each with the age of its oldest.
    """

    ok: bool
    waiting: int
    oldest_seconds: float
    unpushed: int
    stuck: int
    last_commit: datetime | None
    last_push: datetime | None
    last_backup: datetime | None
    unmirrored: int | None
    unmirrored_seconds: float | None
    unsaved: int
    unsaved_seconds: float
    disk_free: int
    fault: str
    vault_free: int | None
    """Where the vault lies; None of a bucket, and where it is not there."""
    uploads_open: int
    photos_waiting: int
    ffmpeg: bool
    """Whether clips are copied anew; where it is not there, what is not picture or sound is blanked in them."""


class Service:
    """The one thread that commits, and those beside it that push and mirror."""

    def __init__(
        self,
        root: Path,
        spool: AnySpool,
        now: Callable[[], datetime],
        live: Live,
        recipients: Callable[[], Sequence[str]],
    ) -> None:
        """Get ready; `start` begins.

        Args:
            root: the repository's top.
            spool: whose letters are brought into git.
            now: the clock, aware.
            live: what is kept of the record.
            recipients: the age keys that the call has now.
        """
        self._root, self._spool, self._now = root, spool, now
        self._memory = Memory(live, set(), [])
        self._wake, self._end = threading.Event(), threading.Event()
        self._stuck, self._fault, self._urgent = 0, "", False
        self._last_commit: datetime | None = None
        self._pusher = Pusher(root, spool, now)
        self._mirroring = Mirroring(root, spool, recipients)
        self._dropped = True
        self._disk: tuple[float, int] = (0.0, 0)
        self._came = 0.0
        self._tidied, self._collected = -TIDY, -COLLECT
        self._thread = threading.Thread(target=self._run, name="committer", daemon=True)

    def start(self) -> None:
        """Begin with what an earlier process left; say what is missing on this machine."""
        if not clips.tool():
            log.warning("%s", NO_TOOL)
        self._thread.start()
        self._pusher.start()
        self._mirroring.start()
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
        self._mirroring.end()
        self._pusher.stop()
        self._mirroring.stop()

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
        self._erase()
        try:
            if commit_waiting(self._root, self._spool, self._now, stuck.append, self._rest, self._memory):
                self._last_commit = self._now()
                self._pusher.wake()
                self._dropped = True
            if stuck and len(stuck) != self._stuck:
                log.error("%s", stuck[0])
            self._stuck, self._fault, self._urgent = len(stuck), stuck[0].code if stuck else "", False
        except FarakhanError as error:
            self._stopped(error)
        except Exception as error:  # noqa: BLE001 (said, and tried again)
            self._fault, self._urgent = "unexpected", False
            log.error("%s", traced(error))  # noqa: TRY400 (without the error's words, which may be a person's)
        self._tidy()

    def _tidy(self) -> None:
        """Let go what was given up: uploads now and then, photos that nothing names once a day.

        And let what was sealed and has left the spool linger in its log no longer than people keep coming.
        """
        uploaded, now = self._root / FOLDER / uploads.FOLDER, time.monotonic()
        try:
            if self._dropped and now - self._came >= GATHER:
                self._dropped = not self._spool.tidy()
            if now - self._tidied >= TIDY:
                self._tidied = now
                uploads.expire(uploaded, self._now())
            if now - self._collected >= COLLECT:
                self._collected = now
                collect(self._root, self._spool, uploaded, self._now())
        except FarakhanError as error:
            log.error("%s", error)  # noqa: TRY400 (what is wrong is said; where it came up tells nothing)
        except Exception as error:  # noqa: BLE001 (said, and tried again)
            log.error("%s", traced(error))  # noqa: TRY400 (without the error's words, which may be a person's)

    def _erase(self) -> None:
        """Do what a command asks for; where the vault does not answer it stays asked for."""
        try:
            erase_asked(self._root, self._spool)
        except FarakhanError as error:
            log.error("%s", error)  # noqa: TRY400 (a person's to mend, and no trace)

    def _stopped(self, error: FarakhanError) -> None:
        if error.code != self._fault:
            log.error("%s", error)
        self._fault, self._urgent = error.code, isinstance(error, UrgentError)

    def room(self) -> bool:
        """Whether the disk has room for more; asked of the disk once a second."""
        return self._free() >= durable.RESERVE

    def _free(self) -> int:
        now = time.monotonic()
        if now - self._disk[0] > 1:
            self._disk = (now, shutil.disk_usage(self._root / FOLDER).free)
        return self._disk[1]

    def _vault(self) -> tuple[int | None, str]:
        """Bytes free where the vault lies, and what is wrong there."""
        try:
            left = objects.room(self._root)
        except FarakhanError as error:
            return None, error.code
        return (None, "") if left is None else (left + durable.RESERVE, "vault-full" if left < 0 else "")

    def health(self) -> Health:
        """How everything stands."""
        saved, now = backup.last(self._root), self._now()
        counts = self._spool.count(saved)
        oldest = _seconds_since(counts.oldest, now)
        behind = self._mirroring.behind(now)
        mirrored_late = behind is not None and behind.seconds >= mirroring.LATE
        spool_there = self._spool.there()
        committing = "" if spool_there else "spool-gone"
        vault_free, vault_fault = self._vault()
        lacking = "disk" if self._free() < durable.RESERVE else vault_fault
        at_work = self._thread.is_alive() and self._pusher.lives()
        called = bool(self._stuck or self._urgent or not spool_there or self._pusher.calls())
        late = oldest >= LATE or mirrored_late
        waiting_photos = later.by_idea(self._root / FOLDER / later.FOLDER).values()
        return Health(
            ok=at_work and not called and not late and not lacking,
            waiting=counts.waiting,
            oldest_seconds=oldest,
            unpushed=counts.committed,
            stuck=self._stuck,
            last_commit=self._last_commit,
            last_push=self._pusher.last,
            last_backup=saved,
            unmirrored=behind.objects if behind else None,
            unmirrored_seconds=behind.seconds if behind else None,
            unsaved=counts.newer,
            unsaved_seconds=_seconds_since(counts.first, now),
            disk_free=self._free(),
            fault=lacking or committing or self._fault or self._pusher.fault() or self._mirroring.fault,
            vault_free=vault_free,
            uploads_open=uploads.unfilled(self._root / FOLDER / uploads.FOLDER),
            photos_waiting=sum(len(names) for names in waiting_photos),
            ffmpeg=bool(clips.tool()),
        )


def _seconds_since(instant: datetime | None, now: datetime) -> float:
    """Seconds from an instant until now, to a tenth; 0 where there was none, or a clock went back."""
    return round(max(0.0, (now - instant).total_seconds()), 1) if instant else 0.0
