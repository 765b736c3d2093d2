"""Make the site's fonts: Vazirmatn at weights 400 and 700, each cut in two, and the style sheet that names them.

The first part has what a Persian page needs and nothing else; browsers ask for the second only where a page has a
character of it. Run it once for each new version of the npm package `vazirmatn` and commit what it writes:

    npm pack vazirmatn@33.0.3 && tar xzf vazirmatn-33.0.3.tgz
    python scripts/fonts.py package

The font is under the SIL Open Font License; its text goes beside the fonts.
"""

import shutil
import sys
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).parent.parent
FONTS = ROOT / "site" / "assets" / "fonts"
STYLES = ROOT / "scripts" / "farakhan" / "publish" / "styles" / "fonts.css"
WEIGHTS = {"Regular": 400, "Bold": 700}

PERSIAN = (
    "ءآأؤإئابپةتثجچحخدذرزژسشصضطظعغفقکگلمنهۀوىی" + "۰۱۲۳۴۵۶۷۸۹" + "\u064b\u064e\u064f\u0650\u0651\u0652\u0654\u0640"
)
SIGNS = " !()+-./:[]\u00a0«»·×–…،؛؟٪٫٬\u200c\u200d\u200e\u200f\u2212"
MORE = ((0x21, 0x7E), (0xA0, 0xFF), (0x060C, 0x066F), (0x0670, 0x06FF), (0x2010, 0x2044), (0x2190, 0x2193))
FEATURES = ["calt", "ccmp", "fina", "init", "kern", "liga", "locl", "mark", "medi", "mkmk", "rlig", "tnum"]
"""What joins, places and kerns letters, and digits of one width for tables; no fractions, no small capitals."""

FACE = """\
@font-face {{
  font-family: Vazirmatn;
  font-weight: {weight};
  font-display: swap;
  src: url("fonts/{name}") format("woff2");
  unicode-range: {range};
}}
"""


def cut(source: Path, target: Path, letters: Iterable[int]) -> None:
    """Write some characters of a font as woff2; one that the font lacks is simply not there."""
    options = subset.Options(flavor="woff2", hinting=False, layout_features=FEATURES)
    font = subset.load_font(str(source), options)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=letters)
    subsetter.subset(font)
    subset.save_font(font, str(target), options)


def unicode_range(font: Path) -> str:
    """The characters of a font, as CSS writes them."""
    points = sorted(TTFont(font).getBestCmap())
    runs = [[point for _, point in run] for _, run in groupby(enumerate(points), lambda pair: pair[1] - pair[0])]
    return ", ".join(f"U+{run[0]:04X}" + (f"-{run[-1]:04X}" if run[1:] else "") for run in runs)


def main(package: Path) -> None:
    """Cut both weights of the unpacked npm package, write the style sheet and copy the licence."""
    FONTS.mkdir(parents=True, exist_ok=True)
    first = set(map(ord, PERSIAN + SIGNS))
    second = {point for start, end in MORE for point in range(start, end + 1)} - first
    faces = []
    for style, weight in WEIGHTS.items():
        for part, letters in (("", first), ("-more", second)):
            target = FONTS / f"vazirmatn-{weight}{part}.woff2"
            cut(package / "fonts" / "ttf" / f"Vazirmatn-{style}.ttf", target, letters)
            faces.append(FACE.format(weight=weight, name=target.name, range=unicode_range(target)))
    STYLES.write_text("/* Written by scripts/fonts.py. */\n\n" + "\n".join(faces), encoding="utf-8")
    shutil.copyfile(package / "OFL.txt", FONTS / "OFL.txt")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
