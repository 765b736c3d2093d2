"""Files that survive a power cut: whole, or as they were before. And the room on the disk that is left for them."""

import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path

from farakhan.store.disk import PRIVATE_FILE, PRIVATE_FOLDER

RESERVE = 500 * 2**20
"""Bytes of the disk that nothing large may take: the spool, the logs and git need them to end in peace."""
CHUNK = 2**20
"""Bytes of a large file that are in memory at once."""
DRAFTS = ".cache/drafts"
"""Where a file of the record is written first, from the repository's top: git takes nothing from there, and no check
looks there."""
RECORD_FILE = 0o644
"""The mode of a file of the record."""
_WRITER = re.compile(r"\.([0-9]+)\.[^.]+\.new(?:-journal|-wal|-shm)?$")


def put(path: Path, data: bytes | Path, drafts: Path | None = None) -> None:
    """Write a file, or copy one, so that it is whole and durable when this returns; what was there until then stays.

    Args:
        path: where; folders that are not there are made, for their owner alone.
        data: the bytes, or the path of a file that has them.
        drafts: a folder of the same disk where it is written first, if its own is too full to look through: what
            writers that died left there is removed.
    """
    put_all({path: data}, drafts or path.parent)


def put_in_record(root: Path, path: str, data: bytes) -> None:
    """Write a file of the record as `put` does; what a writer that died left behind is no stray of the record.

    Args:
        root: the repository's top.
        path: of the file, relative to it.
        data: its bytes.
    """
    put_all({root / path: data}, root / DRAFTS, RECORD_FILE)


def put_all(files: Mapping[Path, bytes | Path], drafts: Path, mode: int = PRIVATE_FILE) -> None:
    """Write several files as `put` does; each by itself is whole, and all are durable when this returns."""
    folders = sorted({path.parent for path in files})
    for folder in (*folders, drafts):
        make_folder(folder)
    clear(drafts)
    written: dict[Path, Path] = {}
    try:
        for path, data in files.items():
            written[path] = _draft(drafts, path.name, data, mode)
        for path in files:
            written[path].replace(path)
            del written[path]
    finally:
        for draft in written.values():
            draft.unlink(missing_ok=True)
    for folder in folders:
        sync_folder(folder)


def _draft(drafts: Path, name: str, data: bytes | Path, mode: int) -> Path:
    """A file's bytes on the disk, under another name."""
    number, made = tempfile.mkstemp(dir=drafts, prefix=f"{name}.{os.getpid()}.", suffix=".new")
    draft = Path(made)
    try:
        with os.fdopen(number, "wb") as stream:
            if isinstance(data, Path):
                with data.open("rb") as source:
                    shutil.copyfileobj(source, stream, CHUNK)
            else:
                stream.write(data)
            stream.flush()
            draft.chmod(mode)
            os.fsync(number)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft


def remove(path: Path, drafts: Path | None = None) -> None:
    """Remove a file for good, and what dead writers left in `drafts`; nothing happens where there is none."""
    if drafts:
        clear(drafts)
    if path.parent.is_dir():
        path.unlink(missing_ok=True)
        sync_folder(path.parent)


def draft_name(name: str) -> str:
    """A name under which this process writes a file first; once the process is dead `clear` knows it is nobody's."""
    return f".{name}.{os.getpid()}.draft.new"


def clear(drafts: Path) -> None:
    """Remove from a folder what writers that died left there, by `draft_name` or a draft of `put`."""
    for draft in drafts.glob("*.new*"):
        writer = _WRITER.search(draft.name)
        if writer and not _lives(int(writer[1])):
            draft.unlink(missing_ok=True)


def _lives(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, for their owner alone."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    folder.mkdir(exist_ok=True, mode=PRIVATE_FOLDER)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Let the names in a folder survive a power cut; Windows opens no folder, it keeps names in its own journal."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    number = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def room(folder: Path) -> int:
    """Bytes that may still be written to a folder's disk before `RESERVE` is touched; below 0: it is touched."""
    return shutil.disk_usage(folder).free - RESERVE
