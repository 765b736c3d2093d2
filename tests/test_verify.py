"""What `farakhan verify` must see: changes to a judged and decided edition, by name; each is named and exits 1.

The edition is committed as it was decided. A change that is followed up (an idea's text with its digest, awards with
theirs) is as careful as a person at an editor can be.
"""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from tests.records import Record

from farakhan.cli.recount import MOST, verify
from farakhan.files import idea as idea_file
from farakhan.files import tree
from farakhan.model import standing
from farakhan.model.idea import Idea, Status

Change = Callable[[Record], None]


def _git(root: Path, *words: str) -> None:
    person = ("-c", "user.name=نمونه", "-c", "user.email=sample@localhost", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *person, *words], cwd=root, check=True, capture_output=True)


def _commit(record: Record, words: str) -> None:
    _git(record.root, "add", "-A")
    _git(record.root, "commit", "-q", "-m", words)


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    """Four ideas, judged; the first two are honoured, a third is passed over; all of it committed."""
    record = Record(tmp_path)
    for place in range(4):
        record.idea(field=("agriculture", "industry")[place % 2])
    record.call["tally"] |= {"winners": "3", "field_quotas": []}
    record.write_call()
    record.judged()
    record.tally()
    first, second, third, _ = record.ideas
    record.award(first, second, passed=[{"code": third, "reason": "منصرف شد."}])
    _git(tmp_path, "init", "-q")
    _commit(record, "تصمیم هیئت")
    monkeypatch.chdir(tmp_path)
    return record


def _text(record: Record, name: str, old: str, new: str, *, times: int = -1) -> None:
    """Change a text file of the edition as an editor would."""
    path = record.folder / name
    before = path.read_text(encoding="utf-8")
    assert old in before
    path.write_text(before.replace(old, new, times), encoding="utf-8")


def _idea(place: int, *, screened: bool = True, **changes: object) -> Change:
    """An idea's own words changed, its digest with them, and what its decision says that it was made on."""

    def change(record: Record) -> None:
        code, idea = list(record.ideas.items())[place]
        changed = _followed_up(idea.model_copy(update=changes))
        assert changed != idea
        kept = changed if screened else changed.model_copy(update={"screened": idea.screened})
        record.path(code).write_bytes(idea_file.render(kept))

    return change


def _followed_up(idea: Idea) -> Idea:
    digest = idea_file.digest(idea.content())
    return idea.model_copy(update={"digest": digest, **standing.decided(idea.status, digest)._asdict()})


def _status(place: int, status: Status, reason: str | None) -> Change:
    def change(record: Record) -> None:
        code, idea = list(record.ideas.items())[place]
        stands = standing.decided(status, idea.digest, reason)
        record.path(code).write_bytes(idea_file.render(idea.model_copy(update=stands._asdict())))

    return change


def _digest_alone(record: Record) -> None:
    first = next(iter(record.ideas.values()))
    path = record.path(first.code)
    path.write_text(path.read_text(encoding="utf-8").replace(first.digest, "a" * 64), encoding="utf-8")


def _texts_exchanged(record: Record) -> None:
    first, second, *_ = record.ideas.values()
    for one, other in ((first, second), (second, first)):
        changed = _followed_up(one.model_copy(update={"body": other.body, "title": other.title}))
        record.path(one.code).write_bytes(idea_file.render(changed))


def _removed(name: str) -> Change:
    return lambda record: (record.folder / name).unlink()


def _idea_added(record: Record) -> None:
    record.idea()


def _idea_removed(record: Record) -> None:
    record.path(list(record.ideas)[-1]).unlink()


def _edited(name: str, old: str, new: str, times: int = 1) -> Change:
    return lambda record: _text(record, name, old, new, times=times)


def _sheets_exchanged(record: Record) -> None:
    first, second = (record.folder / "sheets" / "first" / f"{judge}.csv" for judge in ("a1", "b2"))
    ours, theirs = first.read_bytes(), second.read_bytes()
    assert ours != theirs
    first.write_bytes(theirs)
    second.write_bytes(ours)


def _rows_exchanged(record: Record) -> None:
    path = record.folder / "sheets" / "first" / "a1.csv"
    head, first, second, *rest = path.read_text(encoding="utf-8").splitlines()
    path.write_text("\n".join([head, second, first, *rest, ""]), encoding="utf-8")


def _scores_exchanged(record: Record) -> None:
    path = record.folder / "sheets" / "first" / "a1.csv"
    head, first, second, *rest = path.read_text(encoding="utf-8").splitlines()
    one, other = first.partition(","), second.partition(",")
    path.write_text("\n".join([head, f"{one[0]},{other[2]}", f"{other[0]},{one[2]}", *rest, ""]), encoding="utf-8")


def _last_line_gone(name: str) -> Change:
    def change(record: Record) -> None:
        path = record.folder / name
        path.write_text("\n".join([*path.read_text(encoding="utf-8").splitlines()[:-1], ""]), encoding="utf-8")

    return change


def _a_fourth_judge(record: Record) -> None:
    record.call["judges"].append({"id": "d4", "fields": []})
    record.write_call()


def _a_sheet_of_a_new_judge(record: Record) -> None:
    _a_fourth_judge(record)
    codes = list(record.ideas)
    with (record.folder / "assignments.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"{code},d4\n" for code in codes)
    record.sheet("d4", dict.fromkeys(codes, (1,) * 5))


def _call(**tally: object) -> Change:
    def change(record: Record) -> None:
        record.call["tally"] |= tally
        record.write_call()

    return change


def _weight(record: Record) -> None:
    record.call["rubric"]["criteria"][0]["weight"] = "31"
    record.write_call()


def _criteria_turned(record: Record) -> None:
    record.call["rubric"]["criteria"].reverse()
    record.write_call()


def _judges_fields(record: Record) -> None:
    record.call["judges"][0]["fields"] = ["industry"]
    record.write_call()


def _judges_renamed(record: Record) -> None:
    for judge in record.call["judges"]:
        judge["id"] = {"a1": "z9"}.get(judge["id"], judge["id"])
    record.write_call()
    _text(record, "assignments.csv", ",a1", ",z9")
    (record.folder / "sheets" / "first" / "a1.csv").rename(record.folder / "sheets" / "first" / "z9.csv")


def _result(key: str, value: Callable[[object], object]) -> Change:
    def change(record: Record) -> None:
        path = record.folder / "results.json"
        results = json.loads(path.read_bytes())
        results[key] = value(results[key])
        path.write_text(json.dumps(results, ensure_ascii=False, sort_keys=True, indent=2) + "\n", encoding="utf-8")

    return change


def _counted_anew(record: Record) -> None:
    _text(record, "sheets/first/a1.csv", ",10,", ",9,", times=1)
    record.tally()


def _awards(change: Callable[[tree.Tree], object], *, followed_up: bool = False) -> Change:
    """awards.yml changed; with its digest as well, where it is followed up."""

    def changed(record: Record) -> None:
        path = record.folder / "awards.yml"
        awards, _ = tree.load(path.read_text(encoding="utf-8"), str(path))
        assert awards
        change(awards)
        if followed_up:
            del awards["digest"]
            record.decide(awards)
        else:
            path.write_text(tree.dump(awards), encoding="utf-8")

    return changed


def _loser_honoured(record: Record) -> None:
    loser = list(record.ideas)[-1]

    def add(awards: tree.Tree) -> None:
        awards["awards"].append({**awards["awards"][0], "code": loser, "reason": "نیاز شهرستان."})

    _awards(add)(record)


def _all_removed(record: Record) -> None:
    for name in ("results.json", "awards.yml"):
        (record.folder / name).unlink()


WORDS, SHEET = "نوشته بود عوض شده است", "sheets/first/a1.csv عوض شده است"
JUDGES, CALL = "فهرست داوران در call.yml عوض شده است", "قاعدهٔ شمارش در call.yml"
SEAL, GIT = "award-changed", "awards.yml با آنچه در گیت ثبت شده است یکی نیست"
CHANGES: dict[str, Change] = {
    "a winner's text with its digest": _idea(0, body="متنی دیگر که کسی نداوریده است." * 20),
    "a winner's title with its digest": _idea(0, title="نامی که تازه است"),
    "a winner's title with its digest, not looked at again": _idea(0, screened=False, title="نامی که تازه است"),
    "a losing idea's text with its digest": _idea(3, body="متن بازنده که بهتر شده است." * 20),
    "an idea's counties with its digest": _idea(1, counties=("fasa",)),
    "an idea's field with its digest": _idea(1, field="services"),
    "an idea's number of jobs with its digest": _idea(2, jobs=40),
    "an idea's digest alone": _digest_alone,
    "two ideas' texts exchanged with their digests": _texts_exchanged,
    "a judged idea rejected": _status(3, Status.REJECTED, "not_home"),
    "a judged idea withdrawn": _status(2, Status.WITHDRAWN, None),
    "a judged idea's file removed": _idea_removed,
    "an idea added to the judged": _idea_added,
    "assignments removed": _removed("assignments.csv"),
    "an assignment removed": _last_line_gone("assignments.csv"),
    "assignments with a blank line more": _edited("assignments.csv", "idea,judge\n", "idea,judge\n\n"),
    "an assignment to a judge who has not scored": _a_fourth_judge,
    "a sheet removed": _removed("sheets/first/b2.csv"),
    "a sheet's row removed": _last_line_gone("sheets/first/c3.csv"),
    "a sheet of a new judge, given the ideas": _a_sheet_of_a_new_judge,
    "two sheets exchanged": _sheets_exchanged,
    "two rows of a sheet in another order": _rows_exchanged,
    "two ideas' scores exchanged": _scores_exchanged,
    "a score": _edited("sheets/first/a1.csv", ",10,", ",9,"),
    "a note on a sheet": _edited("sheets/first/a1.csv", ",,\n", ",,دیده شد\n"),
    "a score, and results counted anew": _counted_anew,
    "a weight": _weight,
    "criteria in another order": _criteria_turned,
    "the number of winners": _call(winners="2"),
    "the tie-breaks": _call(tie_break=["jobs"]),
    "a judge's fields": _judges_fields,
    "a judge renamed everywhere": _judges_renamed,
    "results removed": _removed("results.json"),
    "results and awards removed": _all_removed,
    "results' winners": _result("winners", lambda winners: winners[::-1]),  # type: ignore[index]
    "results' open places": _result("open_places", lambda places: places + 3),  # type: ignore[operator]
    "results' inputs": _result("inputs", lambda inputs: {**inputs, "judges": "b" * 64}),  # type: ignore[dict-item]
    "awards removed": _removed("awards.yml"),
    "an award's reason": _awards(lambda awards: awards["awards"][0].update(reason="دلیلی دیگر.")),
    "an award's reason with the digest": _awards(
        lambda awards: awards["awards"][0].update(reason="دلیلی دیگر."), followed_up=True
    ),
    "a public name": _awards(lambda awards: awards["awards"][1].update(public_name="نامی دیگر")),
    "a signer": _awards(lambda awards: awards.update(signed_by=["نمونهٔ دیگری"])),
    "the letter's number": _awards(lambda awards: awards["letter"].update(number="۹۹/۹۹")),
    "a losing idea honoured with a reason": _loser_honoured,
    "an award removed and passed over": _awards(
        lambda awards: awards["passed_over"].append({"code": awards["awards"].pop()["code"], "reason": "منصرف شد."}),
        followed_up=True,
    ),
    "all awards removed": _awards(lambda awards: awards.update(awards=[], passed_over=[])),
    "all awards removed with the digest": _awards(
        lambda awards: awards.update(awards=[], passed_over=[]), followed_up=True
    ),
    "two awards' names exchanged": _awards(
        lambda awards: awards["awards"][0].update(
            public_name=awards["awards"][1]["public_name"], code=awards["awards"][1]["code"]
        )
    ),
    "results that awards rest on": _awards(lambda awards: awards.update(results="c" * 64), followed_up=True),
}
NAMED: dict[str, str] = {
    "a winner's text with its digest": WORDS,
    "a winner's title with its digest": WORDS,
    "a winner's title with its digest, not looked at again": "idea-screened",
    "a losing idea's text with its digest": WORDS,
    "an idea's counties with its digest": WORDS,
    "an idea's field with its digest": WORDS,
    "an idea's number of jobs with its digest": WORDS,
    "an idea's digest alone": "idea-digest",
    "two ideas' texts exchanged with their digests": WORDS,
    "a judged idea rejected": "assignment-idea",
    "a judged idea withdrawn": "assignment-idea",
    "a judged idea's file removed": "assignment-idea",
    "an idea added to the judged": "به ایده‌های داوری‌شده افزوده شده است",
    "assignments removed": "assignments.csv دیگر نیست",
    "an assignment removed": "sheet-unassigned",
    "assignments with a blank line more": "assignments.csv عوض شده است",
    "an assignment to a judge who has not scored": JUDGES,
    "a sheet removed": "sheets/first/b2.csv دیگر نیست",
    "a sheet's row removed": "sheets/first/c3.csv عوض شده است",
    "a sheet of a new judge, given the ideas": "sheets/first/d4.csv افزوده شده است",
    "two sheets exchanged": "sheets/first/b2.csv عوض شده است",
    "two rows of a sheet in another order": SHEET,
    "two ideas' scores exchanged": SHEET,
    "a score": SHEET,
    "a note on a sheet": SHEET,
    "a score, and results counted anew": "award-digest",
    "a weight": CALL,
    "criteria in another order": CALL,
    "the number of winners": CALL,
    "the tie-breaks": CALL,
    "a judge's fields": JUDGES,
    "a judge renamed everywhere": JUDGES,
    "results removed": "results.json در گیت بوده است و دیگر نیست",
    "results and awards removed": "awards.yml در گیت بوده است و دیگر نیست",
    "results' winners": "«winners» در results.json جز آن است",
    "results' open places": "«open_places» در results.json جز آن است",
    "results' inputs": JUDGES,
    "awards removed": "awards.yml در گیت بوده است و دیگر نیست",
    "an award's reason": SEAL,
    "an award's reason with the digest": GIT,
    "a public name": SEAL,
    "a signer": SEAL,
    "the letter's number": SEAL,
    "a losing idea honoured with a reason": SEAL,
    "an award removed and passed over": GIT,
    "all awards removed": SEAL,
    "all awards removed with the digest": GIT,
    "two awards' names exchanged": SEAL,
    "results that awards rest on": "award-digest",
}
"""What must be said of each change, among other things."""


def _said(capsys: pytest.CaptureFixture[str]) -> list[str]:
    capsys.readouterr()
    with pytest.raises(typer.Exit) as end:
        verify([])
    assert end.value.exit_code == 1
    return capsys.readouterr().out.splitlines()


def test_an_edition_as_it_was_decided_passes(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    verify([])
    assert capsys.readouterr().out == "1406: شمارش دوباره با results.json یکی است، بایت به بایت.\n"
    assert [one for one in record.read().problems if not one.warning] == []


@pytest.mark.promise("verify-names-forty")
@pytest.mark.parametrize("name", CHANGES)
def test_a_change_is_named(record: Record, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    CHANGES[name](record)
    said = _said(capsys)
    assert all(line.startswith("1406: ") for line in said)
    assert [line for line in said if NAMED[name] in line]
    assert not [line for line in said if "بایت به بایت" in line]


@pytest.mark.promise("verify-names-forty")
def test_a_clone_with_the_line_ends_of_windows_passes(record: Record) -> None:
    texts = [path for path in record.folder.rglob("*.*") if path.suffix in {".yml", ".csv", ".md", ".json"}]
    assert {path.suffix for path in texts} == {".yml", ".csv", ".md", ".json"}
    for path in texts:
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    verify([])


def test_there_are_forty_changes_and_each_has_its_words() -> None:
    assert len(CHANGES) >= 40
    assert NAMED.keys() == CHANGES.keys()


def test_a_decision_committed_anew_is_no_fault_but_is_told(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    _awards(lambda awards: awards["awards"][0].update(reason="دلیلی دیگر."), followed_up=True)(record)
    _commit(record, "پس از اعتراض")
    verify([])
    same, told = capsys.readouterr().out.splitlines()
    assert "بایت به بایت" in same
    assert told.startswith("1406: awards.yml پس از نخستین ثبت (")
    assert "۱ بار در گیت عوض شده است؛ آخرین بار " in told
    assert told.endswith("، نمونه: پس از اعتراض")


def test_what_was_removed_and_committed_is_named_too(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    _all_removed(record)
    _commit(record, "پاک‌سازی")
    assert [line.partition("،")[0] for line in _said(capsys)] == [
        f"1406: {name} در گیت بوده است و دیگر نیست؛ آخرین ثبت آن {_head(record)}"
        for name in ("results.json", "awards.yml")
    ]


def _head(record: Record) -> str:
    command = ["git", "rev-parse", "--short", "HEAD"]
    return subprocess.run(command, cwd=record.root, check=True, capture_output=True, encoding="ascii").stdout.strip()


def test_of_very_many_differences_the_first_are_told_and_the_rest_counted(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    for _ in range(60):
        record.idea()
    said = _said(capsys)
    assert len(said) == MOST + 1
    assert said[-1] == "1406: و ۱۱ تفاوت دیگر."
