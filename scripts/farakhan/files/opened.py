"""Open data as files: JSON for programs and a recount, CSV for spreadsheets; what of each may be in them is said here.

A recount starts from call.json, ideas.json and rows.json, and must come to the bytes of results.json.
"""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Annotated, Any, NotRequired

from pydantic import ConfigDict, Field, TypeAdapter, ValidationError, with_config
from pydantic_core import to_json
from typing_extensions import TypedDict

from farakhan.files.results import Exact, Mean, Score, percent
from farakhan.model.base import Slug
from farakhan.model.call import FIRST
from farakhan.model.judging import Placing, Ranked
from farakhan.model.opened import OpenCall, OpenData, OpenIdea, OpenRow
from farakhan.problems import FarakhanError

CALL, IDEAS, ROWS, RESULTS = "call.json", "ideas.json", "rows.json", "results.json"
ROWS_TABLE, RESULTS_TABLE, SCHEMA = "rows.csv", "results.csv", "schema.json"
NONE_OFF = Fraction()

_SHUT = ConfigDict(extra="forbid", strict=True)
_Number = Annotated[int, Field(ge=1)]
_Count = Annotated[int, Field(ge=0)]


@with_config(_SHUT)
class _Idea(TypedDict):
    number: _Number
    field: Slug
    counties: NotRequired[tuple[Slug, ...]]
    shortlisted: NotRequired[bool]


@with_config(_SHUT)
class _Row(TypedDict):
    number: _Number
    scores: tuple[_Count, ...]
    correction: NotRequired[Exact]
    round: NotRequired[Slug]


@with_config(_SHUT)
class _Place(TypedDict):
    number: _Number
    rank: _Number
    rows: _Count
    score: Score
    criteria: tuple[Mean, ...]


@with_config(_SHUT)
class _Unplaced(TypedDict):
    number: _Number
    rows: _Count


@with_config(_SHUT)
class _Results(TypedDict):
    edition: Slug
    ranking: tuple[_Place, ...]
    unranked: tuple[_Unplaced, ...]
    not_shortlisted: tuple[_Unplaced, ...]
    winners: tuple[_Number, ...]
    tied: tuple[_Number, ...]
    open_places: _Count


_SHAPES: dict[str, TypeAdapter[Any]] = {
    CALL: TypeAdapter(OpenCall),
    IDEAS: TypeAdapter(tuple[_Idea, ...]),
    ROWS: TypeAdapter(tuple[_Row, ...]),
    RESULTS: TypeAdapter(_Results),
}


def render(data: OpenData, placing: Placing, number_of: Callable[[str], int]) -> dict[str, bytes]:
    """The files by their names, but for the spreadsheet.

    Args:
        data: what a recount starts from.
        placing: what the count came to.
        number_of: an idea's public number by its code there.
    """
    places = [_place(place, data.call, number_of) for place in placing.ranking]
    return {
        CALL: _json(data.call.model_dump(mode="json")),
        IDEAS: _json([_idea(idea) for idea in data.ideas]),
        ROWS: _json([_row(row, data.call) for row in data.rows]),
        RESULTS: render_results(data.call, placing, number_of),
        ROWS_TABLE: _table(_rows_table(data)),
        RESULTS_TABLE: _table(_results_table(data, sorted(places, key=_by_rank), placing, number_of)),
        SCHEMA: _json({name: shape.json_schema() for name, shape in _SHAPES.items()}),
    }


def render_results(call: OpenCall, placing: Placing, number_of: Callable[[str], int]) -> bytes:
    """results.json of open data: the record's own with numbers in the codes' place, equal ones in their order."""
    places = sorted((_place(place, call, number_of) for place in placing.ranking), key=_by_rank)
    ranks = {place["number"]: place["rank"] for place in places}
    winners = sorted(map(number_of, placing.winners), key=lambda number: (ranks[number], number))
    return _json(
        {
            "edition": call.edition,
            "ranking": places,
            "unranked": _unplaced(placing.unranked, number_of),
            "not_shortlisted": _unplaced(placing.not_shortlisted, number_of),
            "winners": winners,
            "tied": sorted(map(number_of, placing.tied)),
            "open_places": placing.open_places,
        }
    )


def _unplaced(rows: Iterable[tuple[str, int]], number_of: Callable[[str], int]) -> list[dict[str, int]]:
    return sorted(({"number": number_of(code), "rows": count} for code, count in rows), key=_number)


def read(file: Callable[[str], bytes]) -> OpenData:
    """Open data as anybody has it.

    Args:
        file: the bytes of a file by its name.

    Raises:
        FarakhanError: `open-data`, a file is not what it should be; what `file` raises.
    """
    call: OpenCall = _parsed(CALL, file(CALL))
    ideas = [
        OpenIdea(idea["number"], idea["field"], idea.get("counties", ()), idea.get("shortlisted", True))
        for idea in _parsed(IDEAS, file(IDEAS))
    ]
    rows = [
        OpenRow(
            row["number"],
            row["scores"],
            Fraction(row["correction"]) if "correction" in row else NONE_OFF,
            row.get("round", FIRST),
        )
        for row in _parsed(ROWS, file(ROWS))
    ]
    numbers = {idea.number for idea in ideas}
    if len(numbers) != len(ideas):
        raise _wrong(IDEAS, "شماره‌ای دو بار آمده است")
    length, top = len(call.rubric.criteria), call.rubric.scale
    for row in rows:
        if row.number not in numbers:
            raise _wrong(ROWS, f"ایدهٔ {row.number} در {IDEAS} نیست")
        if len(row.scores) != length or max(row.scores) > top:
            raise _wrong(ROWS, f"امتیازهای ردیفی از ایدهٔ {row.number} با معیارها یا مقیاس نمی‌خواند")
    return OpenData(call, ideas, rows)


def _parsed(name: str, data: bytes) -> Any:  # noqa: ANN401 (each file has a shape of its own)
    try:
        return _SHAPES[name].validate_json(data)
    except ValidationError as error:
        place = "، ".join(map(str, error.errors()[0]["loc"]))
        raise _wrong(name, f"شکل پرونده درست نیست ({place})" if place else "شکل پرونده درست نیست") from None


def _wrong(name: str, what: str) -> FarakhanError:
    return FarakhanError("open-data", f"{what}؛ پرونده را از سایت دوباره بگیرید.", name)


def _json(value: object) -> bytes:
    return to_json(value, indent=1) + b"\n"


def _idea(idea: OpenIdea) -> dict[str, Any]:
    counties = {"counties": idea.counties} if idea.counties else {}
    out = {} if idea.shortlisted else {"shortlisted": False}
    return {"number": idea.number, "field": idea.field, **counties, **out}


def _row(row: OpenRow, call: OpenCall) -> dict[str, Any]:
    correction = {"correction": _exact(row.correction)} if row.correction else {}
    part = {"round": row.round} if call.rounds else {}
    return {"number": row.number, "scores": row.scores, **correction, **part}


def _exact(value: Fraction) -> str:
    return f"{value.numerator}/{value.denominator}"


def _place(place: Ranked, call: OpenCall, number_of: Callable[[str], int]) -> dict[str, Any]:
    criteria = zip(call.rubric.criteria, place.criteria, strict=True)
    return {
        "number": number_of(place.code),
        "rank": place.rank,
        "rows": place.rows,
        "score": _score(place.score),
        "criteria": [{"id": criterion.id, **_score(mean)} for criterion, mean in criteria],
    }


def _score(value: Fraction) -> dict[str, str]:
    return {"exact": _exact(value), "percent": percent(value)}


def _by_rank(place: Mapping[str, Any]) -> tuple[int, int]:
    return place["rank"], place["number"]


def _number(value: Mapping[str, Any]) -> int:
    return int(value["number"])


def _table(lines: Iterable[Sequence[object]]) -> bytes:
    """CSV as spreadsheets open it: a BOM first, lines ended as the format says."""
    file = io.StringIO()
    csv.writer(file).writerows(lines)
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def _rows_table(data: OpenData) -> Iterable[Sequence[object]]:
    rounds = {part.id: part.name for part in data.call.rounds}
    head = ["شماره", *(criterion.name for criterion in data.call.rubric.criteria), "کم می‌شود"]
    yield [*head, "دور"] if rounds else head
    for row in data.rows:
        cells = [row.number, *row.scores, _exact(row.correction)]
        yield [*cells, rounds.get(row.round, row.round)] if rounds else cells


def _results_table(
    data: OpenData, places: Iterable[Mapping[str, Any]], placing: Placing, number_of: Callable[[str], int]
) -> Iterable[Sequence[object]]:
    names: Mapping[str, str] = {field.id: field.name for field in data.call.fields}
    fields = {idea.number: names.get(idea.field, idea.field) for idea in data.ideas}
    winners, tied = set(map(number_of, placing.winners)), set(map(number_of, placing.tied))
    criteria = [criterion.name for criterion in data.call.rubric.criteria]
    yield ["رتبه", "شماره", "حوزه", "امتیاز از ۱۰۰", *criteria, "برگ", "برگزیده"]
    for place in places:
        number = place["number"]
        mark = "بله" if number in winners else "در مرز" if number in tied else ""
        means = [mean["percent"] for mean in place["criteria"]]
        yield [place["rank"], number, fields[number], place["score"]["percent"], *means, place["rows"], mark]
    for number, rows in sorted((number_of(code), rows) for code, rows in placing.unranked):
        yield ["", number, fields[number], "", *[""] * len(criteria), rows, ""]
