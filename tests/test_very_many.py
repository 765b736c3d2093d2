"""A file with very many faults is told in a few lines: the first, and how many more; whoever sent it."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from tests.records import CRITERIA, Record

from farakhan.checks.sheets import check_assignments, check_sheet
from farakhan.cli.check import MOST_ANNOTATIONS, run
from farakhan.cli.formats import Format
from farakhan.files.sheets import MAX_BYTES
from farakhan.problems import MOST_OF_A_FILE, Problem

HEAD = ",".join(("idea", *CRITERIA, "conflict", "note"))
RECORD = "idea,judge\n"
ROOM = 200 * 2**20
"""Bytes by which a process may grow over one file of the largest size: its text, its rows and little else."""


@pytest.fixture
def record(tmp_path: Path) -> Record:
    record = Record(tmp_path)
    record.idea()
    record.judged()
    return record


def _few(found: list[Problem], code: str, number: int) -> None:
    """The first are told, and the rest is one problem more that has their number."""
    assert len(found) == MOST_OF_A_FILE + 1
    assert {one.code for one in found[:-1]} == {code}
    last = found[-1]
    persian = str(number - MOST_OF_A_FILE).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert (last.code, f" {persian} " in last.message) == ("more-problems", True)
    assert last.line == found[-2].line + 1


def test_of_two_million_short_lines_the_first_are_told(record: Record) -> None:
    lines = (MAX_BYTES - len(HEAD) - 1) // 2
    data = f"{HEAD}\n".encode() + b"x\n" * lines
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    rows, found = check_sheet("submissions/1406/sheets/first/a1.csv", data, record.read().call, set(), None)
    assert rows == []
    _few(found, "csv-form", lines)
    assert (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * 1024 < ROOM


def test_of_very_many_wrong_rows_the_first_are_told(record: Record) -> None:
    call = record.read().call
    row = f"1,{','.join('x' * len(CRITERIA))},,\n"
    _, found = check_sheet(
        "submissions/1406/sheets/first/a1.csv", f"{HEAD}\n{row * 20_000}".encode(), call, {"1"}, None
    )
    assert len(found) == MOST_OF_A_FILE + 1
    assert found[-1].code == "more-problems"
    _, found = check_assignments("a.csv", (RECORD + "1,a1\n" * 20_000).encode(), call, {"1"})
    _few(found, "assignment-twice", 20_000 - 1)


@pytest.mark.parametrize("number", [MOST_OF_A_FILE, MOST_OF_A_FILE + 1])
def test_as_many_as_are_told_are_told_alone(record: Record, number: int) -> None:
    data = (RECORD + "1,a1\n" + "x\n" * number).encode()
    _, found = check_assignments("a.csv", data, record.read().call, {"1"})
    more = [one for one in found if one.code == "more-problems"]
    assert (len(found), len(more)) == (number, 0) if number == MOST_OF_A_FILE else (number, 1)


def test_missing_sheets_are_warnings_however_many(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(MOST_OF_A_FILE):
        record.idea()
    record.judged()
    for sheet in (record.folder / "sheets" / "first").iterdir():
        sheet.unlink()
    assert run(record.root, [], "", Format.TEXT) == 0
    out = capsys.readouterr().out.splitlines()
    codes = [line.split(": ")[1] for line in out if "assignments.csv" in line]
    assert codes == ["assignment-row"] * MOST_OF_A_FILE + ["more-warnings"]


def test_ideas_the_call_and_awards_are_told_in_a_few_lines_too(record: Record) -> None:
    (code,) = record.ideas
    record.award(code)
    record.tally()
    names = {record.path(code): "note: ''", record.folder / "awards.yml": "passed_over: []"}
    for path, key in names.items():
        text = path.read_text(encoding="utf-8")
        assert key in text
        more = "".join(f"extra{number}: x\n" for number in range(400))
        path.write_text(text.replace(key, f"{more}{key}"), encoding="utf-8")
    told = run_lines(record.root)
    assert [_told_of(record, path, told) for path in names] == [MOST_OF_A_FILE + 1] * 2
    call = record.folder / "call.yml"
    call.write_text(call.read_text(encoding="utf-8") + "".join(f"extra{number}: x\n" for number in range(400)))
    assert _told_of(record, call, run_lines(record.root)) == MOST_OF_A_FILE + 1


def _told_of(record: Record, path: Path, told: list[str]) -> int:
    return sum(line.startswith(f"{path.relative_to(record.root).as_posix()}:") for line in told)


def run_lines(root: Path) -> list[str]:
    command = [sys.executable, "-c", "from farakhan.cli import main; main()", "check"]
    return subprocess.run(command, cwd=root, capture_output=True, check=False, encoding="utf-8").stdout.splitlines()


def test_github_is_told_a_bounded_number(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    files = MOST_ANNOTATIONS // MOST_OF_A_FILE + 2
    record.call["judges"] += [{"id": f"j{number}", "fields": []} for number in range(files)]
    record.write_call()
    for number in range(files):
        (record.folder / "sheets" / "first" / f"j{number}.csv").write_text(f"{HEAD}\n" + "x\n" * 300)
    assert run(record.root, [], "", Format.GITHUB) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == MOST_ANNOTATIONS + 1
    assert lines[-1].startswith("::error title=more-problems::و ")
