"""Amounts and counts in running text, beside the word that says what they are of."""

import re
from typing import NamedTuple

from farakhan.persian.numbers import money, numbers, quantity

_START = r"(?<![\w\u200c])"
_CAPITAL = re.compile(
    rf"{_START}(?:سرمایه(?:[ \u200c]?گذاری)?|بودجه|هزینه|اعتبار)(?:ٔ|[ \u200c]?ی|\u200cای)?(?![\w\u200c])"
)
_JOBS = re.compile(
    rf"{_START}(?:اشتغال(?:[ \u200c]?زایی)?|شغل|شاغل(?:ان|ین)|کار|نیروی? (?:لازم|کار|انسانی))(?:ٔ|[ \u200c]?ی)?"
    r"(?![\w\u200c])"
)
_WORK_FOR = re.compile(rf"{_START}برای (?P<said>[^.،؛\n]{{1,20}} نفر) (?:شغل|کار|اشتغال)(?![\w\u200c])")
_BEFORE_CAPITAL = re.compile(r"(?P<said>[^.،؛\n]{1,30}?(?:تومان|تومن|ریال)) (?P<word>سرمایه|بودجه)(?![\w\u200c])")
_BEFORE_WORK = re.compile(r"(?P<said>[^.،؛\n]{1,20}? نفر) (?:هم )?(?:نیرو|کارگر|شاغل|مشغول)(?![\w])")
"""«چهار نفر نیرو و ۱۸۰ میلیون تومان سرمایه می‌خواهد»."""
_UNIT = re.compile(r"تومان|تومن|ریال")
_EACH = re.compile(r"(?<!\w)(?:هر|ماه|ماهی|ماهانه|روزانه|سالانه)(?!\w)")
_PERSONS = re.compile(r"نفر|شغل")
_REACH, _BETWEEN = 70, 25
"""Letters after the word in which its number stands, and between the two."""
_PART = re.compile(r"[^.،؛:\n]*")


class Said(NamedTuple):
    """A number and the words that say it."""

    value: str
    words: str


def capital_in(text: str) -> Said | None:
    """The one amount that a text calls the capital, with its unit; None where it says none, or more than one."""
    found = {}
    for word in _CAPITAL.finditer(text):
        part = _part(text, word.end())
        unit = _UNIT.search(part)
        said = money(part[: unit.end()]) if unit else None
        if said and not said.ways and said.places[0][0] <= _BETWEEN and not _EACH.search(part[: said.places[0][0]]):
            found[str(said.value)] = text[word.start() : word.end() + len(part)]
    for words in _BEFORE_CAPITAL.finditer(text):
        own = _last(words["said"])
        said = money(own)
        if said and not said.ways:
            found[str(said.value)] = f"{own} {words['word']}"
    return _only(found)


def jobs_in(text: str) -> Said | None:
    """The one number of people that a text says it gives work to; None where it says none, or more than one."""
    found = {}
    for word in _JOBS.finditer(text):
        part = _part(text, word.end())
        unit = _PERSONS.search(part)
        said = quantity(part[: unit.end()]) if unit else None
        if (
            said
            and not said.ways
            and said.places[0][0] <= _BETWEEN
            and not _UNIT.search(part[: said.places[-1][1] + 9])
        ):
            found[str(said.value)] = text[word.start() : word.end() + len(part)]
    for pattern in (_WORK_FOR, _BEFORE_WORK):
        for work in pattern.finditer(text):
            own = _last(work["said"])
            said = quantity(own)
            if said and not said.ways:
                found[str(said.value)] = work[0]
    return _only(found)


def _last(said: str) -> str:
    """Some words from their last number on."""
    written = numbers(said)
    return said[written[-1].start :] if written else said


def _part(text: str, start: int) -> str:
    part = _PART.match(text, start, start + _REACH)
    return part[0] if part else ""


def _only(found: dict[str, str]) -> Said | None:
    return Said(*next(iter(found.items()))) if len(found) == 1 else None
