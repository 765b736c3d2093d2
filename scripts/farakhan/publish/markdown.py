"""An owner's Markdown as safe HTML: the only way in which a stranger's text reaches a page unescaped.

Two walls, each enough alone: markdown-it-py without raw HTML, and nh3 with a short list of tags. Texts built to
exhaust a parser are not parsed at all; they are shown as they were typed.

Every letter that a page shows stands in the file as that letter, where the checks saw it: what Markdown would make of
`&#x202e;` or of `<https://a.ir/%E2%80%AE>` stays as typed. References stay too: 400 of them to one long address
would make megabytes.
"""

import re
from collections.abc import Iterable

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup, escape

from farakhan.model.idea import BODY_LENGTH

MAX_DEPTH = 12
"""Levels of lists, quotes and emphasis that are rendered; an honest text has at most four or five."""
MAX_BRACKETS = 400
"""Opening brackets; markdown-it-py looks for the end of every one of them, in quadratic time."""
TOP_HEADING = 3
"""The level of a body's highest heading: the page has h1 for the title, h2 for its own parts."""

TAGS = frozenset(
    ("p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "strong", "em", "br", "hr", "a")
)
"""What a body may consist of."""

_PUNCTUATION_RUN = re.compile(r"[!-/:-@\[-`{-~]{120}")
_BLANK = re.compile(r"\n\s*\n")
_PARSER = MarkdownIt("commonmark", {"html": False, "maxNesting": 4 * MAX_DEPTH})
_PARSER.disable(["entity", "autolink", "reference"])
_CLEANER = nh3.Cleaner(
    tags=set(TAGS),
    attributes={"a": {"href"}, "ol": {"start"}, "*": set()},
    url_schemes={"https", "mailto"},
    url_relative="deny",
    link_rel="nofollow noopener ugc",
)


def render(text: str) -> Markup:
    """A body as HTML; as plain paragraphs where it is too long, too deep or too dense to be an honest text."""
    if len(text) > BODY_LENGTH[1] or text.count("[") > MAX_BRACKETS or _PUNCTUATION_RUN.search(text):
        return _plain(text)
    tokens = _PARSER.parse(text)
    if _depth(tokens) > MAX_DEPTH:
        return _plain(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(6, max(TOP_HEADING, int(token.tag[1]) + 1))}"
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return Markup(_CLEANER.clean(html))  # noqa: S704 (cleaned in this line)


def _depth(tokens: Iterable[Token]) -> int:
    inline = (child.level for token in tokens for child in token.children or ())
    return max((*(token.level for token in tokens), *inline), default=0)


def _plain(text: str) -> Markup:
    paragraphs = (part.strip() for part in _BLANK.split(text))
    return Markup("\n").join(escape(part).join((Markup("<p>"), Markup("</p>"))) for part in paragraphs if part)
