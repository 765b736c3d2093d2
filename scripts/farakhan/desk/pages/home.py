"""The first page: where the call stands, and what waits for whom."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import NamedTuple

from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.index import WRONG, Query
from farakhan.model.call import Call, Phase
from farakhan.model.idea import Status
from farakhan.model.staff import Duty
from farakhan.persian.calendar import tehran_day
from farakhan.persian.digits import to_persian
from farakhan.store import backup
from farakhan.store.clock import now
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
        waiting=list(_waiting(call, today, listed.by_status)),
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


def _notes(asked: Asked, today: date) -> list[str]:
    """What somebody should know beside the ideas: what is not pushed, when the last backup was."""
    notes: list[str] = []
    root = asked.desk.root
    if pushing.is_ahead(root):
        notes.append("آنچه اینجا ثبت شده هنوز به مخزن مشترک نرفته است؛ از «همگام‌سازی» بفرستید.")
    last = backup.last(root)
    if last is None:
        notes.append("هنوز پشتیبان گرفته نشده است؛ مسئول فنی با farakhan backup می‌گیرد.")
    elif today - tehran_day(last) > timedelta(days=_BACKUP_DAYS):
        notes.append(to_persian(f"آخرین پشتیبان {(today - tehran_day(last)).days} روز پیش گرفته شده است."))
    return notes
