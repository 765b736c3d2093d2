"""What judges gave in the browser brought into git: each judge's sheet, as the judge's own act."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from farakhan.files.layout import Kind as Place
from farakhan.files.sheets import render_confirmed, render_rows
from farakhan.files.source import sha256
from farakhan.judging.given import ClosedError, Given, Kept, Room, given, keep, room, rows, waiting
from farakhan.judging.keeping import MADE_FROM, rules_once
from farakhan.judging.reopening import closed_again
from farakhan.judging.sheets_in import read_in
from farakhan.model.acts import Kind
from farakhan.problems import FarakhanError
from farakhan.record.sheets import read_sheets
from farakhan.store.acting import keep_of_judge
from farakhan.store.git.commits import ConflictError
from farakhan.store.vault import judges

_TRIES = 5


def bring(root: Path, name: str, judge: str, when: datetime, *, is_done: bool = False) -> str:
    """Bring what a judge gave into git, as the judge's own act; the sheet's digest, empty where there is none.

    Args:
        root: the repository's top.
        name: the edition's.
        judge: whose.
        when: aware.
        is_done: whether the judge says that all of it is as it should be: the sheet is then confirmed by them.

    Raises:
        ClosedError: the round is closed.
        FarakhanError: `judging-sheet`, it is no sheet as it stands; what `keep_of_judge` raises.
    """
    for attempt in range(_TRIES):
        try:
            return _brought(room(root, name), judge, when, is_done=is_done)
        except ConflictError:
            if attempt == _TRIES - 1:
                raise
    return ""


def _brought(room: Room, judge: str, when: datetime, *, is_done: bool) -> str:
    edition = room.edition
    if not room.is_open(judge):
        raise ClosedError(judge)
    with judges.alone(edition.root):
        there = given(edition, judge)
    criteria = [criterion.id for criterion in edition.call.rubric.criteria]
    codes = room.codes.get(judge, ())
    made = rows(edition, judge, codes, there)
    if not made:
        return ""
    sheets = read_sheets(edition)
    imported = read_in(edition, sheets, {f"{judge}.csv": render_rows(criteria, made)})
    if imported.faults:
        raise FarakhanError("judging-sheet", "\n".join(imported.faults), judge)
    (sheet,) = imported.sheets
    digest = sha256(sheet.data)
    files = {**sheet.files(), **closed_again(edition, sheet.data, when), **rules_once(edition, when)}
    if is_done:
        files[Place.CONFIRMED.value] = render_confirmed({**sheets.confirmed, sheet.path: digest})
    keep_of_judge(edition.root, edition.call, Kind.SHEET, files, MADE_FROM[Kind.SHEET], when, judge)
    with judges.alone(edition.root):
        now = given(edition, judge)
        brought = {code: kept for code, kept in there.ideas.items() if code in codes}
        ideas = {code: _marked(kept, brought.get(code)) for code, kept in now.ideas.items()}
        keep(edition, judge, Given(sheet=digest, ideas=ideas))
    return digest


def _marked(now: Kept, brought: Kept | None) -> Kept:
    """A mark after its sheet came to git: brought, unless it was changed meanwhile."""
    is_brought = brought is not None and brought.revision == now.revision
    return now.model_copy(update={"brought": now.brought or is_brought})


def bring_all(root: Path, name: str, when: datetime) -> Sequence[str]:
    """Bring into git whatever judges gave and is not there yet; those whose sheets came.

    A reopened sheet is not brought by the way: with it the sheets close again.

    Raises:
        FarakhanError: what `bring` raises.
    """
    now = room(root, name)
    if now.edition.closing:
        return ()
    return [judge for judge in waiting(now) if bring(root, name, judge, when)]
