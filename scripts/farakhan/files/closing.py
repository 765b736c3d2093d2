"""closed.json: canonical bytes that say when an edition's sheets were closed, and what stood then."""

import json
from collections.abc import Mapping
from typing import Annotated, Self

from pydantic import AwareDatetime, ConfigDict, Field, ValidationError, model_validator

from farakhan.files import inputs
from farakhan.files.inputs import InputsForm
from farakhan.model.base import Code, Frozen, Slug
from farakhan.model.judging import Closing
from farakhan.problems import Problem, problem


def render(closing: Closing) -> bytes:
    """A closing as canonical JSON: sorted keys, two spaces, UTF-8 without escapes, one newline at the end."""
    value = {
        "edition": closing.edition,
        "closed": closing.at.isoformat(timespec="seconds"),
        "inputs": inputs.as_written(closing.inputs),
        "numbers": dict(closing.numbers),
    }
    return (json.dumps(value, ensure_ascii=False, sort_keys=True, indent=2) + "\n").encode()


def parse(path: str, data: bytes) -> tuple[Closing | None, list[Problem]]:
    """A closing from its file's bytes; None where it is no such file."""
    try:
        return _File.model_validate_json(data).closing(), []
    except ValidationError:
        return None, [problem(path, 1, "closed-form")]


class _File(Frozen):
    """closed.json as it is written."""

    model_config = ConfigDict(strict=True)

    edition: Slug
    closed: AwareDatetime
    inputs: InputsForm
    numbers: Mapping[Code, Annotated[int, Field(ge=1)]]

    @model_validator(mode="after")
    def _each_judged_idea_has_one_number(self) -> Self:
        if self.numbers.keys() != self.inputs.ideas.keys():
            raise ValueError("numbers")
        if sorted(self.numbers.values()) != list(range(1, len(self.numbers) + 1)):
            raise ValueError("numbers")
        return self

    def closing(self) -> Closing:
        return Closing(self.edition, self.closed, self.inputs.inputs(), self.numbers)
