"""A file of answers, YAML or JSON: the fields' keys as the record has them, the answers in a person's words or as ids.

title: خشک‌کن خانگی
field: کشاورزی
counties: [استهبان, نی‌ریز]
owners: {kind: group, count: 4}
consents: {rules: v1}
name: …
mobile: ۰۹۱۷…
body: |
  …
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from farakhan.files import tree
from farakhan.files.source import decode
from farakhan.message.field_by_field import tell, untold
from farakhan.message.reading import Reading
from farakhan.model.answers import ASKED
from farakhan.model.call import Call
from farakhan.model.questions import NO, YES, Kind, Question
from farakhan.problems import FarakhanError

SUFFIXES = (".yml", ".yaml", ".json")
TIMES = 2
"""How many times as long as an idea's YAML the file may be: the body stands in it too."""
_TRUTH = {"true": YES, "false": NO}


def read(call: Call, path: str, data: bytes) -> Reading:
    """What a file answers.

    Args:
        call: the edition's.
        path: its name, which says whether it is JSON.
        data: its bytes.

    Raises:
        FarakhanError: `answers-file`, it cannot be read as one mapping, or has a key that no field has.
    """
    by_key = {question.key: question for question in ASKED}
    given = dict(_flat(_loaded(path, data)))
    unknown = [key for key in given if key not in by_key]
    if unknown:
        message = f"این کلیدها نیستند: {'، '.join(unknown)}. کلیدها: {'، '.join(by_key)}."
        raise FarakhanError("answers-file", message, path)
    reading = untold()
    for key, value in given.items():
        reading = tell(reading, call, by_key[key], _words(by_key[key], value))
    return reading


def _loaded(path: str, data: bytes) -> tree.Tree:
    text, problems = decode(path, data, TIMES * tree.MAX_BYTES)
    loaded: Any = None
    if not problems and path.endswith(".json"):
        try:
            loaded = json.loads(text, object_pairs_hook=_once, parse_int=str, parse_float=str)
        except (ValueError, RecursionError):
            loaded = None
    elif not problems:
        loaded, problems = tree.load(text, path, times=TIMES)
    if problems or not isinstance(loaded, dict):
        message = str(problems[0]) if problems else "این پرونده یک فهرست «کلید: پاسخ» نیست، یا کلیدی دو بار آمده است."
        raise FarakhanError("answers-file", message, path)
    return loaded


def _once(pairs: Iterable[tuple[str, object]]) -> dict[str, object]:
    listed = list(pairs)
    if len(dict(listed)) != len(listed):
        raise ValueError(listed)
    return dict(listed)


def _flat(values: tree.Tree, within: str = "") -> Iterator[tuple[str, object]]:
    for key, value in values.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{within}{key}.")
        else:
            yield f"{within}{key}", value


def _words(question: Question, value: object) -> str:
    """An answer as a person would say it in a message."""
    if isinstance(value, list):
        return "\n".join(map(str, value)) if question.asked.kind is Kind.LINES else "، ".join(map(str, value))
    words = "" if value is None else str(value).strip()
    if question.asked.kind is Kind.CONSENT and words and words.lower() not in _TRUTH and words.isascii():
        return f"{YES} ({words})"
    if question.asked.kind in (Kind.CONSENT, Kind.YES):
        return _TRUTH.get(words.lower(), words)
    return words
