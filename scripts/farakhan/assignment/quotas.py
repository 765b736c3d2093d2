"""How many ideas of each field each judge reads, before it is said which: even loads and, where it can be, own fields.

The cheapest flow of readings from fields to judges. What costs more than all of the next kind together: an idea for
which no reader of its field is left; a judge with more ideas than others must have; the places by which the even loads
differ by one; a reading by a judge who does not know the field; more of a field from one judge than is his share, so
that a field is read by many.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from farakhan.assignment.flow import Flow

_OTHER, _HALF, _ONE_MORE, _ABOVE, _UNCOVERED = 10, 30, 1_000, 100_000, 10_000_000

_STEPS, _DEARER = 2, 2
"""Into how many steps a judge's share of a field is parted, and by how much each costs more than the one before."""


class Demand(NamedTuple):
    """What one field needs: how many ideas it has, and how many of them each judge may read, by judge.

    `able` are the judges who know the field.
    """

    ideas: int
    may: Mapping[int, int]
    able: frozenset[int]


def even(total: int, most: Sequence[int]) -> int:
    """The number up to which each judge is filled, short of their own maximum, before anybody has one more."""
    level = 0
    while total > 0:
        open_ = [limit for limit in most if limit > level]
        if not open_ or total < len(open_):
            break
        step = min(min(open_) - level, total // len(open_))
        level += step
        total -= step * len(open_)
    return level


def quotas(demands: Sequence[Demand], most: Sequence[int], readings: int) -> list[dict[int, int]]:
    """How many ideas of each field each judge reads, by field and judge.

    Args:
        demands: of the fields.
        most: by judge, how many ideas they may have.
        readings: how many readers an idea is to have.
    """
    count = len(demands)
    source, sink, first_judge = 0, 1, 2 + 2 * count
    flow = Flow(first_judge + len(most))
    arcs: list[dict[int, list[int]]] = []
    for number, demand in enumerate(demands):
        field, others = 2 + 2 * number, 3 + 2 * number
        flow.arc(source, field, demand.ideas * readings)
        flow.arc(field, others, demand.ideas * (readings - 1), _OTHER)
        flow.arc(field, others, demand.ideas, _UNCOVERED)
        share = _shares(demand, most, readings)
        arcs.append({})
        for judge, may in demand.may.items():
            start = field if judge in demand.able else others
            pieces = _pieces(may, demand.ideas, share[judge in demand.able])
            arcs[-1][judge] = [flow.arc(start, first_judge + judge, room, cost) for room, cost in pieces]
    level = even(sum(demand.ideas for demand in demands) * readings, most)
    for judge, limit in enumerate(most):
        _up_to(flow, first_judge + judge, sink, limit, level)
    flow.send(source, sink)
    return [{judge: sum(map(flow.carried, pieces)) for judge, pieces in by_judge.items()} for by_judge in arcs]


def _shares(demand: Demand, most: Sequence[int], readings: int) -> tuple[int, int]:
    """How many ideas of a field are a judge's share: of those who do not know it, and of those who do."""
    able = sum(1 for judge in demand.may if judge in demand.able and most[judge])
    others = sum(1 for judge in demand.may if judge not in demand.able and most[judge])
    total = demand.ideas * readings
    return -(-demand.ideas * (readings - 1) // max(1, others)), -(-total // max(1, able))


def _pieces(may: int, ideas: int, share: int) -> Iterator[tuple[int, int]]:
    """How many ideas of a field a judge may read at which cost: ever dearer up to the half of them, then much dearer.

    Args:
        may: how many they may read at all.
        ideas: of the field.
        share: what each would read if all read as many.
    """
    half = min(may, -(-ideas // 2))
    step, left = -(-share // _STEPS), half
    for cost in range(0, _OTHER - 1, _DEARER):
        yield min(step, left), cost
        left -= min(step, left)
    yield left, _OTHER - 1
    yield may - half, _HALF


def _up_to(flow: Flow, judge: int, sink: int, limit: int, level: int) -> None:
    """A judge's arcs: as many as all have, one more, and ever dearer ones above, in steps that double."""
    flow.arc(judge, sink, min(limit, level))
    left, step, cost = limit - level, 1, _ONE_MORE
    while left > 0:
        flow.arc(judge, sink, min(left, step), cost)
        step, left = (1, left - 1) if cost == _ONE_MORE else (2 * step, left - step)
        cost = _ABOVE if cost == _ONE_MORE else cost + _ABOVE
