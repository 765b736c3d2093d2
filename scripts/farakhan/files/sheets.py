"""Assignments and judges' sheets as CSV: rows of text with their lines."""

import csv
import io

from farakhan.files.source import decode
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
