"""What is wrong in the record, as it is asked for: in some files, in what changed, by what a change broke."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from farakhan.checks.idea import Facts
from farakhan.checks.proposed import check_acts, check_change, check_new
from farakhan.files import idea as idea_file
from farakhan.files.layout import Entry, Kind, check_place
from farakhan.files.shape import located
from farakhan.model.call import Call
from farakhan.model.only import Only
from farakhan.problems import FarakhanError, Problem
from farakhan.record.call import moved, path_of
from farakhan.record.edition import Edition
from farakhan.record.ideas import Step
from farakhan.record.inspecting import inspect_edition
from farakhan.store import disk
from farakhan.store.git.acts import brought
from farakhan.store.git.commits import files_at
from farakhan.store.git.revision import Change, changed_since, changes, lay_out


def problems_here(root: Path, wanted: list[str], since: str, step: Step) -> list[Problem]:
    """What is wrong in the work tree.

    Args:
        root: the repository's top.
        wanted: paths of the record of which to speak; nothing means all.
        since: a git revision; only files that differ from it are spoken of. Empty means all.
        step: told how far the work has come: ideas looked at, and ideas in all, an edition each.

    Raises:
        FarakhanError: there is no such revision.
    """
    changed = _changed(root, since)
    problems, editions = _look(root, wanted, step)
    if (root / ".git").exists():
        now = {path: disk.read_bytes(root, path, disk.LIMITS[Kind.CALL]) for path in _calls(editions)}
        with suppress(FarakhanError):  # git does not answer root in somebody else's folder; all the rest is said
            problems = sorted((*problems, *_moved(root, now, since or "HEAD")))
    return [
        problem
        for problem in problems
        if (not wanted or any(is_within(problem.path, path) for path in wanted))
        and (changed is None or problem.path in changed)
    ]


def problems_between(root: Path, base: str, head: str, only: Only, step: Step) -> list[Problem]:
    """What a change brings or breaks; files are read as git's objects, and the work tree is not looked at.

    Args:
        root: the repository's top.
        base: the revision that the change is to come into; what it changed itself meanwhile is not spoken of.
        head: the revision that brings the change.
        only: what it may bring.
        step: told how far the work has come: ideas looked at, and ideas in all, an edition each.

    Raises:
        FarakhanError: there is no such revision.
    """
    fork, commit, changed = changes(root, base, head)
    problems = [problem for change in changed for problem in _refused(change, only)]
    paths = {change.path for change in changed}
    new = {change.path for change in changed if not change.old_mode} if only is Only.IDEAS else set()
    seen = _look_at(root, commit, new, step)
    problems += (item for item in seen.problems if item.path in paths)
    problems += _moved(root, {path: data for path, data in files_at(root, seen.calls, commit).items() if data}, fork)
    elsewhere = {item for item in seen.problems if item.path not in paths and not item.warning}
    if elsewhere:
        problems += elsewhere.difference(_look_at(root, fork, set(), step).problems)
    if changed:
        by = [done.act.by for done in brought(root, fork, commit)]
        problems += check_acts(min(paths), by, frozenset() if only is Only.IDEAS else seen.staff)
    return sorted({*problems, *seen.spoken})


def _refused(change: Change, only: Only) -> Iterator[Problem]:
    """What is wrong with a changed path before anything is read."""
    refused = check_change(*change) if only is Only.IDEAS else None
    inside = change.mode and is_within(change.path, disk.RECORD)
    placed = check_place(Entry(change.path, change.mode, 0)) if inside else None
    yield from filter(None, (refused, placed))


class _Seen(NamedTuple):
    """A commit's record, looked at.

    Attributes:
        problems: all of them.
        spoken: what the new ideas say that is not theirs to say.
        staff: the ids in all calls.
        calls: the paths of those that can be used.
    """

    problems: list[Problem]
    spoken: list[Problem]
    staff: frozenset[str]
    calls: list[str]


def _look_at(root: Path, commit: str, new: Collection[str], step: Step) -> _Seen:
    with TemporaryDirectory(prefix="farakhan-check-") as name:
        folder = Path(name)
        lay_out(root, commit, folder)
        problems, editions = _look(folder, [], step)
        spoken: list[Problem] = []
        for edition in editions:
            for facts in edition.facts.values():
                if facts.path in new:
                    spoken += _spoken(folder, edition.call, facts)
        staff = frozenset(member.id for edition in editions for member in edition.call.staff)
        return _Seen(problems, spoken, staff, _calls(editions))


def _calls(editions: Iterable[Edition]) -> list[str]:
    return [path_of(edition.name) for edition in editions]


def _moved(root: Path, now: Mapping[str, bytes], before: str) -> Iterator[Problem]:
    """The days that are others than at a revision, without an amendment.

    Args:
        root: the repository's top.
        now: calls as they are, by their paths.
        before: the revision; what it does not have was told to nobody.
    """
    for path, old in files_at(root, now, before).items():
        if old and old != now[path]:
            yield from moved(path, now[path], old)


def _spoken(folder: Path, call: Call, facts: Facts) -> Iterator[Problem]:
    """What a new idea that is right in itself says for the secretariat."""
    data = disk.read_bytes(folder, facts.path, idea_file.MAX_BYTES)
    source, _ = idea_file.read(facts.path, data)
    if source:
        yield from located(source, check_new(facts.path, idea_file.parse(facts.path, data), call))


def is_within(path: str, folder: str) -> bool:
    """Whether a path of the record is a folder's, or the folder itself."""
    return path == folder or path.startswith(folder + "/")


def _changed(root: Path, since: str) -> frozenset[str] | None:
    if not since:
        return None
    return changed_since(root, since)


def _look(root: Path, wanted: list[str], step: Step) -> tuple[list[Problem], list[Edition]]:
    """All problems of the editions in which something is wanted, and those editions whose call can be used."""
    all_problems: list[Problem] = []
    editions: list[Edition] = []
    for item in sorted((root / disk.RECORD).iterdir()):
        path = f"{disk.RECORD}/{item.name}"
        if wanted and not any(is_within(path, place) or is_within(place, path) for place in wanted):
            continue
        if item.is_dir() and not item.is_symlink():
            edition, problems = inspect_edition(root, item.name, step)
            all_problems += problems
            editions += [edition] if edition else []
        else:
            all_problems += filter(None, [check_place(disk.entry(root, path))])
    return sorted(all_problems), editions
