"""The count: exact, the same in any order, ties named and never broken in silence."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.tallies import candidate as _idea
from tests.tallies import row as _row
from tests.tallies import small_call as _call

from farakhan.files import results as results_file
from farakhan.model.call import Call, Quota, TallyRule
from farakhan.model.judging import Candidate, Results, SheetRow
from farakhan.tally import ranking
from farakhan.tally.example import EXAMPLE
from farakhan.tally.rules import RULES


def count(call: Call, ideas: list[Candidate], rows: list[SheetRow]) -> Results:
    return ranking.count(call, ideas, rows, {})


def test_the_worked_example_by_hand() -> None:
    # Weights 3, 2, 1 over a scale of 10: a full row is 60.
    # 3x8 + 2x7 + 5 = 43; 3x9 + 2x6 + 6 = 45; 3x7 + 2x9 + 10 = 49. Mean: 137 / 180.
    assert EXAMPLE.row_scores() == (Fraction(43, 60), Fraction(45, 60), Fraction(49, 60))
    assert EXAMPLE.score() == Fraction(137, 180)
    rows = [_row(f"d{index}", "1", *scores) for index, scores in enumerate(EXAMPLE.rows)]
    (ranked,) = count(_call(), [_idea("1")], rows).ranking
    assert ranked.score == Fraction(137, 180)
    assert ranked.criteria == (Fraction(24, 30), Fraction(22, 30), Fraction(21, 30))
    assert results_file.percent(ranked.score) == "76.11"


def test_rows_in_conflict_and_unfilled_rows_do_not_count() -> None:
    rows = [_row("a", "1", 5, 5, 5), _row("b", "1"), SheetRow("c", "1", (10, 10, 10), conflict=True)]
    results = count(_call(min_sheets=2), [_idea("1")], rows)
    assert results.ranking == ()
    assert results.unranked == (("1", 1),)


def test_tie_breaks_decide_in_their_order() -> None:
    # Both 26/60: 3x4+2x5+4 and 3x5+2x4+3; the first criterion decides.
    rows = [_row("a", "1", 4, 5, 4), _row("a", "2", 5, 4, 3)]
    first, second = count(_call(), [_idea("1"), _idea("2")], rows).ranking
    assert [(one.code, one.rank) for one in (first, second)] == [("2", 1), ("1", 2)]
    assert first.score == second.score == Fraction(26, 60)


def test_equals_share_a_rank_and_a_tie_over_the_cut_is_named() -> None:
    rows = [_row("a", "1", 9, 9, 9), *(_row("a", code, 5, 5, 5) for code in "432"), _row("a", "5", 1, 1, 1)]
    results = count(_call(), [_idea(code) for code in "54321"], rows)
    assert [(one.code, one.rank) for one in results.ranking] == [("1", 1), ("2", 2), ("3", 2), ("4", 2), ("5", 5)]
    assert (results.winners, results.tied, results.open_places) == (("1",), ("2", "3", "4"), 2)


def test_a_lot_decides_by_the_announced_seed() -> None:
    rows = [_row("a", code, 5, 5, 5) for code in "123456"]
    ideas = [_idea(code) for code in "123456"]
    drawn = [count(_call(tie="lot", seed=seed), ideas, rows).winners for seed in ("الف", "ب", "پ", "ت")]
    assert all(len(winners) == 3 for winners in drawn)
    assert len({frozenset(winners) for winners in drawn}) > 1
    assert drawn[0] == count(_call(tie="lot", seed="الف"), ideas[::-1], rows[::-1]).winners


def test_a_fields_minimum_comes_before_the_best_of_the_rest() -> None:
    quotas = (Quota(id="services", least=1, most=None), Quota(id="agriculture", least=None, most=1))
    ideas = [_idea("1"), _idea("2"), _idea("3", "industry"), _idea("4", "industry"), _idea("5", "services")]
    rows = [_row("a", code, 10 - int(code), 5, 5) for code in "12345"]
    assert count(_call(field_quotas=quotas), ideas, rows).winners == ("1", "3", "5")


def test_a_countys_maximum_holds_and_the_whole_province_is_no_county() -> None:
    ideas = [_idea("1", "industry", "fasa"), _idea("2", "industry", "fasa"), _idea("3"), _idea("4")]
    rows = [_row("a", code, 10 - int(code), 5, 5) for code in "1234"]
    assert count(_call(county_most=1), ideas, rows).winners == ("1", "3", "4")


SHEETS = st.lists(
    st.tuples(st.integers(1, 4), st.integers(1, 8), st.tuples(*[st.integers(0, 10)] * 3), st.booleans()),
    max_size=40,
    unique_by=lambda row: row[:2],
)


def _rows(drawn: list[tuple[int, int, tuple[int, ...], bool]]) -> list[SheetRow]:
    return [SheetRow(f"d{judge}", str(idea), scores, conflict) for judge, idea, scores, conflict in drawn]


IDEAS = [_idea(str(code), ("agriculture", "services")[code % 2], ("fasa", "darab")[code // 5]) for code in range(1, 9)]
QUOTAS = (Quota(id="services", least=1, most=2),)


@pytest.mark.parametrize("rule", TallyRule)
@given(SHEETS, st.randoms())
def test_order_changes_nothing(
    rule: TallyRule, drawn: list[tuple[int, int, tuple[int, ...], bool]], random: object
) -> None:
    call = _call(rule=rule, field_quotas=QUOTAS, county_most=2)
    rows, ideas = _rows(drawn), list(IDEAS)
    first = count(call, ideas, rows)
    random.shuffle(rows)  # type: ignore[attr-defined]
    random.shuffle(ideas)  # type: ignore[attr-defined]
    assert results_file.render(count(call, ideas, rows)) == results_file.render(first)


@pytest.mark.parametrize("rule", TallyRule)
@given(SHEETS, st.data())
def test_a_better_score_never_loses_a_place(
    rule: TallyRule, drawn: list[tuple[int, int, tuple[int, ...], bool]], data: st.DataObject
) -> None:
    rows = _rows(drawn)
    raised = [place for place, row in enumerate(rows) if row.scores and min(row.scores) < 10 and not row.conflict]
    if not raised:
        return
    place = data.draw(st.sampled_from(raised))
    code, scores = rows[place].idea, rows[place].scores or ()
    criterion = data.draw(st.sampled_from([index for index, score in enumerate(scores) if score < 10]))
    better = tuple(score + (index == criterion) for index, score in enumerate(scores))
    call = _call(rule=rule)
    (before,) = (one for one in count(call, IDEAS, rows).ranking if one.code == code)
    rows[place] = rows[place]._replace(scores=better)
    (after,) = (one for one in count(call, IDEAS, rows).ranking if one.code == code)
    assert after.score >= before.score
    assert after.rank <= before.rank


@given(SHEETS)
def test_the_plain_way_with_fractions_agrees(drawn: list[tuple[int, int, tuple[int, ...], bool]]) -> None:
    rows = _rows(drawn)
    results = count(_call(), IDEAS, rows)
    weights = [criterion.weight for criterion in EXAMPLE.rubric.criteria]
    plain = {}
    for idea in IDEAS:
        own = [row.scores for row in rows if row.idea == idea.code and row.scores and not row.conflict]
        if own:
            scores = [sum(Fraction(w * s, 10) for w, s in zip(weights, row, strict=True)) / 6 for row in own]
            plain[idea.code] = (sum(scores) / len(own), sum(Fraction(row[0], 10) for row in own) / len(own))
    assert {one.code: (one.score, one.criteria[0]) for one in results.ranking} == plain
    for one in results.ranking:
        assert one.rank == 1 + sum(other > plain[one.code] for other in plain.values())


@pytest.mark.promise("quotas-stand-or-fall-together")
@given(SHEETS)
def test_quotas_are_never_exceeded(drawn: list[tuple[int, int, tuple[int, ...], bool]]) -> None:
    results = count(_call(field_quotas=QUOTAS, county_most=2), IDEAS, _rows(drawn))
    chosen = [idea for idea in IDEAS if idea.code in results.winners]
    assert len(chosen) + results.open_places <= 3
    assert sum(idea.field == "services" for idea in chosen) <= 2
    for county in ("fasa", "darab"):
        assert sum(county in idea.counties for idea in chosen) <= 2
    assert not set(results.tied) & set(results.winners)


def test_each_rule_that_a_call_may_name_has_its_function_and_none_is_left_over() -> None:
    assert RULES.keys() == set(TallyRule)


def test_results_say_by_which_rule_and_of_which_criteria_they_are() -> None:
    results = count(_call(), [_idea("1")], [_row("a", "1", 9, 9, 9)])
    assert (results.rule, results.criteria) == (TallyRule.MEAN, ("feasible", "jobs", "novelty"))
