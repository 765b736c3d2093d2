"""A judge's sheet as an Excel workbook: made for a judge to fill in, and read back as it was typed.

Every cell that a judge fills is formatted as text: whatever their program and its country are, «۸ » stays «۸ » and does
not become 80, and «۸/۵» no day in August. What cannot be a score by any reading (a date, an error, a formula) is told
at its cell.
"""

import io
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from farakhan.files.sheets import Faults
from farakhan.model.call import Criterion
from farakhan.model.judging import SheetLine
from farakhan.persian.digits import to_persian
from farakhan.persian.letters import bare
from farakhan.problems import FarakhanError

SHEET, LISTS = "برگ امتیاز", "فهرست‌ها"
"""The sheet that a judge fills, and the one with what a cell may hold and what the sheet is of."""
CONFLICT, UNREAD, NOT_ELIGIBLE, NOTE = "تعارض منافع", "نتوانستم بخوانم", "واجد شرایط نیست: کدام بند", "یادداشت"
YES = "بله"
MOST_BYTES, MOST_UNPACKED = 4 * 2**20, 64 * 2**20
MOST_ROWS = 5_000
FORMAT = "1"
_WIDE = {"عنوان": 34, NOTE: 40, NOT_ELIGIBLE: 26}
_HEAD = 1
"""Rows of the header."""


class About(NamedTuple):
    """What a sheet is of; one that comes back must be of the same.

    Attributes:
        edition: its id.
        judge: whose sheet it is.
        rubric: the digest of the criteria, their weights and the scale.
    """

    edition: str
    judge: str
    rubric: str


class Idea(NamedTuple):
    """An idea on a sheet: its code as people read it, and its title."""

    code: str
    title: str


class Filled(NamedTuple):
    """A sheet that came back.

    Attributes:
        about: what it is of.
        lines: its rows, unchecked; a row's line is its number in the sheet.
        faults: what no score can be, by row and column.
    """

    about: About
    lines: list[SheetLine]
    faults: Faults


def render(about: About, criteria: Sequence[Criterion], scale: int, ideas: Sequence[Idea]) -> bytes:
    """A sheet to be filled in, as the file's bytes: from right to left, all locked but what a judge fills."""
    import xlsxwriter  # noqa: PLC0415 (large)

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_numbers": False}) as book:
        book.set_properties({"title": SHEET, "author": "", "company": "", "comments": ""})
        sheet, lists = book.add_worksheet(SHEET), book.add_worksheet(LISTS)
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        shown = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        typed = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True, "locked": False, "border": 1})
        sheet.right_to_left()
        sheet.freeze_panes(_HEAD, 2)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        columns = _columns(criteria)
        for place, name in enumerate(columns):
            sheet.write_string(0, place, name, bold)
            sheet.set_column(place, place, _WIDE.get(name, 14))
        for place, criterion in enumerate(criteria, 2):
            words = f"{criterion.guide}\nاز ۰ تا {to_persian(scale)}، عدد صحیح. وزن: {to_persian(criterion.weight)}"
            sheet.write_comment(0, place, words, {"author": "", "x_scale": 2, "y_scale": 2})
        for row, idea in enumerate(ideas, _HEAD):
            sheet.write_string(row, 0, idea.code, shown)
            sheet.write_string(row, 1, idea.title, shown)
            for place in range(2, len(columns)):
                sheet.write_blank(row, place, None, typed)
        _lists(lists, about, scale)
        last = len(ideas) + _HEAD - 1
        scores = f"='{LISTS}'!$A$1:$A${scale + 1}"
        yes = f"='{LISTS}'!$B$1:$B$1"
        for place in range(2, len(criteria) + 2):
            sheet.data_validation(_HEAD, place, last, place, _choice(scores, f"عدد صحیح از ۰ تا {to_persian(scale)}"))
        for place in (len(criteria) + 2, len(criteria) + 3):
            sheet.data_validation(_HEAD, place, last, place, _choice(yes, f"«{YES}» یا خالی"))
        lists.hide()
    return file.getvalue()


def _columns(criteria: Sequence[Criterion]) -> list[str]:
    return ["کد", "عنوان", *(criterion.name for criterion in criteria), CONFLICT, UNREAD, NOT_ELIGIBLE, NOTE]


def _choice(source: str, words: str) -> dict[str, str]:
    """A list to choose from that warns of anything else and lets it pass: the import says what it is."""
    return {"validate": "list", "source": source, "error_type": "warning", "error_title": SHEET, "error_message": words}


def _lists(lists: Any, about: About, scale: int) -> None:  # noqa: ANN401 (xlsxwriter has no types)
    for score in range(scale + 1):
        lists.write_string(score, 0, to_persian(score))
    lists.write_string(0, 1, YES)
    for row, (name, value) in enumerate({"format": FORMAT, **about._asdict()}.items()):
        lists.write_string(row, 2, name)
        lists.write_string(row, 3, value)
    lists.protect()


def read(name: str, data: bytes, criteria: Sequence[Criterion]) -> Filled:
    """A sheet that came back, however Excel or LibreOffice saved it.

    Args:
        name: of the file, said in errors.
        data: its bytes.
        criteria: of the call's rubric.

    Raises:
        FarakhanError: `sheet-book`, it is no sheet of ours, or cannot be read.
    """
    book = _opened(name, data)
    if SHEET not in book.sheetnames or LISTS not in book.sheetnames:
        raise _unread(name, f"برگهٔ «{SHEET}» در آن نیست")
    about = _about(name, book[LISTS])
    rows = list(book[SHEET].iter_rows(max_row=MOST_ROWS + _HEAD))
    header = [bare(str(cell.value or "")) for cell in rows[0]] if rows else []
    places = {column: header.index(column) for column in _columns(criteria) if column in header}
    missing = [column for column in _columns(criteria) if column not in places and column != "عنوان"]
    if missing:
        raise _unread(name, f"ستون «{missing[0]}» در آن نیست")
    faults: Faults = []
    lines = list(_lines(about.judge, rows[_HEAD:], places, criteria, faults))
    return Filled(about, lines, faults)


def _lines(
    judge: str, rows: Sequence[Sequence[Any]], places: Mapping[str, int], criteria: Sequence[Criterion], faults: Faults
) -> Iterator[SheetLine]:
    for number, row in enumerate(rows, _HEAD + 1):
        cells = {column: _text(row[place], number, column, faults) for column, place in places.items()}
        if not any(text for column, text in cells.items() if column != "عنوان"):
            continue
        parts = (
            f"{UNREAD}." if bare(cells[UNREAD]) else "",
            f"{NOT_ELIGIBLE}: {cells[NOT_ELIGIBLE].strip()}" if bare(cells[NOT_ELIGIBLE]) else "",
            cells[NOTE].strip(),
        )
        scores = tuple(cells[criterion.name] for criterion in criteria)
        note = " ".join(" ".join(filter(None, parts)).split())
        yield SheetLine(number, judge, cells["کد"], scores, cells[CONFLICT], note)


def _text(cell: Any, row: int, column: str, faults: Faults) -> str:  # noqa: ANN401 (openpyxl's cells)
    """What a cell says; a fault where it is no text or number."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime | date | time | timedelta):
        faults.append((row, column, "تاریخ یا ساعت است، نه امتیاز؛ برنامهٔ صفحه‌گسترده آن را عوض کرده است"))
        return ""
    if cell.data_type in ("e", "f"):
        faults.append((row, column, "خطا یا فرمول است؛ خود عدد را بنویسید"))
        return ""
    return str(value)


def _opened(name: str, data: bytes) -> Any:  # noqa: ANN401 (openpyxl's)
    import openpyxl  # noqa: PLC0415 (large)

    if len(data) > MOST_BYTES:
        raise _unread(name, "بیش از اندازه بزرگ است")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(part.file_size for part in archive.infolist())
        book = openpyxl.load_workbook(io.BytesIO(data)) if unpacked <= MOST_UNPACKED else None
    except Exception:  # noqa: BLE001 (a file of a stranger's program: openpyxl raises what it meets)
        raise _unread(name, "کارپوشهٔ Excel نیست یا خراب است") from None
    if book is None:
        raise _unread(name, "بیش از اندازه بزرگ است")
    return book


def _about(name: str, lists: Any) -> About:  # noqa: ANN401 (openpyxl's)
    values = {str(row[2].value): str(row[3].value) for row in lists.iter_rows(max_col=4) if row[2].value is not None}
    if values.get("format") != FORMAT:
        raise _unread(name, "با این نسخهٔ برنامه ساخته نشده است")
    return About(values.get("edition", ""), values.get("judge", ""), values.get("rubric", ""))


def _unread(name: str, why: str) -> FarakhanError:
    return FarakhanError("sheet-book", f"این برگ خوانده نمی‌شود: {why}. برگی را بدهید که از بستهٔ داور است.", name)
