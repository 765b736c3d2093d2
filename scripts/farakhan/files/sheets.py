"""Assignments and judges' sheets as CSV: rows of text with their lines."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

from farakhan.files.source import decode
from farakhan.model.judging import Assignment
from farakhan.problems import Problems

MAX_BYTES = 4 * 2**20

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
