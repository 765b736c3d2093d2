"""A judge's sheet as an Excel workbook: made for a judge to fill in, and read back as it was typed.

Every cell that a judge fills is formatted as text: whatever their program and its country are, «۸ » stays «۸ » and does
not become 80, and «۸/۵» no day in August. What cannot be a score by any reading (a date, an error, a formula) is told
at its cell. The same table as CSV, saved by their program, is read alike. A hidden column says in each row of which
sheet it is, so that rows of another one are seen however they came.
"""

import io
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, NamedTuple

from farakhan.files.book import UnreadError, is_computed, is_day_or_hour, opened, text_of
from farakhan.files.sheets import CODE, Faults, Row
from farakhan.model.call import Criterion
from farakhan.model.judging import NO_WORDS, YES_WORDS, SheetLine, SheetRow
from farakhan.persian.digits import to_persian
from farakhan.persian.letters import bare
from farakhan.problems import FarakhanError, Problems

SHEET, LISTS = "برگ امتیاز", "فهرست‌ها"
"""The sheet that a judge fills, and the one with what a cell may hold."""
TITLE, CONFLICT, WHY = "عنوان", "تعارض منافع", "دلیل تعارض"
UNREAD, NOT_ELIGIBLE, NOTE = "نتوانستم بخوانم", "واجد شرایط نیست: کدام بند", "یادداشت"
_NOT_ELIGIBLE = "واجد شرایط نیست"
OF = "برگ"
"""The hidden column that says of which sheet a row is."""
YES = "بله"
MOST_ROWS = 5_000
FORMAT = "2"
_WIDE = {TITLE: 34, NOTE: 40, NOT_ELIGIBLE: 26, WHY: 26}
_HEAD = 1
"""Rows of the header."""
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""When every workbook says that it was made: the same ideas make the same bytes."""
_SPREAD = re.compile(r"[0-9]+0[0-9]*", re.ASCII)
"""A number that may have been made of digits and blanks: in a Persian locale Calc takes «۱ » for 10, «۱ ۲» for 102."""


class About(NamedTuple):
    """What a sheet is of; one that comes back must be of the same.

    Attributes:
        edition: its id.
        round: the id of the round that the judge reads in.
        judge: whose sheet it is.
        rubric: the digest of the criteria, their weights and the scale.
    """

    edition: str
    round: str
    judge: str
    rubric: str

    @property
    def label(self) -> str:
        """As each row of the sheet says it."""
        return " ".join((FORMAT, *self))


class Idea(NamedTuple):
    """An idea on a sheet: its code as people read it, its title, and what the judge has given to it already."""

    code: str
    title: str
    given: SheetRow | None = None


class Filled(NamedTuple):
    """A sheet that came back.

    Attributes:
        about: what it is of.
        lines: its rows, unchecked; a row's line is its number in the sheet.
        faults: what is wrong with a cell by itself.
        problems: what is wrong with the file's form.
    """

    about: About
    lines: list[SheetLine]
    faults: Faults
    problems: Problems


def render(
    about: About, criteria: Sequence[Criterion], scale: int, ideas: Sequence[Idea], spread: Mapping[str, str]
) -> bytes:
    """A sheet to be filled in, as the file's bytes: from right to left, all locked but what a judge fills.

    Args:
        about: what it is of.
        criteria: of the call's rubric.
        scale: its best score.
        ideas: a row each.
        spread: what all judges gave in the calibration, by a criterion's id; may lack any.
    """
    import xlsxwriter  # noqa: PLC0415 (large)

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_numbers": False}) as book:
        book.set_properties({"title": SHEET, "author": "", "company": "", "comments": "", "created": _MADE})
        sheet, lists = book.add_worksheet(SHEET), book.add_worksheet(LISTS)
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        shown = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True})
        typed = book.add_format({"num_format": "@", "valign": "top", "text_wrap": True, "locked": False, "border": 1})
        sheet.right_to_left()
        sheet.freeze_panes(_HEAD, 2)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        names = columns(criteria)
        for place, name in enumerate(names):
            sheet.write_string(0, place, name, bold)
            sheet.set_column(place, place, _WIDE.get(name, 14))
        for place, criterion in enumerate(criteria, 2):
            levels = "".join(f"\n{to_persian(level.score)}: {level.words}" for level in criterion.levels)
            given = f"\nدر هم‌سنجی داوران چنین دادند: {spread[criterion.id]}" if criterion.id in spread else ""
            scores = f"از ۰ تا {to_persian(scale)}، عدد صحیح. وزن: {to_persian(criterion.weight)}"
            words = f"{criterion.guide}{levels}{given}\n{scores}"
            sheet.write_comment(0, place, words, {"author": "", "x_scale": 2, "y_scale": 2})
        for row, idea in enumerate(ideas, _HEAD):
            sheet.write_string(row, 0, idea.code, shown)
            sheet.write_string(row, 1, idea.title, shown)
            already = _given(idea.given, criteria)
            for place, name in enumerate(names[2:-1], 2):
                if already.get(name):
                    sheet.write_string(row, place, already[name], typed)
                else:
                    sheet.write_blank(row, place, None, typed)
            sheet.write_string(row, len(names) - 1, about.label, shown)
        sheet.set_column(len(names) - 1, len(names) - 1, None, None, {"hidden": True})
        _lists(lists, scale)
        last = len(ideas) + _HEAD - 1
        scores = f"='{LISTS}'!$A$1:$A${scale + 1}"
        yes = f"='{LISTS}'!$B$1:$B$1"
        for place in range(2, len(criteria) + 2):
            sheet.data_validation(_HEAD, place, last, place, _choice(scores, f"عدد صحیح از ۰ تا {to_persian(scale)}"))
        for place in (names.index(CONFLICT), names.index(UNREAD)):
            sheet.data_validation(_HEAD, place, last, place, _choice(yes, f"«{YES}» یا خالی"))
        lists.hide()
    return file.getvalue()


def _given(row: SheetRow | None, criteria: Sequence[Criterion]) -> Mapping[str, str]:
    """What a judge's row says, by the columns in which it is read back as it stands."""
    if row is None:
        return {}
    scores = zip(criteria, row.scores or (), strict=False)
    cells = {criterion.name: to_persian(score) for criterion, score in scores}
    return cells | {CONFLICT: YES if row.conflict else "", NOTE: row.note}


def columns(criteria: Sequence[Criterion]) -> list[str]:
    """The names of a sheet's columns, in their order."""
    return [CODE, TITLE, *(criterion.name for criterion in criteria), CONFLICT, WHY, UNREAD, NOT_ELIGIBLE, NOTE, OF]


def _choice(source: str, words: str) -> dict[str, str]:
    """A list to choose from that warns of anything else and lets it pass: the import says what it is."""
    return {"validate": "list", "source": source, "error_type": "warning", "error_title": SHEET, "error_message": words}


def _lists(lists: Any, scale: int) -> None:  # noqa: ANN401 (xlsxwriter has no types)
    for score in range(scale + 1):
        lists.write_string(score, 0, to_persian(score))
    lists.write_string(0, 1, YES)
    lists.protect()


def is_unread(row: SheetRow) -> bool:
    """Whether a judge has said of an idea that they could not read it; in the record that stands among their words."""
    return row.scores is None and not row.conflict and f"{UNREAD}." in row.note


def calls_ineligible(note: str) -> bool:
    """Whether a note says that its judge finds an idea not eligible."""
    return f"{_NOT_ELIGIBLE}: " in note


def read(name: str, data: bytes, criteria: Sequence[Criterion]) -> Filled:
    """A sheet that came back as a workbook, however Excel or LibreOffice saved it.

    Args:
        name: of the file, said in errors.
        data: its bytes.
        criteria: of the call's rubric.

    Raises:
        FarakhanError: `sheet-book`, it is no sheet of ours, or cannot be read.
    """
    book = _opened(name, data)
    if SHEET not in book.sheetnames:
        raise _unread(name, f"برگهٔ «{SHEET}» در آن نیست")
    cells = list(book[SHEET].iter_rows(max_row=MOST_ROWS + _HEAD))
    header = [bare(str(cell.value or "")) for cell in cells[0]] if cells else []
    known, scores = {*columns(criteria)} - {TITLE}, {criterion.name for criterion in criteria}
    faults: Faults = []
    rows: list[Row] = []
    for number, row in enumerate(cells[_HEAD:], _HEAD + 1):
        texts = [""] * len(header)
        for place, (cell, column) in enumerate(zip(row, header, strict=True)):
            if column in known:
                texts[place], fault = _text(cell, is_score=column in scores)
                faults += [(number, column, fault)] if fault else []
        rows.append((number, texts))
    return filled(name, header, rows, criteria, faults, Problems(name))


def filled(  # noqa: PLR0913, PLR0917 (each is a part of a sheet)
    name: str,
    header: Sequence[str],
    rows: Sequence[Row],
    criteria: Sequence[Criterion],
    faults: Faults,
    problems: Problems,
) -> Filled:
    """A sheet that came back, from its table's texts.

    Args:
        name: of the file, said in errors.
        header: names of its columns.
        rows: their numbers and cells, one a column.
        criteria: of the call's rubric.
        faults: what is wrong with single cells; more are added.
        problems: what is wrong with the file's form.

    Raises:
        FarakhanError: `sheet-book`, it is no sheet of ours.
    """
    names = columns(criteria)
    titles = [title.lower() for title in header]
    places = {column: titles.index(column.lower()) for column in names if column.lower() in titles}
    missing = [column for column in names if column not in places and column != TITLE]
    if missing:
        raise _unread(name, f"ستون «{missing[0]}» در آن نیست")
    whole = [(number, {column: cells[place] for column, place in places.items()}) for number, cells in rows]
    whole = [(number, row) for number, row in whole if any(bare(row[column]) for column in places if column != OF)]
    about = _about(name, whole, faults)
    lines = [_line(number, about.judge, row, criteria, faults) for number, row in whole]
    return Filled(about, lines, faults, problems)


def _about(name: str, rows: Sequence[tuple[int, Mapping[str, str]]], faults: Faults) -> About:
    """What a sheet is of, by its first row; a row of another sheet is a fault."""
    labels = {number: bare(row[OF]) for number, row in rows}
    first = next(filter(None, labels.values()), "")
    parts = first.split(" ")
    if len(parts) != 1 + len(About._fields) or parts[0] != FORMAT:
        raise _unread(name, "با این نسخهٔ برنامه ساخته نشده است")
    faults += [(number, OF, "این ردیف از برگی دیگر است") for number, label in labels.items() if label != first]
    return About(*parts[1:])


def _line(number: int, judge: str, row: Mapping[str, str], criteria: Sequence[Criterion], faults: Faults) -> SheetLine:
    """A row's words; what contradicts itself is a fault."""
    scores = tuple(row[criterion.name] for criterion in criteria)
    unread = bare(row[UNREAD]).lower()
    if unread not in YES_WORDS | NO_WORDS:
        faults.append((number, UNREAD, f"«{YES}» بنویسید یا خالی بگذارید"))
    elif unread in YES_WORDS and any(map(bare, scores)):
        faults.append((number, UNREAD, "امتیاز هم داده شده است؛ یکی از دو را پاک کنید"))
    if bare(row[WHY]) and bare(row[CONFLICT]).lower() in NO_WORDS:
        faults.append((number, WHY, f"دلیل نوشته شده و «{CONFLICT}» خالی است؛ «{YES}» بنویسید یا دلیل را پاک کنید"))
    words = note(row[WHY], row[NOT_ELIGIBLE], row[NOTE], is_unread=unread in YES_WORDS)
    return SheetLine(number, judge, row[CODE], scores, row[CONFLICT], words)


def note(why: str, rule: str, words: str, *, is_unread: bool) -> str:
    """All that a judge says of an idea beside scores, as the record has it: on one line.

    Args:
        why: of a conflict of interest.
        rule: by which it is not eligible.
        words: the judge's own.
        is_unread: whether the judge could not read it.
    """
    parts = (
        f"{WHY}: {why}." if bare(why) else "",
        f"{UNREAD}." if is_unread else "",
        f"{_NOT_ELIGIBLE}: {rule}." if bare(rule) else "",
        words,
    )
    return " ".join(" ".join(filter(None, parts)).split())


def _text(cell: Any, *, is_score: bool) -> tuple[str, str]:  # noqa: ANN401 (openpyxl's cells)
    """What a cell says, and what is wrong with it where it is no text or number."""
    value = cell.value
    if is_day_or_hour(value):
        return "", "تاریخ یا ساعت است، نه امتیاز؛ برنامهٔ صفحه‌گسترده آن را عوض کرده است"
    if is_computed(cell):
        return "", "خطا یا فرمول است؛ خود عدد را بنویسید"
    text = text_of(value)
    if is_score and cell.data_type == "n" and _SPREAD.fullmatch(text):
        return "", f"عدد {to_persian(text)} شاید با فاصله نوشته شده باشد؛ خانه را «متن» (Text) کنید و دوباره بنویسید"
    return text, ""


def _opened(name: str, data: bytes) -> Any:  # noqa: ANN401 (openpyxl's)
    try:
        return opened(data)
    except UnreadError as error:
        raise _unread(name, str(error)) from None


def _unread(name: str, why: str) -> FarakhanError:
    return FarakhanError("sheet-book", f"این برگ خوانده نمی‌شود: {why}. برگی را بدهید که از بستهٔ داور است.", name)
