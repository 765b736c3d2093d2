"""Winners, chosen another way: of all sets of ideas that the quotas allow, the one that is first by the ranking.

The oracle tries every set of a small edition, and every way of deciding its ties. A set is allowed if no maximum is
exceeded; of those that fill nothing but minima the first by the ranking is the core; of those that hold the core, the
first by the ranking wins. «First» compares from the top: the set that has the best idea in which two sets differ.
A winner is in every outcome; whoever is in some is tied.
"""

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterator
from random import Random
from typing import NamedTuple

import pytest
from tests.records import SHIPPED

from farakhan.checks.call import read_call
from farakhan.files.source import read_yaml
from farakhan.model.call import Call, Quota
from farakhan.model.judging import Candidate, Ranked
from farakhan.tally.quotas import choose

EDITIONS = 2_000
FIELDS = ("agriculture", "industry", "services")
COUNTIES = ("fasa", "darab", "all")


class Small(NamedTuple):
    """An edition as the choice sees it: best first, one number a rank."""

    call: Call
    ideas: tuple[Candidate, ...]
    ranks: tuple[int, ...]

    def ranking(self) -> list[Ranked]:
        return [Ranked(idea.code, rank, 0, (), 1) for idea, rank in zip(self.ideas, self.ranks, strict=True)]  # type: ignore[arg-type]


def _shipped() -> Call:
    source, _ = read_yaml("submissions/1406/call.yml", SHIPPED.read_bytes())
    assert source
    call, _ = read_call(source)
    assert call
    return call


SHIPPED_CALL = _shipped()


def _random(seed: int) -> Random:
    return Random(seed)  # noqa: S311 (editions of a test)


def _small(random: Random, *, counties: bool = True, tie: str = "jury") -> Small:
    size = random.randint(1, 6)
    winners = random.randint(1, 5)
    places, quotas = winners, []
    for field in random.sample(FIELDS, random.randint(0, 3)):
        least = random.choice((None, random.randint(0, min(2, places))))
        most = random.choice((None, random.randint(max(least or 0, 0), 3)))
        places -= least or 0
        quotas.append(Quota(id=field, least=least, most=most))
    options = {
        "winners": winners,
        "field_quotas": tuple(quotas),
        "county_most": random.choice((None, 1, 2)) if counties else None,
        "tie": tie,
        "seed": "نمونه",
    }
    call = SHIPPED_CALL.model_copy(update={"tally": SHIPPED_CALL.tally.model_copy(update=options)})
    ideas, ranks, rank = [], [], 1
    for place in range(size):
        named = tuple(random.sample(COUNTIES[:2], 2)) if random.random() < 0.1 else (random.choice(COUNTIES),)
        ideas.append(Candidate(str(place), random.choice(FIELDS), named, ""))
        rank = rank if place and random.random() < 0.5 else place + 1
        ranks.append(rank)
    return Small(call, tuple(ideas), tuple(ranks))


def _allowed(small: Small, chosen: tuple[Candidate, ...], fields: dict[str, int | None]) -> bool:
    """Whether a set of ideas keeps under these maxima of the fields, and under those of places and counties."""
    by_field = Counter(idea.field for idea in chosen)
    by_county = Counter(county for idea in chosen for county in idea.counties if county != "all")
    most = small.call.tally.county_most
    return (
        len(chosen) <= small.call.tally.winners
        and all(limit is None or by_field[field] <= limit for field, limit in fields.items())
        and (most is None or all(number <= most for number in by_county.values()))
    )


def _outcomes(small: Small) -> set[frozenset[str]]:
    """The winners of each way of deciding the ties."""
    quotas = {quota.id: quota for quota in small.call.tally.field_quotas}
    least = {field: (quotas[field].least or 0) if field in quotas else 0 for field in FIELDS}
    most = {field: quotas[field].most if field in quotas else None for field in FIELDS}
    sets = [chosen for size in range(len(small.ideas) + 1) for chosen in itertools.combinations(small.ideas, size)]
    cores = [frozenset(one.code for one in chosen) for chosen in sets if _allowed(small, chosen, dict(least))]
    whole = [frozenset(one.code for one in chosen) for chosen in sets if _allowed(small, chosen, most)]
    outcomes = set()
    for order in _orders(small):

        def first(codes: frozenset[str], order: tuple[str, ...] = order) -> list[bool]:
            return [code in codes for code in order]

        core = max(cores, key=first)
        outcomes.add(max((codes for codes in whole if codes >= core), key=first))
    return outcomes


def _orders(small: Small) -> Iterator[tuple[str, ...]]:
    groups = itertools.groupby(zip(small.ideas, small.ranks, strict=True), key=lambda pair: pair[1])
    ways = [list(itertools.permutations([idea.code for idea, _ in group])) for _, group in groups]
    for way in itertools.product(*ways):
        yield tuple(itertools.chain.from_iterable(way))


def _choose(small: Small) -> tuple[frozenset[str], frozenset[str], int]:
    chosen = choose(small.call, small.ranking(), {idea.code: idea for idea in small.ideas})
    assert chosen.tied == tuple(sorted(chosen.tied))
    return frozenset(chosen.winners), frozenset(chosen.tied), chosen.places


@pytest.mark.promise("quotas-stand-or-fall-together")
def test_without_a_countys_maximum_winners_and_ties_are_exactly_the_oracles() -> None:
    for seed in range(EDITIONS):
        small = _small(_random(seed), counties=False)
        outcomes = _outcomes(small)
        sure, possible = frozenset.intersection(*outcomes), frozenset.union(*outcomes)
        sizes = {len(one) for one in outcomes}
        assert (_choose(small), seed) == ((sure, possible - sure, min(sizes) - len(sure)), seed)
        assert len(sizes) == 1


@pytest.mark.promise("quotas-stand-or-fall-together")
def test_with_a_countys_maximum_nothing_is_named_that_a_tie_could_undo() -> None:
    exact = 0
    for seed in range(EDITIONS):
        small = _small(_random(seed))
        outcomes = _outcomes(small)
        sure, possible = frozenset.intersection(*outcomes), frozenset.union(*outcomes)
        winners, tied, places = _choose(small)
        assert winners <= sure, seed
        if tied:
            assert 0 < places <= len(tied), seed
            assert not winners & tied, seed
        else:
            assert (winners, winners) == (sure, possible), seed
        exact += (winners, tied) == (sure, possible - sure)
    assert exact > 0.95 * EDITIONS


def test_a_lot_leaves_one_outcome_that_the_oracle_finds_too() -> None:
    for seed in range(EDITIONS):
        small = _small(_random(seed), tie="lot")
        pairs = zip(small.ideas, small.ranks, strict=True)
        drawn = sorted(pairs, key=lambda pair: (pair[1], hashlib.sha256(f"نمونه{pair[0].code}".encode()).digest()))
        (outcome,) = _outcomes(small._replace(ideas=tuple(idea for idea, _ in drawn), ranks=tuple(range(len(drawn)))))
        assert (_choose(small), seed) == ((outcome, frozenset(), 0), seed)


def test_the_order_of_fields_in_the_call_changes_nothing() -> None:
    for seed in range(EDITIONS):
        small = _small(_random(seed))
        quotas = small.call.tally.field_quotas[::-1]
        options = small.call.tally.model_copy(update={"field_quotas": quotas})
        turned = small._replace(call=small.call.model_copy(update={"tally": options}))
        assert (_choose(turned), seed) == (_choose(small), seed)


def test_a_better_rank_never_costs_a_place() -> None:
    """Of ideas of the same field and counties the better one wins whenever the worse one does."""
    for seed in range(EDITIONS):
        small = _small(_random(seed))
        winners, tied, _ = _choose(small)
        ranked = list(zip(small.ideas, small.ranks, strict=True))
        for (better, rank), (worse, other) in itertools.combinations(ranked, 2):
            alike = (better.field, better.counties) == (worse.field, worse.counties)
            if rank < other and alike and worse.code in winners | tied:
                assert better.code in (winners if worse.code in winners else winners | tied), seed
            if rank == other and alike:
                assert (better.code in winners) == (worse.code in winners), seed


def _by_hand(ideas: str, ranks: str, winners: int, *quotas: Quota, county_most: int | None = None) -> Small:
    """Ideas as letters of their fields, or of field and county, best first."""
    fields, counties = dict(zip("ais", FIELDS, strict=True)), {"f": "fasa", "d": "darab", "": "all"}
    named = [Candidate(str(place), fields[one[0]], (counties[one[1:]],), "") for place, one in enumerate(ideas.split())]
    options = {"winners": winners, "field_quotas": quotas, "county_most": county_most, "tie": "jury"}
    call = SHIPPED_CALL.model_copy(update={"tally": SHIPPED_CALL.tally.model_copy(update=options)})
    return Small(call, tuple(named), tuple(map(int, ranks.split())))


AT_LEAST_ONE = Quota(id="agriculture", least=1, most=None)
AT_MOST_ONE = Quota(id="agriculture", least=None, most=1)


@pytest.mark.parametrize(
    ("small", "winners", "tied", "places"),
    [
        pytest.param(_by_hand("i a a a", "1 2 2 4", 2, AT_LEAST_ONE), "0", "12", 1, id="tied over a minimum"),
        pytest.param(_by_hand("i a a a", "1 2 2 4", 1, AT_LEAST_ONE), "", "12", 1, id="the minimum is all there is"),
        pytest.param(_by_hand("i a a a", "1 2 2 4", 3, AT_LEAST_ONE), "012", "", 0, id="both win as the best"),
        pytest.param(_by_hand("i i a a", "1 1 3 3", 2, AT_LEAST_ONE), "", "0123", 2, id="two ties, a place each"),
        pytest.param(_by_hand("a a i i", "1 1 3 4", 3, AT_MOST_ONE), "23", "01", 1, id="a maximum holds up no other"),
        pytest.param(_by_hand("a i i", "1 1 1", 2, AT_LEAST_ONE), "0", "12", 1, id="the minimum's own is no tie"),
        pytest.param(_by_hand("af id", "1 1", 2, county_most=1), "01", "", 0, id="two counties"),
        pytest.param(_by_hand("af if s", "1 1 3", 2, county_most=1), "", "01", 1, id="a county's tie stops the choice"),
    ],
)
def test_by_hand(small: Small, winners: str, tied: str, places: int) -> None:
    assert _choose(small) == (frozenset(winners), frozenset(tied), places)
