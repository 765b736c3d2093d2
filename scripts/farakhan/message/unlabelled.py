"""What can be recognised in text without labels: telephone numbers, counties, a field, a title; proposals only."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from farakhan.message import amounts, ideas, names
from farakhan.message.doubts import Doubt, doubt
from farakhan.message.titles import title_in
from farakhan.message.values import Mention, options_in, read_value
from farakhan.message.words import anywhere, said, spelled
from farakhan.model.answers import Answer
from farakhan.model.call import Call
from farakhan.model.personal import Telephone, telephones
from farakhan.model.questions import Kind, Question
from farakhan.persian.calendar import MONTHS

NAME = "name"


class Given(NamedTuple):
    """What labels gave, as far as the rest is understood by it; and who wrote the chat that it stands in."""

    title: str = ""
    city: str = ""
    address: str = ""
    writer: str = ""


class Proposal(NamedTuple):
    """What some words of a text seem to answer; no answer where they point to several.

    `taken` are the words that say nothing else and so need not stay in the text: a line of it, or nothing.
    """

    question: Question
    answer: Answer
    words: str
    doubts: tuple[Doubt, ...]
    taken: str = ""


_CONTACT_WORDS = said(
    "منزل، خانه، ثابت، مغازه، یا، شماره، شمارهٔ، شماره‌ی، تماس، موبایل، همراه، تلفن، تلفن همراه، من، بنده، ما، ایتا، "
    "واتساپ، هم، هست، است، هستش، اینه، جهت، برای، با، این، و، بگیرید، لطفا، گوشی، خودم، ام، خط"
)
"""Words beside a telephone number that say nothing of the idea."""
_AM = re.compile(r"\u200c(?:ام|ایم)(?!\w)")
_STRONG = "شهرستان(?:[ \u200c]?های)?[ \u200c]+"
_WEAK = "(?:در|از|اهل|ساکن|شهر|توی|تو|استان {province}[،,]?)[ \u200c]+"
"""What stands before a county's name; `{province}` stands for the call's."""
_JOINED = re.compile(r"\s*(?:و|،|,|یا)\s*")
_PLURAL = "(?:[ \u200c]?ها(?:[ \u200c]?ی)?|[ \u200c]?باف(?:ی|ان|ها)?)?"
_FIELD_MARK = re.compile(r"(?:حوزه|بخش|زمینه|رشته|گروه)(?:[\u0654ی]|[ \u200c]ی)?(?:[ \u200c]+ی)?\s*[:«\"(]?\s*$")
"""«در حوزهٔ », «بخشِ «»: what stands before a field's name."""
_FOR = re.compile(r"[ ](?:برای|به|از|در|با|توسط|جهت|و فروش)[ ]")
_SERVES = re.compile(
    r"\W*(?:(?:طرح|ایجاد|راه[ \u200c]?اندازی|احداث)[ ])*(?:فروش|فروشگاه|سایت|سامانه|اپلیکیشن|اجاره|آموزش|مشاوره|بازار"
    r"|بازارچه|نمایشگاه|کلاس|خرید|حمل|توزیع|معرفی)(?![\w\u200c])"
)
"""How a title begins whose further words are of what is sold, taught or lent: «فروش لوازم خیاطی»."""
_BEFORE = 24
"""Letters before a name in which such words are looked for."""


def propose(call: Call, questions: list[Question], text: str, whole: str, given: Given) -> Iterator[Proposal]:
    """What a text seems to answer to some questions, one proposal a question at most.

    Args:
        call: whose names are looked for.
        questions: that no label answered.
        text: normalised, what labels left.
        whole: all of the message, in which its sender may have signed.
        given: what labels gave.
    """
    by_key = {question.key: question for question in questions}
    by_kind = {question.asked.kind: question for question in questions}
    numbers, elsewhere = _numbers(call, text), _numbers(call, whole)
    if Kind.MOBILE not in by_kind or numbers[Kind.MOBILE]:
        elsewhere = {kind: [] for kind in numbers}
    for kind in (Kind.MOBILE, Kind.PHONE):
        question = by_kind.get(kind)
        own = numbers[kind] or elsewhere[kind]
        if question and own:
            yield _telephone(question, own, text if numbers[kind] else whole)
    people = names.sender(call, whole) or names.writer(given.writer)
    if NAME in by_key:
        yield from _name(by_key[NAME], people)
    nameless = _without(people, text)
    is_one = not ideas.are_several(whole)
    if "counties" in by_key:
        named = list(_counties(call, by_key["counties"], nameless))
        yield from named or _home(call, by_key["counties"], given)
    title = title_in(call, text, people) if is_one else None
    if "title" in by_key and title and not title.is_sure:
        yield Proposal(by_key["title"], "", title.title, (doubt(by_key["title"], "maybe", title.title),))
        title = None
    elif "title" in by_key and title:
        doubts = (doubt(by_key["title"], "recognised", title.words),)
        yield Proposal(by_key["title"], title.title, title.words, doubts, title.line)
    if "field" in by_key and is_one:
        yield from _field(call, by_key["field"], nameless, title.title if title and title.is_stated else given.title)
    for key, find_amount in (("capital", amounts.capital_in), ("jobs", amounts.jobs_in)):
        said_amount = find_amount(text) if key in by_key and is_one else None
        if said_amount:
            question = by_key[key]
            doubts = (doubt(question, "recognised", said_amount.words),)
            yield Proposal(question, said_amount.value, said_amount.words, doubts)


def _without(people: list[names.Named], text: str) -> str:
    """A text with the words of people's names blank, which may be called as a county is; «آباده‌ام» is «آباده»."""
    for person in people:
        text = text.replace(person.name, " " * len(person.name))
    return _AM.sub(lambda ending: " " * len(ending[0]), text)


def _name(question: Question, people: list[names.Named]) -> Iterator[Proposal]:
    if len(people) == 1:
        person = people[0]
        yield Proposal(question, person.name, person.name, (doubt(question, "recognised", person.name),), person.line)
    elif people:
        words = "، ".join(person.name for person in people)
        yield Proposal(question, "", words, (doubt(question, "choose", words),))


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


def _home(call: Call, question: Question, given: Given) -> Iterator[Proposal]:
    """The county that its sender lives in, where a message names no other."""
    value = read_value(question, call, given.city)
    if len(value.answer) == 1:
        yield Proposal(question, value.answer, given.city, (doubt(question, "recognised", given.city),))
    else:
        yield from _counties(call, question, given.address)


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


def _field(call: Call, question: Question, text: str, title: str) -> Iterator[Proposal]:
    """The field that a text names after «حوزهٔ», or of which the title's words are, or two words of the text.

    One word of the text says too little: who writes «باغ داریم» may have made a machine.
    """
    named = options_in(question, call, text)
    marked = [option for option in named if _FIELD_MARK.search(text[max(0, option.start - _BEFORE) : option.start])]
    if marked:
        ids, words = _named(marked, text)
    else:
        head = _title_head(title)
        ids, words = _named([*options_in(question, call, head), *_hints(call, head)], head)
        ids = [] if _SERVES.match(head) else ids
    if not ids:
        hints = list(_hints(call, text))
        ids, words = _named(hints, text) if len(hints) > 1 else ([], "")
        ids = ids if len(ids) == 1 else []
    if len(ids) == 1:
        yield Proposal(question, ids[0], words, (doubt(question, "recognised", words),))
    elif ids:
        yield Proposal(question, "", words, (doubt(question, "choose", words),))


def _title_head(title: str) -> str:
    """What a title is of, without what that is for, from or in: «پمپ آب» of «پمپ آب برای باغ‌ها»."""
    return _FOR.split(title, maxsplit=1)[0]


def _hints(call: Call, text: str) -> Iterator[Mention]:
    """The words of a text that the call counts to a field."""
    for field in call.fields:
        if field.words:
            for match in anywhere(field.words, _PLURAL).finditer(text):
                yield Mention(field.id, match.start(), match.end())
