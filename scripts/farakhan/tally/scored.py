"""What a rule gives an idea; the ranking asks nothing else of a rule."""

from fractions import Fraction
from typing import NamedTuple


class Scored(NamedTuple):
    """An idea's score in 0..1, the mean of each criterion over its scale's top, and how many rows counted."""

    score: Fraction
    criteria: tuple[Fraction, ...]
    rows: int
