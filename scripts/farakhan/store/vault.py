"""The vault: personal data outside git, in an ignored folder. Deleting a file here is erasing it.

Sealed contacts are `contacts/<code>.age`; who opened one, when and why is a line in `openings.log`.
"""

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from farakhan.model.codes import looks_like_code
from farakhan.problems import FarakhanError
from farakhan.store.disk import PRIVATE_FILE, PRIVATE_FOLDER

FOLDER = "vault"
CONTACTS, OPENINGS = "contacts", "openings.log"


def put_contact(root: Path, code: str, sealed: bytes) -> None:
    """Write a sealed contact so that it survives a power cut: whole and durable, or not there.

    Args:
        root: the repository's top.
        code: the idea's tracking code.
        sealed: as `contact.sealing` made it.
    """
    path = _path(root, code)
    path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    beside = path.with_suffix(".new")
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, PRIVATE_FILE)
    with os.fdopen(file, "wb") as stream:
        stream.write(sealed)
        stream.flush()
        os.fsync(stream.fileno())
    beside.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def contact(root: Path, code: str) -> bytes:
    """A sealed contact.

    Raises:
        FarakhanError: `no-contact`, there is none, or it was erased.
    """
    try:
        return _path(root, code).read_bytes()
    except FileNotFoundError:
        raise FarakhanError("no-contact", "اطلاعات تماس این ایده در گاوصندوق نیست؛ شاید پاک شده است.", code) from None


def codes(root: Path) -> Iterator[str]:
    """The codes of all contacts in the vault, sorted."""
    for path in sorted((root / FOLDER / CONTACTS).glob("*.age")):
        if looks_like_code(path.stem):
            yield path.stem


def erase_contact(root: Path, code: str) -> None:
    """Erase a contact; nothing happens where there is none."""
    _path(root, code).unlink(missing_ok=True)


def log_opening(root: Path, code: str, who: str, why: str, when: datetime) -> None:
    """Add a line on an opening: time, person, code, reason; tabs between."""
    folder = root / FOLDER
    folder.mkdir(exist_ok=True, mode=PRIVATE_FOLDER)
    line = "\t".join(" ".join(part.split()) for part in (when.isoformat(), who, code, why))
    file = os.open(folder / OPENINGS, os.O_WRONLY | os.O_CREAT | os.O_APPEND, PRIVATE_FILE)
    with os.fdopen(file, "ab") as stream:
        stream.write(f"{line}\n".encode())


def _path(root: Path, code: str) -> Path:
    if not looks_like_code(code):
        raise ValueError(code)
    return root / FOLDER / CONTACTS / f"{code}.age"


def put_proof(root: Path, code: str, data: bytes) -> None:
    """Keep the proof of an idea's owner."""
    path = root / FOLDER / "proofs" / code
    path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    path.write_bytes(data)


def proof(root: Path, code: str) -> bytes:
    """The proof of an idea's owner."""
    try:
        return (root / FOLDER / "proofs" / code).read_bytes()
    except FileNotFoundError:
        raise FarakhanError("no-proof", "x", code) from None


def put_media(root: Path, data: bytes) -> str:
    """Keep a photo by its content."""
    sha256 = hashlib.sha256(data).hexdigest()
    path = root / FOLDER / "media" / sha256
    path.parent.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    path.write_bytes(data)
    return sha256
