"""What is not in the mirror yet: noted before the vault changes, crossed out once the mirror has followed.

A file of its own beside the spool, in SQLite's plain mode with FULL sync: several commands note here, each in a moment.
"""

import os
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from farakhan.problems import FarakhanError
from farakhan.store.disk import PRIVATE_FILE, PRIVATE_FOLDER
from farakhan.store.spool import FOLDER
from farakhan.store.vault import places

FILE = "mirror.sqlite"
PATIENCE = 20.0
"""Seconds that one waits for another who notes."""
_TABLES = """
CREATE TABLE IF NOT EXISTS notes (
  number INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, since REAL NOT NULL, gone INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS mirrored (name TEXT PRIMARY KEY, mark TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
"""


class Note(NamedTuple):
    """That the mirror must look at a name in the vault: its place in the order, seconds of Unix time, an erasing."""

    number: int
    name: str
    since: float
    gone: bool


def note(root: Path, names: Iterable[str], *, gone: bool = False) -> None:
    """Note durably that these names change in the vault; nothing happens where there is no mirror.

    Raises:
        FarakhanError: `spool-full`, the disk takes no more.
    """
    if not os.environ.get(places.MIRROR) and not (root / FOLDER / FILE).exists():
        return
    now = time.time()
    with opened(root) as file:
        file.executemany(
            "INSERT INTO notes (name, since, gone) VALUES (?, ?, ?)", [(name, now, gone) for name in names]
        )


def notes(root: Path, limit: int) -> list[Note]:
    """The oldest notes."""
    with opened(root) as file:
        rows = file.execute("SELECT number, name, since, gone FROM notes ORDER BY number LIMIT ?", (limit,))
        return [Note(number, name, since, bool(gone)) for number, name, since, gone in rows]


def cross_out(root: Path, done: Collection[Note], marks: Mapping[str, str]) -> None:
    """Take away notes, and keep the marks of what was brought into the mirror."""
    with opened(root) as file:
        file.executemany("DELETE FROM notes WHERE number = ?", [(note.number,) for note in done])
        file.executemany("DELETE FROM mirrored WHERE name = ?", [(note.name,) for note in done if note.gone])
        file.executemany("REPLACE INTO mirrored VALUES (?, ?)", marks.items())


def mirrored(root: Path) -> dict[str, str]:
    """The marks of the vault's objects, by their names, as they were when the mirror followed."""
    with opened(root) as file:
        return dict(file.execute("SELECT name, mark FROM mirrored"))


def behind(root: Path) -> tuple[int, float]:
    """How many names the mirror must look at, and the seconds since the oldest was noted."""
    with opened(root) as file:
        count, since = file.execute("SELECT count(DISTINCT name), min(since) FROM notes").fetchone()
    return count, max(0.0, time.time() - since) if since else 0.0


def told(root: Path, key: str) -> str:
    """What was kept under a key; empty where nothing was."""
    with opened(root) as file:
        row = file.execute("SELECT value FROM about WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else ""


def tell(root: Path, key: str, value: str) -> None:
    """Keep something under a key."""
    with opened(root) as file:
        file.execute("REPLACE INTO about VALUES (?, ?)", (key, value))


@contextmanager
def opened(root: Path) -> Iterator[sqlite3.Connection]:
    """The file, made where it is not there; the block is one transaction."""
    path = root / FOLDER / FILE
    path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, PRIVATE_FILE))
    file = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
    try:
        file.execute("PRAGMA synchronous = FULL")
        for table in _TABLES.split(";\n"):
            file.execute(table)
        file.execute("BEGIN IMMEDIATE")
        yield file
        file.execute("COMMIT")
    except sqlite3.OperationalError as error:
        message = "دیسک پر است یا پروندهٔ یادداشت جای دوم نوشته نمی‌شود."
        raise FarakhanError("spool-full", f"{message} ({error})", FILE) from None
    finally:
        file.close()
