"""A whole call is run at the desk alone, from accepted ideas to the announcement; each act bears who sat there."""

import io
import re
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from html import unescape
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from tests.desks import House
from tests.lab import git
from tests.records import Record
from tests.whole import JUDGES, accepted, filled, first_reading, mended, thinking

from farakhan.office.keys import FOLDER

DIARY = (
    "تقسیم ایده‌ها میان داوران",
    "برگ امتیاز داوران",
    "تقسیم ایده‌ها میان داوران",
    "برگ امتیاز داوران",
    "تأیید برگ به گفتهٔ داور",
    "بستن برگ‌های داوران",
    "جمع‌بندی امتیازها",
    "تصمیم هیئت داوران",
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

    def packs(self, name: str) -> Path:
        """The folder with the packs as the desk gives them."""
        with zipfile.ZipFile(io.BytesIO(self.house.client.get("/run/packs.zip").content)) as archive:
            archive.extractall(self.home / name)
        return self.home / name

    def send(self, page: str, path: str, files: Mapping[str, bytes] | None = None, **form: object) -> Sent:
        """Send the form of a page that goes to a path, as a browser does; and once more where it asks."""
        hidden = self.hidden(page, path)
        answer = self.post(path, hidden | form, files)
        if answer.status_code == 200 and 'name="sure"' in answer.text:
            answer = self.post(path, self.hidden(answer.text, path), None)
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

    def post(self, path: str, form: Mapping[str, object], files: Mapping[str, bytes] | None) -> httpx.Response:
        brought = [("files", (name, data)) for name, data in files.items()] if files else None
        return self.house.client.post(path, data=dict(form), files=brought)

    def bring(self, folder: Path) -> Sent:
        """Bring all sheets of a folder to a trial."""
        files = {path.name: path.read_bytes() for path in sorted(folder.glob("*.xlsx"))}
        return self.send(self.get("/run/sheets"), "/run/sheets/try", files)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Run]:
    home = tmp_path_factory.mktemp("run")
    record = accepted(home / "call")
    with pytest.MonkeyPatch.context() as patch, House.over(record) as house:
        patch.setenv(FOLDER, str(home / ".config" / "farakhan" / "keys"))
        yield Run(house, record)


def test_a_whole_call(run: Run) -> None:
    begun = git(run.record.root, "rev-parse", "HEAD").strip()
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
    confirmed = run.send(run.get("/run/sheets"), "/run/sheets/confirm", judges=list(JUDGES))
    assert "تأیید d1، d2، d3، d4، d5، d6، d7، d8 ثبت شد" in confirmed.page
    closed = run.send(run.get("/run/close"), "/run/close")
    assert "هر ایده شمارهٔ همگانی خود را گرفت" in closed.page
    assert "شمرده شد" in run.send(closed.page, "/run/count").page
    assert "گزارش" in run.get("/run/report")

    drafted = run.send(run.get("/run/award"), "/run/award")
    assert "ثبت شد." in drafted.page
    assert "نمونه: گروه" in drafted.page, "the key of this machine opened the names for publication"
    log = git(run.record.root, "log", "--reverse", "--format=%an: %s", f"{begun}..HEAD").splitlines()
    assert log == [f"کارشناس نمونه: {words}" for words in DIARY]
