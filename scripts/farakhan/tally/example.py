"""A worked example: three judges, one idea, small enough to count by hand; the rules page shows these numbers."""

from collections.abc import Iterable
from fractions import Fraction
from typing import NamedTuple

from farakhan.model.call import Criterion, Rubric, TallyRule
from farakhan.model.judging import SheetRow
from farakhan.tally.rules import RULES

_IDEA = "example"


class Example(NamedTuple):
    """One idea's rows on the sheets of a few judges, and the rule that scores them."""

    rule: TallyRule
    rubric: Rubric
    rows: tuple[tuple[int, ...], ...]

    def row_scores(self) -> tuple[Fraction, ...]:
        """Each row's score in 0..1: what the rule gives an idea that has this row alone."""
        return tuple(self._score([row]) for row in self.rows)

    def score(self) -> Fraction:
        """The idea's score in 0..1."""
        return self._score(self.rows)

    def _score(self, rows: Iterable[tuple[int, ...]]) -> Fraction:
        sheets = [SheetRow(f"judge{place}", _IDEA, row, conflict=False) for place, row in enumerate(rows)]
        return RULES[self.rule].score(self.rubric, {_IDEA}, sheets)[_IDEA].score


def _criterion(id_: str, name: str, weight: int) -> Criterion:
    return Criterion(id=id_, name=name, weight=weight, guide="نمونه")


EXAMPLE = Example(
    rule=TallyRule.MEAN,
    rubric=Rubric(
        scale=10,
        criteria=(
            _criterion("feasible", "شدنی بودن", 3),
            _criterion("jobs", "اشتغال و درآمد", 2),
            _criterion("novelty", "نوآوری", 1),
        ),
    ),
    rows=((8, 7, 5), (9, 6, 6), (7, 9, 10)),
)
