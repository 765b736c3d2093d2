"""An idea as a judge reads it: what describes the work, by an allow-list, with what a text tells of people masked."""

from typing import NamedTuple

from farakhan.files import idea as idea_file
from farakhan.message.writing import lines
from farakhan.model.call import Call
from farakhan.model.codes import grouped
from farakhan.model.idea import FIELDS, Idea
from farakhan.model.personal import masked
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


def shown(call: Call, idea: Idea, photos: tuple[str, ...]) -> Shown:
    """An idea without whatever tells of anybody.

    Args:
        call: for the names of its fields and counties.
        idea: as it stands in the record.
        photos: names of its photos in the pack.
    """
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
    return Shown(
        code=to_persian(grouped(idea.code)),
        title=masked(idea.title),
        summary=masked(idea.summary),
        facts=tuple(map(masked, facts)),
        body=masked(idea.body),
        photos=photos,
    )
