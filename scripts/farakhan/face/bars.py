"""Bars as SVG: some values beside one another, laid out here in units of their own and scaled by the page."""

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup

from farakhan.face.render import render

WIDTH, ROW, NAME, WORDS = 400, 30, 165, 75
"""A drawing's width, a bar's height with its space, the room of its name on the right and of its words on the left."""


class Bar(NamedTuple):
    """A value; one below nothing goes to the other side of the middle line.

    Attributes:
        name: what it is of.
        value: of it.
        words: what it says, at the left.
        kind: `plain`, `won` or `doubt`, for its colour.
    """

    name: str
    value: float
    words: str
    kind: str = "plain"


class _Laid(NamedTuple):
    bar: Bar
    x: float
    y: int
    width: float


def bars(title: str, values: Iterable[Bar]) -> Markup:
    """A drawing of bars from right to left; empty where there is none."""
    every = list(values)
    if not every:
        return Markup()
    low, high = min(0.0, *(bar.value for bar in every)), max(0.0, *(bar.value for bar in every))
    unit = (WIDTH - NAME - WORDS) / ((high - low) or 1)
    zero = WIDTH - NAME + low * unit
    laid = [
        _Laid(bar, round(zero - max(0.0, bar.value) * unit, 1), index * ROW, round(abs(bar.value) * unit, 1))
        for index, bar in enumerate(every)
    ]
    size = (WIDTH, ROW * len(every))
    return render("bars.html", title=title, laid=laid, size=size, zero=round(zero, 1), names=WIDTH - NAME + 10, row=ROW)
