"""The default rule: the mean of the judges' weighted scores.

A row's score is sum(weight x score) over sum(weight) x the scale's top; an idea's score is the mean of its rows.
Whole numbers are summed and divided once, at the end, so that equal ideas are equal and nothing is rounding dust.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator
from fractions import Fraction
from functools import lru_cache
from operator import mul

from farakhan.model.call import Rubric
from farakhan.model.judging import SheetRow
from farakhan.tally.scored import Scored


def mean(rubric: Rubric, ideas: Container[str], rows: Iterable[SheetRow]) -> dict[str, Scored]:
    """What each judged idea is given that has a row that counts, by code."""
    by_idea: defaultdict[str, list[tuple[int, ...]]] = defaultdict(list)
    for row in counted(ideas, rows):
        by_idea[row.idea].append(row.scores or ())
    weights = [criterion.weight for criterion in rubric.criteria]
    whole = sum(weights)
    scored: dict[str, Scored] = {}
    for code, given in by_idea.items():
        sums, top = tuple(map(sum, zip(*given, strict=True))), len(given) * rubric.scale
        means = tuple([_fraction(total, top) for total in sums])
        scored[code] = Scored(_fraction(sum(map(mul, weights, sums)), whole * top), means, len(given))
    return scored


def counted(ideas: Container[str], rows: Iterable[SheetRow]) -> Iterator[SheetRow]:
    """The rows that count: filled, without a conflict, of a judged idea."""
    return (row for row in rows if row.scores is not None and not row.conflict and row.idea in ideas)


@lru_cache(maxsize=2**16)  # scores and means of whole numbers are few numbers, and sorting finds the same ones equal
def _fraction(numerator: int, denominator: int) -> Fraction:
    return Fraction(numerator, denominator)
