"""Looks into a spool that another process may have open: a server does not wait for them."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from farakhan.store.spool import damage
from farakhan.store.spool.letters import COLUMNS, Taken, taken
from farakhan.store.spool.sqlite import FILE, reading


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The code and the content of every letter; none where there is no spool."""
    path = folder / FILE
    if path.is_file():
        with closing(reading(path)) as file:
            yield from file.execute("SELECT code, content FROM letters")


def codes(folder: Path) -> dict[bytes, str]:
    """All codes that were given out here, by those who sent the ideas; none where there is no spool.

    Raises:
        FarakhanError: `spool-broken`.
    """
    path = folder / FILE
    if not path.is_file():
        return {}
    try:
        with closing(reading(path)) as file:
            return dict(file.execute("SELECT sender, code FROM letters WHERE act = 'new'"))
    except sqlite3.Error as error:
        raise damage.refusal(error, FILE) from None


def waits(folder: Path) -> bool:
    """Whether a letter waits that brings something sealed."""
    with closing(reading(folder / FILE)) as file:
        those = "SELECT 1 FROM letters WHERE state = 'waiting' AND contact <> x'' LIMIT 1"
        return file.execute(those).fetchone() is not None


def waiting(folder: Path) -> list[Taken]:
    """The letters that wait in a spool which a server may have open; none where there is no spool.

    Raises:
        FarakhanError: `spool-broken`.
    """
    path = folder / FILE
    if not path.is_file():
        return []
    try:
        with closing(reading(path)) as file:
            found = file.execute(f"SELECT {COLUMNS} FROM letters WHERE state = 'waiting' ORDER BY number")  # noqa: S608
            return [taken(row) for row in found]
    except sqlite3.Error as error:
        raise damage.refusal(error, FILE) from None
