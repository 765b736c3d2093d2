"""The winners: the gallery, the page of each, and what stands there before they may be named."""

import hashlib
import os
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache, partial
from itertools import chain
from pathlib import Path
from typing import NamedTuple, TypeVar

from markupsafe import Markup
from pydantic import TypeAdapter

from farakhan.model.call import Phase
from farakhan.persian.calendar import long_day
from farakhan.publish.bodies import read_body
from farakhan.publish.render import render, source
from farakhan.publish.shell import Shell, address
from farakhan.publish.view import Score, View, Winner
from farakhan.store import cache
from farakhan.store.workers import in_batches

T = TypeVar("T")
R = TypeVar("R")

GALLERY = Markup("<!-- gallery -->")
"""Holds the gallery's place until its page is rendered: thousands of cards would hold up the search's parser."""


def gallery_place(view: View, _: str) -> Markup:
    """Where the gallery comes; nothing while there are no winners to show."""
    return GALLERY if view.winners else Markup()


def gallery(view: View, base: str) -> Markup:
    """All winners in the order of their rank, with what they can be chosen by, and as plain lists by field."""
    found = view.winners
    by_field = [(one, [winner for winner in found if winner.field == one]) for one in view.call.fields]
    return render(
        "winners-gallery.html",
        view=view,
        winners=found,
        by_field=[(field, own) for field, own in by_field if own],
        options=_options(view),
        base=base,
    )


def _options(view: View) -> dict[str, list[tuple[str, str]]]:
    """What the winners can be chosen by: of each list only what occurs, in the call's order."""
    found = view.winners
    fields, counties = {one.field.id for one in found}, {id_ for one in found for id_ in one.county_ids}
    chains = {one.product_id for one in found}
    return {
        "field": [(one.id, one.name) for one in view.call.fields if one.id in fields],
        "county": [(one.id, one.name) for one in view.call.counties if one.id in counties],
        "chain": [(one.id, one.name) for one in view.call.chains if one.id in chains],
        "stage": sorted({(one.stage_id, one.stage) for one in found}),
    }


def pending(view: View, _: str) -> Markup:
    """When the winners come; nothing once they are there."""
    announced = view.call.dates.announced
    if view.winners:
        return Markup()
    if view.phase is Phase.ANNOUNCED:
        words = "زمان معرفی برگزیدگان رسیده است. فهرست آن‌ها پس از ثبت تصمیم هیئت داوران همین‌جا می‌آید."
    elif announced:
        words = f"برگزیدگان در {long_day(announced)} همین‌جا معرفی می‌شوند. پیش از آن، هیچ نتیجه‌ای منتشر نمی‌شود."
    else:
        words = "زمان معرفی برگزیدگان هنوز روشن نیست. پیش از آن، هیچ نتیجه‌ای منتشر نمی‌شود."
    return render("winners-pending.html", words=words)


class _Page(NamedTuple):
    """A winner's page before it is made; `key` changes with whatever its bytes are made of."""

    key: bytes
    previous: Winner | None
    winner: Winner
    following: Winner | None


def write_pages(view: View, shell: Shell, root: Path, site: Path, before: Path | None = None) -> Iterator[str]:
    """Write a page for each winner into the built site's folder, but for those that stand already as they are to stand.

    Other processes are at work when this returns; all is done when its end is reached.

    Args:
        view: what may be seen.
        shell: the page that each is poured into.
        root: the repository's top.
        site: the folder.
        before: of the site as it was built before.

    Returns:
        The addresses of the pages that stand in `before` as they are to stand, to be moved from there.
    """
    (site / "winners").mkdir(exist_ok=True)
    pages = list(_pages(view, shell))
    write = partial(_write, view, shell, root, site)
    anew: set[int] = set()

    def written(places: list[int]) -> Iterator[tuple[bytes, str]]:
        anew.update(places)
        return _of_all(write, [pages[place] for place in places])

    keys = [one.key for one in pages]
    digests = cache.through(root, f"pages of {view.call.edition}", keys, written, TypeAdapter(str))

    def standing() -> Iterator[str]:
        kept = [one for place, one in enumerate(zip(pages, digests, strict=True)) if place not in anew]
        yield from _of_all(partial(_standing, before, write), kept)

    return standing()


def _of_all(work: Callable[[Sequence[T]], list[R]], items: Sequence[T]) -> Iterator[R]:
    return chain.from_iterable(in_batches(work, items))


def _pages(view: View, shell: Shell) -> Iterator[_Page]:
    common = cache.key(view.basis, source(), *(part.encode() for part in shell.parts))
    around = (None, *view.winners, None)
    for previous, winner, following in zip(around, view.winners, around[2:], strict=False):
        near = [f"{one.code} {one.title}".encode() if one else b"" for one in (previous, following)]
        yield _Page(cache.key(common, winner.sha256.encode(), *near), previous, winner, following)


def _standing(
    before: Path | None, write: Callable[[Sequence[_Page]], object], kept: Sequence[tuple[_Page, str]]
) -> list[str]:
    """Of pages that were made earlier, the addresses of those that stand; the others are written again."""
    standing, lost = [], []
    for page, digest in kept:
        place = address(page.winner.code)
        if before and _digest(f"{before}/{place}index.html") == digest:
            standing.append(place)
        else:
            lost.append(page)
    write(lost)
    return standing


def _digest(path: str) -> str:
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123 (a Path for each of thousands takes as long as the file)
            return hashlib.sha256(file.read()).hexdigest()
    except OSError:
        return ""


def _write(view: View, shell: Shell, root: Path, site: Path, pages: Sequence[_Page]) -> list[tuple[bytes, str]]:
    about = {
        "sample": view.call.sample,
        "scale": view.call.rubric.scale,
        "judged": view.counts.judged if view.counts else 0,
    }
    written = []
    for key, previous, winner, following in pages:
        rows = [_row(one, view.call.rubric.scale) for one in winner.scores]
        body = read_body(root, winner.path, winner.sha256)
        content = render("winner.html", winner=winner, body=body, rows=rows, previous=previous, next=following, **about)
        html = shell.fill(winner.code, winner.title, winner.summary, content).encode()
        place = address(winner.code)
        os.mkdir(f"{site}/{place}")  # noqa: PTH102
        with open(f"{site}/{place}index.html", "wb", buffering=0) as file:  # noqa: PTH123
            file.write(html)
        written.append((key, hashlib.sha256(html).hexdigest()))
    return written


@lru_cache(maxsize=4096)  # means of a few sheets are few numbers, and a row is most of a page's work
def _row(score: Score, scale: int) -> Markup:
    return render("score.html", one=score, scale=scale)
