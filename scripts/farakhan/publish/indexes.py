"""The lists of all pages that machines read: the site map and the search index."""

import json
from collections.abc import Iterable
from html import escape
from pathlib import Path
from urllib.parse import urljoin

from farakhan.publish.render import render
from farakhan.publish.shell import address
from farakhan.publish.view import Winner

SITEMAP = "sitemap.xml"


def write_sitemap(site: Path, site_url: str, addresses: Iterable[str]) -> None:
    """Write sitemap.xml: absolute addresses, as its format asks, and no times, so that it changes with the pages alone.

    Args:
        site: the built site's folder.
        site_url: where it will stand; without one no map can be made.
        addresses: of the pages, from the site's top.
    """
    if site_url:
        found = [urljoin(site_url, one) for one in addresses]
        (site / SITEMAP).write_text(f"{render(SITEMAP, addresses=found)}\n", encoding="utf-8")


def add_to_search(site: Path, winners: Iterable[Winner]) -> None:
    """Add the winners to the index that Material's search wrote; its titles and texts are HTML.

    Summaries, not bodies: readers on a slow line download the whole index.
    """
    path = site / "search" / "search_index.json"
    if not path.exists():
        return
    index = json.loads(path.read_bytes())
    index["docs"] += (
        {
            "location": address(one.code),
            "title": escape(one.title),
            "text": escape("، ".join((one.summary, one.field.name, *one.counties, one.public_name))),
        }
        for one in winners
    )
    path.write_text(json.dumps(index, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
