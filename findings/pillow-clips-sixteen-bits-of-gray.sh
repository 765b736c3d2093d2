#!/usr/bin/env bash
# Guess:    Image.convert("L") and convert("RGB") of a 16-bit gray picture (mode I;16, as scanners and some phones save pages) bring
#           65,536 levels down to 256: half of white becomes 128.
# Instead:  every level above 255 is white: the values are cut, not divided, and a scanned page comes out blank without a word.
# Seen:     Pillow 13.0.0, 2026-11-28.
# Means:    whatever has sixteen bits is divided by ourselves before anything else looks at it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" pillow==13.0.0
PYTHONPATH=$folder python3 - <<'PYTHON'
from PIL import Image

seen = {level: Image.new("I;16", (1, 1), level).convert("L").getpixel((0, 0)) for level in (100, 256, 32_768, 65_535)}
print(seen, Image.new("I;16", (1, 1), 32_768).convert("RGB").getpixel((0, 0)))
raise SystemExit(seen != {100: 100, 256: 255, 32_768: 255, 65_535: 255})
PYTHON
