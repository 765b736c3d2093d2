"""closed.json: canonical bytes that say when an edition's sheets were closed, and what stood then."""

from collections.abc import Mapping
from typing import Annotated, Any, Self

from pydantic import AwareDatetime, ConfigDict, Field, ValidationError, model_validator

from farakhan.files import canonical, inputs
from farakhan.files.inputs import InputsForm
from farakhan.model.base import Code, Frozen, Name, Sha256, Slug
from farakhan.model.judging import Closing, Reopening
from farakhan.problems import Problem, problem


def render(closing: Closing) -> bytes:
    """A closing as canonical JSON (`canonical.render`)."""
    value: dict[str, Any] = {
        "edition": closing.edition,
        "closed": closing.at.isoformat(timespec="seconds"),
        "inputs": inputs.as_written(closing.inputs),
        "numbers": dict(closing.numbers),
    }
    if closing.reopenings:
        value["reopenings"] = [_written(opened) for opened in closing.reopenings]
    return canonical.render(value)


def _written(opened: Reopening) -> dict[str, Any]:
    closed = opened.closed.isoformat(timespec="seconds") if opened.closed else None
    return {**opened._asdict(), "opened": opened.opened.isoformat(timespec="seconds"), "closed": closed}


def parse(path: str, data: bytes) -> tuple[Closing | None, list[Problem]]:
    """A closing from its file's bytes; None where it is no such file."""
    try:
        return _File.model_validate_json(data).closing(), []
    except ValidationError:
        return None, [problem(path, 1, "closed-form")]


class _Reopening(Frozen):
    """A sheet that was opened once more, as it is written."""

    model_config = ConfigDict(strict=True)

    judge: Slug
    objection: Annotated[int, Field(ge=1)]
    why: Name
    opened: AwareDatetime
    sheet: Sha256
    results: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")]
    closed: AwareDatetime | None

    def reopening(self) -> Reopening:
        return Reopening(self.judge, self.objection, self.why, self.opened, self.sheet, self.results, self.closed)


class _File(Frozen):
    """closed.json as it is written."""

    model_config = ConfigDict(strict=True)

    edition: Slug
    closed: AwareDatetime
    inputs: InputsForm
    numbers: Mapping[Code, Annotated[int, Field(ge=1)]]
    reopenings: tuple[_Reopening, ...] = ()

    @model_validator(mode="after")
    def _each_judged_idea_has_one_number(self) -> Self:
        if self.numbers.keys() != self.inputs.ideas.keys():
            raise ValueError("numbers")
        if sorted(self.numbers.values()) != list(range(1, len(self.numbers) + 1)):
            raise ValueError("numbers")
        return self

    @model_validator(mode="after")
    def _only_the_last_is_open(self) -> Self:
        if any(opened.closed is None for opened in self.reopenings[:-1]):
            raise ValueError("reopenings")
        return self

    def closing(self) -> Closing:
        opened = tuple(one.reopening() for one in self.reopenings)
        return Closing(self.edition, self.closed, self.inputs.inputs(), self.numbers, opened)
