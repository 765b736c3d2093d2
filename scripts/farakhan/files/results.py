"""results.json: canonical bytes that say what was counted, from what, and what came out."""

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from farakhan.model.call import Call, TallyRule
from farakhan.model.codes import is_code
from farakhan.model.judging import Candidate, Ranked, Results
from farakhan.problems import Problem, problem

ASSIGNMENTS = "assignments.csv"
_EXACT = re.compile(r"[0-9]{1,40}/[0-9]{1,40}", re.ASCII)


def render(call: Call, candidates: Iterable[Candidate], results: Results, files: Mapping[str, str]) -> bytes:
    """Results as canonical JSON: sorted keys, two spaces, UTF-8 without escapes, one newline at the end.

    Args:
        call: of the edition.
        candidates: that were judged.
        results: what the tally found.
        files: the sha256 of the bytes of assignments.csv and of each sheet, by its path in the edition.
    """
    value = {
        "edition": call.edition,
        "rule": results.rule,
        "scale": call.rubric.scale,
        "min_sheets": call.tally.min_sheets,
        "inputs": inputs(call, candidates, files),
        "criteria": list(results.criteria),
        "ranking": [_ranked(one, results.criteria) for one in results.ranking],
        "unranked": [{"code": code, "rows": rows} for code, rows in results.unranked],
        "winners": list(results.winners),
        "tied": list(results.tied),
        "open_places": results.open_places,
    }
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def inputs(call: Call, candidates: Iterable[Candidate], files: Mapping[str, str]) -> dict[str, Any]:
    """A digest of all that results rest on; a file that may be missing and is has None.

    `call` is of what decides in call.yml, `judges` of its judges; `ideas` has what was judged, by code: the digest
    that covers all that the idea's owner wrote.
    """
    dumped = call.model_dump(mode="json")
    rules = {key: dumped[key] for key in ("edition", "rubric", "tally")}
    return {
        ASSIGNMENTS: None,
        **files,
        "call": digest_of({**rules, "fields": [field["id"] for field in dumped["fields"]]}),
        "judges": digest_of(dumped["judges"]),
        "ideas": {idea.code: idea.digest for idea in candidates},
    }


def parse(path: str, data: bytes) -> tuple[Results | None, list[Problem]]:
    """Results from their file's bytes; None where it is no such file."""
    try:
        value = json.loads(data)
        criteria = tuple(map(_text, _list(value["criteria"])))
        results = Results(
            rule=TallyRule(value["rule"]),
            criteria=criteria,
            ranking=tuple(_read_ranked(one, criteria) for one in _list(value["ranking"])),
            unranked=tuple((_code(one["code"]), _whole(one["rows"])) for one in _list(value["unranked"])),
            winners=tuple(map(_code, _list(value["winners"]))),
            tied=tuple(map(_code, _list(value["tied"]))),
            open_places=_whole(value["open_places"]),
        )
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError):
        return None, [problem(path, 1, "results-form")]
    return results, []


def differences(stored: bytes, counted: bytes) -> Iterator[str]:
    """What differs between results that stand and those of another count, a sentence each; nothing where all is equal.

    Inputs come first: where one of them differs, what came out may differ because of it.
    """
    if stored == counted:
        return
    now = json.loads(counted)
    try:
        before = json.loads(stored)
        own, inputs_now = dict(before["inputs"]), dict(now["inputs"])
        ideas, ideas_now = dict(own.pop("ideas")), inputs_now.pop("ideas")
        sentences = [*_changed(ideas, ideas_now, _IDEA), *_changed(own, inputs_now, _INPUT)]
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        yield "results.json خوانده نمی‌شود یا به شکلی دیگر است."
        return
    results = sorted(key for key in now.keys() | before.keys() if key != "inputs" and now.get(key) != before.get(key))
    yield from sentences
    yield from (f"«{key}» در results.json جز آن است که شمرده شد." for key in results)
    if not sentences and not results:
        yield "تنها شکل نوشتن results.json دیگر است."


_INPUT = ("{} عوض شده است.", "{} افزوده شده است.", "{} دیگر نیست.")
_IDEA = (
    "آنچه صاحب ایدهٔ {} نوشته بود پس از شمارش عوض شده است.",
    "ایدهٔ {} پس از شمارش به ایده‌های داوری‌شده افزوده شده است.",
    "ایدهٔ {} دیگر در میان ایده‌های داوری‌شده نیست.",
)
_INPUT_NAMES = {
    "call": "قاعدهٔ شمارش در call.yml (معیارها، وزن‌ها، سهمیه‌ها، حوزه‌ها)",
    "judges": "فهرست داوران در call.yml",
}


def _changed(before: Mapping[str, Any], now: Mapping[str, Any], words: tuple[str, str, str]) -> Iterator[str]:
    """A sentence for each key that has another value, is new or is gone; None is the value of what is not there."""
    changed, added, gone = words
    for key in sorted(before.keys() | now.keys()):
        own, other = before.get(key), now.get(key)
        if own != other:
            sentence = added if own is None else gone if other is None else changed
            yield sentence.format(_INPUT_NAMES.get(key, key))


def percent(score: Fraction) -> str:
    """A score in 0..1 as hundredths with two decimals, half up, by whole numbers: 5/6 is "83.33"."""
    cents = (score.numerator * 20_000 + score.denominator) // (2 * score.denominator)
    return f"{cents // 100}.{cents % 100:02d}"


def _ranked(one: Ranked, criteria: Sequence[str]) -> dict[str, Any]:
    means = [{"id": name, **_said(mean)} for name, mean in zip(criteria, one.criteria, strict=True)]
    return {"code": one.code, "rank": one.rank, "rows": one.rows, "score": _said(one.score), "criteria": means}


def _said(score: Fraction) -> dict[str, str]:
    return {"exact": f"{score.numerator}/{score.denominator}", "percent": percent(score)}


def _read_ranked(one: dict[str, Any], criteria: Sequence[str]) -> Ranked:
    means = _list(one["criteria"])
    if [mean["id"] for mean in means] != list(criteria):
        raise ValueError(means)
    exact = tuple(_fraction(mean["exact"]) for mean in means)
    return Ranked(_code(one["code"]), _whole(one["rank"]), _fraction(one["score"]["exact"]), exact, _whole(one["rows"]))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


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


def digest_of(value: object) -> str:
    """The sha256 of a value's canonical JSON, in hexadecimal: keys sorted, UTF-8 without escapes or spaces."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
