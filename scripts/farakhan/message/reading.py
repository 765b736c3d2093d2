"""A message read back: what was found and how, what is doubtful, what is missing; nothing lost, nothing decided."""

from enum import StrEnum
from itertools import islice
from typing import NamedTuple

from farakhan.message import ideas, unlabelled
from farakhan.message.check import check_value
from farakhan.message.doubts import Doubt, doubt
from farakhan.message.draft import Draft, answer, fitting, imply, part_from_greetings, whole
from farakhan.message.parts import Joined, is_part, join
from farakhan.message.segments import check_in, check_line, exact, patient
from farakhan.message.words import HEADERS, is_greeting, writer_in
from farakhan.model.answers import ASKED, Answer
from farakhan.model.call import Call
from farakhan.persian import letters

_TRIES = 8
"""Lines with a check value that are looked at; a message has one, or two where it was pasted twice."""
_BODY = next(question for question in ASKED if question.key == "body")
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
        answers = {key: value.answer for key, value in self.found.items() if value.answer}
        return answers | ({"body": self.body} if self.body else {})


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
        proposed = _propose(draft, call, joined.text)
        part_from_greetings(draft, call)
        draft.doubts += [doubt(None, "ideas")] if ideas.are_several(joined.text) else []
    draft.doubts += [doubt(_BODY, "number-in-body", number) for number in unlabelled.numbers_in(call, draft.body())]
    answers = draft.answers()
    missing = tuple(question.key for question in ASKED if question.asked.required and not answers.get(question.key))
    how = How.FORM if check is Check.RIGHT else How.LABEL
    values = {
        key: Found(answer, How.WORDS if key in proposed else how, words) for key, (answer, words) in draft.said.items()
    }
    aside = tuple(line for line in (*draft.aside, beyond) if line.strip())
    return Reading(values, draft.body(), aside, tuple(draft.doubts), missing, check)


def are_several(reading: Reading) -> bool:
    """Whether a message tells of several ideas, and nobody has said yet which is meant."""
    return any(doubt.code == "ideas" for doubt in reading.doubts)


def as_one(reading: Reading) -> Reading:
    """The reading of a message of which somebody says that all of it is one idea."""
    return reading._replace(doubts=tuple(doubt for doubt in reading.doubts if doubt.code != "ideas"))


def own_messages(text: str) -> tuple[str, ...]:
    """The ideas of a message, each as a message of its own; none where it cannot be parted."""
    parts = ideas.parts(letters.normalise(text[:MOST], MOST))
    return parts if len(parts) > 1 else ()


def _drafted(call: Call, text: str) -> tuple[Draft, Check, str]:
    """The draft that the check value proves; else the one of the form's own lines, else the patient one."""
    edited: tuple[Draft, Check, str] | None = None
    for candidate in islice(exact(ASKED, text), _TRIES):
        draft = answer(call, candidate.segments, whole)
        if check_value(draft.answers()) == candidate.check:
            draft.doubts.clear()
            return draft, Check.RIGHT, candidate.around
        edited = edited or (draft, Check.WRONG, candidate.around)
    draft = answer(call, patient(call, ASKED, text), fitting)
    given = check_in(text)
    if given and check_value(draft.answers()) == given:
        draft.doubts.clear()
        return draft, Check.RIGHT, ""
    return edited or (draft, Check.WRONG if given else Check.NONE, "")


def _doubts(call: Call, check: Check, joined: Joined, around: str) -> list[Doubt]:
    lacking = any(reason.code == "part-missing" for reason in joined.doubts)
    doubts = [doubt(None, "edited")] if check is Check.WRONG and not lacking else []
    if check is Check.NONE and check_line(joined.text):
        doubts.append(doubt(None, "check-unread", check_line(joined.text)))
    between = "\n".join((*joined.aside, around)).split("\n")
    strange = [line for line in between if not (HEADERS.match(line) or is_greeting(line, call) or is_part(line))]
    return doubts + ([doubt(None, "around", " ".join(strange))] if any(line.strip() for line in strange) else [])


def _propose(draft: Draft, call: Call, whole_text: str) -> set[str]:
    """Fill what no label answered from the body's words, and say what was filled."""
    open_questions = [question for question in ASKED if question.key not in draft.said]
    unheaded = "\n".join(map(_unheaded, whole_text.split("\n")))
    answers = {key: str(value) for key, (value, _) in draft.said.items()}
    title, city, address = (answers.get(key, "") for key in ("title", "city", "address"))
    given = unlabelled.Given(title, city, address, writer_in(whole_text))
    proposals = list(unlabelled.propose(call, open_questions, draft.body(), unheaded, given))
    for proposal in proposals:
        draft.doubts += proposal.doubts
        if proposal.answer:
            draft.said[proposal.question.key] = (proposal.answer, proposal.taken or proposal.words)
        if proposal.taken:
            _take(draft, proposal.taken)
    return {proposal.question.key for proposal in proposals if proposal.answer}


def _unheaded(line: str) -> str:
    """A line without what a messenger put at its beginning; looked for there alone, else a line of signs takes ages."""
    header = HEADERS.match(line)
    return line[header.end() :] if header else line


def _take(draft: Draft, line: str) -> None:
    """Take a line out of the text, where it stands first."""
    for at, (heading, text) in enumerate(draft.pieces):
        lines = text.split("\n")
        if line in lines:
            lines.remove(line)
            draft.pieces[at] = (heading, "\n".join(lines))
            return
