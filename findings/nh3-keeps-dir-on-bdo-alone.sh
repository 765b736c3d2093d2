#!/usr/bin/env bash
# Guess:    nh3's defaults, which keep <bdi> and <bdo>, keep the attribute that both exist for, dir, wherever it stands.
# Instead:  dir stays on <bdo> and on nothing else: not on the <bdi> that it allows beside it, not on <p>. `<bdi dir="ltr">+98</bdi>`
#           becomes `<bdi>+98</bdi>`, whose direction is guessed anew from its first strong letter, of which a number has none.
# Seen:     nh3 0.3.8, 2026-11-27.
# Means:    cleaned right-to-left text loses its directions unless `attributes` names dir for each element that may have it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" nh3==0.3.8
PYTHONPATH=$folder python3 - <<'PYTHON'
import nh3

seen = nh3.clean('<p dir="rtl">کد <bdo dir="ltr">۲۷۳-۹۴۰</bdo> و <bdi dir="ltr">+98</bdi></p>')
print(seen)
raise SystemExit(seen != '<p>کد <bdo dir="ltr">۲۷۳-۹۴۰</bdo> و <bdi>+98</bdi></p>')
PYTHON
