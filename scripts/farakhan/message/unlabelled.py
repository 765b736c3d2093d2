"""What can be recognised in text without labels: telephone numbers, counties, a field, a title; proposals only."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from farakhan.message.doubts import Doubt, doubt
from farakhan.message.values import Mention, bare, options_in
from farakhan.message.words import anywhere, is_greeting, said, spelled
from farakhan.model.answers import Answer
from farakhan.model.call import Call
from farakhan.model.idea import HEADINGS
from farakhan.model.personal import Telephone, telephones
from farakhan.model.questions import Kind, Question
from farakhan.persian.calendar import MONTHS


class Proposal(NamedTuple):
    """What some words of a text seem to answer; no answer where they point to several.

    `taken` are the words that say nothing else and so need not stay in the text: a line of it, or nothing.
    """

    question: Question
    answer: Answer
    words: str
    doubts: tuple[Doubt, ...]
    taken: str = ""


_LONGEST_TITLE = 90
_IDEA = f"## {HEADINGS[1].label}"
_PRONOUNS = re.compile(r"\W*(?:من|ما|اینجانب|بنده|سلام|با سلام|یک|یه|اگر|اگه|چون|در حال حاضر|می[ \u200c]?خوا)(?!\w)")
"""«من می‌خواهم …»: how a sentence begins, and no title."""
_VERB = re.compile(
    r"(?:(?<![\w\u200c])(?:است|هست|هستم|هستیم|دارم|داریم|دارد|کنم|کنیم|کردم|کردیم|شود|بشه|بود|بودم|باشد|شد|کنید|نیست)"
    r"|(?<![\w\u200c])می[ \u200c]\w+|(?<![\w\u200c])می\w+م|\u200c(?:ام|ایم))$"
)
"""«… دارم», «… راه انداخته‌ایم»: how a sentence ends, and no title."""
_NAMED = re.compile(
    r"(?:عنوان|به نام|با نام|به اسم) ?«(?P<quoted>[^«»\n]{5,120})»"
    r"|(?<![\w\u200c])(?:طرح|ایده|پیشنهاد)(?:[ \u200c]?(?:ی|م|ام|مان|مون))?(?![\w\u200c])"
    r"(?: (?:من|ما|بنده|اینجانب))?"
    r"(?: (?:این است که|درباره(?:\u0654|\u200c?ی)?|در مورد|در رابطه با|برای|یعنی))?"
    r" (?P<idea>[^.،؛:\n«»]{8,90}?) (?:است|هست|هستش|می[ \u200c]?باشد|می[ \u200c]?باشه)(?!\w)"
)
"""«طرحی به نام «خشک‌کن خانگی»», «ایدهٔ من خشک‌کردن انجیر است»: where a sentence names its own idea."""
_CONTACT_WORDS = said(
    "منزل، خانه، ثابت، مغازه، یا، شماره، شمارهٔ، شماره‌ی، تماس، موبایل، همراه، تلفن، تلفن همراه، من، بنده، ما، ایتا، "
    "واتساپ، هم، هست، است، هستش، اینه، جهت، برای، با، این، و، بگیرید، لطفا، گوشی، خودم، ام، خط"
)
"""Words beside a telephone number that say nothing of the idea."""
_STRONG = "شهرستان(?:[ \u200c]?های)?[ \u200c]+"
_WEAK = "(?:در|از|اهل|ساکن|شهر|توی|تو|استان {province}[،,]?)[ \u200c]+"
"""What stands before a county's name; `{province}` stands for the call's."""
_JOINED = re.compile(r"\s*(?:و|،|,|یا)\s*")
_PLURAL = "(?:[ \u200c]?ها(?:[ \u200c]?ی)?)?"
_FIELD_MARK = re.compile(r"(?:حوزه|بخش|زمینه|رشته|گروه)(?:[\u0654ی]|[ \u200c]ی)?(?:[ \u200c]+ی)?\s*[«\"(]?\s*$")
"""«در حوزهٔ », «بخشِ «»: what stands before a field's name."""
_BEFORE = 24
"""Letters before a name in which such words are looked for."""


def propose(call: Call, questions: list[Question], text: str) -> Iterator[Proposal]:
    """What a text seems to answer to some questions, one proposal a question at most.

    Args:
        call: whose names are looked for.
        questions: that no label answered.
        text: normalised.
    """
    by_key = {question.key: question for question in questions}
    by_kind = {question.asked.kind: question for question in questions}
    numbers = _numbers(call, text)
    for kind in (Kind.MOBILE, Kind.PHONE):
        question = by_kind.get(kind)
        if question and numbers[kind]:
            yield _telephone(question, numbers[kind], text)
    for key, find in (("counties", _counties), ("field", _field), ("title", _title)):
        if key in by_key:
            yield from find(call, by_key[key], text)


def _numbers(call: Call, text: str) -> dict[Kind, list[Telephone]]:
    """The telephone numbers of a text, those that the call announces left out."""
    secretariat = call.secretariat
    announced = {secretariat.eitaa, f"{secretariat.area_code}{secretariat.phone}"}
    others = [phone for phone in telephones(text) if phone.number.split(" ")[0] not in announced]
    mobiles = [phone for phone in others if phone.is_mobile]
    return {Kind.MOBILE: mobiles, Kind.PHONE: mobiles[1:] + [phone for phone in others if not phone.is_mobile]}


def numbers_in(call: Call, text: str) -> list[str]:
    """The telephone numbers that stand in a text, as they are written there."""
    numbers = _numbers(call, text)
    return [text[phone.start : phone.end] for phone in numbers[Kind.MOBILE][:1] + numbers[Kind.PHONE]]


def _telephone(question: Question, numbers: list[Telephone], text: str) -> Proposal:
    first, *others = numbers
    words = text[first.start : first.end]
    start, end = _line_around(text, first.start)
    line = text[start:end]
    for phone in telephones(line):
        line = line.replace(line[phone.start : phone.end], " " * (phone.end - phone.start))
    alone = not re.search(r"\w", anywhere(_CONTACT_WORDS).sub(" ", line))
    doubts = [doubt(question, "recognised", words)]
    doubts += [doubt(question, "second-number", text[other.start : other.end]) for other in others]
    return Proposal(question, first.number, words, tuple(doubts), text[start:end] if alone else "")


def _line_around(text: str, at: int) -> tuple[int, int]:
    end = text.find("\n", at)
    return text.rfind("\n", 0, at) + 1, len(text) if end < 0 else end


def _counties(call: Call, question: Question, text: str) -> Iterator[Proposal]:
    named = options_in(question, call, text)
    strong = [option for option in named if _stands_after(_STRONG, text, option)]
    if strong:
        last = strong[-1]
        strong += [option for option in named if _goes_on(text, last, option)]
    plain = [option for option in named if option.words(text) not in MONTHS]
    weak_mark = _WEAK.format(province=spelled(call.province))
    weak = [option for option in plain if _stands_after(weak_mark, text, option)]
    for options in (strong, weak, plain):
        ids, words = _named(options, text)
        if len(ids) == 1 or (ids and options is strong):
            yield Proposal(question, tuple(ids), words, (doubt(question, "recognised", words),))
            return
        if ids:
            yield Proposal(question, "", words, (doubt(question, "choose", words),))
            return


def _stands_after(mark: str, text: str, option: Mention) -> bool:
    return bool(re.search(rf"(?<!\w){mark}$", text[max(0, option.start - _BEFORE) : option.start]))


def _goes_on(text: str, before: Mention, option: Mention) -> bool:
    """Whether an option is the next of a list: «شهرستان‌های فسا و داراب»."""
    return option.start >= before.end and bool(_JOINED.fullmatch(text[before.end : option.start]))


def _named(options: list[Mention], text: str) -> tuple[list[str], str]:
    """The ids that are named, each once, and the words that name them."""
    ids = dict.fromkeys(option.id for option in options)
    words = dict.fromkeys(option.words(text) for option in options)
    return list(ids), "، ".join(words)


def _field(call: Call, question: Question, text: str) -> Iterator[Proposal]:
    named = options_in(question, call, text)
    marked = [option for option in named if _FIELD_MARK.search(text[max(0, option.start - _BEFORE) : option.start])]
    hinted = [
        Mention(field.id, match.start(), match.end())
        for field in call.fields
        if field.words
        for match in anywhere(field.words, _PLURAL).finditer(text)
    ]
    ids, words = _named(marked or named or hinted, text)
    if len(ids) == 1:
        yield Proposal(question, ids[0], words, (doubt(question, "recognised", words),))
    elif ids:
        yield Proposal(question, "", words, (doubt(question, "choose", words),))


def _title(call: Call, question: Question, text: str) -> Iterator[Proposal]:
    named = _NAMED.search(text)
    if named and named["quoted"]:
        yield Proposal(question, bare(named["quoted"]), named["quoted"], (doubt(question, "recognised", named[0]),))
        return
    lines = [line for line in text.split("\n") if line.strip()]
    under_its_heading = lines[lines.index(_IDEA) + 1 :] if _IDEA in lines else lines
    first = next((line for line in under_its_heading if not is_greeting(line, call) and not line.startswith("#")), "")
    title = _bare_title(call, first)
    short = (question.least or 0) <= len(title) <= _LONGEST_TITLE and re.search("[آ-ی]", title)
    if short and not _PRONOUNS.match(first) and not _VERB.search(title):
        alone = first == lines[0] and len(lines) > 1
        yield Proposal(question, title, first, (doubt(question, "recognised", first),), first if alone else "")
    elif named:
        words = bare(named["idea"])
        yield Proposal(question, words, words, (doubt(question, "recognised", named[0]),))


def _bare_title(call: Call, line: str) -> str:
    for number in numbers_in(call, line):
        line = line.replace(number, " ")
    return bare(re.sub(r"^[^\w«\"(]+|[^\w»\")]+$", "", line))
