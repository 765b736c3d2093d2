"""The spool: what was acknowledged and is not yet safe elsewhere, on this machine's disk before the sender gets a word.

One SQLite file in write-ahead mode with FULL sync, and one connection that writes: SQLite before 3.51.3 can break a
file whose log two connections write and reset at once. Whoever reads much, the committer or a backup, does so through
a connection that is opened read-only and so can do neither: senders do not wait for it. Letters that are put together
share one transaction, so that a wait for the disk serves all of their senders. Four verbs: put, take, mark, count.
"""

import fcntl
import json
import os
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import IO, NamedTuple

from farakhan.problems import FarakhanError
from farakhan.store.disk import PRIVATE_FILE, PRIVATE_FOLDER, refuse_root
from farakhan.store.spool import damage
from farakhan.store.spool.letters import (
    COLUMNS,
    WRITTEN_COLUMNS,
    Act,
    Counts,
    Letter,
    State,
    Taken,
    instant,
    micros,
    taken,
)

FOLDER = "spool"
"""From the repository's top; ignored by git."""
FILE, LOCK = "spool.sqlite", "serve.lock"
EVENT = "farakhan.spool"
"""Under this name Python's audit hooks are told what is being done: spooling, spooled."""
BELIEVED = timedelta(minutes=2)
"""How far a clock may step back without putting a later letter before an earlier one; further, it had been wrong."""
MOST_AT_ONCE = 128
"""Letters that one transaction takes: enough to share a sync, few enough that nobody waits for the others' rows."""


_TABLES = """
CREATE TABLE IF NOT EXISTS letters (
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
  receipt TEXT NOT NULL DEFAULT ''
);
CREATE INDEX IF NOT EXISTS by_sender ON letters (sender);
CREATE UNIQUE INDEX IF NOT EXISTS one_new ON letters (code) WHERE act = 'new';
CREATE INDEX IF NOT EXISTS by_code ON letters (code);
CREATE INDEX IF NOT EXISTS unfinished ON letters (state) WHERE state <> 'pushed';
DROP TABLE IF EXISTS tries;
"""
_INSERT = f"INSERT INTO letters ({WRITTEN_COLUMNS}) VALUES "  # noqa: S608 (fixed words)
_CHANGES = (Act.MEND, Act.WITHDRAW)
_SAID = {"sender": "", "code": " AND act <> 'add'"}
_ROW = f"({', '.join('?' * len(WRITTEN_COLUMNS.split(',')))})"
_LATER_COLUMNS = ("receipt", "over")
"""Columns that spools from before do not have."""


def copied(folder: Path, to: Path) -> None:
    """Copy the spool as it stands at one moment, also while a server writes to it; the server waits for nothing.

    Args:
        folder: of the spool.
        to: the copy, one file.

    Raises:
        FarakhanError: `no-spool`, nothing was ever taken in here; `spool-full`, there is no room for a copy.
    """
    path = folder / FILE
    if not path.is_file():
        raise FarakhanError("no-spool", "صف دریافت اینجا نیست؛ فرمان را در پوشهٔ سرور اجرا کنید.", str(path))
    os.close(os.open(to, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, PRIVATE_FILE))
    try:
        with closing(reading(path)) as source, closing(sqlite3.connect(to)) as target:
            source.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.Error as error:
        raise damage.refusal(error, FILE) from None


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Keep every server and committer out of a spool's folder, which is made where it is not there.

    Raises:
        FarakhanError: `spool-held`, one is at work there.
    """
    refuse_root(folder)
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    with _alone(folder / LOCK):
        yield


class SpoolHeldError(FarakhanError):
    """A server or a committer is at work on the spool, which one process has at a time."""


class Waits(NamedTuple):
    """What was sealed of a letter that waits for git: its place in the order, its idea, when it arrived, in UTC."""

    number: int
    code: str
    arrived: datetime
    contact: bytes = b""
    proof: bytes = b""


class Spool:
    """The spool of one process; all methods may be called from any thread."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        """Open the spool, alone.

        Args:
            folder: made where it is not there.
            now: the clock, aware.

        Raises:
            FarakhanError: `spool-held`, another process has it open; `spool-broken`, it cannot be read;
                `restore-unfinished`, a backup was only half put back.
        """
        refuse_root(folder)
        folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        self._held = _alone(folder / LOCK)
        path = folder / FILE
        damage.refuse_unfinished(path)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, PRIVATE_FILE))
        self._now = now
        self._guard, self._much_guard, self._few_guard = threading.Lock(), threading.Lock(), threading.Lock()
        try:
            self._file = _writing_to(path)
            self._much, self._few = reading(path), reading(path)
            last = self._file.execute("SELECT number, arrived FROM letters ORDER BY number DESC LIMIT 1").fetchone()
        except sqlite3.Error as error:
            self._held.close()
            raise damage.refusal(error, FILE) from None
        self._files = {one: damage.identity(one) for one in (path, path.with_name(f"{FILE}-wal"))}
        self._number: int
        self._newest: int
        self._number, self._newest = last or (0, 0)

    def there(self) -> bool:
        """Whether what is written here reaches the files of that name: somebody may have removed or replaced them."""
        return all(damage.identity(path) == identity for path, identity in self._files.items())

    def put(self, letters: Sequence[Letter]) -> "list[Taken | Exception]":
        """Have letters on disk; where they cannot be written together each is tried alone.

        What a sender sent last and sends again is given as it stands, with the code that it has; so is a change that
        is the last on its idea. A sender's second, different text becomes a mending of the first; a contact comes
        along if its proof is of that one's code.

        Returns:
            For each what is kept of it, or why nothing is: `spool-full`, the disk takes no more; `spool-gone`, its
            files are no longer there, and nothing that is written would be found again.
        """
        if not self.there():
            return [damage.gone(FILE) for _ in letters]
        try:
            with self._guard, self._transaction():
                kept = self._keep(letters)
                sys.audit(EVENT, "spooling")
        except Exception as error:  # noqa: BLE001 (its sender is told)
            if len(letters) == 1:
                return [self._refusal(error)]
            return [outcome for one in letters for outcome in self.put([one])]
        sys.audit(EVENT, "spooled")
        return [*kept]

    def take(self, limit: int, after: int = 0) -> list[Taken]:
        """The oldest waiting letters, in the order of arrival."""
        those = "WHERE state = 'waiting' AND number > ? ORDER BY number LIMIT ?"
        found = f"SELECT {COLUMNS} FROM letters {those}"  # noqa: S608 (fixed words)
        with self._asking(self._much_guard):
            return [taken(row) for row in self._much.execute(found, (after, limit))]

    def mark(self, numbers: Iterable[int], state: State) -> None:
        """Say how far letters have come; once in git and the vault, what was sealed is dropped here.

        Raises:
            FarakhanError: `spool-full`.
        """
        those = "WHERE number IN (SELECT value FROM json_each(?))"
        marked = f"UPDATE letters SET state = ?, contact = x'', proof = x'' {those}"  # noqa: S608 (fixed words)
        with self._writing():
            self._file.execute(marked, (state.value, json.dumps([*numbers])))

    def count(self) -> Counts:
        """How the spool stands."""
        with self._asking(self._much_guard):
            by_state = dict(self._much.execute("SELECT state, count(*) FROM letters GROUP BY state"))
            oldest = self._much.execute("SELECT min(arrived) FROM letters WHERE state = 'waiting'").fetchone()[0]
        waiting, committed, pushed = (
            by_state.get(one.value, 0) for one in (State.WAITING, State.COMMITTED, State.PUSHED)
        )
        return Counts(waiting, committed, pushed, instant(oldest) if oldest else None)

    def committed(self) -> list[int]:
        """The letters that stand in this repository's git and not yet elsewhere."""
        with self._asking(self._much_guard):
            return [number for (number,) in self._much.execute("SELECT number FROM letters WHERE state = 'committed'")]

    def letters(self) -> Iterator[Taken]:
        """Every letter that was ever put here, in the order of arrival."""
        after = 0
        while found := self._where("number > ?", after, MOST_AT_ONCE):
            yield from found
            after = found[-1].number

    def of_sender(self, sender: bytes) -> list[Taken]:
        """What one sender sent, oldest first."""
        return self._where("sender = ?", sender)

    def of_code(self, code: str) -> list[Taken]:
        """What was sent on one idea, oldest first."""
        return self._where("code = ?", code)

    def sealed(self, *, brief: bool = False) -> list[Waits]:
        """What was sealed of the letters that wait, oldest first; in brief without the bytes."""
        columns = "number, code, arrived" if brief else "number, code, arrived, contact, proof"
        those = "WHERE state = 'waiting' AND contact <> x'' ORDER BY number"
        with self._asking(self._much_guard):
            rows = self._much.execute(f"SELECT {columns} FROM letters {those}").fetchall()  # noqa: S608 (fixed words)
        return [Waits(number, code, instant(arrived), *map(bytes, rest)) for number, code, arrived, *rest in rows]

    def since(self, when: datetime | None) -> tuple[int, datetime | None]:
        """How many letters arrived after an instant, or ever, and when the oldest of them did, in UTC."""
        counted = "SELECT count(*), min(arrived) FROM letters WHERE act <> 'withdraw' AND arrived >= ?"
        with self._asking(self._much_guard):
            count, oldest = self._much.execute(counted, (micros(when) if when else 0,)).fetchone()
        return count, instant(oldest) if oldest else None

    def reseal(self, number: int, contact: bytes) -> None:
        """Put another sealing of the same contact in the place of a waiting letter's.

        Raises:
            FarakhanError: `spool-full`.
        """
        with self._writing():
            changed = "UPDATE letters SET contact = ? WHERE number = ? AND state = 'waiting'"
            self._file.execute(changed, (contact, number))

    def forget(self, code: str) -> bool:
        """Drop what was sealed of an idea, from the file and from its log: nothing of it stays on this disk.

        Returns:
            As `tidy` does.

        Raises:
            FarakhanError: `spool-full`.
        """
        with self._writing():
            self._file.execute("UPDATE letters SET contact = x'', proof = x'' WHERE code = ?", (code,))
        with self._asking(self._guard, self._much_guard):
            self._file.execute("VACUUM")
        return self.tidy()

    def tidy(self) -> bool:
        """Bring the log into the file and cut it to nothing: what was dropped lingers nowhere.

        Returns:
            Whether that was done; not while a backup reads.
        """
        with self._asking(self._guard, self._much_guard):
            busy, *_ = self._file.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        return not busy

    def codes(self) -> dict[bytes, str]:
        """All codes that were given out here, by those who sent the ideas."""
        with self._asking(self._guard):
            return dict(self._file.execute("SELECT sender, code FROM letters WHERE act = 'new'"))

    def close(self) -> None:
        """Close the file."""
        with self._guard, self._much_guard, self._few_guard:
            self._few.close()
            self._much.close()
            self._file.close()
        self._held.close()

    def _where(self, condition: str, value: object, limit: int = -1) -> list[Taken]:
        found = f"SELECT {COLUMNS} FROM letters WHERE {condition} ORDER BY number LIMIT ?"  # noqa: S608 (fixed words)
        with self._asking(self._few_guard):
            return [taken(row) for row in self._few.execute(found, (value, limit))]

    def _keep(self, letters: Sequence[Letter]) -> list[Taken]:
        """Insert what is not there yet, all at once: each statement costs the other threads' leave to run on."""
        last: dict[tuple[str, object], Taken]
        last = {("sender", one.letter.sender): one for one in self._last("sender", [one.sender for one in letters])}
        changed = [one.code for one in letters if one.act in _CHANGES]
        last |= {("code", one.letter.code): one for one in self._last("code", changed)}
        kept, rows, number = [], [], self._number
        for letter in letters:
            before = last.get(("code", letter.code) if letter.act in _CHANGES else ("sender", letter.sender))
            if before and (before.letter.sender, before.letter.told) == (letter.sender, letter.told):
                kept.append(before._replace(again=True))
                continue
            if before and letter.act is Act.NEW:
                letter = _coded(letter, before.letter.code)._replace(act=Act.MEND)  # noqa: PLW2901
            arrived = micros(self._now())
            if arrived < self._newest <= arrived + BELIEVED // timedelta(microseconds=1):
                arrived = self._newest
            self._newest = arrived
            number += 1
            taken = Taken(number, instant(arrived), letter, State.WAITING)
            rows += [number, arrived, *letter[:3], letter.act.value, *letter[4:]]
            kept.append(taken)
            last[("sender", letter.sender)] = taken
            if letter.act is not Act.ADD:
                last[("code", letter.code)] = taken
        if rows:
            self._file.execute(_INSERT + ", ".join([_ROW] * (number - self._number)), rows)
            self._number = number
        return kept

    def _last(self, column: str, values: Sequence[object]) -> list[Taken]:
        """The last letter of each sender, or on each code by which somebody said how the idea is to stand."""
        if not values:
            return []
        marks = ", ".join("?" * len(values))
        last = f"SELECT max(number) FROM letters WHERE {column} IN ({marks}){_SAID[column]} GROUP BY {column}"  # noqa: S608 (fixed words)
        found = self._file.execute(f"SELECT {COLUMNS} FROM letters WHERE number IN ({last})", values)  # noqa: S608
        return [taken(row) for row in found]

    @contextmanager
    def _asking(self, *guards: threading.Lock) -> Iterator[None]:
        """Hold connections, and say what SQLite says in our words."""
        try:
            with ExitStack() as held_guards:
                for guard in guards:
                    held_guards.enter_context(guard)
                yield
        except sqlite3.Error as error:
            raise self._refusal(error) from None

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with self._asking(self._guard), self._transaction():
            yield

    def _refusal(self, error: Exception) -> Exception:
        """Why SQLite could not do it: without its files it says many things, all of which mean just that."""
        if isinstance(error, sqlite3.Error) and not self.there():
            return damage.gone(FILE)
        return damage.refusal(error, FILE)

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._file.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._file.execute("COMMIT")
        except BaseException:
            if self._file.in_transaction:
                self._file.execute("ROLLBACK")
            raise


def _writing_to(path: Path) -> sqlite3.Connection:
    """The one connection that writes, to a file that has all tables."""
    file = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    try:
        for setting in ("journal_mode = WAL", "synchronous = FULL", "secure_delete = ON"):
            file.execute(f"PRAGMA {setting}")
        file.executescript(_TABLES)
        there = {row[1] for row in file.execute("PRAGMA table_info(letters)")}
        for column in _LATER_COLUMNS:
            if column not in there:
                file.execute(f"ALTER TABLE letters ADD COLUMN {column} TEXT NOT NULL DEFAULT ''")
    except sqlite3.Error:
        file.close()
        raise
    return file


def reading(path: Path) -> sqlite3.Connection:
    """A connection that can only read."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)


def _coded(letter: Letter, code: str) -> Letter:
    """A letter under another code; a contact whose proof is of its own code stays behind."""
    if letter.code == code:
        return letter
    copied = "" if letter.copies_of == code else letter.copies_of
    return letter._replace(code=code, copies_of=copied, contact=b"", proof=b"", receipt="")


def _alone(path: Path) -> IO[bytes]:
    held = path.open("ab")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        held.close()
        message = "برنامهٔ دریافت هم‌اکنون در همین پوشه کار می‌کند؛ همان را به کار ببرید یا نخست ببندیدش."
        raise SpoolHeldError("spool-held", message, str(path)) from None
    return held
