"""Group commit: each sender hears of its own letter, whoever else's lies beside it and whatever becomes of theirs."""

import asyncio
import sqlite3
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

import pytest

from farakhan.problems import FarakhanError
from farakhan.store.spool.letters import Act, Letter, Taken
from farakhan.store.spool.sqlite import FILE, Spool
from farakhan.web.group_commit import GroupCommit

T = TypeVar("T")
NOW = datetime(2027, 1, 1, tzinfo=UTC)


def run(wanted: Coroutine[Any, Any, T]) -> T:
    """In a thread of its own: a browser of an earlier test keeps this one's loop running."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, wanted).result()


def letter(number: int) -> Letter:
    return Letter(
        sender=f"{number}".encode(),
        told=b"told",
        code=f"{number:010}",
        act=Act.NEW,
        edition="1406",
        channel="web",
        content=b"{}",
    )


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    opened = Spool(tmp_path, lambda: NOW)
    yield opened
    opened.close()


@pytest.mark.promise("answer-waits-for-the-disk-alone")
def test_each_gets_its_own_once_it_is_on_disk(spool: Spool, tmp_path: Path) -> None:
    async def send(group: GroupCommit, number: int) -> Taken:
        await asyncio.sleep(number % 7 / 1000)
        taken = await group.put(letter(number))
        with closing(sqlite3.connect(tmp_path / FILE)) as other:
            found = other.execute("SELECT code FROM letters WHERE number = ?", (taken.number,)).fetchone()
        assert found == (taken.letter.code,)
        return taken

    async def all_of_them() -> list[Taken]:
        group = GroupCommit(spool)
        try:
            return await asyncio.gather(*(send(group, number) for number in range(300)))
        finally:
            group.close()

    taken = run(all_of_them())
    assert [one.letter.code for one in taken] == [f"{number:010}" for number in range(300)]
    assert sorted(one.number for one in taken) == list(range(1, 301))


def test_a_sender_who_gives_up_takes_nobody_along(spool: Spool) -> None:
    async def some_leave() -> list[Taken | BaseException]:
        group = GroupCommit(spool)
        tasks = [asyncio.create_task(group.put(letter(number))) for number in range(40)]
        await asyncio.sleep(0)
        for task in tasks[::2]:
            task.cancel()
        try:
            return await asyncio.gather(*tasks, return_exceptions=True)
        finally:
            group.close()

    outcomes = run(some_leave())
    assert all(isinstance(one, asyncio.CancelledError) for one in outcomes[::2])
    stayed = [one.letter.code for one in outcomes[1::2] if isinstance(one, Taken)]
    assert stayed == [f"{number:010}" for number in range(1, 40, 2)]


def test_a_letter_that_cannot_be_written_fails_alone(spool: Spool) -> None:
    spool.put([letter(1)])
    twin = letter(2)._replace(code=letter(1).code)

    async def with_a_twin() -> list[Taken | BaseException]:
        group = GroupCommit(spool)
        try:
            return await asyncio.gather(
                *(group.put(one) for one in (letter(3), twin, letter(4))), return_exceptions=True
            )
        finally:
            group.close()

    before, refused, after = run(with_a_twin())
    assert isinstance(refused, FarakhanError)
    assert refused.code == "code-taken"
    assert [one.letter.code for one in (before, after) if isinstance(one, Taken)] == [letter(3).code, letter(4).code]
