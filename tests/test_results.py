"""results.json: what a tally found can be read back exactly; its bytes are a function of it, and of its inputs."""

import copy
import json
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farakhan.files.inputs import inputs_of
from farakhan.files.layout import Kind
from farakhan.files.results import parse, percent, render
from farakhan.model.call import Call, TallyRule
from farakhan.model.codes import draw_code
from farakhan.model.judging import Candidate, Inputs, Ranked, Results, SheetRow
from farakhan.record.edition import read_edition
from farakhan.tally import count

CALL = read_edition(Path(__file__).parent / "golden" / "base", "1405").call
CRITERIA = len(CALL.rubric.criteria)
CODES = [draw_code(Random(seed).randrange) for seed in range(9)]  # noqa: S311 (codes of a test)
SHEETS = {"sheets/first/d1.csv": "0" * 64, "sheets/first/d2.csv": "1" * 64}
CANDIDATES = [
    Candidate(code, ("agriculture", "services")[place % 2], ("fasa",), f"{place}" * 64)
    for place, code in enumerate(CODES)
]
IDS = tuple(criterion.id for criterion in CALL.rubric.criteria)

digests = st.text("0123456789abcdef", min_size=64, max_size=64)
paths = st.sampled_from([f"sheets/first/{name}.csv" for name in ("d1", "call", "ideas", "x_-9")])
scores = st.fractions(0, 1, max_denominator=10**30)
codes = st.sampled_from(CODES)
few = st.lists(codes, unique=True, max_size=5).map(tuple)
ranked = st.builds(Ranked, codes, st.integers(1, 99), scores, st.tuples(*[scores] * CRITERIA), st.integers(1, 99))
bases = st.builds(
    Inputs,
    call=digests,
    judges=digests,
    ideas=st.dictionaries(codes, digests, max_size=3),
    files=st.builds(
        lambda assigned, sheets: {Kind.ASSIGNMENTS.value: assigned, **sheets},
        st.none() | digests,
        st.dictionaries(paths, digests, max_size=3),
    ),
)
found = st.builds(
    Results,
    edition=st.sampled_from(["1405", "sample", "a-b_9"]),
    rule=st.sampled_from(TallyRule),
    scale=st.integers(1, 1000),
    min_sheets=st.integers(1, 99),
    inputs=bases,
    criteria=st.just(IDS),
    ranking=st.lists(ranked, max_size=5).map(tuple),
    unranked=st.lists(st.tuples(codes, st.integers(0, 9)), max_size=3).map(tuple),
    not_shortlisted=st.lists(st.tuples(codes, st.integers(0, 9)), max_size=3).map(tuple),
    winners=few,
    tied=few,
    open_places=st.integers(0, 99),
)


@given(found)
def test_results_are_read_back_as_written(results: Results) -> None:
    assert parse("results.json", render(results)) == (results, [])


some_rows = st.lists(
    st.builds(SheetRow, st.just("d1"), codes, st.tuples(*[st.integers(0, 10)] * CRITERIA), conflict=st.booleans())
)


@given(some_rows, st.dictionaries(paths, digests, max_size=3))
def test_results_from_a_file_are_results_from_a_count(rows: list[SheetRow], files: dict[str, str]) -> None:
    results = count(CALL, CANDIDATES, rows, files)
    assert parse("results.json", render(results)) == (results, [])


@given(found)
def test_the_bytes_are_canonical(results: Results) -> None:
    data = render(results)
    read = json.loads(data)
    assert data == (json.dumps(read, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()
    assert read["inputs"].items() >= results.inputs.files.items()


@pytest.mark.promise("same-bytes")
@given(found, st.permutations(CANDIDATES), st.permutations(list(SHEETS.items())))
def test_the_order_of_inputs_changes_no_byte(
    results: Results, candidates: list[Candidate], sheets: list[tuple[str, str]]
) -> None:
    turned = results._replace(inputs=inputs_of(CALL, candidates, dict(sheets)))
    assert render(turned) == render(results._replace(inputs=inputs_of(CALL, CANDIDATES, SHEETS)))


def _inputs(call: Call = CALL, candidates: list[Candidate] = CANDIDATES) -> dict[str, Any]:
    return inputs_of(call, candidates, SHEETS)._asdict()


def test_each_input_that_decides_changes_its_digest_and_no_other() -> None:
    before = _inputs()
    first, *others = CALL.rubric.criteria
    heavier = CALL.rubric.model_copy(update={"criteria": (first.model_copy(update={"weight": 999}), *others)})
    calls = [
        CALL.model_copy(update={"rubric": heavier}),
        CALL.model_copy(update={"tally": CALL.tally.model_copy(update={"winners": 99})}),
        CALL.model_copy(update={"edition": "1499"}),
        CALL.model_copy(update={"fields": CALL.fields[1:]}),
    ]
    for call in calls:
        assert {key for key, value in _inputs(call).items() if value != before[key]} == {"call"}
    judges = CALL.model_copy(update={"judges": CALL.judges[1:]})
    assert {key for key, value in _inputs(judges).items() if value != before[key]} == {"judges"}
    one, *rest = CANDIDATES
    for changed in (rest, [one._replace(digest="f" * 64), *rest]):
        assert {key for key, value in _inputs(CALL, changed).items() if value != before[key]} == {"ideas"}


def test_words_that_decide_nothing_change_no_digest() -> None:
    assert _inputs(CALL.model_copy(update={"slogan": "شعاری دیگر", "confirmed": not CALL.confirmed})) == _inputs()


def _places(value: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:  # noqa: ANN401 (JSON)
    for key in value if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield (*above, key)
        yield from _places(value[key], (*above, key))


WHOLE = Results(
    edition="1405",
    rule=TallyRule.MEAN,
    scale=10,
    min_sheets=2,
    inputs=inputs_of(CALL, CANDIDATES, SHEETS),
    criteria=IDS,
    ranking=(Ranked(CODES[0], 1, Fraction(83, 100), (Fraction(4, 5),) * CRITERIA, 2),),
    unranked=((CODES[1], 1),),
    not_shortlisted=((CODES[3], 1),),
    winners=(CODES[0],),
    tied=(CODES[2],),
    open_places=1,
)
JSON = json.loads(render(WHOLE))
READ = [place for place in _places(JSON) if place[0] in Results._fields and place[-1] != "percent"]
words = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="/"), max_size=3)
leaves = st.none() | st.booleans() | st.integers(-2, 2) | st.floats() | words | st.sampled_from(["1/0", "-1/2", ""])
keys = st.sampled_from(["code", "exact", "rows"])
json_values = st.recursive(
    leaves, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(keys, inner, max_size=2), max_leaves=4
)


def _put(place: tuple[Any, ...], value: object) -> Any:  # noqa: ANN401 (JSON)
    changed = copy.deepcopy(JSON)
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = value
    return changed


def _as_json(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2).encode()


def _decisive(value: Any) -> Any:  # noqa: ANN401 (JSON)
    """JSON without what is there for people alone."""
    if isinstance(value, dict):
        return {key: _decisive(inner) for key, inner in value.items() if key != "percent"}
    return [_decisive(inner) for inner in value] if isinstance(value, list) else value


@given(st.sampled_from(READ), json_values)
def test_a_changed_value_is_refused_or_read_as_what_it_says(place: tuple[Any, ...], value: object) -> None:
    changed = _put(place, value)
    results, problems = parse("results.json", _as_json(changed))
    assert [one.code for one in problems] == ([] if results else ["results-form"])
    if results:
        assert _decisive(json.loads(render(results))) == _decisive(changed)


NUMBERS = [place for place in READ if place[-1] in ("rank", "rows", "open_places", "scale", "min_sheets")]


@given(st.sampled_from(NUMBERS), st.booleans() | st.integers(max_value=-1) | st.floats() | st.integers().map(str))
def test_a_number_is_whole_and_not_below_nothing(place: tuple[Any, ...], value: object) -> None:
    assert parse("results.json", _as_json(_put(place, value)))[0] is None


CODE_PLACES = [place for place in READ if place[-1] == "code" or (place[0] in ("winners", "tied") and len(place) > 1)]


@given(st.sampled_from(CODE_PLACES), st.integers(1, 9))
def test_a_code_with_a_wrong_digit_is_refused(place: tuple[Any, ...], step: int) -> None:
    right = CODES[0]
    wrong = right[:-1] + str((int(right[-1]) + step) % 10)
    assert parse("results.json", _as_json(_put(place, right)))[0] is not None
    assert parse("results.json", _as_json(_put(place, wrong)))[0] is None


@given(st.sampled_from([place for place in READ if place[0] != "inputs" or len(place) != 2 or "." not in place[1]]))
def test_a_missing_value_is_refused(place: tuple[Any, ...]) -> None:
    changed = _put(place, None)
    assert parse("results.json", _as_json(changed))[0] is None


@given(st.sampled_from([place for place in _places(JSON) if isinstance(place[-1], str) and "." not in place[-1]]))
def test_a_key_that_is_gone_or_new_is_refused(place: tuple[Any, ...]) -> None:
    changed = copy.deepcopy(JSON)
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    inner["another"] = 1
    assert parse("results.json", _as_json(changed))[0] is None
    del inner["another"]
    assert parse("results.json", _as_json(changed))[0] == WHOLE
    del inner[place[-1]]
    assert (parse("results.json", _as_json(changed))[0] is None) == (place[:2] != ("inputs", "ideas") or len(place) < 3)


@given(st.integers(0, len(render(WHOLE)) - 3))
def test_a_cut_file_is_refused(end: int) -> None:
    results, problems = parse("results.json", render(WHOLE)[:end])
    assert results is None
    assert [(one.path, one.line, one.code) for one in problems] == [("results.json", 1, "results-form")]


@given(st.binary(max_size=200) | st.text(st.sampled_from('{}[]",:019"eNaInfty-. '), max_size=40).map(str.encode))
def test_any_bytes_are_results_or_named(data: bytes) -> None:
    results, problems = parse("results.json", data)
    assert (results is None) == bool(problems)


@given(st.fractions(0, 1))
def test_two_decimals_are_rounded_half_up(score: Fraction) -> None:
    shown = percent(score)
    assert shown[-3] == "."
    assert Fraction(-1, 200) < Fraction(shown) - score * 100 <= Fraction(1, 200)
