"""A whole call is run at the desk alone, from accepted ideas to the announcement; each act bears who sat there."""

import io
import re
import subprocess
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import pytest
from playwright.sync_api import Browser, Page, ViewportSize
from tests.desks import ARRIVED, House
from tests.lab import git, put_into_git
from tests.ready import TOOL
from tests.records import OVER, Record
from tests.test_hostile import LINES
from tests.test_site import lay_out
from tests.visits import DESK, PHONE, split_words, violations, watched
from tests.whole import JUDGES, accepted, filled, first_reading, mended, thinking

from farakhan.desk.people import Sitter
from farakhan.files.sheet_book import NOT_ELIGIBLE
from farakhan.judging.remarks import INELIGIBLE
from farakhan.model.codes import grouped
from farakhan.model.staff import Duty
from farakhan.office.keys import FOLDER
from farakhan.persian.digits import to_persian
from farakhan.record.sheets import read_sheets
from farakhan.store.git.commits import Person

DIARY = (
    "تقسیم ایده‌ها میان داوران",
    "برگ امتیاز داوران",
    "تقسیم ایده‌ها میان داوران",
    "برگ امتیاز داوران",
    "تأیید برگ به گفتهٔ داور",
    "بستن برگ‌های داوران",
    "جمع‌بندی امتیازها",
    "تصمیم هیئت داوران",
    *["تصمیم هیئت داوران"] * 3,
    "اعتراض: ایدهٔ …",
    "پاسخ به اعتراض: ایدهٔ …",
    "تصمیم هیئت داوران",
    "تغییر در فراخوان",
)
"""The history of a call that was run here, as git tells it."""
_FORM = re.compile(r'<form[^>]*method="post" action="([^"]+)"[^>]*>(.*?)</form>', re.DOTALL)
_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)">')


class Sent(NamedTuple):
    """What came of a form: the page to which it led, or that it was answered with."""

    code: int
    page: str


class Run:
    """An edition of sixty accepted ideas under a desk, and what is brought there."""

    def __init__(self, house: House, record: Record) -> None:
        self.house, self.record = house, record
        self.home = record.root.parent

    def get(self, path: str) -> str:
        answer = self.house.client.get(path)
        assert answer.status_code == 200, (path, answer.text)
        return answer.text

    def ranked(self) -> list[str]:
        """The codes of the ranking."""
        edition = self.record.read()
        assert edition.results
        return [place.code for place in edition.results.ranking]

    def packs(self, name: str) -> Path:
        """The folder with the packs as the desk gives them."""
        with zipfile.ZipFile(io.BytesIO(self.house.client.get("/run/packs.zip").content)) as archive:
            archive.extractall(self.home / name)
        return self.home / name

    def send(self, page: str, path: str, **form: object) -> Sent:
        """Send the form of a page that goes to a path, as a browser does; and once more where it asks."""
        hidden = self.hidden(page, path)
        answer = self.post(path, hidden | form)
        if answer.status_code == 200 and 'name="sure"' in answer.text:
            answer = self.post(path, self.hidden(answer.text, path))
        if answer.status_code != 303:
            return Sent(answer.status_code, unescape(answer.text))
        return Sent(303, unescape(self.get(answer.headers["location"])))

    def hidden(self, page: str, path: str) -> dict[str, object]:
        """What a form carries by itself."""
        carried = defaultdict[str, list[str]](list)
        for to, inside in _FORM.findall(page):
            for name, value in _HIDDEN.findall(inside) if to == path else ():
                carried[name].append(unescape(value))
        assert carried, f"no form to {path} in {page}"
        return dict(carried)

    def post(self, path: str, form: Mapping[str, object]) -> httpx.Response:
        return self.house.client.post(path, data=dict(form))

    def bring(self, folder: Path) -> Sent:
        """Bring all sheets of a folder to a trial."""
        files = [("files", (path.name, path.read_bytes())) for path in sorted(folder.glob("*.xlsx"))]
        form = self.hidden(self.get("/run/sheets"), "/run/sheets/try")
        answer = self.house.client.post("/run/sheets/try", data=form, files=files)
        return Sent(answer.status_code, unescape(answer.text))


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    home = tmp_path_factory.mktemp("run")
    record = accepted(home / "call")
    with pytest.MonkeyPatch.context() as patch, House.over(record) as house:
        patch.setenv(FOLDER, str(home / ".config" / "farakhan" / "keys"))
        yield Run(house, record)


def test_a_whole_call(run: Run) -> None:
    begun = git(run.record.root, "rev-parse", "HEAD").strip()
    for step in (read, closed, decided, heard, announced):
        step(run)
    for words in (("check",), ("verify",), ("audit", "1406")):
        done = subprocess.run([str(TOOL), *words], cwd=run.record.root, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (words, done.stdout, done.stderr)
    log = git(run.record.root, "log", "--reverse", "--format=%an: %s", f"{begun}..HEAD").splitlines()
    assert [re.sub("[۰-۹]{10}", "…", line) for line in log] == [f"کارشناس نمونه: {words}" for words in DIARY]


def read(run: Run) -> None:
    """Ideas are shared out, judges send their sheets, two with a fault, and read what others could not."""
    assert "۶۰ ایده هنوز به ۳ داور داده نشده است" in run.get("/run")
    shared = run.send(run.get("/run/share?readings=3"), "/run/share")
    assert "ثبت شد. بستهٔ این داوران عوض شده است: d1، d2" in shared.page
    packs = run.packs("packs")
    first_reading(packs, run.home / "back")
    tried = run.bring(run.home / "back")
    assert tried.code == 200
    assert "d3.xlsx، برگهٔ امتیاز، ردیف ۵، ستون «نوآوری»" in tried.page
    assert "d6.xlsx، برگهٔ امتیاز، ردیف ۷، ستون «برند و بازار»" in tried.page
    assert "/run/sheets/keep" not in tried.page
    mended(packs, run.home / "back")
    tried = run.bring(run.home / "back")
    assert "۸ برگ ثبت شد" in run.send(tried.page, "/run/sheets/keep").page
    run.send(run.get("/run/share"), "/run/share")
    again = run.packs("packs2")
    (run.home / "back2").mkdir()
    for pack in again.glob("*.zip"):
        judge = pack.stem.split("-")[1]
        sheet = filled(pack, thinking(f"{judge} again", can_read=True))
        (run.home / "back2" / f"{judge}.xlsx").write_bytes(sheet)
    kept = run.send(run.bring(run.home / "back2").page, "/run/sheets/keep")
    assert "۸ برگ ثبت شد" in kept.page
    assert "نوآوری" in run.get("/run/sheets/d3")


def closed(run: Run) -> None:
    """Judges confirm, the round is closed, and it is counted."""
    waits = '<a href="/run/sheets"><strong>۸</strong> برگ داوری آمده و داورش هنوز تأیید نکرده است</a>'
    assert waits in run.get("/")
    confirmed = run.send(run.get("/run/sheets"), "/run/sheets/confirm", judges=list(JUDGES))
    assert "برگ داوری آمده" not in run.get("/")
    assert "تأیید d1، d2، d3، d4، d5، d6، d7، d8 ثبت شد" in confirmed.page
    done = run.send(run.get("/run/close"), "/run/close")
    assert "هر ایده شمارهٔ همگانی خود را گرفت" in done.page
    assert "شمرده شد" in run.send(done.page, "/run/count").page
    assert "گزارش" in run.get("/run/report")


def decided(run: Run) -> None:
    """The jury's decision is drafted, with names; then three ideas are decided otherwise."""
    drafted = run.send(run.get("/run/award"), "/run/award")
    assert "ثبت شد." in drafted.page
    assert "نمونه: گروه" in drafted.page, "the key of this machine opened the names for publication"
    ranked = run.ranked()
    refused = decide(run, ranked[4], outcome="pass-over")
    assert (refused.code, "دلیل کنار گذاشتنش" in refused.page) == (409, True)
    decide(run, ranked[4], outcome="pass-over", reason="نمونه: صاحبش از اجرا منصرف شد")
    decide(run, ranked[20], award="commended", reason="نمونه: در شهرستانش کاری نیست")
    helped = decide(run, ranked[0], **{"support-barakat": "خرید دستگاه"})
    assert "حمایت: بنیاد برکت: خرید دستگاه" in helped.page
    supported = f'حمایت همکاران: بنیاد برکت: خرید دستگاه. <a href="/run/award/{ranked[0]}">'
    assert [supported in run.get(f"/ideas/{code}") for code in ranked[:2]] == [True, False]
    assert run.house.client.get("/run/minutes.pdf").content.startswith(b"%PDF")


def heard(run: Run) -> None:
    """An owner objects by telephone, after the time for it, and is answered."""
    text = "ایدهٔ ما را کم دیده‌اند؛ زهره نمونه‌پور هم همین را می‌گوید."
    said = {"code": run.ranked()[30], "channel": "phone", "text": text}
    late = run.send(run.get("/run/objections"), "/run/objections", **said)
    assert (late.code, "دلیلش را بنویسید" in late.page) == (409, True)
    taken = run.send(run.get("/run/objections"), "/run/objections", **said, why="در سفر بود")
    number = re.search(r"/run/objections/([0-9]{5})", taken.page)
    assert number
    assert "نمونه‌پور" not in taken.page
    assert '<a href="/run/objections"><strong>۱</strong> اعتراض بی‌پاسخ</a>' in run.get("/")
    path = f"/run/objections/{number[1]}"
    answered = run.send(run.get(path), path, answer="برگ هر سه داور دوباره دیده شد و درست بود.")
    assert "صاحب ایده آن را در «ایدهٔ من» می‌خواند" in answered.page
    assert "اعتراض بی‌پاسخ" not in run.get("/")


def announced(run: Run) -> None:
    """The letter gets its number, a day of the call moves, all is looked over, and the site is tried and built."""
    letter = {"letter": "نمونه ۱۲/۳۴", "signed": "نمونه: رئیس\nنمونه: دبیر"}
    signed = run.send(run.get("/run/award"), "/run/award/letter", **letter)
    assert "امضا: نمونه: رئیس، نمونه: دبیر" in signed.page
    early = {"key": "dates.deadline", "value": "۱۴۰۴/۰۱/۰۱", "why": "زودتر"}
    refused = run.send(run.get("/run/call"), "/run/call", **early)
    assert (refused.code, "پس از این مهلت رسیده است و دیگر پذیرفته نمی‌ماند" in refused.page) == (409, True)
    later = {"key": "dates.announced", "value": "۱۴۰۵/۰۶/۲۸", "why": "سالن آماده نبود"}
    moved = run.send(run.get("/run/call"), "/run/call", **later)
    assert "«۲۵ شهریور ۱۴۰۵» ← «۲۸ شهریور ۱۴۰۵»" in moved.page
    assert "همهٔ مرحله‌ها انجام شده است" in run.get("/run")
    assert run.get("/run/audit").count('class="notice"') == 3
    built = run.send(run.get("/run/publish"), "/run/publish/rehearsal", day="۱۴۰۵/۰۷/۰۱")
    assert re.search(r"/rehearsal/[^/]+/", built.page)
    assert "سایت ساخته شد" in run.send(run.get("/run/publish"), "/run/publish").page


def decide(run: Run, code: str, **form: object) -> Sent:
    """Decide on one idea, as its page offers it where nothing else is said."""
    page, path = run.get(f"/run/award/{code}"), f"/run/award/{code}"
    offered = {"outcome": "honour", "award": "honoured", "role": "none", "reason": ""}
    name = re.search(r'name="name" maxlength="120" value="([^"]*)"', page)
    return run.send(page, path, **{**offered, "name": unescape(name[1]) if name else "", **form})


CLERK, JURY = frozenset({Duty.REGISTER}), frozenset({Duty.AWARD})
SECRETARY = frozenset({Duty.REGISTER, Duty.SCREEN, Duty.JUDGING})
NAMED = Person("دبیر نمونه", "secretary@localhost")


class Small(NamedTuple):
    """Three accepted ideas with hostile words in them, three judges, and a desk at which one named person sits."""

    house: House
    run: Run


@pytest.fixture
def small(tmp_path: Path) -> Iterator[Small]:
    record = Record(tmp_path / "call", dates=OVER)
    for line in list(LINES.values())[:3]:
        record.idea(title=line[:100], summary=line[:100], arrived=ARRIVED, registered=ARRIVED)
    put_into_git(record.root)
    with House.over(record) as house:
        yield Small(house, Run(house, record))


def scored(run: Run) -> None:
    """Ideas are shared out and all judges have scored them."""
    run.send(run.get("/run/share"), "/run/share")
    packs = run.packs("packs")
    (run.home / "back").mkdir()
    for pack in packs.glob("*.zip"):
        sheet = filled(pack, thinking(pack.stem, can_read=True), doubted)
        (run.home / "back" / f"{pack.stem}.xlsx").write_bytes(sheet)
    run.send(run.bring(run.home / "back").page, "/run/sheets/keep")


DOUBT = '۲ <img src=x onerror="alert(1)">'
"""What each of the three judges writes of each idea: the rule by which it is not eligible."""


def doubted(sheet: Any) -> None:  # noqa: ANN401 (openpyxl's)
    (column,) = (cell.column for cell in sheet[1] if cell.value == NOT_ELIGIBLE)
    for row in range(2, sheet.max_row + 1):
        sheet.cell(row, column).value = DOUBT


def test_an_act_bears_the_name_of_who_sits_there_and_not_of_the_machine(small: Small) -> None:
    small.house.desk.come_in = lambda _: Sitter(NAMED, "", frozenset(Duty))
    small.house.client = small.house.browser()
    run = small.run
    scored(run)
    run.send(run.get("/run/close"), "/run/close")
    log = git(run.record.root, "log", "-3", "--format=%an <%ae> %cn").splitlines()
    assert log == ["دبیر نمونه <secretary@localhost> دبیر نمونه"] * 3


def test_an_idea_that_a_judge_must_not_read_by_their_own_word_is_kept_from_them(small: Small) -> None:
    run, here = small.run, "/run/judges/entry"
    run.send(run.get("/run/share"), "/run/share")
    edition = run.record.read()
    judge = edition.call.judges[0]
    code = next(pair.idea for pair in read_sheets(edition).assignments if pair.judge == judge.id)
    page = run.get(f"{here}?id={judge.id}")
    form = {"id": judge.id, "fields": list(judge.fields), "reason": ["خویشاوند", "", ""]}
    for typed, reason in (("1234567890", "خویشاوند"), (code, ""), (code, "خویشاوند، ۰۹۱۷۰۰۰۰۰۱۱")):
        refused = run.send(page, here, **form | {"conflict": [typed, "", ""], "reason": [reason, "", ""]})
        assert refused.code == 409, refused.page
    asked = run.post(here, run.hidden(page, here) | form | {"conflict": [to_persian(grouped(code)), "", ""]})
    assert "آن ایده اکنون به او سپرده شده است" in asked.text
    assert run.post(here, run.hidden(asked.text, here)).status_code == 303
    entered = run.record.read().call.judges[0]
    assert [conflict.model_dump() for conflict in entered.conflicts] == [{"idea": code, "reason": "خویشاوند"}]
    assert entered.model_copy(update={"conflicts": ()}) == judge
    again = run.get(f"{here}?id={judge.id}")
    assert f'value="{to_persian(grouped(code))}"' in again
    plan = run.get("/run/share")
    assert f"داوران بی‌تعارض کم است؛ داور دیگری بیفزایید: {to_persian(grouped(code))}" in plan, "all others read it"
    run.send(again, here, id=judge.id, fields=list(judge.fields), conflict=["", ""], reason=["", ""])
    assert run.record.read().call.judges[0] == judge


def test_a_stale_form_does_nothing(small: Small) -> None:
    run = small.run
    plan = run.get("/run/share")
    scored(run)
    closing = run.get("/run/close")
    later = {"key": "grace_minutes", "value": "۳۰", "why": "خط‌ها شلوغ بود"}
    assert "«۰» ← «۳۰»" in run.send(run.get("/run/call"), "/run/call", **later).page
    before = git(run.record.root, "rev-parse", "HEAD")
    for page, path in ((plan, "/run/share"), (closing, "/run/close")):
        refused = run.send(page, path)
        assert (refused.code, "این صفحه کهنه بود" in refused.page) == (409, True), path
    assert git(run.record.root, "rev-parse", "HEAD") == before


@pytest.mark.parametrize(
    ("duties", "path"),
    [
        (CLERK, "/run/close"),
        (CLERK, "/run/call"),
        (CLERK, "/run/award"),
        (SECRETARY, "/run/award"),
        (SECRETARY, "/run/award/letter"),
        (JURY, "/run/close"),
        (JURY, "/run/share"),
    ],
)
def test_a_clerk_closes_nothing_and_a_secretary_awards_nothing(
    small: Small, duties: frozenset[Duty], path: str
) -> None:
    small.house.desk.come_in = lambda _: Sitter(NAMED, "", duties)
    small.house.client = small.house.browser()
    before = git(small.run.record.root, "rev-parse", "HEAD")
    answer = small.house.client.post(path, data={"token": small.house.word(), "sure": "yes"})
    assert answer.status_code == 403
    assert git(small.run.record.root, "rev-parse", "HEAD") == before
    menu = re.search(r'<nav aria-label="اجرای فراخوان">.*?</nav>', small.run.get("/run"), re.DOTALL)
    assert menu
    assert ('"/run/award"' in menu[0], '"/run/close"' in menu[0]) == (Duty.AWARD in duties, Duty.JUDGING in duties)


def test_a_rehearsal_is_seen_by_its_address_alone_and_reaches_nothing(small: Small, browser: Browser) -> None:
    lay_out(small.run.record.root)
    run = small.run
    built = run.send(run.get("/run/publish"), "/run/publish/rehearsal", day="1405/05/01")
    match = re.search(r"/rehearsal/[^/\"]+/", built.page)
    assert match
    stranger = small.house.browser(comes_in=False)
    assert stranger.get("/rehearsal/x/").status_code == 404
    answer = stranger.get(match[0])
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].startswith(
        "sandbox allow-scripts; connect-src 'self'; form-action"
    )
    with watched(browser, viewport=DESK) as page:
        hosts = set[str]()
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
        page.goto(f"{small.house.address}/in?key={small.house.desk.sessions.key}")
        page.goto(f"{small.house.address}{match[0]}")
        assert page.evaluate("window.origin") == "null"
        assert page.evaluate("document.fonts.ready.then(() => document.fonts.check('1rem Vazirmatn'))")
        assert hosts == {small.house.address.removeprefix("http://")}
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{small.house.address}/in?key={small.house.desk.sessions.key}")
        page.goto(f"{small.house.address}{match[0]}")
        read = "fetch('/ideas').then(answer => answer.text()).catch(() => 'nothing')"
        assert page.evaluate(read) in ("nothing", "")
    second = run.send(run.get("/run/publish"), "/run/publish/rehearsal", day="1405/13/01")
    assert (second.code, "روز را چنین" in second.page) == (409, True)


class Fingers:
    """Somebody at a keyboard, without a mouse; their keys are counted."""

    def __init__(self, page: Page) -> None:
        self.page, self.keys = page, 0

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)
        self.keys += 1

    def to(self, words: str) -> None:
        """Go on with Tab to what bears these words."""
        for _ in range(80):
            self.press("Tab")
            if self.page.evaluate(_WORDS) == words:
                return
        pytest.fail(f"no way to «{words}» on {self.page.url}")

    def go(self, words: str) -> None:
        """Go on to what bears these words, and do it."""
        self.to(words)
        self.enter()

    def enter(self) -> None:
        with self.page.expect_navigation():
            self.press("Enter")

    def type(self, words: str) -> None:
        self.page.keyboard.type(words)
        self.keys += len(words)


_WORDS = """(() => {
  const here = document.activeElement, label = here.labels?.[0];
  return (label ? [...label.childNodes].map(node => node.nodeName === "SMALL" ? "" : node.textContent).join("")
    : here.textContent).trim().split("\\n")[0].trim();
})()"""


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_main_way_by_keyboard_alone(small: Small, browser: Browser, size: ViewportSize) -> None:
    home = small.run.home
    with watched(browser, viewport=size) as page:
        hands = Fingers(page)
        page.goto(f"{small.house.address}/in?key={small.house.desk.sessions.key}")
        hands.go("اجرای فراخوان")
        hands.go("برو")
        hands.go("نقشه را نشان بده")
        hands.enter()
        hands.to("همه در یک پرونده")
        with page.expect_download() as download:
            hands.press("Enter")
        with zipfile.ZipFile(download.value.path()) as archive:
            archive.extractall(home / "packs")
        back = []
        for pack in (home / "packs").glob("*.zip"):
            back.append(home / f"{pack.stem}.xlsx")
            back[-1].write_bytes(filled(pack, thinking(pack.stem, can_read=True)))
        hands.go("برگ‌ها که برگشت")
        page.wait_for_load_state("networkidle")  # a key that is pressed while the page still loads opens no chooser
        hands.to("برگ‌هایی که برگشته است، هر نامی که دارند")
        with page.expect_file_chooser() as chooser:
            hands.press("Space")
        chooser.value.set_files(back)
        hands.go("آزمایش کن")
        hands.enter()
        for _ in JUDGES_OF_SMALL:
            hands.to("تأیید کرده است")
            hands.press("Space")
        hands.go("ثبت تأیید")
        hands.enter()
        hands.go("برو")
        hands.go("برای همیشه بسته شود")
        hands.enter()
        hands.go("تصمیم هیئت")
        hands.go("پیش‌نویس از شمارش")
        hands.enter()
        hands.to("شمارهٔ نامه")
        hands.type("۱۲/۳۴")
        hands.to("امضاکنندگان")
        hands.type("نمونه: رئیس")
        hands.go("شماره و امضا را بنویس")
        hands.enter()
        assert "امضا: نمونه: رئیس" in page.locator("main").inner_text()
    edition = small.run.record.read()
    assert edition.awards
    assert edition.awards.letter.signed
    assert hands.keys <= MOST_KEYS, hands.keys


MOST_KEYS = 400
"""For a whole call of three judges: nobody has to go through a page twice."""
JUDGES_OF_SMALL = ("a1", "b2", "c3")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_every_page_of_the_way_fits_and_nothing_written_takes_hold(
    small: Small, browser: Browser, size: ViewportSize, scheme: str
) -> None:
    run = small.run
    scored(run)
    run.send(run.get("/run/close"), "/run/close")
    run.send(run.get("/run/count"), "/run/count")
    asked = run.post("/run/award", run.hidden(run.get("/run/award"), "/run/award"))
    assert asked.text.count(INELIGIBLE) == len(run.ranked())
    assert run.send(run.get("/run/award"), "/run/award").page.count("داوری واجد شرایط ندانسته") == len(run.ranked())
    assert unescape(run.get(f"/run/award/{run.ranked()[0]}")).count(f"واجد شرایط نیست: {DOUBT}") == 1, "three wrote it"
    said = {
        "code": run.ranked()[0],
        "channel": "phone",
        "text": '<img src=x onerror="alert(1)"> چرا؟',
        "why": "در سفر بود",
    }
    taken = run.send(run.get("/run/objections"), "/run/objections", **said)
    number = re.search(r"/run/objections/([0-9]{5})", taken.page)
    assert number
    paths = ["/run/judges", "/run/packs/a1", "/run/sheets", "/run/sheets/a1", "/run/close", "/run/count", "/run/award"]
    paths += [f"/run/award/{run.ranked()[0]}", "/run/objections", f"/run/objections/{number[1]}", "/run/audit"]
    with watched(browser, viewport=size, color_scheme=scheme) as page:
        page.on("dialog", lambda dialog: pytest.fail(dialog.message))
        page.goto(f"{small.house.address}/in?key={small.house.desk.sessions.key}")
        for path in paths:
            page.goto(f"{small.house.address}{path}")
            assert violations(page) == {}, path
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
            assert split_words(page) == [], path
            assert page.locator("main img, iframe, [onerror], [onload], [onclick], [style]").count() == 0, path
