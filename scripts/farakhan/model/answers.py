"""What was answered, field by field, however it came: the one list of what is asked, and what answers come to.

The form's page judges answers as `faults` does (`publish/scripts/fields.js`), so that a person hears the same of an
answer with a script and without.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple, TypeAlias

from pydantic import ValidationError

from farakhan.model import contact as contact_model
from farakhan.model.call import Call
from farakhan.model.contact import Contact
from farakhan.model.idea import FIELDS, Role
from farakhan.model.phones import RIGHT_ALL
from farakhan.model.questions import Kind, Question
from farakhan.persian.numbers import LEAST_AMOUNT

Answer: TypeAlias = str | tuple[str, ...]
Answers: TypeAlias = Mapping[str, Answer]
"""What an owner answered, by the fields' keys, as files hold it: ids, ASCII digits, the versions of consents' texts.

What was not answered is left out, or empty.
"""

ASKED = (*FIELDS, *contact_model.FIELDS)
"""All that is asked: of the idea, and of who sends it."""
OF_IDEA = frozenset(question.key for question in FIELDS)
OF_CONTACT = frozenset(question.key for question in contact_model.FIELDS)
"""The keys of what is asked of either."""
BY_ITSELF = frozenset({"missing", "number", "few", "small", "large", "short", "long", "mobile", "phone"})
"""What may be wrong with an answer by itself, whatever the others are; `faults` says it by these names."""
LABELS = {question.key: question.label for question in ASKED}
"""What the fields are called, by their keys."""
_KEY = re.compile(r"«([a-z_.]+)»")

_WHOLE = re.compile(r"0|[1-9][0-9]{0,17}", re.ASCII)
_MOBILE = re.compile(r"09[0-9]{9}", re.ASCII)
_PHONE = re.compile(RIGHT_ALL, re.ASCII)


def faults(call: Call, answers: Answers) -> dict[str, str]:
    """What is wrong with answers by themselves, by their fields' keys, in the words of `BY_ITSELF`."""
    return dict(_faults(call, answers))


def _faults(call: Call, answers: Answers) -> Iterator[tuple[str, str]]:
    for question in ASKED:
        fault = _fault(call, question, answers.get(question.key, ""))
        if fault:
            yield question.key, fault


def _fault(call: Call, question: Question, answer: Answer) -> str:
    if not answer:
        return "missing" if question.asked.required else ""
    values = (answer,) if isinstance(answer, str) else answer
    kind = question.asked.kind
    if kind in (Kind.ONE, Kind.SEVERAL):
        return "" if set(values) <= _choices(call, question) else "missing"
    if kind in (Kind.COUNT, Kind.MONEY):
        return _number_fault(question, values[0])
    if kind in (Kind.MOBILE, Kind.PHONE):
        form = _MOBILE if kind is Kind.MOBILE else _PHONE
        return "" if form.fullmatch(values[0]) else kind.value
    return _length_fault(question, len(answer)) if kind in (Kind.LINE, Kind.TEXT, Kind.LINES) else ""


@lru_cache(maxsize=64)
def _choices(call: Call, question: Question) -> frozenset[str]:
    return frozenset(question.options(call))


def _number_fault(question: Question, text: str) -> str:
    if not _WHOLE.fullmatch(text):
        return "number"
    number = int(text)
    if question.least and number < question.least:
        return "small"
    if question.most and number > question.most:
        return "large"
    return "few" if question.asked.kind is Kind.MONEY and 0 < number < LEAST_AMOUNT else ""


def _length_fault(question: Question, length: int) -> str:
    if question.least and length < question.least:
        return "short"
    return "long" if question.most and length > question.most else ""


def content_of(answers: Answers) -> dict[str, Any]:
    """The idea's part of some answers, as its front matter has it, and its body; what was not said is empty.

    The code, the edition, the media and the secretariat's part are for whoever registers it.
    """
    given = {"role": Role.NONE.value, **answers}
    made: dict[str, Any] = {"media": []}
    for question in FIELDS:
        *parts, last = question.key.split(".")
        holder = made
        for part in parts:
            holder = holder.setdefault(part, {})
        holder[last] = _plain(given.get(question.key, () if question.listed else ""))
    return made


class Sender(NamedTuple):
    """Who sent it, by some answers: their contact, or None and the keys of the answers that make none."""

    contact: Contact | None
    wrong: tuple[str, ...] = ()


def contact_of(answers: Answers) -> Sender:
    """The contact in some answers."""
    given = {question.key: _plain(answers.get(question.key) or _unsaid(question)) for question in contact_model.FIELDS}
    try:
        return Sender(Contact.model_validate(given))
    except ValidationError as error:
        wrong = {str(mistake["loc"][0]) for mistake in error.errors(include_url=False, include_input=False)}
        return Sender(None, tuple(sorted(wrong)))


def _unsaid(question: Question) -> Answer:
    if question.listed:
        return ()
    return "false" if question.asked.kind is Kind.YES else ""


def _plain(answer: Answer) -> str | list[str]:
    return answer if isinstance(answer, str) else list(answer)


def in_words(message: str) -> str:
    """A problem's message with the labels of the fields that it names by their keys."""
    return _KEY.sub(lambda key: f"«{LABELS.get(key[1], key[1])}»", message)
