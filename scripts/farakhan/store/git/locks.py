"""Locks that git's processes leave where they are killed: taken away once it is known that they are nobody's.

Who lets git work on a repository for this program holds a file of its own meanwhile, and says in it when it began.
Git's processes hold that file too, so that nobody takes them for dead while one of them still lives. Where the next
holder finds a beginning without an end, the last one died, and what git has locked since then is nobody's. Any other
lock may be a living person's, and is taken away only when it has stood for long.
"""

import math
import os
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NamedTuple

from portalocker import LOCK_EX, LOCK_NB, LockException, lock

from farakhan.problems import FarakhanError
from farakhan.store.git.run import git

STALE = 60.0
"""Seconds after which a lock that git left behind is nobody's."""
LAG = 1.0
"""Seconds by which a file's time may lag behind the clock."""


class Folder(NamedTuple):
    """Git's own folder of a repository, and whether it has no work tree."""

    path: Path
    bare: bool


def folder_of(root: Path) -> Folder:
    """Where git keeps what it knows of a repository."""
    answer = git(root, "rev-parse", "--is-bare-repository", "--absolute-git-dir").rstrip(b"\n")
    bare, _, name = answer.partition(b"\n")
    return Folder(Path(os.fsdecode(name)), bare == b"true")


@contextmanager
def held(path: Path, locks: Callable[[], Iterable[Path]], *, waits: bool = True) -> Iterator[tuple[int, ...]]:
    """Hold a file of ours while the block runs, and begin by taking away what a dead holder's git had locked.

    Args:
        path: of the file; its folder is made where it is not there.
        locks: gives git's locks of the kind that is touched in the block, whoever holds them.
        waits: for another holder, until its end. Who does not wait works beside it, and takes away old locks alone.

    Yields:
        The open files that git's processes are to hold as long as they live; none beside another holder.

    Raises:
        FarakhanError: `git`, there can be nothing written into the file: the disk is full.
    """
    path.parent.mkdir(exist_ok=True)
    with path.open("a+b", buffering=0) as file:
        try:
            lock(file, LOCK_EX if waits else LOCK_EX | LOCK_NB)
        except LockException:
            _take_away(locks(), math.inf)
            yield ()
            return
        file.seek(0)
        _take_away(locks(), _began(file.read()) - LAG)
        file.truncate(0)
        try:
            file.write(str(time.time()).encode())
        except OSError as error:
            message = f"در پوشهٔ گیت چیزی نوشته نشد ({error.strerror})؛ در دیسک جا باز کنید."
            raise FarakhanError("git", message, str(path)) from None
        try:
            yield (file.fileno(),)
        finally:
            file.truncate(0)


def under(folder: Path) -> Iterator[Path]:
    """The locks of all references in a folder of git's; folders may come and go meanwhile."""
    for parent, _, names in os.walk(folder):
        yield from (Path(parent) / name for name in names if name.endswith(".lock"))


def _take_away(locks: Iterable[Path], since: float) -> None:
    for place in locks:
        with suppress(FileNotFoundError):
            locked = place.stat().st_mtime
            if locked >= since or time.time() - locked > STALE:
                place.unlink()


def _began(text: bytes) -> float:
    """When the last holder began, if it died; a power cut may leave anything there."""
    try:
        return float(text)
    except ValueError:
        return math.inf
