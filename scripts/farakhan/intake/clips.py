"""A clip that has arrived whole: looked at, cleaned of what it says beside what is seen and heard, put into the vault.

Its parts say what it is; its name, and what its sender or a brand calls it, count for nothing. Where `ffmpeg` is on the
machine it copies picture and sound alone, as they are, into a new file of the sender's own kind, or of one that takes
what is in it. It runs in a process of its own with little time and memory and no way to the network. Where it is
absent, or knows no such file, our own few lines blank all else where it stands. Place, camera and time stay behind
either way; what can be cleaned by neither is not kept.
"""

import os
import re
import shutil
import subprocess
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from farakhan.intake import boxes, elements
from farakhan.intake.blanking import Damaged, Film, Stays, Strip
from farakhan.model.idea import MEDIA_LIMITS, Media, MediaKind
from farakhan.problems import FarakhanError
from farakhan.store import durable, uploads
from farakhan.store.vault import originals

LONGEST = timedelta(minutes=10)
LIMIT = MEDIA_LIMITS[MediaKind.CLIP]
_TIME, _MEMORY = 120, 2**20
"""Seconds, and KiB of addresses, that ffmpeg may have."""
_BLOCK = 512
_FIRST = 16
"""Bytes of a file by which its family is known."""
_AT_ONCE = threading.BoundedSemaphore(2)
_LASTS = re.compile(rb"^out_time_us=([0-9]+)$", re.MULTILINE)


class Container(NamedTuple):
    """How a clip is packed: the tool's word for its reader, and for what it may be packed into, the best first."""

    reader: str
    writers: tuple[str, ...]


_MOV, _MP4, _3GP = ("mov", "matroska"), ("mp4", "mov", "matroska"), ("3gp", "mp4", "mov", "matroska")
_MATROSKA, _WEBM = ("matroska",), ("webm", "matroska")
_FILM = {"mov": boxes.film, "matroska": elements.film}
_BLANK = {"mov": boxes.blank, "matroska": elements.blank}


def claim(root: Path, folder: Path, upload_id: str, now: datetime) -> Media:
    """Take a whole upload into the vault; claimed again, it is the same clip.

    It may take two minutes: call it from a thread.

    Args:
        root: the repository's top.
        folder: of the uploads.
        upload_id: the last part of the upload's address, as a stranger says it.
        now: the hour, with its zone.

    Raises:
        FarakhanError: `upload-gone`; `clip-unfinished`; `clip-kind`, not a video of a kind that is taken;
            `clip-long`, over `LONGEST`; `clip-broken`, it cannot be read; `clip-unclean`, what is not to be kept of it
            cannot be taken out here; `upload-room`; `vault-unreachable`.
    """
    upload = uploads.find(folder, upload_id, now)
    if upload.offset < upload.length:
        raise FarakhanError("clip-unfinished", "فرستادن کلیپ هنوز تمام نشده است؛ صبر کنید یا آن را ادامه دهید.")
    with uploads.held(folder, upload.id) as path:
        upload = uploads.find(folder, upload.id, now)
        if not upload.sha256:
            if durable.room(folder) < 2 * upload.length:
                raise uploads.no_room()
            with _AT_ONCE, _cleaned(path, folder) as kept:
                sha256, size = originals.put(root, kept), kept.stat().st_size
            uploads.settle(folder, upload, sha256, size, now)
            upload = upload._replace(sha256=sha256, kept=size)
    return Media(sha256=upload.sha256, kind=MediaKind.CLIP, bytes=upload.kept, caption="")


def taken(root: Path, path: Path) -> Media:
    """Put a clip that staff have in a file of their own, which stays as it is, into the vault, cleaned likewise.

    Raises:
        FarakhanError: as `claim`; `clip-bytes`, it has more than a clip may have.
    """
    if path.stat().st_size > LIMIT:
        raise FarakhanError("clip-bytes", f"این کلیپ بیش از {LIMIT // 2**20} مگابایت است. آن را کوتاه‌تر کنید.")
    with tempfile.TemporaryDirectory() as folder, _cleaned(path, Path(folder)) as kept:
        sha256, size = originals.put(root, kept), kept.stat().st_size
    return Media(sha256=sha256, kind=MediaKind.CLIP, bytes=size, caption="")


def tool() -> str | None:
    """The ffmpeg of this machine; None where there is none."""
    return shutil.which("ffmpeg")


def is_clip(path: Path) -> bool:
    """Whether a file is packed as clips are, and films are in it; a damaged one may have had one."""
    with path.open("rb") as file:
        reader = _reader(file.read(_FIRST))
        try:
            return reader is not None and _FILM[reader](Strip(file)).shows
        except Damaged:
            return True


def _reader(head: bytes) -> str | None:
    if head.startswith(elements.MAGIC):
        return "matroska"
    return "mov" if head[4:8] in boxes.FIRST else None


@contextmanager
def _cleaned(path: Path, folder: Path) -> Iterator[Path]:
    """The clip without what is told beside picture and sound, in a file of its own that goes afterwards."""
    container = _contained(path)
    new = folder / f"{path.name}.clean"
    try:
        _copy(container, path, new)
        if not 0 < new.stat().st_size < LIMIT:
            raise _broken()
        yield new
    finally:
        new.unlink(missing_ok=True)


def _contained(path: Path) -> Container:
    """What a file's parts say that it is: one of MP4, MOV, 3GP, WebM, Matroska, with a picture in it."""
    with path.open("rb") as file:
        reader = _reader(file.read(_FIRST))
        if reader is None:
            raise _other_kind()
        film = _film(reader, Strip(file))
    if not film.shows:
        raise _other_kind()
    if film.seconds >= LONGEST.total_seconds():
        raise _long()
    if reader == "matroska":
        return Container(reader, _WEBM if film.kind == "webm" else _MATROSKA)
    kind = film.kind
    return Container(reader, _MOV if kind in {"", "qt"} else _3GP if kind.startswith(("3gp", "3g2")) else _MP4)


def _film(reader: str, strip: Strip) -> Film:
    try:
        return _FILM[reader](strip)
    except Damaged:
        if tool():  # it reads what we do not
            return Film("", shows=True, seconds=0.0)
        raise _broken() from None


def _copy(container: Container, path: Path, new: Path) -> None:
    """Copy what is seen and heard into a new file: by the tool, or else by our own lines."""
    found = tool()
    if found:
        if any(_packed(found, container.reader, writer, path, new) for writer in container.writers):
            return
        if not _ran(found, container.reader, "null", path, Path("/dev/null")):
            raise _broken()
    shutil.copyfile(path, new)
    with new.open("r+b") as file:
        try:
            _BLANK[container.reader](Strip(file))
        except Damaged:
            raise _broken() from None
        except Stays:
            raise FarakhanError(
                "clip-unclean",
                "نشانه‌های جای فیلم‌برداری را از این کلیپ نمی‌توانیم پاک کنیم، پس نگهش نداشتیم. "
                "آن را با کد رهگیری در ایتا بفرستید.",
            ) from None


def _packed(found: str, reader: str, writer: str, path: Path, new: Path) -> bool:
    """Whether the tool could pack a clip so."""
    return _ran(found, reader, writer, path, new) and 0 < new.stat().st_size < LIMIT


def _ran(found: str, reader: str, writer: str, path: Path, new: Path) -> bool:
    """Copy the first picture and the first sound into a new file, and nothing else; whether the tool could.

    A file of few bytes may name the same ones a thousand times, so the copy's size and length are bounded too.

    Raises:
        FarakhanError: `clip-kind`, there is no picture; `clip-long`; `clip-broken`, it took too long.
    """
    bounds = f'ulimit -v {_MEMORY} && ulimit -t {_TIME} && ulimit -f {2 * LIMIT // _BLOCK} && exec nice -n 10 "$@"'
    command = ["/bin/sh", "-c", bounds, "sh", found, "-v", "error", "-nostdin"]
    reading = ["-protocol_whitelist", "file", "-f", reader, "-i", f"file:{path.resolve()}"]
    streams = "-map 0:V:0 -map 0:a:0? -c copy -map_metadata -1 -map_chapters -1 -fflags +bitexact"
    writing = f"-t {LONGEST.seconds + 1} -fs {LIMIT} -progress pipe:1 -f {writer} -y"
    try:
        done = subprocess.run(
            [*command, *reading, *streams.split(), *writing.split(), f"file:{new.resolve()}"],
            check=False,
            cwd=new.parent,
            env={"PATH": os.defpath},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIME,
        )
    except subprocess.TimeoutExpired:
        raise _broken() from None
    if done.returncode < 0:  # the system ended it
        raise _broken()
    if b"matches no streams" in done.stderr:
        raise _other_kind()
    lasts = _LASTS.findall(done.stdout)
    if lasts and timedelta(microseconds=int(lasts[-1])) >= LONGEST:
        raise _long()
    return not done.returncode and bool(lasts)


def _long() -> FarakhanError:
    return FarakhanError("clip-long", "این کلیپ بیش از ۱۰ دقیقه است. بخش مهم آن را جدا کنید و بفرستید.")


def _other_kind() -> FarakhanError:
    return FarakhanError(
        "clip-kind", "این پرونده کلیپ MP4، MOV، 3GP یا WebM نیست. فیلمی را که گوشی گرفته است بی تغییر بفرستید."
    )


def _broken() -> FarakhanError:
    return FarakhanError("clip-broken", "این کلیپ ناقص یا خراب است. آن را دوباره بفرستید، یا با کد رهگیری در ایتا.")
