"""Segments of a message as answers: each value read, each doubt said, the rest kept as the body."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from farakhan.message import names
from farakhan.message.doubts import Doubt, doubt
from farakhan.message.segments import Segment
from farakhan.message.values import Value, bare, read_value
from farakhan.message.words import is_greeting
from farakhan.model.answers import ASKED, Answer
from farakhan.model.call import Call
from farakhan.model.idea import OTHER_CHAIN
from farakhan.model.personal import telephones
from farakhan.model.questions import Kind, Question, Section

_TEXTS = {Kind.LINE, Kind.LINES}
_LINE_LENGTH = 120
_MOST_LINES = 6
"""Lines over which an answer that is no text may be broken."""
_LABEL_LIKE = re.compile(r"[^\w\n]*[^\n:]{2,25}[:\uff1a]")
"""«نکته:» at a line's start."""
_UNFINISHED = re.compile(r"(?:(?<!\w)(?:و|از|به|در|با|برای|که|تا|بر|جهت|تولید|ساخت|پرورش|فروش|آموزش)|[،,\-–:])[ ]*$")
_FURTHER = re.compile(r"[ ]*(?:و[ ]|[(«])")
_FULL_STOP = re.compile(r"(?<=\w)[.؛](?=\s+\S)")
_SENTENCE_END = re.compile(r"[.،؛]")
_NUMBERED = re.compile(r"\W*\d{1,2}[ ]?[.)\-–][ ]?(?=[^\W\d])")
"""«۲. …»: the next of a list."""
_SPEAKS = re.compile(r"\W*(?:من|ما|این|اینجانب|بنده|سلام)(?!\w)")
PRODUCT, OTHER_PRODUCT, LINK = "chain.product", "chain.other", "chain.link"
OWNERS, OWNERS_COUNT = "owners.kind", "owners.count"
TITLE, NAME, MOBILE, PHONE = "title", "name", "mobile", "phone"
_NAMES_IT = re.compile("عنوان|نام|اسم|موضوع|تیتر|itle")
"""What tells that a title is asked for, and not all of the idea: «طرح: …» may go on for a page."""
_FAMILY = re.compile("خانوادگی|فامیل")
_NAME_LABEL = next(question.label for question in ASKED if question.key == NAME)
_BESIDE = {OWNERS: OWNERS_COUNT, PRODUCT: LINK, MOBILE: PHONE}
"""Fields whose answer people also give beside that of another."""
_PRODUCT_LENGTH = 60
_PRIVATE = {Section.YOU, Section.CONSENTS}
"""Sections of which nothing may slip into the body, where judges would read it."""


@dataclass
class Draft:
    """Answers while a message is being read.

    `said` has the answer of each field and the words that say it; `pieces` the body, each with its heading or none.
    """

    said: dict[str, tuple[Answer, str]] = field(default_factory=dict)
    left: dict[str, str] = field(default_factory=dict)
    pieces: list[tuple[str, str]] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def body(self) -> str:
        """The body as the record has it."""
        shown = (f"## {heading}\n\n{text.strip()}" if heading else text for heading, text in self.pieces)
        return "\n\n".join(piece.strip("\n") for piece in shown if piece.strip()).strip()

    def answers(self) -> dict[str, Answer]:
        """What was answered, the body among it."""
        answers: dict[str, Answer] = {key: answer for key, (answer, _) in self.said.items()}
        answers["body"] = self.body()
        return {key: answer for key, answer in answers.items() if answer}


Fit = Callable[[Call, Question, str], tuple[str, str]]


def whole(_: Call, __: Question, text: str) -> tuple[str, str]:
    """All of a segment is the answer, as in a message that nobody touched."""
    return text, ""


def fitting(call: Call, question: Question, text: str) -> tuple[str, str]:
    """The lines of a segment that are the answer to a question, and those after them."""
    if question.key == NAME and not names.is_short(text):
        name, end = names.begun(text)
        if name and re.search(r"\w", text[end:]):
            return text[:end], text[end:]
        first = _SENTENCE_END.search(text)
        if not name and first and names.clean(text[: first.start()]):
            return text[: first.start()], text[first.start() :]
    if question.asked.kind in (Kind.COUNT, Kind.MONEY):
        stop = _FULL_STOP.search(text)
        if stop and read_value(question, call, text[: stop.start()].strip()).clean:
            return text[: stop.end()], text[stop.end() :]
    lines = text.split("\n")
    start = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    own = _paragraph(call, question, lines[start:])
    if question.key == NAME and own and names.clean(own[0]):
        taken = 1
    elif question.asked.kind in _TEXTS:
        taken = _broken(question, own)
    else:
        counts = range(min(len(own), _MOST_LINES), 0, -1)
        clean = (count for count in counts if read_value(question, call, " ".join(own[:count])).clean)
        taken = next(clean, min(1, len(own)))
    return "\n".join(lines[: start + taken]), "\n".join(lines[start + taken :])


def _paragraph(call: Call, question: Question, lines: list[str]) -> list[str]:
    """The lines up to an empty one, a greeting, a telephone or what looks like a label of its own."""
    has_own_number = question.asked.kind in (Kind.MOBILE, Kind.PHONE)
    own = lines[:1]
    for line in lines[1:]:
        if not line.strip() or is_greeting(line, call) or _LABEL_LIKE.match(line) or _NUMBERED.match(line):
            break
        if not has_own_number and telephones(line):
            break
        own.append(line)
    return own


def _broken(question: Question, lines: list[str]) -> int:
    """How many lines are one answer that somebody broke."""
    if question.asked.kind is Kind.LINES:
        return len(lines)
    limit = question.most or _LINE_LENGTH
    taken = min(1, len(lines))
    while 0 < taken < len(lines):
        line = lines[taken]
        is_next = limit <= _LINE_LENGTH and not _goes_on(question, lines[taken - 1], line)
        if is_next or _SPEAKS.match(line) or len(" ".join(lines[: taken + 1])) > limit:
            break
        taken += 1
    return taken


def answer(call: Call, segments: list[Segment], fit: Fit) -> Draft:
    """A draft from segments, in the order of the message; a field that comes again keeps its first answer."""
    draft = Draft()
    for segment in segments:
        if segment.aside:
            draft.aside.append(segment.label + segment.text)
        elif isinstance(segment.target, Question) and segment.target.asked.kind is not Kind.TEXT:
            _field(draft, call, segment.target, segment, fit)
        else:
            draft.aside.append(segment.label)
            draft.pieces.append((segment.target if isinstance(segment.target, str) else "", segment.text))
    return draft


def _field(draft: Draft, call: Call, question: Question, segment: Segment, fit: Fit) -> None:
    head, rest = fit(call, question, segment.text)
    words = segment.label + head
    if question.key == TITLE and len(head.strip()) > _LINE_LENGTH and not _NAMES_IT.search(segment.label):
        draft.pieces.append(("", words + rest))
        return
    exact = fit is whole and question.asked.kind in _TEXTS
    value = _untouched(question, head) if exact else read_value(question, call, head, segment.label)
    before, words_before = draft.said.get(question.key, ("", ""))
    family = names.clean(f"{before} {value.answer}") if question.key == NAME and _FAMILY.search(segment.label) else ""
    owner = names.clean(head) if question.key == OWNERS and not value.answer else ""
    if before and before == value.answer:
        draft.aside.append(words)
    elif before and family:
        draft.said[NAME] = (family, f"{words_before}\n{words}")
    elif owner and NAME not in draft.said:
        draft.said[NAME] = (owner, words)
        draft.doubts.append(doubt(question, "taken-as", head, _NAME_LABEL))
    elif before:
        _again(draft, question, words)
    elif value.answer or not head.strip() or question.asked.section in _PRIVATE:
        draft.said[question.key] = (value.answer, "\n".join(filter(None, (words_before, words))))
        draft.left[question.key] = value.left if value.answer else ""
        draft.doubts += value.doubts
        if "\n" in head.strip() and question.asked.kind is Kind.LINE:
            draft.doubts.append(doubt(question, "joined", head))
    elif question.key == PRODUCT and len(bare(head)) <= _PRODUCT_LENGTH:
        draft.said |= {PRODUCT: (OTHER_CHAIN, words), OTHER_PRODUCT: (bare(head), "")}
        draft.doubts.append(doubt(question, "taken-as", head, question.options(call)[OTHER_CHAIN]))
    else:
        draft.pieces.append(("", words))
        draft.doubts += value.doubts
    if rest.strip():
        draft.pieces.append(("", rest))


def _goes_on(question: Question, before: str, line: str) -> bool:
    """Whether a short answer that somebody broke goes on in a line: one of two ends says so."""
    is_half_a_name = question.key == NAME and len(before.split()) == 1
    return is_half_a_name or bool(_UNFINISHED.search(before) or _FURTHER.match(line))


def _untouched(question: Question, text: str) -> Value:
    if question.asked.kind is Kind.LINE:
        return Value(text)
    return Value(tuple(line.removeprefix("- ") for line in text.split("\n") if line))


def _again(draft: Draft, question: Question, words: str) -> None:
    draft.doubts.append(doubt(question, "twice", words))
    if question.asked.section in _PRIVATE:
        draft.aside.append(words)
    else:
        draft.pieces.append(("", words))


def imply(draft: Draft, call: Call, fields: tuple[Question, ...]) -> None:
    """Add what words beside an answer say of another field («گروه ۴ نفره»), and doubt what they say of none."""
    by_key = {question.key: question for question in fields}
    _put_numbers_in_place(draft)
    for key, other in _BESIDE.items():
        words = draft.left.get(key)
        if not words or other in draft.said:
            continue
        value = read_value(by_key[other], call, words)
        if value.answer:
            draft.said[other] = (value.answer, "")
            draft.left |= {key: "", other: value.left}
            draft.doubts += value.doubts
    answers = draft.answers()
    for key, question in by_key.items():
        implied = _implied(question, answers)
        if implied:
            _, words_before = draft.said.get(key, ("", ""))
            draft.said[key] = (implied, words_before)
    draft.doubts += [doubt(by_key[key], "more", left) for key, left in draft.left.items() if left]


def _put_numbers_in_place(draft: Draft) -> None:
    """Take a mobile that stands under the label of any telephone for the mobile, and a landline the other way."""
    mobile, mobile_words = draft.said.get(MOBILE, ("", ""))
    phone, phone_words = draft.said.get(PHONE, ("", ""))
    numbers = str(phone).split("، ") if phone else []
    mobiles = [number for number in numbers if number.startswith("09")]
    if not mobile and mobiles:
        numbers.remove(mobiles[0])
        draft.said[MOBILE] = (mobiles[0], "\n".join(filter(None, (mobile_words, phone_words))))
        del draft.said[PHONE]
        if numbers:
            draft.said[PHONE] = ("، ".join(numbers), "")
    elif not phone and mobile_words:
        own = [found.number for found in telephones(mobile_words) if not found.is_mobile]
        if own:
            draft.said[PHONE] = ("، ".join(own[:3]), phone_words or ("" if mobile else mobile_words))
        if own and not mobile:
            del draft.said[MOBILE]


def _implied(question: Question, answers: Mapping[str, Answer]) -> str:
    """What another answer says of a question that nobody answered; empty where it says nothing."""
    when = question.asked.when
    if when is None or answers.get(question.key):
        return ""
    other = answers.get(when.key)
    return when.otherwise if other and other not in when.values else ""


def part_from_greetings(draft: Draft, call: Call) -> None:
    """Put the greetings that stand before and after the text aside."""
    last = len(draft.pieces) - 1
    for at, (heading, text) in enumerate(draft.pieces):
        lines = text.split("\n")
        start, end = 0, len(lines)
        while not heading and start < end and _says_nothing(lines[start], call):
            start += 1
        while (not heading or at == last) and start < end and _says_nothing(lines[end - 1], call):
            end -= 1
        draft.aside += [line for line in (*lines[:start], *lines[end:]) if line.strip()]
        draft.pieces[at] = (heading, "\n".join(lines[start:end]))


def _says_nothing(line: str, call: Call) -> bool:
    return not line.strip() or is_greeting(line, call)
