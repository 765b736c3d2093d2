"""From a ranking to winners: every field's minimum first, then the best of the rest, under every maximum.

1. Going down the ranking, an idea is taken if its field still lacks its minimum and the maxima have room for it. So
   the order in which call.yml names the fields decides nothing, and a minimum comes before a better idea of a field
   that has its own already.
2. Going down again, the best of the rest are taken while there are places and the maxima have room. An idea of
   the whole province, or of a field without a maximum, is held up by no maximum but the number of winners.
3. Where not all ideas of one rank fit, the jury may decide for any of them, as long as it leaves out none that still
   fits. Every such decision is followed down the ranking: it may let in or keep out other ideas further below.
4. A winner is one who wins however the ties are decided; who wins by one decision and not by another is tied. So ideas
   of one rank, one field and the same counties win together, are tied together or lose together.
5. Where there are too many decisions to follow (`MOST_STEPS`), the choice stops at that rank: what has won by then
   however the ties are decided wins, those of that rank who do not all fit are tied, and what is below waits for the
   jury. So too few winners may be named then, but none whom a decision could undo. Without a county's maximum this
   never changes the result.
6. With a lot there is no tie once its seed is known: equals stand by sha256(seed + public number), the smallest first.
   Numbers are drawn before the seed is known, so nobody can choose either to suit the other.

How the decisions are followed: all of them side by side, one rank after the other, each as a `Way`. The same number of
ideas that no quota tells apart (`Peers`) is one way and not many, and ways are joined as soon as nothing below can
tell them apart. So an edition has few ways, most often a single one.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from farakhan.model.idea import WHOLE_PROVINCE
from farakhan.model.judging import Candidate, Ranked
from farakhan.tally.scored import Deciding

MOST_STEPS = 50_000
"""How many steps are spent on decisions, beyond the steps down the ranking of a choice without ties."""

Limit = tuple[str, str]
"""What may have only so many winners: a field or a county, and its id; or the call as a whole."""

ALL_PLACES: Limit = ("call", "")


class Peers(NamedTuple):
    """Ideas of one rank that no quota tells apart.

    Attributes:
        limits: under which each of them counts.
        codes: of all of them.
        waiting: how many of them are not taken yet.
    """

    limits: frozenset[Limit]
    codes: tuple[str, ...]
    waiting: int


class Way(NamedTuple):
    """One way of deciding the ties so far, or several that nothing below can tell apart.

    Attributes:
        used: how many of the taken count under each limit.
        taken: how many of the peers with these codes are taken, for the peers that are still to be looked at.
        sure: codes of the ideas that are taken whichever of their peers the jury prefers.
        possible: codes of the ideas that are taken if the jury prefers them.
    """

    used: Counter[Limit]
    taken: Counter[tuple[str, ...]]
    sure: frozenset[str]
    possible: frozenset[str]


class Chosen(NamedTuple):
    """Who wins.

    Attributes:
        winners: codes, best first, of the ideas that win however the ties are decided.
        tied: codes, sorted, of the ideas among which the jury decides.
        places: how many of the tied fit, by the decision that lets the most of them win.
    """

    winners: tuple[str, ...]
    tied: tuple[str, ...]
    places: int


def choose(call: Deciding, ranking: Iterable[Ranked], ideas: Mapping[str, Candidate]) -> Chosen:
    """The winners of a ranking, by the rules above."""
    ranks = _ranks(call, ranking, ideas)
    ways = _Choice(call, ideas).outcomes([[ideas[code] for code in rank] for rank in ranks])
    sure = frozenset.intersection(*(way.sure for way in ways))
    possible = frozenset.union(*(way.possible for way in ways))
    return Chosen(
        winners=tuple(code for rank in ranks for code in rank if code in sure),
        tied=tuple(sorted(possible - sure)),
        places=max(way.used[ALL_PLACES] for way in ways) - len(sure),
    )


def _ranks(call: Deciding, ranking: Iterable[Ranked], ideas: Mapping[str, Candidate]) -> list[list[str]]:
    equal = [[ranked.code for ranked in group] for _, group in groupby(ranking, key=lambda ranked: ranked.rank)]
    seed = call.tally.seed
    if call.tally.tie == "jury" or not seed:
        return equal
    return [[code] for rank in equal for code in sorted(rank, key=lambda code: _lot(seed, ideas[code].number))]


def _lot(seed: str, number: int) -> str:
    return hashlib.sha256(f"{seed}{number}".encode()).hexdigest()


def _limits(idea: Candidate) -> frozenset[Limit]:
    """What an idea counts under; the whole province is no county."""
    counties = () if idea.counties == (WHOLE_PROVINCE,) else idea.counties
    return frozenset([ALL_PLACES, ("field", idea.field), *(("county", county) for county in counties)])


class _TooManyStepsError(Exception):
    """More decisions than can be followed."""


class _Choice:
    """The choice as it goes down the ranking, by all ways at once.

    Attributes:
        minima: the numbers under each limit while minima are filled: a field gets no more than its minimum.
        maxima: the numbers under each limit afterwards; what has no maximum is not among them.
        steps: spent on decisions so far.
    """

    def __init__(self, call: Deciding, ideas: Mapping[str, Candidate]) -> None:
        quotas = call.tally.field_quotas
        candidates = Counter(limit for idea in ideas.values() for limit in _limits(idea))
        limits = {ALL_PLACES: call.tally.winners, **_counties(call, candidates)}
        least = {limit: 0 for limit in candidates if limit[0] == "field"}
        least |= {("field", quota.id): quota.least for quota in quotas if quota.least is not None}
        most = {("field", quota.id): quota.most for quota in quotas if quota.most is not None}
        self.minima: dict[Limit, int] = {**limits, **least}
        self.maxima: dict[Limit, int] = {**limits, **most}
        self.steps = 0

    def outcomes(self, ideas: list[list[Candidate]]) -> list[Way]:
        """All ways of deciding the ties, to the end or to the rank where there are too many.

        Args:
            ideas: of each rank, the best rank first.
        """
        ways = [Way(Counter(), Counter(), frozenset(), frozenset())]
        limits = self.minima
        try:
            for ranked in ideas:
                if all(_is_filled(way, limits, "call") or _is_filled(way, limits, "field") for way in ways):
                    break
                rank = _peers(ranked, limits)
                ways = self.descend(ways, rank, limits)
            limits = self.maxima
            for ranked in ideas:
                if all(_is_filled(way, limits, "call") for way in ways):
                    break
                rank = _under(_peers(ranked, self.minima), limits)
                ways = _joined(self.without_the_past(way, rank) for way in self.descend(ways, rank, limits))
        except _TooManyStepsError:  # the ways are still those before the rank at which it was too much
            ways = [_all_tied(*_tie(way, rank, limits)) for way in ways]
        return ways

    def descend(self, ways: list[Way], rank: list[Peers], limits: Mapping[Limit, int]) -> list[Way]:
        """The ways after one more rank."""
        self.spend(len(ways) - 1)  # one way a rank costs nothing: a choice without ties has no bound
        return [after for way in ways for after in self.parted(*_tie(way, rank, limits))]

    def parted(self, way: Way, tied: list[Peers], room: Mapping[Limit, int]) -> list[Way]:
        """The ways into which the jury's decisions on a tie part a way.

        Where every decision uses up all places, nobody below has a chance, and what is left under each limit afterwards
        matters no more. Then there are far fewer decisions to tell apart.
        """
        if not tied:
            return [way]
        if ALL_PLACES in room:
            merged = _merged(tied, room)
            decisions = self.decisions(merged, room)
            if all(sum(numbers) == room[ALL_PLACES] for numbers in decisions):
                return [_after(way, merged, numbers) for numbers in decisions]
        return [_after(way, tied, numbers) for numbers in self.decisions(tied, room)]

    def decisions(self, tied: list[Peers], room: Mapping[Limit, int]) -> list[tuple[int, ...]]:
        """All that the jury may decide on a tie: how many of each peers are taken, so that no more fit.

        Args:
            tied: the peers among whom it decides.
            room: how many more fit under each limit that cannot have them all.
        """
        wanted_by_others = [_wanted(tied[place + 1 :], room) for place in range(len(tied))]
        decided: list[tuple[int, ...]] = []
        begun: list[tuple[tuple[int, ...], Mapping[Limit, int]]] = [((), room)]
        while begun:
            self.spend(1)
            numbers, left = begun.pop()
            if len(numbers) == len(tied):
                if _no_more_fit(tied, numbers, left):
                    decided.append(numbers)
                continue
            peers, wanted = tied[len(numbers)], wanted_by_others[len(numbers)]
            limits = peers.limits.intersection(left)
            most = min(peers.waiting, *(left[limit] for limit in limits))
            # Fewer than fit may be taken only where those after them can use up the room.
            least = max(0, min(most, *(left[limit] - wanted[limit] for limit in limits)))
            for number in range(least, most + 1):
                after = {limit: places - number if limit in limits else places for limit, places in left.items()}
                begun.append(((*numbers, number), after))
        return decided

    def spend(self, steps: int) -> None:
        """Count steps.

        Raises:
            _TooManyStepsError: they are too many.
        """
        self.steps += steps
        if self.steps > MOST_STEPS:
            raise _TooManyStepsError

    def without_the_past(self, way: Way, rank: list[Peers]) -> Way:
        """A way without what decides nothing below this rank, so that ways which differ in that alone are joined."""
        if way.used[ALL_PLACES] == self.maxima[ALL_PLACES]:
            return way._replace(used=Counter({ALL_PLACES: way.used[ALL_PLACES]}), taken=Counter())
        past = {peers.codes for peers in rank}
        return way._replace(
            used=Counter({limit: number for limit, number in way.used.items() if limit in self.maxima}),
            taken=Counter({codes: number for codes, number in way.taken.items() if codes not in past}),
        )


def _counties(call: Deciding, candidates: Counter[Limit]) -> dict[Limit, int]:
    """The counties' maximum, for those that have more ideas than it: the others are in nobody's way."""
    most = call.tally.county_most
    if most is None:
        return {}
    return {limit: most for limit, number in candidates.items() if limit[0] == "county" and number > most}


def _peers(rank: list[Candidate], limits: Mapping[Limit, int]) -> list[Peers]:
    """The ideas of one rank, those together that count under the same of these limits."""
    alike: dict[frozenset[Limit], list[str]] = {}
    for idea in rank:
        alike.setdefault(_limits(idea).intersection(limits), []).append(idea.code)
    return [Peers(own, tuple(codes), len(codes)) for own, codes in alike.items()]


def _under(rank: list[Peers], limits: Mapping[Limit, int]) -> list[Peers]:
    """The same peers, counting under these limits alone."""
    return [peers._replace(limits=peers.limits.intersection(limits)) for peers in rank]


def _is_filled(way: Way, limits: Mapping[Limit, int], kind: str) -> bool:
    """Whether all places are used under every limit of a kind."""
    return all(way.used[limit] >= places for limit, places in limits.items() if limit[0] == kind)


def _fitting(way: Way, rank: list[Peers], limits: Mapping[Limit, int]) -> list[Peers]:
    """Those of a rank that wait and for any of whom there is room."""
    full = {limit for limit, places in limits.items() if way.used[limit] >= places}
    if ALL_PLACES in full:
        return []
    fitting = []
    for peers in rank:
        waiting = peers.waiting - way.taken[peers.codes]
        if waiting and peers.limits.isdisjoint(full):
            fitting.append(peers._replace(waiting=waiting))
    return fitting


def _tie(way: Way, rank: list[Peers], limits: Mapping[Limit, int]) -> tuple[Way, list[Peers], dict[Limit, int]]:
    """Take those of a rank for all of whom there is room.

    Returns:
        The way after them; those who are tied; the room under each limit that cannot have all of the tied.
    """
    fitting = _fitting(way, rank, limits)
    room = {limit: limits[limit] - way.used[limit] for peers in fitting for limit in peers.limits}
    wanted = _wanted(fitting, room)
    scarce = {limit: places for limit, places in room.items() if wanted[limit] > places}
    free = [peers for peers in fitting if peers.limits.isdisjoint(scarce)]
    tied = [peers for peers in fitting if not peers.limits.isdisjoint(scarce)]
    return _after(way, free, [peers.waiting for peers in free]), tied, scarce


def _wanted(rank: list[Peers], room: Mapping[Limit, int]) -> Counter[Limit]:
    """How many places would be used under each limit if all were taken for whom their fields have room.

    Three who wait for a field with room for one would use one of all places, not three.
    """
    wanted: Counter[Limit] = Counter()
    beyond_fields = 0
    for peers in rank:
        for limit in peers.limits:
            wanted[limit] += peers.waiting
    for (kind, name), number in wanted.items():
        if kind == "field" and (kind, name) in room:
            beyond_fields += max(0, number - room[kind, name])
    wanted[ALL_PLACES] -= beyond_fields
    return wanted


def _merged(tied: list[Peers], room: Mapping[Limit, int]) -> list[Peers]:
    """Those together that differ in no scarce limit: no other matters to a tie that uses up all places."""
    merged: dict[frozenset[Limit], Peers] = {}
    for peers in tied:
        limits = peers.limits.intersection(room)
        before = merged.get(limits, Peers(limits, (), 0))
        merged[limits] = Peers(limits, before.codes + peers.codes, before.waiting + peers.waiting)
    return list(merged.values())


def _no_more_fit(tied: list[Peers], numbers: Sequence[int], left: Mapping[Limit, int]) -> bool:
    """Whether everybody who is left out counts under a limit that is used up."""
    left_out = [peers for peers, number in zip(tied, numbers, strict=True) if number < peers.waiting]
    return all(any(left[limit] == 0 for limit in peers.limits.intersection(left)) for peers in left_out)


def _after(way: Way, rank: list[Peers], numbers: Sequence[int]) -> Way:
    """A way after so many of each peers are taken."""
    if not rank:
        return way
    used, taken = way.used.copy(), way.taken.copy()
    sure, possible = set(way.sure), set(way.possible)
    for peers, number in zip(rank, numbers, strict=True):
        if number:
            used.update(dict.fromkeys(peers.limits, number))
            taken[peers.codes] += number
            possible.update(peers.codes)
        if number == peers.waiting:
            sure.update(peers.codes)
    return Way(used, taken, frozenset(sure), frozenset(possible))


def _all_tied(way: Way, tied: list[Peers], room: Mapping[Limit, int]) -> Way:
    """A way that stops at a tie: each of the tied may win; how many do is asked of them one after the other."""
    left = dict(room)
    places = 0
    for peers in tied:
        limits = peers.limits.intersection(left)
        number = min(peers.waiting, *(left[limit] for limit in limits))
        left |= {limit: left[limit] - number for limit in limits}
        places += number
    used = way.used + Counter({ALL_PLACES: places})
    return way._replace(used=used, possible=way.possible.union(*(peers.codes for peers in tied)))


def _joined(ways: Iterable[Way]) -> list[Way]:
    """The ways, those in one that nothing below can tell apart: sure by each of them, possible by any."""
    joined: dict[object, Way] = {}
    for way in ways:
        future = (frozenset(way.used.items()), frozenset(way.taken.items()))
        other = joined.get(future, way)
        joined[future] = way._replace(sure=way.sure & other.sure, possible=way.possible | other.possible)
    return list(joined.values())
