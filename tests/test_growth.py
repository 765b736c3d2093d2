"""No text that a stranger may send makes a reader slow: each takes twice the time for twice the text, and no more."""

import ast
from pathlib import Path

import pytest
from bench.growth import TOO_MUCH, growth, shapes, worst
from tests.readers import READERS, WHERE

import farakhan
from farakhan.message.reading import MOST, read
from farakhan.persian.letters import MOST_MARKS, composed, normalise
from farakhan.persian.numbers import numbers

TOP = Path(farakhan.__file__).parent
SEED = 1406
TRIES = 40
"""Shapes for each reader. A longer search: `python -m bench.growth 500`."""
PLAIN = {"a sheet", "assignments", "call.yml", "digits.to_ascii", "letters.one_newline"}
"""Readers whose work is a library's or one pass; fewer shapes are enough."""


BOUNDED = {"a body as a page"}
"""Cleaned by nh3, whose time grows faster than some texts: 20,000 letters, all that a body may have, take it 30 ms."""


@pytest.mark.promise("one-request-bounded")
@pytest.mark.parametrize("name", sorted(READERS.keys() - BOUNDED))
def test_twice_the_text_takes_twice_the_time(name: str) -> None:
    few = name in PLAIN or name.startswith("a person's words")
    slowest = worst(READERS[name], SEED, TRIES // 6 if few else TRIES)
    assert slowest.times <= TOO_MUCH, slowest


@pytest.mark.promise("one-request-bounded")
def test_the_search_finds_what_grows_too_fast() -> None:
    def looks_back(text: str) -> int:
        return sum(text[:at].count("a") for at in range(0, len(text), 8))

    def looks_once(text: str) -> int:
        return sum(map(ord, text))

    assert worst(looks_back, SEED, 8).times > TOO_MUCH
    assert worst(looks_once, SEED, 8).times <= TOO_MUCH


def test_every_module_that_reads_text_by_patterns_is_in_the_table() -> None:
    """A module with a pattern, or one that composes letters, has a reader here or a reason why not."""
    patterned = {
        path.relative_to(TOP).with_suffix("").as_posix()
        for path in TOP.rglob("*.py")
        if any(_is_pattern(node) for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))))
    }
    assert patterned == set(WHERE)
    assert {reader for reader in WHERE.values() if reader in READERS} | {
        reason for reason in WHERE.values() if reason.startswith("not a stranger's: ")
    } == set(WHERE.values())


def _is_pattern(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    if not isinstance(called, ast.Attribute) or not isinstance(called.value, ast.Name):
        return False
    return called.value.id in ("re", "unicodedata")


def test_marks_beyond_those_of_any_language_are_left_out() -> None:
    few, many = "آ" + "\u064e\u0651" * 15, "آ" + "\u064e\u0651" * 20
    assert len(few) - 1 == MOST_MARKS
    assert normalise(many) == normalise(few) == composed(few)
    assert composed("سلامٌ عليكُم") == "سلامٌ عليكُم"


def test_a_number_of_thousands_of_digits_is_no_number() -> None:
    assert numbers("9" * 5_000) == []
    assert numbers("هزار " * 3_000)
    assert [int(number.value) for number in numbers("یک میلیارد و ۲۰۰ میلیون، ۱٬۲۰۰٬۰۰۰")] == [1_200_000_000, 1_200_000]


def test_a_message_beyond_any_length_is_read_up_to_there_and_the_rest_kept() -> None:
    from tests.readers import call  # noqa: PLC0415

    text = "عنوان: کندوی شهری\n" + "زنبور و گل. " * (MOST // 12) + "پایان"
    reading = read(call(), text)
    assert reading.answers()["title"] == "کندوی شهری"
    assert reading.aside[-1].endswith("پایان")


def test_shapes_are_the_same_for_the_same_seed() -> None:
    import random  # noqa: PLC0415

    first, second = (list(zip(range(200), shapes(random.Random(7)), strict=False)) for _ in range(2))  # noqa: S311
    assert first == second
    assert growth(str.split, first[0][1]).letters > 0
