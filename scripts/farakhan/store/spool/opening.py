"""Connections to a spool's file: one that writes, alone in its folder, and as many that read as anybody wants."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import IO

from portalocker import LOCK_EX, LOCK_NB, Lock, LockException

from farakhan.problems import FarakhanError
from farakhan.store.spool import schema
from farakhan.store.spool.contract import SpoolHeldError

PATIENCE, STEP = 1.0, 0.05
"""Seconds until a lock that another holds is held for good, and seconds between two tries: the server that is started
again follows close on the one that ends, and a child that is just being born has its parent's open files for a moment.
"""


def alone(path: Path) -> IO[bytes]:
    """Take the lock of a spool's folder; it is given back when what this returns is closed.

    Raises:
        SpoolHeldError: another process has it and keeps it.
    """
    try:
        return Lock(path, "ab", timeout=PATIENCE, check_interval=STEP, flags=LOCK_EX | LOCK_NB).acquire()
    except LockException:
        message = "برنامهٔ دریافت هم‌اکنون در همین پوشه کار می‌کند؛ همان را به کار ببرید یا نخست ببندیدش."
        raise SpoolHeldError("spool-held", message, str(path)) from None


def writing(path: Path) -> sqlite3.Connection:
    """The one connection that writes, to a file that is of this version by then.

    Raises:
        DamageError: `spool-newer`; the file stays as it is.
    """
    with closing(reading(path)) as before:
        schema.version(before)
    file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        for setting in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            file.execute(f"PRAGMA {setting}")
        schema.migrate(file)
    except (sqlite3.Error, FarakhanError):
        file.close()
        raise
    return file


def reading(path: Path) -> sqlite3.Connection:
    """A connection that can only read."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)
