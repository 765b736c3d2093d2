"""The list in Excel: every field under its name, by a real reader; nothing computes, no contact comes by chance."""

import io
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from tests.ready import TOOL
from tests.records import Record
from tests.test_contact import PUBLICS, SECRETS, contact

from farakhan import sealing
from farakhan.files.workbook import EXACT, LONGEST, render
from farakhan.model import contact as contact_model
from farakhan.model.codes import grouped
from farakhan.model.idea import FIELDS, Idea
from farakhan.model.questions import Kind
from farakhan.office.listing import header
from farakhan.record.new import recipient
from farakhan.store.vault import contacts, logbook

FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://localhost")',
    "\t=1",
    "{=1}",
    "http://localhost/",
    "0012",
)


COMPUTED = re.compile(r"<(?:f|hyperlink)[ />]")
"""A formula's or a link's element."""


class Office(NamedTuple):
    """A repository with three ideas and their contacts, the last of them erased; and a key."""

    root: Path
    ideas: list[Idea]
    key: Path

    def export(self, *words: str) -> subprocess.CompletedProcess[str]:
        command = [str(TOOL), "export", "1406", "--out", str(self.out), *words]
        done = subprocess.run(command, cwd=self.root, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr
        return done

    @property
    def out(self) -> Path:
        return self.root.parent / "out" / "ideas.xlsx"

    def rows(self) -> tuple[list[str], list[dict[str, object]]]:
        sheet = load_workbook(self.out).active
        assert sheet is not None
        head, *rest = ([cell.value for cell in row] for row in sheet.iter_rows())
        labels = [str(label) for label in head]
        return labels, [dict(zip(labels, row, strict=True)) for row in rest]


@pytest.fixture
def office(tmp_path: Path) -> Office:
    record = Record(tmp_path / "r", age_recipients=[recipient(public) for public in PUBLICS])
    ideas = [
        record.idea(title="=1+1 انجیر"),
        record.idea(title="وسمهٔ خانگی", markets=("province", "export")),
        record.idea(title="پنیر محلی", note="+98"),
    ]
    for one in ideas[:2]:
        contacts.put(record.root, one.code, sealing.seal(contact(name=f"=نام {one.code}"), PUBLICS))
    for words in (["init", "-q"], ["config", "user.name", "کارشناس نمونه"], ["config", "user.email", "x@localhost"]):
        subprocess.run(["git", *words], cwd=record.root, check=True)
    key = tmp_path / "own.age-key"
    key.write_text(SECRETS[0])
    return Office(record.root, ideas, key)


def parts(data: bytes) -> Iterator[str]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            yield archive.read(name).decode()


def test_each_field_has_its_column_and_no_contact_is_told(office: Office) -> None:
    done = office.export()
    assert done.returncode == 0, done.stdout + done.stderr
    head, rows = office.rows()
    assert head[0] == "کد رهگیری"
    asked = [one.label for one in FIELDS if one.asked.kind is not Kind.TEXT]
    assert head[1 : len(asked) + 1] == asked
    assert not {one.label for one in contact_model.FIELDS} & set(head)
    assert [row["عنوان"] for row in rows][1:] == ["پنیر محلی", "وسمهٔ خانگی"], "as in a dictionary"
    by_code = {row["کد رهگیری"]: row for row in rows}
    assert by_code.keys() == {grouped(one.code) for one in office.ideas}
    row = by_code[grouped(office.ideas[1].code)]
    assert (row["حوزه"], row["شهرستان"], row["بازار"]) == ("کشاورزی", "استهبان", "بازار استان، صادرات")
    assert (row["شغل"], row["سرمایه"], row["درآمد ماهانه"]) == (4, 120_000_000, None)
    assert (row["وضعیت"], row["راه ارسال"], row["زمان رسیدن"]) == ("پذیرفته برای داوری", "ایتا", "1406-04-10 09:30")
    assert list(logbook.openings(office.root)) == []


@pytest.mark.promise("export-computes-nothing")
def test_it_reads_from_right_to_left_and_computes_nothing(office: Office) -> None:
    office.export("--why", "نمونه", "--key", str(office.key))
    sheet = load_workbook(office.out).active
    assert sheet is not None
    assert sheet.sheet_view.rightToLeft
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} == {"s", "n"}
    assert "=1+1 انجیر" in {cell.value for row in sheet.iter_rows() for cell in row}
    for part in parts(office.out.read_bytes()):
        assert not COMPUTED.search(part)


def test_contacts_need_a_key_and_a_reason_and_each_is_written_down(office: Office) -> None:
    done = office.export("--why", "زنگ به همه", "--key", str(office.key))
    assert done.returncode == 1
    assert office.ideas[2].code in done.stderr
    _, rows = office.rows()
    names = {row["کد رهگیری"]: row["نام و نام خانوادگی"] for row in rows}
    assert names == {
        **{grouped(one.code): f"=نام {one.code}" for one in office.ideas[:2]},
        grouped(office.ideas[2].code): None,
    }
    assert {row["تلفن همراه"] for row in rows} == {"09000000017", None}
    log = list(logbook.openings(office.root))
    assert sorted(line.split("\t")[1:] for line in log) == sorted(
        ["کارشناس نمونه", one.code, "زنگ به همه"] for one in office.ideas[:2]
    )
    assert office.out.stat().st_mode & 0o777 == 0o600


def test_without_a_key_no_contact_comes_and_nothing_is_written(office: Office) -> None:
    office.key.write_text(sealing.new_key()[0])
    assert office.export("--why", "نمونه", "--key", str(office.key)).returncode == 1
    assert {row["نام و نام خانوادگی"] for row in office.rows()[1]} == {None}
    assert list(logbook.openings(office.root)) == []
    office.out.unlink()
    assert office.export("--why", "نمونه", "--key", str(office.root / "none.key")).returncode == 2
    inside = office.export("--why", "نمونه", "--key", str(office.key), "--out", "contacts.xlsx")
    assert inside.returncode == 2
    assert "private-inside" in inside.stderr
    assert not office.out.exists()
    assert not (office.root / "contacts.xlsx").exists()


def test_an_idea_that_cannot_be_read_is_named(office: Office) -> None:
    path = next(office.root.glob(f"submissions/1406/ideas/*/{office.ideas[0].code}.md"))
    path.write_text("---\n---\n")
    done = office.export()
    assert done.returncode == 1
    assert office.ideas[0].code in done.stderr
    assert len(office.rows()[1]) == 2


cells = st.one_of(
    st.none(),
    st.integers(-(10**16), 10**16),
    st.sampled_from(FORMULAS),
    st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=30),
    st.just("ا" * (LONGEST + 5)),
)


@settings(max_examples=40)
@given(st.lists(st.lists(cells, min_size=3, max_size=3), max_size=5))
def test_a_reader_finds_what_was_written(rows: list[list[str | int | None]]) -> None:
    data = render("نمونه", ["یک", "دو", "سه"], rows)
    sheet = load_workbook(io.BytesIO(data)).active
    assert sheet is not None
    read = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=len(rows) + 1, max_col=3)]
    assert [[_kept(cell) for cell in row] for row in rows] == read
    assert not any(COMPUTED.search(part) for part in parts(data))


def _kept(cell: str | int | None) -> str | int | None:
    if isinstance(cell, int):
        return cell if abs(cell) < EXACT else str(cell)
    return f"{cell[: LONGEST - 1]}…" if cell and len(cell) > LONGEST else cell


def test_no_two_columns_have_one_name() -> None:
    assert len(set(header(contacts=True))) == len(header(contacts=True))
