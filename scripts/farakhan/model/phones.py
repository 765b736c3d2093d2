"""Telephone numbers as they are kept: from any way to type one, with its extension, and a second one beside it.

The form's page does the same in its script (`publish/scripts/fields.js`); a test holds the two against each other.
"""

import re

from farakhan.persian import digits

EXTENSION = "داخلی"
KEPT = rf"[0-9]{{4,15}}(?: {EXTENSION} [0-9]{{1,6}})?"
"""One number as it is kept: 07132126361, or «07132126361 داخلی 215»."""
KEPT_ALL = rf"{KEPT}(?:، {KEPT}){{0,2}}"
"""Up to three of them."""
_RIGHT = rf"(?:0[1-9][0-9]{{9}}|00[0-9]{{6,13}}|[1-9][0-9]{{3,14}})(?: {EXTENSION} [0-9]{{1,6}})?"
RIGHT_ALL = rf"{_RIGHT}(?:، {_RIGHT}){{0,2}}"
"""What can be dialled: with a town's code all numbers have eleven digits. Contacts of before may be otherwise."""
_WHOLE = re.compile("0[0-9]{10}", re.ASCII)
_CODE = re.compile(r"(?<![0-9])(0[0-9]{2,3}) ?[/_\-–—] ?", re.ASCII)
_APART = re.compile(r"[،,؛;|]| (?:و|یا) | ?[/\-–—] ?(?=\+|0[1-9][0-9]{8}|00[1-9])")
_ONE = re.compile(
    r"[^0-9+]*(\+?[0-9](?:[ ()\-.\u200c]{0,3}[0-9])*)(?:[^0-9]*(?:داخلی|[Ee][Xx][Tt])[^0-9]{0,4}([0-9]{1,6}))?[^0-9]*",
    re.ASCII,
)
"""One number in some words, and its extension."""


def typed(text: str) -> str:
    """The numbers in what was typed, as they are kept; empty where they cannot be told from each other."""
    plain = " ".join(digits.to_ascii(text).split())
    whole = national(plain)
    if _WHOLE.fullmatch(whole) and not re.search(r"[^\W\d_]", plain):
        return whole
    kept = [_kept(part) for part in _APART.split(_CODE.sub(r"\1-", plain)) if part.strip()]
    numbers = "، ".join(kept)
    return numbers if re.fullmatch(RIGHT_ALL, numbers, re.ASCII) else ""


def _kept(part: str) -> str:
    one = _ONE.fullmatch(part)
    if one is None:
        return ""
    return f"{national(one[1])} {EXTENSION} {one[2]}" if one[2] else national(one[1])


def national(number: str) -> str:
    """The digits of one number as they are dialled here: +98917 is 0917."""
    number = re.sub(r"[^0-9+]", "", digits.to_ascii(number))
    number = re.sub(r"^(?:\+|00)980?(?=[1-9])|^98(?=9[0-9]{9}$)", "0", number)
    return re.sub(r"^9(?=[0-9]{9}$)", "09", number)
