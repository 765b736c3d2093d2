"""Assignments and judges' sheets as CSV: their lines as they came, whatever they say; `checks.sheets` judges them."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping, Sequence

from farakhan.files.source import decode
from farakhan.model.judging import Assignment, AssignmentLine, SheetLine
from farakhan.problems import Problems

MAX_BYTES = 4 * 2**20

ASSIGNMENT_COLUMNS = ["idea", "judge"]
OTHER_COLUMNS = ("idea", "conflict", "note")
"""Columns of a sheet beside its criteria."""

Row = tuple[int, list[str]]
"""A record's first line in the file, and its cells."""


def read_rows(path: str, data: bytes) -> tuple[list[str], list[Row], Problems]:
    """The header, the records, and what is wrong with the file's form; blank lines are passed over.

    A record whose number of cells differs from the header's is named and left out.
    """
    problems = Problems(path)
    text, refused = decode(path, data, MAX_BYTES)
    problems.take(refused)
    if refused:
        return [], [], problems
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    header: list[str] = []
    rows: list[Row] = []
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if not cells:
                continue
            if not header:
                header = [cell.strip() for cell in cells]
            elif len(cells) != len(header):
                problems.add(line, "csv-form")
            else:
                rows.append((line, cells))
    except csv.Error:
        problems.add(before + 1, "csv-form")
    return header, rows, problems


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
    for line, cells in rows:
        scores = tuple([cells[place] for place in places])
        yield SheetLine(line, judge, cells[idea], scores, cells[conflict], cells[note])


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


def _written(rows: Iterable[Sequence[object]]) -> bytes:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()
