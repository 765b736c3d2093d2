"""The page of each winner: made by all cores, or left as it stands where it is as it is to be."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple

from markupsafe import Markup

from farakhan.face import addresses
from farakhan.face.render import render, source
from farakhan.publish.bodies import read_body
from farakhan.publish.shell import Shell
from farakhan.publish.view import Score, View, Winner
from farakhan.store import cache
from farakhan.store.workers import in_batches


class _Page(NamedTuple):
    """A winner between its neighbours; `known` is the sha256 of its page as made earlier, empty if it never was."""

    previous: Winner | None
    winner: Winner
    following: Winner | None
    known: bytes


def write_pages(view: View, shell: Shell, root: Path, site: Path, before: Path | None = None) -> Iterator[str]:
    """Write a page for each winner into the built site's folder, but for those that stand already.

    Other processes are at work when this returns; all pages are there, and what is kept of them, when
    the iterator that it returns is at its end.

    Args:
        view: what may be seen.
        shell: the page that each is poured into.
        root: the repository's top.
        site: the folder.
        before: of the site as it was built before.

    Returns:
        The addresses of the pages that stand in `before` as they are to be, to be moved from there.
    """
    (site / "winners").mkdir(parents=True, exist_ok=True)
    kind, keys = f"pages of {view.call.edition}", list(_keys(view, shell))
    known = cache.kept(root, kind)
    digests = [known.get(key, b"") for key in keys]
    neighbours = zip((None, *view.winners), view.winners, (*view.winners[1:], None), digests, strict=False)
    pages = [_Page(*page) for page in neighbours]
    making = partial(_html, view, shell, root)
    written = chain.from_iterable(in_batches(partial(_see_to, making, site, before), pages))

    def standing() -> Iterator[str]:
        added: dict[bytes, bytes] = {}
        for key, winner, digest in zip(keys, view.winners, written, strict=True):
            if digest:
                added[key] = digest
            else:
                yield addresses.winner(winner.number)
        cache.keep(root, kind, added, known.keys() - set(keys))

    return standing()


def _keys(view: View, shell: Shell) -> Iterator[bytes]:
    """For each winner in turn, what changes with whatever the bytes of its page are made of."""
    common = cache.key(view.basis, source(), *shell.parts)
    names = [b"", *(f"{winner.number} {winner.title}".encode() for winner in view.winners), b""]
    for previous, winner, following in zip(names, view.winners, names[2:], strict=False):
        photos = [str(photo).encode() for photo in winner.photos]
        yield cache.key(common, winner.sha256.encode(), previous, following, *photos)


def _see_to(making: Callable[[_Page], bytes], site: Path, before: Path | None, pages: Sequence[_Page]) -> list[bytes]:
    """Write those pages that do not stand; the digest of each that was written, nothing for one that stands."""
    digests = []
    for page in pages:
        place = addresses.winner(page.winner.number)
        if before and page.known and _digest(f"{before}/{place}index.html") == page.known:
            digests.append(b"")
            continue
        html = making(page)
        os.mkdir(f"{site}/{place}")  # noqa: PTH102 (a Path for each of thousands takes as long as the folder itself)
        with open(f"{site}/{place}index.html", "wb", buffering=0) as file:  # noqa: PTH123
            file.write(html)
        digests.append(hashlib.sha256(html).digest())
    return digests


def _html(view: View, shell: Shell, root: Path, page: _Page) -> bytes:
    winner, scale = page.winner, view.call.rubric.scale
    content = render(
        "winner.html",
        view=view,
        winner=winner,
        dye=view.dyes[winner.field.id],
        body=read_body(root, winner.path, winner.sha256),
        rows=[_row(score, scale) for score in winner.scores],
        previous=page.previous,
        next=page.following,
        sample=view.call.sample,
        scale=scale,
        judged=view.counts.judged if view.counts else 0,
    )
    return shell.fill(winner.number, winner.title, winner.summary, content)


def _digest(path: str) -> bytes:
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            return hashlib.sha256(file.read()).digest()
    except OSError:
        return b""


@lru_cache(maxsize=4096)  # means of a few sheets are few numbers, and a row is most of a page's work
def _row(score: Score, scale: int) -> Markup:
    return render("score.html", one=score, scale=scale)
