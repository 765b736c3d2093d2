"""An edition's ideas shared out among its judges: what would be done and what cannot be, before it is done."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from enum import StrEnum
from typing import NamedTuple

from farakhan.assignment.figures import Figures, figures
from farakhan.assignment.sharing import Before, Shared, share
from farakhan.files.sheet_book import is_unread
from farakhan.files.sheets import render_assignments
from farakhan.judging.counting import to_be_mended
from farakhan.model.call import Call, Judge
from farakhan.model.conflicts import conflicts
from farakhan.model.judging import Assignment, Candidate
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError, Problem
from farakhan.record.edition import Edition
from farakhan.record.sheets import Sheets

_PUT_RIGHT = ("assignment-idea", "assignment-judge", "assignment-twice", "assignment-conflict")
"""What is wrong with assignments.csv and is put right by sharing out anew."""


class Why(StrEnum):
    """Why an idea cannot have what it should."""

    CONFLICTS = "conflicts"
    """Too many of those who could read it must not, or there are too few."""
    FULL = "full"
    """Those who may read it have as many ideas as they take."""
    UNKNOWN = "unknown"
    """No judge knows its field."""


class Wanted(NamedTuple):
    """What somebody asks for: readers an idea, and judges by id who have come or are to read nothing more."""

    readings: int
    added: frozenset[str] = frozenset()
    dropped: frozenset[str] = frozenset()


class Plan(NamedTuple):
    """What would be done.

    Attributes:
        readings: how many readers an idea is to have.
        ideas: that are read.
        now: the figures as it stands.
        then: the figures as it would be.
        new: rows that come.
        gone: rows that go.
        lacking: ideas that cannot have as many readers, by the reason; while there is one, nothing is done.
        uncovered: ideas of which no reader can know the field, by the reason.
        data: what assignments.csv would be; None where it is so already.
    """

    readings: int
    ideas: int
    now: Figures
    then: Figures
    new: frozenset[Assignment]
    gone: frozenset[Assignment]
    lacking: Mapping[Why, tuple[str, ...]]
    uncovered: Mapping[Why, tuple[str, ...]]
    data: bytes | None


def in_the_way(problems: Collection[Problem]) -> tuple[Problem, ...]:
    """Of an edition's problems, those without whose mending nothing can be shared out."""
    return tuple(problem for problem in to_be_mended(problems) if problem.code not in _PUT_RIGHT)


def figures_now(edition: Edition, sheets: Sheets) -> Figures:
    """The figures of what is shared out in the round whose sheets come in.

    Raises:
        FarakhanError: `assign-nothing`, nothing is.
    """
    assigned = sheets.assigned(edition)
    if not assigned:
        raise FarakhanError("assign-nothing", "هنوز ایده‌ای تقسیم نشده است: farakhan assign دوره", edition.name)
    return figures(edition.read_in_round(), edition.call.judges, assigned)


def plan(edition: Edition, sheets: Sheets, wanted: Wanted) -> Plan:
    """What would be done for the round whose sheets come in; nothing is written.

    Who read an idea in an earlier round does not read it again.

    Args:
        edition: whose ideas are shared out.
        sheets: what stands of it: rows with scores, with a declared conflict, or of what could not be read, stay.
        wanted: what somebody asks for.

    Raises:
        FarakhanError: `assign-decided`, the jury has decided; `assign-judges`, the call names no judge;
            `assign-judge`, it does not name one of these; `assign-readings`, no idea would come to a rank;
            `assign-ideas`, no idea is accepted yet.
    """
    ideas, judges = edition.read_in_round(), _judges(edition.call, wanted.dropped)
    _see_possible(edition, wanted)
    earlier, given = sheets.before(edition), sheets.rounds[edition.round.id]
    rows = frozenset(sheets.assigned(edition))
    away = {Assignment(row.idea, row.judge) for row in given if row.conflict or is_unread(row)}
    done = away | {Assignment(row.idea, row.judge) for row in given if row.scores is not None}
    declared = earlier | away
    before = Before(rows | done, done, declared, wanted.added)
    shared = share(ideas, judges, wanted.readings, seed(edition.call), before)
    then = frozenset(shared.rows)
    whole = earlier | then
    put_right = whole != frozenset(sheets.assignments) or any(
        problem.code in _PUT_RIGHT[:3] for problem in sheets.problems
    )
    return Plan(
        readings=wanted.readings,
        ideas=len(ideas),
        now=figures(ideas, judges, rows),
        then=figures(ideas, judges, then),
        new=then - rows,
        gone=rows - then,
        lacking=_why_lacking(ideas, judges, wanted.readings, shared, declared),
        uncovered=_why_uncovered(ideas, judges, shared, declared),
        data=render_assignments(sorted(whole)) if put_right else None,
    )


def unranked(edition: Edition, sheets: Sheets) -> tuple[str, ...]:
    """The codes of ideas in a round that have fewer scores, as it stands, than they then need for a rank; sorted."""
    scored = Counter(row.idea for row in sheets.rows if row.scores is not None and not row.conflict)
    readings = sum(part.readings for part in (*edition.closed_rounds(), edition.round))
    least = min(readings, edition.call.tally.min_sheets)
    return tuple(sorted(idea.code for idea in edition.read_in_round() if scored[idea.code] < least))


def owing(edition: Edition, sheets: Sheets) -> tuple[str, ...]:
    """The judges who were given ideas in a round and have sent no sheet of it; sorted."""
    sent = {row.judge for row in sheets.rounds[edition.round.id]}
    return tuple(sorted({row.judge for row in sheets.assigned(edition)} - sent))


def seed(call: Call) -> str:
    """What decides wherever nothing else does: the edition's name, and the seed if one was announced."""
    return f"{call.edition} {call.tally.seed}".strip()


def _judges(call: Call, dropped: Collection[str]) -> tuple[Judge, ...]:
    return tuple(judge.model_copy(update={"most": 0}) if judge.id in dropped else judge for judge in call.judges)


def _see_possible(edition: Edition, wanted: Wanted) -> None:
    if edition.awards or edition.closing:
        message = "برگ‌های همهٔ دورها بسته شده‌اند یا هیئت داوران تصمیم گرفته است؛ ایده‌ای دیگر تقسیم نمی‌شود."
        raise FarakhanError("assign-decided", message, edition.name)
    known = {judge.id for judge in edition.call.judges}
    if not known:
        raise FarakhanError("assign-judges", "در call.yml داوری نیست؛ نخست آن‌ها را زیر judges بنویسید.", edition.name)
    for judge in sorted(wanted.added | wanted.dropped):
        if judge not in known:
            message = "چنین داوری در call.yml نیست؛ شناسه را درست کنید یا نخست او را زیر judges بنویسید."
            raise FarakhanError("assign-judge", message, judge)
    least = edition.call.tally.min_sheets - sum(part.readings for part in edition.closed_rounds())
    if wanted.readings < least and edition.round == edition.call.all_rounds()[-1]:
        words = f"با {wanted.readings} داور هیچ ایده‌ای رتبه نمی‌گیرد؛ دست‌کم {least} داور لازم است (tally.min_sheets)."
        raise FarakhanError("assign-readings", to_persian(words), edition.name)
    if not edition.candidates():
        message = "هنوز ایده‌ای پذیرفته نشده است؛ نخست ایده‌ها را بررسی کنید: farakhan screen کد accept"
        raise FarakhanError("assign-ideas", message, edition.name)


def _why_lacking(
    ideas: Collection[Candidate],
    judges: Collection[Judge],
    readings: int,
    shared: Shared,
    declared: Collection[Assignment],
) -> dict[Why, tuple[str, ...]]:
    barred = conflicts(judges, ideas)
    reading = {judge.id for judge in judges if judge.most != 0}

    def why(code: str) -> Why:
        free = reading - barred[code] - {row.judge for row in declared if row.idea == code}
        return Why.CONFLICTS if len(free) < readings else Why.FULL

    return _by_reason({code: why(code) for code in shared.lacking})


def _why_uncovered(
    ideas: Collection[Candidate], judges: Collection[Judge], shared: Shared, declared: Collection[Assignment]
) -> dict[Why, tuple[str, ...]]:
    barred, fields = conflicts(judges, ideas), {idea.code: idea.field for idea in ideas}

    def why(code: str) -> Why:
        knowing = {judge.id for judge in judges if judge.most != 0 and judge.knows(fields[code])}
        free = knowing - barred[code] - {row.judge for row in declared if row.idea == code}
        return Why.FULL if free else Why.CONFLICTS if knowing else Why.UNKNOWN

    return _by_reason({code: why(code) for code in shared.uncovered})


def _by_reason(reasons: Mapping[str, Why]) -> dict[Why, tuple[str, ...]]:
    codes: defaultdict[Why, list[str]] = defaultdict(list)
    for code, why in reasons.items():
        codes[why].append(code)
    return {why: tuple(codes[why]) for why in Why if why in codes}
