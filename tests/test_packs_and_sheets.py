"""A judge's pack holds nobody's name; a sheet that comes back is read as it was typed, all of them or none."""

import csv
import io
import re
import time
import zipfile
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.commands import photo
from tests.records import CRITERIA, Record
from tests.test_contact import contact
from tests.test_desk import run as run_in
from tests.test_register import Desk
from tests.test_sheets import CALL

from farakhan.files import sheet_book
from farakhan.files.sheets import render_assignments
from farakhan.judging.packs import PAGE, PHONE, SHEET, Pack, packs, rubric_digest
from farakhan.judging.sheets_in import Imported, read_in
from farakhan.model.call import FIRST
from farakhan.model.codes import grouped
from farakhan.model.idea import OTHER_CHAIN, ChainPlace
from farakhan.model.judging import Assignment
from farakhan.persian.letters import bare
from farakhan.problems import FarakhanError, Problems
from farakhan.record.new import with_digests
from farakhan.record.sheets import read_sheets
from farakhan.store.vault import contacts, proofs

NAME = "زهرا نمونه‌ای"


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """Three ideas, shared out among three judges; nothing is scored."""
    made = Record(tmp_path / "r")
    codes = [made.idea(title=f"نمونه: ایدهٔ {number}", note="یادداشت دبیرخانه").code for number in range(3)]
    made.judged()
    for sheet in made.folder.glob("sheets/first/*.csv"):
        sheet.unlink()
    judges = [judge.id for judge in made.read().call.judges]
    pairs = [Assignment(code, judge) for judge in judges for code in codes]
    (made.folder / "assignments.csv").write_bytes(render_assignments(pairs))
    return made


def made(record: Record) -> list[Pack]:
    edition = record.read()
    return list(packs(edition, read_sheets(edition).assignments))


def files_of(pack: Pack) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(pack.data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def every_byte(data: bytes) -> bytes:
    """What is in a file, and in what it has packed."""
    if not data.startswith(b"PK"):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(name.encode() + every_byte(archive.read(name)) for name in archive.namelist())


def filled(pack: Pack, fill: Callable[[Any], None]) -> bytes:
    """A sheet that a judge has filled in, as a program saves it."""
    book = openpyxl.load_workbook(io.BytesIO(files_of(pack)[SHEET]))
    fill(book[sheet_book.SHEET])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def scored(sheet: Any) -> None:  # noqa: ANN401 (openpyxl's)
    for row in (2, 3, 4):
        for place in range(len(CRITERIA)):
            sheet.cell(row, 3 + place).value = ("۸", "٧ ", "\u200f6", "8.0", 9)[place % 5]


def eight(sheet: Any) -> None:  # noqa: ANN401 (openpyxl's)
    for row in (2, 3):
        for place in range(len(CRITERIA)):
            sheet.cell(row, 3 + place).value = "۸"


def imported(record: Record, **files: bytes) -> Imported:
    edition = record.read()
    return read_in(edition, read_sheets(edition), files)


def test_a_pack_has_the_ideas_and_nothing_of_anybody(record: Record) -> None:
    first, *_ = made(record)
    assert first.ideas == 3
    everything = every_byte(first.data).decode(errors="ignore")
    for idea in record.ideas.values():
        assert idea.title in everything
        assert str(idea.receipt) not in everything
        assert idea.digest not in everything
    page, sheet = files_of(first)[PAGE].decode(), every_byte(files_of(first)[SHEET]).decode(errors="ignore")
    for private in ("یادداشت دبیرخانه", "eitaa", "arrived"):
        assert private not in page + sheet
    for other in record.read().call.judges[1:]:
        assert not re.search(rf"(?<![#\w]){other.id}\b", page + sheet)
    before = made(record)
    time.sleep(1.1)  # a second is the smallest part of a workbook's time
    assert made(record) == before, "the same ideas make the same bytes"


def test_what_a_text_tells_of_somebody_is_masked_and_named(record: Record) -> None:
    code = next(iter(record.ideas))
    path = record.path(code)
    path.write_text(path.read_text(encoding="utf-8").rstrip() + "\n\nزنگ بزنید: ۰۹۰۰ ۰۰۰ ۰۰ ۱۹\n", encoding="utf-8")
    edition = record.read()
    pairs = [Assignment(code, edition.call.judges[0].id)]
    (pack,) = packs(edition, pairs)
    assert pack.masked == (code,)
    for name in (PAGE, PHONE):
        page = files_of(pack)[name].decode()
        assert "زنگ بزنید: [شماره]" in page
    assert "۰۰۰ ۰۰ ۱۹" not in every_byte(pack.data).decode(errors="ignore")


def test_an_owner_s_name_reaches_no_judge_by_any_road(record: Record) -> None:
    """By keyed marks: no key opens a contact for it."""
    code, idea = next(iter(record.ideas.items()))
    owner = "گلستانه نمونه‌پور"
    picture = photo(record.root, 7).model_copy(update={"caption": f"{owner} در کارگاه"})
    told = {
        "media": (picture,),
        "title": f"کارگاه {owner}",
        "summary": f"{owner} این را می‌سازد.",
        "chain": ChainPlace(product=OTHER_CHAIN, link="processing", other=f"گلیم {owner}"),
        "body": f"{idea.body}\n\n{owner} می‌نویسد.",
    }
    record.write_idea(with_digests(idea.model_copy(update=told)))
    proof = proofs.made(proofs.key(record.root), code, contact(name=owner))
    contacts.put_all(record.root, {code: contacts.Sealed(b"sealed", proof)})
    pairs = [Assignment(code, record.read().call.judges[0].id)]
    (pack,) = packs(record.read(), pairs, names=partial(proofs.named, record.root))
    assert pack.masked == (code,)
    everything = every_byte(pack.data).decode(errors="ignore")
    assert "گلستانه" not in everything
    assert [name for name in files_of(pack) if name.startswith("photos/")] == ["photos/1-1.webp"]
    assert picture.sha256 not in everything
    assert everything.count("[نام]") >= len(told) - 1, "in the sheet, the page and the phone's page"
    (without,) = packs(record.read(), pairs)
    assert "گلستانه" in every_byte(without.data).decode(errors="ignore")


def test_a_sheet_looks_as_it_is_to_be_filled_in(record: Record) -> None:
    record.call["rubric"]["criteria"][0]["levels"] = [
        {"score": "0", "words": "هیچ"},
        {"score": "5", "words": "میانه"},
        {"score": "10", "words": "بی‌مانند"},
    ]
    record.write_call()
    first, *_ = made(record)
    book = openpyxl.load_workbook(io.BytesIO(files_of(first)[SHEET]))
    sheet = book.worksheets[0]
    assert sheet.sheet_view.rightToLeft
    assert sheet.freeze_panes
    assert sheet.protection.sheet
    assert (sheet.cell(2, 1).protection.locked, sheet.cell(2, 3).protection.locked) == (True, False)
    assert {cell.number_format for row in sheet.iter_rows(min_row=2) for cell in row} == {"@"}
    assert [rule.type for rule in sheet.data_validations.dataValidation if "C2" in rule.sqref] == ["list"]
    noted = sheet.cell(1, 3).comment
    assert noted
    assert all(words in noted.text for words in ("هیچ", "میانه", "بی‌مانند"))
    about = book.properties
    assert (about.creator or "", about.lastModifiedBy or "", about.title) == ("", "", "برگ امتیاز")


def test_without_sharing_out_there_is_no_pack(tmp_path: Path) -> None:
    record = Record(tmp_path)
    record.idea()
    with pytest.raises(FarakhanError, match="تقسیم"):
        list(packs(record.read(), []))


def test_a_filled_sheet_is_read_as_it_was_typed(record: Record) -> None:
    first, *_ = made(record)

    def fill(sheet: Any) -> None:  # noqa: ANN401 (openpyxl's)
        scored(sheet)
        for place in range(len(CRITERIA)):
            sheet.cell(4, 3 + place).value = None
        sheet.cell(4, 3 + len(CRITERIA)).value = "بله"
        sheet.cell(2, 7 + len(CRITERIA)).value = "کار خوبی است"
        sheet.cell(3, 6 + len(CRITERIA)).value = "بند ۲"

    result = imported(record, **{"a.xlsx": filled(first, fill)})
    assert result.faults == ()
    (sheet,) = result.sheets
    assert (sheet.judge, sheet.replaces, len(sheet.rows)) == (first.judge, False, 3)
    expected = tuple((8, 7, 6, 8, 9)[place % 5] for place in range(len(CRITERIA)))
    assert [row.scores for row in sheet.rows] == [expected, expected, None]
    assert [row.conflict for row in sheet.rows] == [False, False, True]
    assert sheet.rows[0].note == "کار خوبی است"
    assert sheet.rows[1].note == "واجد شرایط نیست: بند ۲."
    (record.folder / "sheets" / "first").mkdir(parents=True, exist_ok=True)
    (record.folder / sheet.path).write_bytes(sheet.data)
    edition = record.read()
    assert read_sheets(edition).rows == sheet.rows
    again = imported(record, **{"a.xlsx": filled(first, scored)})
    assert [one.replaces for one in again.sheets] == [True]


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (datetime(2026, 5, 8), "تاریخ یا ساعت"),  # noqa: DTZ001 (as a spreadsheet has it)
        ("=1+7", "خطا یا فرمول"),
        ("?", "امتیاز «?»"),
        ("11", "امتیاز «11»"),
        ("8/5", "امتیاز «8/5»"),
        (8.5, "امتیاز «8.5»"),
        ("", "نیمه‌پر"),
    ],
)
def test_what_is_no_score_is_told_at_its_cell(record: Record, value: object, words: str) -> None:
    first, *_ = made(record)

    def fill(sheet: Any) -> None:  # noqa: ANN401 (openpyxl's)
        scored(sheet)
        sheet.cell(3, 3).value = value

    result = imported(record, **{"a.xlsx": filled(first, fill)})
    assert result.sheets == ()
    (fault,) = result.faults
    assert fault.startswith(f"a.xlsx، برگهٔ امتیاز، ردیف ۳، ستون «{record.read().call.rubric.criteria[0].name}»: ")
    assert words.replace("11", "۱۱").replace("8", "۸").replace("5", "۵") in fault or words in fault


def test_equal_faults_are_told_once_with_their_number(record: Record) -> None:
    first, *_ = made(record)

    def fill(sheet: Any) -> None:  # noqa: ANN401 (openpyxl's)
        scored(sheet)
        for row in (2, 3, 4):
            sheet.cell(row, 3).value = "؟"

    (fault,) = imported(record, **{"a.xlsx": filled(first, fill)}).faults
    assert fault.startswith("a.xlsx، برگهٔ امتیاز، ردیف ۲، ")
    assert fault.endswith("(۳ ردیف)")


def test_a_sheet_of_another_rubric_judge_or_edition_and_a_second_one_are_refused(record: Record) -> None:
    first, *_ = made(record)
    data = filled(first, scored)
    twice = f"از داور «{first.judge}» بیش از یک برگ داده شده است؛ تنها آخری را بدهید."
    assert imported(record, **{"a.xlsx": data, "b.xlsx": data}).faults == (twice,)

    def relabelled(**of: str) -> Any:  # noqa: ANN401 (openpyxl's)
        about = sheet_book.About("1406", FIRST, first.judge, rubric_digest(record.read().call))._replace(**of)

        def fill(sheet: Any) -> None:  # noqa: ANN401 (openpyxl's)
            scored(sheet)
            for row in range(2, sheet.max_row + 1):
                sheet.cell(row, sheet.max_column).value = about.label

        return imported(record, **{"a.xlsx": filled(first, fill)}).faults

    assert any("این برگ از دورهٔ «1405» است، نه از «1406»" in fault for fault in relabelled(edition="1405"))
    assert any("داور «nobody» در فراخوان نیست" in fault for fault in relabelled(judge="nobody"))
    record.call["rubric"]["criteria"][0]["weight"] = 99
    record.write_call()
    assert "بستهٔ تازه" in imported(record, **{"a.xlsx": data}).faults[0]


def table(record: Record, first: Pack, score: str = "۸") -> list[list[str]]:
    """A filled sheet's texts, as a program shows them."""
    about = sheet_book.About("1406", FIRST, first.judge, rubric_digest(record.read().call))
    names = [criterion.name for criterion in record.read().call.rubric.criteria]
    rows = [["کد", "عنوان", *names, "تعارض منافع", "دلیل تعارض", "نتوانستم بخوانم", "واجد شرایط نیست: کدام بند"]]
    rows += [[code, "نمونه؛ با «,»", *[score] * len(names), "", "", "", ""] for code in sorted(record.ideas)]
    ends = [["یادداشت", "برگ"], *[["خوب; بود, بسیار؛", about.label]] * len(record.ideas)]
    return [[*row, *end] for row, end in zip(rows, ends, strict=True)]


def csv_of(rows: list[list[str]], separator: str) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(rows)
    return out.getvalue()


FORMS: dict[str, Callable[[list[list[str]]], bytes]] = {
    "commas": lambda rows: csv_of(rows, ",").encode(),
    "a mark before it": lambda rows: csv_of(rows, ";").encode("utf-8-sig"),
    "semicolons of Persian": lambda rows: csv_of(rows, "؛").encode("utf-8-sig"),
    "Excel's Unicode Text": lambda rows: csv_of(rows, "\t").encode("utf-16"),
    "the other UTF-16": lambda rows: b"\xfe\xff" + csv_of(rows, "\t").encode("utf-16-be"),
    "its separator named": lambda rows: ("sep=;\r\n" + csv_of(rows, ";")).encode(),
    "empty columns and rows": lambda rows: csv_of([*([*row, "", ""] for row in rows), [""] * 15], ",").encode(),
    "a column more to the left": lambda rows: csv_of([["", *row] for row in rows], ";").encode(),
}


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("score", ["۸", "8.0", "٨٫٠", " 8\u00a0"])
def test_csv_of_any_program_is_read_as_it_was_typed(record: Record, form: str, score: str) -> None:
    first, *_ = made(record)
    result = imported(record, **{"هر نامی.csv": FORMS[form](table(record, first, score))})
    assert result.faults == ()
    (sheet,) = result.sheets
    assert sheet.judge == first.judge
    assert [row.scores for row in sheet.rows] == [(8,) * len(CRITERIA)] * len(record.ideas)
    assert {row.note for row in sheet.rows} == {"خوب; بود, بسیار؛"}


@pytest.mark.parametrize("score", ["8,0", "8/0", "8,5", "08/05/26", "#N/A", "#DIV/0!", "?", "-1", "1e1", "۱ ۲", "80"])
def test_what_csv_has_instead_of_a_score_is_told_once(record: Record, score: str) -> None:
    first, *_ = made(record)
    result = imported(record, **{"a.csv": csv_of(table(record, first, score), ";").encode()})
    assert result.sheets == ()
    assert [fault[-9:] for fault in result.faults] == [" (۳ ردیف)"] * len(CRITERIA)


def test_lost_letters_are_told(record: Record) -> None:
    first, *_ = made(record)
    lost = csv_of(table(record, first), ",").encode("ascii", errors="replace")
    (fault,) = imported(record, **{f"{first.judge}.csv": lost}).faults
    assert "به‌جای حرف‌های فارسی «?»" in fault
    windows = csv_of(table(record, first), ",").encode("cp1256", errors="replace")
    assert "UTF-8" in imported(record, **{f"{first.judge}.csv": windows}).faults[0]


def test_rows_of_another_sheet_are_told(record: Record) -> None:
    first, *_ = made(record)
    rows = table(record, first)
    rows[2][-1] = rows[2][-1].replace(first.judge, "b2")
    (fault,) = imported(record, **{"a.csv": csv_of(rows, ",").encode()}).faults
    assert fault == "a.csv، برگهٔ امتیاز، ردیف ۳، ستون «برگ»: این ردیف از برگی دیگر است."


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("نتوانستم بخوانم", "شاید", "«بله» بنویسید"),
        ("نتوانستم بخوانم", "بله", "امتیاز هم داده شده"),
        ("دلیل تعارض", "همسایه", "دلیل نوشته شده"),
    ],
)
def test_a_row_that_contradicts_itself_is_told(record: Record, column: str, value: str, words: str) -> None:
    first, *_ = made(record)
    rows = table(record, first)
    rows[1][rows[0].index(column)] = value
    (fault,) = imported(record, **{"a.csv": csv_of(rows, ",").encode()}).faults
    assert fault.startswith(f"a.csv، برگهٔ امتیاز، ردیف ۲، ستون «{column}»: ")
    assert words in fault


@pytest.mark.parametrize(
    "data", [b"", b"PK\x03\x04 no zip", b"idea,novelty\n", b"\xff\xfe\x00"], ids=["empty", "zip", "csv", "utf-16"]
)
def test_what_is_no_sheet_is_told_and_nothing_is_taken(record: Record, data: bytes) -> None:
    judge = record.read().call.judges[0].id
    result = imported(record, **{f"{judge}.csv": data})
    assert result.sheets == () or result.sheets[0].rows == ()
    assert result.faults or not data


def test_packs_go_out_and_sheets_come_back_by_commands(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    record = Record(desk.root)
    codes = [record.idea().code for _ in range(2)]
    record.judged()
    for sheet in record.folder.glob("sheets/first/*.csv"):
        sheet.unlink()
    judges = [judge.id for judge in record.read().call.judges]
    pairs = [Assignment(code, judge) for judge in judges[:2] for code in codes]
    (record.folder / "assignments.csv").write_bytes(render_assignments(pairs))
    desk.git("add", "-A")
    desk.git("commit", "-qm", "نمونه")
    out = tmp_path / "packs"
    done = run_in(desk, "packs", "1406", "--out", str(out))
    assert done.returncode == 0, done.stdout + done.stderr
    assert sorted(path.name for path in out.iterdir()) == [f"1406-{judge}.zip" for judge in judges[:2]]
    assert run_in(desk, "packs", "1406", "--out", str(desk.root / "x")).returncode == 2, "not into the repository"
    sheets = []
    for judge in judges[:2]:
        pack = Pack(judge, (out / f"1406-{judge}.zip").read_bytes(), 2, (), ())
        path = tmp_path / f"{judge}.xlsx"
        path.write_bytes(filled(pack, eight))
        sheets.append(str(path))
    head = desk.git("rev-parse", "HEAD")
    done = run_in(desk, "sheets", "import", "1406", *sheets, "--try")
    assert (done.returncode, desk.git("rev-parse", "HEAD")) == (0, head)
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(b"PK\x03\x04")
    done = run_in(desk, "sheets", "import", "1406", *sheets, str(broken))
    assert (done.returncode, desk.git("rev-parse", "HEAD")) == (1, head), "all or none"
    done = run_in(desk, "sheets", "import", "1406", *sheets)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "۲ برگ ثبت شد" in done.stdout
    assert run_in(desk, "check").returncode == 0


MADE_UP = "نمونه: خانواده‌ای نان محلی می‌پزد و در بازار روز می‌فروشد. زنگ بزنید: ۰۹۰۰ ۰۰۰ ۰۰ ۱۹"


def calibrated(record: Record, pack: Pack, *scores: int) -> Imported:
    """What a judge sends who has scored what all score first, and nothing else."""

    def fill(sheet: Any) -> None:  # noqa: ANN401 (openpyxl's)
        assert sheet.cell(2, 1).value == "هم‌سنجی"
        for place, score in enumerate(scores, 3):
            sheet.cell(2, place).value = str(score)

    result = imported(record, **{f"{pack.judge}.xlsx": filled(pack, fill)})
    for sheet in result.sheets:
        for path, data in sheet.files().items():
            (record.folder / path).parent.mkdir(parents=True, exist_ok=True)
            (record.folder / path).write_bytes(data)
    return result


@pytest.mark.parametrize("made_up", [True, False])
def test_what_all_score_first_is_not_counted_and_shown_without_names(record: Record, *, made_up: bool) -> None:
    code = next(iter(record.ideas))
    record.call["calibration"] = MADE_UP if made_up else grouped(code)
    record.write_call()
    before = made(record)
    page = files_of(before[0])[PAGE].decode()
    assert page.count("در شمارش نمی‌آید") == 1
    assert page.count("<article>") == 4
    assert ("زنگ بزنید: [شماره]" in page) is made_up
    assert "چنین دادند" not in every_byte(before[0].data).decode(errors="ignore")
    given = [(7, 5, 9, 3, 1), (6, 8, 2, 3, 10), (8, 5, 4, 3, 0)]
    for pack, scores in zip(before, given, strict=True):
        assert calibrated(record, pack, *scores).faults == ()
    edition = record.read()
    sheets = read_sheets(edition)
    assert [row.scores for row in sheets.calibration] == given
    assert {row.scores for row in sheets.rows} == {None}
    assert not [problem for problem in sheets.problems if not problem.warning]
    assert not any(path.startswith("calibration") for path in sheets.digests)
    after = list(packs(edition, sheets.assignments, sheets.calibration))
    for name in (PAGE, PHONE, SHEET):
        text = every_byte(files_of(after[0])[name]).decode(errors="ignore")
        assert "چنین دادند: ۶، ۷، ۸" in text, name
        assert "چنین دادند: ۲، ۴، ۹" in text, name
    assert "چنین دادند" not in every_byte(next(packs(edition, sheets.assignments, sheets.calibration[:2])).data).decode(
        errors="ignore"
    ), "the scores of two are somebody's"


def test_a_calibration_that_is_wrong_is_told(record: Record) -> None:
    record.call["calibration"] = MADE_UP
    record.write_call()
    first, *_ = made(record)
    (fault,) = calibrated(record, first, 11, 1, 1, 1, 1).faults
    assert fault.startswith("a1.xlsx، برگهٔ امتیاز، ردیف ۲، ستون «شدنی بودن»: ")
    record.call["calibration"] = "نمونه: ایده‌ای دیگر"
    record.write_call()
    assert "بستهٔ تازه" in calibrated(record, first, 1, 1, 1, 1, 1).faults[0]
    record.call["calibration"] = "2739401865"
    record.write_call()
    with pytest.raises(FarakhanError, match="calibration"):
        made(record)


def test_a_stored_sheet_is_read_back_and_its_confirmation_is_an_act(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    record = Record(desk.root)
    codes = [record.idea().code for _ in range(2)]
    pairs = [Assignment(code, "a1") for code in codes]
    (record.folder / "assignments.csv").write_bytes(render_assignments(pairs))
    desk.git("add", "-A")
    desk.git("commit", "-qm", "نمونه")
    (pack,) = made(record)
    path = tmp_path / "a1.xlsx"

    def fill(sheet: Any) -> None:  # noqa: ANN401 (openpyxl's)
        eight(sheet)
        sheet.cell(2, 7 + len(CRITERIA)).value = "<b>خوب</b>"

    path.write_bytes(filled(pack, fill))
    assert run_in(desk, "sheets", "show", "1406", "a1").returncode == 2, "there is none"
    assert run_in(desk, "sheets", "import", "1406", str(path)).returncode == 0
    head = desk.git("rev-parse", "HEAD")
    shown = run_in(desk, "sheets", "show", "1406", "a1").stdout
    assert "هنوز تأیید نشده" in shown
    assert shown.count("نوآوری ۸") == 2
    assert all(record.ideas[code].title in shown for code in codes)
    page = tmp_path / "back.html"
    assert run_in(desk, "sheets", "show", "1406", "a1", "--page", str(page)).returncode == 0
    html = page.read_text(encoding="utf-8")
    mark = shown.split("نشان آن: ")[1].split()[0]
    assert f">{mark}<" in html
    assert html.count("<li>نوآوری: <b>۸</b></li>") == 2
    assert "&lt;b&gt;خوب" in html
    assert "script-src 'none'" in html.replace("&#39;", "'")
    inside = str(desk.root / "back.html")
    assert run_in(desk, "sheets", "show", "1406", "a1", "--page", inside).returncode == 2, "not into the repository"
    assert desk.git("rev-parse", "HEAD") == head
    assert run_in(desk, "sheets", "confirm", "1406", "a1", "--yes").returncode == 0
    assert b"\nAct: confirm" in desk.git("log", "-1", "--format=%B")
    assert "، تأیید شده؛" in run_in(desk, "sheets", "show", "1406", "a1").stdout
    assert run_in(desk, "check").returncode == 0
    path.write_bytes(filled(pack, eight))
    assert run_in(desk, "sheets", "import", "1406", str(path)).returncode == 0
    assert "هنوز تأیید نشده" in run_in(desk, "sheets", "show", "1406", "a1").stdout, "another sheet"


def test_what_a_judge_gave_stands_in_their_next_pack_and_comes_back_as_it_was(record: Record) -> None:
    first, *_ = made(record)

    def fill(sheet: Any) -> None:  # noqa: ANN401 (openpyxl's)
        scored(sheet)
        for row in (3, 4):
            for place in range(len(CRITERIA)):
                sheet.cell(row, 3 + place).value = None
        sheet.cell(3, 3 + len(CRITERIA)).value = "بله"
        sheet.cell(3, 4 + len(CRITERIA)).value = "همسایه"
        sheet.cell(4, 5 + len(CRITERIA)).value = "بله"
        sheet.cell(2, 7 + len(CRITERIA)).value = "خوب و روشن"

    (sheet,) = imported(record, **{"a.xlsx": filled(first, fill)}).sheets
    for path, data in sheet.files().items():
        (record.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (record.folder / path).write_bytes(data)
    edition = record.read()
    sheets = read_sheets(edition)
    again, other, *_ = packs(edition, sheets.assignments, sheets.calibration, sheets.rows)
    (kept,) = imported(record, **{"again.xlsx": files_of(again)[SHEET]}).sheets
    assert kept.data == sheet.data
    assert "خوب و روشن" in files_of(again)[PHONE].decode()
    assert other.data == made(record)[1].data, "nothing of it stands in another's"


def test_all_sheets_are_read_back_at_once_and_several_confirmed_by_one_line(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    record = Record(desk.root)
    codes = [record.idea().code for _ in range(2)]
    (record.folder / "assignments.csv").write_bytes(
        render_assignments(Assignment(code, judge) for judge in ("a1", "b2", "c3") for code in codes)
    )
    desk.git("add", "-A")
    desk.git("commit", "-qm", "نمونه")
    assert "sheets import" in run_in(desk, "sheets", "show", "1406").stdout
    for pack in made(record)[:2]:
        (tmp_path / f"{pack.judge}.xlsx").write_bytes(filled(pack, eight))
    paths = [str(tmp_path / f"{judge}.xlsx") for judge in ("a1", "b2")]
    assert "هنوز برگی نیامده است: c3" in run_in(desk, "sheets", "import", "1406", *paths).stdout
    pages = tmp_path / "back"
    shown = run_in(desk, "sheets", "show", "1406", "--page", str(pages)).stdout
    assert {path.name for path in pages.iterdir()} == {"1406-a1.html", "1406-b2.html"}
    assert "farakhan sheets confirm 1406 a1 b2" in shown
    assert run_in(desk, "sheets", "confirm", "1406", "a1", "b2", "--yes").returncode == 0
    listed = run_in(desk, "sheets", "show", "1406").stdout.splitlines()
    assert [line.split("؛")[0] for line in listed] == ["برگ a1، ۲ ردیف، تأیید شده", "برگ b2، ۲ ردیف، تأیید شده"]


WIDTH = len(sheet_book.columns(CALL.rubric.criteria)) - 1
typed = st.text(max_size=8) | st.sampled_from(["8", "۸", "بله", ""])


@given(st.lists(st.lists(typed, min_size=WIDTH, max_size=WIDTH).filter(lambda row: any(map(bare, row))), min_size=1))
def test_whatever_a_table_has_is_read_or_told(rows: list[list[str]]) -> None:
    criteria = CALL.rubric.criteria
    about = sheet_book.About("1405", "first", "d1", "0")
    numbered = [(number, [*row, about.label]) for number, row in enumerate(rows, 2)]
    names = sheet_book.columns(criteria)
    read = sheet_book.filled("a.csv", names, numbered, criteria, [], Problems("a.csv"))
    assert read.about == about
    assert [line.line for line in read.lines] == [number for number, _ in numbered]
    assert {row for row, _, _ in read.faults} <= {number for number, _ in numbered}
    assert [line.scores for line in read.lines] == [tuple(row[2 : 2 + len(criteria)]) for row in rows]
