"""Answers as a message: labelled lines under the form's sections, the body, and a check value at the end.

    ایدهٔ من برای «شعار فراخوان»

    ● ایدهٔ شما
    عنوان: …
    شهرستان: استهبان، نی‌ریز

    ● متن ایده
    ■ مسئله
    …

    رقم وارسی (قالب ۱): ۰۴۱۲۳-۵۶۷۸۹

What was not answered has no line. The body stands last, so that nothing in it can be taken for a label; its headings,
`## …` in the record, begin with `■ `, and a line that begins with `■` by itself gets one more.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby

from farakhan.message.check import check_value
from farakhan.model.answers import Answer, Answers
from farakhan.model.call import Call
from farakhan.model.codes import SEPARATOR
from farakhan.model.questions import NO, SECTION_LABELS, YES, Kind, Question, Section
from farakhan.persian import digits, letters

OPENING = "ایدهٔ من برای"
CHECK = "رقم وارسی"
VERSION = "قالب ۱"
SECTION_MARK, HEADING_MARK = "●", "■"

LONGEST_PART = 3500
"""Letters of one part: messengers cut or refuse what is too long, and none of them says so in one voice."""

CONTINUED = {"\n": "ادامه در بخش", " ": "دنبالهٔ همین سطر در بخش", "": "دنبالهٔ همین واژه در بخش"}
"""What the end of a part says, by what stood where it was cut."""


def render(call: Call, fields: Iterable[Question], answers: Answers) -> str:
    """Answers as one message.

    Args:
        call: whose names stand for the ids.
        fields: all that was asked: the idea's and the contact's.
        answers: by the fields' keys; normalised text.
    """
    written = [f"{OPENING} «{call.slogan}»"]
    order = list(Section)
    answered = [question for question in fields if answers.get(question.key)]
    answered.sort(key=lambda question: order.index(question.asked.section))
    for section, group in groupby(answered, key=lambda question: question.asked.section):
        written += ["", f"{SECTION_MARK} {SECTION_LABELS[section]}"]
        for question in group:
            written += lines(call, question, answers[question.key])
    return "\n".join([*written, "", f"{CHECK} ({VERSION}): {shown_check(check_value(answers))}"])


def shown_check(value: str) -> str:
    """A check value for people: five digits twice, so that nobody dials it."""
    return digits.to_persian(SEPARATOR.join((value[:5], value[5:])))


def parts(message: str, longest: int = LONGEST_PART) -> list[str]:
    """A message as one or more, each of at most about `longest` letters, that say their number and what follows.

    They are cut between lines where lines allow, else between words.
    """
    chunks = list(_chunks(message, longest))
    if len(chunks) == 1:
        return [message]
    value = message.rsplit(" ", 1)[-1]
    return [
        f"{head(number, len(chunks))} · {CHECK} {value}\n{chunk}"
        + (f"\n({CONTINUED[glue]} {digits.to_persian(number + 1)})" if number < len(chunks) else "")
        for number, (chunk, glue) in enumerate(chunks, 1)
    ]


def head(number: int, of: int) -> str:
    """How a part says its place: «بخش ۱ از ۳»."""
    return digits.to_persian(f"بخش {number} از {of}")


def _chunks(text: str, longest: int) -> Iterator[tuple[str, str]]:
    while len(text) > longest:
        glue = next(glue for glue in CONTINUED if text.rfind(glue, 1, longest) > longest // 2 or not glue)
        cut = text.rfind(glue, 1, longest) if glue else longest
        while not glue and cut > 1 and letters.ZWNJ in text[cut - 1 : cut + 1]:
            cut -= 1
        yield text[:cut], glue
        text = text[cut + len(glue) :]
    yield text, ""


def lines(call: Call, question: Question, answer: Answer) -> Iterator[str]:
    """One answer as a message has it: its label, and what was said."""
    if question.asked.kind is Kind.TEXT:
        yield from map(_marked, str(answer).split("\n"))
    elif question.asked.kind is Kind.LINES:
        yield f"{question.label}:"
        yield from (f"- {line}" for line in answer)
    else:
        yield f"{question.label}: {_shown(call, question, answer)}"


def _marked(line: str) -> str:
    if line.startswith(HEADING_MARK):
        return HEADING_MARK + line
    return re.sub("^## ", f"{HEADING_MARK} ", line)


def unmarked(line: str) -> str:
    """A line of the body as the record has it: the inverse of how it is written in a message."""
    if line.startswith(HEADING_MARK * 2):
        return line[1:]
    return re.sub(f"^{HEADING_MARK} ", "## ", line)


def _shown(call: Call, question: Question, answer: Answer) -> str:
    options = question.options(call)
    values = (answer,) if isinstance(answer, str) else answer
    if question.asked.kind in (Kind.ONE, Kind.SEVERAL):
        return "، ".join(options.get(value, value) for value in values)
    return _SHOWN.get(question.asked.kind, str)(values[0])


_SHOWN: Mapping[Kind, Callable[[str], str]] = {
    Kind.COUNT: lambda value: f"{digits.to_persian(value)} نفر",
    Kind.MONEY: lambda value: f"{digits.grouped(int(value))} تومان",
    Kind.MOBILE: digits.to_persian,
    Kind.PHONE: digits.to_persian,
    Kind.YES: lambda value: YES if value == "true" else NO,
    Kind.CONSENT: lambda value: f"{YES} ({value})",
}
"""How an answer of each kind is shown; any other as it is."""
