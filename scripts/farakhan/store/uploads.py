"""Uploads that come in pieces over bad lines: what is said to have arrived has reached the disk.

An upload is `<id>`, its bytes, and `<id>.json`, what is known of it, replaced whole with each piece. A piece goes in
only where the one before ended, so that two lines of one upload can never mix their bytes.
"""

import errno
import json
import os
import re
import secrets
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from portalocker import LOCK_EX, lock

from farakhan.problems import FarakhanError
from farakhan.store import durable
from farakhan.store.disk import PRIVATE_FILE

FOLDER = "clips"
"""Within the spool's."""
LIFETIME = timedelta(days=2)
"""How long a whole upload waits for the form that names it, and how long one may take to become whole."""
SILENCE = timedelta(hours=1)
"""How long an upload that is not whole waits for its next piece. A person on a bad line comes back within it; who gave
up, or never meant to fill it, holds a place no longer.
"""


class Bounds(NamedTuple):
    """What uploads may take.

    Attributes:
        open: uploads that are not whole, in all.
        open_each: those of one address: a town may stand behind it, and nobody has all places.
        whole: uploads that are whole and that no form has named yet, in all: each is a file that is read on and on.
        whole_each: those of one address.
        bytes: that have come, of all uploads that nobody claimed yet, with `ahead` for each that is not whole.
        ahead: bytes that are reserved for what may still come; what was announced says nothing.
    """

    open: int = 400
    open_each: int = 40
    whole: int = 2000
    whole_each: int = 200
    bytes: int = 20 * 2**30
    ahead: int = 8 * 2**20


BOUNDS = Bounds()
_ID = re.compile(r"[0-9a-f]{32}")
_CREATING = threading.Lock()
"""What is open is counted on the disk; that nobody begins another meanwhile is seen to in this process alone, the only
one that takes uploads: it holds the spool.
"""


class Upload(NamedTuple):
    """An upload: lengths in bytes."""

    id: str
    """128 random bits: who knows it may go on with the upload, and name it in a form."""
    length: int
    offset: int
    """Bytes that have arrived; `length` when it is whole."""
    expires: datetime
    begun: datetime
    sender: str = ""
    """A mark of the address that began it."""
    sha256: str = ""
    """Its name in the vault, once a form claimed it."""
    kept: int = 0
    """Its bytes there."""


def create(folder: Path, length: int, now: datetime, sender: str = "", bounds: Bounds = BOUNDS) -> Upload:
    """A new upload; what has expired makes way.

    Args:
        folder: of the uploads.
        length: its bytes when it is whole.
        now: the hour, with its zone.
        sender: a mark of the address that begins it.
        bounds: what uploads may take.

    Raises:
        FarakhanError: `upload-many`, too many are open; `upload-room`, there is no place for it.
    """
    with _CREATING:
        durable.make_folder(folder)
        expire(folder, now)
        waiting = [upload for upload in every(folder) if not upload.sha256]
        unfilled = [upload for upload in waiting if upload.offset < upload.length]
        whole = [upload for upload in waiting if upload.offset == upload.length]
        if _many(unfilled, sender, bounds.open, bounds.open_each) or _many(
            whole, sender, bounds.whole, bounds.whole_each
        ):
            raise FarakhanError("upload-many", "اکنون کلیپ‌های بسیاری در راه است. چند دقیقهٔ دیگر دوباره بکوشید.")
        rests = [length, *(upload.length - upload.offset for upload in unfilled)]
        to_come = sum(min(bounds.ahead, rest) for rest in rests)
        here = sum(upload.offset for upload in waiting)
        if to_come > durable.room(folder) or to_come + here > bounds.bytes:
            raise no_room()
        upload = Upload(secrets.token_hex(16), length, 0, now + SILENCE, now, sender)
        _record(folder, upload)
    return upload


def _many(uploads: Sequence[Upload], sender: str, most: int, most_each: int) -> bool:
    """Whether there are as many as there may be, of all senders or of this one."""
    own = sum(upload.sender == sender for upload in uploads)
    return len(uploads) >= most or own >= most_each


def find(folder: Path, upload_id: str, now: datetime) -> Upload:
    """An upload as it stands.

    Raises:
        FarakhanError: `upload-gone`, there is none, or it has expired.
    """
    upload = _read(folder / f"{upload_id}.json") if _ID.fullmatch(upload_id) else None
    if upload is None or upload.expires <= now:
        raise FarakhanError("upload-gone", "این کلیپ دیگر اینجا نیست. آن را از نو بفرستید.", upload_id[:32])
    return upload


def append(folder: Path, upload: Upload, data: bytes, now: datetime, bounds: Bounds = BOUNDS) -> Upload:
    """Add a piece where `upload` ended; it is durable when this returns.

    Raises:
        FarakhanError: `upload-offset`, another line went on with it; `upload-large`, longer than was said;
            `upload-room`, the disk is full; `upload-gone`.
    """
    if upload.offset + len(data) > upload.length:
        raise FarakhanError(
            "upload-large", "این کلیپ بلندتر از آن است که گفته شده بود. آن را از نو بفرستید.", upload.id
        )
    with held(folder, upload.id) as path:
        if find(folder, upload.id, now).offset != upload.offset:
            raise FarakhanError("upload-offset", "این کلیپ از جای دیگری ادامه یافته است.", upload.id)
        try:
            if durable.room(folder) < 0 or _arrived(folder) + len(data) > bounds.bytes:
                raise no_room()
            _write(path, data, upload.offset)
            upload = _longer(upload, upload.offset + len(data), now)
            _record(folder, upload)
        except OSError as error:
            if error.errno not in {errno.ENOSPC, errno.EDQUOT}:
                raise
            raise no_room() from error
    return upload


@contextmanager
def held(folder: Path, upload_id: str) -> Iterator[Path]:
    """The path of an upload's bytes, for one at a time."""
    path = folder / upload_id
    with os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, PRIVATE_FILE), "r+b") as file:
        lock(file, LOCK_EX)
        yield path


def settle(folder: Path, upload: Upload, sha256: str, kept: int, now: datetime) -> None:
    """Remember where an upload went in the vault, and let its bytes go."""
    _record(folder, upload._replace(sha256=sha256, kept=kept, expires=now + LIFETIME))
    os.truncate(folder / upload.id, 0)


def remove(folder: Path, upload_id: str) -> None:
    """Remove an upload; nothing happens where there is none."""
    if _ID.fullmatch(upload_id):
        (folder / upload_id).unlink(missing_ok=True)
        durable.remove(folder / f"{upload_id}.json")


def expire(folder: Path, now: datetime) -> int:
    """Remove what has waited too long, and what a death left behind; how many uploads went."""
    gone = 0
    for upload in every(folder):
        if upload.expires <= now:
            remove(folder, upload.id)
            gone += 1
    for path in folder.glob("*"):
        known = (folder / f"{path.name.partition('.')[0]}.json").exists()
        if not known and datetime.fromtimestamp(path.stat().st_mtime, UTC) + LIFETIME <= now:
            path.unlink(missing_ok=True)
    return gone


def unfilled(folder: Path) -> int:
    """How many uploads are open and not whole."""
    return sum(upload.offset < upload.length for upload in every(folder))


def _longer(upload: Upload, offset: int, now: datetime) -> Upload:
    """An upload that has come so far, and until when it now waits."""
    whole = offset == upload.length
    expires = now + LIFETIME if whole else min(now + SILENCE, upload.begun + LIFETIME)
    return upload._replace(offset=offset, expires=expires)


def _arrived(folder: Path) -> int:
    """Bytes of all uploads that are here."""
    with os.scandir(folder) as entries:
        return sum(entry.stat().st_size for entry in entries if _ID.fullmatch(entry.name))


def every(folder: Path) -> list[Upload]:
    """All uploads that are here, claimed ones too."""
    return [upload for upload in map(_read, folder.glob("*.json")) if upload]


def _read(path: Path) -> Upload | None:
    try:
        record = json.loads(path.read_bytes())
    except FileNotFoundError:
        return None
    times = {name: datetime.fromisoformat(record[name]) for name in ("expires", "begun") if name in record}
    times.setdefault("begun", times["expires"] - LIFETIME)  # one that an older server began
    return Upload(path.stem, **record | times)


def _record(folder: Path, upload: Upload) -> None:
    record = {**upload._asdict(), "expires": upload.expires.isoformat(), "begun": upload.begun.isoformat()}
    del record["id"]
    durable.put(folder / f"{upload.id}.json", json.dumps(record).encode())


def _write(path: Path, data: bytes, offset: int) -> None:
    with path.open("r+b") as stream:
        stream.seek(offset)
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def no_room() -> FarakhanError:
    """What is said when the disk has no place for a clip."""
    return FarakhanError(
        "upload-room", "اکنون جا برای کلیپ نیست. کمی بعد دوباره بکوشید، یا کلیپ را با کد رهگیری در ایتا بفرستید."
    )
