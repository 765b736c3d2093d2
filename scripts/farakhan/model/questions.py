"""What an owner is asked: each field as the model declares it, for whatever asks for it, writes it or reads it.

A field says what is asked beside its type: `Annotated[Name, Field(title=…, description=…, max_length=…), Asked(…)]`.
`questions` gathers a model's fields into the one ordered list of them; a part of a part has its keys joined with a dot
(`owners.count`). The form, the Eitaa message, the Excel template and the desk are made from that list.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from farakhan.model.call import names
from farakhan.persian.order import by_name


class Kind(StrEnum):
    """What an answer is; each kind has one way to be asked for and to be read from a text."""

    LINE = "line"
    """One line of text."""
    LINES = "lines"
    """A list, each of it one line of text."""
    TEXT = "text"
    """Text of many lines, under headings."""
    ONE = "one"
    """One of the options."""
    SEVERAL = "several"
    """Any of the options."""
    COUNT = "count"
    """A whole number of persons."""
    MONEY = "money"
    """A whole number of tomans."""
    MOBILE = "mobile"
    """A mobile number."""
    PHONE = "phone"
    """Any telephone number."""
    YES = "yes"
    """Yes or no."""
    CONSENT = "consent"
    """Yes, kept as the version of the call's text that was agreed to; or no."""


YES, NO = "بله", "نه"
"""What a person says to a question of yes or no."""


class Section(StrEnum):
    """A part of the form and of the message, in their order."""

    IDEA = "idea"
    WORK = "work"
    CHAIN = "chain"
    YOU = "you"
    CONSENTS = "consents"
    BODY = "body"


SECTION_LABELS = {
    Section.IDEA: "ایدهٔ شما",
    Section.WORK: "اجرا و بازار",
    Section.CHAIN: "زنجیرهٔ ارزش",
    Section.YOU: "دربارهٔ شما",
    Section.CONSENTS: "رضایت‌ها",
    Section.BODY: "متن ایده",
}


class When(NamedTuple):
    """The answers to another question at which a question is asked; at any other its own answer is `otherwise`."""

    key: str
    values: tuple[str, ...]
    otherwise: str = ""


@dataclass(frozen=True)
class Asked:
    """What a field's type does not say.

    Attributes:
        kind: of the answer.
        section: in which it is asked.
        aliases: what people call the field where they write in their own words, beside its title; with «،» between.
        required: whether an answer is awaited; what is not is left empty.
        least: as `Question.least`, where a file may have less, since the idea can be completed later.
        options: id and name of what may be chosen, in any call.
        source: the call's list that the options come from; those of `options` stand after it.
        alphabetical: whether those of the call are shown in the order of their names, not in the call's.
        when: at which answers to another question it is asked; without one it always is.
    """

    kind: Kind
    section: Section
    aliases: str = ""
    required: bool = True
    least: int | None = None
    options: tuple[tuple[str, str], ...] = ()
    source: str = ""
    alphabetical: bool = False
    when: When | None = None


class Question(NamedTuple):
    """One field, whole: its place, its words, its rule."""

    key: str
    label: str
    hint: str
    least: int | None
    """Letters of a text, size of a number, or length of a list, whichever the kind has; None where it has no bound."""
    most: int | None
    asked: Asked

    @property
    def listed(self) -> bool:
        """Whether an answer is a list."""
        return self.asked.kind in (Kind.SEVERAL, Kind.LINES)

    def options(self, call: object) -> dict[str, str]:
        """What may be chosen in a call: names by ids, in the order in which they are shown."""
        listed = self._listed(call)
        return {**names(by_name(listed) if self.asked.alphabetical else listed), **dict(self.asked.options)}

    def named(self, call: object) -> dict[str, str]:
        """The same in no order, for what was chosen already."""
        return {**names(self._listed(call)), **dict(self.asked.options)}

    def _listed(self, call: object) -> Sequence[Any]:
        return getattr(call, self.asked.source) if self.asked.source else ()


def questions(model: type[BaseModel], within: str = "") -> tuple[Question, ...]:
    """The fields of a model that an owner is asked for, in its order; those of its parts in their place."""
    return tuple(_questions(model, within))


def _questions(model: type[BaseModel], within: str) -> Iterator[Question]:
    for name, field in model.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            yield from _questions(field.annotation, f"{within}{name}.")
        metadata = list(_metadata(field))
        asked = next((item for item in metadata if isinstance(item, Asked)), None)
        if asked:
            least, most = _bound(metadata, "ge", "min_length"), _bound(metadata, "le", "max_length")
            least = asked.least if least is None else least
            yield Question(within + name, field.title or name, field.description or "", least, most, asked)


def _metadata(declared: Any) -> Iterator[object]:  # noqa: ANN401 (annotations have no type)
    """What a field's annotation says beside its type, outer parts first; a tuple's items are not the field."""
    whole = isinstance(declared, FieldInfo)
    for item in declared.metadata if whole else getattr(declared, "__metadata__", ()):
        yield from _metadata(item) if isinstance(item, FieldInfo) else (item,)
    inner = declared.annotation if whole else declared
    if getattr(inner, "__origin__", None) is not tuple:
        for part in get_args(inner):
            yield from _metadata(part)


def _bound(metadata: Iterable[object], *attributes: str) -> int | None:
    values = (getattr(item, attribute, None) for item in metadata for attribute in attributes)
    return next((value for value in values if isinstance(value, int)), None)
