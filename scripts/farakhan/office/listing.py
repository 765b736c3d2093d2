"""Ideas and contacts in words, for the terminal and for the list in Excel: one list of fields, in one order."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from farakhan.files import idea as idea_file
from farakhan.files.workbook import Cell
from farakhan.model import contact as contact_model
from farakhan.model import idea as idea_model
from farakhan.model import standing
from farakhan.model.call import Call, names
from farakhan.model.codes import grouped
from farakhan.model.contact import Contact
from farakhan.model.idea import LABELS, Content, Idea
from farakhan.model.questions import Kind, Question
from farakhan.persian.calendar import TEHRAN, iso_day, tehran_day

IDEA = tuple(question for question in idea_model.FIELDS if question.asked.kind is not Kind.TEXT)
"""What is told of an idea beside its text."""
OFFICE = tuple(name for name in Idea.model_fields if name not in Content.model_fields and name != "receipt")
"""The secretariat's part of an idea that is for people to read."""
YES = "بله"


def answer(call: Call, question: Question, value: object) -> Cell:
    """An answer in words: names for ids, several with «،» between; a whole number as it is, None for no answer."""
    if value is None or value in ("", [], (), False):
        return None
    if value is True:
        return YES
    if isinstance(value, int):
        return value
    if question.asked.kind is Kind.CONSENT:
        return f"{YES} ({value})"
    named = question.named(call)
    return "، ".join(
        named.get(str(item), str(item)) for item in (value if isinstance(value, list | tuple) else [value])
    )


def idea_answers(call: Call, idea: Idea) -> Iterator[tuple[Question, Cell]]:
    """Every field of an idea but its text."""
    plain = idea_file.plain(idea)
    for question in IDEA:
        value: Any = plain
        for part in question.key.split("."):
            value = value[part]
        yield question, answer(call, question, value)


def contact_answers(call: Call, contact: Contact) -> Iterator[tuple[Question, Cell]]:
    """Every field of a contact."""
    for question in contact_model.FIELDS:
        yield question, answer(call, question, getattr(contact, question.key))


def office_answers(call: Call, idea: Idea) -> Iterator[tuple[str, Cell]]:
    """Why an idea stands as it does, what the secretariat noted of it, and which one it copies, each with its label."""
    for name in ("reason", "note", "copies_of"):
        yield _label(name), _office(call, idea, name)


def header(*, contacts: bool) -> list[str]:
    """The names of a row's cells."""
    asked = [question.label for question in (*IDEA, *(contact_model.FIELDS if contacts else ()))]
    return [_label("code"), *asked, *map(_label, OFFICE)]


def rows(call: Call, ideas: Iterable[Idea], contacts: Mapping[str, Contact] | None) -> Iterator[list[Cell]]:
    """A row for each idea, in their order.

    Args:
        call: of the edition.
        ideas: to be listed.
        contacts: opened, by code; an idea without one has empty cells there. None: nobody's contact is told.
    """
    for idea in ideas:
        asked = [cell for _, cell in idea_answers(call, idea)]
        if contacts is not None:
            contact = contacts.get(idea.code)
            asked += (
                [cell for _, cell in contact_answers(call, contact)] if contact else [None] * len(contact_model.FIELDS)
            )
        yield [grouped(idea.code), *asked, *(_office(call, idea, name) for name in OFFICE)]


def _label(name: str) -> str:
    return str(Idea.model_fields[name].title)


def _office(call: Call, idea: Idea, name: str) -> Cell:
    value: Any = getattr(idea, name)
    if name == "status":
        return LABELS[standing.counted(idea).status]
    if name in ("arrived", "registered"):
        return f"{iso_day(tehran_day(value))} {value.astimezone(TEHRAN):%H:%M}"
    if name == "channel":
        return names(call.channels).get(value, str(value))
    if name == "reason" and value:
        return names((*call.reasons.returned, *call.reasons.rejected)).get(value, str(value))
    return str(value) if value else None
