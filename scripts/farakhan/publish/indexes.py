"""The lists of all pages that machines read: the site map, and the index that the search asks for when it is used."""

import json
from collections.abc import Iterable, Iterator, Sequence
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urljoin

from pydantic import TypeAdapter

from farakhan.face import addresses
from farakhan.face.render import render
from farakhan.publish.view import Winner
from farakhan.store import cache

SITEMAP = "sitemap.xml"
SEARCH = "assets/search.json"


class Entry(NamedTuple):
    """What the search may find: a part of a page or a winner; all plain text, shown by a script as text."""

    address: str
    page: str
    title: str
    text: str


class Filled(NamedTuple):
    """A page of our own, rendered, without the theme around it."""

    html: str
    address: str
    title: str


def write_sitemap(site: Path, site_url: str, addresses: Iterable[str]) -> None:
    """Write sitemap.xml: absolute addresses, as its format asks, and no times, so that it changes with the pages alone.

    Args:
        site: the built site's folder.
        site_url: where it will stand; without one no map can be made.
        addresses: of the pages, from the site's top.
    """
    if site_url:
        absolute = [urljoin(site_url, address) for address in addresses]
        (site / SITEMAP).write_text(f"{render(SITEMAP, addresses=absolute)}\n", encoding="utf-8")


def write_search(site: Path, root: Path, pages: Sequence[Filled], winners: Iterable[Winner]) -> None:
    """Write the search index.

    Winners by their summaries, not their bodies: readers on a slow line download the whole index.

    Args:
        site: the built site's folder.
        root: the repository's top, where it is kept what pages have.
        pages: our own.
        winners: each with a page too.
    """
    keys = [cache.key(*(part.encode() for part in page)) for page in pages]

    def anew(places: list[int]) -> Iterator[tuple[bytes, list[Entry]]]:
        return ((keys[place], list(parts(*pages[place]))) for place in places)

    of_pages = cache.through(root, "parts of pages", keys, anew, TypeAdapter(list[Entry]))
    entries = [*chain.from_iterable(of_pages), *map(_winner, winners)]
    text = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    (site / SEARCH).write_text(text, encoding="utf-8")


def _winner(winner: Winner) -> Entry:
    facts = (winner.field.name, *winner.counties, winner.product, winner.public_name)
    text = f"{winner.summary} {'، '.join(filter(None, facts))}"
    return Entry(addresses.winner(winner.number), "برگزیدگان", winner.title, text)


def parts(html: str, url: str, title: str) -> Iterator[Entry]:
    """The parts of one of our own rendered pages, each from a heading with an id to the next."""
    reader = _Parts()
    reader.feed(html)
    reader.close()
    for anchor, heading, text in reader.parts:
        if heading or text:
            yield Entry(url + (f"#{anchor}" if anchor else ""), title, heading or title, text)


class _Parts(HTMLParser):
    """Text by heading; what is only drawn, or only for a machine, is not read."""

    UNREAD = frozenset({"svg", "script", "style", "form", "button", "noscript"})
    HEADINGS = frozenset({"h2", "h3"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._found: list[tuple[str, list[str], list[str]]] = [("", [], [])]
        self._within: list[str] = []

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        """Anchor, heading and text of each part."""
        return [(anchor, _line(heading), _line(text)) for anchor, heading, text in self._found]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a part at a heading that an address can lead to."""
        anchor = dict(attrs).get("id") if tag in self.HEADINGS else None
        if anchor:
            self._found.append((anchor, [], []))
        if anchor or tag in self.UNREAD or tag == "h1":
            self._within.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave what was not to be read."""
        if tag in self._within:
            self._within.remove(tag)

    def handle_data(self, data: str) -> None:
        """Keep the words where they belong."""
        if self.UNREAD.isdisjoint(self._within):
            _, heading, text = self._found[-1]
            (heading if self._within else text).append(data)


def _line(words: Iterable[str]) -> str:
    return " ".join(" ".join(words).split())
