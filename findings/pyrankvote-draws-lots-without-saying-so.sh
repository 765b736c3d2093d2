#!/usr/bin/env bash
# Guess:    pyrankvote gives the same winner each time it counts the same ballots, and says so where first place is tied.
# Instead:  a tie is settled by Python's random, which is not seeded: the same ballots give each of three winners in turn, and the
#           printed result has «Elected» and «Rejected» beside equal votes, as after any other count.
# Seen:     pyrankvote 2.0.6, 2026-11-28.
# Means:    a count that must be repeatable to the byte finds ties itself before it hands ballots to such a library.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m pip install -qq --root-user-action=ignore --disable-pip-version-check --target "$folder" pyrankvote==2.0.6
PYTHONPATH=$folder python3 - <<'PYTHON'
from pyrankvote import Ballot, Candidate, instant_runoff_voting

ideas = [Candidate(name) for name in ("الف", "ب", "پ")]
ballots = [Ballot([idea]) for idea in ideas]
results = [instant_runoff_voting(ideas, ballots) for _ in range(100)]
seen = {winner.name for result in results for winner in result.get_winners()}
print(sorted(seen), results[0], sep="\n")
told = any(word in str(result).lower() for result in results for word in ("tie", "lot", "random"))
raise SystemExit((seen, told) != ({"الف", "ب", "پ"}, False))
PYTHON
