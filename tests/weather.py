"""The weather of a server's life in the crash lab: fair, a remote that hangs, or a disk that fills up.

It is as bad for the server alone: people, staff and the lab go on as ever, and after its life it is fair again.
"""

import os
import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.deaths import git_that

FAIR, HANGING, FULL = "fair", "hanging remote", "full disk"
WEATHERS = (FAIR, HANGING, FAIR, FULL, FAIR)
"""Of one life after the other."""
HOOK = """#!/bin/sh
read -r before tip name
echo "$tip" >> {asleep}
exec sleep 600
"""
FAILING = 'trap "" XFSZ'
"""Said before git: it fails at what it cannot write, as on a full disk, and does not die of it."""


@contextmanager
def hanging(remote: Path) -> Iterator[Callable[[], list[str]]]:
    """Let a bare remote take what is pushed and never say a word; gives the tips that it was sent so far."""
    hook, asleep = remote / "hooks" / "pre-receive", remote / "asleep"
    asleep.unlink(missing_ok=True)
    hook.parent.mkdir(exist_ok=True)
    hook.write_text(HOOK.format(asleep=asleep), encoding="utf-8")
    hook.chmod(0o755)
    try:
        yield lambda: asleep.read_text(encoding="utf-8").split() if asleep.exists() else []
    finally:
        hook.unlink()


def filling(nth: int, folder: Path) -> Callable[[str], None]:
    """Fill this process' disk when its nth letters are about to be written; from then on no file takes a byte.

    Args:
        nth: counted from 1.
        folder: for a git that fails at a full disk as we do.

    Returns:
        To be told of the points that it comes to.
    """
    environment = git_that(folder, "-C", FAILING)
    come = 0

    def told(point: str) -> None:
        nonlocal come
        if point.startswith("farakhan.spool:spooling"):
            come += 1
            if come == nth:
                os.environ |= environment
                resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))

    return told
