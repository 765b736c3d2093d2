"""What a winner's own file says, its body as safe HTML: read once, and kept for the next build by the file's bytes."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter

from farakhan.files import idea as idea_file
from farakhan.model.idea import Stage
from farakhan.publish import markdown
from farakhan.store import cache, disk
from farakhan.store.workers import BATCH, spread


class Words(NamedTuple):
    """The part of an idea that a winner's page shows; empty where the owner said nothing."""

    title: str
    summary: str
    body: str
    field: str
    counties: tuple[str, ...]
    stage: Stage
    product: str
    other: str
    link: str


_SHAPE = TypeAdapter(Words)


def read_words(root: Path, edition: str, paths: list[str]) -> Iterator[Words]:
    """The words of each file, in their order.

    Raises:
        FarakhanError: `idea-file`, a file is wrong.
    """
    look = partial(_read, root)

    def anew(places: list[int]) -> Iterator[tuple[bytes, Words]]:
        wanted = [paths[place] for place in places]
        batches = [wanted[start : start + BATCH] for start in range(0, len(wanted), BATCH)]
        for batch in (spread if len(batches) > 1 else map)(look, batches):
            yield from batch

    keys = [cache.key(_bytes(root, path)) for path in paths]
    return cache.through(root, f"winners of {edition}", keys, anew, _SHAPE)


def _bytes(root: Path, path: str) -> bytes:
    return disk.read_bytes(root, path, idea_file.MAX_BYTES)


def _read(root: Path, paths: list[str]) -> list[tuple[bytes, Words]]:
    return [_one(path, _bytes(root, path)) for path in paths]


def _one(path: str, data: bytes) -> tuple[bytes, Words]:
    idea = idea_file.parse(path, data)
    words = Words(
        title=idea.title,
        summary=idea.summary,
        body=markdown.render(idea.body),
        field=idea.field,
        counties=idea.counties,
        stage=idea.stage,
        product=idea.chain.product or "",
        other=idea.chain.other,
        link=idea.chain.link or "",
    )
    return cache.key(data), words
