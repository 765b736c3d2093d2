"""Private files that survive a power cut: whole, or not there. And the room on the disk that is left for them."""

import os
import shutil
import tempfile
from contextlib import suppress
from pathlib import Path

from farakhan.store.disk import PRIVATE_FOLDER

RESERVE = 500 * 2**20
"""Bytes of the disk that nothing large may take: the spool, the logs and git need them to end in peace."""
CHUNK = 2**20


def put(path: Path, data: bytes | Path) -> None:
    """Write a file, or copy one, so that it is whole and durable when this returns; what was there until then stays.

    Args:
        path: where; folders that are not there are made, for their owner alone.
        data: the bytes, or the path of a file that has them.
    """
    make_folder(path.parent)
    number, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.", suffix=".new")
    try:
        with os.fdopen(number, "wb") as stream:
            if isinstance(data, Path):
                with data.open("rb") as source:
                    shutil.copyfileobj(source, stream, CHUNK)
            else:
                stream.write(data)
            stream.flush()
            os.fsync(number)
        Path(name).replace(path)
    except BaseException:
        with suppress(FileNotFoundError):
            Path(name).unlink()
        raise
    sync_folder(path.parent)


def remove(path: Path) -> None:
    """Remove a file for good, and what a death amid `put` left of it; nothing happens where there is none."""
    if not path.parent.is_dir():
        return
    for stray in path.parent.glob(f"{path.name}.*.new"):
        stray.unlink(missing_ok=True)
    path.unlink(missing_ok=True)
    sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, for their owner alone."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True, mode=PRIVATE_FOLDER)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Let the names in a folder survive a power cut."""
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def room(folder: Path) -> int:
    """Bytes that may still be written to a folder's disk before `RESERVE` is touched; below 0: it is touched."""
    return shutil.disk_usage(folder).free - RESERVE
