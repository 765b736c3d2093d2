"""results.json: canonical bytes that say what was counted, from what, and what came out."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from farakhan.model.call import Call
from farakhan.model.codes import is_code
from farakhan.model.judging import Candidate, Ranked, Results
from farakhan.problems import Problem, problem

_EXACT = re.compile(r"[0-9]{1,40}/[0-9]{1,40}", re.ASCII)


def render(call: Call, candidates: Iterable[Candidate], results: Results, sheets: Mapping[str, str]) -> bytes:
    """Results as canonical JSON: sorted keys, two spaces, UTF-8 without escapes, one newline at the end.

    Args:
        call: of the edition.
        candidates: that were judged.
        results: what the tally found.
        sheets: the sha256 of each sheet's bytes, by its path in the edition.
    """
    ids = [criterion.id for criterion in call.rubric.criteria]
    value = {
        "edition": call.edition,
        "rule": call.tally.rule,
        "scale": call.rubric.scale,
        "min_sheets": call.tally.min_sheets,
        "inputs": {**sheets, "call": _call_digest(call), "ideas": _ideas_digest(candidates)},
        "ranking": [_ranked(one, ids) for one in results.ranking],
        "unranked": [{"code": code, "rows": rows} for code, rows in results.unranked],
        "winners": list(results.winners),
        "tied": list(results.tied),
        "open_places": results.open_places,
    }
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def parse(path: str, data: bytes) -> tuple[Results | None, list[Problem]]:
    """Results from their file's bytes; None where it is no such file."""
    try:
        value = json.loads(data)
        ranking = tuple(_read_ranked(one) for one in _list(value["ranking"]))
        unranked = tuple((_code(one["code"]), _whole(one["rows"])) for one in _list(value["unranked"]))
        winners, tied = (tuple(map(_code, _list(value[key]))) for key in ("winners", "tied"))
        return Results(ranking, unranked, winners, tied, _whole(value["open_places"])), []
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None, [problem(path, 1, "results-form")]


def percent(score: Fraction) -> str:
    """A score in 0..1 as hundredths with two decimals, half up, by whole numbers: 5/6 is "83.33"."""
    cents = (score.numerator * 20_000 + score.denominator) // (2 * score.denominator)
    return f"{cents // 100}.{cents % 100:02d}"


def _ranked(one: Ranked, ids: list[str]) -> dict[str, Any]:
    criteria = [{"id": name, **_said(mean)} for name, mean in zip(ids, one.criteria, strict=True)]
    return {"code": one.code, "rank": one.rank, "rows": one.rows, "score": _said(one.score), "criteria": criteria}


def _said(score: Fraction) -> dict[str, str]:
    return {"exact": f"{score.numerator}/{score.denominator}", "percent": percent(score)}


def _read_ranked(one: dict[str, Any]) -> Ranked:
    criteria = tuple([_fraction(mean["exact"]) for mean in _list(one["criteria"])])
    score = _fraction(one["score"]["exact"])
    return Ranked(_code(one["code"]), _whole(one["rank"]), score, criteria, _whole(one["rows"]))


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(value)
    return value


def _whole(value: object) -> int:
    if type(value) is not int or value < 0:  # JSON's true is an int too
        raise TypeError(value)
    return value


def _code(value: str) -> str:
    if not is_code(value):
        raise ValueError(value)
    return value


@lru_cache(maxsize=4096)  # means of a few sheets are few numbers
def _fraction(text: str) -> Fraction:
    if not _EXACT.fullmatch(text):  # Fraction itself would also read 1e999999999, and take for ever
        raise ValueError(text)
    return Fraction(text)


def _digest(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _call_digest(call: Call) -> str:
    dumped = call.model_dump(mode="json")
    fields = [field["id"] for field in dumped["fields"]]
    return _digest({**{key: dumped[key] for key in ("edition", "rubric", "tally")}, "fields": fields})


def _ideas_digest(candidates: Iterable[Candidate]) -> str:
    return _digest(sorted([one.code, one.field, list(one.counties)] for one in candidates))
