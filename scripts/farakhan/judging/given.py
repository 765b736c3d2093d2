"""What a judge gives in the browser: kept durably at once in the vault, and from there in git as the judge's sheet.

Each idea has a revision, by which a page that has not seen the last change is known, and the word of the change that
made it, so that the same change comes in once however often it is sent.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field, ValidationError

from farakhan.checks.sheets import check_lines, check_sheet
from farakhan.files import sheet_book
from farakhan.files.layout import Kind as Place
from farakhan.files.layout import sheet_path
from farakhan.files.source import sha256
from farakhan.judging.calibration import spread
from farakhan.model.base import Frozen
from farakhan.model.call import Call
from farakhan.model.judging import CALIBRATION, SheetLine, SheetRow
from farakhan.persian.letters import normalise
from farakhan.problems import FarakhanError, Problems
from farakhan.record.edition import Edition, read_edition
from farakhan.record.sheets import read_sheets
from farakhan.store import disk
from farakhan.store.vault import judges

_STATE = (Place.CALL, Place.ASSIGNMENTS, Place.CLOSED, Place.AWARDS)
"""Files by which it is decided what a judge may give."""


class Mark(Frozen):
    """What a judge gives to one idea, as far as they have come with it.

    Attributes:
        scores: by the criterion's id; one that is not there was not given.
        conflict: whether they have a conflict of interest; scores do not count then.
        why: of the conflict.
        unread: whether they could not read it; likewise.
        rule: by which it is not eligible.
        note: their own words.
    """

    scores: dict[str, Annotated[int, Field(ge=0, le=1000)]] = Field(default_factory=dict, max_length=100)
    conflict: bool = False
    why: Annotated[str, Field(max_length=200)] = ""
    unread: bool = False
    rule: Annotated[str, Field(max_length=300)] = ""
    note: Annotated[str, Field(max_length=2000)] = ""

    def line(self, call: Call, judge: str, code: str) -> SheetLine:
        """It as a line of the judge's sheet; scores that are not all there are no scores yet."""
        away = self.conflict or self.unread
        given = [self.scores.get(criterion.id) for criterion in call.rubric.criteria]
        is_whole = not away and None not in given
        scores = tuple("" if score is None or not is_whole else score for score in given)
        why, rule, note = (normalise(text, len(text)) for text in (self.why, self.rule, self.note))
        words = sheet_book.note(why if self.conflict else "", rule, note, is_unread=self.unread)
        return SheetLine(1, judge, code, scores, self.conflict, words)


class Kept(Frozen):
    """A mark as it is kept.

    Attributes:
        mark: what was given.
        revision: 1 for the first of this idea; one more with each change.
        change: the word of the change that made it.
        brought: whether the judge's sheet in git has it.
    """

    mark: Mark
    revision: Annotated[int, Field(ge=0)]
    change: Annotated[str, Field(max_length=64)]
    brought: bool = False


class Given(Frozen):
    """All that a judge gave in a round: by the ideas' codes, and the digest of the sheet in git that it rests on."""

    sheet: str = ""
    ideas: dict[str, Kept] = Field(default_factory=dict)


class Room(NamedTuple):
    """What judges may give at a time.

    Attributes:
        edition: whose ideas they read.
        codes: of those in the round whose sheets come in, by judge, in the order in which they read them.
        state: of the files that say so.
        spread: what all judges gave in the calibration, by a criterion's id; may lack any.
    """

    edition: Edition
    codes: Mapping[str, tuple[str, ...]]
    state: tuple[object, ...]
    spread: Mapping[str, str]

    def is_open(self, judge: str) -> bool:
        """Whether a judge may still give anything."""
        closing = self.edition.closing
        if closing and closing.reopened:
            return closing.reopened.judge == judge
        return not closing and not self.edition.awards and bool(self.codes.get(judge))


class ClosedError(FarakhanError):
    """The round is closed; nothing is taken in any more."""

    def __init__(self, judge: str) -> None:
        """Say so to a judge."""
        super().__init__("judging-closed", "داوری این دور بسته شده است و چیزی دیگر گرفته نمی‌شود.", judge)


class StaleError(FarakhanError):
    """Somebody's page had not seen the last change of an idea.

    Attributes:
        kept: what stands.
    """

    def __init__(self, kept: Kept, code: str) -> None:
        """Keep what stands."""
        super().__init__("judging-stale", "این ایده در صفحه یا دستگاهی دیگر عوض شده است.", code)
        self.kept = kept


class MovedRoomError(FarakhanError):
    """The room is not as it was read; it is to be read again."""

    def __init__(self, edition: str) -> None:
        """Say so of an edition."""
        super().__init__("judging-room", "فراخوان همین اکنون عوض می‌شود.", edition)


class ForeignError(FarakhanError):
    """An idea that this judge does not read, or a score that is none of this call."""


def room(root: Path, name: str) -> Room:
    """What judges of an edition may give now.

    Raises:
        FarakhanError: what `read_edition` raises.
    """
    state = state_of(root, name)
    edition = read_edition(root, name)
    first = (CALIBRATION,) if edition.call.calibration else ()
    codes: dict[str, list[str]] = {}
    sheets = read_sheets(edition)
    for idea, judge in sheets.assigned(edition):
        codes.setdefault(judge, []).append(idea)
    by_judge = {judge: (*first, *sorted(own)) for judge, own in codes.items()}
    return Room(edition, by_judge, state, spread(edition.call, sheets.calibration))


def state_of(root: Path, name: str) -> tuple[object, ...]:
    """What the system tells of the files that say what judges may give: another one once any of them is another."""
    folder = root / disk.RECORD / name
    shortlists = folder / Place.SHORTLIST.value
    paths = [folder / kind.value for kind in _STATE]
    paths += sorted(shortlists.iterdir()) if shortlists.is_dir() else []
    return tuple(_seen(path) for path in paths)


def _seen(path: Path) -> tuple[object, ...]:
    try:
        state = path.lstat()
    except OSError:
        return ()
    return str(path), state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino


def given(edition: Edition, judge: str) -> Given:
    """What a judge has given: as it was kept, and where the sheet in git was put by somebody else, as that says."""
    data = judges.marks(edition.root, edition.name, edition.round.id, judge)
    kept = Given()
    if data is not None:
        try:
            kept = Given.model_validate_json(data)
        except ValidationError:
            message = "آنچه این داور داده است در گاوصندوق خوانده نمی‌شود؛ آن را از پشتیبان یا جای دوم برگردانید."
            raise FarakhanError("judging-marks", message, judge) from None
    path = f"{disk.RECORD}/{edition.name}/{sheet_path(edition.round.id, judge)}"
    if not (edition.root / path).is_file():
        return kept
    sheet = disk.read_bytes(edition.root, path, disk.LIMITS[Place.SHEET])
    if sha256(sheet) == kept.sheet:
        return kept
    ideas = dict(kept.ideas)
    for row in _rows_of(edition, judge, path, sheet):
        ideas[row.idea] = _taken(edition.call, row, ideas.get(row.idea))
    return Given(sheet=sha256(sheet), ideas=ideas)


def _rows_of(edition: Edition, judge: str, path: str, sheet: bytes) -> Iterator[SheetRow]:
    """The rows of a judge's sheet in git, and of what all score first."""
    codes = {candidate.code for candidate in edition.read_in_round()}
    yield from check_sheet(path, sheet, edition.call, codes, None)[0]
    first = f"{disk.RECORD}/{edition.name}/{Place.CALIBRATION}/{judge}.csv"
    if (edition.root / first).is_file():
        data = disk.read_bytes(edition.root, first, disk.LIMITS[Place.CALIBRATION])
        yield from check_sheet(first, data, edition.call, {CALIBRATION}, None)[0]


def _taken(call: Call, row: SheetRow, before: Kept | None) -> Kept:
    """A row of a sheet that somebody else put, beside what was kept: a change that did not come to git yet stays."""
    if before and (not before.brought or _row(call, row.judge, row.idea, before.mark) == row):
        return before
    criteria = [criterion.id for criterion in call.rubric.criteria]
    is_unread = sheet_book.is_unread(row)
    note = row.note.replace(f"{sheet_book.UNREAD}.", "", 1).strip() if is_unread else row.note
    scores = dict(zip(criteria, row.scores, strict=True)) if row.scores else {}
    mark = Mark(scores=scores, conflict=row.conflict, unread=is_unread, note=note[:2000])
    return Kept(mark=mark, revision=before.revision + 1 if before else 1, change="", brought=True)


def _row(call: Call, judge: str, code: str, mark: Mark) -> SheetRow | None:
    """A mark as a row of the record; None where it says nothing. A note with a person's data stays out of git."""
    line = mark.line(call, judge, code)
    if not line.conflict and not line.note and "" in line.scores:
        return None
    rows = check_lines([line], call, {code}, None, Problems("")) or check_lines(
        [line._replace(note="")], call, {code}, None, Problems("")
    )
    return next(iter(rows), None)


def wrong_with(call: Call, judge: str, code: str, mark: Mark) -> list[str]:
    """What is to be mended in a mark, in words for the judge."""
    problems = Problems("")
    check_lines([mark.line(call, judge, code)], call, {code}, None, problems)
    return [problem.message for problem in problems.told()]


class Change(Frozen):
    """What a page changes of an idea.

    Attributes:
        mark: what is given now.
        base: the revision that the page had seen.
        change: the word of this change.
        after: words of changes that the page had sent before and got no answer to.
    """

    mark: Mark
    base: Annotated[int, Field(ge=0)]
    change: Annotated[str, Field(min_length=8, max_length=64)]
    after: list[Annotated[str, Field(max_length=64)]] = Field(default_factory=list, max_length=20)


def give(room: Room, judge: str, code: str, sent: Change) -> Kept:
    """Keep what a judge gives to an idea, durable when this returns.

    Args:
        room: as it was read last.
        judge: who gives it.
        code: of the idea.
        sent: what is given.

    Raises:
        ClosedError: the round is closed.
        StaleError: the page had not seen the last change.
        MovedRoomError: the room is to be read again.
        ForeignError: `judging-idea`, the judge does not read this idea; `judging-score`, a score is none of this call.
    """
    edition = room.edition
    with judges.alone(edition.root):
        if state_of(edition.root, edition.name) != room.state:
            raise MovedRoomError(edition.name)
        if not room.is_open(judge):
            raise ClosedError(judge)
        if code not in room.codes.get(judge, ()):
            raise ForeignError("judging-idea", "این ایده دیگر میان ایده‌های شما نیست.", code)
        known = {criterion.id for criterion in edition.call.rubric.criteria}
        if (
            not sent.mark.scores.keys() <= known
            or max(sent.mark.scores.values(), default=0) > edition.call.rubric.scale
        ):
            raise ForeignError("judging-score", "امتیازی از این فراخوان نیست؛ صفحه را تازه کنید.", code)
        there = given(edition, judge)
        before = there.ideas.get(code, Kept(mark=Mark(), revision=0, change=""))
        if before.change == sent.change:
            return before
        has_seen = before.revision == sent.base or before.change in sent.after
        if not has_seen and before.mark != sent.mark:
            raise StaleError(before, code)
        kept = Kept(mark=sent.mark, revision=before.revision + 1, change=sent.change)
        keep(edition, judge, there.model_copy(update={"ideas": {**there.ideas, code: kept}}))
        return kept


def keep(edition: Edition, judge: str, there: Given) -> None:
    """Keep all that a judge gave; whoever does so holds `judges.alone`."""
    judges.keep_marks(edition.root, edition.name, edition.round.id, judge, there.model_dump_json().encode())


def rows(edition: Edition, judge: str, codes: Iterable[str], there: Given) -> list[SheetRow]:
    """What a judge gave, as rows of the sheet."""
    each = ((code, there.ideas.get(code)) for code in codes)
    made = (_row(edition.call, judge, code, kept.mark) for code, kept in each if kept)
    return [row for row in made if row]


def waiting(room: Room) -> list[str]:
    """The judges who gave something that their sheets in git do not have, and that may still come there."""
    kept = judges.with_marks(room.edition.root, room.edition.name, room.edition.round.id)
    return [judge for judge in kept if room.is_open(judge) and _is_waiting(room, judge)]


def _is_waiting(room: Room, judge: str) -> bool:
    return has_new(given(room.edition, judge), room.codes[judge])


def has_new(there: Given, codes: Iterable[str]) -> bool:
    """Whether a judge gave something to some ideas that git does not have."""
    return any(code in there.ideas and not there.ideas[code].brought for code in codes)


@contextmanager
def closing(edition: Edition) -> Iterator[None]:
    """Let judges give nothing while the block closes their round.

    Raises:
        FarakhanError: `sheets-waiting`, one has just given something that is not in git yet.
    """
    with judges.alone(edition.root):
        has_marks = judges.with_marks(edition.root, edition.name, edition.round.id)
        if late := waiting(room(edition.root, edition.name)) if has_marks else ():
            message = f"این داوران همین اکنون چیزی داده‌اند: {'، '.join(late)}. دوباره بزنید تا آن هم گرفته شود."
            raise FarakhanError("sheets-waiting", message, edition.name)
        yield
