"""Photos of winners at web size, for the record: the site is built where no vault is.

They are of ideas alone whose owners agree to publication, and come with the letter of the signed decision: before it
nobody may see them, and what git once had it never forgets. Those of whom the jury honours no more go.
"""

import io
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from PIL import Image

from farakhan.files.layout import Kind, photo_path
from farakhan.model.judging import Awards
from farakhan.problems import FarakhanError
from farakhan.record.edition import Edition, stem
from farakhan.store.vault import originals

SIDE, QUALITY = 1280, 75
"""Pixels of the longest side, and WEBP's quality: sharp across a telephone's screen and a page's width."""


class Photos(NamedTuple):
    """What becomes of the photos in the record.

    Attributes:
        files: what changes, by path in the edition; None for one that goes.
        missing: codes of ideas of which the vault has not every photo, or has one that cannot be opened.
    """

    files: Mapping[str, bytes | None]
    missing: tuple[str, ...]


def photos(edition: Edition, awards: Awards) -> Photos:
    """The changes of the record's photos that a decision brings; a photo that is there already is not made anew."""
    wanted = _wanted(edition, awards)
    there = {stem(path) for path in edition.paths[Kind.MEDIA]}
    files: dict[str, bytes | None] = {photo_path(sha256): None for sha256 in sorted(there - wanted.keys())}
    missing: set[str] = set()
    if awards.letter.number:
        for sha256 in sorted(wanted.keys() - there):
            try:
                files[photo_path(sha256)] = web_sized(originals.pieces(edition.root, sha256))
            except (FarakhanError, OSError):
                missing |= wanted[sha256]
    return Photos(files, tuple(sorted(missing)))


def _wanted(edition: Edition, awards: Awards) -> Mapping[str, frozenset[str]]:
    """The photos that may be published, and of which ideas each is."""
    wanted: dict[str, frozenset[str]] = {}
    for award in awards.awards:
        facts = edition.facts.get(award.code)
        for photo in facts.photos if facts and facts.publish else ():
            wanted[photo.sha256] = wanted.get(photo.sha256, frozenset()) | {award.code}
    return wanted


def web_sized(pieces: Iterable[bytes], side: int = SIDE) -> bytes:
    """A photo at most so many pixels on a side, as WebP.

    Raises:
        OSError: it is none.
    """
    with Image.open(io.BytesIO(b"".join(pieces)), formats=["WEBP"]) as image:
        image.thumbnail((side, side))
        out = io.BytesIO()
        image.convert("RGB").save(out, "WEBP", quality=QUALITY)
    return out.getvalue()
