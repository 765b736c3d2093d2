"""Photos and clips leave a real browser: small and upright, and whole however often the line is cut."""

import hashlib
import io
import itertools
import random
from base64 import b64decode, b64encode
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import pytest
from PIL import Image, ImageCms
from PIL.ExifTags import IFD
from playwright.sync_api import Browser, Page
from starlette.applications import Starlette
from starlette.responses import HTMLResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from tests.served import cut, served
from tests.test_photos import (
    BLUE,
    COLOUR,
    RED,
    SPACES,
    UPRIGHT,
    WIDE,
    located,
    motion,
    picture,
    pixel,
    saved,
    wide_red,
)

from farakhan.intake.photos import SIDE, reencoded
from farakhan.store import uploads
from farakhan.web import tus

HERE = Path(__file__).parent
SCRIPTS = HERE.parent / "scripts" / "farakhan" / "publish" / "scripts"
UPLOADS, CUTS = 20, 200
BYTES = 400_000
LONGEST_LINE = 60_000
"""Bytes after which a line is cut at the latest; a cut may fall amid the headers."""

FIRST_LINES, FIRST_BYTES = 4, 4_000
"""The page itself comes over the first lines."""

BLANK = """<!doctype html><html lang="fa" dir="rtl"><title>نمونه</title><link rel="icon" href="data:,">
<script src="/vendor/tus.min.js"></script><script>
const made = (seed, size) => {
  const bytes = new Uint8Array(size);
  for (let at = 0, x = seed * 2654435761 + 1 >>> 0; at < size; at++) {
    x ^= x << 13; x ^= x >>> 17; x ^= x << 5;
    bytes[at] = x;
  }
  return new File([bytes], `clip-${seed}.mp4`, { type: "video/mp4", lastModified: 1 });
};
const sha256 = async (file) => [...new Uint8Array(await crypto.subtle.digest("SHA-256", await file.arrayBuffer()))]
  .map((one) => one.toString(16).padStart(2, "0")).join("");
</script>"""


class House(NamedTuple):
    """A server of the scripts, the uploads and a blank page."""

    port: int
    folder: Path

    def sha256(self, upload: str) -> str:
        return hashlib.sha256((self.folder / upload).read_bytes()).hexdigest()

    def ids(self) -> set[str]:
        return {path.stem for path in self.folder.glob("*.json")}


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    async def blank(_: object) -> HTMLResponse:
        return HTMLResponse(BLANK)

    folder = tmp_path / "uploads"
    scripts, vendor = StaticFiles(directory=SCRIPTS), StaticFiles(directory=HERE / "vendor" / "tus-js-client")
    routes = [
        Route("/", blank),
        Mount("/scripts", scripts),
        Mount("/vendor", vendor),
        *tus.routes(tus.Shelf(folder, lambda: datetime.now(UTC))),
    ]
    with served(Starlette(routes=routes)) as port:
        yield House(port, folder)


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page of its own; a line that is cut is an error in its console, and meant."""
    with browser.new_context() as context:
        yield context.new_page()


def limits(seed: int) -> Iterator[int]:
    """How many bytes each line brings."""
    draw = random.Random(seed)  # noqa: S311
    for line in itertools.count():
        yield draw.randint(FIRST_BYTES if line < FIRST_LINES else 1, LONGEST_LINE)


THEIRS = """async ({ count, size }) => {
  const send = (file) => new Promise((done, failed) => {
    const upload = new tus.Upload(file, {
      endpoint: "/intake/clips", retryDelays: Array(1000).fill(20), onError: failed, onSuccess: () => done(upload.url),
      metadata: { filename: file.name, filetype: file.type },
    });
    upload.start();
  });
  return Promise.all(Array.from({ length: count }, async (_, seed) => {
    const file = made(seed, size);
    return [await sha256(file), (await send(file)).split("/").at(-1)];
  }));
}"""
OURS = """async ({ count, size }) => {
  const { upload } = await import("/scripts/clips.js");
  return Promise.all(Array.from({ length: count }, async (_, seed) => {
    const file = made(seed, size);
    return [await sha256(file), await upload(file, "/intake/clips")];
  }));
}"""


@pytest.mark.promise("uploads-resume")
@pytest.mark.parametrize(("client", "count", "cuts"), [("theirs", UPLOADS, CUTS), ("ours", UPLOADS, CUTS // 4)])
def test_nothing_is_lost_however_often_the_line_is_cut(
    client: str, count: int, cuts: int, page: Page, house: House
) -> None:
    with cut(house.port, limits(cuts), cuts) as (port, made):
        page.goto(f"http://127.0.0.1:{port}/")
        asked = {"count": count, "size": BYTES}
        found: list[list[str]] = page.evaluate(THEIRS if client == "theirs" else OURS, asked)
        assert len(made) >= cuts
    assert len({upload for _, upload in found}) == count
    assert [house.sha256(upload) for _, upload in found] == [expected for expected, _ in found]


BEGUN = """async (size) => {
  const { upload } = await import("/scripts/clips.js");
  const stopper = new AbortController(), seen = [];
  window.file = made(7, size);
  try {
    await upload(file, "/intake/clips", {
      signal: stopper.signal,
      onprogress: (arrived, all) => { seen.push([arrived, all]); if (arrived > all / 3) stopper.abort(); },
    });
  } catch (error) { return [error.name, seen]; }
}"""
GONE_ON = """async (size) => {
  const { upload } = await import("/scripts/clips.js");
  const seen = [];
  window.file ??= made(7, size);
  const id = await upload(file, "/intake/clips", { onprogress: (arrived) => seen.push(arrived) });
  return [id, await sha256(file), seen];
}"""
KEPT = "async () => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, await indexedDB.databases()])"
LONG = 3_000_000


def test_a_clip_goes_on_where_it_was_and_its_address_stays_nowhere(page: Page, house: House) -> None:
    page.goto(f"http://127.0.0.1:{house.port}/")
    name, seen = page.evaluate(BEGUN, LONG)
    assert name == "AbortError"
    assert seen[0] == [0, LONG]
    assert 0 < seen[-1][0] < LONG
    (begun,) = house.ids()
    upload, expected, more = page.evaluate(GONE_ON, LONG)
    assert upload == begun
    assert more[0] >= seen[-1][0]
    assert more == sorted(more)
    assert more[-1] == LONG
    assert house.sha256(upload) == expected
    again, _, all_of_it = page.evaluate(GONE_ON, LONG)
    assert (again, all_of_it) == (begun, [LONG])
    assert page.evaluate(KEPT) == "[{},{},[]]"


def test_what_the_server_forgot_is_sent_anew(page: Page, house: House) -> None:
    page.goto(f"http://127.0.0.1:{house.port}/")
    first, _, _ = page.evaluate(GONE_ON, LONG)
    uploads.remove(house.folder, first)
    second, expected, seen = page.evaluate(GONE_ON, LONG)
    assert first != second
    assert seen[0] == 0
    assert house.sha256(second) == expected


def test_a_refusal_is_told_at_once_in_its_own_words(page: Page, house: House) -> None:
    page.goto(f"http://127.0.0.1:{house.port}/")
    code, words = page.evaluate(
        """async (size) => {
          const { upload } = await import("/scripts/clips.js");
          const file = { name: "clip.mp4", size, lastModified: 1, slice: () => new Blob() };
          try { await upload(file, "/intake/clips"); } catch (error) { return [error.code, error.message]; }
        }""",
        tus.LIMIT + 1,
    )
    assert code == "upload-large"
    assert "مگابایت" in words
    assert not house.folder.exists()


REDUCED = """async (text) => {
  const { reduced } = await import("/scripts/photos.js");
  const bytes = Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const made = await reduced(new File([bytes], "photo", { type: "image/jpeg" }));
  const reader = new FileReader();
  await new Promise((done) => { reader.onload = done; reader.readAsDataURL(made); });
  return [made.type, reader.result.split(",")[1] ?? ""];
}"""


def reduced(page: Page, house: House, data: bytes) -> tuple[str, bytes]:
    page.goto(f"http://127.0.0.1:{house.port}/")
    kind, made = page.evaluate(REDUCED, b64encode(data).decode())
    return kind, b64decode(made)


@pytest.mark.promise("photos-are-pixels-alone")
@pytest.mark.parametrize("orientation", [1, *UPRIGHT])
def test_a_photo_leaves_the_phone_small_upright_and_without_its_place(
    orientation: int, page: Page, house: House
) -> None:
    upright = picture((3200, 2400))
    lying = upright.transpose(UPRIGHT[orientation]) if orientation in UPRIGHT else upright
    kind, made = reduced(page, house, saved(lying, "JPEG", exif=located(orientation)))
    assert kind == "image/jpeg"
    image = Image.open(io.BytesIO(made))
    assert image.size == (SIDE, SIDE * 3 // 4)
    assert not image.getexif().get_ifd(IFD.GPSInfo)
    for y, colour in ((200, RED), (image.height - 200, BLUE)):
        assert all(abs(a - b) < 24 for a, b in zip(pixel(image, SIDE // 2, y), colour, strict=True))
    assert reencoded(made)


@pytest.mark.parametrize("name", WIDE)
def test_a_photo_of_wide_colours_leaves_the_phone_as_it_looks(name: str, page: Page, house: House) -> None:
    profile = ImageCms.ImageCmsProfile(io.BytesIO(WIDE[name]))
    wide = ImageCms.profileToProfile(Image.new("RGB", (64, 64), COLOUR), ImageCms.createProfile("sRGB"), profile)
    assert wide is not None
    _, made = reduced(page, house, saved(wide, "JPEG", icc_profile=WIDE[name], quality=95))
    shown = Image.open(io.BytesIO(reencoded(made)))
    assert all(abs(a - b) < 10 for a, b in zip(pixel(shown, 32, 32), COLOUR, strict=True))


@pytest.mark.parametrize("name", SPACES)
def test_a_photo_that_only_names_its_colours_leaves_the_phone_as_it_looks(name: str, page: Page, house: House) -> None:
    exif, is_wide = SPACES[name]
    wide = wide_red()
    _, made = reduced(page, house, saved(wide, "JPEG", exif=exif, quality=95))
    shown = Image.open(io.BytesIO(reencoded(made)))
    meant = COLOUR if is_wide else pixel(wide, 9, 9)
    assert all(abs(a - b) < 10 for a, b in zip(pixel(shown, 32, 32), meant, strict=True))


def test_a_gray_scan_of_sixteen_bits_leaves_the_phone_as_it_looks(page: Page, house: House) -> None:
    gray = Image.frombytes("I;16", (64, 64), b"\x80\x80" * 64 * 64)
    _, made = reduced(page, house, saved(gray, "PNG"))
    assert abs(pixel(Image.open(io.BytesIO(made)), 9, 9)[0] - 128) < 4


def test_a_photo_with_a_film_behind_it_leaves_the_phone_without(page: Page, house: House) -> None:
    kind, made = reduced(page, house, motion())
    assert (kind, Image.open(io.BytesIO(made)).size) == ("image/jpeg", (320, 240))
    assert b"ftyp" not in made


def test_a_small_photo_keeps_its_size(page: Page, house: House) -> None:
    _, made = reduced(page, house, saved(picture((640, 400)), "PNG"))
    assert Image.open(io.BytesIO(made)).size == (640, 400)


@pytest.mark.parametrize(
    "data", [b"", b"\x00\x00\x00\x18ftypheic" + bytes(40), b"\xff\xd8\xff\xe0"], ids=["empty", "heic", "cut"]
)
def test_what_the_browser_cannot_open_goes_as_it_is(data: bytes, page: Page, house: House) -> None:
    assert reduced(page, house, data) == ("image/jpeg", data)
