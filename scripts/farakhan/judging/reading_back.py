"""What was read of a judge's sheet and stands in the record, in words and as a page, for the judge to confirm."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from markupsafe import Markup

from farakhan.face.policy import alone
from farakhan.face.render import TEMPLATES, render
from farakhan.files.layout import sheet_path
from farakhan.model.codes import grouped
from farakhan.model.judging import CALIBRATION, SheetRow
from farakhan.model.personal import masked
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.edition import Edition
from farakhan.record.sheets import Sheets

_MARK = 8
"""Letters of a sheet's digest that a person compares."""


class Said(NamedTuple):
    """One row of a sheet in words.

    Attributes:
        code: of the idea, as people read it.
        title: of the idea.
        scores: each with its criterion's name; none where the idea was not scored.
        instead: why it has none.
        note: the judge's.
    """

    code: str
    title: str
    scores: tuple[tuple[str, int], ...]
    instead: str
    note: str


class Stored(NamedTuple):
    """A judge's sheet as it stands.

    Attributes:
        judge: whose.
        path: its place in the edition's folder.
        digest: of its bytes.
        rows: in words, what all judges score first before the others.
        is_confirmed: whether the judge has confirmed it as it stands.
    """

    judge: str
    path: str
    digest: str
    rows: tuple[Said, ...]
    is_confirmed: bool

    @property
    def mark(self) -> str:
        """By which people know that they speak of the same sheet."""
        return self.digest[:_MARK]


def stored(edition: Edition, sheets: Sheets, judge: str) -> Stored:
    """A judge's sheet of the round whose sheets come in, or of the last.

    Raises:
        FarakhanError: `sheet-none`, there is none; `sheet-problems`, something is wrong with it.
    """
    path = sheet_path(edition.round.id, judge)
    if path not in sheets.digests:
        raise FarakhanError("sheet-none", f"از داور «{judge}» برگی ثبت نشده است.", judge)
    wrong = [problem for problem in sheets.problems if problem.path.endswith(f"/{path}") and not problem.warning]
    if wrong:
        raise FarakhanError("sheet-problems", "\n".join(map(str, wrong)), judge)
    rows = [row for row in (*sheets.calibration, *sheets.rounds[edition.round.id]) if row.judge == judge]
    digest = sheets.digests[path]
    return Stored(judge, path, digest, tuple(said(edition, rows)), sheets.confirmed.get(path) == digest)


def said(edition: Edition, rows: Iterable[SheetRow]) -> Iterator[Said]:
    """Rows of a sheet in words."""
    names = [criterion.name for criterion in edition.call.rubric.criteria]
    for row in rows:
        facts = edition.facts.get(row.idea)
        scored = () if row.conflict or row.scores is None else tuple(zip(names, row.scores, strict=True))
        yield Said(
            code=row.idea if row.idea == CALIBRATION else to_persian(grouped(row.idea)),
            title=masked(facts.title) if facts else "",
            scores=scored,
            instead="تعارض منافع" if row.conflict else "بی امتیاز",
            note=row.note,
        )


def lines(rows: Iterable[Said]) -> Iterator[str]:
    """Rows as a text, a line each."""
    for row in rows:
        words = "، ".join(f"{name} {to_persian(score)}" for name, score in row.scores) or row.instead
        note = f" («{row.note}»)" if row.note else ""
        yield f"  {' '.join(filter(None, (row.code, row.title)))}: {words}{note}"


def page(edition: Edition, judge: str, mark: str, rows: Sequence[Said]) -> bytes:
    """Rows as a page that is a file by itself.

    Args:
        edition: whose sheet it is.
        judge: likewise.
        mark: of the sheet.
        rows: in words.
    """
    style = (TEMPLATES / "judge-sheet.css").read_text(encoding="utf-8")
    html = render(
        "judge-back.html",
        call=edition.call,
        judge=judge,
        mark=mark,
        read=rows,
        policy=alone("", style),
        style=Markup(style),  # noqa: S704 (our own)
    )
    return f"{html}\n".encode()
