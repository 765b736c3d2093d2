"""The form in a real browser: made from the one list of fields, kind to mistakes, its message what Python writes."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest
from bench.host import hosted
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from tests.bidirectional import turned
from tests.conftest import QUIET
from tests.records import ROOT
from tests.test_numbers import AMOUNTS, COUNTS, NONE, PHONES, TWO, UNSURE
from tests.test_text import CASES, ORDINARY
from tests.visits import DESK, PHONE, SMALL, violations, watched

from farakhan.cli.site import site
from farakhan.face.controls import steps
from farakhan.intake import form_answers
from farakhan.message import writing
from farakhan.message.check import check_value
from farakhan.message.reading import read
from farakhan.model.answers import ASKED, faults
from farakhan.model.idea import HEADINGS
from farakhan.model.personal import Owner, masked, spans
from farakhan.model.questions import SECTION_LABELS, Kind, Question, Section
from farakhan.persian.calendar import parse_day
from farakhan.persian.numbers import VALUES
from farakhan.publish.view import look
from farakhan.record.edition import read_edition

OPEN_DAY, CLOSED_DAY = "1406-05-20", "1406-07-01"
CALL = read_edition(ROOT, "1406").call


@pytest.fixture(scope="module")
def site_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shipped call's site, a few days before the deadline."""
    out = tmp_path_factory.mktemp("site") / "public"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        site("1406", OPEN_DAY, out)
    return out


@pytest.fixture(scope="module")
def address(site_folder: Path) -> Iterator[str]:
    with hosted(site_folder) as found:
        yield f"{found}write/"


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """The form on a phone, a few days before the deadline."""
    with watched(browser, permissions=["clipboard-read", "clipboard-write"]) as opened:
        visit(opened, address)
        yield opened


def test_each_field_of_the_list_is_asked_once() -> None:
    view = look(read_edition(ROOT, "1406"), parse_day(OPEN_DAY))[0]
    controls = [control for step in steps(view.call) for control in step.controls]
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
        expected = writing.render(CALL, ASKED, answers)
        assert message == expected
        assert parts == writing.parts(expected)
        assert small == writing.parts(expected, 200)
        assert value == check_value(answers)


def visit(page: Page, address: str) -> None:
    """Open the form and wait until its script has run."""
    page.goto(address)
    page.locator(".step:visible").wait_for()


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


def walk(page: Page, name: str = "نمونه", mobile: str = "۰۹۰۰ ۰۰۰ ۰۰ ۱۹") -> None:
    """From the first step to the answers read over, with what is required."""
    fill_idea(page)
    advance(page)
    pick(page, "stage", "pilot")
    advance(page)
    advance(page)
    page.fill("#f-name", name)
    page.fill("#f-mobile", mobile)
    pick(page, "owners.kind", "person")
    advance(page)
    page.locator("#f-consents-rules").check()
    advance(page)
    page.locator("#step-check").wait_for()


def test_what_scripts_write_keeps_its_numbers_in_order(page: Page) -> None:
    fill_idea(page)
    advance(page)
    pick(page, "stage", "pilot")
    page.fill("#f-capital", "۲۵۰/۰۰۰/۰۰۰")
    page.fill("#f-jobs", "۱۲")
    advance(page)
    advance(page)
    page.fill("#f-name", "نمونه")
    page.fill("#f-mobile", "۰۹۰۰ ۰۰۰ ۰۰ ۱۹")
    page.fill("#f-phone", "071 3212 6361")
    pick(page, "owners.kind", "person")
    advance(page)
    page.locator("#f-consents-rules").check()
    advance(page)
    page.locator("#step-check").wait_for()
    read_over = page.locator("#step-check").inner_text()
    assert "۲۵۰٬۰۰۰٬۰۰۰" in read_over
    assert turned(read_over) == []
    advance(page)
    assert turned(ready(page)) == []
    assert turned(page.locator("#step-ready").inner_text()) == []


def ready(page: Page) -> str:
    """The ready message, in one part."""
    return page.locator(".ready textarea").input_value()


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


def answered(page: Page, field: str, typed: str) -> list[str]:
    """What the script understands and what it says of something typed into a field."""
    found: list[str] = page.evaluate(
        """async ([id, typed]) => {
            const { fieldsOf } = await import("../assets/fields.js");
            const form = document.querySelector(".idea-form").cloneNode(true);
            const field = fieldsOf(form).find(({ element }) => element.id === `q-${id}`);
            field.element.hidden = false;
            field.controls[0].value = typed;
            return [field.answer, field.wrong(field.answer)];
        }""",
        [field, typed],
    )
    return found


def test_numbers_are_taken_in_any_script(page: Page) -> None:
    for typed in (
        "۲۵۰٬۰۰۰٬۰۰۰",
        "250,000,000",
        "٢٥٠٠٠٠٠٠٠",
        " ۲۵۰ ۰۰۰ ۰۰۰ ",
        "250.000.000",
        "۲۵۰،۰۰۰،۰۰۰",
        "250'000'000",
        "۲۵۰ میلیون تومن",
    ):
        assert answered(page, "capital", typed) == ["250000000", ""]
    for typed in ("2.5", "۲٫۵", "1,5", "سی چهل میلیون", "-۴", "۴ یا ۵", "007", "1" * 19):
        assert "یک عدد بنویسید" in answered(page, "capital", typed)[1], typed
    assert answered(page, "capital", "۵۰ تومن") == [
        "50",
        "«سرمایه» به تومان است و این کم می‌نماید؛ هزار یا میلیونش را هم بنویسید.",
    ]
    assert answered(page, "owners-count", "۰") == ["0", "«شمار صاحبان» دست‌کم ۱ است."]
    assert answered(page, "jobs", "100001")[1] == "«شغل» حداکثر ۱۰۰٬۰۰۰ است."


TYPED = st.lists(
    st.sampled_from([*VALUES, "هزار", "میلیون", "مليون", "میلیارد", "نیم", "و", "تا", "یا", "نفر", "تومن", "تومان"])
    | st.sampled_from(["ریال", "دلار", "حدود", "داخلی", "منزل", "Ext", "به", "سه‌شنبه", "a", "کبک"])
    | st.sampled_from([*"۰123٤5۶789", "000", "۰۰۰", "250", "۱۲", "0917", "+98", "0098", "07132126361", "09000000017"])
    | st.sampled_from(["", " ", " ", "\u200c", "\u200f", "\u00a0", *",٬،.'/٫-–_()+:;|"]),
    max_size=12,
).map("".join)


@settings(max_examples=4)
@given(st.lists(TYPED, min_size=200, max_size=200))
def test_the_page_reads_the_numbers_that_python_reads(browser: Browser, address: str, drawn: list[str]) -> None:
    own = {"capital": [*AMOUNTS, *TWO["capital"], *NONE["capital"]], "jobs": [*COUNTS, *TWO["jobs"], *NONE["jobs"]]}
    own["phone"] = [*PHONES, *UNSURE]
    page = browser.new_page()
    page.goto(address)
    for key, texts in own.items():
        seen = page.evaluate(
            """async ([key, texts]) => {
                const { fieldsOf } = await import('/assets/fields.js');
                const field = fieldsOf(document.querySelector('.idea-form')).find((one) => one.key === key);
                return texts.map((text) => {
                    field.controls[0].value = text;
                    return [field.answer, Boolean(field.answer && field.wrong(field.answer))];
                });
            }""",
            [key, texts + drawn],
        )
        for text, (answer, is_wrong) in zip(texts + drawn, seen, strict=True):
            answers = form_answers.read(CALL, {key: [text]})
            assert (bool(faults(CALL, answers).get(key)), text) == (is_wrong, text)
            if not is_wrong:
                assert (answers.get(key, ""), text) == (answer, text)
    page.close()


def test_phones_are_taken_however_they_are_written(page: Page) -> None:
    written = ("۰۹۱۷ ۰۰۰ ۰۰ ۱۷", "+98 917 000-0017", "0098 9170000017", "٩١٧٠٠٠٠٠١٧", "98 917 000 0017")
    for typed in (*written, "\u202a+989170000017\u202c", "(0917) 000.0017", "+98 (0) 917 000 0017"):
        assert answered(page, "mobile", typed) == ["09170000017", ""]
    for typed in ("0917000001", "091700000177", "08170000017", "نمی‌دهم"):
        assert "یازده رقم" in answered(page, "mobile", typed)[1]
    assert answered(page, "phone", "+98 71 3200 0000") == ["07132000000", ""]
    assert answered(page, "phone", "۰۷۱-۳۲۰۰۰۰۰۰ داخلی ۲۱۵") == ["07132000000 داخلی 215", ""]
    for typed in ("۱۲۳", "ندارم"):
        assert answered(page, "phone", typed)[1].startswith("«تلفن دیگر»")


PERSONAL = st.lists(
    st.sampled_from(["صفر", "نهصد", "و", "هفده", "صد", "بیست", "سه", "چهل", "ده", "ي", "آیدی", "سریال"])
    | st.sampled_from(["a.b@c.ir", "@nemune", "t.me/abcd", "0917", "۰۹۱۷", "1234567", "۱۲", "09", "00", "٣"])
    | st.sampled_from(["0012345679", "6037991111111112", "3816226900", "", " ", "\n", *":/-،,_–*."]),
    max_size=24,
).map("".join)


@settings(max_examples=4)
@given(st.lists(PERSONAL, min_size=150, max_size=150))
def test_the_page_sees_the_personal_data_that_python_sees(browser: Browser, address: str, drawn: list[str]) -> None:
    texts = [*drawn, *(f"شماره {number}" for _, number in CASES), *ORDINARY]
    page = browser.new_page()
    page.goto(address)
    seen = page.evaluate(
        """async (texts) => {
            const { finderOf } = await import('/assets/personal.js');
            const { spans, masked } = finderOf(JSON.parse(document.querySelector('.idea-form').dataset.personal));
            return texts.map((text) => [spans(text).map(({ start, end, kind }) => [start, end, kind]), masked(text)]);
        }""",
        texts,
    )
    page.close()
    assert seen == [[[list(span) for span in spans(text)], masked(text)] for text in texts]


def test_personal_data_is_told_at_its_box_and_can_be_left_out_by_a_tap(page: Page) -> None:
    fill_idea(page)
    page.fill("#f-body-1", "نمونه: زنگ بزنید ۰۹۰۰/۰۰۰/۰۰۱۹ تا بگویم.")
    page.locator("#f-body-1").blur()
    error = page.locator("#q-body-1 .error:visible")
    error.wait_for()
    assert "شمارهٔ همراه" in error.inner_text()
    assert "«ایده»" in error.inner_text()
    advance(page)
    assert len(said(page)) == 1
    error.locator(".without").click()
    assert page.input_value("#f-body-1") == "نمونه: زنگ بزنید [شماره] تا بگویم."
    assert not error.is_visible()
    advance(page)
    assert page.locator("#step-work").is_visible()


def test_an_own_name_is_seen_as_python_sees_it(browser: Browser, address: str) -> None:
    owner = Owner(("زهرا نمونه‌ای", "علي كريمي", "گل"), ("32123456", "1234"))
    texts = [
        "زهرا نمونه ای می‌بافد",
        "خانم زهرا  نمونه‌ای‌فر",
        "کار علی‌کریمی است، نه علی کریمیان",
        "گل و ۱۲۳۴ و ۳۲-۱۲-۳۴-۵۶ و ۱۳۲۱۲۳۴۵۶",
        "۰۹۰۰۰۰۰۰۰۱۹ از علی کریمی",
    ]
    page = browser.new_page()
    page.goto(address)
    seen = page.evaluate(
        """async ([texts, owner]) => {
            const { finderOf } = await import('/assets/personal.js');
            const { spans, masked } = finderOf(JSON.parse(document.querySelector('.idea-form').dataset.personal));
            const found = (text) => spans(text, owner).map(({ start, end, kind }) => [start, end, kind]);
            return texts.map((text) => [found(text), masked(text, owner)]);
        }""",
        [texts, owner._asdict()],
    )
    page.close()
    assert seen == [[[list(span) for span in spans(text, owner)], masked(text, owner)] for text in texts]
    assert [made for _, made in seen] == [
        "[نام] می‌بافد",
        "خانم [نام]‌فر",
        "کار [نام] است، نه علی کریمیان",
        "گل و ۱۲۳۴ و [شماره] و ۱۳۲۱۲۳۴۵۶",
        "[شماره] از [نام]",
    ]


def test_an_own_name_that_is_typed_later_leads_back_to_the_text(page: Page) -> None:
    fill_idea(page)
    page.fill("#f-summary", "ایدهٔ زهرا نمونه‌ای برای انجیر")
    advance(page)
    pick(page, "stage", "idea")
    advance(page)
    advance(page)
    page.fill("#f-name", "زهرا نمونه‌ای")
    page.fill("#f-mobile", "۰۹۰۰ ۰۰۰ ۰۰ ۱۹")
    pick(page, "owners.kind", "person")
    advance(page)
    assert page.locator("#step-idea").is_visible()
    assert said(page) == ["در «خلاصه» نام خودتان هست. آن را بردارید؛ داوران نباید بدانند ایده از کیست."]
    page.locator("#q-summary .without").click()
    assert page.input_value("#f-summary") == "ایدهٔ [نام] برای انجیر"


def test_what_is_missing_is_said_once_and_may_be_left(page: Page) -> None:
    page.fill("#f-title", "نان")
    advance(page)
    assert "«عنوان» دست‌کم ۵ حرف باشد." in said(page)
    page.locator(".stay button").click()
    assert page.locator("#step-work").is_visible()
    advance(page)
    page.locator(".stay button").click()
    advance(page)
    advance(page)
    assert not page.locator(".stay").is_visible(), "nobody can be reached without a number"
    page.fill("#f-mobile", "۰۹۰۰ ۰۰۰ ۰۰ ۱۹")
    advance(page)
    page.locator(".stay button").click()
    advance(page)
    page.locator(".stay button").click()
    page.locator("#step-check").wait_for()
    faulty = page.locator(".faulty b").inner_text().split("، ")
    assert faulty[:3] == ["عنوان", "خلاصه", "حوزه"]
    assert "متن" in faulty
    assert page.locator("#step-check .next").inner_text() == "همین را بفرست"
    page.locator('.answers [aria-label="تغییر عنوان"]').click()
    page.fill("#f-title", "نان تنوری در خانه")
    advance(page)
    assert page.locator("#step-work").is_visible()


def test_letters_are_counted_as_they_are_typed(page: Page) -> None:
    count = page.locator("#q-title .letters")
    assert not count.is_visible()
    page.locator("#f-title").press_sequentially("نان")
    assert count.inner_text() == "۳ حرف؛ دست‌کم ۵"
    page.locator("#f-title").press_sequentially(" تنوری")
    assert count.inner_text() == "۹ از ۱۲۰ حرف"
    page.fill("#f-body-0", "الف " * 10)
    assert page.locator("#q-body-1 .letters").inner_text() == "همهٔ متن: ۴۹ حرف؛ دست‌کم ۲۰۰"
    page.fill("#f-summary", "ب" * 301)
    assert page.locator("#q-summary .letters.over").inner_text() == "۳۰۱ از ۳۰۰ حرف"


def test_what_is_no_one_number_is_told_kindly_and_kept(page: Page) -> None:
    fill_idea(page)
    advance(page)
    pick(page, "stage", "idea")
    page.fill("#f-jobs", "سه چهار")
    advance(page)
    assert len(said(page)) == 1
    assert "تنها یک جور خوانده شود" in said(page)[0]
    assert page.input_value("#f-jobs") == "سه چهار"


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


def test_without_a_line_nothing_is_lost_by_closing_and_the_message_gets_ready(
    chromium: str, browser: Browser, site_folder: Path, tmp_path: Path
) -> None:
    def opened() -> BrowserContext:
        return browser.browser_type.launch_persistent_context(
            tmp_path, executable_path=chromium, args=QUIET, viewport=PHONE
        )

    with hosted(site_folder) as top, opened() as context:
        address = f"{top}write/"
        page = context.new_page()
        visit(page, address)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        fill_idea(page)
        advance(page)
        page.fill("#f-body-2", "نمونه: بی خط هم می‌شود نوشت")
    with opened() as context:  # the server is gone, and so is the browser that was, with all that it kept by itself
        page = context.new_page()
        context.new_cdp_session(page).send("Network.clearBrowserCache")
        visit(page, f"{address}#work")
        assert page.locator("#step-work").is_visible()
        assert page.input_value("#f-body-2") == "نمونه: بی خط هم می‌شود نوشت"
        assert page.evaluate("document.fonts.load('700 20px Vazirmatn', 'ایده').then((found) => found.length)") == 1
        page.go_back()
        visit(page, address)
        walk(page)
        advance(page)
        assert "نمونه: گرمخانهٔ خورشیدی برای انجیر" in ready(page)


def test_the_form_is_there_only_while_ideas_can_be_sent(tmp_path: Path) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        site("1406", CLOSED_DAY, tmp_path)
    html = (tmp_path / "write" / "index.html").read_text(encoding="utf-8")
    assert "idea-form" not in html
    assert "مهلت ارسال به پایان رسیده است" in html


BY_HAND = {
    "title": "نمونه: گرمخانهٔ خورشیدی",
    "summary": "نمونه: خشک‌کن خانگی",
    "field": "کشاورزی",
    "counties": "استهبان",
    "stage": "آزمایشی",
    "jobs": "۴ نفر",
    "capital": "۲۵۰ میلیون",
    "name": "نمونه",
    "mobile": "۰۹۰۰ ۰۰۰ ۰۰ ۱۷",
    "public_name": "گروه نمونه",
    "owners.kind": "یک نفر",
    "consents.rules": "بله",
    "consents.publish_if_wins": "نه",
}
"""The page's ready text as a person fills it in, with no script on the way."""


def test_without_scripts_the_page_says_how_to_send(browser: Browser, address: str) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        assert not page.locator(".idea-form").is_visible()
        said = page.locator(".without-script")
        assert "۰۹۰۱۹۰۳۱۲۵۰" in said.inner_text()
        assert "۳۲۱۲۶۳۶۱" in said.inner_text()
        said.locator("a").click()
        text = page.locator("#message-text").inner_text()
    blank = read(CALL, text)
    assert {key for key, one in blank.found.items() if one.answer} == set()
    labels = {one.key: one.label for one in ASKED}
    for key, words in BY_HAND.items():
        assert f"\n{text}".count(f"\n{labels[key]}:\n") == 1
        text = f"\n{text}".replace(f"\n{labels[key]}:\n", f"\n{labels[key]}: {words}\n").strip()
    text = text.replace("مسئله:", f"مسئله:\n{'انجیر در باران پاییز هدر می‌رود. ' * 9}")
    reading = read(CALL, text)
    assert reading.missing == ()
    assert {key: one.answer for key, one in reading.found.items() if one.answer} == {
        "title": "نمونه: گرمخانهٔ خورشیدی",
        "summary": "نمونه: خشک‌کن خانگی",
        "field": "agriculture",
        "counties": ("estahban",),
        "stage": "pilot",
        "jobs": "4",
        "capital": "250000000",
        "owners.kind": "person",
        "owners.count": "1",
        "name": "نمونه",
        "mobile": "09000000017",
        "public_name": "گروه نمونه",
        "consents.rules": "v1",
    }
    assert "هدر می‌رود" in reading.body


def test_a_script_that_never_comes_leaves_a_way_to_send(browser: Browser, address: str) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.route("**/assets/steps.js", lambda route: route.abort())
        page.goto(address, wait_until="networkidle")
        assert page.locator(".without-script").is_visible()
        assert not page.locator(".idea-form").is_visible()
        page.locator(".idea-form").evaluate("(form) => { form.hidden = false; }")
        assert violations(page) == {}


def test_the_page_is_a_plain_form_by_itself(browser: Browser, address: str) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(address)
        form = page.locator(".idea-form")
        form.evaluate("(form) => { form.hidden = false; }")
        assert form.evaluate("(form) => [form.method, form.enctype]") == ["post", "multipart/form-data"]
        named = form.evaluate(
            """(form) => [...form.elements].filter((one) => one.name).map((one) => [
                one.name, one.type, one.value, one.required, Boolean(one.closest("[hidden]")), one.labels.length
            ])"""
        )
        shown = form.locator(".q:visible").count()
    whole = [one for one in ASKED if one.asked.kind is not Kind.TEXT]
    assert {name for name, *_ in named} == {one.key for one in whole} | {f"body.{k}" for k in range(len(HEADINGS))}
    assert not any(hidden for *_, hidden, _ in named)
    assert all(labels == 1 for *_, labels in named)
    assert shown == len(whole) + len(HEADINGS)
    for question in whole:
        own = [one for one in named if one[0] == question.key]
        values = {value for _, _, value, *_ in own if value}
        if question.asked.kind is Kind.CONSENT:
            assert values == {one.version for one in CALL.consents if f"consents.{one.id}" == question.key}
        elif question.options(CALL) and own[0][1] != "select-one":
            assert values == set(question.options(CALL))
        required = (
            {"text", "tel", "radio", "select-one"} if question.asked.required and not question.asked.when else set()
        )
        required |= {"checkbox"} if question.asked.required and question.asked.kind is Kind.CONSENT else set()
        assert all(one[3] == (one[1] in required) for one in own), question.key


def test_what_hangs_on_another_answer_is_asked_with_it_alone(page: Page) -> None:
    fill_idea(page)
    advance(page)
    pick(page, "stage", "pilot")
    advance(page)
    assert page.locator("#q-chain-other").is_hidden()
    page.select_option("#f-chain-product", "other")
    page.fill("#f-chain-other", "انجیر سیاه")
    page.select_option("#f-chain-product", "fig")
    advance(page)
    assert page.locator("#q-owners-count, #q-members").filter(visible=True).count() == 0
    pick(page, "owners.kind", "group")
    assert page.locator("#q-owners-count, #q-members").filter(visible=True).count() == 2
    pick(page, "owners.kind", "person")
    page.fill("#f-name", "نمونه")
    page.fill("#f-mobile", "09000000017")
    advance(page)
    page.locator("#f-consents-rules").check()
    advance(page)
    assert "انجیر سیاه" not in page.locator(".answers").inner_text()
    advance(page)
    assert "انجیر سیاه" not in ready(page)
    assert "شمار صاحبان: ۱ نفر" in ready(page)


def test_an_answer_is_changed_from_where_it_is_read_over(page: Page) -> None:
    walk(page)
    page.get_by_role("button", name="تغییر عنوان", exact=True).click()
    assert page.evaluate("document.activeElement.id") == "f-title"
    page.fill("#f-title", "نمونه: عنوانی دیگر")
    for _ in range(5):
        advance(page)
    assert page.locator("#step-check").is_visible()
    assert "نمونه: عنوانی دیگر" in page.locator(".answers").inner_text()


def test_no_step_is_reached_before_those_in_front_of_it(page: Page, address: str) -> None:
    fill_idea(page)
    for wanted in ("#ready", "#check", "#you"):
        page.goto(f"{address}{wanted}")
        page.reload()
        page.locator(".step:visible").wait_for()
        assert page.locator("#step-work").is_visible()
    page.locator(".skip").focus()
    page.keyboard.press("Enter")
    assert page.url.endswith("#content")
    assert page.locator("#step-work").is_visible()


CANARIES = ("قناری رازآلود", "09990000017", "۰۹۹۹۰۰۰۰۰۱۷")


def test_contacts_are_in_no_address_and_gone_after_sending(browser: Browser, address: str) -> None:
    shared = "window.shared = []; navigator.share = async (data) => { window.shared.push(data); };"
    with watched(browser, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.add_init_script(shared)  # no headless browser has a place to share to
        asked: list[str] = []
        page.on("request", lambda request: asked.append(f"{request.url} {request.post_data or ''}"))
        visit(page, address)
        walk(page, CANARIES[0], CANARIES[1])
        advance(page)
        text = ready(page)
        assert CANARIES[0] in text
        page.get_by_role("button", name="هم‌رسانی پیام").click()
        assert page.evaluate("window.shared") == [{"text": text}]
        with page.expect_download() as download:
            page.locator(".save").click()
        assert Path(download.value.path()).read_text(encoding="utf-8") == f"{text}\n"
        page.locator(".copy-part").click()
        page.get_by_text("پیام رونوشت شد").wait_for()
        assert page.evaluate("navigator.clipboard.readText()") == text
        addresses = [page.url, download.value.suggested_filename, *asked]
        addresses += page.locator("a").evaluate_all("(all) => all.map((one) => one.href)")
        assert not [one for one in addresses if any(canary in unquote(one) for canary in CANARIES)]
        assert page.locator("a", has_text="باز کردن ایتا").get_attribute("href") == "https://eitaa.com/"
        page.locator(".sent").click()
        assert page.locator("#step-done").is_visible()
        kept = page.evaluate(
            """() => JSON.stringify({ ...localStorage, ...sessionStorage }) + document.documentElement.outerHTML
                + [...document.querySelectorAll("input,textarea")].map((one) => one.value)"""
        )
        assert not [canary for canary in CANARIES if canary in kept]
        page.go_back()
        assert page.locator("#step-idea").is_visible()
        assert page.input_value("#f-title") == ""


def test_a_long_idea_comes_in_parts_that_say_so(page: Page) -> None:
    walk(page)
    page.get_by_role("button", name="تغییر ایده", exact=True).click()
    page.fill("#f-body-1", "گرمخانهٔ کوچکی با آفتاب می‌سازیم. " * 150)
    for _ in range(6):
        advance(page)
    assert page.locator(".ready label").all_inner_texts() == ["بخش ۱ از ۲", "بخش ۲ از ۲"]
    assert page.locator(".in-parts").is_visible()
    own = [one.input_value() for one in page.locator(".ready textarea").all()]
    reading = read(CALL, "\n".join(own))
    assert reading.found["mobile"].answer == "09000000019"
    assert reading.missing == ()


def test_the_keyboard_alone_goes_to_the_end(page: Page) -> None:
    keys = page.keyboard

    def until(selector: str) -> None:
        for _ in range(80):
            if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
                return
            keys.press("Tab")
        pytest.fail(f"Tab never comes to {selector}")

    def type_in(selector: str, text: str) -> None:
        until(selector)
        keys.insert_text(text)

    def press_next(step: str) -> None:
        until(f"#step-{step} .next")
        keys.press("Enter")

    type_in("#f-title", "نمونه: با صفحه‌کلید")
    type_in("#f-summary", "نمونه: بی موش هم می‌شود.")
    until("#f-field")
    keys.press("ArrowDown")
    until("#f-counties")
    keys.press("Space")
    type_in("#f-body-0", "انجیر در باران پاییز هدر می‌رود. " * 9)
    press_next("idea")
    until("#f-stage")
    keys.press("Space")
    press_next("work")
    until("#f-chain-product")
    press_next("chain")
    press_next("you")
    assert page.evaluate("document.activeElement.className") == "errors"
    keys.press("Tab")
    keys.press("Tab")
    keys.press("Enter")
    type_in("#f-name", "نمونه")
    type_in("#f-mobile", "۰۹۰۰۰۰۰۰۰۱۷")
    page.evaluate("scrollTo(0, 0)")
    for _ in range(3):
        keys.press("Shift+Tab")
        if page.evaluate("document.activeElement.name === 'owners.kind'"):
            break
    keys.press("Space")
    press_next("you")
    until("#f-consents-rules")
    keys.press("Space")
    press_next("consents")
    press_next("check")
    until(".copy-part")
    keys.press("Enter")
    page.get_by_text("پیام رونوشت شد").wait_for()
    assert "نمونه: با صفحه‌کلید" in page.evaluate("navigator.clipboard.readText()")
    until(".sent")
    keys.press("Enter")
    assert page.locator("#step-done").is_visible()
    assert page.evaluate("document.activeElement.tagName") == "H2"


def test_a_screen_reader_hears_what_is_seen(page: Page) -> None:
    for name in ("حوزه", "شهرستان"):
        assert page.get_by_role("group", name=name, exact=True).count() == 1
    title = page.get_by_role("textbox", name="عنوان", exact=True)
    assert title.evaluate("(one) => one.required")
    heading = page.get_by_role("heading", level=2).first
    assert heading.inner_text() == "ایدهٔ شما"
    assert page.locator(f"#{heading.get_attribute('aria-describedby')}").inner_text() == "گام ۱ از ۶"
    advance(page)
    assert page.locator(".errors").get_attribute("role") == "alert"
    described = title.get_attribute("aria-describedby") or ""
    texts = [page.locator(f"#{one}").inner_text() for one in described.split()]
    assert texts == ["نامی کوتاه که کار را برساند.", "خطا: «عنوان» را بنویسید."]
    fill_idea(page)
    advance(page)
    assert page.evaluate("document.activeElement.textContent") == "اجرا و بازار"
    assert page.get_by_role("group", name="بازار (اختیاری)").count() == 1


@pytest.mark.parametrize("size", [PHONE, SMALL], ids=["phone", "small"])
def test_nothing_runs_out_of_the_screen_and_all_can_be_hit(browser: Browser, address: str, size: ViewportSize) -> None:
    small = """() => [...document.querySelectorAll("main :is(a.quiet,button,select,textarea,input,.option,.errors a)")]
        .filter((one) => one.checkVisibility() && !one.closest(".option :scope"))
        .filter((one) => !(one.type === "radio" || one.type === "checkbox") && one.getBoundingClientRect().height < 44)
        .map((one) => one.outerHTML)"""
    with watched(browser, viewport=size) as page:

        def look() -> None:
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert page.evaluate(small) == []

        visit(page, address)
        advance(page)
        look()
        fill_idea(page)
        advance(page)
        advance(page)
        look()
        pick(page, "stage", "pilot")
        advance(page)
        look()
        advance(page)
        pick(page, "owners.kind", "group")
        advance(page)
        look()
        pick(page, "owners.kind", "person")
        page.fill("#f-name", "نمونه")
        page.fill("#f-mobile", "۰۹۰۰ ۰۰۰ ۰۰ ۱۹")
        for box in ("", "#f-consents-rules", ""):
            advance(page)
            if box:
                page.locator(box).check()
            look()
        page.locator(".step:visible .next").click()
        look()


@pytest.mark.parametrize(("size", "scheme"), [(PHONE, "light"), (DESK, "dark")], ids=["phone-light", "desk-dark"])
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
