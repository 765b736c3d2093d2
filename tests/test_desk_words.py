"""What jobs say of commands and keys, as the desk says it: a clerk reads places of the desk and names of fields."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from farakhan.desk.words import PAGES, plain
from farakhan.problems import RULES

HOUSE = Path("scripts/farakhan")
JOBS = ("assignment", "checks", "intake", "judging", "office", "record", "tally", "desk")
"""Floors whose messages come to the desk."""
PERSIAN = re.compile("[آ-ی]")
FOREIGN = re.compile(
    rf"farakhan (?:{'|'.join(PAGES)})\b|--(?:why|reason|key)\b|(?<!-- )(?:call\.yml|(?:results|rules)\.json)|co_readers"
)
WRITTEN = "۱۴۰۶"
"""Stands for whatever a message is filled with."""


def strings(tree: ast.AST) -> Iterator[str]:
    """All words of a module, those of one sentence together."""
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            yield "".join(str(part.value) if isinstance(part, ast.Constant) else WRITTEN for part in node.values)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def test_no_message_of_a_job_sends_a_clerk_to_a_terminal_where_the_desk_does_the_same() -> None:
    files = [path for floor in JOBS for path in sorted((HOUSE / floor).rglob("*.py")) if path.name != "words.py"]
    written = [words for path in files for words in strings(ast.parse(path.read_text(encoding="utf-8")))]
    written += [f"{rule.what} {rule.fix}" for rule in RULES.values()]
    messages = [words for words in written if PERSIAN.search(words)]
    assert len(messages) > len(RULES)
    assert [words for words in map(plain, messages) if FOREIGN.search(words)] == []


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        (
            "«owners.kind» در این ایدهٔ پذیرفته‌شده خالی یا کوتاه است. از صاحبش بپرسید و با farakhan mend بنویسید.",
            "«صاحب ایده» در این ایدهٔ پذیرفته‌شده خالی یا کوتاه است. از صاحبش بپرسید و در «درست کردن رونویسی» بنویسید.",
        ),
        (
            "روز «repair_until» پیش از «deadline» است.",
            "روز «پایان تکمیل ایده‌های بازگشته» پیش از «مهلت ارسال؛ تا پایان همین روز» است.",
        ),
        ("هنوز نتیجه‌ای نیست؛ نخست بزنید: farakhan tally 1406", "هنوز نتیجه‌ای نیست؛ نخست به «شمارش» بروید"),
        ("دلیل کنار گذاشتنش را با --reason بنویسید.", "دلیل کنار گذاشتنش را در «دلیل» بنویسید."),
        ("با «farakhan keys new» کلید بسازید.", "با «farakhan keys new» کلید بسازید."),
        ("نامی دیگر: the name of a title", "نامی دیگر: the name of a title"),
    ],
)
def test_a_command_is_its_place_and_a_key_its_field(said: str, shown: str) -> None:
    assert plain(said) == shown
