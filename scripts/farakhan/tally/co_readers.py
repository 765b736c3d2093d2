"""The rule `co_readers`: the mean, after each judge's leaning against those who read the same ideas is taken off.

How much a judge gives more or less is measured on the very ideas that others read too, so a judge who was given the
better ideas is not punished for it. It is damped: a judge with few rows is corrected little.

    lean(j) = sum over j's ideas with other readers of (own - mean of all readers) * k / (k - 1), over (n(j) + 10)
    score(i) = mean over i's rows of (row - lean(judge))

`k` is the idea's counted rows, `n(j)` the number of j's ideas with other readers, a row's score as under `mean`. All is
whole numbers and fractions: nothing is rounded. A score may come to lie a little outside 0..1.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from fractions import Fraction
from math import lcm
from operator import mul

from farakhan.model.call import Rubric
from farakhan.model.judging import SheetRow
from farakhan.tally.mean import counted, mean
from farakhan.tally.scored import Scored

DAMPING = 10
"""Rows of no leaning that are added to each judge's own; on real marks 5 to 20 do alike, and none loses."""


def co_readers(rubric: Rubric, ideas: Container[str], rows: Iterable[SheetRow]) -> dict[str, Scored]:
    """What each judged idea is given that has a row that counts, by code; the means of criteria are not corrected."""
    counting = list(counted(ideas, rows))
    by_idea = _points(rubric, counting)
    leanings = _leanings(by_idea)
    parts = lcm(*(leaning.denominator for leaning in leanings.values()))
    whole = {judge: leaning.numerator * (parts // leaning.denominator) for judge, leaning in leanings.items()}
    top = _full(rubric) * parts
    scored: dict[str, Scored] = {}
    for code, plain in mean(rubric, ideas, counting).items():
        corrected = sum([points * parts - whole[judge] for judge, points in by_idea[code]])
        scored[code] = plain._replace(score=Fraction(corrected, plain.rows * top))
    return scored


def corrections(rubric: Rubric, ideas: Container[str], rows: Iterable[SheetRow]) -> dict[str, Fraction]:
    """What is taken off each row of a judge, by the judge's id: the leaning as a part of a full row, in -1..1."""
    leanings = _leanings(_points(rubric, counted(ideas, rows)))
    return {judge: leaning / _full(rubric) for judge, leaning in leanings.items()}


def _points(rubric: Rubric, rows: Iterable[SheetRow]) -> Mapping[str, Sequence[tuple[str, int]]]:
    """Judge and weighted points of each row that counts, by its idea."""
    weights = [criterion.weight for criterion in rubric.criteria]
    by_idea: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
    for row in rows:
        by_idea[row.idea].append((row.judge, sum(map(mul, weights, row.scores or ()))))
    return by_idea


def _full(rubric: Rubric) -> int:
    """The weighted points of a row with the best scores."""
    return sum(criterion.weight for criterion in rubric.criteria) * rubric.scale


def _leanings(by_idea: Mapping[str, Sequence[tuple[str, int]]]) -> Mapping[str, Fraction]:
    """Each judge's leaning, in weighted points of a row.

    Args:
        by_idea: judge and weighted points of each row that counts.
    """
    # By what each sum is still to be divided by: one division for each, not for each row.
    sums: defaultdict[str, defaultdict[int, int]] = defaultdict(lambda: defaultdict(int))
    numbers: defaultdict[str, int] = defaultdict(int)
    for rows in by_idea.values():
        number, together = len(rows), sum(points for _, points in rows)
        for judge, points in rows:
            if number > 1:
                sums[judge][number - 1] += number * points - together
                numbers[judge] += 1
            else:
                sums[judge][1] += 0
    return {
        judge: sum((Fraction(total, parts) for parts, total in own.items()), Fraction()) / (numbers[judge] + DAMPING)
        for judge, own in sums.items()
    }
