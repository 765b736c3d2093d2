"""The default rule: the mean of the judges' weighted scores, ties broken only as the call says.

A row's score is sum(weight x score) over sum(weight) x the scale's top; an idea's score is the mean of its rows.
Whole numbers are summed and divided once, at the end, so that equal ideas are equal and nothing is rounding dust.
"""

from collections import defaultdict
from collections.abc import Iterable
from fractions import Fraction
from itertools import groupby

from farakhan.model.call import Call
from farakhan.model.judging import Candidate, Ranked, Results, SheetRow
from farakhan.tally.quotas import choose


def count(call: Call, candidates: Iterable[Candidate], rows: Iterable[SheetRow]) -> Results:
    """The results of an edition; the order of candidates and rows changes nothing.

    Args:
        call: for its rubric and its tally's options.
        candidates: the ideas that are judged; rows of other ideas are not looked at.
        rows: of all sheets. A row counts if it has its scores and the judge has no conflict.
    """
    ideas = {one.code: one for one in candidates}
    sums = _sums(len(call.rubric.criteria), ideas, rows)
    least = call.tally.min_sheets
    counted = [_ranked(call, code, *sums[code]) for code in ideas if sums[code][1] >= least]
    ranking = _in_order(call, counted)
    chosen = choose(call, ranking, ideas)
    unranked = tuple(sorted((code, sums[code][1]) for code in ideas if sums[code][1] < least))
    return Results(ranking, unranked, *chosen)


def _sums(
    criteria: int, ideas: dict[str, Candidate], rows: Iterable[SheetRow]
) -> defaultdict[str, tuple[tuple[int, ...], int]]:
    """By idea: the sum of each criterion's scores, and how many rows count."""
    nothing = (0,) * criteria
    sums: defaultdict[str, tuple[tuple[int, ...], int]] = defaultdict(lambda: (nothing, 0))
    for row in rows:
        if row.scores is not None and not row.conflict and row.idea in ideas:
            before, number = sums[row.idea]
            sums[row.idea] = (tuple(map(int.__add__, before, row.scores)), number + 1)
    return sums


def _ranked(call: Call, code: str, sums: tuple[int, ...], rows: int) -> Ranked:
    weights = [criterion.weight for criterion in call.rubric.criteria]
    top = rows * call.rubric.scale
    weighted = sum(weight * one for weight, one in zip(weights, sums, strict=True))
    means = tuple(Fraction(one, top) for one in sums)
    return Ranked(code, 0, Fraction(weighted, sum(weights) * top), means, rows)


def _in_order(call: Call, counted: list[Ranked]) -> tuple[Ranked, ...]:
    """Best first; what the score and the tie-breaks cannot tell apart shares a rank: 1, 2, 2, 4."""
    ids = [criterion.id for criterion in call.rubric.criteria]
    breaks = [ids.index(one) for one in call.tally.tie_break]

    def merit(one: Ranked) -> tuple[Fraction, ...]:
        return (one.score, *(one.criteria[index] for index in breaks))

    ordered = sorted(sorted(counted, key=lambda one: one.code), key=merit, reverse=True)
    placed: list[Ranked] = []
    for _, equals in groupby(ordered, key=merit):
        rank = len(placed) + 1
        placed += [one._replace(rank=rank) for one in sorted(equals, key=lambda one: one.code)]
    return tuple(placed)
