"""`farakhan assign` in a real repository: shown first, one act, and afterwards only what must change."""

import subprocess
from pathlib import Path

import pytest
from tests.lab import commit_all, git, put_into_git
from tests.ready import TOOL
from tests.records import Record

from farakhan.files.sheets import render_assignments
from farakhan.model.acts import Kind
from farakhan.model.idea import Status
from farakhan.model.judging import Assignment
from farakhan.persian.digits import to_persian
from farakhan.record.sheets import read_sheets
from farakhan.store.git import acts

JUDGES: list[dict[str, object]] = [
    {"id": "d1", "fields": ["agriculture"]},
    {"id": "d2", "fields": ["agriculture", "services"], "counties": ["shiraz"]},
    {"id": "d3", "fields": ["services"], "most": "7"},
    {"id": "d4", "fields": []},
    {"id": "d5", "fields": ["services"]},
]
PATH = "submissions/1406/assignments.csv"


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """Ten accepted ideas of two fields, five judges, in git."""
    made = Record(tmp_path / "r", judges=[dict(judge) for judge in JUDGES])
    for number in range(10):
        made.idea(field=("agriculture", "services")[number % 2], counties=(("shiraz", "estahban")[number % 3 == 0],))
    put_into_git(made.root)
    return made


def run(record: Record, *words: str, typed: str = "") -> subprocess.CompletedProcess[str]:
    command = [str(TOOL), "assign", "1406", *words]
    done = subprocess.run(command, cwd=record.root, input=typed, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done


def rows(record: Record) -> set[Assignment]:
    return set(read_sheets(record.read()).assignments)


def judge(record: Record, ident: str, **changes: object) -> None:
    """Change a judge of the call, or add one, and commit it."""
    judges: dict[str, dict[str, object]] = {one["id"]: one for one in record.call["judges"]}
    judges[ident] = {"id": ident, "fields": [], **judges.get(ident, {}), **changes}
    record.call["judges"] = list(judges.values())
    record.write_call()
    commit_all(record.root)


def score(record: Record, ident: str, codes: list[str], conflicts: tuple[str, ...] = ()) -> None:
    """A sheet of a judge with some scores and some conflicts, committed."""
    record.sheet(ident, {**dict.fromkeys(codes, (5,) * 5), **dict.fromkeys(conflicts)})
    commit_all(record.root)


def test_it_is_shown_then_asked_then_one_act(record: Record) -> None:
    shown = run(record, typed="نه\n")
    assert shown.returncode == 1
    assert "۳۰ سطر تازه" in shown.stdout
    assert "هر ایده دست‌کم یک داور از حوزهٔ خود دارد." in shown.stdout
    assert not (record.root / PATH).exists()
    assert run(record, typed="").returncode == 1

    done = run(record, typed="بله\n")
    assert done.returncode == 0, done.stderr
    assert all(str(one["id"]) in done.stdout for one in JUDGES)
    assert git(record.root, "status", "--porcelain") == ""
    last = list(acts.acts(record.root))[-1]
    assert (last.act.kind, last.act.ideas) == (Kind.ASSIGN, ())
    assert git(record.root, "show", "--format=", "--name-only", "HEAD") == PATH
    given = rows(record)
    assert len(given) == 30
    far = {code for code, idea in record.ideas.items() if "shiraz" not in idea.counties}
    assert {row.idea for row in given if row.judge == "d2"} <= far
    loads = {one["id"]: sum(row.judge == one["id"] for row in given) for one in JUDGES}
    assert loads["d3"] <= 7
    assert [problem for problem in read_sheets(record.read()).problems if problem.code != "assignment-row"] == []


def test_a_second_time_nothing_is_committed(record: Record) -> None:
    assert run(record, "--yes").returncode == 0
    head = git(record.root, "rev-parse", "HEAD")
    again = run(record)
    assert (again.returncode, again.stdout.splitlines()[0]) == (
        0,
        "چیزی برای تقسیم تازه نیست؛ همه چیز همان است که بود.",
    )
    assert git(record.root, "rev-parse", "HEAD") == head


def test_a_clone_elsewhere_comes_to_the_same(record: Record, tmp_path: Path) -> None:
    git(tmp_path, "clone", "-q", str(record.root), str(tmp_path / "other"))
    git(tmp_path / "other", "config", "user.name", "دیگری")
    git(tmp_path / "other", "config", "user.email", "other@localhost")
    assert run(record, "--yes").returncode == 0
    subprocess.run([str(TOOL), "assign", "1406", "--yes"], cwd=tmp_path / "other", check=True, capture_output=True)
    assert (tmp_path / "other" / PATH).read_bytes() == (record.root / PATH).read_bytes()


def test_late_ideas_a_new_judge_and_one_who_leaves_change_what_must_change(record: Record) -> None:
    run(record, "--yes")
    first = rows(record)
    scored = sorted(row.idea for row in first if row.judge == "d1")
    score(record, "d1", scored[:3])

    late = record.idea(field="services", counties=("all",)).code
    commit_all(record.root)
    assert run(record, "--yes").returncode == 0
    second = rows(record)
    assert first < second
    assert {row.idea for row in second - first} == {late}
    assert len(second - first) == 3

    judge(record, "d6", fields=["agriculture", "services"])
    assert run(record, "--yes").stdout.startswith("چیزی برای تقسیم تازه نیست")
    assert run(record, "--add-judge", "d6", "--yes").returncode == 0
    third = rows(record)
    assert {row.judge for row in third - second} == {"d6"}
    assert len(third) == len(second)
    assert len(third - second) in (5, 6)
    assert {Assignment(code, "d1") for code in scored[:3]} <= third

    left = run(record, "--drop-judge", "d1", "--yes")
    assert left.returncode == 0
    assert "most: 0" in left.stdout
    fourth = rows(record)
    assert {row for row in fourth if row.judge == "d1"} == {Assignment(code, "d1") for code in scored[:3]}
    assert third - fourth == {row for row in third if row.judge == "d1" and row.idea not in scored[:3]}
    assert len(fourth) == len(third)

    judge(record, "d1", most="0")
    assert run(record, "--yes").stdout.startswith("چیزی برای تقسیم تازه نیست")


def test_who_is_taken_out_of_the_call_is_replaced(record: Record) -> None:
    run(record, "--yes")
    before = rows(record)
    record.call["judges"] = [one for one in record.call["judges"] if one["id"] != "d3"]
    record.write_call()
    commit_all(record.root)
    assert run(record, "--yes").returncode == 0
    after = rows(record)
    assert before - after == {row for row in before if row.judge == "d3"}
    assert len(after) == len(before)


def test_a_conflict_by_word_or_on_a_sheet_gives_the_idea_to_another(record: Record) -> None:
    run(record, "--yes")
    before = rows(record)
    first, second = sorted(row.idea for row in before if row.judge == "d4")[:2]
    score(record, "d4", [], (second,))
    judge(record, "d4", conflicts=[{"idea": first, "reason": "خویشاوند"}])
    assert run(record, "--yes").returncode == 0
    after = rows(record)
    assert before - after == {Assignment(first, "d4")}
    assert {row.idea for row in after - before} == {first, second}
    assert [one.code for one in read_sheets(record.read()).problems if one.code != "assignment-row"] == []


def test_what_a_judge_could_not_read_goes_to_another(record: Record) -> None:
    run(record, "--yes")
    before = rows(record)
    unread = min(pair for pair in before if pair.judge == "d1")
    record.sheet("d1", {unread.idea: None})
    (sheet,) = record.folder.rglob("d1.csv")
    words = sheet.read_text(encoding="utf-8").replace("بله", "")
    sheet.write_text(words.rstrip().removesuffix(",") + ",نتوانستم بخوانم.\n", encoding="utf-8")
    commit_all(record.root)
    assert run(record, "--yes").returncode == 0
    (added,) = rows(record) - before
    assert (added.idea, added.judge == "d1") == (unread.idea, False)
    assert before < rows(record)


def test_what_cannot_be_is_said_and_nothing_is_done(record: Record) -> None:
    for one in record.call["judges"][1:4]:
        one["most"] = "2"
    record.write_call()
    commit_all(record.root)
    done = run(record, "--yes")
    assert done.returncode == 1
    assert "به این ایده‌ها ۳ داور نمی‌رسد (داوران به سقف خود (most) رسیده‌اند" in done.stdout
    assert not (record.root / PATH).exists()
    few = run(record, "--readings", "6", "--yes")
    assert few.returncode == 1
    assert "داوران بی‌تعارض کم است" in few.stdout


def test_an_idea_whose_field_nobody_knows_is_shared_out_and_named(record: Record) -> None:
    code = record.idea(field="industry").code
    record.call["judges"][3]["fields"] = ["services"]
    record.write_call()
    commit_all(record.root)
    done = run(record, "--yes")
    assert done.returncode == 0
    shown = to_persian(f"{code[:3]}/{code[3:6]}/{code[6:]}")
    assert f"هیچ داوری حوزهٔ آن را نمی‌شناسد): {shown}" in done.stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--add-judge", "d9"], "d9: assign-judge: "),
        (["--drop-judge", "d9"], "d9: assign-judge: "),
        (["--readings", "2"], "1406: assign-readings: "),
        (["--report"], "1406: assign-nothing: "),
    ],
)
def test_what_cannot_be_asked(record: Record, words: list[str], told: str) -> None:
    done = run(record, *words)
    assert (done.returncode, done.stderr[: len(told)]) == (2, told)


def test_nothing_is_shared_out_before_ideas_are_accepted_and_judges_named(tmp_path: Path) -> None:
    record = Record(tmp_path / "r")
    record.idea(status=Status.RECEIVED)
    put_into_git(record.root)
    assert run(record).stderr.startswith("1406: assign-ideas: ")
    record.call["judges"] = []
    record.write_call()
    assert run(record).stderr.startswith("1406: assign-judges: ")


def test_nothing_is_shared_out_anew_once_the_jury_has_decided(tmp_path: Path) -> None:
    record = Record(tmp_path / "r")
    code = record.idea().code
    record.call["tally"] |= {"winners": "1", "field_quotas": []}
    record.write_call()
    record.judged()
    record.tally()
    record.award(code)
    put_into_git(record.root)
    assert run(record).stderr.startswith("1406: assign-decided: ")
    assert run(record, "--report").returncode == 0


def test_what_is_wrong_elsewhere_is_mended_first(record: Record) -> None:
    (record.folder / "sheets" / "first").mkdir(parents=True)
    (record.folder / "sheets" / "first" / "d1.csv").write_text("x\n", encoding="utf-8")
    done = run(record, "--yes")
    assert done.returncode == 1
    assert "sheets/first/d1.csv:1: csv-columns: " in done.stdout
    assert not (record.root / PATH).exists()


def test_by_hand_and_unsaved_is_not_written_over(record: Record) -> None:
    run(record, "--yes")
    (record.root / PATH).write_bytes(render_assignments(sorted(rows(record))[:-1]))
    assert run(record, "--yes").returncode == 2
    assert len(rows(record)) == 29


def test_a_report_changes_nothing(record: Record) -> None:
    run(record, "--yes")
    first = next(row for row in sorted(rows(record)) if row.judge == "d1")
    score(record, "d1", [first.idea])
    head = git(record.root, "rev-parse", "HEAD")
    done = run(record, "--report")
    assert done.returncode == 0
    assert all(str(one["id"]) in done.stdout for one in JUDGES)
    assert (git(record.root, "rev-parse", "HEAD"), git(record.root, "status", "--porcelain")) == (head, "")
