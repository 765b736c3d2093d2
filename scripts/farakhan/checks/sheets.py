"""Assignments and sheets against the call and the ideas that are judged."""

from collections.abc import Container, Iterable, Iterator
from typing import NamedTuple

from farakhan.files.sheets import read_rows
from farakhan.model.call import Call
from farakhan.model.judging import SheetRow
from farakhan.persian.digits import to_ascii
from farakhan.problems import Problem, problem

ASSIGNMENT_COLUMNS = ("idea", "judge")
CONFLICT = "yes"


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
        return [], problems
    if tuple(header) != ASSIGNMENT_COLUMNS:
        return [], [*problems, problem(path, 1, "csv-columns", columns=",".join(ASSIGNMENT_COLUMNS))]
    judges = {judge.id for judge in call.judges}
    good: list[AssignmentLine] = []
    seen: set[tuple[str, str]] = set()
    for line, cells in rows:
        idea, judge = (to_ascii(cell.strip()) for cell in cells)
        wrong = []
        if idea not in codes:
            wrong.append(problem(path, line, "assignment-idea", value=idea))
        if judge not in judges:
            wrong.append(problem(path, line, "assignment-judge", value=judge))
        if (idea, judge) in seen:
            wrong.append(problem(path, line, "assignment-twice", judge=judge))
        seen.add((idea, judge))
        problems += wrong
        good += [] if wrong else [AssignmentLine(line, idea, judge)]
    return good, problems


def check_missing(lines: Iterable[AssignmentLine], rows: Iterable[SheetRow], path: str) -> Iterator[Problem]:
    """The assigned ideas that their judges have neither scored nor declared a conflict with; warnings."""
    done = {(row.idea, row.judge) for row in rows if row.scores is not None or row.conflict}
    for one in lines:
        if (one.idea, one.judge) not in done:
            yield problem(path, one.line, "assignment-row", judge=one.judge, idea=one.idea)


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
        return [], problems
    judge = path.rsplit("/", 1)[-1].removesuffix(".csv")
    if judge not in {one.id for one in call.judges}:
        problems.append(problem(path, 1, "sheet-judge", value=judge))
    columns = _columns(path, header, call)
    problems += columns
    if columns:
        return [], problems
    sheet = _Sheet(path, judge, header, call)
    good: list[SheetRow] = []
    seen: set[str] = set()
    for line, cells in rows:
        idea = to_ascii(cells[sheet.idea].strip())
        texts = sheet.score_texts(cells)
        wrong = list(sheet.wrong(line, cells, texts))
        if idea not in codes:
            wrong.append(problem(path, line, "sheet-idea", value=idea))
        elif assigned is not None and (idea, judge) not in assigned:
            wrong.append(problem(path, line, "sheet-unassigned"))
        if idea in seen:
            wrong.append(problem(path, line, "sheet-idea-twice", value=idea))
        seen.add(idea)
        problems += wrong
        good += [] if wrong else [sheet.row(idea, cells, texts)]
    return good, problems


def _columns(path: str, header: list[str], call: Call) -> list[Problem]:
    criteria = [criterion.id for criterion in call.rubric.criteria]
    wanted = ["idea", *criteria, "conflict", "note"]
    if len(set(header)) != len(header) or not {"idea", "conflict", "note"} <= set(header):
        return [problem(path, 1, "csv-columns", columns=",".join(wanted))]
    unknown = [problem(path, 1, "sheet-criterion", value=name) for name in header if name not in wanted]
    missing = [problem(path, 1, "sheet-criterion-missing", value=name) for name in criteria if name not in header]
    return unknown + missing


class _Sheet:
    """A sheet's columns and what a score may be."""

    def __init__(self, path: str, judge: str, header: list[str], call: Call) -> None:
        self.path, self.judge = path, judge
        self.idea, self.conflict = header.index("idea"), header.index("conflict")
        self.names = [criterion.id for criterion in call.rubric.criteria]
        self.scores = [header.index(name) for name in self.names]
        self.top = call.rubric.scale
        self.known = {str(score): score for score in range(self.top + 1)}

    def score_texts(self, cells: list[str]) -> list[str]:
        return [to_ascii(cells[index].strip()) for index in self.scores]

    def wrong(self, line: int, cells: list[str], texts: list[str]) -> Iterator[Problem]:
        conflict = cells[self.conflict].strip()
        filled = [text for text in texts if text]
        if conflict not in ("", CONFLICT):
            yield problem(self.path, line, "sheet-conflict-form")
        elif conflict and filled:
            yield problem(self.path, line, "sheet-conflict")
        for name, text in zip(self.names, texts, strict=True):
            if text and text not in self.known:
                yield problem(self.path, line, "sheet-score", value=text, criterion=name, top=self.top)
            elif not text and filled and not conflict:
                yield problem(self.path, line, "sheet-half", criterion=name)

    def row(self, idea: str, cells: list[str], texts: list[str]) -> SheetRow:
        scores = tuple(self.known[text] for text in texts) if all(texts) else None
        return SheetRow(self.judge, idea, scores, cells[self.conflict].strip() == CONFLICT)
