#!/usr/bin/env bash
# Guess:    slugify("می‌خواهم", allow_unicode=True) keeps the word whole: ZWNJ is left out or stays, since it stands inside a word.
# Instead:  a hyphen takes its place, «می-خواهم»: one word is two, and no address that somebody types is that one; the hamze of
#           «خانهٔ» goes as well.
# Seen:     python-slugify 9.2.0, 2026-11-28.
# Means:    addresses of pages go by numbers here, never by titles.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" python-slugify==9.2.0
PYTHONPATH=$folder python3 - <<'PYTHON'
from slugify import slugify

seen = slugify("می\u200cخواهم خانه\u0654 ما", allow_unicode=True)
print(seen)
raise SystemExit(seen != "می-خواهم-خانه-ما")
PYTHON
