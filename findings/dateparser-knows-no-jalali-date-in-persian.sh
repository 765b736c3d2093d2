#!/usr/bin/env bash
# Guess:    dateparser, which knows Persian («دیروز», «۵ روز پیش») and has a Jalali calendar, reads «۱۲ مهر ۱۴۰۳» as 3 October 2024
#           when it is told that the language is Persian.
# Instead:  it reads nothing there, and «۱۴۰۳/۰۷/۱۲» becomes the year 1403 of the common calendar; the Jalali calendar is a class of
#           its own that nothing but the caller asks.
# Seen:     dateparser 1.5.0 with convertdate 2.5.1, 2026-11-28.
# Means:    a date in a message is read by rules of our own, and one before 1900 is never a common year.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" \
  dateparser==1.5.0 convertdate==2.5.1
PYTHONPATH=$folder python3 - <<'PYTHON'
import dateparser
from dateparser.calendars.jalali import JalaliCalendar

seen = {words: dateparser.parse(words, languages=["fa"]) for words in ("دیروز", "۱۲ مهر ۱۴۰۳", "۱۴۰۳/۰۷/۱۲")}
asked = JalaliCalendar("۱۲ مهر ۱۴۰۳").get_date()
print(seen, asked and asked.date_obj)
is_so = seen["دیروز"] and seen["۱۲ مهر ۱۴۰۳"] is None and seen["۱۴۰۳/۰۷/۱۲"].year == 1403
raise SystemExit(not is_so)
PYTHON
