"""A photo as a stranger sent it, made anew: its pixels alone, upright, of a size to look at.

Nothing of the file but what is seen stays: no place, no time, no camera, no thumbnail, nothing behind its end. What it
would cost is looked at before a pixel is decoded, and by its first bytes, never by what a decoder calls it: the same
bytes may be opened under another format's name. The server itself never opens one: `intake.darkroom` has this done in
a process that may be lost.
"""

import io
import struct
import zlib
from contextlib import suppress
from typing import NoReturn

from PIL import Image, ImageOps, JpegImagePlugin, PngImagePlugin, UnidentifiedImageError, WebPImagePlugin

from farakhan.intake.cost import LIMITS, Limits
from farakhan.problems import FarakhanError

SIDE = 2560
"""Pixels of the longest side that is kept: a full page in print, and enough to zoom in."""
QUALITY = 80
_JPEG = b"\xff\xd8\xff"
_START_OF_SCAN = b"\xff\xda"
_PLUGINS = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)  # named, so that Pillow does not load all it has
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)
_HEIC = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif")


def reencoded(data: bytes, limits: Limits = LIMITS) -> bytes:
    """A photo's pixels as WEBP: upright, at most `SIDE` long, on white where it was transparent.

    It takes up to 200 MiB of memory.

    Args:
        data: JPEG, PNG or WEBP; of several frames the first is taken.
        limits: what it may cost; time and memory are bounded by whoever calls.

    Raises:
        FarakhanError: `photo-bytes`, `photo-pixels`: too large; `photo-heic`, `photo-kind`: another format;
            `photo-broken`: cut off, damaged or made to harm.
    """
    if len(data) > limits.bytes:
        raise FarakhanError(
            "photo-bytes", f"این عکس بیش از {limits.bytes // 2**20} مگابایت است. نسخهٔ کوچک‌تری از آن را بفرستید."
        )
    kind = _kind(data)
    try:
        with Image.open(io.BytesIO(data), formats=[kind]) as image:
            _measure(image, data, limits)
            return _anew(image)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        _refuse_pixels()
    except UnidentifiedImageError:
        _refuse_broken()
    except _BROKEN:
        _refuse_broken()


def _kind(data: bytes) -> str:  # noqa: RET503 (what is of no kind is refused)
    """The format that a file's first bytes say."""
    if data.startswith(_JPEG):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    _refuse_kind(data)


def _measure(image: Image.Image, data: bytes, limits: Limits) -> None:
    whole = not data.startswith(_JPEG) or "progressive" in image.info
    if image.width * image.height > (limits.pixels // 2 if whole else limits.pixels):
        _refuse_pixels()
    if data.startswith(_JPEG) and data.count(_START_OF_SCAN) > limits.scans:
        _refuse_broken()
    if getattr(image, "n_frames", 1) > limits.frames:
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


def _refuse_pixels() -> NoReturn:
    raise FarakhanError(
        "photo-pixels", "این عکس بیش از اندازه بزرگ است. آن را کوچک کنید یا با دوربین معمولی گوشی دوباره بگیرید."
    ) from None


def _refuse_broken() -> NoReturn:
    raise FarakhanError("photo-broken", "این عکس ناقص یا خراب است. آن را دوباره از گوشی بفرستید.") from None
