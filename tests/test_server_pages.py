"""The server's own pages: in the site's dress, for everybody's eyes and hands, in Persian to the last digit."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize
from tests.doors import ANSWERS, MOBILE, House, Knocker, shown
from tests.records import ROOT, Record
from tests.test_site import build
from tests.visits import DESK, PHONE, violations

from farakhan.model.idea import LABELS, Status
from farakhan.persian.digits import to_persian
from farakhan.publish import stylesheet

OPEN_DAY = "1406-04-19"
BUTTON = "main button.button"


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, door_site: Path) -> Iterator[Knocker]:
    house = House(tmp_path_factory.mktemp("pages"), door_site)
    with house.serving() as knocker:
        yield knocker


def prove(page: Page, door: Knocker, code: str) -> None:
    """By the keyboard alone."""
    page.goto(f"{door.address}/intake/own")
    page.locator("#own-code").focus()
    page.keyboard.type(shown(code))
    page.keyboard.press("Tab")
    page.keyboard.type(door.words[code])
    page.keyboard.press("Tab")
    page.keyboard.type(MOBILE)
    page.keyboard.press("Enter")
    page.locator("#withdraw, main p:has-text('پس گرفته')").first.wait_for()


def latin(page: Page) -> list[str]:
    """Words of the page that have a Latin digit in them, but for digests."""
    words = re.findall(r"\S*[0-9]\S*", page.locator("main").inner_text())
    return [word for word in words if not re.fullmatch("[0-9a-f]{16}", word)]


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone", "desk"])
def test_each_page_is_for_everybody(browser: Browser, door: Knocker, size: ViewportSize, scheme: str) -> None:
    code = door.send(title=f"نمونه: کارگاه {scheme}", **{"body.0": f"برای {scheme}: کوره نیست. " * 6})["code"]
    with browser.new_context(viewport=size, color_scheme=scheme) as context:  # type: ignore[arg-type]
        page = context.new_page()
        found = {}

        def look(name: str) -> None:
            assert page.locator("h1").count() == 1
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            found[name] = (violations(page), latin(page))

        page.goto(f"{door.address}/intake/own")
        look("own")
        page.fill("#own-code", shown(code))
        page.fill("#own-word", to_persian(door.words[code]))
        page.fill("#own-mobile", "۰۹۳۵۰۰۰۰۰۰۰")
        page.click(BUTTON)
        page.locator(".errors").wait_for()
        assert page.title().startswith("خطا: ")
        look("own, wrong")
        prove(page, door, code)
        look("mine")
        page.fill("#f-title", "نم")
        page.click(BUTTON)
        page.locator("#errors").wait_for()
        look("mine, wrong")
        page.fill(
            "#f-title", f"نمونه: کارگاه سفال {size['width']}".translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
        )
        page.click(BUTTON)
        page.locator(".panel-code").wait_for()
        assert page.locator("h1").inner_text() == "ایدهٔ شما عوض شد"
        look("mended")
        prove(page, door, code)
        page.locator("#sure").focus()
        page.keyboard.press("Space")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.locator(".panel-code").wait_for()
        assert page.locator("h1").inner_text() == "ایده پس گرفته شد"
        assert LABELS[Status.WITHDRAWN] in page.locator("main").inner_text()
        look("withdrawn")
        prove(page, door, code)
        look("mine, closed")
        page.goto(f"{door.address}/intake/receipt?of=00")
        look("not found")
    assert {name: one for name, one in found.items() if one != ({}, [])} == {}


def test_a_photo_that_was_sent_stays_unless_its_owner_leaves_it(door: Knocker, tmp_path: Path) -> None:
    Image.new("RGB", (64, 48), "#a33").save(tmp_path / "1.png")
    files = [("photo", ("1.png", (tmp_path / "1.png").read_bytes(), "image/png"))]
    values = ANSWERS | {"title": "نمونه: با عکس", "key": "p" * 32}
    told = door.client.post("/intake/ideas", data=values, files=files).json()
    code = told["code"]
    (media,) = door.in_git(code).media
    proof = {"code": code, "word": told["word"], "mobile": MOBILE}
    page = door.page("own", proof).text
    assert f'name="media" value="{media.sha256}" checked' in page
    assert door.page("mend", values | proof | {"title": "نمونه: با همان", "media": media.sha256}).status_code == 200
    assert door.in_git(code).media == (media,)
    assert door.page("mend", values | proof | {"media": "0" * 64}).status_code == 200
    assert door.in_git(code).media == ()


def test_no_page_of_the_server_asks_for_a_rule_that_the_style_sheet_left_out() -> None:
    names: set[str] = set()
    for path in (ROOT / "scripts/farakhan/web/templates").glob("*.html"):
        for found in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8")):
            names.update(re.sub(r"{%.*?%}", " ", found).split())
    assert names <= stylesheet._own_words()  # noqa: SLF001 (what it keeps rules for)


@pytest.mark.parametrize(
    ("intake", "said"),
    [
        ("/", {"track": "../intake/own", "privacy": "سرور کلید باز کردنش را ندارد", "send": "کد رهگیری را همان دم"}),
        (
            "",
            {
                "track": "در ایتا یا با تلفن به دبیرخانه بگویید",
                "privacy": "چیزی دریافت نمی‌کند",
                "send": "پیام آماده می‌دهد",
            },
        ),
    ],
)
def test_the_site_says_what_is_so_with_a_server_and_without(
    tmp_path: Path, door_site: Path, intake: str, said: dict[str, str]
) -> None:
    out = door_site
    if not intake:
        out = build(Record(tmp_path).root, OPEN_DAY)
    for page, words in said.items():
        assert words in (out / page / "index.html").read_text(encoding="utf-8")
    whole = "".join(path.read_text(encoding="utf-8") for path in out.glob("*/index.html"))
    assert ("intake/own" in whole) is bool(intake)
    assert ("فرم همین سایت" in whole) is bool(intake)
