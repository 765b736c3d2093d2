"""The first page: where the call stands, and what waits for whom."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import date, timedelta
from typing import NamedTuple

from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.index import WRONG, Query
from farakhan.desk.pages.copies import undecided
from farakhan.desk.pages.running import running
from farakhan.files.layout import SHEETS
from farakhan.files.layout import Kind as Place
from farakhan.judging.steps import unconfirmed
from farakhan.model.call import Call, Phase
from farakhan.model.idea import Status
from farakhan.model.staff import Duty
from farakhan.persian.calendar import tehran_day
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.objections import objections
from farakhan.store import backup
from farakhan.store.clock import now
from farakhan.store.disk import RECORD
from farakhan.store.git import pushing

PHASES = {
    Phase.BEFORE: "هنوز آغاز نشده است",
    Phase.OPEN: "ایده می‌رسد",
    Phase.CLOSED: "مهلت گذشته است؛ بررسی",
    Phase.JUDGING: "داوری",
    Phase.PROPOSED: "نتیجهٔ پیشنهادی و اعتراض",
    Phase.ANNOUNCED: "اعلام شده است",
}
_BACKUP_DAYS = 7


class Waiting(NamedTuple):
    """Something that waits for somebody: how much of it, in words, where it is done, and for whom."""

    number: int
    words: str
    address: str
    duty: Duty


class Note(NamedTuple):
    """Something that somebody should know, in words, and where it is done; empty where that is not at the desk."""

    words: str
    address: str


class Step(NamedTuple):
    """A stage of the call, whether it is the one of today, and the day that ends it."""

    words: str
    is_now: bool
    until: date | None


def home(asked: Asked) -> Response:
    """What waits, and where the call stands."""
    desk, call, today = asked.desk, asked.desk.call(), tehran_day(now())
    listed = desk.renewed().find(Query())
    return asked.show(
        "home.html",
        steps=_steps(call, today),
        waiting=[*_waiting(call, today, listed.by_status), *_beside(asked)],
        total=listed.total,
        notes=list(_notes(asked, today)),
    )


def _steps(call: Call, today: date) -> list[Step]:
    phase, dates = call.phase(today), call.dates
    ends = {
        Phase.BEFORE: dates.opens,
        Phase.OPEN: dates.deadline,
        Phase.CLOSED: dates.judging_from,
        Phase.JUDGING: dates.judging_until,
        Phase.PROPOSED: dates.announced,
        Phase.ANNOUNCED: None,
    }
    return [Step(words, part is phase, ends[part]) for part, words in PHASES.items()]


def _waiting(call: Call, today: date, by_status: Mapping[str, int]) -> list[Waiting]:
    """What waits for a person, the most urgent first."""
    until = call.dates.repair_until
    is_over = until is not None and today > until
    overdue = "برای تکمیل برگشته و مهلتش گذشته است" if is_over else "برای تکمیل برگشته و منتظر صاحبش است"
    kinds = (
        (WRONG, "پرونده‌اش نادرست است", Duty.SCREEN),
        (Status.RECEIVED.value, "تازه رسیده و باید بررسی شود", Duty.SCREEN),
        (Status.HELD.value, "نگه داشته شده است تا کسی ببیند", Duty.SCREEN),
        (Status.RETURNED.value, overdue, Duty.SCREEN),
    )
    return [
        Waiting(by_status[status], words, f"/ideas?status={status}", duty)
        for status, words, duty in kinds
        if by_status.get(status)
    ]


def _beside(asked: Asked) -> Iterator[Waiting]:
    """What waits beside the ideas' states: possible copies, sheets that nobody confirmed, objections."""
    desk = asked.desk
    if number := undecided(desk):
        yield Waiting(number, "جفت ایدهٔ مانند هم، شاید رونوشت", "/copies", Duty.SCREEN)
    with suppress(FarakhanError):  # what cannot be read is told where the call is run
        if asked.session.sitter.may(Duty.JUDGING) and (number := _unconfirmed(asked)):
            yield Waiting(number, "برگ داوری آمده و داورش هنوز تأیید نکرده است", "/run/sheets", Duty.JUDGING)
    with suppress(FarakhanError):
        if number := sum(objection.waits for objection in objections(desk.root, desk.edition)):
            yield Waiting(number, "اعتراض بی‌پاسخ", "/run/objections", Duty.AWARD)


def _unconfirmed(asked: Asked) -> int:
    """Judges whose sheets wait for their word; nothing is read while no sheet is there, or once all are closed."""
    folder = asked.desk.root / RECORD / asked.desk.edition
    if not (folder / SHEETS).is_dir() or (folder / Place.CLOSED).exists():
        return 0
    run = running(asked)
    return len(unconfirmed(run.edition, run.sheets))


def _notes(asked: Asked, today: date) -> Iterator[Note]:
    """What somebody should know beside: what is not pushed, when the last backup was."""
    root = asked.desk.root
    if pushing.is_ahead(root):
        yield Note("آنچه اینجا ثبت شده هنوز به مخزن مشترک نرفته است.", "/sync")
    last = backup.last(root)
    if last is None:
        yield Note("هنوز پشتیبان گرفته نشده است؛ مسئول فنی با farakhan backup می‌گیرد.", "")
    elif today - tehran_day(last) > timedelta(days=_BACKUP_DAYS):
        days = (today - tehran_day(last)).days
        yield Note(to_persian(f"آخرین پشتیبان {days} روز پیش گرفته شده است؛ به مسئول فنی بگویید."), "")
