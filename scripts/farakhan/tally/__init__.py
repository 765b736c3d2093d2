"""The count: from sheet rows to a ranking and its winners, exact and pure."""

from farakhan.tally.ranking import count

__all__ = ["count"]
