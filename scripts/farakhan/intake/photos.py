"""A photo as a stranger sent it, made anew: its pixels alone, upright, of a size to look at.

Nothing of the file but what is seen stays: no place, no time, no camera, no thumbnail, nothing behind its end. What it
would cost is looked at before a pixel is decoded, and by its first bytes, never by what a decoder calls it: the same
bytes may be opened under another format's name. The server itself never opens one: `intake.darkroom` has this done in
a process that may be lost.
"""

import io
import re
import struct
import zlib
from contextlib import suppress
from typing import NoReturn

from PIL import (
    Image,
    ImageCms,
    ImageFile,
    ImageOps,
    JpegImagePlugin,
    PngImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)
from PIL.ExifTags import IFD, Base, Interop

from farakhan.intake import colours
from farakhan.intake.cost import LIMITS, Limits
from farakhan.problems import FarakhanError

SIDE = 2560
"""Pixels of the longest side that is kept: a full page in print, and enough to zoom in."""
QUALITY = 80
_JPEG = b"\xff\xd8\xff"
_END = b"\xff\xd9"
_MARK = re.compile(rb"\xff+([\x01-\xcf\xd8-\xfe])")
"""A mark of a JPEG; a scan's own bytes, and the marks of its restarts, are none."""
_SCAN_FOLLOWS, _BARE = 0xDA, {0x01, 0xD8}
_NEVER_WRITTEN = 16
"""Zeros at an end that are no part of a picture: a file was begun and not brought to its end."""
_MORE = bytes(range(1, 255)) * 64
"""What would be seen if a scan went on."""
_PLUGINS = (JpegImagePlugin, PngImagePlugin, WebPImagePlugin)  # named, so that Pillow does not load all it has
_BROKEN = (OSError, SyntaxError, ValueError, EOFError, struct.error, zlib.error)
_AVIF = {b"avif", b"avis"}
_HEIC = {b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1"}
_SRGB = ImageCms.createProfile("sRGB")
_OF_PROFILE = {"RGB ": ("RGB", {"RGB", "L"}), "GRAY": ("L", {"L"}), "CMYK": ("CMYK", {"CMYK"})}
"""As what a picture is given to a profile of each kind, and which pictures may be."""
_UNTOLD, _ADOBE = 0xFFFF, 2
"""Colour spaces in EXIF: not sRGB, of which another word says more; and an old camera's own word for Adobe RGB."""
_OPTION = "R03"
"""That other word, of a camera that was set to Adobe RGB (DCF 2.0)."""


def reencoded(data: bytes, limits: Limits = LIMITS) -> bytes:
    """A photo's pixels as WEBP: upright, at most `SIDE` long, on white where it was transparent.

    It takes up to 200 MiB of memory.

    Args:
        data: JPEG, PNG or WEBP; of several frames the first is taken.
        limits: what it may cost; time and memory are bounded by whoever calls.

    Raises:
        FarakhanError: `photo-bytes`, `photo-pixels`: too large; `photo-heic`, `photo-avif`, `photo-kind`: another
            format; `photo-broken`: cut off, damaged or made to harm.
    """
    if len(data) > limits.bytes:
        raise FarakhanError(
            "photo-bytes", f"این عکس بیش از {limits.bytes // 2**20} مگابایت است. نسخهٔ کوچک‌تری از آن را بفرستید."
        )
    kind = _kind(data)
    ImageFile.LOAD_TRUNCATED_IMAGES = False  # WeasyPrint sets it for all the process: half a photo would pass as whole
    try:
        if kind == "JPEG":
            return _jpeg(data, limits)
        with Image.open(io.BytesIO(data), formats=[kind]) as image:
            _measure(image, limits.pixels // 2)
            if getattr(image, "n_frames", 1) > limits.frames:
                _refuse_broken()
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


def _jpeg(data: bytes, limits: Limits) -> bytes:
    """A JPEG's first picture: phones put a film, or a second picture, behind its end.

    Where the end's mark is missing the picture may still be there whole. It is if nothing that could follow is seen.
    """
    if _ends(data, limits):
        return _opened(data, limits)
    written = data.rstrip(b"\0")
    if len(data) < len(written) + _NEVER_WRITTEN:
        written = data
    if written.endswith(b"\xff"):  # else it would be half of a mark
        written += b"\0"
    whole = _opened(written + _END, limits)
    if whole != _opened(written + _MORE + _END, limits):
        _refuse_broken()
    return whole


def _ends(data: bytes, limits: Limits) -> bool:
    """Whether a JPEG's first picture has an end; its scans until then are counted."""
    at, scans = len(_JPEG) - 1, 0
    while mark := _MARK.search(data, at):
        kind = mark[1][0]
        if kind == _END[1]:
            return True
        at = mark.end() if kind in _BARE else mark.end() + int.from_bytes(data[mark.end() : mark.end() + 2])
        scans += kind == _SCAN_FOLLOWS
        if scans > limits.scans:
            _refuse_broken()
    return False


def _opened(data: bytes, limits: Limits) -> bytes:
    with JpegImagePlugin.JpegImageFile(io.BytesIO(data)) as image:
        _measure(image, limits.pixels // 2 if "progressive" in image.info else limits.pixels)
        return _anew(image)


def _measure(image: Image.Image, most: int) -> None:
    if image.width * image.height > most:
        _refuse_pixels()


def _anew(image: Image.Image) -> bytes:
    """New pixels, so that nothing else of the file can come along; made small before anything copies them."""
    profile = image.info.get("icc_profile") or _profile_of_exif(image)
    if image.mode.startswith("I"):  # Pillow's own way makes all of them white
        image = image.point(lambda light: light / 256).convert("L")
    if "transparency" in image.info or image.mode == "PA":
        image = image.convert("RGBA")
    elif image.mode not in {"L", "LA", "RGB", "RGBA", "CMYK", "YCbCr"}:
        image = image.convert("RGB")
    image.thumbnail((SIDE, SIDE))
    with suppress(*_BROKEN):  # how it was held cannot be read: it is shown as it lies
        image = ImageOps.exif_transpose(image)
    new = Image.new("RGB", image.size, "white")
    if image.mode in {"LA", "RGBA"}:
        new.paste(_in_srgb(image.convert("L" if image.mode == "LA" else "RGB"), profile), mask=image.getchannel("A"))
    else:
        new.paste(_in_srgb(image, profile))
    out = io.BytesIO()
    new.save(out, "WEBP", quality=QUALITY)
    return out.getvalue()


def _profile_of_exif(image: Image.Image) -> bytes | None:
    """The profile that a camera meant which has put none into the photo; None where it meant sRGB."""
    with suppress(*_BROKEN):  # what cannot be read means nothing
        exif = image.getexif()
        space = exif.get_ifd(IFD.Exif).get(Base.ColorSpace)
        option = str(exif.get_ifd(IFD.Interop).get(Interop.InteropIndex, "")).rstrip("\0 ")
        if space == _ADOBE or (space == _UNTOLD and option == _OPTION):
            return colours.ADOBE_RGB
    return None


def _in_srgb(image: Image.Image, told: bytes | None) -> Image.Image:
    """The colours that a profile means: phones' and cameras' are wider than what a picture without a profile has."""
    with suppress(ImageCms.PyCMSError, *_BROKEN):  # a profile that cannot be read means nothing
        profile = ImageCms.ImageCmsProfile(io.BytesIO(told)) if told else None
        mode, takes = _OF_PROFILE.get(profile.profile.xcolor_space, ("", ())) if profile else ("", ())
        if profile and image.mode in takes:
            made = ImageCms.profileToProfile(image.convert(mode), profile, _SRGB, outputMode="RGB")
            if made:
                return made
    return image.convert("RGB")


def _brands(data: bytes) -> set[bytes]:
    """What a file of boxes calls itself; nothing where it is none."""
    if data[4:8] != b"ftyp":
        return set()
    said = data[8 : min(int.from_bytes(data[:4]), 256)]
    return {said[at : at + 4] for at in range(0, len(said), 4)}


def _refuse_kind(data: bytes) -> NoReturn:
    brands = _brands(data)
    if brands & _AVIF:
        raise FarakhanError(
            "photo-avif",
            "این عکس به قالب AVIF است که این‌جا باز نمی‌شود. در گوشی بازش کنید، از آن نماگرفت (اسکرین‌شات) بگیرید و "
            "همان را بفرستید.",
        ) from None
    if brands & _HEIC:
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
