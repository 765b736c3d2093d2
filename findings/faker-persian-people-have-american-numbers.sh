#!/usr/bin/env bash
# Guess:    Faker("fa_IR").ssn() gives made-up Iranian national IDs: ten digits whose last is right, as its names, provinces and
#           telephones are Persian.
# Instead:  the locale has no numbers of its own and falls back to the United States: «138-73-1034», nine digits in groups.
# Seen:     Faker 40.63.0, 2026-11-28.
# Means:    a guard that looks for national IDs is never tried by a sample made with it; ours draws its own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" Faker==40.63.0
PYTHONPATH=$folder python3 - <<'PYTHON'
import re

from faker import Faker

made = Faker("fa_IR")
Faker.seed(1406)
numbers = [made.ssn() for _ in range(200)]
print(made.name(), numbers[:3])
american = sum(bool(re.fullmatch(r"\d{3}-\d{2}-\d{4}", number)) for number in numbers)
raise SystemExit(american != 200)
PYTHON
