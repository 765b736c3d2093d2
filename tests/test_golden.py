"""One folder a rule: what breaks it and is said to, and what comes close and is right.

`golden/base/` is a small edition without a fault. `golden/<code>/bad/` and `good/` each make one change to it: files
laid over it, and a `change.patch` that git applies (made by `git diff --no-index --no-prefix base changed`). What
`message.txt` says is then the message of the commit that makes the change, where it is committed at all.
`expected.txt` has the lines that `farakhan check` must then print; `good/` needs none. What no file of a repository
may be (too long, of an odd mode) is made by `MAKE`.
"""

import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from farakhan.cli.check import run
from farakhan.cli.formats import Format
from farakhan.files.layout import MEDIA_LIMIT
from farakhan.files.tree import MAX_BYTES, MAX_NODES
from farakhan.model.only import Only
from farakhan.problems import MOST_OF_A_FILE, RULES
from farakhan.store.disk import CALL_TIMES

GOLDEN = Path(__file__).parent / "golden"
CASES = ("bad", "good")
MOVED = "call-date-moved"
"""A rule of changes that staff make."""
CALL = "submissions/1405/call.yml"
SHEET = "submissions/1405/sheets/first/d1.csv"
PHOTO = f"submissions/1405/media/{'0' * 64}.webp"


def _pad(root: Path, path: str, size: int) -> None:
    """Lengthen a file by a YAML comment, or make it."""
    file = root / path
    file.parent.mkdir(exist_ok=True)
    data = file.read_bytes() if file.exists() else b""
    file.write_bytes(data + b"#" * (size - len(data)))


def _aims(root: Path, number: int) -> None:
    file = root / CALL
    file.write_text(file.read_text().replace("aims: [هدف نمونه]", f"aims: [{'هدف,' * number}]"))


def _lines(root: Path, lines: str) -> None:
    """Lengthen a sheet by lines."""
    with (root / SHEET).open("a") as file:
        file.write(lines)


def _unread(root: Path, judges: int) -> None:
    """Give an idea to more judges, of whom none has sent a sheet."""
    names = [f"w{number}" for number in range(judges)]
    call = root / CALL
    more = "".join(f"- {{id: {name}, fields: []}}\n" for name in names)
    call.write_text(call.read_text().replace("judges:\n", f"judges:\n{more}"))
    with (root / "submissions/1405/assignments.csv").open("a") as file:
        file.writelines(f"5537052698,{name}\n" for name in names)


MAKE: dict[tuple[str, str], Callable[[Path], None]] = {
    ("file-mode", "good"): lambda root: (root / CALL).chmod(0o655),
    ("file-too-large", "bad"): lambda root: _pad(root, PHOTO, MEDIA_LIMIT + 1),
    ("file-too-large", "good"): lambda root: _pad(root, CALL, CALL_TIMES * MAX_BYTES),
    ("more-problems", "bad"): lambda root: _lines(root, "x\n" * (MOST_OF_A_FILE + 2)),
    ("more-problems", "good"): lambda root: _lines(root, "\n" * (MOST_OF_A_FILE + 2)),
    ("more-warnings", "bad"): lambda root: _unread(root, MOST_OF_A_FILE + 2),
    ("more-warnings", "good"): lambda root: _unread(root, MOST_OF_A_FILE),
    ("yaml-long", "bad"): lambda root: _aims(root, CALL_TIMES * MAX_NODES),
    ("yaml-long", "good"): lambda root: _aims(root, CALL_TIMES * MAX_NODES - 1000),
}


def _commit(root: Path, words: str = "golden") -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    identity = ("-c", "user.name=golden", "-c", "user.email=golden@localhost", "-c", "init.defaultBranch=main")
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", words)):
        subprocess.run(["git", *identity, *command], cwd=root, env=environment, check=True)


def _changes(code: str) -> bool:
    """Whether a rule is one of changes between two revisions."""
    return code.startswith("change-") or code == MOVED


def _build(root: Path, code: str, which: str) -> None:
    case = GOLDEN / code / which
    shutil.copytree(GOLDEN / "base", root)
    if _changes(code):
        _commit(root)
    if (case / "submissions").exists():
        shutil.copytree(case / "submissions", root / "submissions", dirs_exist_ok=True)
    if (case / "change.patch").exists():
        environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(root.parent)}
        command = ["git", "apply", "--whitespace=nowarn", str(case / "change.patch")]
        subprocess.run(command, cwd=root, env=environment, check=True)
    if (code, which) in MAKE:
        MAKE[code, which](root)
    if _changes(code):
        words = case / "message.txt"
        _commit(root, words.read_text() if words.exists() else "golden")


def _tree(root: Path) -> dict[str, tuple[int, bytes]]:
    """What the files under a folder are."""
    return {
        str(path.relative_to(root)): (
            path.lstat().st_mode,
            str(path.readlink()).encode() if path.is_symlink() else path.read_bytes(),
        )
        for path in root.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def test_each_rule_has_its_folder_and_each_folder_its_rule() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {"base", *RULES}
    for code in RULES:
        assert {path.name for path in (GOLDEN / code).iterdir()} == set(CASES)


def test_the_base_has_no_fault(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.copytree(GOLDEN / "base", tmp_path / "case")
    assert run(tmp_path / "case", [], "", Format.TEXT) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("which", CASES)
@pytest.mark.parametrize("code", RULES)
def test_golden(code: str, which: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root, case = tmp_path / "case", GOLDEN / code / which
    _build(root, code, which)
    assert _tree(root) != _tree(GOLDEN / "base")
    since = "HEAD~1...HEAD" if _changes(code) else ""
    only = Only.IDEAS if since and code != MOVED else Only.ALL
    exit_code = run(root, [], since, Format.TEXT, only)
    printed = capsys.readouterr().out
    file = case / "expected.txt"
    assert printed == (file.read_text() if file.exists() else "")
    said = [line.split(": ")[1] for line in printed.splitlines()]
    assert exit_code == any(not RULES[one].warning for one in said)
    assert not file.exists() or said
    if which == "bad":
        assert code in said
    else:
        assert all(RULES[one].warning and one != code for one in said)
