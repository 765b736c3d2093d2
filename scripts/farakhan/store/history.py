"""What git knows of the record: which files differ from a revision, and what was said of each commit."""

from collections.abc import Iterator
from pathlib import Path

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
