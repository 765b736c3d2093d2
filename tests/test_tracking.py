"""The state of an idea by its code, and the proof that a receipt gives: as people type them, and nothing more."""

import json
import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from bench.host import hosted
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, ViewportSize
from tests.records import JUDGING_DAY, OPEN_DAY, Record
from tests.test_site import REASONS, build
from tests.visits import DESK, PHONE, SMALL, violations, watched

from farakhan.intake.receipt import receipt
from farakhan.model.codes import grouped, is_code
from farakhan.model.idea import LABELS, Status
from farakhan.persian.calendar import long_day, parse_day, tehran_day
from farakhan.persian.digits import to_ascii, to_persian

CODES = [str(random.Random(place).randrange(10**10)) for place in range(300)]  # noqa: S311 (numbers of a test)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    made = Record(tmp_path_factory.mktemp("states"))
    for status in Status:
        made.idea(status=status, reason=REASONS.get(status), title=f"نمونه: {LABELS[status]}")
    return made


@pytest.fixture(scope="module")
def built(record: Record) -> Path:
    return build(record.root, OPEN_DAY)


@pytest.fixture
def page(browser: Browser, built: Path) -> Iterator[Page]:
    with hosted(built) as address, watched(browser) as opened:
        opened.goto(f"{address}track/")
        opened.locator(".tracking-form").wait_for()
        yield opened


def test_the_files_of_states_hold_code_and_status_and_nothing_else(record: Record) -> None:
    for day in (OPEN_DAY, JUDGING_DAY):
        folder = build(record.root, day) / "status"
        found: dict[str, str] = {}
        for path in folder.glob("*.json"):
            shard = json.loads(path.read_bytes())
            assert {code[-2:] for code in shard} <= {path.stem}
            found |= shard
        assert found == {code: LABELS[idea.status] for code, idea in record.ideas.items()}
        assert sorted(path.stem for path in folder.glob("*.json")) == [f"{number:02d}" for number in range(100)]


def test_the_files_of_digests_hold_the_day_and_no_code(record: Record, built: Path) -> None:
    found: dict[str, str] = {}
    paths = sorted((built / "status" / "digests").iterdir())
    for path in paths:
        shard = json.loads(path.read_bytes())
        assert {digest[:2] for digest in shard} <= {path.stem}
        found |= shard
    assert found == {idea.digest: long_day(tehran_day(idea.registered)) for idea in record.ideas.values()}
    assert [path.name for path in paths] == [f"{number:02x}.json" for number in range(256)]


def answer(page: Page, text: str) -> list[str]:
    """What the page says of a text: lines of the answer, or of what is wrong with the text."""
    page.fill("#tracking-code", text)
    page.evaluate("document.querySelector('.tracking-answer').replaceChildren()")
    page.locator(".tracking-form .next").click()
    said = page.locator(".tracking-answer p, #tracking-error:not([hidden])")
    said.first.wait_for()
    return said.all_inner_texts()


def test_a_code_is_known_however_it_is_written(page: Page, record: Record) -> None:
    for code, idea in record.ideas.items():
        for written in (
            code,
            grouped(code),
            to_persian(grouped(code)),
            f"کد من: {to_persian(code)} است",
            " ".join(code),
            f"[1406-05-20 10:30] کد: \u200e{grouped(code)}\u200e",
        ):
            head, state, as_of, meaning = answer(page, written)
            assert (head, state) == (f"وضعیت ایدهٔ {to_persian(grouped(code))}", LABELS[idea.status])
            assert as_of == f"به‌روز تا {long_day(parse_day(OPEN_DAY))}"
            assert meaning.startswith(f"{LABELS[idea.status]}: ")


def test_a_receipt_proves_its_text_and_its_day(page: Page, record: Record) -> None:
    idea = next(iter(record.ideas.values()))
    text = receipt(record.read().call, idea)
    day = long_day(tehran_day(idea.registered))
    assert answer(page, text)[-1] == f"متن ایده همان است که {day} ثبت شد و از آن روز عوض نشده است."
    assert answer(page, to_ascii(text))[-1].startswith("متن ایده همان است")
    for digest in ("abc" + "0" * 61, idea.digest[:15] + ("1" if idea.digest[15] == "0" else "0") + idea.digest[16:]):
        other = receipt(record.read().call, idea.model_copy(update={"digest": digest}))
        assert "یکی نیست" in answer(page, other)[-1]
    as_page = "".join(f"<dt>{part}</dt><dd>" for line in text.splitlines() for part in line.split(": ", 1))
    assert answer(page, f"<style>b {{ width: 1111111111px }}</style>{as_page}")[-1].startswith("متن ایده همان است")
    later = idea.model_copy(update={"registered": idea.registered + timedelta(days=3)})
    assert f"روز ثبت آن در این سایت {day} است" in answer(page, receipt(record.read().call, later))[-1]


def test_a_receipt_may_be_dropped_or_come_by_an_address(page: Page, record: Record) -> None:
    idea = next(iter(record.ideas.values()))
    page.evaluate(
        """(text) => {
            const data = new DataTransfer();
            data.items.add(new File([text], "receipt.txt", { type: "text/plain" }));
            const form = document.querySelector(".tracking-form");
            form.dispatchEvent(new DragEvent("drop", { dataTransfer: data, bubbles: true, cancelable: true }));
        }""",
        receipt(record.read().call, idea),
    )
    page.get_by_text("متن ایده همان است").wait_for()
    page.goto("about:blank")
    page.go_back()
    page.evaluate("(code) => { location.hash = code; location.reload(); }", f"{idea.code}-{idea.digest}")
    page.get_by_text("متن ایده همان است").wait_for()


def test_nothing_but_two_letters_of_each_is_asked_for(page: Page, record: Record) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    idea = next(iter(record.ideas.values()))
    answer(page, receipt(record.read().call, idea))
    of_states = [one.partition("/status/")[2] for one in asked if "/status/" in one]
    assert sorted(of_states) == sorted([f"{idea.code[-2:]}.json", f"digests/{idea.digest[:2]}.json"])
    assert not [one for one in asked if idea.code[:8] in one or idea.digest[:8] in one]


def test_what_is_no_code_or_no_idea_is_told_kindly(page: Page) -> None:
    assert "کد رهگیری ده رقم است" in answer(page, "۱۲۳")[0]
    assert page.evaluate("document.activeElement.id") == "tracking-code"
    assert page.locator("#tracking-code").get_attribute("aria-invalid") == "true"
    assert "رقمی نادرست یا جابه‌جاست" in answer(page, "2739401856")[0]
    assert "در این سایت نیست" in answer(page, next(code for code in CODES if is_code(code)))[0]
    assert page.locator("#tracking-error").is_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK, SMALL], ids=["phone", "desk", "small"])
def test_axe_finds_nothing_in_any_answer(
    browser: Browser, built: Path, record: Record, size: ViewportSize, scheme: str
) -> None:
    idea = next(iter(record.ideas.values()))
    with hosted(built) as address, watched(browser, viewport=size, color_scheme=scheme) as page:
        page.goto(f"{address}track/")
        page.locator(".tracking-form").wait_for()
        for text in ("۱", idea.code, receipt(record.read().call, idea), f"{idea.code} abc0000000000000"):
            answer(page, text)
            assert violations(page) == {}
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_lost_line_is_told(browser: Browser, built: Path, record: Record) -> None:
    with hosted(built) as address, browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"{address}track/")
        page.locator(".tracking-form").wait_for()
        context.set_offline(True)
        assert "پاسخ نرسید" in answer(page, next(iter(record.ideas)))[0]


def test_without_scripts_the_phone_is_named(browser: Browser, built: Path) -> None:
    with hosted(built) as address, browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}track/")
        assert not page.locator(".tracking-form").is_visible()
        said = page.locator(".without-script").inner_text()
        assert "۳۲۱۲۶۳۶۱" in said
        assert "۰۹۰۱۹۰۳۱۲۵۰" in said


texts = st.lists(st.text(st.sampled_from("0۱٢abcdf -.‌کد:\n"), max_size=40), min_size=50, max_size=50)


@settings(max_examples=5)
@given(texts)
def test_no_text_makes_the_reader_stumble(browser: Browser, built: Path, texts: list[str]) -> None:
    with hosted(built) as address, watched(browser) as page:
        page.goto(f"{address}track/")
        found = page.evaluate("async (all) => all.map((await import('../assets/tracking.js')).read)", texts)
    for one in found:
        assert one["code"] == "" or len(one["code"]) == 10
        assert one["digest"] == "" or 16 <= len(one["digest"]) <= 64


def test_the_page_knows_a_code_as_python_does(browser: Browser, built: Path) -> None:
    with hosted(built) as address, watched(browser) as page:
        page.goto(f"{address}track/")
        found = page.evaluate("async (all) => all.map((await import('../assets/tracking.js')).isCode)", CODES)
    assert found == [is_code(code) for code in CODES]
    assert any(found)
