#!/usr/bin/env bash
# Guess:    in a PDF a block with a width and `margin: 0 auto` stands in the middle of the page, from right to left too.
# Instead:  with dir="rtl" it begins as far right again as it ought to be from the edge and leaves the page: of a block of
#           100 pt on a page of 300 pt the text stands at 391 pt and is not seen; with dir="ltr" it is where it should be.
# Seen:     weasyprint 70.0 with pypdfium2 5.15.0, 2026-11-28.
# Means:    what is to be centred on our papers is centred as text, or placed from its edges.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" \
  weasyprint==70.0 pypdfium2==5.15.0
PYTHONPATH=$folder python3 - <<'PYTHON'
from pypdfium2 import PdfDocument
from weasyprint import HTML

PAGE = """<style>
@page { size: 300pt 100pt; margin: 0 }
body { margin: 0; font: 10pt sans-serif }
p { width: 100pt; margin: 0 auto }
</style><body dir="%s"><p>A</p>"""


def place(direction):
    page = PdfDocument(HTML(string=PAGE % direction).write_pdf())[0]
    left, _, right, _ = page.get_textpage().get_charbox(0)
    return left, right, page.get_width()


left, _, width = place("ltr")
print(f"ltr: the letter begins at {left:.0f} of {width:.0f} pt")
is_centred = 99 <= left <= 102
left, right, width = place("rtl")
print(f"rtl: the letter ends at {right:.0f} of {width:.0f} pt, instead of 200")
raise SystemExit(not (is_centred and right > width))
PYTHON
