"""Files beside an idea: a photographed page, a voice message, a Word or PDF file, put there and taken out by staff.

The rule: whatever shows whose the idea is — a handwriting, a voice, a letter with a name at its end — is sealed in the
vault beside the contact, and opened as that is, with a key and a reason. Judges and pages never have it. A photo or
clip that shows the work and no person may go among the idea's own instead (`intake.correcting`): judges see those.
"""

import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

from farakhan import sealing
from farakhan.model.acts import one_line
from farakhan.model.call import Call
from farakhan.model.idea import Idea, MediaKind
from farakhan.office.erasing import Deed
from farakhan.office.opening import Opening
from farakhan.problems import FarakhanError
from farakhan.store import disk
from farakhan.store.vault import attached, logbook, originals

LIMIT = 64 * 2**20
"""Bytes of one file; it is in memory while it is sealed."""
_MOST_NAME = 120
_MOST_SUFFIX = 8
"""Letters after the last dot of a name that may be used again: `.pdf`."""
_CLIPS = {b"ftypqt": ".mov", b"ftyp3g": ".3gp", b"ftyp": ".mp4", b"matroska": ".mkv", b"webm": ".webm"}
"""What stands in the first bytes of a clip, by the ending that programs open it by."""
_FIRST = 64


class File(NamedTuple):
    """A file that stands or shall stand beside an idea: its name as it came, and its bytes."""

    name: str
    data: bytes


def file_of(name: str, source: BinaryIO) -> File:
    """A file that shall stand beside an idea.

    Args:
        name: as it came, on whatever machine.
        source: open, to be read.

    Raises:
        FarakhanError: `attach-large`, it is over `LIMIT`; `attach-empty`.
        OSError: it cannot be read.
    """
    data = source.read(LIMIT + 1)
    if len(data) > LIMIT:
        message = f"این پرونده بیش از {LIMIT // 2**20} مگابایت است؛ نسخهٔ کوچک‌تری از آن بدهید."
        raise FarakhanError("attach-large", message, name)
    if not data:
        raise FarakhanError("attach-empty", "این پرونده خالی است.", name)
    return File(one_line(os.fsencode(name).decode(errors="replace"))[-_MOST_NAME:], data)


def attach(root: Path, call: Call, code: str, file: File, deed: Deed) -> None:
    """Seal a file and put it beside an idea; who, why and when stands in the vault's log first.

    Raises:
        FarakhanError: `recipients-few`; what the vault raises.
    """
    disk.refuse_root(root)
    sealed = io.BytesIO()
    recipients = [recipient.key for recipient in call.age_recipients]
    sealing.seal_stream(io.BytesIO(attached.framed(file.name, file.data)), sealed, recipients)
    logbook.change(root, code, deed.who.name, f"پیوست: {deed.why}", deed.when)
    attached.put(root, code, sealed.getvalue(), deed.when)


def opened(root: Path, code: str, opening: Opening) -> Iterator[File]:
    """What stands beside an idea, opened; the line in the log is written before anybody can see it.

    Raises:
        FarakhanError: `sealed-other`, none of the keys opens it; `sealed-broken`, it was changed; `no-attached`.
    """
    logged = False
    for name in attached.names(root, code):
        plain = io.BytesIO()
        sealing.unseal_stream(io.BytesIO(b"".join(attached.pieces(root, name))), plain, opening.keys)
        if not logged:
            logbook.opening(root, code, opening.who, f"پیوست‌ها: {opening.why}", opening.when)
            logged = True
        try:
            yield File(*attached.parted(plain.getvalue()))
        except ValueError:
            raise sealing.BrokenSealError("sealed-broken", "این پیوست خوانده نمی‌شود.", name) from None


def save_media(root: Path, idea: Idea, folder: Path, opening: Opening) -> list[Path]:
    """Write an idea's photos and clips into a folder, where only this person reads them; the log has it first.

    Any of them may show a person, and nobody knows before it was looked at: so each saving needs a reason.

    Raises:
        FarakhanError: `private-inside`, the folder is in a repository; `file-exists`; `no-media`, one was erased.
    """
    disk.refuse_inside(folder / "x")
    logbook.opening(root, idea.code, opening.who, f"عکس و کلیپ: {opening.why}", opening.when)
    saved = []
    for number, medium in enumerate(idea.media, 1):
        data = b"".join(originals.pieces(root, medium.sha256))
        suffix = ".webp" if medium.kind == MediaKind.PHOTO else _suffix_of(data)
        saved.append(_write(folder / f"{idea.code}-{number}{suffix}", data))
    return saved


def save_attached(root: Path, code: str, folder: Path, opening: Opening) -> list[tuple[Path, str]]:
    """Write what stands beside an idea into a folder, likewise; each with the name that it came with.

    The names of the files are ours, a stranger's may say anything.
    """
    disk.refuse_inside(folder / "x")
    saved = []
    for number, file in enumerate(opened(root, code, opening), 1):
        ending = Path(file.name).suffix.removeprefix(".").lower()
        usable = ending.isascii() and ending.isalnum() and len(ending) <= _MOST_SUFFIX
        name = f"{code}-a{number}.{ending}" if usable else f"{code}-a{number}"
        saved.append((_write(folder / name, file.data), file.name))
    return saved


def _write(path: Path, data: bytes) -> Path:
    disk.write_private(path, data)
    return path


def _suffix_of(data: bytes) -> str:
    return next((suffix for first, suffix in _CLIPS.items() if first in data[:_FIRST]), ".mov")
