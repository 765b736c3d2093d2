"""Make the site's two fonts: Vazirmatn at weights 400 and 700, cut to the letters that a Persian page needs.

Run it once for each new version of the npm package `vazirmatn` and commit what it writes:

    npm pack vazirmatn@33.0.3 && tar xzf vazirmatn-33.0.3.tgz
    python scripts/fonts.py package

The font is under the SIL Open Font License; its text goes beside the fonts.
"""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from fontTools import subset

FONTS = Path(__file__).parent.parent / "site" / "assets" / "fonts"
WEIGHTS = {"Regular": 400, "Bold": 700}

LETTERS = "ءآأؤإئابپةتثجچحخدذرزژسشصضطظعغفقکكگلمنهۀوىیي"
PUNCTUATION = "،؛؟٪٫٬«»„…–—•·×÷\u2018\u2019\u201c\u201d\u2212\u00a0"
MARKS = "\u200c\u200d\u200e\u200f\u0640\u0670"
RANGES = ((0x20, 0x7E), (0x064B, 0x0654), (0x0660, 0x0669), (0x06F0, 0x06F9))
FEATURES = ["calt", "ccmp", "fina", "init", "kern", "liga", "locl", "mark", "medi", "mkmk", "rlig", "tnum"]
"""What joins, places and kerns letters, and digits of one width for tables; no fractions, no small capitals."""


def code_points() -> Iterator[int]:
    """Each character that stays: Persian, Latin basics, digits of three scripts, punctuation, ZWNJ."""
    yield from map(ord, LETTERS + PUNCTUATION + MARKS)
    for first, last in RANGES:
        yield from range(first, last + 1)


def cut(source: Path, target: Path) -> None:
    """Write the kept characters of a font as woff2; a character that the font lacks is simply not there."""
    options = subset.Options(flavor="woff2", hinting=False, layout_features=FEATURES)
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=code_points())
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def main(package: Path) -> None:
    """Cut both weights of the unpacked npm package and copy its licence."""
    FONTS.mkdir(parents=True, exist_ok=True)
    for name, weight in WEIGHTS.items():
        cut(package / "fonts" / "ttf" / f"Vazirmatn-{name}.ttf", FONTS / f"vazirmatn-{weight}.woff2")
    shutil.copyfile(package / "OFL.txt", FONTS / "OFL.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
