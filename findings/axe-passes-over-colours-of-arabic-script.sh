#!/usr/bin/env bash
# Guess:    axe's rule color-contrast looks at every visible text, whatever its script.
# Instead:  text of Arabic letters alone is neither a violation nor passed nor «incomplete»: the rule leaves it out. Hebrew, Greek,
#           Cyrillic, Devanagari and Chinese of the same colours are violations, and so is a Persian line with one Latin word in
#           it. Letters that join have another width together than alone, and axe takes such text for a font of icons.
# Seen:     axe-core 4.12.1 (axe-playwright-python 0.1.8) in Chromium 156 with Debian's fonts, 2026-11-28.
# Means:    «axe finds nothing» says nothing of the contrast of a Persian page. Ask again with Latin letters in its place.
set -euo pipefail
chromium=$(command -v chromium || command -v chromium-browser) || { echo "no Chromium here"; exit 0; }
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" \
  axe-playwright-python==0.1.8 playwright==1.65.2
PYTHONPATH=$folder python3 - "$chromium" <<'PYTHON'
import sys
from pathlib import Path

import axe_playwright_python
from playwright.sync_api import sync_playwright

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
TEXTS = {
    "متن نمونه": 0,
    "سلام ۱۲۳": 0,
    "سلام hello": 1,
    "שלום עולם": 1,
    "Привет мир": 1,
    "हिन्दी पाठ": 1,
    "你好世界": 1,
}
QUIET = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
QUIET += ["--disable-background-networking", "--disable-component-update"]
seen = {}
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=sys.argv[1], args=QUIET)
    page = browser.new_page()
    for text in TEXTS:
        page.set_content(f"<title>x</title><main><p style='color:#777;background:#888'>{text}</p></main>")
        page.evaluate(AXE)
        answer = page.evaluate("axe.run(document, {runOnly: {type: 'rule', values: ['color-contrast']}})")
        seen[text] = len(answer["violations"])
        if not seen[text]:
            print(text, {name: len(answer[name]) for name in ("violations", "passes", "incomplete")})
    print(page.evaluate("axe.version"), browser.version, seen)
    browser.close()
raise SystemExit(seen != TEXTS)
PYTHON
