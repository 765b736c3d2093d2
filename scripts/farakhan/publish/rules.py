"""The rules page: how ideas are judged and counted, said from call.yml, and what was changed in the call since."""

import re
from collections.abc import Iterator
from datetime import timedelta
from operator import mul
from typing import NamedTuple

from markupsafe import Markup
from pydantic import BaseModel

from farakhan.face.render import listed, render
from farakhan.model.call import Amendment, Call, TallyRule
from farakhan.persian.calendar import long_day, parse_day
from farakhan.persian.digits import to_persian
from farakhan.publish import form
from farakhan.publish.view import MILESTONES, PublicCall, View
from farakhan.tally.example import EXAMPLE
from farakhan.tally.rules import RULES


class Rule(NamedTuple):
    """A sentence on how winners are found, and the part of call.yml that it says."""

    place: str
    words: str


def tally_rule(view: View, _: str) -> Markup:
    """How sheets become a ranking, a sentence each."""
    return render("rules.html", view=view, list="ol", name="tally-rule", rules=list(_scoring(view)))


def quotas(view: View, _: str) -> Markup:
    """How a ranking becomes winners, a sentence each."""
    return render("rules.html", view=view, list="ul", name="quotas", rules=list(_choosing(view)))


def _scoring(view: View) -> Iterator[Rule]:
    tally, rubric = view.call.tally, view.call.rubric
    yield from _rounds(view.call)
    yield Rule(
        "rubric.scale",
        f"هر داور به هر معیار عددی صحیح از ۰ تا {to_persian(rubric.scale)} می‌دهد. برگی شمرده می‌شود که همهٔ معیارهایش"
        " پر باشد و داورش با آن ایده تعارض منافع نداشته باشد.",
    )
    yield Rule(
        "rubric.criteria",
        "امتیاز هر برگ، جمع نمره‌ها ضرب در وزن معیارهاست، بخش بر بیشترین مقداری که آن جمع می‌تواند داشته باشد؛"
        " آن را از ۱۰۰ نشان می‌دهیم.",
    )
    yield Rule(
        "tally.rule",
        f"{RULES[tally.rule].words} ایده‌ای که کمتر از {to_persian(tally.min_sheets)} برگ داشته باشد"
        " رتبه نمی‌گیرد تا داوری‌اش کامل شود.",
    )
    yield Rule("tally.tie_break", _ties(view))


def _rounds(call: PublicCall) -> Iterator[Rule]:
    """The rounds, where there is more than one."""
    for index, part in enumerate(call.rounds):
        words = f"{part.name}: "
        if index == 0:
            words += f"هر ایده را {part.readings} داور می‌خوانند."
        else:
            near = f" و هر ایده‌ای که حداکثر {part.margin} امتیاز از آن‌ها کمتر دارد" if part.margin else ""
            words += f"دست‌کم {part.shortlist} ایدهٔ بهتر{near} را {part.readings} داور دیگر هم می‌خوانند."
        yield Rule("rounds", to_persian(words))
    if call.rounds:
        yield Rule(
            "rounds",
            "ایده‌ای که کمتر از برنامه خوانده شده باشد کنار نمی‌رود و به دور بعد می‌رسد. امتیاز پایانی از برگ‌های همهٔ"
            " دورهاست و برگزیدگان از ایده‌های دور پایانی‌اند.",
        )


def _ties(view: View) -> str:
    names = {criterion.id: f"میانگین «{criterion.name}»" for criterion in view.call.rubric.criteria}
    names[TallyRule.CO_READERS] = "امتیاز پس از کم کردن گرایش داوران"
    order = listed(tuple(names[criterion] for criterion in view.call.tally.tie_break))
    if not order:
        return "ایده‌هایی که امتیازشان برابر است هم‌رتبه‌اند."
    return (
        f"اگر امتیاز دو ایده برابر باشد، {order} به همین ترتیب رتبه را روشن می‌کند. اگر باز هم برابر باشند، هم‌رتبه‌اند."
    )


def _choosing(view: View) -> Iterator[Rule]:
    tally = view.call.tally
    yield Rule("tally.winners", f"{to_persian(tally.winners)} ایده برگزیده می‌شود.")
    yield from _quotas(view)
    if tally.tie == "jury":
        yield Rule(
            "tally.tie",
            "هیچ ایده‌ای بر ایدهٔ هم‌رتبه‌اش پیشی ندارد. اگر در کمینه، سقف یا آخرین جاها برای همهٔ آن‌ها جا نباشد،"
            " برابری‌شان اعلام می‌شود و هیئت داوران میان آن‌ها تصمیم می‌گیرد؛ ایده‌ای پایین‌تر جای آن‌ها را نمی‌گیرد.",
        )
        yield Rule(
            "tally.tie",
            "ایده‌ای بی‌گفت‌وگو برگزیده است که هیئت میان ایده‌های برابر هر تصمیمی بگیرد، برگزیده شود. ایده‌ای که با یک"
            " تصمیم برگزیده می‌شود و با تصمیمی دیگر نه، تا تصمیم هیئت در مرز می‌ماند.",
        )
        if tally.county_most is not None:
            yield Rule(
                "tally.tie",
                "اگر تصمیم‌های ممکن هیئت چنان زیاد باشد که نتوان همه را دنبال کرد، انتخاب در همان رتبه می‌ایستد و"
                " ایده‌های پایین‌تر منتظر تصمیم هیئت می‌مانند.",
            )
    else:
        seed = (
            f"عبارت قرعه «{tally.seed}» است."
            if tally.seed
            else "عبارت قرعه پس از بستن برگ‌ها، وقتی هر ایده شماره‌اش را دارد، اعلام می‌شود."
        )
        yield Rule(
            "tally.tie",
            "اگر ایده‌هایی درست در مرز برگزیده شدن برابر باشند، قرعه‌ای تعیین می‌کند که همه می‌توانند آن را بازبینی کنند."
            f" {seed}",
        )


def _quotas(view: View) -> Iterator[Rule]:
    tally = view.call.tally
    names = {field.id: field.name for field in view.call.fields}
    least = [(quota.least, names[quota.id]) for quota in tally.field_quotas]
    most = [(quota.most, names[quota.id]) for quota in tally.field_quotas]
    for word, bounds in (("دست‌کم", least), ("حداکثر", most)):
        for number in sorted({number for number, _ in bounds if number is not None}):
            own = tuple(name for bound, name in bounds if bound == number)
            whose = "هر حوزه" if len(own) == len(names) else _fields_in_words(own)
            yield Rule("tally.field_quotas", f"از {whose} {word} {to_persian(number)} ایده برگزیده می‌شود.")
    if tally.county_most is not None:
        words = f"از هر شهرستان حداکثر {to_persian(tally.county_most)} ایده برگزیده می‌شود."
        yield Rule("tally.county_most", words)
    if any(quota.least for quota in tally.field_quotas):
        words = "نخست کمینهٔ هر حوزه با بهترین ایده‌های آن پر می‌شود، سپس جاهای دیگر با بهترین ایده‌های مانده."
        yield Rule("tally.field_quotas", words)


def _fields_in_words(names: tuple[str, ...]) -> str:
    each = " هر کدام" if len(names) > 1 else ""
    return f"حوزهٔ {listed(names)}{each}"


def objections(view: View, base: str) -> Markup:
    """In which days results are proposed, who sees them then, and how somebody objects; or that no day is named."""
    judged, until = view.call.dates.judging_until, view.call.dates.objections_until
    since = judged + timedelta(days=1) if judged else None
    intake = form.address(view.call, base)
    return render("objections.html", view=view, base=base, intake=intake, since=since, until=until)


def worked_example(view: View, _: str) -> Markup:
    """The tally's own example, with the whole numbers that a reader can count again by hand."""
    rubric = EXAMPLE.rubric
    weights = [criterion.weight for criterion in rubric.criteria]
    sums = [sum(map(mul, weights, row)) for row in EXAMPLE.rows]
    return render(
        "worked-example.html",
        example=EXAMPLE,
        sums=sums,
        top=sum(weights) * rubric.scale,
        another=view.call.tally.rule is not EXAMPLE.rule,
    )


def amendments(view: View, _: str) -> Markup:
    """What was changed in the call since it was announced, the newest last."""
    return render("amendments.html", changes=[_change(view, amendment) for amendment in view.call.amendments])


def _change(view: View, amendment: Amendment) -> dict[str, object]:
    return {
        "what": MILESTONES.get(amendment.what.removeprefix("dates.")) or _titled(view.call, amendment.what),
        "old": _in_words(amendment.old),
        "new": _in_words(amendment.new),
        "why": amendment.why,
        "on": amendment.on,
    }


def _titled(part: object, keys: str) -> str:
    """What a value of the call is called: the names of entries on the way to it, and the title of its last key."""
    names: list[str] = []
    title = ""
    for key in keys.split("."):
        if isinstance(part, tuple):
            part = next((entry for entry in part if getattr(entry, "id", None) == key), None)
            names += [getattr(part, "name", key)]
            title = ""
        else:
            known = type(part).model_fields if isinstance(part, BaseModel) else Call.model_fields
            title = re.split("[:؛]", known[key].title or key)[0] if key in known else key
            part = getattr(part, key, None)
    return "، ".join(filter(None, (*names, title)))


def _in_words(value: str) -> str:
    try:
        return long_day(parse_day(value))
    except ValueError:
        return to_persian(value)
