"""Assignments and sheets against the call and the ideas that are judged.

The rules look at lines, wherever these came from: a CSV file, a workbook's row, a page that a judge fills in.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Container, Iterable, Iterator
from typing import TypeGuard

from farakhan.files.sheet_book import is_unread
from farakhan.files.sheets import is_lost, read_assignments, read_sheet
from farakhan.model.call import Call
from farakhan.model.conflicts import conflicts
from farakhan.model.judging import NO_WORDS, YES_WORDS, AssignmentLine, Candidate, SheetLine, SheetRow
from farakhan.model.personal import spans
from farakhan.persian.digits import to_ascii
from farakhan.persian.letters import bare
from farakhan.problems import Problem, Problems

CONFLICT = "yes"
_CODE = re.compile(r"([0-9]{3})[-/–\u2011 \u00a0]?([0-9]{3})[-/–\u2011 \u00a0]?([0-9]{4})(?:\.0{1,9})?", re.ASCII)
"""A code as receipts show it, or as a spreadsheet shows a number: 338/623/2074, 3386232074.0."""
_WHOLE = re.compile(r"([0-9]{1,4})[.٫]0{1,9}", re.ASCII)
"""A whole number with a decimal zero: 8.0, ۸٫۰۰."""
NOTE = "note"

Wrong = tuple[int, str, dict[str, object]]
"""What is wrong: its line, a problem's code and its values; said in words only if there is room for them."""
Score = int | str | None
"""A score as read: on the scale, or the text that is none, or None where nothing was given."""


def check_assignments(
    path: str, data: bytes, call: Call, codes: Container[str]
) -> tuple[list[AssignmentLine], list[Problem]]:
    """The assignments of a CSV file that are right, and what is wrong with the others.

    Args:
        path: of assignments.csv.
        data: its bytes.
        call: for its judges.
        codes: of the ideas that are judged.
    """
    lines, problems = read_assignments(path, data)
    good = check_assignment_lines(lines, call, codes, problems)
    return good, problems.told()


def check_assignment_lines(
    lines: Iterable[AssignmentLine], call: Call, codes: Container[str], problems: Problems
) -> list[AssignmentLine]:
    """The lines that are right, their white space and digits put right; what is wrong with others joins `problems`."""
    judges = {judge.id for judge in call.judges}
    good: list[AssignmentLine] = []
    seen: set[tuple[str, str]] = set()
    for line in lines:
        idea = line.idea if line.idea in codes else code_in(line.idea)
        judge = line.judge if line.judge in judges else to_ascii(bare(line.judge)).lower()
        if idea in codes and judge in judges and (idea, judge) not in seen:
            seen.add((idea, judge))
            good.append(AssignmentLine(line.line, idea, judge))
            continue
        wrong: list[Wrong] = []
        if idea not in codes:
            wrong.append((line.line, "assignment-idea", {"value": idea}))
        if judge not in judges:
            wrong.append((line.line, "assignment-judge", {"value": judge}))
        if (idea, judge) in seen:
            wrong.append((line.line, "assignment-twice", {"judge": judge}))
        seen.add((idea, judge))
        _add(problems, wrong)
    return good


def check_missing(lines: Iterable[AssignmentLine], rows: Iterable[SheetRow], path: str) -> list[Problem]:
    """The assigned ideas that their judges have neither scored nor declined to read; warnings."""
    done = {(row.idea, row.judge) for row in rows if row.scores is not None or row.conflict or is_unread(row)}
    missing = Problems(path)
    for line in lines:
        if (line.idea, line.judge) not in done:
            missing.add(line.line, "assignment-row", judge=line.judge, idea=line.idea)
    return missing.told()


def check_shared(  # noqa: PLR0913, PLR0917 (each is a part of what is shared out)
    lines: Iterable[AssignmentLine],
    rows: Iterable[SheetRow],
    call: Call,
    ideas: Collection[Candidate],
    readings: int,
    path: str,
) -> list[Problem]:
    """What sharing out must see to: nobody reads with a conflict of interest, each idea has readers, one of its field.

    Args:
        lines: the assignments of a round that are right in themselves.
        rows: of its sheets that are read: a conflict that stands there counts nowhere, and is no fault; who could not
            read an idea is no reader of it.
        call: for its judges.
        ideas: that are read in it.
        readings: how many judges read each.
        path: of assignments.csv.
    """
    declared = {(row.idea, row.judge) for row in rows if row.conflict or is_unread(row)}
    barred = conflicts(call.judges, ideas)
    knowing = {field.id: {judge.id for judge in call.judges if judge.knows(field.id)} for field in call.fields}
    problems = Problems(path)
    readers: defaultdict[str, set[str]] = defaultdict(set)
    first: dict[str, int] = {}
    for line in lines:
        first.setdefault(line.idea, line.line)
        if (line.idea, line.judge) in declared:
            continue
        if line.judge in barred.get(line.idea, ()):
            problems.add(line.line, "assignment-conflict", judge=line.judge, idea=line.idea)
        else:
            readers[line.idea].add(line.judge)
    for idea in ideas:
        count, at = len(readers[idea.code]), first.get(idea.code, 1)
        if count < readings:
            problems.add(at, "assignment-few", idea=idea.code, count=count, readings=readings)
        if count and not readers[idea.code] & knowing.get(idea.field, set()):
            problems.add(at, "assignment-field", idea=idea.code)
    return problems.told()


def check_sheet(
    path: str, data: bytes, call: Call, codes: Container[str], assigned: Container[tuple[str, str]] | None
) -> tuple[list[SheetRow], list[Problem]]:
    """The rows of a sheet in CSV that are right, and what is wrong with the others.

    Args:
        path: of the sheet; its name is the judge's id.
        data: its bytes.
        call: for its judges and its rubric.
        codes: of the ideas that are judged.
        assigned: pairs of idea and judge; None where ideas were not shared out.
    """
    judge = path.rsplit("/", 1)[-1].removesuffix(".csv")
    criteria = [criterion.id for criterion in call.rubric.criteria]
    lines, problems = read_sheet(path, data, judge, criteria)
    if judge not in {listed.id for listed in call.judges}:
        problems.add(1, "sheet-judge", value=judge)
    good = check_lines(lines, call, codes, assigned, problems)
    return good, problems.told()


def check_lines(
    lines: Iterable[SheetLine],
    call: Call,
    codes: Container[str],
    assigned: Container[tuple[str, str]] | None,
    problems: Problems,
) -> list[SheetRow]:
    """The rows of a sheet's lines that are right; what is wrong with the others joins `problems`.

    Args:
        lines: of one sheet.
        call: for its rubric.
        codes: of the ideas that are judged.
        assigned: pairs of idea and judge; None where ideas were not shared out.
        problems: of the sheet.
    """
    rubric = _Rubric(call)
    good: list[SheetRow] = []
    seen: set[str] = set()
    for line in lines:
        idea = line.idea if line.idea in codes else code_in(line.idea)
        scores = rubric.scores(line)
        given = scores if _all_whole(scores) else None
        is_given = idea in codes and idea not in seen and (assigned is None or (idea, line.judge) in assigned)
        if is_given and given and not line.conflict and not line.note:  # as nearly all lines of a sheet are
            seen.add(idea)
            good.append(SheetRow(line.judge, idea, given, conflict=False))
            continue
        wrong: list[Wrong] = []
        if given is None or line.conflict:
            wrong += rubric.wrong(line, scores)
        if idea not in codes:
            wrong.append((line.line, "sheet-idea", {"value": idea}))
        elif assigned is not None and (idea, line.judge) not in assigned:
            wrong.append((line.line, "sheet-unassigned", {}))
        if idea in seen:
            wrong.append((line.line, "sheet-idea-twice", {"value": idea}))
        seen.add(idea)
        if line.note:
            wrong += _in_note(line)
        if wrong:
            _add(problems, wrong)
        else:
            good.append(SheetRow(line.judge, idea, given, _conflict(line) == CONFLICT, line.note))
    return good


def _add(problems: Problems, wrong: Iterable[Wrong]) -> None:
    for line, code, values in wrong:
        problems.add(line, code, **values)


def _in_note(line: SheetLine) -> Iterator[Wrong]:
    """Personal data in a note, which stays in git for ever, as every word there does; and a note that was lost."""
    if is_lost(line.note):
        yield line.line, "sheet-lost", {}
    for span in spans(line.note):
        yield line.line + line.note.count("\n", 0, span.start), span.kind, {"key": NOTE}


def _all_whole(scores: tuple[Score, ...]) -> TypeGuard[tuple[int, ...]]:
    """Whether each score is one on the scale."""
    return set(map(type, scores)) == {int}


def code_in(cell: str) -> str:
    """A tracking code, however a spreadsheet or a person writes it; anything else as it is, without what is unseen."""
    text = to_ascii(bare(cell))
    written = _CODE.fullmatch(text)
    return "".join(written.groups()) if written else text


def _conflict(line: SheetLine) -> str:
    """What is said of a conflict of interest: `CONFLICT`, nothing, or what means neither."""
    if isinstance(line.conflict, bool):
        return CONFLICT if line.conflict else ""
    words = bare(line.conflict) if line.conflict else ""
    if words.lower() in YES_WORDS:
        return CONFLICT
    return "" if words.lower() in NO_WORDS else words


class _Rubric:
    """What a score may be, criterion by criterion."""

    def __init__(self, call: Call) -> None:
        self.names = [criterion.id for criterion in call.rubric.criteria]
        self.top = call.rubric.scale
        self.known: dict[str | int, int] = {str(score): score for score in range(self.top + 1)}

    def scores(self, line: SheetLine) -> tuple[Score, ...]:
        """One for each criterion."""
        plain = tuple(map(self.known.get, line.scores))
        if None not in plain:  # as nearly all lines of a sheet are
            return plain
        return tuple([self._score(given) for given in line.scores])

    def _score(self, given: str | int) -> Score:
        text = to_ascii(bare(str(given)))
        whole = _WHOLE.fullmatch(text)
        return self.known.get(whole[1] if whole else text, text) if text else None

    def wrong(self, line: SheetLine, scores: tuple[Score, ...]) -> Iterator[Wrong]:
        """What is wrong with a line's scores and its word about a conflict."""
        conflict = _conflict(line)
        filled = any(score is not None for score in scores)
        if conflict not in ("", CONFLICT):
            yield line.line, "sheet-conflict-form", {}
        elif conflict and filled:
            yield line.line, "sheet-conflict", {}
        for name, score in zip(self.names, scores, strict=True):
            if isinstance(score, str):
                yield line.line, "sheet-score", {"value": score, "criterion": name, "top": self.top}
            elif score is None and filled and not conflict:
                yield line.line, "sheet-half", {"criterion": name}
