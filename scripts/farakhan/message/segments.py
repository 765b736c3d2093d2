"""A message cut at its labels: exactly, where it is as the form wrote it; with patience, where people had it in hand.

Every letter of the message comes to stand in one segment, so that nothing can be lost on the way.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache, cached_property
from typing import NamedTuple

from farakhan.message import names
from farakhan.message.values import read_value
from farakhan.message.words import GAP, HEADERS, ends_with_verb, is_greeting, spelled
from farakhan.message.writing import CHECK, CONTINUED, HEADING_MARK, OPENING, SECTION_MARK, unmarked
from farakhan.model.call import Call
from farakhan.model.idea import HEADINGS
from farakhan.model.questions import SECTION_LABELS, Kind, Question, Section
from farakhan.persian import digits


class Segment(NamedTuple):
    """A label and what stands after it.

    `target` is the field's question, a heading of the body, or None: of text before any label, and of what belongs
    to no answer, where `aside` is set.
    """

    target: Question | str | None
    label: str
    text: str
    aside: bool = False


class Exact(NamedTuple):
    """A message as the form wrote it: its segments, its check value, and the text around it."""

    segments: list[Segment]
    check: str
    around: str


_VALUE = re.compile(
    rf"{spelled(CHECK)}[^\d\n]{{0,60}}(?:\({spelled('قالب')} ?\d{{1,9}}\)[^\d\n]{{0,60}})?"
    r"(\d{5})[ /\-–—]{0,9}(\d{5})(?!\d)"
)
"""«کد بررسی (قالب ۱): ۱۲۳۴۵/۶۷۸۹۰»."""
_CHECK_LINE = re.compile(rf"\W*{spelled(CHECK)}(?!\w)")
_SECTION_LINES = {f"{SECTION_MARK} {label}": section for section, label in SECTION_LABELS.items()}

_BEFORE = "نام|اسم|مبلغ|برآورد|میزان|مقدار|نوع|تعداد|شمار"
_AFTER = (
    "طرح|طرحم|ایده|ایده‌ام|پروژه|کار|کارم|من|ما|بنده|پیشنهادی|لازم|مورد[ \u200c]?نیاز|مورد[ \u200c]?نظر|اولیه|تقریبی|"
    "فعلی|شده|محصول|خودم|خودمان|مان|گروه|شرکت|تعاونی|تیم|مدیرعامل|نماینده|مجری|متقاضی|پیشنهاددهنده|پیشنهاد|است|چیست||ایجادی|مستقیم|"
    "فرستنده|ارسال[ \u200c]?کننده|سرگروه|ایده[ \u200c]?پرداز|چیه"
)
_MARKS = re.compile(r"(?P<ends>[.!؟»)،؛\"]*)[^\w\n]*")
_CLOSE = r"[ ]*+[^\w\s:\uff1a=؛;؟?/|→←\-–—👈👇.،,(]*+[ ]*+(?:\([^()\n]{1,40}\)[ ]*+)?"
"""What may stand between a label and the sign after it."""
_COLON = re.compile(r"[:\uff1a=]")
_CLOSED = {Kind.ONE, Kind.SEVERAL, Kind.COUNT, Kind.MONEY, Kind.MOBILE, Kind.PHONE, Kind.YES, Kind.CONSENT}
_MANY = 3
"""Different labels in one line of text, from which on it is a message whose lines somebody joined."""
_NAMES_A_TITLE = re.compile("عنوان|(?:نام|اسم|موضوع)[ \u200c](?:طرح|ایده|کار|پروژه)")
_TITLE = 90
"""Letters of a title that stands after its label without a sign."""
_SURE = {Kind.MOBILE, Kind.PHONE}
_FRAMES = re.compile(
    rf"\W*+(?:{spelled(OPENING)}[^\w«\n]+«[^»\n]*»\W*"
    rf"|(?:{'|'.join(spelled(label) for section, label in SECTION_LABELS.items() if section is not Section.BODY)})\W*"
    rf"|(?:{'|'.join(spelled(words) for words in CONTINUED.values())}) \d+\W*)"
)


def exact(fields: Iterable[Question], text: str) -> Iterator[Exact]:
    """Ways to read a text as a message of the form, none of its lines changed; one for each line with a check value."""
    lines = text.split("\n")
    starts = [at for at, line in enumerate(lines) if line.startswith(f"{OPENING} «") or line in _SECTION_LINES]
    if not starts:
        return
    start = starts[0]
    for at in range(start, len(lines)):
        value = _value_alone(lines[at])
        segments = _exact_segments(fields, lines[start:at]) if value else None
        if value and segments:
            segments.append(Segment(None, "", lines[at], aside=True))
            around = "\n".join([*lines[:start], *lines[at + 1 :]])
            yield Exact(segments, value[1] + value[2], around)


def _value_alone(line: str) -> re.Match[str] | None:
    """The check value of a line that has nothing but signs before it and nothing after it."""
    line = digits.to_ascii(line)
    value = _VALUE.search(line)
    if value and value.end() == len(line) and not re.search(r"\w", line[: value.start()]):
        return value
    return None


def _exact_segments(fields: Iterable[Question], lines: list[str]) -> list[Segment] | None:
    by_label = {question.label: question for question in fields}
    segments: list[Segment] = []
    for at, line in enumerate(lines):
        label, _, value = line.partition(":")
        listed = segments[-1] if segments else None
        if _SECTION_LINES.get(line) is Section.BODY:
            body = next(question for question in by_label.values() if question.asked.kind is Kind.TEXT)
            return [*segments, Segment(body, line, "\n".join(map(unmarked, lines[at + 1 :])).strip())]
        if not line or line in _SECTION_LINES or line.startswith(f"{OPENING} «"):
            segments.append(Segment(None, "", line, aside=True))
        elif listed and _is_list(listed.target) and line.startswith("- "):
            segments[-1] = listed._replace(text=f"{listed.text}\n{line}")
        elif label in by_label and (value.startswith(" ") or _is_list(by_label[label])):
            segments.append(Segment(by_label[label], f"{label}:", value.removeprefix(" ")))
        else:
            return None
    return segments


def _is_list(target: object) -> bool:
    return isinstance(target, Question) and target.asked.kind is Kind.LINES


def check_in(text: str) -> str:
    """The check value that a text gives as its own, or nothing."""
    value = _VALUE.search(digits.to_ascii(text))
    return value[1] + value[2] if value else ""


def check_line(text: str) -> str:
    """The first line for a check value, readable or not; empty where there is none."""
    return next((line for line in text.split("\n") if _CHECK_LINE.match(line)), "")


def patient(call: Call, fields: tuple[Question, ...], text: str) -> list[Segment]:
    """A text cut wherever a label of a field or of the body stands, however it is written."""
    labels = _labels(fields)
    done: list[Segment] = []
    now = Segment(None, "", "")
    for whole in _unfolded(labels, text.split("\n")):
        header = HEADERS.match(whole)
        line = whole[header.end() :] if header else whole
        if header:
            done.append(Segment(None, "", header[0], aside=True))
        if (header and not line) or _is_frame(line):
            done.append(Segment(None, "", line, aside=True))
            continue
        before, begun = _cut(call, labels, line, now)
        now = now._replace(text=f"{now.text}\n{before}" if now.text or now.label else before)
        for segment in begun:
            done.append(now)
            now = segment
    return [segment for segment in [*done, now] if segment.label or segment.text]


def _unfolded(labels: "_Labels", lines: list[str]) -> Iterator[str]:
    """Lines, but of a table each label with its answer: a row of labels and one of answers, or both in one row."""
    heads: list[str] = []
    for line in lines:
        cells = [cell.strip() for cell in line.split("\t")] if "\t" in line else []
        beside = list(zip(cells[::2], cells[1::2], strict=False)) if len(cells) % 2 == 0 else []
        are_labels = [bool(labels.at_start.fullmatch(cell)) for cell in cells]
        if not heads and len(beside) > 1 and all(are_labels[::2]) and not all(are_labels):
            yield from (f"{label}: {answer}" for label, answer in beside if answer)
            continue
        if heads and len(cells) == len(heads):
            yield from (f"{head}: {cell}" for head, cell in zip(heads, cells, strict=True))
            heads = []
            continue
        if heads:
            yield "\t".join(heads)
        is_head = len(cells) >= _MANY and all(are_labels)
        heads = cells if is_head else []
        if not is_head:
            yield line
    if heads:
        yield "\t".join(heads)


def _is_frame(line: str) -> bool:
    return bool(_FRAMES.fullmatch(digits.to_ascii(line)) or _CHECK_LINE.match(line))


class _Labels:
    """What labels mean, and their patterns, each made ready once it is wanted: that takes far longer than to use it."""

    def __init__(self, fields: tuple[Question, ...]) -> None:
        named: list[tuple[str, Question | str]] = []
        for question in fields:
            named += [
                (name.strip(), question)
                for name in (question.label, *question.asked.aliases.split("،"))
                if name.strip()
            ]
        for heading in HEADINGS:
            named += [(name.strip(), heading.label) for name in (heading.label, *heading.aliases.split("،"))]
        named.sort(key=lambda pair: len(pair[0]), reverse=True)
        self._targets = tuple(target for _, target in named)
        names = "|".join(f"(?P<t{at}>{spelled(name)})" for at, (name, _) in enumerate(named))
        self._label = (
            rf"(?<![\w\u200c])(?=\w)(?:(?:{_BEFORE}){GAP}+)??(?:{names})"
            rf"(?:(?:[ \u200c]?ی)?(?:{GAP}+(?:{_AFTER}))+)?(?![\w\u200c])"
        )

    @cached_property
    def at_start(self) -> re.Pattern[str]:
        """«۲) عنوان طرح:» at a line's start."""
        sign = r"(?:\t+|(?:[:\uff1a=؛;؟?/|→←]|[-–—]|👈|👇)[ *_:👇👈]*|$)"
        return re.compile(rf"[^\w\n]*+(?:\d{{1,2}}[^\w\n]++)?{self._label}{_CLOSE}{sign}")

    @cached_property
    def boxed(self) -> re.Pattern[str]:
        """«[عنوان] …» at a line's start."""
        return re.compile(rf"[^\w\n\[]*+\[[ ]*{self._label}[ ]*\][ ]*")

    @cached_property
    def between(self) -> re.Pattern[str]:
        """«، عنوان:» within a line."""
        return re.compile(rf"{self._label}{_CLOSE}{_COLON.pattern}+[ *_]*")

    @cached_property
    def bare(self) -> re.Pattern[str]:
        """«عنوان …» at a line's start, without a sign after it."""
        return re.compile(rf"[^\w\n]*+(?:\d{{1,2}}[^\w\n]++)?{self._label}[ ]+(?=[\w(«])")

    def within(self, line: str, start: int) -> list[re.Match[str]]:
        """The labels within a line, from a place on."""
        return list(self.between.finditer(line, start)) if _COLON.search(line, start) else []

    def target(self, label: re.Match[str]) -> Question | str:
        """What a label is of."""
        return self._targets[int(str(label.lastgroup)[1:])]


_labels = cache(_Labels)


class _Begun(NamedTuple):
    """A label in a line: from where to where it stands, with the signs around it, and what it is of."""

    start: int
    end: int
    target: Question | str


def _cut(call: Call, labels: _Labels, line: str, open_segment: Segment) -> tuple[str, list[Segment]]:
    """The text of a line before its first label, and the segments that begin in it."""
    begun: list[_Begun] = []
    first = labels.at_start.match(line) or labels.boxed.match(line) or _without_mark(call, labels, line)
    if first and not _is_answer(call, open_segment, line):
        begun.append(_Begun(0, first.end(), labels.target(first)))
    between = labels.within(line, first.end() if first else 0)
    many = len({labels.target(label) for label in between}) >= _MANY
    for label in between:
        inside = begun[-1].target if begun else open_segment.target
        since = begun[-1].end if begun else 0
        marks = _MARKS.match(line, _signs_before(line, label.start(), since), label.start())
        start = marks.start() + len(marks["ends"]) if marks else label.start()
        running = line[since if begun else 0 : start]
        if (many and not inside) or _begins(call, inside, running, marks, labels.target(label)):
            begun.append(_Begun(start, label.end(), labels.target(label)))
    if not begun:
        return line, []
    ends = [label.start for label in begun[1:]] + [len(line)]
    segments = [
        Segment(label.target, line[label.start : label.end], _line(label.target, line[label.end : end]))
        for label, end in zip(begun, ends, strict=True)
    ]
    return line[: begun[0].start], segments


def _signs_before(line: str, at: int, first: int) -> int:
    """Where the signs begin that stand before a place of a line, not before `first`.

    Looked for backwards: a pattern that begins with signs is tried at each of them, which is slow in a line of dots.
    """
    while at > first and not (line[at - 1].isalnum() or line[at - 1] == "_"):
        at -= 1
    return at


def _is_answer(call: Call, now: Segment, line: str) -> bool:
    """Whether a line that could be a label answers the choice that was just named: «مرحله», and under it «ایده»."""
    asked = isinstance(now.target, Question) and now.target.asked.kind in (Kind.ONE, Kind.SEVERAL)
    return asked and not now.text.strip() and read_value(now.target, call, line).clean  # type: ignore[arg-type]


def _line(target: Question | str, text: str) -> str:
    return unmarked(text) if isinstance(target, str) and text.startswith(HEADING_MARK) else text


def _without_mark(call: Call, labels: _Labels, line: str) -> re.Match[str] | None:
    """A label at a line's start with only a space after it, where the rest of the line is surely its answer."""
    label = labels.bare.match(line)
    if label is None:
        return None
    target = labels.target(label)
    rest = line[label.end() :]
    if not isinstance(target, Question):
        return None
    if target.key == "name":
        return label if names.clean(rest) else None
    if target.key == "title":
        is_named = _NAMES_A_TITLE.search(label[0]) and len(rest) <= _TITLE
        return label if is_named and not ends_with_verb(rest) and not _COLON.search(rest) else None
    if target.asked.kind not in _CLOSED:
        return None
    return label if read_value(target, call, line[label.end() :]).clean else None


def _begins(
    call: Call, inside: Question | str | None, text: str, marks: re.Match[str] | None, target: Question | str
) -> bool:
    """Whether a label within a line begins a new field, and is not a part of the running text."""
    if isinstance(inside, Question) and inside.asked.kind is not Kind.TEXT:
        return True
    if not text.strip() or is_greeting(text, call) or (isinstance(target, Question) and target.asked.kind in _SURE):
        return True
    return bool(marks and re.search(r"[^\s\u200c«(\"]", marks[0]))
