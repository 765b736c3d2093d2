"""What ours is measured against: the naive way that one would write first, and the limit that one cannot well pass.

`python -m bench.rivals <name> <root>` does one of them once, in a fresh interpreter, as a command would.
"""

import csv
import hashlib
import json
import re
import sys
from collections import defaultdict
from datetime import datetime
from fractions import Fraction
from math import gcd, lcm
from pathlib import Path
from typing import Any, Literal

import frontmatter
import yaml
from pydantic import BaseModel

from bench.records import FOLDER

FENCE = "---\n"
POLARS = "polars.json"
"""Where it writes its results."""


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
    for path in sorted((root / FOLDER / "sheets" / "first").glob("*.csv")):
        with path.open(newline="") as file:
            for row in csv.DictReader(file):
                parts = (Fraction(int(row[name]), scale) * weight for name, weight in weights.items())
                rows[row["idea"]].append(sum(parts, Fraction()) / sum(weights.values()))
    means = {code: sum(scores, Fraction()) / len(scores) for code, scores in rows.items()}
    return len(sorted(means, key=lambda code: (-means[code], code)))


def limit_tally(root: Path) -> int:
    """Polars: reads the sheets and takes means by idea in floating point; nothing is checked."""
    import polars as pl  # noqa: PLC0415 (no other rival needs it)

    sheets = pl.read_csv(str(root / FOLDER / "sheets" / "first" / "*.csv"))
    scores = pl.all().exclude("idea", "conflict", "note")
    means = sheets.group_by("idea").agg(scores.mean())
    return int(means.sort(means.columns[1], descending=True).height)


_KEYS = re.compile(rb"^(code|status|screened|digest): '?([^'\n]*)'?$", re.MULTILINE)


def _judged(root: Path) -> dict[str, str]:
    """The digests of the accepted ideas by code, from lines of their front matters; the rest is not parsed."""
    digests = {}
    for path in idea_files(root):
        keys = dict(_KEYS.findall(path.read_bytes().partition(b"\n---\n")[0]))
        if keys[b"status"] == b"accepted" and keys[b"screened"] == keys[b"digest"]:
            digests[keys[b"code"].decode()] = keys[b"digest"].decode()
    return digests


def _said(number: int, parts: int) -> dict[str, str]:
    """A fraction of 0..1 in lowest terms, and as hundredths, half up."""
    shared = gcd(number, parts)
    cents = (20_000 * number + parts) // (2 * parts)
    return {"exact": f"{number // shared}/{parts // shared}", "percent": f"{cents // 100}.{cents % 100:02}"}


def polars_tally(root: Path) -> int:
    """Polars for all that it is made for: the same files, the same bad rows refused, the same bytes of results.json.

    It knows the rule `mean` without quotas, and of files of a judge only the plainest form of CSV. It stops where a row
    is bad and does not say what is wrong.
    """
    import polars as pl  # noqa: PLC0415 (no other rival needs it)

    folder = root / FOLDER
    call = yaml.load((folder / "call.yml").read_text(), Loader=yaml.CSafeLoader)
    scale, weights = int(call["rubric"]["scale"]), {one["id"]: int(one["weight"]) for one in call["rubric"]["criteria"]}
    names, tally = list(weights), call["tally"]
    judged = _judged(root)
    ideas = pl.Series("idea", list(judged))
    assigned = pl.read_csv(folder / "assignments.csv", infer_schema=False)
    text = pl.read_csv(folder / "sheets" / "first" / "*.csv", infer_schema=False, include_file_paths="judge")
    rows = text.with_columns(
        pl.col("judge").str.split("/").list.last().str.strip_suffix(".csv"),
        *(pl.col(name).cast(pl.Int64, strict=False).alias(f"{name} given") for name in names),
    )
    given = [pl.col(f"{name} given") for name in names]
    scored = pl.all_horizontal(score.is_between(0, scale).fill_null(value=False) for score in given)
    empty = pl.all_horizontal(pl.col(name).is_null() for name in names)
    wrong = (
        (pl.col("conflict").is_null() & ~scored & ~empty)
        | (pl.col("conflict").is_not_null() & ((pl.col("conflict") != "yes") | ~empty))
        | ~pl.col("idea").is_in(ideas.implode())
        | pl.struct("idea", "judge").is_duplicated()
    )
    strange = rows.join(assigned, on=["idea", "judge"], how="anti").height
    if strange or rows.filter(wrong).height or assigned.is_duplicated().any():
        raise SystemExit(1)
    sums = (
        rows.filter(scored)
        .group_by("idea")
        .agg(*(score.sum().alias(name) for score, name in zip(given, names, strict=True)), pl.len().alias("rows"))
        .with_columns(pl.sum_horizontal(pl.col(name) * weight for name, weight in weights.items()).alias("weighted"))
    )
    enough = sums.filter(pl.col("rows") >= int(tally["min_sheets"]))
    whole = lcm(*enough["rows"].unique())
    keys = [(pl.col(name) * (whole // pl.col("rows"))) for name in ("weighted", *tally["tie_break"])]
    ranked = enough.with_columns(pl.struct(keys).rank("min", descending=True).alias("rank")).sort("rank", "idea")
    ranking = [
        {
            "code": row["idea"],
            "rank": row["rank"],
            "rows": row["rows"],
            "score": _said(row["weighted"], sum(weights.values()) * scale * row["rows"]),
            "criteria": [{"id": name, **_said(row[name], scale * row["rows"])} for name in names],
        }
        for row in ranked.iter_rows(named=True)
    ]
    winners = int(tally["winners"])
    cut = ranking[winners]["rank"] if len(ranking) > winners else len(ranking) + 1
    tied = [place["code"] for place in ranking if place["rank"] == cut <= winners]
    least = dict(zip(sums["idea"], sums["rows"], strict=True))
    there = {place["code"] for place in ranking}
    files = [folder / "assignments.csv", *sorted((folder / "sheets" / "first").glob("*.csv"))]
    written = {
        "edition": call["edition"],
        "rule": tally["rule"],
        "scale": scale,
        "min_sheets": int(tally["min_sheets"]),
        "inputs": {
            **{path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files},
            **_call_digests(root),
            "ideas": judged,
        },
        "criteria": names,
        "ranking": ranking,
        "not_shortlisted": [],
        "unranked": [{"code": code, "rows": least.get(code, 0)} for code in sorted(judged) if code not in there],
        "winners": [place["code"] for place in ranking[:winners] if place["rank"] < cut],
        "tied": tied,
        "open_places": winners - cut + 1 if tied else 0,
    }
    text_of = json.dumps(written, ensure_ascii=False, sort_keys=True, indent=2) + "\n"
    (root / POLARS).write_text(text_of, encoding="utf-8")
    return len(ranking)


def _call_digests(root: Path) -> dict[str, str]:
    """The digests of the call, which are ours to define: taken from the results that stand."""
    results = (root / FOLDER / "results.json").read_text()
    return dict(re.findall(r'"(call|judges)": "([0-9a-f]{64})"', results))


RIVALS: dict[str, Any] = {
    rival.__name__: rival for rival in (naive_check, limit_check, naive_tally, limit_tally, polars_tally)
}

if __name__ == "__main__":
    print(RIVALS[sys.argv[1]](Path(sys.argv[2])))
