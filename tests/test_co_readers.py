"""The rule `co_readers`: leanings are measured on the same ideas, damped, exact; order and names change nothing."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from farakhan.model.judging import SheetRow
from farakhan.tally.co_readers import DAMPING, co_readers
from farakhan.tally.example import EXAMPLE
from farakhan.tally.mean import mean

RUBRIC = EXAMPLE.rubric
TOP = sum(criterion.weight for criterion in RUBRIC.criteria) * RUBRIC.scale
scores = st.tuples(*(st.integers(0, RUBRIC.scale) for _ in RUBRIC.criteria))
editions = st.dictionaries(st.tuples(st.sampled_from("abcde"), st.sampled_from("12345678")), scores, max_size=30)


def rows_of(edition: dict[tuple[str, str], tuple[int, ...]]) -> list[SheetRow]:
    return [SheetRow(judge, idea, given, conflict=False) for (judge, idea), given in edition.items()]


def by_definition(rows: list[SheetRow]) -> dict[str, Fraction]:
    """The same, counted as its formula says, row by row in fractions."""
    weights = [criterion.weight for criterion in RUBRIC.criteria]
    points = {
        (row.judge, row.idea): Fraction(sum(w * s for w, s in zip(weights, row.scores or (), strict=True)), TOP)
        for row in rows
    }
    readers: dict[str, list[str]] = {}
    for judge, idea in points:
        readers.setdefault(idea, []).append(judge)
    lean = {}
    for judge in {judge for judge, _ in points}:
        gaps = []
        for idea, own in readers.items():
            number = len(own)
            if judge in own and number > 1:
                together = sum((points[other, idea] for other in own), Fraction()) / number
                gaps.append((points[judge, idea] - together) * number / (number - 1))
        lean[judge] = sum(gaps, Fraction()) / (len(gaps) + DAMPING)
    return {
        idea: sum((points[judge, idea] - lean[judge] for judge in own), Fraction()) / len(own)
        for idea, own in readers.items()
    }


@given(editions)
def test_it_is_what_its_formula_says(edition: dict[tuple[str, str], tuple[int, ...]]) -> None:
    rows = rows_of(edition)
    counted = co_readers(RUBRIC, {row.idea for row in rows}, rows)
    assert {code: scored.score for code, scored in counted.items()} == by_definition(rows)


@given(editions, st.randoms(use_true_random=False))
def test_order_and_judges_names_change_nothing(edition: dict[tuple[str, str], tuple[int, ...]], random: object) -> None:
    rows = rows_of(edition)
    other = [row._replace(judge=f"x{row.judge}") for row in rows]
    random.shuffle(other)  # type: ignore[attr-defined]
    ideas = {row.idea for row in rows}
    assert co_readers(RUBRIC, ideas, rows) == co_readers(RUBRIC, ideas, other)


@given(editions)
def test_judges_who_agree_are_not_corrected(edition: dict[tuple[str, str], tuple[int, ...]]) -> None:
    """Where all who read an idea give it the same, the rule is the mean."""
    agreed = {idea: given for (_, idea), given in edition.items()}
    rows = rows_of({(judge, idea): agreed[idea] for judge, idea in edition})
    assert co_readers(RUBRIC, agreed, rows) == mean(RUBRIC, agreed, rows)


def test_a_lenient_judge_lifts_nobody_over_others() -> None:
    """Two ideas of one quality: one is read by the lenient judge. Thirty ideas that both read show the leaning."""
    rows = [SheetRow("strict", f"{idea}", (5, 5, 5), conflict=False) for idea in range(30)]
    rows += [SheetRow("lenient", f"{idea}", (8, 8, 8), conflict=False) for idea in range(30)]
    rows += [SheetRow("strict", "by-strict", (6, 6, 6), conflict=False)]
    rows += [SheetRow("lenient", "by-lenient", (9, 9, 9), conflict=False)]
    ideas = {row.idea for row in rows}
    plain, corrected = mean(RUBRIC, ideas, rows), co_readers(RUBRIC, ideas, rows)
    assert plain["by-lenient"].score - plain["by-strict"].score == Fraction(3, 10)
    assert corrected["by-lenient"].score - corrected["by-strict"].score == Fraction(3, 10) - 2 * Fraction(9, 40)
