"""Spools as earlier versions of this program wrote them, column by column, with three letters each."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from farakhan.store.spool.letters import Act, Letter, State, Taken, instant
from farakhan.store.spool.sqlite import FILE

_COMMON = """
  arrived INTEGER NOT NULL, sender BLOB NOT NULL, told BLOB NOT NULL, code TEXT NOT NULL, act TEXT NOT NULL,
  edition TEXT NOT NULL, content BLOB NOT NULL, note TEXT NOT NULL, copies_of TEXT NOT NULL, contact BLOB NOT NULL,
  proof BLOB NOT NULL, state TEXT NOT NULL DEFAULT 'waiting'"""
_INDEXES = """
CREATE UNIQUE INDEX IF NOT EXISTS one_new ON letters (code) WHERE act = 'new';
CREATE INDEX IF NOT EXISTS by_code ON letters (code);
CREATE INDEX IF NOT EXISTS unfinished ON letters (state) WHERE state <> 'pushed';"""
_BY_SENDER = "CREATE INDEX IF NOT EXISTS by_sender ON letters (sender);"
_TRIES = "CREATE TABLE tries (code TEXT PRIMARY KEY, failed INTEGER NOT NULL, until INTEGER NOT NULL);"
_COUNTED = "number INTEGER PRIMARY KEY AUTOINCREMENT"
_PLAIN = "number INTEGER PRIMARY KEY"
_RECEIPT = "ALTER TABLE letters ADD COLUMN receipt TEXT NOT NULL DEFAULT '';"
_OVER = "ALTER TABLE letters ADD COLUMN over TEXT NOT NULL DEFAULT '';"
_TRIED = f"CREATE TABLE letters ({_PLAIN}, {_COMMON}); {_BY_SENDER} {_INDEXES} {_TRIES}"
_WITH_RECEIPT = f"CREATE TABLE letters ({_PLAIN}, {_COMMON}, receipt TEXT NOT NULL DEFAULT ''); {_BY_SENDER} {_INDEXES}"
FORMS = {
    "the first": f"CREATE TABLE letters ({_COUNTED}, {_COMMON}, UNIQUE (sender, told)); {_INDEXES} {_TRIES}",
    "counted": f"CREATE TABLE letters ({_COUNTED}, {_COMMON}); {_BY_SENDER} {_INDEXES} {_TRIES}",
    "with tries": _TRIED,
    "with receipts": _WITH_RECEIPT,
    "with receipts added": f"{_TRIED} DROP TABLE tries; {_RECEIPT}",
    "with texts seen": f"{_WITH_RECEIPT} {_OVER}",
    "with all that was added": f"{_TRIED} DROP TABLE tries; {_RECEIPT} {_OVER}",
    "nothing yet": "",
}
"""SQL that makes a spool's tables as each version did that anybody may have; the last died before it made any."""
ARRIVED = datetime(2027, 7, 10, 9, 0, 0, 123457, tzinfo=UTC)
CODES = ("2739401865", "7731768664")


def written(folder: Path, form: str) -> list[Taken]:
    """Write such a spool; the letters in it, as this version is to read them."""
    folder.mkdir(exist_ok=True)
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as file:
        file.execute("PRAGMA journal_mode = WAL")
        file.executescript(FORMS[form])
        there = [name for _, name, *_ in file.execute("PRAGMA table_info(letters)")]
        letters = [_as_it_could_be(taken, there) for taken in _LETTERS] if there else []
        for taken in letters:
            _insert(file, taken, there)
    return letters


def _letter(number: int, code: str, act: Act, state: State, **more: object) -> Taken:
    parts: dict[str, object] = {"sender": b"s%d" % number, "told": b"t%d" % number, "content": b"{}", "note": "نمونه"}
    letter = Letter(code=code, act=act, edition="1406", channel="web", **{**parts, **more})  # type: ignore[arg-type]
    return Taken(number, instant(round(ARRIVED.timestamp()) * 1_000_000 + 123457 + number), letter, state)


_LETTERS = (
    _letter(3, CODES[0], Act.NEW, State.PUSHED, receipt="ab" * 32),
    _letter(4, CODES[1], Act.NEW, State.WAITING, contact=b"sealed", proof=b"proof", copies_of=CODES[0]),
    _letter(7, CODES[0], Act.WITHDRAW, State.WAITING, content=b"", over="cd" * 32),
)
"""With gaps: a number that was once given stays its letter's."""


def _as_it_could_be(taken: Taken, there: list[str]) -> Taken:
    """A letter without what its version had no column for."""
    letter = taken.letter
    receipt = letter.receipt if "receipt" in there else ""
    over = letter.over if "over" in there else ""
    return taken._replace(letter=letter._replace(receipt=receipt, over=over))


def _insert(file: sqlite3.Connection, taken: Taken, there: list[str]) -> None:
    parts: dict[str, object] = taken.letter._asdict()
    parts |= {"number": taken.number, "arrived": round(taken.arrived.timestamp() * 1_000_000)}
    parts |= {"act": taken.letter.act.value, "state": taken.state.value}
    places = ", ".join(f":{name}" for name in there)
    file.execute(f"INSERT INTO letters ({', '.join(there)}) VALUES ({places})", parts)  # noqa: S608
