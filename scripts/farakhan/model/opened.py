"""Open data of an edition's count: what anybody needs to count it again, and nobody's name, code or text."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Annotated, NamedTuple

from pydantic import Field

from farakhan.model.base import Frozen, Name, Slug
from farakhan.model.call import FIRST, Call, Entry, Round, Rubric, TallyOptions


class OpenCall(Frozen):
    """What decides in a call, and its name; no people."""

    edition: Slug
    name: Name
    sample: bool
    fields: Annotated[tuple[Entry, ...], Field(min_length=1)]
    rubric: Rubric
    tally: TallyOptions
    rounds: tuple[Round, ...] = ()

    @classmethod
    def of(cls, call: Call) -> "OpenCall":
        """That part of a call."""
        fields = tuple(Entry(id=field.id, name=field.name) for field in call.fields)
        return cls(
            edition=call.edition,
            name=call.name,
            sample=call.sample,
            fields=fields,
            rubric=call.rubric,
            tally=call.tally,
            rounds=call.rounds,
        )


class OpenIdea(NamedTuple):
    """A judged idea by its public number.

    `counties` are there only where the call has a maximum for counties; `shortlisted` is whether it came into the last
    round.
    """

    number: int
    field: str
    counties: tuple[str, ...]
    shortlisted: bool = True


class OpenRow(NamedTuple):
    """A row that counted, without its judge: one whole number a criterion, in the rubric's order.

    `correction` is what the call's rule takes off the row's score, in 0..1; 0 where it takes off nothing. `round` is
    the id of the round in which it was given.
    """

    number: int
    scores: tuple[int, ...]
    correction: Fraction
    round: str = FIRST


class OpenData(NamedTuple):
    """All that a recount starts from; ideas in the order of their numbers, rows in that of what they say.

    That order says nothing of who gave a row, nor when.
    """

    call: OpenCall
    ideas: Sequence[OpenIdea]
    rows: Sequence[OpenRow]
