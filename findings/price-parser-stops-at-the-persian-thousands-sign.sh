#!/usr/bin/env bash
# Guess:    price-parser, which reads prices in many forms and knows «تومان» and «ریال», reads «۱٬۲۰۰٬۰۰۰ تومان» as 1,200,000: it
#           does so with commas, whether the digits are Persian or Latin.
# Instead:  «٬» (U+066C), the sign that Persian keyboards and CLDR put between thousands, and «٫» (U+066B) before a fraction end
#           the number: the amount is 1, without a word, and that of «۳۵۰٬۰۰۰» is 350. The currency is found all the same.
# Seen:     price-parser 0.5.1, 2026-11-28.
# Means:    capital and income that people write are read by rules of our own; a wrong amount looks as whole as a right one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" price-parser==0.5.1
PYTHONPATH=$folder python3 - <<'PYTHON'
from price_parser import Price

seen = [str(Price.fromstring(text).amount) for text in ("۱,۲۰۰,۰۰۰ تومان", "۱٬۲۰۰٬۰۰۰ تومان", "مبلغ: ۳۵۰٬۰۰۰ تومان", "۸٫۵")]
print(seen)
raise SystemExit(seen != ["1200000", "1", "350", "8"])
PYTHON
