"""Answers that a person tells field by field, at the desk or in a file, joined to what a message said or to nothing."""

from farakhan.message import unlabelled
from farakhan.message.doubts import doubt
from farakhan.message.reading import Check, Found, How, Reading
from farakhan.message.values import read_value
from farakhan.model.answers import ASKED
from farakhan.model.call import Call
from farakhan.model.questions import Kind, Question
from farakhan.persian import letters


def untold() -> Reading:
    """The reading of nothing: every field that is awaited is missing."""
    missing = tuple(question.key for question in ASKED if question.asked.required)
    return Reading(found={}, body="", aside=(), doubts=(), missing=missing, check=Check.NONE)


def tell(reading: Reading, call: Call, question: Question, words: str) -> Reading:
    """A reading in which the answer to one question is what these words say; no words take the answer away.

    Words that cannot be read leave the question without an answer, and with a doubt that says so.
    """
    words = letters.normalise(words).strip()
    doubts = [kept for kept in reading.doubts if kept.key != question.key]
    answers = {key: value for key, value in reading.found.items() if key != question.key}
    body = reading.body
    if question.asked.kind is Kind.TEXT:
        body = words
        doubts += [doubt(question, "number-in-body", number) for number in unlabelled.numbers_in(call, body)]
    elif words:
        value = read_value(question, call, words)
        answers[question.key] = Found(value.answer, How.LABEL, words)
        doubts += [reason for reason in value.doubts if reason.code != "unit"]  # who is asked is told the unit
        doubts += [doubt(question, "more", value.left)] if value.answer and value.left else []
    reread = reading._replace(found=answers, body=body, doubts=tuple(doubts))
    missing = [key for key in reading.missing if key != question.key]
    if question.asked.required and question.key not in reread.answers():
        missing.append(question.key)
    return reread._replace(missing=tuple(missing))


def implied(reading: Reading, call: Call, key: str) -> Reading:
    """A reading with what the answer to a field leaves no choice in: an idea of one person has one owner."""
    answer = reading.answers().get(key)
    for other in ASKED:
        when = other.asked.when
        if when and when.key == key and answer and answer not in when.values and other.key in reading.missing:
            reading = tell(reading, call, other, when.otherwise)
    return reading
