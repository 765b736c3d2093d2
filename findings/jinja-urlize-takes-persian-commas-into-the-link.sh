#!/usr/bin/env bash
# Guess:    Jinja's filter urlize leaves a «،» after an address out of the link, as it does with the comma, the full stop and
#           brackets.
# Instead:  it stands inside the href, and the reader's click asks for another page; after a bare host it makes the address no link
#           at all, and neither is one in «…».
# Seen:     Jinja2 3.1.6, 2026-11-28.
# Means:    addresses in Persian sentences are linked by a filter that knows the marks, or isolated by a blank.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" Jinja2==3.1.6
PYTHONPATH=$folder python3 - <<'PYTHON'
import jinja2

template = jinja2.Environment(autoescape=True).from_string("{{ text|urlize(rel='') }}")


def link(text: str) -> str:
    return str(template.render(text=text)).replace(' rel="noopener"', "")


texts = "https://example.ir/a, b|https://example.ir/a، و|https://example.ir, b|https://example.ir، و|«https://example.ir/a»"
seen = [link(text) for text in texts.split("|")]
print(*seen, sep="\n")
expected = [
    '<a href="https://example.ir/a">https://example.ir/a</a>, b',
    '<a href="https://example.ir/a،">https://example.ir/a،</a> و',
    '<a href="https://example.ir">https://example.ir</a>, b',
    "https://example.ir، و",
    "«https://example.ir/a»",
]
raise SystemExit(seen != expected)
PYTHON
