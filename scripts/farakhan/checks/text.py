"""Text that people wrote: letters that deceive, and personal data in the open."""

from collections.abc import Iterator
from dataclasses import replace

from farakhan.model.personal import spans
from farakhan.persian import letters
from farakhan.problems import Place, Problem, problem


def check_text(path: str, at: int | Place, key: str, text: str) -> Iterator[Problem]:
    """What a text must not hold.

    Args:
        path: of the file.
        at: the line on which the text begins, or its place.
        key: said in the messages.
        text: as the file holds it.
    """
    for name, offset in letters.oddities(text):
        yield _at(offset, text, problem(path, at, f"text-{name}", key=key))
    for span in spans(text):
        yield _at(span.start, text, problem(path, at, span.kind, key=key))


def _at(offset: int, text: str, fault: Problem) -> Problem:
    """A problem of a text, at the line on which an offset lies."""
    return replace(fault, line=fault.line + text.count("\n", 0, offset))
