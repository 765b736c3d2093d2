"""An edition read whole: call, ideas, results and awards, with everything that is wrong with them.

It is for who wants a whole: the check, the tally, the site. One idea, or the call alone, is read by itself.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import TypeAdapter

from farakhan.checks.awards import Decided, check_photos, read_awards
from farakhan.checks.closing import check_reopened
from farakhan.checks.edition import check_among, check_conflicts, check_judged
from farakhan.checks.idea import Facts, Inspection
from farakhan.checks.results import check_results
from farakhan.checks.rules import check_rules
from farakhan.checks.shortlists import in_order
from farakhan.files import closing as closing_file
from farakhan.files import results as results_file
from farakhan.files import rules as rules_file
from farakhan.files import shortlists as shortlists_file
from farakhan.files.layout import Kind, check_place, kind_of
from farakhan.files.shape import Source
from farakhan.files.source import read_yaml, sha256
from farakhan.model.call import Call, Round
from farakhan.model.idea import Idea, Status
from farakhan.model.judging import Awards, Candidate, Closing, Results, Rules, Shortlist
from farakhan.model.public import Decision
from farakhan.problems import FarakhanError, Problem
from farakhan.record.call import folder_of, inspect_call, path_of
from farakhan.record.decision import decision
from farakhan.record.ideas import Step, look_at, look_whole
from farakhan.store import cache, disk

_READ = TypeAdapter(tuple[Source | None, list[Problem]])


@dataclass(frozen=True, kw_only=True)
class Edition:
    """An edition as its files say it.

    `paths` are of the files that stand in their place, the call's aside; `facts` has only ideas whose files have no
    error, and those that are to be looked at again because their text changed after a decision. `rules` has what
    decided in the call when the first sheet came in, None before that. `closing` says when
    and on what sheets were closed, None while they are open; whether that still stands, `read_sheets` says.
    `shortlists` are those of the rounds after the first, as far as they are drawn, in the call's order.
    `results_sha256` is of results.json's bytes, empty where there is none. `awards` has what can be read of the
    decision, `unread_awards` says of the rest why not; those stand among `problems` too. `problems` are of
    everything but the judges' assignments and sheets, which only the check and the tally look at.
    """

    root: Path
    name: str
    call: Call
    paths: Mapping[Kind, list[str]]
    facts: Mapping[str, Facts]
    rules: Rules | None
    closing: Closing | None
    shortlists: tuple[Shortlist, ...]
    results: Results | None
    results_sha256: str
    awards: Awards | None
    unread_awards: tuple[Problem, ...]
    problems: tuple[Problem, ...]

    def decided(self) -> bool:
        """Whether a decision of the jury stands here that rests on the results which stand here."""
        return self.results is not None and decision(self.awards, self.results_sha256) is not None

    def decision(self) -> Decision | None:
        """That decision; None where there is none, or an entry of it could not be read."""
        return decision(self.awards, self.results_sha256) if self.decided() and not self.unread_awards else None

    @property
    def round(self) -> Round:
        """The round whose sheets come in, or the last, once all are closed."""
        return self.call.all_rounds()[len(self.shortlists)]

    def closed_rounds(self) -> tuple[Round, ...]:
        """The rounds before that one: their sheets are closed."""
        return self.call.all_rounds()[: len(self.shortlists)]

    def read_in_round(self) -> tuple[Candidate, ...]:
        """The ideas that judges read in that round."""
        return tuple(candidate for candidate in self.candidates() if candidate.shortlisted)

    def candidates(self) -> tuple[Candidate, ...]:
        """The ideas that are judged: those accepted."""
        numbers = self.closing.numbers if self.closing else {}
        among = frozenset(self.shortlists[-1].ideas) if self.shortlists else None
        accepted = (facts for facts in self.facts.values() if facts.status is Status.ACCEPTED)
        return tuple(
            Candidate(
                code=facts.code,
                field=facts.field,
                counties=facts.counties,
                digest=facts.digest,
                number=numbers.get(facts.code, 0),
                shortlisted=among is None or facts.code in among,
            )
            for facts in accepted
        )


def read_edition(root: Path, name: str, step: Step | None = None) -> Edition:
    """Read an edition.

    Raises:
        FarakhanError: `no-edition`, there is no such folder; `call-file`, its call.yml cannot be used.
    """
    edition, problems = read_with_problems(root, name, step)
    if edition is None:
        raise FarakhanError("call-file", "\n".join(map(str, problems)), path_of(name))
    return edition


def read_with_problems(root: Path, name: str, step: Step | None) -> tuple[Edition | None, tuple[Problem, ...]]:
    """Read an edition and what is wrong with it but for the judges' files; None where its call.yml cannot be used.

    Raises:
        FarakhanError: `no-edition`, there is no such folder.
    """
    listed = list_files(root, folder_of(root, name))
    call, of_call = inspect_call(root, name)
    looking = look_at(root, name, listed.paths[Kind.IDEA], call, step)
    # Other processes look at the ideas while these are read.
    results = _read_results(root, listed.paths[Kind.RESULTS])
    rules, of_rules = _read_rules(root, listed.paths[Kind.RULES])
    closing, of_closing = _read_closing(root, listed.paths[Kind.CLOSED])
    drawn, of_shortlists = _read_shortlists(root, listed.paths[Kind.SHORTLIST])
    decided, of_decided = _read_decided(root, name, listed.paths[Kind.AWARDS])
    reopened = check_reopened(folder_of(root, name), closing, _earlier(root, listed.paths[Kind.EARLIER]))
    codes = listed.codes()
    facts, of_ideas = gather(looking, codes)
    problems = [*listed.problems, *of_call, *results.problems, *of_rules, *of_closing, *of_decided, *of_ideas]
    problems += (*of_shortlists, *reopened)
    if call is None:
        return None, tuple(sorted(problems))
    shortlists, strays = in_order(call, drawn)
    problems += strays
    if rules:
        problems += check_rules(path_of(name), call, rules)
    for path in listed.paths[Kind.RESULTS]:
        problems += check_results(path, results.results, call)
    read = Decided(None, of_decided, [])
    if decided:
        read = read_awards(decided, call, facts, results.results, results.sha256, closing.numbers if closing else {})
        problems += (*read.unread, *read.problems)
    if not read.unread:
        problems += check_photos(listed.paths[Kind.MEDIA], read.awards, facts)
    problems += check_conflicts(call, codes, path_of(name))
    problems += check_judged(facts.values(), results.results, read.awards)
    edition = Edition(
        root=root,
        name=name,
        call=call,
        paths=listed.paths,
        facts=facts,
        rules=rules,
        closing=closing,
        shortlists=shortlists,
        results=results.results,
        results_sha256=results.sha256,
        awards=read.awards,
        unread_awards=tuple(read.unread),
        problems=tuple(sorted(problems)),
    )
    return edition, edition.problems


def read_ideas(root: Path, name: str, call: Call) -> tuple[list[Idea], list[Problem]]:
    """The ideas that are right, and what is wrong with any file where ideas stand; each file is read once."""
    folder = f"{folder_of(root, name)}/ideas"
    there = (root / folder).is_dir() and not (root / folder).is_symlink()
    listed = list_files(root, folder) if there else Listed({kind: [] for kind in Kind}, [])
    looked = list(look_whole(root, name, listed.paths[Kind.IDEA], call))
    _, problems = gather((look.inspection for look in looked), listed.codes())
    return [look.idea for look in looked if look.idea], sorted((*listed.problems, *problems))


class Listed(NamedTuple):
    """The files under a folder of an edition but for its call.

    Attributes:
        paths: of those that stand in their places, by kind.
        problems: of the others, which are not opened.
    """

    paths: Mapping[Kind, list[str]]
    problems: list[Problem]

    def codes(self) -> set[str]:
        """The names of all files where ideas stand, also of those that are not opened."""
        return {stem(path) for path in (*self.paths[Kind.IDEA], *refused(self.problems))}


def list_files(root: Path, folder: str) -> Listed:
    """Every file under a folder of an edition, which may be the edition's own, in its place or out of it."""
    listed = Listed({kind: [] for kind in Kind}, [])
    for entry in disk.listing(root, folder):
        kind = kind_of(entry.path)
        if kind is Kind.CALL:
            continue
        wrong = check_place(entry)
        if wrong:
            listed.problems.append(wrong)
        elif kind:
            listed.paths[kind].append(entry.path)
    return listed


def gather(looking: Iterable[Inspection], codes: AbstractSet[str]) -> tuple[dict[str, Facts], list[Problem]]:
    """The facts of the ideas that are right, by code; and what is wrong with any, in itself and beside the others.

    Args:
        looking: at each file where an idea stands.
        codes: of all of them, also of those that are not opened.
    """
    facts: dict[str, Facts] = {}
    problems: list[Problem] = []
    for inspection in looking:
        problems += inspection.problems
        if inspection.facts:
            facts[inspection.facts.code] = inspection.facts
    problems += check_among(facts.values(), codes)
    return facts, problems


def refused(problems: Iterable[Problem]) -> Iterator[str]:
    """The paths of ideas that something is wrong with."""
    return (problem.path for problem in problems if kind_of(problem.path) is Kind.IDEA)


def stem(path: str) -> str:
    """The name of a path's file without its ending."""
    return path.rsplit("/", 1)[-1].rpartition(".")[0]


class _Counted(NamedTuple):
    """results.json as it stands: what it says, the sha256 of its bytes (empty where there is no file)."""

    results: Results | None
    sha256: str
    problems: Sequence[Problem]


def _read_results(root: Path, paths: Iterable[str]) -> _Counted:
    for path in paths:
        data = disk.read_bytes(root, path, disk.LIMITS[Kind.RESULTS])
        results, problems = results_file.parse(path, data)
        return _Counted(results, sha256(data), problems)
    return _Counted(None, "", ())


def _read_rules(root: Path, paths: Iterable[str]) -> tuple[Rules | None, list[Problem]]:
    for path in paths:
        return rules_file.parse(path, disk.read_bytes(root, path, disk.LIMITS[Kind.RULES]))
    return None, []


def _read_closing(root: Path, paths: Iterable[str]) -> tuple[Closing | None, list[Problem]]:
    for path in paths:
        return closing_file.parse(path, disk.read_bytes(root, path, disk.LIMITS[Kind.CLOSED]))
    return None, []


def _read_shortlists(root: Path, paths: Iterable[str]) -> tuple[dict[str, Shortlist], list[Problem]]:
    """Shortlists by their paths."""
    drawn: dict[str, Shortlist] = {}
    problems: list[Problem] = []
    for path in paths:
        shortlist, wrong = shortlists_file.parse(path, disk.read_bytes(root, path, disk.LIMITS[Kind.SHORTLIST]))
        problems += wrong
        if shortlist:
            drawn[path] = shortlist
    return drawn, problems


def _earlier(root: Path, paths: Iterable[str]) -> dict[str, str]:
    """The sha256 of the files of earlier results, by their names."""
    return {path.rpartition("/")[2]: sha256(disk.read_bytes(root, path, disk.LIMITS[Kind.EARLIER])) for path in paths}


def _read_decided(root: Path, name: str, paths: Iterable[str]) -> tuple[Source | None, list[Problem]]:
    """awards.yml as YAML; with thousands of winners it is worth keeping what was read."""
    for path in paths:
        data = disk.read_bytes(root, path, disk.LIMITS[Kind.AWARDS])
        key = cache.key(os.fsencode(path), data)

        def anew(_: list[int], path: str = path, data: bytes = data, key: bytes = key) -> Iterator[Any]:
            yield key, read_yaml(path, data, disk.AWARDS_TIMES)

        [read] = cache.through(root, f"awards of {name}", [key], anew, _READ)
        return read
    return None, []
