#!/usr/bin/env bash
# Guess:    python-stdnum refuses a number in Persian digits, luhn and damm alike; where it does not, validate() gives it back in
#           Latin ones.
# Instead:  luhn refuses it. damm, verhoeff and ISO 7064 find it right, validate() gives it back in Persian digits as it came, and
#           the check digit that damm counts for it is a Latin one.
# Seen:     python-stdnum 2.2, 2026-11-28.
# Means:    «valid» does not yet say that two people have typed the same code: digits are folded before the check and the look-up.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" python-stdnum==2.2
PYTHONPATH=$folder python3 - <<'PYTHON'
from stdnum import damm, luhn, verhoeff
from stdnum.iso7064 import mod_97_10

PERSIAN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
numbers = ((luhn, "78949"), (damm, "5724"), (verhoeff, "12340"), (mod_97_10, "123482"))
for check, number in numbers:
    check.validate(number)
seen = [check.is_valid(number.translate(PERSIAN)) for check, number in numbers]
print(seen, damm.validate("۵۷۲۴"), damm.calc_check_digit("۵۷۲"))
raise SystemExit((seen, damm.validate("۵۷۲۴"), damm.calc_check_digit("۵۷۲")) != ([False, True, True, True], "۵۷۲۴", "4"))
PYTHON
