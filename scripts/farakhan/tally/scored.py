"""What a rule gives an idea; the ranking asks nothing else of a rule."""

from fractions import Fraction
from typing import NamedTuple, Protocol

from farakhan.model.call import Rubric, TallyOptions


class Deciding(Protocol):
    """What a count asks of a call: the record's own, or the one that stands in open data."""

    @property
    def rubric(self) -> Rubric:
        """What judges score."""

    @property
    def tally(self) -> TallyOptions:
        """How scores become winners."""


class Scored(NamedTuple):
    """An idea's score in 0..1, the mean of each criterion over its scale's top, and how many rows counted."""

    score: Fraction
    criteria: tuple[Fraction, ...]
    rows: int
