"""Group commit: while some letters are on their way to disk, those that come meanwhile wait, and go together next.

The loop and the thread that writes meet twice for a whole group. Each meeting makes one of them wait for the other's
leave to run Python, so a meeting for each letter would cost more than all that is done with the letter itself.
"""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

from farakhan.store.spool import contract
from farakhan.store.spool.contract import AnySpool
from farakhan.store.spool.letters import Letter, Taken

_Waiting = tuple[Letter, "asyncio.Future[Taken]"]


class GroupCommit:
    """Between the handlers of one event loop and the spool; each process groups what came to it."""

    def __init__(self, to: AnySpool) -> None:
        """Get ready.

        Args:
            to: where letters go.
        """
        self._spool = to
        self._waiting: list[_Waiting] = []
        self._writing: asyncio.Task[None] | None = None
        self._thread = ThreadPoolExecutor(1, "spool")

    async def put(self, letter: Letter) -> Taken:
        """What the spool keeps of a letter, once that is on disk.

        Raises:
            FarakhanError: `spool-full`, nothing of it was kept.
        """
        done: asyncio.Future[Taken] = asyncio.get_running_loop().create_future()
        self._waiting.append((letter, done))
        if self._writing is None:
            self._writing = asyncio.create_task(self._write())
        return await done

    def close(self) -> None:
        """End, after what is being written."""
        self._thread.shutdown()

    async def _write(self) -> None:
        while self._waiting:
            group = self._waiting[: contract.MOST_AT_ONCE]
            del self._waiting[: contract.MOST_AT_ONCE]
            await self._settle(group)
        self._writing = None

    async def _settle(self, group: Sequence[_Waiting]) -> None:
        letters = [letter for letter, _ in group]
        outcomes = await asyncio.get_running_loop().run_in_executor(self._thread, self._spool.put, letters)
        for (_, done), outcome in zip(group, outcomes, strict=True):
            if done.done():  # its sender's request was given up
                continue
            if isinstance(outcome, Exception):
                done.set_exception(outcome)
            else:
                done.set_result(outcome)
