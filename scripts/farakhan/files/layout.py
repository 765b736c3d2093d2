"""Which files may stand in the record, and where: one allow-list of paths; everything else is named as a stray."""

import re
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from farakhan.model.call import FIRST
from farakhan.problems import Problem, problem


class Kind(StrEnum):
    """What a path in an edition's folder is."""

    CALL = "call.yml"
    IDEA = "idea"
    ASSIGNMENTS = "assignments.csv"
    SHEET = "sheet"
    SHORTLIST = "shortlists"
    CALIBRATION = "calibration"
    CONFIRMED = "confirmed.csv"
    RULES = "rules.json"
    CLOSED = "closed.json"
    RESULTS = "results.json"
    EARLIER = "earlier"
    AWARDS = "awards.yml"
    OBJECTION = "objections"
    MEDIA = "media"


class Entry(NamedTuple):
    """One thing found in the record's tree.

    `mode` is git's: 100644 a file, 100755 an executable one, 120000 a symbolic link, 160000 a submodule.
    """

    path: str
    mode: int
    size: int


REGULAR, EXECUTABLE, SYMLINK = 0o100644, 0o100755, 0o120000
MEDIA_LIMIT = 2 * 2**20

_SLUG = r"[a-z0-9][a-z0-9_-]{0,39}"
_EDITION = rf"submissions/{_SLUG}"
_PLACES = (
    (Kind.IDEA, re.compile(rf"{_EDITION}/ideas/[^/.][^/]{{0,59}}/[1-9][0-9]{{9}}\.md", re.ASCII)),
    (Kind.CALL, re.compile(rf"{_EDITION}/call\.yml", re.ASCII)),
    (Kind.SHEET, re.compile(rf"{_EDITION}/sheets/{_SLUG}/{_SLUG}\.csv", re.ASCII)),
    (Kind.SHORTLIST, re.compile(rf"{_EDITION}/shortlists/{_SLUG}\.json", re.ASCII)),
    (Kind.CALIBRATION, re.compile(rf"{_EDITION}/calibration/{_SLUG}\.csv", re.ASCII)),
    (Kind.ASSIGNMENTS, re.compile(rf"{_EDITION}/assignments\.csv", re.ASCII)),
    (Kind.CONFIRMED, re.compile(rf"{_EDITION}/confirmed\.csv", re.ASCII)),
    (Kind.RULES, re.compile(rf"{_EDITION}/rules\.json", re.ASCII)),
    (Kind.CLOSED, re.compile(rf"{_EDITION}/closed\.json", re.ASCII)),
    (Kind.RESULTS, re.compile(rf"{_EDITION}/results\.json", re.ASCII)),
    (Kind.EARLIER, re.compile(rf"{_EDITION}/results-[1-9][0-9]?\.json", re.ASCII)),
    (Kind.AWARDS, re.compile(rf"{_EDITION}/awards\.yml", re.ASCII)),
    (Kind.OBJECTION, re.compile(rf"{_EDITION}/objections/[1-9][0-9]{{9}}-[1-9][0-9]{{4}}\.yml", re.ASCII)),
    (Kind.MEDIA, re.compile(rf"{_EDITION}/media/[0-9a-f]{{64}}\.webp", re.ASCII)),
)

SHEETS = "sheets"
_SHEET_OF_NO_ROUND = re.compile(rf"{_EDITION}/{SHEETS}/(?P<judge>{_SLUG})\.csv", re.ASCII)
"""Where sheets stood before there were rounds."""
_FOLDERS = {
    "ideas": Kind.IDEA,
    SHEETS: Kind.SHEET,
    "shortlists": Kind.SHORTLIST,
    "calibration": Kind.CALIBRATION,
    "objections": Kind.OBJECTION,
    "media": Kind.MEDIA,
}


@lru_cache(maxsize=1)  # the place of a file that is listed is asked twice, one after the other
def kind_of(path: str) -> Kind | None:
    """What a path is, or None where no file of the record has that place."""
    return next((kind for kind, pattern in _PLACES if pattern.fullmatch(path)), None)


def sheet_path(round_id: str, judge: str) -> str:
    """Where a judge's sheet of a round stands, relative to its edition's folder."""
    return f"{SHEETS}/{round_id}/{judge}.csv"


def round_of(path: str) -> str:
    """The id of the round that a sheet, by its whole path or by that in its edition, is of."""
    return path.split("/")[-2]


def shortlist_path(round_id: str) -> str:
    """Where the shortlist of a round stands, relative to its edition's folder."""
    return f"{Kind.SHORTLIST}/{round_id}.json"


def earlier_path(number: int) -> str:
    """Where results stand that were counted before a sheet was reopened, relative to their edition's folder."""
    return f"results-{number}.json"


def photo_path(sha256: str) -> str:
    """Where a winner's photo stands at web size, relative to its edition's folder; named by its original."""
    return f"{Kind.MEDIA}/{sha256}.webp"


def meant_as(path: str) -> Kind | None:
    """What a path is, or else what its folder is for: a sheet under a wrong name has somebody's scores in it too."""
    _, _, inside = path.removeprefix("submissions/").partition("/")
    return kind_of(path) or _FOLDERS.get(inside.partition("/")[0])


def check_place(entry: Entry) -> Problem | None:
    """What is wrong with a file before its content is read: such a file is never opened."""
    if entry.mode == SYMLINK:
        return problem(entry.path, 1, "file-symlink")
    if sheet := _SHEET_OF_NO_ROUND.fullmatch(entry.path):
        return problem(entry.path, 1, "sheet-no-round", judge=sheet["judge"], first=FIRST)
    kind = kind_of(entry.path)
    if kind is None or entry.mode not in (REGULAR, EXECUTABLE):
        return problem(entry.path, 1, "file-stray")
    if entry.mode == EXECUTABLE:
        return problem(entry.path, 1, "file-mode")
    if kind is Kind.MEDIA and entry.size > MEDIA_LIMIT:
        return problem(entry.path, 1, "file-too-large", size=entry.size, limit=MEDIA_LIMIT)
    return None
