"""How far a count can be trusted: counted again and again on rows drawn anew, and once without each judge.

Chance comes from hashes of a public seed, so that whoever counts again finds the same. Nothing here decides anything.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from math import sqrt
from operator import mul
from statistics import fmean, pstdev
from typing import NamedTuple

from farakhan.model.call import Call
from farakhan.model.judging import Candidate, SheetRow
from farakhan.tally.mean import counted
from farakhan.tally.ranking import count

RESAMPLES = 100
"""How often an edition is counted on rows drawn anew."""
FAR = 30
"""Points of 100 by which a row lies far from every other one of its idea."""
_DRAWN = 16
"""Rows that one hash draws, two bytes each."""


class Judged(NamedTuple):
    """A judge beside those who read the same ideas, in points of 100.

    Attributes:
        judge: the id.
        rows: that count.
        gap: how much more, on average, than the others gave the same ideas; 0 where nobody else read any of them.
        spread: the standard deviation of what the judge gave.
        alone: how often the judge was `FAR` from everybody else.
        changed: codes of the winners who would not be, or might not, without this judge.
    """

    judge: str
    rows: int
    gap: float
    spread: float
    alone: int
    changed: tuple[str, ...]


class Spread(NamedTuple):
    """What makes rows differ, as standard deviations in points of 100.

    Attributes:
        ideas: between ideas.
        judges: between the judges' gaps.
        rest: what neither explains: two judges who lean alike, on one idea.
        chance: how far the judges' gaps would lie apart if all leaned alike, by the rest alone.
    """

    ideas: float
    judges: float
    rest: float
    chance: float

    def is_lean(self) -> bool:
        """Whether judges differ by clearly more than chance, so that a correction has something to correct."""
        return self.judges > 2 * self.chance


def won(
    call: Call, ideas: Sequence[Candidate], rows: Iterable[SheetRow], files: Mapping[str, str]
) -> Mapping[str, int]:
    """How many of `RESAMPLES` counts each idea wins, by code: in each, every idea's rows are drawn from its own anew.

    Ties are decided by lot, so that each count has all its winners.

    Args:
        call: of the edition.
        ideas: that are judged, each with a number of its own.
        rows: of all sheets.
        files: as for `count`.
    """
    seed = call.tally.seed or call.edition
    own: defaultdict[str, list[SheetRow]] = defaultdict(list)
    for row in counted({idea.code for idea in ideas}, rows):
        own[row.idea].append(row)
    each = [(idea.number, sorted(own[idea.code])) for idea in ideas if idea.code in own]
    drawn_by_lot = _with(call, tie="lot", seed=seed)
    wins: defaultdict[str, int] = defaultdict(int)
    for turn in range(RESAMPLES):
        drawn = [given[place] for number, given in each for place in _places(f"{seed}|{turn}|{number}", len(given))]
        for code in count(drawn_by_lot, ideas, drawn, files).winners:
            wins[code] += 1
    return wins


def _places(seed: str, number: int) -> Iterator[int]:
    """As many places as there are rows, each drawn from all of them."""
    for first in range(0, number, _DRAWN):
        hashed = hashlib.sha256(f"{seed}|{first}".encode()).digest()
        for place in range(min(_DRAWN, number - first)):
            yield int.from_bytes(hashed[2 * place : 2 * place + 2]) * number >> 16


def _with(call: Call, **options: object) -> Call:
    return call.model_copy(update={"tally": call.tally.model_copy(update=options)})


def beside(call: Call, ideas: Sequence[Candidate], rows: Iterable[SheetRow], files: Mapping[str, str]) -> list[Judged]:
    """Each judge with rows that count beside the others, in the call's order."""
    counting = list(counted({idea.code for idea in ideas}, rows))
    points, by_idea = _points(call, counting)
    results = count(call, ideas, counting, files)
    ranked = {place.code for place in results.ranking}
    same = [idea for idea in ideas if idea.code in ranked]  # one fewer must not let in who had too few before
    fewer = _with(call, min_sheets=max(1, call.tally.min_sheets - 1))
    judged = []
    for judge in (judge.id for judge in call.judges if judge.id in points):
        without = count(fewer, same, [row for row in counting if row.judge != judge], files).winners
        gaps = _gaps(judge, points[judge], by_idea)
        others = [[value for name, value in by_idea[code].items() if name != judge] for code in points[judge]]
        alone = sum(
            bool(rest) and all(abs(value - other) >= FAR for other in rest)
            for value, rest in zip(points[judge].values(), others, strict=True)
        )
        changed = tuple(code for code in results.winners if code not in without)
        gap = fmean(gaps) if gaps else 0.0
        judged.append(Judged(judge, len(points[judge]), gap, pstdev(points[judge].values()), alone, changed))
    return judged


Points = Mapping[str, Mapping[str, float]]


def _points(call: Call, rows: Iterable[SheetRow]) -> tuple[Points, Points]:
    """What rows are worth in points of 100: by judge and idea, and by idea and judge."""
    weights = [criterion.weight for criterion in call.rubric.criteria]
    top = sum(weights) * call.rubric.scale
    by_judge: defaultdict[str, dict[str, float]] = defaultdict(dict)
    by_idea: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for row in sorted(rows):
        value = 100 * sum(map(mul, weights, row.scores or ())) / top
        by_judge[row.judge][row.idea] = by_idea[row.idea][row.judge] = value
    return by_judge, by_idea


def _gaps(judge: str, own: Mapping[str, float], by_idea: Points) -> list[float]:
    """For each of a judge's ideas that others read too, how much more the judge gave than they on average."""
    gaps = []
    for code, value in own.items():
        others = [given for name, given in by_idea[code].items() if name != judge]
        if others:
            gaps.append(value - fmean(others))
    return gaps


def spread(call: Call, ideas: Sequence[Candidate], rows: Iterable[SheetRow]) -> Spread | None:
    """What makes the rows of an edition differ; None where fewer than two judges share ideas."""
    by_judge, by_idea = _points(call, counted({idea.code for idea in ideas}, rows))
    gaps = {judge: gaps for judge, own in by_judge.items() if (gaps := _gaps(judge, own, by_idea))}
    if len(gaps) < 2:  # noqa: PLR2004 (one has nobody beside)
        return None
    lean = {judge: fmean(own) for judge, own in gaps.items()}
    squares, free, means = [], 0, []
    for given in by_idea.values():
        level = [value - lean.get(judge, 0.0) for judge, value in given.items()]
        means.append(fmean(level))
        squares += [(value - means[-1]) ** 2 for value in level]
        free += len(level) - 1
    rest = sqrt(sum(squares) / max(1, free))
    readers = len(squares) / len(by_idea)
    # A gap's error: that of one row and of the mean of the others, over the judge's ideas.
    apart = readers / max(1.0, readers - 1)
    chance = rest * sqrt(apart * fmean(1 / len(own) for own in gaps.values()))
    return Spread(pstdev(means), pstdev(lean.values()), rest, chance)
