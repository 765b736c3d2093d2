"""Ideas are read in rounds: the first of all, each later one of a shortlist, drawn when the round before is closed."""

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pytest
from bench.rounds import WAYS, outcome
from hypothesis import given
from hypothesis import strategies as st
from tests.records import CRITERIA, OVER, Record
from tests.tallies import candidate, row, small_call
from tests.test_desk import run as run_in
from tests.test_register import Desk

from farakhan.files import opened as open_files
from farakhan.files.shortlists import parse
from farakhan.judging.packs import packs
from farakhan.judging.recounting import recount_open
from farakhan.judging.sheets_in import read_in
from farakhan.model.acts import Kind
from farakhan.model.call import Quota, Round, TallyRule
from farakhan.model.judging import Assignment, SheetRow
from farakhan.persian.calendar import TEHRAN
from farakhan.publish.rules import tally_rule
from farakhan.publish.view import look
from farakhan.record.sheets import read_sheets
from farakhan.store.git.acts import acts
from farakhan.tally import count
from farakhan.tally.opened import opened
from farakhan.tally.rounds import shortlist

ROUNDS = [
    {"id": "first", "name": "دور نخست", "readings": "2", "shortlist": "", "margin": "0"},
    {"id": "final", "name": "دور پایانی", "readings": "2", "shortlist": "4", "margin": "2"},
]
_ARRIVED = datetime(2026, 6, 1, 9, 30, tzinfo=TEHRAN)


class Judged:
    """A repository with twelve ideas, five judges and two rounds; ideas are worth what their place says."""

    def __init__(self, folder: Path) -> None:
        self.desk, self.folder = Desk(folder), folder
        judges = [{"id": f"d{number}", "fields": []} for number in range(1, 6)]
        self.record = Record(self.desk.root, dates=OVER, judges=judges, rounds=ROUNDS)
        self.record.call["tally"] |= {"winners": "2", "min_sheets": "4", "field_quotas": [], "county_most": ""}
        self.record.write_call()
        ideas = [self.record.idea(arrived=_ARRIVED, registered=_ARRIVED).code for _ in range(12)]
        self.worth = {code: 10 - place // 2 for place, code in enumerate(ideas)}
        self.desk.git("add", "-A")
        self.desk.git("commit", "-qm", "نمونه")

    def run(self, *words: str, code: int = 0) -> str:
        done = run_in(self.desk, *words)
        assert done.returncode == code, done.stdout + done.stderr
        return done.stdout + done.stderr

    def assigned(self) -> set[Assignment]:
        return set(read_sheets(self.record.read()).assigned(self.record.read()))

    def send(self, without: Mapping[str, str] | None = None) -> None:
        """The sheet of each judge comes in; `without` has ideas that a judge leaves out."""
        paths = []
        for judge in sorted({pair.judge for pair in self.assigned()}):
            path = self.folder / f"{judge}.csv"
            with path.open("w", encoding="utf-8", newline="") as file:
                rows = csv.writer(file)
                rows.writerow(["idea", *CRITERIA, "conflict", "note"])
                for pair in sorted(self.assigned()):
                    if pair.judge == judge and (without or {}).get(judge) != pair.idea:
                        rows.writerow([pair.idea, *[self.worth[pair.idea]] * len(CRITERIA), "", ""])
            paths.append(str(path))
        self.run("sheets", "import", "1406", *paths)


@pytest.fixture
def judged(tmp_path: Path) -> Judged:
    return Judged(tmp_path)


def test_two_rounds_by_commands_to_winners_that_anybody_can_count_again(judged: Judged) -> None:
    assert "«دور نخست»: ۱۲ ایده، هر کدام ۲ داور، ۲۴ خوانش" in judged.run("tally", "1406", "--plan")
    judged.run("assign", "1406", "--yes")
    first = judged.assigned()
    judged.send()
    assert "farakhan sheets close" in judged.run("tally", "1406", code=2), "the first round is still open"
    assert "۴ ایده به «دور پایانی» می‌رسد" in judged.run("sheets", "close", "1406", "--yes")
    best = sorted(judged.worth, key=lambda code: -judged.worth[code])[:4]
    drawn, _ = parse("", (judged.record.folder / "shortlists" / "final.json").read_bytes())
    assert drawn
    assert sorted(best) == list(drawn.ideas)
    plan = judged.run("tally", "1406", "--plan")
    assert "«دور پایانی»: ۴ ایده، هر کدام ۲ داور، ۸ خوانش؛ ۰ خوانش" in plan
    assert plan.count("۰ از ۲") == 4
    judged.run("assign", "1406", "--yes")
    second = judged.assigned()
    assert {pair.idea for pair in second} == set(best)
    assert (len(second), second & first) == (8, set()), "nobody reads an idea twice"
    assert set(Counter(pair.judge for pair in second).values()) <= {1, 2}
    judged.send()
    assert "farakhan sheets close" in judged.run("tally", "1406", code=2)
    judged.run("sheets", "close", "1406", "--yes")
    assert "۸ ایده به دور پایانی نرسید" in judged.run("tally", "1406")
    results = judged.record.read().results
    assert results
    assert set(results.winners) == set(best[:2])
    assert [rows for _, rows in results.not_shortlisted] == [2] * 8
    assert {place.rows for place in results.ranking} == {4}
    assert "بایت به بایت" in judged.run("verify", "1406")
    judged.run("check")
    assert "چیزی عوض نشده است" in judged.run("audit", "1406")
    kinds = Counter(act.act.kind for act in acts(judged.desk.root, "HEAD"))
    assert (kinds[Kind.ASSIGN], kinds[Kind.SHEET], kinds[Kind.CLOSE], kinds[Kind.TALLY]) == (2, 2, 2, 1)


def test_who_was_read_by_fewer_than_planned_is_not_left_out(judged: Judged) -> None:
    judged.run("assign", "1406", "--yes")
    worst = min(judged.worth, key=lambda code: judged.worth[code])
    reader = min(pair.judge for pair in judged.assigned() if pair.idea == worst)
    judged.send(without={reader: worst})
    judged.run("sheets", "close", "1406", "--yes")
    drawn, _ = parse("", (judged.record.folder / "shortlists" / "final.json").read_bytes())
    assert drawn
    assert worst in drawn.ideas
    assert len(drawn.ideas) == 5


def test_a_sheet_of_another_round_or_of_an_idea_outside_it_is_refused(judged: Judged) -> None:
    judged.run("assign", "1406", "--yes")
    old = {pack.judge: pack for pack in packs(judged.record.read(), judged.assigned())}
    judged.send()
    judged.run("sheets", "close", "1406", "--yes")
    judged.run("assign", "1406", "--yes")
    edition, sheets = judged.record.read(), read_sheets(judged.record.read())
    book = zipfile.ZipFile(io.BytesIO(old["d1"].data)).read("sheet.xlsx")
    faults = " ".join(read_in(edition, sheets, {"d1.xlsx": book}).faults)
    assert "این برگ از دوری دیگر است؛ اکنون «دور پایانی» (final) داوری می‌شود." in faults
    outside = next(code for code in judged.worth if code not in edition.shortlists[0].ideas)
    text = f"idea,{','.join(CRITERIA)},conflict,note\n{outside},{','.join('5' * len(CRITERIA))},,\n"
    (fault,) = read_in(edition, sheets, {"d1.csv": text.encode()}).faults
    assert "برای داوری در این دوره نیست" in fault


def test_a_closed_round_stands_fast_and_the_history_tells_who_changed_it(judged: Judged) -> None:
    judged.run("assign", "1406", "--yes")
    judged.send()
    judged.run("sheets", "close", "1406", "--yes")
    sheet = judged.record.folder / "sheets" / "first" / "d1.csv"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace(",8,", ",9,", 1), encoding="utf-8")
    assert "shortlist-changed" in judged.run("check", code=1)
    judged.desk.git("commit", "-qam", "نمره‌ای دیگر")
    assert "sheets/first/d1.csv پس از بستن برگ‌ها عوض شده است" in judged.run("audit", "1406", code=1)
    assert "shortlist-changed" in judged.run("sheets", "close", "1406", "--yes", code=2)


def test_the_rules_page_tells_the_rounds(judged: Judged) -> None:
    view, _ = look(judged.record.read(), datetime(2027, 9, 1, tzinfo=TEHRAN).date())
    page = str(tally_rule(view, ""))
    assert "دور نخست: هر ایده را ۲ داور می‌خوانند." in page
    assert "دست‌کم ۴ ایدهٔ بهتر و هر ایده‌ای که حداکثر ۲ امتیاز از آن‌ها کمتر دارد را ۲ داور دیگر هم می‌خوانند." in page


IDEAS = [candidate(str(number), ("agriculture", "services")[number % 2]) for number in range(1, 13)]
sheets = st.lists(
    st.tuples(st.sampled_from(IDEAS), st.integers(1, 3), st.tuples(*[st.integers(3, 7)] * 3)),
    max_size=30,
    unique_by=lambda drawn: drawn[:2],
).map(lambda drawn: [row(f"d{judge}", idea.code, *scores) for idea, judge, scores in drawn])


def _rounds(places: int, margin: int) -> tuple[Round, ...]:
    first = Round(id="first", name="نخست", readings=1)
    return (first, Round(id="second", name="دوم", readings=1, shortlist=places, margin=margin))


@given(sheets, st.integers(2, 8), st.integers(0, 40), st.randoms(use_true_random=False))
def test_the_best_go_on_and_nobody_who_is_as_good_or_unread_stays_behind(
    rows: list[SheetRow], places: int, margin: int, random: object
) -> None:
    call = small_call(["d1", "d2", "d3"], winners=2)
    into = shortlist(call, IDEAS, {"first": rows}, _rounds(places, margin), None)
    scores = {place.code: place.score for place in count(call, IDEAS, rows, {}).ranking}
    unread = {idea.code for idea in IDEAS} - scores.keys()
    assert unread <= into
    within = [scores[code] for code in into - unread]
    without = [score for code, score in scores.items() if code not in into]
    assert len(within) >= min(places, len(scores))
    assert not within or not without or min(within) > max(without)
    wider = shortlist(call, IDEAS, {"first": rows}, _rounds(places, margin + 5), None)
    assert into <= wider
    shuffled = list(rows)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert shortlist(call, IDEAS[::-1], {"first": shuffled}, _rounds(places, margin), None) == into


@given(sheets)
def test_a_field_with_a_minimum_of_winners_has_its_share_of_the_shortlist(rows: list[SheetRow]) -> None:
    quotas = (Quota(id="services", least=1, most=None),)
    call = small_call(["d1", "d2", "d3"], winners=2, field_quotas=quotas)
    into = shortlist(call, IDEAS, {"first": rows}, _rounds(4, 0), None)
    read = {given.idea for given in rows}
    services = {idea.code for idea in IDEAS if idea.field == "services"} & read
    assert len(into & services) >= min(2, len(services))


@pytest.mark.parametrize("rule", TallyRule)
@given(sheets, sheets)
def test_open_data_alone_says_who_came_into_the_last_round(
    rule: TallyRule, first: list[SheetRow], second: list[SheetRow]
) -> None:
    call = small_call(["d1", "d2", "d3"], winners=2, rule=rule).model_copy(update={"rounds": _rounds(3, 5)})
    rounds = {"first": first, "second": [given._replace(judge=f"e{given.judge}") for given in second]}
    into = shortlist(call, IDEAS, rounds, call.rounds, None)
    ideas = [idea._replace(shortlisted=idea.code in into) for idea in IDEAS]
    results = count(call, ideas, [*rounds["first"], *rounds["second"]], {})
    files = open_files.render(opened(call, ideas, rounds), results.placing(), int)
    assert recount_open(files.__getitem__) == []
    placed = json.loads(files["results.json"])
    assert {idea["number"] for idea in placed["not_shortlisted"]} == {
        idea.number for idea in ideas if not idea.shortlisted
    }
    if rule is TallyRule.MEAN and placed["not_shortlisted"]:
        out = placed["not_shortlisted"][0]
        placed["not_shortlisted"].remove(out)
        placed["unranked"].append(out)
        changed = {**files, "results.json": json.dumps(placed).encode()}
        assert recount_open(changed.__getitem__) != []


def test_two_rounds_find_more_of_the_best_than_one_with_as_many_readings() -> None:
    calls = [outcome(small_call(), "made up, severity 0.5", seed) for seed in range(6)]
    for rule in TallyRule:
        one, *two = (sum(ways[place][rule] for ways in calls) for place in range(len(WAYS)))
        assert all(more > one for more in two), (one, two)
