"""Which ideas of an edition have a text, asked of the work tree: only what changed since the last time is read.

For an idea before somebody's eyes it is to be said that its text stands twice, and there are twenty thousand others.
What the texts of a folder come to at a glance is kept, with the times, sizes and numbers that the system gives to its
files: where these are the same so is the file. Times are coarse: a file that was written just now is read again the
next time.
"""

import hashlib
import os
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from pydantic_core import from_json, to_json

from farakhan.files import idea as idea_file
from farakhan.problems import FarakhanError
from farakhan.record.seen import State, changed, folders, of_ideas, states
from farakhan.store import cache, disk

_DIGEST = hashlib.sha256().digest_size
_NOTHING_KEPT = bytes(_DIGEST) + b"{}"

_Sketches = dict[str, tuple[State, str]]
"""Of each code: the state of its file, and what its text comes to at a glance."""


def with_text(root: Path, path: str, data: bytes) -> list[str]:
    """The codes of the ideas of an edition that have the text of one, of those that stand in their places.

    They are sorted by their files' paths.

    Args:
        root: the repository's top.
        path: the idea's.
        data: its file's bytes, which can be read as an idea.
    """
    edition, text = path.split("/")[1], idea_file.squeezed(idea_file.body(path, data))
    return [code for code in _alike(root, edition, idea_file.sketch(data)) if _text(root, edition, code) == text]


def _text(root: Path, edition: str, code: str) -> str:
    """What a file's text comes to; empty where it cannot be read as an idea, or is gone by now."""
    path = idea_file.idea_path(edition, code)
    try:
        return idea_file.squeezed(idea_file.body(path, disk.read_bytes(root, path, idea_file.MAX_BYTES)))
    except (FarakhanError, FileNotFoundError):
        return ""


def _alike(root: Path, edition: str, sketch: str) -> list[str]:
    """The codes of the files with a sketch, sorted by their paths."""
    settled = time.time() - disk.COARSE
    kind = f"texts of {edition}"
    left = cache.kept(root, kind)
    renewed: dict[bytes, bytes] = {}
    codes: list[str] = []
    for folder in folders(root, edition):
        key = cache.key(folder.encode())
        listed = states(root, folder)
        digest = _digest(listed)
        value = left.pop(key, _NOTHING_KEPT)
        known = value[_DIGEST:]
        if value[:_DIGEST] != digest:
            sketches = dict(_renewed(root, folder, of_ideas(folder, listed), from_json(known)))
            known = to_json(sketches)
            renewed[key] = _to_keep(digest, sketches, settled)
        if sketch.encode() in known:
            codes += [code for code, (_, own) in from_json(known).items() if own == sketch]
    cache.keep(root, kind, renewed, left)  # what is left is of folders that are gone
    return codes


def _to_keep(digest: bytes, sketches: _Sketches, settled: float) -> bytes:
    """What is kept of a folder: the sketches of settled files, and the digest of all states where all are settled."""
    kept = {code: known for code, known in sketches.items() if changed(known[0]) < settled}
    return (digest if len(kept) == len(sketches) else bytes(_DIGEST)) + to_json(kept)


def _digest(states: list[State]) -> bytes:
    return hashlib.sha256(os.fsencode("\0".join(states))).digest()


def _renewed(
    root: Path, folder: str, states: Mapping[str, State], before: _Sketches
) -> Iterator[tuple[str, tuple[str, str]]]:
    """The sketches of a folder's files; those are read whose state is another one."""
    for code, state in states.items():
        known, sketch = before.get(code, ("", ""))
        if known != state:
            try:
                sketch = idea_file.sketch(disk.read_bytes(root, f"{folder}/{code}.md", idea_file.MAX_BYTES))
            except FileNotFoundError:  # gone meanwhile
                continue
        yield code, (state, sketch)
