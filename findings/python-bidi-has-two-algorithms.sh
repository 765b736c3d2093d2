#!/usr/bin/env bash
# Guess:    python-bidi, rewritten over Rust's unicode-bidi, has one algorithm: `bidi.algorithm.get_display`, which all its older
#           examples import, is the same as `bidi.get_display`.
# Instead:  the old module is still the old Python algorithm, from before isolates (Unicode 6.3): for a text with U+2066…U+2069 it
#           raises AssertionError, where the new function lays the same text out.
# Seen:     python-bidi 0.6.12, 2026-11-27.
# Means:    whoever isolates codes and telephone numbers in Persian lines must import from `bidi`, not from `bidi.algorithm`.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" python-bidi==0.6.12
PYTHONPATH=$folder python3 - <<'PYTHON'
import bidi
from bidi import algorithm

text = "کد \u2066273-940-1865\u2069 است"
laid_out = "273-940-1865" in bidi.get_display(text)
try:
    algorithm.get_display(text)
    old = "laid out"
except AssertionError as error:
    old = str(error)
print(laid_out, old)
raise SystemExit((laid_out, old) != (True, "LRI not allowed here"))
PYTHON
