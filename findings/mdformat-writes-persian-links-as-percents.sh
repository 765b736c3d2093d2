#!/usr/bin/env bash
# Guess:    mdformat changes how Markdown is laid out and nothing that a reader of the source reads: a link to a page with a
#           Persian name stays as it was typed.
# Instead:  the addresses of links, pictures and <…> become percent signs, six characters for a letter; the text between the
#           brackets and a bare address stay. Pages are the same, but source and diff can no longer be read.
# Seen:     mdformat 1.0.0 with markdown-it-py 4.3.0, 2026-11-28.
# Means:    a formatter that runs at each commit must not reach Persian texts that people write and compare in git.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" mdformat==1.0.0 markdown-it-py==4.3.0
PYTHONPATH=$folder python3 - <<'PYTHON'
import mdformat

given = "[راهنما](راه.md)\n\n![گلیم](گلیم.webp)\n\nhttps://example.ir/فارس\n"
seen = mdformat.text(given)
print(seen)
expected = "[راهنما](%D8%B1%D8%A7%D9%87.md)\n\n![گلیم](%DA%AF%D9%84%DB%8C%D9%85.webp)\n\nhttps://example.ir/فارس\n"
raise SystemExit(seen != expected)
PYTHON
