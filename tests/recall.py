"""How much of a message is read, field by field, beside what a person reads in it: `python -m tests.recall`."""

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NamedTuple

from tests.senders import CALL

from farakhan.files import tree
from farakhan.message.reading import Reading, read
from farakhan.model.answers import ASKED
from farakhan.model.questions import Kind

MESSAGES = Path(__file__).parent / "messages"


class Sample(NamedTuple):
    """A message as somebody sent it, and what is to be read in it.

    `answers` is what a person reads; `reads` has the fields in which the program reads otherwise, None for nothing.
    """

    name: str
    text: str
    answers: dict[str, Any]
    reads: dict[str, Any]
    rest: dict[str, Any]


class Recall(NamedTuple):
    """Of one field: how often it is read right, how often a person reads it, how often it is read wrongly."""

    right: int
    there: int
    wrong: int


def samples(kind: str) -> list[Sample]:
    found = []
    for path in sorted((MESSAGES / kind).glob("*.txt")):
        told, problems = tree.load(path.with_suffix(".yml").read_text(encoding="utf-8"), path.name)
        assert told is not None
        assert problems == []
        text = path.read_text(encoding="utf-8")
        found.append(Sample(path.stem, text, told.pop("answers") or {}, told.pop("reads", {}), told))
    return found


def answers(reading: Reading) -> dict[str, Any]:
    said = {key: list(one) if isinstance(one, tuple) else one for key, one in reading.answers().items()}
    said.pop("body", None)
    return said


def recall(of: Iterable[Sample]) -> dict[str, Recall]:
    """By the fields' keys; a field that nobody answered and nobody read is left out."""
    read_in = [(answers(read(CALL, one.text)), one.answers) for one in of]
    found = {}
    for question in ASKED:
        key = question.key
        right = sum(key in truth and said.get(key) == truth[key] for said, truth in read_in)
        there = sum(key in truth for _, truth in read_in)
        wrong = sum(key in said and said[key] != truth.get(key) for said, truth in read_in)
        if question.asked.kind is not Kind.TEXT and (there or wrong):
            found[key] = Recall(right, there, wrong)
    return found


def main() -> None:
    """Print a table of each kind."""
    labels = {one.key: one.label for one in ASKED}
    for kind in sys.argv[1:] or ["labelled", "free"]:
        found = samples(kind)
        print(f"\n| {kind}, {len(found)} messages | read right | of | read wrongly |\n|---|---:|---:|---:|")  # noqa: T201
        for key, one in recall(found).items():
            print(f"| {labels[key]} ({key}) | {one.right} | {one.there} | {one.wrong} |")  # noqa: T201


if __name__ == "__main__":
    main()
