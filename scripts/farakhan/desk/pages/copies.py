"""Near copies: pairs of ideas whose texts share more than two people would write, and what they share."""

from collections.abc import Iterable

from starlette.responses import Response

from farakhan.desk.desk import Asked, Desk
from farakhan.model.standing import SHOWN
from farakhan.problems import FarakhanError
from farakhan.record.idea import IdeaPlace, read_idea


def copies(asked: Asked) -> Response:
    """All pairs of an edition, each to be marked as one and its copy."""
    asked.desk.renewed()
    pairs = asked.desk.alike.pairs()
    seen = _seen(asked.desk, [(pair.first, pair.second) for pair in pairs])
    return asked.show("copies.html", pairs=pairs, seen=seen)


def undecided(desk: Desk) -> int:
    """How many pairs there are of which neither is marked as a copy."""
    pairs = desk.alike.lately()
    seen = _seen(desk, pairs)
    return sum(first in seen and second in seen for first, second in pairs)


def _seen(desk: Desk, pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Which text each of them has, by code; of those that are no one's copy yet and can be read."""
    seen: dict[str, str] = {}
    for code in {code for pair in pairs for code in pair}:
        try:
            idea = read_idea(IdeaPlace(desk.root, desk.edition, code))
        except FarakhanError:
            continue
        if idea.copies_of is None:
            seen[code] = idea.digest[:SHOWN]
    return seen
