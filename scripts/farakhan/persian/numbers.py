"""Numbers as people write them in Persian, in one grammar for form, command and message: «۱٬۲۰۰», «یک و نیم میلیون».

The form's page reads them with a script (`publish/scripts/numbers.js`) by the patterns and words of `DATA`; a test
holds the two against each other. A text is looked at with ASCII digits and Persian ی and ک, letter for letter, so that
places are those of the text itself.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple

from farakhan.persian import digits

_ONES = "صفر یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده"
_TENS = "بیست سی چهل پنجاه شصت هفتاد هشتاد نود"
_HUNDREDS = "صد دویست سیصد چهارصد پانصد ششصد هفتصد هشتصد نهصد"
VALUES = (
    {word: value for value, word in enumerate(_ONES.split())}
    | {word: 10 * tens for tens, word in enumerate(_TENS.split(), 2)}
    | {word: 100 * hundreds for hundreds, word in enumerate(_HUNDREDS.split(), 1)}
    | {"یه": 1, "چار": 4, "شیش": 6, "پونزده": 15, "شونزده": 16, "هیفده": 17, "هیجده": 18, "یکصد": 100}
    | {"دیویست": 200, "چارصد": 400, "پونصد": 500, "شیشصد": 600}
)
"""What the words under a thousand say, as they are written and as they are spoken."""
_SCALES = {"هزار": 3, "میلیون": 6, "ملیون": 6, "میلیارد": 9, "ملیارد": 9, "بیلیون": 9}
_HALF = "نیم"
_NAMES = "|".join(sorted([*VALUES, *_SCALES, _HALF], key=len, reverse=True))
_LETTER = r"A-Za-z_\u0620-\u065f\u066e-\u06ef"
_SCALED = "|".join(_SCALES)
LEAST_AMOUNT = 100_000
"""Tomans under which an amount was surely meant in thousands or millions."""
DATA = {
    "token": (
        r"((?<![0-9])[0-9]{1,3}(?:[ \u00a0\u200c][0-9]{3}(?![0-9]))+(?![,٬،.'/٫]?[0-9])"
        r"|(?<![0-9])[0-9]+(?:[,٬،.'/٫][0-9]+)*)"
        rf"|({_NAMES})(?:(?!\u200c?[0-9{_LETTER}])"
        rf"|(?=\u200c?(?:{_SCALED}|توم|ریال|نفر|تا(?![{_LETTER}]))"
        rf"|\u200c?و[ \u200c]?(?:{_NAMES})|\u200c(?:{_NAMES}|[0-9])))"
    ),
    "joint": r"[ \u00a0\u200c]*(?:و[ \u00a0\u200c]*)?",
    "border": rf"[0-9{_LETTER}\u200c]",
    "latin": "[A-Za-z]",
    "unit": r"(توم[او]?ن)|(ریال|﷼)|(دلار|یورو|درهم|پوند|سکه)",
    "beside": (
        rf"(?<![{_LETTER}])(?:(?:توم[او]?ن|ریال)ی?|﷼|ت|مبلغ|حدودا?|تقریبا|نزدیک|قریب|به|در|جمعا|کلا|کل|پول|سرمایه|هر|ماهی"
        rf"|ماهانه|ماهیانه|ماه)(?![{_LETTER}])|/[-–]"
    ),
    "persons": rf"(?<![{_LETTER}])(?:نفره?|نفری|تن|تا|شغل|حدودا?|تقریبا|نزدیک|قریب|به|جمعا|کلا|کل)(?![{_LETTER}])",
    "empty": r"[\s\u200c\u064b.،,:()~=+]*",
    "between": r"توم[او]?نی?|ریالی?|نفره?|شغل",
    "range": r"[\s\u200c.،]*(?:تا|الی|یا|[-–—])?[\s\u200c]*",
    "values": VALUES,
    "scales": _SCALES,
    "half": _HALF,
    "small": LEAST_AMOUNT,
}
"""What the grammar is made of, in words that Python and a browser read alike; `scales` are powers of ten."""
_TOKEN, _JOINT = re.compile(str(DATA["token"])), re.compile(str(DATA["joint"]))
_BORDER, _LATIN = re.compile(str(DATA["border"])), re.compile(str(DATA["latin"]))
_UNIT = re.compile(str(DATA["unit"]))
_BESIDE, _PERSONS = re.compile(str(DATA["beside"])), re.compile(str(DATA["persons"]))
_UNITS_BETWEEN = re.compile(str(DATA["between"]))
_EMPTY, _RANGE = re.compile(str(DATA["empty"])), re.compile(str(DATA["range"]))
_PLAIN = str.maketrans(f"{digits.PERSIAN}{digits.ARABIC}\u064a\u0649\u0643", "0123456789" * 2 + "ییک")
_PIECE = re.compile("[0-9]+")
_GROUP = 3
_MOST_DIGITS = 18
"""As everywhere: what is longer is no number of anything here."""
_THOUSAND, _HUNDRED, _TWENTY, _TEN = 1_000, 100, 20, 10


class Number(NamedTuple):
    """A number in a text: its value, from where to where it stands, the value of its last scale, or 1.

    `double` says that its digits can be read in two ways: «۱/۵۰۰» is one and a half or fifteen hundred.
    """

    value: Fraction
    start: int
    end: int
    scale: int
    double: bool = False


class Quantity(NamedTuple):
    """What a text says of how many or how much.

    Attributes:
        value: the number, in persons or tomans; of several the first, of a range the smaller.
        ways: why it can be read in more than one way: `range`, `numbers`, `double`, `unit`, `small`.
        places: from where to where the numbers stand.
        is_rial: whether it was written in rial.
    """

    value: int
    ways: tuple[str, ...]
    places: tuple[tuple[int, int], ...]
    is_rial: bool


TOMAN, RIAL = "toman", "rial"
_UNITS = (TOMAN, RIAL, "foreign")


class _Figure(NamedTuple):
    """What digits say: as they are grouped, and as a decimal where they can be read so too."""

    value: Fraction
    decimal: Fraction | None = None
    double: bool = False


class _Token(NamedTuple):
    start: int
    end: int
    word: str
    figure: _Figure | None


class _Term(NamedTuple):
    """«دویست میلیون»: a number up to its scale."""

    times: Fraction
    scale: int
    start: int
    end: int
    double: bool


def count(text: str) -> int | None:
    """The number of persons that a text surely says, and nothing beside it."""
    return _sure(text, quantity(text), _PERSONS)


def amount(text: str) -> int | None:
    """The tomans that a text surely says, and nothing beside it; without a word for it they are tomans."""
    return _sure(text, money(text, TOMAN), _BESIDE)


def _sure(text: str, said: Quantity | None, beside: re.Pattern[str]) -> int | None:
    if said is None or set(said.ways) - {"small"}:
        return None
    rest = _plain(text)
    for start, end in reversed(said.places):
        rest = f"{rest[:start]} {rest[end:]}"
    return said.value if _EMPTY.fullmatch(beside.sub(" ", rest)) else None


def quantity(text: str) -> Quantity | None:
    """The whole number that a text says; None where it says none."""
    plain = _plain(text)
    written = _shared(numbers(plain), plain)
    return _quantity(plain, written, (), is_rial=False)


def money(text: str, unit: str = "") -> Quantity | None:
    """The amount that a text says, in tomans; None where it says none, or one in a foreign currency.

    Args:
        text: as it was written.
        unit: `TOMAN` or `RIAL` where it is known from elsewhere, and the text says none.
    """
    plain = _plain(text)
    written = _shared(numbers(plain), plain)
    named = {_UNITS[int(match.lastindex or 0) - 1] for match in _UNIT.finditer(plain)}
    if not written or "foreign" in named:
        return None
    units = _units(plain, written, named, unit)
    tomans = [
        number._replace(value=number.value / 10 if own == RIAL else number.value)
        for number, own in zip(written, units, strict=True)
    ]
    ways: tuple[str, ...] = ()
    if len(named) > 1 and len(written) == 1:
        ways += ("double",)
    elif "" in units and tomans[0].value:
        ways += ("unit",)
    if 0 < tomans[0].value < LEAST_AMOUNT:
        ways += ("small",)
    return _quantity(plain, tomans, ways, is_rial=RIAL in units)


def unit_in(text: str) -> str:
    """The one unit of money that a text names: `TOMAN`, `RIAL`, or empty."""
    named = {_UNITS[int(match.lastindex or 0) - 1] for match in _UNIT.finditer(text)}
    return named.pop() if len(named) == 1 else ""


def _units(plain: str, written: list[Number], named: set[str], known: str) -> list[str]:
    """The unit of each number: the word after it, else that of the next one, else the only one of the text."""
    only = next(iter(named)) if len(named) == 1 else known
    units: list[str] = []
    after = only
    for place in range(len(written) - 1, -1, -1):
        end = written[place + 1].start if place + 1 < len(written) else len(plain)
        match = _UNIT.search(plain, written[place].end, end)
        after = _UNITS[int(match.lastindex or 0) - 1] if match else after
        units.insert(0, after)
    return units


def _shared(written: list[Number], plain: str) -> list[Number]:
    """Numbers of a range, of which the second alone has the scale: «۱۰۰ تا ۱۵۰ میلیون»."""
    if len(written) > 1:
        first, second = written[:2]
        has_scale = first.scale == 1 and first.value < _THOUSAND and second.scale > 1
        if has_scale and _RANGE.fullmatch(plain[first.end : second.start]):
            return [first._replace(value=first.value * second.scale), *written[1:]]
    return written


def _quantity(plain: str, written: list[Number], ways: tuple[str, ...], *, is_rial: bool) -> Quantity | None:
    if not written:
        return None
    value = written[0].value
    if len({number.value for number in written}) > 1:
        is_range = bool(_RANGE.fullmatch(_UNITS_BETWEEN.sub(" ", plain[written[0].end : written[1].start])))
        ways = ("range" if is_range else "numbers", *ways)
        value = min(value, written[1].value) if is_range else value
    if any(number.double for number in written) and "double" not in ways:
        ways = ("double", *ways)
    if value.denominator != 1:
        return None
    return Quantity(int(value), ways, tuple((number.start, number.end) for number in written), is_rial)


def _plain(text: str) -> str:
    return text.translate(_PLAIN)


def numbers(text: str) -> list[Number]:
    """Every number of a text, in order; words that belong together («یک میلیارد و ۲۰۰ میلیون») are one number."""
    plain = _plain(text)
    return list(_numbers(plain, list(_terms(plain, list(_tokens(plain))))))


def _tokens(plain: str) -> Iterator[_Token]:
    """The digits and words of numbers: whole words, or beside each other («صدوبیست»، «۱۲۰هزارتومان»)."""
    last = -1
    for match in _TOKEN.finditer(plain):
        start, end = match.span()
        is_beside = last >= 0 and _JOINT.fullmatch(plain, last, start)
        if match[1]:
            is_name = _LATIN.match(plain, max(0, start - 1), start) or _LATIN.match(plain, end)
            figure = None if is_name else _figure(match[1])
            if figure:
                yield _Token(start, end, "", figure)
        elif is_beside or start == 0 or not _BORDER.match(plain, start - 1) or _after_and(plain, start):
            yield _Token(start, end, match[2], None)
        else:
            continue
        last = end


def _after_and(plain: str, start: int) -> bool:
    """Whether «و» and nothing else is written before a word in one with it: «سی وپنج»."""
    return plain[start - 1] == "و" and (start == 1 or not _BORDER.match(plain, start - 2))


def _figure(written: str) -> _Figure | None:
    """What digits with marks between say; None where they are no number: a date, a telephone, too long a one."""
    pieces = _PIECE.findall(written)
    marks = set(_PIECE.sub("", written))
    joined = "".join(pieces)
    first, *rest = pieces
    if len(joined) > _MOST_DIGITS or (len(first) > 1 and first[0] == "0"):
        return None
    if not rest:
        return _Figure(Fraction(joined))
    are_groups = len(first) <= _GROUP and all(len(piece) == _GROUP for piece in rest)
    is_grouped = are_groups and len(marks) == 1 and first != "0"
    if is_grouped and (len(rest) > 1 or marks <= set(",٬'") or (marks <= set(" \u00a0\u200c") and rest == ["000"])):
        return _Figure(Fraction(joined))
    decimal = Fraction(f"{first}.{rest[0]}") if len(rest) == 1 and marks <= set("./٫،,") else None
    if is_grouped:
        return _Figure(Fraction(joined), decimal, double=True)
    return _Figure(decimal, decimal, double=marks <= set("،,")) if decimal is not None else None


def _terms(plain: str, tokens: list[_Token]) -> Iterator[_Term]:
    at = 0
    while at < len(tokens):
        begin = at
        times, last = Fraction(0), None
        double = False
        while at < len(tokens) and tokens[at].word not in _SCALES and (last is None or _adds(plain, last, tokens[at])):
            last = tokens[at]
            is_before_scale = at + 1 < len(tokens) and _is_scale_of(plain, last, tokens[at + 1])
            times += _size(last, is_decimal=is_before_scale)
            double = double or bool(last.figure and last.figure.double)
            at += 1
        scale = 1
        while at < len(tokens) and (last is None or _is_scale_of(plain, last, tokens[at])):
            last = tokens[at]
            scale *= 10 ** _SCALES[last.word]
            at += 1
        if scale > 1 and at < len(tokens) and last and tokens[at].word == _HALF and _has_and(plain, last, tokens[at]):
            last = tokens[at]
            times = (times or 1) + Fraction(1, 2)
            at += 1
        end = last.end if last else tokens[begin].end
        yield _Term(times if at - begin > 1 or scale == 1 else Fraction(1), scale, tokens[begin].start, end, double)


def _is_scale_of(plain: str, last: _Token, token: _Token) -> bool:
    """Whether a scale goes on with what stands before it: «دویست میلیون»، «هزار میلیارد»."""
    between = plain[last.end : token.start]
    is_larger = _SCALES.get(token.word, 0) > _SCALES.get(last.word, 0)
    return is_larger and "و" not in between and bool(_JOINT.fullmatch(between))


def _has_and(plain: str, last: _Token, token: _Token) -> bool:
    between = plain[last.end : token.start]
    return "و" in between and bool(_JOINT.fullmatch(between))


def _adds(plain: str, last: _Token, token: _Token) -> bool:
    """Whether a word adds to the one before it: hundreds, then tens, then ones, each after «و»; «نیم» after any."""
    if not _has_and(plain, last, token) or last.word == _HALF:
        return False
    if token.word == _HALF:
        return True
    size = _size(last)
    room = _HUNDRED if size >= _HUNDRED else _TEN if size >= _TWENTY else 0
    return bool(last.word) and 0 < _size(token) < room


def _size(token: _Token, *, is_decimal: bool = False) -> Fraction:
    if token.figure:
        return token.figure.decimal if is_decimal and token.figure.decimal is not None else token.figure.value
    return Fraction(1, 2) if token.word == _HALF else Fraction(VALUES[token.word])


def _numbers(plain: str, terms: list[_Term]) -> Iterator[Number]:
    """Terms that belong together as one number: each further one is less than the scale before it."""
    at = 0
    while at < len(terms):
        term = terms[at]
        number = Number(term.times * term.scale, term.start, term.end, term.scale, term.double)
        at += 1
        while at < len(terms) and _JOINT.fullmatch(plain, number.end, terms[at].start):
            further = terms[at]
            is_less = further.times * further.scale < number.scale
            is_of_thousands = number.scale == _THOUSAND < further.scale and further.times < _THOUSAND
            if is_less:
                value = number.value + further.times * further.scale
            elif is_of_thousands and "و" in plain[number.end : further.start]:  # «هزار و دویست میلیارد»
                value = (number.value + further.times) * further.scale
            else:
                break
            number = Number(value, number.start, further.end, further.scale, number.double or further.double)
            at += 1
        yield number
