"""What was found out about some bytes, kept so as not to look twice: never a source of truth, to be deleted any time.

It lies in git's own folder, where no commit of a stranger can put a file; who writes there can already run commands as
us. A key says everything that its value depends on, this program among it. Each entry carries a sha256 of its key and
value: one that does not fit is made anew, and so is the whole file where SQLite cannot read it.
"""

import hashlib
import os
import sqlite3
import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path
from typing import TypeVar

from pydantic import TypeAdapter

from farakhan.store import disk

T = TypeVar("T")

FILE = "farakhan/cache.sqlite"
"""From git's folder."""
PATIENCE = 10.0
"""Seconds to wait for another process that writes."""

_TABLE = "CREATE TABLE IF NOT EXISTS kept (kind TEXT, key BLOB, seal BLOB, value BLOB, PRIMARY KEY (kind, key))"


def key(*parts: bytes) -> bytes:
    """The key of what depends on these bytes and on this program."""
    digest = hashlib.sha256(_program())
    for part in parts:
        digest.update(b"%d:" % len(part))
        digest.update(part)
    return digest.digest()


def through(
    root: Path,
    kind: str,
    keys: Sequence[bytes],
    made: Callable[[list[int]], Iterable[tuple[bytes, T]]],
    shape: TypeAdapter[T],
) -> Iterator[T]:
    """The value of each key, in their order; those that are not kept are made, and kept for the next time.

    What makes them is called at once, the values come as they are asked for.

    Args:
        root: the repository's top; without a git folder there nothing is kept.
        kind: what the values are; of a kind only these keys stay.
        keys: all of the kind.
        made: told the places of the keys that are not kept, gives for each in turn its value, and the key of what it
            really read: a file may have changed meanwhile.
        shape: of a value, for JSON.
    """
    known = kept(root, kind)
    stale = known.keys() - set(keys)
    fresh = iter(made([place for place, key in enumerate(keys) if key not in known]))

    def values() -> Iterator[T]:
        added: dict[bytes, bytes] = {}
        for key in keys:
            if key in known:
                yield shape.validate_json(known[key])
            else:
                own, value = next(fresh)
                yield value
                with suppress(ValueError):  # half a surrogate pair in a file's name has no JSON; it is looked at again
                    added[own] = shape.dump_json(value)
        keep(root, kind, added, stale)

    return values()


def kept(root: Path, kind: str) -> dict[bytes, bytes]:
    """All values of a kind by their keys."""
    values: dict[bytes, bytes] = {}
    broken: list[bytes] = []
    with _thrown_away_if_broken(root), closing(_open(root)) as file, file:
        for key, seal, value in file.execute("SELECT key, seal, value FROM kept WHERE kind = ?", (kind,)):
            if seal == _seal(kind, key, value):
                values[key] = value
            else:
                broken.append(key)
        _forget(file, kind, broken)
    return values


def keep(root: Path, kind: str, added: Mapping[bytes, bytes], stale: Collection[bytes]) -> None:
    """Keep more values of a kind, and forget those that are stale."""
    if not added and not stale:
        return
    with _thrown_away_if_broken(root), closing(_open(root)) as file, file:
        _forget(file, kind, stale)
        rows = ((kind, key, _seal(kind, key, value), value) for key, value in added.items())
        file.executemany("REPLACE INTO kept VALUES (?, ?, ?, ?)", rows)


@cache
def _program() -> bytes:
    """Of our own code, of Python, and of the libraries that are installed, by the names that say their versions."""
    digest = hashlib.sha256(sys.version.encode())
    installed = {about.name for place in map(Path, sys.path) for about in place.glob("*.*-info")}
    digest.update("\n".join(sorted(installed)).encode())
    for folder, _, names in sorted(os.walk(Path(__file__).parent.parent)):
        for name in sorted(names):
            if name.endswith(".py"):
                with open(f"{folder}/{name}", "rb", buffering=0) as file:  # noqa: PTH123 (no Path: see disk.read_bytes)
                    digest.update(file.read())
    return digest.digest()


def beside(root: Path, name: str) -> Path | None:
    """Where another file of what can be made anew lies, in the same folder; None where there is no git folder."""
    path = _path(root)
    return path.with_name(name) if path else None


def _forget(file: sqlite3.Connection, kind: str, keys: Iterable[bytes]) -> None:
    file.executemany("DELETE FROM kept WHERE kind = ? AND key = ?", ((kind, key) for key in keys))


def _seal(kind: str, key: bytes, value: bytes) -> bytes:
    return hashlib.sha256(b"\0".join((kind.encode(), key, value))).digest()


def _open(root: Path) -> sqlite3.Connection:
    path = _path(root)
    if path is None:
        file = sqlite3.connect(":memory:")
    else:
        path.parent.mkdir(exist_ok=True)
        file = sqlite3.connect(path, timeout=PATIENCE)
    file.execute("PRAGMA journal_mode = MEMORY")
    file.execute("PRAGMA synchronous = OFF")  # what a power cut breaks is made anew
    file.execute(_TABLE)
    return file


def _path(root: Path) -> Path | None:
    git = root / ".git"
    if git.is_file():  # a second work tree's
        git = root / git.read_text(encoding="utf-8").removeprefix("gitdir: ").rstrip("\n")
    return git / FILE if git.is_dir() and not disk.owner_beside_root(git) else None


@contextmanager
def _thrown_away_if_broken(root: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError):
        path = _path(root)
        with suppress(OSError):
            if path:
                path.unlink()
