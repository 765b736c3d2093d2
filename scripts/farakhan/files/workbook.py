"""A list as an Excel workbook: read from right to left, each cell typed, nothing in it for Excel to compute."""

import io
from collections.abc import Iterable, Sequence
from typing import TypeAlias

Cell: TypeAlias = str | int | None

LONGEST = 32_767
"""Letters that Excel takes in one cell."""
EXACT = 10**15
"""From here on Excel rounds a number; it is kept as text then."""
_WIDEST = 50
_AS_TEXT = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def render(title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """One sheet as the file's bytes: a header that stays in sight, and a filter on it.

    Args:
        title: of the sheet, as its tab shows it.
        header: the columns' names.
        rows: text stays text, whatever it begins with; whole numbers are numbers; None is an empty cell.
    """
    import xlsxwriter  # noqa: PLC0415 (large, and most commands know a workbook's cells without writing one)

    file = io.BytesIO()
    widths = [len(name) for name in header]

    with xlsxwriter.Workbook(file, _AS_TEXT) as book:
        sheet = book.add_worksheet(title)
        sheet.right_to_left()
        sheet.freeze_panes(1, 1)
        bold = book.add_format({"bold": True, "bottom": 1})
        plain = book.add_format({"valign": "top", "text_wrap": True, "num_format": "@"})
        whole = book.add_format({"valign": "top", "num_format": "#,##0"})
        for column, name in enumerate(header):
            sheet.write_string(0, column, name, bold)
        last = 0
        for last, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, int) and abs(cell) < EXACT:
                    sheet.write_number(last, column, cell, whole)
                elif cell is not None:
                    text = str(cell)
                    shown = text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"
                    sheet.write_string(last, column, shown, plain)
                    widths[column] = max(widths[column], *map(len, shown.split("\n")))
        sheet.autofilter(0, 0, last, len(header) - 1)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(width, _WIDEST) + 2)
    return file.getvalue()
