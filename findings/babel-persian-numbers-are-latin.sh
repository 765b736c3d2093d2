#!/usr/bin/env bash
# Guess:    Babel formats for the locale fa_IR as CLDR and browsers do: Persian digits, ٬ between thousands, Jalali dates.
# Instead:  digits are Latin in any case. By default the separators are Latin too; with numbering_system="default", which is arabext
#           for Persian, the separators become Persian and the digits stay: «1٬200٬000», a mixture that no locale has. Dates
#           stay Gregorian under Persian names of their months («۲ شهریور ۱۴۰۶» becomes «24 اوت 2027»).
# Seen:     babel 2.19.0, 2026-11-27.
# Means:    a page that formats by Babel alone shows 1,200,000 to Persian readers; days need a Jalali library anyway.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" babel==2.19.0
PYTHONPATH=$folder python3 - <<'PYTHON'
from datetime import date

from babel.dates import format_date
from babel.numbers import format_decimal

seen = (
    format_decimal(1200000, locale="fa_IR"),
    format_decimal(1200000, locale="fa_IR", numbering_system="default"),
    format_date(date(2027, 8, 24), locale="fa_IR"),
)
print(seen)
raise SystemExit(seen != ("1,200,000", "1٬200٬000", "24 اوت 2027"))
PYTHON
