"""The packs that a repository's commits lie in, put together from time to time.

Each batch of ideas leaves one of its own, and git looks for an object in one pack after the other.
Git's own housekeeping is not let near a repository while we work on it (`store.git.run`). What is done here touches no
reference and takes no lock: it may die at any point, and others may commit, fetch and read meanwhile.
"""

from pathlib import Path

from farakhan.store.git.locks import folder_of
from farakhan.store.git.run import Patience, git_afar

MOST = 50
"""Packs that a repository may have; git's own housekeeping has the same bound."""
SECONDS = 300.0
"""That putting them together may take."""


def number(root: Path) -> int:
    """How many packs a repository has."""
    return sum(1 for _ in (folder_of(root).path / "objects" / "pack").glob("*.pack"))


def put_together(root: Path, patience: Patience | None = None) -> bool:
    """Put the packs together where there are too many; whether there were.

    Each pack is then at least twice the one before it, so that an object is written again only a few times in a
    repository's whole life.

    Args:
        root: the repository's top.
        patience: how long it may take; `SECONDS` where it is not given.

    Raises:
        FarakhanError: `git`, git could not do it; all packs stand as they stood.
    """
    if number(root) <= MOST:
        return False
    words = ("-c", "core.fsync=all", "repack", "--quiet", "-d", "-n", "--geometric=2")
    git_afar(root, patience or Patience(SECONDS), *words)
    return True
