"""Sharing ideas out: ours beside OR-tools' min-cost flow, own field first, and FairSequence, which conferences use.

`python -m bench.sharing <way> <ideas> <judges>` does one of them once, in a fresh interpreter, and prints its figures
as JSON. All get the same made-up call: four fields of unlike size, judges who know one or two, 1 % conflicts.
"""

import json
import resource
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from pathlib import Path
from random import Random
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from farakhan.assignment.figures import figures
from farakhan.assignment.sharing import share
from farakhan.model.call import Conflict, Judge
from farakhan.model.conflicts import conflicts
from farakhan.model.judging import Assignment, Candidate

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

READINGS = 3
SIZES = ((300, 20), (2_000, 100), (20_000, 300))
FIELDS, SHARES = ("f1", "f2", "f3", "f4"), (4, 3, 2, 1)
OTHER, ONE_MORE, UNCOVERED = 1_000, 1_000_000, 100_000_000
"""What a reading costs of whoever does not know the field; a judge's place above even loads; an idea that nobody reads
who knows its field. Below the first of them, chance tells equals apart."""

Sharing = Callable[[Sequence[Candidate], Sequence[Judge]], list[Assignment]]


class Pairs(NamedTuple):
    """What the rivals know of every idea (row) and judge (column): who knows its field, who may read it, and chance."""

    knows: "NDArray[np.bool_]"
    free: "NDArray[np.bool_]"
    chance: "NDArray[np.int64]"


class Outcome(NamedTuple):
    """What one way came to."""

    way: str
    seconds: float
    mebibytes: int
    loads: tuple[int, int]
    uncovered: int
    known: float
    panels: int
    pairs: int
    groups: int


def call(ideas: int, judges: int) -> tuple[list[Candidate], list[Judge]]:
    """A made-up call of a size."""
    random = Random(1406)
    fields = random.choices(FIELDS, SHARES, k=ideas)
    made = [Candidate(str(10**9 + number), field, ("all",), "") for number, field in enumerate(fields)]
    people = [
        Judge(
            id=f"j{number:03}",
            fields=tuple(random.sample(FIELDS, random.choice((1, 1, 2)))),
            conflicts=tuple(Conflict(idea=idea.code, reason="نمونه") for idea in random.sample(made, ideas // 100)),
        )
        for number in range(judges)
    ]
    return made, people


def ours(ideas: Sequence[Candidate], judges: Sequence[Judge]) -> list[Assignment]:
    """Quotas dealt out."""
    return list(share(ideas, judges, READINGS, "نمونه").rows)


def pairs_of(ideas: Sequence[Candidate], judges: Sequence[Judge]) -> Pairs:
    """What the rivals know, the same for each of them."""
    import numpy as np  # noqa: PLC0415 (ours is measured without it)

    barred = conflicts(judges, ideas)
    of_field = {field: np.array([judge.knows(field) for judge in judges]) for field in FIELDS}
    places = {judge.id: place for place, judge in enumerate(judges)}
    knows = np.array([of_field[idea.field] for idea in ideas])
    free = np.ones_like(knows)
    for number, idea in enumerate(ideas):
        free[number, [places[judge] for judge in barred[idea.code]]] = False
    return Pairs(knows, free, np.random.default_rng(1406).integers(0, OTHER, knows.shape))


def fair_sequence(ideas: Sequence[Candidate], judges: Sequence[Judge]) -> list[Assignment]:
    """Ideas in turns; a judge is worth the more to one, the less the flow would pay."""
    import numpy as np  # noqa: PLC0415 (ours is measured without it)

    from bench.sequence import sequence  # noqa: PLC0415 (likewise)

    known = pairs_of(ideas, judges)
    worth = np.where(known.knows, 2 * OTHER, OTHER) - known.chance
    panels = zip(ideas, sequence(worth, known.free, READINGS), strict=True)
    return [Assignment(idea.code, judges[place].id) for idea, panel in panels for place in panel]


def ortools(ideas: Sequence[Candidate], judges: Sequence[Judge]) -> list[Assignment]:
    """One min-cost flow: of an idea's readings all but one may go by its second node to who does not know its field."""
    import numpy as np  # noqa: PLC0415 (ours is measured without them)
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow  # noqa: PLC0415

    flow, known = SimpleMinCostFlow(), pairs_of(ideas, judges)
    count, first_judge, sink = len(ideas), 2 * len(ideas), 2 * len(ideas) + len(judges)
    read, reader = np.nonzero(known.free)
    starts = np.where(known.knows[read, reader], read, count + read)
    add = flow.add_arcs_with_capacity_and_unit_cost
    pairs = add(starts, first_judge + reader, np.ones_like(read), known.chance[read, reader])
    each, judge_nodes = np.arange(count), first_judge + np.arange(len(judges))
    add(each, count + each, np.full(count, READINGS - 1), np.full(count, OTHER))
    add(each, count + each, np.ones_like(each), np.full(count, UNCOVERED))
    even = np.full(len(judges), count * READINGS // len(judges))
    add(judge_nodes, np.full(len(judges), sink), even, np.zeros_like(even))
    add(judge_nodes, np.full(len(judges), sink), np.ones_like(even), np.full_like(even, ONE_MORE))
    flow.set_nodes_supplies(np.append(each, sink), np.append(np.full(count, READINGS), -READINGS * count))
    if flow.solve() != flow.OPTIMAL:
        raise RuntimeError(flow)
    taken = np.nonzero(flow.flows(pairs))[0]
    return [Assignment(ideas[read[at]].code, judges[reader[at]].id) for at in taken]


WAYS: dict[str, Sharing] = {"ours": ours, "ortools": ortools, "fair_sequence": fair_sequence}
TITLES = {
    "ours": "ours: quotas, dealt out",
    "ortools": "OR-tools: flow, own field first",
    "fair_sequence": "FairSequence, written anew",
}
NEEDED = {"ours": "farakhan", "ortools": "ortools", "fair_sequence": "numpy"}
"""What each cannot do without."""
COLUMNS = (
    "ideas x judges x readings",
    "way",
    "seconds",
    "peak MiB",
    "loads",
    "ideas without own field",
    "readings in own field",
    "panels",
    "pairs that share an idea",
    "groups",
)


def outcome(way: str, size: tuple[int, int]) -> Outcome:
    """What one way comes to here and now; its memory is that of the whole process."""
    ideas, judges = call(*size)
    WAYS[way](*call(60, 8))  # libraries are loaded outside the clock
    begun = perf_counter()
    rows = WAYS[way](ideas, judges)
    seconds = perf_counter() - begun
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    seen, readers = figures(ideas, judges, rows), defaultdict(set)
    for row in rows:
        readers[row.idea].add(row.judge)
    if {len(panel) for panel in readers.values()} != {READINGS} or len(readers) != len(ideas):
        raise RuntimeError(way)
    loads = [seen.loads.get(judge.id, 0) for judge in judges]
    known = sum(seen.known.values()) / len(rows)
    return Outcome(
        way, seconds, peak, (min(loads), max(loads)), len(seen.uncovered), known, seen.panels, seen.pairs, seen.groups
    )


def lines(home: Path, environment: dict[str, str], scale: float) -> Iterator[str]:
    """A table of all ways at all sizes, each in a process of its own; the rival that is not installed is left out."""
    yield f"| {' | '.join(COLUMNS)} |"
    yield f"|{'---|' * len(COLUMNS)}"
    for ideas, judges in SIZES:
        size = (max(60, round(ideas * scale)), max(8, round(judges * scale)))
        for way, title in TITLES.items():
            if find_spec(NEEDED[way]) is None:
                yield f"| {size[0]:,} x {size[1]} x {READINGS} | {title} | not here |"
                continue
            command = [sys.executable, "-m", "bench.sharing", way, *map(str, size)]
            done = subprocess.run(command, cwd=home, env=environment, check=True, capture_output=True, text=True)
            came = Outcome(*json.loads(done.stdout))
            every = size[1] * (size[1] - 1) // 2
            yield (
                f"| {size[0]:,} x {size[1]} x {READINGS} | {title} | {came.seconds:.2f} | {came.mebibytes} |"
                f" {came.loads[0]}-{came.loads[1]} | {came.uncovered} | {came.known:.0%} | {came.panels:,} |"
                f" {came.pairs:,} of {every:,} | {came.groups} |"
            )


if __name__ == "__main__":
    print(json.dumps(outcome(sys.argv[1], (int(sys.argv[2]), int(sys.argv[3])))))
