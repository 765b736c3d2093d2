"""The page of numbers: chains with their links, counties as tiles, ideas by field; each as a drawing and as a table.

Drawings are SVG of plain shapes, laid out here in units of their own and scaled by the page; colours are the style
sheet's. What a drawing says stands in the table after it, so that it is hidden from screen readers.
"""

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from farakhan.face.render import render
from farakhan.model.call import Entry, Phase
from farakhan.publish.census import ChainShare, CountyShare, Stand
from farakhan.publish.view import PublicCall, View

NAME, LINK, ROW, HEAD = 192, 88, 60, 88
"""The chain map: widths of the products' names and of a link, heights of a row and of the head, in its units."""
TILE, GAP = 100, 6
"""The tile map: a tile's side and the space between two."""


class Knot(NamedTuple):
    """A link in the drawing: where it stands, and whether it has winners, only ideas, or nothing."""

    x: int
    kind: str
    stand: Stand


class Row(NamedTuple):
    """A product in the drawing, its knots from the first link on the right to the last on the left."""

    product: Entry
    y: int
    knots: tuple[Knot, ...]


class Tile(NamedTuple):
    """A county in the drawing; `shade` is 0 without ideas, 3 with winners."""

    x: int
    y: int
    lines: tuple[str, ...]
    shade: int
    share: CountyShare


def chain_map(view: View, base: str) -> Markup:
    """Which links of each product have winners, only ideas, or nobody; what waits for ideas while they can be sent.

    How many have come is shown when the winners may be named and not before: till then, nothing or all of the links.
    """
    if view.counts:
        titles = {winner.number: winner.title for winner in view.winners}
        gaps = [(chain.product.name, _gaps(chain.stands)) for chain in view.counts.chains if _gaps(chain.stands)]
        drawn = _drawn(view.counts.links, view.counts.chains)
        return render("chain-map.html", **drawn, links=view.counts.links, titles=titles, gaps=gaps, base=base)
    if view.phase is not Phase.OPEN:
        return Markup()
    links, chains = view.call.links, tuple(_waiting(view.call))
    waiting = [(chain.product.name, _gaps(chain.stands)) for chain in chains]
    linked = tuple(link for link in links if any(link.name in names for _, names in waiting))
    return render("chains-open.html", **_drawn(linked, chains), chains=waiting, view=view)


def _waiting(call: PublicCall) -> Iterator[ChainShare]:
    """Every chain as if nobody had sent anything."""
    for chain in call.chains:
        yield ChainShare(chain, tuple(Stand(link, 0, ()) for link in call.links if link.id in chain.links))


def _drawn(links: tuple[Entry, ...], chains: tuple[ChainShare, ...]) -> dict[str, object]:
    """The chain map as its drawing wants it."""
    width = NAME + LINK * len(links)
    rows = [
        Row(chain.product, HEAD + ROW * index, tuple(_knots(chain.stands, links, width)))
        for index, chain in enumerate(chains)
    ]
    heads = [(_x(index, width), _lines(link.name)) for index, link in enumerate(links)]
    return {"size": (width, HEAD + ROW * len(rows)), "heads": heads, "rows": rows}


def _gaps(stands: tuple[Stand, ...]) -> tuple[str, ...]:
    return tuple(stand.link.name for stand in stands if not stand.ideas)


def _x(index: int, width: int) -> int:
    return width - NAME - LINK * index - LINK // 2


def _knots(stands: tuple[Stand, ...], links: tuple[Entry, ...], width: int) -> Iterator[Knot]:
    for stand in stands:
        kind = "won" if stand.winners else "idea" if stand.ideas else "gap"
        yield Knot(_x(links.index(stand.link), width), kind, stand)


def county_map(view: View, base: str) -> Markup:
    """Ideas and winners by the county of their execution; a county without a tile stands in the table alone."""
    if not view.counts:
        return Markup()
    tiles = [_tile(share) for share in view.counts.counties if share.county.tile]
    width = max((tile.x for tile in tiles), default=0) + TILE
    height = max((tile.y for tile in tiles), default=0) + TILE
    shares = sorted(view.counts.counties, key=lambda share: (-share.winners, -share.ideas))
    return render("county-map.html", size=(width, height), tiles=tiles, shares=shares, counts=view.counts, base=base)


def _tile(share: CountyShare) -> Tile:
    column, row = map(int, share.county.tile.split("-"))
    shade = 3 if share.winners else min(share.ideas, 2)
    step = TILE + GAP
    return Tile(column * step, row * step, _lines(share.county.name), shade, share)


def _lines(name: str) -> tuple[str, ...]:
    """A name in two lines where it has a space; the last word alone below."""
    first, _, last = name.rpartition(" ")
    return (first, last) if first else (last,)


def numbers(view: View, base: str) -> Markup:
    """Ideas that arrived, were judged and won, by field."""
    if not view.counts:
        return Markup()
    most = max((field.ideas for field in view.counts.fields), default=0) or 1
    return render("numbers.html", shares=view.counts.fields, most=most, counts=view.counts, dyes=view.dyes, base=base)
