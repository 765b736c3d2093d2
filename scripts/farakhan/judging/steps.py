"""The way of a call from accepted ideas to the announcement, step by step: which are done, and what the others need."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from farakhan.files.layout import sheet_path
from farakhan.judging.counting import to_be_mended
from farakhan.judging.sharing import owing, unranked
from farakhan.model.codes import grouped
from farakhan.model.idea import Status
from farakhan.persian.calendar import long_day
from farakhan.persian.digits import to_persian
from farakhan.record.edition import Edition
from farakhan.record.sheets import Sheets

_SHOWN = 20
"""Codes that are told of one kind; the rest is a number."""
_WAITING = frozenset({Status.RECEIVED, Status.HELD, Status.RETURNED})


class Stage(StrEnum):
    """A step."""

    SCREENED = "screened"
    SHARED = "shared"
    SHEETS = "sheets"
    CONFIRMED = "confirmed"
    CLOSED = "closed"
    COUNTED = "counted"
    DECIDED = "decided"
    HEARD = "heard"
    SIGNED = "signed"
    ANNOUNCED = "announced"


class Step(NamedTuple):
    """A step of the call.

    Attributes:
        stage: which one.
        needs: what it still needs, a sentence each; nothing where it is done.
    """

    stage: Stage
    needs: tuple[str, ...]

    @property
    def is_done(self) -> bool:
        """Whether nothing is left to be done."""
        return not self.needs


def steps(edition: Edition, sheets: Sheets, waiting: int, today: date) -> list[Step]:
    """All steps in their order.

    Args:
        edition: as it stands.
        sheets: of it.
        waiting: how many objections have no answer.
        today: the day in Tehran.
    """
    needs = {
        Stage.SCREENED: _screened(edition, today),
        Stage.SHARED: _shared(edition, sheets),
        Stage.SHEETS: _sheets(edition, sheets),
        Stage.CONFIRMED: _confirmed(edition, sheets),
        Stage.CLOSED: _closed(edition, sheets),
        Stage.COUNTED: _counted(edition),
        Stage.DECIDED: _decided(edition),
        Stage.HEARD: _heard(edition, waiting, today),
        Stage.SIGNED: _signed(edition),
        Stage.ANNOUNCED: _announced(edition, today),
    }
    return [Step(stage, tuple(needs[stage])) for stage in Stage]


def current(every: Iterable[Step]) -> Step | None:
    """The first step that is not done; None where all are."""
    return next((step for step in every if not step.is_done), None)


def unconfirmed(edition: Edition, sheets: Sheets) -> tuple[str, ...]:
    """The judges who have sent a sheet of the round and have not confirmed it as it stands; sorted."""
    paths = {row.judge: sheet_path(edition.round.id, row.judge) for row in sheets.rounds[edition.round.id]}
    return tuple(
        sorted(judge for judge, path in paths.items() if sheets.confirmed.get(path) != sheets.digests.get(path))
    )


def listed(codes: tuple[str, ...]) -> str:
    """Codes of ideas as people read them; of many the first."""
    more = f" و {len(codes) - _SHOWN} ایدهٔ دیگر" if len(codes) > _SHOWN else ""
    return to_persian(f"{'، '.join(map(grouped, codes[:_SHOWN]))}{more}")


def _screened(edition: Edition, today: date) -> Iterator[str]:
    call = edition.call
    if today <= call.dates.deadline:
        yield f"تا پایان {long_day(call.dates.deadline)} ایده می‌رسد."
    waiting = sum(facts.status in _WAITING for facts in edition.facts.values())
    if waiting and not edition.closing:
        yield to_persian(f"{waiting} ایده هنوز بررسی نشده است.")
    if not edition.candidates():
        yield "هنوز ایده‌ای پذیرفته نشده است."


def _shared(edition: Edition, sheets: Sheets) -> Iterator[str]:
    if edition.closing:
        return
    if not edition.call.judges:
        yield "هنوز داوری نیست."
    given = Counter(pair.idea for pair in sheets.assigned(edition))
    if not edition.candidates():
        yield "پس از پذیرش ایده‌ها."
    lacking = sum(given[idea.code] < edition.round.readings for idea in edition.read_in_round())
    if lacking:
        yield to_persian(f"{lacking} ایده هنوز به {edition.round.readings} داور داده نشده است.")


def _sheets(edition: Edition, sheets: Sheets) -> Iterator[str]:
    reopened = edition.closing.reopened if edition.closing else None
    if reopened:
        yield to_persian(f"برگ «{reopened.judge}» برای اعتراض {reopened.objection} بازگشوده است.")
    if edition.closing:
        return
    if not sheets.rounds[edition.round.id]:
        yield "هنوز برگی نیامده است."
    elif judges := owing(edition, sheets):
        yield f"از این داوران هنوز برگی نیامده است: {'، '.join(judges)}"
    elif codes := unranked(edition, sheets):
        yield to_persian(f"{len(codes)} ایده هنوز امتیاز کافی ندارد: ") + listed(codes)


def _confirmed(edition: Edition, sheets: Sheets) -> Iterator[str]:
    if edition.closing:
        return
    if not sheets.rounds[edition.round.id]:
        yield "پس از رسیدن برگ‌ها."
    elif judges := unconfirmed(edition, sheets):
        yield f"این داوران برگشان را هنوز تأیید نکرده‌اند: {'، '.join(judges)}"
    elif owing(edition, sheets):
        yield "برگ همهٔ داوران هنوز نیامده است."


def _closed(edition: Edition, sheets: Sheets) -> Iterator[str]:
    problems = to_be_mended((*edition.problems, *sheets.problems))
    if problems:
        yield to_persian(f"{len(problems)} ایراد در پرونده‌های داوری هست.")
    if edition.closing is None:
        yield f"«{edition.round.name}» هنوز باز است."


def _counted(edition: Edition) -> Iterator[str]:
    results, closing = edition.results, edition.closing
    if closing is None or results is None:
        yield "امتیازها هنوز شمرده نشده است."
    elif results.inputs.files != closing.inputs.files:
        yield "برگی پس از شمارش عوض شده است؛ دوباره بشمارید."


def _decided(edition: Edition) -> Iterator[str]:
    if edition.awards is None:
        yield "هیئت داوران هنوز تصمیم نگرفته است."
    elif not edition.decided():
        yield "تصمیم هیئت بر شمارش پیشین است؛ بر شمارش تازه استوارش کنید."


def _heard(edition: Edition, waiting: int, today: date) -> Iterator[str]:
    until = edition.call.dates.objections_until
    if not edition.decided():
        yield "پس از تصمیم هیئت."
    if waiting:
        yield to_persian(f"{waiting} اعتراض پاسخ ندارد.")
    if until and today <= until:
        yield f"تا پایان {long_day(until)} اعتراض شنیده می‌شود."


def _signed(edition: Edition) -> Iterator[str]:
    if edition.awards is None or not edition.awards.letter.signed:
        yield "صورت‌جلسه هنوز امضا و نامه‌اش شماره‌دار نشده است."


def _announced(edition: Edition, today: date) -> Iterator[str]:
    announced = edition.call.dates.announced
    if edition.awards is None or not edition.awards.letter.signed:
        yield "پس از امضا."
    if announced is None:
        yield "روز معرفی برگزیدگان هنوز نوشته نشده است."
    elif today < announced:
        yield f"روز معرفی {long_day(announced)} است."
