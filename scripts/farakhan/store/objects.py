"""A revision of the record read from git's objects: nothing is checked out, no link followed, no filter or hook run.

So a pull request is data: its files are bytes that we write ourselves, where the record may have files, into a folder
that is looked at like any other record.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import IO, NamedTuple

from farakhan.checks.place import MEDIA_LIMIT, REGULAR, Entry, check_place
from farakhan.problems import FarakhanError
from farakhan.store.disk import RECORD
from farakhan.store.git import commit_of, environment, git


class Change(NamedTuple):
    """A path that differs; a mode of 0 stands where there is no file."""

    path: str
    old_mode: int
    mode: int


def changes(root: Path, base: str, head: str) -> tuple[str, list[Change]]:
    """The head's commit, and what it changed since it left the base, anywhere in the repository.

    Raises:
        FarakhanError: `no-revision`, git knows one of them not; `git`, they have no commit in common.
    """
    ours, theirs = commit_of(root, base), commit_of(root, head)
    fork = git(root, "merge-base", ours, theirs).decode().strip()
    words = ("diff-tree", "-r", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--raw", fork, theirs)
    fields = git(root, *words).split(b"\0")
    return theirs, [_change(about, path) for about, path in zip(fields[::2], fields[1::2], strict=False)]


def _change(about: bytes, path: bytes) -> Change:
    old, new, *_ = about.removeprefix(b":").split()
    return Change(os.fsdecode(path), int(old, 8), int(new, 8))


def lay_out(root: Path, commit: str, folder: Path) -> None:
    """Write the record of a commit into an empty folder: plain files in their places, and nothing else.

    A file that is longer than any may be is written as long and empty: its bytes are not asked for.
    """
    (folder / RECORD).mkdir()
    wanted = [(entry, name) for entry, name in _listing(root, commit) if check_place(entry) is None]
    asked = [(entry, name) for entry, name in wanted if entry.size <= MEDIA_LIMIT]
    for entry, _ in wanted:
        path = folder / entry.path
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("wb") as file:
            file.truncate(entry.size)
    command = ["git", "-C", str(root), "cat-file", "--batch"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=environment()) as batch:
        if batch.stdin is None or batch.stdout is None:
            raise RuntimeError(command)
        for entry, name in asked:
            batch.stdin.write(f"{name}\n".encode())
            batch.stdin.flush()
            (folder / entry.path).write_bytes(_blob(batch.stdout, entry))
        batch.stdin.close()


def _listing(root: Path, commit: str) -> Iterator[tuple[Entry, str]]:
    for line in git(root, "ls-tree", "-r", "-z", "--long", commit, "--", f"{RECORD}/").split(b"\0"):
        if line:
            about, _, path = line.partition(b"\t")
            mode, _, name, size = about.split()
            if int(mode, 8) == REGULAR:
                yield Entry(os.fsdecode(path), REGULAR, int(size)), name.decode()


def _blob(stream: IO[bytes], entry: Entry) -> bytes:
    head = stream.readline().split()
    if len(head) != 3:  # noqa: PLR2004 (name, type, size)
        raise FarakhanError("git", "یک پرونده در گیت نیست؛ مخزن را کامل بگیرید.", entry.path)
    data = stream.read(entry.size)
    stream.read(1)
    return data
