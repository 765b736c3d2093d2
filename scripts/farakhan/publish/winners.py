"""The winners: the gallery, and what stands there before they may be named."""

from markupsafe import Markup

from farakhan.model.call import Phase
from farakhan.persian.calendar import long_day
from farakhan.publish.render import render
from farakhan.publish.view import View

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
