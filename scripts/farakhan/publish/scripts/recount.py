"""Count open data again: python recount.py FOLDER, where FOLDER has call.json, rows.json and results.json."""

import json
import sys
from fractions import Fraction
from pathlib import Path

folder = Path(sys.argv[1] if len(sys.argv) > 1 else ".")
call, rows, results = (json.loads((folder / f"{name}.json").read_bytes()) for name in ("call", "rows", "results"))
weights = [criterion["weight"] for criterion in call["rubric"]["criteria"]]
best = sum(weights) * call["rubric"]["scale"]
given: dict[int, list[Fraction]] = {row["number"]: [] for row in rows}
for row in rows:
    points = sum(weight * score for weight, score in zip(weights, row["scores"], strict=True))
    off = row.get("correction", 0) if call["tally"]["rule"] == "co_readers" else 0
    given[row["number"]].append(Fraction(points, best) - Fraction(off))
means = [sum(given[place["number"]]) / len(given[place["number"]]) for place in results["ranking"]]
same = means == [Fraction(place["score"]["exact"]) for place in results["ranking"]]
print(f"{len(means)} ideas, {len(rows)} rows; same scores, best first: {same and means == sorted(means)[::-1]}")
sys.exit(not same or means != sorted(means)[::-1])
