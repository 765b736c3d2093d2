"""A photo as a stranger sent it, made anew: its pixels alone, upright, of a size to look at.

Nothing of the file but what is seen stays: no place, no time, no camera, no thumbnail, nothing behind its end. Sizes
are looked at before a pixel is decoded, and one photo is decoded at a time, so that memory is bounded whatever comes.
"""

import io
import struct
import zlib
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import NoReturn

from PIL import Image, ImageOps, UnidentifiedImageError

from farakhan.model.idea import MEDIA_LIMITS, MediaKind
from farakhan.problems import FarakhanError

FORMATS = ("JPEG", "PNG", "WEBP")
SIDE = 2560
"""Pixels of the longest side that is kept: a full page in print, and enough to zoom in."""
QUALITY = 80
MAX_PIXELS = 40_000_000
"""A JPEG may have this many: it is decoded at the scale that is wanted. All others, decoded whole, may have half."""
MAX_SCANS = 64
"""A progressive JPEG has some ten; each scan costs as much as the whole picture, and 8 MiB have room for a million."""
_START_OF_SCAN = b"\xff\xda"
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error, Image.DecompressionBombError)
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")
_DARKROOM = ThreadPoolExecutor(1, "photos")
"""One thread decodes for all: each thread that once did would keep the memory of a photo."""

Image.MAX_IMAGE_PIXELS = None  # ours is the limit, and it refuses rather than warns


def reencoded(data: bytes) -> bytes:
    """A photo's pixels as WEBP: upright, at most `SIDE` long, on white where it was transparent.

    It takes up to 200 MiB of memory while others wait. Call it from a thread.

    Args:
        data: JPEG, PNG or WEBP, at most `MEDIA_LIMITS[PHOTO]` bytes; of several frames the first is taken.

    Raises:
        FarakhanError: `photo-bytes`, `photo-pixels`: too large; `photo-heic`, `photo-kind`: another format;
            `photo-broken`: cut off, damaged or made to harm.
    """
    limit = MEDIA_LIMITS[MediaKind.PHOTO]
    if len(data) > limit:
        raise FarakhanError(
            "photo-bytes", f"این عکس بیش از {limit // 2**20} مگابایت است. نسخهٔ کوچک‌تری از آن را بفرستید."
        )
    return _DARKROOM.submit(_reencoded, data).result()


def _reencoded(data: bytes) -> bytes:
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            _measure(image, data)
            return _anew(image)
    except UnidentifiedImageError:
        _refuse_kind(data)
    except _BROKEN:
        _refuse_broken()


def _measure(image: Image.Image, data: bytes) -> None:
    whole = image.format != "JPEG" or "progressive" in image.info
    if image.width * image.height > (MAX_PIXELS // 2 if whole else MAX_PIXELS):
        raise FarakhanError(
            "photo-pixels", "این عکس بیش از اندازه بزرگ است. آن را کوچک کنید یا با دوربین معمولی گوشی دوباره بگیرید."
        )
    if image.format == "JPEG" and data.count(_START_OF_SCAN) > MAX_SCANS:
        _refuse_broken()


def _anew(image: Image.Image) -> bytes:
    """New pixels, so that nothing else of the file can come along; made small before anything copies them."""
    if image.mode not in {"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr"}:
        image = image.convert("RGBA" if "transparency" in image.info else "RGB")
    image.thumbnail((SIDE, SIDE))
    with suppress(*_BROKEN):  # how it was held cannot be read: it is shown as it lies
        image = ImageOps.exif_transpose(image)
    new = Image.new("RGB", image.size, "white")
    if image.mode in {"LA", "RGBA"}:
        image = image.convert("RGBA")
        new.paste(image, mask=image)
    else:
        new.paste(image.convert("RGB"))
    out = io.BytesIO()
    new.save(out, "WEBP", quality=QUALITY)
    return out.getvalue()


def _refuse_kind(data: bytes) -> NoReturn:
    if data[4:8] == b"ftyp" and data[8:12] in _HEIC:
        raise FarakhanError(
            "photo-heic",
            "این عکس به قالب HEIC آیفون است. در آیفون به Settings، Camera، Formats بروید، Most Compatible را بزنید "
            "و عکس را دوباره بگیرید؛ یا از همین عکس نماگرفت (اسکرین‌شات) بگیرید و آن را بفرستید.",
        ) from None
    raise FarakhanError(
        "photo-kind", "این پرونده عکس JPEG، PNG یا WEBP نیست. عکس را به یکی از این‌ها بفرستید."
    ) from None


def _refuse_broken() -> NoReturn:
    raise FarakhanError("photo-broken", "این عکس ناقص یا خراب است. آن را دوباره از گوشی بفرستید.") from None
