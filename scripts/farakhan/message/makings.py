"""Verbs of making, and the noun by which a title says the same: «قارچ پرورش می‌دهم» is «پرورش قارچ»."""

import re
from collections.abc import Iterator
from typing import NamedTuple


class Making(NamedTuple):
    """A verb of making with the noun that belongs to it, where they stand, and the work that it is.

    `work` is empty where no noun says it; `mood` is «makes» of what is done, «shall» of what is wished, «gets» of
    what is bought, «has» of what is to be there, «passive» of «تولید شود».
    """

    start: int
    end: int
    work: str
    mood: str


_B, _E = r"(?<![\w\u200c])", r"(?![\w\u200c])"
_OF_STEM = {
    "ساز": "ساخت",
    "دوز": "دوخت",
    "باف": "بافت",
    "پز": "پخت",
    "فروش": "فروش",
    "کار": "کاشت",
    "چین": "چیدن",
    "تراش": "تراشیدن",
    "ریس": "ریسیدن",
    "نگه ": "نگهداری",
}
"""The work that a verb is by itself: «می‌دوزم»."""
_STEM = (
    "(?:ساز|دوز|باف|پز|فروش|کار|گیر|زن|دار|ده|د|انداز|نداز|کش|چین|تراش|ریز|گذار|ذار|ساب|پرور|خشکون|رسان|رسون|کوب|آموز"
    "|یار|آور|ار|ریس|سوز|بند|نویس|شور|پاش|کن|بر|خر|فرست|گردون|چرخون)"
)
_PAST = "(?:کرد|ساخت|زد|دوخت|داد|گرفت|انداخت|نوشت|کاشت|آورد|بافت|گذاشت|پخت)"
MAKING = re.compile(
    rf"{_B}(?:(?:می[ \u200c]?|ب){_STEM}(?:م|یم)|کن(?:م|یم)|بکن(?:م|یم)|داشته باش(?:م|یم|ن|ند)|بده?(?:م|یم)"
    rf"|نگه دار(?:م|یم)|{_PAST}(?:م|یم|ه[ \u200c]?(?:ام|ایم))|(?:نمایم|نماییم|نمائیم)|بی(?:ا|ن)?نداز(?:م|یم))"
    rf"{_E}"
)
"""A verb of one who makes something: «می‌بافم», «بسازیم», «درست کرده‌ام»."""
MADE = re.compile(
    rf"{_B}(?:(?:می[ \u200c]?|ب){_STEM}(?:ه|د|ن|ند)|(?:کن|نمای)(?:ه|د|ن|ند)"
    rf"|(?:شود|بشه|بشود|می[ \u200c]?ش(?:ه|ود)|گردد)){_E}"
)
"""A verb of others who make it, or of what is made: «درست می‌کنه», «تولید شود»."""
_OF_NOUN = {
    "تولید": "تولید",
    "درست": "تولید",
    "بسته[ \u200c]?بندی": "بسته‌بندی",
    "بسته": "بسته‌بندی",
    "پرورش": "پرورش",
    "راه": "راه‌اندازی",
    "راه[ \u200c]?اندازی": "راه‌اندازی",
    "دایر": "راه‌اندازی",
    "ایجاد": "ایجاد",
    "احداث": "احداث",
    "آموزش": "آموزش",
    "یاد": "آموزش",
    "تعمیر": "تعمیر",
    "اجاره": "اجاره",
    "جمع": "جمع‌آوری",
    "جمع[ \u200c]?آوری": "جمع‌آوری",
    "فرآوری": "فرآوری",
    "بازیافت": "بازیافت",
    "طراحی": "طراحی",
    "کشت": "کشت",
    "چاپ": "چاپ",
    "نگه": "نگهداری",
    "نگهداری": "نگهداری",
    "برگزار": "برگزاری",
    "عرضه": "عرضه",
    "صادر": "صادرات",
    "ضبط": "ضبط",
    "احیا": "احیای",
    "خشک": "خشک‌کردن",
    "خو?رد": "خرد‌کردن",
    "ساخته": "ساخت",
    "دوخته": "دوخت",
    "بافته": "بافت",
    "پخته": "پخت",
    "فروخته": "فروش",
    "تکثیر": "تکثیر",
    "مرمت": "مرمت",
    "بازسازی": "بازسازی",
    "خرید و فروش": "خرید و فروش",
}
"""The work that a noun before a verb names: «تولید می‌کنم»."""
_NOUN = re.compile(rf"{_B}(?:{'|'.join(f'(?P<n{at}>{noun})' for at, noun in enumerate(_OF_NOUN))})[ \u200c]*$")
_WORKS = tuple(_OF_NOUN.values())
_MADE_INTO = re.compile(r"[ ](?:را|رو)[ ](?P<goal>[\w\u200c]{3,})[ ]*$")
"""«پوست تخم‌مرغ را پودر » before «می‌کنم»."""
_DOES = re.compile(r"(?:می[ \u200c]?|ب|ن)?کن|کرد")
_GETS = re.compile(r"(?:(?:خر|گیر|خرید|گرفت)\w{0,2}|(?:تهیه|تامین|تأمین|جور|پیدا|فراهم)[ ][\w\u200c]+)$")
"""«یخچال بخرم», «شیشه تهیه کنم»: what is needed for the making, more often than what is made."""
_IS_DONE = re.compile(r"شود|بشه|بشود|می[ \u200c]?ش(?:ه|ود)|گردد")
"""«تولید شود»: a verb of what is made."""
_CAN = re.compile(rf"{_B}می[ \u200c]?(?:شود|شه|شد|توان){_E}[ ]?")
_DONE = re.compile(rf"{_B}{_PAST}{_E}")
_BEFORE = 24


def stated(sentence: str) -> str:
    """A sentence with «I did» for «can be done»: «از کود می‌شود گاز گرفت» is «از کود گاز گرفتم»."""
    can = _CAN.search(sentence)
    done = next(reversed(list(_DONE.finditer(sentence, can.end()))), None) if can else None
    if not can or not done:
        return sentence
    return f"{sentence[: can.start()]}{sentence[can.end() : done.end()]}م{sentence[done.end() :]}"


def makings(text: str, *, by_others: bool = False) -> Iterator[Making]:
    """The verbs of making in a text; `by_others` for those that do not say «I» or «we»."""
    pattern = MADE if by_others else MAKING
    for verb in pattern.finditer(text):
        yield _making(text, verb)


def _making(text: str, verb: re.Match[str]) -> Making:
    mood = _mood(text, verb)
    own = next((work for stem, work in _OF_STEM.items() if stem in verb[0] or verb[0].startswith(work)), "")
    if own:
        return Making(verb.start(), verb.end(), own, mood)
    if mood == "gets":
        return Making(verb.start(), verb.end(), "", mood)
    noun = _NOUN.search(text, max(0, verb.start() - _BEFORE), verb.start())
    if noun:
        return Making(noun.start(), verb.end(), _WORKS[int(str(noun.lastgroup)[1:])], mood)
    into = _MADE_INTO.search(text, 0, verb.start())
    if into and _DOES.match(verb[0]):
        return Making(into.start("goal"), verb.end(), f"{into['goal']}‌کردن", mood)
    return Making(verb.start(), verb.end(), "", mood)


def _mood(text: str, verb: re.Match[str]) -> str:
    if _IS_DONE.fullmatch(verb[0]):
        return "passive"
    if _GETS.search(text[: verb.end()]):
        return "gets"
    if verb[0].startswith("داشته"):
        return "has"
    return "shall" if verb[0].startswith(("ب", "کن", "نما")) else "makes"


def as_heading(words: str, making: Making) -> str:
    """What is made, and the work before it: «قارچ صدفی را در زیرزمین» with «پرورش» is «پرورش قارچ صدفی در زیرزمین»."""
    plain = re.sub(r"[ ](?:را|رو)(?![\w\u200c])", "", words, count=1)
    return f"{making.work} {plain}" if making.work else plain
