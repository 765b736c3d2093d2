"""`farakhan tally` and `farakhan verify`: whoever counts again gets the same bytes, or is told what is different."""

import json
from functools import partial
from pathlib import Path

import pytest
import typer
from tests.deaths import die, points
from tests.lab import clean, commit_all, git
from tests.records import CLOSED_AT, Record

from farakhan.cli.check import run as check
from farakhan.cli.formats import Format
from farakhan.cli.recount import verify
from farakhan.cli.tally import tally
from farakhan.judging.recounting import recount
from farakhan.model.acts import Kind
from farakhan.model.codes import grouped
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.store.durable import DRAFTS, RECORD_FILE
from farakhan.store.git.acts import acts

SAME = "یکی است، بایت به بایت"


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    """An edition with three judged ideas, counted, in the current folder."""
    record = Record(tmp_path)
    for _ in range(3):
        record.idea()
    record.judged()
    record.tally()
    monkeypatch.chdir(tmp_path)
    return record


def _results(record: Record) -> Path:
    return record.folder / "results.json"


def _one_winner(record: Record) -> None:
    record.call["tally"] |= {"winners": "1", "field_quotas": []}
    record.write_call()


def _differs(capsys: pytest.CaptureFixture[str]) -> str:
    """What `verify` says is different, first."""
    capsys.readouterr()
    with pytest.raises(typer.Exit) as end:
        verify([])
    assert end.value.exit_code == 1
    first, *_ = capsys.readouterr().out.splitlines()
    assert first.startswith("1406: ")
    return first.removeprefix("1406: ")


def test_what_tally_writes_verify_finds_again(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    before = _results(record).read_bytes()
    _results(record).unlink()
    tally("1406")
    assert _results(record).read_bytes() == before
    shown = capsys.readouterr().out
    assert all(to_persian(grouped(code)) in shown for code in record.ideas)
    verify([])
    assert SAME in capsys.readouterr().out
    assert _results(record).read_bytes() == before


def test_a_changed_sheet_is_named(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    sheet = record.folder / "sheets" / "first" / "a1.csv"
    sheet.write_bytes(sheet.read_bytes().replace(b",10,", b",9,", 1))
    closed = "submissions/1406/closed.json:1: closed-changed: برگ‌ها بسته شده‌اند و sheets/first/a1.csv عوض شده است."
    assert _differs(capsys).startswith(closed)
    record.close(CLOSED_AT)
    assert _differs(capsys) == "sheets/first/a1.csv عوض شده است."


def test_changed_rules_are_named(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    _one_winner(record)
    assert _differs(capsys).startswith("submissions/1406/closed.json:1: closed-changed: ")
    record.close(CLOSED_AT)
    assert _differs(capsys).startswith("submissions/1406/results.json:1: results-call: ")
    assert (
        "قاعدهٔ شمارش در call.yml (معیارها، وزن‌ها، سهمیه‌ها، حوزه‌ها) عوض شده است." in recount(record.read()).differences
    )


def test_a_new_idea_is_named(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    idea = record.idea()
    assert f"و ایدهٔ {idea.code} به ایده‌های داوری‌شده افزوده شده است." in _differs(capsys)
    record.close(CLOSED_AT)
    assert _differs(capsys) == f"ایدهٔ {idea.code} به ایده‌های داوری‌شده افزوده شده است."


def test_a_result_changed_by_hand_is_named(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    results = json.loads(_results(record).read_bytes())
    results["winners"].reverse()
    _results(record).write_text(json.dumps(results), encoding="utf-8")
    assert _differs(capsys) == "«winners» در results.json جز آن است که شمرده شد."


def test_one_byte_that_says_nothing_is_a_difference_too(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    _results(record).write_bytes(_results(record).read_bytes() + b"\n")
    assert _differs(capsys) == "تنها شکل نوشتن results.json دیگر است."


@pytest.mark.parametrize("text", ["", "[]", "{", '{"inputs": 1}'])
def test_results_that_cannot_be_read_are_a_difference(
    record: Record, capsys: pytest.CaptureFixture[str], text: str
) -> None:
    _results(record).write_text(text)
    said = "submissions/1406/results.json:1: results-form: این پرونده نتیجهٔ جمع‌بندی نیست. "
    assert _differs(capsys) == f"{said}آن را با farakhan tally دوباره بسازید."


def test_every_edition_with_results_is_verified(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    other = Record(record.root, "1407")
    other.idea()
    other.judged()
    other.tally()
    Record(record.root, "1408")
    (other.folder / "results.json").write_text("{}")
    with pytest.raises(typer.Exit):
        verify([])
    first, *others = capsys.readouterr().out.splitlines()
    assert first.startswith("1406: ")
    assert SAME in first
    assert [line[:6] for line in others] == ["1407: "] * 2


def test_an_edition_that_is_named_must_have_results(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    _results(record).unlink()
    with pytest.raises(typer.Exit):
        verify(["1406"])
    capsys.readouterr()
    verify([])
    assert "هنوز هیچ دوره‌ای نتیجه ندارد" in capsys.readouterr().out


def test_nothing_is_counted_from_wrong_inputs(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    before = _results(record).read_bytes()
    sheet = record.folder / "sheets" / "first" / "a1.csv"
    sheet.write_bytes(sheet.read_bytes().replace(b",10,", b",99,", 1))
    for command in (partial(tally, "1406"), partial(verify, [])):
        with pytest.raises(typer.Exit) as end:
            command()
        assert end.value.exit_code == 1
        assert "sheets/first/a1.csv:2: sheet-score" in capsys.readouterr().out
    assert _results(record).read_bytes() == before


@pytest.mark.parametrize(
    "name", ["sheets/first/A1.csv", "sheets/first/b2.csv.bak", "sheets/first/b2.xlsx", "ideas/12/3456789012.txt"]
)
def test_nothing_is_counted_past_a_sheet_or_an_idea_under_a_wrong_name(
    record: Record, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    stray = record.folder / name
    stray.parent.mkdir(exist_ok=True)
    stray.write_text("idea\n")
    with pytest.raises(typer.Exit):
        tally("1406")
    assert f"submissions/1406/{name}:1: file-stray" in capsys.readouterr().out
    stray.rename(record.folder / "notes.txt")
    tally("1406")


def test_ties_and_missing_sheets_are_told(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    first, second, third = record.ideas
    _one_winner(record)
    for judge in ("a1", "b2", "c3"):
        record.sheet(judge, {first: (5,) * 5, second: (5,) * 5, third: None})
    record.close(CLOSED_AT)
    tally("1406")
    shown = capsys.readouterr().out
    assert "۲ ایده در مرزند و ۱ جا مانده است" in shown
    assert f"نیازمند داوری: {to_persian(grouped(third))} (۰ برگ)" in shown


def test_a_tally_that_dies_anywhere_leaves_the_record_as_it_was_or_as_it_will_be(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    work = partial(tally, "1406")
    work()
    after = _results(record).read_bytes()
    before = after.replace(b"\n", b"\r\n")
    writing = [at for at, point in enumerate(points(work)) if "results.json" in point]
    assert len(writing) > 1
    drafts = record.root / DRAFTS
    for at in writing:
        for left in drafts.iterdir():
            left.unlink()
        _results(record).write_bytes(before)
        die(work, at)
        assert _results(record).read_bytes() in (before, after)
        capsys.readouterr()
        assert check(record.root, [], "", Format.TEXT) == 0
        assert "file-stray" not in capsys.readouterr().out
    assert list(drafts.iterdir())
    tally("1406")
    assert list(drafts.iterdir()) == []
    assert _results(record).read_bytes() == after
    assert _results(record).stat().st_mode & 0o777 == RECORD_FILE


def _in_git(record: Record) -> str:
    """Let the record stand in git, with a sheet that changed since it was counted; the commit."""
    (record.root / ".gitignore").write_text("/.cache/\n/vault/\n", encoding="utf-8")
    git(record.root, "init", "-q", "-b", "main")
    git(record.root, "config", "user.name", "شمارندهٔ نمونه")
    git(record.root, "config", "user.email", "count@localhost")
    record.sheet("a1", {code: (9 - place,) * 5 for place, code in enumerate(record.ideas)})
    record.close(CLOSED_AT)
    commit_all(record.root)
    return git(record.root, "rev-parse", "HEAD").strip()


def test_a_count_is_an_act_of_who_counts_and_the_same_count_is_none(record: Record) -> None:
    before, head = _results(record).read_bytes(), _in_git(record)
    tally("1406")
    assert _results(record).read_bytes() != before
    (done,) = acts(record.root, f"{head}..HEAD")
    assert (done.who.email, done.act.kind, done.act.ideas) == ("count@localhost", Kind.TALLY, ())
    assert git(record.root, "diff", "--name-only", head, "HEAD").split() == ["submissions/1406/results.json"]
    clean(record.root)
    verify([])
    git(record.root, "config", "--unset", "user.email")
    tally("1406")
    assert git(record.root, "rev-list", "--count", f"{head}..HEAD").strip() == "1"


@pytest.mark.parametrize("name", ["sheets/first/a1.csv", "assignments.csv", "call.yml", "sheets/first/new.csv"])
def test_what_is_not_in_git_is_not_counted_from_there(record: Record, name: str) -> None:
    head = _in_git(record)
    path = record.folder / name
    if name == "sheets/first/new.csv":
        record.call["judges"].append({"id": "new", "fields": []})
        record.write_call()
        path.write_bytes((record.folder / "sheets" / "first" / "a1.csv").read_bytes().splitlines(keepends=True)[0])
        record.close(CLOSED_AT)
        git(record.root, "add", "*.yml", "*.json")
        git(record.root, "commit", "-qm", "نمونه")
        head = git(record.root, "rev-parse", "HEAD").strip()
    else:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = _results(record).read_bytes()
    with pytest.raises(FarakhanError, match=f"{name}: act-unsaved"):
        tally("1406")
    assert _results(record).read_bytes() == before
    assert git(record.root, "rev-parse", "HEAD").strip() == head


def test_a_count_goes_over_nobodys_unsaved_change(record: Record) -> None:
    head = _in_git(record)
    _results(record).write_text("{}\n", encoding="utf-8")
    with pytest.raises(FarakhanError, match=r"results.json: commit-conflict"):
        tally("1406")
    assert _results(record).read_text(encoding="utf-8") == "{}\n"
    assert git(record.root, "rev-parse", "HEAD").strip() == head
    git(record.root, "checkout", "-q", "--", ".")
    tally("1406")
    counted = _results(record).read_bytes()
    _results(record).write_text("{}\n", encoding="utf-8")
    with pytest.raises(FarakhanError, match=r"results.json: commit-conflict: .*git checkout -- "):
        tally("1406")
    git(record.root, "checkout", "-q", "--", ".")
    assert _results(record).read_bytes() == counted
