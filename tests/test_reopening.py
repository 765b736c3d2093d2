"""A closed sheet is reopened for an objection alone: one judge's, once, in the open, with both results kept."""

import json
import subprocess
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ready import TOOL
from tests.records import OVER, Record
from tests.test_closing import sha
from tests.test_correcting import well
from tests.test_desk import run
from tests.test_register import Desk

from farakhan.files import closing
from farakhan.judging.auditing import audit
from farakhan.judging.reopening import changed_by_reopening
from farakhan.model.acts import Kind
from farakhan.model.judging import Closing, Inputs, Reopening
from farakhan.persian.calendar import TEHRAN
from farakhan.persian.digits import to_persian
from farakhan.record.call import read_call
from farakhan.record.objections import objections
from farakhan.store.git.acts import acts

ARRIVED = datetime(2026, 6, 1, 9, 30, tzinfo=TEHRAN)
ASKED = "امتیاز بازار ایدهٔ ما دوباره دیده شود؛ برگهٔ فروش را نداده بودیم."
WHY = "امتیاز بازار این ایده"


class Judged:
    """An edition that is closed and counted, with an objection to its last idea."""

    def __init__(self, root: Path) -> None:
        self.desk = Desk(root)
        self.record = Record(self.desk.root, dates=OVER)
        for _ in range(3):
            self.record.idea(arrived=ARRIVED, registered=ARRIVED)
        self.record.call["tally"] |= {"winners": "1", "field_quotas": [], "county_most": ""}
        self.record.write_call()
        self.record.judged()
        self.commit()
        self.last = list(self.record.ideas)[-1]
        command = [str(TOOL), "object", self.last, "-", "--late", "--why", "نمونه", "--yes"]
        subprocess.run(command, cwd=self.desk.root, input=ASKED, capture_output=True, text=True, check=True)
        (objection,) = objections(self.desk.root, "1406")
        self.number = str(objection.number)
        self.run("sheets", "close", "1406", "--yes")
        self.run("tally", "1406")

    def commit(self) -> None:
        self.desk.git("add", "-A")
        self.desk.git("commit", "-qm", "نمونه")

    def run(self, *words: str) -> str:
        return well(run(self.desk, *words))

    def refused(self, *words: str) -> str:
        done = run(self.desk, *words)
        assert done.returncode, done.stdout
        return done.stdout + done.stderr

    def reopen(self, judge: str = "b2", number: str = "") -> tuple[str, ...]:
        return ("sheets", "reopen", "1406", judge, "--objection", number or self.number, "--why", WHY, "--yes")

    def sheet(self, judge: str, best: str = "") -> str:
        """A judge's sheet as a file that came in: as it stands, or with all points for one idea and none for others."""
        path = self.record.folder / "sheets" / "first" / f"{judge}.csv"
        text = path.read_text(encoding="utf-8")
        if best:
            head, *rows = text.splitlines()
            rows = [",".join([row.split(",")[0], *(["10" if best in row else "0"] * 5), "", ""]) for row in rows]
            text = "\n".join([head, *rows]) + "\n"
        out = self.desk.root.parent / f"{judge}.csv"
        out.write_text(text, encoding="utf-8")
        return str(out)

    def bytes(self, name: str) -> bytes:
        return (self.record.folder / name).read_bytes()

    def said(self) -> list[str]:
        return audit(self.desk.root, "1406", read_call(self.desk.root, "1406"))


@pytest.fixture
def judged(tmp_path: Path) -> Judged:
    return Judged(tmp_path)


def test_one_sheet_comes_in_once_more_and_both_results_stand(judged: Judged) -> None:
    before, numbers = judged.bytes("results.json"), json.loads(judged.bytes("closed.json"))["numbers"]
    assert ASKED in judged.run(*judged.reopen())
    assert judged.bytes("results-1.json") == before
    for words in (("tally", "1406"), ("award", "1406", "--yes"), ("verify", "1406"), ("check",)):
        assert "closed-reopened: برگ «b2» برای اعتراض" in judged.refused(*words), words
    assert "تنها برگ «b2» بازگشوده است" in judged.refused("sheets", "import", "1406", judged.sheet("a1"))
    better = judged.sheet("b2", judged.last)
    judged.run("sheets", "import", "1406", better, "--try")
    assert "برگ‌ها باز بسته است" in judged.run("sheets", "import", "1406", better)
    assert "بسته شده‌اند" in judged.refused("sheets", "import", "1406", better), "once, and no more"
    printed = judged.run("tally", "1406")
    assert f"پیش از اعتراض {to_persian(judged.number)} (results-1.json)" in printed
    assert "رتبهٔ ۳ ← ۱؛ بیرون ← برگزیده" in printed
    assert (judged.bytes("results-1.json"), judged.bytes("results.json") != before) == (before, True)
    told = json.loads(judged.bytes("closed.json"))
    assert told["numbers"] == numbers
    assert [(one["judge"], str(one["objection"]), one["why"]) for one in told["reopenings"]] == [
        ("b2", judged.number, WHY)
    ]
    assert told["reopenings"][0]["closed"] is not None
    judged.run("check")
    assert "بایت به بایت" in judged.run("verify", "1406")
    assert judged.said() == []
    kinds = [act.act.kind for act in acts(judged.desk.root)][-3:]
    assert kinds == [Kind.REOPEN, Kind.SHEET, Kind.TALLY]
    assert judged.desk.git("status", "--porcelain") == b""


def test_the_decision_is_made_anew_on_the_new_count(judged: Judged) -> None:
    judged.run("award", "1406", "--yes")
    first = judged.bytes("awards.yml")
    judged.run(*judged.reopen())
    judged.run("sheets", "import", "1406", judged.sheet("b2", judged.last))
    judged.run("tally", "1406")
    assert "award-digest: " in judged.refused("check")
    assert "این تصمیم بر جمع‌بندی تازه استوار می‌شود." in judged.run("award", "1406", "--yes")
    assert (judged.last.encode() in first, judged.last.encode() in judged.bytes("awards.yml")) == (False, True)
    judged.run("check")


def test_the_same_sheet_closes_it_again_and_nothing_moves(judged: Judged) -> None:
    judged.run(*judged.reopen())
    judged.run("sheets", "import", "1406", judged.sheet("b2"))
    assert "هیچ رتبه‌ای عوض نشد." in judged.run("tally", "1406")
    judged.run("check")
    assert judged.said() == []


def test_a_second_objection_reopens_another_and_each_result_is_kept(judged: Judged) -> None:
    judged.run(*judged.reopen())
    judged.run("sheets", "import", "1406", judged.sheet("b2", judged.last))
    judged.run("tally", "1406")
    second = judged.bytes("results.json")
    judged.run(*judged.reopen("c3"))
    judged.run("sheets", "import", "1406", judged.sheet("c3", judged.last))
    judged.run("tally", "1406")
    assert judged.bytes("results-2.json") == second
    judged.run("check")
    assert judged.said() == []


def test_what_is_put_in_by_hand_after_the_closing_is_named_all_the_same(judged: Judged) -> None:
    judged.run(*judged.reopen())
    sheet = judged.record.folder / "sheets" / "first" / "b2.csv"
    sheet.write_bytes(Path(judged.sheet("b2", judged.last)).read_bytes())
    judged.commit()
    assert [sentence.split(" ")[0] for sentence in judged.said()] == ["sheets/first/b2.csv"]
    path = judged.record.folder / "closed.json"
    told = json.loads(path.read_bytes())
    told["reopenings"] = []
    path.write_text(json.dumps(told, ensure_ascii=False, sort_keys=True, indent=2) + "\n", encoding="utf-8")
    judged.commit()
    assert [sentence.split(" ")[0] for sentence in judged.said()] == ["sheets/first/b2.csv", "closed.json"]


def test_why_no_sheet_is_reopened(judged: Judged) -> None:
    assert "no-objection: " in judged.refused(*judged.reopen(number="10000" if judged.number != "10000" else "10001"))
    assert "sheet-none: " in judged.refused(*judged.reopen("d9"))
    assert "act-private: " in judged.refused(*judged.reopen()[:-2], "زنگ بزنید 09000000018", "--yes")
    judged.run(*judged.reopen())
    assert "sheets-problems: " in judged.refused(*judged.reopen("c3")), "one at a time"


def test_a_signed_decision_reopens_nothing(judged: Judged) -> None:
    first = json.loads(judged.bytes("results.json"))["winners"][0]
    judged.record.award(first)
    judged.commit()
    assert "reopen-signed: " in judged.refused(*judged.reopen())


def test_sheets_that_are_open_need_no_reopening(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    record = Record(desk.root, dates=OVER)
    code = record.idea(arrived=ARRIVED, registered=ARRIVED).code
    record.judged()
    desk.git("add", "-A")
    desk.git("commit", "-qm", "نمونه")
    command = [str(TOOL), "object", code, "-", "--late", "--why", "نمونه", "--yes"]
    subprocess.run(command, cwd=desk.root, input=ASKED, capture_output=True, text=True, check=True)
    (objection,) = objections(desk.root, "1406")
    words = ("sheets", "reopen", "1406", "a1", "--objection", str(objection.number), "--why", WHY, "--yes")
    assert "sheets-open: " in run(desk, *words).stderr


moments = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1)).map(  # noqa: DTZ001 (made aware below)
    lambda moment: moment.replace(microsecond=0, tzinfo=TEHRAN)
)
opened = st.builds(
    Reopening,
    judge=st.sampled_from(["a1", "b2"]),
    objection=st.integers(10_000, 99_999),
    why=st.just(WHY),
    opened=moments,
    sheet=sha,
    results=sha | st.just(""),
    closed=moments,
)


def _closing(digest: str, reopenings: list[Reopening]) -> Closing:
    inputs = Inputs(digest, digest, {}, {"sheets/first/a1.csv": digest, "sheets/first/b2.csv": digest})
    return Closing("1406", ARRIVED, inputs, {}, tuple(reopenings))


@given(sha, st.lists(opened, max_size=3), st.booleans())
def test_a_closing_with_reopenings_reads_back_as_it_was_written(
    digest: str,
    before: list[Reopening],
    is_open: bool,  # noqa: FBT001 (drawn)
) -> None:
    reopenings = [*before[:-1], before[-1]._replace(closed=None)] if before and is_open else before
    stored = _closing(digest, reopenings)
    assert closing.parse("closed.json", closing.render(stored)) == (stored, [])
    if len(before) > 1:
        wrong = _closing(digest, [before[0]._replace(closed=None), *before[1:]])
        assert [one.code for one in closing.parse("closed.json", closing.render(wrong))[1]] == ["closed-form"]


@given(sha, opened, st.lists(opened, max_size=2), sha)
def test_a_closing_follows_another_by_opening_one_sheet_or_closing_that_one(
    digest: str, one: Reopening, before: list[Reopening], other: str
) -> None:
    shut = _closing(digest, before)
    open_ = shut._replace(reopenings=(*before, one._replace(closed=None)))
    files = {**shut.inputs.files, f"sheets/first/{one.judge}.csv": other}
    again = shut._replace(reopenings=(*before, one), inputs=shut.inputs._replace(files=files))
    assert changed_by_reopening(shut, open_) == set()
    assert changed_by_reopening(open_, again) == ({f"sheets/first/{one.judge}.csv"} if other != digest else set())
    assert changed_by_reopening(shut, again) is None, "never open in between"
    assert changed_by_reopening(again, shut) is None
    strange = again._replace(inputs=again.inputs._replace(files={**files, "sheets/first/z9.csv": other}))
    assert changed_by_reopening(open_, strange) is None
    assert changed_by_reopening(open_, again._replace(numbers={"2739401865": 1})) is None
