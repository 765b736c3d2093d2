"""Which files this process opens, by Python's own audit events: what is asked of the disk, whoever asks."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_WATCHING: list[list[Path]] = []


def _heard(event: str, words: tuple[object, ...]) -> None:
    if event == "open" and _WATCHING and isinstance(words[0], str | bytes):
        for paths in _WATCHING:
            paths.append(Path(os.fsdecode(words[0])))


sys.addaudithook(_heard)


@contextmanager
def opened(folder: Path) -> Iterator[list[str]]:
    """The names of the files that are opened under a folder while the block runs; filled when it ends."""
    paths: list[Path] = []
    names: list[str] = []
    _WATCHING.append(paths)
    try:
        yield names
    finally:
        _WATCHING.remove(paths)
        names += [path.name for path in paths if path.is_relative_to(folder)]
