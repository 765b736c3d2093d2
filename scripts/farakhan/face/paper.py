"""The one maker of papers: a template of ours and plain values become a PDF that people print, sign and keep.

It is tagged (PDF/UA-1) and in the site's own font; the same values make the same bytes. Nothing is fetched but the
font. Whatever may not stand in the order of a Persian line is isolated by the filter `apart`.
"""

import base64
import io
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from farakhan.face.render import TEMPLATES, render
from farakhan.problems import FarakhanError

if TYPE_CHECKING:
    from weasyprint import CSS
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher

WEIGHTS = (400, 700)
FONTS = tuple(f"vazirmatn-{weight}{part}.woff2" for weight in WEIGHTS for part in ("", "-more"))
"""Of each weight the letters of a Persian page, and what else a line may have, as Latin ones."""
_STYLE = "paper.css"
_FACES = """
@font-face {{ font-family: Vazirmatn; font-weight: {weight}; src: url("{first}") format("woff2") }}
@font-face {{ font-family: VazirmatnMore; font-weight: {weight}; src: url("{more}") format("truetype") }}
"""
_SPACE = 0x20


class _Press(NamedTuple):
    """What is made ready once for all papers."""

    fetcher: "URLFetcher"
    fonts: "FontConfiguration"
    style: "CSS"


def pdf(template: str, values: Mapping[str, object], fonts: Path) -> bytes:
    """A paper.

    Args:
        template: of ours.
        values: what it says, as text, numbers, lists and mappings.
        fonts: the folder of the site's fonts.

    Raises:
        FarakhanError: `paper-press`, what makes PDFs is not installed here; `paper-font`, a font is missing.
    """
    for name in FONTS:
        if not (fonts / name).is_file():
            raise FarakhanError("paper-font", "قلم سایت در این جا نیست؛ آن را از مخزن برگردانید.", str(fonts / name))
    press = _press(fonts.resolve())
    from weasyprint import HTML  # noqa: PLC0415 (it is here, or `_press` has said so)

    page = HTML(string=render(template, **values), url_fetcher=press.fetcher)
    made: bytes = page.write_pdf(stylesheets=[press.style], font_config=press.fonts, pdf_variant="pdf/ua-1")
    return made


@lru_cache(maxsize=1)
def _press(fonts: Path) -> _Press:
    try:
        from weasyprint import CSS  # noqa: PLC0415 (slow, and not installed everywhere)
        from weasyprint.text.fonts import FontConfiguration  # noqa: PLC0415
        from weasyprint.urls import URLFetcher  # noqa: PLC0415
    except (ImportError, OSError):
        message = (
            "برای ساختن PDF، WeasyPrint و کتابخانهٔ Pango لازم است و این‌جا نیست. روی دبیان یا اوبونتو یک بار بزنید:"
            " sudo apt install libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 ؛ سپس make demo."
        )
        raise FarakhanError("paper-press", message) from None
    fetcher, own = URLFetcher(allowed_protocols=["file", "data"]), FontConfiguration()
    faces = "".join(_faces(fonts, weight) for weight in WEIGHTS)
    style = (TEMPLATES / _STYLE).read_text(encoding="utf-8")
    return _Press(fetcher, own, CSS(string=faces + style, font_config=own, url_fetcher=fetcher))


def _faces(fonts: Path, weight: int) -> str:
    first, more = (fonts / f"vazirmatn-{weight}{part}.woff2" for part in ("", "-more"))
    data = base64.b64encode(_with_space(more, first)).decode()
    return _FACES.format(weight=weight, first=first.as_uri(), more=f"data:font/ttf;base64,{data}")


def _with_space(path: Path, first: Path) -> bytes:
    """A font with the space of another one: Pango takes no font anew for a blank, and Latin words would be one."""
    from fontTools.ttLib import TTFont  # noqa: PLC0415 (slow)
    from fontTools.ttLib.tables._g_l_y_f import Glyph  # noqa: PLC0415

    font, lender = TTFont(path, recalcTimestamp=False), TTFont(first)
    name = lender.getBestCmap()[_SPACE]
    font["glyf"][name] = Glyph()
    font["hmtx"][name] = lender["hmtx"][name]
    for table in font["cmap"].tables:
        table.cmap[_SPACE] = name
    font.flavor = None
    out = io.BytesIO()
    font.save(out)
    return out.getvalue()
