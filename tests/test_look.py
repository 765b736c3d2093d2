"""The site as people meet it in a real browser: phone and desk, light and dark, by keyboard, without scripts.

Each defect that stock Material for MkDocs has in Persian is named here and looked for.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bench.host import hosted
from playwright.sync_api import Browser, Page
from tests.records import ROOT
from tests.visits import DESK, PHONE, violations, watched

from farakhan.cli.site import site

KINDS = (
    *("", "rules/", "send/", "write/", "track/", "winners/", "map/", "questions/", "privacy/", "contact/", "404.html"),
    "winner",
)
"""Every kind of page; `winner` stands for the first winner's."""
LATIN = """all => all.flatMap((one) => [...one.childNodes])
    .filter((one) => one.nodeType === 3 && /[A-Za-z0-9٠-٩]/.test(one.data)).map((one) => one.data)"""
"""Texts with letters or digits that are not Persian, of the whole document: what is off the screen has no layout."""
BUDGET, REQUESTS = 40_000, 4


@pytest.fixture(scope="module")
def built(sample_site: Path) -> Path:
    return sample_site


@pytest.fixture(scope="module")
def address(sample_address: str) -> str:
    return sample_address


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page on a phone unless the test says otherwise."""
    with watched(browser, **getattr(request, "param", {})) as opened:
        yield opened


def where(built: Path, kind: str) -> str:
    if kind != "winner":
        return kind
    return next(f"winners/{path.parent.name}/" for path in sorted(built.glob("winners/[0-9]*/index.html")))


LOOKS = [
    pytest.param({"viewport": size, "color_scheme": scheme}, id=f"{size['width']}-{scheme}")
    for size, scheme in ((PHONE, "light"), (DESK, "dark"))
]


@pytest.mark.parametrize("page", LOOKS, indirect=True)
def test_axe_finds_nothing(page: Page, built: Path, address: str) -> None:
    found: dict[str, list[str]] = {}
    for kind in KINDS:
        page.goto(address + where(built, kind))
        found |= {f"{kind}: {rule}": where for rule, where in violations(page).items()}
    page.goto(address)
    page.locator(".search-open").click()
    page.locator('.search-dialog[aria-busy="false"]').wait_for()
    page.fill("#search-query", "ایده")
    page.locator(".search-results mark").first.wait_for()
    found |= {f"search: {rule}": where for rule, where in violations(page).items()}
    assert found == {}


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
def test_no_page_is_wider_than_its_screen(browser: Browser, built: Path, address: str, width: int) -> None:
    with browser.new_context(viewport={"width": width, "height": 800}) as context:
        page = context.new_page()
        for kind in KINDS:
            page.goto(address + where(built, kind))
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, kind


def test_the_first_visit_is_light(page: Page, address: str) -> None:
    sizes: dict[str, int] = {}

    def count(request: Any) -> None:  # noqa: ANN401
        size = request.sizes()
        sizes[request.url.removeprefix(address)] = size["responseBodySize"] + size["responseHeadersSize"]

    page.on("requestfinished", count)
    page.goto(address, wait_until="networkidle")
    assert sum(sizes.values()) <= BUDGET, sizes
    assert len(sizes) <= REQUESTS, sizes


def test_one_phone_screen_says_what_who_until_when_and_how(browser: Browser, tmp_path: Path) -> None:
    """On the first screen of a phone, in the days when ideas can be sent."""
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        site("1406", "1406-05-20", tmp_path / "open")
    with browser.new_context(viewport=PHONE) as context:
        context.clock.set_fixed_time("2027-08-11T09:00:00+03:30")
        page = context.new_page()
        page.goto((tmp_path / "open" / "index.html").as_uri())
        for part in ("h1", ".hero .lead", ".hero .days", ".hero .button", ".hero .eitaa .number", ".hero .copy"):
            box = page.locator(part).bounding_box()
            assert box, part
            assert box["y"] + box["height"] <= PHONE["height"], part
        width = "one => one.getBoundingClientRect().width"
        assert page.locator(".hero .button").evaluate(width) == page.locator(".hero").evaluate(width)
        assert page.locator(".hero .days-left").inner_text() == "۱۳ روز مانده تا پایان مهلت"
        assert page.locator(".hero .button").get_attribute("href") == "./write/"
        assert [one for one in page.locator("[href^='tel:']").all_inner_texts() if "۰۹۰۱" in one] == []


def test_a_page_that_was_built_before_the_deadline_offers_no_form_after_it(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> None:
    out = tmp_path_factory.mktemp("stale") / "open"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        site("1406", "1406-05-20", out)
    with hosted(out) as address, browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        for moment, there in (("2027-08-24T23:59:00+03:30", True), ("2027-08-25T00:00:00+03:30", False)):
            page.clock.set_fixed_time(moment)
            page.goto(address)
            assert page.locator(".hero-ways").count() == there
            words = page.locator(".hero .lead").inner_text()
            assert ("بفرستید" in words, "به پایان رسیده" in words) == (there, not there)
            page.goto(f"{address}write/")
            page.locator(".idea-form:not([hidden])" if there else "main:not(:has(.idea-form))").wait_for()
            assert ("به پایان رسیده" in page.locator("main .phase").first.inner_text()) == (not there)


def test_text_is_opaque_so_that_joined_letters_show_no_seam(page: Page, built: Path, address: str) -> None:
    for kind in KINDS:
        page.goto(address + where(built, kind))
        seen = page.evaluate(
            "[...document.querySelectorAll('body *')].map((e) => getComputedStyle(e)).filter((s) => "
            "s.visibility === 'visible' && (/rgba\\(.*, 0?\\.[0-9]+\\)/.test(s.color) || s.opacity !== '1')).length"
        )
        assert seen == 0, kind


def test_letters_and_numbers_are_persian(page: Page, built: Path, address: str) -> None:
    page.goto(address + "rules/")
    page.evaluate(
        "document.querySelector('main > *').append(...['ol', 'pre'].map((name) => document.createElement(name)))"
    )
    marker = page.evaluate("getComputedStyle(document.querySelector('ol:not([class])')).listStyleType")
    assert marker == "persian"
    heading = page.evaluate(
        "(({fontWeight, letterSpacing, fontFamily}) => [fontWeight, letterSpacing, fontFamily])"
        "(getComputedStyle(document.querySelector('h1')))"
    )
    assert heading[:2] == ["700", "normal"]
    assert heading[2].startswith("Vazirmatn")
    code = page.evaluate(
        "(({fontFamily, direction}) => [fontFamily, direction])(getComputedStyle(document.querySelector('pre')))"
    )
    assert code[0].startswith("Vazirmatn")
    assert code[1] == "rtl"
    for kind in KINDS:
        page.goto(address + where(built, kind))
        assert page.evaluate("[document.documentElement.dir, document.documentElement.lang].join()") == "rtl,fa"
        assert page.locator("body :not(script, noscript)").evaluate_all(LATIN) == [], kind
        assert "Material" not in page.content()


def test_arrows_point_the_reading_way(page: Page, built: Path, address: str) -> None:
    arrow = "(one, side) => getComputedStyle(one, side).content"
    seen = set()
    for path in built.glob("winners/[0-9]*/index.html"):
        page.goto(f"{address}winners/{path.parent.name}/")
        for name, side in ((".winner-prev", "::before"), (".winner-next", "::after")):
            seen |= {(name, page.locator(name).evaluate(arrow, side)) for _ in range(page.locator(name).count())}
    assert seen == {(".winner-prev", '"→"'), (".winner-next", '"←"')}


def test_no_entry_of_a_table_of_contents_is_torn_between_columns(page: Page, address: str) -> None:
    for kind in ("rules/", "questions/"):
        page.goto(address + kind)
        pieces = page.locator(".toc li").evaluate_all("all => all.map((one) => one.getClientRects().length)")
        assert pieces
        assert set(pieces) == {1}, kind


def test_the_keyboard_reaches_everything_and_shows_where_it_is(page: Page, built: Path, address: str) -> None:
    for kind in KINDS:
        page.goto(address + where(built, kind))
        for module in page.locator("[data-module]").all():  # shown by its script
            module.wait_for()
        wanted = page.evaluate(
            "[...document.querySelectorAll('a[href],button,summary,select,input,textarea,[tabindex]')]"
            ".filter((e) => e.checkVisibility()).map((e, i) => (e.dataset.stop = i, i)).length"
        )
        page.evaluate("document.activeElement.blur()")
        reached = []
        for _ in range(wanted):
            page.keyboard.press("Tab")
            reached.append(page.evaluate("document.activeElement.dataset.stop"))
            assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") != "none", kind
        assert sorted(map(int, reached)) == list(range(wanted)), kind


def test_the_first_stop_leads_to_the_text(page: Page, address: str) -> None:
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.getAttribute('href')") == "#content"
    assert page.locator(".skip").bounding_box()["y"] >= 0  # type: ignore[index]


def test_the_menu_opens_and_closes_by_keyboard(page: Page, address: str) -> None:
    page.goto(address)
    menu = page.locator("#menu")
    assert not menu.is_visible()
    page.locator(".menu-open").press("Enter")
    assert menu.is_visible()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#menu') !== null")
    page.keyboard.press("Escape")
    assert not menu.is_visible()


@pytest.mark.parametrize("page", [{"java_script_enabled": False}], indirect=True)
def test_without_scripts_pages_are_whole(page: Page, built: Path, address: str) -> None:
    for kind in KINDS:
        page.goto(address + where(built, kind))
        assert page.locator("h1").is_visible()
        for tool in (".search-open", ".scheme", ".copy"):
            assert page.locator(tool).filter(visible=True).count() == 0
        page.locator(".menu-open").click()
        page.locator("#menu a").last.click()
        assert page.url == address + "contact/"


def test_fingers_find_their_targets(page: Page, built: Path, address: str) -> None:
    """Buttons, and links that do not stand in a sentence, are 44 px high at least."""
    for kind in KINDS:
        page.goto(address + where(built, kind))
        page.locator(".menu-open").click()
        small = page.evaluate(
            "[...document.querySelectorAll('button,.button,.quiet,summary,select,:is(nav,.contact,.eitaa) a')]"
            ".filter((e) => e.checkVisibility() && e.getBoundingClientRect().height < 43.9).map((e) => e.outerHTML)"
        )
        assert small == [], kind


@pytest.mark.parametrize("page", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True)
def test_the_choice_of_colours_is_kept(page: Page, address: str) -> None:
    page.goto(address)
    ground = "getComputedStyle(document.body).backgroundColor"
    before = page.evaluate(ground)
    page.locator(".scheme").click()
    after = page.evaluate(ground)
    assert after != before
    page.goto(address + "rules/")
    assert page.evaluate(ground) == after


def test_paper_gets_text_without_tools(page: Page, built: Path, address: str) -> None:
    for kind in KINDS:
        page.goto(address + where(built, kind))
        page.emulate_media(media="print", color_scheme="dark")
        for tool in (".site-header", ".scheme", ".copy", ".toc", ".winner-nav"):
            assert page.locator(tool).filter(visible=True).count() == 0, (kind, tool)
        colours = page.evaluate(
            "[getComputedStyle(document.body).backgroundColor, getComputedStyle(document.querySelector('h1')).color]"
        )
        assert colours == ["rgb(255, 255, 255)", "rgb(0, 0, 0)"], kind
        assert page.locator(".sample-note").is_visible(), kind
