"""The one maker of editions: what it writes is read back as it was meant, and the check has nothing to say."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.records import CRITERIA, JUDGES, SHIPPED, Record

from farakhan import sealing
from farakhan.files.sheets import read_rows, render_assignments, render_sheet
from farakhan.model.judging import Assignment, SheetRow
from farakhan.persian.calendar import parse_day
from farakhan.problems import FarakhanError
from farakhan.record.inspecting import inspect_edition
from farakhan.record.new import NewEdition, call_text, taking_ideas
from farakhan.record.sheets import read_sheets

CELLS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"])).filter(lambda text: text == text.strip())
ROWS = st.dictionaries(
    st.from_regex(r"[1-9][0-9]{9}", fullmatch=True), st.none() | st.tuples(*[st.integers(0, 10)] * len(CRITERIA))
)


@given(ROWS, CELLS)
def test_a_sheet_is_read_as_it_was_written(rows: dict[str, tuple[int, ...] | None], note: str) -> None:
    head, lines, problems = read_rows("p", render_sheet(CRITERIA, rows, note))
    assert (head, problems.told()) == (["idea", *CRITERIA, "conflict", "note"], [])
    cells = {code: [""] * len(CRITERIA) if scores is None else [*map(str, scores)] for code, scores in rows.items()}
    conflicts = {code: "yes" if scores is None else "" for code, scores in rows.items()}
    assert [line for _, line in lines] == [[code, *cells[code], conflicts[code], note] for code in rows]


@given(st.lists(st.tuples(CELLS.filter(bool), CELLS)))
def test_assignments_are_read_as_they_were_written(pairs: list[tuple[str, str]]) -> None:
    head, lines, problems = read_rows("p", render_assignments(Assignment(*pair) for pair in pairs))
    assert (head, problems.told()) == (["idea", "judge"], [])
    assert [tuple(line) for _, line in lines] == pairs


def test_a_whole_edition_has_no_fault_and_says_what_was_given(tmp_path: Path) -> None:
    record = Record(tmp_path)
    codes = [record.idea().code for _ in range(3)]
    record.judged()
    scores = {codes[0]: (9, 8, 7, 6, 5), codes[1]: None, codes[2]: (0,) * 5}
    record.sheet("a1", scores)
    record.tally()
    record.award(codes[0], codes[2])
    edition, problems = inspect_edition(tmp_path, "1406")
    assert [str(one) for one in problems if not one.warning] == []
    assert edition is not None
    assert edition.awards is not None
    assert [one.code for one in edition.awards.awards] == [codes[0], codes[2]]
    sheets = read_sheets(edition)
    assert sheets.assignments == tuple(Assignment(code, judge) for code in sorted(codes) for judge in JUDGES)
    rows = [row for row in sheets.rows if row.judge == "a1"]
    assert rows == [SheetRow("a1", code, given, given is None) for code, given in scores.items()]


def test_a_call_that_takes_ideas_is_right_and_has_two_days_alone(tmp_path: Path) -> None:
    keys = [sealing.new_key()[1] for _ in range(2)]
    changes = taking_ideas("1406-01-10", "1406-02-20", keys)
    NewEdition(tmp_path, {**call_text(SHIPPED), **changes}).write_call()
    edition, problems = inspect_edition(tmp_path, "1406")
    assert problems == ()
    assert edition is not None
    days = [("opens", parse_day("1406-01-10")), ("deadline", parse_day("1406-02-20"))]
    assert list(edition.call.dates.in_order()) == days
    assert [one.key for one in edition.call.age_recipients] == keys
    assert edition.call.intake == "/"


def test_a_call_that_is_no_mapping_is_named(tmp_path: Path) -> None:
    path = tmp_path / "call.yml"
    path.write_text("- الف\n", encoding="utf-8")
    with pytest.raises(FarakhanError) as refused:
        call_text(path)
    assert (refused.value.code, refused.value.place) == ("call-file", str(path))
