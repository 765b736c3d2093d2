#!/usr/bin/env bash
# Guess:    persiantools' JalaliDate, which is equal to the datetime.date of the same day, has its hash as well, as Python asks of
#           whatever is equal: either finds the other in a set or as a key.
# Instead:  they are equal from both sides and their hashes differ: a list holds the day, a set of the same days does not, and both
#           stand in it. The same holds for JalaliDateTime and datetime; jdatetime's days hash as Python's do.
# Seen:     persiantools 6.2.0 and jdatetime 6.1.1, 2026-11-28.
# Means:    days that are keys, are counted or have their doubles taken out are of one type; `==` in a test does not show it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" persiantools==6.2.0 jdatetime==6.1.1
PYTHONPATH=$folder python3 - <<'PYTHON'
from datetime import date

import jdatetime
from persiantools.jdatetime import JalaliDate

common, jalali, other = date(2027, 8, 24), JalaliDate(1406, 6, 2), jdatetime.date(1406, 6, 2)
seen = (jalali == common, common == jalali, common in [jalali], common in {jalali}, len({common, jalali}))
print(seen, len({common, other}))
raise SystemExit((*seen, len({common, other})) != (True, True, True, False, 2, 1))
PYTHON
