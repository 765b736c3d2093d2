"""What pages are dressed with: the one style sheet, the scripts and the mark.

The style sheet is Material's typography under our own look, without the rules that no page of the site can use: a rule
stays if every name in its selector is a word of the rendered pages, of our templates or of our scripts. That is greedy
on purpose: what only some pages show, or what a script makes, never loses its style.
"""

import json
import re
import shutil
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import chain
from pathlib import Path

import tinycss2
from markupsafe import Markup
from pydantic import TypeAdapter
from tinycss2.ast import (
    AtRule,
    Declaration,
    HashToken,
    IdentToken,
    LiteralToken,
    Node,
    QualifiedRule,
    SquareBracketsBlock,
)

from farakhan.face.render import TEMPLATES
from farakhan.persian import letters
from farakhan.store import cache

HERE = Path(__file__).parent
STYLES = ("fonts", "tokens", "letters", "page", "parts", "home", "winners", "print")
"""Our sheets for every page, in their order; `dark` holds the tokens that a dark page has instead."""
MORE = ("charts", "search", "form")
"""Those of a second style sheet, for pages that say so and for the search, so that a first visit stays light."""
ASSETS = "assets"
INLINE, WORKER = "page.js", "sw.js"
SPELLINGS = "spellings.js"
"""How texts are compared, printed for `fold.js` from the one list of `persian.letters`."""
"""The script in every page, and the worker, whose place says what it serves; the others are modules of `ASSETS`."""
OF_THE_THEME = ("assets/stylesheets/", "assets/javascripts/", "assets/images/")
"""Files of Material's own that no page of ours asks for."""

_WORD = re.compile(r"[A-Za-z_][\w-]*")
_DATASET = re.compile(r"dataset\.(\w+)")
_USE = re.compile(r"var\(\s*(--[\w-]+)")
_NESTED = ("media", "supports")
_PLAIN = ("font-face", "page")


def words(text: str) -> set[str]:
    """The words of a text that a selector could mean: names of elements, classes, ids and attributes."""
    return set(_WORD.findall(text))


def script() -> str:
    """The script that stands in every page, without comments and indents."""
    lines = ((HERE / "scripts" / INLINE).read_text(encoding="utf-8")).splitlines()
    return "\n".join(line.strip() for line in lines if not line.strip().startswith("//"))


def logo() -> Markup:
    """The mark as SVG, our own file."""
    return Markup((HERE / "logo.svg").read_text(encoding="utf-8").strip())  # noqa: S704


def write(site: Path, theme: Path, pages: Iterable[str], root: Path) -> None:
    """Write the style sheets and the modules into the built site; sheets of the same words are kept between builds.

    Args:
        site: the built site's folder.
        theme: the folder of Material's templates.
        pages: words of the rendered pages.
        root: the repository's top.
    """
    target = site / ASSETS
    target.mkdir(exist_ok=True)
    known = {*pages, *_own_words()}
    sheets = {"site.css": lambda: css(theme, known), "more.css": lambda: "".join(_of_all(map(_sheet, MORE), known))}
    keys = [cache.key(name.encode(), _source(theme), " ".join(sorted(known)).encode()) for name in sheets]

    def anew(places: list[int]) -> Iterator[tuple[bytes, str]]:
        return ((keys[place], list(sheets.values())[place]()) for place in places)

    for name, text in zip(sheets, cache.through(root, "style sheets", keys, anew, TypeAdapter(str)), strict=True):
        (target / name).write_text(text, encoding="utf-8")
    for path in (HERE / "scripts").glob("*.js"):
        if path.name != INLINE:
            shutil.copyfile(path, (site if path.name == WORKER else target) / path.name)
    (target / SPELLINGS).write_text(f"export default {json.dumps(letters.COMPARING)};\n", encoding="utf-8")


@lru_cache(maxsize=1)
def _source(theme: Path) -> bytes:
    """Everything that the sheets are made of."""
    own = sorted((HERE / "styles").glob("*.css"))
    return b"\0".join(path.read_bytes() for path in (_main(theme), *own))


def css(theme: Path, known: set[str]) -> str:
    """The sheet of every page; Material's rules are a layer, so that ours win whatever their selectors weigh."""
    material = "".join(_kept(_material(theme), known))
    return "".join(_without_unused_properties([f"@layer material{{{material}}}", *_of_all(_own(), known)]))


def _of_all(sheets: Iterable[list[Node]], known: set[str]) -> Iterator[str]:
    return (rule for sheet in sheets for rule in _kept(sheet, known))


@lru_cache(maxsize=1)
def _own_words() -> frozenset[str]:
    files = chain(TEMPLATES.glob("*.html"), (HERE / "scripts").glob("*.js"))
    texts = [path.read_text(encoding="utf-8") for path in files]
    set_by_scripts = {_attribute(name) for text in texts for name in _DATASET.findall(text)}
    return frozenset(set_by_scripts.union(*map(words, texts)))


def _attribute(name: str) -> str:
    """The attribute that a script means by a name of `dataset`: "copyFrom" is data-copy-from."""
    return "data-" + re.sub("[A-Z]", lambda letter: f"-{letter[0].lower()}", name)


@lru_cache(maxsize=1)
def _material(theme: Path) -> list[Node]:
    return _parse(_main(theme).read_text(encoding="utf-8"))


def _main(theme: Path) -> Path:
    return next((theme / "assets" / "stylesheets").glob("main.*.min.css"))


def _own() -> Iterator[list[Node]]:
    """Our sheets; the dark tokens hold where dark was chosen, or is what the device asks for."""
    dark = _read("dark")
    for name in STYLES:
        yield _sheet(name)
        if name == "tokens":
            yield _parse(f":root[data-scheme=dark]{{{dark}}}")
            yield _parse(f"@media screen and (prefers-color-scheme:dark){{:root:not([data-scheme=light]){{{dark}}}}}")


def _sheet(name: str) -> list[Node]:
    return _parse(_read(name))


def _read(name: str) -> str:
    return (HERE / "styles" / f"{name}.css").read_text(encoding="utf-8")


def _parse(css: str) -> list[Node]:
    return list(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True))


def _kept(rules: Iterable[Node], known: set[str]) -> Iterator[str]:
    """Rules as text, small; a rule's selectors that can match nothing are left out."""
    for rule in rules:
        if isinstance(rule, QualifiedRule):
            selectors = [_text(selector) for selector in _split(rule.prelude) if _names(selector) <= known]
            if selectors:
                yield f"{','.join(selectors)}{{{_declarations(rule.content)}}}"
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in _NESTED:
            within = tinycss2.parse_rule_list(rule.content or (), skip_comments=True, skip_whitespace=True)
            inner = "".join(_kept(within, known))
            if inner:
                yield f"@{rule.at_keyword} {_text(rule.prelude)}{{{inner}}}"
        elif isinstance(rule, AtRule) and rule.lower_at_keyword in _PLAIN:
            yield f"@{rule.at_keyword}{_text(rule.prelude)}{{{_declarations(rule.content or ())}}}"


def _split(prelude: Iterable[Node]) -> Iterator[list[Node]]:
    part: list[Node] = []
    for node in prelude:
        if isinstance(node, LiteralToken) and node.value == ",":
            yield part
            part = []
        else:
            part.append(node)
    yield part


def _names(selector: Iterable[Node]) -> set[str]:
    """The names that must be there for a selector to match; what stands in `:not()` and its like need not be."""
    names, after_colon = set(), False
    for node in selector:
        if isinstance(node, SquareBracketsBlock):
            names.add(next(token.value for token in node.content if isinstance(token, IdentToken)))
        elif isinstance(node, IdentToken | HashToken) and not after_colon:
            names.add(node.value)
        after_colon = isinstance(node, LiteralToken) and node.value == ":"
    return names


def _declarations(content: Iterable[Node]) -> str:
    parsed = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return ";".join(
        f"{part.name}:{_text(part.value)}{'!important' if part.important else ''}"
        for part in parsed
        if isinstance(part, Declaration)
    )


def _text(nodes: Iterable[Node]) -> str:
    return re.sub(r"\s+", " ", str(tinycss2.serialize(nodes))).strip()


def _without_unused_properties(rules: list[str]) -> Iterator[str]:
    """Material defines icons and colours for parts that we have not; a property that nothing reads is left out."""
    while True:
        used = set(_USE.findall("".join(rules)))
        fewer = [_drop(rule, used) for rule in rules]
        if fewer == rules:
            return (rule for rule in rules if not rule.endswith("{}"))
        rules = fewer


def _drop(rule: str, used: set[str]) -> str:
    return re.sub(
        r"(?<=[{;])(--[\w-]+):(?:[^;{}\"']|\"[^\"]*\"|'[^']*')*(?:;|(?=\}))",
        lambda declared: declared[0] if declared[1] in used else "",
        rule,
    )
