"""An edition's sheets closed: what stands is held fast by its digests, and each judged idea gets its public number."""

import secrets
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from random import Random
from typing import NamedTuple

from farakhan.checks.closing import closed_inputs
from farakhan.checks.shortlists import inputs_before
from farakhan.files import closing as closing_file
from farakhan.files import shortlists
from farakhan.files.layout import Kind, shortlist_path
from farakhan.judging.counting import to_be_mended
from farakhan.model.call import Round
from farakhan.model.judging import Closing, SheetRow, Shortlist
from farakhan.persian.calendar import long_day, tehran_day
from farakhan.problems import FarakhanError
from farakhan.record.edition import Edition
from farakhan.record.sheets import Sheets
from farakhan.tally.rounds import shortlist

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
    """What each judge of the call gave in the round whose sheets come in, in the call's order.

    Of those who were given nothing and gave nothing, nothing is said.
    """
    rows, assigned = defaultdict[str, list[SheetRow]](list), defaultdict[str, set[str]](set)
    for row in sheets.rounds[edition.round.id]:
        rows[row.judge].append(row)
    for idea, judge in sheets.assigned(edition):
        assigned[judge].add(idea)
    each = (_given(judge.id, rows[judge.id], assigned[judge.id]) for judge in edition.call.judges)
    return [gave for gave in each if gave.scored or gave.conflicts or gave.missing]


def _given(judge: str, rows: list[SheetRow], assigned: set[str]) -> Given:
    conflicts = {row.idea for row in rows if row.conflict}
    scored = {row.idea for row in rows if row.scores is not None} - conflicts
    return Given(judge, len(scored), len(conflicts), len(assigned - scored - conflicts))


class Closed(NamedTuple):
    """What closing a round comes to.

    Attributes:
        path: of the file that says it, in the edition's folder.
        data: its bytes.
        following: the round that ideas come into; None where it was the last.
        ideas: how many come into it, or how many have got a public number.
    """

    path: str
    data: bytes
    following: Round | None
    ideas: int


def close(edition: Edition, sheets: Sheets, at: datetime, chance: Random | None = None) -> Closed:
    """Close the round whose sheets come in: a shortlist for the next one, or after the last one public numbers.

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
    rounds = edition.call.all_rounds()
    number = rounds.index(edition.round) + 1
    if number < len(rounds):
        return _shortlisted(edition, sheets, at, rounds[: number + 1])
    candidates = edition.candidates()
    numbers = list(range(1, len(candidates) + 1))
    (chance or secrets.SystemRandom()).shuffle(numbers)
    by_code = dict(zip(sorted(candidate.code for candidate in candidates), numbers, strict=True))
    inputs = closed_inputs(edition.call, candidates, sheets.digests)
    data = closing_file.render(Closing(edition.name, at, inputs, by_code))
    return Closed(Kind.CLOSED.value, data, None, len(candidates))


def _shortlisted(edition: Edition, sheets: Sheets, at: datetime, rounds: Sequence[Round]) -> Closed:
    """What closes a round that another one follows, the last of these."""
    call, candidates, into = edition.call, edition.candidates(), rounds[-1]
    among = edition.shortlists[-1].ideas if edition.shortlists else None
    drawn = tuple(sorted(shortlist(call, candidates, sheets.rounds, rounds, among)))
    inputs = inputs_before(call, candidates, sheets.digests, {part.id for part in rounds[:-1]})
    data = shortlists.render(Shortlist(edition.name, into.id, at, inputs, drawn))
    return Closed(shortlist_path(into.id), data, into, len(drawn))


def _in_the_way(edition: Edition, sheets: Sheets, today: date) -> Iterator[tuple[str, str]]:
    """Why they cannot be closed, by a code; the first is enough to know."""
    call = edition.call
    problems = to_be_mended((*edition.problems, *sheets.problems))
    if edition.closing:
        day = long_day(tehran_day(edition.closing.at))
        yield "sheets-closed", f"برگ‌های این دوره {day} بسته شده‌اند."
    if problems:
        yield "sheets-problems", "\n".join(map(str, problems))
    if today <= call.dates.deadline:
        yield "sheets-early", f"تا پایان {long_day(call.dates.deadline)} ایده می‌رسد؛ پیش از آن داوری بسته نمی‌شود."
    if not any(row.scores is not None and not row.conflict for row in sheets.rounds[edition.round.id]):
        yield "sheets-none", "هنوز هیچ داوری به هیچ ایده‌ای امتیاز نداده است."
    if call.tally.tie == "lot" and call.tally.seed:
        yield "sheets-seed", _SEED_KNOWN
