"""The ideas of an edition looked at, folder by folder, by all cores: each anew only where its folder has changed."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from pydantic import TypeAdapter

from farakhan.checks.idea import Inspection, examine
from farakhan.checks.terms import Terms, terms
from farakhan.files import idea as idea_file
from farakhan.model.call import Call
from farakhan.model.idea import Idea
from farakhan.store import cache, disk
from farakhan.store.workers import spread

Step = Callable[[int, int], None]
"""Told how many ideas of how many have been looked at."""

BATCH = 250
"""Ideas from which worker processes are started; for fewer their start costs more."""

_INSPECTIONS = TypeAdapter(list[Inspection])


class Looked(NamedTuple):
    """One idea's file looked at; the idea itself where it was asked for and has facts."""

    inspection: Inspection
    idea: Idea | None


class _Folder(NamedTuple):
    """What was found in the files of a folder.

    Attributes:
        key: of the files and the call that they were held against.
        value: the inspections as JSON, to be kept; empty where they are known by that key, or have no JSON: there is
            none of half a surrogate pair in a file's name.
        unkept: the inspections that have no JSON.
        ideas: that have facts, in their order; none where they were not asked for.
    """

    key: bytes
    value: bytes
    unkept: list[Inspection]
    ideas: list[Idea]


def look_at(
    root: Path, edition: str, paths: Sequence[str], call: Call | None, step: Step | None
) -> Iterator[Inspection]:
    """What is found in each of these files, in their order; other processes are at work when this returns."""
    return (look.inspection for look in _looked(root, edition, paths, call, step, whole=False))


def look_whole(root: Path, edition: str, paths: Sequence[str], call: Call) -> Iterator[Looked]:
    """The same with the ideas themselves, each file read once for both."""
    return _looked(root, edition, paths, call, None, whole=True)


def _looked(  # noqa: PLR0913 (each is a part of the work)
    root: Path, edition: str, paths: Sequence[str], call: Call | None, step: Step | None, *, whole: bool
) -> Iterator[Looked]:
    asked = call.model_dump_json().encode() if call else b""
    kind = f"ideas of {edition}"
    known = cache.kept(root, kind)
    folders = [list(group) for _, group in groupby(paths, lambda path: path.rpartition("/")[0])]
    look = partial(_look, root, asked, terms(call) if call else None, known, whole)
    results = (spread if len(paths) >= BATCH else map)(look, folders)

    def looked() -> Iterator[Looked]:
        added: dict[bytes, bytes] = {}
        stale, done = set(known), 0
        for paths_in_folder, folder in zip(folders, results, strict=True):
            stale.discard(folder.key)
            if folder.value:
                added[folder.key] = folder.value
            inspections = folder.unkept or _INSPECTIONS.validate_json(folder.value or known[folder.key])
            yield from _with_ideas(inspections, folder.ideas)
            done += len(paths_in_folder)
            if step:
                step(done, len(paths))
        cache.keep(root, kind, added, stale)

    return looked()


def _with_ideas(inspections: Sequence[Inspection], ideas: Sequence[Idea]) -> Iterator[Looked]:
    """Each inspection with its idea; there are as many ideas as facts, or none at all."""
    left = iter(ideas)
    for inspection in inspections:
        yield Looked(inspection, next(left, None) if inspection.facts else None)


def _look(  # noqa: PLR0913, PLR0917 (each is a part of the work)
    root: Path,
    asked: bytes,
    accepted: Terms | None,
    known: Mapping[bytes, bytes],
    whole: bool,  # noqa: FBT001 (bound by `partial`, for other processes)
    paths: Sequence[str],
) -> _Folder:
    """What is found in some files depends on their names, their bytes and the call: that is the key."""
    files = [(path, disk.read_bytes(root, path, idea_file.MAX_BYTES)) for path in paths]
    key = cache.key(asked, *(part for path, data in files for part in (os.fsencode(path), data)))
    if key in known:
        return _Folder(key, b"", [], list(_parsed(files, known[key])) if whole else [])
    examined = [examine(path, data, accepted) for path, data in files]
    inspections = [inspection for inspection, _ in examined]
    ideas = [idea for _, idea in examined if idea and whole]
    try:
        return _Folder(key, _INSPECTIONS.dump_json(inspections), [], ideas)
    except ValueError:
        return _Folder(key, b"", inspections, ideas)


def _parsed(files: Sequence[tuple[str, bytes]], value: bytes) -> Iterator[Idea]:
    """The ideas of files that were found right before."""
    for inspection, (path, data) in zip(_INSPECTIONS.validate_json(value), files, strict=True):
        if inspection.facts:
            yield idea_file.parse(path, data)
