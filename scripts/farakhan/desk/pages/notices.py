"""Messages to owners after decisions: those of a day, to be copied, or as a table for SMS."""

from datetime import date

from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.model.acts import Kind
from farakhan.office.notifying import decided_on, table, table_with_mobiles
from farakhan.office.opening import Opening
from farakhan.office.renewal import see_reason
from farakhan.persian.calendar import iso_day, tehran_day, typed_day
from farakhan.persian.digits import to_persian
from farakhan.store.acting import acting
from farakhan.store.clock import now

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def notices(asked: Asked) -> Response:
    """The ideas that were decided on a day, each with its message."""
    day = _day(asked.request.query_params.get("day", ""))
    return asked.show(
        "notices.html",
        day=day,
        typed=to_persian(iso_day(day).replace("-", "/")),
        notices=decided_on(asked.desk.root, asked.desk.call(), day, tehran_day(now())),
        held=asked.session.keyring.minutes(),
    )


def as_workbook(asked: Asked) -> Response:
    """The same as a table, without anybody's number."""
    day = _day(asked.request.query_params.get("day", ""))
    return _book(table(decided_on(asked.desk.root, asked.desk.call(), day, tehran_day(now()))), day)


def with_mobiles(asked: Asked) -> Response:
    """The same with each owner's mobile, opened with this machine's key for a reason that is written down first."""
    desk, sitter, day = asked.desk, asked.session.sitter, _day(asked.text("day"))
    why = asked.text("why").strip()
    see_reason(why)
    acting(desk.root, desk.call(), sitter.who, Kind.CONTACT)
    listed = decided_on(desk.root, desk.call(), day, tehran_day(now()))
    opening = Opening(asked.session.keyring.keys(), sitter.who.name, why, now())
    opened = table_with_mobiles(desk.root, listed, opening)
    asked.session.notices += [f"تماس باز نشد و در جدول خالی است: {words}" for words in opened.sealed[:3]]
    return _book(opened.data, day)


def _day(typed: str) -> date:
    """A day as it was typed; today where it is none."""
    try:
        return typed_day(typed)
    except ValueError:
        return tehran_day(now())


def _book(data: bytes, day: date) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="notices-{iso_day(day)}.xlsx"'}
    return Response(data, media_type=_XLSX, headers=headers)
