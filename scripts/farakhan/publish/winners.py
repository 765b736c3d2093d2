"""The winners: the gallery, the page of each, and what stands there before they may be named."""

import os
from collections.abc import Sequence
from functools import lru_cache, partial
from pathlib import Path

from markupsafe import Markup

from farakhan.model.call import Phase
from farakhan.persian.calendar import long_day
from farakhan.publish.render import render
from farakhan.publish.shell import Shell, address
from farakhan.publish.view import Score, View, Winner
from farakhan.store.workers import in_batches

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


def write_pages(view: View, shell: Shell, site: Path, before: Path | None = None) -> list[str]:
    """Write a page for each winner into the built site's folder, and tell which were left out as they stay.

    Args:
        view: what may be seen.
        shell: the page that each is poured into.
        site: the folder.
        before: of the site as it was built before.

    Returns:
        The addresses of the pages that stand in `before` as they are to stand, to be moved from there.
    """
    found = view.winners
    (site / "winners").mkdir(exist_ok=True)
    write = partial(_write, view, shell, site, before if before and before.is_dir() else None)
    batches = in_batches(write, list(zip((None, *found), found, (*found[1:], None), strict=False)))
    return [one for batch in batches for one in batch]


def _write(
    view: View,
    shell: Shell,
    site: Path,
    before: Path | None,
    winners: Sequence[tuple[Winner | None, Winner, Winner | None]],
) -> list[str]:
    about = {
        "sample": view.call.sample,
        "scale": view.call.rubric.scale,
        "judged": view.counts.judged if view.counts else 0,
    }
    stay = []
    for previous, winner, following in winners:
        rows = [_row(one, view.call.rubric.scale) for one in winner.scores]
        content = render("winner.html", winner=winner, rows=rows, previous=previous, next=following, **about)
        html = shell.fill(winner.code, winner.title, winner.summary, content).encode()
        place = address(winner.code)
        if before and _stands(f"{before}/{place}", html):
            stay.append(place)
        else:
            os.mkdir(f"{site}/{place}")  # noqa: PTH102 (a Path for each of thousands takes as long as the folder itself)
            with open(f"{site}/{place}index.html", "wb", buffering=0) as file:  # noqa: PTH123
                file.write(html)
    return stay


@lru_cache(maxsize=4096)  # means of a few sheets are few numbers, and a row is most of a page's work
def _row(score: Score, scale: int) -> Markup:
    return render("score.html", one=score, scale=scale)


def _stands(folder: str, html: bytes) -> bool:
    try:
        with open(f"{folder}index.html", "rb", buffering=0) as file:  # noqa: PTH123
            return file.read() == html
    except FileNotFoundError:
        return False
