#!/usr/bin/env bash
# Guess:    num2words(30, lang="fa", to="ordinal") is «سی‌ام», or «سی ام», as papers and minutes write the thirtieth.
# Instead:  it is «سیم», which is the word for wire: the ending «م» is put on without the alef that a word in ی takes. The same
#           holds for 1030; compound ones that end otherwise (31, 33) are right.
# Seen:     num2words 0.5.14, 2026-11-28.
# Means:    ranks in letters and certificates are written from a table of our own, or as digits.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" num2words==0.5.14
PYTHONPATH=$folder python3 - <<'PYTHON'
from num2words import num2words

seen = {number: num2words(number, lang="fa", to="ordinal") for number in (3, 30, 33)}
print(seen)
raise SystemExit(seen != {3: "سوم", 30: "سیم", 33: "سی و سوم"})
PYTHON
