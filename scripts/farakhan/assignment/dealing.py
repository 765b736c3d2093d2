"""Quotas dealt out: which idea of a field each of its judges reads, mixed so that many different panels come about."""

import heapq
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from farakhan.assignment.panels import Panels

_ONE = 32
"""Bits of a whole turn."""


class Turn(NamedTuple):
    """When a judge's next idea is due, as a part of their quota, in whole numbers; what it was dealt of how many."""

    due: int
    judge: int
    dealt: int
    quota: int


def deal(
    panels: Panels, ideas: Sequence[int], quota: Mapping[int, int], able: frozenset[int], luck: Iterator[int]
) -> None:
    """Give the ideas of a field to the judges who have a quota of it.

    Each judge's turns come as evenly as their quota allows, each a little sooner or later by chance: judges with equal
    quotas then meet ever other ones. What is left over is for `mending`.

    Args:
        panels: where it is written down; nobody reads these ideas yet.
        ideas: of the field, in the seed's order.
        quota: how many of them each judge reads.
        able: the judges who know the field.
        luck: the numbers by which turns come sooner or later.
    """
    own = _turns({judge: number for judge, number in quota.items() if judge in able}, luck)
    rest = _turns({judge: number for judge, number in quota.items() if judge not in able}, luck)
    each, more = divmod(sum(turn.quota for turn in own), max(1, len(ideas)))
    for place, idea in enumerate(ideas):
        _take_turns(panels, idea, own, each + (place < more), luck)
        _take_turns(panels, idea, rest, panels.wanting(idea), luck)


def _turns(quota: Mapping[int, int], luck: Iterator[int]) -> list[Turn]:
    turns = [_turn(judge, 0, number, luck) for judge, number in quota.items() if number]
    heapq.heapify(turns)
    return turns


def _turn(judge: int, dealt: int, quota: int, luck: Iterator[int]) -> Turn:
    return Turn(((dealt << _ONE) + next(luck) << _ONE) // quota, judge, dealt, quota)


def _take_turns(panels: Panels, idea: int, turns: list[Turn], number: int, luck: Iterator[int]) -> None:
    """Give an idea to so many of those who may read it, whose turn comes first."""
    back: list[Turn] = []
    while turns and number > 0:
        turn = heapq.heappop(turns)
        if panels.others(idea) >> turn.judge & 1:
            panels.give(idea, turn.judge)
            number -= 1
            if turn.dealt + 1 < turn.quota:
                back.append(_turn(turn.judge, turn.dealt + 1, turn.quota, luck))
        else:
            back.append(turn)
    for turn in back:
        heapq.heappush(turns, turn)
