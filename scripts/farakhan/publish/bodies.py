"""The bodies of winners as safe HTML: rendered once, and kept for the next build by the file's bytes."""

import hashlib
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from pydantic import TypeAdapter

from farakhan.checks.idea import Facts
from farakhan.files import idea as idea_file
from farakhan.publish import markdown
from farakhan.store import cache, disk
from farakhan.store.workers import in_batches


def read_bodies(root: Path, edition: str, ideas: Sequence[Facts]) -> Iterator[str]:
    """The body of each idea as safe HTML, in their order.

    Raises:
        FarakhanError: `idea-file`, a file was broken since it was looked at.
    """

    def anew(places: list[int]) -> Iterator[tuple[bytes, str]]:
        for batch in in_batches(partial(_read, root), [ideas[place].path for place in places]):
            yield from batch

    keys = [_key(one.sha256) for one in ideas]
    return cache.through(root, f"winners of {edition}", keys, anew, TypeAdapter(str))


def _key(sha256: str) -> bytes:
    return cache.key(sha256.encode())


def _read(root: Path, paths: Sequence[str]) -> list[tuple[bytes, str]]:
    files = ((path, disk.read_bytes(root, path, idea_file.MAX_BYTES)) for path in paths)
    return [
        (_key(hashlib.sha256(data).hexdigest()), str(markdown.render(idea_file.body(path, data))))
        for path, data in files
    ]
