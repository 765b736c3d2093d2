#!/usr/bin/env bash
# Guess:    a word that Word shows bold is <strong> in mammoth's HTML, and run.bold of python-docx is True.
# Instead:  Word keeps the bold of right-to-left text in another element (w:bCs, «complex script») than that of Latin text (w:b).
#           mammoth reads w:b alone, so bold Persian comes out plain; run.bold is None, and only font.cs_bold knows.
# Seen:     mammoth 1.13.0, python-docx 1.2.0, 2026-11-27.
# Means:    headings that people made by bold type in a Persian Word file are not seen unless w:bCs is read.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" mammoth==1.13.0 python-docx==1.2.0
PYTHONPATH=$folder python3 - <<'PYTHON'
from io import BytesIO

import mammoth
from docx import Document
from docx.oxml import OxmlElement

document = Document()
run = document.add_paragraph().add_run("نیازها")
properties = run._r.get_or_add_rPr()
for name in ("w:bCs", "w:rtl"):
    properties.append(OxmlElement(name))
file = BytesIO()
document.save(file)
file.seek(0)
seen = (run.bold, run.font.cs_bold, mammoth.convert_to_html(file).value)
print(seen)
raise SystemExit(seen != (None, True, "<p>نیازها</p>"))
PYTHON
