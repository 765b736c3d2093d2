"""Originals of photos and clips in the vault, named by their bytes."""

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from farakhan.problems import FarakhanError
from farakhan.store.vault import objects
from farakhan.store.vault.places import place

_SHA256 = re.compile(r"[0-9a-f]{64}")


def put(root: Path, data: bytes | Path) -> str:
    """Put a photo or clip into the vault; the same bytes twice are one object.

    Args:
        root: the repository's top.
        data: its bytes, or the path of a file that has them; a file is read in pieces and stays where it is.

    Returns:
        Its name: SHA-256 of its bytes, 64 hexadecimal digits.
    """
    if isinstance(data, Path):
        with data.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    else:
        sha256 = hashlib.sha256(data).hexdigest()
    objects.put(root, {name_of(sha256): data})
    return sha256


def pieces(root: Path, sha256: str) -> Iterator[bytes]:
    """A photo's or clip's bytes, piece by piece.

    Raises:
        FarakhanError: `no-media`, there is none, or it was erased.
    """
    try:
        return place(root).get(name_of(sha256))
    except FileNotFoundError:
        raise FarakhanError("no-media", "این عکس یا کلیپ در گاوصندوق نیست؛ شاید پاک شده است.", sha256) from None


def has(root: Path, sha256: str) -> bool:
    """Whether a photo or clip is in the vault."""
    return place(root).has(name_of(sha256))


def ages(root: Path) -> list[tuple[str, datetime]]:
    """The names of all photos and clips, and when each was put here last."""
    return [(name, when) for name, when in place(root).ages(objects.MEDIA) if _SHA256.fullmatch(name)]


def erase_old(root: Path, sha256: str, before: datetime) -> bool:
    """Erase a photo or clip if nobody has put the same bytes again since an instant; whether it went."""
    when = place(root).age(name_of(sha256))
    if when is None or when >= before:
        return False
    objects.erase(root, [name_of(sha256)])
    return True


def names(root: Path) -> list[str]:
    """The names of all photos and clips in the vault, sorted."""
    return [name for name in place(root).names(objects.MEDIA) if _SHA256.fullmatch(name)]


def erase(root: Path, *sha256: str) -> None:
    """Erase photos and clips; nothing happens where there are none. Another idea may have sent the same bytes."""
    objects.erase(root, [name_of(digest) for digest in sha256])


def name_of(sha256: str) -> str:
    """The name of a photo or clip among the vault's objects.

    Raises:
        ValueError: it is no SHA-256.
    """
    if not _SHA256.fullmatch(sha256):
        raise ValueError(sha256)
    return f"{objects.MEDIA}/{sha256}"
