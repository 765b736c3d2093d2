"""Ideas as rows of an Excel workbook: a template to be filled in, and its rows as they were typed.

Every cell is formatted as text, so that a program changes nothing that is typed: a mobile keeps its first zero.
"""

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from farakhan.files.book import UnreadError, is_computed, is_day_or_hour, opened, text_of
from farakhan.persian.letters import bare, fold
from farakhan.problems import FarakhanError

SHEET, LISTS = "ایده‌ها", "فهرست‌ها"
MOST_ROWS = 2_000
TEMPLATE_ROWS = 500
_HEAD = 1
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
_WIDTH, _WIDE, _LONG = 18, 40, 120
"""Widths of columns, and letters of an answer from which one is wide."""


class Column(NamedTuple):
    """A column of the template.

    Attributes:
        label: its head.
        hint: what is written in it.
        choices: from which one is chosen; empty where anything may be typed.
        is_required: whether every idea needs it.
        most: letters of an answer.
    """

    label: str
    hint: str
    choices: Sequence[str]
    is_required: bool
    most: int


class Cell(NamedTuple):
    """What somebody typed: where, as `D7`; what it says; and why it cannot be read, empty where it can."""

    place: str
    text: str
    fault: str


class Table(NamedTuple):
    """What somebody typed: by the number of each row the cells that are not empty by their columns' labels.

    Attributes:
        rows: the rows that are not empty.
        unknown: heads of columns that are none of ours.
    """

    rows: Mapping[int, Mapping[str, Cell]]
    unknown: Sequence[str]


def template(columns: Sequence[Column]) -> bytes:
    """A workbook to be filled in, as the file's bytes: from right to left, its heads say what is asked."""
    import xlsxwriter  # noqa: PLC0415 (large)

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"title": SHEET, "author": "", "company": "", "comments": "", "created": _MADE})
        sheet, lists = book.add_worksheet(SHEET), book.add_worksheet(LISTS)
        plain = book.add_format({"bottom": 1, "text_wrap": True, "valign": "top"})
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        typed = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        sheet.right_to_left()
        sheet.freeze_panes(_HEAD, 1)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.label, bold if column.is_required else plain)
            sheet.set_column(place, place, _WIDE if column.most > _LONG else _WIDTH, typed)
            if column.hint:
                sheet.write_comment(0, place, column.hint, {"author": "", "x_scale": 2})
            if column.choices:
                lists.write_column(0, place, column.choices)
                sheet.data_validation(_HEAD, place, TEMPLATE_ROWS, place, _choice(place, len(column.choices)))
        lists.hide()
    return file.getvalue()


def _choice(place: int, count: int) -> dict[str, str]:
    """A list to choose from that lets anything else pass: whoever reads the table says what is wrong."""
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415 (large)

    letters = xl_col_to_name(place)
    return {
        "validate": "list",
        "source": f"='{LISTS}'!${letters}$1:${letters}${count}",
        "error_type": "warning",
        "error_title": SHEET,
        "error_message": "یکی از فهرست را برگزینید.",
    }


def read(name: str, data: bytes, labels: Sequence[str]) -> Table:
    """The rows of a workbook, however Excel or LibreOffice saved it.

    Args:
        name: of the file, said in errors.
        data: its bytes.
        labels: of the columns, in whatever order and spelling they stand there.

    Raises:
        FarakhanError: `idea-book`, it cannot be read or is no table of ideas.
    """
    try:
        book = opened(data)
    except UnreadError as error:
        raise _unread(name, str(error)) from None
    sheet = book[SHEET] if SHEET in book.sheetnames else book.worksheets[0]
    rows = list(sheet.iter_rows(max_row=MOST_ROWS + _HEAD + 1))
    known = {fold(label): label for label in labels}
    heads = [bare(text_of(cell.value)) for cell in rows[0]] if rows else []
    columns = [known.get(fold(head), "") for head in heads]
    if len(set(columns) - {""}) <= 1:
        raise _unread(name, "ستون‌هایش از این قالب نیست")
    if any(cell.value is not None for row in rows[MOST_ROWS + _HEAD :] for cell in row):
        raise _unread(name, "بیش از ۲۰۰۰ سطر دارد؛ آن را دو پرونده کنید")
    typed = {
        number: {label: _cell(cell) for cell, label in zip(row, columns, strict=False) if label and _is_typed(cell)}
        for number, row in enumerate(rows[_HEAD:], _HEAD + 1)
    }
    unknown = [head for head, label in zip(heads, columns, strict=True) if head and not label]
    return Table({number: cells for number, cells in typed.items() if cells}, unknown)


def _is_typed(cell: Any) -> bool:  # noqa: ANN401 (openpyxl's cells)
    return bool(bare(text_of(cell.value)))


def _cell(cell: Any) -> Cell:  # noqa: ANN401 (openpyxl's cells)
    if is_day_or_hour(cell.value):
        return Cell(cell.coordinate, "", "تاریخ یا ساعت است؛ خانه را «متن» (Text) کنید و دوباره بنویسید")
    if is_computed(cell):
        return Cell(cell.coordinate, "", "خطا یا فرمول است؛ خود نوشته را بگذارید")
    return Cell(cell.coordinate, text_of(cell.value), "")


def _unread(name: str, why: str) -> FarakhanError:
    return FarakhanError("idea-book", f"این پرونده خوانده نمی‌شود: {why}. از قالب همین صفحه آغاز کنید.", name)
