"""Numbers for an official: what came, by day, field, county, way and chain, and what waits how long; no name in it."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from markupsafe import Markup
from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.index import WRONG, Figure
from farakhan.desk.pages.ideas import STATUSES
from farakhan.face.bars import Bar, bars
from farakhan.files import workbook
from farakhan.files.workbook import Cell
from farakhan.model.call import Call, names
from farakhan.model.idea import WHOLE_PROVINCE, Status
from farakhan.persian.calendar import long_day, tehran_day
from farakhan.persian.digits import grouped, to_persian
from farakhan.persian.order import by_name
from farakhan.store.clock import now

_FEW_DAYS = 21
"""Days that have a bar each; of a longer time each week has one."""
_WEEK = 7
_WAITING = (Status.RECEIVED.value, Status.HELD.value, Status.RETURNED.value, WRONG)
_ASIDE = (Status.REJECTED.value, Status.WITHDRAWN.value)
_AGES = ((0, "امروز"), (3, "یک تا سه روز"), (7, "چهار تا هفت روز"), (14, "هشت تا چهارده روز"))
_OLDER = "بیش از چهارده روز"
_OLDEST = 10
"""Ideas that wait longest, as they are named."""
_MOST_BARS = 12
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_HEADER = ("بخش", "چه", "همه", "پذیرفته", "در انتظار", "کنار رفته")


class Line(NamedTuple):
    """Ideas of one kind: how many in all, accepted, waiting for somebody, and out."""

    name: str
    total: int
    accepted: int
    waiting: int
    aside: int


class Part(NamedTuple):
    """A part of the page: its words, its lines and their drawing."""

    title: str
    lines: list[Line]
    drawing: Markup


class Chain(NamedTuple):
    """A product, and how many ideas stand at each link of its way; None where the link is not on it."""

    name: str
    numbers: list[int | None]
    gaps: list[str]


def numbers(asked: Asked) -> Response:
    """The page."""
    call, figures = asked.desk.call(), asked.desk.renewed().figures()
    today = tehran_day(now())
    return asked.show(
        "numbers.html",
        whole=_line("همه", figures),
        by_status=[(STATUSES[status], number) for status, number in _statuses(figures)],
        parts=list(_parts(call, figures)),
        links=[link.name for link in call.links],
        chains=list(_chains(call, figures)),
        ages=_drawn("چند روز منتظر", _ages(figures, today)),
        oldest=[(figure, (today - tehran_day(figure.registered)).days) for figure in _waiting(figures)[:_OLDEST]],
        statuses=STATUSES,
        as_of=now(),
    )


def as_workbook(asked: Asked) -> Response:
    """The same numbers as an Excel file."""
    call, figures = asked.desk.call(), asked.desk.renewed().figures()
    data = workbook.render("شمار", _HEADER, _cells(call, figures))
    name = f"numbers-{now():%Y%m%d-%H%M}.xlsx"
    return Response(data, media_type=_XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _cells(call: Call, figures: Sequence[Figure]) -> Iterator[list[Cell]]:
    yield ["همه", *_line("همه", figures)]
    for part in _parts(call, figures):
        for line in part.lines:
            yield [part.title, *line]
    links = [link.name for link in call.links]
    for chain in _chains(call, figures):
        for link, number in zip(links, chain.numbers, strict=True):
            if number is not None:
                yield ["زنجیرهٔ ارزش", f"{chain.name}: {link}", number, None, None, None]
    for line in _ages(figures, tehran_day(now())):
        yield ["چند روز منتظر", *line]


def _statuses(figures: Iterable[Figure]) -> list[tuple[str, int]]:
    counted = Counter(figure.status for figure in figures)
    return [(status, counted[status]) for status in STATUSES if counted[status]]


def _parts(call: Call, figures: Sequence[Figure]) -> Iterator[Part]:
    counties = {county.id: county.name for county in by_name(call.counties)}
    kinds: tuple[tuple[str, list[Line]], ...] = (
        ("روز رسیدن", _by_day(figures)),
        ("حوزه", _by(names(call.fields), [(figure.field, figure) for figure in figures])),
        (
            "شهرستان",
            _by(
                {WHOLE_PROVINCE: "همهٔ استان", **counties},
                [(county, figure) for figure in figures for county in figure.counties],
            ),
        ),
        ("راه رسیدن", _by(names(call.channels), [(figure.channel, figure) for figure in figures])),
    )
    for title, lines in kinds:
        yield Part(title, lines, _drawn(title, lines))


def _by(known: Mapping[str, str], pairs: Iterable[tuple[str, Figure]]) -> list[Line]:
    """A line for each kind, those without an idea too: that nobody sent any is a number as well."""
    kept: dict[str, list[Figure]] = {ident: [] for ident in known}
    for ident, figure in pairs:
        kept.setdefault(ident, []).append(figure)
    return [_line(known.get(ident, ident or "بی پاسخ"), figures) for ident, figures in kept.items()]


def _by_day(figures: Sequence[Figure]) -> list[Line]:
    """By the day of arrival, days without any too; by weeks from Saturday on where the time is long."""
    days: dict[date, list[Figure]] = {}
    for figure in figures:
        days.setdefault(tehran_day(figure.arrived), []).append(figure)
    if not days:
        return []
    first, last = min(days), max(days)
    if (last - first).days < _FEW_DAYS:
        steps, length = [first + timedelta(days=number) for number in range((last - first).days + 1)], 1
    else:
        begin = first - timedelta(days=(first.weekday() + 2) % _WEEK)
        steps, length = [begin + timedelta(days=number) for number in range(0, (last - begin).days + 1, _WEEK)], _WEEK
    return [
        _line(
            f"هفتهٔ {long_day(step)}" if length == _WEEK else long_day(step),
            [figure for number in range(length) for figure in days.get(step + timedelta(days=number), ())],
        )
        for step in steps
    ]


def _chains(call: Call, figures: Iterable[Figure]) -> Iterator[Chain]:
    there = Counter(figure.chain for figure in figures if figure.status not in _ASIDE)
    for chain in by_name(call.chains):
        numbers = [there[chain.id, link.id] if link.id in chain.links else None for link in call.links]
        gaps = [link.name for link, number in zip(call.links, numbers, strict=True) if number == 0]
        yield Chain(chain.name, numbers, gaps)


def _waiting(figures: Iterable[Figure]) -> list[Figure]:
    return [figure for figure in figures if figure.status in _WAITING]


def _ages(figures: Iterable[Figure], today: date) -> list[Line]:
    """What waits, by the days since its text came or was last changed."""
    kept: dict[str, list[Figure]] = {name: [] for name in (*(name for _, name in _AGES), _OLDER)}
    for figure in _waiting(figures):
        days = (today - tehran_day(figure.registered)).days
        kept[next((name for most, name in _AGES if days <= most), _OLDER)].append(figure)
    return [_line(name, waiting) for name, waiting in kept.items()]


def _line(name: str, figures: Sequence[Figure]) -> Line:
    counted = Counter(figure.status for figure in figures)
    return Line(
        name,
        len(figures),
        counted[Status.ACCEPTED.value],
        sum(counted[status] for status in _WAITING),
        sum(counted[status] for status in _ASIDE),
    )


def _drawn(title: str, lines: Sequence[Line]) -> Markup:
    """Bars; of a long list only what somebody sent, for the table has the rest."""
    drawn = lines if len(lines) <= _MOST_BARS else [line for line in lines if line.total]
    return bars(title, [Bar(line.name, line.total, to_persian(grouped(line.total))) for line in drawn])
