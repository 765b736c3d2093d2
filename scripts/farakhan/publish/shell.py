"""One page rendered by the theme and filled for every winner: a split once, a join a page.

Rendering each winner through the theme would take mkdocs half a minute for 5,000 pages.
"""

import re
from dataclasses import dataclass
from html import escape

from markupsafe import Markup

from farakhan.face import addresses
from farakhan.problems import FarakhanError

SOURCE = "winners/shell.md"
"""A page that mkdocs renders and nobody gets to see; it stands as deep as a winner's page, so that its links fit."""
ADDRESS = "winners/shell/"

_TITLE = "farakhan-shell-title"
_DESCRIPTION = "farakhan-shell-description"
_CONTENT = "<h1>farakhan-shell-content</h1>"
_SLOTS = re.compile(f"({'|'.join(map(re.escape, (_TITLE, _DESCRIPTION, _CONTENT, ADDRESS)))})")

MARKDOWN = (
    f"---\ntitle: {_TITLE}\ndescription: {_DESCRIPTION}\nhide: [navigation, toc]\nsearch: {{exclude: true}}\n---\n"
)
"""The shell's source: slots for the theme to carry along."""
HTML = _CONTENT
"""The shell's content; with a heading in it the theme adds none of its own."""


@dataclass(frozen=True)
class Shell:
    """A rendered page cut at its slots."""

    parts: tuple[bytes, ...]

    @classmethod
    def cut(cls, html: str) -> "Shell":
        """Cut a page that the theme rendered.

        Raises:
            FarakhanError: `theme-shell`, the theme dropped the title or the content, or shows the content twice.
        """
        parts = _SLOTS.split(html)
        if _TITLE not in parts or parts.count(_CONTENT) != 1:
            raise FarakhanError("theme-shell", "پوستهٔ سایت جای عنوان یا متن برگزیدگان را ندارد.")
        return cls(tuple(part.encode() for part in parts))

    def fill(self, number: int, title: str, description: str, content: Markup) -> bytes:
        """A winner's page; title and description are escaped for text and for quoted attributes alike."""
        slots = {
            _TITLE: escape(title),
            _DESCRIPTION: escape(description),
            _CONTENT: content,
            ADDRESS: addresses.winner(number),
        }
        filled = {name.encode(): text.encode() for name, text in slots.items()}
        return b"".join(filled[part] if place % 2 else part for place, part in enumerate(self.parts))
