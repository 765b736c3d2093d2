"""Where the vault lies, and its mirror: a folder, or a bucket of any storage that speaks S3.

A bucket is reached through obstore. A folder is not: obstore's writes neither reach the disk before they return (no
fsync, seen with strace on 0.12) nor keep others out (its files are 0644), and in a fork of a process that has used it,
its reads wait for threads that are not there.
"""

import os
import secrets
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import NamedTuple

import obstore
from obstore.exceptions import BaseError
from obstore.store import S3Store

from farakhan.problems import FarakhanError
from farakhan.store import durable, spool

VARIABLE = "FARAKHAN_VAULT"
"""Empty: the folder. Else `s3://bucket/prefix`, and the usual AWS_… variables say how to get in."""
MIRROR = "FARAKHAN_MIRROR"
"""Empty: there is none. Else the absolute path of a folder that is there, on another disk, or `s3://bucket/prefix`."""
FOLDER, DRAFTS = "vault", "new"
MARK, MEMORY = "vault-is-here", f"{spool.FOLDER}/vault-was-here"
"""What says that a folder is the vault, and, beside the spool, that there has been one."""
AT_ONCE = 16
"""Objects on their way to a bucket."""
_PATIENCE = timedelta(seconds=15)


class VaultError(FarakhanError):
    """The vault does not take or give anything now; what waits for it may come later."""


class VaultAwayError(VaultError):
    """The vault does not answer, or is not in its place."""


class Seen(NamedTuple):
    """What a place's listing says of an object: a mark that changes with its bytes, and when it was put, aware."""

    mark: str
    when: datetime


class Place(NamedTuple):
    """A place of objects that have a name and bytes."""

    store: S3Store | None
    folder: Path
    """Of this machine, where there is no store."""

    def put(self, name: str, data: bytes | Path) -> None:
        """Put an object, whole and durable when this returns, in place of what had its name."""
        self.put_all({name: data})

    def put_all(self, objects: Mapping[str, bytes | Path]) -> None:
        """Put several objects, each as `put` does; whoever waits for a bucket waits for many at once."""
        if self.store:
            with ThreadPoolExecutor(AT_ONCE) as pool:
                list(pool.map(partial(_upload, self.store), objects.items()))
            return
        with _told(next(iter(objects), "")):
            _leave_mark(self.folder)
            durable.put_all({self.folder / name: data for name, data in objects.items()}, self.folder / DRAFTS)

    def get(self, name: str) -> Iterator[bytes]:
        """An object's bytes, piece by piece.

        Raises:
            FileNotFoundError: there is none of this name.
        """
        return self.sized(name)[1]

    def sized(self, name: str) -> tuple[int, Iterator[bytes]]:
        """An object's size in bytes, and its bytes, piece by piece.

        Raises:
            FileNotFoundError: there is none of this name.
        """
        with _told(name):
            if not self.store:
                path = self.folder / name
                return path.stat().st_size, self._pieces(name, _read(path))
            answer = obstore.get(self.store, name)
            return answer.meta["size"], self._pieces(name, iter(answer.stream()))

    def _pieces(self, name: str, pieces: Iterator[object]) -> Iterator[bytes]:
        with _told(name):
            yield from map(bytes, pieces)  # type: ignore[arg-type]

    def has(self, name: str) -> bool:
        """Whether there is an object of this name."""
        if not self.store:
            return (self.folder / name).is_file()
        try:
            with _told(name):
                obstore.head(self.store, name)
        except FileNotFoundError:
            return False
        return True

    def names(self, prefix: str) -> list[str]:
        """The names under a prefix, sorted, without it."""
        with _told(prefix):
            if not self.store:
                top = self.folder / prefix
                return sorted(path.relative_to(top).as_posix() for path in top.rglob("*") if path.is_file())
            names = [item["path"] for page in obstore.list(self.store, prefix) for item in page]
        return sorted(name.removeprefix(f"{prefix}/") for name in names)

    def ages(self, prefix: str) -> list[tuple[str, datetime]]:
        """The names under a prefix, without it, and when each was put."""
        with _told(prefix):
            if not self.store:
                paths = (self.folder / prefix).glob("*")
                return [(path.name, datetime.fromtimestamp(path.stat().st_mtime, UTC)) for path in paths]
            items = [item for page in obstore.list(self.store, prefix) for item in page]
        return [(item["path"].removeprefix(f"{prefix}/"), item["last_modified"]) for item in items]

    def age(self, name: str) -> datetime | None:
        """When an object was put; None where there is none."""
        with suppress(FileNotFoundError), _told(name):
            if not self.store:
                return datetime.fromtimestamp((self.folder / name).stat().st_mtime, UTC)
            return obstore.head(self.store, name)["last_modified"]
        return None

    def seen(self, prefix: str) -> dict[str, Seen]:
        """What is under a prefix, by its names without it."""
        with _told(prefix):
            if not self.store:
                top = self.folder / prefix
                return {path.relative_to(top).as_posix(): _seen(path) for path in top.rglob("*") if path.is_file()}
            items = [item for page in obstore.list(self.store, prefix) for item in page]
        return {entry["path"].removeprefix(f"{prefix}/"): Seen(_mark(entry), entry["last_modified"]) for entry in items}

    def mark(self, name: str) -> str:
        """The mark of an object, as `seen` has it.

        Raises:
            FileNotFoundError: there is none of this name.
        """
        with _told(name):
            if not self.store:
                return _seen(self.folder / name).mark
            return _mark(obstore.head(self.store, name))

    def remove(self, name: str) -> None:
        """Remove an object for good; nothing happens where there is none."""
        try:
            with _told(name), suppress(FileNotFoundError):
                if self.store:
                    obstore.delete(self.store, name)
                else:
                    durable.remove(self.folder / name, self.folder / DRAFTS)
        except FarakhanError:
            if self.has(name):  # a store's answer may be odd though the object is gone
                raise

    def keeps_what_was_removed(self) -> bool:
        """Whether a bucket still gives out what was removed from it: one with versioning does. It is tried."""
        if not self.store:
            return False
        name = f"{DRAFTS}/probe-{secrets.token_hex(8)}"
        with _told(name):
            put = [obstore.put(self.store, name, data).get("version") for data in (b"1", b"2")]
            obstore.delete(self.store, name)
            return any(_gives(self.store, name, version) for version in put if version and version != "null")


def place(root: Path) -> Place:
    """The vault of a repository.

    Raises:
        FarakhanError: `vault-place`, the variable says something else than `s3://bucket/prefix`; `vault-unreachable`.
    """
    with _told(FOLDER):
        vault = _place(os.environ.get(VARIABLE, ""), root)
        if not vault.store:
            _see(vault.folder)
        return vault


def _see(folder: Path) -> None:
    """See that a folder is the vault that was here before, and no empty place to which its disk was mounted.

    What would be written there would fill another disk, and who reads there would find that everything was erased.
    """
    if (folder.parent / MEMORY).exists() and not (folder / MARK).exists():
        message = "گاوصندوق سر جایش نیست: دیسکش را دوباره سوار کنید. اگر از نو می‌سازیدش، نخست این پرونده را پاک کنید."
        raise VaultAwayError("vault-unreachable", message, MEMORY)


def _leave_mark(folder: Path) -> None:
    """Put the vault's mark into it; where a spool is, that remembers that there has been one."""
    for path in (folder / MARK, folder.parent / MEMORY):
        if not path.exists() and (path.parent == folder or path.parent.is_dir()):
            durable.put(path, b"")


def mirror(root: Path) -> Place | None:
    """The second place of what is in the vault; None where none is named.

    Raises:
        FarakhanError: `mirror-place`, the variable names no such place; `mirror-away`, the folder is not there.
    """
    where = os.environ.get(MIRROR, "")
    if not where:
        return None
    with _told(MIRROR):
        if where.startswith("s3://") and where != os.environ.get(VARIABLE, ""):
            return _place(where, root)
    folder = Path(where)
    if not folder.is_absolute() or folder.resolve().is_relative_to(root.resolve()):
        message = f"جای دوم را در {MIRROR} به شکل /پوشه‌ای روی دیسکی دیگر یا s3://bucket/prefix بنویسید."
        raise FarakhanError("mirror-place", message, where)
    if not folder.is_dir():
        message = "پوشهٔ جای دوم نیست؛ دیسکش را وصل کنید، یا بار نخست خودتان آن پوشه را بسازید."
        raise FarakhanError("mirror-away", message, where)
    return Place(None, folder)


@lru_cache(maxsize=64)
def _place(where: str, root: Path) -> Place:
    if not where:
        return Place(None, root / FOLDER)
    if not where.startswith("s3://"):
        raise FarakhanError("vault-place", f"جای گاوصندوق را به شکل s3://bucket/prefix در {VARIABLE} بنویسید.", where)
    return Place(S3Store.from_url(where, retry_config={"max_retries": 3, "retry_timeout": _PATIENCE}), root / FOLDER)


def _upload(store: S3Store, named: tuple[str, bytes | Path]) -> None:
    name, data = named
    with _told(name):
        obstore.put(store, name, data)


def _seen(path: Path) -> Seen:
    about = path.stat()
    return Seen(f"{about.st_mtime_ns}-{about.st_size}", datetime.fromtimestamp(about.st_mtime, UTC))


def _mark(about: Mapping[str, object]) -> str:
    return str(about.get("e_tag") or f"{about['last_modified']}-{about['size']}")


def _gives(store: S3Store, name: str, version: str) -> bool:
    try:
        obstore.get(store, name, options={"version": version})
    except (BaseError, OSError):
        return False
    return True


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while piece := file.read(durable.CHUNK):
            yield piece


@contextmanager
def _told(name: str) -> Iterator[None]:
    """A store's own errors as ours; that there is no such object is the caller's to say."""
    try:
        yield
    except (BaseError, OSError) as error:
        if isinstance(error, FileNotFoundError) and "NoSuchBucket" not in str(error):
            raise
        first_line = str(error).partition("\n")[0]
        raise VaultAwayError(
            "vault-unreachable",
            f"گاوصندوق در دسترس نیست: {first_line}. "
            "جای خالی و اجازه‌های پوشه، یا نشانی و کلیدهای انبار را ببینید و دوباره بکوشید.",
            name,
        ) from error
