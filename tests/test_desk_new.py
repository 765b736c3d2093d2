"""A message is registered at the desk: what was understood beside it, one commit, nothing private where it is not."""

import base64
import io
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import Browser, FilePayload, Page, ViewportSize, expect
from tests import written
from tests.desks import House
from tests.recall import MESSAGES, Sample, samples
from tests.senders import CALL
from tests.test_hostile import BODIES, LINES
from tests.test_photos import located, picture, saved
from tests.test_register import DEADLINE, OPENS, PAIRS, SEVERAL, SHORT
from tests.visits import DESK, PHONE, watched

from farakhan import sealing
from farakhan.desk.pages.boxes import words
from farakhan.intake import documents
from farakhan.message.field_by_field import tell, untold
from farakhan.message.lit import pieces
from farakhan.message.reading import MOST, read
from farakhan.message.writing import render
from farakhan.model.answers import ASKED
from farakhan.model.idea import Status
from farakhan.office import attaching
from farakhan.office.opening import Opening
from farakhan.persian.letters import normalise
from farakhan.record.new import taking_ideas
from farakhan.store.clock import now
from farakhan.store.git.acts import acts
from farakhan.store.vault import contacts, originals

ARRIVED = "1405/08/20 10:30"


class Counter(House):
    """A desk at which ideas are registered."""

    def __init__(self, folder: Path, **call: Any) -> None:  # noqa: ANN401 (keys of call.yml)
        keys = [public for _, public in PAIRS]
        super().__init__(folder, 1, **{**taking_ideas(OPENS, DEADLINE, keys), "intake": "", **call})

    def read(self, message: str, **form: str) -> str:
        """What the page shows of a message."""
        sent = {"token": self.word(), "message": message, "arrived": ARRIVED, "read": "1", **form}
        answer = self.client.post("/new/reading", data=sent)
        assert answer.status_code == 200
        return answer.text

    def register(self, message: str, **form: str) -> str:
        """Register a message as its page was shown; the page that follows."""
        return self.send("/new", message=message, arrived=ARRIVED, **form)["page"]

    def registered(self) -> list[str]:
        """The codes of the ideas that were registered here."""
        paths = self.repository.root.glob("submissions/1406/ideas/*/*.md")
        return sorted(path.stem for path in paths if path.stem not in self.codes)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    with Counter(tmp_path) as counter:
        yield counter


def test_a_message_is_one_commit_with_its_contact_sealed(counter: Counter) -> None:
    page = counter.read(SHORT)
    assert '<mark title="عنوان">' in page
    assert 'value="نمونه: قارچ صدفی در اتاق خالی"' in page
    page = counter.register(SHORT)
    (code,) = counter.registered()
    idea = counter.idea(code)
    assert (idea.title, idea.counties, idea.status) == ("نمونه: قارچ صدفی در اتاق خالی", ("kharameh",), Status.RECEIVED)
    assert "رمز رسید: " in page
    (done,) = list(acts(counter.repository.root, "HEAD~1..HEAD"))
    assert (done.act.kind, done.act.ideas) == ("register", (code,))
    assert counter.repository.git("log", "-1", "--format=%an").decode().strip() == "کارشناس نمونه"
    sealed = contacts.sealed(counter.repository.root, code)
    assert sealing.unseal(sealed, [PAIRS[0][0]]).mobile == "09000000018"
    assert counter.repository.git("status", "--porcelain") == b""
    assert b"09000000018" not in counter.repository.everything()


class Hands:
    """A clerk's hands on the keyboard, which count what they press."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.keys += len(words)


OURS = read(CALL, SHORT).answers() | {"consents.rules": "v1", "owners.count": "1"}
LABELLED = SHORT.replace("مرحله: آزمایشی\n", "").replace("شهرستان: خرامه\n", "")
FREE = (MESSAGES / "free" / "02-one-paragraph.txt").read_text(encoding="utf-8").replace("گلیم میبافم", "هنر دارم")
"""A message in people's own words that names nothing that could be a title."""


@contextmanager
def clerk(browser: Browser, counter: Counter, message: str, size: ViewportSize) -> Iterator[Hands]:
    """A clerk at the first page with a message in the clipboard."""
    with watched(browser, viewport=size, permissions=["clipboard-read", "clipboard-write"]) as page:
        page.goto(f"{counter.address}/in?key={counter.desk.sessions.key}")
        page.evaluate("text => navigator.clipboard.writeText(text)", message)
        yield Hands(page)


def pasted(hands: Hands) -> None:
    """Paste what is in the clipboard, and ask for it to be read."""
    hands.press("n")
    hands.page.wait_for_url("**/new")
    hands.press("Control+v", "Control+Enter")
    hands.page.locator("#understood :focus").wait_for()


def sent(hands: Hands) -> str:
    """Register, copy the receipt, and say what was copied."""
    hands.press("Control+Enter")
    hands.page.wait_for_url("**/receipt")
    hands.press("Enter")
    expect(hands.page.locator("[data-copy]")).to_have_text("رونوشت شد")
    return str(hands.page.evaluate("navigator.clipboard.readText()"))


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_a_message_of_ours_takes_ten_keys_at_most(
    browser: Browser, counter: Counter, size: ViewportSize, record_property: Callable[[str, object], None]
) -> None:
    with clerk(browser, counter, render(CALL, ASKED, OURS), size) as hands:
        begun = monotonic()
        pasted(hands)
        expect(hands.page.locator("#register")).to_be_focused()
        assert "رمز رسید: " in sent(hands)
        record_property("seconds", monotonic() - begun)
    record_property("keys", hands.keys)
    assert hands.keys <= 10
    (code,) = counter.registered()
    assert counter.idea(code).title == OURS["title"]


def test_a_labelled_message_that_lacks_two_answers_takes_25_keys_at_most(
    browser: Browser, counter: Counter, record_property: Callable[[str, object], None]
) -> None:
    with clerk(browser, counter, LABELLED, DESK) as hands:
        begun = monotonic()
        pasted(hands)
        expect(hands.page.locator("#f-counties")).to_be_focused()
        hands.type("خرامه")
        hands.press("Tab")
        expect(hands.page.locator("#f-stage")).to_be_focused()
        hands.press("ArrowDown", "ArrowDown")
        assert "رمز رسید: " in sent(hands)
        record_property("seconds", monotonic() - begun)
    record_property("keys", hands.keys)
    assert hands.keys <= 25
    (code,) = counter.registered()
    assert (counter.idea(code).counties, counter.idea(code).stage) == (("kharameh",), "pilot")


def test_a_free_message_takes_40_keys_and_a_minute_at_most(
    browser: Browser, counter: Counter, record_property: Callable[[str, object], None]
) -> None:
    with clerk(browser, counter, FREE, DESK) as hands:
        begun = monotonic()
        pasted(hands)
        expect(hands.page.locator("#f-title")).to_be_focused()
        hands.type("گلیم محلهٔ ما")
        hands.press("Tab", "Tab")
        expect(hands.page.locator("#f-field")).to_be_focused()
        hands.press("ArrowDown", "ArrowDown", "ArrowDown")
        assert "رمز رسید: " in sent(hands)
        seconds = monotonic() - begun
        record_property("seconds", seconds)
    record_property("keys", hands.keys)
    assert hands.keys <= 40
    assert seconds < 60
    (code,) = counter.registered()
    assert (counter.idea(code).title, counter.idea(code).field) == ("گلیم محلهٔ ما", "handicrafts")
    assert counter.idea(code).status is not Status.ACCEPTED


def test_what_is_pasted_takes_hold_of_nothing(browser: Browser, counter: Counter) -> None:
    with watched(browser, viewport=DESK) as page:
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        page.goto(f"{counter.address}/in?key={counter.desk.sessions.key}")
        for line in [*LINES.values(), *BODIES.values()][::2]:  # all of them are seen on every screen by another test
            page.goto(f"{counter.address}/new")
            message = f"عنوان: {line}\nنام: {line[:80]}\nشرح:\n{line}"[:20_000]
            page.fill("#message", message)
            page.click("[name=read]")
            page.locator("#understood .said").wait_for()
            taken = page.locator("main :is(iframe, object, embed, base, script, img, [onerror], [onload], [style])")
            assert taken.count() == 0, line
            assert page.locator("main a:not([href^='/'])").count() == 0, line


def test_without_a_script_a_message_is_registered_too(browser: Browser, counter: Counter) -> None:
    with watched(browser, viewport=DESK, java_script_enabled=False) as page:
        page.goto(f"{counter.address}/in?key={counter.desk.sessions.key}")
        page.goto(f"{counter.address}/new")
        page.fill("#message", SHORT)
        page.set_input_files("[name=files]", {"name": "صدا.ogg", "mimeType": "audio/ogg", "buffer": b"OggS"})
        page.click("[name=read]")
        page.fill("#f-title", "عنوانی که کارشناس نوشت")
        page.set_input_files("[name=files]", {"name": "نامه.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1"})
        page.click("#register")
        assert "رمز رسید: " in page.locator("#receipt").input_value()
        assert "۲ پیوست مهر شد" in page.locator("main").inner_text()
    (code,) = counter.registered()
    assert counter.idea(code).title == "عنوانی که کارشناس نوشت"
    assert set(sealed_with(counter)) == {attaching.File("نامه.pdf", b"%PDF-1"), attaching.File("صدا.ogg", b"OggS")}


def test_a_call_is_taken_down_with_what_was_said(counter: Counter) -> None:
    page = counter.client.get("/new?asked=1").text
    assert 'id="f-title" name="a.title" value="" autocomplete="off" autofocus' in page
    boxes = {"a.title": "نان جو در تنور خانگی", "a.name": "نمونه نمونه", "a.mobile": "۰۹۰۰ ۰۰۰ ۰۰ ۱۹"}
    counter.register("", asked="1", channel="phone", paper="قفسهٔ ۲", **boxes)
    (code,) = counter.registered()
    idea = counter.idea(code)
    assert (idea.title, idea.channel, idea.paper) == ("نان جو در تنور خانگی", "phone", "قفسهٔ ۲")
    assert idea.status is not Status.RECEIVED, "it lacks what it cannot be accepted without"


def test_a_form_in_which_nothing_stands_registers_nothing_and_says_so(counter: Counter) -> None:
    for form in ({"asked": "1", "channel": "phone"}, {"message": " "}):
        refused = counter.send("/new", **form)
        assert (refused["code"], "هنوز چیزی نوشته نشده است" in refused["page"]) == ("422", True)
    assert counter.registered() == []
    assert "هنوز چیزی نوشته نشده است" in counter.read("")


def test_what_can_be_read_in_two_ways_is_asked_for(counter: Counter) -> None:
    message = f"سرمایه: ۲ تا ۳ میلیون تومان\n{SHORT}"
    page = counter.read(message)
    assert 'name="sure" value="capital"' in page
    assert "هنوز ثبت نشد" in counter.register(message)
    assert counter.registered() == []
    counter.register(message, sure="capital")
    (code,) = counter.registered()
    assert counter.idea(code).capital == 2_000_000


def test_a_box_that_was_changed_stands_over_the_message(counter: Counter) -> None:
    boxes = {"a.title": "عنوان تازه", "was.title": "نمونه: قارچ صدفی در اتاق خالی"}
    page = counter.read(SHORT, **boxes)
    assert 'value="عنوان تازه"' in page
    assert 'name="was.title" value="نمونه: قارچ صدفی در اتاق خالی"' in page
    counter.register(SHORT, **boxes)
    (code,) = counter.registered()
    assert counter.idea(code).title == "عنوان تازه"


def test_several_ideas_are_registered_one_after_the_other(counter: Counter) -> None:
    assert counter.read(SEVERAL).count('name="part"') == 3
    assert '<mark title="عنوان"><label for="f-title">ساخت تنور سیار' in counter.read(SEVERAL, part="2")
    assert "هنوز ثبت نشد" in counter.register(SEVERAL)
    page = counter.register(SEVERAL, part="1")
    assert "ایدهٔ بعدی همین پیام (۱ مانده)" in page
    page = counter.client.get("/new?next=1").text
    assert "تنور سیار" in page
    assert "نمونه نمونه" in page
    counter.register(page.split('hx-sync="#new:replace">\n', maxsplit=1)[1].split("</textarea>", maxsplit=1)[0])
    assert {counter.idea(code).title for code in counter.registered()} == {
        "پخت نان جو در تنور خانگی برای فروش در شهر",
        "ساخت تنور سیار برای نمایشگاه‌ها",
    }
    assert "ایدهٔ بعدی" not in counter.client.get(f"/ideas/{counter.registered()[0]}/receipt").text


def test_a_text_that_is_here_already_is_told_and_not_registered(counter: Counter) -> None:
    counter.register(SHORT)
    (code,) = counter.registered()
    assert f'href="/ideas/{code}"' in counter.read(SHORT)
    assert "دوباره ثبت نمی‌شود" in counter.register(SHORT)
    assert counter.registered() == [code]


def test_a_near_text_is_told(counter: Counter) -> None:
    words = " ".join(f"واژه{number}" for number in range(60))
    counter.register(SHORT.replace("کاه گندم", words, 1))
    (code,) = counter.registered()
    page = counter.read(f"عنوان: دیگری\nشرح: {words} و پایانی دیگر")
    assert f'مانند این هست: <a href="/ideas/{code}">' in page
    assert "مانند این هست" not in counter.read("عنوان: دیگری\nشرح: چیزی که هیچ‌کس ننوشته است و کوتاه است")


def test_what_came_late_is_held_and_told_as_its_time_is_typed(browser: Browser, counter: Counter) -> None:
    with watched(browser, viewport=DESK) as page:
        page.goto(f"{counter.address}/in?key={counter.desk.sessions.key}")
        page.goto(f"{counter.address}/new")
        assert "تا پایان ۳۰ آبان ۱۴۰۵" in page.locator("main").inner_text()
        page.fill("[name=arrived]", ARRIVED)
        page.fill("#message", SHORT)
        late = page.locator("#understood .warning", has_text="پس از مهلت رسیده است")
        expect(page.locator("#f-title")).not_to_have_value("")
        expect(late).to_have_count(0)
        page.fill("[name=arrived]", "۱۴۰۵/۰۹/۰۱ ۱۰:۰۰")
        page.keyboard.press("Tab")
        expect(late).to_have_count(1)
    counter.send("/new", message=SHORT, arrived="۱۴۰۵/۰۹/۰۱ ۱۰:۰۰")
    (code,) = counter.registered()
    assert counter.idea(code).status is Status.HELD
    assert "چنین بنویسید" in counter.send("/new", message=LABELLED, arrived="دیروز")["page"]


def test_no_answer_that_may_have_a_contact_in_it_is_kept_by_a_browser(counter: Counter) -> None:
    sent = {"token": counter.word(), "message": SHORT}
    answer = counter.client.post("/new/reading", data=sent)
    assert "۰۹۰۰۰۰۰۰۰۱۸" in answer.text
    assert answer.headers["cache-control"] == "no-store"
    counter.register(SHORT)
    (code,) = counter.registered()
    assert counter.client.get(f"/ideas/{code}/receipt").headers["cache-control"] == "no-store"


@given(st.text(alphabet=st.sampled_from("عنوان: نام\nشرح ۰۹۱۲مو بايل،-*<>&\"'\u200c"), max_size=200))
def test_the_pieces_of_a_message_are_the_message(text: str) -> None:
    cut = pieces(text, read(CALL, text))
    assert "".join(piece.text for piece in cut) == normalise(text, MOST)


@pytest.mark.parametrize("sample", samples("labelled"), ids=lambda sample: sample.name)
def test_what_stands_in_a_box_is_read_as_what_stood_there(sample: Sample) -> None:
    reading = read(CALL, sample.text)
    for question in ASKED:
        answer = reading.answers().get(question.key)
        if answer and question.key != "body":
            again = tell(untold(), CALL, question, words(question, CALL, answer))
            assert again.answers().get(question.key) == answer, question.key


def test_a_voice_message_is_heard_before_it_is_sealed(browser: Browser, counter: Counter) -> None:
    files: list[FilePayload] = [
        {"name": "صدا.ogg", "mimeType": "audio/ogg", "buffer": b"OggS"},
        {"name": "برگه.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff"},
        {"name": "نامه.docx", "mimeType": "application/msword", "buffer": b"PK\x03\x04"},
    ]
    with browser.new_context(viewport=DESK) as context:
        page = context.new_page()
        page.goto(f"{counter.address}/in?key={counter.desk.sessions.key}")
        page.goto(f"{counter.address}/new")
        page.set_input_files("[name=files]", files)
        assert page.locator("#previews audio[src^='blob:']").count() == 1
        assert page.locator("#previews img[src^='blob:']").count() == 1
        expect(page.locator("#understood [role=alert]")).to_contain_text("نامه.docx: این پروندهٔ Word باز نشد")
        assert page.locator("#previews figure").count() == 2, "a document waits at the desk"
        page.fill("#message", SHORT)
        page.click("[name=read]")
        page.click("#register")
        page.wait_for_url("**/receipt")
        assert "۳ پیوست مهر شد" in page.locator("main").inner_text()
    (code,) = counter.registered()
    opening = Opening([PAIRS[0][0]], "کارشناس", "آزمون", now())
    there = {file.name: file.data for file in attaching.opened(counter.repository.root, code, opening)}
    assert there == {file["name"]: file["buffer"] for file in files}
    assert "صدا".encode() not in counter.repository.everything()


def test_a_file_that_is_too_large_or_empty_registers_nothing(counter: Counter) -> None:
    form = {"token": counter.word(), "message": SHORT, "arrived": ARRIVED}
    answer = counter.client.post("/new", data=form, files={"files": ("خالی.pdf", b"")})
    assert answer.status_code == 409
    assert counter.registered() == []


def sealed_with(counter: Counter) -> list[attaching.File]:
    """What is sealed beside the one idea that was registered."""
    (code,) = counter.registered()
    opening = Opening([PAIRS[0][0]], "کارشناس", "آزمون", now())
    return list(attaching.opened(counter.repository.root, code, opening))


DROP = """([data, name]) => {
  const files = new DataTransfer();
  files.items.add(new File([Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0))], name));
  document.getElementById("message").dispatchEvent(new DragEvent("drop", {dataTransfer: files, bubbles: true}));
}"""
"""A file is dropped on the box of the message, in words for the browser."""


def test_the_text_of_a_word_file_stands_in_the_message_and_the_file_beside_the_idea(
    browser: Browser, counter: Counter
) -> None:
    file: FilePayload = {"name": "طرح.docx", "mimeType": "", "buffer": written.filled_word()}
    with watched(browser, viewport=DESK) as page:
        page.goto(f"{counter.address}/in?key={counter.desk.sessions.key}")
        page.goto(f"{counter.address}/new")
        page.evaluate(DROP, [base64.b64encode(file["buffer"]).decode(), file["name"]])
        expect(page.locator("#message")).to_have_value(f"با سلام\n{written.LINES}")
        expect(page.locator("#f-title")).to_have_value(written.FORM["عنوان طرح"])
        assert page.locator(".said mark[title='عنوان']").inner_text().endswith(written.FORM["عنوان طرح"])
        page.select_option("#f-owners-kind", "person")
        page.click("#register")
        page.wait_for_url("**/receipt")
        assert "۱ پیوست مهر شد" in page.locator("main").inner_text()
    assert sealed_with(counter) == [attaching.File(file["name"], file["buffer"])]


def test_a_scanned_page_stands_beside_the_fields_and_is_sealed(counter: Counter) -> None:
    scanned = written.scanned()
    form = {"token": counter.word(), "read": "1", "message": ""}
    shown = counter.client.post("/new/reading", data=form, files={"files": ("برگه.pdf", scanned)})
    assert documents.SCANNED in shown.text
    (picture,) = re.findall('<img src="(/new/[^"]+/files/1)"', shown.text)
    assert counter.client.get(picture).headers["content-type"] == "image/webp"
    assert counter.client.get(picture.replace("files/1", "files/0")).content == scanned
    held = picture.split("/")[2]
    counter.register("", held=held, **{"a.title": "نان جو در تنور خانگی", "a.name": "نمونه نمونه"})
    assert sealed_with(counter) == [attaching.File("برگه.pdf", scanned)]
    assert counter.client.get(picture).status_code == 404, "it is nowhere but in the vault"
    assert "دوباره بدهیدش" in counter.register("عنوان: دیگری", held=held), "nothing is left out unsaid"


def test_photos_of_the_work_are_registered_with_the_idea_in_one_commit(counter: Counter) -> None:
    form = {"token": counter.word(), "message": SHORT, "arrived": ARRIVED}
    refused = counter.client.post("/new", data=form, files={"media": ("خراب.jpg", b"\xff\xd8\xff")})
    assert "خراب.jpg: این عکس ناقص" in refused.text
    assert counter.registered() == []
    photo = saved(picture(), "JPEG", exif=located())
    assert counter.client.post("/new", data=form, files={"media": ("کار.jpg", photo)}).status_code == 303
    (code,) = counter.registered()
    (medium,) = counter.idea(code).media
    assert (
        dict(Image.open(io.BytesIO(b"".join(originals.pieces(counter.repository.root, medium.sha256)))).getexif()) == {}
    )
    assert [done.act.kind for done in acts(counter.repository.root, "HEAD~1..HEAD")] == ["register"]
    assert counter.client.get(f"/ideas/{code}/media/1").headers["content-type"] == "image/webp"


def test_what_was_typed_when_a_session_ended_is_shown_after_coming_in_again(browser: Browser, counter: Counter) -> None:
    with browser.new_context(viewport=DESK) as context:
        page = context.new_page()
        page.goto(f"{counter.address}/in?key={counter.desk.sessions.key}")
        page.goto(f"{counter.address}/new")
        page.fill("#message", SHORT)
        page.click("[name=read]")
        page.fill("#f-name", "زهره نمونه‌پور")
        context.clear_cookies()
        page.locator("#f-name").press("Control+Enter")
        expect(page.get_by_label("نشانی میز")).to_be_focused()
        page.keyboard.insert_text(f"{counter.address}/in?key=x")
        page.keyboard.press("Enter")
        expect(page.locator("[role=alert]")).to_contain_text("این نشانیِ کنونی میز نیست")
        page.get_by_label("نشانی میز").fill(f"{counter.address}/in?key={counter.desk.sessions.key}")
        page.keyboard.press("Enter")
        page.click("text=همان را نشان بده")
        expect(page.locator("#f-name")).to_have_value("زهره نمونه‌پور")
        expect(page.locator("#message")).to_have_value(SHORT)
    assert counter.registered() == []
