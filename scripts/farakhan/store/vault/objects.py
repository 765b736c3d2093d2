"""All that is in the vault, object by object, for whoever moves or counts it whatever it is.

- `contacts/<code>.age`: sealed contacts;
- `proofs/<code>`: what shows, without opening a contact, that a person is who sent the idea;
- `media/<sha256>`: originals of photos and clips, named by their bytes;
- `openings/<time>-<code>-<random>`: who opened a contact, when and why, an object each, since storage that speaks S3
  cannot append;
- `erasures/<time>-<code>-<random>`: who erased what was known of a person, when and why, likewise;
- `attached/<code>-<time>-<random>.age`: what staff put beside an idea, sealed;
- `changes/<time>-<code>-<random>`: who corrected a contact or put something beside an idea, when and why;
- `staff/people.yml`: which member of staff a person is whom git knows;
- `pins/<holder>`: the hash of what a member of staff or a judge comes in by;
- `links/<edition>.<judge>`: the hash of a judge's secret link;
- `marks/<edition>.<round>.<judge>`: what a judge has given in the browser.

Each kind has a module of its own here; removing an object is erasing it. What is put or erased is noted, so that the
mirror follows whatever dies meanwhile (`journal`). In this room `root` is the repository's top; `places` says where its
vault lies. Each function raises `FarakhanError` `vault-unreachable` where the store does not answer or takes no more.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from farakhan.model.codes import looks_like_code
from farakhan.problems import FarakhanError
from farakhan.store import disk, durable
from farakhan.store.vault import journal
from farakhan.store.vault.places import FOLDER, VaultError, place

CONTACTS, PROOFS, MEDIA, OPENINGS, ERASURES = "contacts", "proofs", "media", "openings", "erasures"
ATTACHED, CHANGES, STAFF, PINS, LINKS, MARKS = "attached", "changes", "staff", "pins", "links", "marks"
PARTS = (ATTACHED, CHANGES, CONTACTS, ERASURES, LINKS, MARKS, MEDIA, OPENINGS, PINS, PROOFS, STAFF)


def has(root: Path, name: str) -> bool:
    """Whether there is an object of one of the names that `names` gives."""
    return place(root).has(name)


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
    put(root, {name: source})


def room(root: Path) -> int | None:
    """Bytes that may still be written where the vault lies before the disk's reserve is touched; None of a bucket."""
    vault = place(root)
    return None if vault.store else durable.room(vault.folder if vault.folder.exists() else root)


def take_room(root: Path, size: int) -> None:
    """See that so many bytes more find room in the vault.

    Raises:
        VaultError: `vault-full`.
    """
    free = room(root)
    if free is not None and free < size:
        raise VaultError("vault-full", "دیسک گاوصندوق پر است؛ جا باز کنید.", FOLDER)


def put(root: Path, objects: Mapping[str, bytes | Path]) -> None:
    """Put objects, noted before, lest a death in between be missed, and after, lest the mirror took what was before."""
    disk.refuse_root(root / FOLDER)
    journal.note(root, objects)
    place(root).put_all(objects)
    journal.note(root, objects)


def erase(root: Path, gone: Sequence[str]) -> None:
    """Erase objects; nothing happens where there are none. Where one cannot be erased the others are all the same."""
    disk.refuse_root(root / FOLDER)
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


def checked(code: str) -> str:
    """A code for an object's name; nothing else may come into one.

    Raises:
        ValueError: it is no code.
    """
    if not looks_like_code(code):
        raise ValueError(code)
    return code
