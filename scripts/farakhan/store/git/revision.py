"""A revision of the record read from git's objects: nothing is checked out, no link followed, no filter or hook run.

So a pull request is data: its files are bytes that we write ourselves, where the record may have files, into a folder
that is looked at like any other record.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, NamedTuple

from farakhan.files.layout import REGULAR, Entry, Kind, kind_of
from farakhan.problems import FarakhanError
from farakhan.store.disk import LIMITS, RECORD
from farakhan.store.git.run import commit_of, environment, git, prints_more

MOST_NAMES = 8 * 2**20
"""Bytes of all paths of a revision, one after the other: room for 150,000 ideas. A dozen small objects, each naming the
next one ten times, are a million million paths to git."""
MOST_BYTES = 2 * 2**30
"""Bytes of a record that is written out; one object may stand in any number of places."""


_NOTHING = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
"""The empty tree, which git knows in every repository."""


class Change(NamedTuple):
    """A path that differs; a mode of 0 stands where there is no file."""

    path: str
    old_mode: int
    mode: int


class Changes(NamedTuple):
    """What one revision changed since it left another: the commits where it left and where it stands, and the paths."""

    fork: str
    head: str
    paths: list[Change]


def changes(root: Path, base: str, head: str) -> Changes:
    """What the head changed since it left the base, anywhere in the repository.

    Raises:
        FarakhanError: `no-revision`, git knows one of them not; `no-fork`, they have no commit in common; `too-many`,
            the head has more files than any call.
    """
    ours, theirs = commit_of(root, base), commit_of(root, head)
    if prints_more(root, MOST_NAMES, "ls-tree", "-r", "-t", "-z", "--name-only", theirs):
        raise FarakhanError("too-many", "پرونده‌های این نسخه بیش از آن است که دیده شود؛ آن را نپذیرید.", head)
    try:
        fork = git(root, "merge-base", ours, theirs).decode().strip()
    except FarakhanError:
        message = "این دو نسخه گذشتهٔ مشترکی ندارند؛ مخزن را با همهٔ تاریخچه‌اش بگیرید."
        raise FarakhanError("no-fork", message, f"{base}...{head}") from None
    fields = git(root, "diff-tree", "-r", "-z", "--no-renames", "--ignore-submodules=none", fork, theirs).split(b"\0")
    paths = [_change(about, path) for about, path in zip(fields[::2], fields[1::2], strict=False)]
    return Changes(fork, theirs, paths)


def _change(about: bytes, path: bytes) -> Change:
    old, new, *_ = about.removeprefix(b":").split()
    return Change(os.fsdecode(path), int(old, 8), int(new, 8))


def differing(root: Path, old: str, new: str) -> list[str]:
    """The paths of the record in which two commits differ; an empty name is of a commit that has nothing.

    Raises:
        FarakhanError: `git`, one of them is not there.
    """
    words = ("diff-tree", "-r", "-z", "--no-renames", "--name-only", old or _NOTHING, new or _NOTHING, "--", RECORD)
    return [os.fsdecode(path) for path in git(root, *words).split(b"\0") if path]


def changed_since(root: Path, revision: str) -> frozenset[str]:
    """The record's files that differ between a revision and the work tree, new and deleted ones too.

    Paths are relative to `root`, as problems give them.

    Raises:
        FarakhanError: `no-git`, not a git repository; `no-revision`, git knows no such revision.
    """
    if not (root / ".git").exists():
        raise FarakhanError("no-git", "این پوشه مخزن گیت نیست؛ بدون --since اجرا کنید.", str(root))
    base = commit_of(root, revision)
    differ = git(root, "diff", "-z", "--name-only", "--no-renames", "--no-ext-diff", base, "--", RECORD)
    new = git(root, "ls-files", "-z", "--others", "--exclude-standard", "--", RECORD)
    return frozenset(os.fsdecode(path) for path in (differ + new).split(b"\0") if path)


def lay_out(root: Path, commit: str, folder: Path) -> None:
    """Write the record of a commit into an empty folder: plain files in their places, and nothing else.

    A file that is longer than its kind may be is written as long and empty: its bytes are not asked for.

    Raises:
        FarakhanError: `too-large`, all of it would be more than a disk should be asked for.
    """
    (folder / RECORD).mkdir()
    listed = list(_listing(root, commit))
    if sum(entry.size for entry, kind, _ in listed if entry.size <= LIMITS[kind]) > MOST_BYTES:
        raise FarakhanError("too-large", "پرونده‌های این نسخه روی هم بیش از اندازه بزرگ است؛ آن را نپذیرید.", commit)
    asked = []
    for entry, kind, name in listed:
        path = folder / entry.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if entry.size <= LIMITS[kind]:
            asked.append((entry, name))
        else:
            with path.open("wb") as file:
                file.truncate(entry.size)
    for entry, data in _blobs(root, asked):
        (folder / entry.path).write_bytes(data)


def _listing(root: Path, commit: str) -> Iterator[tuple[Entry, Kind, str]]:
    """The plain files of a commit's record that have their place there, with their objects' names."""
    for line in git(root, "ls-tree", "-r", "-z", "--long", commit, "--", f"{RECORD}/").split(b"\0")[:-1]:
        about, _, path = line.partition(b"\t")
        mode, _, name, size = about.split()
        kind = kind_of(os.fsdecode(path))
        if kind and int(mode, 8) == REGULAR:
            known = int(size) if size.isdigit() else 0  # git says BAD of an object that it does not have
            yield Entry(os.fsdecode(path), REGULAR, known), kind, name.decode()


def _blobs(root: Path, asked: list[tuple[Entry, str]]) -> Iterator[tuple[Entry, bytes]]:
    """The files' bytes, one after the other, from one git process that has been told all names beforehand."""
    command = ["git", "-C", str(root), "cat-file", "--batch"]
    with TemporaryFile() as names:
        names.writelines(f"{name}\n".encode() for _, name in asked)
        names.seek(0)
        with subprocess.Popen(command, stdin=names, stdout=subprocess.PIPE, env=environment()) as batch:
            for entry, _ in asked:
                yield entry, _blob(batch.stdout, entry)


def _blob(stream: IO[bytes] | None, entry: Entry) -> bytes:
    head = stream.readline().split() if stream else []
    if stream is None or len(head) != 3:  # noqa: PLR2004 (name, type, size)
        raise FarakhanError("git", "یک پرونده در گیت نیست؛ مخزن را کامل بگیرید.", entry.path)
    data = stream.read(entry.size)
    stream.read(1)
    return data
