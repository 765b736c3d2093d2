"""Numbers as people write them in Persian: in digits with thousands marks, in words, «۲۰۰ میلیون», «یک و نیم»."""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from farakhan.persian import digits

_ONES = "صفر یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده"
_TENS = "بیست سی چهل پنجاه شصت هفتاد هشتاد نود"
_HUNDREDS = "صد دویست سیصد چهارصد پانصد ششصد هفتصد هشتصد نهصد"
_WORDS = (
    {word: value for value, word in enumerate(_ONES.split())}
    | {word: 10 * tens for tens, word in enumerate(_TENS.split(), 2)}
    | {word: 100 * hundreds for hundreds, word in enumerate(_HUNDREDS.split(), 1)}
    | {"شیش": 6, "هیجده": 18, "پونزده": 15, "شونزده": 16, "هیفده": 17, "پونصد": 500, "دیویست": 200, "یه": 1}
)
_SCALES = {"هزار": 10**3, "میلیون": 10**6, "ملیون": 10**6, "میلیارد": 10**9, "ملیارد": 10**9, "بیلیون": 10**9}
_HALF = "نیم"

_GROUPED = r"(?<![0-9])[0-9]{1,3}(?:(?P<mark>[,٬،.' ])[0-9]{3})(?:(?P=mark)[0-9]{3}){0,4}(?![0-9])"
"""1,200,000; eighteen digits at most, as everywhere: what is longer is no number of anything here."""
_DIGITS = rf"{_GROUPED}|(?<![0-9])[0-9]{{1,18}}(?![0-9])(?:[./٫][0-9]{{1,18}}(?![0-9]))?"
"""1,200,000 and 250 and 12.5."""
_MOST_WORDS = 16
"""Words of one number: «نه میلیارد و نهصد و نود و نه میلیون و نهصد و نود و نه هزار و …» has thirteen."""
_NAMES = "|".join(sorted([*_WORDS, *_SCALES, _HALF], key=len, reverse=True))
_WORD = rf"(?<!\w)(?:{_NAMES})(?!\w)|(?<=[0-9])(?:{'|'.join(_SCALES)})(?!\w)"
_TOKEN = re.compile(rf"(?P<digits>{_DIGITS})|(?P<word>{_WORD})")
_JOINT = re.compile(r"[ \u200c]*(?:و[ \u200c]+)?")


class Number(NamedTuple):
    """A number in a text: its value and the offsets of its words; `scale` has the value of its last «میلیون», or 1."""

    value: Fraction
    start: int
    end: int
    scale: int


def numbers(text: str) -> list[Number]:
    """Every number of a text, in order; words that belong together («یک میلیارد و ۲۰۰ میلیون») are one number."""
    text = digits.to_ascii(text)
    groups: list[list[re.Match[str]]] = []
    for token in _TOKEN.finditer(text):
        if groups and len(groups[-1]) < _MOST_WORDS and _joined(text, groups[-1], token):
            groups[-1].append(token)
        else:
            groups.append([token])
    return list(_valued(groups))


def _joined(text: str, group: list[re.Match[str]], token: re.Match[str]) -> bool:
    """Whether a token goes on with the number before it.

    A scale does without «و» («۲۰۰ میلیون»), «نیم» after it («یک و نیم»), all else after it and if it is less («صد و
    بیست»).
    """
    last = group[-1]
    between = text[last.end() : token.start()]
    if not _JOINT.fullmatch(between):
        return False
    if token["word"] in _SCALES:
        return "و" not in between
    if token["word"] == _HALF:
        return "و" in between
    return "و" in between and _size(token) < _size(last)


def _size(token: re.Match[str]) -> Fraction:
    word = token["word"]
    if not word:
        return _digits(token)
    if word == _HALF:
        return Fraction(1, 2)
    return Fraction(_SCALES.get(word) or _WORDS[word])


def _digits(token: re.Match[str]) -> Fraction:
    if token["mark"]:
        return Fraction(digits.only(token["digits"]))
    return Fraction(re.sub("[/٫]", ".", token["digits"]))


def _valued(groups: list[list[re.Match[str]]]) -> Iterator[Number]:
    for group in groups:
        total, current, scale = Fraction(0), Fraction(0), 1
        after_scale = False
        for token in group:
            word = token["word"]
            if word in _SCALES:
                scale = _SCALES[word]
                total = total * scale if after_scale else total + (current or 1) * scale  # «هزار میلیارد»
                current = Fraction(0)
            elif word == _HALF and after_scale:
                total += Fraction(scale, 2)
            else:
                current += _size(token)
            after_scale = word in _SCALES
        yield Number(total + current, group[0].start(), group[-1].end(), scale)
