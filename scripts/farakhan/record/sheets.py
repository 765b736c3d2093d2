"""What the judges of an edition gave: its assignments and sheets, read only where they are asked for."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path
from typing import NamedTuple

from farakhan.checks.closing import check_closed, closed_inputs
from farakhan.checks.idea import OVERTAKEN
from farakhan.checks.sheets import check_assignments, check_missing, check_shared, check_sheet
from farakhan.checks.shortlists import check_shortlist, inputs_before
from farakhan.files.layout import Kind, round_of, shortlist_path
from farakhan.files.sheets import read_confirmed
from farakhan.files.source import sha256
from farakhan.model.judging import CALIBRATION, Assignment, AssignmentLine, SheetRow
from farakhan.problems import Problem, problem
from farakhan.record.edition import Edition, refused, stem
from farakhan.store import disk
from farakhan.tally.rounds import shortlist


class Sheets(NamedTuple):
    """What the judges of an edition gave.

    `assignments` are of all rounds. `rounds` has the rows without an error by their round's id, and `rows` has all of
    them; `calibration` likewise has each judge's row of what all score first, which is not counted; `digests` is the
    `files.source.sha256` of assignments.csv, of each shortlist and of each sheet, by the file's path in the edition;
    `confirmed` has those that a judge has confirmed, likewise.
    """

    assignments: tuple[Assignment, ...]
    rounds: Mapping[str, tuple[SheetRow, ...]]
    rows: tuple[SheetRow, ...]
    calibration: tuple[SheetRow, ...]
    digests: Mapping[str, str]
    confirmed: Mapping[str, str]
    problems: tuple[Problem, ...]

    def before(self, edition: Edition) -> frozenset[Assignment]:
        """Who has read what in the rounds that are closed already, or declared a conflict there."""
        closed = (row for part in edition.closed_rounds() for row in self.rounds[part.id])
        return frozenset(Assignment(idea, judge) for idea, judge in _done(closed))

    def assigned(self, edition: Edition) -> tuple[Assignment, ...]:
        """Who reads what in the round whose sheets come in: of the ideas in it, those not read before by that judge."""
        before, codes = self.before(edition), {candidate.code for candidate in edition.read_in_round()}
        return tuple(pair for pair in self.assignments if pair.idea in codes and pair not in before)


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
    for path in paths[Kind.ASSIGNMENTS]:
        lines, problems = check_assignments(path, _read(root, path, Kind.ASSIGNMENTS), call, judged)
    unread = not paths[Kind.ASSIGNMENTS] or (problems and not lines)
    read = _read_rounds(edition, judged, None if unread else {(line.idea, line.judge) for line in lines})
    problems += read.problems
    calibration: list[SheetRow] = []
    for path in paths[Kind.CALIBRATION]:
        good, found = check_sheet(path, _read(root, path, Kind.CALIBRATION), call, {CALIBRATION}, None)
        calibration += good
        problems += found
    for path in paths[Kind.ASSIGNMENTS]:
        now = [line for line in lines if line.idea in read.within and line.idea not in read.before[line.judge]]
        if not unread:
            ideas, readings = edition.read_in_round(), edition.round.readings
            problems += check_shared(now, read.rounds[edition.round.id], call, ideas, readings, path)
        of_right_sheets = (line for line in now if line.judge not in read.wrong)
        problems += check_missing(of_right_sheets, read.rounds[edition.round.id], path)
    confirmed: dict[str, str] = {}
    for path in paths[Kind.CONFIRMED]:
        confirmed, odd = read_confirmed(path, _read(root, path, Kind.CONFIRMED))
        problems += odd.told()
    digests = {
        _within(path, edition.name): sha256(_read(root, path, kind))
        for kind in (Kind.ASSIGNMENTS, Kind.SHORTLIST)
        for path in paths[kind]
    }
    digests |= read.digests
    unread_ideas = (codes - edition.facts.keys()) | wrong_ideas
    problems += _of_shortlists(edition, read.rounds, digests, unread_ideas)
    if edition.closing:
        inputs = closed_inputs(call, edition.candidates(), digests)
        problems += check_closed(paths[Kind.CLOSED][0], edition.closing, call, inputs, unread_ideas)
    return Sheets(
        assignments=tuple(Assignment(line.idea, line.judge) for line in lines),
        rounds=read.rounds,
        rows=tuple(row for rows in read.rounds.values() for row in rows),
        calibration=tuple(calibration),
        digests=digests,
        confirmed=confirmed,
        problems=tuple(sorted(problems)),
    )


class _Rounds(NamedTuple):
    """What sheets say, round by round.

    Attributes:
        rounds: the right rows by their round's id, up to the round whose sheets come in.
        digests: of each sheet, by its path in the edition.
        problems: what is wrong with any.
        wrong: the judges of that last round with whose sheets something is wrong.
        within: the codes of the ideas that are read in it.
        before: what each judge has read in a round before it, or declared a conflict with there, by the judge.
    """

    rounds: dict[str, tuple[SheetRow, ...]]
    digests: dict[str, str]
    problems: list[Problem]
    wrong: set[str]
    within: frozenset[str]
    before: defaultdict[str, set[str]]


def _read_rounds(edition: Edition, judged: frozenset[str], assigned: AbstractSet[tuple[str, str]] | None) -> _Rounds:
    by_round: defaultdict[str, list[str]] = defaultdict(list)
    for path in edition.paths[Kind.SHEET]:
        by_round[round_of(path)].append(path)
    read = _Rounds({}, {}, [], set(), judged, defaultdict(set))
    for part, within in zip((*edition.closed_rounds(), edition.round), _among(edition, judged), strict=True):
        for idea, judge in _done(row for rows in read.rounds.values() for row in rows):
            read.before[judge].add(idea)
        read = read._replace(within=within)
        rows: list[SheetRow] = []
        for path in by_round.pop(part.id, []):
            data = _read(edition.root, path, Kind.SHEET)
            read.digests[_within(path, edition.name)] = sha256(data)
            again = read.before[stem(path)]
            good, wrong = check_sheet(path, data, edition.call, within - again if again else within, assigned)
            rows += good
            read.problems.extend(wrong)
            if wrong and part == edition.round:
                read.wrong.add(stem(path))
        read.rounds[part.id] = tuple(rows)
    read.problems.extend(problem(path, 1, "sheet-round") for paths in by_round.values() for path in paths)
    return read


def _done(rows: Iterable[SheetRow]) -> Iterator[tuple[str, str]]:
    """The pairs of idea and judge of the rows that say something."""
    return ((row.idea, row.judge) for row in rows if row.conflict or row.scores is not None)


def _read(root: Path, path: str, kind: Kind) -> bytes:
    return disk.read_bytes(root, path, disk.LIMITS[kind])


def _among(edition: Edition, judged: frozenset[str]) -> Iterator[frozenset[str]]:
    """The codes of the ideas that are read in each round until the one whose sheets come in."""
    yield judged
    for drawn in edition.shortlists:
        yield judged & frozenset(drawn.ideas)


def _of_shortlists(
    edition: Edition,
    rounds: Mapping[str, Sequence[SheetRow]],
    digests: Mapping[str, str],
    unread: AbstractSet[str],
) -> Iterator[Problem]:
    """What is not as it was when a shortlist was drawn."""
    all_rounds, candidates = edition.call.all_rounds(), edition.candidates()
    among: Sequence[str] | None = None
    for number, drawn in enumerate(edition.shortlists, 1):
        path = f"{disk.RECORD}/{edition.name}/{shortlist_path(drawn.round)}"
        names = {part.id for part in all_rounds[:number]}
        now = inputs_before(edition.call, candidates, digests, names)
        again = shortlist(edition.call, candidates, rounds, all_rounds[: number + 1], among)
        yield from check_shortlist(path, drawn, now, again, unread)
        among = drawn.ideas


def _within(path: str, edition: str) -> str:
    """A path as it stands in its edition's folder."""
    return path.removeprefix(f"{disk.RECORD}/{edition}/")
