"""Answers that are not complete, or tell who somebody is, kept all the same: people are asked to send, not to pass.

What is missing stays empty, and the idea says so by itself (`model.idea.lacking`). An answer that its field cannot hold
goes into the text in its own words. Personal data is masked in the open, and what was written untouched is sealed with
the contact until a person has decided on it.
"""

from typing import NamedTuple

from farakhan.model import contact as contact_model
from farakhan.model.answers import Answer, Answers
from farakhan.model.idea import BODY_LENGTH, FIELDS
from farakhan.model.personal import Owner, masked
from farakhan.model.questions import Kind

HEADING = "## آنچه در جای خود ننشست"
"""Over the answers that their own fields cannot hold."""


class AsItIs(NamedTuple):
    """Answers as they can be kept.

    Attributes:
        answers: without what a file cannot hold, and without personal data in the open.
        untouched: the answers of the idea that were masked, as they were written, by their keys.
    """

    answers: Answers
    untouched: dict[str, str]


def as_it_is(answers: Answers, faults: dict[str, str], *, may_lack_mobile: bool) -> AsItIs | None:
    """What can be kept of incomplete answers.

    None where something would be lost: a contact's part that cannot be sealed as it is and has no place in the open,
    more than a file takes, or no mobile in what its owner sends by themselves: nobody could reach them.

    Args:
        answers: as they were read.
        faults: of them, by the fields' keys.
        may_lack_mobile: whether it came by a way on which its sender can be answered.
    """
    lost = [question.key for question in contact_model.FIELDS if faults.get(question.key, "missing") != "missing"]
    if lost or ("mobile" in faults and not may_lack_mobile):
        return None
    unfit = [question for question in FIELDS if answers.get(question.key) and _fits_not(faults.get(question.key))]
    parts = [str(answers.get("body", ""))]
    if unfit:
        parts.append(HEADING)
        parts.append("\n".join(f"{question.label}: {_in_words(answers[question.key])}" for question in unfit))
    body = "\n\n".join(filter(None, parts))
    if len(body) > BODY_LENGTH[1]:
        return None
    left_out = {question.key for question in unfit}
    return _without_personal_data({**{key: answers[key] for key in answers.keys() - left_out}, "body": body})


def _fits_not(fault: str | None) -> bool:
    """Whether an answer with this fault cannot stand in its field; one that is too short can."""
    return fault not in (None, "short")


def _in_words(answer: Answer) -> str:
    return answer if isinstance(answer, str) else "، ".join(answer)


def owner_of(answers: Answers) -> Owner:
    """The names and numbers in some answers of the contact."""
    names = [str(answers.get("name", "")), *(answers.get("members") or ())]
    return Owner(tuple(filter(None, names)), tuple(filter(None, [str(answers.get("phone", ""))])))


def in_the_open(answers: Answers) -> dict[str, Answer]:
    """The answers that are written in a person's own words and stand in the idea's file."""
    own_words = (Kind.LINE, Kind.LINES, Kind.TEXT)
    keys = [question.key for question in FIELDS if question.asked.kind in own_words]
    return {key: answers[key] for key in keys if answers.get(key)}


def _without_personal_data(answers: Answers) -> AsItIs:
    owner = owner_of(answers)
    open_answers = {key: str(answer) for key, answer in in_the_open(answers).items()}
    safe = {key: masked(text, owner) for key, text in open_answers.items()}
    untouched = {key: text for key, text in open_answers.items() if safe[key] != text}
    return AsItIs({**answers, **safe}, untouched)
