"""Near copies: pairs of ideas whose texts share more than two people would write, and what they share."""

from collections.abc import Iterable

from starlette.responses import Response

from farakhan.desk.alike import Pair
from farakhan.desk.desk import Asked, Desk
from farakhan.model.standing import SHOWN
from farakhan.problems import FarakhanError
from farakhan.record.idea import IdeaPlace, read_idea


def copies(asked: Asked) -> Response:
    """All pairs of an edition, each to be marked as one and its copy."""
    asked.desk.renewed()
    pairs = asked.desk.alike.pairs()
    return asked.show("copies.html", pairs=pairs, seen=_seen(asked.desk, pairs))


def _seen(desk: Desk, pairs: Iterable[Pair]) -> dict[str, str]:
    """Which text each of them has, by code; of those that are no one's copy yet and can be read."""
    seen: dict[str, str] = {}
    for code in {code for pair in pairs for code in (pair.first, pair.second)}:
        try:
            idea = read_idea(IdeaPlace(desk.root, desk.edition, code))
        except FarakhanError:
            continue
        if idea.copies_of is None:
            seen[code] = idea.digest[:SHOWN]
    return seen
