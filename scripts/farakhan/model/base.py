"""The types every part of the record is made of: they read the text that a file holds and refuse what it does not mean.

Files give every scalar as text. A type here turns that text into its value or refuses it with one of `Refusal`'s
names; `farakhan.files.shape` turns a refusal into a problem with its line.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, WithJsonSchema
from pydantic_core import PydanticCustomError

from farakhan.persian import calendar, letters

_WHOLE = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+03:30", re.ASCII)


class Frozen(BaseModel):
    """A part of the record: immutable, compared by value, no key beside the known ones."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)


def refuse(kind: str, **values: object) -> PydanticCustomError:
    """A refusal as pydantic carries it; `kind` is the problem's code without its group."""
    return PydanticCustomError("farakhan", kind, {"kind": kind, **values})


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise refuse("value-scalar")
    return value


def _one_line(value: str) -> str:
    if "\n" in value or "\r" in value:
        raise refuse("value-lines")
    return value


def _empty_is_none(value: object) -> object:
    return None if value == "" else value


def _whole(value: object) -> int:
    if isinstance(value, int):
        return value
    text = _text(value)
    if not text:
        raise refuse("value-required")
    if not _WHOLE.fullmatch(text):
        raise refuse("value-number")
    return int(text)


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    text = _text(value)
    if not text:
        raise refuse("value-required")
    try:
        return calendar.parse_day(text)
    except ValueError:
        raise refuse("value-day") from None


def _moment(value: object) -> datetime:
    if isinstance(value, datetime):
        return value
    text = _text(value)
    if not text:
        raise refuse("value-required")
    if not _MOMENT.fullmatch(text):
        raise refuse("value-time")
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        raise refuse("value-time") from None


def _in_tehran(value: datetime) -> datetime:
    if value.utcoffset() != timedelta(hours=3, minutes=30) or value.microsecond:
        raise refuse("value-time")
    return value


def _truth(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if value not in ("true", "false"):
        raise refuse("value-choice", choices="true، false")
    return value == "true"


def _body(value: object) -> str:
    return letters.one_newline(_text(value)).strip()


def matching(pattern: str, form: str) -> Callable[[str], str]:
    """A validator for text of one form, said to people as `form`."""
    compiled = re.compile(pattern, re.ASCII)

    def check(value: str) -> str:
        if value and not compiled.fullmatch(value):
            raise refuse("value-form", form=form)
        return value

    return check


def _as_text(pattern: str) -> WithJsonSchema:
    """What a JSON Schema says of text of one form."""
    return WithJsonSchema({"type": "string", "pattern": f"^(?:{pattern})$"})


def chosen(*choices: str) -> Callable[[str], str]:
    """A validator for one of a few fixed words."""

    def check(value: str) -> str:
        if not value:
            raise refuse("value-required")
        if value not in choices:
            raise refuse("value-choice", choices="، ".join(choices))
        return value

    return check


def one_of(kind: type[StrEnum]) -> BeforeValidator:
    """A validator that reads a member of a closed set from its text."""

    def read(value: object) -> StrEnum:
        if isinstance(value, kind):
            return value
        if not isinstance(value, str):
            raise refuse("value-scalar")
        if not value:
            raise refuse("value-required")
        try:
            return kind(value)
        except ValueError:
            raise refuse("value-choice", choices="، ".join(kind)) from None

    return BeforeValidator(read)


def _required(value: str) -> str:
    if not value.strip():
        raise refuse("value-required")
    return value


def _distinct(values: tuple[Any, ...]) -> tuple[Any, ...]:
    if len(set(values)) != len(values):
        raise refuse("value-list-twice")
    return values


def _listed(value: object) -> object:
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, tuple):
        return value
    raise refuse("value-list")


Line = Annotated[str, AfterValidator(_one_line)]
"""Text of one line, empty allowed."""
Name = Annotated[str, AfterValidator(_one_line), AfterValidator(_required)]
"""Text of one line, not empty."""
Body = Annotated[str, BeforeValidator(_body)]
"""Markdown of several lines, line breaks as one newline each, no white space at its ends."""
Whole = Annotated[int, BeforeValidator(_whole)]
"""A whole number, 0 or more."""
Day = Annotated[date, BeforeValidator(_day), _as_text(r"1[34][0-9]{2}-[0-9]{2}-[0-9]{2}")]
"""A day, written in the Jalali calendar."""
Moment = Annotated[datetime, BeforeValidator(_moment), AfterValidator(_in_tehran), _as_text(_MOMENT.pattern)]
"""An instant to the second, with Tehran's offset +03:30."""
Truth = Annotated[bool, BeforeValidator(_truth)]
Slug = Annotated[
    str,
    AfterValidator(_required),
    AfterValidator(matching(r"[a-z0-9][a-z0-9_-]{0,39}", "a-z 0-9 _ -")),
    _as_text(r"[a-z0-9][a-z0-9_-]{0,39}"),
]
"""An id that people may type: `handicrafts_2`, `chain_leader`."""
Code = Annotated[
    str,
    AfterValidator(_required),
    AfterValidator(matching(r"[1-9][0-9]{9}", "2739401865")),
    _as_text(r"[1-9][0-9]{9}"),
]
"""A tracking code by its form; `checks` looks at its check digit, so that a wrong one gets a message of its own."""
Sha256 = Annotated[
    str,
    AfterValidator(_required),
    AfterValidator(matching(r"[0-9a-f]{64}", "sha256 (64 × 0-9a-f)")),
    _as_text(r"[0-9a-f]{64}"),
]
Listed = BeforeValidator(_listed)
Distinct = AfterValidator(_distinct)
OrNone = BeforeValidator(_empty_is_none)

OptionalWhole = Annotated[Whole | None, OrNone]
OptionalDay = Annotated[Day | None, OrNone]
OptionalMoment = Annotated[Moment | None, OrNone]
OptionalCode = Annotated[Code | None, OrNone]
OptionalSha256 = Annotated[Sha256 | None, OrNone]
OptionalSlug = Annotated[Slug | None, OrNone]
Slugs = Annotated[tuple[Slug, ...], Listed, Distinct]
Names = Annotated[tuple[Name, ...], Listed]
