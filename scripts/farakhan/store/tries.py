"""Tries at something secret: who fails must wait longer each time, and in the end nobody may try there any more.

A file of its own beside the spool, in SQLite's plain mode with FULL sync, so that what was counted outlives the process
and counts for all processes of this machine. A try is counted before it is looked at: who sends many at once has no
more of them. One that comes before its time is refused and counts for nothing.
"""

import ipaddress
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from farakhan.store import disk
from farakhan.store.spool.sqlite import FOLDER

FILE = "tries.sqlite"
FREE, LOCKED_AT = 2, 10
"""Failures in a row at one holder after which waiting begins, and after which nobody may try any more."""
FREE_HERE, LONGEST_HERE = 10, 60 * 60.0
"""Failures from one address after which it waits, and the seconds that it waits at most; then they are forgotten."""
FIRST_WAIT = 5.0
"""Seconds of the first waiting; each later one is twice as long."""
_MOST_DOUBLINGS = 16
_PATIENCE = 20.0
_NETWORK = 64
"""Bits of an IPv6 address that one household or office has in common."""
_TABLES = (
    "CREATE TABLE IF NOT EXISTS holders (name TEXT PRIMARY KEY, failures INTEGER, last REAL) WITHOUT ROWID",
    "CREATE TABLE IF NOT EXISTS addresses (name TEXT PRIMARY KEY, failures INTEGER, last REAL) WITHOUT ROWID",
)


class Refused(NamedTuple):
    """That no try is taken now: the seconds until one is; `is_locked` where none is before somebody lets them."""

    seconds: float
    is_locked: bool


def take(root: Path, holder: str, address: str, when: datetime) -> Refused | None:
    """Count a try, as failed until `right` is called; or say why none is taken, and count nothing.

    Args:
        root: the repository's top.
        holder: whose secret is tried.
        address: of who tries, as the server knows it.
        when: aware.
    """
    now, network = when.timestamp(), network_of(address)
    with _opened(root) as file:
        file.execute("DELETE FROM addresses WHERE abs(? - last) > ?", (now, LONGEST_HERE))
        failed, last = _row(file, "holders", holder)
        failed_here, last_here = _row(file, "addresses", network)
        if failed >= LOCKED_AT:
            return Refused(0.0, is_locked=True)
        left = max(
            _left(wait(failed - FREE), last, now),
            _left(min(LONGEST_HERE, wait(failed_here - FREE_HERE)), last_here, now),
        )
        if left > 0:
            return Refused(left, is_locked=False)
        file.execute("REPLACE INTO holders VALUES (?, ?, ?)", (holder, failed + 1, now))
        file.execute("REPLACE INTO addresses VALUES (?, ?, ?)", (network, failed_here + 1, now))
    return None


def right(root: Path, holder: str, address: str) -> None:
    """Say that the last try was right: the holder's failures are forgotten, of the address's this one alone.

    Somebody who knows one secret must not come to new tries at another's by it.
    """
    with _opened(root) as file:
        file.execute("DELETE FROM holders WHERE name = ?", (holder,))
        file.execute("UPDATE addresses SET failures = failures - 1 WHERE name = ?", (network_of(address),))


def forget(root: Path, holder: str) -> None:
    """Let a holder begin anew; nothing happens where nothing was counted."""
    with _opened(root) as file:
        file.execute("DELETE FROM holders WHERE name = ?", (holder,))


def is_locked(root: Path, holder: str) -> bool:
    """Whether nobody may try at a holder's any more."""
    with _opened(root) as file:
        return _row(file, "holders", holder)[0] >= LOCKED_AT


def wait(number: int) -> float:
    """The seconds of a waiting, by its number; none where the number is 0 or less."""
    return FIRST_WAIT * 2 ** min(number - 1, _MOST_DOUBLINGS) if number > 0 else 0.0


def network_of(address: str) -> str:
    """What is counted of an address: an IPv4 address whole, of an IPv6 one the part that one network has in common."""
    try:
        read = ipaddress.ip_address(address)
    except ValueError:
        return address[:_NETWORK]
    if isinstance(read, ipaddress.IPv4Address):
        return str(read)
    if read.ipv4_mapped:
        return str(read.ipv4_mapped)
    return str(ipaddress.ip_network((int(read), _NETWORK), strict=False))


def _row(file: sqlite3.Connection, table: str, name: str) -> tuple[int, float]:
    row = file.execute(f"SELECT failures, last FROM {table} WHERE name = ?", (name,)).fetchone()  # noqa: S608 (our own tables)
    return row or (0, 0.0)


def _left(whole: float, last: float, now: float) -> float:
    """What is left of a waiting; a clock that was set back makes nobody wait longer than the whole."""
    return min(whole, whole - (now - last)) if whole else 0.0


@contextmanager
def _opened(root: Path) -> Iterator[sqlite3.Connection]:
    """The file, made where it is not there; the block is one transaction."""
    path = root / FOLDER / FILE
    disk.refuse_root(path.parent)
    path.parent.mkdir(parents=True, exist_ok=True, mode=disk.PRIVATE_FOLDER)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, disk.PRIVATE_FILE))
    file = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        file.execute("PRAGMA synchronous = FULL")
        file.execute("BEGIN IMMEDIATE")
        for table in _TABLES:
            file.execute(table)
        yield file
        file.execute("COMMIT")
    finally:
        file.close()
