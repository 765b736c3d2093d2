"""The spool's table, its versions, and how a file of an earlier version becomes one of this.

The version stands in the file (`PRAGMA user_version`); files from before there were versions have 0, in five forms. A
new file takes the same steps as an old one, so that there is one description of the table and none can be forgotten.
A reader beside may meet a file that a program of an earlier version has open: it reads what that lacks as it would be
after the steps, and changes nothing.
"""

import sqlite3
import sys
from collections.abc import Callable

from farakhan.store.spool import damage
from farakhan.store.spool.contract import EVENT
from farakhan.store.spool.rows import COLUMNS

_FIRST = """
CREATE TABLE letters (
  number INTEGER PRIMARY KEY,
  arrived INTEGER NOT NULL,
  sender BLOB NOT NULL,
  told BLOB NOT NULL,
  code TEXT NOT NULL,
  act TEXT NOT NULL,
  edition TEXT NOT NULL,
  content BLOB NOT NULL,
  note TEXT NOT NULL,
  copies_of TEXT NOT NULL,
  contact BLOB NOT NULL,
  proof BLOB NOT NULL,
  state TEXT NOT NULL DEFAULT 'waiting',
  receipt TEXT NOT NULL DEFAULT '',
  over TEXT NOT NULL DEFAULT ''
)
"""
_INDEXES = {
    "by_sender": "CREATE INDEX by_sender ON letters (sender)",
    "one_new": "CREATE UNIQUE INDEX one_new ON letters (code) WHERE act = 'new'",
    "by_code": "CREATE INDEX by_code ON letters (code)",
    "unfinished": "CREATE INDEX unfinished ON letters (state) WHERE state <> 'pushed'",
}
_OF_ALL_FORMS = "number, arrived, sender, told, code, act, edition, content, note, copies_of, contact, proof, state"
"""Columns that every form from before versions has."""
_ADDED = {"receipt": "''", "over": "''", "channel": "'web'"}
"""What a letter has, in SQL, that came before there was such a column."""


def _to_first(file: sqlite3.Connection) -> None:
    """Whatever form from before versions, or nothing, into the first: without the brake on guessing that some have."""
    there = columns(file)
    if there:
        for index in _INDEXES:
            file.execute(f"DROP INDEX IF EXISTS {index}")
        file.execute("ALTER TABLE letters RENAME TO letters_before")
    file.execute(_FIRST)
    for statement in _INDEXES.values():
        file.execute(statement)
    if there:
        more = [name for name in ("receipt", "over") if name in there]
        names = ", ".join([_OF_ALL_FORMS, *more])
        file.execute(f"INSERT INTO letters ({names}) SELECT {names} FROM letters_before")  # noqa: S608 (fixed words)
        file.execute("DROP TABLE letters_before")
    file.execute("DROP TABLE IF EXISTS tries")


def _to_channels(file: sqlite3.Connection) -> None:
    """Each letter says by which way it came; until then there was one."""
    file.execute("ALTER TABLE letters ADD COLUMN channel TEXT NOT NULL DEFAULT 'web'")


_STEPS: tuple[Callable[[sqlite3.Connection], None], ...] = (_to_first, _to_channels)
"""From each version to the next. A step that was ever given to anybody is never changed: a new one follows it."""
VERSION = len(_STEPS)


def migrate(file: sqlite3.Connection) -> None:
    """Bring a file to this version, all steps or none.

    Args:
        file: opened to write, in autocommit.

    Raises:
        DamageError: `spool-newer`; nothing was changed.
    """
    file.execute("BEGIN IMMEDIATE")
    try:
        for step in _STEPS[version(file) :]:
            step(file)
        file.execute(f"PRAGMA user_version = {VERSION}")
        sys.audit(EVENT, "migrating")
        file.execute("COMMIT")
    except BaseException:
        if file.in_transaction:
            file.execute("ROLLBACK")
        raise


def version(file: sqlite3.Connection) -> int:
    """The version of a file; 0 also of a new one.

    Raises:
        DamageError: `spool-newer`, it is none that this program knows.
    """
    number = int(file.execute("PRAGMA user_version").fetchone()[0])
    if not 0 <= number <= VERSION:
        raise damage.newer(number, VERSION)
    return number


def columns(file: sqlite3.Connection) -> set[str]:
    """The columns that a file's table has; none where there is no table yet."""
    return {name for _, name, *_ in file.execute("PRAGMA table_info(letters)")}


def names_for(there: set[str]) -> str:
    """What to ask of a file with these columns for a `Row`, also if it is of an earlier version."""
    return ", ".join(name if name in there else f"{_ADDED[name]} AS {name}" for name in COLUMNS)
