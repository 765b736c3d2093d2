"""A sheet that was typed in LibreOffice, in Persian or in English, is read as typed or refused at its cell."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from tests import calc
from tests.calc import Typed
from tests.conftest import IN_CI
from tests.records import CRITERIA, Record
from tests.test_packs_and_sheets import files_of, imported, made

from farakhan.files.sheets import render_assignments
from farakhan.judging.packs import SHEET
from farakhan.model.judging import Assignment
from farakhan.persian.digits import to_ascii, to_persian

UNSEEN_IN_CSV = ("a blank after it", "a formula")
"""What CSV has as a plain number on the scale: «۱ » as 10, and what a formula came to."""
LOCALES = ("fa-IR", "en-US")
IDEAS = 8
FORMS = ("{}", "{} ", "{}.0", " {}", "\u200f{}", "{}٫۰")
"""How people write one and the same score."""


class Case(NamedTuple):
    """A record whose ideas are shared out, and a folder with its first judge's sheet."""

    record: Record
    folder: Path


@pytest.fixture
def case(tmp_path: Path) -> Case:
    missing = calc.missing()
    if missing:
        (pytest.fail if IN_CI else pytest.skip)(missing)
    record = Record(tmp_path / "r")
    codes = [record.idea(title=f"نمونه: ایدهٔ {number}").code for number in range(IDEAS)]
    judge = record.read().call.judges[0].id
    (record.folder / "assignments.csv").write_bytes(render_assignments([Assignment(code, judge) for code in codes]))
    (pack,) = made(record)
    (tmp_path / SHEET).write_bytes(files_of(pack)[SHEET])
    return Case(record, tmp_path)


def typed(case: Case, locale: str, cells: Sequence[Typed]) -> Mapping[str, bytes]:
    """The sheet as workbook and as CSV, once somebody has typed into it."""
    saved = [case.folder / f"saved{end}" for end in (".xlsx", ".csv")]
    calc.type_in(case.folder / SHEET, locale, cells, saved, case.folder / "office")
    return {path.name: path.read_bytes() for path in saved}


def cell(row: int, criterion: int) -> str:
    return f"{'CDEFG'[criterion]}{row}"


@pytest.mark.parametrize("locale", LOCALES)
def test_no_score_changes_its_value(case: Case, locale: str) -> None:
    places = [(row, criterion) for row in range(2, IDEAS) for criterion in range(len(CRITERIA))]
    cells = [
        Typed(cell(*place), FORMS[number % len(FORMS)].format(to_persian(number % 11) if number % 2 else number % 11))
        for number, place in enumerate(places)
    ]
    cells += [Typed(f"H{IDEAS}", "بله"), Typed(f"I{IDEAS}", "همسایهٔ ماست"), Typed(f"J{IDEAS + 1}", "بله")]
    cells += [Typed("L2", "خوب؛ «روشن»، ولی\tگران"), Typed("K3", "=۲ بند"), Typed("L4", "1405/09/06")]
    for name, data in typed(case, locale, cells).items():
        result = imported(case.record, **{name: data})
        assert result.faults == (), name
        rows = result.sheets[0].rows
        assert len(rows) == IDEAS
        given = [score for row in rows[: IDEAS - 2] for score in row.scores or ()]
        assert given == [number % 11 for number in range(len(places))], name
        assert [(row.scores, row.conflict, row.note) for row in rows[-2:]] == [
            (None, True, "دلیل تعارض: همسایهٔ ماست."),
            (None, False, "نتوانستم بخوانم."),
        ]
        notes = ["خوب؛ «روشن»، ولی گران", "واجد شرایط نیست: =۲ بند.", "1405/09/06"]
        assert [row.note for row in rows[:3]] == notes


BOTH = {
    "a day": ("8/5", True),
    "a formula": ("=1+7", True),
    "an error": ("=1/0", True),
    "an error by name": ("#N/A", False),
    "a mark": ("?", False),
    "too much": ("11", False),
    "a half": ("۸٫۵", False),
    "a half, as a number": ("8.5", True),
    "half, written as a fraction": ("۸/۵", False),
    "a decimal comma": ("8,0", False),
    "two numbers": ("۱ ۲", False),
    "a word": ("هشت", False),
}
"""What is no score in any country: what is typed, and whether into an ordinary cell."""
PERSIAN = {
    "a blank after it": ("۱ ", True),
    "a blank between": ("۱ ۲", True),
    "a day in Persian": ("۸/۵", True),
    "a Jalali day": ("1405/09/06", True),
}


@pytest.mark.parametrize("locale", LOCALES)
def test_each_trap_is_refused_at_its_cell(case: Case, locale: str) -> None:
    traps = {**BOTH, **(PERSIAN if locale == "fa-IR" else {})}
    places = [(row, criterion) for row in range(2, IDEAS + 2) for criterion in range(len(CRITERIA))]
    cells = {place: Typed(cell(*place), "۷") for place in places}
    wrong = dict(zip(traps, places[:: len(places) // len(traps)], strict=False))
    assert len(wrong) == len(traps)
    cells |= {place: Typed(cell(*place), *traps[name]) for name, place in wrong.items()}
    names = [criterion.name for criterion in case.record.read().call.rubric.criteria]
    for name, data in typed(case, locale, list(cells.values())).items():
        result = imported(case.record, **{name: data})
        assert result.sheets == ()
        unseen = UNSEEN_IN_CSV if name.endswith(".csv") else ()
        expected = [(row, names[place]) for trap, (row, place) in wrong.items() if trap not in unseen]
        told = [Told(fault) for fault in result.faults]
        assert {(fault.row, fault.column) for fault in told} <= set(expected), result.faults
        times: Counter[str] = Counter()
        for fault in told:
            times[fault.column] += fault.times
        assert times == Counter(column for _, column in expected), result.faults


class Told:
    """Where a fault is said to be, and in how many rows."""

    def __init__(self, fault: str) -> None:
        found = re.fullmatch(r".+?، برگهٔ امتیاز، ردیف ([۰-۹]+)، ستون «(.+?)»: .+?(?: \(([۰-۹]+) ردیف\))?", fault)
        assert found, fault
        self.row, self.column, self.times = int(to_ascii(found[1])), found[2], int(to_ascii(found[3] or "1"))
