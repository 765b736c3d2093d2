"""A clip that has arrived whole: looked at, cleaned of what it says beside what is seen and heard, put into the vault.

The bytes' own first words say what it is; its name and what its sender called it count for nothing. Where `ffmpeg` is
on the machine it copies picture and sound alone, as they are, into a new file: place, camera and time stay behind, and
what has no picture, or lasts too long, is found. It runs in a process of its own with little time and memory and no
way to the network. Where it is absent only the first words and the size are looked at, and the clip is kept as it
came, its place with it.
"""

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from farakhan.model.idea import MEDIA_LIMITS, Media, MediaKind
from farakhan.problems import FarakhanError
from farakhan.store import durable, uploads
from farakhan.store.vault import originals

LONGEST = timedelta(minutes=10)
LIMIT = MEDIA_LIMITS[MediaKind.CLIP]
_TIME, _MEMORY = 120, 2**20
"""Seconds, and KiB of addresses, that ffmpeg may have."""
_BLOCK = 512
_AT_ONCE = threading.BoundedSemaphore(2)
_LASTS = re.compile(rb"^out_time_us=([0-9]+)$", re.MULTILINE)


class Container(NamedTuple):
    """How a clip is packed, in the tools' words."""

    reader: str
    writer: str


_BRANDS = {
    b"qt  ": Container("mov", "mov"),
    **dict.fromkeys((b"3gp", b"3g2"), Container("mov", "3gp")),
    **dict.fromkeys((b"iso", b"mp4", b"avc", b"M4V", b"MSN", b"mmp", b"das"), Container("mov", "mp4")),
}
_DOCUMENTS = {
    b"\x42\x82\x84webm": Container("matroska", "webm"),
    b"\x42\x82\x88matroska": Container("matroska", "matroska"),
}


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
            `clip-long`, over `LONGEST`; `clip-broken`, damaged or made to harm; `upload-room`; `vault-unreachable`.
    """
    upload = uploads.find(folder, upload_id, now)
    if upload.offset < upload.length:
        raise FarakhanError("clip-unfinished", "فرستادن کلیپ هنوز تمام نشده است؛ صبر کنید یا آن را ادامه دهید.")
    with uploads.held(folder, upload.id) as path:
        upload = uploads.find(folder, upload.id, now)
        if not upload.sha256:
            container = contained(path)
            if durable.room(folder) < 2 * upload.length:
                raise uploads.no_room()
            with _AT_ONCE, _cleaned(path, container) as kept:
                sha256, size = originals.put(root, kept), kept.stat().st_size
            uploads.settle(folder, upload, sha256, size, now)
            upload = upload._replace(sha256=sha256, kept=size)
    return Media(sha256=upload.sha256, kind=MediaKind.CLIP, bytes=upload.kept, caption="")


def contained(path: Path) -> Container:
    """What a file's first bytes say that it is.

    Raises:
        FarakhanError: `clip-kind`, none of MP4, MOV, 3GP, WebM, Matroska.
    """
    with path.open("rb") as file:
        head = file.read(64)
    container = None
    if head[4:8] == b"ftyp":
        container = _BRANDS.get(head[8:12]) or _BRANDS.get(head[8:11])
    elif head.startswith(b"\x1aE\xdf\xa3"):
        container = next((kind for name, kind in _DOCUMENTS.items() if name in head), None)
    if container is None:
        raise _other_kind()
    return container


@contextmanager
def _cleaned(path: Path, container: Container) -> Iterator[Path]:
    """The clip without what is told beside picture and sound, where ffmpeg is present; else as it is."""
    tool = shutil.which("ffmpeg")
    if tool is None:
        yield path
        return
    new = path.with_suffix(".clean")
    try:
        lasts = _copy(tool, container, path, new)
        if lasts >= LONGEST:
            raise FarakhanError("clip-long", "این کلیپ بیش از ۱۰ دقیقه است. بخش مهم آن را جدا کنید و بفرستید.")
        if not 0 < new.stat().st_size < LIMIT:
            raise _broken()
        yield new
    finally:
        new.unlink(missing_ok=True)


def _copy(tool: str, container: Container, path: Path, new: Path) -> timedelta:
    """Copy the first picture and the first sound into a new file, and nothing else; how long that lasts.

    A file of few bytes may name the same ones a thousand times, so the copy's size and length are bounded too.
    """
    bounds = f'ulimit -v {_MEMORY} && ulimit -t {_TIME} && ulimit -f {2 * LIMIT // _BLOCK} && exec nice -n 10 "$@"'
    reading = f"-protocol_whitelist file -f {container.reader} -i file:{path.name}"
    streams = "-map 0:V:0 -map 0:a:0? -c copy -map_metadata -1 -map_chapters -1 -fflags +bitexact"
    writing = f"-t {LONGEST.seconds + 1} -fs {LIMIT} -progress pipe:1 -f {container.writer} -y file:{new.name}"
    command = ["/bin/sh", "-c", bounds, "sh", tool, "-v", "error", "-nostdin"]
    try:
        done = subprocess.run(
            [*command, *reading.split(), *streams.split(), *writing.split()],
            check=False,
            cwd=path.parent,
            env={"PATH": os.defpath},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIME,
        )
    except subprocess.TimeoutExpired:
        raise _broken() from None
    if b"matches no streams" in done.stderr:
        raise _other_kind()
    lasts = _LASTS.findall(done.stdout)
    if done.returncode or not lasts:
        raise _broken()
    return timedelta(microseconds=int(lasts[-1]))


def _other_kind() -> FarakhanError:
    return FarakhanError(
        "clip-kind", "این پرونده کلیپ MP4، MOV، 3GP یا WebM نیست. فیلمی را که گوشی گرفته است بی تغییر بفرستید."
    )


def _broken() -> FarakhanError:
    return FarakhanError("clip-broken", "این کلیپ ناقص یا خراب است. آن را دوباره بفرستید، یا با کد رهگیری در ایتا.")
