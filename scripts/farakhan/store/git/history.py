"""What git knows of the record: which files differ from a revision, and what was said of each commit."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from git import InvalidGitRepositoryError, NoSuchPathError, Repo

from farakhan.problems import FarakhanError
from farakhan.store.disk import RECORD
from farakhan.store.git.run import commit_of, git


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


_NAME = re.compile(rb"[0-9a-f]{64}")


def names_in(data: bytes) -> Iterator[str]:
    """All that may be the name of a photo or clip in some text; a digest looks the same."""
    yield from (name.decode() for name in _NAME.findall(data))


def media_named(root: Path, when: datetime | None) -> set[str]:
    """Names of photos and clips in the record's ideas that are not withdrawn, and whatever looks like such a name.

    Args:
        root: the repository's top.
        when: as the record stood then; None, as it stands. Before its first commit it named nothing.

    Raises:
        FarakhanError: `git`, there is no repository, or nothing in it yet.
    """
    commit = "HEAD"
    if when:
        commit = git(root, "rev-list", "-1", f"--before={when.isoformat()}", "HEAD").decode().strip()
    if not commit:
        return set()
    withdrawn = set(_grep(root, "--name-only", "-e", "^status: withdrawn$", commit))
    lines = (line.partition(b"\0") for line in _grep(root, "-o", "--no-column", "-E", "-e", "[0-9a-f]{64}", commit))
    return {name.decode() for path, _, name in lines if path not in withdrawn}


def _grep(root: Path, *words: str) -> list[bytes]:
    """What `git grep` prints of a commit's record: each path ends with NUL, what stands behind it with the line."""
    found = git(root, "grep", "-z", "-I", *words, "--", f"{RECORD}/", answers=(0, 1))
    return [part for part in (found.split(b"\0") if "--name-only" in words else found.split(b"\n")) if part]


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
