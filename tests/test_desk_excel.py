"""A table of ideas is looked at row by row before anything is kept; then all good rows are one commit, or none is."""

import io
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from tests.test_desk_new import Counter
from tests.test_register import PAIRS

from farakhan import sealing
from farakhan.files.idea_book import SHEET
from farakhan.intake.tabled import ARRIVED
from farakhan.model.answers import LABELS
from farakhan.model.idea import Status
from farakhan.store.git.acts import acts
from farakhan.store.vault import contacts

Row = dict[str, Any]
BODY = "خانواده‌ها شیر گوسفند را کشک می‌کنند و در بازار محلی می‌فروشند. " * 5


def row(number: int, **other: Any) -> Row:  # noqa: ANN401 (cells)
    """A row that can be registered; other cells by the fields' keys."""
    cells = {
        ARRIVED: "۱۴۰۵/۰۸/۲۰ ۱۰:۳۰",
        "title": f"کشک خانگی شمارهٔ {number}",
        "summary": "کشک از شیر گوسفند",
        "field": "کشاورزی",
        "counties": "خرامه، استهبان",
        "stage": "آزمایشی",
        "jobs": "۴",
        "capital": "۲۵۰ میلیون تومان",
        "owners.kind": "یک نفر",
        "consents.rules": "بله",
        "name": "نمونه نمونه",
        "mobile": f"0900{number:07}",
        "body": f"{BODY} شمارهٔ {number}",
    }
    return {LABELS.get(key, key): value for key, value in {**cells, **other}.items()}


BAD: list[tuple[Row, str]] = [
    ({"capital": "یکی دو میلیون"}, "سرمایه"),
    ({"capital": "خیلی"}, "سرمایه"),
    ({"counties": "پاریس"}, "شهرستان"),
    ({"field": "فضانوردی"}, "حوزه"),
    ({"stage": "شاید"}, "مرحله"),
    ({"mobile": "12"}, "تلفن همراه"),
    ({"mobile": "=1+1"}, "تلفن همراه"),
    ({"jobs": datetime(2026, 8, 4)}, "شغل"),  # noqa: DTZ001 (Excel knows no zones)
    ({ARRIVED: "دیروز"}, ARRIVED),
    ({"jobs": "چند تایی"}, "شغل"),
]


def written(template: bytes, rows: list[Row]) -> bytes:
    """The template, filled in and saved."""
    book = openpyxl.load_workbook(io.BytesIO(template))
    sheet = book[SHEET]
    columns = {str(cell.value): place for place, cell in enumerate(sheet[1], 1)}
    for number, cells in enumerate(rows, 2):
        for label, value in cells.items():
            sheet.cell(number, columns[label], value)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    with Counter(tmp_path) as counter:
        yield counter


def tried(counter: Counter, rows: list[Row]) -> str:
    template = counter.client.get("/new/excel/template.xlsx").content
    files = {"file": ("ایده‌ها.xlsx", written(template, rows))}
    answer = counter.client.post("/new/excel", data={"token": counter.word(), "channel": "eitaa"}, files=files)
    assert answer.status_code == 200, answer.text
    return answer.text


def seen(page: str) -> str:
    return page.split('name="seen" value="')[1].split('"', maxsplit=1)[0]


def test_of_500_rows_20_are_told_by_their_cells_and_480_are_one_commit(counter: Counter) -> None:
    rows = [row(number) for number in range(1, 501)]
    bad = {50 + 20 * place: cells for place, (cells, _) in enumerate(BAD * 2)}
    for place, cells in bad.items():
        rows[place - 2] |= {LABELS.get(key, key): value for key, value in cells.items()}
    page = tried(counter, rows)
    assert "<strong>۴۸۰</strong> سطر خوب" in page
    assert "<strong>۲۰</strong> سطر را باید دید" in page
    template = counter.client.get("/new/excel/template.xlsx").content
    heads = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(template))[SHEET][1]]
    for place, (_, label) in zip(bad, BAD * 2, strict=True):
        letter = get_column_letter(heads.index(label) + 1)
        assert f'<bdi dir="ltr">{letter}{place}</bdi>' in page, label
    assert counter.registered() == [], "a trial keeps nothing"
    assert not list(contacts.codes(counter.repository.root))

    said = counter.send("/new/excel/all", seen=seen(page), channel="eitaa")["page"]
    assert "۴۸۰ ایده ثبت شد" in said
    codes = counter.registered()
    assert len(codes) == 480
    (done,) = list(acts(counter.repository.root, "HEAD~1..HEAD"))
    assert (done.act.kind, sorted(done.act.ideas)) == ("register", codes)
    assert sorted(contacts.codes(counter.repository.root)) == codes
    idea = counter.idea(codes[0])
    assert (idea.status, idea.counties, idea.capital, idea.owners.count) == (
        Status.RECEIVED,
        ("kharameh", "estahban"),
        250_000_000,
        1,
    )
    mobile = sealing.unseal(contacts.sealed(counter.repository.root, codes[0]), [PAIRS[0][0]]).mobile
    assert mobile.encode() not in counter.repository.everything()
    assert counter.repository.git("status", "--porcelain") == b""

    page = tried(counter, rows)
    assert "<strong>۰</strong> سطر خوب" in page
    assert "<strong>۴۸۰</strong> سطر از پیش اینجاست" in page
    told = openpyxl.load_workbook(io.BytesIO(counter.client.get("/new/excel/receipts.xlsx").content)).worksheets[0]
    receipts = list(told.iter_rows(min_row=2, values_only=True))
    assert len(receipts) == 480
    assert all("رمز رسید: " in str(receipt[3]) for receipt in receipts)


def test_the_same_text_twice_in_a_table_is_registered_once(counter: Counter) -> None:
    page = tried(counter, [row(1), row(2, body=row(1)[LABELS["body"]]), row(3)])
    assert "همان متن سطر ۲" in page
    counter.send("/new/excel/all", seen=seen(page))
    assert len(counter.registered()) == 2


def test_a_number_whose_first_zero_a_program_dropped_is_read(counter: Counter) -> None:
    page = tried(counter, [row(1, mobile=9_000_000_018, jobs=4.0)])
    counter.send("/new/excel/all", seen=seen(page))
    (code,) = counter.registered()
    assert sealing.unseal(contacts.sealed(counter.repository.root, code), [PAIRS[0][0]]).mobile == "09000000018"
    assert counter.idea(code).jobs == 4


def test_what_came_meanwhile_is_not_registered_again(counter: Counter) -> None:
    page = tried(counter, [row(1), row(2)])
    once = counter.send("/new/excel/all", seen=seen(page))
    assert "۲ ایده ثبت شد" in once["page"]
    again = counter.send("/new/excel/all", seen=seen(page))
    assert again["code"] == "409"
    assert len(counter.registered()) == 2


def test_a_commit_that_fails_leaves_nothing(counter: Counter) -> None:
    page = tried(counter, [row(1), row(2)])
    held = counter.repository.root / ".git" / "refs" / "heads" / "main.lock"
    held.touch()
    assert counter.send("/new/excel/all", seen=seen(page))["code"] == "409"
    assert counter.registered() == []
    assert not list(contacts.codes(counter.repository.root))
    held.unlink()
    counter.send("/new/excel/all", seen=seen(page))
    assert len(counter.registered()) == 2, "the same again is registered"


@pytest.mark.parametrize(
    "data", [b"", b"PK", b"name,title\n1,2\n", b"\x00" * 100], ids=["empty", "cut", "CSV", "zeros"]
)
def test_a_file_that_is_no_table_is_told(counter: Counter, data: bytes) -> None:
    sent = {"token": counter.word(), "channel": "eitaa"}
    answer = counter.client.post("/new/excel", data=sent, files={"file": ("x.xlsx", data)})
    assert answer.status_code == 409
    assert "قالب همین صفحه" in answer.text
