"""Near copies: pairs of ideas whose texts share more than two people would write, and what they share."""

from starlette.responses import Response

from farakhan.desk.desk import Asked


def copies(asked: Asked) -> Response:
    """All pairs of an edition."""
    asked.desk.renewed()
    return asked.show("copies.html", pairs=asked.desk.alike.pairs())
