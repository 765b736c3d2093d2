#!/usr/bin/env bash
# Guess:    importing a library that makes PDFs changes nothing in what Pillow thinks of a picture.
# Instead:  WeasyPrint sets `ImageFile.LOAD_TRUNCATED_IMAGES` for the whole process: from its import on Pillow opens a photo
#           whose end is missing without a word, and gives gray where nothing was.
# Seen:     weasyprint 70.0 with pillow 13.0.0, 2026-11-28.
# Means:    who makes papers and looks at people's photos in one process sets it back, or a half photo is kept as whole.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" weasyprint==70.0 pillow==13.0.0
PYTHONPATH=$folder python3 - <<'PYTHON'
import io

from PIL import Image

whole = io.BytesIO()
Image.radial_gradient("L").save(whole, "PNG")
cut = whole.getvalue()[:-2000]


def told():
    try:
        Image.open(io.BytesIO(cut)).load()
    except OSError as error:
        return str(error)
    return "opened"


before = told()
import weasyprint  # noqa: E402, F401

after = told()
print(f"before: {before}\nafter import weasyprint: {after}")
raise SystemExit(not ("truncated" in before and after == "opened"))
PYTHON
