"""The state of an idea by its receipt, and the proof that a receipt gives: as people type them, and nothing more."""

import json
import random
import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from bench.host import hosted
from hypothesis import given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, ViewportSize
from tests.bidirectional import turned
from tests.records import OPEN_DAY, Record
from tests.test_site import REASONS, build
from tests.visits import DESK, PHONE, SMALL, violations, watched

from farakhan.face.receipt import receipt
from farakhan.model import words
from farakhan.model.codes import grouped, is_code
from farakhan.model.idea import LABELS, Idea, Status
from farakhan.model.public import seen
from farakhan.persian.calendar import long_day, parse_day, tehran_day
from farakhan.persian.digits import to_ascii, to_persian

CODES = [str(random.Random(place).randrange(10**10)) for place in range(300)]  # noqa: S311 (numbers of a test)


WHY = {
    Status.RETURNED: "روشن نیست ایده چیست. تا پایان ۱۶ شهریور ۱۴۰۶ (پیشنهاد) می‌توانید درستش کنید.",
    Status.REJECTED: "کسب‌وکار خانگی یا کارگاه کوچک نیست.",
}


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


def test_the_files_of_digests_hold_the_day_and_no_code(record: Record, built: Path) -> None:
    found: dict[str, str] = {}
    paths = sorted((built / "status" / "digests").iterdir())
    for path in paths:
        shard = json.loads(path.read_bytes())
        assert {digest[:2] for digest in shard} <= {path.stem}
        found |= shard
    assert found == {idea.digest: long_day(tehran_day(idea.registered)) for idea in record.ideas.values()}
    assert [path.name for path in paths] == [f"{number:02x}.json" for number in range(256)]


def whole(record: Record, code: str) -> str:
    """The receipt of an idea as its owner has it."""
    return receipt(record.read().call, record.ideas[code], word=record.words[code])


def state(idea: Idea) -> str:
    return LABELS[seen(idea.status)]


def answer(page: Page, text: str) -> list[str]:
    """What the page says of a text: lines of the answer, or of what is wrong with the text."""
    page.fill("#tracking-code", text)
    page.evaluate("document.querySelector('.tracking-answer').replaceChildren()")
    page.locator(".tracking-form .next").click()
    said = page.locator(".tracking-answer p, #tracking-error:not([hidden])")
    said.first.wait_for()
    return said.all_inner_texts()


def test_code_and_word_are_known_however_they_are_written(page: Page, record: Record) -> None:
    for code, idea in record.ideas.items():
        word = record.words[code]
        for written in (
            f"{code} {word}",
            f"{grouped(code)}\n{words.grouped(word)}",
            to_persian(f"{grouped(code)} {words.grouped(word)}"),
            f"کد من: {to_persian(code)} است و رمزش {to_persian(words.grouped(word))}",
            f"رمز {words.grouped(word)}، کد {grouped(code)}",
            " ".join(code + word),
            " ".join(word + code),
            f"[1406-05-20 10:30] کد: \u200e{grouped(code)}\u200e رمز: \u200e{words.grouped(word)}\u200e",
        ):
            head, shown, as_of, *why, meaning = answer(page, written)
            assert why == [WHY[idea.status]] if idea.status in WHY else not why
            assert (head, shown) == (f"وضعیت ایدهٔ {to_persian(grouped(code))}", state(idea))
            assert as_of == f"به‌روز تا {long_day(parse_day(OPEN_DAY))}"
            assert meaning.startswith(f"{state(idea)}: ")


def test_a_receipt_proves_its_text_and_its_day(page: Page, record: Record) -> None:
    idea = next(iter(record.ideas.values()))
    text = whole(record, idea.code)
    day = long_day(tehran_day(idea.registered))
    assert turned("\n".join(answer(page, text))) == []
    assert answer(page, text)[-1] == f"متن ایده همان است که {day} ثبت شد و از آن روز عوض نشده است."
    assert answer(page, to_ascii(text))[-1].startswith("متن ایده همان است")
    for digest in ("abc" + "0" * 61, idea.digest[:15] + ("1" if idea.digest[15] == "0" else "0") + idea.digest[16:]):
        other = receipt(record.read().call, idea.model_copy(update={"digest": digest}), word=record.words[idea.code])
        assert "در سایت نیست" in answer(page, other)[-1]
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
        whole(record, idea.code),
    )
    page.get_by_text("متن ایده همان است").wait_for()
    track = page.url
    for before in ("about:blank", track):
        page.goto(before)
        page.goto(f"{track}#{idea.code}-{record.words[idea.code]}-{idea.digest}")
        page.get_by_text("متن ایده همان است").wait_for()
        assert page.locator(".state").inner_text() == state(idea)
        assert page.evaluate("location.hash") == ""


def test_nothing_but_two_letters_of_each_is_asked_for(page: Page, record: Record) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    idea = next(iter(record.ideas.values()))
    answer(page, whole(record, idea.code))
    page.locator(".state").wait_for()
    first, second = sorted(one.partition("/status/")[2] for one in asked if "/status/" in one)
    assert re.fullmatch(r"[0-9a-f]{2}\.json", first)
    assert second == f"digests/{idea.digest[:2]}.json"
    private = (idea.code[:8], idea.digest[:8], record.words[idea.code][:8])
    assert not [one for one in asked for part in private if part in one]


def test_what_is_no_code_or_no_idea_is_told_kindly(page: Page) -> None:
    assert "کد رهگیری ده رقم است" in answer(page, "۱۲۳")[0]
    assert page.evaluate("document.activeElement.id") == "tracking-code"
    assert page.locator("#tracking-code").get_attribute("aria-invalid") == "true"
    assert "رقمی نادرست یا جابه‌جاست" in answer(page, "2739401856")[0]
    code = next(code for code in CODES if is_code(code))
    assert "با تلفن می‌گوید" in answer(page, code)[0]
    word = words.draw_word(lambda most: most // 3)
    later = answer(page, f"{code} {word}")[0]
    assert f"پیش از {long_day(parse_day(OPEN_DAY))} ثبت شده‌اند" in later
    assert "از فردای ثبت، با نوسازی سایت، این‌جا دیده می‌شود" in later
    assert "رمز رسید درست نیست" in answer(page, f"{code} {word[:-2]}{word[-1]}{word[-2]}")[0]
    assert "با تلفن می‌گوید" in answer(page, code)[0]
    assert page.locator("#tracking-error").is_hidden()


@pytest.mark.parametrize(
    ("size", "scheme"),
    [(PHONE, "light"), (DESK, "dark"), (SMALL, "light")],
    ids=["phone-light", "desk-dark", "small-light"],
)
def test_axe_finds_nothing_in_any_answer(
    browser: Browser, built: Path, record: Record, size: ViewportSize, scheme: str
) -> None:
    idea = next(iter(record.ideas.values()))
    with hosted(built) as address, watched(browser, viewport=size, color_scheme=scheme) as page:
        page.goto(f"{address}track/")
        page.locator(".tracking-form").wait_for()
        for text in ("۱", idea.code, whole(record, idea.code), f"{idea.code} abc0000000000000"):
            answer(page, text)
            assert violations(page) == {}
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_lost_line_is_told(browser: Browser, built: Path, record: Record) -> None:
    with hosted(built) as address, browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.goto(f"{address}track/")
        page.locator(".tracking-form").wait_for()
        context.set_offline(True)
        assert "پاسخ نرسید" in answer(page, whole(record, next(iter(record.ideas))))[0]


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
        assert one["word"] == "" or len(one["word"]) == 21
        assert one["digest"] == "" or 16 <= len(one["digest"]) <= 64


def test_the_page_knows_a_code_as_python_does(browser: Browser, built: Path) -> None:
    with hosted(built) as address, watched(browser) as page:
        page.goto(f"{address}track/")
        found = page.evaluate("async (all) => all.map((await import('../assets/tracking.js')).isCode)", CODES)
    assert found == [is_code(code) for code in CODES]
    assert any(found)
