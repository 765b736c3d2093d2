"""Sheets that come back from judges, as workbooks or CSV: all of them looked at, then all of them kept, or none."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import PurePath
from typing import NamedTuple

from farakhan.checks.sheets import check_lines
from farakhan.files import sheet_book
from farakhan.files.layout import Kind, sheet_path
from farakhan.files.sheets import CODE, Faults, read_rows, read_sheet, render_rows
from farakhan.judging.packs import rubric_digest
from farakhan.model.call import Call, Criterion
from farakhan.model.judging import CALIBRATION, SheetLine, SheetRow
from farakhan.persian.calendar import long_day, tehran_day
from farakhan.persian.digits import to_persian
from farakhan.persian.letters import bare
from farakhan.problems import FarakhanError
from farakhan.record.edition import Edition
from farakhan.record.sheets import Sheets

_ZIP = b"PK\x03\x04"


class Read(NamedTuple):
    """A sheet that can be kept.

    Attributes:
        judge: whose.
        name: of the file that it came in.
        data: as the record has it, CSV.
        path: its place in the edition's folder.
        rows: what is in it.
        calibration: the judge's row of what all score first, as the record has it; empty where it was not scored.
        replaces: whether it takes the place of an earlier one.
    """

    judge: str
    name: str
    data: bytes
    path: str
    rows: tuple[SheetRow, ...]
    calibration: bytes
    replaces: bool

    def files(self) -> Mapping[str, bytes]:
        """What is kept of it, by its place in the edition's folder."""
        yardstick = {f"{Kind.CALIBRATION}/{self.judge}.csv": self.calibration} if self.calibration else {}
        return {self.path: self.data, **yardstick}


class Imported(NamedTuple):
    """What some files come to.

    Attributes:
        sheets: those that can be kept.
        faults: what is wrong, a sentence each; while there is any, nothing is kept.
    """

    sheets: tuple[Read, ...]
    faults: tuple[str, ...]


def read_in(edition: Edition, before: Sheets, files: Mapping[str, bytes]) -> Imported:
    """Look at files that judges sent.

    Args:
        edition: whose sheets they are.
        before: its assignments and the sheets that it has.
        files: their bytes by their names.
    """
    read: list[Read] = []
    faults: list[str] = []
    faults += [problem.message for problem in edition.problems if problem.code == "call-frozen"]
    reopened = edition.closing.reopened if edition.closing else None
    if edition.closing and not reopened:
        faults.append(
            f"برگ‌های این دوره {long_day(tehran_day(edition.closing.at))} بسته شده‌اند و برگی دیگر گرفته نمی‌شود."
        )
    elif edition.awards and not reopened:
        faults.append("هیئت داوران تصمیم این دوره را گرفته است (awards.yml) و برگی دیگر گرفته نمی‌شود.")
    for name, data in files.items():
        try:
            sheet, wrong = _read(edition, before, name, data)
        except FarakhanError as error:
            faults.append(f"{name}: {error.message}")
            continue
        faults += [f"{name}، {words}" for words in _once(wrong)]
        if not wrong:
            read.append(sheet)
    if reopened:
        only = f"تنها برگ «{reopened.judge}» بازگشوده است (اعتراض {to_persian(reopened.objection)})"
        faults += [f"{sheet.name}: {only}." for sheet in read if sheet.judge != reopened.judge]
    for judge, times in Counter(sheet.judge for sheet in read).items():
        if times > 1:
            faults.append(f"از داور «{judge}» بیش از یک برگ داده شده است؛ تنها آخری را بدهید.")
    return Imported(tuple(read), tuple(faults))


def _read(edition: Edition, before: Sheets, name: str, data: bytes) -> tuple[Read, list[tuple[int, str]]]:
    """A sheet, and what is wrong with it, by its row (0 for the whole)."""
    call = edition.call
    about, lines, of_cells, problems = _filled(edition, name, data)
    wrong = [(0, words) for words in _not_of(edition, about)]
    codes = {candidate.code for candidate in edition.read_in_round()}
    assigned = {(assignment.idea, assignment.judge) for assignment in before.assigned(edition)} or None
    first, others = _parted(_without(lines, of_cells, call.rubric.criteria), call)
    yardstick = [row for row in check_lines(first, call, {CALIBRATION}, None, problems) if row.scores]
    rows = check_lines(others, call, codes, assigned, problems)
    wrong += [(row, f"ستون «{column}»: {words}.") for row, column, words in of_cells]
    names = {criterion.id: criterion.name for criterion in call.rubric.criteria}
    for fault in problems.told():
        words = fault.message
        for ident, shown in names.items():
            if f"«{ident}»" in words:
                words = f"ستون «{shown}»: {words.replace(f'«{ident}»', f'«{shown}»')}"
        wrong.append((fault.line, words))
    criteria = [criterion.id for criterion in call.rubric.criteria]
    path = sheet_path(edition.round.id, about.judge)
    replaces = path in before.digests
    calibration = render_rows(criteria, yardstick) if yardstick else b""
    return Read(about.judge, name, render_rows(criteria, rows), path, tuple(rows), calibration, replaces), sorted(wrong)


def _parted(lines: Iterable[SheetLine], call: Call) -> tuple[list[SheetLine], list[SheetLine]]:
    """The lines of what all judges score first, and the others."""
    first: list[SheetLine] = []
    others: list[SheetLine] = []
    for line in lines:
        (first if call.calibration and bare(line.idea) == CALIBRATION else others).append(line)
    return first, others


def _filled(edition: Edition, name: str, data: bytes) -> sheet_book.Filled:
    """A sheet as it was filled in: a pack's, as workbook or CSV, or CSV of the record's form, named for its judge."""
    criteria = edition.call.rubric.criteria
    if data.startswith(_ZIP):
        return sheet_book.read(name, data, criteria)
    header, rows, problems = read_rows(name, data)
    if CODE in header:
        return sheet_book.filled(name, header, rows, criteria, [], problems)
    judge = PurePath(name).stem.lower()
    lines, problems = read_sheet(name, data, judge, [criterion.id for criterion in criteria])
    about = sheet_book.About(edition.name, edition.round.id, judge, rubric_digest(edition.call))
    return sheet_book.Filled(about, lines, [], problems)


def _not_of(edition: Edition, about: sheet_book.About) -> Iterator[str]:
    if about.edition != edition.name:
        yield f"این برگ از دورهٔ «{about.edition}» است، نه از «{edition.name}»."
    elif about.round != edition.round.id:
        yield f"این برگ از دوری دیگر است؛ اکنون «{edition.round.name}» ({edition.round.id}) داوری می‌شود."
    if about.judge not in {judge.id for judge in edition.call.judges}:
        yield f"داور «{about.judge}» در فراخوان نیست."
    if about.rubric != rubric_digest(edition.call):
        yield "معیارها، وزن‌ها یا مقیاس پس از ساختن این برگ عوض شده است؛ بستهٔ تازه به داور بدهید."


def _without(lines: list[SheetLine], faults: Faults, criteria: Sequence[Criterion]) -> Iterator[SheetLine]:
    """The lines with a 0 for each score that is no score by itself: of such a cell nothing more is to be said."""
    wrong = {(row, column) for row, column, _ in faults}
    for line in lines:
        if (line.line, CODE) not in wrong:
            cells = zip(criteria, line.scores, strict=True)
            yield line._replace(scores=tuple(0 if (line.line, of.name) in wrong else score for of, score in cells))


def _once(wrong: list[tuple[int, str]]) -> Iterator[str]:
    """Each sentence once: with its row, and in how many rows it is to be said."""
    times = Counter(words for _, words in wrong)
    said: set[str] = set()
    for row, words in wrong:
        if words not in said:
            said.add(words)
            more = f" ({to_persian(times[words])} ردیف)" if times[words] > 1 else ""
            yield f"{f'برگهٔ امتیاز، ردیف {to_persian(row)}، ' if row else ''}{words}{more}"
