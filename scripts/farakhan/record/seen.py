"""The files of an edition's ideas as the system sees them: enough to know which have changed since the last time.

Times are coarse: a file that was written just now may be written once more without another time.
"""

import os
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from farakhan.store import disk

_FOLDER = re.compile(r"[0-9]{2}", re.ASCII)
_IDEA = re.compile(r"[1-9][0-9]{9}\.md( [0-9]+){4}", re.ASCII)
_SECOND = 10**9
"""In nanoseconds, as the system tells times."""

State = str
"""All by which a file is known to be the same as before: its name, number and size, when written, when touched.

It is made of each of twenty thousand files before one is shown: a text is compared, hashed and kept as it is.
"""


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


def states(root: Path, folder: str) -> list[State]:
    """The states of all files in a folder, sorted by their names; links are none."""
    listed = []
    with os.scandir(root / folder) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                try:
                    about = entry.stat(follow_symlinks=False)
                except FileNotFoundError:  # gone meanwhile
                    continue
                listed.append(f"{entry.name} {about.st_ino} {about.st_size} {about.st_mtime_ns} {about.st_ctime_ns}")
    listed.sort()
    return listed


def of_ideas(folder: str, states: Iterable[State]) -> dict[str, State]:
    """The states of a folder's ideas by their codes; what belongs elsewhere is none."""
    place = folder[-2:]
    return {state[:10]: state for state in states if state[8:10] == place and _IDEA.fullmatch(state)}


def changed(state: State) -> float:
    """When a file last changed, in seconds since 1970."""
    _, written, touched = state.rsplit(" ", 2)
    return max(int(written), int(touched)) / _SECOND
