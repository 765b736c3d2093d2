"""The default rule: the mean of the judges' weighted scores.

A row's score is sum(weight x score) over sum(weight) x the scale's top; an idea's score is the mean of its rows.
Whole numbers are summed and divided once, at the end, so that equal ideas are equal and nothing is rounding dust.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from fractions import Fraction

from farakhan.model.call import Rubric
from farakhan.model.judging import SheetRow
from farakhan.tally.scored import Scored


def mean(rubric: Rubric, ideas: Container[str], rows: Iterable[SheetRow]) -> dict[str, Scored]:
    """What each judged idea is given that has a row that counts, by code."""
    sums = _sums(len(rubric.criteria), ideas, rows)
    return {code: _scored(rubric, *given) for code, given in sums.items()}


def _sums(
    criteria: int, ideas: Container[str], rows: Iterable[SheetRow]
) -> defaultdict[str, tuple[tuple[int, ...], int]]:
    """By idea: the sum of each criterion's scores, and how many rows count."""
    nothing = (0,) * criteria
    sums: defaultdict[str, tuple[tuple[int, ...], int]] = defaultdict(lambda: (nothing, 0))
    for row in counted(ideas, rows):
        before, number = sums[row.idea]
        sums[row.idea] = (tuple(map(int.__add__, before, row.scores or ())), number + 1)
    return sums


def counted(ideas: Container[str], rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
    """The rows that count: filled, without a conflict, of a judged idea."""
    return (row for row in rows if row.scores is not None and not row.conflict and row.idea in ideas)


def _scored(rubric: Rubric, sums: tuple[int, ...], rows: int) -> Scored:
    weights = [criterion.weight for criterion in rubric.criteria]
    top = rows * rubric.scale
    weighted = sum(weight * total for weight, total in zip(weights, sums, strict=True))
    means = tuple(Fraction(total, top) for total in sums)
    return Scored(Fraction(weighted, sum(weights) * top), means, rows)
