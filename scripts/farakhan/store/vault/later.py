"""Photos that wait to be developed beside the spool: their text was acknowledged with the promise that they follow.

A file each, private and durable. Its name says the idea, a mark of the sender's address, the place among the photos of
its form, and the bytes, so that the same form sent twice waits once. Its first line is the words under the photo.
"""

import hashlib
import json
import os
import threading
from collections import defaultdict
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from farakhan.problems import FarakhanError
from farakhan.store import durable
from farakhan.store.vault import journal

FOLDER = "later"
"""Within the spool's."""


class Bounds(NamedTuple):
    """What may wait: photos and bytes in all, and bytes of one address."""

    photos: int = 2000
    bytes: int = 2 * 2**30
    bytes_each: int = 256 * 2**20


class Waiting(NamedTuple):
    """A photo that waits: the words under it, and its bytes as they came."""

    caption: str
    data: bytes


BOUNDS = Bounds()
_KEEPING = threading.Lock()
"""Guards what this process counts and writes; no other process keeps photos here, one may erase them."""


def keep(folder: Path, code: str, sender: str, photos: Sequence[Waiting], bounds: Bounds = BOUNDS) -> list[str]:
    """Keep the photos of a form, all or none; they are durable when this returns.

    Args:
        folder: made where it is not there.
        code: the idea's.
        sender: a mark of the address that they came from, letters and digits.
        photos: in their order.
        bounds: what may wait.

    Returns:
        The names under which they wait.

    Raises:
        FarakhanError: `later-full`, there is no place for them.
    """
    files = {_name(code, sender, at, photo): _line(photo.caption) + photo.data for at, photo in enumerate(photos)}
    with _KEEPING:
        durable.make_folder(folder)
        there = {name: state.st_size for name, state in _states(folder).items()}
        after = there | {name: len(data) for name, data in files.items()}
        own = sum(size for name, size in after.items() if name.split("-")[1] == sender)
        more = sum(len(data) for data in files.values())
        full = len(after) > bounds.photos or sum(after.values()) > bounds.bytes or own > bounds.bytes_each
        if full or durable.room(folder) < more:
            raise FarakhanError("later-full", "اکنون جا برای عکس نیست.", code)
        durable.put_all({folder / name: data for name, data in files.items()}, folder)
    return [*files]


def by_idea(folder: Path) -> dict[str, list[str]]:
    """The names of all that waits by the ideas' codes: whose photos came first goes first, photos by their places."""
    aged = sorted((state.st_mtime, name) for name, state in _states(folder).items())
    by_code: dict[str, list[str]] = defaultdict(list)
    for _, name in aged:
        by_code[name.partition("-")[0]].append(name)
    return {code: sorted(names, key=lambda name: name.split("-")[2]) for code, names in by_code.items()}


def waits(folder: Path, code: str) -> bool:
    """Whether photos of an idea wait."""
    return any(folder.glob(f"{code}-*"))


def ages(folder: Path) -> dict[str, float]:
    """All that waits, by name: since when, in seconds of Unix time."""
    return {name: state.st_mtime for name, state in _states(folder).items()}


def of_idea(folder: Path, code: str) -> list[str]:
    """The names under which photos of an idea wait."""
    return [path.name for path in folder.glob(f"{code}-*")]


def read(folder: Path, name: str) -> Waiting:
    """A photo that waits.

    Raises:
        FileNotFoundError: it is not there any more.
    """
    line, _, data = (folder / name).read_bytes().partition(b"\n")
    return Waiting(json.loads(line), data)


def rename(folder: Path, names: Iterable[str], code: str) -> None:
    """Let photos wait for another idea: the one that their sender's text turned out to belong to."""
    before = [*names]
    _leave(folder, before)
    for name in before:
        (folder / name).rename(folder / f"{code}-{name.partition('-')[2]}")
    durable.sync_folder(folder)


def remove(folder: Path, names: Iterable[str]) -> None:
    """Let photos go, here and in the mirror; nothing happens where they are not there."""
    gone = [*names]
    _leave(folder, gone)
    for name in gone:
        durable.remove(folder / name)


def in_mirror(name: str) -> str:
    """The name in the mirror of a photo that waits: sealed there, for it still says where and when it was taken."""
    return f"{FOLDER}/{name}.age"


def _leave(folder: Path, names: Sequence[str]) -> None:
    """Note what leaves on purpose, before it does: what is lost from here does not leave the mirror."""
    if names:
        journal.note(folder.parent.parent, map(in_mirror, names), gone=True)


def _states(folder: Path) -> dict[str, os.stat_result]:
    """All that waits, by name; a draft of `durable` (`.new`) does not wait yet, and another process may erase any."""
    states: dict[str, os.stat_result] = {}
    for path in folder.glob("*-*"):
        if path.suffix != ".new":
            with suppress(FileNotFoundError):
                states[path.name] = path.stat()
    return states


def _name(code: str, sender: str, at: int, waiting: Waiting) -> str:
    return f"{code}-{sender}-{at:02}-{hashlib.sha256(waiting.data).hexdigest()}"


def _line(caption: str) -> bytes:
    return json.dumps(caption).encode() + b"\n"
