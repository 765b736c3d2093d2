"""An owner's text as safe HTML: the only way in which a stranger's text reaches a page unescaped.

What people type is shown as they typed it, its signs and its lines: «۶*۴ متر» has a star in it, and a line that begins
with blanks is a line. Headings, lists and bold words alone are made of it, where they are certainly meant. Nothing else
of Markdown is known here, no HTML, no link, no picture; every letter that a page shows stands in the file as that
letter, where the checks saw it.

Two walls, each enough alone: markdown-it-py with these few rules, and nh3 with a short list of tags. Texts built to
exhaust a parser are not parsed at all; they are shown as they were typed.
"""

import re
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from farakhan.model.idea import BODY_LENGTH

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    import nh3
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

MAX_DEPTH = 12
"""Levels of lists, quotes and emphasis that are rendered; an honest text has at most four or five."""
TOP_HEADING = 3
"""The level of a body's highest heading: the page has h1 for the title, h2 for its own parts."""

TAGS = frozenset(("p", "h3", "h4", "h5", "h6", "ul", "ol", "li", "strong", "br"))
"""What a body may consist of."""

_PUNCTUATION_RUN = re.compile(r"[!-/:-@\[-`{-~]{120}")
_PLUS = re.compile(r"^(?P<blanks>[ \t]*)\+", re.MULTILINE)
_NO_LIST = "\ue000"
"""Stands for a plus at a line's beginning while it is parsed: «+ ۲۰ درصد» is no list, as it is to Markdown."""
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
    if len(text) > BODY_LENGTH[1] or _PUNCTUATION_RUN.search(text):
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
            lines = words.replace("\n", "<br>\n")
            html.append(f"<p>{lines}</p>\n")
    return Markup("".join(html))  # noqa: S704 (every letter is one of `_WORDS`)


def parsed(text: str) -> Markup:
    """Any text, by the parser and the cleaner; as plain paragraphs where it is too deep."""
    parser, cleaner = _tools()
    tokens = parser.parse(_PLUS.sub(rf"\g<blanks>{_NO_LIST}", text))
    if _depth(tokens) > MAX_DEPTH:
        return _plain(text)
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = _tag(int(token.tag[1]))
        elif token.type == "list_item_open" and token.info:
            token.attrSet("value", token.info)
        elif token.children:
            token.children = list(_as_meant(token.children))
    html = parser.renderer.render(tokens, parser.options, {}).replace(_NO_LIST, "+")
    return Markup(cleaner.clean(html))  # noqa: S704 (cleaned in this line)


@cache
def _tools() -> "tuple[MarkdownIt, nh3.Cleaner]":
    """The parser and the cleaner; imported here, for a build that keeps its pages needs neither."""
    import nh3  # noqa: PLC0415
    from markdown_it import MarkdownIt  # noqa: PLC0415

    parser = MarkdownIt("zero", {"html": False, "breaks": True, "maxNesting": 4 * MAX_DEPTH})
    parser.enable(["heading", "list", "emphasis", "newline"])
    cleaner = nh3.Cleaner(
        tags=set(TAGS),
        attributes={"ol": {"start"}, "li": {"value"}, "*": set()},
    )
    return parser, cleaner


def _as_meant(inline: "Sequence[Token]") -> "Iterator[Token]":
    """A line's tokens with bold where whole words are bold, and the stars and underscores of all else as typed."""
    opened: list[int] = []
    bold: set[int] = set()
    for place, token in enumerate(inline):
        if token.nesting == 1:
            opened.append(place)
        elif token.nesting == -1:
            start = opened.pop()
            if token.markup == "**" and not (_joins(inline, start - 1, -1) or _joins(inline, place + 1, 0)):
                bold |= {start, place}
    for place, token in enumerate(inline):
        if token.nesting and place not in bold:
            token.type, token.tag, token.nesting, token.content = "text", "", 0, token.markup
        yield token


def _joins(inline: "Sequence[Token]", place: int, letter: int) -> bool:
    """Whether a word or a number goes on beyond a mark, as in «۶**۴»."""
    beyond = inline[place].content if 0 <= place < len(inline) else ""
    return beyond[letter : letter + 1 or None].isalnum() if beyond else False


def _tag(level: int) -> str:
    return f"h{min(6, max(TOP_HEADING, level + 1))}"


def _depth(tokens: "Iterable[Token]") -> int:
    inline = (child.level for token in tokens for child in token.children or ())
    return max((*(token.level for token in tokens), *inline), default=0)


def _plain(text: str) -> Markup:
    """A text's paragraphs and lines."""
    line = Markup("<br>\n")
    paragraphs = (part.strip() for part in _BLANK.split(text))
    lines = (line.join(map(escape, part.split("\n"))) for part in paragraphs if part)
    return Markup("\n").join(Markup("<p>%s</p>") % part for part in lines)
