"""Assignments and sheets against the call and the ideas that are judged."""

from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from farakhan.files.sheets import read_rows
from farakhan.model.call import Call
from farakhan.model.judging import SheetRow
from farakhan.persian.digits import to_ascii
from farakhan.problems import Problem, Problems

ASSIGNMENT_COLUMNS = ("idea", "judge")
CONFLICT = "yes"

Wrong = tuple[str, dict[str, object]]
"""What is wrong with a line: a problem's code and its values; said in words only if there is room for them."""


class AssignmentLine(NamedTuple):
    """One idea given to one judge, and the line that says so."""

    line: int
    idea: str
    judge: str


def check_assignments(
    path: str, data: bytes, call: Call, codes: Container[str]
) -> tuple[list[AssignmentLine], list[Problem]]:
    """The assignments that are right, and what is wrong with the others.

    Args:
        path: of assignments.csv.
        data: its bytes.
        call: for its judges.
        codes: of the ideas that are judged.
    """
    header, rows, problems = read_rows(path, data)
    if problems and not header:
        return [], problems.told()
    if tuple(header) != ASSIGNMENT_COLUMNS:
        problems.add(1, "csv-columns", columns=",".join(ASSIGNMENT_COLUMNS))
        return [], problems.told()
    judges = {judge.id for judge in call.judges}
    good: list[AssignmentLine] = []
    seen: set[tuple[str, str]] = set()
    for line, cells in rows:
        idea, judge = (to_ascii(cell.strip()) for cell in cells)
        wrong: list[Wrong] = []
        if idea not in codes:
            wrong.append(("assignment-idea", {"value": idea}))
        if judge not in judges:
            wrong.append(("assignment-judge", {"value": judge}))
        if (idea, judge) in seen:
            wrong.append(("assignment-twice", {"judge": judge}))
        seen.add((idea, judge))
        for code, values in wrong:
            problems.add(line, code, **values)
        good += [] if wrong else [AssignmentLine(line, idea, judge)]
    return good, problems.told()


def check_missing(lines: Iterable[AssignmentLine], rows: Iterable[SheetRow], path: str) -> list[Problem]:
    """The assigned ideas that their judges have neither scored nor declared a conflict with; warnings."""
    done = {(row.idea, row.judge) for row in rows if row.scores is not None or row.conflict}
    missing = Problems(path)
    for one in lines:
        if (one.idea, one.judge) not in done:
            missing.add(one.line, "assignment-row", judge=one.judge, idea=one.idea)
    return missing.told()


def check_sheet(
    path: str, data: bytes, call: Call, codes: Container[str], assigned: Container[tuple[str, str]] | None
) -> tuple[list[SheetRow], list[Problem]]:
    """The rows of a sheet that are right, and what is wrong with the others.

    Args:
        path: of the sheet; its name is the judge's id.
        data: its bytes.
        call: for its judges and its rubric.
        codes: of the ideas that are judged.
        assigned: pairs of idea and judge; None where ideas were not shared out.
    """
    header, rows, problems = read_rows(path, data)
    if problems and not header:
        return [], problems.told()
    judge = path.rsplit("/", 1)[-1].removesuffix(".csv")
    if judge not in {one.id for one in call.judges}:
        problems.add(1, "sheet-judge", value=judge)
    columns = _columns(header, call)
    for code, values in columns:
        problems.add(1, code, **values)
    if columns:
        return [], problems.told()
    sheet = _Sheet(judge, header, call)
    good: list[SheetRow] = []
    seen: set[str] = set()
    for line, cells in rows:
        idea = to_ascii(cells[sheet.idea].strip())
        texts = sheet.score_texts(cells)
        wrong = list(sheet.wrong(cells, texts))
        if idea not in codes:
            wrong.append(("sheet-idea", {"value": idea}))
        elif assigned is not None and (idea, judge) not in assigned:
            wrong.append(("sheet-unassigned", {}))
        if idea in seen:
            wrong.append(("sheet-idea-twice", {"value": idea}))
        seen.add(idea)
        for code, values in wrong:
            problems.add(line, code, **values)
        good += [] if wrong else [sheet.row(idea, cells, texts)]
    return good, problems.told()


def _columns(header: list[str], call: Call) -> list[Wrong]:
    criteria = [criterion.id for criterion in call.rubric.criteria]
    wanted = ["idea", *criteria, "conflict", "note"]
    if len(set(header)) != len(header) or not {"idea", "conflict", "note"} <= set(header):
        return [("csv-columns", {"columns": ",".join(wanted)})]
    unknown: list[Wrong] = [("sheet-criterion", {"value": name}) for name in header if name not in wanted]
    missing: list[Wrong] = [("sheet-criterion-missing", {"value": name}) for name in criteria if name not in header]
    return unknown + missing


class _Sheet:
    """A sheet's columns and what a score may be."""

    def __init__(self, judge: str, header: list[str], call: Call) -> None:
        self.judge = judge
        self.idea, self.conflict = header.index("idea"), header.index("conflict")
        self.names = [criterion.id for criterion in call.rubric.criteria]
        self.scores = [header.index(name) for name in self.names]
        self.top = call.rubric.scale
        self.known = {str(score): score for score in range(self.top + 1)}

    def score_texts(self, cells: list[str]) -> list[str]:
        return [to_ascii(cells[index].strip()) for index in self.scores]

    def wrong(self, cells: list[str], texts: list[str]) -> Iterator[Wrong]:
        conflict = cells[self.conflict].strip()
        filled = [text for text in texts if text]
        if conflict not in ("", CONFLICT):
            yield "sheet-conflict-form", {}
        elif conflict and filled:
            yield "sheet-conflict", {}
        for name, text in zip(self.names, texts, strict=True):
            if text and text not in self.known:
                yield "sheet-score", {"value": text, "criterion": name, "top": self.top}
            elif not text and filled and not conflict:
                yield "sheet-half", {"criterion": name}

    def row(self, idea: str, cells: list[str], texts: list[str]) -> SheetRow:
        scores = tuple(self.known[text] for text in texts) if all(texts) else None
        return SheetRow(self.judge, idea, scores, cells[self.conflict].strip() == CONFLICT)
