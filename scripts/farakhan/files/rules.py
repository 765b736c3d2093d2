"""rules.json: canonical bytes that say what decided in the call when the first sheet of an edition came in."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from pydantic import ConfigDict, ValidationError

from farakhan.files import canonical
from farakhan.model.base import Frozen, Slug
from farakhan.model.call import Call
from farakhan.model.judging import Rules
from farakhan.problems import Problem, problem

LISTED = "، "
"""Between the words of a list, where an amendment names it as one value."""
_AFTERWARDS = ("seed",)
"""Of the tally's options: what becomes known after the sheets are closed."""


def rules_of(call: Call, since: date) -> Rules:
    """What decides in a call: its rubric, its tally's options, its rounds and its fields' names."""
    decides: dict[str, Any] = {
        "rubric": call.rubric.model_dump(mode="json"),
        "tally": call.tally.model_dump(mode="json", exclude=set(_AFTERWARDS)),
        "fields": [field.model_dump(mode="json", include={"id", "name"}) for field in call.fields],
    }
    if call.rounds:
        decides["rounds"] = [part.model_dump(mode="json") for part in call.rounds]
    return Rules(call.edition, since, dict(_leaves("", decides)))


def _leaves(keys: str, value: Any) -> Iterator[tuple[str, str]]:  # noqa: ANN401 (any part of a call)
    """Each value below some keys as text; an entry of a list goes by its id, a list of words is one value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(f"{keys}.{key}".lstrip("."), inner)
    elif isinstance(value, list) and value and isinstance(value[0], dict) and "id" in value[0]:
        for inner in value:
            yield from _leaves(f"{keys}.{inner['id']}", {key: own for key, own in inner.items() if key != "id"})
    elif isinstance(value, list):
        yield keys, LISTED.join(map(str, value))
    else:
        yield keys, "" if value is None else str(value)


def render(rules: Rules) -> bytes:
    """Rules as canonical JSON (`canonical.render`)."""
    value = {"edition": rules.edition, "since": rules.since.isoformat(), "values": dict(rules.values)}
    return canonical.render(value)


def parse(path: str, data: bytes) -> tuple[Rules | None, list[Problem]]:
    """Rules from their file's bytes; None where it is no such file."""
    try:
        return _File.model_validate_json(data).rules(), []
    except ValidationError:
        return None, [problem(path, 1, "rules-form")]


class _File(Frozen):
    """rules.json as it is written; its day is one of the common calendar."""

    model_config = ConfigDict(strict=True)

    edition: Slug
    since: date
    values: Mapping[str, str]

    def rules(self) -> Rules:
        return Rules(self.edition, self.since, self.values)
