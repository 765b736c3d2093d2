"""Whom to tell what: the ideas that were decided on a day, each with its message; and a table of them for SMS."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple

from farakhan.face.notice import notice
from farakhan.files import workbook
from farakhan.model.call import Call
from farakhan.model.codes import grouped
from farakhan.model.idea import Idea
from farakhan.model.permits import OUTCOME
from farakhan.office.opening import Opening, opened
from farakhan.persian.calendar import tehran_day
from farakhan.problems import FarakhanError
from farakhan.record.idea import IdeaPlace, read_idea
from farakhan.store.git.acts import acts

HEAD = ("کد رهگیری", "پیام")
MOBILE = "تلفن همراه"


class Notice(NamedTuple):
    """An idea that was decided on, and the message about it."""

    idea: Idea
    words: str


class Opened(NamedTuple):
    """A table with mobiles, and in words whose could not be opened and is empty in it."""

    data: bytes
    sealed: list[str]


def decided_on(root: Path, call: Call, day: date, today: date) -> list[Notice]:
    """The ideas of an edition that staff decided on, on a day in Tehran, as they stand now; the last decided first.

    One that was changed since, so that nobody has decided on it, is not among them.
    """
    codes: dict[str, None] = {}
    for done in acts(root):
        if done.act.kind in OUTCOME and tehran_day(done.act.at) == day:
            for code in done.act.ideas:
                codes.pop(code, None)
                codes[code] = None
    notices: list[Notice] = []
    for code in reversed(codes):
        try:
            idea = read_idea(IdeaPlace(root, call.edition, code))
        except (FarakhanError, OSError):  # of another edition, or to be mended first
            continue
        words = notice(call, idea, today)
        notices += [Notice(idea, words)] if words else []
    return notices


def table(notices: Sequence[Notice]) -> bytes:
    """The messages as a workbook, without anybody's number."""
    return workbook.render("پیام‌ها", HEAD, ((grouped(each.idea.code), each.words) for each in notices))


def table_with_mobiles(root: Path, notices: Sequence[Notice], opening: Opening) -> Opened:
    """The same with each owner's mobile, as panels for SMS take it; each opening stands in the vault's log first."""
    rows: list[tuple[str | None, str, str]] = []
    sealed: list[str] = []
    for each in notices:
        mobile = None
        try:
            mobile = opened(root, each.idea.code, opening).mobile or None
        except FarakhanError as error:
            sealed.append(f"{each.idea.code}: {error.message}")
        rows.append((mobile, grouped(each.idea.code), each.words))
    return Opened(workbook.render("پیام‌ها", (MOBILE, *HEAD), rows), sealed)
