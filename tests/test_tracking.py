"""The state of an idea by its code, and the proof that a receipt gives: as people type them, and nothing more."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.host import hosted
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page
from tests.records import JUDGING_DAY, OPEN_DAY, Record
from tests.test_site import REASONS, build
from tests.visits import PHONE, watched

from farakhan.intake.receipt import receipt
from farakhan.model.codes import grouped
from farakhan.model.idea import LABELS, Status
from farakhan.persian.digits import to_persian


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
        for path in folder.glob("[0-9][0-9].json"):
            shard = json.loads(path.read_bytes())
            assert {code[-2:] for code in shard} <= {path.stem}
            found |= shard
        assert found == {code: LABELS[idea.status] for code, idea in record.ideas.items()}
        digests = json.loads((folder / "digests.json").read_bytes())
        assert digests == sorted(idea.digest for idea in record.ideas.values())
        assert len(list(folder.iterdir())) == 101


def answer(page: Page, text: str) -> str:
    page.fill("#tracking-code", text)
    page.evaluate("document.querySelector('.tracking-answer').replaceChildren()")
    page.locator(".tracking-form .next").click()
    page.locator(".tracking-answer p").first.wait_for()
    return page.locator(".tracking-answer").inner_text()


def test_a_code_is_known_however_it_is_written(page: Page, record: Record) -> None:
    for code, idea in record.ideas.items():
        for written in (
            code,
            grouped(code),
            to_persian(grouped(code)),
            f"کد من: {to_persian(code)} است",
            " ".join(code),
        ):
            assert answer(page, written) == f"وضعیت ایدهٔ {to_persian(grouped(code))}: {LABELS[idea.status]}"


def test_a_receipt_proves_its_text(page: Page, record: Record) -> None:
    idea = next(iter(record.ideas.values()))
    call = record.read().call
    assert "همان است که در رسید" in answer(page, receipt(call, idea))
    other = idea.model_copy(update={"digest": "abc" + "0" * 61})
    assert "یکی نیست" in answer(page, receipt(call, other))


def test_what_is_no_code_or_no_idea_is_told_kindly(page: Page) -> None:
    assert "کد رهگیری ده رقم است" in answer(page, "۱۲۳")
    assert page.evaluate("document.activeElement.id") == "tracking-code"
    assert "در این سایت نیست" in answer(page, "2739401865")


def test_a_lost_line_is_told(browser: Browser, built: Path, record: Record) -> None:
    with hosted(built) as address, browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"{address}track/")
        page.locator(".tracking-form").wait_for()
        context.set_offline(True)
        assert "پاسخ نرسید" in answer(page, next(iter(record.ideas)))


def test_without_scripts_the_phone_is_named(browser: Browser, built: Path) -> None:
    with hosted(built) as address, browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}track/")
        assert not page.locator(".tracking-form").is_visible()
        assert "۳۲۱۲۶۳۶۱" in page.locator("main").inner_text()


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
