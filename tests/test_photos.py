"""Photos: only what is seen comes through, whatever is sent costs little, and each refusal has its own words."""

import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw
from PIL.ExifTags import GPS, IFD, Base

from farakhan.intake.cost import LIMITS, Limits
from farakhan.intake.photos import SIDE, reencoded
from farakhan.problems import FarakhanError

CANARY = b"CANARY-29.5918-52.5837"
RED, BLUE = (220, 20, 20), (20, 20, 220)


def picture(size: tuple[int, int] = (640, 400), mode: str = "RGB") -> Image.Image:
    """Red above, blue below: which way up it stands can be seen."""
    image = Image.new("RGB", size, RED)
    ImageDraw.Draw(image).rectangle((0, size[1] // 2, size[0], size[1]), fill=BLUE)
    return image.convert(mode)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def located(orientation: int = 1) -> Image.Exif:
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    exif[Base.Make] = CANARY.decode()
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitudeRef] = "N"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (29.0, 35.0, 30.5)
    return exif


def opened(data: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(data), formats=("WEBP",))
    image.load()
    return image


def pixel(image: Image.Image, x: int, y: int) -> tuple[int, ...]:
    found = image.convert("RGB").getpixel((x, y))
    assert isinstance(found, tuple)
    return found


def refused(code: str, data: bytes, limits: Limits = LIMITS) -> bool:
    with pytest.raises(FarakhanError, check=lambda error: error.code == code) as told:
        reencoded(data, limits)
    return told.value.__cause__ is None


def png(width: int, height: int, bits: int, colour: int) -> bytes:
    """A PNG of zeros, small however many pixels it has."""

    def part(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    channels = {0: 1, 2: 3, 6: 4}[colour]
    row = bytes(1 + (width * bits * channels + 7) // 8)
    packer = zlib.compressobj(6)
    pixels = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    head = struct.pack(">IIBBBBB", width, height, bits, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + part(b"IHDR", head) + part(b"IDAT", pixels) + part(b"IEND", b"")


@pytest.mark.promise("photos-are-pixels-alone")
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_nothing_but_pixels_comes_through(kind: str) -> None:
    data = saved(picture(), kind, exif=located()) + b"<script>alert(1)</script>" + CANARY
    assert data.count(CANARY) == 2
    assert Image.open(io.BytesIO(data)).getexif().get_ifd(IFD.GPSInfo)
    new = reencoded(data)
    image = opened(new)
    assert image.info.keys() <= {"loop", "background", "timestamp", "duration", "default_image"}
    assert dict(image.getexif()) == {}
    assert CANARY not in new
    assert b"<script>" not in new
    assert b"EXIF" not in new
    assert image.size == (640, 400)
    assert int.from_bytes(new[4:8], "little") + 8 == len(new), "the file ends where its container does"


UPRIGHT = {2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180, 6: Image.Transpose.ROTATE_90}
UPRIGHT |= {8: Image.Transpose.ROTATE_270, 5: Image.Transpose.TRANSPOSE}


@pytest.mark.parametrize("orientation", [1, *UPRIGHT])
@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_it_stands_upright(kind: str, orientation: int) -> None:
    upright = picture((2600, 1950))
    lying = upright.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else upright
    image = opened(reencoded(saved(lying, kind, exif=located(orientation))))
    assert image.size == (SIDE, SIDE * 3 // 4)
    for y, colour in ((200, RED), (image.height - 200, BLUE)):
        assert all(abs(a - b) < 24 for a, b in zip(pixel(image, image.width // 2, y), colour, strict=True))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16", "CMYK"])
def test_each_kind_of_pixel_is_seen(mode: str) -> None:
    image = picture((3000, 200), "L" if mode == "I;16" else mode)
    data = saved(image.convert(mode), "JPEG" if mode == "CMYK" else "PNG")
    assert opened(reencoded(data)).size == (SIDE, 171)


def test_what_is_transparent_is_white() -> None:
    image = opened(reencoded(saved(Image.new("RGBA", (8, 8), (0, 0, 0, 0)), "PNG")))
    assert min(pixel(image, 4, 4)) > 250


def test_the_first_of_several_pictures_is_taken() -> None:
    frames = [Image.new("RGB", (64, 64), colour) for colour in (RED, BLUE)]
    image = opened(reencoded(saved(frames[0], "WEBP", save_all=True, append_images=frames[1:])))
    assert not getattr(image, "is_animated", False)
    assert pixel(image, 30, 30)[0] > 200


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize(
    ("code", "data"),
    [
        ("photo-kind", b""),
        ("photo-kind", SVG),
        ("photo-kind", b"<!doctype html><script>alert(1)</script>"),
        ("photo-kind", saved(picture(mode="P"), "GIF")),
        ("photo-kind", saved(picture(), "TIFF")),
        ("photo-kind", saved(picture(), "BMP")),
        ("photo-kind", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n"),
        ("photo-heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic" + bytes(64)),
        ("photo-bytes", b"\xff\xd8\xff" + bytes(8 * 2**20)),
        ("photo-broken", saved(picture((2000, 2000)), "JPEG")[:3000]),
        ("photo-broken", saved(picture((2000, 2000)), "PNG")[:-60]),
        ("photo-broken", saved(picture((2000, 2000)), "WEBP")[:-60]),
        ("photo-pixels", png(13_000, 13_000, 1, 0)),
        ("photo-pixels", png(2_000_000_000, 1, 1, 0)[:4096]),
        ("photo-pixels", png(5_001, 4_000, 8, 6)),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{len(value)}-bytes",
)
def test_what_is_no_photo_is_told_kindly(code: str, data: bytes) -> None:
    assert refused(code, data)


def test_a_picture_of_endless_scans_is_refused() -> None:
    data = saved(picture(), "JPEG", progressive=True)
    assert reencoded(data)
    scans = data.count(b"\xff\xda")
    assert reencoded(data, LIMITS._replace(scans=scans))
    assert refused("photo-broken", data, LIMITS._replace(scans=scans - 1))


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@settings(max_examples=60)
@given(st.sampled_from(["JPEG", "PNG", "WEBP"]), st.integers(0, 4000), st.binary(max_size=8), st.booleans())
def test_damage_is_never_our_fault(kind: str, at: int, noise: bytes, cut: bool) -> None:  # noqa: FBT001
    data = saved(picture((120, 90)), kind, exif=located())
    at %= len(data)
    hurt = data[:at] + noise + (b"" if cut else data[at + len(noise) :])
    try:
        opened(reencoded(hurt))
    except FarakhanError as error:
        assert error.code in {"photo-kind", "photo-broken", "photo-pixels"}  # noqa: PT017


MEASURED = """
import resource, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from farakhan.intake.photos import reencoded
from farakhan.problems import FarakhanError
def one(data):
    try:
        reencoded(data)
    except FarakhanError:
        pass
small, large = (Path(name).read_bytes() for name in sys.argv[1:3])
one(small)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with ThreadPoolExecutor(int(sys.argv[3])) as pool:
    list(pool.map(one, [large] * int(sys.argv[3])))
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""
UNIT = 1024 if sys.platform != "darwin" else 1


@pytest.mark.promise("photos-bounded")
@pytest.mark.parametrize(
    ("what", "at_once", "mebibytes"),
    [("bomb", 1, 4), ("png", 1, 200), ("jpeg", 1, 200), ("progressive", 1, 200)],
)
def test_memory_is_bounded(what: str, at_once: int, mebibytes: int, tmp_path: Path) -> None:
    (tmp_path / "small").write_bytes(saved(picture(), "JPEG"))
    if what == "bomb":
        large = png(13_000, 13_000, 1, 0)
        assert len(large) < 25_000
    elif what == "png":
        large = png(5_000, 4_000, 8, 6)
    else:
        size = (5_000, 4_000) if what == "progressive" else (8_000, LIMITS.pixels // 8_000)
        large = saved(picture(size), "JPEG", progressive=what == "progressive", subsampling=0)
    (tmp_path / "large").write_bytes(large)
    command = [sys.executable, "-c", MEASURED, str(tmp_path / "small"), str(tmp_path / "large"), str(at_once)]
    grown = int(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    assert grown * UNIT < mebibytes * 2**20
