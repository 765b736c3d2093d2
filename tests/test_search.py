"""Search and gallery in a real browser: found as people type, kept in the address, reached by keyboard, never run."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.host import hosted
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page
from tests.records import ANNOUNCED_DAY, Record
from tests.test_site import build
from tests.visits import PHONE, watched

from farakhan.model.idea import ChainPlace, Stage
from farakhan.persian.letters import fold, words
from farakhan.publish.indexes import parts

HOSTILE = "<img src=x onerror=alert(1)> ایده"


@pytest.fixture(scope="module")
def address(sample_address: str) -> str:
    return sample_address


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with watched(browser) as opened:
        yield opened


def search(page: Page, query: str) -> list[str]:
    """What the open search shows for a query, title by title."""
    page.fill("#search-query", query)
    return page.locator(".search-results strong").all_inner_texts()


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    page.locator(".search-open").click()
    page.locator('.search-dialog[aria-busy="false"]').wait_for()
    return page


@pytest.mark.parametrize(
    "alike",
    [
        ("کشاورزی", "كشاورزي", "كشاورزى", "کـشـاورزی", "کشاورزِی"),
        ("ایده‌ها", "ایده ها", "ایدهها", "ايده‌ها"),
        ("۱۲", "12", "١٢"),
        ("خشک‌کردن", "خشک کردن", "خشککردن"),
        ("زنجیرهٔ", "زنجیره", "زنجيرۀ"),
    ],
)
def test_search_finds_as_people_type(page: Page, address: str, alike: tuple[str, ...]) -> None:
    opened(page, address)
    found = [search(page, query) for query in alike]
    assert found[0]
    assert all(one == found[0] for one in found)


def test_words_are_not_found_across_their_borders(page: Page, address: str) -> None:
    page.goto(address)
    found = page.evaluate(
        """async (queries) => {
            const { asked, has, keyOf } = await import('/assets/fold.js');
            const key = keyOf('این انار را «خشک کردن» و می‌خرم؛ ایده ها و امتیاز');
            return queries.filter((one) => asked(one).every((word) => has(key, word)));
        }""",
        [
            "نان",
            "یار",
            "وام",
            "این انار",
            "انا",
            "خشککردن",
            "کردن",
            "می خرم",
            "میخرم",
            "خرم",
            "ایدهها",
            "ایده‌ها",
            "ایده ها",
        ],
    )
    assert found == ["این انار", "انا", "خشککردن", "کردن", "می خرم", "میخرم", "خرم", "ایدهها", "ایده‌ها", "ایده ها"]


def test_what_is_marked_is_what_was_asked_as_it_stands_in_the_text(page: Page, address: str) -> None:
    page.goto(address)
    made = page.evaluate(
        """async (all) => {
            const { asked, marked } = await import('/assets/fold.js');
            return all.map(([text, query]) => marked(text, asked(query)).map((one) => one.outerHTML ?? one).join(''));
        }""",
        [["این نان، «نان‌ها» و انار", "نان"], ["با خشک کردن انجیر", "خشککردن"], ["در زنجیرهٔ ارزش", "زنجيره"]],
    )
    assert made == [
        "این <mark>نان</mark>، «<mark>نان</mark>‌ها» و انار",
        "با <mark>خشک کردن</mark> انجیر",
        "در <mark>زنجیرهٔ</mark> ارزش",
    ]


def test_nothing_is_loaded_before_the_search_is_used(page: Page, address: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url.removeprefix(address)))
    page.goto(address, wait_until="networkidle")
    assert not [one for one in asked if "search" in one or "fold" in one or "more" in one]
    page.locator(".search-open").click()
    page.locator("#search-query").wait_for()
    assert {"assets/search.js", "assets/fold.js", "assets/search.json", "assets/more.css"} <= set(asked)


def test_the_keyboard_alone_searches_and_follows(page: Page, address: str) -> None:
    page.goto(address)
    page.locator(".search-open").focus()
    page.keyboard.press("/")
    page.locator("#search-query").wait_for()
    page.keyboard.type("زعفران")
    page.locator(".search-results a").first.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    assert page.evaluate("document.activeElement === document.querySelector('.search-results a')")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/winners/\d+/"))
    page.keyboard.press("/")
    page.locator("#search-query").wait_for()
    page.keyboard.press("Escape")
    assert not page.locator(".search-dialog").is_visible()


def test_what_was_found_is_marked_and_nothing_is_said_kindly(page: Page, address: str) -> None:
    opened(page, address)
    assert search(page, "زعفران")
    assert page.locator(".search-results mark").first.inner_text() == "زعفران"
    assert re.fullmatch("[۰-۹]+ نتیجه", page.locator(".search-count").inner_text())
    assert search(page, "بولدوزر") == []
    assert "چیزی پیدا نشد" in page.locator(".search-count").inner_text()


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("اموزش", "آموزش قالی‌بافی"),
        ("اباده", "آباده"),
        ("فیروزاباد", "فیروزآباد"),
        ("زنجیره‌ی ارزش", "زنجیرهٔ ارزش"),
        ("زنجیره ی ارزش", "زنجیره ارزش"),
        ("زنجیره ارزش", "زنجیره‌ی ارزش"),
        ("مسؤول", "مسئول دبیرخانه"),
        ("هیأت", "هیئت داوران"),
        ("هیات داوران", "هیئت داوران"),
        ("رای", "رأی هیئت"),
        ("سوال", "سؤال"),
        ("تایید", "تأیید شد"),
        ("آیین", "آئین‌نامه"),
        ("اجزا", "اجزاء"),
        ("قەوە", "قهوه"),
        ("قهوہ", "قهوه"),
        ("کۆردی", "کوردی"),
        ("لباس زنانة", "لباس زنانه"),
        ("خانۂ ما", "خانهٔ ما"),
    ],
)
def test_one_word_in_two_spellings_is_found_and_marked(page: Page, address: str, query: str, text: str) -> None:
    page.goto(address)
    found, marked = page.evaluate(
        """async ([query, text]) => {
            const { asked, has, keyOf, marked } = await import('/assets/fold.js');
            const words = asked(query);
            const nodes = marked(text, words).map((one) => one.outerHTML ?? one);
            return [words.every((word) => has(keyOf(text), word)), nodes.join('')];
        }""",
        [query, text],
    )
    assert found
    assert fold(query) in fold(text)
    assert re.sub("</?mark>", "", marked) == text
    assert marked.startswith("<mark>")


LETTERS = "آأؤئءةۀەہےێۆڕڵ مسولهیات\u0653ابپتيىیكکگ‌ ـ\u064e\u0651\u200f\u200b۱٢3AbC-.ﻻﺑ\u00a0\u0654"
ours = st.text(st.sampled_from(LETTERS), max_size=30)


@settings(max_examples=5)
@given(st.lists(ours, min_size=50, max_size=50))
def test_the_browser_folds_as_python_does(browser: Browser, address: str, texts: list[str]) -> None:
    page = browser.new_page()
    page.goto(address)
    made = page.evaluate("async (all) => all.map((await import('/assets/fold.js')).fold)", texts)
    page.close()
    assert made == [fold(text) for text in texts]


@settings(max_examples=5)
@given(st.lists(ours, min_size=50, max_size=50))
def test_python_parts_texts_into_words_as_the_browser_does(browser: Browser, address: str, texts: list[str]) -> None:
    page = browser.new_page()
    page.goto(address)
    made = page.evaluate("async (all) => all.map((await import('/assets/fold.js')).keyOf)", texts)
    page.close()
    assert [key.split() for key in made] == [words(text).split() for text in texts]


def cards(page: Page) -> list[str]:
    return page.locator(".winner-card:visible .winner-title").all_text_contents()


def test_filters_are_kept_in_the_address(page: Page, address: str) -> None:
    page.goto(address + "winners/")
    page.locator(".gallery-filters").wait_for()
    every = cards(page)
    page.select_option("#gallery-field", "agriculture")
    some = cards(page)
    assert 0 < len(some) < len(every)
    assert page.url.endswith("?field=agriculture")
    assert page.locator(".gallery-count").inner_text() == f"{_fa(len(some))} ایده از {_fa(len(every))}"
    page.fill("#gallery-q", "خانه")
    fewer = cards(page)
    assert 0 < len(fewer) < len(some)
    again = page.url
    page.goto(address)
    page.goto(again)
    page.locator(".gallery-filters").wait_for()
    assert cards(page) == fewer
    page.locator(".gallery-clear").click()
    assert cards(page) == every
    assert page.url == address + "winners/"


def _fa(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))


def test_each_choice_shows_at_least_one_winner_and_only_fitting_ones(page: Page, address: str) -> None:
    page.goto(address + "winners/")
    page.locator(".gallery-filters").wait_for()
    for name in ("field", "county", "chain", "stage"):
        select = page.locator(f"#gallery-{name}")
        for value in select.locator("option").evaluate_all("all => all.map((one) => one.value)"):
            select.select_option(value)
            assert cards(page), (name, value)
        select.select_option("")


def test_an_address_with_unknown_filters_shows_all(page: Page, address: str) -> None:
    page.goto(address + "winners/")
    page.locator(".gallery-filters").wait_for()
    every = cards(page)
    page.goto(address + "winners/?field=nothing&x=%3Cscript%3E&county=")
    page.locator(".gallery-filters").wait_for()
    assert cards(page) == every


def test_without_scripts_every_winner_is_in_the_plain_list_of_its_field(browser: Browser, address: str) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address + "winners/")
        assert not page.locator(".gallery-filters").is_visible()
        every = page.locator(".winner-card a").evaluate_all("all => all.map((one) => one.href)")
        page.locator(".by-field summary").click()
        listed = page.locator(".by-field a:visible").evaluate_all("all => all.map((one) => one.href)")
        assert sorted(listed) == sorted(every)


def test_hostile_words_in_cards_and_results_are_text(browser: Browser, tmp_path: Path) -> None:
    record = Record(tmp_path)
    places = [ChainPlace(product="other", link="production", other=HOSTILE), None]
    codes = [
        record.idea(title=HOSTILE, summary=HOSTILE, stage=Stage.PILOT, **({"chain": place} if place else {})).code
        for place in places
    ]
    record.judged()
    record.tally()
    record.award(*codes, each=[{"public_name": HOSTILE}, {}])
    with hosted(build(tmp_path, ANNOUNCED_DAY)) as address, browser.new_context(viewport=PHONE) as context:
        page, seen = context.new_page(), []
        page.on("dialog", lambda dialog: seen.append(dialog.message))
        page.on("console", lambda message: seen.append(message.text) if message.type == "error" else None)
        opened(page, address)
        assert HOSTILE in search(page, "onerror")
        page.goto(address + "winners/?q=onerror")
        page.locator(".gallery-filters").wait_for()
        assert cards(page) == [HOSTILE, HOSTILE]
        assert page.locator("img").count() == 0
        assert not seen


def test_a_page_is_cut_at_its_headings() -> None:
    html = "<h1>بالا</h1><p>یک &lt;b&gt;</p><svg><text>نقش</text></svg><h2 id='a'>دو <b>سه</b></h2><h3>چهار</h3>"
    assert [tuple(one) for one in parts(html, "rules/", "مقررات")] == [
        ("rules/", "مقررات", "بالا", "یک <b>"),
        ("rules/#a", "مقررات", "دو سه", "چهار"),
    ]
