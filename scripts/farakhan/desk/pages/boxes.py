"""The fields of an idea as boxes to type in: what stands in each, what was understood, and what somebody changed.

Each box is sent with what stood in it when it was shown. One that says another thing was changed by a person; all
others are read from the message anew, so that message and boxes may be changed in any order and nothing is lost.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from farakhan.message.doubts import TWO_WAYS, Doubt
from farakhan.message.field_by_field import implied, tell
from farakhan.message.reading import Reading
from farakhan.model.answers import ASKED, Answer
from farakhan.model.call import Call
from farakhan.model.questions import NO, YES, Kind, Question
from farakhan.persian.digits import grouped, to_persian
from farakhan.persian.letters import one_newline

CHOICES = {Kind.CONSENT: {YES: YES, NO: NO}, Kind.YES: {YES: YES, NO: NO}}
MANY_LINES = frozenset({Kind.TEXT, Kind.LINES})


class Typed(NamedTuple):
    """What was sent of a box: what stands in it now, and what stood there when it was shown."""

    words: str
    was: str

    @property
    def is_changed(self) -> bool:
        """Whether a person changed it."""
        return self.words != self.was


class Box(NamedTuple):
    """A box as the page shows it.

    Attributes:
        question: what is asked.
        value: what stands in it.
        was: what would stand in it if nobody had changed it.
        how: how the answer was found; empty where a person said it, or there is none.
        choices: by the words that are sent; empty where it is typed.
        text: of the consent that is asked for.
        doubts: of the answer.
        is_unsure: whether the answer can be read in two ways, and nobody has said yet which it is.
        fault: what must be mended; empty where nothing must.
    """

    question: Question
    value: str
    was: str
    how: str
    choices: Mapping[str, str]
    text: str
    doubts: tuple[Doubt, ...]
    is_unsure: bool
    fault: str

    @property
    def name(self) -> str:
        """The box's name on the page, where a dot would mean something else."""
        return self.question.key.replace(".", "-")

    @property
    def is_long(self) -> bool:
        """Whether what stands in it has many lines."""
        return self.question.asked.kind in MANY_LINES

    @property
    def wants(self) -> bool:
        """Whether somebody should look at it first."""
        return bool(self.fault or self.is_unsure or (self.question.asked.required and not self.value))


def words(question: Question, call: Call, answer: Answer) -> str:
    """An answer as it stands in its box, such that `tell` reads it so."""
    kind = question.asked.kind
    if not isinstance(answer, str):
        options = question.options(call)
        separator = "\n" if kind is Kind.LINES else "، "
        return separator.join(options.get(value, value) for value in answer)
    if kind is Kind.CONSENT and answer:
        return YES
    if kind is Kind.YES and answer:
        return YES if answer == "true" else NO
    if kind in (Kind.COUNT, Kind.MONEY) and answer.isdecimal():
        return grouped(int(answer))
    return to_persian(answer) if kind in (Kind.MOBILE, Kind.PHONE) else answer


def typed(sent: str) -> str:
    """What a browser sends of a box, as it stood there: it sends line breaks in its own way."""
    return one_newline(sent).strip()


def changed(call: Call, reading: Reading, boxes: Mapping[str, Typed]) -> Reading:
    """A reading with what a person changed in the boxes, by the fields' keys."""
    for question in ASKED:
        box = boxes.get(question.key)
        if box and box.is_changed:
            reading = implied(tell(reading, call, question, box.words), call, question.key)
    return reading


def boxes(  # noqa: PLR0913, PLR0917 (each is a part of what is shown)
    call: Call,
    base: Reading,
    reading: Reading,
    sent: Mapping[str, Typed],
    sure: frozenset[str],
    faults: Mapping[str, str],
) -> Iterator[Box]:
    """All boxes, in the order of the fields.

    Args:
        call: of the edition.
        base: what the message says.
        reading: the same with what a person changed.
        sent: of the boxes that were sent, by the fields' keys.
        sure: the keys of the answers that a person has seen and says are right.
        faults: what must be mended, by the fields' keys.
    """
    for question in ASKED:
        key = question.key
        before = words(question, call, base.answers().get(key, ""))
        now = words(question, call, reading.answers().get(key, ""))
        box = sent.get(key)
        is_changed = box is not None and box.is_changed
        doubts = tuple(doubt for doubt in reading.doubts if doubt.key == key)
        found = reading.found.get(key)
        yield Box(
            question=question,
            value=box.words if box and is_changed else now,
            was=before if is_changed else now,
            how=found.how.value if found and found.answer and not is_changed else "",
            choices=_choices(call, question),
            text=_consent(call, question),
            doubts=doubts,
            is_unsure=key not in sure and any(doubt.code in TWO_WAYS for doubt in doubts),
            fault=faults.get(key, ""),
        )


def _choices(call: Call, question: Question) -> Mapping[str, str]:
    if question.asked.kind is Kind.ONE:
        return question.options(call)
    return CHOICES.get(question.asked.kind, {})


def _consent(call: Call, question: Question) -> str:
    texts = (consent.text for consent in call.consents if question.key == f"consents.{consent.id}")
    return next(texts, "") if question.asked.kind is Kind.CONSENT else ""
