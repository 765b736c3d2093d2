"""An edition's sheets closed: what stands is held fast by its digests, and each judged idea gets its public number."""

import secrets
from collections import defaultdict
from collections.abc import Iterator
from datetime import date, datetime
from random import Random
from typing import NamedTuple

from farakhan.checks.closing import closed_inputs
from farakhan.files import closing as closing_file
from farakhan.judging.counting import to_be_mended
from farakhan.model.judging import Closing, SheetRow
from farakhan.persian.calendar import long_day, tehran_day
from farakhan.problems import FarakhanError
from farakhan.record.edition import Edition
from farakhan.record.sheets import Sheets

_SEED_KNOWN = (
    "عبارت قرعه (tally.seed) باید پس از بستن برگ‌ها معلوم شود، تا کسی نتواند شماره‌ها را به دلخواه بکشد؛ خالی‌اش کنید و"
    " پس از بستن بنویسید."
)


class Given(NamedTuple):
    """What a judge gave, for who closes to look at.

    Attributes:
        judge: the judge's id.
        scored: ideas with scores.
        conflicts: ideas with a conflict of interest.
        missing: ideas that were given to the judge and have neither.
    """

    judge: str
    scored: int
    conflicts: int
    missing: int


def given(edition: Edition, sheets: Sheets) -> list[Given]:
    """What each judge of the call gave, in the call's order; of those who were given nothing and gave nothing, none."""
    rows, assigned = defaultdict[str, list[SheetRow]](list), defaultdict[str, set[str]](set)
    for row in sheets.rows:
        rows[row.judge].append(row)
    for idea, judge in sheets.assignments:
        assigned[judge].add(idea)
    each = (_given(judge.id, rows[judge.id], assigned[judge.id]) for judge in edition.call.judges)
    return [gave for gave in each if gave.scored or gave.conflicts or gave.missing]


def _given(judge: str, rows: list[SheetRow], assigned: set[str]) -> Given:
    conflicts = {row.idea for row in rows if row.conflict}
    scored = {row.idea for row in rows if row.scores is not None} - conflicts
    return Given(judge, len(scored), len(conflicts), len(assigned - scored - conflicts))


def close(edition: Edition, sheets: Sheets, at: datetime, chance: Random | None = None) -> bytes:
    """The bytes of closed.json.

    Args:
        edition: that is closed.
        sheets: as they stand.
        at: when, aware.
        chance: where public numbers come from; the machine's own where none is given.

    Raises:
        FarakhanError: `sheets-closed`, they are closed already; `sheets-problems`, something is to be mended first;
            `sheets-early`, ideas may still come in; `sheets-none`, nobody has scored anything; `sheets-seed`, the
            lot's seed is known already.
    """
    for code, message in _in_the_way(edition, sheets, tehran_day(at)):
        raise FarakhanError(code, message, edition.name)
    candidates = edition.candidates()
    numbers = list(range(1, len(candidates) + 1))
    (chance or secrets.SystemRandom()).shuffle(numbers)
    by_code = dict(zip(sorted(candidate.code for candidate in candidates), numbers, strict=True))
    inputs = closed_inputs(edition.call, candidates, sheets.digests)
    return closing_file.render(Closing(edition.name, at, inputs, by_code))


def _in_the_way(edition: Edition, sheets: Sheets, today: date) -> Iterator[tuple[str, str]]:
    """Why they cannot be closed, by a code; the first is enough to know."""
    call = edition.call
    problems = to_be_mended(tuple(sorted((*edition.problems, *sheets.problems))))
    if edition.closing:
        day = long_day(tehran_day(edition.closing.at))
        yield "sheets-closed", f"برگ‌های این دوره {day} بسته شده‌اند."
    if problems:
        yield "sheets-problems", "\n".join(map(str, problems))
    if today <= call.dates.deadline:
        yield "sheets-early", f"تا پایان {long_day(call.dates.deadline)} ایده می‌رسد؛ پیش از آن داوری بسته نمی‌شود."
    if not any(row.scores is not None and not row.conflict for row in sheets.rows):
        yield "sheets-none", "هنوز هیچ داوری به هیچ ایده‌ای امتیاز نداده است."
    if call.tally.tie == "lot" and call.tally.seed:
        yield "sheets-seed", _SEED_KNOWN
