"""The home page's parts that need a thought: what is open today, and how long still."""

from datetime import timedelta

from markupsafe import Markup

from farakhan.face.render import render
from farakhan.model.call import Phase
from farakhan.persian.calendar import end_of_day, long_day, weekday
from farakhan.persian.digits import to_persian
from farakhan.publish.view import View

TEASER = 3
"""Winners on the home page."""


SENDING = (("write", "ایده‌ام را می‌نویسم"), ("send", "راهنمای فرستادن"))
WAITING = (("track", "پیگیری ایده‌ام"), ("rules", "مقررات"))
HONOURED = (("winners", "دیدن برگزیدگان"), ("map", "نقشه و عددها"))
"""Where the first screen leads: pages with their buttons' words, the most wanted first."""


def hero(view: View, base: str) -> Markup:
    """The first screen's answers: for whom, until when, how; and what there is to do today."""
    sending = view.phase in (Phase.BEFORE, Phase.OPEN)
    now = days_left(view, base) if view.phase is Phase.OPEN else phase(view, base)
    ways = SENDING if sending else HONOURED if view.winners else WAITING
    return render("hero.html", view=view, base=base, sending=sending, now=now, ways=ways)


def phase(view: View, _: str) -> Markup:
    """What is open now; carries the next phase's words for the script that shows them when their hour has come."""
    words = _words(view, view.phase)
    then = _words(view, view.turn.phase) if view.turn else ""
    return render("phase.html", view=view, words=words, then=then)


def _words(view: View, at: Phase) -> str:
    dates = view.call.dates
    deadline = f"{weekday(dates.deadline)} {long_day(dates.deadline)}"
    if at is Phase.BEFORE:
        return f"فراخوان از {long_day(dates.opens)} باز می‌شود." if dates.opens else "فراخوان هنوز باز نشده است."
    if at is Phase.OPEN:
        return f"فراخوان باز است. ایده‌تان را تا پایان روز {deadline} بفرستید."
    if at is Phase.JUDGING:
        return "مهلت ارسال به پایان رسیده است. ایده‌ها بررسی و داوری می‌شوند."
    if at is Phase.OBJECTIONS:
        until = f" تا {long_day(dates.objections_until)}" if dates.objections_until else ""
        return f"داوری به پایان رسیده است.{until} به اعتراض‌ها رسیدگی می‌شود."
    return "برگزیدگان معرفی شده‌اند." if view.winners else "زمان معرفی برگزیدگان رسیده است."


def days_left(view: View, _: str) -> Markup:
    """The days until the deadline, with the day on which they were counted, so that the line stays true unscripted."""
    if view.phase is not Phase.OPEN:
        return Markup()
    deadline = view.call.dates.deadline
    days = (deadline - view.today) // timedelta(days=1)
    left, last = "تا پایان مهلت {} روز مانده است", "امروز آخرین روز مهلت است"
    counted = f" (شمرده در {long_day(view.today)})."
    return render(
        "days-left.html",
        until=end_of_day(deadline),
        words=f"{left.format(to_persian(days)) if days else last}{counted}",
        left=f"{left}.",
        last=f"{last}.",
        then=f"مهلت در پایان {long_day(deadline)} تمام شد.",
    )


def winners_teaser(view: View, base: str) -> Markup:
    """The first few winners, with a way to all of them; nothing while there are none to show."""
    return (
        render("winners-teaser.html", view=view, winners=view.winners[:TEASER], base=base) if view.winners else Markup()
    )
