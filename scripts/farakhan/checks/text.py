"""Text that people wrote: letters that deceive, and personal data in the open."""

import re
from collections.abc import Iterator
from dataclasses import replace

from farakhan.model import codes
from farakhan.persian import digits, letters
from farakhan.problems import Place, Problem, problem

_RUN = re.compile(rf"\+?\d(?:{letters.BETWEEN_DIGITS}\d){{7,}}")
_PIECE = re.compile(r"\+?\d+")
_MOBILE = re.compile(r"(?:\+98|0098|98|0)?9[0-9]{9}", re.ASCII)
_LANDLINE = re.compile(r"(?:\+98|0098|0)[1-8][0-9]{9}", re.ASCII)
_EMAIL = re.compile(r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_ROUND = "00000"
_DATE = [4, 2, 2]
_LONGEST = 14
"""Digits of the longest phone number, 0098 and ten."""


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
    for code, offset in private(text):
        yield _at(offset, text, problem(path, at, code, key=key))


def _at(offset: int, text: str, fault: Problem) -> Problem:
    """A problem of a text, at the line on which an offset lies."""
    return replace(fault, line=fault.line + text.count("\n", 0, offset))


def masked(text: str) -> str:
    """A text without the personal data that `private` finds in it; a mark stands in its place."""

    def mask(run: re.Match[str]) -> str:
        return "[شماره]" if _private_number(run) else run[0]

    return _EMAIL.sub("[رایانامه]", _RUN.sub(mask, text))


def private(text: str) -> Iterator[tuple[str, int]]:
    """Personal data in a text: the problem's code and the offset."""
    for run in _RUN.finditer(text):
        code = _private_number(run)
        if code:
            yield code, run.start()
    if "@" in text:
        for address in _EMAIL.finditer(text):
            yield "private-email", address.start()


def _private_number(run: re.Match[str]) -> str | None:
    readings = _readings(_PIECE.findall(digits.to_ascii(run[0])))
    return next(filter(None, map(_number, readings)), None)


def _readings(pieces: list[str]) -> Iterator[str]:
    """What a run of digits may be: one number, or several beside each other, one of them a phone's in pieces."""
    lengths = [len(piece) for piece in pieces]
    price_range = len(lengths) == 2 and lengths[0] == lengths[1]  # noqa: PLR2004
    if not price_range and lengths[:3] != _DATE:
        yield "".join(pieces)
    for start, piece in enumerate(pieces):
        yield piece
        if piece[0] in "0+" and len(piece) > 2:  # noqa: PLR2004
            for end in range(start + 2, min(len(pieces), start + _LONGEST) + 1):
                joined = "".join(pieces[start:end])
                if len(joined) > _LONGEST + 1:
                    break
                yield joined


def _number(number: str) -> str | None:
    """The code of what a number is; tracking codes and round sums of money are nobody's number."""
    national_id = codes.is_national_id(number)
    if codes.is_code(number) and not national_id:
        return None
    bare_sum = number.endswith(_ROUND) and number[0] not in "0+"
    if _MOBILE.fullmatch(number) and not bare_sum:
        return "private-mobile"
    if _LANDLINE.fullmatch(number):
        return "private-phone"
    if codes.is_card(number) and not bare_sum:
        return "private-card"
    if national_id and not number.endswith(_ROUND):
        return "private-national-id"
    return None
