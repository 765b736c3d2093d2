"""The vault: personal data outside git, in an ignored folder or a bucket. Removing an object here is erasing it.

- `contacts/<code>.age`: sealed contacts;
- `proofs/<code>`: what shows, without opening a contact, that a person is who sent the idea;
- `media/<sha256>`: originals of photos and clips, named by their bytes;
- `openings/<time>-<code>-<random>`: who opened a contact, when and why, an object each, since storage that speaks S3
  cannot append;
- `erasures/<time>-<code>-<random>`: who erased what was known of a person, when and why, likewise.

What is put here or erased is noted, so that the mirror follows whatever dies meanwhile (`journal`).

`root` is the repository's top; `places` says where its vault lies. Each function raises `FarakhanError`
`vault-unreachable` where the store does not answer or takes no more.
"""

import hashlib
import re
import secrets
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from farakhan.model.codes import looks_like_code
from farakhan.problems import FarakhanError
from farakhan.store import durable, journal
from farakhan.store.places import FOLDER, place

CONTACTS, PROOFS, MEDIA, OPENINGS, ERASURES = "contacts", "proofs", "media", "openings", "erasures"
PARTS = (CONTACTS, ERASURES, MEDIA, OPENINGS, PROOFS)
_SUFFIX = ".age"
_SHA256 = re.compile(r"[0-9a-f]{64}")


def put_contact(root: Path, code: str, sealed: bytes) -> None:
    """Write a sealed contact so that it survives a power cut: whole and durable, or not there.

    Args:
        root: the repository's top.
        code: the idea's tracking code.
        sealed: as `contact.sealing` made it.
    """
    _put(root, {_contact(code): sealed})


def contact(root: Path, code: str) -> bytes:
    """A sealed contact.

    Raises:
        FarakhanError: `no-contact`, there is none, or it was erased.
    """
    try:
        return b"".join(place(root).get(_contact(code)))
    except FileNotFoundError:
        raise FarakhanError("no-contact", "اطلاعات تماس این ایده در گاوصندوق نیست؛ شاید پاک شده است.", code) from None


def codes(root: Path) -> Iterator[str]:
    """The codes of all contacts in the vault, sorted."""
    for name in place(root).names(CONTACTS):
        code = name.removesuffix(_SUFFIX)
        if name.endswith(_SUFFIX) and looks_like_code(code):
            yield code


def erase_contact(root: Path, code: str) -> None:
    """Erase a contact, and its proof with it; nothing happens where there is none. Both are tried always."""
    _erase(root, [_proof(code), _contact(code)])


class Sealed(NamedTuple):
    """What came with an idea and nobody may see: its sealed contact, and the proof of whose it is.

    The proof is a keyed hash, never the mobile itself.
    """

    contact: bytes
    proof: bytes


def put_sealed(root: Path, ideas: Mapping[str, Sealed]) -> None:
    """Write what came with some ideas, by their codes, so that it survives a power cut."""
    contacts = {_contact(code): one.contact for code, one in ideas.items()}
    _put(root, contacts | {_proof(code): one.proof for code, one in ideas.items()})


def proof(root: Path, code: str) -> bytes:
    """What proves that a person is who sent an idea.

    Raises:
        FarakhanError: `no-proof`, there is none, or it was erased.
    """
    try:
        return b"".join(place(root).get(_proof(code)))
    except FileNotFoundError:
        raise FarakhanError("no-proof", "برای این ایده نشانهٔ شناسایی نیست؛ با دبیرخانه تماس بگیرید.", code) from None


def proofs(root: Path) -> Iterator[str]:
    """The codes of all proofs in the vault, sorted."""
    return (name for name in place(root).names(PROOFS) if looks_like_code(name))


def put_media(root: Path, data: bytes | Path) -> str:
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
    _put(root, {_media(sha256): data})
    return sha256


def room(root: Path) -> int | None:
    """Bytes that may still be written where the vault lies before the disk's reserve is touched; None of a bucket."""
    found = place(root)
    return None if found.store else durable.room(found.folder if found.folder.exists() else root)


def take_room(root: Path, size: int) -> None:
    """See that so many bytes more find room in the vault.

    Raises:
        FarakhanError: `vault-full`.
    """
    free = room(root)
    if free is not None and free < size:
        raise FarakhanError("vault-full", "دیسک گاوصندوق پر است؛ جا باز کنید.", FOLDER)


def media(root: Path, sha256: str) -> Iterator[bytes]:
    """A photo's or clip's bytes, piece by piece.

    Raises:
        FarakhanError: `no-media`, there is none, or it was erased.
    """
    try:
        return place(root).get(_media(sha256))
    except FileNotFoundError:
        raise FarakhanError("no-media", "این عکس یا کلیپ در گاوصندوق نیست؛ شاید پاک شده است.", sha256) from None


def has_media(root: Path, sha256: str) -> bool:
    """Whether a photo or clip is in the vault."""
    return place(root).has(_media(sha256))


def media_ages(root: Path) -> list[tuple[str, datetime]]:
    """The names of all photos and clips, and when each was put here last."""
    return [(name, when) for name, when in place(root).ages(MEDIA) if _SHA256.fullmatch(name)]


def erase_old_media(root: Path, sha256: str, before: datetime) -> bool:
    """Erase a photo or clip if nobody has put the same bytes again since an instant; whether it went."""
    when = place(root).age(_media(sha256))
    if when is None or when >= before:
        return False
    _erase(root, [_media(sha256)])
    return True


def all_media(root: Path) -> list[str]:
    """The names of all photos and clips in the vault, sorted."""
    return [name for name in place(root).names(MEDIA) if _SHA256.fullmatch(name)]


def erase_media(root: Path, *sha256: str) -> None:
    """Erase photos and clips; nothing happens where there are none. Another idea may have sent the same bytes."""
    _erase(root, [_media(one) for one in sha256])


def log_opening(root: Path, code: str, who: str, why: str, when: datetime) -> None:
    """Write down an opening: time, person, code, reason; tabs between, a line."""
    _log(root, OPENINGS, code, (when, who, why))


def log_erasure(root: Path, code: str, who: str, why: str, when: datetime) -> None:
    """Write down an erasing, likewise."""
    _log(root, ERASURES, code, (when, who, why))


def _log(root: Path, part: str, code: str, deed: tuple[datetime, str, str]) -> None:
    when, who, why = deed
    line = "\t".join(" ".join(words.split()) for words in (when.isoformat(), who, code, why))
    stamp = when.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    name = f"{part}/{stamp}-{_code(code)}-{secrets.token_hex(4)}"
    _put(root, {name: f"{line}\n".encode()})


def erased(root: Path) -> set[str]:
    """The codes of which something was erased on purpose."""
    return {name.split("-")[1] for name in place(root).names(ERASURES) if not name.endswith(".new")}


def openings(root: Path) -> Iterator[str]:
    """All openings, the oldest first, as `log_opening` wrote them, without the line's end."""
    found = place(root)
    for name in found.names(OPENINGS):
        yield b"".join(found.get(f"{OPENINGS}/{name}")).decode().rstrip("\n")


def has(root: Path, name: str) -> bool:
    """Whether there is an object of one of the names that `names` gives."""
    return place(root).has(name)


def name_of_media(sha256: str) -> str:
    """The name of a photo or clip in the vault."""
    return _media(sha256)


def names_of(code: str) -> tuple[str, str]:
    """The names of an idea's contact and its proof in the vault."""
    return _contact(code), _proof(code)


def _contact(code: str) -> str:
    return f"{CONTACTS}/{_code(code)}{_SUFFIX}"


def _proof(code: str) -> str:
    return f"{PROOFS}/{_code(code)}"


def _media(sha256: str) -> str:
    if not _SHA256.fullmatch(sha256):
        raise ValueError(sha256)
    return f"{MEDIA}/{sha256}"


def _code(code: str) -> str:
    if not looks_like_code(code):
        raise ValueError(code)
    return code


def names(root: Path) -> Iterator[str]:
    """The names of all that is in the vault, sorted."""
    for part in PARTS:
        yield from (f"{part}/{name}" for name in place(root).names(part) if not name.endswith(".new"))


def pieces(root: Path, name: str) -> tuple[int, Iterator[bytes]]:
    """The size of one of these in bytes, and what it holds, piece by piece.

    Raises:
        FileNotFoundError: it was erased.
    """
    return place(root).sized(name)


def bring(root: Path, name: str, source: Path) -> None:
    """Put a file into the vault under one of these names."""
    _put(root, {name: source})


def _put(root: Path, objects: Mapping[str, bytes | Path]) -> None:
    """Put objects, noted before, lest a death in between be missed, and after, lest the mirror took what was before."""
    journal.note(root, objects)
    place(root).put_all(objects)
    journal.note(root, objects)


def _erase(root: Path, gone: Sequence[str]) -> None:
    journal.note(root, gone, gone=True)
    fault: FarakhanError | None = None
    for name in gone:
        try:
            place(root).remove(name)
        except FarakhanError as error:
            fault = error
    journal.note(root, gone, gone=True)
    if fault:
        raise fault
