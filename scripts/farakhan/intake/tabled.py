"""Ideas that came as rows of a table: each looked at as a message is, first as a trial; then all good ones at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from farakhan.files import idea as idea_file
from farakhan.files.idea_book import Cell, Column, Table
from farakhan.intake.arrival import Entry
from farakhan.intake.registering import Ready, Registering, ready, register
from farakhan.message.field_by_field import implied, tell, untold
from farakhan.message.reading import Reading
from farakhan.model.answers import ASKED, LABELS
from farakhan.model.call import Call
from farakhan.model.idea import Idea
from farakhan.model.questions import NO, YES, Kind, Question
from farakhan.persian import letters
from farakhan.persian.calendar import parse_moment
from farakhan.persian.digits import only
from farakhan.store.git.commits import Person

ARRIVED, PAPER = "زمان رسیدن", "شمارهٔ بایگانی کاغذی"
"""Heads of the secretariat's own columns."""
_HARMLESS = frozenset({"version", "refused", "split", "joined"})
"""Doubts that a table need not be asked about: the cell says what is meant."""
_SHORT_MOBILE = 10
"""Digits of a mobile whose first zero a program has dropped."""


class Doubtful(NamedTuple):
    """What somebody must look at: the row, the cell as `D7` or empty for the row as a whole, and why."""

    row: int
    place: str
    why: str


class Good(NamedTuple):
    """A row that can be registered: what of it would be kept, still without a receipt."""

    row: int
    done: Ready


class Known(NamedTuple):
    """A row whose text is there already: under which code, or in which row of the same table."""

    row: int
    code: str
    other: int


class Trial(NamedTuple):
    """What a table comes to; nothing is kept by it.

    Attributes:
        good: rows that can be registered, in their order.
        doubtful: what is to be mended, in the table's order.
        known: rows that are there already.
        unknown: heads of columns that are not read.
    """

    good: list[Good]
    doubtful: list[Doubtful]
    known: list[Known]
    unknown: Sequence[str]

    @property
    def doubtful_rows(self) -> int:
        """How many rows are to be mended."""
        return len({doubt.row for doubt in self.doubtful})


def columns(call: Call) -> list[Column]:
    """The columns of the template, from the one list of fields."""
    own = [Column(ARRIVED, "مانند ۱۴۰۶/۰۵/۲۰ ۱۰:۳۰؛ خالی: اکنون", (), is_required=False, most=0)]
    own.append(Column(PAPER, "", (), is_required=False, most=0))
    return [*(_column(call, question) for question in ASKED), *own]


def _column(call: Call, question: Question) -> Column:
    kind = question.asked.kind
    choices = list(question.options(call).values()) if kind is Kind.ONE else []
    choices = [YES, NO] if kind in (Kind.YES, Kind.CONSENT) else choices
    hint = question.hint
    if kind is Kind.SEVERAL:
        hint = f"{hint} چند تا باشد با «،» جدا کنید: {'، '.join(question.options(call).values())}"
    return Column(question.label, hint, choices, question.asked.required, question.most or 0)


def tried(work: Registering, table: Table, at: datetime) -> Trial:
    """What a table comes to, row by row, as of now.

    Args:
        work: whose entry says by which channel all rows came and who enters them.
        table: as it was typed.
        at: now, aware.
    """
    trial = Trial([], [], [], table.unknown)
    work.taken.look()
    rows_by_text: dict[str, int] = {}
    codes: set[str] = set()
    for number, cells in table.rows.items():
        reading, doubtful = _read(work.call, number, cells)
        code = work.taken.first_with(reading.body, "")
        text = idea_file.squeezed(reading.body) if reading.body.strip() else ""
        if code or rows_by_text.get(text):
            trial.known.append(Known(number, code, 0 if code else rows_by_text[text]))
            continue
        entry, wrong = _entry(work.entry, number, cells, at)
        own = Registering(work.root, work.call, entry, work.taken, _free(work, codes))
        prepared = own.prepared(reading.answers())
        doubtful += wrong
        doubtful += [Doubtful(number, _place(cells, problem.key), problem.words) for problem in prepared.problems]
        if doubtful or prepared.idea is None or prepared.contact is None:
            trial.doubtful.extend(doubtful)
            continue
        if text:
            rows_by_text[text] = number
        codes.add(own.code)
        trial.good.append(Good(number, ready(prepared.idea, prepared.contact)))
    return trial


def kept(work: Registering, good: Sequence[Good], who: Person) -> list[Idea]:
    """Register rows that are good, all of them or none, in one commit; the ideas.

    Raises:
        FarakhanError: what `register` raises.
    """
    register(work, [row.done for row in good], who)
    return [row.done.idea for row in good]


def _free(work: Registering, codes: set[str]) -> str:
    while (code := work.taken.free_code()) in codes:
        pass
    return code


def _read(call: Call, number: int, cells: Mapping[str, Cell]) -> tuple[Reading, list[Doubtful]]:
    """What a row says, and the cells that say it not clearly."""
    reading = untold()
    for question in ASKED:
        cell = cells.get(question.label)
        if cell and not cell.fault:
            reading = implied(tell(reading, call, question, _words(question, cell.text)), call, question.key)
    doubtful = [Doubtful(number, cell.place, cell.fault) for cell in cells.values() if cell.fault]
    doubtful += [
        Doubtful(number, _place(cells, doubt.key), doubt.message)
        for doubt in reading.doubts
        if doubt.code not in _HARMLESS
    ]
    return reading, doubtful


def _words(question: Question, text: str) -> str:
    """A cell's words, with the zero that a program drops from a number."""
    number = only(text)
    is_short = question.asked.kind is Kind.MOBILE and len(number) == _SHORT_MOBILE and number.startswith("9")
    return f"0{number}" if is_short else text


def _place(cells: Mapping[str, Cell], key: str) -> str:
    cell = cells.get(LABELS.get(key, ""))
    return cell.place if cell else ""


def _entry(entry: Entry, number: int, cells: Mapping[str, Cell], at: datetime) -> tuple[Entry, tuple[Doubtful, ...]]:
    arrived, paper = cells.get(ARRIVED), cells.get(PAPER)
    entry = entry._replace(arrived=at, registered=at, paper=letters.normalise(paper.text).strip() if paper else "")
    if arrived is None or arrived.fault:
        return entry, ()
    try:
        return entry._replace(arrived=parse_moment(arrived.text, at)), ()
    except ValueError:
        return entry, (Doubtful(number, arrived.place, "زمان را مانند ۱۴۰۶/۰۵/۲۰ ۱۰:۳۰ یا ۱۴۰۶/۰۵/۲۰ بنویسید"),)
