"""What git knows of a file: as `git log` and `git show` tell it, and nothing where there is nothing to tell."""

import os
import subprocess
from datetime import date, datetime
from pathlib import Path

import pytest
from tests.lab import git

from farakhan.persian.calendar import TEHRAN
from farakhan.store.git.audit import Commit, commits_of, committed
from farakhan.store.git.revision import changed_since

FILE = "submissions/1406/results.json"
WHO = "نمونهٔ «هیئت»"


def write(root: Path, text: str, words: str) -> None:
    path = root / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    git(root, "add", "-A")
    git(root, "-c", f"user.name={WHO}", "-c", "user.email=x@localhost", "commit", "-q", "--allow-empty", "-m", words)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = tmp_path / "r"
    made.mkdir()
    git(made, "init", "-q", "-b", "main")
    write(made, "1", "شمارش نخست")
    (made / "other").write_text("x", encoding="utf-8")
    write(made, "1", "چیزی دیگر")
    write(made, "2", "شمارش دوباره\n\nدلیل آن")
    return made


def as_git_says(root: Path) -> list[Commit]:
    told = git(root, "log", "--format=%h%x09%at%x09%an%x09%s", "--", FILE)
    lines = [line.split("\t") for line in told.splitlines()]
    return [Commit(name, datetime.fromtimestamp(int(at), TEHRAN).date(), who, words) for name, at, who, words in lines]


def test_the_commits_of_a_file_are_those_that_touched_it(root: Path) -> None:
    commits = commits_of(root, FILE)
    assert commits == as_git_says(root)
    assert [(one.who, one.words) for one in commits] == [(WHO, "شمارش دوباره"), (WHO, "شمارش نخست")]
    assert commits_of(root, "submissions/1406/none.json") == []


def test_a_file_is_told_as_the_last_commit_has_it(root: Path) -> None:
    (root / FILE).write_text("3", encoding="utf-8")
    assert committed(root, FILE) == b"2"
    assert committed(root, "submissions/1406") is None
    assert committed(root, "submissions/1406/none.json") is None
    git(root, "rm", "-q", "-f", FILE)
    git(root, "-c", f"user.name={WHO}", "-c", "user.email=x@localhost", "commit", "-q", "-m", "پاک شد")
    assert committed(root, FILE) is None
    assert [one.words for one in commits_of(root, FILE)] == ["پاک شد", "شمارش دوباره", "شمارش نخست"]


def test_where_there_is_nothing_to_tell_nothing_is_told(tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    for folder in (empty, tmp_path / "none"):
        assert (commits_of(folder, FILE), committed(folder, FILE)) == ([], None)
    git(empty, "init", "-q")
    assert (commits_of(empty, FILE), committed(empty, FILE)) == ([], None)


def test_any_kind_of_clone_tells_what_it_has(root: Path, tmp_path: Path) -> None:
    git(root, "worktree", "add", "-q", "--detach", str(tmp_path / "second"), "HEAD~2")
    assert (committed(tmp_path / "second", FILE), len(commits_of(tmp_path / "second", FILE))) == (b"1", 1)
    subprocess.run(["git", "clone", "-q", "--depth=1", f"file://{root}", "shallow"], cwd=tmp_path, check=True)
    shallow = tmp_path / "shallow"
    assert (committed(shallow, FILE), [one.words for one in commits_of(shallow, FILE)]) == (b"2", ["شمارش دوباره"])


def test_an_environment_that_points_elsewhere_is_not_followed(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    git(other, "init", "-q", "-b", "main")
    write(other, "9", "از جای دیگر")
    expected = as_git_says(root)
    monkeypatch.setenv("GIT_DIR", str(other / ".git"))
    assert (committed(root, FILE), commits_of(root, FILE)) == (b"2", expected)
    (root / FILE).write_text("3", encoding="utf-8")
    (root / "submissions" / "1406" / "new.txt").write_text("3", encoding="utf-8")
    assert changed_since(root, "HEAD") == {FILE, "submissions/1406/new.txt"}


def test_words_in_another_encoding_are_told_as_well_as_can_be(root: Path) -> None:
    commit = (
        f"tree {git(root, 'rev-parse', 'HEAD^{tree}').strip()}\nparent {git(root, 'rev-parse', 'HEAD~2').strip()}\n"
    )
    people = "author n <x@localhost> 1800000000 +0330\ncommitter n <x@localhost> 1800000000 +0330\n"
    data = f"{commit}{people}\n".encode() + b"caf\xe9 \xff\n"
    made = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"], cwd=root, input=data, capture_output=True, check=True
    )
    git(root, "reset", "-q", "--soft", os.fsdecode(made.stdout).strip())
    (newest, _) = commits_of(root, FILE)
    assert newest.words.startswith("caf")
    assert newest.day == date(2027, 1, 15)
