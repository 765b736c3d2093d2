"""How much is read of messages that were written before the part of the reader that reads them.

What was read of `held` was never looked at, message by message, while the reader was made; of `wide`, `inbox` and
`puzzling` it was. A title is right where it names the same: most of its words, and few others.
"""

from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.senders import CALL

from farakhan.message.reading import read
from farakhan.persian.letters import ZWNJ, fold

MESSAGES = Path(__file__).parent / "messages"
MOST_SHARED, MOST_ITS_OWN = 0.6, 0.5
"""Of the words of the person's title at least so many stand in ours, and of ours in the person's."""
KEYS = ("title", "name", "mobile", "counties", "field", "jobs", "capital")
FOUND = {
    "held": {
        "title": (28, 47, 2),
        "name": (42, 48, 2),
        "mobile": (47, 47, 1),
        "counties": (41, 48, 2),
        "field": (5, 22, 1),
        "jobs": (2, 6, 1),
        "capital": (3, 5, 0),
    },
    "wide": {
        "title": (71, 97, 2),
        "name": (91, 99, 1),
        "mobile": (98, 98, 0),
        "counties": (87, 96, 3),
        "field": (7, 49, 3),
        "jobs": (8, 11, 1),
        "capital": (4, 14, 0),
    },
    "inbox": {
        "title": (41, 45, 1),
        "name": (41, 46, 2),
        "mobile": (47, 47, 0),
        "counties": (34, 38, 0),
        "field": (20, 33, 0),
        "jobs": (9, 11, 1),
        "capital": (11, 13, 0),
    },
    "puzzling": {
        "title": (25, 34, 4),
        "name": (31, 34, 0),
        "mobile": (30, 31, 1),
        "counties": (23, 35, 3),
        "field": (8, 20, 1),
        "jobs": (3, 9, 1),
        "capital": (5, 8, 2),
    },
}
"""By key: read right, of how many that a person reads, and read wrongly."""


def words(text: str) -> set[str]:
    return {fold(word.strip(".،؛:!()«»\"'")) for word in text.replace(ZWNJ, " ").split()} - {""}


def names_the_same(ours: str, title: str) -> bool:
    mine, theirs = words(ours), words(title)
    shared = len(mine & theirs)
    return bool(theirs) and shared >= MOST_SHARED * len(theirs) and shared >= MOST_ITS_OWN * len(mine)


def is_right(key: str, ours: Any, answers: dict[str, Any]) -> bool:  # noqa: ANN401 (as it was read)
    if key not in answers:
        return False
    if key == "title":
        return any(names_the_same(str(ours), title) for title in (answers[key], *answers.get("title_also", ())))
    if key == "counties":
        return sorted(ours) == sorted(answers[key])
    return fold(str(ours)) == fold(str(answers[key]))


@pytest.mark.parametrize("kind", FOUND)
def test_messages_of_others_are_read_as_far_as_this(kind: str) -> None:
    found = {key: [0, 0, 0] for key in KEYS}
    for path in sorted((MESSAGES / kind).glob("*.txt")):
        answers = yaml.safe_load(path.with_suffix(".yml").read_text(encoding="utf-8"))["answers"] or {}
        reading = read(CALL, path.read_text(encoding="utf-8")).answers()
        for key, counts in found.items():
            ours = reading.get(key)
            right = bool(ours) and is_right(key, ours, answers)
            counts[0] += right
            counts[1] += key in answers
            counts[2] += bool(ours) and not right
    assert {key: tuple(counts) for key, counts in found.items()} == FOUND[kind]
