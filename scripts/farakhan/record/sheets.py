"""What the judges of an edition gave: its assignments and sheets, read only where they are asked for."""

from collections.abc import Mapping
from typing import NamedTuple

from farakhan.checks.closing import check_closed, closed_inputs
from farakhan.checks.idea import OVERTAKEN
from farakhan.checks.sheets import check_assignments, check_missing, check_shared, check_sheet
from farakhan.files.layout import Kind
from farakhan.files.sheets import read_confirmed
from farakhan.files.source import sha256
from farakhan.model.judging import CALIBRATION, Assignment, AssignmentLine, SheetRow
from farakhan.problems import Problem
from farakhan.record.edition import Edition, refused, stem
from farakhan.store import disk


class Sheets(NamedTuple):
    """What the judges of an edition gave.

    `rows` has only those without an error; `calibration` likewise has each judge's row of what all score first, which
    is not counted; `digests` is the `files.source.sha256` of assignments.csv and of each sheet, by the file's path in
    the edition; `confirmed` has those that a judge has confirmed, likewise.
    """

    assignments: tuple[Assignment, ...]
    rows: tuple[SheetRow, ...]
    calibration: tuple[SheetRow, ...]
    digests: Mapping[str, str]
    confirmed: Mapping[str, str]
    problems: tuple[Problem, ...]


def read_sheets(edition: Edition) -> Sheets:
    """Assignments and sheets of an edition; none is blamed for an idea whose file is wrong."""
    root, call, paths = edition.root, edition.call, edition.paths
    codes = {stem(path) for path in (*paths[Kind.IDEA], *refused(edition.problems))}
    wrong_ideas = {stem(problem.path) for problem in edition.problems if problem.code == OVERTAKEN}
    judged = frozenset(
        {candidate.code for candidate in edition.candidates()} | (codes - edition.facts.keys()) | wrong_ideas
    )
    problems: list[Problem] = []
    lines: list[AssignmentLine] = []
    digests: dict[str, str] = {}
    for path in paths[Kind.ASSIGNMENTS]:
        data = disk.read_bytes(root, path, disk.LIMITS[Kind.ASSIGNMENTS])
        digests[_within(path, edition.name)] = sha256(data)
        lines, problems = check_assignments(path, data, call, judged)
    unread = not paths[Kind.ASSIGNMENTS] or (problems and not lines)
    assigned = None if unread else {(line.idea, line.judge) for line in lines}
    rows: list[SheetRow] = []
    wrong: set[str] = set()
    for path in paths[Kind.SHEET]:
        data = disk.read_bytes(root, path, disk.LIMITS[Kind.SHEET])
        digests[_within(path, edition.name)] = sha256(data)
        good, found = check_sheet(path, data, call, judged, assigned)
        rows += good
        problems += found
        wrong |= {stem(path)} if found else set()
    calibration: list[SheetRow] = []
    for path in paths[Kind.CALIBRATION]:
        data = disk.read_bytes(root, path, disk.LIMITS[Kind.CALIBRATION])
        good, found = check_sheet(path, data, call, {CALIBRATION}, None)
        calibration += good
        problems += found
    for path in paths[Kind.ASSIGNMENTS]:
        problems += [] if unread else check_shared(lines, rows, call, edition.candidates(), path)
        problems += check_missing((line for line in lines if line.judge not in wrong), rows, path)
    confirmed: dict[str, str] = {}
    for path in paths[Kind.CONFIRMED]:
        confirmed, odd = read_confirmed(path, disk.read_bytes(root, path, disk.LIMITS[Kind.CONFIRMED]))
        problems += odd.told()
    if edition.closing:
        now, unread_ideas = closed_inputs(call, edition.candidates(), digests), codes - edition.facts.keys()
        problems += check_closed(paths[Kind.CLOSED][0], edition.closing, call, now, unread_ideas | wrong_ideas)
    assignments = tuple(Assignment(line.idea, line.judge) for line in lines)
    return Sheets(assignments, tuple(rows), tuple(calibration), digests, confirmed, tuple(sorted(problems)))


def _within(path: str, edition: str) -> str:
    """A path as it stands in its edition's folder."""
    return path.removeprefix(f"{disk.RECORD}/{edition}/")
