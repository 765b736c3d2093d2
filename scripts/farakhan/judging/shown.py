"""An idea as a judge reads it: what describes the work, by an allow-list, with what a text tells of people masked."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from farakhan.files import idea as idea_file
from farakhan.message.writing import lines
from farakhan.model.call import Call
from farakhan.model.codes import grouped
from farakhan.model.idea import FIELDS, Idea
from farakhan.model.personal import Owner, masked
from farakhan.persian.digits import to_persian

SHOWN = (
    "field",
    "counties",
    "stage",
    "chain.product",
    "chain.link",
    "chain.other",
    "markets",
    "jobs",
    "capital",
    "income",
)
"""What describes the work, beside title, summary and text."""


class Shown(NamedTuple):
    """An idea as a judge reads it; all of it plain text, but the photos' file names."""

    code: str
    title: str
    summary: str
    facts: tuple[str, ...]
    body: str
    photos: tuple[str, ...]


Names = Callable[[str, str], Iterable[str]]
"""The names of an idea's owner that stand in a text, as they are written there, by the idea's code and the text."""


def nobody(_code: str, _text: str) -> tuple[str, ...]:
    """No names, where none are known."""
    return ()


def shown(call: Call, idea: Idea, photos: tuple[str, ...], names: Names = nobody) -> tuple[Shown, bool]:
    """An idea without whatever tells of anybody, and whether anything had to be masked for it.

    Args:
        call: for the names of its fields and counties.
        idea: as it stands in the record.
        photos: names of its photos in the pack.
        names: known of its owner.
    """
    facts = _facts(call, idea)
    every = (idea.title, idea.summary, idea.body, *facts)
    owner = Owner(names=tuple(names(idea.code, "\n".join(every))))
    title, summary, body, *others = (masked(text, owner) for text in every)
    made = Shown(to_persian(grouped(idea.code)), title, summary, tuple(others), body, photos)
    return made, (title, summary, body, *others) != every


def _facts(call: Call, idea: Idea) -> list[str]:
    plain = idea_file.plain(idea)
    facts: list[str] = []
    for question in FIELDS:
        if question.key in SHOWN:
            value: object = plain
            for part in question.key.split("."):
                value = value[part]  # type: ignore[index]
            if value not in (None, "", [], ()):
                answer = tuple(map(str, value)) if isinstance(value, list | tuple) else str(value)
                facts += lines(call, question, answer)
    return facts
