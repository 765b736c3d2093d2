"""results.json: canonical bytes that say what was counted, from what, and what came out."""

import json
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Any, Self

from pydantic import AfterValidator, ConfigDict, Field, ValidationError, model_validator, with_config
from pydantic_core import to_json
from typing_extensions import TypedDict

from farakhan.files import inputs
from farakhan.files.inputs import InputsForm
from farakhan.model.base import Frozen, Slug
from farakhan.model.call import TallyRule
from farakhan.model.codes import is_code
from farakhan.model.judging import Ranked, Results
from farakhan.problems import Problem, problem


def render(results: Results) -> bytes:
    """Results as canonical JSON: sorted keys, two spaces, UTF-8 without escapes, one newline at the end."""
    value = {
        "edition": results.edition,
        "rule": results.rule,
        "scale": results.scale,
        "min_sheets": results.min_sheets,
        "inputs": inputs.as_written(results.inputs),
        "criteria": list(results.criteria),
        "ranking": [_ranked(place, results.criteria) for place in results.ranking],
        "unranked": _unplaced(results.unranked),
        "not_shortlisted": _unplaced(results.not_shortlisted),
        "winners": list(results.winners),
        "tied": list(results.tied),
        "open_places": results.open_places,
    }
    return to_json(dict(sorted(value.items())), indent=2) + b"\n"


def _unplaced(rows: Sequence[tuple[str, int]]) -> list[dict[str, Any]]:
    return [{"code": code, "rows": count} for code, count in rows]


def parse(path: str, data: bytes) -> tuple[Results | None, list[Problem]]:
    """Results from their file's bytes; None where it is no such file."""
    try:
        return _File.model_validate_json(data).results(), []
    except ValidationError:
        return None, [problem(path, 1, "results-form")]


def _code(value: str) -> str:
    if not is_code(value):
        raise ValueError(value)
    return value


Exact = Annotated[str, Field(pattern=r"^-?[0-9]{1,40}/0{0,39}[1-9][0-9]{0,39}$")]
"""What `Fraction` reads at once: of 1e999999999 it would make a number too, and take for ever."""
_Count = Annotated[int, Field(ge=0)]
_Coded = Annotated[str, AfterValidator(_code)]
_SHUT = ConfigDict(extra="forbid", strict=True)
"""As `Frozen`: of the parts that may be there tens of thousands of times, dicts are read in half the time."""


@with_config(_SHUT)
class Score(TypedDict):
    """A score or a mean in 0..1; `percent` is there for people alone."""

    exact: Exact
    percent: str


@with_config(_SHUT)
class Mean(Score):
    """That of a criterion, by its id."""

    id: Slug


@with_config(_SHUT)
class _Place(TypedDict):
    code: _Coded
    rank: _Count
    rows: _Count
    score: Score
    criteria: tuple[Mean, ...]


@with_config(_SHUT)
class _Unplaced(TypedDict):
    code: _Coded
    rows: _Count


class _File(Frozen):
    """results.json as it is written."""

    edition: Slug
    rule: TallyRule
    scale: _Count
    min_sheets: _Count
    inputs: InputsForm
    criteria: tuple[Slug, ...]
    ranking: tuple[_Place, ...]
    unranked: tuple[_Unplaced, ...]
    not_shortlisted: tuple[_Unplaced, ...]
    winners: tuple[_Coded, ...]
    tied: tuple[_Coded, ...]
    open_places: _Count

    @model_validator(mode="after")
    def _each_mean_has_its_criterion(self) -> Self:
        for place in self.ranking:
            if tuple([mean["id"] for mean in place["criteria"]]) != self.criteria:
                raise ValueError(place["code"])
        return self

    def results(self) -> Results:
        return Results(
            edition=self.edition,
            rule=self.rule,
            scale=self.scale,
            min_sheets=self.min_sheets,
            inputs=self.inputs.inputs(),
            criteria=self.criteria,
            ranking=tuple(_read(place) for place in self.ranking),
            unranked=tuple((idea["code"], idea["rows"]) for idea in self.unranked),
            not_shortlisted=tuple((idea["code"], idea["rows"]) for idea in self.not_shortlisted),
            winners=self.winners,
            tied=self.tied,
            open_places=self.open_places,
        )


def _read(place: _Place) -> Ranked:
    means = tuple([_fraction(mean["exact"]) for mean in place["criteria"]])
    return Ranked(place["code"], place["rank"], _fraction(place["score"]["exact"]), means, place["rows"])


@lru_cache(maxsize=4096)  # means of a few sheets are few numbers
def _fraction(exact: str) -> Fraction:
    return Fraction(exact)


_FORM = "تنها شکل نوشتن results.json دیگر است."
_UNREAD = "results.json خوانده نمی‌شود یا به شکلی دیگر است."


def differences(stored: bytes, counted: bytes) -> Iterator[str]:
    """What differs between results that stand and those of another count, a sentence each; nothing where all is equal.

    Inputs come first: where one of them differs, what came out may differ because of it.
    """
    if stored == counted:
        return
    now = json.loads(counted)
    try:
        before = json.loads(stored)
        sentences = list(inputs.differences(before["inputs"], now["inputs"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        yield _UNREAD
        return
    yield from sentences
    parts = list(_parts(before, now))
    yield from parts
    if not sentences and not parts:
        yield _FORM


def differences_of_parts(stored: bytes, counted: bytes) -> Iterator[str]:
    """The same of results that do not name their inputs, as those of open data."""
    if stored == counted:
        return
    try:
        parts = list(_parts(json.loads(stored), json.loads(counted)))
    except (ValueError, TypeError, AttributeError, RecursionError):
        yield _UNREAD
        return
    yield from parts or [_FORM]


def _parts(before: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    """A sentence for each part that came out otherwise, inputs apart."""
    for key in sorted(now.keys() | before.keys()):
        if key != "inputs" and now.get(key) != before.get(key):
            yield f"«{key}» در results.json جز آن است که شمرده شد."


def percent(score: Fraction) -> str:
    """A score in 0..1 as hundredths with two decimals, half up, by whole numbers: 5/6 is "83.33"."""
    cents = (score.numerator * 20_000 + score.denominator) // (2 * score.denominator)
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def _ranked(place: Ranked, criteria: Sequence[str]) -> dict[str, Any]:
    """A place, its keys sorted."""
    means = [_mean(name, mean.numerator, mean.denominator) for name, mean in zip(criteria, place.criteria, strict=True)]
    return {
        "code": place.code,
        "criteria": means,
        "rank": place.rank,
        "rows": place.rows,
        "score": {"exact": f"{place.score.numerator}/{place.score.denominator}", "percent": percent(place.score)},
    }


@lru_cache(maxsize=4096)
def _mean(name: str, numerator: int, denominator: int) -> Mapping[str, str]:
    return {"exact": f"{numerator}/{denominator}", "id": name, "percent": percent(Fraction(numerator, denominator))}
