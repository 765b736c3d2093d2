"""Assignments and judges' sheets as CSV: their lines as they came, whatever they say; `checks.sheets` judges them.

Spreadsheets write the same table in many ways: with a semicolon or a tab between the cells, a line `sep=;` before the
header, UTF-16, empty rows and columns that once were touched, and without the empty cells at a row's end. What can
mean only one thing is read as that; anything else is named.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from farakhan.files.source import decode
from farakhan.model.judging import Assignment, AssignmentLine, SheetLine, SheetRow
from farakhan.persian.letters import bare
from farakhan.problems import Problem, Problems, problem

MAX_BYTES = 4 * 2**20
MOST_ROWS = 250_000
"""More than any call has, a line for each reading of an idea by a judge; each costs memory."""

ASSIGNMENT_COLUMNS = ["idea", "judge"]
CONFIRMED_COLUMNS = ["sheet", "digest"]
OTHER_COLUMNS = ("idea", "conflict", "note")
"""Columns of a sheet beside its criteria."""
CODE = "کد"
"""The column of codes on a sheet that judges fill in."""

SEPARATORS = ",;\u061b\t"
"""What may stand between cells: a comma, or what the country of the computer has for it."""

_NAMED = re.compile(rf'"?sep=([{SEPARATORS}])"?\n', re.IGNORECASE)
"""`sep=;`: a first line that Excel takes its separator from."""
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")

Faults = list[tuple[int, str, str]]
"""What is wrong with a cell by itself: its row, its column's name, and in words what is wrong."""

Row = tuple[int, list[str]]
"""A record's first line in the file, and its cells."""


def read_rows(path: str, data: bytes) -> tuple[list[str], list[Row], Problems]:
    """The header in small letters, the records, and what is wrong with the file's form.

    Empty rows and columns are passed over; empty cells that are missing at a row's end are there. A record that has
    more cells than the header, or one alone, as the rest of a note that was broken in two, is named and left out.
    """
    problems = Problems(path)
    text, refused = _text(path, data)
    problems.take(refused)
    if refused:
        return [], [], problems
    named = _NAMED.match(text)
    start = named.end() if named else 0
    separator = named[1] if named else _separator(text)
    reader = csv.reader(io.StringIO(text[start:], newline=""), strict=True, delimiter=separator)
    first = before = 2 if named else 1
    header: list[str] = []
    columns: list[int] = []
    plain = -1  # how many cells a row has, once it is known that no column is empty
    rows: list[Row] = []
    try:
        for cells in reader:
            line, before = before, first + reader.line_num
            if len(cells) == plain and cells[0][:1].isdigit() and len(rows) < MOST_ROWS:  # as nearly all rows are
                rows.append((line, cells))
                continue
            if not (cells and cells[0][:1].isdigit()) and not any(map(bare, cells)):
                continue
            if not header:
                columns = [place for place, cell in enumerate(cells) if bare(cell)]
                header = [bare(cells[place]).lower() for place in columns]
                plain = len(columns) if len(columns) == columns[-1] + 1 > 1 else -1
                if any(map(is_lost, header)):
                    problems.add(line, "sheet-lost")
                    return [], [], problems
            elif _is_no_row(cells, columns) or len(rows) == MOST_ROWS:
                problems.add(line, "csv-form")
            elif len(cells) == len(columns) == columns[-1] + 1:
                rows.append((line, cells))
            else:
                rows.append((line, [cells[place] if place < len(cells) else "" for place in columns]))
    except csv.Error:
        problems.add(before, "csv-form")
    return header, rows, problems


def is_lost(text: str) -> bool:
    """Whether a program saved «?» for each Persian letter: marks of a question, and no letter beside them."""
    return "??" in text and not any(map(str.isalpha, text))


def _is_no_row(cells: list[str], columns: list[int]) -> bool:
    """Whether cells are not those of these columns, empty ones apart."""
    if len(cells) == 1 < len(columns):
        return True
    whole = len(cells) == len(columns) == columns[-1] + 1
    return not whole and any(bare(cell) for place, cell in enumerate(cells) if place not in columns)


def _text(path: str, data: bytes) -> tuple[str, list[Problem]]:
    """The text of a file in UTF-8, or in the UTF-16 that Excel's «Unicode Text» is."""
    if not data.startswith(_UTF_16) or len(data) > MAX_BYTES:
        return decode(path, data, MAX_BYTES)
    try:
        text = data.decode("utf-16")
    except UnicodeDecodeError:
        return "", [problem(path, 1, "file-encoding")]
    return text.replace("\r\n", "\n").replace("\r", "\n"), []


def _separator(text: str) -> str:
    """What separates the cells of a table whose header has a column of codes; a comma where that is not to be seen."""
    header = next((line for line in text.split("\n", 20) if bare(line)), "").lower()
    for separator in SEPARATORS:
        if {"idea", CODE} & {bare(cell).strip('"') for cell in header.split(separator)}:
            return separator
    return SEPARATORS[0]


def read_assignments(path: str, data: bytes) -> tuple[list[AssignmentLine], Problems]:
    """The lines of assignments.csv, and what is wrong with the file's form; no lines where its columns are wrong."""
    header, rows, problems = read_rows(path, data)
    if problems and not header:
        return [], problems
    if header != ASSIGNMENT_COLUMNS:
        problems.add(1, "csv-columns", columns=",".join(ASSIGNMENT_COLUMNS))
        return [], problems
    return [AssignmentLine(line, idea, judge) for line, (idea, judge) in rows], problems


def read_sheet(path: str, data: bytes, judge: str, criteria: Sequence[str]) -> tuple[list[SheetLine], Problems]:
    """The lines of a judge's sheet, and what is wrong with the file's form; no lines where its columns are wrong.

    Args:
        path: of the sheet.
        data: its bytes.
        judge: whose sheet it is.
        criteria: their ids, in the rubric's order; the sheet may have its columns in any order.
    """
    header, rows, problems = read_rows(path, data)
    if problems and not header:
        return [], problems
    if not _has_columns(header, criteria, problems):
        return [], problems
    return list(_lines(rows, header, judge, criteria)), problems


def _has_columns(header: list[str], criteria: Sequence[str], problems: Problems) -> bool:
    """Whether a sheet has each column once and no other; what is wrong with them is added to the problems."""
    wanted = ["idea", *criteria, "conflict", "note"]
    if len(set(header)) != len(header) or not set(OTHER_COLUMNS) <= set(header):
        problems.add(1, "csv-columns", columns=",".join(wanted))
        return False
    unknown = [name for name in header if name not in wanted]
    missing = [name for name in criteria if name not in header]
    for name in unknown:
        problems.add(1, "sheet-criterion", value=name)
    for name in missing:
        problems.add(1, "sheet-criterion-missing", value=name)
    return not unknown and not missing


def _lines(rows: list[Row], header: list[str], judge: str, criteria: Sequence[str]) -> Iterator[SheetLine]:
    idea, conflict, note = (header.index(name) for name in OTHER_COLUMNS)
    places = [header.index(name) for name in criteria]
    given = itemgetter(idea, conflict, note, *places)
    for line, cells in rows:
        code, said, words, *scores = given(cells)
        yield SheetLine(line, judge, code, tuple(scores), said, words)


def read_confirmed(path: str, data: bytes) -> tuple[dict[str, str], Problems]:
    """The digests that judges confirmed, by their sheets' paths, and what is wrong with the file's form."""
    header, rows, problems = read_rows(path, data)
    if header != CONFIRMED_COLUMNS:
        if header or not problems:
            problems.add(1, "csv-columns", columns=",".join(CONFIRMED_COLUMNS))
        return {}, problems
    return {bare(sheet): bare(digest) for _, (sheet, digest) in rows}, problems


def render_confirmed(digests: Mapping[str, str]) -> bytes:
    """Confirmations as their file's bytes, sorted."""
    return _written([CONFIRMED_COLUMNS, *sorted(digests.items())])


def render_assignments(assignments: Iterable[Assignment]) -> bytes:
    """Assignments as their file's bytes, in the order that is given."""
    return _written([("idea", "judge"), *assignments])


def render_sheet(criteria: Sequence[str], scores: Mapping[str, Sequence[int] | None], note: str = "") -> bytes:
    """A judge's sheet as its file's bytes, with the same note in each row.

    Args:
        criteria: ids, in the order of the scores.
        scores: by code; None is a conflict of interest.
        note: of the judge.
    """
    rows: list[Sequence[object]] = [("idea", *criteria, "conflict", "note")]
    for code, given in scores.items():
        cells = [""] * len(criteria) if given is None else given
        rows.append((code, *cells, "yes" if given is None else "", note))
    return _written(rows)


def render_rows(criteria: Sequence[str], rows: Iterable[SheetRow]) -> bytes:
    """A judge's sheet as its file's bytes, from rows that are right, in their order."""
    lines: list[Sequence[object]] = [("idea", *criteria, "conflict", "note")]
    for row in rows:
        scores = [""] * len(criteria) if row.scores is None else row.scores
        lines.append((row.idea, *scores, "yes" if row.conflict else "", row.note))
    return _written(lines)


def _written(rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()
