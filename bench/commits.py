"""Ideas into git in batches, as a spool gives them; beside GitPython's add and commit, and git's import of the same."""

import subprocess
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import TypeAlias

import git

from bench.rivals import idea_files
from farakhan.persian.calendar import TEHRAN
from farakhan.store.git.commits import New, Person, commit

Batch: TypeAlias = dict[str, bytes]
Work: TypeAlias = Callable[[Path, list[Batch]], None]
WHO = Person("bench", "bench@localhost")
WHEN = datetime(2027, 8, 1, 9, 0, tzinfo=TEHRAN)
DURABLE = ("-c", "fastimport.unpackLimit=1", "-c", "core.fsync=all")
"""As ours writes."""


def batches(root: Path, each: int, most: int) -> list[Batch]:
    """The ideas of a record in batches: files by their paths."""
    files = idea_files(root)[:most]
    return [
        {path.relative_to(root).as_posix(): path.read_bytes() for path in files[at : at + each]}
        for at in range(0, len(files), each)
    ]


def seconds(works: Sequence[Work], folder: Path, some: list[Batch], *, runs: int = 5) -> list[float]:
    """What some batches take into a new bare repository in each way; by turns, and the median of some runs of each."""
    times: dict[Work, list[float]] = {work: [] for work in works}
    for run in range(runs):
        for work in works:
            root = folder / f"{work.__name__}-{len(some)}-{run}"
            _git(folder, "init", "-q", "--bare", "-b", "main", str(root))
            begun = perf_counter()
            work(root, some)
            times[work].append(perf_counter() - begun)
            count = _git(root, "ls-tree", "-r", "--name-only", "main").count(b"\n")
            if count != sum(map(len, some)):
                raise RuntimeError(f"{work.__name__}: {count}")
    return [median(times[work]) for work in works]


def ours(root: Path, some: list[Batch]) -> None:
    """A commit a batch, each durable and over the tip as it stands then."""
    for batch in some:
        commit(root, {path: New(data) for path, data in batch.items()}, "bench", WHO, WHEN)


def naive(root: Path, some: list[Batch]) -> None:
    """GitPython in a work tree: write, add and commit each idea; nothing is made durable."""
    tree = root.with_suffix(".tree")
    repository = git.Repo.clone_from(str(root), tree)
    who = git.Actor(*WHO)
    for batch in some:
        for path, data in batch.items():
            (tree / path).parent.mkdir(parents=True, exist_ok=True)
            (tree / path).write_bytes(data)
            repository.index.add([path])
            repository.index.commit("bench", author=who, committer=who)
    repository.remotes.origin.push("HEAD:main")


def limit(root: Path, some: list[Batch]) -> None:
    """One `git fast-import` of a stream that has it all: it neither looks nor compares."""
    _git(root, *DURABLE, "fast-import", "--quiet", data=b"".join(_stream(some)))


def _stream(some: list[Batch]) -> Iterator[bytes]:
    line = f"bench <bench@localhost> {int(WHEN.timestamp())} +0330"
    for batch in some:
        yield f"commit refs/heads/main\ncommitter {line}\ndata 5\nbench\n".encode()
        for path, data in batch.items():
            yield f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"


def _git(root: Path, *words: str, data: bytes = b"") -> bytes:
    return subprocess.run(["git", *words], cwd=root, input=data, capture_output=True, check=True).stdout  # noqa: S607
