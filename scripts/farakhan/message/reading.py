"""A message read back: what was found and how, what is doubtful, what is missing; nothing lost, nothing decided."""

from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from farakhan.message import unlabelled
from farakhan.message.check import check_value
from farakhan.message.doubts import Doubt, doubt
from farakhan.message.draft import Draft, answer, fitting, imply, part_from_greetings, whole
from farakhan.message.parts import Joined, is_part, join
from farakhan.message.segments import check_in, check_line, exact, patient
from farakhan.message.words import HEADERS, is_greeting
from farakhan.model.answers import ASKED, Answer
from farakhan.model.call import Call
from farakhan.persian import letters

_TRIES = 8
"""Lines with a check value that are looked at; a message has one, or two where it was pasted twice."""
_BODY = next(one for one in ASKED if one.key == "body")
MOST = 100_000
"""Letters that are read, twenty times a messenger's longest message; what stands beyond them is kept aside."""


class How(StrEnum):
    """How an answer was found."""

    FORM = "form"
    """As the form wrote it: the check value is right."""
    LABEL = "label"
    """After a label."""
    WORDS = "words"
    """Recognised in the text: a proposal."""


class Check(StrEnum):
    """What the check value says."""

    RIGHT = "right"
    WRONG = "wrong"
    NONE = "none"


class Found(NamedTuple):
    """An answer, how it was found, and the words of the message that say it; empty where they could not be read."""

    answer: Answer
    how: How
    words: str


class Reading(NamedTuple):
    """What a message says.

    Every letter of the message stands in the words of `found`, in `body` or in `aside`.
    """

    found: dict[str, Found]
    body: str
    aside: tuple[str, ...]
    doubts: tuple[Doubt, ...]
    missing: tuple[str, ...]
    check: Check

    def answers(self) -> dict[str, Answer]:
        """The answers that are not empty, by the fields' keys; the body among them."""
        said = {key: one.answer for key, one in self.found.items() if one.answer}
        return said | ({"body": self.body} if self.body else {})


def read(call: Call, text: str) -> Reading:
    """Read a message; no text makes it raise.

    Args:
        call: the edition's, whose names stand in the message.
        text: of the message, or of several that are its parts.
    """
    text, beyond = text[:MOST], text[MOST:].strip()
    joined = join(letters.normalise(text, MOST))
    draft, check, around = _drafted(call, joined.text)
    draft.aside += [*joined.aside, around]
    draft.doubts += [*joined.doubts, *_doubts(call, check, joined, around)]
    proposed: set[str] = set()
    if check is not Check.RIGHT:
        part_from_greetings(draft, call)
        imply(draft, call, ASKED)
        proposed = _propose(draft, call)
    draft.doubts += [doubt(_BODY, "number-in-body", one) for one in unlabelled.numbers_in(call, draft.body())]
    answers = draft.answers()
    missing = tuple(one.key for one in ASKED if one.asked.required and not answers.get(one.key))
    how = How.FORM if check is Check.RIGHT else How.LABEL
    found = {
        key: Found(said, How.WORDS if key in proposed else how, words) for key, (said, words) in draft.said.items()
    }
    aside = tuple(one for one in (*draft.aside, beyond) if one.strip())
    return Reading(found, draft.body(), aside, tuple(draft.doubts), missing, check)


def _drafted(call: Call, text: str) -> tuple[Draft, Check, str]:
    """The draft that the check value proves; else the one of the form's own lines, else the patient one."""
    edited: tuple[Draft, Check, str] | None = None
    for one in islice(exact(ASKED, text), _TRIES):
        draft = answer(call, one.segments, whole)
        if check_value(draft.answers()) == one.check:
            draft.doubts.clear()
            return draft, Check.RIGHT, one.around
        edited = edited or (draft, Check.WRONG, one.around)
    draft = answer(call, patient(call, ASKED, text), fitting)
    given = check_in(text)
    if given and check_value(draft.answers()) == given:
        draft.doubts.clear()
        return draft, Check.RIGHT, ""
    return edited or (draft, Check.WRONG if given else Check.NONE, "")


def _doubts(call: Call, check: Check, joined: Joined, around: str) -> list[Doubt]:
    lacking = any(one.code == "part-missing" for one in joined.doubts)
    doubts = [doubt(None, "edited")] if check is Check.WRONG and not lacking else []
    if check is Check.NONE and check_line(joined.text):
        doubts.append(doubt(None, "check-unread", check_line(joined.text)))
    between = "\n".join((*joined.aside, around)).split("\n")
    said = [line for line in between if not (HEADERS.match(line) or is_greeting(line, call) or is_part(line))]
    return doubts + ([doubt(None, "around", " ".join(said))] if any(one.strip() for one in said) else [])


def _propose(draft: Draft, call: Call) -> set[str]:
    """Fill what no label answered from the body's words, and say what was filled."""
    open_questions = [one for one in ASKED if one.key not in draft.said]
    proposals = list(unlabelled.propose(call, open_questions, draft.body()))
    for one in proposals:
        draft.doubts += one.doubts
        if one.answer:
            draft.said[one.question.key] = (one.answer, one.taken or one.words)
        if one.taken:
            _take(draft, one.taken)
    return {one.question.key for one in proposals if one.answer}


def _take(draft: Draft, line: str) -> None:
    """Take a line out of the text, where it stands first."""
    for at, (heading, text) in enumerate(draft.pieces):
        lines = text.split("\n")
        if line in lines:
            lines.remove(line)
            draft.pieces[at] = (heading, "\n".join(lines))
            return
