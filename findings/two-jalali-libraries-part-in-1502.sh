#!/usr/bin/env bash
# Guess:    persiantools and jdatetime, the two kept Jalali calendars of PyPI, agree on leap years for centuries around ours; where
#           they part, it is far away.
# Instead:  they part at 1502 and 1503 (2123 and 2124): one goes by a table, the other by the 33-year cycle, and a whole year of
#           dates is a day apart between them.
# Seen:     persiantools 6.2.0 and jdatetime 6.1.1, convertdate 2.5.1 as a third, 2026-11-28; none other from 1300 to 1599.
# Means:    one library alone writes and reads every date of a record; a retention date a century ahead would change with it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" \
  persiantools==6.2.0 jdatetime==6.1.1 convertdate==2.5.1
PYTHONPATH=$folder python3 - <<'PYTHON'
import jdatetime
from convertdate import persian
from persiantools.jdatetime import JalaliDate

YEARS = range(1300, 1600)
apart = [year for year in YEARS if JalaliDate.is_leap(year) != jdatetime.date(year, 1, 1).isleap()]
third = [year for year in YEARS if JalaliDate.is_leap(year) != persian.leap(year)]
print(apart, third, [jdatetime.date(1503, 1, 1).togregorian(), JalaliDate(1503, 1, 1).to_gregorian()])
raise SystemExit((apart, third) != ([1502, 1503], []))
PYTHON
