"""A page of a PDF put back into the order in which it is read: glyphs at places, as text from right to left.

A PDF says where glyphs stand, not what follows what; Persian comes as it is drawn, from left to right, and «لا» as one
glyph. So each glyph keeps its letters together, and lines, columns and cells are made from the places alone.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from farakhan.files import cells
from farakhan.persian.letters import ZWNJ

_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_OPEN, _CLOSED = "([{«", ")]}»"
_WITHIN_NUMBER = "./,:٫٬"
_SAME_LINE, _SPACE, _APART = 0.35, 0.16, 2.2
"""Parts of a letter's height: between the feet of one line's glyphs, before a new word, before another column."""
_PITCH = 1.15
"""Part of a letter's height from a line's foot to the next one's at least."""
_LEFTWARD = 0.04
"""Part of a letter's height by which a ZWNJ, which has no width, stands before the glyph that it was typed behind."""
_ON_LETTER, _NEAR = 0.3, 4
"""Part of a mark's height by which it may stand beside its letter; letters on each side that are looked at."""
_LONG = 25
"""Letters of a line in a column of text; what is shorter beside a long one is a label."""
_MANY = 2
"""Lines beside others from which on their order is not certain."""
_CLOSE = 2.0
"""Points by which the edges of one row's cells may differ."""


@dataclass(slots=True)
class Glyph:
    """What was drawn at one place: its letters, left and right edge, foot and height in points, and its number."""

    text: str
    left: float
    right: float
    foot: float
    height: float
    number: int


class Rule(NamedTuple):
    """A straight line of a table: where it stands, across its direction, and from where to where it goes along it."""

    at: float
    start: float
    end: float


class Ruled(NamedTuple):
    """The rules of a page, those that lie and those that stand, each in the order of their places."""

    lying: Sequence[Rule]
    standing: Sequence[Rule]


class Cell(NamedTuple):
    """A field between rules: bottom, top, left and right."""

    bottom: float
    top: float
    left: float
    right: float


class Part(NamedTuple):
    """Words of a line that stand together, and their left and right edge."""

    text: str
    left: float
    right: float

    def is_apart(self, other: "Part") -> bool:
        """Whether neither stands above the other."""
        return self.right <= other.left or other.right <= self.left


class Line(NamedTuple):
    """A line: its foot, its height, and its parts, the first to be read first."""

    foot: float
    height: float
    parts: Sequence[Part]

    def text(self) -> str:
        """What it says."""
        return cells.lines([part.text for part in self.parts])


class Page(NamedTuple):
    """The text of a page, and whether its order is certain: columns side by side may be read in two ways."""

    text: str
    is_certain: bool


def read(glyphs: Sequence[Glyph], ruled: Ruled) -> Page:
    """A page's text, in the order in which a person reads it."""
    in_cells: defaultdict[Cell, list[Glyph]] = defaultdict(list)
    free: list[Glyph] = []
    for glyph in glyphs:
        cell = _cell_of(glyph, ruled)
        (in_cells[cell] if cell else free).append(glyph)
    placed: list[tuple[float, str]] = []
    rows = list(_table_rows(in_cells))
    labels = {_across(row[0]) for row in rows if len(row) > 1}
    for row in rows:
        is_alone = len(row) == 1
        if is_alone and _across(row[0]) not in labels:
            free += in_cells[row[0]]
            continue
        texts = [cells.ticked("\n".join(line.text() for line in _lines(in_cells[cell]))) for cell in row]
        placed.append((row[0].top, cells.lines([*texts, ""] if is_alone else texts)))
    lines = _lines(free)
    placed += [(line.foot, cells.ticked(line.text())) for line in lines]
    ordered = [text for _, text in sorted(placed, key=lambda line: -line[0]) if text]
    return Page(_balanced("\n".join(ordered)), is_certain=_beside(lines) < _MANY)


def _cell_of(glyph: Glyph, ruled: Ruled) -> Cell | None:
    """The field in which a glyph stands; None where there are not rules on all four sides."""
    x, y = (glyph.left + glyph.right) / 2, glyph.foot + glyph.height / 4
    below, above = _next(ruled.lying, y, x)
    before, behind = _next(ruled.standing, x, y)
    if below is None or above is None or before is None or behind is None:
        return None
    return Cell(below, above, before, behind)


def _across(cell: Cell) -> tuple[int, int]:
    """From where to where a field goes, as all fields of its column do."""
    return round(cell.left / _CLOSE), round(cell.right / _CLOSE)


def _next(rules: Sequence[Rule], at: float, along: float) -> tuple[float | None, float | None]:
    """The nearest rules on both sides of a place that go by it."""
    here = bisect_left(rules, (at, float("-inf"), float("-inf")))

    def first(places: range) -> float | None:
        return next((rules[place].at for place in places if rules[place].start <= along <= rules[place].end), None)

    return first(range(here - 1, -1, -1)), first(range(here, len(rules)))


def _table_rows(found: Iterable[Cell]) -> Iterator[list[Cell]]:
    """Fields side by side, from the right; those from the top first."""
    row: list[Cell] = []
    for cell in sorted(found, key=lambda cell: (-cell.top, -cell.right)):
        if row and row[0].top - cell.top > _CLOSE:
            yield sorted(row, key=lambda cell: -cell.right)
            row = []
        row.append(cell)
    if row:
        yield sorted(row, key=lambda cell: -cell.right)


def _lines(glyphs: Sequence[Glyph]) -> list[Line]:
    """Lines from the top."""
    return [Line(row[0].foot, max(glyph.height for glyph in row), _parts(row)) for row in _rows(glyphs)]


def _beside(lines: Sequence[Line]) -> int:
    """How often texts stand beside each other and nobody knows which of them comes first.

    So do lines of two columns, and lines that stand half a line higher or lower than those beside them.
    """
    count = 0
    for upper, lower in pairwise(lines):
        near = upper.foot - lower.foot <= _PITCH * max(upper.height, lower.height)
        count += near and any(one.is_apart(other) for one in upper.parts for other in lower.parts)
    for line in lines:
        count += sum(len(part.text) >= _LONG for part in line.parts) > 1
    return count


def _rows(glyphs: Sequence[Glyph]) -> list[list[Glyph]]:
    """Glyphs of one line together, from the top; marks on the letters above or below which they stand."""
    base = sorted((glyph for glyph in glyphs if glyph.text and not _is_mark(glyph.text)), key=lambda one: -one.foot)
    rows: list[list[Glyph]] = []
    for glyph in _undoubled(base):
        last = rows[-1][0] if rows else None
        if last and abs(last.foot - glyph.foot) <= _SAME_LINE * min(last.height, glyph.height):
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
    feet = [-row[0].foot for row in rows]
    letters = [sorted((glyph for glyph in row if glyph.text[:1].isalpha()), key=_left) for row in rows]
    for mark in (glyph for glyph in glyphs if _is_mark(glyph.text)):
        above, below = (bisect_left(feet, -mark.foot + by) for by in (-mark.height, mark.height))
        letter = _under(mark, letters[above:below])
        if letter:
            letter.text += mark.text
    return rows


def _left(glyph: Glyph) -> float:
    return glyph.left


def _undoubled(glyphs: Iterable[Glyph]) -> Iterator[Glyph]:
    """Glyphs without those that were drawn twice in one place, to look bold."""
    last: dict[str, Glyph] = {}
    for glyph in glyphs:
        before = last.get(glyph.text)
        is_same = before and abs(before.foot - glyph.foot) < 1 and abs(before.left - glyph.left) < glyph.height / 12
        if not is_same or not glyph.text.strip():
            last[glyph.text] = glyph
            yield glyph


def _under(mark: Glyph, rows: Iterable[Sequence[Glyph]]) -> Glyph | None:
    """The letter on which a mark stands, in one of the lines near it, each in the order of places."""
    middle = (mark.left + mark.right) / 2

    def away(glyph: Glyph) -> tuple[float, float, float]:
        beside = max(glyph.left - _ON_LETTER - middle, middle - glyph.right - _ON_LETTER, 0.0)
        return beside, abs(glyph.foot - mark.foot), abs((glyph.left + glyph.right) / 2 - middle)

    near: list[Glyph] = []
    for row in rows:
        at = bisect_left(row, middle, key=_left)
        near += row[max(at - _NEAR, 0) : at + _NEAR]
    nearest = min(near, key=away, default=None)
    return nearest if nearest and away(nearest)[0] < mark.height * _ON_LETTER else None


def _is_mark(text: str) -> bool:
    return bool(text) and all(unicodedata.category(letter) == "Mn" for letter in text)


def _parts(row: Iterable[Glyph]) -> list[Part]:
    """A line's text, as one part or as some that stand far apart, the first to be read first."""
    parts: list[list[Glyph]] = [[]]
    last: Glyph | None = None
    for glyph in sorted(row, key=_place):
        if last is not None:
            gap, height = glyph.left - last.right, max(glyph.height, last.height)
            is_joiner = ZWNJ in {glyph.text, last.text}
            if gap > _APART * height and glyph.text != ZWNJ:
                parts.append([])
            elif gap > _SPACE * height and glyph.text.strip() and parts[-1][-1].text.strip() and not is_joiner:
                parts[-1].append(Glyph(" ", last.right, glyph.left, glyph.foot, glyph.height, glyph.number))
        parts[-1].append(glyph)
        if last is None or glyph.right >= last.right or glyph.text != ZWNJ:
            last = glyph
    is_persian = any(_direction(glyph.text) == "R" for part in parts for glyph in part)
    return [
        Part(re.sub(" +", " ", words).strip(), part[0].left, part[-1].right)
        for part in (reversed(parts) if is_persian else parts)
        if (words := _logical([glyph.text for glyph in part]) if is_persian else _joined(part)).strip()
    ]


def _place(glyph: Glyph) -> tuple[float, int]:
    return round(glyph.left - (_LEFTWARD * glyph.height if glyph.text == ZWNJ else 0.0), 1), glyph.number


def _joined(part: Iterable[Glyph]) -> str:
    return "".join(glyph.text for glyph in part)


def _direction(text: str) -> str:
    """How letters run: `R` to the left, `L` to the right, `N` as a number, `O` as what stands beside them."""
    kinds = {unicodedata.bidirectional(letter) for letter in text}
    if kinds & {"R", "AL"}:
        return "R"
    if "L" in kinds:
        return "L"
    return "N" if kinds & {"EN", "AN"} else "O"


def _logical(drawn: Sequence[str]) -> str:
    """A part of a line from right to left, in which Latin words and numbers run to the right."""
    directions = [_direction(text) for text in drawn]
    rightward = [direction in {"L", "N"} for direction in directions]
    start = 0
    while start < len(drawn):
        if directions[start] == "L":
            end = start
            for at in range(start + 1, len(drawn)):
                if directions[at] == "R":
                    break
                end = at if directions[at] in {"L", "N"} else end
            rightward[start : end + 1] = [True] * (end + 1 - start)
            start = end
        start += 1
    for at in range(1, len(drawn) - 1):
        if directions[at - 1 : at + 2] == ["N", "O", "N"] and drawn[at] in _WITHIN_NUMBER:
            rightward[at] = True
    said: list[str] = []
    run: list[str] = []
    for text, is_rightward in zip(reversed(drawn), reversed(rightward), strict=True):
        if is_rightward:
            run.append(text)
            continue
        said += [*reversed(run), text]
        run = []
    return "".join([*said, *reversed(run)])


def _balanced(text: str) -> str:
    """A text in which brackets open before they close: some programs keep the typed one, some the one that is drawn."""
    lines = text.split("\n")
    other = [line.translate(_MIRRORED) if re.search("[\u0600-\u06ff]", line) else line for line in lines]
    return "\n".join(min(lines, other, key=_unopened))


def _unopened(lines: Iterable[str]) -> int:
    """Brackets that close what was not opened in their line."""
    unopened = 0
    for line in lines:
        depth = 0
        for letter in line:
            depth += (letter in _OPEN) - (letter in _CLOSED)
            unopened += depth < 0
            depth = max(depth, 0)
    return unopened
