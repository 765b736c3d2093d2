"""What ours is measured against: the naive way that one would write first, and the limit that one cannot well pass.

`python -m bench.rivals <name> <root>` does one of them once, in a fresh interpreter, as a command would.
"""

import csv
import sys
from collections import defaultdict
from datetime import datetime
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import frontmatter
import yaml
from pydantic import BaseModel

from bench.records import FOLDER

FENCE = "---\n"


class PlainIdea(BaseModel):
    """An idea as a first draft would type it."""

    code: str
    edition: str
    title: str
    summary: str
    field: Literal["agriculture", "industry", "handicrafts", "services"]
    counties: list[str]
    stage: Literal["idea", "pilot", "running"]
    chain: dict[str, str | None]
    markets: list[Literal["local", "province", "national", "export"]]
    jobs: int | None
    capital: int | None
    income: int | None
    role: str
    owners: dict[str, str | int]
    media: list[dict[str, str | int]]
    consents: dict[str, str | None]
    channel: str
    arrived: datetime
    registered: datetime
    registered_by: str | None
    paper: str
    status: str
    screened: str | None
    reason: str | None
    note: str
    copies_of: str | None
    digest: str
    body: str


def idea_files(root: Path) -> list[Path]:
    """The ideas of the record, sorted."""
    return sorted((root / FOLDER / "ideas").glob("*/*.md"))


def split(path: Path) -> tuple[str, str]:
    """A file's front matter and its body, both as text."""
    _, front, body = path.read_text().split(FENCE, 2)
    return front, body


def naive_check(root: Path) -> int:
    """python-frontmatter as it comes, and a pydantic model: types alone, none of our rules, no lines."""
    ideas = []
    for path in idea_files(root):
        post = frontmatter.load(str(path))
        ideas.append(PlainIdea.model_validate({**post.metadata, "body": post.content}))
    return len(ideas)


def limit_check(root: Path) -> int:
    """PyYAML's C loader on the front matters alone: nothing is checked."""
    found = [yaml.load(split(path)[0], Loader=yaml.CSafeLoader) for path in idea_files(root)]
    return len(found)


def naive_tally(root: Path) -> int:
    """csv.DictReader and fractions, as the rule is written down."""
    call = yaml.safe_load((root / FOLDER / "call.yml").read_text())
    scale = int(call["rubric"]["scale"])
    weights = {one["id"]: int(one["weight"]) for one in call["rubric"]["criteria"]}
    rows: dict[str, list[Fraction]] = defaultdict(list)
    for path in sorted((root / FOLDER / "sheets").glob("*.csv")):
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                parts = (Fraction(int(row[name]), scale) * weight for name, weight in weights.items())
                rows[row["idea"]].append(sum(parts, Fraction()) / sum(weights.values()))
    means = {code: sum(scores, Fraction()) / len(scores) for code, scores in rows.items()}
    return len(sorted(means, key=lambda code: (-means[code], code)))


def limit_tally(root: Path) -> int:
    """Polars: reads the sheets and takes means by idea in floating point; nothing is checked."""
    import polars as pl  # noqa: PLC0415 (no other rival needs it)

    sheets = pl.read_csv(str(root / FOLDER / "sheets" / "*.csv"))
    scores = pl.all().exclude("idea", "conflict", "note")
    means = sheets.group_by("idea").agg(scores.mean())
    return int(means.sort(means.columns[1], descending=True).height)


RIVALS: dict[str, Any] = {rival.__name__: rival for rival in (naive_check, limit_check, naive_tally, limit_tally)}

if __name__ == "__main__":
    print(RIVALS[sys.argv[1]](Path(sys.argv[2])))
