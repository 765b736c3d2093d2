"""Judges' sheets and assignments: what spreadsheets write is read as meant, and each fault is named with its line."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farakhan.checks.sheets import CONFLICT, check_assignments, check_lines, check_missing, check_sheet
from farakhan.files.sheets import MAX_BYTES, read_rows
from farakhan.model.codes import grouped
from farakhan.model.judging import AssignmentLine, SheetLine, SheetRow
from farakhan.model.personal import spans
from farakhan.persian.digits import ARABIC, PERSIAN, to_persian
from farakhan.persian.letters import bare
from farakhan.problems import Problem, Problems
from farakhan.record.edition import read_edition

CALL = read_edition(Path(__file__).parent / "golden" / "base", "1405").call
CRITERIA = tuple(criterion.id for criterion in CALL.rubric.criteria)
TOP = CALL.rubric.scale
HEADER = ("idea", *CRITERIA, "conflict", "note")
CODES = ("1010232000", "1946306900", "2414000005", "3816226900", "4682580500")
SHEET, ASSIGNMENTS = "sheets/first/d1.csv", "assignments.csv"
ALL = {(code, "d1") for code in CODES}
SCRIPTS = ("0123456789", PERSIAN, ARABIC)
BOM = "\ufeff"


def _csv(rows: Sequence[Sequence[str]], line_end: str = "\n", quoting: int = csv.QUOTE_MINIMAL) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator=line_end, quoting=quoting).writerows(rows)  # type: ignore[arg-type]
    return out.getvalue()


def _said(problems: Sequence[Problem]) -> list[tuple[int, str]]:
    return [(one.line, one.code) for one in problems]


cells = st.text(st.characters(exclude_categories=["Cs"], exclude_characters=f"\r{BOM}"), max_size=12)
names = cells.filter(bare)
tables = st.integers(1, 6).flatmap(
    lambda width: st.builds(
        lambda header, rows: [header, *rows],
        st.tuples(*[names] * width),
        st.lists(st.tuples(*[cells] * width), max_size=7),
    )
)
forms = st.sampled_from([("\n", csv.QUOTE_MINIMAL), ("\r\n", csv.QUOTE_MINIMAL), ("\r", csv.QUOTE_ALL)])


@given(tables, forms, st.sampled_from(["", BOM]))
def test_what_a_spreadsheet_writes_is_read(table: list[tuple[str, ...]], form: tuple[str, int], mark: str) -> None:
    header, rows, problems = read_rows("p", (mark + _csv(table, *form)).encode())
    assert problems.told() == []
    assert header == [bare(cell).lower() for cell in table[0]]
    assert [tuple(row) for _, row in rows] == [row for row in table[1:] if any(map(bare, row))]


@given(tables, forms)
def test_each_record_stands_at_the_line_it_begins_on(table: list[tuple[str, ...]], form: tuple[str, int]) -> None:
    _, rows, _ = read_rows("p", _csv(table, *form).encode())
    breaks = [sum(cell.count("\n") for cell in row) for row in table]
    lines = [1 + index + sum(breaks[:index]) for index in range(1, len(table))]
    assert [line for line, _ in rows] == [
        line for line, row in zip(lines, table[1:], strict=True) if any(map(bare, row))
    ]


@given(st.binary(max_size=200) | st.text(st.sampled_from('a,;"\n\r\t\0۱'), max_size=60).map(str.encode))
def test_any_bytes_are_rows_of_the_headers_width_or_named(data: bytes) -> None:
    header, rows, problems = read_rows("p", data)
    lines = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    assert all(len(row) == len(header) for _, row in rows)
    numbers = [line for line, _ in rows]
    assert numbers == sorted(set(numbers))
    assert {*numbers, *(one.line for one in problems.told())} <= set(range(1, lines + 1))


NO_CSV = {
    "a byte that is no UTF-8": (b"a,b\n1,2\n\xff,3\n", 3, "file-encoding"),
    "half of a UTF-16 letter": ("a,b\n".encode("utf-16") + b"\n", 1, "file-encoding"),
    "too long": (b"a,b\n" + b"1,2\n" * (MAX_BYTES // 4), 1, "file-too-large"),
    "more after a quote": (b'a,b\n1,2\n\n3,"x\ny"z\n', 4, "csv-form"),
    "an open quote": (b'a,b\n1,2\n3,"x\ny', 3, "csv-form"),
    "a cell too many": (b"a,b\n1,2,3\n", 2, "csv-form"),
    "an endless cell": (b"a,b\n" + b"1" * 200_000 + b",2\n", 2, "csv-form"),
}


@pytest.mark.parametrize("name", NO_CSV)
def test_what_is_no_csv_is_named_at_its_line(name: str) -> None:
    data, line, code = NO_CSV[name]
    assert _said(read_rows("p", data)[2].told()) == [(line, code)]


class Scored(NamedTuple):
    """What a judge means for one idea: scores, nothing yet, or a conflict of interest; and how it is typed."""

    idea: str
    scores: tuple[int, ...] | None
    conflict: bool
    script: str
    around: str
    note: str

    def row(self) -> SheetRow:
        """What is to be read of it."""
        return SheetRow("d1", self.idea, self.scores, self.conflict, self.note)

    def cells(self) -> dict[str, str]:
        """What is typed, by column."""
        scores = [str(score) for score in self.scores] if self.scores else [""] * len(CRITERIA)
        texts = {"idea": self.idea, **dict(zip(CRITERIA, scores, strict=True))}
        typed = {name: text.translate(str.maketrans(SCRIPTS[0], self.script)) for name, text in texts.items()}
        typed |= {"conflict": CONFLICT if self.conflict else "", "note": self.note}
        return {name: self.around + text + self.around if name != "note" else text for name, text in typed.items()}


def _scored(idea: str) -> st.SearchStrategy[Scored]:
    scores = st.tuples(*[st.integers(0, TOP)] * len(CRITERIA))
    minds = st.tuples(scores, st.just(value=False)) | st.tuples(st.none(), st.booleans())

    def mean(mind: tuple[tuple[int, ...] | None, bool], script: str, around: str, note: str) -> Scored:
        return Scored(idea, *mind, script, around, note)

    notes = cells.filter(lambda note: not list(spans(note)))
    return st.builds(mean, minds, st.sampled_from(SCRIPTS), st.sampled_from(["", " ", "\t", " \u00a0"]), notes)


minds = st.sets(st.sampled_from(CODES)).flatmap(lambda codes: st.tuples(*map(_scored, sorted(codes))))


def _sheet(minds: Sequence[Scored], columns: Sequence[str]) -> bytes:
    return _csv([columns, *([mind.cells()[name] for name in columns] for mind in minds)], "\r\n").encode()


@given(minds, st.permutations(HEADER), st.randoms(use_true_random=False))
def test_a_sheet_is_read_as_meant_in_any_order_and_any_digits(
    minds: tuple[Scored, ...], columns: list[str], random: object
) -> None:
    rows, problems = check_sheet(SHEET, _sheet(minds, columns), CALL, CODES, ALL)
    assert problems == []
    assert rows == [mind.row() for mind in minds]
    shuffled = list(minds)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    again, _ = check_sheet(SHEET, _sheet(shuffled, HEADER), CALL, CODES, None)
    assert set(again) == set(rows)


@given(minds, st.booleans())
def test_scores_typed_elsewhere_are_judged_by_the_same_rules(minds: tuple[Scored, ...], numbers: bool) -> None:  # noqa: FBT001
    lines = [
        SheetLine(
            line=line,
            judge="d1",
            idea=mind.cells()["idea"],
            scores=mind.scores if numbers and mind.scores else tuple(mind.cells()[name] for name in CRITERIA),
            conflict=mind.conflict,
            note=mind.note,
        )
        for line, mind in enumerate(minds, 1)
    ]
    problems = Problems(SHEET)
    assert check_lines(lines, CALL, CODES, ALL, problems) == [mind.row() for mind in minds]
    assert problems.told() == []


@pytest.mark.parametrize("score", [True, TOP + 1, -1, 7.5, 8.01, None])
def test_a_value_that_is_no_whole_number_of_the_scale_is_no_score(score: int) -> None:
    problems = Problems(SHEET)
    lines = [SheetLine(4, "d1", CODES[0], (9, score), conflict=False, note="")]
    assert check_lines(lines, CALL, CODES, ALL, problems) == []
    assert _said(problems.told()) == [(4, "sheet-score")]


PRIVATE = {
    "با او ۰۹۰۰ ۰۰۰ ۰۰ ۱۸ هماهنگ شد": "private-mobile",
    "زنگ زدم: ٠٩٠٠٠٠٠٠٠١٨": "private-mobile",
    "تلفنش 071-10000000 است": "private-phone",
    "کد ملی او 0010000011": "private-national-id",
    "کارت 6037991234567893": "private-card",
    "نشانی‌اش someone@example.org": "private-email",
}


@pytest.mark.parametrize("note", PRIVATE)
def test_personal_data_in_a_note_is_named_at_its_line(note: str) -> None:
    rows = [f'{CODES[0]},9,8,,"خوب است\nو روشن\n{note}"', f"{CODES[1]},9,8,,{CODES[2]} هم همین است"]
    good, problems = check_sheet(SHEET, "\n".join([",".join(HEADER), *rows]).encode(), CALL, CODES, ALL)
    assert _said(problems) == [(4, PRIVATE[note])]
    assert [row.idea for row in good] == [CODES[1]]
    assert "note" in problems[0].message


def test_a_note_is_kept_as_the_judge_wrote_it() -> None:
    data = f'{",".join(HEADER)}\n{CODES[0]},9,8,," پیش‌تر هم دیده‌ام؛ ي\n۱۲۳ "\n'.encode()
    (row,), problems = check_sheet(SHEET, data, CALL, CODES, ALL)
    assert (row.note, problems) == (" پیش‌تر هم دیده‌ام؛ ي\n۱۲۳ ", [])


FAULTS = [
    ("1111111111,9,8,,", "sheet-idea"),
    (f"{CODES[4]},9,8,,", "sheet-unassigned"),
    (f"{CODES[0]},9,8,,", "sheet-idea-twice"),
    (f"{CODES[1]},9,,,", "sheet-half"),
    (f"{CODES[1]},{TOP + 1},8,,", "sheet-score"),
    (f"{CODES[1]},-1,8,,", "sheet-score"),
    (f"{CODES[1]},7.5,8,,", "sheet-score"),
    (f"{CODES[1]},09,8,,", "sheet-score"),
    (f"{CODES[1]},²,8,,", "sheet-score"),
    (f"{CODES[1]},=1+1,8,,", "sheet-score"),
    (f"{CODES[1]},9,8,yes,", "sheet-conflict"),
    (f"{CODES[1]},8.5,8,,", "sheet-score"),
    (f"{CODES[1]},8/0,8,,", "sheet-score"),
    (f"{CODES[1]},,,شاید,", "sheet-conflict-form"),
    (f"{CODES[1]},9", "sheet-half"),
    (f"{CODES[1]},9,8,,,x", "csv-form"),
    (f"{CODES[1]};9;8;;", "csv-form"),
    ("3.82E+09,9,8,,", "sheet-idea"),
]


@pytest.mark.parametrize(("row", "code"), FAULTS)
def test_each_fault_is_named_at_its_line_and_its_row_alone_is_left_out(row: str, code: str) -> None:
    lines = [",".join(HEADER), f'{CODES[0]},1,2,,"دو\nسطر"', "", row, f"{CODES[2]},3,4,,"]
    rows, problems = check_sheet(SHEET, "\n".join(lines).encode(), CALL, CODES, ALL - {(CODES[4], "d1")})
    assert _said(problems) == [(5, code)]
    assert [row.idea for row in rows] == [CODES[0], CODES[2]]
    assert problems[0].path == SHEET


PLAIN = [
    list(HEADER),
    [CODES[0], "8", "0", "", "خوب; است"],
    [CODES[1], "", "", "yes", ""],
    [CODES[2], "3", "4", "", ""],
]
"""A sheet, and as which rows it is read."""
READ = [
    SheetRow("d1", CODES[0], (8, 0), conflict=False, note="خوب; است"),
    SheetRow("d1", CODES[1], None, conflict=True, note=""),
    SheetRow("d1", CODES[2], (3, 4), conflict=False, note=""),
]
IN_PLACE = {
    "8": ["8.0", "۸", "۸٫۰۰", " 8\u00a0", "\u200f8\u200e"],
    "yes": ["Yes", "YES ", "بله", "آری"],
    CODES[1]: [
        f"{CODES[1][:3]}-{CODES[1][3:6]}-{CODES[1][6:]}",
        f"\u2066{to_persian(grouped(CODES[1]))}\u2069",
        f"\u2068{CODES[1]}\u2069",
        f"{CODES[1]}.0",
    ],
    "idea": ["Idea", " IDEA"],
}
"""What a spreadsheet or a person makes of a cell."""


def _with_separator(separator: str) -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=separator, lineterminator="\r\n").writerows(PLAIN)
    return out.getvalue()


def _wider(more: str) -> str:
    return "".join(f"{line}{more}\n" for line in _csv(PLAIN).splitlines())


AS_SAVED = {
    "a semicolon": (BOM + _with_separator(";")).encode(),
    "a Persian semicolon": _with_separator("؛").encode(),
    "tabs": _with_separator("\t").encode(),
    "a line that names the separator": ("sep=,\r\n" + _csv(PLAIN, "\r\n")).encode(),
    "a line that names a semicolon": ("sep=;\r\n" + _with_separator(";")).encode(),
    "Unicode text": _with_separator("\t").encode("utf-16"),
    "UTF-16, its bytes the other way round": b"\xfe\xff" + _with_separator(",").encode("utf-16-be"),
    "columns that once were touched": _wider(",,,").encode(),
    "rows whose cells were cleared": (_csv(PLAIN) + ",,,,\n , ,,\u200f,\n\n").encode(),
    "rows without their empty ends": "".join(f"{line.rstrip(',')}\n" for line in _csv(PLAIN).splitlines()).encode(),
    "a first column that is empty": "".join(f",{line}\n" for line in _csv(PLAIN).splitlines()).encode(),
}


@pytest.mark.parametrize("name", AS_SAVED)
def test_a_sheet_is_read_however_it_was_saved(name: str) -> None:
    assert check_sheet(SHEET, AS_SAVED[name], CALL, CODES, ALL) == (READ, [])


@pytest.mark.parametrize(("cell", "typed"), [(cell, typed) for cell, ways in IN_PLACE.items() for typed in ways])
def test_a_cell_is_read_where_it_means_one_thing(cell: str, typed: str) -> None:
    table = [[typed if value == cell else value for value in row] for row in PLAIN]
    assert check_sheet(SHEET, _csv(table).encode(), CALL, CODES, ALL) == (READ, [])


def test_all_faults_of_a_sheet_are_said_at_once() -> None:
    scores = [f"{CODES[1]},11,x,,", "9,,8,ها,"]
    rows, problems = check_sheet(SHEET, "\n".join([",".join(HEADER), *scores]).encode(), CALL, CODES, ALL)
    assert rows == []
    assert sorted(_said(problems)) == [
        (2, "sheet-score"),
        (2, "sheet-score"),
        (3, "sheet-conflict-form"),
        (3, "sheet-idea"),
    ]


@pytest.mark.parametrize(
    ("header", "codes"),
    [
        ("", ["csv-columns"]),
        ("idea,feasible,jobs,conflict", ["csv-columns"]),
        ("idea,feasible,jobs,conflict,note,note", ["csv-columns"]),
        ("idea:feasible:jobs:conflict:note", ["csv-columns"]),
        ("ایده,feasible,jobs,conflict,note", ["csv-columns"]),
        ("idea,feasible,conflict,note", ["sheet-criterion-missing"]),
        ("idea,feasible,works,conflict,note", ["sheet-criterion", "sheet-criterion-missing"]),
        ('"idea', ["csv-form"]),
    ],
)
def test_wrong_columns_are_named_once_and_no_row_is_guessed_at(header: str, codes: list[str]) -> None:
    row = CODES[0] + "," * header.count(",")
    rows, problems = check_sheet(SHEET, f"{header}\n{row}\n".encode(), CALL, CODES, ALL)
    assert rows == []
    assert _said(problems) == [(1, code) for code in codes]


def test_bytes_that_are_no_text_have_one_problem() -> None:
    assert _said(check_sheet(SHEET, b"\xff", CALL, CODES, ALL)[1]) == [(1, "file-encoding")]
    assert _said(check_assignments(ASSIGNMENTS, b"\xff", CALL, CODES)[1]) == [(1, "file-encoding")]


def test_a_sheet_of_nobody_is_named_and_its_rows_are_looked_at_too() -> None:
    _, problems = check_sheet(
        "sheets/first/d9.csv", f"{','.join(HEADER)}\n{CODES[0]},99,8,,\n".encode(), CALL, CODES, None
    )
    assert _said(problems) == [(1, "sheet-judge"), (2, "sheet-score")]


pairs = st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(["d1", "d2", "d3"])), unique=True)


@given(pairs, st.sampled_from(SCRIPTS))
def test_assignments_are_read_as_meant_with_their_lines(given: list[tuple[str, str]], script: str) -> None:
    typed = [(code.translate(str.maketrans(SCRIPTS[0], script)), judge) for code, judge in given]
    data = _csv([("idea", "judge"), *typed]).encode()
    lines, problems = check_assignments(ASSIGNMENTS, data, CALL, CODES)
    assert problems == []
    assert lines == [AssignmentLine(line, *pair) for line, pair in enumerate(given, 2)]


def test_each_fault_of_the_assignments_is_named_at_its_line() -> None:
    rows = [f"{CODES[0]},d1", "1111111111,d1", f"{CODES[1]},d9", f"{CODES[0]},d1", f"{CODES[2]}", f"{CODES[3]}, d2 "]
    data = "\n".join(["idea,judge", *rows]).encode()
    lines, problems = check_assignments(ASSIGNMENTS, data, CALL, CODES)
    assert sorted(_said(problems)) == [
        (3, "assignment-idea"),
        (4, "assignment-judge"),
        (5, "assignment-twice"),
        (6, "csv-form"),
    ]
    assert lines == [AssignmentLine(2, CODES[0], "d1"), AssignmentLine(7, CODES[3], "d2")]


@pytest.mark.parametrize("header", ["", "judge,idea", "idea:judge", "idea,judge,note", "idea"])
def test_assignments_have_two_columns(header: str) -> None:
    lines, problems = check_assignments(ASSIGNMENTS, f"{header}\n{CODES[0]},d1\n".encode(), CALL, CODES)
    assert lines == []
    assert (1, "csv-columns") in _said(problems)


@given(pairs, pairs, pairs)
def test_what_is_neither_scored_nor_in_conflict_is_missed(
    given: list[tuple[str, str]], scored: list[tuple[str, str]], conflicts: list[tuple[str, str]]
) -> None:
    lines = [AssignmentLine(line, *pair) for line, pair in enumerate(given, 2)]
    rows = [SheetRow(judge, idea, (1, 2), conflict=False) for idea, judge in scored]
    rows += [SheetRow(judge, idea, None, conflict=True) for idea, judge in conflicts]
    rows += [SheetRow(judge, idea, None, conflict=False) for idea, judge in given]
    missed = list(check_missing(lines, rows, ASSIGNMENTS))
    owed = [line for line, pair in enumerate(given, 2) if pair not in {*scored, *conflicts}]
    assert _said(missed) == [(line, "assignment-row") for line in owed]
    assert all(one.warning for one in missed)
