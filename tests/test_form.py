"""The form in a real browser: made from the one list of fields, kind to mistakes, its message what Python writes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from bench.host import hosted
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, ViewportSize
from tests.records import ROOT
from tests.visits import DESK, PHONE, violations, watched

from farakhan.cli.site import site
from farakhan.files.message import write
from farakhan.files.message.check import check_value
from farakhan.model.idea import HEADINGS
from farakhan.model.questions import SECTION_LABELS, Kind, Question, Section
from farakhan.persian.calendar import parse_day
from farakhan.publish.form import ASKED, steps
from farakhan.publish.view import look
from farakhan.store.record import read_edition

OPEN_DAY, CLOSED_DAY = "1406-05-20", "1406-07-01"
CALL = read_edition(ROOT, "1406").call


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    out = tmp_path_factory.mktemp("site") / "public"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        site("1406", OPEN_DAY, out)
    with hosted(out) as found:
        yield f"{found}write/"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The form on a phone, a few days before the deadline."""
    with watched(browser, permissions=["clipboard-read", "clipboard-write"]) as opened:
        visit(opened, address)
        yield opened


def test_each_field_of_the_list_is_asked_once() -> None:
    view = look(read_edition(ROOT, "1406"), parse_day(OPEN_DAY))[0]
    controls = [control for step in steps(view) for control in step.controls]
    keys = [control.key for control in controls if control.kind is not Kind.TEXT]
    assert sorted(keys) == sorted(one.key for one in ASKED if one.asked.kind is not Kind.TEXT)
    assert [one.label for one in controls if one.kind is Kind.TEXT] == [one.label for one in HEADINGS]
    assert len({control.id for control in controls}) == len(controls)


# Letters that messages are made of, and those that a messenger or a keyboard may bring along.
LETTERS = "ابپ یيكک\u200cۀئ۱٢3ABz.،:»«-■●\u200f\u0640\ufef5 😀"
text = st.text(st.sampled_from(LETTERS), min_size=1, max_size=40).filter(str.strip)
lines = st.lists(text | st.just("## مسئله") | st.just("■ آغاز"), max_size=200).map("\n".join).filter(str.strip)
phones = st.from_regex(r"09[0-9]{9}", fullmatch=True)
ANSWERS: dict[Kind, st.SearchStrategy[Any]] = {
    Kind.LINE: text,
    Kind.LINES: st.lists(text, min_size=1, max_size=3).map(tuple),
    Kind.TEXT: lines,
    Kind.COUNT: st.integers(0, 10**6).map(str),
    Kind.MONEY: st.integers(0, 10**15).map(str),
    Kind.MOBILE: phones,
    Kind.PHONE: phones,
    Kind.YES: st.just("true"),
    Kind.CONSENT: st.sampled_from(["v1", "v2"]),
}


def answer(question: Question) -> st.SearchStrategy[Any]:
    """An answer to a question, as files hold it."""
    chosen = st.sampled_from([*question.options(CALL), "other"])
    if question.asked.kind is Kind.ONE:
        return chosen
    if question.asked.kind is Kind.SEVERAL:
        return st.lists(chosen, unique=True, min_size=1, max_size=4).map(tuple)
    return ANSWERS[question.asked.kind]


drawn = st.lists(st.fixed_dictionaries({}, optional={one.key: answer(one) for one in ASKED}), min_size=20, max_size=20)


@settings(max_examples=10)
@given(drawn)
def test_the_page_writes_the_message_that_python_writes(
    browser: Browser, address: str, drawn: list[dict[str, Any]]
) -> None:
    page = browser.new_page()
    page.goto(address)
    fields = [
        {
            "key": one.key,
            "label": one.label,
            "kind": one.asked.kind.value,
            "section": one.asked.section.value,
            "options": one.options(CALL),
        }
        for one in ASKED
    ]
    sections = [[one.value, SECTION_LABELS[one]] for one in Section]
    made = page.evaluate(
        """async ([slogan, sections, fields, drawn]) => {
            const { message, parts, checkValue } = await import("../assets/message.js");
            return drawn.map((answers) => {
                const text = message(slogan, sections, fields, answers);
                return [text, parts(text), parts(text, 200), checkValue(answers)];
            });
        }""",
        [CALL.slogan, sections, fields, drawn],
    )
    page.close()
    for answers, (message, parts, small, value) in zip(drawn, made, strict=True):
        expected = write.render(CALL, ASKED, answers)
        assert message == expected
        assert parts == write.parts(expected)
        assert small == write.parts(expected, 200)
        assert value == check_value(answers)


def visit(page: Page, address: str) -> None:
    """Open the form and wait until its script has run."""
    page.goto(address)
    page.locator(".step").first.wait_for()


def pick(page: Page, key: str, *values: str) -> None:
    for value in values:
        page.locator(f'[data-key="{key}"] input[value="{value}"]').check()


def fill_idea(page: Page) -> None:
    """The first step, answered."""
    page.fill("#f-title", "نمونه: گرمخانهٔ خورشیدی برای انجیر")
    page.fill("#f-summary", "نمونه: خشک‌کن خانگی برای انجیرهای شکسته.")
    pick(page, "field", "agriculture")
    pick(page, "counties", "estahban", "neyriz")
    page.fill("#f-body-0", "انجیر در باران پاییز هدر می‌رود. " * 4)
    page.fill("#f-body-1", "گرمخانهٔ کوچکی با آفتاب می‌سازیم. " * 4)


def advance(page: Page) -> None:
    page.locator(".step:visible .next").click()


def said(page: Page) -> list[str]:
    return page.locator(".errors a").all_inner_texts()


def test_mistakes_are_summed_up_with_the_focus_and_said_again_at_the_field(page: Page) -> None:
    advance(page)
    summary = page.locator(".errors")
    assert summary.evaluate("(box) => document.activeElement === box")
    assert page.title().startswith("خطا: ")
    words = said(page)
    assert words[:2] == ["«عنوان» را بنویسید.", "«خلاصه» را بنویسید."]
    at_fields = page.locator(".q .error:visible").all_inner_texts()
    assert at_fields == [f"خطا: {one}" for one in words]
    summary.locator("a").first.click()
    assert page.evaluate("document.activeElement.id") == "f-title"
    assert page.locator("#f-title").get_attribute("aria-invalid") == "true"
    fill_idea(page)
    advance(page)
    assert page.locator("#step-work").is_visible()
    assert not page.title().startswith("خطا")


@pytest.mark.parametrize("typed", ["۲۵۰٬۰۰۰٬۰۰۰", "250,000,000", "٢٥٠٠٠٠٠٠٠", " ۲۵۰ ۰۰۰ ۰۰۰ "])
def test_numbers_are_taken_in_any_script(page: Page, typed: str) -> None:
    fill_idea(page)
    advance(page)
    page.fill("#f-capital", typed)
    advance(page)
    assert said(page) == ["«مرحله» را انتخاب کنید."]
    pick(page, "stage", "pilot")
    advance(page)
    assert page.locator("#step-chain").is_visible()


def test_a_word_for_a_number_is_told_kindly_and_kept(page: Page) -> None:
    fill_idea(page)
    advance(page)
    pick(page, "stage", "idea")
    page.fill("#f-jobs", "چهار")
    advance(page)
    assert len(said(page)) == 1
    assert "با رقم بنویسید" in said(page)[0]
    assert page.input_value("#f-jobs") == "چهار"


def test_a_draft_survives_closing_and_is_erased_when_asked(page: Page, address: str) -> None:
    fill_idea(page)
    advance(page)
    page.close()
    again = page.context.new_page()
    visit(again, address)
    assert again.locator(".draft-note").is_visible()
    assert again.input_value("#f-title") == "نمونه: گرمخانهٔ خورشیدی برای انجیر"
    assert again.locator('[name="counties"]:checked').count() == 2
    again.once("dialog", lambda dialog: dialog.dismiss())
    again.locator(".draft-note .erase").click()
    assert again.input_value("#f-title") == "نمونه: گرمخانهٔ خورشیدی برای انجیر"
    again.once("dialog", lambda dialog: dialog.accept())
    again.locator(".draft-note .erase").click()
    assert again.input_value("#f-title") == ""
    visit(again, address)
    assert not again.locator(".draft-note").is_visible()


def test_the_phones_back_button_goes_one_step_back(page: Page) -> None:
    fill_idea(page)
    advance(page)
    assert page.url.endswith("#work")
    page.go_back()
    assert page.locator("#step-idea").is_visible()
    assert page.input_value("#f-title")
    page.go_forward()
    assert page.locator("#step-work").is_visible()


def test_after_the_first_visit_the_form_needs_no_line(browser: Browser, address: str) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        visit(page, address)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        visit(page, address)
        page.fill("#f-title", "نمونه: بی خط هم می‌شود نوشت")
        context.set_offline(True)
        visit(page, address)
        assert page.input_value("#f-title") == "نمونه: بی خط هم می‌شود نوشت"
        fill_idea(page)
        advance(page)
        assert page.locator("#step-work").is_visible()
        assert page.evaluate("document.fonts.check('700 20px Vazirmatn', 'ایده')")


def test_the_form_is_there_only_while_ideas_can_be_sent(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        site("1406", CLOSED_DAY, tmp_path)
    html = (tmp_path / "write" / "index.html").read_text(encoding="utf-8")
    assert "idea-form" not in html
    assert "مهلت ارسال به پایان رسیده است" in html


def test_without_scripts_the_page_says_how_to_send(browser: Browser, address: str) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        assert not page.locator(".idea-form").is_visible()
        assert "۰۹۰۱۹۰۳۱۲۵۰" in page.locator(".without-script").inner_text()


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_any_step(browser: Browser, address: str, size: ViewportSize, scheme: str) -> None:
    with watched(browser, viewport=size, color_scheme=scheme) as page:
        visit(page, address)
        found = {"idea": violations(page)}
        advance(page)
        found["idea, wrong"] = violations(page)
        fill_idea(page)
        advance(page)
        advance(page)
        found["work, wrong"] = violations(page)
        pick(page, "stage", "pilot")
        advance(page)
        found["chain"] = violations(page)
        advance(page)
        advance(page)
        found["you, wrong"] = violations(page)
        page.fill("#f-name", "نمونه")
        page.fill("#f-mobile", "۰۹۰۰ ۰۰۰ ۰۰ ۱۹")
        pick(page, "owners.kind", "person")
        advance(page)
        advance(page)
        found["consents, wrong"] = violations(page)
        page.locator("#f-consents-rules").check()
        advance(page)
        found["check"] = violations(page)
        advance(page)
        found["ready"] = violations(page)
        page.locator(".sent").click()
        found["done"] = violations(page)
        assert page.locator("#step-done").is_visible()
    assert {step: one for step, one in found.items() if one} == {}
