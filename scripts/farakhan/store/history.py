"""What git knows of the record: which files differ from a revision, and what was said of each commit."""

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from git import InvalidGitRepositoryError, NoSuchPathError, Repo

from farakhan.problems import FarakhanError
from farakhan.store.disk import RECORD
from farakhan.store.git import commit_of, git


def changed_since(root: Path, revision: str) -> frozenset[str]:
    """The record's files that differ between a revision and the work tree, new and deleted ones too.

    Paths are relative to `root`, as problems give them.

    Raises:
        FarakhanError: `no-git`, not a git repository; `no-revision`, git knows no such revision.
    """
    try:
        with Repo(root) as repo:
            base = repo.commit(commit_of(root, revision))
            diffs = base.diff(None, paths=RECORD)
            changed = {path for diff in diffs for path in (diff.a_path, diff.b_path) if path}
            changed |= {path for path in repo.untracked_files if path.startswith(f"{RECORD}/")}
    except (InvalidGitRepositoryError, NoSuchPathError):
        raise FarakhanError("no-git", "این پوشه مخزن گیت نیست؛ بدون --since اجرا کنید.", str(root)) from None
    return frozenset(changed)


def messages(root: Path, email: str) -> Iterator[str]:
    """The words of every commit that one author made, the oldest first.

    Raises:
        FarakhanError: `git`, there is no repository, or nothing in it yet.
    """
    for one in git(root, "log", "-z", "--reverse", "--topo-order", "--format=%ae%n%B").decode().split("\0"):
        author, _, words = one.partition("\n")
        if author == email:
            yield words


class Commit(NamedTuple):
    """A commit as people speak of it: its short name, its day as git writes it, who made it and the first line."""

    name: str
    day: str
    who: str
    words: str


def commits_of(root: Path, path: str) -> list[Commit]:
    """The commits that touched a file, the newest first; none where there is no repository or nothing in it yet.

    A clone without its whole history knows no more than it has.
    """
    if not (root / ".git").exists():
        return []
    try:
        told = git(root, "log", "-z", "--format=%h%n%as%n%an%n%s", "HEAD", "--", path)
    except FarakhanError:
        return []
    return [Commit(*one.split("\n", 3)) for one in told.decode(errors="replace").split("\0") if one]


def committed(root: Path, path: str) -> bytes | None:
    """A file's bytes as the last commit has them; None where it has no such file, or there is no repository."""
    if not (root / ".git").exists():
        return None
    try:
        return git(root, "cat-file", "blob", f"HEAD:./{path}")
    except FarakhanError:
        return None
