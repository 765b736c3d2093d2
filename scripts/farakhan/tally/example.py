"""A worked example: three judges, one idea, small enough to count by hand; the rules page shows these numbers."""

from fractions import Fraction
from typing import NamedTuple


class Example(NamedTuple):
    """Criteria with their weights, three sheets' rows, and the scale's top."""

    scale: int
    criteria: tuple[tuple[str, int], ...]
    rows: tuple[tuple[int, ...], ...]

    def row_scores(self) -> tuple[Fraction, ...]:
        """Each row's score in 0..1."""
        weights = [weight for _, weight in self.criteria]
        whole = sum(weights) * self.scale
        return tuple(
            Fraction(sum(weight * score for weight, score in zip(weights, row, strict=True)), whole)
            for row in self.rows
        )

    def score(self) -> Fraction:
        """The idea's score in 0..1: the mean of its rows."""
        scores = self.row_scores()
        return sum(scores, Fraction()) / len(scores)


EXAMPLE = Example(
    scale=10,
    criteria=(("شدنی بودن", 3), ("اشتغال و درآمد", 2), ("نوآوری", 1)),
    rows=((8, 7, 5), (9, 6, 6), (7, 9, 10)),
)
