"""An owner's Markdown as safe HTML: the only way in which a stranger's text reaches a page unescaped.

Two walls, each enough alone: markdown-it-py without raw HTML, and nh3 with a short list of tags. Texts built to
exhaust a parser are not parsed at all; they are shown as they were typed.

Every letter that a page shows stands in the file as that letter, where the checks saw it: what Markdown would make of
`&#x202e;` or of `<https://a.ir/%E2%80%AE>` stays as typed. References stay too: 400 of them to one long address
would make megabytes.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from farakhan.model.idea import BODY_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import nh3
    from markdown_it import MarkdownIt
    from markdown_it.renderer import RendererHTML
    from markdown_it.token import Token
    from markdown_it.utils import EnvType, OptionsDict

MAX_DEPTH = 12
"""Levels of lists, quotes and emphasis that are rendered; an honest text has at most four or five."""
MAX_BRACKETS = 64
"""Opening brackets; markdown-it-py looks for the end of every one of them, in quadratic time."""
TOP_HEADING = 3
"""The level of a body's highest heading: the page has h1 for the title, h2 for its own parts."""

TAGS = frozenset(
    ("p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "code", "strong", "em", "br", "hr", "a")
)
"""What a body may consist of."""

_PUNCTUATION_RUN = re.compile(r"[!-/:-@\[-`{-~]{120}")
_BLANK = re.compile(r"\n\s*\n")
_LETTER = "A-Za-z\u0621-\u063a\u0641-\u064a\u0671-\u06d3"
_WORDS = rf"[{_LETTER}][{_LETTER}0-9\u064b-\u0655\u0660-\u0669\u06f0-\u06f9\u200c .,:;()/%«»،؛؟…–-]*+(?<![ ])"
"""A line of which Markdown and HTML leave every letter as it is, and which begins nothing but a paragraph."""
_PROSE = re.compile(
    rf"""(?P<level>\#{{1,6}})[ ](?P<heading>{_WORDS})(?:\n+|\Z)
    |(?P<items>-[ ]{_WORDS}(?:\n-[ ]{_WORDS})*+)(?:\n(?=\#)|\n\n+(?!-)|\Z)
    |(?P<lines>{_WORDS}(?:\n{_WORDS})*+)(?:\n+|\Z)""",
    re.VERBOSE,
)
"""A heading, a list without a blank line in it, or a paragraph; each up to where the next may begin."""


def render(text: str) -> Markup:
    """A body as HTML; as plain paragraphs where it is too long, too deep or too dense to be an honest text."""
    plain = prose(text)
    if plain is not None:
        return plain
    if len(text) > BODY_LENGTH[1] or text.count("[") > MAX_BRACKETS or _PUNCTUATION_RUN.search(text):
        return _plain(text)
    return parsed(text)


def prose(text: str) -> Markup | None:
    """Headings, paragraphs and plain lists of plain words, as most bodies are, in a tenth of the time of `parsed`.

    The same HTML to the letter; None where the text has more to it.
    """
    html, at = [], 0
    while at < len(text):
        match = _PROSE.match(text, at)
        if not match:
            return None
        kind, words, at = match.lastgroup, match[match.lastindex or 0], match.end()
        if kind == "heading":
            tag = _tag(len(match["level"]))
            html.append(f"<{tag}>{words}</{tag}>\n")
        elif kind == "items":
            items = words[2:].replace("\n- ", "</li>\n<li>")
            html.append(f"<ul>\n<li>{items}</li>\n</ul>\n")
        else:
            html.append(f"<p>{words}</p>\n")
    return Markup("".join(html))  # noqa: S704 (every letter is one of `_WORDS`)


def parsed(text: str) -> Markup:
    """Any text, by the parser and the cleaner; as plain paragraphs where it is too deep."""
    parser, cleaner = _tools()
    tokens = parser.parse(text)
    if _depth(tokens) > MAX_DEPTH:
        return _plain(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = _tag(int(token.tag[1]))
    html = parser.renderer.render(tokens, parser.options, {})
    return Markup(cleaner.clean(html))  # noqa: S704 (cleaned in this line)


@cache
def _tools() -> "tuple[MarkdownIt, nh3.Cleaner]":
    """The parser and the cleaner; imported here, for a build that keeps its pages needs neither."""
    import nh3  # noqa: PLC0415
    from markdown_it import MarkdownIt  # noqa: PLC0415

    parser = MarkdownIt("commonmark", {"html": False, "maxNesting": 4 * MAX_DEPTH})
    parser.disable(["entity", "autolink", "reference"])
    parser.add_render_rule("image", _words_of_image)
    cleaner = nh3.Cleaner(
        tags=set(TAGS),
        attributes={"a": {"href"}, "ol": {"start"}, "*": set()},
        url_schemes={"https", "mailto"},
        url_relative="deny",
        link_rel="nofollow noopener ugc",
    )
    return parser, cleaner


def _words_of_image(
    renderer: "RendererHTML", tokens: "Sequence[Token]", place: int, options: "OptionsDict", _: "EnvType"
) -> str:
    """What stands between a picture's brackets: no page shows a stranger's picture, but the words are the owner's."""
    return escape(renderer.renderInlineAsText(tokens[place].children, options, {}))


def _tag(level: int) -> str:
    return f"h{min(6, max(TOP_HEADING, level + 1))}"


def _depth(tokens: "Iterable[Token]") -> int:
    inline = (child.level for token in tokens for child in token.children or ())
    return max((*(token.level for token in tokens), *inline), default=0)


def _plain(text: str) -> Markup:
    paragraphs = (part.strip() for part in _BLANK.split(text))
    return Markup("\n").join(escape(part).join((Markup("<p>"), Markup("</p>"))) for part in paragraphs if part)
