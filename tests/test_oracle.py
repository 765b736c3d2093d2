"""The count beside another count, on editions drawn at random; and what must change nothing changes nothing."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.oracle import shortlisted, verdict
from tests.tallies import candidate, small_call

from farakhan.files import results as results_file
from farakhan.model.call import Call, Quota, Round, TallyRule
from farakhan.model.judging import Candidate, Results, SheetRow
from farakhan.tally import count
from farakhan.tally.rounds import shortlist

FIELDS, COUNTIES = ("agriculture", "services", "industry"), (("fasa",), ("darab",), ("fasa", "darab"), ("all",))


def _drawn(random: Random, rule: TallyRule) -> tuple[Call, list[Candidate], list[SheetRow]]:
    """An edition with few ideas and few different scores, so that ties and quotas meet."""
    judges = [f"j{number}" for number in range(random.randint(1, 5))]
    ideas = [
        candidate(str(number), random.choice(FIELDS), *random.choice(COUNTIES))
        for number in range(1, random.randint(1, 9) + 1)
    ]
    rows = []
    agreed = {idea.code: random.randint(4, 5) for idea in ideas} if random.random() < 0.6 else {}
    for judge in judges:
        for idea in ideas:
            given = [agreed.get(idea.code) or random.randint(3, 6) for _ in range(3)]
            if random.random() < (0.95 if agreed else 0.7):
                scores = tuple(given) if random.random() < 0.95 else None
                rows.append(SheetRow(judge, idea.code, scores, conflict=random.random() < 0.05))
    random.shuffle(rows)
    least = random.choice((None, 1, 2))
    quotas = [Quota(id=FIELDS[0], least=least, most=random.choice((None, 2, 3)))]
    if random.random() < 0.5:
        quotas.append(Quota(id=FIELDS[1], least=random.choice((None, 1)), most=random.choice((None, 1, 2))))
    tie = random.choice(("jury", "jury", "lot"))
    options = {
        "rule": rule,
        "min_sheets": random.choice((1, 1, 2)),
        "winners": random.randint(1, 5),
        "tie_break": random.choice(((), ("feasible",), ("jobs", "co_readers"))),
        "field_quotas": tuple(quotas),
        "county_most": random.choice((None, None, 1, 2)),
        "tie": tie,
        "seed": "نمونه" if tie == "lot" else "",
    }
    return small_call(judges, **options), ideas, rows


@pytest.mark.parametrize("rule", TallyRule)
@pytest.mark.parametrize("hundred", range(5))
def test_another_way_of_counting_agrees(rule: TallyRule, hundred: int) -> None:
    ties = out = 0
    for edition in range(100):
        random = Random(f"{rule} {hundred} {edition}")  # noqa: S311 (a test's editions)
        call, ideas, rows = _drawn(random, rule)
        call, rounds = _in_rounds(random, call, rows)
        ideas = _shortlisted(call, ideas, rounds)
        assert ideas == shortlisted(call, ideas, rounds)
        out += not all(idea.shortlisted for idea in ideas)
        results, other = count(call, ideas, rows, {}), verdict(call, ideas, rows)
        assert {one.code: (one.rank, one.score, one.rows) for one in results.ranking} == other.ranking
        assert dict(results.unranked) == other.unranked
        assert dict(results.not_shortlisted) == other.not_shortlisted
        assert (set(results.winners), set(results.tied)) == (other.winners, other.tied), (call.tally, results)
        assert results.open_places == other.open_places
        ties += bool(other.tied)
    assert min(ties, out) > 5  # they are really there


def _in_rounds(random: Random, call: Call, rows: list[SheetRow]) -> tuple[Call, dict[str, list[SheetRow]]]:
    """The same edition read in up to three rounds, each row in one of them; those of one judge stay together."""
    number = random.choice((1, 2, 3))
    least = call.tally.winners
    names = ("first", "second", "third")[:number]
    judges = {row.judge: names[0] if row.judge < "j2" else random.choice(names) for row in rows}
    rounds = tuple(
        Round(
            id=name,
            name=name,
            readings=1,
            shortlist=least + number - place - 1 if place else None,
            margin=random.choice((0, 0, 3)),
        )
        for place, name in enumerate(names)
    )
    by_round = {name: [row for row in rows if judges[row.judge] == name] for name in names}
    return call.model_copy(update={"rounds": rounds if number > 1 else ()}), by_round


def _shortlisted(call: Call, ideas: list[Candidate], rounds: dict[str, list[SheetRow]]) -> list[Candidate]:
    among: frozenset[str] | None = None
    for number in range(2, len(call.rounds) + 1):
        among = shortlist(call, ideas, rounds, call.rounds[:number], among)
    return [idea._replace(shortlisted=among is None or idea.code in among) for idea in ideas]


editions = st.builds(_drawn, st.randoms(use_true_random=False), st.sampled_from(TallyRule))


def _outcome(results: Results) -> tuple[object, ...]:
    """What was found, beside the digests of what it was found from."""
    return results.ranking, results.unranked, results.winners, results.tied, results.open_places


@given(editions, st.randoms(use_true_random=False))
def test_the_order_of_rows_and_ideas_changes_no_byte(
    edition: tuple[Call, list[Candidate], list[SheetRow]], random: Random
) -> None:
    call, ideas, rows = edition
    before = results_file.render(count(call, ideas, rows, {}))
    random.shuffle(rows)
    random.shuffle(ideas)
    assert results_file.render(count(call, ideas, rows, {})) == before


@given(editions)
def test_what_judges_are_called_changes_nothing(edition: tuple[Call, list[Candidate], list[SheetRow]]) -> None:
    call, ideas, rows = edition
    renamed = [row._replace(judge=f"z{9 - int(row.judge[1:])}") for row in rows]
    assert _outcome(count(call, ideas, renamed, {})) == _outcome(count(call, ideas, rows, {}))


@given(editions, st.integers(2, 50))
def test_weights_that_grow_alike_change_nothing(
    edition: tuple[Call, list[Candidate], list[SheetRow]], times: int
) -> None:
    call, ideas, rows = edition
    heavier = tuple(one.model_copy(update={"weight": one.weight * times}) for one in call.rubric.criteria)
    scaled = call.model_copy(update={"rubric": call.rubric.model_copy(update={"criteria": heavier})})
    assert _outcome(count(scaled, ideas, rows, {})) == _outcome(count(call, ideas, rows, {}))


@given(editions)
def test_a_row_in_conflict_counts_nowhere(edition: tuple[Call, list[Candidate], list[SheetRow]]) -> None:
    call, ideas, rows = edition
    free = [row for row in rows if not row.conflict]
    assert _outcome(count(call, ideas, free, {})) == _outcome(count(call, ideas, rows, {}))


@given(editions, st.data())
def test_under_the_mean_a_row_moves_the_score_of_its_own_idea_alone(
    edition: tuple[Call, list[Candidate], list[SheetRow]], data: st.DataObject
) -> None:
    call, ideas, rows = edition
    call = call.model_copy(update={"tally": call.tally.model_copy(update={"rule": TallyRule.MEAN})})
    own = data.draw(st.sampled_from(ideas)).code
    more = [*rows, SheetRow("new", own, data.draw(st.tuples(*[st.integers(0, 10)] * 3)), conflict=False)]
    before, after = (
        {one.code: one.score for one in count(call, ideas, some, {}).ranking if one.code != own}
        for some in (rows, more)
    )
    assert before == after


@given(editions)
def test_quotas_hold_for_every_rule(edition: tuple[Call, list[Candidate], list[SheetRow]]) -> None:
    call, ideas, rows = edition
    results = count(call, ideas, rows, {})
    chosen = [idea for idea in ideas if idea.code in results.winners]
    assert len(chosen) + results.open_places <= call.tally.winners
    for quota in call.tally.field_quotas:
        assert quota.most is None or sum(idea.field == quota.id for idea in chosen) <= quota.most
    for county in ("fasa", "darab"):
        most = call.tally.county_most
        assert most is None or sum(county in idea.counties for idea in chosen) <= most
