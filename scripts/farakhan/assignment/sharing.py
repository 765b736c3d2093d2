"""Ideas shared out among judges, from the record's words to the record's words: who reads what, and what cannot be.

Goals in their order: nobody reads where there is a conflict of interest; an idea has as many readers as asked, one of
them of its field; no judge has more than their own maximum, all others as many as each other, give or take one; judges
share ideas, in many different panels, so that all are connected. What stood before is changed only where it must be.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from farakhan.assignment.chance import numbers, shuffled
from farakhan.assignment.dealing import deal
from farakhan.assignment.mending import balance, connect, cover, fill, lighten
from farakhan.assignment.panels import Panels, members
from farakhan.assignment.quotas import Demand, quotas
from farakhan.model.call import Judge
from farakhan.model.conflicts import conflicts
from farakhan.model.judging import Assignment, Candidate


class Before(NamedTuple):
    """What stood before.

    Attributes:
        rows: who was to read what.
        done: those of them that a judge has scored, or has declared a conflict with: these stay.
        declared: what judges have declared a conflict with on their sheets.
        added: the ids of judges who have come since: rows that nobody has scored yet move to them.
    """

    rows: AbstractSet[Assignment] = frozenset()
    done: AbstractSet[Assignment] = frozenset()
    declared: AbstractSet[Assignment] = frozenset()
    added: AbstractSet[str] = frozenset()


NOTHING = Before()


class Shared(NamedTuple):
    """Who reads what, and what could not be.

    Attributes:
        rows: sorted.
        lacking: ideas with fewer readers than asked, and how many these lack.
        uncovered: codes of the ideas of whose readers nobody knows their field.
    """

    rows: tuple[Assignment, ...]
    lacking: Mapping[str, int]
    uncovered: tuple[str, ...]


def share(
    ideas: Collection[Candidate], judges: Collection[Judge], readings: int, seed: str, before: Before = NOTHING
) -> Shared:
    """Share ideas out; the order of ideas and judges changes nothing.

    Args:
        ideas: that are judged, each code once.
        judges: each id once.
        readings: how many readers an idea is to have.
        seed: public, and known to nobody before the codes were drawn.
        before: what stood before; nothing, for a first time.
    """
    table = _Table(ideas, judges, seed, before)
    panels, luck = table.panels(readings), numbers(seed)
    lighten(panels)
    if not before.rows:
        for demand, alike, quota in zip(*table.quotas(panels), strict=True):
            deal(panels, alike, quota, demand.able, luck)
    fill(panels, luck)
    cover(panels, luck)
    balance(panels, panels.staying, table.everybody)
    balance(panels, panels.fixed, table.bits(before.added))
    if not before.rows:
        connect(panels)
    return table.shared(panels)


class _Table:
    """Ideas and judges by number, in the seed's order."""

    def __init__(self, ideas: Iterable[Candidate], judges: Iterable[Judge], seed: str, before: Before) -> None:
        by_code, by_id = {idea.code: idea for idea in ideas}, {judge.id: judge for judge in judges}
        self.ideas = [by_code[code] for code in shuffled(seed, by_code)]
        self.judges = [by_id[name] for name in shuffled(seed, by_id)]
        self.before = before
        self._places = {judge.id: place for place, judge in enumerate(self.judges)}
        barred = conflicts(self.judges, self.ideas)
        declared = self._by_idea(before.declared)
        self.everybody = (1 << len(self.judges)) - 1
        self._free = [
            self.everybody & ~self.bits(barred[idea.code]) & ~declared.get(idea.code, 0) for idea in self.ideas
        ]
        fields = {idea.field for idea in self.ideas}
        able = {field: self.bits(judge.id for judge in self.judges if judge.knows(field)) for field in fields}
        self._able = [able[idea.field] for idea in self.ideas]

    def bits(self, ids: Iterable[str]) -> int:
        """Judges by id as a set."""
        return sum(1 << self._places[name] for name in ids)

    def _by_idea(self, rows: Iterable[Assignment]) -> dict[str, int]:
        by_idea: defaultdict[str, int] = defaultdict(int)
        for idea, judge in rows:
            if judge in self._places:
                by_idea[idea] |= 1 << self._places[judge]
        return by_idea

    def panels(self, readings: int) -> Panels:
        """The readers that stay from before; rows with a conflict count nowhere and are none."""
        rows, done = self._by_idea(self.before.rows), self._by_idea(self.before.done)
        most = [len(self.ideas) if judge.most is None else judge.most for judge in self.judges]
        codes = [idea.code for idea in self.ideas]
        fixed = [done.get(code, 0) & free for code, free in zip(codes, self._free, strict=True)]
        kept = [rows.get(code, 0) & free for code, free in zip(codes, self._free, strict=True)]
        return Panels(readings=readings, most=most, able=self._able, free=self._free, fixed=fixed, kept=kept)

    def quotas(self, panels: Panels) -> tuple[list[Demand], list[list[int]], list[dict[int, int]]]:
        """What each field needs, its ideas, and how many of them each judge reads."""
        alike: defaultdict[str, list[int]] = defaultdict(list)
        for place, idea in enumerate(self.ideas):
            alike[idea.field].append(place)
        demands = [self._demand(places) for places in alike.values()]
        return demands, list(alike.values()), quotas(demands, panels.most, panels.readings)

    def _demand(self, places: Sequence[int]) -> Demand:
        """What a field needs whose ideas stand at some places."""
        may = dict.fromkeys(range(len(self.judges)), len(places))
        for place in places:
            for judge in members(self.everybody & ~self._free[place]):
                may[judge] -= 1
        return Demand(len(places), may, frozenset(members(self._able[places[0]])))

    def shared(self, panels: Panels) -> Shared:
        """The outcome in the record's words."""
        codes = {idea.code for idea in self.ideas}
        rows = {row for row in self.before.done if row.idea in codes}
        lacking: dict[str, int] = {}
        uncovered: list[str] = []
        for place, idea in enumerate(self.ideas):
            rows.update(Assignment(idea.code, self.judges[judge].id) for judge in members(panels.readers[place]))
            if panels.wanting(place) > 0:
                lacking[idea.code] = panels.wanting(place)
            if not panels.covered(place):
                uncovered.append(idea.code)
        return Shared(tuple(sorted(rows)), dict(sorted(lacking.items())), tuple(sorted(uncovered)))
