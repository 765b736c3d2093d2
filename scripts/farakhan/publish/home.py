"""The home page's parts that need a thought: what is open today, and how long still."""

from datetime import date, timedelta
from typing import NamedTuple

from markupsafe import Markup

from farakhan.face.render import render
from farakhan.model.call import Phase, ProposedTo
from farakhan.persian.calendar import end_of_day, long_day, weekday
from farakhan.persian.digits import to_persian
from farakhan.publish.view import View

TEASER = 3
"""Winners on the home page."""


class Lead(NamedTuple):
    """A page that the first screen leads to, by its address from the site's top, and the button's words."""

    address: str
    words: str


_WRITE, _HOW = Lead("write/", "ایده‌ام را می‌نویسم"), Lead("send/#write", "چگونه بنویسم؟")
_TRACK, _RULES = Lead("track/", "پیگیری ایده‌ام"), Lead("rules/", "مقررات")
_MINE, _OBJECT = Lead("track/", "نتیجهٔ ایدهٔ من"), Lead("rules/#objection", "چگونه اعتراض کنم؟")
_LIST = Lead("winners/", "فهرست پیشنهادی")
_WINNERS, _MAP = Lead("winners/", "دیدن برگزیدگان"), Lead("map/", "نقشه و عددها")


def hero(view: View, base: str) -> Markup:
    """The first screen: one sentence, and what there is to do today; while ideas are sent, the days that are left."""
    return render(
        "hero.html",
        view=view,
        base=base,
        sentence=_sentence(view, "lead"),
        days=days_left(view, base),
        leads=_leads(view),
        closes=view.closes,
    )


def _leads(view: View) -> tuple[Lead, ...]:
    """Where the first screen leads, the most wanted first; never to a form that is closed."""
    if view.phase is Phase.OPEN:
        return (_WRITE,)
    if view.phase is Phase.BEFORE:
        return _HOW, _RULES
    if view.phase is Phase.PROPOSED:
        return (_MINE, _LIST, _OBJECT) if view.call.objections is ProposedTo.PUBLIC else (_MINE, _OBJECT)
    return (_WINNERS, _MAP) if view.has_winners else (_TRACK, _RULES)


def phase(view: View, _: str) -> Markup:
    """What is open now; carries the next phase's words for the script that shows them when their hour has come."""
    return _sentence(view, f"phase phase-{view.phase.value}")


def _sentence(view: View, name: str) -> Markup:
    words = _words(view, view.phase)
    then = _words(view, view.turn.phase) if view.turn else ""
    return render("phase.html", view=view, name=name, words=words, then=then)


def _words(view: View, at: Phase) -> str:
    dates = view.call.dates
    if at is Phase.BEFORE:
        when = f"از {_day(view, 'opens')} باز می‌شود" if dates.opens else "هنوز باز نشده است"
        return f"طرح یا ایده‌ای برای کسب‌وکار خانگی دارید؟ فراخوان {when}."
    if at is Phase.OPEN:
        deadline = f"{weekday(dates.deadline)} {_day(view, 'deadline')}"
        return f"طرح یا ایده‌ای برای کسب‌وکار خانگی دارید؟ تا پایان روز {deadline} بفرستید."
    if at is Phase.CLOSED:
        words = "مهلت ارسال به پایان رسیده است. ایده‌ها در دبیرخانه بررسی می‌شوند"
        if dates.repair_until and view.today <= dates.repair_until:
            words += f"؛ ایدهٔ بازگشته را تا پایان {_day(view, 'repair_until')} می‌توان درست کرد"
        return f"{words}."
    if at is Phase.JUDGING:
        return "مهلت ارسال به پایان رسیده است. داوران ایده‌ها را می‌خوانند."
    if at is Phase.PROPOSED:
        return _proposed(view)
    return "برگزیدگان معرفی شده‌اند." if view.has_winners else "زمان معرفی برگزیدگان رسیده است."


def _proposed(view: View) -> str:
    until = view.call.dates.objections_until
    if until is None:
        return "داوری به پایان رسیده است. نتیجه‌ها هنوز قطعی نیست."
    if view.today > until:
        return "داوری و مهلت اعتراض به پایان رسیده است. به اعتراض‌ها رسیدگی می‌شود."
    return f"داوری به پایان رسیده است. تا پایان {_day(view, 'objections_until')} می‌توانید به نتیجه اعتراض کنید."


def _day(view: View, key: str) -> str:
    """A day of the call in words; whether it is our proposal stands beside it, for it is read alone."""
    day: date = getattr(view.call.dates, key)
    return f"{long_day(day)} (پیشنهاد)" if view.proposed(f"dates.{key}") else long_day(day)


def days_left(view: View, _: str) -> Markup:
    """The days until the deadline, with the day on which they were counted, so that the line stays true unscripted."""
    if view.phase is not Phase.OPEN:
        return Markup()
    deadline = view.call.dates.deadline
    return render(
        "days-left.html",
        until=end_of_day(deadline),
        days=to_persian((deadline - view.today) // timedelta(days=1)) if view.today < deadline else "",
        counted=view.today,
        last="امروز آخرین روز مهلت است.",
        then=f"مهلت در پایان {long_day(deadline)} تمام شد.",
    )


def winners_teaser(view: View, base: str) -> Markup:
    """The first few winners, with a way to all of them; nothing while there are none to show."""
    if not view.has_winners:
        return Markup()
    return render("winners-teaser.html", view=view, winners=view.winners[:TEASER], base=base)
