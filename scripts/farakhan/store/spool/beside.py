"""Looks into a spool that another process may have open: a server does not wait for them.

That process may be of an earlier version of this program; what its file lacks is read as migrating would fill it in.
Each raises `FarakhanError`: `spool-broken`, it cannot be read; `spool-newer`, a newer version of this program wrote it.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from farakhan.store.spool import damage, schema
from farakhan.store.spool.letters import Taken
from farakhan.store.spool.opening import reading
from farakhan.store.spool.rows import Row, taken_of
from farakhan.store.spool.sqlite import FILE


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The code and the content of every letter; none where there is no spool."""
    with _letters(folder) as (file, there):
        if there:
            yield from file.execute("SELECT code, content FROM letters")


def codes(folder: Path) -> dict[bytes, str]:
    """All codes that were given out here, by those who sent the ideas; none where there is no spool."""
    with _letters(folder) as (file, there):
        return dict(file.execute("SELECT sender, code FROM letters WHERE act = 'new'")) if there else {}


def waits(folder: Path) -> bool:
    """Whether a letter waits that brings something sealed."""
    with _letters(folder) as (file, there):
        those = "SELECT 1 FROM letters WHERE state = 'waiting' AND contact <> x'' LIMIT 1"
        return bool(there) and file.execute(those).fetchone() is not None


def waiting(folder: Path) -> list[Taken]:
    """The letters that wait, in the order of arrival; none where there is no spool."""
    with _letters(folder) as (file, there):
        if not there:
            return []
        names = schema.names_for(there)
        rows = file.execute(f"SELECT {names} FROM letters WHERE state = 'waiting' ORDER BY number")  # noqa: S608
        return [taken_of(Row(*row)) for row in rows]


@contextmanager
def _letters(folder: Path) -> Iterator[tuple[sqlite3.Connection, set[str]]]:
    """A connection that can only read, and the columns of its table of letters; none where there is no spool."""
    path = folder / FILE
    try:
        with closing(reading(path) if path.is_file() else sqlite3.connect(":memory:")) as file:
            schema.version(file)
            yield file, schema.columns(file)
    except sqlite3.Error as error:
        raise damage.refusal(error, FILE) from None
