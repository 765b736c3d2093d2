"""The bodies of winners as safe HTML: rendered once, and kept for the next build by the file's bytes."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

from pydantic import TypeAdapter

from farakhan.files import idea as idea_file
from farakhan.publish import markdown
from farakhan.store import cache, disk
from farakhan.store.workers import BATCH, spread


def read_bodies(root: Path, edition: str, paths: list[str]) -> Iterator[str]:
    """The body of each file as safe HTML, in their order.

    Raises:
        FarakhanError: `idea-file`, a file was broken since it was looked at.
    """
    look = partial(_read, root)

    def anew(places: list[int]) -> Iterator[tuple[bytes, str]]:
        wanted = [paths[place] for place in places]
        batches = [wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH)]
        for batch in (spread if len(batches) > 1 else map)(look, batches):
            yield from batch

    keys = [cache.key(_bytes(root, path)) for path in paths]
    return cache.through(root, f"winners of {edition}", keys, anew, TypeAdapter(str))


def _bytes(root: Path, path: str) -> bytes:
    return disk.read_bytes(root, path, idea_file.MAX_BYTES)


def _read(root: Path, paths: list[str]) -> list[tuple[bytes, str]]:
    files = ((path, _bytes(root, path)) for path in paths)
    return [(cache.key(data), str(markdown.render(idea_file.body(path, data)))) for path, data in files]
