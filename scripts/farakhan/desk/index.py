"""The ideas of an edition as the desk lists and searches them: a table beside git that can be thrown away at any time.

It is renewed by what changed: a folder whose time is another one is looked at, a file whose state is another one is
read. Texts are kept as they are compared (`persian.letters.words`), so that every spelling finds every other one.
"""

import json
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from enum import StrEnum
from itertools import islice
from pathlib import Path
from threading import RLock
from typing import NamedTuple

from farakhan.files import idea as idea_file
from farakhan.model import standing
from farakhan.model.call import Call
from farakhan.model.codes import looks_like_code
from farakhan.model.idea import Idea
from farakhan.persian import digits
from farakhan.persian.letters import suffixed, words
from farakhan.persian.order import sort_key
from farakhan.problems import FarakhanError
from farakhan.record.ideas import Looked, look_whole
from farakhan.record.seen import folders, of_ideas, states
from farakhan.store import cache, disk

PAGE = 50
"""Ideas on a page of the list."""
WHOLE_LOOK = 30.0
"""Seconds after which every file's state is asked for: an editor that writes into a file leaves its folder's time."""
WRONG = "wrong"
"""Stands for the status of an idea whose file cannot be read as one."""
_VERSION = int.from_bytes(cache.key(b"desk")[:3])
"""Of this program: what another one made is made anew."""
_LEAST_WITHIN = 3
"""Letters from which a word is also looked for inside others."""
_MOST_TERMS = 300
"""Words that are looked for in the place of letters that stand inside them."""
_SCHEMA = """
CREATE TABLE calls (made_with TEXT NOT NULL);
CREATE TABLE folders (path TEXT PRIMARY KEY, changed INTEGER NOT NULL);
CREATE TABLE ideas (
  id INTEGER PRIMARY KEY, code TEXT UNIQUE NOT NULL, folder TEXT NOT NULL, state TEXT NOT NULL,
  title TEXT NOT NULL, place BLOB NOT NULL, summary TEXT NOT NULL, field TEXT NOT NULL, counties TEXT NOT NULL,
  status TEXT NOT NULL, reason TEXT NOT NULL, channel TEXT NOT NULL, arrived TEXT NOT NULL, registered TEXT NOT NULL,
  by TEXT NOT NULL, media INTEGER NOT NULL, wrong INTEGER NOT NULL, product TEXT NOT NULL, link TEXT NOT NULL,
  words TEXT NOT NULL
);
CREATE INDEX by_folder ON ideas (folder);
CREATE VIRTUAL TABLE texts USING fts5 (
  words, content='ideas', content_rowid='id', prefix='1 2 3', tokenize='unicode61'
);
CREATE VIRTUAL TABLE terms USING fts5vocab (texts, 'row');
"""


class Order(StrEnum):
    """By what a list is sorted."""

    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"


_ORDERS = {
    Order.NEWEST: "registered DESC, code DESC",
    Order.OLDEST: "registered, code",
    Order.TITLE: "place, code",
}


class Query(NamedTuple):
    """What somebody looks for: words or a code, and what an idea must have; empty asks for nothing.

    `columns` are those of the list that they want to see; without any the usual ones.
    """

    words: str = ""
    status: str = ""
    field: str = ""
    county: str = ""
    channel: str = ""
    order: Order = Order.NEWEST
    page: int = 1
    columns: tuple[str, ...] = ()


class Row(NamedTuple):
    """An idea in a list.

    Attributes:
        code: of the idea.
        title: of the idea; empty where its file cannot be read.
        summary: of the idea.
        field: its id.
        counties: their ids.
        status: as it counts, or `WRONG`.
        reason: an id of call.yml, or empty.
        channel: an id of call.yml.
        arrived: when it reached the channel, UTC.
        registered: when it was entered, UTC.
        by: who of the staff entered it; empty where its owner did.
        media: how many photos and clips it has.
        wrong: how many problems the check has with its file, warnings apart.
    """

    code: str
    title: str
    summary: str
    field: str
    counties: tuple[str, ...]
    status: str
    reason: str
    channel: str
    arrived: datetime
    registered: datetime
    by: str
    media: int
    wrong: int


class Listed(NamedTuple):
    """A page of a list: its rows, how many there are in all, and how many have each status without that filter."""

    rows: tuple[Row, ...]
    total: int
    by_status: Mapping[str, int]


class _Kind(NamedTuple):
    """By what an idea is filtered."""

    code: str
    status: str
    field: str
    channel: str
    counties: frozenset[str]


class Figure(NamedTuple):
    """What is counted of one idea: how it stands, of what kind it is, when it arrived and its text was last changed."""

    code: str
    title: str
    status: str
    field: str
    counties: tuple[str, ...]
    channel: str
    chain: tuple[str, str]
    arrived: datetime
    registered: datetime


class Text(NamedTuple):
    """An idea's title, and its words as texts are compared."""

    title: str
    words: str


class Index:
    """The table of one edition; any thread may ask.

    Attributes:
        file: where it lies; None where it is in memory alone.
        generation: another number whenever something in it has changed.
        wording: another number whenever somebody's words have changed, or what is read as such.
    """

    def __init__(self, root: Path, edition: str, file: Path | None) -> None:
        """Open it, and begin anew where it is not there or of another version; None keeps it in memory alone."""
        self._root, self._edition = root, edition
        self._lock = RLock()
        self._looked = 0.0
        self._kinds: dict[int, _Kind] = {}
        self._orders: dict[Order, list[int]] = {}
        self._vocabulary: set[str] = set()
        self.file, self.generation, self.wording = file, 0, 0
        self._db = _opened(file) if file else _begun(sqlite3.connect(":memory:", check_same_thread=False))

    def close(self) -> None:
        """Close it."""
        self._db.close()

    def renew(self, call: Call) -> None:
        """Take in what changed since the last time.

        Args:
            call: of the edition, as it is now.
        """
        with self._lock:
            self._begin_with(call)
            now = time.monotonic()
            whole = now - self._looked > WHOLE_LOOK or not self._looked
            there = {folder: (self._root / folder).stat().st_mtime_ns for folder in folders(self._root, self._edition)}
            known = dict(self._db.execute("SELECT path, changed FROM folders"))
            young = time.time_ns() - int(disk.COARSE * 1e9)
            asked = [path for path, changed in there.items() if whole or known.get(path) != changed or changed > young]
            changed: list[str] = []
            seen: dict[str, str] = {}
            gone: set[str] = set()
            for folder in asked:
                before = dict(self._db.execute("SELECT code, state FROM ideas WHERE folder = ?", (folder,)))
                now_there = of_ideas(folder, states(self._root, folder))
                gone |= before.keys() - now_there.keys()
                fresh = [code for code, said in now_there.items() if before.get(code) != said]
                changed += [f"{folder}/{code}.md" for code in fresh]
                seen |= {code: now_there[code] for code in fresh}
            for path in known.keys() - there.keys():
                gone |= {code for (code,) in self._db.execute("SELECT code FROM ideas WHERE folder = ?", (path,))}
            with self._db:
                taken_out = self._remove(gone | seen.keys())
                put_in = [self._add(looked, seen) for looked in look_whole(self._root, self._edition, changed, call)]
                self._db.executemany("INSERT OR REPLACE INTO folders VALUES (?, ?)", there.items())
                lost = [(path,) for path in known.keys() - there.keys()]
                self._db.executemany("DELETE FROM folders WHERE path = ?", lost)
            if gone or seen or not self.generation:
                self._remember()
                self.wording += not self.generation or Counter(taken_out) != Counter(put_in)
                self.generation += 1
            if whole:
                self._looked = now

    def _begin_with(self, call: Call) -> None:
        """Look at every file again where the call is another one: what is wrong with a file depends on it."""
        key = cache.key(call.model_dump_json().encode()).hex()
        if self._db.execute("SELECT made_with FROM calls").fetchall() == [(key,)]:
            return
        self._looked = 0.0
        with self._db:
            for table in ("calls", "folders", "ideas"):
                self._db.execute(f"DELETE FROM {table}")  # noqa: S608 (our own columns)
            self._db.execute("INSERT INTO texts (texts) VALUES ('delete-all')")
            self._db.execute("INSERT INTO calls VALUES (?)", (key,))

    def find(self, query: Query) -> Listed:
        """The ideas that somebody looks for."""
        with self._lock:
            there = self._asked(query)
            by_status = Counter(self._kinds[number].status for number in there)
            if query.status:
                there = {number for number in there if self._kinds[number].status == query.status}
            begin = (max(1, query.page) - 1) * PAGE
            shown = list(
                islice((number for number in self._order(query.order) if number in there), begin, begin + PAGE)
            )
            return Listed(tuple(self._rows(shown)), len(there), by_status)

    def all_of(self, query: Query) -> list[str]:
        """The codes of all that somebody looks for, in their order."""
        with self._lock:
            there = {number for number in self._asked(query) if query.status in ("", self._kinds[number].status)}
            return [self._kinds[number].code for number in self._order(query.order) if number in there]

    def _asked(self, query: Query) -> AbstractSet[int]:
        """The numbers of the ideas that have what is asked for, whatever their status."""
        numbers = self._searched(query.words) if query.words.strip() else self._kinds.keys()
        for part, value in (("field", query.field), ("channel", query.channel)):
            if value:
                numbers = {number for number in numbers if getattr(self._kinds[number], part) == value}
        if query.county:
            numbers = {number for number in numbers if query.county in self._kinds[number].counties}
        return numbers

    def _searched(self, asked: str) -> AbstractSet[int]:
        """The numbers of the ideas with some words: as beginnings of words or, where none has them so, inside words."""
        code = digits.only(asked)
        if looks_like_code(code):
            return {number for number, kind in self._kinds.items() if kind.code == code}
        wanted = words(suffixed(asked)).split()
        if not wanted:
            return set()
        begins = self._matching(f'"{word}"*' for word in wanted)
        if begins or min(map(len, wanted)) < _LEAST_WITHIN:
            return begins
        within = [self._terms(word) for word in wanted]
        if not all(within):
            return set()
        return self._matching("(" + " OR ".join(f'"{term}"' for term in terms) + ")" for terms in within)

    def _matching(self, parts: Iterable[str]) -> set[int]:
        match = " AND ".join(parts)
        return {number for (number,) in self._db.execute("SELECT rowid FROM texts WHERE texts MATCH ?", (match,))}

    def _terms(self, part: str) -> list[str]:
        """Words that have some letters in them."""
        if not self._vocabulary:
            self._vocabulary = {term for (term,) in self._db.execute("SELECT term FROM terms")}
        return list(islice((term for term in self._vocabulary if part in term), _MOST_TERMS))

    def _order(self, order: Order) -> Sequence[int]:
        """The numbers of all ideas in an order."""
        if order not in self._orders:
            ordered = self._db.execute(f"SELECT id FROM ideas ORDER BY {_ORDERS[order]}")  # noqa: S608 (our own)
            self._orders[order] = [number for (number,) in ordered]
        return self._orders[order]

    def _rows(self, numbers: Sequence[int]) -> Iterator[Row]:
        marks = ", ".join("?" for _ in numbers)
        listed = self._db.execute(f"SELECT id, {_ROW} FROM ideas WHERE id IN ({marks})", numbers)  # noqa: S608 (likewise)
        rows = {number: _row(values) for number, *values in listed}
        return (rows[number] for number in numbers)

    def _remember(self) -> None:
        """What lists are filtered and sorted by, in memory: a word may stand in most of the ideas."""
        asked = "SELECT id, code, status, field, channel, counties FROM ideas"
        self._kinds = {
            number: _Kind(code, status, field, channel, frozenset(json.loads(counties)))
            for number, code, status, field, channel, counties in self._db.execute(asked)
        }
        self._orders.clear()

    def figures(self) -> list[Figure]:
        """All ideas that can be read, as they are counted; the one whose text is oldest first."""
        asked = (
            "SELECT code, title, status, field, counties, channel, product, link, arrived, registered FROM ideas"
            " WHERE arrived != '' ORDER BY registered, code"
        )
        with self._lock:
            return [
                Figure(
                    code,
                    title,
                    status,
                    field,
                    tuple(json.loads(counties)),
                    channel,
                    (product, link),
                    datetime.fromisoformat(arrived),
                    datetime.fromisoformat(registered),
                )
                for code, title, status, field, counties, channel, product, link, arrived, registered in (
                    self._db.execute(asked)
                )
            ]

    def __len__(self) -> int:
        """How many ideas there are."""
        return len(self._kinds)

    def words(self) -> list[tuple[str, str]]:
        """The codes of all ideas that can be read, in their order, and their words; `words_in` holds one at a time."""
        with self._lock:
            return list(_words(self._db))

    def texts(self, codes: AbstractSet[str]) -> dict[str, Text]:
        """Titles and words of some ideas, of those that are there."""
        with self._lock:
            listed = self._db.execute(
                "SELECT code, title, words FROM ideas WHERE code IN (SELECT value FROM json_each(?))",
                (json.dumps(sorted(codes)),),
            )
            return {code: Text(title, words) for code, title, words in listed}

    def with_any(self, runs: Sequence[str], most: int) -> dict[str, Text]:
        """Titles and words of the ideas that have any of these runs of words, the likest first."""
        match = " OR ".join(f'"{run}"' for run in runs)
        asked = "SELECT rowid FROM texts WHERE texts MATCH ? ORDER BY rank LIMIT ?"
        with self._lock:
            listed = self._db.execute(f"SELECT code, title, words FROM ideas WHERE id IN ({asked})", (match, most))  # noqa: S608 (our own words)
            return {code: Text(title, words) for code, title, words in listed}

    def _readable(self, path: str) -> Idea | None:
        """An idea in whose file something is wrong, if it can be read all the same."""
        try:
            return idea_file.parse(path, disk.read_bytes(self._root, path, idea_file.MAX_BYTES))
        except (FarakhanError, OSError):
            return None

    def _remove(self, codes: Iterable[str]) -> list[int]:
        """Take some ideas out; marks of their words."""
        gone = []
        for code in codes:
            row = self._db.execute("SELECT id, words FROM ideas WHERE code = ?", (code,)).fetchone()
            if row:
                self._db.execute("INSERT INTO texts (texts, rowid, words) VALUES ('delete', ?, ?)", row)
                self._db.execute("DELETE FROM ideas WHERE id = ?", (row[0],))
                gone.append(hash((code, row[1])))
        return gone

    def _add(self, looked: Looked, seen: Mapping[str, str]) -> int:
        """Take an idea in; a mark of its words."""
        path = looked.inspection.path
        folder, _, name = path.rpartition("/")
        code = name.removesuffix(".md")
        wrong = sum(not problem.warning for problem in looked.inspection.problems)
        row = _values(looked.idea or self._readable(path), wrong, is_right=looked.idea is not None)
        marks = ", ".join("?" for _ in range(3 + len(row)))
        put = f"INSERT INTO ideas (code, folder, state, {_COLUMNS}) VALUES ({marks})"  # noqa: S608 (our own columns)
        number = self._db.execute(put, (code, folder, seen[code], *row)).lastrowid
        self._db.execute("INSERT INTO texts (rowid, words) VALUES (?, ?)", (number, row[-1]))
        if self._vocabulary:
            self._vocabulary.update(str(row[-1]).split())
        return hash((code, row[-1]))


_COLUMNS = (
    "title, place, summary, field, counties, status, reason, channel, arrived, registered, by, media, wrong, "
    "product, link, words"
)
_ROW = "code, title, summary, field, counties, status, reason, channel, arrived, registered, by, media, wrong"


def _values(idea: Idea | None, wrong: int, *, is_right: bool) -> Sequence[str | int | bytes]:
    """A row's values, in the order of `_COLUMNS`; an idea that has errors is listed as such, however it stands."""
    if idea is None:
        return ("", b"", "", "", "[]", WRONG, "", "", "", "", "", 0, wrong, "", "", "")
    counts = standing.counted(idea)
    text = words(suffixed(f"{idea.title}\n{idea.summary}\n{idea.body}"))
    return (
        idea.title,
        sort_key(idea.title),
        idea.summary,
        idea.field or "",
        json.dumps(idea.counties),
        counts.status.value if is_right else WRONG,
        counts.reason or "",
        idea.channel,
        _utc(idea.arrived),
        _utc(idea.registered),
        idea.registered_by or "",
        len(idea.media),
        wrong,
        idea.chain.product or "",
        idea.chain.link or "",
        text,
    )


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")


_NEVER = datetime(1970, 1, 1, tzinfo=UTC)


def _row(values: Sequence[str]) -> Row:
    code, title, summary, field, counties, status, reason, channel, arrived, registered, by, media, wrong = values
    return Row(
        code=code,
        title=title,
        summary=summary,
        field=field,
        counties=tuple(json.loads(counties)),
        status=status,
        reason=reason,
        channel=channel,
        arrived=datetime.fromisoformat(arrived) if arrived else _NEVER,
        registered=datetime.fromisoformat(registered) if registered else _NEVER,
        by=by,
        media=int(media),
        wrong=int(wrong),
    )


def words_in(file: Path) -> Iterator[tuple[str, str]]:
    """What `Index.words` tells, from the file of one that another process has open, idea by idea."""
    database = sqlite3.connect(file)
    try:
        yield from _words(database)
    finally:
        database.close()


def _words(database: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    return database.execute("SELECT code, words FROM ideas WHERE words != '' ORDER BY code")


def _opened(file: Path) -> sqlite3.Connection:
    """The database of this version; one that is of another, or broken, is begun anew."""
    file.parent.mkdir(parents=True, exist_ok=True)
    database = sqlite3.connect(file, check_same_thread=False)
    try:
        database.execute("PRAGMA journal_mode = WAL")
        database.execute("PRAGMA synchronous = OFF")  # it can be made anew from git
        is_ours = database.execute("PRAGMA user_version").fetchone() == (_VERSION,)
    except sqlite3.DatabaseError:
        is_ours = False
    if is_ours:
        return database
    database.close()
    for path in _files(file):
        path.unlink(missing_ok=True)
    return _begun(sqlite3.connect(file, check_same_thread=False))


def _begun(database: sqlite3.Connection) -> sqlite3.Connection:
    """A new database with its tables."""
    pragmas = f"PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF; PRAGMA user_version = {_VERSION};"
    database.executescript(f"{pragmas} {_SCHEMA}")
    return database


def _files(file: Path) -> Iterator[Path]:
    """The files of a database."""
    yield from (file.with_name(f"{file.name}{end}") for end in ("", "-wal", "-shm"))
