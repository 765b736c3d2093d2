"""The files of an edition's ideas as the system sees them: enough to know which have changed since the last time.

Times are coarse: a file that was written just now may be written once more without another time.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from farakhan.store import disk

_FOLDER = re.compile(r"[0-9]{2}", re.ASCII)
_FILE = re.compile(r"[1-9][0-9]{9}\.md", re.ASCII)


class State(NamedTuple):
    """By what a file is known to be the same as before: all that the system says of it, and when it last changed."""

    said: str
    changed: float


def folders(root: Path, edition: str) -> Iterator[str]:
    """The folders of an edition's ideas, sorted; links are none."""
    ideas = f"{disk.RECORD}/{edition}/ideas"
    if not (root / ideas).is_dir() or (root / ideas).is_symlink():
        return
    with os.scandir(root / ideas) as entries:
        names = [entry.name for entry in entries if entry.is_dir(follow_symlinks=False)]
    for name in sorted(names):
        if _FOLDER.fullmatch(name):
            yield f"{ideas}/{name}"


def states(root: Path, folder: str) -> Iterator[tuple[str, State]]:
    """The codes of a folder's ideas, sorted, with their files' states; links and what belongs elsewhere are none."""
    place = folder[-2:]
    with os.scandir(root / folder) as listed:
        entries = sorted(listed, key=lambda entry: entry.name)
    for entry in entries:
        name = entry.name
        if _FILE.fullmatch(name) and name[8:10] == place and entry.is_file(follow_symlinks=False):
            about = entry.stat(follow_symlinks=False)
            words = f"{name} {about.st_ino} {about.st_size} {about.st_mtime_ns} {about.st_ctime_ns}"
            yield name[:10], State(words, max(about.st_mtime, about.st_ctime))
