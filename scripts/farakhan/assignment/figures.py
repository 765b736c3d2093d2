"""What a sharing out looks like in numbers, for whoever decides whether it is to be done."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from itertools import combinations
from typing import NamedTuple

from farakhan.assignment.mending import groups
from farakhan.model.call import Judge
from farakhan.model.judging import Assignment, Candidate


class Figures(NamedTuple):
    """The figures of a sharing out.

    Attributes:
        loads: how many ideas each judge has, by id.
        known: how many of them are of a field that the judge knows.
        uncovered: codes of the ideas that are read, and by nobody who knows their field.
        panels: how many different sets of judges read an idea together.
        pairs: how many pairs of judges share an idea.
        groups: into how many groups judges fall that share no idea.
    """

    loads: Mapping[str, int]
    known: Mapping[str, int]
    uncovered: tuple[str, ...]
    panels: int
    pairs: int
    groups: int


def figures(ideas: Iterable[Candidate], judges: Collection[Judge], rows: Iterable[Assignment]) -> Figures:
    """The figures of some rows; those of unknown judges and ideas are passed over."""
    fields = {idea.code: idea.field for idea in ideas}
    by_id = {judge.id: judge for judge in judges}
    panels: defaultdict[str, list[str]] = defaultdict(list)
    for row in sorted(rows):
        if row.idea in fields and row.judge in by_id:
            panels[row.idea].append(row.judge)
    knowing = [(code, judge) for code, panel in panels.items() for judge in panel if by_id[judge].knows(fields[code])]
    different = {tuple(panel) for panel in panels.values()}
    places = {judge.id: place for place, judge in enumerate(judges)}
    return Figures(
        loads=Counter(judge for panel in panels.values() for judge in panel),
        known=Counter(judge for _, judge in knowing),
        uncovered=tuple(sorted(panels.keys() - {code for code, _ in knowing})),
        panels=len(different),
        pairs=len({pair for panel in different for pair in combinations(panel, 2)}),
        groups=len(groups([sum(1 << places[judge] for judge in panel) for panel in different])),
    )
