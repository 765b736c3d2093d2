"""From a tree of text to a model's value, or to problems with their lines: one mechanism for every YAML file."""

from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from pydantic import TypeAdapter, ValidationError

from farakhan.files import tree
from farakhan.model.base import Frozen
from farakhan.persian.digits import to_persian
from farakhan.problems import Place, Problem, problem

M = TypeVar("M", bound=Frozen)


class Source(NamedTuple):
    """A file as read: its YAML, the line on which that begins, and the tree.

    Where Markdown follows the YAML, the tree has it as `body`, and `body_line` is the line on which it begins.
    """

    path: str
    text: str
    first_line: int
    tree: tree.Tree
    body_line: int = 0

    def line(self, place: Place) -> int:
        """The line of a value; of the nearest part around it where it has none of its own."""
        if self.body_line and place[:1] == ("body",):
            return self.body_line
        lines = tree.lines(self.text, self.first_line)
        while place and place not in lines:
            place = place[:-1]
        return lines.get(place, self.first_line)


class Shaped(NamedTuple, Generic[M]):
    """What became of a tree.

    `value` is None where anything was refused; `parts` then still has each top-level value that is right,
    so that other rules can speak of them in the same run.
    """

    value: M | None
    parts: dict[str, Any]
    problems: list[Problem]


def located(source: Source, problems: Iterable[Problem]) -> list[Problem]:
    """Problems with the lines at which their values stand in a file."""
    return [
        replace(problem, line=source.line(problem.place) + problem.line) if problem.place else problem
        for problem in problems
    ]


def shape(model: type[M], path: str, values: tree.Tree) -> Shaped[M]:
    """Type a tree by a model.

    Args:
        model: what it is to be.
        path: said in the problems.
        values: the tree, every scalar text.
    """
    try:
        value = model.model_validate(values)
    except ValidationError as error:
        errors = error.errors(include_url=False)
        problems = [_problem(path, dict(wrong)) for wrong in errors]
        bad = {wrong["loc"][0] for wrong in errors if wrong["loc"]}
        good = {key: value for key, value in values.items() if key in model.model_fields and key not in bad}
        parts = {key: _adapter(model, key).validate_python(value) for key, value in good.items()}
        return Shaped(None, parts, problems)
    return Shaped(value, vars(value), [])


@cache
def _adapter(model: type[Frozen], key: str) -> TypeAdapter[Any]:
    field = model.model_fields[key]
    return TypeAdapter(field.rebuild_annotation())


def _problem(path: str, error: dict[str, Any]) -> Problem:
    place = tuple(error["loc"])
    context = error.get("ctx", {})
    code, values = _code_and_values(error["type"], context, listed=isinstance(error["input"], list | tuple))
    return problem(path, place, code, key=".".join(map(str, place)), **values)


def _code_and_values(kind: str, context: dict[str, Any], *, listed: bool) -> tuple[str, dict[str, Any]]:
    if kind == "farakhan":
        return context["kind"], {key: value for key, value in context.items() if key != "kind"}
    if kind in ("too_short", "too_long") and listed:
        too_few = kind == "too_short"
        limit = context["min_length" if too_few else "max_length"]
        return "value-list-length", {"bound": f"{'دست‌کم' if too_few else 'حداکثر'} {to_persian(limit)} مورد"}
    if kind in _BOUNDS:
        name, word = _BOUNDS[kind]
        return "value-range", {"bound": f"{word} {to_persian(context[name])}"}
    code, name = _KINDS[kind]
    return code, {"limit": context[name]} if name else {}


_BOUNDS = {"greater_than_equal": ("ge", "دست‌کم"), "less_than_equal": ("le", "حداکثر")}
_KINDS = {
    "missing": ("key-missing", ""),
    "extra_forbidden": ("key-unknown", ""),
    "model_type": ("value-map", ""),
    "model_attributes_type": ("value-map", ""),
    "too_long": ("value-long", "max_length"),
    "string_type": ("value-scalar", ""),
    "string_too_long": ("value-long", "max_length"),
}
