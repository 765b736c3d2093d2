"""The form with a server, on a phone in a real browser: sent once and no oftener, with no script and on a bad line."""

import socket
import subprocess
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from bench.host import hosted
from PIL import Image
from playwright.sync_api import Browser, Page, Route
from tests.bidirectional import turned
from tests.conftest import QUIET
from tests.doors import MOBILE, House, Knocker, shown
from tests.test_clips import FFMPEG, FORMS, HEARD, SAID, SEEN
from tests.test_form import advance, pick
from tests.visits import PHONE, watched

from farakhan.model.idea import OwnerKind, Role, Stage, Status
from farakhan.persian.digits import to_ascii
from farakhan.store.uploads import Bounds
from farakhan.store.vault import originals
from farakhan.web.bringing import Means
from farakhan.web.refusals import REFUSALS

LOSS = ("انجیر در باران پاییز هدر می‌رود.\nکسی آن را نمی‌خرد. " * 3).strip()
NEED = "توری و بادبزن."


def plan(title: str) -> str:
    """What is to be done; no two ideas say the same."""
    return f"{title.removeprefix('نمونه: ')}: گرمخانهٔ کوچکی با آفتاب می‌سازیم. " * 4


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, door_site: Path) -> Iterator[Knocker]:
    house = House(tmp_path_factory.mktemp("sending"), door_site)
    with house.serving() as knocker:
        yield knocker


def form(page: Page, address: str, *, script: bool = True) -> None:
    page.goto(f"{address}/write/")
    page.locator(".idea-form[data-at]" if script else ".idea-form").wait_for()


def fill(page: Page, title: str, *, script: bool = True) -> None:
    """Everything that the form asks, to the last step before it is sent."""
    onward: Callable[[Page], Any] = advance if script else lambda _: None
    page.fill("#f-title", title)
    page.fill("#f-summary", "نمونه: خشک‌کن خانگی برای انجیرهای شکسته.")
    pick(page, "field", "agriculture")
    pick(page, "counties", "estahban", "neyriz")
    page.fill("#f-body-0", LOSS)
    page.fill("#f-body-1", plan(title))
    onward(page)
    pick(page, "stage", "pilot")
    page.fill("#f-jobs", "۴")
    page.fill("#f-capital", "۲۵۰٬۰۰۰٬۰۰۰")
    page.fill("#f-body-3", NEED)
    onward(page)
    onward(page)
    page.fill("#f-name", "نمونهٔ نام")
    page.fill("#f-mobile", "+98 917 000 0000")
    pick(page, "owners.kind", "group")
    page.fill("#f-owners-count", "۳")
    page.fill("#f-members", "عضو یکم\nعضو دوم")
    pick(page, "role", "workshop_operator")
    onward(page)
    page.check("#f-consents-rules")
    onward(page)


def code_of(page: Page) -> str:
    """The tracking code that the page shows."""
    text = page.locator(".panel-code:visible").inner_text()
    return to_ascii(text).replace("/", "")


def stands_as_typed(door: Knocker, code: str, title: str, planned: str = "") -> None:
    """What `fill` typed is what git and the vault have; `planned` is the title it was typed under, if another."""
    idea = door.in_git(code)
    assert (idea.title, idea.field, idea.counties) == (title, "agriculture", ("estahban", "neyriz"))
    assert idea.summary == "نمونه: خشک‌کن خانگی برای انجیرهای شکسته."
    assert (idea.stage, idea.jobs, idea.capital, idea.income) == (Stage.PILOT, 4, 250_000_000, None)
    assert (idea.role, idea.owners.kind, idea.owners.count) == (Role.WORKSHOP_OPERATOR, OwnerKind.GROUP, 3)
    assert (idea.consents.rules, idea.consents.publish_if_wins) == ("v1", None)
    assert idea.body == f"## مسئله\n\n{LOSS}\n\n## ایده\n\n{plan(planned or title).strip()}\n\n## نیازها\n\n{NEED}"
    contact = door.house.contact(code)
    assert (contact.name, contact.mobile, contact.members) == ("نمونهٔ نام", MOBILE, ("عضو یکم", "عضو دوم"))


def times(door: Knocker, title: str) -> int:
    """How many ideas of this title git has."""
    door.settled()
    return sum(door.house.idea(code).title == title for code in door.house.codes())


def test_the_form_is_sent_and_stands_in_git_as_it_was_typed(browser: Browser, door: Knocker) -> None:
    with watched(browser) as page:
        form(page, door.address)
        fill(page, "نمونه: با فرم")
        advance(page)
        page.locator("#step-done").wait_for()
        code = code_of(page)
        assert door.in_git(code).status is Status.RECEIVED  # the page had solved the speed bump's sum by itself
        stands_as_typed(door, code, "نمونه: با فرم")
        assert shown(code) in page.locator(".receipt-text").inner_text()
        assert turned(page.locator("#step-done").inner_text()) == []
        form(page, door.address)
        assert page.input_value("#f-title") == ""
        kept = page.evaluate("Object.keys(localStorage)")
        assert [name for name in kept if name.startswith("farakhan")] == []


def test_what_is_not_complete_is_sent_all_the_same_and_the_receipt_says_what_is_missing(
    browser: Browser, door: Knocker
) -> None:
    with watched(browser) as page:
        form(page, door.address)
        fill(page, "نمونه: ناتمام")
        page.locator('.answers [aria-label="تغییر خلاصه"]').click()
        page.fill("#f-summary", "")
        page.fill("#f-body-1", "زنگ بزنید: ۰۹۱۷ ۰۰۰ ۰۰۰۱ تا بگویم چه می‌کنیم.")
        advance(page)
        page.locator(".stay button").click()
        for _ in range(4):
            advance(page)
        assert page.locator(".faulty b").inner_text() == "خلاصه، متن"
        advance(page)
        page.locator("#step-done").wait_for()
        idea = door.in_git(code_of(page))
        assert idea.status is Status.HELD
        assert "زنگ بزنید: [شماره] تا بگویم" in idea.body
        assert "هنوز لازم است: خلاصه؛ تا پایان" in page.locator(".receipt-text").inner_text()
        assert "۰۹۱۷ ۰۰۰ ۰۰۰۱" in door.house.contact(idea.code).untouched["body"]


@pytest.mark.promise("old-phones-can-send")
def test_without_a_script_it_is_one_plain_post_and_a_page_to_keep(browser: Browser, door: Knocker) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        form(page, door.address, script=False)
        fill(page, "نمونه: بی اسکریپت", script=False)
        page.click(".plain-post button")
        page.wait_for_url("**/intake/receipt?of=*")
        code = code_of(page)
        assert page.locator("h1").inner_text() == "ایدهٔ شما ثبت شد"
        assert door.in_git(code).status is Status.RECEIVED, "nobody is held because scripts are off"
        stands_as_typed(door, code, "نمونه: بی اسکریپت")
        bookmark = page.url
        page.reload()
        assert code_of(page) == code
        page.go_back()
        page.go_forward()
        assert code_of(page) == code
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(bookmark)
        assert code_of(page) == code
    assert times(door, "نمونه: بی اسکریپت") == 1


def test_without_a_script_mistakes_come_back_with_all_that_was_typed(browser: Browser, door: Knocker) -> None:
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        form(page, door.address, script=False)
        fill(page, "نم", script=False)
        page.fill("#f-jobs", "سه چهار")
        page.click(".plain-post button")
        page.locator("#errors").wait_for()
        assert page.title().startswith("خطا: ")
        assert page.locator("#errors a").count() == 2
        page.locator("#errors a").nth(1).click()
        assert page.url.endswith("#f-jobs")
        assert "خطا: " in page.locator("#e-jobs").inner_text()
        assert page.input_value("#f-title") == "نم"
        assert page.input_value("#f-jobs") == "سه چهار"
        assert page.input_value("#f-body-0") == LOSS
        assert page.input_value("#f-mobile") == "+98 917 000 0000"
        assert page.input_value("#f-members") == "عضو یکم\nعضو دوم"
        assert page.locator("[name=counties]:checked").count() == 2
        assert page.locator("[name='consents.rules']").is_checked()
        page.fill("#f-title", "نمونه: درست شد")
        page.fill("#f-jobs", "۴")
        page.click("button.button")
        page.wait_for_url("**/intake/receipt?of=*")
        stands_as_typed(door, code_of(page), "نمونه: درست شد", "نم")


@contextmanager
def deaf(door: Knocker) -> Iterator[tuple[str, threading.Event]]:
    """A line to the door on which no reply to an idea comes back before it is mended; browsers may try twice."""
    mended = threading.Event()
    with closing(socket.create_server(("127.0.0.1", 0))) as listening:
        port = int(door.address.rpartition(":")[2])

        def carry(near: socket.socket) -> None:
            asked = threading.Event()
            with near, closing(socket.create_connection(("127.0.0.1", port))) as far, suppress(OSError):
                threading.Thread(target=ask, args=(near, far, asked), daemon=True).start()
                while data := far.recv(65536):
                    if asked.is_set():
                        break
                    near.sendall(data)
                for one in (near, far):
                    one.shutdown(socket.SHUT_RDWR)

        def ask(near: socket.socket, far: socket.socket, asked: threading.Event) -> None:
            with suppress(OSError):
                while data := near.recv(65536):
                    if data.startswith(b"POST /intake/ideas") and not mended.is_set():
                        asked.set()
                    far.sendall(data)
                far.shutdown(socket.SHUT_WR)

        def accept() -> None:
            with suppress(OSError):
                while True:
                    threading.Thread(target=carry, args=(listening.accept()[0],), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", mended


@pytest.mark.promise("acknowledged-once")
def test_a_line_cut_before_the_reply_sends_it_once(browser: Browser, door: Knocker) -> None:
    with deaf(door) as (address, mended), browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        form(page, address)
        fill(page, "نمونه: خط بریده")
        advance(page)
        page.locator(".retry:visible").wait_for()
        assert times(door, "نمونه: خط بریده") == 1
        assert "خط اینترنت" in page.locator(".sending-state").inner_text()
        assert "نمونه: خط بریده" in page.locator(".otherwise textarea").input_value()
        mended.set()
        page.click(".retry")
        page.locator("#step-done").wait_for()
        stands_as_typed(door, code_of(page), "نمونه: خط بریده")
    assert times(door, "نمونه: خط بریده") == 1


def test_what_is_changed_after_a_lost_reply_mends_the_same_idea(browser: Browser, door: Knocker) -> None:
    with deaf(door) as (address, mended), browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        form(page, address)
        fill(page, "نمونه: پیش از پاسخ")
        advance(page)
        page.locator(".retry:visible").wait_for()
        mended.set()
        page.click("#step-sending .back")
        page.locator("#step-check").wait_for()
        page.locator(".answers .change").first.click()
        page.fill("#f-title", "نمونه: پس از بریدن")
        for _ in range(6):
            advance(page)
        page.locator("#step-done").wait_for()
        stands_as_typed(door, code_of(page), "نمونه: پس از بریدن", "نمونه: پیش از پاسخ")
    assert times(door, "نمونه: پیش از پاسخ") == 0
    assert times(door, "نمونه: پس از بریدن") == 1


def test_an_erased_draft_is_nobodys_and_the_next_idea_is_another(browser: Browser, door: Knocker) -> None:
    with deaf(door) as (address, mended), browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        form(page, address)
        fill(page, "نمونه: نخستین نفر")
        advance(page)
        page.locator(".retry:visible").wait_for()
        mended.set()
        page.locator(".shared-phone .erase").click()
        fill(page, "نمونه: نفر پس از او")
        advance(page)
        page.locator("#step-done").wait_for()
    assert times(door, "نمونه: نخستین نفر") == 1
    assert times(door, "نمونه: نفر پس از او") == 1


@pytest.mark.promise("old-phones-can-send")
def test_without_a_line_it_waits_and_goes_when_the_line_is_back(browser: Browser, door: Knocker) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        form(page, door.address)
        fill(page, "نمونه: بی خط")
        context.set_offline(True)
        advance(page)
        page.locator(".retry:visible").wait_for()
        context.set_offline(False)
        page.locator("#step-done").wait_for()
        stands_as_typed(door, code_of(page), "نمونه: بی خط")
    assert times(door, "نمونه: بی خط") == 1


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.jpg"
    Image.effect_noise((320, 240), 60).convert("RGB").save(path, quality=90)
    return path


@pytest.mark.promise("old-phones-can-send")
def test_a_browser_that_was_closed_without_a_line_sends_it_once_when_it_comes_back(
    browser: Browser, door: Knocker, tmp_path: Path, photo: Path, chromium: str
) -> None:
    kind = browser.browser_type
    options: dict[str, Any] = {"executable_path": chromium, "args": QUIET, "viewport": PHONE}
    with kind.launch_persistent_context(tmp_path / "profile", **options) as context:
        page = context.pages[0]
        form(page, door.address)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        form(page, door.address)
        page.locator("#f-photos").set_input_files(photo)
        fill(page, "نمونه: مرورگر بسته")
        context.set_offline(True)
        advance(page)
        page.locator(".retry:visible").wait_for()
    assert times(door, "نمونه: مرورگر بسته") == 0
    with kind.launch_persistent_context(tmp_path / "profile", **options) as context:
        page = context.pages[0]
        context.set_offline(True)
        form(page, door.address)
        page.locator(".retry:visible").wait_for()
        assert page.locator("#step-sending").is_visible()
        context.set_offline(False)
        page.locator("#step-done").wait_for()
        code = code_of(page)
        stands_as_typed(door, code, "نمونه: مرورگر بسته")
        page.locator(".clip-state", has_text=ARRIVED).wait_for()
        assert len(door.in_git(code).media) == 1
        form(page, door.address)
        assert page.locator("#f-photos").evaluate("(input) => input.files.length") == 0
    assert times(door, "نمونه: مرورگر بسته") == 1


@pytest.fixture(scope="module")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("clip") / "clip.mp4"
    subprocess.run([FFMPEG, "-v", "error", *SEEN, *HEARD, *SAID, *FORMS["mp4"], path], check=True)
    return path


ARRIVED = "هم رسید"
"""What is said when all that followed an idea has come."""


def sent_with(
    page: Page, address: str, title: str, *films: Path, photos: Sequence[Path] = (), patience: int = 0
) -> str:
    """The code of an idea that is sent with photos and clips; it is there before they are."""
    form(page, address)
    if patience:
        page.locator(".idea-form").evaluate("(form, time) => { form.dataset.clipPatience = time; }", patience)
    page.locator("#f-films").set_input_files(list(films))
    page.locator("#f-photos").set_input_files(list(photos))
    fill(page, title)
    advance(page)
    page.locator("#step-done").wait_for()
    return code_of(page)


def clips_in(door: Knocker, code: str) -> list[str]:
    return [one.sha256 for one in door.in_git(code).media if one.kind == "clip"]


def test_a_clip_follows_its_idea_and_a_file_that_is_none_is_told(
    browser: Browser, door: Knocker, tmp_path: Path, clip: Path
) -> None:
    other = tmp_path / "other.mp4"
    other.write_bytes(b"no clip at all" * 100)
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        code = sent_with(page, door.address, "نمونه: با کلیپ", other, clip)
        page.locator(".clip-otherwise").wait_for()
        told = page.locator(".clip-state").inner_text()
        digest = door.in_git(code).digest
        assert f"اثر انگشت متن: {digest[:16]}\n" in page.locator(".receipt-text").inner_text()
    assert "ایده ثبت شد" in told
    assert "کلیپ ۱ («\u2068other.mp4\u2069»): این پرونده کلیپ MP4" in told
    assert "کلیپ ۲" not in told
    (kept,) = clips_in(door, code)
    assert originals.has(door.house.root, kept)


def test_a_clip_needs_the_key_of_the_form_that_sent_the_idea(browser: Browser, door: Knocker, clip: Path) -> None:
    with browser.new_context(viewport=PHONE) as context:
        code = sent_with(context.new_page(), door.address, "نمونه: کلیپ دیگری", clip)
    for key in ("", "another-key-of-somebody"):
        assert door.post("clip", {"code": code, "key": key, "clip": "0" * 32}).status_code == 403


def test_where_the_server_is_full_the_idea_is_safe_and_the_clip_has_another_way(
    browser: Browser, tmp_path: Path, door_site: Path, clip: Path
) -> None:
    with (
        House(tmp_path, door_site).serving(means=Means(clips=Bounds(open=0))) as door,
        browser.new_context(viewport=PHONE) as context,
    ):
        page = context.new_page()
        code = sent_with(page, door.address, "نمونه: سرور پر", clip, patience=1500)
        assert shown(code) in page.locator(".receipt-text").inner_text()
        page.locator(".clip-state", has_text="سرور اکنون برای کلیپ ۱ جا ندارد").wait_for()
        page.locator(".clip-otherwise").wait_for()
        assert "سرور برای آن جا نداشت" in page.locator(".clip-state").inner_text()
        assert "ایتا" in page.locator(".clip-otherwise").inner_text()
        stands_as_typed(door, code, "نمونه: سرور پر")


def test_on_a_bad_line_a_clip_goes_on_or_is_given_up_in_words(
    browser: Browser, door: Knocker, clip: Path, tmp_path: Path
) -> None:
    large = tmp_path / "large.mp4"
    large.write_bytes(clip.read_bytes() + b"\x00\x20\x00\x00free" + bytes(2**21 - 8))
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        brought: list[bool] = []

        def cut_off(route: Route) -> None:
            """The line is away once the first piece has arrived, until the page has said so."""
            if route.request.method == "POST" or not brought:
                brought.extend([True] * (route.request.method == "PATCH"))
                route.continue_()
            else:
                route.abort("internetdisconnected")

        page.route("**/intake/clips/**", cut_off)
        code = sent_with(page, door.address, "نمونه: خط بد", large, patience=1500)
        page.locator(".clip-state", has_text="خط برای کلیپ ۱ قطع شد").wait_for()
        page.locator(".clip-otherwise").wait_for()
        assert "خط اینترنت برای آن بس نبود" in page.locator(".clip-state").inner_text()
        assert clips_in(door, code) == []
        page.unroute("**/intake/clips/**")
        asked: list[str] = []
        page.on("request", lambda request: asked.append(f"{request.method} {request.url.partition('/intake/')[2][:5]}"))
        page.click(".clip-retry")
        page.locator(".clip-state", has_text=ARRIVED).wait_for()
    assert asked[0] == "HEAD clips"
    assert "POST clips" not in asked
    assert len(clips_in(door, code)) == 1


@pytest.mark.promise("clips-text-first")
def test_a_text_goes_first_and_photos_follow_when_the_line_is_back(
    browser: Browser, door: Knocker, photo: Path, clip: Path
) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page, away = context.new_page(), True
        page.route("**/intake/photo", lambda route: route.abort("internetdisconnected") if away else route.continue_())
        code = sent_with(page, door.address, "نمونه: نخست متن", clip, photos=[photo])
        stands_as_typed(door, code, "نمونه: نخست متن")
        page.locator(".clip-state", has_text="خط برای عکس ۱ قطع شد").wait_for()
        assert door.in_git(code).media == ()
        away = False
        page.locator(".clip-state", has_text=ARRIVED).wait_for()
        idea = door.in_git(code)
        assert f": {idea.digest[:16]}\n" in page.locator(".receipt-text").inner_text()
    assert [medium.kind for medium in idea.media] == ["photo", "clip"]
    assert times(door, "نمونه: نخست متن") == 1


@pytest.mark.promise("clips-text-first")
def test_a_file_that_changed_on_the_disk_is_named_at_once_and_chosen_again(
    browser: Browser, door: Knocker, photo: Path, clip: Path, tmp_path: Path
) -> None:
    film = tmp_path / "rec.mp4"
    film.write_bytes(clip.read_bytes())
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        form(page, door.address)
        page.locator("#f-films").set_input_files(film)
        page.locator("#f-photos").set_input_files(photo)
        fill(page, "نمونه: پروندهٔ رفته")
        for path in (film, photo):
            with path.open("ab") as file:
                file.write(b"more")
        advance(page)
        page.locator("#step-done").wait_for()
        page.locator(".clip-otherwise").wait_for(timeout=5000)
        told = page.locator(".clip-state").inner_text()
        assert "عکس ۱ («\u2068photo.jpg\u2069»): این پرونده دیگر خوانده نمی‌شود" in told
        assert "کلیپ ۱ («\u2068rec.mp4\u2069»): این پرونده دیگر خوانده نمی‌شود" in told
        assert "خط" not in told
        assert page.locator(".clip-retry").is_hidden(), "it would be the same again"
        code = code_of(page)
        stands_as_typed(door, code, "نمونه: پروندهٔ رفته")
        with page.expect_file_chooser() as opened:
            page.click(".clip-choose")
        opened.value.set_files([film, photo])
        page.locator(".clip-state", has_text=ARRIVED).wait_for()
        assert [medium.kind for medium in door.in_git(code).media] == ["photo", "clip"]
        assert page.locator(".clip-otherwise").is_hidden()


LOST = """() => {
  const [lost] = document.querySelector("#lost").files, photos = document.querySelector("#f-photos");
  const items = new DataTransfer();
  for (const file of [lost, ...photos.files]) items.items.add(file);
  photos.files = items.files;
  photos.dispatchEvent(new Event("change", { bubbles: true }));
}"""


@pytest.mark.parametrize("known", [True, False])
def test_a_file_that_cannot_be_read_is_named_where_it_is_chosen(
    known: bool,  # noqa: FBT001
    browser: Browser,
    door: Knocker,
    photo: Path,
    tmp_path: Path,
) -> None:
    cloud = tmp_path / "cloud.png"
    Image.new("RGB", (9, 9)).save(cloud)
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        form(page, door.address)
        fill(page, "نمونه: فضای ابری")
        page.evaluate("location.hash = '#work'")
        page.locator("#f-photos").set_input_files(photo)
        page.evaluate(
            "document.body.append(Object.assign(document.createElement('input'), { type: 'file', id: 'lost' }))"
        )
        page.locator("#lost").set_input_files(cloud)
        if known:  # else the browser takes it for an empty one
            assert page.locator("#lost").evaluate("(input) => input.files[0].size") > 0
        cloud.unlink()
        page.evaluate(LOST)
        page.locator("#e-photos", has_text="«\u2068cloud.png\u2069» خوانده نشد").wait_for()
        assert page.locator("#f-photos ~ .chosen li .name").all_inner_texts() == ["photo.jpg"]
        page.locator("#step-work .next").click()
        page.locator("#step-work").wait_for(state="hidden")


def test_what_is_on_its_way_may_be_left(browser: Browser, door: Knocker, photo: Path, clip: Path) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.route("**/intake/photo", lambda route: route.abort("internetdisconnected"))
        code = sent_with(page, door.address, "نمونه: بی آن‌ها", clip, photos=[photo])
        page.locator(".clip-state", has_text="خط برای عکس ۱ قطع شد").wait_for()
        page.click(".clip-stop")
        page.locator(".clip-otherwise").wait_for()
        assert "فرستاده نشد" in page.locator(".clip-state").inner_text()
        page.click(".clip-leave")
        assert page.locator(".clip-otherwise").is_hidden()
        assert "کامل است" in page.locator(".clip-state").inner_text()
        stands_as_typed(door, code, "نمونه: بی آن‌ها")
        assert door.in_git(code).media == ()


ON_THE_PHONE = """async () => {
  const asked = indexedDB.open("farakhan", 1);
  await new Promise((done) => { asked.onsuccess = done; });
  const files = asked.result.transaction("photos").objectStore("photos").getAllKeys();
  await new Promise((done) => { files.onsuccess = done; });
  return [{ ...localStorage }, { ...sessionStorage }, files.result];
}"""


def test_what_arrived_leaves_the_phone_and_what_is_left_too(
    browser: Browser, door: Knocker, photo: Path, clip: Path
) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.route("**/intake/clip", lambda route: route.abort("internetdisconnected"))
        code = sent_with(page, door.address, "نمونه: نام پرونده", clip, photos=[photo])
        page.locator(".clip-state", has_text="خط برای کلیپ ۱ قطع شد").wait_for()
        assert page.evaluate(ON_THE_PHONE) == [{}, {}, [f"1406-following-{code}"]]
        kept = page.evaluate(FOLLOWING, f"1406-following-{code}")
        assert kept == [["code", "key", "shown"], ["clip.mp4"]], "neither word nor receipt, nor where it arrives"
        page.click(".clip-stop")
        page.locator(".clip-otherwise").wait_for()
        assert page.evaluate(ON_THE_PHONE) == [{}, {}, []]


FOLLOWING = """async (name) => {
  const { get } = await import("/assets/kept.js"), { idea, items } = await get(name);
  return [Object.keys(idea).sort(), items.map(({ file }) => file.name)];
}"""


@pytest.mark.promise("clips-text-first")
@pytest.mark.parametrize("how", ["reloaded", "crashed"])
def test_photos_and_clips_go_on_when_the_page_is_opened_again(
    how: str, browser: Browser, door: Knocker, photo: Path, clip: Path
) -> None:
    title = f"نمونه: صفحهٔ {how}"
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        context.route("**/intake/clip", lambda route: route.abort("internetdisconnected"))
        context.route("**/intake/photo", lambda route: route.abort("internetdisconnected"))
        code = sent_with(page, door.address, title, clip, photos=[photo])
        page.locator(".clip-state", has_text="خط برای عکس ۱ قطع شد").wait_for()
        word = page.locator(".own-word").inner_text()
        assert door.in_git(code).media == ()
        beside = context.new_page()
        form(beside, door.address)
        beside.locator("#step-idea").wait_for()
        assert beside.locator("#step-done").is_hidden(), "the first page has it"
        beside.close()
        if how == "reloaded":
            page.reload()
        else:
            page.close()
            page = context.new_page()
            page.goto(f"{door.address}/write/")
        page.locator(".clip-state", has_text="فرستادن عکس ۱").or_(
            page.locator(".clip-state", has_text="خط برای عکس ۱ قطع شد")
        ).wait_for()
        assert code_of(page) == code
        assert page.locator(".of-receipt:visible").count() == 0
        assert word not in page.content()
        context.unroute("**/intake/clip")
        context.unroute("**/intake/photo")
        page.locator(".clip-state", has_text="به ایده افزوده شد").wait_for()
        idea = door.in_git(code)
        assert [medium.kind for medium in idea.media] == ["photo", "clip"]
        assert idea.digest[:16] in page.locator(".clip-state").inner_text()
        assert page.evaluate(ON_THE_PHONE) == [{}, {}, []]
        page.reload()
        page.locator("#step-idea").wait_for()
    stands_as_typed(door, code, title)
    assert times(door, title) == 1


def test_what_is_on_its_way_is_erased_with_the_draft(browser: Browser, door: Knocker, photo: Path, clip: Path) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        context.route("**/intake/photo", lambda route: route.abort("internetdisconnected"))
        code = sent_with(page, door.address, "نمونه: پاک کردن", clip, photos=[photo])
        page.locator(".clip-state", has_text="خط برای عکس ۱ قطع شد").wait_for()
        page.click("#step-done .again")
        page.locator(".erase:visible").first.click()
        page.wait_for_function(f"async () => !(await ({ON_THE_PHONE})())[2].length")
        page.reload()
        page.locator("#step-idea").wait_for()
        assert page.locator("#step-done").is_hidden()
    assert door.in_git(code).media == ()


def test_photos_are_added_one_after_the_other_and_taken_out_again(
    browser: Browser, door: Knocker, tmp_path: Path
) -> None:
    photos = [tmp_path / f"{number}.png" for number in range(8)]
    for number, photo in enumerate(photos):
        Image.new("RGB", (8 + number, 8)).save(photo)
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        form(page, door.address)
        fill(page, "نمونه: عکس‌ها")
        page.evaluate("location.hash = '#work'")
        files, listed = page.locator("#f-photos"), page.locator("#f-photos ~ .chosen li")
        with page.expect_file_chooser() as opened:
            page.get_by_text("افزودن عکس").click()
        opened.value.set_files(photos[:2])
        files.set_input_files([photos[1], photos[2]])
        assert [text.split("\n")[0] for text in listed.all_inner_texts()] == ["0.png", "1.png", "2.png"]
        assert "۰٫۱ مگابایت" in listed.first.inner_text()
        page.get_by_role("button", name="برداشتن: 1.png").press("Enter")
        assert files.evaluate("(input) => [...input.files].map((one) => one.name)") == ["0.png", "2.png"]
        files.set_input_files(photos)
        assert listed.count() == 6
        assert "حداکثر ۶ عکس" in page.locator("#e-photos").inner_text()
        page.reload()
        listed.nth(5).wait_for(state="attached")


def test_what_is_typed_before_the_script_has_come_stays(browser: Browser, door: Knocker) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        held: list[Route] = []
        page.route("**/assets/form.js", lambda route: route.continue_() if held else held.append(route))
        page.goto(f"{door.address}/write/", wait_until="commit")
        page.fill("#f-title", "نمونه: زودتر از اسکریپت")
        pick(page, "stage", "pilot")
        while not held:
            page.wait_for_timeout(20)
        held[0].continue_()
        page.locator(".idea-form[data-at]").wait_for()
        assert page.input_value("#f-title") == "نمونه: زودتر از اسکریپت"
        assert page.locator("[name=stage][value=pilot]").is_checked()
        form(page, door.address)
        assert page.input_value("#f-title") == "نمونه: زودتر از اسکریپت"


def test_a_draft_with_photos_comes_back_and_is_erased_whole(browser: Browser, door: Knocker, photo: Path) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        page.on("dialog", lambda dialog: dialog.accept())
        form(page, door.address)
        page.locator("#f-photos").set_input_files(photo)
        page.fill("#f-title", "نمونه: پیش‌نویس")
        form(page, door.address)
        assert page.input_value("#f-title") == "نمونه: پیش‌نویس"
        files = page.locator("#f-photos")
        page.wait_for_function("document.querySelector('#f-photos').files.length === 1")
        page.locator(".draft-note .erase").click()
        assert files.evaluate("(input) => input.files.length") == 0
        form(page, door.address)
        page.evaluate("indexedDB.databases().then(() => true)")
        assert files.evaluate("(input) => input.files.length") == 0
        assert page.input_value("#f-title") == ""


def test_a_refusal_comes_with_the_ready_message_of_what_was_typed(
    browser: Browser, door: Knocker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("farakhan.store.durable.RESERVE", 2**60)
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        form(page, door.address)
        fill(page, "نمونه: دیسک پر")
        advance(page)
        page.locator(".otherwise textarea").wait_for()
        assert page.locator(".sending-state").inner_text() == REFUSALS["disk"].words
        message = page.locator(".otherwise textarea").input_value()
    with browser.new_context(viewport=PHONE, java_script_enabled=False) as context:
        page = context.new_page()
        form(page, door.address, script=False)
        fill(page, "نمونه: دیسک پر", script=False)
        page.click(".plain-post button")
        page.locator("#message-1").wait_for()
        assert page.locator("#message-1").inner_text().strip() == message.strip()
    assert times(door, "نمونه: دیسک پر") == 0


def test_faults_that_only_the_server_finds_are_told_at_the_field(browser: Browser, door: Knocker) -> None:
    with browser.new_context(viewport=PHONE) as context:
        page = context.new_page()
        form(page, door.address)
        fill(page, "نمونه: زنگ بزنید")
        page.evaluate("document.querySelector('#f-title').value += ' به ۰۹۱۷ ۱۲۳ ۴۵۶۷'")  # as by an older form's script
        advance(page)
        page.locator("#e-title:visible").wait_for()
        assert page.locator("#step-idea").is_visible()
        assert "شمارهٔ همراه" in page.locator(".errors a").first.inner_text()


# The site elsewhere


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Knocker, str]]:
    """An intake on its own origin, and the site on another."""
    with closing(socket.create_server(("127.0.0.1", 0))) as free:
        port = free.getsockname()[1]
    house = House(tmp_path_factory.mktemp("apart"), intake=f"http://127.0.0.1:{port}")
    with hosted(house.site) as site, house.serving(port=port, elsewhere=site.rstrip("/")) as door:
        yield door, site.rstrip("/")


@pytest.mark.parametrize("script", [True, False])
def test_a_site_elsewhere_sends_to_the_intake_alone(browser: Browser, apart: tuple[Knocker, str], script: bool) -> None:  # noqa: FBT001 (two ways)
    door, site = apart
    title = f"نمونه: از جای دیگر {'با' if script else 'بی'} اسکریپت"
    with watched(browser, java_script_enabled=script) as page:
        asked: set[str] = set()
        page.on("request", lambda request: asked.add("/".join(request.url.split("/")[:3])))
        form(page, site, script=script)
        policy = page.locator("meta[http-equiv=Content-Security-Policy]").get_attribute("content") or ""
        rules = dict(rule.split(" ", 1) for rule in policy.split("; ") if " " in rule)
        built = (door.house.site / "write" / "index.html").read_text(encoding="utf-8")
        assert rules["form-action"] == door.address, (page.url, asked, built)
        assert rules["connect-src"] == f"'self' {door.address}"
        fill(page, title, script=script)
        if script:
            advance(page)
            page.locator("#step-done").wait_for()
        else:
            page.click(".plain-post button")
            page.wait_for_url(f"{door.address}/intake/receipt?of=*")
        stands_as_typed(door, code_of(page), title)
        assert {one for one in asked if one.startswith("http")} == {site, door.address}


def test_the_intake_answers_that_one_origin_and_no_other(apart: tuple[Knocker, str]) -> None:
    door, site = apart
    allowed = "Access-Control-Allow-Origin"
    own = {"Origin": site, "Sec-Fetch-Site": "cross-site"}
    assert door.client.get("/intake/challenge", headers=own).headers[allowed] == site
    assert door.post("ideas", {"title": ""}, **own).headers[allowed] == site
    for refused in ("https://example.com", "null", f"{site}.example.com", site.replace("http", "https")):
        assert allowed not in door.client.get("/intake/challenge", headers={"Origin": refused}).headers
        assert door.post("ideas", {"title": ""}, Origin=refused).status_code == 403
        preflight = {"Origin": refused, "Access-Control-Request-Method": "POST"}
        assert door.client.options("/intake/ideas", headers=preflight).status_code == 400
