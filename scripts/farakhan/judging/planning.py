"""What is still to be read: by how many readings, and which ideas, in the round whose sheets come in and after it."""

from collections import Counter
from typing import NamedTuple

from farakhan.model.call import Round
from farakhan.record.edition import Edition
from farakhan.record.sheets import Sheets


class ToRead(NamedTuple):
    """An idea that is read in a round: by its code and title, and how many judges have been given it there."""

    code: str
    title: str
    given: int


class Coming(NamedTuple):
    """A round that is yet to come: how many ideas and readings it has at least."""

    round: Round
    ideas: int
    readings: int


class ReadingPlan(NamedTuple):
    """What is to be read.

    Attributes:
        round: whose sheets come in.
        ideas: that are read in it, in the order of their codes: it says nothing of their scores.
        readings: how many it has in all.
        given: how many of them have been given to judges.
        later: the rounds after it.
    """

    round: Round
    ideas: tuple[ToRead, ...]
    readings: int
    given: int
    later: tuple[Coming, ...]


def reading_plan(edition: Edition, sheets: Sheets) -> ReadingPlan:
    """What is to be read in an edition, as its shortlists and assignments stand."""
    given = Counter(pair.idea for pair in sheets.assigned(edition))
    codes = sorted(candidate.code for candidate in edition.read_in_round())
    ideas = tuple(ToRead(code, edition.facts[code].title, given[code]) for code in codes)
    rounds = edition.call.all_rounds()
    later = rounds[rounds.index(edition.round) + 1 :]
    return ReadingPlan(
        round=edition.round,
        ideas=ideas,
        readings=len(ideas) * edition.round.readings,
        given=sum(min(idea.given, edition.round.readings) for idea in ideas),
        later=tuple(_coming(part, len(ideas)) for part in later),
    )


def _coming(part: Round, before: int) -> Coming:
    ideas = min(part.shortlist or 0, before)
    return Coming(part, ideas, ideas * part.readings)
