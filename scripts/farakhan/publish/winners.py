"""The winners: the gallery, and what stands there before they may be named."""

from markupsafe import Markup

from farakhan.face.render import render
from farakhan.model.call import Phase, ProposedTo
from farakhan.model.idea import LABELS, Stage
from farakhan.persian.calendar import long_day
from farakhan.publish.view import View

GALLERY = Markup("<!-- gallery -->")
"""Holds the gallery's place until its page is rendered: thousands of cards would hold up the search's parser."""


_TILL_THEN = "نام و متن هیچ ایده‌ای منتشر نمی‌شود."


def gallery_place(view: View, _: str) -> Markup:
    """Where the gallery comes; nothing while there are no winners to show."""
    return GALLERY if view.has_winners else Markup()


def gallery(view: View, base: str) -> Markup:
    """All winners in the order of their rank, with what they can be chosen by, and as plain lists by field."""
    by_field = {field: [winner for winner in view.winners if winner.field == field] for field in view.call.fields}
    return render(
        "winners-gallery.html",
        view=view,
        winners=view.winners,
        by_field=[(field, own) for field, own in by_field.items() if own],
        options=_options(view),
        base=base,
    )


def _options(view: View) -> dict[str, list[tuple[str, str]]]:
    """What the winners can be chosen by: of each list only what occurs, in the order in which it is asked."""
    shown, call = view.winners, view.call
    fields = {winner.field.id for winner in shown}
    counties = {county for winner in shown for county in winner.county_ids}
    chains = {winner.product_id for winner in shown}
    stages = {winner.stage_id for winner in shown}
    return {
        "field": [(field.id, field.name) for field in call.fields if field.id in fields],
        "county": [(county.id, county.name) for county in call.counties if county.id in counties],
        "chain": [(chain.id, chain.name) for chain in call.chains if chain.id in chains],
        "stage": [(stage.value, LABELS[stage]) for stage in Stage if stage.value in stages],
    }


def pending(view: View, base: str) -> Markup:
    """When the winners come; nothing once they are there."""
    announced = view.call.dates.announced
    if view.has_winners:
        return Markup()
    if view.phase is Phase.PROPOSED and view.call.objections is ProposedTo.PUBLIC:
        return render("nominees.html", view=view, base=base)
    if view.phase is Phase.ANNOUNCED:
        words = "زمان معرفی برگزیدگان رسیده است. فهرست آن‌ها پس از ثبت تصمیم هیئت داوران همین‌جا می‌آید."
    elif announced:
        proposed = " (پیشنهاد)" if view.proposed("dates.announced") else ""
        words = f"برگزیدگان در {long_day(announced)}{proposed} همین‌جا معرفی می‌شوند. پیش از آن، {_TILL_THEN}"
    else:
        words = f"زمان معرفی برگزیدگان هنوز روشن نیست. پیش از آن، {_TILL_THEN}"
    return render("winners-pending.html", words=words)
