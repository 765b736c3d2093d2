"""Word files (.docx): their text as it is read, line by line, with a table that was filled in as a form.

The form is ECMA-376, Office Open XML. No library reads all that people write in: a text box, the numbers of a list, a
control of a form, a footnote, what was changed under «track changes» is lost by one or the other. What was deleted, and
what Word shows where nothing was written yet, are no words of theirs.

Parts are read alone and up to `PART` bytes, however much the file says they unfold to; a part with a DTD is refused.
"""

import io
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from posixpath import dirname, join, normpath
from typing import NoReturn
from xml.etree.ElementTree import Element, ParseError, TreeBuilder, XMLParser

from farakhan.files import cells
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError

PART, ENTRIES = 8 * 2**20, 4000
"""Bytes of one part once it is unfolded, and parts of a file; a book has fewer."""
_PIECE = 2**16
_RELATIONS = "_rels/.rels"
_DEEPEST = 8
"""The last level of a list."""
OTHER_KIND = (
    "این پرونده نه Word (docx) است و نه PDF. با همان برنامه‌ای که باز می‌شود به docx ذخیره‌اش کنید، یا متنش را بچسبانید."
)
_UNSAID = frozenset({"del", "moveFrom", "Fallback", "pPr", "rPr", "tblPr", "trPr", "tcPr", "sdtPr", "instrText"})
"""What holds no words that are read: deleted, there for an old program, or about how the rest looks."""
_WITHIN = frozenset({"ins", "moveTo", "customXml", "smartTag", "sdtContent", "AlternateContent", "Choice"})
"""What only stands around paragraphs and tables."""
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_TICKS = {"F0FE": "☒", "F0FD": "☒", "F052": "☑", "F0A8": "☐", "F06F": "☐", "F0A3": "☐"}
"""Boxes that are drawn with the letters of Wingdings, by their codes."""


def text(data: bytes) -> str:
    """What a Word file says.

    Raises:
        FarakhanError: `document-kind`, it is another archive; `document-broken`; `document-large`, it unfolds to more
            than may be.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            return _Document(package).text()
    except (
        *(zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError),  # RecursionError too
        *(ParseError, KeyError, ValueError, IndexError),
    ):
        _refuse_broken()


class _Document:
    """A file's parts, and how far its lists have counted."""

    def __init__(self, package: zipfile.ZipFile) -> None:
        names = package.namelist()
        if len(names) > ENTRIES:
            _refuse_large()
        if _RELATIONS not in names:
            raise FarakhanError("document-kind", OTHER_KIND)
        self._package, self._names = package, frozenset(names)
        self._main = self._main_part()
        self._formats = {
            name: {_of(level, "ilvl"): level for level in _all(form, "lvl")}
            for form in _all(self._part("numbering.xml"), "abstractNum")
            if (name := _of(form, "abstractNumId"))
        }
        self._lists = {
            _of(made, "numId"): _value(made, "abstractNumId") for made in _all(self._part("numbering.xml"), "num")
        }
        self._styled = {
            _of(style, "styleId"): style for style in _all(self._part("styles.xml"), "style") if _all(style, "numPr")
        }
        self._notes = {_of(note, "id"): note for note in _all(self._part("footnotes.xml"), "footnote")}
        self._counts: dict[str, Counter[int]] = {}

    def text(self) -> str:
        """All of it."""
        body = next(iter(_all(self._read(self._main), "body")), None)
        return "\n".join(map(cells.ticked, self._blocks(body))) if body is not None else ""

    def _main_part(self) -> str:
        """The name of the part with the text; most often `word/document.xml`."""
        for relation in _all(self._read(_RELATIONS), "Relationship"):
            target = normpath(relation.get("Target", "").lstrip("/"))
            if relation.get("Type", "").endswith("/officeDocument") and target.startswith("word/"):
                return target
        raise FarakhanError("document-kind", OTHER_KIND)

    def _part(self, name: str) -> Element | None:
        """A part beside the text; None where there is none."""
        path = join(dirname(self._main), name)
        return self._read(path) if path in self._names else None

    def _read(self, name: str) -> Element:
        builder = XMLParser(target=_Builder())  # noqa: S314 (with no DTD there are no entities to grow)
        left = PART
        with self._package.open(name) as part:
            while piece := part.read(_PIECE):
                left -= len(piece)
                if left < 0:
                    _refuse_large()
                builder.feed(piece)
        root: Element = builder.close()
        return root

    def _blocks(self, parent: Iterable[Element]) -> Iterator[str]:
        for child in parent:
            kind = _kind(child)
            if kind == "p":
                yield from self._paragraph(child)
            elif kind == "tbl":
                yield from filter(None, map(self._row, _rows(child)))
            elif kind in _WITHIN or (kind == "sdt" and not _is_empty(child)):
                yield from self._blocks(child)

    def _row(self, row: Element) -> str:
        return cells.lines([cells.ticked("\n".join(self._blocks(cell))) for cell in _near(row, "tc")])

    def _paragraph(self, paragraph: Element) -> Iterator[str]:
        """A paragraph's own words; behind them what stands in its text boxes."""
        said, boxes = [self._number(paragraph)], list[Element]()
        self._gather(paragraph, said, boxes)
        words = "".join(said)
        if words.strip():
            yield words
        for box in boxes:
            yield from self._blocks(box)

    def _gather(self, parent: Element, said: list[str], boxes: list[Element]) -> None:
        for child in parent:
            kind = _kind(child)
            if kind in _UNSAID or (kind == "sdt" and _is_empty(child)):
                continue
            if kind == "t":
                said.append(child.text or "")
            elif kind in _SIGNS:
                said.append(_SIGNS[kind])
            elif kind == "sym":
                said.append(_TICKS.get(_of(child, "char").upper(), ""))
            elif kind == "txbxContent":
                boxes.append(child)
            elif kind == "footnoteReference":
                note = " ".join(self._blocks(self._notes.get(_of(child, "id"), ())))
                said.append(f" [{note.strip()}]" if note.strip() else "")
            else:
                self._gather(child, said, boxes)

    def _number(self, paragraph: Element) -> str:
        """The number or sign that Word puts before a paragraph of a list."""
        own = next(iter(_near(paragraph, "pPr")), None)
        styled = self._styled.get(_value(own, "pStyle")) if own is not None else None
        of = next((found for place in (own, styled) if place is not None for found in _all(place, "numPr")), None)
        if of is None:
            return ""
        name, depth = _value(of, "numId"), _value(of, "ilvl") or "0"
        level = self._formats.get(self._lists.get(name, ""), {}).get(depth)
        shown = _value(level, "lvlText") if level is not None else ""
        at = int(depth)
        if not shown or level is None or at > _DEEPEST or _value(level, "numFmt") == "none":
            return ""
        if _value(level, "numFmt") == "bullet":
            return "• "
        counted = self._counts.setdefault(name, Counter())
        counted[at] += 1
        for deeper in [key for key in counted if key > at]:
            del counted[deeper]
        for step in range(at + 1):
            shown = shown.replace(f"%{step + 1}", str(counted[step] or 1))
        return f"{to_persian(shown)} "


class _Builder(TreeBuilder):
    """Builds a part's tree; one with a DTD, which no such file has, is none."""

    def doctype(self, *_: object) -> NoReturn:
        """Refuse it."""
        raise ValueError


def _rows(table: Element) -> Iterator[Element]:
    """A table's rows, but those that were deleted."""
    return (row for row in _near(table, "tr") if not any(_near(about, "del") for about in _near(row, "trPr")))


def _near(parent: Element, kind: str) -> list[Element]:
    """Children of a kind, also of what only stands around them; not what stands in them again."""
    found = []
    for child in parent:
        if _kind(child) == kind:
            found.append(child)
        elif _kind(child) in _WITHIN or _kind(child) == "sdt":
            found += _near(child, kind)
    return found


def _all(parent: Element | None, kind: str) -> list[Element]:
    return [element for element in parent.iter() if _kind(element) == kind] if parent is not None else []


def _is_empty(control: Element) -> bool:
    """Whether a control of a form has only what is shown where nothing was written yet."""
    return any(_kind(about) == "sdtPr" and _all(about, "showingPlcHdr") for about in control)


def _kind(element: Element) -> str:
    """An element's name without its namespace, of which there are two: the transitional form's and the strict one's."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _of(element: Element, name: str) -> str:
    return next((value for key, value in element.attrib.items() if key.rpartition("}")[2] == name), "")


def _value(parent: Element, kind: str) -> str:
    return next((_of(child, "val") for child in _all(parent, kind)), "")


def _refuse_broken() -> NoReturn:
    message = "این پروندهٔ Word باز نشد؛ شاید ناقص رسیده است. آن را دوباره بگیرید، یا از Word با Save As نو بسازید."
    raise FarakhanError("document-broken", message) from None


def _refuse_large() -> NoReturn:
    message = (
        "این پرونده بیش از آن که باید باز می‌شود و خوانده نشد؛ متنش را در Word رونوشت کنید و در خانهٔ پیام بچسبانید."
    )
    raise FarakhanError("document-large", message)
