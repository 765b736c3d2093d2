"""An edition read whole: call, ideas, sheets, results and awards, with everything that is wrong with them."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from farakhan.checks.awards import read_awards
from farakhan.checks.call import read_call
from farakhan.checks.edition import check_among, check_judged
from farakhan.checks.idea import OVERTAKEN, Facts
from farakhan.checks.sheets import AssignmentLine, check_assignments, check_missing, check_sheet
from farakhan.files import idea as idea_file
from farakhan.files import results as results_file
from farakhan.files.layout import Entry, Kind, check_place, kind_of
from farakhan.files.shape import Source
from farakhan.files.source import read_yaml
from farakhan.model.call import Call
from farakhan.model.idea import Idea, Status
from farakhan.model.judging import Assignment, Awards, Candidate, Results, SheetRow
from farakhan.problems import FarakhanError, Problem, problem
from farakhan.record.ideas import Step, look_at
from farakhan.store import cache, disk

_READ = TypeAdapter(tuple[Source | None, list[Problem]])


@dataclass(frozen=True, kw_only=True)
class Edition:
    """An edition as its files say it.

    `paths` are of the files that stand in their place; `facts` has only ideas whose files have no error, and those
    that are to be looked at again because their text changed after a decision.
    `results_sha256` is of results.json's bytes, empty where there is none. `problems` are of everything but the
    judges' assignments and sheets, which only the check and the tally look at.
    """

    root: Path
    name: str
    call: Call
    paths: Mapping[Kind, list[str]]
    facts: Mapping[str, Facts]
    results: Results | None
    results_sha256: str
    awards: Awards | None
    problems: tuple[Problem, ...]

    def candidates(self) -> tuple[Candidate, ...]:
        """The ideas that are judged: those accepted."""
        accepted = (facts for facts in self.facts.values() if facts.status is Status.ACCEPTED)
        return tuple(Candidate(facts.code, facts.field, facts.counties, facts.digest) for facts in accepted)

    def idea(self, code: str) -> Idea:
        """One idea, read from its file, though the check may have something to say of it.

        Raises:
            FarakhanError: `no-idea`, there is no such file; `idea-file`, it cannot be read as an idea.
        """
        path = idea_file.idea_path(self.name, code)
        try:
            data = disk.read_bytes(self.root, path, idea_file.MAX_BYTES)
        except FileNotFoundError:
            raise FarakhanError("no-idea", "پروندهٔ این ایده در جای خود نیست.", path) from None
        return idea_file.parse(path, data)

    def wrong(self, code: str) -> tuple[Problem, ...]:
        """What is wrong with one idea's file."""
        path = idea_file.idea_path(self.name, code)
        return tuple(one for one in self.problems if one.path == path)


class Sheets(NamedTuple):
    """What the judges of an edition gave.

    `rows` has only those without an error; `digests` is the sha256 of the bytes of assignments.csv and of each sheet,
    by the file's path in the edition.
    """

    assignments: tuple[Assignment, ...]
    rows: tuple[SheetRow, ...]
    digests: Mapping[str, str]
    problems: tuple[Problem, ...]


def read_call_alone(root: Path, name: str) -> Call | None:
    """The call of an edition, nothing else of it read; None where its file cannot be used."""
    path = f"{disk.RECORD}/{name}/call.yml"
    try:
        source, _ = read_yaml(path, disk.read_bytes(root, path, disk.LIMITS[Kind.CALL]))
    except FileNotFoundError:
        return None
    return read_call(source)[0] if source else None


def read_edition(root: Path, name: str, step: Step | None = None) -> Edition:
    """Read an edition.

    Raises:
        FarakhanError: `no-edition`, there is no such folder; `call-file`, its call.yml cannot be used.
    """
    edition, problems = _read(root, name, step)
    if edition is None:
        raise FarakhanError("call-file", "\n".join(map(str, problems)), f"submissions/{name}/call.yml")
    return edition


def inspect_edition(root: Path, name: str, step: Step | None = None) -> tuple[Edition | None, tuple[Problem, ...]]:
    """Look at every file of an edition; the edition is None where its call.yml cannot be used.

    Raises:
        FarakhanError: `no-edition`, there is no such folder.
    """
    edition, problems = _read(root, name, step)
    return edition, tuple(sorted((*problems, *(read_sheets(edition).problems if edition else ()))))


def _read(root: Path, name: str, step: Step | None) -> tuple[Edition | None, tuple[Problem, ...]]:
    folder = f"{disk.RECORD}/{name}"
    if not (root / folder).is_dir() or (root / folder).is_symlink():
        raise FarakhanError("no-edition", "چنین دوره‌ای در submissions نیست.", folder)
    problems, paths = _sorted_out(disk.listing(root, folder))
    codes = {_stem(path) for path in (*paths[Kind.IDEA], *_refused(problems))}
    call, found = _call(root, folder, paths)
    known_by_place = {one.path for one in problems}
    problems += (one for one in found if one.code != "file-missing" or one.path not in known_by_place)
    looking = look_at(root, name, paths[Kind.IDEA], call, step)
    results, digest, found = _results(root, paths)  # while other processes look at the ideas
    problems += found
    decided, found = _decided(root, name, paths)
    problems += found
    ideas = list(looking)
    problems += (one for idea in ideas for one in idea.problems)
    known = [idea.facts for idea in ideas if idea.facts]
    problems += check_among(known, codes)
    if call is None:
        return None, tuple(sorted(problems))
    facts = {one.code: one for one in known}
    awards, found = read_awards(decided, call, facts, results, digest) if decided else (None, [])
    problems += found
    problems += check_judged(known, results, awards)
    edition = Edition(
        root=root,
        name=name,
        call=call,
        paths=paths,
        facts=facts,
        results=results,
        results_sha256=digest,
        awards=awards,
        problems=tuple(sorted(problems)),
    )
    return edition, edition.problems


def _refused(problems: Iterable[Problem]) -> Iterator[str]:
    return (one.path for one in problems if kind_of(one.path) is Kind.IDEA)


def _stem(path: str) -> str:
    return path.rsplit("/", 1)[-1].rpartition(".")[0]


def _sorted_out(entries: Iterator[Entry]) -> tuple[list[Problem], dict[Kind, list[str]]]:
    problems: list[Problem] = []
    paths: dict[Kind, list[str]] = {kind: [] for kind in Kind}
    for entry in entries:
        wrong = check_place(entry)
        kind = kind_of(entry.path)
        if wrong or kind is None:
            problems += [wrong] if wrong else []
        else:
            paths[kind].append(entry.path)
    return problems, paths


def _call(root: Path, folder: str, paths: Mapping[Kind, list[str]]) -> tuple[Call | None, list[Problem]]:
    path = f"{folder}/call.yml"
    if path not in paths[Kind.CALL]:
        return None, [problem(path, 1, "file-missing", name="call.yml")]
    source, problems = read_yaml(path, disk.read_bytes(root, path, disk.LIMITS[Kind.CALL]))
    call, found = read_call(source) if source else (None, [])
    return call, problems + found


def read_sheets(edition: Edition) -> Sheets:
    """Assignments and sheets of an edition; none is blamed for an idea whose file is wrong."""
    root, call, paths = edition.root, edition.call, edition.paths
    codes = {_stem(path) for path in (*paths[Kind.IDEA], *_refused(edition.problems))}
    wrong_ideas = {_stem(one.path) for one in edition.problems if one.code == OVERTAKEN}
    judged = frozenset({one.code for one in edition.candidates()} | (codes - edition.facts.keys()) | wrong_ideas)
    problems: list[Problem] = []
    lines: list[AssignmentLine] = []
    digests: dict[str, str] = {}
    for path in paths[Kind.ASSIGNMENTS]:
        data = disk.read_bytes(root, path, disk.LIMITS[Kind.ASSIGNMENTS])
        digests[_within(path, edition.name)] = hashlib.sha256(data).hexdigest()
        lines, problems = check_assignments(path, data, call, judged)
    unread = not paths[Kind.ASSIGNMENTS] or (problems and not lines)
    assigned = None if unread else {(line.idea, line.judge) for line in lines}
    rows: list[SheetRow] = []
    wrong: set[str] = set()
    for path in paths[Kind.SHEET]:
        data = disk.read_bytes(root, path, disk.LIMITS[Kind.SHEET])
        digests[_within(path, edition.name)] = hashlib.sha256(data).hexdigest()
        good, found = check_sheet(path, data, call, judged, assigned)
        rows += good
        problems += found
        wrong |= {_stem(path)} if found else set()
    for path in paths[Kind.ASSIGNMENTS]:
        problems += check_missing((line for line in lines if line.judge not in wrong), rows, path)
    assignments = tuple(Assignment(line.idea, line.judge) for line in lines)
    return Sheets(assignments, tuple(rows), digests, tuple(sorted(problems)))


def _within(path: str, edition: str) -> str:
    """A path as it stands in its edition's folder."""
    return path.removeprefix(f"{disk.RECORD}/{edition}/")


def _results(root: Path, paths: Mapping[Kind, list[str]]) -> tuple[Results | None, str, list[Problem]]:
    for path in paths[Kind.RESULTS]:
        data = disk.read_bytes(root, path, disk.LIMITS[Kind.RESULTS])
        results, problems = results_file.parse(path, data)
        return results, hashlib.sha256(data).hexdigest(), problems
    return None, "", []


def _decided(root: Path, name: str, paths: Mapping[Kind, list[str]]) -> tuple[Source | None, list[Problem]]:
    """awards.yml as YAML; with thousands of winners it is worth keeping what was read."""
    for path in paths[Kind.AWARDS]:
        data = disk.read_bytes(root, path, disk.LIMITS[Kind.AWARDS])
        key = cache.key(os.fsencode(path), data)

        def anew(_: list[int], path: str = path, data: bytes = data, key: bytes = key) -> Iterator[Any]:
            yield key, read_yaml(path, data, disk.AWARDS_TIMES)

        [read] = cache.through(root, f"awards of {name}", [key], anew, _READ)
        return read
    return None, []
