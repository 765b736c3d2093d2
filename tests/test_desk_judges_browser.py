"""A judge at a real browser: whatever the line, the pages and the hand do, what they gave is what stands in the end."""

import itertools
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from tests.benches import PIN, Bench
from tests.records import CRITERIA
from tests.served import cut
from tests.visits import DESK, PHONE, violations

from farakhan.desk.sessions import Sessions
from farakhan.judging.bringing import bring_all
from farakhan.record.edition import read_edition
from farakhan.record.sheets import read_sheets
from farakhan.store.clock import now

LINE = re.compile(r"Failed to load resource|net::ERR_")
"""What a browser itself says of a line that was cut, or of an answer that refuses."""
IDLE = 6.0
"""Seconds after which the server has closed a line that nobody used."""


@contextmanager
def sitting(browser: Browser, **options: object) -> Iterator[BrowserContext]:
    """A browser of its own; what its pages complain of fails the test, but for the line."""
    complaints: list[str] = []
    with browser.new_context(**{"viewport": PHONE, **options}) as context:  # type: ignore[arg-type]
        context.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        yield context
    assert [words for words in complaints if not LINE.search(words)] == []


def come(page: Page, port: int, link: str) -> None:
    page.goto(f"http://127.0.0.1:{port}/#{link}")
    page.fill("#pin", PIN)
    page.click("#entrance button")
    expect(page.locator("#work")).to_be_visible(timeout=30_000)


def part(what: str) -> str:
    return f'article:not([hidden]) [name$=".{what}"]'


def score(page: Page, criterion: str, value: int, *, touch: bool = False) -> None:
    box = page.locator(f"{part(criterion)}[value='{value}']")
    (box.tap if touch else box.click)()


def score_all(page: Page, values: tuple[int, ...], *, touch: bool = False) -> None:
    for criterion, value in zip(CRITERIA, values, strict=True):
        score(page, criterion, value, touch=touch)


def values_of(number: int) -> tuple[int, ...]:
    return tuple((3 * number + place) % 11 for place in range(len(CRITERIA)))


def saved(page: Page) -> None:
    """Wait until nothing is on its way."""
    expect(page.locator("#net")).to_have_text("", timeout=90_000)


def rows_of(bench: Bench) -> list[tuple[str, tuple[int, ...] | None, str]]:
    """What stands in git in the end."""
    bring_all(bench.root, "1406", now())
    rows = read_sheets(read_edition(bench.root, "1406")).rows
    return [(row.idea, row.scores, row.note) for row in rows]


def test_thirty_ideas_on_a_phone_with_the_line_cut_ten_times_and_a_reload(tmp_path: Path, browser: Browser) -> None:
    armed = False
    sizes = itertools.cycle([300, 1700, 900, 2600, 1300])

    def limits() -> Iterator[int]:
        while True:
            yield next(sizes) if armed else 10**9

    with Bench(tmp_path, 30) as bench, cut(bench.port, limits(), 10) as (port, cuts):
        with sitting(browser, has_touch=True, is_mobile=True) as context:
            page = context.new_page()
            come(page, port, bench.link("a1"))
            armed = True
            time.sleep(IDLE)
            for number in range(30):
                score_all(page, values_of(number), touch=True)
                if number % 10 == 0:
                    page.fill(part("note"), f"یادداشت {number}")
                if number == 15:
                    page.reload()
                    expect(page.locator("#work")).to_be_visible(timeout=60_000)
                page.tap("#after")
            expect(page.locator("#overview")).to_be_visible()
            saved(page)
            assert "۳۰ از ۳۰ ایده کامل است" in (page.text_content("#so-far") or "")
            page.tap("#done")
            expect(page.locator("#so-far")).to_contain_text("ثبت و تأیید شده", timeout=30_000)
        assert len(cuts) >= 10
        assert rows_of(bench) == [
            (code, values_of(number), f"یادداشت {number}" if number % 10 == 0 else "")
            for number, code in enumerate(bench.codes)
        ]


def test_an_answer_that_is_lost_makes_nobody_stale_towards_themselves(tmp_path: Path, browser: Browser) -> None:
    lost: list[str] = []

    def lose(route: Route) -> None:
        if len(lost) % 2 == 0:
            route.fetch()
            route.abort()
        else:
            route.continue_()
        lost.append(route.request.url)

    with Bench(tmp_path, 2) as bench, sitting(browser, service_workers="block") as context:
        page = context.new_page()
        come(page, bench.port, bench.link("a1"))
        page.route("**/marks", lose)
        score_all(page, (1, 2, 3, 4, 5))
        page.fill(part("note"), "یک دو سه")
        saved(page)
        expect(page.locator("#stale")).to_be_hidden()
        assert len(lost) > 2
        assert rows_of(bench) == [(bench.codes[0], (1, 2, 3, 4, 5), "یک دو سه")]


def test_two_pages_of_one_browser_are_of_one_mind(tmp_path: Path, browser: Browser) -> None:
    with Bench(tmp_path, 2) as bench, sitting(browser) as context:
        first, second = context.new_page(), context.new_page()
        come(first, bench.port, bench.link("a1"))
        second.goto(f"http://127.0.0.1:{bench.port}/")
        expect(second.locator("#work")).to_be_visible()
        for turn in range(3):
            score_all(first, values_of(turn))
            expect(second.locator(f"{part('market')}:checked")).to_have_value(str(values_of(turn)[-1]))
            score(second, "jobs", turn)
            expect(first.locator(f"{part('jobs')}:checked")).to_have_value(str(turn))
        saved(first)
        saved(second)
        expect(first.locator("#stale")).to_be_hidden()
        wanted = list(values_of(2))
        wanted[CRITERIA.index("jobs")] = 2
        assert rows_of(bench) == [(bench.codes[0], tuple(wanted), "")]


@pytest.mark.parametrize("stays", ["here", "there"])
def test_two_devices_that_changed_one_idea_ask_which_stays(tmp_path: Path, browser: Browser, stays: str) -> None:
    with Bench(tmp_path, 1) as bench, sitting(browser) as phone, sitting(browser, viewport=DESK) as desk:
        link = bench.link("a1")
        one, other = phone.new_page(), desk.new_page()
        come(one, bench.port, link)
        come(other, bench.port, link)
        score_all(one, (1, 1, 1, 1, 1))
        saved(one)
        score(other, "feasible", 9)
        expect(other.locator("#stale")).to_be_visible()
        assert "۱" in (other.text_content("#stale-there") or "")
        other.click(f"#take-{stays}")
        expect(other.locator("#stale")).to_be_hidden()
        saved(other)
        (mark,) = bench.given("a1").values()
        assert mark["scores"] == ({"feasible": 9} if stays == "here" else dict.fromkeys(CRITERIA, 1))


def test_without_a_network_it_opens_again_and_goes_on(tmp_path: Path, browser: Browser) -> None:
    with Bench(tmp_path, 3) as bench, sitting(browser) as context:
        page = context.new_page()
        come(page, bench.port, bench.link("a1"))
        page.evaluate("navigator.serviceWorker.ready.then(() => null)")
        page.reload()
        expect(page.locator("#work")).to_be_visible()
        context.set_offline(True)
        score_all(page, (5, 5, 5, 5, 5))
        page.wait_for_timeout(500)  # no hand reloads in the same moment as it scores
        page.reload()
        expect(page.locator("#work")).to_be_visible()
        assert page.locator(f"{part('jobs')}:checked").get_attribute("value") == "5"
        page.click("#after")
        score_all(page, (6, 6, 6, 6, 6))
        expect(page.locator("#net")).to_contain_text("۲ تغییر در این دستگاه")
        assert bench.given("a1") == {}
        context.set_offline(False)
        saved(page)
        assert [row[1] for row in rows_of(bench)] == [(5,) * 5, (6,) * 5]


def test_a_session_that_ended_is_begun_again_and_nothing_is_lost(tmp_path: Path, browser: Browser) -> None:
    with Bench(tmp_path, 1) as bench, sitting(browser) as context:
        page = context.new_page()
        come(page, bench.port, bench.link("a1"))
        bench.house.sessions = Sessions()
        score_all(page, (5, 5, 5, 5, 5))
        page.click("#again")
        page.fill("#pin", PIN)
        page.keyboard.press("Enter")
        expect(page.locator("#work")).to_be_visible()
        saved(page)
        assert [row[1] for row in rows_of(bench)] == [(5,) * 5]


def test_a_round_that_closed_meanwhile_is_told_and_the_ideas_leave_the_device(tmp_path: Path, browser: Browser) -> None:
    with Bench(tmp_path, 2) as bench, sitting(browser) as context:
        page = context.new_page()
        come(page, bench.port, bench.link("a1"))
        score_all(page, (5, 5, 5, 5, 5))
        saved(page)
        context.set_offline(True)
        page.click("#after")
        score_all(page, (6, 6, 6, 6, 6))
        bring_all(bench.root, "1406", now())
        bench.record.close(now())
        context.set_offline(False)
        expect(page.locator("#closed")).to_be_visible()
        assert "بسته شده" in (page.text_content("#closed-title") or "")
        assert page.locator("#late-list li").count() == 1
        page.click("#late-seen")
        everything = page.evaluate("""async () => {
          const db = await new Promise((done) => {
            const request = indexedDB.open("farakhan-judge");
            request.onsuccess = () => done(request.result);
          });
          const all = (name) => new Promise((done) => {
            const request = db.transaction(name).objectStore(name).getAll();
            request.onsuccess = () => done(request.result);
          });
          return JSON.stringify([await all("about"), await all("marks"), await all("queue")]) + document.body.innerText;
        }""")
        assert "گرمخانه" not in everything
        assert "نمونه: ایده" not in everything
        page.reload()
        expect(page.locator("#closed")).to_be_visible()
        assert [row[1] for row in rows_of_closed(bench)] == [(5,) * 5]


def rows_of_closed(bench: Bench) -> list[tuple[str, tuple[int, ...] | None, str]]:
    return [(row.idea, row.scores, row.note) for row in read_sheets(read_edition(bench.root, "1406")).rows]


def test_all_of_it_by_keyboard(tmp_path: Path, browser: Browser) -> None:
    with Bench(tmp_path, 3) as bench, sitting(browser, viewport=DESK) as context:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{bench.port}/#{bench.link('a1')}")
        expect(page.locator("#pin")).to_be_focused()
        keys = page.keyboard
        keys.type(PIN)
        keys.press("Enter")
        expect(page.locator("#work")).to_be_visible()
        for number in range(3):
            title = page.locator("article:not([hidden]) h2")
            if number == 0:
                title.focus()
            expect(title).to_be_focused()
            for value in values_of(number):
                keys.press("Tab")
                keys.type(str(value))
            keys.press("KeyJ")
        expect(page.locator("#overview-title")).to_be_focused()
        saved(page)
        keys.press("Tab")
        keys.press("Enter")
        expect(page.locator("#so-far")).to_contain_text("ثبت و تأیید شده", timeout=30_000)
        assert [row[1] for row in rows_of(bench)] == [values_of(number) for number in range(3)]


@pytest.mark.parametrize(
    "options",
    [{"viewport": PHONE}, {"viewport": DESK}, {"viewport": PHONE, "color_scheme": "dark"}],
    ids=["phone", "desk", "dark"],
)
def test_axe_has_nothing_to_say_and_nothing_stands_out_of_the_screen(
    tmp_path: Path, browser: Browser, options: dict[str, object]
) -> None:
    with Bench(tmp_path, 2) as bench, sitting(browser, bypass_csp=True, **options) as context:
        page = context.new_page()
        page.goto(f"http://127.0.0.1:{bench.port}/#{bench.link('a1')}")
        expect(page.locator("#enter")).to_be_visible()
        found = [violations(page)]
        page.fill("#pin", PIN)
        page.click("#entrance button")
        expect(page.locator("#work")).to_be_visible()
        found.append(violations(page))
        score_all(page, (5, 6, 7, 8, 9))
        saved(page)
        page.click("#all")
        found.append(violations(page))
        assert found == [{}] * 3
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_what_a_stranger_wrote_does_not_run(tmp_path: Path, browser: Browser) -> None:
    hostile = '"></h2><script>alert(1)</script><img src=x onerror=alert(2)>'

    class Hostile(Bench):
        def own(self, number: int) -> dict[str, object]:
            return {"title": f"نمونه {number} {hostile}", "summary": hostile}

    with Hostile(tmp_path, 1) as bench, sitting(browser) as context:
        page = context.new_page()
        page.on("dialog", lambda _: pytest.fail("it ran"))
        come(page, bench.port, bench.link("a1"))
        assert hostile in (page.text_content("article h2") or "")
        page.fill(part("note"), hostile)
        saved(page)
        page.click("#all")
        assert hostile in (page.text_content("#list") or "")
