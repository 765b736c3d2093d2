"""From a ranking to winners: every field's minimum first, then the best of the rest, under every maximum.

1. Going down the ranking, an idea is taken if its field still lacks its minimum and the maxima have room for it. So
   the order in which call.yml names the fields decides nothing, and a minimum comes before a better idea of a field
   that has its own already.
2. Going down again, the best of the rest are taken while there are places and the maxima have room. An idea of
   the whole province, or of a field without a maximum, is held up by no maximum but the number of winners.
3. Ideas of one rank stand or fall together, under a minimum, a maximum and the number of winners alike. Where not all
   of them fit, none is taken and the tie is named; nothing below them takes the places that they are tied over. If
   the best of the rest then has room for all of a field's ideas that were tied over its minimum, they all win.
4. A winner is one who wins however the ties are decided; who wins by one decision and not by another is tied. Where a
   county's maximum is what a tie is about, or hangs on an earlier tie, the choice stops there: what is below waits for
   the jury's decision.
5. With a lot, announced before, there is no tie: equals stand by sha256(seed + code), the smallest first.
"""

import hashlib
import sys
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import NamedTuple

from farakhan.model.call import Call
from farakhan.model.idea import WHOLE_PROVINCE
from farakhan.model.judging import Candidate, Ranked

Group = list[Candidate]
"""Ideas of one rank, or some of them."""


class Tie(NamedTuple):
    """Ideas of one rank of which only some fit, and how many."""

    ideas: Group
    places: int


class Chosen(NamedTuple):
    """Who wins.

    Attributes:
        winners: codes, best first, of the ideas that win however the ties are decided.
        tied: codes, sorted, of the ideas among which the jury decides.
        places: how many of the tied fit.
    """

    winners: tuple[str, ...]
    tied: tuple[str, ...]
    places: int


def choose(call: Call, ranking: Iterable[Ranked], ideas: Mapping[str, Candidate]) -> Chosen:
    """The winners of a ranking, by the rules above."""
    groups = [[ideas[code] for code in group] for group in _groups(call, ranking)]
    choice = _Choice(call)
    if choice.take_minima(groups):
        choice.take_rest(groups)
    return choice.chosen(groups)


def _groups(call: Call, ranking: Iterable[Ranked]) -> list[list[str]]:
    equal = [[one.code for one in group] for _, group in groupby(ranking, key=lambda one: one.rank)]
    if call.tally.tie == "jury":
        return equal
    return [[code] for group in equal for code in sorted(group, key=lambda code: _lot(call.tally.seed, code))]


def _lot(seed: str, code: str) -> str:
    return hashlib.sha256((seed + code).encode()).hexdigest()


class _Choice:
    """The choice as it goes down the ranking.

    Attributes:
        left: places that no winner has and no tie waits for.
        fields: how many places each field has, with those for which its tied ideas wait.
        counties: how many winners name each county.
        crowd: the same, were all tied ideas winners.
        ties: by field, a tie over its minimum or maximum; a field has one at a time.
        last: the tie at which the choice stopped.
    """

    def __init__(self, call: Call) -> None:
        quotas = call.tally.field_quotas
        self.least = {quota.id: quota.least or 0 for quota in quotas}
        self.most = {quota.id: quota.most for quota in quotas if quota.most is not None}
        self.county_most = call.tally.county_most
        self.left = call.tally.winners
        self.winners: set[str] = set()
        self.fields: Counter[str] = Counter()
        self.counties: Counter[str] = Counter()
        self.crowd: Counter[str] = Counter()
        self.ties: dict[str, Tie] = {}
        self.last = Tie([], 0)

    def take_minima(self, groups: list[Group]) -> bool:
        """Take what the fields' minima ask for; False where the choice stopped."""
        for group in groups:
            lacking = [idea for idea in group if self.lacked(idea.field) > 0 and self.fits(idea, self.counties)]
            places = {idea.field: self.lacked(idea.field) for idea in lacking}
            if not self.settle(lacking, places):
                return False
        return True

    def take_rest(self, groups: list[Group]) -> None:
        """Take the best of the rest until the places are gone or a tie is in the way."""
        for group in groups:
            reopened = self.reopen(group)
            kept = sum(tie.places for tie in reopened.values())
            fitting = [idea for idea in group if self.room(idea.field) > 0 and self.fits(idea, self.counties)]
            places = {field: min(len(own), self.room(field)) for field, own in _by_field(fitting).items()}
            wanted = sum(places.values()) - kept
            if wanted > self.left == 0:
                self.ties |= reopened
                return
            self.left += kept
            if wanted > self.left - kept:
                self.stop(fitting, places)
                return
            if not self.settle(fitting, places):
                return

    def lacked(self, field: str) -> int:
        """How many ideas a field lacks for its minimum."""
        return self.least.get(field, 0) - self.fields[field]

    def room(self, field: str) -> int:
        """How many more ideas a field's maximum has room for."""
        return self.most.get(field, sys.maxsize) - self.fields[field]

    def fits(self, idea: Candidate, counties: Counter[str]) -> bool:
        """Whether an idea is no winner yet and its counties, so full, have room for it."""
        limit = self.county_most
        return idea.code not in self.winners and (limit is None or all(counties[one] < limit for one in _named(idea)))

    def settle(self, group: Group, places: Mapping[str, int]) -> bool:
        """Take those of a rank whose fields have places for all of them, and name the ties of the others.

        Returns:
            False where a county's maximum is in the way, now or after an earlier tie: there the choice stops.
        """
        crowded = self.crowded(group)
        for field, own in _by_field(group).items():
            if len(own) <= places[field]:
                self.take([idea for idea in own if idea not in crowded])
            elif not crowded:
                self.tie(field, Tie(own, places[field]))
        if crowded:
            self.stop([idea for idea in group if idea.code not in self.winners], places)
        return not crowded

    def crowded(self, group: Group) -> Group:
        """Those of a rank that name a county which has no room for all of them and of the tied."""
        if self.county_most is None:
            return []
        limit, crowd = self.county_most, self.crowd + _counted(group)
        return [idea for idea in group if any(crowd[county] > limit for county in _named(idea))]

    def take(self, group: Group) -> None:
        """Make ideas winners."""
        self.left -= len(group)
        self.winners.update(idea.code for idea in group)
        self.fields.update(idea.field for idea in group)
        self.counties += _counted(group)
        self.crowd += _counted(group)

    def tie(self, field: str, tie: Tie) -> None:
        """Keep a field's places for ideas that are tied over them."""
        self.ties[field] = tie
        self.left -= tie.places
        self.fields[field] += tie.places
        self.crowd += _counted(tie.ideas)

    def reopen(self, group: Group) -> dict[str, Tie]:
        """The ties over a minimum among ideas of this rank: they may all win as the best of the rest."""
        reopened = {field: tie for field, tie in self.ties.items() if tie.ideas[0] in group}
        for field, tie in reopened.items():
            del self.ties[field]
            self.fields[field] -= tie.places
            self.crowd -= _counted(tie.ideas)
        return reopened

    def stop(self, group: Group, places: Mapping[str, int]) -> None:
        """End the choice with a tie among these; how many fit is asked of them one after the other, by code."""
        fields: Counter[str] = Counter()
        counties = self.counties.copy()
        fitting = 0
        for idea in sorted(group, key=lambda idea: idea.code):
            if fitting < self.left and fields[idea.field] < places[idea.field] and self.fits(idea, counties):
                fitting += 1
                fields[idea.field] += 1
                counties += _counted([idea])
        self.last = Tie(group, fitting)

    def chosen(self, groups: list[Group]) -> Chosen:
        """What came out."""
        ties = [*self.ties.values(), self.last]
        return Chosen(
            winners=tuple(idea.code for group in groups for idea in group if idea.code in self.winners),
            tied=tuple(sorted(idea.code for tie in ties for idea in tie.ideas)),
            places=sum(tie.places for tie in ties),
        )


def _by_field(group: Group) -> dict[str, Group]:
    by_field: dict[str, Group] = {}
    for idea in group:
        by_field.setdefault(idea.field, []).append(idea)
    return by_field


def _counted(group: Group) -> Counter[str]:
    return Counter(county for idea in group for county in _named(idea))


def _named(idea: Candidate) -> tuple[str, ...]:
    """An idea's counties; the whole province is none."""
    return () if idea.counties == (WHOLE_PROVINCE,) else idea.counties
