"""Which ideas of an edition have a text, asked of the work tree: only what changed since the last time is read.

For an idea before somebody's eyes it is to be said that its text stands twice, and there are twenty thousand others.
What their texts come to is kept for each folder, with the times, sizes and numbers that the system gives to its files:
where these are the same so are the files. Times are coarse: a folder in which something was written just now is read
again the next time.
"""

import os
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from pydantic_core import from_json, to_json

from farakhan.files import idea as idea_file
from farakhan.problems import FarakhanError
from farakhan.store import cache, disk

COARSE = 3.0
"""Seconds by which a file's time may lag behind the clock; FAT counts in twos."""
_FOLDER = re.compile(r"[0-9]{2}", re.ASCII)
_FILE = re.compile(r"[1-9][0-9]{9}\.md", re.ASCII)


class _State(NamedTuple):
    """By what a file is known to be the same as before: all that the system tells of it, and when it last changed."""

    told: str
    changed: float


def with_text(root: Path, edition: str, text: str) -> list[str]:
    """The codes of the ideas that have a text, as `files.idea.squeezed` gives it, of those that stand in their places.

    They are sorted by their files' paths.
    """
    begun = time.time()
    kind = f"texts of {edition}"
    known = cache.kept(root, kind)
    added: dict[bytes, bytes] = {}
    stale = set(known)
    codes: list[str] = []
    for folder in _folders(root, edition):
        states = dict(_states(root, folder))
        key = cache.key(folder.encode(), "\n".join(state.told for state in states.values()).encode())
        stale.discard(key)
        value = known.get(key)
        if value is None:
            value = to_json(dict(_texts(root, folder, states)))
            last = max((state.changed for state in states.values()), default=0.0)
            if last < begun - COARSE:
                added[key] = value
        if text.encode() in value:
            codes += [code for code, own in from_json(value).items() if own == text]
    cache.keep(root, kind, added, stale)
    return codes


def _folders(root: Path, edition: str) -> Iterator[str]:
    """The folders of an edition's ideas, sorted; links are none."""
    ideas = f"{disk.RECORD}/{edition}/ideas"
    if not (root / ideas).is_dir() or (root / ideas).is_symlink():
        return
    with os.scandir(root / ideas) as entries:
        names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    for name in sorted(names):
        if _FOLDER.fullmatch(name):
            yield f"{ideas}/{name}"


def _states(root: Path, folder: str) -> Iterator[tuple[str, _State]]:
    """The names of a folder's ideas, sorted, with their files' states; links and what belongs elsewhere are none."""
    place = folder[-2:]
    with os.scandir(root / folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        name = entry.name
        if _FILE.fullmatch(name) and name[8:10] == place and entry.is_file(follow_symlinks=False):
            about = entry.stat(follow_symlinks=False)
            told = f"{name} {about.st_ino} {about.st_size} {about.st_mtime_ns} {about.st_ctime_ns}"
            yield name, _State(told, max(about.st_mtime, about.st_ctime))


def _texts(root: Path, folder: str, names: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """The codes of some files that can be read as ideas, with what their texts come to."""
    for name in names:
        path = f"{folder}/{name}"
        try:
            body = idea_file.body(path, disk.read_bytes(root, path, idea_file.MAX_BYTES))
        except (FarakhanError, FileNotFoundError):  # no idea, or gone meanwhile
            continue
        yield name.removesuffix(".md"), idea_file.squeezed(body)
