"""Everything that is outside git in one sealed file, and back: the spool, the key of the proofs, the vault.

Inside age a tar: first the spool, so that whatever left it meanwhile is already in the vault; then the rest; last a
manifest with every file's sha256. Anybody can seal a file to the call's keys, so what is in one is read with suspicion.
"""

import hashlib
import io
import json
import os
import re
import shutil
import tarfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, NamedTuple

from farakhan import sealing
from farakhan.problems import FarakhanError
from farakhan.store import disk, durable
from farakhan.store.spool import damage, sqlite
from farakhan.store.spool.contract import AnySpool
from farakhan.store.spool.sqlite import Spool
from farakhan.store.vault import later, objects, proofs

MARK = f"{sqlite.FOLDER}/last-backup"
"""Says when the last backup was made; monitoring asks for it."""
STAGE = f"{sqlite.FOLDER}/restoring"
SPOOL, KEY = f"{sqlite.FOLDER}/{sqlite.FILE}", f"{sqlite.FOLDER}/{proofs.FILE}"
LATER = f"{sqlite.FOLDER}/{later.FOLDER}"
"""Photos that wait beside the spool."""
VAULT = "vault"
"""Under this name stands in the file what is in the vault, wherever that lies."""
MANIFEST = "manifest.json"
CHUNK = 64 * 1024
"""Bytes read at a time."""
_PART = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_NAME = re.compile(rf"{MANIFEST}|{SPOOL}|{KEY}|{LATER}/{_PART}|{VAULT}(?:/{_PART})+", re.ASCII)


class File(NamedTuple):
    """What the manifest says of a file."""

    sha256: str
    bytes: int


class Saved(NamedTuple):
    """A backup: when it was made, aware, and its files by name."""

    made: datetime
    files: dict[str, File]


def save(root: Path, target: Path, recipients: Sequence[str], now: datetime) -> Saved:
    """Seal all that is outside git into one file, also while the server runs; the file is whole or not there.

    Args:
        root: the repository's top.
        target: a file that is not there yet.
        recipients: age public keys, any of which opens it.
        now: aware.

    Raises:
        FarakhanError: `backup-empty`, there is neither spool nor vault; `file-exists`, nothing is written over;
            `private-inside`, the place is in a repository; `backup-disk`, it could not be written; what
            `spool.copied`, `sealing.seal_stream` and the vault raise.
    """
    disk.refuse_root(root / sqlite.FOLDER)
    disk.refuse_inside(target)
    if target.exists():
        raise FarakhanError("file-exists", "این پرونده هست و روی آن نوشته نمی‌شود؛ نام دیگری بدهید.", str(target))
    beside = target.with_name(durable.draft_name(target.name))
    copy = root / sqlite.FOLDER / durable.draft_name("copy")
    if not ((root / SPOOL).exists() or next(objects.names(root), None)):
        message = "اینجا نه صف دریافت هست و نه گاوصندوق؛ فرمان را در پوشه‌ای که ایده‌ها در آن ثبت می‌شوند بزنید."
        raise FarakhanError("backup-empty", message, str(root))
    copy.parent.mkdir(exist_ok=True, mode=disk.PRIVATE_FOLDER)
    for folder in (beside.parent, copy.parent):
        durable.clear(folder)
    saved = Saved(now, {})
    pieces = _Pieces(_tar(root, copy, saved))
    try:
        if (root / SPOOL).exists():
            sqlite.copied(root / sqlite.FOLDER, copy)
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, disk.PRIVATE_FILE), "wb") as file:
            sealing.seal_stream(io.BufferedReader(pieces, CHUNK), file, recipients)
            file.flush()
            os.fsync(file.fileno())
        beside.rename(target)
        durable.sync_folder(target.parent)
    except OSError as error:
        if pieces.fault:
            raise pieces.fault from None
        message = f"پشتیبان نوشته نشد ({error.strerror})؛ جا و اجازهٔ این پوشه را ببینید و دوباره بزنید."
        raise FarakhanError("backup-disk", message, str(target)) from None
    finally:
        for left in copy.parent.glob(f"{copy.name}*"):  # SQLite's own beside it too, where the disk was full
            left.unlink(missing_ok=True)
        beside.unlink(missing_ok=True)
    (root / MARK).write_text(f"{now.isoformat()}\n", encoding="ascii")
    return saved


def last(root: Path) -> datetime | None:
    """When the last backup was made here, aware; None where there was none."""
    try:
        return datetime.fromisoformat((root / MARK).read_text(encoding="ascii").strip())
    except (FileNotFoundError, ValueError):
        return None


class _Pieces(io.RawIOBase):
    """Bytes that come in pieces, as a stream."""

    fault: FarakhanError | None = None
    """What stopped it: who reads has only the word that it stopped."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        while not self._left:
            try:
                piece = next(self._pieces, None)
            except FarakhanError as error:
                self.fault = error
                raise
            if piece is None:
                return 0
            self._left = memoryview(piece)
        size = min(len(buffer), len(self._left))
        buffer[:size], self._left = self._left[:size], self._left[size:]
        return size


def _tar(root: Path, copy: Path, saved: Saved) -> Iterator[bytes]:
    with suppress(FileNotFoundError):  # without a server there is none
        yield from _member(SPOOL, *_file(copy), saved)
    with suppress(FileNotFoundError):
        yield from _member(KEY, *_file(root / KEY), saved)
    for name in sorted(later.ages(root / LATER)):
        with suppress(FileNotFoundError):  # developed meanwhile, and in the vault
            yield from _member(f"{LATER}/{name}", *_file(root / LATER / name), saved)
    for name in objects.names(root):
        with suppress(FileNotFoundError):  # erased meanwhile
            yield from _member(f"{VAULT}/{name}", *objects.pieces(root, name), saved)
    listing = {"made": saved.made.isoformat(), "files": {name: file._asdict() for name, file in saved.files.items()}}
    manifest = json.dumps(listing).encode()
    yield from _member(MANIFEST, len(manifest), [manifest], saved)
    del saved.files[MANIFEST]
    yield bytes(2 * tarfile.BLOCKSIZE)


def _file(path: Path) -> tuple[int, Iterator[bytes]]:
    """A file's size in bytes as it is opened, and what it holds, piece by piece."""
    file = path.open("rb")
    return os.fstat(file.fileno()).st_size, _read(file)


def _read(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        while piece := file.read(CHUNK):
            yield piece


def _member(name: str, size: int, pieces: Iterable[bytes], saved: Saved) -> Iterator[bytes]:
    """A file as tar has it; what is added to its end meanwhile is left for the next backup."""
    info = tarfile.TarInfo(name)
    info.size, info.mode, info.mtime = size, disk.PRIVATE_FILE, int(saved.made.timestamp())
    yield info.tobuf(tarfile.PAX_FORMAT)
    digest, left = hashlib.sha256(), size
    for piece in pieces:
        part = piece[:left]
        digest.update(part)
        left -= len(part)
        yield part
    if left:
        raise OSError(None, f"{name} became shorter")
    yield bytes(-size % tarfile.BLOCKSIZE)
    saved.files[name] = File(digest.hexdigest(), size)


def restore(root: Path, source: Path, identities: Iterable[str], settle: Callable[[AnySpool], None]) -> Saved:
    """Put a backup in its place, whole or not at all, where nothing is yet.

    Args:
        root: the repository's top.
        source: what `save` made.
        identities: age secret keys.
        settle: told of the spool before it is in its place, to hold it against git.

    Raises:
        FarakhanError: `backup-missing`, there is no such file; `backup-place`, something is there already;
            `spool-held`, a server runs here; `sealed-other`, none of the keys opens it; `backup-broken`, it was cut or
            changed; `backup-disk`, there is no room; `spool-newer`, a newer program made it; what `settle` raises.
    """
    if not source.is_file():
        raise FarakhanError("backup-missing", "چنین پرونده‌ای نیست؛ نام و جایش را ببینید.", str(source))
    with sqlite.held(root / sqlite.FOLDER), _staged(root / STAGE) as stage:
        _refuse_full(root)
        try:
            saved = _unpack(source, identities, stage)
            _opened(stage / sqlite.FOLDER, saved.made).close()
            durable.put(root / sqlite.FOLDER / damage.UNFINISHED, b"")
            for name in saved.files:
                if name.startswith(f"{VAULT}/"):
                    objects.bring(root, name.removeprefix(f"{VAULT}/"), stage / name)
                elif name.startswith(f"{LATER}/"):
                    durable.put(root / name, stage / name)
            _hold_against(stage / sqlite.FOLDER, saved.made, settle)
            for name in (KEY, SPOOL):
                if name in saved.files:
                    (stage / name).rename(root / name)
            durable.remove(root / sqlite.FOLDER / damage.UNFINISHED)
        except OSError as error:
            message = (
                f"برگرداندن ناتمام ماند ({error.strerror})؛ جا باز کنید، پوشهٔ vault را کنار بگذارید و دوباره بزنید."
            )
            raise FarakhanError("backup-disk", message, str(root)) from None
    return saved


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    shutil.rmtree(folder, ignore_errors=True)
    try:
        for part in (sqlite.FOLDER, VAULT):
            (folder / part).mkdir(parents=True, mode=disk.PRIVATE_FOLDER)
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _refuse_full(root: Path) -> None:
    there = [name for name in (SPOOL, KEY) if (root / name).exists()]
    there += [f"{VAULT}/{name}" for name in objects.names(root)][:1]
    if there:
        message = "اینجا از پیش چیزی هست و روی آن نوشته نمی‌شود؛ پوشه‌های spool و vault را کنار بگذارید و دوباره بزنید."
        raise FarakhanError("backup-place", message, there[0])


def _unpack(source: Path, identities: Iterable[str], stage: Path) -> Saved:
    """Open a backup into a folder, and compare what came with what its manifest says."""
    inner, outer = os.pipe()
    try:
        with (
            source.open("rb") as sealed,
            ThreadPoolExecutor(1) as beside,
            os.fdopen(inner, "rb") as plain,
        ):
            opening = beside.submit(_open, sealed, outer, list(identities))
            extracted = _extract(plain, stage)
            opening.result()
    except sealing.BrokenSealError:
        raise _broken(source) from None
    try:
        manifest = json.loads((stage / MANIFEST).read_bytes())
        listed = {name: File(**about) for name, about in manifest["files"].items()}
        made = datetime.fromisoformat(manifest["made"])
    except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
        raise _broken(source) from None
    if listed != extracted:
        raise _broken(source)
    return Saved(made, extracted)


def _open(sealed: IO[bytes], outer: int, identities: list[str]) -> None:
    with suppress(BrokenPipeError), os.fdopen(outer, "wb") as plain:
        sealing.unseal_stream(sealed, plain, identities)


def _extract(plain: IO[bytes], stage: Path) -> dict[str, File]:
    """A tar's files into a folder; empty where it is no tar of ours. The stream is read to its end."""
    files: dict[str, File] = {}
    with suppress(tarfile.TarError, EOFError), tarfile.open(fileobj=plain, mode="r|") as tar:
        for member in tar:
            file = tar.extractfile(member) if member.isreg() and _NAME.fullmatch(member.name) else None
            if file is None or member.name in files:
                return {}
            files[member.name] = _written(file, stage / member.name)
    while plain.read(CHUNK):
        pass
    files.pop(MANIFEST, None)
    return files


def _written(file: IO[bytes], path: Path) -> File:
    path.parent.mkdir(parents=True, exist_ok=True, mode=disk.PRIVATE_FOLDER)
    digest = hashlib.sha256()
    with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, disk.PRIVATE_FILE), "wb") as out:
        while piece := file.read(CHUNK):
            digest.update(piece)
            out.write(piece)
        out.flush()
        os.fsync(out.fileno())
        return File(digest.hexdigest(), out.tell())


def _opened(folder: Path, made: datetime) -> Spool:
    """The spool that was in a backup, of this version by then."""
    return Spool(folder, lambda: made)


def _hold_against(folder: Path, made: datetime, settle: Callable[[AnySpool], None]) -> None:
    with closing(_opened(folder, made)) as copied:
        settle(copied)


def _broken(source: Path) -> FarakhanError:
    message = "این پشتیبان بریده یا دست‌خورده است و چیزی از آن برداشته نشد؛ پشتیبان دیگری را بیازمایید."
    return FarakhanError("backup-broken", message, str(source))
