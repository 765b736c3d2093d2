"""How it was judged, in sentences that say no more than the open data: nothing of a judge, nothing of one sheet."""

import json
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from markupsafe import Markup

from farakhan.face.render import render
from farakhan.files.opened import RESULTS
from farakhan.persian.digits import to_persian
from farakhan.publish.view import View

NEAR = Fraction(5, 100)
"""A distance from the cut that a few sheets do not tell apart: real judges differ by far more."""


def facts(view: View, _: str) -> Markup:
    """What was counted and how near the cut was; nothing before open data may be seen."""
    if not view.opened:
        return Markup()
    results = json.loads(view.opened[RESULTS])
    return render("judged-facts.html", sentences=[to_persian(words) for words in _sentences(results)])


def _sentences(results: Mapping[str, Any]) -> Iterator[str]:
    ranking, winners = results["ranking"], set(results["winners"])
    if ranking:
        least = min(place["rows"] for place in ranking)
        yield f"{len(ranking)} ایده رتبه گرفت، هر کدام با دست‌کم {least} ردیف امتیاز."
    if results["unranked"]:
        yield f"{len(results['unranked'])} ایده کمتر از آن ردیف داشت که فراخوان می‌خواهد، و رتبه نگرفت."
    if results["not_shortlisted"]:
        yield f"{len(results['not_shortlisted'])} ایده در دورهای پیش خوانده شد و به دور پایانی نرسید."
    if results["tied"]:
        yield f"{len(results['tied'])} ایده درست در مرز برابر بودند و میان آن‌ها هیئت داوران تصمیم گرفت."
    scores = {place["number"]: Fraction(place["score"]["exact"]) for place in ranking}
    chosen = {*winners, *results["tied"]}
    if chosen and len(chosen) < len(scores):
        cut = min(scores[number] for number in chosen)
        near = sum(abs(score - cut) < NEAR for score in scores.values()) - 1
        points = f"{int(100 * NEAR)} نمره از ۱۰۰"
        yield (
            f"{near} ایدهٔ دیگر کمتر از {points} با مرز فاصله داشتند: چنین فاصله‌ای را شمارش به‌تنهایی از هم"
            " بازنمی‌شناسد، و برای همین تصمیم با هیئت داوران بود."
            if near
            else f"هیچ ایدهٔ دیگری نزدیک‌تر از {points} به مرز نبود."
        )
