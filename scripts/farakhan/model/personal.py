"""Personal data in a text: where it stands and of which kind, in one place for check, mask, message and form.

The form's page does the same in a script (`publish/scripts/personal.js`), with the patterns and words of `DATA`; a test
holds the two against each other. Everything is looked at in one pass over a text whose digits are ASCII and whose ی and
ک are Persian, letter for letter, so that places are those of the text itself.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from farakhan.model import codes, phones
from farakhan.persian import digits

MARKS = {
    "private-mobile": "[شماره]",
    "private-phone": "[شماره]",
    "private-national-id": "[شماره]",
    "private-card": "[شماره]",
    "private-iban": "[شماره]",
    "private-email": "[رایانامه]",
    "private-handle": "[شناسه]",
    "private-name": "[نام]",
}
"""What stands in place of each kind, by the codes of their problems."""
WORDS = {
    "private-mobile": "در «{}» شمارهٔ همراه هست. آن را بردارید؛ شمارهٔ شما جدا و پوشیده نگه داشته می‌شود.",
    "private-phone": "در «{}» شمارهٔ تلفن هست. آن را بردارید؛ شمارهٔ شما جدا و پوشیده نگه داشته می‌شود.",
    "private-national-id": "در «{}» کد ملی هست. آن را بردارید؛ کد ملی لازم نیست.",
    "private-card": "در «{}» شمارهٔ کارت بانکی هست. آن را بردارید.",
    "private-iban": "در «{}» شمارهٔ شبا هست. آن را بردارید.",
    "private-handle": "در «{}» شناسه یا نشانی پیام‌رسان هست. آن را بردارید؛ جایش «نام در ایتا» است.",
    "private-email": "در «{}» نشانی رایانامه هست. آن را بردارید.",
    "private-name": "در «{}» نام خودتان هست. آن را بردارید؛ داوران نباید بدانند ایده از کیست.",
}
"""What is said of each to who writes, with the name of the box."""
_BETWEEN = r"[ \t\-.()\u200c\u00a0/\\_,;:*+~|'،؛٫٬·•\u2010-\u2015\u2212]{0,3}"
"""What people put between the digits of one number: (071) 3212 63 61, ۰۹۱۷/۱۲۳/۴۵۶۷, 0917*1234567."""
_INSIDE = r"[ \t\u200c\u00a0\u064b-\u0655\u0670]{0,3}"
"""What people put between the words of a name, and the marks on the letter before it."""
DATA = {
    "run": rf"\+?[0-9](?:{_BETWEEN}[0-9]){{7,}}",
    "apart": r"[,;:*~|'،؛٫٬·•]",
    "email": r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9._%+\-]+@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)+",
    "handle": (
        r"(?<![A-Za-z0-9._%+\-])@[A-Za-z][A-Za-z0-9_.]{3,31}"
        r"|(?<![A-Za-z0-9])(?:eitaa\.com|eitaa\.ir|ble\.ir|rubika\.ir|t\.me|telegram\.me|instagram\.com|wa\.me"
        r"|splus\.ir)/[A-Za-z0-9_.@+\-]{2,64}"
        r"|(?:آیدی|ایدی|پیج|اینستاگرام|اینستا|ایتا|تلگرام|روبیکا|واتساپ|واتس\u200cاپ)[ :\u200c]{1,4}"
        r"(?![Ii]nstagram|[Tt]elegram|[Ww]hats|[Ee]itaa|[Rr]ubika)[A-Za-z][A-Za-z0-9_.]{3,31}"
    ),
    "word": r"[0-9]+|[\u0620-\u065f\u066e-\u06ef]+",
    "serial": r"(?:سریال|کالا|بارکد|جواز|پروانه|سفارش|فاکتور|مدل)[^\n0-9]{0,16}$",
    "letters": r"[A-Za-z\n]",
    "between": _BETWEEN,
    "inside": _INSIDE,
    "values": {
        "صفر": 0, "یک": 1, "دو": 2, "سه": 3, "چهار": 4, "پنج": 5, "شش": 6, "شیش": 6, "هفت": 7, "هشت": 8, "نه": 9,
        "ده": 10, "یازده": 11, "دوازده": 12, "سیزده": 13, "چهارده": 14, "پانزده": 15, "پونزده": 15, "شانزده": 16,
        "شونزده": 16, "هفده": 17, "هیفده": 17, "هجده": 18, "هیجده": 18, "نوزده": 19, "بیست": 20, "سی": 30, "چهل": 40,
        "پنجاه": 50, "شصت": 60, "هفتاد": 70, "هشتاد": 80, "نود": 90, "صد": 100, "یکصد": 100, "دویست": 200, "سیصد": 300,
        "چهارصد": 400, "پانصد": 500, "پونصد": 500, "ششصد": 600, "شیشصد": 600, "هفتصد": 700, "هشتصد": 800, "نهصد": 900,
    },
    "marks": MARKS,
}  # fmt: skip
"""What finds it, in words that Python and a browser read alike."""
_RUN, _APART = re.compile(str(DATA["run"])), re.compile(str(DATA["apart"]))
_EMAIL, _HANDLE = re.compile(str(DATA["email"])), re.compile(str(DATA["handle"]))
_WORD, _LETTERS = re.compile(str(DATA["word"])), re.compile(str(DATA["letters"]))
_SERIAL = re.compile(str(DATA["serial"]))
_VALUES: dict[str, int] = DATA["values"]  # type: ignore[assignment]
_PIECE = re.compile(r"\+?[0-9]+")
_NAME_WORD, _INSIDE_ALONE = re.compile(r"[^\W_]+"), re.compile(_INSIDE)
MOST_WORDS = 8
"""Words of the longest name that is looked for by its mark."""
_MOBILE = re.compile(r"(?:(?:\+|00)980?|98|0)?9[0-9]{9}", re.ASCII)
_LANDLINE = re.compile(r"(?:(?:\+|00)980?|0)[1-8][0-9]{9}", re.ASCII)
_PLAIN = str.maketrans(f"{digits.PERSIAN}{digits.ARABIC}\u064a\u0649\u0643", "0123456789" * 2 + "ییک")
_HINT = re.compile(
    rf"@|صفر|\.[A-Za-z]+/|(?:[اآ][\u064a\u0649ی]د[\u064a\u0649ی]|پ[\u064a\u0649ی]ج|ا[\u064a\u0649ی]نستا|ا[\u064a\u0649ی]تا|تلگرام|روب[\u064a\u0649ی][\u0643ک]ا|واتس)"
    rf"|\d(?:{_BETWEEN}\d){{7}}|(?<!\d)[0۰٠]\d{{0,3}}(?!\d)"
)
"""What a text has that holds anything of it: most texts have none, and are looked at no further."""
_ROUND = "00000"
_DATE = [4, 2, 2]
_LONGEST = 15
"""Digits of the longest phone number, 0098, 0 and ten."""
_PREFIX = 3
"""Digits with which a phone number's first piece begins at least: 071."""
_ID_SHAPES = ([10], [3, 6, 1], [3, 3, 3, 1], [3, 3, 4], [3, 7], [1] * 10)
"""How people part a national ID."""
_CARD_SHAPES = ([16], [4, 4, 4, 4], [6, 10], [1] * 16)
_IBAN = 24
_FEWEST_WORDS = 3
_IN_WORDS = 11
"""Digits of a number that is said in words: its 0 or 09 and the rest."""
_GAP = 3
_NEAR = 24
"""Letters before ten digits in which a word says that they are a thing's number: «شمارهٔ سریال دستگاه»."""


_FEWEST_OWN = 6
"""Digits from which on an owner's own number is looked for as it is; a shorter one stands in texts by chance."""


class Owner(NamedTuple):
    """Who sends a text, as it must not tell: the names and numbers that they gave in the contact's fields."""

    names: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()


NOBODY = Owner()
_EXTENSION = re.compile(r"[ \u200c(،,:\-]{0,3}(?:داخلی|[Ee][Xx][Tt])[ .:\u200c]{0,3}([0-9]{1,6})\)?")


class Telephone(NamedTuple):
    """One telephone number in a text: where it stands, the number as it is kept, and whether it is a mobile."""

    start: int
    end: int
    number: str
    is_mobile: bool


class Span(NamedTuple):
    """Where personal data stands in a text: from and until which letter, and its problem's code."""

    start: int
    end: int
    kind: str


def spans(text: str, owner: Owner = NOBODY) -> list[Span]:
    """All personal data in a text, in its order, none over another.

    Args:
        text: as it was written.
        owner: whose name and numbers are personal data too, where it is known.
    """
    hinted = _HINT.search(text)
    if not hinted and owner == NOBODY:
        return []
    plain = text.translate(_PLAIN)
    every = [*_own(plain, owner)]
    if hinted:
        every += [*_numbers(plain), *_in_words(plain), *_addresses(plain)]
    every.sort(key=lambda span: (span.start, -span.end))
    apart: list[Span] = []
    for span in every:
        if not apart or span.start >= apart[-1].end:
            apart.append(span)
    return apart


def telephones(text: str) -> list[Telephone]:
    """The telephone numbers of a text one by one, in its order: in digits, parted however, or said in words."""
    if not _HINT.search(text):
        return []
    plain = text.translate(_PLAIN)
    said = [_telephone(plain, start, end, number) for start, end, number in (*_dialled(plain), *_words(plain))]
    return sorted(said)


def _telephone(plain: str, start: int, end: int, number: str) -> Telephone:
    national = phones.national(number)
    extension = _EXTENSION.match(plain, end)
    if extension and not _MOBILE.fullmatch(number):
        return Telephone(start, extension.end(), f"{national} {phones.EXTENSION} {extension[1]}", is_mobile=False)
    return Telephone(start, end, national, is_mobile=bool(_MOBILE.fullmatch(number)))


def _dialled(plain: str) -> Iterator[tuple[int, int, str]]:
    """The phones in runs of digits: each the shortest that some pieces make, one after the other."""
    for run in _RUN.finditer(plain):
        pieces = list(_PIECE.finditer(plain, run.start(), run.end()))
        parted = bool(_APART.search(run[0]))
        at = 0
        while at < len(pieces):
            number, used = _first_phone([piece[0] for piece in pieces[at : at + _LONGEST]], parted=parted)
            if number:
                yield pieces[at].start(), pieces[at + used - 1].end(), number
            at += used


def _first_phone(pieces: list[str], *, parted: bool) -> tuple[str, int]:
    """The phone that pieces begin with, and how many of them; else nothing, and one piece to pass over."""
    joined = ""
    for used, piece in enumerate(pieces, 1):
        if used > 1 and piece[0] == "+":
            break
        joined += piece
        if len(joined) > _LONGEST + 1:
            break
        if _phone(joined) and (used == 1 or joined[0] in "0+" or not parted):
            return joined, used
    return "", 1


def masked(text: str, owner: Owner = NOBODY) -> str:
    """A text without the personal data that `spans` finds in it; a mark stands in its place."""
    done, parts = 0, []
    for span in spans(text, owner):
        parts += [text[done : span.start], MARKS[span.kind]]
        done = span.end
    return "".join([*parts, text[done:]])


def name_words(name: str) -> tuple[str, ...]:
    """The words of a name as it is looked for in a text: in one spelling, and nothing that stands between them."""
    return tuple(_NAME_WORD.findall(name.translate(_PLAIN)))


def may_be_names(text: str) -> Iterator[tuple[tuple[str, ...], str]]:
    """All of a text that could be somebody's name: its words as `name_words` gives them, and how it is written.

    A name is two words or more here, and `MOST_WORDS` at most.
    """
    plain = text.translate(_PLAIN)
    words = list(_NAME_WORD.finditer(plain))
    for first, begin in enumerate(words):
        for last in range(first + 1, min(first + MOST_WORDS, len(words))):
            if not _INSIDE_ALONE.fullmatch(plain, words[last - 1].end(), words[last].start()):
                break
            run = words[first : last + 1]
            yield tuple(word[0] for word in run), text[begin.start() : run[-1].end()]


def _own(plain: str, owner: Owner) -> Iterator[Span]:
    """Where the owner's own names and numbers stand: a name of two words or more, a number of six digits or more."""
    for name in owner.names:
        words = name_words(name)
        if len(words) > 1:
            pattern = _INSIDE.join(map(re.escape, words))
            yield from _hits(rf"(?<![^\W_]){pattern}(?![^\W_])", plain, "private-name")
    for number in _PIECE.findall(" ".join(owner.numbers)):
        if len(number) >= _FEWEST_OWN:
            pattern = _BETWEEN.join(number.removeprefix("+"))
            yield from _hits(rf"(?<![0-9]){pattern}(?![0-9])", plain, "private-phone")


def _hits(pattern: str, plain: str, kind: str) -> Iterator[Span]:
    return (Span(*match.span(), kind) for match in re.finditer(pattern, plain))


def _addresses(plain: str) -> Iterator[Span]:
    if "@" in plain:
        yield from (Span(*match.span(), "private-email") for match in _EMAIL.finditer(plain))
    yield from (Span(*match.span(), "private-handle") for match in _HANDLE.finditer(plain))


def _numbers(plain: str) -> Iterator[Span]:
    for run in _RUN.finditer(plain):
        kind = _kind_of_run(run[0])
        is_serial = kind == "private-national-id" and _SERIAL.search(plain[max(0, run.start() - _NEAR) : run.start()])
        if kind and not is_serial:
            yield Span(*run.span(), kind)


def _kind_of_run(run: str) -> str:
    pieces = _PIECE.findall(run)
    return _whole(pieces, parted=bool(_APART.search(run))) or next(filter(None, map(_phone, _phones(pieces))), "")


def _whole(pieces: list[str], *, parted: bool) -> str:
    """What a run of digits is as one number, or what one of its pieces is by itself; a code of a kind, or empty.

    Args:
        pieces: of the run.
        parted: whether a mark stands between them that parts numbers more often than it joins the digits of one.
    """
    lengths = [len(piece) for piece in pieces]
    number = "".join(pieces)
    for piece in pieces:
        alone = _kind(piece, [len(piece)])
        if alone:
            return alone
    is_range = len(lengths) == 2 and lengths[0] == lengths[1]  # noqa: PLR2004
    if is_range or lengths[:3] == _DATE or (parted and number[0] not in "0+" and lengths not in _CARD_SHAPES):
        return ""
    return _kind(number, lengths)


def _phones(pieces: list[str]) -> Iterator[str]:
    """A phone's number in pieces with other numbers beside it."""
    for start, piece in enumerate(pieces):
        if piece[0] not in "0+" or len(piece) < _PREFIX:
            continue
        joined = piece
        for further in pieces[start + 1 : start + _LONGEST]:
            joined += further
            if len(joined) > _LONGEST + 1:
                break
            yield joined


def _kind(number: str, lengths: list[int]) -> str:
    """What a number is that was written in pieces of these lengths."""
    if lengths in _ID_SHAPES and codes.is_national_id(number) and not number.endswith(_ROUND):
        is_mobile = _MOBILE.fullmatch(number)
        return "private-mobile" if is_mobile else "private-national-id"
    bare_sum = number.endswith(_ROUND) and number[0] not in "0+"
    if lengths in _CARD_SHAPES and codes.is_card(number) and not bare_sum:
        return "private-card"
    if lengths == [_IBAN] or codes.is_iban(number):
        return "private-iban"
    return _phone(number)


def _phone(number: str) -> str:
    """The kind of phone; tracking codes and round sums of money are nobody's number."""
    if codes.is_code(number):
        return ""
    bare_sum = number.endswith(_ROUND) and number[0] not in "0+"
    if _MOBILE.fullmatch(number) and not bare_sum:
        return "private-mobile"
    return "private-phone" if _LANDLINE.fullmatch(number) else ""


def _in_words(plain: str) -> Iterator[Span]:
    """Phones said in words: «صفر نهصد و هفده، صد و بیست و سه، چهل و پنج، شصت و هفت»."""
    for start, end, number in _words(plain):
        yield Span(start, end, _phone(number))


def _words(plain: str) -> Iterator[tuple[int, int, str]]:
    run: list[tuple[int, int, str]] = []
    for match in _WORD.finditer(plain):
        word = match[0]
        is_number = word.isdecimal() or word in _VALUES or (word == "و" and bool(run))
        gap = plain[run[-1][1] : match.start()] if run else ""
        if run and (not is_number or len(gap) > _GAP or _LETTERS.search(gap)):
            yield from _phone_in_words(run)
            run = []
        if is_number and (run or word != "و"):
            run.append((match.start(), match.end(), word))
    yield from _phone_in_words(run)


def _phone_in_words(run: list[tuple[int, int, str]]) -> Iterator[tuple[int, int, str]]:
    """The phones in a run of words for numbers; each begins with a zero."""
    if sum(word in _VALUES for _, _, word in run) < _FEWEST_WORDS:
        return
    free = 0
    for first, (start, _, word) in enumerate(run):
        if first < free or not (word == "صفر" or word.startswith("0")):
            continue
        said, last = _said(run[first : first + 2 * _IN_WORDS])
        if len(said) == _IN_WORDS and _phone(said):
            free = first + last
            yield start, run[free - 1][1], said


def _said(run: list[tuple[int, int, str]]) -> tuple[str, int]:
    """The digits that words say, up to a phone's, and how many words say them."""
    said, size, place = "", 0, 0
    while place < len(run) and size < _IN_WORDS:
        number, place = _spoken(run, place)
        said += number
        size = len(said)
    return said, place


def _spoken(run: list[tuple[int, int, str]], place: int) -> tuple[str, int]:
    """One number of at most three digits from a place on, as digits, and the place behind it."""
    word = run[place][2]
    place += 1
    if word == "و":
        return "", place
    if word not in _VALUES:
        return word, place
    value = _VALUES[word]
    rest = 100 if value >= 100 else 10 if value >= 20 else 0  # noqa: PLR2004
    while rest:
        further = place + 1 if place < len(run) and run[place][2] == "و" else place
        part = _VALUES.get(run[further][2], 0) if further < len(run) else 0
        if not 0 < part < rest:
            break
        value += part
        rest = 10 if rest == 100 and part >= 20 else 0  # noqa: PLR2004
        place = further + 1
    return str(value), place
