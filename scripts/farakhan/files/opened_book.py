"""Open data as an Excel workbook that counts by its own formulas, beside what was published."""

import io
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from fractions import Fraction
from itertools import accumulate
from typing import Any

from farakhan.model.judging import Placing, Ranked
from farakhan.model.opened import OpenCall, OpenData, OpenRow

NAME = "recount.xlsx"
IDEAS, ROWS = "ایده‌ها", "ردیف‌ها"
_HEAD = ("شماره", "حوزه", "برگ", "امتیاز از ۱۰۰، با فرمول", "رتبه، با فرمول", "امتیاز منتشرشده", "رتبهٔ منتشرشده")
_FIRST = 3
"""The line of the first row, counted from 1: under the names stand the weights."""


def render(data: OpenData, placing: Placing, closed: datetime) -> bytes:
    """The file's bytes: rows with a formula each, ideas with the mean of theirs.

    Ranks by the formula share a place where scores are equal; tie-breaks stand in the published rank alone.

    Args:
        data: what a recount starts from.
        placing: what it came to, by numbers as text.
        closed: when the sheets were closed; stands for the time that a workbook was made, which it must name.
    """
    import xlsxwriter  # noqa: PLC0415 (large)

    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties({"created": closed.astimezone(UTC)})
        ideas, rows = book.add_worksheet(IDEAS), book.add_worksheet(ROWS)
        bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True})
        for sheet, head in ((ideas, 1), (rows, _FIRST - 1)):
            sheet.right_to_left()
            sheet.freeze_panes(head, 1)
        _rows(rows, data, bold)
        _ideas(ideas, data, placing, bold)
    return file.getvalue()


def _rows(sheet: Any, data: OpenData, bold: Any) -> None:  # noqa: ANN401 (xlsxwriter has no types)
    criteria = data.call.rubric.criteria
    last, off, own = (_column(len(criteria) + more) for more in range(3))
    sheet.write_row(0, 0, ["شماره", *(criterion.name for criterion in criteria), "کم می‌شود", "امتیاز ردیف"], bold)
    sheet.write_row(1, 0, ["وزن", *(criterion.weight for criterion in criteria)])
    sheet.write_formula(f"{own}2", f"=SUM(B2:{last}2)*{data.call.rubric.scale}", None, _full(data.call))
    for line, row in enumerate(data.rows, _FIRST):
        sheet.write_row(line - 1, 0, [row.number, *row.scores, float(row.correction)])
        formula = f"=SUMPRODUCT(B{line}:{last}{line},B$2:{last}$2)/{own}$2-{off}{line}"
        sheet.write_formula(f"{own}{line}", formula, None, _row_score(data.call, row))
    sheet.set_column(1, len(criteria) + 2, 14)


def _column(place: int) -> str:
    """A column's letters; the first is 0."""
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415 (large)

    return str(xl_col_to_name(place))


def _full(call: OpenCall) -> int:
    return sum(criterion.weight for criterion in call.rubric.criteria) * call.rubric.scale


def _row_score(call: OpenCall, row: OpenRow) -> float:
    weights = [criterion.weight for criterion in call.rubric.criteria]
    points = sum(weight * score for weight, score in zip(weights, row.scores, strict=True))
    return float(Fraction(points, _full(call)) - row.correction)


def _ideas(sheet: Any, data: OpenData, placing: Placing, bold: Any) -> None:  # noqa: ANN401 (likewise)
    sheet.write_row(0, 0, _HEAD, bold)
    names: Mapping[str, str] = {field.id: field.name for field in data.call.fields}
    fields = {str(idea.number): names.get(idea.field, idea.field) for idea in data.ideas}
    end = len(data.rows) + _FIRST - 1
    numbers = f"'{ROWS}'!$A${_FIRST}:$A${end}"
    own = _column(len(data.call.rubric.criteria) + 2)
    scores = f"'{ROWS}'!${own}${_FIRST}:${own}${end}"
    by_score = _ranks(placing)
    for line, place in enumerate(placing.ranking, 2):
        sheet.write_row(line - 1, 0, [int(place.code), fields[place.code]])
        sheet.write_formula(f"C{line}", f"=COUNTIF({numbers},A{line})", None, place.rows)
        sheet.write_formula(f"D{line}", f"=ROUND(100*AVERAGEIF({numbers},A{line},{scores}),2)", None, _shown(place))
        rank = f'=COUNTIF($D$2:$D${len(placing.ranking) + 1},">"&D{line})+1'
        sheet.write_formula(f"E{line}", rank, None, by_score[_shown(place)])
        sheet.write_row(line - 1, 5, [_shown(place), place.rank])
    for line, (code, count) in enumerate(placing.unranked, len(placing.ranking) + 2):
        sheet.write_row(line - 1, 0, [int(code), fields[code]])
        sheet.write_formula(f"C{line}", f"=COUNTIF({numbers},A{line})", None, count)
    sheet.set_column(1, len(_HEAD) - 1, 18)


def _shown(place: Ranked) -> float:
    """A score out of 100 with two decimals."""
    return round(float(place.score) * 100, 2)


def _ranks(placing: Placing) -> Mapping[float, int]:
    """The rank of each score, equal ones together."""
    counts = sorted(Counter(map(_shown, placing.ranking)).items(), reverse=True)
    before = accumulate((count for _, count in counts), initial=1)
    return dict(zip((score for score, _ in counts), before, strict=False))
