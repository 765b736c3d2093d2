"""What the form sent, read as the record holds it: every field by its kind, nothing raised, nothing lost.

The page's own script (`publish/scripts/fields.js`) reads answers in the same way.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache

from farakhan.model import phones
from farakhan.model.answers import ASKED, Answer, Answers
from farakhan.model.call import Call
from farakhan.model.idea import FIELDS, HEADINGS, WHOLE_PROVINCE, Idea
from farakhan.model.questions import Kind, Question
from farakhan.persian import digits, letters, numbers

_HANGING = tuple((question, question.asked.when) for question in ASKED if question.asked.when)
"""The questions that are asked only after some answer to another."""

_CLOSED, _LINE = 400, 1_000
"""Letters of a number, a choice or a consent, and of a line that has no most of its own, as they come."""
_ROOM = 2
"""How many times its most a text is read, so that its sender hears that it is too long."""

Given = Mapping[str, Sequence[str]]
"""The form's values by their names, as they came."""


def read(call: Call, given: Given) -> Answers:
    """The answers in some form values; what is empty is left out, what cannot be an answer stays as it was typed."""
    come = [question for question in ASKED if question.key in given or question.asked.kind is Kind.TEXT]
    answers = {question.key: _answer(call, question, given) for question in come}
    for question, when in _HANGING:
        if answers.get(when.key, "") not in when.values:
            answers[question.key] = when.otherwise
    return {key: answer for key, answer in answers.items() if answer}


def _answer(call: Call, question: Question, given: Given) -> Answer:
    most = _letters(question)
    values = [letters.normalise(value, most) for value in given.get(question.key, ())]
    kind, first = question.asked.kind, next(iter(values), "")
    if question.listed:
        return _list(kind, values)
    if kind is Kind.TEXT:
        return "\n\n".join(_parts(question, given)) or first
    if kind is Kind.CONSENT:
        return first if first in _versions(call, question) else ""
    return _READERS.get(kind, _line)(first)


def _letters(question: Question) -> int:
    """Letters of one value that are read, before anything is made of them: a stranger chose how many come."""
    if question.asked.kind in (Kind.LINE, Kind.TEXT) and question.most:
        return _ROOM * question.most
    return _LINE if question.asked.kind in (Kind.LINE, Kind.LINES) else _CLOSED


def _list(kind: Kind, values: list[str]) -> tuple[str, ...]:
    if kind is Kind.LINES:
        return tuple(filter(None, (_line(line) for value in values for line in value.split("\n"))))
    several = tuple(dict.fromkeys(_line(line) for line in values if line))
    return (WHOLE_PROVINCE,) if WHOLE_PROVINCE in several else several


def phone(text: str) -> str:
    """A telephone number as it is kept, from any way to write it: +98917 is 0917; words stay, to be mended."""
    return phones.typed(text[:_CLOSED]) or _line(text)


def _line(text: str) -> str:
    return " ".join(text.split())


def _count(text: str) -> str:
    return _in_digits(numbers.count(text), text)


def _amount(text: str) -> str:
    return _in_digits(numbers.amount(text), text)


def _in_digits(number: int | None, text: str) -> str:
    """A number in ASCII digits; what is none, or can be read in two ways, stays as it was typed."""
    return digits.to_ascii(text) if number is None else str(number)


_READERS: dict[Kind, Callable[[str], str]] = {
    Kind.COUNT: _count,
    Kind.MONEY: _amount,
    Kind.MOBILE: phone,
    Kind.PHONE: phone,
    Kind.YES: lambda text: "true" if text == "true" else "",
}
"""How a single answer of each kind is read; any other is a line."""


def _parts(question: Question, given: Given) -> Iterator[str]:
    """The body under its headings, in their order."""
    for number, heading in enumerate(HEADINGS):
        text = letters.normalise("\n".join(given.get(f"{question.key}.{number}", ())), _letters(question))
        if text:
            yield f"## {heading.label}\n\n{text}"


@lru_cache(maxsize=64)
def _versions(call: Call, question: Question) -> frozenset[str]:
    return frozenset(consent.version for consent in call.consents if question.key.endswith(f".{consent.id}"))


def given(idea: Idea) -> dict[str, list[str]]:
    """The form's values that an idea would come from, for its owner to go on with; the contact stays sealed."""
    values: dict[str, list[str]] = {}
    for question in FIELDS:
        value: object = idea
        for part in question.key.split("."):
            value = getattr(value, part)
        if question.asked.kind is Kind.TEXT:
            values |= _given_parts(question, str(value))
        elif value not in (None, "", ()):
            values[question.key] = list(map(str, value)) if isinstance(value, tuple) else [str(value)]
    return values


def _given_parts(question: Question, body: str) -> dict[str, list[str]]:
    """A body by the form's headings; what stands under none of them goes with the part before it."""
    at = 0
    parts: dict[int, list[str]] = {}
    labels = {f"## {heading.label}": number for number, heading in enumerate(HEADINGS)}
    for line in body.split("\n"):
        if line in labels and labels[line] not in parts:
            at = labels[line]
            parts[at] = []
        else:
            parts.setdefault(at, []).append(line)
    return {f"{question.key}.{number}": ["\n".join(lines).strip()] for number, lines in sorted(parts.items())}
