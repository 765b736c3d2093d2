"""The ideas of an edition looked at, folder by folder, by all cores: each anew only where its folder has changed."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import groupby
from pathlib import Path

from pydantic import TypeAdapter

from farakhan.checks.idea import Inspection, inspect
from farakhan.checks.terms import Terms, terms
from farakhan.files import idea as idea_file
from farakhan.model.call import Call
from farakhan.store import cache, disk
from farakhan.store.workers import spread

Step = Callable[[int, int], None]
"""Told how many ideas of how many have been looked at."""

BATCH = 250
"""Ideas from which worker processes are started; for fewer their start costs more."""

_INSPECTIONS = TypeAdapter(list[Inspection])


def look_at(
    root: Path, edition: str, paths: Sequence[str], call: Call | None, step: Step | None
) -> Iterator[Inspection]:
    """What is found in each of these files, in their order; other processes are at work when this returns."""
    asked = call.model_dump_json().encode() if call else b""
    kind = f"ideas of {edition}"
    known = cache.kept(root, kind)
    folders = [list(group) for _, group in groupby(paths, lambda path: path.rpartition("/")[0])]
    look = partial(_look, root, asked, terms(call) if call else None, known)
    looked = (spread if len(paths) >= BATCH else map)(look, folders)

    def found() -> Iterator[Inspection]:
        added: dict[bytes, bytes] = {}
        stale, done = set(known), 0
        for folder, (key, value, unsaid) in zip(folders, looked, strict=True):
            stale.discard(key)
            if value:
                added[key] = value
            yield from unsaid or _INSPECTIONS.validate_json(value or known[key])
            done += len(folder)
            if step:
                step(done, len(paths))
        cache.keep(root, kind, added, stale)

    return found()


def _look(
    root: Path, asked: bytes, accepted: Terms | None, known: Mapping[bytes, bytes], paths: Sequence[str]
) -> tuple[bytes, bytes, list[Inspection]]:
    """What is found in some files depends on their names, their bytes and the call: that is the key.

    Returns:
        The key; the inspections as JSON if they are not known; and as they are where they have no JSON: half a
        surrogate pair in a file's name.
    """
    files = [(path, disk.read_bytes(root, path, idea_file.MAX_BYTES)) for path in paths]
    key = cache.key(asked, *(part for path, data in files for part in (os.fsencode(path), data)))
    if key in known:
        return key, b"", []
    found = [inspect(path, data, accepted) for path, data in files]
    try:
        return key, _INSPECTIONS.dump_json(found), []
    except ValueError:
        return key, b"", found
