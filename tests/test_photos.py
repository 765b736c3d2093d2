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
from PIL import Image, ImageChops, ImageCms, ImageDraw, ImageStat
from PIL.ExifTags import GPS, IFD, Base, Interop

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


COLOUR = (230, 60, 40)
"""A red that phones have: with a wide profile left out it is dull."""


def icc(space: bytes, gamma: float, **points: tuple[float, float, float]) -> bytes:
    """A colour profile by ICC.1:2001: its space, its curve, and where its primaries are."""

    def fixed(*numbers: float) -> bytes:
        return b"".join(round(number * 65536).to_bytes(4, signed=True) for number in numbers)

    curve = b"curv" + bytes(4) + (1).to_bytes(4) + round(gamma * 256).to_bytes(2) + bytes(2)
    tags = {"wtpt": b"XYZ " + bytes(4) + fixed(0.9642, 1, 0.8249), "cprt": b"text" + bytes(4) + b"CC0\0"}
    tags["desc"] = b"desc" + bytes(4) + (2).to_bytes(4) + b"x\0" + bytes(78)
    for name, place in points.items():
        tags |= {f"{name}XYZ": b"XYZ " + bytes(4) + fixed(*place), f"{name}TRC": curve}
    tags |= {} if points else {"kTRC": curve}
    table, body = len(tags).to_bytes(4), b""
    for name, data in tags.items():
        table += name.encode() + (132 + 12 * len(tags) + len(body)).to_bytes(4) + len(data).to_bytes(4)
        body += data + bytes(-len(data) % 4)
    head = bytes(8) + b"\x02\x10\x00\x00" + b"mntr" + space + b"XYZ " + bytes(12) + b"acsp" + bytes(28)
    whole = head + fixed(0.9642, 1, 0.8249) + bytes(48) + table + body
    return len(whole).to_bytes(4) + whole[4:]


WIDE = {
    "Display P3": icc(b"RGB ", 2.2, r=(0.5151, 0.2412, -0.0011), g=(0.292, 0.6922, 0.0419), b=(0.1571, 0.0666, 0.7841)),
    "Adobe RGB": icc(b"RGB ", 2.2, r=(0.6097, 0.3111, 0.0195), g=(0.2053, 0.6257, 0.0609), b=(0.1492, 0.0632, 0.7446)),
}


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("name", WIDE)
def test_colours_are_those_that_a_wide_profile_means(name: str, kind: str) -> None:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(WIDE[name]))
    seen = Image.new("RGB", (64, 64), COLOUR)
    wide = ImageCms.profileToProfile(seen, ImageCms.createProfile("sRGB"), profile)
    assert wide is not None
    assert sum(abs(a - b) for a, b in zip(pixel(wide, 9, 9), COLOUR, strict=True)) > 20
    clear = wide.convert("RGBA") if kind != "JPEG" else wide
    for image in (wide, clear):
        shown = opened(reencoded(saved(image, kind, icc_profile=WIDE[name])))
        assert all(abs(a - b) < 8 for a, b in zip(pixel(shown, 32, 32), COLOUR, strict=True))
        assert "icc_profile" not in shown.info


def by_camera(space: int, option: str = "") -> Image.Exif:
    """How a camera says which colours it means, without a profile."""
    exif = located()
    exif.get_ifd(IFD.Exif)[Base.ColorSpace] = space
    if option:
        exif.get_ifd(IFD.Exif)[IFD.Interop] = {Interop.InteropIndex: option}
    return exif


SPACES = {
    "Adobe RGB": (by_camera(0xFFFF, "R03"), True),
    "an old camera's Adobe RGB": (by_camera(2), True),
    "untold": (by_camera(0xFFFF), False),
    "sRGB": (by_camera(1, "R98"), False),
    "sRGB, though R03": (by_camera(1, "R03"), False),
}


def wide_red() -> Image.Image:
    """`COLOUR` by the numbers of Adobe RGB."""
    profile = ImageCms.ImageCmsProfile(io.BytesIO(WIDE["Adobe RGB"]))
    wide = ImageCms.profileToProfile(Image.new("RGB", (64, 64), COLOUR), ImageCms.createProfile("sRGB"), profile)
    assert wide is not None
    wide.info.clear()
    return wide


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("name", SPACES)
def test_colours_are_those_that_a_camera_only_names(name: str, kind: str) -> None:
    exif, is_wide = SPACES[name]
    wide = wide_red()
    shown = opened(reencoded(saved(wide, kind, exif=exif)))
    meant = COLOUR if is_wide else pixel(wide, 9, 9)
    assert all(abs(a - b) < 8 for a, b in zip(pixel(shown, 32, 32), meant, strict=True))


def test_a_profile_is_more_than_a_name() -> None:
    image = Image.new("RGB", (64, 64), COLOUR)
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    shown = opened(reencoded(saved(image, "JPEG", exif=by_camera(0xFFFF, "R03"), icc_profile=srgb)))
    assert all(abs(a - b) < 8 for a, b in zip(pixel(shown, 32, 32), COLOUR, strict=True))


@pytest.mark.parametrize("mode", ["L", "LA"])
def test_a_gray_profile_is_heard_too(mode: str) -> None:
    image = opened(reencoded(saved(Image.new("L", (64, 64), 128).convert(mode), "PNG", icc_profile=icc(b"GRAY", 1.0))))
    assert abs(pixel(image, 9, 9)[0] - 188) < 8, "half of the light"


@pytest.mark.parametrize(
    "profile", [b"no profile", icc(b"GRAY", 2.2), icc(b"RGB ", 2.2)[:200]], ids=["none", "gray", "cut"]
)
def test_a_profile_that_fits_nothing_changes_nothing(profile: bytes) -> None:
    image = opened(reencoded(saved(Image.new("RGB", (64, 64), COLOUR), "JPEG", icc_profile=profile)))
    assert all(abs(a - b) < 8 for a, b in zip(pixel(image, 32, 32), COLOUR, strict=True))


def test_a_gray_scan_of_sixteen_bits_is_not_white() -> None:
    ramp = Image.linear_gradient("L")
    scan = Image.frombytes("I;16", ramp.size, b"".join(bytes([value, value]) for value in ramp.tobytes()))
    shown = opened(reencoded(saved(scan, "PNG"))).convert("L")
    assert ImageStat.Stat(ImageChops.difference(shown, ramp)).mean[0] < 4


def noise(size: tuple[int, int] = (320, 240)) -> Image.Image:
    """A picture in which each part can be told from any other."""
    return Image.effect_noise(size, 60).convert("RGB")


def motion(**options: object) -> bytes:
    """A photo behind whose end a film stands, in which there is whatever comes."""
    return saved(noise(), "JPEG", **options) + b"\x00\x00\x00\x18ftypmp42" + b"\xff\xda" * 4000 + b"\xff\xd9"


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"exif": located()}, {"restart_marker_rows": 1}])
def test_a_film_behind_a_photo_is_left_out(options: dict[str, object]) -> None:
    data = motion(**options)
    assert opened(reencoded(data)).size == (320, 240)


@pytest.mark.parametrize("large", [False, True])
def test_the_first_of_two_pictures_of_a_large_photo_is_taken(large: bool) -> None:  # noqa: FBT001
    size = (5712, 4284) if large else (640, 480)
    data = saved(picture(size), "MPO", save_all=True, append_images=[Image.new("RGB", (80, 60), "green")])
    image = opened(reencoded(data))
    assert pixel(image, 9, 9)[0] > 180


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}, {"quality": 99}])
@pytest.mark.parametrize("lacks", [1, 2])
def test_a_photo_without_the_mark_of_its_end_is_whole(options: dict[str, object], lacks: int) -> None:
    data = saved(noise(), "JPEG", **options)
    assert reencoded(data[:-lacks]) == reencoded(data)


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"subsampling": 0}, {"quality": 99}])
@pytest.mark.parametrize("share", [0.5, 0.9, 0.99])
@pytest.mark.parametrize("rest", [b"", bytes(5000)], ids=["", "zeros"])
def test_a_photo_of_which_a_part_is_missing_is_broken(options: dict[str, object], share: float, rest: bytes) -> None:
    data = saved(noise(), "JPEG", **options)
    assert refused("photo-broken", data[: int(len(data) * share)] + rest)


def test_a_photo_that_was_cut_amid_a_mark_is_broken() -> None:
    data = saved(noise((640, 480)), "JPEG", quality=99)
    assert refused("photo-broken", data[: data.index(b"\xff\x00", len(data) // 2) + 1])


@pytest.mark.parametrize("mode", ["L", "RGB", "P"])
def test_a_colour_that_stands_for_nothing_is_white(mode: str) -> None:
    black = Image.new("RGB", (64, 64)).convert(mode)
    image = opened(reencoded(saved(black, "PNG", transparency=(0, 0, 0) if mode == "RGB" else 0)))
    assert min(pixel(image, 9, 9)) > 250


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
        ("photo-avif", b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1miaf" + bytes(64)),
        ("photo-avif", b"\x00\x00\x00\x1cftypmif1\x00\x00\x00\x00mif1avifmiaf" + bytes(65)),
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
