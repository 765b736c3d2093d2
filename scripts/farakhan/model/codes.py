"""Numbers with a check digit: the tracking code, and the private numbers that must never be mistaken for it.

A tracking code has ten digits: the first 1 to 9, eight random, and a Damm check digit over the nine (it finds every
single wrong digit and every swap of neighbours). One that is also a valid national ID is never drawn.
"""

import re
from collections.abc import Callable

from stdnum import damm, luhn

SEPARATOR = "/"
"""Between the groups of a long number."""

_TEN = re.compile(r"[0-9]{10}", re.ASCII)
_CODE = re.compile(r"[1-9][0-9]{9}", re.ASCII)
_IBAN = re.compile(r"[0-9]{24}", re.ASCII)
_CARD = re.compile(r"[2-9][0-9]{15}", re.ASCII)


def is_national_id(digits: str) -> bool:
    """Whether ten ASCII digits are a valid Iranian national ID.

    The sum of the first nine digits times 10 to 2, modulo 11; the check digit is the rest if under 2, else 11 less it.
    Ten equal digits are never given out.
    """
    if not _TEN.fullmatch(digits) or len(set(digits)) == 1:
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(digits, range(10, 1, -1), strict=False)) % 11
    return int(digits[9]) == (rest if rest < 2 else 11 - rest)  # noqa: PLR2004


def is_card(digits: str) -> bool:
    """Whether sixteen ASCII digits are a bank card's number (Luhn)."""
    return bool(_CARD.fullmatch(digits)) and bool(luhn.is_valid(digits))


def is_iban(digits: str) -> bool:
    """Whether 24 ASCII digits are what follows «IR» in a bank account's IBAN (ISO 7064, modulo 97)."""
    return bool(_IBAN.fullmatch(digits)) and int(f"{digits[2:]}1827{digits[:2]}") % 97 == 1


def is_code(text: str) -> bool:
    """Whether a text is a tracking code with a right check digit."""
    return bool(_CODE.fullmatch(text)) and bool(damm.is_valid(text))


def looks_like_code(text: str) -> bool:
    """Whether a text has the form of a tracking code, its check digit left aside."""
    return bool(_CODE.fullmatch(text))


def draw_code(randbelow: Callable[[int], int]) -> str:
    """A new tracking code.

    Args:
        randbelow: gives a whole number from 0 to below its argument (`secrets.randbelow`).
    """
    while True:
        nine = str(10**8 + randbelow(9 * 10**8))
        code = nine + damm.calc_check_digit(nine)
        if not is_national_id(code):
            return code


def grouped(code: str) -> str:
    """A tracking code as people read it aloud, in groups of three, three and four digits.

    Between them stands a sign that UAX #9 takes for a part of the number (W4, a common separator) also after an Arabic
    letter: with hyphens or blanks the groups would be shown the other way round, and read so on the telephone.
    """
    return SEPARATOR.join((code[:3], code[3:6], code[6:]))
