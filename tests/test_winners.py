"""Winners, chosen another way: of all sets of ideas that the quotas allow, the one that is first by the ranking.

The oracle tries every set of a small edition, and every way of deciding its ties. A set is allowed if no maximum is
exceeded; of those that fill nothing but minima the first by the ranking is the core; of those that hold the core, the
first by the ranking wins. «First» compares from the top: the set that has the best idea in which two sets differ.
A winner is in every outcome; whoever is in some is tied.
"""

import hashlib
import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from random import Random
from typing import NamedTuple

import pytest
from tests.records import SHIPPED

from farakhan.checks.call import read_call
from farakhan.files.source import read_yaml
from farakhan.model.call import Call, Quota
from farakhan.model.judging import Candidate, Ranked
from farakhan.tally import quotas
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
        ideas.append(Candidate(str(place), random.choice(FIELDS), named, "", place))
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


def _by_the_oracle(small: Small) -> tuple[frozenset[str], frozenset[str], int]:
    """Who wins by every decision, who by some, and how many of the latter by the decision that takes the most."""
    outcomes = _outcomes(small)
    sure, possible = frozenset.intersection(*outcomes), frozenset.union(*outcomes)
    return sure, possible - sure, max(map(len, outcomes)) - len(sure)


@pytest.mark.promise("quotas-stand-or-fall-together")
@pytest.mark.parametrize("counties", [False, True], ids=["fields alone", "with a county's maximum"])
def test_winners_and_ties_are_exactly_the_oracles(*, counties: bool) -> None:
    for seed in range(EDITIONS):
        small = _small(_random(seed), counties=counties)
        assert (_choose(small), seed) == (_by_the_oracle(small), seed)


@pytest.mark.promise("quotas-stand-or-fall-together")
def test_where_there_are_too_many_decisions_nothing_is_named_that_a_tie_could_undo(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    cautious = 0
    for seed in range(EDITIONS):
        monkeypatch.setattr(quotas, "MOST_STEPS", seed % 6)
        small = _small(_random(seed))
        sure, tied, places = _by_the_oracle(small)
        named = _choose(small)
        assert named[0] <= sure, seed
        assert named[1] <= sure | tied, seed
        assert not named[0] & named[1], seed
        assert (0 < named[2] <= len(named[1])) if named[1] else (named == (sure, tied, places)), seed
        cautious += named != (sure, tied, places)
    assert cautious > 0


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
                assert (better.code in tied) == (worse.code in tied), seed


def _by_hand(ideas: str, ranks: str, winners: int, *quotas: Quota, county_most: int | None = None) -> Small:
    """Ideas as letters of their field and counties, best first."""
    fields, counties = dict(zip("ais", FIELDS, strict=True)), {"f": "fasa", "d": "darab", "j": "jahrom"}
    named = [tuple(counties[letter] for letter in letters[1:]) or ("all",) for letters in ideas.split()]
    candidates = [
        Candidate(str(place), fields[letters[0]], own, "")
        for place, (letters, own) in enumerate(zip(ideas.split(), named, strict=True))
    ]
    call = _call(winners=winners, field_quotas=quotas, county_most=county_most)
    return Small(call, tuple(candidates), tuple(map(int, ranks.split())))


def _call(**options: object) -> Call:
    tally = SHIPPED_CALL.tally.model_copy(update={"tie": "jury", **options})
    return SHIPPED_CALL.model_copy(update={"tally": tally})


AT_LEAST_ONE = Quota(id="agriculture", least=1, most=None)
AT_MOST_ONE = Quota(id="agriculture", least=None, most=1)
JUST_ONE = Quota(id="agriculture", least=1, most=1)


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
        pytest.param(_by_hand("af if s", "1 1 3", 2, county_most=1), "2", "01", 1, id="a county holds up no other"),
        pytest.param(
            _by_hand("af if sd", "1 1 1", 2, county_most=1), "2", "01", 1, id="a county's tie is not its rank's"
        ),
        pytest.param(
            _by_hand("afd if id s", "1 1 1 4", 2, county_most=1), "", "0123", 2, id="one of two counties lets one in"
        ),
        pytest.param(
            _by_hand("afd if id s", "1 1 1 4", 3, county_most=1), "3", "012", 2, id="the most that win are counted"
        ),
        pytest.param(
            _by_hand("af ad if i", "1 1 3 4", 2, JUST_ONE, county_most=1), "", "0123", 2, id="a minimum's tie goes on"
        ),
    ],
)
def test_by_hand(small: Small, winners: str, tied: str, places: int) -> None:
    assert _choose(small) == (frozenset(winners), frozenset(tied), places)


def _many(rows: Sequence[tuple[int, str, tuple[str, ...]]], **options: object) -> Small:
    """An edition of many ideas, from the rank, field and counties of each, best first."""
    ideas = tuple(Candidate(f"{place:03}", field, own, "") for place, (_, field, own) in enumerate(rows))
    return Small(_call(**options), ideas, tuple(rank for rank, _, _ in rows))


def test_many_ties_that_change_nothing_below_stay_exact() -> None:
    """Twenty ties over one county each: a million outcomes, of which nobody else hears."""
    rows = [(2 * tie, FIELDS[half], (f"county{tie}",)) for tie in range(20) for half in (0, 1)]
    rows += [(100 + tie, "services", ("all",)) for tie in range(9)]
    small = _many(rows, winners=25, county_most=1, field_quotas=())
    tied = frozenset(f"{place:03}" for place in range(40))
    assert _choose(small) == (frozenset({"040", "041", "042", "043", "044"}), tied, 20)


def test_a_great_tie_over_the_last_places_stays_exact() -> None:
    """Forty ideas of as many counties, whose lower ideas wait in vain."""
    rows = [(1, "services", ("all",))]
    rows += [(2, FIELDS[place % 3], (f"county{place}",)) for place in range(40)]
    rows += [(42 + place, FIELDS[place % 3], (f"county{place}",)) for place in range(40)]
    tied = frozenset(f"{place:03}" for place in range(1, 41))
    assert _choose(_many(rows, winners=21, county_most=1, field_quotas=())) == (frozenset({"000"}), tied, 20)


def test_a_great_tie_of_which_some_are_sure_stays_exact() -> None:
    """Nineteen win, each with its county's only place; fifteen of one county are tied over the last."""
    rows = [(1, "services", (f"county{place}",)) for place in range(19)] + [(1, "services", ("fasa",))] * 15
    rows += [(35 + place, "services", (f"county{place}",)) for place in range(19)]
    sure, tied = (frozenset(f"{place:03}" for place in places) for places in (range(19), range(19, 34)))
    assert _choose(_many(rows, winners=20, county_most=1, field_quotas=())) == (sure, tied, 1)


@pytest.mark.parametrize(("winners", "free"), [(20, 0), (48, 0), (52, 4)])
def test_great_ties_under_fields_alone_stay_exact(winners: int, free: int) -> None:
    """Five of each of sixteen fields are tied over three places; what these leave free is for those below."""
    names = [f"field{number}" for number in range(16)]
    rows = [(1, name, ("all",)) for name in names for _ in range(5)]
    rows += [(81 + place, "services", ("all",)) for place in range(6)]
    least = 3 if free else None
    quotas = tuple(Quota(id=name, least=least, most=3) for name in names)
    tied = frozenset(f"{place:03}" for place in range(80))
    sure = frozenset(f"{place:03}" for place in range(80, 80 + free))
    assert _choose(_many(rows, winners=winners, county_most=None, field_quotas=quotas)) == (sure, tied, winners - free)


def _counties_around(count: int) -> list[tuple[str, str]]:
    """Two counties an idea, each shared with its neighbours: every decision bears on another."""
    return [(f"county{place}", f"county{(place + 1) % count}") for place in range(count)]


def test_a_tie_with_too_many_decisions_ends_the_choice_there() -> None:
    rows: list[tuple[int, str, tuple[str, ...]]] = [(1, "services", ("all",))]
    rows += [(2, "services", pair) for pair in _counties_around(40)]
    rows += [(42, "services", ("all",))]
    small = _many(rows, winners=50, county_most=1, field_quotas=())
    winners, tied, places = _choose(small)
    assert (winners, tied) == (frozenset({"000"}), frozenset(f"{place:03}" for place in range(1, 41)))
    assert places == 20


def test_too_many_small_ties_end_the_choice_where_they_are_too_many() -> None:
    """Twenty fields, each with its minimum tied between two counties: a million ways, none like another."""
    names = [f"field{number}" for number in range(20)]
    rows = [(2 * tie, name, (f"county{tie}{half}",)) for tie, name in enumerate(names) for half in "ab"]
    rows += [(100, "services", (f"county{tie}{half}",)) for tie in range(20) for half in "ab"]
    minima = tuple(Quota(id=name, least=1, most=1) for name in names)
    winners, tied, places = _choose(_many(rows, winners=60, county_most=1, field_quotas=minima))
    stopped = len(tied) // 2
    assert 10 < stopped < 20
    assert (winners, tied) == (frozenset(), frozenset(f"{place:03}" for place in range(2 * stopped)))
    assert places == stopped
