"""Photos of winners as the site shows them: the whole one on the winner's page, a small one on its card.

Which may be seen `view` alone says. They stand in the record at web size; what is there and is no plain picture, or
says more than what is seen, is left out and named.
"""

import hashlib
import io
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from PIL import Image
from pydantic import TypeAdapter

from farakhan.files.layout import MEDIA_LIMIT
from farakhan.problems import FarakhanError
from farakhan.store import cache, disk

FOLDER = "winners/photos"
"""From the site's top."""
SIDE, QUALITY = 640, 75
"""Pixels of a small one's longest side, and WEBP's quality: a card's width on a phone of twice as many dots."""
_MOST = 2560
"""Pixels of a side; one that `farakhan award` made has half of it at most."""
_HIDDEN = {"exif", "xmp", "icc_profile"}
"""What a picture may carry beside what is seen."""


class Shown(NamedTuple):
    """A photo on the site.

    Attributes:
        name: of its file there, by its content; that of the small one is `small`.
        path: of the file in the record.
        width: in pixels.
        height: likewise.
        alt: what it shows, in words.
        caption: what its owner wrote under it; empty where that is nothing.
    """

    name: str
    path: str
    width: int
    height: int
    alt: str
    caption: str

    @property
    def small(self) -> str:
        """The file of the small one."""
        return self.name.replace(".", "-small.")

    @property
    def small_size(self) -> tuple[int, int]:
        """Its width and height."""
        return _fitted(self.width, self.height)


class Standing(NamedTuple):
    """A photo that stands in the record and can be shown: its name on the site, and its size in pixels."""

    name: str
    width: int
    height: int


_KEPT: TypeAdapter[Standing | None] = TypeAdapter(Standing | None)


def standing(root: Path, edition: str, paths: Sequence[str]) -> tuple[Mapping[str, Standing], list[str]]:
    """The photos of an edition that can be shown, by their paths in the record, and a line on each that cannot."""
    if not paths:
        return {}, []
    keys = [cache.key(disk.read_bytes(root, path, MEDIA_LIMIT)) for path in paths]

    def anew(places: list[int]) -> Iterator[tuple[bytes, Standing | None]]:
        for place in places:
            data = disk.read_bytes(root, paths[place], MEDIA_LIMIT)
            yield cache.key(data), _looked_at(data)

    looked = dict(zip(paths, cache.through(root, f"photos of {edition}", keys, anew, _KEPT), strict=True))
    words = "این عکس باز نمی‌شود یا جز تصویر چیزی در خود دارد؛ آن را بردارید و farakhan award دوره را بزنید."
    cannot = [f"{path}: {words}" for path, photo in looked.items() if photo is None]
    return {path: photo for path, photo in looked.items() if photo}, cannot


def _looked_at(data: bytes) -> Standing | None:
    """A photo's name and size; None where it is no single plain picture of a size that a page takes."""
    broken = suppress(OSError, SyntaxError, ValueError, Image.DecompressionBombError)
    with broken, Image.open(io.BytesIO(data), formats=["WEBP"]) as image:
        plain = getattr(image, "n_frames", 1) == 1 and not _HIDDEN & image.info.keys()
        if plain and max(image.size) <= _MOST:
            image.load()
            return Standing(f"{hashlib.sha256(data).hexdigest()[:16]}.webp", *image.size)
    return None


def _fitted(width: int, height: int) -> tuple[int, int]:
    """A size whose longest side is `SIDE` at most."""
    longest = max(width, height, SIDE)
    return max(1, round(width * SIDE / longest)), max(1, round(height * SIDE / longest))


def write(shown: Iterable[Shown], root: Path, site: Path, before: Path | None) -> None:
    """Write photos into a built site; a small one that stands in the site as it was built before is not made anew.

    Args:
        shown: the photos.
        root: the repository's top.
        site: the folder that is built into.
        before: the site as it stands.

    Raises:
        FarakhanError: `photo-changed`, one has other bytes by now than when it was looked at.
    """
    for photo in shown:
        folder = site / FOLDER
        folder.mkdir(parents=True, exist_ok=True)
        data = disk.read_bytes(root, photo.path, MEDIA_LIMIT)
        if not photo.name.startswith(hashlib.sha256(data).hexdigest()[:16]):
            raise FarakhanError("photo-changed", "این عکس هنگام ساختن سایت عوض شد؛ سایت را دوباره بسازید.", photo.path)
        (folder / photo.name).write_bytes(data)
        made = before and before / FOLDER / photo.small
        if made and made.is_file():
            _taken(made, folder / photo.small)
        else:
            with Image.open(io.BytesIO(data), formats=["WEBP"]) as image:
                small = image.convert("RGB").resize(photo.small_size, Image.Resampling.LANCZOS)
                small.save(folder / photo.small, "WEBP", quality=QUALITY)


def _taken(made: Path, new: Path) -> None:
    try:
        os.link(made, new)
    except OSError:
        if not new.exists():  # two winners may have one photo
            shutil.copyfile(made, new)
