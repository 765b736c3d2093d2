"""Sheets are closed before they are counted: what stood then is held fast, and every judged idea has its number."""

import json
from datetime import date, datetime
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.records import CLOSED_AT, OVER, Record
from tests.test_desk import run as run_in
from tests.test_register import Desk

from farakhan.files import closing
from farakhan.files import rules as rules_file
from farakhan.files.rules import render, rules_of
from farakhan.judging.closing import Given, close
from farakhan.judging.closing import given as gave
from farakhan.judging.counting import count_edition
from farakhan.judging.sheets_in import read_in
from farakhan.model.acts import Kind
from farakhan.model.judging import Closing, Inputs, Rules
from farakhan.persian.calendar import TEHRAN, parse_day
from farakhan.problems import FarakhanError
from farakhan.publish.rules import amendments
from farakhan.publish.view import look
from farakhan.record.sheets import read_sheets
from farakhan.store.git.acts import acts

EARLY = datetime(2027, 8, 1, 12, 0, tzinfo=TEHRAN)
DIGEST = "ab" * 32


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """An edition whose deadline is over, with five ideas that three judges have scored."""
    record = Record(tmp_path)
    for _ in range(5):
        record.idea()
    record.judged()
    return record


def _close(record: Record, chance: int = 0) -> Closing:
    """Close it; what its file then says."""
    edition = record.read()
    data = close(edition, read_sheets(edition), CLOSED_AT, Random(chance)).data  # noqa: S311 (a test's chance)
    (record.folder / "closed.json").write_bytes(data)
    stored, problems = closing.parse("closed.json", data)
    assert stored
    assert problems == []
    return stored


def _anew(record: Record, chance: int) -> Closing:
    """Close it as if it never had been."""
    (record.folder / "closed.json").unlink(missing_ok=True)
    return _close(record, chance)


def _problems(record: Record) -> list[str]:
    return [problem.message for problem in read_sheets(record.read()).problems if problem.code == "closed-changed"]


def _refused(record: Record, at: datetime = CLOSED_AT) -> str:
    edition = record.read()
    with pytest.raises(FarakhanError) as refused:
        close(edition, read_sheets(edition), at)
    return refused.value.code


def test_every_judged_idea_gets_a_number_and_chance_alone_decides_which(record: Record) -> None:
    closings = [_anew(record, chance) for chance in range(8)]
    assert all(sorted(stored.numbers.values()) == [1, 2, 3, 4, 5] for stored in closings)
    assert all(stored.numbers.keys() == record.ideas.keys() for stored in closings)
    assert len({tuple(stored.numbers.items()) for stored in closings}) > 1
    assert all(stored.at == CLOSED_AT for stored in closings)
    assert _problems(record) == []


def test_what_changes_after_the_closing_is_named_one_by_one(record: Record) -> None:
    _close(record)
    sheet = record.folder / "sheets" / "first" / "b2.csv"
    sheet.write_bytes(sheet.read_bytes().replace(b",10,", b",9,", 1))
    (record.folder / "sheets" / "first" / "c3.csv").unlink()
    late = record.idea().code
    record.call["rubric"]["criteria"][0]["weight"] = "1"
    record.write_call()
    words = " ".join(_problems(record))
    for changed in (
        "sheets/first/b2.csv عوض شده",
        "sheets/first/c3.csv دیگر نیست",
        f"ایدهٔ {late} به",
        "قاعدهٔ شمارش در call.yml",
    ):
        assert changed in words
    assert len(_problems(record)) == 4


def test_what_decides_nothing_may_change_and_so_may_the_seed_of_a_lot(record: Record) -> None:
    record.call["tally"] |= {"tie": "lot", "seed": ""}
    record.write_call()
    _close(record)
    record.call["slogan"] = "شعاری دیگر"
    record.call["tally"]["seed"] = "شاخص بورس در ۱ آذر ۱۴۰۶"
    record.write_call()
    assert _problems(record) == []


def test_a_lot_goes_by_numbers_that_were_drawn_before_its_seed(record: Record) -> None:
    record.call["tally"] |= {"tie": "lot", "seed": "", "winners": "2", "field_quotas": [], "county_most": ""}
    record.write_call()
    for judge in ("a1", "b2", "c3"):
        record.sheet(judge, dict.fromkeys(record.ideas, (5,) * 5))
    numbers = _close(record).numbers
    edition = record.read()
    open_still = count_edition(edition, read_sheets(edition)).results
    assert (open_still.winners, len(open_still.tied)) == ((), 5), "without its seed there is no lot yet"
    winners = set()
    for seed in ("الف", "ب", "پ", "ت", "ث", "ج"):
        record.call["tally"]["seed"] = seed
        record.write_call()
        edition = record.read()
        winners.add(frozenset(numbers[code] for code in count_edition(edition, read_sheets(edition)).results.winners))
    assert all(len(pair) == 2 for pair in winners)
    assert len(winners) > 1


def test_why_sheets_are_not_closed(record: Record) -> None:
    assert _refused(record, EARLY) == "sheets-early"
    record.call["tally"] |= {"tie": "lot", "seed": "باران"}
    record.write_call()
    assert _refused(record) == "sheets-seed"
    record.call["tally"]["seed"] = ""
    record.write_call()
    sheet = record.folder / "sheets" / "first" / "a1.csv"
    before = sheet.read_bytes()
    sheet.write_bytes(before.replace(b",10,", b",99,", 1))
    assert _refused(record) == "sheets-problems"
    for path in record.folder.glob("sheets/first/*.csv"):
        record.sheet(path.stem, dict.fromkeys(record.ideas))
    assert _refused(record) == "sheets-none", "conflicts alone are nothing to count"
    sheet.write_bytes(before)
    _close(record)
    assert _refused(record) == "sheets-closed"


def test_no_sheet_is_taken_in_after_the_closing(record: Record) -> None:
    _close(record)
    edition = record.read()
    name = "a1.csv"
    data = (record.folder / "sheets" / "first" / name).read_bytes()
    imported = read_in(edition, read_sheets(edition), {name: data})
    assert any("بسته شده‌اند" in fault for fault in imported.faults)


def test_who_closes_sees_what_each_judge_gave(record: Record) -> None:
    first, second, *rest = record.ideas
    record.sheet("a1", {first: None, **dict.fromkeys(rest, (5,) * 5)})
    record.sheet("b2", {second: (1,) * 5})
    edition = record.read()
    given_ = gave(edition, read_sheets(edition))
    assert given_ == [Given("a1", 3, 1, 1), Given("b2", 1, 0, 4), Given("c3", 5, 0, 0)]


sha = st.text("0123456789abcdef", min_size=64, max_size=64)
codes = st.lists(st.sampled_from(["2739401865", "3386232074", "5537052698"]), unique=True)


@given(codes, st.permutations([1, 2, 3]), st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)), sha)  # noqa: DTZ001 (made aware below)
def test_a_closing_reads_back_as_it_was_written(ideas: list[str], order: list[int], at: datetime, digest: str) -> None:
    numbers = dict(zip(ideas, [number for number in order if number <= len(ideas)], strict=True))
    inputs = Inputs(
        digest, DIGEST, dict.fromkeys(ideas, digest), {"assignments.csv": None, "sheets/first/a.csv": digest}
    )
    stored = Closing("1406", at.replace(microsecond=0, tzinfo=TEHRAN), inputs, numbers)
    data = closing.render(stored)
    assert closing.parse("closed.json", data) == (stored, [])
    assert closing.render(stored) == data


@pytest.mark.parametrize(
    "change",
    [
        {"closed": "2027-11-02T18:00:00"},
        {"numbers": {}},
        {"edition": 1406},
        {"more": 1},
        {"inputs": {}},
    ],
)
def test_what_is_no_closing_is_a_problem(record: Record, change: dict[str, object]) -> None:
    _close(record)
    path = record.folder / "closed.json"
    path.write_text(json.dumps({**json.loads(path.read_bytes()), **change}), encoding="utf-8")
    assert [one.code for one in record.read().problems if not one.warning] == ["closed-form"]


def _desk(tmp_path: Path) -> tuple[Desk, Record]:
    """A repository whose call is over, with sheets of all judges."""
    desk = Desk(tmp_path)
    record = Record(desk.root, dates=OVER)
    for _ in range(3):
        record.idea(arrived=_ARRIVED, registered=_ARRIVED)
    record.judged()
    desk.git("add", "-A")
    desk.git("commit", "-qm", "نمونه")
    return desk, record


_ARRIVED = datetime(2026, 6, 1, 9, 30, tzinfo=TEHRAN)


def test_sheets_are_closed_and_counted_by_commands_and_each_is_an_act(tmp_path: Path) -> None:
    desk, record = _desk(tmp_path)
    head = desk.git("rev-parse", "HEAD").decode().strip()
    done = run_in(desk, "tally", "1406")
    assert (done.returncode, "farakhan sheets close 1406" in done.stderr) == (2, True)
    done = run_in(desk, "sheets", "close", "1406")
    assert (done.returncode, desk.git("rev-parse", "HEAD").decode().strip()) == (1, head), "nobody said yes"
    done = run_in(desk, "sheets", "close", "1406", "--yes")
    assert done.returncode == 0, done.stdout + done.stderr
    assert run_in(desk, "tally", "1406").returncode == 0
    kinds = [act.act.kind for act in acts(desk.root, f"{head}..HEAD")]
    assert sorted(kinds) == sorted([Kind.CLOSE, Kind.TALLY])
    assert "بایت به بایت" in run_in(desk, "verify", "1406").stdout
    assert run_in(desk, "sheets", "close", "1406", "--yes").returncode == 2
    assert run_in(desk, "check").returncode == 0
    assert (record.folder / "closed.json").exists()


def _first_sheet(record: Record) -> None:
    """As if the first sheet had come in now."""
    rules = rules_of(record.read().call, parse_day("1406-07-01"))
    (record.folder / "rules.json").write_bytes(render(rules))


def _frozen(record: Record) -> list[str]:
    return [problem.message for problem in record.read().problems if problem.code == "call-frozen"]


CHANGES: dict[str, tuple[str, dict[str, object], str]] = {
    "tally.winners": ("tally", {"winners": "19"}, "19"),
    "tally.tie_break": ("tally", {"tie_break": ["jobs"]}, "jobs"),
    "rubric.scale": ("rubric", {"scale": "20"}, "20"),
}


@pytest.mark.parametrize("key", CHANGES)
def test_what_decides_changes_by_an_amendment_alone_from_the_first_sheet_on(record: Record, key: str) -> None:
    _first_sheet(record)
    assert _frozen(record) == []
    part, change, new = CHANGES[key]
    old = rules_of(record.read().call, parse_day("1406-07-01")).values[key]
    record.call[part] |= change
    record.write_call()
    (message,) = _frozen(record)
    assert f"«{key}»" in message
    assert f"«{old}» بود و «{new}» شده" in message
    assert _refused(record) == "sheets-problems"
    imported = read_in(record.read(), read_sheets(record.read()), {})
    assert imported.faults == (message,)
    amendment = {"what": key, "old": old, "new": new, "why": "اشتباه چاپی", "on": "1406-07-02"}
    record.call["amendments"] = [amendment]
    record.write_call()
    assert [problem for problem in record.read().problems if not problem.warning] == []
    record.call["amendments"] = [amendment | {"on": "1406-06-30"}]
    record.write_call()
    assert _frozen(record) == [message], "what was amended before the first sheet is no amendment of what stood then"


def test_a_new_criterion_and_another_weight_are_named_each(record: Record) -> None:
    _first_sheet(record)
    record.call["rubric"]["criteria"][0]["weight"] = "1"
    record.call["fields"][0]["name"] = "نامی دیگر"
    record.call["slogan"] = "شعاری دیگر"
    record.call["tally"]["seed"] = "باران"
    record.write_call()
    named = [message.split("«")[1].split("»")[0] for message in _frozen(record)]
    assert named == ["fields.agriculture.name", "rubric.criteria.feasible.weight"]


@given(
    sha,
    st.dates(),
    st.dictionaries(st.text(st.characters(codec="utf-8")), st.text(st.characters(codec="utf-8"))),
)
def test_rules_read_back_as_they_were_written(name: str, since: date, values: dict[str, str]) -> None:
    rules = Rules(f"a{name[:9]}", since, values)
    assert rules_file.parse("rules.json", render(rules)) == (rules, [])


def test_an_amendment_is_told_by_the_names_that_people_know(record: Record) -> None:
    record.call["amendments"] = [
        {"what": what, "old": "1", "new": "2", "why": "نمونه", "on": "1406-02-02"}
        for what in ("tally.winners", "rubric.criteria.feasible.weight", "grace_minutes", "dates.deadline")
    ]
    record.write_call()
    html = amendments(look(record.read(), parse_day("1406-07-01"))[0], ".")
    feasible = record.read().call.rubric.criteria[0].name
    for words in ("شمار برگزیدگان", f"{feasible}، وزن", "پایان مهلت ارسال"):
        assert f'<span class="amendment-what">{words}</span>' in html
    assert "grace_minutes" not in html
