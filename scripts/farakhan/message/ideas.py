"""Several ideas in one message: noticed, and parted into messages of their own."""

import re
from itertools import pairwise

from farakhan.message.words import GAP, spelled
from farakhan.persian import digits

_ORDINALS = ("اول", "دوم", "سوم", "چهارم", "پنجم", "ششم")
_OTHERS = ("یکم", "نخست", "بعدی")
_WORD = "(?:طرح|ایده|پیشنهاد|پروژه)"
_NAMED = re.compile(
    rf"[^\w\n]*{_WORD}(?:ٔ|{GAP}?ی|م|{GAP}?ام)?{GAP}*(?:شماره(?:ٔ|{GAP}?ی)?{GAP}*)?"
    rf"(?:(?P<ordinal>{'|'.join((*_ORDINALS, *_OTHERS))})(?:م|{GAP}?ام)?|(?P<number>\d{{1,2}}))(?![\w\u200c])"
)
"""«طرح اول: …»، «ایدهٔ ۲: …» at a line's start."""
_LISTED = re.compile(r"[^\w\n]*(?:(?P<number>\d{1,2})[ ]?[-–.)/:]|(?P<mark>[-–•*✅🔹🔸▪️]))[ ]*(?=\w)")
_MANY = rf"(?:دو|سه|چهار|پنج|چند|چندین|\d)(?:{GAP}?تا)?(?:{GAP}(?:عدد|مورد))?{GAP}{_WORD}(?![\w\u200c])"
_SAYS_MANY = re.compile(
    rf"{_MANY}|{_WORD}(?:ات|{GAP}?ها)(?:یم|یمان|ی?{GAP}(?:من|ما|بنده|اینجانب|پیشنهادی|زیر))(?![\w\u200c])"
)
"""«دو تا ایده دارم»، «طرح‌های پیشنهادی من»، «پیشنهادات بنده»: what stands before a list of ideas."""
_HAS_MANY = re.compile(rf"{_MANY}{GAP}(?:دارم|داریم|داشتم|داشتیم|دارد|هست|است|می)")
"""«دو تا ایده دارم»: several, wherever they are."""
_TITLE = re.compile(rf"[^\w\n]*(?:\d{{1,2}}[^\w\n]+)?{spelled('عنوان')}(?:{GAP}{_WORD})?(?:{GAP}\w+)?[ ]*[:\uff1a؛]")
_LABEL, _TEXT = "عنوان", "شرح"
_LONGEST_TITLE = 90
_MOST = 12
"""Ideas of one message; what has more beginnings is some other list."""
_NEAR = 2
"""Lines from what says that ideas follow to the first of them."""


def parts(text: str) -> tuple[str, ...]:
    """The ideas of a message, each as a message of its own with what is said before and after all; or the text alone.

    What says that there are several is left out of each.

    Args:
        text: normalised.
    """
    lines = text.split("\n")
    starts = _named(lines) or _titled(lines) or _listed(lines)
    if len(starts) < 2:  # noqa: PLR2004 (several)
        return (text,)
    ends = [*starts[1:], _end(lines, starts)]
    before = [_SAYS_MANY.sub("", _HAS_MANY.sub("", line)) for line in lines[: starts[0]]]
    after = lines[ends[-1] :]
    return tuple(
        "\n".join([*before, *_own(lines[start:end]), *after]).strip() for start, end in zip(starts, ends, strict=True)
    )


def are_several(text: str) -> bool:
    """Whether a message tells of several ideas, parted or not."""
    return len(parts(text)) > 1 or bool(_HAS_MANY.search(digits.to_ascii(text)))


def _named(lines: list[str]) -> list[int]:
    """Lines that call ideas by their number: «طرح اول: …»."""
    starts = [at for at, line in enumerate(lines) if _NAMED.match(digits.to_ascii(line))]
    return starts if len(starts) <= _MOST else []


def _titled(lines: list[str]) -> list[int]:
    """Lines with a title's label, where each has more of its own behind it."""
    starts = [at for at, line in enumerate(lines) if _TITLE.match(line)]
    gaps = [after - before for before, after in pairwise(starts)]
    return starts if starts and min(gaps, default=0) > 1 and len(starts) <= _MOST else []


def _listed(lines: list[str]) -> list[int]:
    """Items of a list that a line before it calls several ideas."""
    for says, line in enumerate(lines):
        if _SAYS_MANY.search(line):
            starts = [at for at in range(says + 1, len(lines)) if _LISTED.match(digits.to_ascii(lines[at]))]
            is_near = starts and starts[0] <= says + _NEAR
            return starts if is_near and len(starts) <= _MOST else []
    return []


def _end(lines: list[str], starts: list[int]) -> int:
    """Where the last idea ends: as many lines as the longest of the others has, or at an empty line."""
    longest = max(after - before for before, after in pairwise(starts))
    last = starts[-1]
    empty = next((at for at in range(last, len(lines)) if not lines[at].strip()), len(lines))
    return min(last + longest, empty, len(lines))


def _own(lines: list[str]) -> list[str]:
    """An idea's lines, its number at their beginning left out, its first words as its title and as its text."""
    first, *rest = lines
    plain = digits.to_ascii(first)
    begin = _NAMED.match(plain) or _LISTED.match(plain)
    if begin is None:
        return lines
    words = first[begin.end() :].lstrip(" :-–=؛.")
    title = [f"{_LABEL}: {words}"] if len(words) <= _LONGEST_TITLE else []
    return [*title, f"{_TEXT}: {words}", *rest]
