"""Text that people wrote: letters that deceive, and personal data in the open."""

import re
from collections.abc import Iterator

from farakhan.model import codes
from farakhan.persian import digits, letters
from farakhan.problems import Problem, problem

_RUN = re.compile(r"\+?\d(?:[ \-.\u200c\u00a0]?\d){7,}")
_NOT_DIGIT = re.compile(r"[^0-9+]", re.ASCII)
_MOBILE = re.compile(r"(?:\+98|0098|98|0)?9[0-9]{9}", re.ASCII)
_LANDLINE = re.compile(r"(?:\+98|0098|0)[1-8][0-9]{9}", re.ASCII)
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ROUND = "00000"


def check_text(path: str, line: int, key: str, text: str) -> Iterator[Problem]:
    """What a text must not hold.

    Args:
        path: of the file.
        line: on which the text begins.
        key: said in the messages.
        text: as the file holds it.
    """
    for name, at in letters.oddities(text):
        yield problem(path, line + text.count("\n", 0, at), f"text-{name}", key=key)
    for code, at in private(text):
        yield problem(path, line + text.count("\n", 0, at), code, key=key)


def private(text: str) -> Iterator[tuple[str, int]]:
    """Personal data in a text: the problem's code and the offset."""
    for run in _RUN.finditer(text):
        code = _numbers(_NOT_DIGIT.sub("", digits.to_ascii(run[0])))
        if code:
            yield code, run.start()
    if "@" in text:
        for found in _EMAIL.finditer(text):
            yield "private-email", found.start()


def _numbers(number: str) -> str | None:
    """The code of what a run of digits is; tracking codes and round sums of money are nobody's number."""
    if codes.is_code(number):
        return None
    if _MOBILE.fullmatch(number):
        return "private-mobile"
    if _LANDLINE.fullmatch(number):
        return "private-phone"
    if codes.is_card(number):
        return "private-card"
    if codes.is_national_id(number) and not number.endswith(_ROUND):
        return "private-national-id"
    return None
