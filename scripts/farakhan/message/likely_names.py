"""The sender's name by what speaks for it, where no plain way to say it is found: each span is weighed, the best kept.

What begins with a given name, ends as a surname does, stands by itself or beside a telephone, at the text's beginning
or end, after «نماینده» or before «از شیراز», is a name the surer the more of it holds.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from farakhan.message.given_names import is_given, is_style, is_word_too
from farakhan.message.products import is_product
from farakhan.message.words import after_greeting, anywhere, said
from farakhan.model.call import Call
from farakhan.model.personal import telephones


class Likely(NamedTuple):
    """Words that may be the sender's name, where they stand, and how much speaks for it."""

    name: str
    start: int
    end: int
    weight: float


ENOUGH, SURE_OF = 5.5, 1.6
"""The weight from which on a span is a name, and by how much it must outweigh every other."""
_LETTERS = "[آ-غف-یءئؤأ]"
_TOKEN = re.compile(rf"{_LETTERS}+(?:\u200c{_LETTERS}+)*")
_APART = re.compile(r"[^\w\s\u200c\u0654]|[\n_]|\d")
_SURNAME = re.compile(
    r"(?:ی|زاده|پور|نژاد|فر|نیا|اصل|مقدم|پناه|دوست|منش|راد|وند|نمونه|یان|پرست|خواه|جو|گو|دار|نیت|نام|دل|بین|ساز|کار|بر"
    r"|مند|بخش|زارع|دهقان|رنجبر|نوا|خو|مهر|کیا|یار|تبار|آبادی|لو|بیگ|خان|مولا|مرد|فرد|ور|تاش|باف|شناس|گر|چی|بان)$"
)
JOINED = frozenset(
    said(
        "پور، نژاد، زاده، نیا، فر، پرست، نیت، خواه، مقدم، اصل، پناه، دوست، منش، راد، وند، جو، دل، فرد، نام، شناس، خو، "
        "نسب، تبار، بان"
    )
)
"""The second half of a surname that is written apart."""
_KIN = re.compile(
    r"(?:برادر|خواهر|پدر|مادر|همسر|شوهر|خانم|دوست|پسر|دختر|داداش|دایی|عمو|خاله|عمه|استاد|همسایه|شریک|مرحوم|همکار|آشنا"
    r"|بچه|اسم)(?:زاده)?(?:[ \u200c]?(?:م|ام|مان|مون|اش|ش|های[ \u200c]?\w+|ها|ها?مان|ایم))?[ \u200c]*$"
)
"""Whom a sender may speak of, right before the name: «خواهرم زهرا»."""
_OTHERS = re.compile(
    r"(?:آقای|آقا|خانم|دکتر|شهید|امام|شهرک|خیابان|خ|کوی|میدان|بلوار|روستای|دشت|دانشگاه|مدرسه|محله|کوچه|ایل|طایفهٔ?"
    r"|بیمارستان)[ \u200c]*$"
)
"""What stands before others' names, and before those of places."""
_CUE = re.compile(
    r"(?:(?:اسم|نام)(?:[ \u200c]?(?:م|من|بنده|اینجانب|خودم|اینجانبه|کاملم|کامل|اصلی|اصلیم|شناسنامه[ \u200c]?ای))?"
    r"|نگارنده|طراح(?: و سازنده)?|مخترع|سازنده|ارادتمند(?: شما)?|ایده[ \u200c]?پرداز|کارآفرین|پدیدآور|رابط|مسئول|مدیر"
    r"|نماینده(?:ٔ|[ \u200c]ی)?(?: گروه| ما|م|مون)?"
    r"|از طرف(?:[ ](?:بچه[ \u200c]?ها|گروه|همه|اهالی|تیم))?|من|بنده|اینجانبه?|خودم|مجری|متقاضی|هنرمند|استادکار"
    r"|با احترام|با تشکر|کی|ایده از|مالک|فرستنده|نفر اصلی|پیشنهاد[ \u200c]?دهنده)"
    r"[ \u200c]*[:\-–—،.]?[ \u200c]*(?:(?:آقای|خانم|جناب|سرکار)[ \u200c]+)*$"
)
"""What leads to the sender's name, right before it."""
_PLAIN_CUES = frozenset(said("من، بنده، خودم، از طرف، با احترام، با تشکر، ارادتمند، ارادتمند شما"))
"""Of these, what leads to other words as often: «من هنوز چیزی …»."""
_FOLLOWS = re.compile(
    r"[ \u200c،,(\-–—]*(?:هستم|هستیم|ام|از|اهل|ساکن|فرزند|متولد|مقیم|پیگیر|دانشجو\w*|کارشناس\w*|با شماره|شماره\w*"
    r"|تلفن\w*|تماس|همراه|موبایل|بازنشسته|دبیر|معلم|[۰-۹0-9]{2}[ \u200c]ساله|می[ \u200c]?باشم|خانه[ \u200c]?دار|کشاورز"
    r"|دامدار)(?![\w\u200c])"
)
"""What is said of a person right after the name."""
_ALSO = re.compile(rf"({_LETTERS}+) و $")
_STOP = frozenset(
    said(
        "و، در، به، از، که، با، را، رو، تا، هم، یا، برای، بر، تو، توی، این، آن، یک، یه، هر، من، ما، بنده، "
        "اینجانب، هستم، "
        "هستیم، است، هست، دارم، داریم، طرح، ایده، شماره، تلفن، تماس، همراه، موبایل، شهرستان، شهر، روستا، روستای، ساکن، "
        "اهل، فرزند، متولد، سلام، تشکر، ممنون، سپاس، احترام، خدا، کارگاه، تولید، پرورش، ساخت، دوخت، فروش، نفر، تومان، "
        "میلیون، هنوز، چیزی، کسی، جایی، بچه، ها، های، خودم، خودش، پدرم، مادرم، برادرم، خواهرم، همسرم، شوهرم، خاله، "
        "دایی، عمو، نوه، خواهران، برادران، اخوکم، پسرم، دخترم، پسر، دختر، خودمون، همین، بعد، حدود، تقریبا، برق، آب، "
        "پول، وام، مجوز، لطفا، خانم، آقای، آقا، دانشجو، دانشجوی، کارشناس، معلم، دبیر، مدرس، مربی، بازنشسته، محل، "
        "خانه، منزل، گروه، شرکت، دشت، خیابان، کوچه، محله، شهرک، بلوار، ایران، استان، بخش، کوی، نام، اسم، "
        "فامیل، فامیلی، هستش، کردم، میخوام، میخواهم، خیلی، همه، ولی، اما، اگر، چون، بود، شد، کار، خونه، ایتا، مشاغل، "
        "خانگی، محلی، سنتی، صنعتی، ساله، جوشکار، خیاط، نجار، قصاب، آهنگر، آرایشگر، زنبوردار، دامپزشک، راننده"
    )
)
"""Words that are of no name."""
_VERB = re.compile(r"ن?می\u200c?\w+(?:م|یم|ند|ن|د|ه)|\w+(?:کنم|کنیم|کردم)|تلفونم|شمارم|شمارمه|خدمت")
_LAST, _FIRST, _NEAR = 5, 2, 2
"""Parts of a text at its end and its beginning in which people name themselves; and from a telephone."""
_REACH = 40
"""Letters around a name that are looked at."""
_LONGEST, _SEVERAL = 8, 2
_NUMBER = "0" * 7
_PLACE = re.compile(r"[ \u200c]*\|")
_NOBLE = frozenset({"سید", "سیده"})
"""Styles that are a part of the name."""


class _Unit(NamedTuple):
    """A part of a text between signs, and whether a telephone stands beside it."""

    start: int
    end: int
    phoned: bool


def weighed(call: Call, text: str) -> list[Likely]:
    """The spans of a text that may be names, the likeliest first, each name once."""
    plain = _without_numbers(text)
    places = tuple(option.name for option in call.counties)
    plain = anywhere((call.province, *places)).sub(lambda words: "|" * len(words[0]), plain)
    units = list(_units(plain))
    spans: list[Likely] = []
    for at, unit in enumerate(units):
        is_near = any(other.phoned for other in units[max(0, at - _NEAR) : at + _NEAR + 1])
        place = 1.0 if at >= len(units) - _LAST else 0.5 if at < _FIRST else 0.0
        spans += _in_unit(call, _Texts(text, plain), unit, place + (1.5 if is_near else 0.0))
    spans.sort(key=lambda span: -span.weight)
    best: dict[str, Likely] = {}
    for span in spans:
        best.setdefault(span.name, span)
    return list(best.values())


def likely(call: Call, text: str) -> list[Likely]:
    """The name that outweighs all others; those that weigh as much, where none does; nothing below the threshold."""
    enough = [span for span in weighed(call, text) if span.weight >= ENOUGH]
    return [span for span in enough if span.weight > enough[0].weight - SURE_OF]


def alone(call: Call, text: str) -> list[Likely]:
    """A given name or a surname that stands by itself as people sign: «… ۰۹… رضایی», «زهرا از ممسنی», «…. شیما»."""
    plain = _without_numbers(text)
    places = anywhere((call.province, *(option.name for option in call.counties)))
    is_end = True
    for unit in reversed(list(_units(plain))[-_LAST:]):
        shown = places.sub(lambda words: "|" * len(words[0]), plain[unit.start : unit.end])
        words = [word for word in _TOKEN.findall(shown) if not is_style(word)]
        words = [word for word in words if word not in _BESIDE]
        if not words:
            continue
        name = words[0]
        is_whole = len(words) == 1 and (unit.phoned or is_end)
        is_from = 1 < len(words) <= _NEAR + _NEAR and words[1] in {"از", "هستم", "اهل"}
        is_placed = is_end and bool(_FROM_PLACE.match(shown, shown.index(name) + len(name)))
        if (is_whole or is_from) and _may_be_name(name) and (_is_name(name) or (is_placed and _is_any_name(name))):
            start = plain.index(name, unit.start)
            return [Likely(name, start, start + len(name), ENOUGH)]
        is_end = False
    return []


_BESIDE = frozenset(said("خانم، آقای، آقا، شهرستان، شهر، تلفن، شماره، تماس، همراه، موبایل، ممنون، تشکر، با، ساکن"))
"""Words that may stand beside a name with which somebody signs."""
_FROM_PLACE = re.compile(r"[ ]*(?:از[ ]|اهل[ ]|،[ ]?|-[ ]?)?(?:شهرستان[ ])?\|")


def _is_any_name(word: str) -> bool:
    """Whether a word is a given name, or a surname made of one, though it may be another word as well."""
    return is_given(word) or is_given(word.removesuffix("ی"))


def _without_numbers(text: str) -> str:
    for phone in telephones(text):
        text = text[: phone.start] + "0" * (phone.end - phone.start) + text[phone.end :]
    return text


def _is_name(word: str) -> bool:
    """Whether a word is a given name and no other word, or a surname made of a given name: «رضایی»."""
    if is_given(word):
        return not is_word_too(word)
    stem = word.removesuffix("ی")
    return stem != word and (is_given(stem) or is_given(stem.removesuffix("ی"))) and not is_word_too(stem)


class _Texts(NamedTuple):
    """A text, and the same with its numbers and places blotted out."""

    own: str
    plain: str


def _units(text: str) -> Iterator[_Unit]:
    start = 0
    for mark in [*_APART.finditer(text), None]:
        end = mark.start() if mark else len(text)
        if text[start:end].strip():
            phoned = _NUMBER in text[max(0, start - 12) : start] or _NUMBER in text[end : end + 12]
            yield _Unit(start, end, phoned)
        start = mark.end() if mark else end


def _in_unit(call: Call, texts: _Texts, unit: _Unit, around: float) -> Iterator[Likely]:
    text, plain = texts
    words = plain[unit.start : unit.end]
    begin = unit.start + len(words) - len(after_greeting(words, call))
    tokens = list(_TOKEN.finditer(plain, unit.start, unit.end))
    for at, token in enumerate(tokens):
        is_first = token.start() <= begin + 1
        cue = _CUE.search(text[max(0, token.start() - _REACH) : token.start()])
        if not (is_first or cue or is_given(token[0]) or is_style(token[0])) or (at and is_style(tokens[at - 1][0])):
            continue
        span = _span(tokens[at : at + _LONGEST])
        if span is None:
            continue
        name = " ".join(text[span.first.start() : span.last.end()].split())
        name = name[:-1] if cue and "سم" in cue[0] and name.endswith("یه") else name
        rest = plain[span.last.end() : min(unit.end, span.last.end() + _REACH)].strip(" |\u200c")
        is_end = not rest or bool(_FOLLOWS.match(text, span.last.end())) or bool(_PLACE.match(plain, span.last.end()))
        weight = around + _weight(span, cue, is_first=is_first, is_end=is_end)
        line = text[max(0, span.first.start() - _REACH) : span.first.start()].rpartition("\n")[2]
        yield Likely(name, span.first.start(), span.last.end(), weight - _against(line, is_led=bool(cue)))


def _weight(span: "_Span", cue: re.Match[str] | None, *, is_first: bool, is_end: bool) -> float:
    """What a span's own words, and those that lead to it and follow it, say for it."""
    weight = 0.0 if not span.given else 1.0 if span.is_weak else 3.0
    weight += 1.5 if span.has_surname else 0.0
    weight += 3.0 if cue else 1.0 if is_first else 0.0
    weight += 1.5 if is_end else 0.0
    if not span.given:
        is_plain = bool(cue) and str(cue and cue[0]).strip(" \u200c:،-") in _PLAIN_CUES
        weight -= 4.0 if is_plain else 0.0 if cue else 1.5
    weight -= 3.0 if not cue and is_product(span.last[0]) else 0.0
    is_stated = bool(cue) or (is_first and is_end and span.has_surname)
    return weight - (3.0 if span.is_weak and not is_stated else 0.0)


def _against(line: str, *, is_led: bool) -> float:
    """What the words before a span say against its being the sender's name."""
    also = _ALSO.search(line)
    against = 4.0 if also and is_given(also[1]) else 0.0
    against += 4.0 if _KIN.search(line) else 0.0
    return against + (2.0 if not is_led and _OTHERS.search(line) else 0.0)


class _Span(NamedTuple):
    """The first and last word of what may be a name, how many of its words are given names, and how it looks."""

    first: re.Match[str]
    last: re.Match[str]
    given: int
    is_weak: bool
    has_surname: bool


def _span(tokens: list[re.Match[str]]) -> _Span | None:
    """The name with which some words begin."""
    words = [token[0] for token in tokens]
    if words[0] == "الله":
        return None
    first = next((at for at, word in enumerate(words) if not is_style(word) or word in _NOBLE), len(words))
    begin = first + (first < len(words) and words[first] in _NOBLE)
    end = begin
    while end < len(words) and end - begin < _SEVERAL and _is_next(tokens, end) and is_given(words[end]):
        end += 1
    given = end - begin
    if not given and begin:
        return None
    surname = end = end or 1
    while end < len(words) and end - surname < _SEVERAL and _is_next(tokens, end) and _may_be_name(words[end]):
        end += 1
    if end - surname == _SEVERAL and not _is_of_two(tokens, end):
        end -= 1
    if end - begin < _SEVERAL or not all(map(_may_be_name, words[first:end])):
        return None
    last = words[end - 1]
    is_weak = bool(given) and all(map(is_word_too, words[begin : begin + given]))
    has_surname = bool(_SURNAME.search(last)) or is_given(last)
    return _Span(tokens[first], tokens[end - 1], given, is_weak, has_surname)


def _is_of_two(tokens: list[re.Match[str]], end: int) -> bool:
    """Whether the two words before a place are one surname: «حق پرست», «نمونه شیرازی»."""
    last = tokens[end - 1][0]
    is_end = end >= len(tokens) or not _is_next(tokens, end) or tokens[end][0] in _STOP
    return last in JOINED or (is_end and bool(_SURNAME.search(last)))


def _is_next(tokens: list[re.Match[str]], at: int) -> bool:
    """Whether only a blank stands between a word and the one before it."""
    return at == 0 or tokens[at].start() - tokens[at - 1].end() <= 1


def _may_be_name(word: str) -> bool:
    return len(word) > 1 and word not in _STOP and not _VERB.fullmatch(word)
