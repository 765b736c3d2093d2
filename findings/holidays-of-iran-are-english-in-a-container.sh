#!/usr/bin/env bash
# Guess:    holidays.IR() names its days in Persian unless it is asked for another language: its default_language is fa_IR.
# Instead:  without `language` it asks the environment first. Under LANG=fa_IR.UTF-8 and LANG=C the day is «جشن نوروز», under en_US
#           and under C.UTF-8, which many containers have and which gettext takes for American English, it is «Nowruz».
# Seen:     holidays 0.109, 2026-11-28.
# Means:    names of days off in a built page differ between the desk that tried it and the machine that builds it, unless the
#           language is named.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" holidays==0.109
PYTHONPATH=$folder python3 - <<'PYTHON'
import os
import subprocess
import sys

LINE = "import holidays; print(holidays.IR(years=2027{}).default_language, holidays.IR(years=2027{}).get('2027-03-21'))"


def day(lang: str, language: str = "") -> str:
    code = LINE.format(language, language)
    mine = {name: value for name, value in os.environ.items() if not name.startswith(("LC_", "LANG"))}
    environment = mine | {"LANG": lang, "PYTHONIOENCODING": "utf-8"}
    run = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, encoding="utf-8", check=True)
    return run.stdout.strip()


seen = [day("fa_IR.UTF-8"), day("C"), day("C.UTF-8"), day("C.UTF-8", ", language='fa_IR'")]
print(seen)
raise SystemExit(seen != ["fa_IR جشن نوروز", "fa_IR جشن نوروز", "fa_IR Nowruz", "fa_IR جشن نوروز"])
PYTHON
