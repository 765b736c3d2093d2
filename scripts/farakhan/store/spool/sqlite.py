"""The spool: what was acknowledged and is not yet safe elsewhere, on this machine's disk before the sender gets a word.

One SQLite file in write-ahead mode with FULL sync, and one connection that writes: SQLite before 3.51.3 can break a
file whose log two connections write and reset at once. Whoever reads much, the committer or a backup, does so through
a connection that is opened read-only and so can do neither: senders do not wait for it. Letters that are put together
share one transaction, so that a wait for the disk serves all of their senders. What all of it promises is said in
`contract`.
"""

import json
import os
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from itertools import chain
from pathlib import Path

from farakhan.problems import FarakhanError
from farakhan.store import spool
from farakhan.store.disk import PRIVATE_FILE, PRIVATE_FOLDER, refuse_root
from farakhan.store.spool import damage, keeping
from farakhan.store.spool.contract import EVENT
from farakhan.store.spool.letters import Counts, Letter, State, Taken, Waits, instant, micros
from farakhan.store.spool.opening import alone, reading, writing
from farakhan.store.spool.rows import COLUMNS, NAMES, Row, row_of, taken_of

FOLDER = spool.FOLDER
"""From the repository's top; ignored by git."""
FILE, LOCK = "spool.sqlite", "serve.lock"
_INSERT = f"INSERT INTO letters ({NAMES}) VALUES "  # noqa: S608 (fixed words)
_OF_SENDERS = "sender IN ({}) GROUP BY sender"
_OF_CODES = "code IN ({}) AND act NOT IN ('add', 'contact') GROUP BY code"
_PLACES = f"({', '.join('?' * len(COLUMNS))})"
_COUNTED = """
SELECT
  (SELECT count(*) FROM letters WHERE state = 'waiting'),
  (SELECT count(*) FROM letters WHERE state = 'committed'),
  (SELECT min(arrived) FROM letters WHERE state = 'waiting'),
  newer.count, newer.first
FROM (
  SELECT count(*) AS count, min(arrived) AS first FROM letters WHERE act <> 'withdraw' AND arrived >= :since
) AS newer
"""


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
    with alone(folder / LOCK):
        yield


class Spool:
    """The spool of one process; all methods may be called from any thread."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        """Open the spool, alone.

        Args:
            folder: made where it is not there.
            now: the clock, aware.

        Raises:
            FarakhanError: `spool-held`, another process has it open; `spool-broken`, it cannot be read;
                `spool-newer`, a newer program wrote it; `restore-unfinished`, a backup was only half put back.
        """
        refuse_root(folder)
        folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
        self._held = alone(folder / LOCK)
        path = folder / FILE
        damage.refuse_unfinished(path)
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, PRIVATE_FILE))
        self._guard, self._much_guard, self._few_guard = threading.Lock(), threading.Lock(), threading.Lock()
        try:
            self._file = writing(path)
            self._much, self._few = reading(path), reading(path)
            last = self._file.execute("SELECT number, arrived FROM letters ORDER BY number DESC LIMIT 1").fetchone()
        except (sqlite3.Error, FarakhanError) as error:
            self._held.close()
            raise damage.refusal(error, FILE) from None
        self._files = {file: damage.identity(file) for file in (path, path.with_name(f"{FILE}-wal"))}
        self._order = keeping.Order(now, last[0], instant(last[1])) if last else keeping.Order(now, 0, None)

    def there(self) -> bool:
        """Look whether its files are still those of that name: somebody may have removed or replaced them."""
        return all(damage.identity(path) == identity for path, identity in self._files.items())

    def put(self, letters: Sequence[Letter]) -> "list[Taken | Exception]":
        """Write letters together; where they cannot be, each is tried alone, down to who is at fault."""
        if not self.there():
            return [damage.gone(FILE) for _ in letters]
        try:
            with self._guard, self._transaction():
                kept = self._keep(letters)
                sys.audit(EVENT, "spooling")
        except Exception as error:  # noqa: BLE001 (its sender is told)
            if len(letters) > 1:
                return [outcome for letter in letters for outcome in self.put([letter])]
            taken = isinstance(error, sqlite3.IntegrityError)
            return [damage.code_taken(letters[0].code) if taken else self._refusal(error)]
        sys.audit(EVENT, "spooled")
        return [*kept]

    def take(self, limit: int, after: int = 0, state: State | None = State.WAITING) -> list[Taken]:
        """The oldest letters of a state, or of all."""
        of_state = "TRUE" if state is None else f"state = '{state.value}'"
        those = f"WHERE {of_state} AND number > ? ORDER BY number LIMIT ?"
        query = f"SELECT {NAMES} FROM letters {those}"  # noqa: S608 (fixed words)
        with self._asking(self._much_guard):
            return [taken_of(Row(*row)) for row in self._much.execute(query, (after, limit))]

    def mark(self, numbers: Iterable[int], state: State) -> None:
        """Say how far letters have come, and drop what was sealed of them here."""
        those = "WHERE number IN (SELECT value FROM json_each(?))"
        marked = f"UPDATE letters SET state = ?, contact = x'', proof = x'' {those}"  # noqa: S608 (fixed words)
        with self._writing():
            self._file.execute(marked, (state.value, json.dumps([*numbers])))

    def count(self, since: datetime | None = None) -> Counts:
        """How the spool stands: in one statement, so at one moment."""
        with self._asking(self._much_guard):
            counted = self._much.execute(_COUNTED, {"since": micros(since) if since else 0}).fetchone()
        waiting, committed, oldest, newer, first = counted
        return Counts(waiting, committed, _maybe(oldest), newer, _maybe(first))

    def committed(self) -> list[int]:
        """The letters that stand in this repository's git alone."""
        those = "SELECT number FROM letters WHERE state = 'committed' ORDER BY number"
        with self._asking(self._much_guard):
            return [number for (number,) in self._much.execute(those)]

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

    def reseal(self, number: int, contact: bytes) -> None:
        """Put another sealing of the same contact in the place of a waiting letter's."""
        with self._writing():
            changed = "UPDATE letters SET contact = ? WHERE number = ? AND state = 'waiting'"
            self._file.execute(changed, (contact, number))

    def forget(self, code: str) -> bool:
        """Drop what was sealed of an idea, from the file and from its log."""
        with self._writing():
            self._file.execute("UPDATE letters SET contact = x'', proof = x'' WHERE code = ?", (code,))
        with self._asking(self._guard, self._much_guard):
            self._file.execute("VACUUM")
        return self.tidy()

    def tidy(self) -> bool:
        """Bring the log into the file and cut it to nothing."""
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

    def _where(self, condition: str, value: object) -> list[Taken]:
        query = f"SELECT {NAMES} FROM letters WHERE {condition} ORDER BY number"  # noqa: S608 (fixed words)
        with self._asking(self._few_guard):
            return [taken_of(Row(*row)) for row in self._few.execute(query, (value,))]

    def _keep(self, letters: Sequence[Letter]) -> list[Taken]:
        """Insert what is not there yet, all at once: each statement costs the other threads' leave to run on."""
        last = self._last(_OF_SENDERS, [letter.sender for letter in letters])
        last += self._last(_OF_CODES, [letter.code for letter in letters if letter.act in keeping.CHANGES])
        kept = keeping.kept(letters, last, self._order)
        rows = [row_of(fresh) for fresh in kept if not fresh.again]
        if rows:
            self._file.execute(_INSERT + ", ".join([_PLACES] * len(rows)), [*chain.from_iterable(rows)])
        return kept

    def _last(self, those: str, values: Sequence[object]) -> list[Taken]:
        """The last letter of each sender, or on each code by which somebody said how the idea is to stand."""
        if not values:
            return []
        last = f"SELECT max(number) FROM letters WHERE {those.format(', '.join('?' * len(values)))}"  # noqa: S608
        rows = self._file.execute(f"SELECT {NAMES} FROM letters WHERE number IN ({last})", values)  # noqa: S608
        return [taken_of(Row(*row)) for row in rows]

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


def _maybe(arrived: int | None) -> datetime | None:
    return None if arrived is None else instant(arrived)
