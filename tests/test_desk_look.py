"""Every screen of the desk in a real browser: nothing that strangers wrote takes hold, axe finds nothing, all fits."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect
from tests.desks import ARRIVED, House
from tests.test_hostile import BODIES, LINES
from tests.visits import DESK, PHONE, split_words, violations, watched

from farakhan.desk.app import SCREENS
from farakhan.desk.help import HELP

FILES = (".xlsx", ".html", ".zip", ".pdf", ".csv", "{number:int}")
"""Ends of roads that lead to no page."""
NO_PAGE = (
    *(end for end in FILES if end != "{number:int}"),
    ".html",
    "/page",
    "media/{number:int}",
    "files/{number:int}",
)
LONGEST = 110
"""Letters of a title at most, so that hostile ones are ideas that the check lets in, or at least the list."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Ideas whose titles, summaries, notes and bodies are the hostile set, in every state."""
    with House(tmp_path_factory.mktemp("look"), 1) as house:
        then = {"arrived": ARRIVED, "registered": ARRIVED}
        bodies = list(BODIES.values())
        for place, line in enumerate(LINES.values()):
            body = f"## ایده\n\n{bodies[place % len(bodies)]}"[:19_000]
            title = line[:LONGEST]
            house.codes.append(house.record.idea(title=title, summary=title, note=title, body=body, **then).code)
        house.commit()
        yield house


def screens(house: House, codes: list[str] | None = None) -> list[str]:
    """The addresses of all pages; those of one idea with each of some ideas."""
    ideas = codes or house.codes
    paths = [screen.path for screen in SCREENS if screen.method == "GET" and not screen.path.endswith(FILES)]
    return [
        path.replace("{code}", code)
        for path in paths
        if path.count("{") == path.count("{code}")
        for code in (ideas if "{code}" in path else ideas[:1])
    ]


def screens_of_ideas(house: House) -> list[str]:
    """The page of each idea: where most of a stranger's words stand."""
    return [f"/ideas/{code}" for code in house.codes]


def come_in(page: Page, house: House) -> None:
    page.goto(f"{house.address}/in?key={house.desk.sessions.key}")


def test_nothing_that_strangers_wrote_takes_hold_on_any_screen(browser: Browser, house: House) -> None:
    with watched(browser, viewport=DESK) as page:
        hosts: set[str] = set()
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
        come_in(page, house)
        few = [path for path in screens(house, house.codes[:2]) if path not in screens_of_ideas(house)]
        for path in (*screens_of_ideas(house), *few):
            page.goto(f"{house.address}{path}")
            assert page.evaluate("document.scripts.length") == 2, path
            taken = page.locator("iframe, object, embed, base, [onerror], [onload], [onclick], [style]")
            assert taken.count() == 0, path
            assert page.locator("a[href^='javascript' i], a[href^='data' i]").count() == 0, path
        assert hosts == {house.address.removeprefix("http://")}


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "light"), (PHONE, "dark")])
def test_axe_finds_nothing_and_no_screen_is_too_wide(
    browser: Browser, house: House, size: ViewportSize, scheme: str
) -> None:
    with watched(browser, viewport=size, color_scheme=scheme) as page:
        come_in(page, house)
        for path in screens(house, house.codes[:1]):
            page.goto(f"{house.address}{path}")
            assert violations(page) == {}, path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            assert split_words(page) == [], path


def test_each_screen_has_a_help_and_no_other_road_has() -> None:
    pages = {screen.path for screen in SCREENS if screen.method == "GET" and not screen.path.endswith(NO_PAGE)}
    assert pages == set(HELP)


def test_a_list_is_gone_through_by_keyboard_alone(browser: Browser, house: House) -> None:
    with watched(browser, viewport=DESK) as page:
        come_in(page, house)
        page.goto(f"{house.address}/ideas")
        page.keyboard.press("Tab")
        page.keyboard.press("/")
        page.keyboard.type("گرمخانه")
        expect(page.locator("table.list tbody tr")).to_have_count(1)
        page.wait_for_load_state("networkidle")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/ideas/{house.codes[0]}")
        assert page.locator("h1").inner_text() == "گرمخانهٔ کوچک 1"


def test_it_all_works_without_scripts(browser: Browser, house: House) -> None:
    with watched(browser, viewport=DESK, java_script_enabled=False) as page:
        come_in(page, house)
        page.goto(f"{house.address}/ideas")
        page.fill("#q", "گرمخانه")
        page.click("text=نشان بده")
        page.click("table.list tbody a >> nth=0")
        assert page.locator("h1").inner_text() == "گرمخانهٔ کوچک 1"
        page.check("input[value=hold]")
        page.click("text=ثبت تصمیم")
        assert "ثبت شد" in page.locator("main").inner_text()
        page.check("input[value=accept]")
        page.click("text=ثبت تصمیم")
        assert Path(house.record.path(house.codes[0])).read_text().count("status: accepted") == 1


def test_what_was_typed_stands_there_still_after_a_refusal(browser: Browser, house: House) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        come_in(page, house)
        page.goto(f"{house.address}/ideas/{house.codes[0]}")
        page.fill("[name=note]", "نمونه: مرحله را بنویسید")
        page.check("[name=decision][value=return]")
        page.click("text=ثبت تصمیم")
        assert "دلیلی از فهرست برگزینید" in page.locator("[role=alert]").inner_text()
        page.click("text=برگشت")
        expect(page.locator("[name=note]")).to_have_value("نمونه: مرحله را بنویسید")
        expect(page.locator("[name=decision][value=return]")).to_be_checked()
