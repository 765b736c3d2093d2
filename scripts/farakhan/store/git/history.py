"""What git's history says to a program at work: the photos that were named, the words of our own commits."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from farakhan.store.disk import RECORD
from farakhan.store.git.run import git

_NAME = re.compile(rb"[0-9a-f]{64}")
_WORD = 16
"""Letters of a digest by which two states are told apart."""


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


def standing_of(root: Path, paths: Sequence[str]) -> str:
    """What some files and folders are in the last commit, as one word: another one once anything of them is.

    Args:
        root: the repository's top.
        paths: our own, relative to it; there may be nothing there.

    Raises:
        FarakhanError: `git`, there is no repository, or nothing in it yet.
    """
    return sha256(git(root, "ls-tree", "-z", "HEAD", "--", *paths)).hexdigest()[:_WORD]


def _grep(root: Path, *words: str) -> list[bytes]:
    """What `git grep` prints of a commit's record: each path ends with NUL, what stands behind it with the line."""
    printed = git(root, "grep", "-z", "-I", *words, "--", f"{RECORD}/", answers=(0, 1))
    return [part for part in (printed.split(b"\0") if "--name-only" in words else printed.split(b"\n")) if part]
