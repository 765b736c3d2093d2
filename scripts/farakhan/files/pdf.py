"""PDF files: their text where it can be read with certainty, and their pages as pictures where it cannot.

The form is ISO 32000. No packaged reader gives a Persian page right: words come mirrored, «لا» as «ال», numbers turned
round. pdfminer.six knows which letters each glyph stands for (also where /ActualText alone says it) and where it was
drawn; `pdf_page` puts them into order. What comes out is trusted only where it reads like Persian.
"""

import io
import re
import unicodedata
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, NamedTuple, NoReturn

import pypdfium2
from pdfminer.converter import PDFLayoutAnalyzer
from pdfminer.layout import LAParams, LTChar
from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.psexceptions import PSException
from pdfminer.utils import Matrix, PathSegment, apply_matrix_pt
from PIL import Image

from farakhan.files import pdf_page
from farakhan.files.pdf_page import Glyph, Rule, Ruled
from farakhan.persian.letters import normalise
from farakhan.problems import FarakhanError

MOST_PAGES, MOST_LETTERS = 30, 100_000
"""What is read; an idea has two pages, seldom ten."""
PICTURES, WIDTH = 8, 1000
"""Pages that are shown where they cannot be read, and the pixels of their width."""
_TALLEST = 3000
_MOST_RULES = 4000
_THIN = 2.5
"""Points of a rule's thickness at most."""
_LEAST = 20
"""Letters of a page below which there is no text on it: a number, a stamp's date."""
_UNKNOWN = 0.03
"""Part of the glyphs of which nobody knows the letter, from which on the rest is not trusted."""
_PLAIN = 0.06
"""Part of the words that are the most frequent ones of Persian. Texts have a quarter, forms a tenth; mirrored, none."""
_FREQUENT = (
    "در به از که این را با است برای آن یک می خود تا کار بر هم نام طرح ایده یا هر ما من شما نیاز شهرستان شماره تلفن "
    "همراه خانه خانگی تولید فروش عنوان شرح درآمد سرمایه نفر تومان میلیون شغل محصول استان شهر روستا کشاورزی صنعت خدمات "
    "صنایع دستی بازار هزینه بله خیر"
)
_FORMS = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_OWN_SIGNS = re.compile("[\ue000-\uf8ff]")
"""What a font has of its own: most often the sign before an entry of a list."""
_WORD = re.compile("[آ-ی]{2,}")


class Written(NamedTuple):
    """What a PDF says.

    Attributes:
        text: in the order in which it is read; empty where it has none or it is not certain.
        has_letters: whether there is a text in it at all: a scanned page has none.
    """

    text: str
    has_letters: bool


def text(data: bytes) -> Written:
    """What a PDF says.

    Raises:
        FarakhanError: `document-locked`, it asks for a password; `document-broken`.
    """
    try:
        document = PDFDocument(PDFParser(io.BytesIO(data)))
        device = _Device(PDFResourceManager())
        interpreter = PDFPageInterpreter(device.rsrcmgr, device)
        pages = []
        for page in islice(PDFPage.create_pages(document), MOST_PAGES):
            interpreter.process_page(page)
            pages.append(pdf_page.read(device.glyphs, device.ruled()))
            if sum(len(made.text) for made in pages) > MOST_LETTERS:
                break
    except PDFPasswordIncorrect:
        _refuse_locked()
    except (PDFException, PSException, ValueError, TypeError, KeyError, IndexError, AttributeError, RecursionError):
        _refuse_broken()  # pdfminer trips over damaged files in many ways
    whole = normalise("\n".join(page.text for page in pages))
    has_letters = sum(map(str.isalpha, whole)) >= _LEAST or device.unknown >= _LEAST
    is_certain = all(page.is_certain for page in pages) and device.is_known and _is_plain(whole)
    return Written(_OWN_SIGNS.sub("•", whole) if has_letters and is_certain else "", has_letters)


def pictures(data: bytes) -> Iterator[bytes]:
    """The first pages as they are seen, as WebP.

    Raises:
        FarakhanError: `document-locked`, it asks for a password; `document-broken`.
    """
    try:
        with pypdfium2.PdfDocument(data) as document:
            for page in islice(document, PICTURES):
                width, height = page.get_size()
                scale = min(WIDTH / width, _TALLEST / height)
                out = io.BytesIO()
                page.render(scale=scale).to_pil().convert("RGB").save(out, "WEBP", quality=70)
                yield out.getvalue()
    except pypdfium2.PdfiumError as error:
        if "assword" in str(error):
            _refuse_locked()
        _refuse_broken()
    except (ValueError, ZeroDivisionError, OSError, Image.DecompressionBombError):
        _refuse_broken()


def _is_plain(whole: str) -> bool:
    """Whether a text reads like Persian, its letters in their order."""
    words, frequent = _WORD.findall(whole), frozenset(_FREQUENT.split())
    return sum(word in frequent for word in words) >= _PLAIN * len(words) and bool(words)


class _Device(PDFLayoutAnalyzer):
    """Gathers the glyphs and the rules of a page, and how many glyphs nobody knows the letters of."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources, laparams=LAParams())
        self.glyphs: list[Glyph] = []
        self.known = self.unknown = 0
        self._lying: list[Rule] = []
        self._standing: list[Rule] = []
        self._marked: list[tuple[str | None, list[Glyph]]] = []

    @property
    def is_known(self) -> bool:
        """Whether nearly all glyphs have letters."""
        return self.unknown <= _UNKNOWN * (self.known + self.unknown)

    def ruled(self) -> Ruled:
        """The page's rules; none where it has so many that they are a drawing."""
        if len(self._lying) + len(self._standing) > _MOST_RULES:
            return Ruled((), ())
        return Ruled(sorted(self._lying), sorted(self._standing))

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        """A page begins."""
        super().begin_page(page, ctm)
        self.glyphs, self._lying, self._standing, self._marked = [], [], [], []

    def end_page(self, page: PDFPage) -> None:  # noqa: ARG002 (the library's)
        """A page ends; its own way of making lines is not wanted."""
        self._stack.clear()

    def begin_tag(self, tag: object, props: Any = None) -> None:  # noqa: ANN401, ARG002 (the library's)
        """Something begins that may say itself what its letters are."""
        actual = resolve1(props["ActualText"]) if isinstance(props, dict) and "ActualText" in props else None
        self._marked.append((_decoded(actual) if isinstance(actual, bytes) else None, []))

    def end_tag(self) -> None:
        """It ends."""
        if self._marked:
            self._marked.pop()

    def render_char(  # noqa: PLR0913, PLR0917 (the library's)
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: Any,  # noqa: ANN401
        graphicstate: PDFGraphicState,
    ) -> float:
        """One glyph."""
        try:
            letters = _plain(font.to_unichr(cid))
        except PDFUnicodeNotDefined:
            letters = ""
        item = LTChar(
            *(matrix, font, fontsize, scaling, rise, letters, font.char_width(cid), font.char_disp(cid)),
            *(ncs, graphicstate),
        )
        _, foot = apply_matrix_pt(matrix, (0, rise))
        glyph = Glyph(letters, item.x0, item.x1, foot, max(abs(item.y1 - item.y0), 1.0), len(self.glyphs))
        said, drawn = next((one for one in reversed(self._marked) if one[0] is not None), (None, []))
        if said is None:
            self._count(letters)
            self.glyphs.append(glyph)
        elif drawn:
            drawn[0].left, drawn[0].right = min(drawn[0].left, glyph.left), max(drawn[0].right, glyph.right)
        else:
            glyph.text = said
            self._count(said)
            self.glyphs.append(glyph)
            drawn.append(glyph)
        return item.adv

    def paint_path(
        self,
        gstate: PDFGraphicState,  # noqa: ARG002
        stroke: bool,  # noqa: FBT001
        fill: bool,  # noqa: FBT001
        evenodd: bool,  # noqa: ARG002, FBT001
        path: Sequence[PathSegment],
    ) -> None:
        """A path that is drawn: the edges of its box, where they may be rules."""
        numbers = [[number for number in step if isinstance(number, float | int)] for step in path]
        points = [
            apply_matrix_pt(self.ctm, pair) for step in numbers for pair in zip(step[::2], step[1::2], strict=False)
        ]
        if not (stroke or fill) or len(self._lying) > _MOST_RULES or not points:
            return
        left, right = min(x for x, _ in points), max(x for x, _ in points)
        bottom, top = min(y for _, y in points), max(y for _, y in points)
        if top - bottom <= _THIN < right - left:
            self._lying.append(Rule((bottom + top) / 2, left - _THIN, right + _THIN))
        elif right - left <= _THIN < top - bottom:
            self._standing.append(Rule((left + right) / 2, bottom - _THIN, top + _THIN))
        elif stroke and right - left > _THIN:
            self._lying += [Rule(at, left - _THIN, right + _THIN) for at in (bottom, top)]
            self._standing += [Rule(at, bottom - _THIN, top + _THIN) for at in (left, right)]

    def _count(self, letters: str) -> None:
        is_known = bool(letters) and all(unicodedata.category(letter) not in {"Co", "Cc", "Cn"} for letter in letters)
        self.known += is_known
        self.unknown += not is_known


def _plain(letters: str) -> str:
    return unicodedata.normalize("NFKC", letters) if _FORMS.search(letters) else letters


def _decoded(said: bytes) -> str:
    for mark, encoding in ((b"\xfe\xff", "utf-16-be"), (b"\xff\xfe", "utf-16-le"), (b"\xef\xbb\xbf", "utf-8")):
        if said.startswith(mark):
            return said.removeprefix(mark).decode(encoding, "replace")
    return said.decode("latin-1")


def _refuse_locked() -> NoReturn:
    message = "این PDF رمز دارد. با رمزش بازش کنید، از «چاپ» با گزینهٔ ذخیرهٔ PDF نسخه‌ای بی رمز بسازید و همان را بدهید."
    raise FarakhanError("document-locked", message) from None


def _refuse_broken() -> NoReturn:
    message = "این PDF باز نشد؛ شاید ناقص رسیده است. آن را دوباره از فرستنده بگیرید."
    raise FarakhanError("document-broken", message) from None
