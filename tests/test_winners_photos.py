"""Winners' photos on the site: of those alone who agreed, after the letter alone, small and where they belong."""

import hashlib
import io
import re
from collections.abc import Mapping
from pathlib import Path

import pytest
import typer
from bench.host import hosted
from PIL import Image, ImageDraw
from PIL.ExifTags import IFD, Base
from playwright.sync_api import Browser
from tests.commands import photo
from tests.records import ANNOUNCED_DAY, JUDGING_DAY, OPEN_DAY, PROPOSED_DAY, Record
from tests.test_site import build
from tests.visits import DESK, PHONE, violations, watched

from farakhan.files.layout import Kind
from farakhan.judging.winners_photos import web_sized
from farakhan.model.idea import Consents, Media, MediaKind
from farakhan.publish import photos
from farakhan.record.new import with_digests
from farakhan.store.vault import originals

CAPTION = "سینی‌های انجیر در آفتاب"
WHOLE, AGREED, NOT_AGREED, NOT_CHOSEN = (1280, 960), 0, 1, 3
"""Of five ideas the first three are honoured."""


def of_web(shade: int, size: tuple[int, int] = WHOLE) -> bytes:
    """A photo at web size that no other shade has."""
    image = Image.new("RGB", size, (shade, 120, 60))
    ImageDraw.Draw(image).rectangle((0, 0, size[0] // 3, size[1] // 2), fill=(30, shade, 90))
    out = io.BytesIO()
    image.save(out, "WEBP")
    return web_sized([out.getvalue()])


def named(shade: int, caption: str = "") -> Media:
    """A photo among an idea's own."""
    return Media(sha256=hashlib.sha256(bytes([shade])).hexdigest(), kind=MediaKind.PHOTO, bytes=9, caption=caption)


def put(record: Record, medium: Media, data: bytes) -> None:
    """Put a photo into the record by hand, whosever it is."""
    path = record.folder / "media" / f"{medium.sha256}.webp"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(data)


SHADES = {AGREED: (10, 40), NOT_AGREED: (80,), NOT_CHOSEN: (120,)}


def with_photos(root: Path, *, letter: str = "۱۲/۳۴") -> Record:
    """Three honoured ideas, of which the second's owner did not agree; their photos and another's stand there."""
    record = Record(root)
    for place in range(5):
        media = tuple(named(shade, CAPTION if shade == 10 else "") for shade in SHADES.get(place, ()))
        publish = None if place == NOT_AGREED else "v1"
        consents = Consents(rules="v1", publish_if_wins=publish, share_with_partners=None)
        record.idea(media=media, consents=consents)
    record.judged()
    record.tally()
    codes = list(record.ideas)[:3]
    record.award(*codes, each=[{}, {"public_name": ""}, {}])
    if not letter:
        path = record.folder / "awards.yml"
        path.write_text(path.read_text(encoding="utf-8").replace("۱۲/۳۴", ""), encoding="utf-8")
    for shades in SHADES.values():
        for shade in shades:
            put(record, named(shade), of_web(shade))
    return record


def files(folder: Path) -> Mapping[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def published(public: Path) -> list[int]:
    """The shades of all photos that a built site has, by their bytes, whatever they are called."""
    known = {of_web(shade): shade for shades in SHADES.values() for shade in shades}
    return sorted(known[data] for data in files(public).values() if data in known)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    return with_photos(tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="module")
def built(record: Record) -> Path:
    return build(record.root, ANNOUNCED_DAY)


@pytest.mark.promise("private-stays-private")
def test_photos_of_winners_who_agreed_are_published_and_no_others(record: Record, built: Path) -> None:
    assert published(built) == sorted(SHADES[AGREED])
    assert len([name for name in files(built) if name.endswith(".webp")]) == 4, "each whole and small"
    ours = [named(shade).sha256 for shades in SHADES.values() for shade in shades]
    found = b"".join(name.encode() + data for name, data in files(built).items())
    assert [sha256 for sha256 in ours if sha256.encode() in found] == [], "nor what the vault calls them"
    assert [one.code for one in record.read().problems if one.code == "award-photo"] == ["award-photo"] * 2


@pytest.mark.promise("private-stays-private")
@pytest.mark.parametrize("day", [OPEN_DAY, JUDGING_DAY, PROPOSED_DAY])
def test_no_photo_is_there_before_winners_are_announced(record: Record, day: str) -> None:
    public = build(record.root, day)
    assert [name for name in files(public) if name.endswith(".webp")] == []
    assert published(public) == []


@pytest.mark.promise("private-stays-private")
def test_no_photo_is_there_before_the_letter_has_its_number(tmp_path: Path) -> None:
    unsigned = with_photos(tmp_path, letter="")
    with pytest.raises(typer.Exit):
        build(unsigned.root, ANNOUNCED_DAY)
    assert (unsigned.root / f"public-{ANNOUNCED_DAY}" / "index.html").is_file()
    assert published(unsigned.root / f"public-{ANNOUNCED_DAY}") == []


def images(html: str) -> list[dict[str, str]]:
    return [dict(re.findall(r'([a-z]+)="([^"]*)"', tag)) for tag in re.findall(r"<img [^>]*>", html)]


def test_a_page_says_what_its_photos_show_and_how_large_they_are(record: Record, built: Path) -> None:
    title = record.ideas[list(record.ideas)[AGREED]].title
    number = record.numbers[list(record.ideas)[AGREED]]
    html = (built / "winners" / str(number) / "index.html").read_text(encoding="utf-8")
    shown = images(html)
    assert [one["alt"] for one in shown] == [CAPTION, f"عکس ۲ از ایدهٔ «{title}»"]
    assert f"<figcaption><bdi>{CAPTION}</bdi></figcaption>" in html
    for one in shown:
        assert (one["loading"], one["width"], one["height"]) == ("lazy", "1280", "960")
        with Image.open(built / "winners" / str(number) / one["src"]) as image:
            assert image.size == WHOLE
    (card,) = images((built / "winners" / "index.html").read_text(encoding="utf-8"))
    assert (card["loading"], card["width"], card["height"], card["alt"]) == ("lazy", "640", "480", CAPTION)
    small = built / "winners" / card["src"]
    with Image.open(small) as image:
        assert image.size == (640, 480)
    assert images((built / "index.html").read_text(encoding="utf-8")) == [], "a first visit stays light"


def test_a_photo_that_says_more_than_is_seen_is_left_out_and_named(tmp_path: Path) -> None:
    record = with_photos(tmp_path)
    exif = Image.Exif()
    exif[Base.Make] = "CANARY"
    exif.get_ifd(IFD.GPSInfo)[1] = "N"
    out = io.BytesIO()
    Image.new("RGB", (64, 64)).save(out, "WEBP", exif=exif)
    for shade, data in ((10, out.getvalue()), (40, b"no photo")):
        put(record, named(shade), data)
    shown, left_out = photos.standing(record.root, "1406", record.read().paths[Kind.MEDIA])
    assert len(shown) == 2
    assert sorted(line.partition(":")[0] for line in left_out) == sorted(
        f"submissions/1406/media/{named(shade).sha256}.webp" for shade in (10, 40)
    )
    with pytest.raises(typer.Exit):
        build(record.root, ANNOUNCED_DAY)
    assert b"CANARY" not in b"".join(files(record.root / f"public-{ANNOUNCED_DAY}").values())


def test_the_same_record_gives_the_same_photos_and_those_that_go_go(tmp_path: Path) -> None:
    record = with_photos(tmp_path)
    first = files(build(record.root, ANNOUNCED_DAY))
    assert files(build(record.root, ANNOUNCED_DAY)) == first
    (record.folder / "media" / f"{named(40).sha256}.webp").unlink()
    assert published(build(record.root, ANNOUNCED_DAY)) == [10]
    put(record, named(40), of_web(40))
    assert files(build(record.root, ANNOUNCED_DAY)) == first


SHIFT = """() => new Promise((done) => {
  let moved = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) moved += one.value;
  }).observe({ type: "layout-shift", buffered: true });
  scrollTo(0, document.body.scrollHeight);
  setTimeout(() => done(moved), 800);
})"""


@pytest.mark.parametrize("screen", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_photos_fit_their_place_and_move_nothing(
    browser: Browser, record: Record, built: Path, screen: dict[str, int], scheme: str
) -> None:
    number = record.numbers[list(record.ideas)[AGREED]]
    with hosted(built) as address, watched(browser, viewport=screen, color_scheme=scheme) as page:
        for place in ("winners/", f"winners/{number}/"):
            page.goto(address + place, wait_until="networkidle")
            assert page.evaluate(SHIFT) == 0, place
            assert page.evaluate("document.documentElement.scrollWidth") <= screen["width"]
            for image in page.locator("main img").all():
                image.scroll_into_view_if_needed()
                box = image.bounding_box()
                assert box
                assert box["width"] > 200
                assert abs(box["width"] / box["height"] - 4 / 3) < 0.05
                assert image.evaluate("async one => { await one.decode(); return one.naturalWidth; }") > 200
            assert violations(page) == {}, place


def test_what_award_brings_is_what_the_site_shows(tmp_path: Path) -> None:
    record = Record(tmp_path)
    made = photo(record.root, 90)
    code = record.idea(media=(made,)).code
    record.judged()
    record.tally()
    record.award(code)
    put(record, made, web_sized(originals.pieces(record.root, made.sha256)))
    assert with_digests(record.ideas[code]) == record.ideas[code]
    public = build(record.root, ANNOUNCED_DAY)
    assert len(list((public / photos.FOLDER).iterdir())) == 2
