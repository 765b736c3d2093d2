"""The upper part of a ranking in words: who stands where, and what the count says of them."""

from typing import NamedTuple

from farakhan.files.results import percent
from farakhan.model.call import names
from farakhan.model.judging import Results
from farakhan.persian.digits import decimal
from farakhan.record.edition import Edition


class Placed(NamedTuple):
    """An idea in a ranking as people read it; `score` of 100, in Persian digits; `mark` is empty below the cut."""

    rank: int
    code: str
    title: str
    field: str
    score: str
    rows: int
    mark: str


def placed(edition: Edition, results: Results) -> list[Placed]:
    """The whole ranking, best first, without ideas that stand in the edition no more."""
    fields = names(edition.call.fields)
    marks = {**dict.fromkeys(results.tied, "در مرز"), **dict.fromkeys(results.winners, "برگزیده")}
    return [
        Placed(
            rank=place.rank,
            code=place.code,
            title=edition.facts[place.code].title,
            field=fields[edition.facts[place.code].field],
            score=decimal(percent(place.score)),
            rows=place.rows,
            mark=marks.get(place.code, ""),
        )
        for place in results.ranking
        if place.code in edition.facts
    ]
