"""From a ranking to winners: minimum by field first, then the best of the rest under every maximum.

Ideas of one rank stand or fall together: where not all of them fit, none is taken and the tie is named, for the jury
to decide; a lot decides instead if the call announced one, by sha256(seed + code), the smallest first.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping
from itertools import groupby
from typing import Self

from farakhan.model.call import Call
from farakhan.model.idea import WHOLE_PROVINCE
from farakhan.model.judging import Candidate, Ranked


def choose(
    call: Call, ranking: Iterable[Ranked], ideas: Mapping[str, Candidate]
) -> tuple[tuple[str, ...], tuple[str, ...], int]:
    """The winners, best first; the ideas tied over the cut; and how many of those fit."""
    groups = _groups(call, ranking)
    taken = _Taken(call, ideas)
    for quota in call.tally.field_quotas:
        for group in groups:
            fitting = [code for code in group if ideas[code].field == quota.id and taken.fits(code)]
            if fitting and len(fitting) <= (quota.least or 0) - taken.fields[quota.id]:
                taken.take_while_fitting(fitting)
    for group in groups:
        fitting = [code for code in group if taken.fits(code)]
        places = taken.places_for(fitting)
        if places < len(fitting):
            return taken.winners(groups), tuple(sorted(fitting)), places
        taken.take_while_fitting(fitting)
    return taken.winners(groups), (), 0


def _groups(call: Call, ranking: Iterable[Ranked]) -> list[list[str]]:
    equal = [[one.code for one in group] for _, group in groupby(ranking, key=lambda one: one.rank)]
    if call.tally.tie == "jury":
        return equal
    return [[code] for group in equal for code in sorted(group, key=lambda code: _lot(call.tally.seed, code))]


def _lot(seed: str, code: str) -> str:
    return hashlib.sha256((seed + code).encode()).hexdigest()


class _Taken:
    """The winners so far, and what the maxima still leave room for."""

    def __init__(self, call: Call, ideas: Mapping[str, Candidate]) -> None:
        self.left = call.tally.winners
        self.ideas = ideas
        self.most = {quota.id: quota.most for quota in call.tally.field_quotas if quota.most is not None}
        self.county_most = call.tally.county_most
        self.codes: set[str] = set()
        self.fields: Counter[str] = Counter()
        self.counties: Counter[str] = Counter()

    def fits(self, code: str) -> bool:
        idea = self.ideas[code]
        most = self.most.get(idea.field)
        if code in self.codes or not self.left or (most is not None and self.fields[idea.field] >= most):
            return False
        limit = self.county_most
        named = [county for county in idea.counties if county != WHOLE_PROVINCE]
        return limit is None or all(self.counties[county] < limit for county in named)

    def take(self, code: str) -> None:
        self.codes.add(code)
        self.left -= 1
        self.fields[self.ideas[code].field] += 1
        self.counties.update(self.ideas[code].counties)

    def copy(self) -> Self:
        twin = object.__new__(type(self))
        twin.__dict__ = {**self.__dict__, "codes": set(self.codes)}
        twin.fields, twin.counties = self.fields.copy(), self.counties.copy()
        return twin

    def places_for(self, codes: list[str]) -> int:
        """How many of these, taken one after the other, fit."""
        trial = self.copy()
        trial.take_while_fitting(codes)
        return len(trial.codes) - len(self.codes)

    def take_while_fitting(self, codes: list[str]) -> None:
        for code in codes:
            if self.fits(code):
                self.take(code)

    def winners(self, groups: list[list[str]]) -> tuple[str, ...]:
        return tuple(code for group in groups for code in group if code in self.codes)
