"""The site: rehearsed for a chosen day before anybody sees it, and built where this machine serves it."""

from http import HTTPStatus

from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.pages.running import Question, ask, is_sure, running, show
from farakhan.model.call import Phase
from farakhan.persian.calendar import iso_day, tehran_day, typed_day
from farakhan.persian.digits import to_persian
from farakhan.store.clock import now

HERE, PUBLIC = "/run/publish", "public"
PHASES = {
    Phase.BEFORE: "پیش از آغاز",
    Phase.OPEN: "ایده می‌رسد",
    Phase.CLOSED: "مهلت گذشته است",
    Phase.JUDGING: "داوری",
    Phase.PROPOSED: "نتیجهٔ پیشنهادی",
    Phase.ANNOUNCED: "معرفی برگزیدگان",
}


def publish(asked: Asked) -> Response:
    """What would be published today, and the last rehearsal."""
    run = running(asked)
    today, built = tehran_day(now()), asked.desk.rehearsal.built
    day = typed_day(built.day) if built else today
    return show(
        asked,
        run,
        HERE,
        "run-publish.html",
        today=today,
        phase=PHASES[run.edition.call.phase(today)],
        built=built,
        day=day,
        day_phase=PHASES[run.edition.call.phase(day)],
        other=run.edition.call.dates.announced or today,
    )


def rehearse(asked: Asked) -> Response:
    """Build the site of a chosen day, for the eyes of who sits here."""
    typed = asked.text("day")
    try:
        day = typed_day(typed) if typed.strip() else tehran_day(now())
    except ValueError:
        return asked.refuse("روز را چنین بنویسید: 1406/06/02", HTTPStatus.CONFLICT, HERE)
    asked.desk.rehearsal.build(asked.desk.root, asked.desk.edition, iso_day(day))
    return asked.go(HERE, "پیش‌نمایش ساخته شد.")


def build(asked: Asked) -> Response:
    """Build the site of today where this machine serves it."""
    from farakhan.publish.building import build_site  # noqa: PLC0415 (mkdocs is larger than the whole desk)

    run = running(asked)
    if not is_sure(asked):
        phase = PHASES[run.edition.call.phase(tehran_day(now()))]
        follows = [f"سایت امروز ({phase}) در پوشهٔ public این رایانه جای سایت پیشین می‌نشیند."]
        return ask(asked, run, HERE, Question("سایت ساخته شود؟", follows, "ساخته شود"))
    out = (asked.desk.root / PUBLIC).resolve()
    left_out = build_site(asked.desk.root, asked.desk.edition, iso_day(tehran_day(now())), out)
    return asked.go(HERE, "سایت ساخته شد.", *map(to_persian, left_out))
