"""Looks into a spool that another process may have open: a server does not wait for them."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from farakhan.store.spool import FILE, reading


def contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    """The code and the content of every letter; none where there is no spool."""
    path = folder / FILE
    if path.is_file():
        with closing(reading(path)) as file:
            yield from file.execute("SELECT code, content FROM letters")


def waits(folder: Path) -> bool:
    """Whether a letter waits that brings something sealed."""
    with closing(reading(folder / FILE)) as file:
        those = "SELECT 1 FROM letters WHERE state = 'waiting' AND contact <> x'' LIMIT 1"
        return file.execute(those).fetchone() is not None
