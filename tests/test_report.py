"""`farakhan report`: how far a count can be trusted, the same each time, by figures that are small enough to know."""

import re
from pathlib import Path

import pytest
import typer
from tests.records import Record
from tests.tallies import candidate, row, small_call

from farakhan.cli.report import report as command
from farakhan.face.bars import Bar, bars
from farakhan.judging.reporting import report
from farakhan.model.judging import SheetRow
from farakhan.problems import FarakhanError
from farakhan.record.sheets import read_sheets
from farakhan.tally.doubts import RESAMPLES, beside, spread, won

IDEAS = [candidate(code) for code in "1234"]


def test_who_wins_by_far_wins_each_time_and_who_is_near_now_and_then() -> None:
    # Ideas 2 and 3 have one high and one low row each: chance decides between them, idea 4 never wins.
    call = small_call(winners=2)
    rows = [row(judge, "1", 10, 10, 10) for judge in "ab"]
    rows += [row(judge, code, *(score,) * 3) for code in "23" for judge, score in (("a", 8), ("b", 4))]
    rows += [row(judge, "4", 0, 0, 0) for judge in "ab"]
    wins = won(call, IDEAS, rows, {})
    assert wins["1"] == RESAMPLES
    assert "4" not in wins
    assert 0 < wins["2"] < RESAMPLES
    assert wins["2"] + wins["3"] == RESAMPLES
    assert won(call, IDEAS[::-1], rows[::-1], {}) == wins


def test_a_judge_is_held_against_those_who_read_the_same_ideas() -> None:
    call = small_call("abc", winners=1)
    rows = [row("a", "1", 9, 9, 9), row("b", "1", 5, 5, 5), row("c", "1", 5, 5, 5)]
    rows += [row("a", "2", 5, 5, 5), row("b", "2", 7, 7, 7), row("c", "2", 6, 6, 6)]
    first, second, third = beside(call, IDEAS, rows, {})
    # a: +40 on idea 1, -15 on idea 2; b: -20 and +15; c: -20 and 0.
    assert [round(judge.gap, 6) for judge in (first, second, third)] == [12.5, -2.5, -10]
    assert [judge.alone for judge in (first, second, third)] == [1, 0, 0]
    # Without a idea 2 wins; without b or c idea 1 wins still: 70 and 70 to 55 and 60.
    assert [judge.changed for judge in (first, second, third)] == [("1",), (), ()]


def test_judges_who_lean_are_told_from_chance() -> None:
    call = small_call("abcd")
    ideas = [candidate(str(code)) for code in range(40)]
    shift = dict(zip("abcd", (2, 1, -1, -2), strict=True))

    def rows(lean: int) -> list[SheetRow]:
        noise = [(7 * code + 3 * ord(judge)) % 3 - 1 for code in range(40) for judge in "abcd"]
        given = [(str(code), judge) for code in range(40) for judge in "abcd"]
        return [
            row(judge, code, *(5 + lean * shift[judge] + extra,) * 3)
            for (code, judge), extra in zip(given, noise, strict=True)
        ]

    leaning, alike = spread(call, ideas, rows(1)), spread(call, ideas, rows(0))
    assert leaning is not None
    assert alike is not None
    assert (leaning.is_lean(), alike.is_lean()) == (True, False)
    assert spread(call, ideas, [given for given in rows(1) if given.judge == "a"]) is None


def test_bars_stand_on_their_side_of_the_middle() -> None:
    drawn = bars("نمونه", [Bar("a", 2.0, "۲"), Bar("b", -1.0, "-۱")])
    assert drawn.count("<rect") == 2
    assert bars("نمونه", []) == ""


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    root = tmp_path / "call"
    root.mkdir()
    (root / ".git").mkdir()
    record = Record(root)
    for _ in range(4):
        record.idea()
    record.call["tally"] |= {"winners": "2", "field_quotas": []}
    record.write_call()
    record.judged("واجد شرایط نیست: بند ۲. <b>بیرون از خانه</b>")
    record.tally()
    monkeypatch.chdir(root)
    return record


def test_the_page_is_whole_and_the_same_each_time(record: Record) -> None:
    edition = record.read()
    page = report(edition, read_sheets(edition))
    assert page == report(record.read(), read_sheets(record.read()))
    assert "بار در میان برگزیدگان" in page
    assert page.count("<svg") == 2
    for judge in ("a1", "b2", "c3"):
        assert judge in page
    written = re.findall("<td>واجد شرایط نیست: بند ۲\\. &lt;b&gt;بیرون از خانه&lt;/b&gt;</td>", page)
    assert len(written) == page.count("بار در میان برگزیدگان"), "once for each idea, though three judges wrote it"
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")


def test_the_page_is_written_outside_the_repository_alone(record: Record, tmp_path: Path) -> None:
    command("1406", tmp_path / "report.html")
    assert (tmp_path / "report.html").stat().st_mode & 0o077 == 0
    with pytest.raises(FarakhanError, match="private-inside"):
        command("1406", record.root / "report.html")


def test_nothing_is_counted_while_sheets_are_open_or_wrong(record: Record, tmp_path: Path) -> None:
    closed = record.folder / "closed.json"
    before = closed.read_bytes()
    closed.unlink()
    with pytest.raises(FarakhanError, match="sheets-open"):
        command("1406", tmp_path / "report.html")
    closed.write_bytes(before)
    (record.folder / "sheets" / "first" / "a1.csv").write_text("idea\n", encoding="utf-8")
    with pytest.raises(typer.Exit):
        command("1406", tmp_path / "report.html")
    assert not (tmp_path / "report.html").exists()
