"""Where photos are developed: a few processes of their own, and a bounded queue before them of which nobody has all.

Whoever waits here waits in the event loop and holds no thread. A process that takes too long, or dies, is replaced;
the photo that it had is refused in words. A process is begun when there is a photo for it.
"""

import asyncio
import json
import os
import sys
import time
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib import import_module
from typing import NamedTuple

from farakhan.intake.cost import LIMITS, Limits, costly
from farakhan.problems import FarakhanError

PROCESSES = min(2, os.cpu_count() or 1)
MOST, MOST_EACH = 60, 30
"""Photos that may wait at once, in all and of one address: the last of them is ready in half a minute or so."""
PHOTO, LENGTH = b"p", 4
"""What an answer begins with that brings a photo, and the bytes that say how many follow: see `confined`."""
_START = 30.0
"""Seconds that a process may need to begin on a busy machine."""
_AT_ONCE = 1.0
"""Seconds within which a process that dies was dead before: a limit of time takes longer."""
_LAST_WORD = 1.0
"""Seconds that an idle process may take to end."""
_ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C.UTF-8"}
"""All that a process is told of where it runs: no key, no address of a store."""


class Job(NamedTuple):
    """What is done in such a process: the module that runs there, and what is said of what costs too much."""

    module: str
    costly: Callable[[], FarakhanError]


DEVELOPING = Job("farakhan.intake.developing", costly)


class Full(Exception):  # noqa: N818 (a state of the queue, not a failure)
    """There is no place in the queue now."""


class Darkroom:
    """The processes and their queue; used within one event loop."""

    def __init__(
        self, limits: Limits = LIMITS, most: int = MOST, most_each: int = MOST_EACH, job: Job = DEVELOPING
    ) -> None:
        """Get ready; nothing is begun yet.

        Args:
            limits: what one photo may cost.
            most: photos that may wait.
            most_each: photos of one sender that may.
            job: what is done; photos are developed, and other files that strangers sent are read in the same way.
        """
        self._job = job
        self._limits, self._most, self._most_each = limits, most, most_each
        self._waiting: Counter[str] = Counter()
        self._free = asyncio.Semaphore(PROCESSES)
        self._idle: list[Process] = []
        self._all: set[Process] = set()

    @property
    def waiting(self) -> int:
        """Photos that wait or are being developed."""
        return self._waiting.total()

    async def developed(self, photos: Sequence[bytes], sender: str) -> list[bytes | FarakhanError]:
        """Each photo as it is kept, or why it cannot be: what `photos.reencoded` raises, or `photo-costly`.

        Args:
            photos: as they came.
            sender: whose share of the queue they take.

        Raises:
            Full: there is no place for all of them now, or no process could be begun.
        """
        with self._places(len(photos), sender):
            return await asyncio.gather(*(self._one(photo) for photo in photos))

    async def close(self) -> None:
        """End the processes."""
        for process in [*self._all]:
            await self._end(process)

    @contextmanager
    def _places(self, count: int, sender: str) -> Iterator[None]:
        if self.waiting + count > self._most or self._waiting[sender] + count > self._most_each:
            raise Full
        self._waiting[sender] += count
        try:
            yield
        finally:
            self._waiting[sender] -= count
            self._waiting = +self._waiting

    async def _one(self, photo: bytes) -> bytes | FarakhanError:
        async with self._free:
            begun = time.monotonic()
            answer = await self._tried(photo)
            if answer is None and time.monotonic() - begun < _AT_ONCE:  # it had died while it waited for work
                answer = await self._tried(photo)
        if answer is None:
            return self._job.costly()
        kind, data = answer
        if kind == PHOTO:
            return data
        code, _, words = data.decode().partition("\n")
        return FarakhanError(code, words)

    async def _tried(self, photo: bytes) -> tuple[bytes, bytes] | None:
        """What a process answers; None where it had to be ended, or died."""
        process = await self._process()
        try:
            async with asyncio.timeout(self._limits.seconds):
                answer = await _asked(process, photo)
        except (TimeoutError, EOFError, OSError) as error:
            await self._end(process, at_once=isinstance(error, TimeoutError))
            return None
        except BaseException:
            await self._end(process, at_once=True)
            raise
        self._idle.append(process)
        return answer

    async def _process(self) -> Process:
        while self._idle:
            process = self._idle.pop()
            if process.returncode is None and process.stdout and not process.stdout.at_eof():
                return process
            await self._end(process)
        limits = json.dumps(self._limits)
        try:
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-I", "-m", self._job.module, limits,
                stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=_ENVIRONMENT, cwd="/", start_new_session=True,
            )  # fmt: skip
        except OSError as error:
            raise Full from error
        self._all.add(process)
        try:
            async with asyncio.timeout(_START):
                await _answer(process)
        except (TimeoutError, EOFError, OSError) as error:
            await self._end(process)
            raise Full from error
        except BaseException:
            await self._end(process)
            raise
        return process

    async def _end(self, process: Process, *, at_once: bool = False) -> None:
        """End a process: an idle one ends by itself when no more can come, a dead one has ended."""
        self._all.discard(process)
        if process.stdin:
            process.stdin.close()
        try:
            async with asyncio.timeout(0 if at_once else _LAST_WORD):
                await process.wait()
        except TimeoutError:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()


def apart(files: Sequence[bytes], limits: Limits = LIMITS, job: Job = DEVELOPING) -> list[bytes | FarakhanError]:
    """What becomes of a person's few files, in processes that are begun and ended for them.

    Args:
        files: as they came.
        limits: what one may cost.
        job: what is done.

    Raises:
        FarakhanError: `files-busy`, no process can be begun now; `files-here`, never on this system.
    """
    if not files:
        return []
    try:
        import_module("farakhan.intake.confined")
    except ModuleNotFoundError:  # Windows has no `resource`, and without limits nothing of a stranger's is opened
        message = (
            "خواندن Word و PDF و ساختن عکس روی این سیستم شدنی نیست و روی لینوکس هست. متن پرونده را خودتان در خانهٔ "
            "پیام بچسبانید؛ عکس را بی --media کنار ایده بگذارید."
        )
        raise FarakhanError("files-here", message) from None
    try:
        return asyncio.run(_apart(files, limits, job))
    except Full:
        raise FarakhanError("files-busy", "این رایانه اکنون سرگرم است؛ کمی بعد دوباره بدهید.") from None


async def _apart(files: Sequence[bytes], limits: Limits, job: Job) -> list[bytes | FarakhanError]:
    room = Darkroom(limits, job=job)
    try:
        return await room.developed(files, "")
    finally:
        await room.close()


def _framed(data: bytes) -> bytes:
    """Bytes with their length before them."""
    return len(data).to_bytes(LENGTH) + data


async def _asked(process: Process, photo: bytes) -> tuple[bytes, bytes]:
    if process.stdin is None:
        raise EOFError
    process.stdin.write(_framed(photo))
    await process.stdin.drain()
    return await _answer(process)


async def _answer(process: Process) -> tuple[bytes, bytes]:
    if process.stdout is None:
        raise EOFError
    head = await process.stdout.readexactly(1 + LENGTH)
    return head[:1], await process.stdout.readexactly(int.from_bytes(head[1:]))
