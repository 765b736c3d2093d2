"""One judge's closed sheet reopened after an objection: taken in once more, closed again, and counted beside before."""

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from farakhan.files import closing as closing_file
from farakhan.files import results as results_file
from farakhan.files.layout import Kind, earlier_path, sheet_path
from farakhan.files.source import sha256
from farakhan.judging.counting import to_be_mended
from farakhan.model.judging import Closing, Reopening, Results
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.edition import Edition
from farakhan.record.sheets import Sheets
from farakhan.store import disk


def reopen(  # noqa: PLR0913, PLR0917 (each is a part of the act)
    edition: Edition, sheets: Sheets, judge: str, objection: int, why: str, at: datetime
) -> dict[str, bytes]:
    """What is kept, by its place in the edition's folder: that a sheet is open again, and the results as they stand.

    Args:
        edition: whose sheets are closed.
        sheets: as they stand.
        judge: whose sheet may be taken in once more, of the last round.
        objection: the number of the objection that asks for it.
        why: what the judge has to look at.
        at: when, aware.

    Raises:
        FarakhanError: `sheets-open`, they are not closed; `sheet-none`, this judge has none in the last round;
            `reopen-signed`, the decision has its letter; `sheets-problems`, something is to be mended first.
    """
    closing = edition.closing
    if closing is None:
        message = "برگ‌های این دوره هنوز بسته نشده‌اند؛ برگ تازه همین اکنون گرفته می‌شود: farakhan sheets import"
        raise FarakhanError("sheets-open", message, edition.name)
    if edition.awards and edition.awards.letter.signed:
        message = "تصمیم هیئت نامه دارد و قطعی است. اگر هیئت پسش می‌گیرد، نخست شماره و روز نامه را بردارید."
        raise FarakhanError("reopen-signed", message, edition.name)
    problems = to_be_mended((*edition.problems, *sheets.problems))
    if problems:
        raise FarakhanError("sheets-problems", "\n".join(map(str, problems)), edition.name)
    digest = sheets.digests.get(sheet_path(edition.round.id, judge))
    if digest is None:
        raise FarakhanError("sheet-none", f"از داور «{judge}» در «{edition.round.name}» برگی نیست.", judge)
    opened = Reopening(judge, objection, why, at, digest, edition.results_sha256, None)
    kept = {Kind.CLOSED.value: closing_file.render(closing._replace(reopenings=(*closing.reopenings, opened)))}
    if edition.results_sha256:
        path = f"{disk.RECORD}/{edition.name}/{Kind.RESULTS}"
        data = disk.read_bytes(edition.root, path, disk.LIMITS[Kind.RESULTS])
        kept[earlier_path(len(closing.reopenings) + 1)] = data
    return kept


def closed_again(edition: Edition, data: bytes, at: datetime) -> dict[str, bytes]:
    """closed.json with the sheet that came in for a reopened one; nothing where none is reopened.

    Args:
        edition: with its closing.
        data: the sheet as the record has it.
        at: when, aware.
    """
    closing = edition.closing
    opened = closing.reopened if closing else None
    if closing is None or opened is None:
        return {}
    path = sheet_path(edition.round.id, opened.judge)
    inputs = closing.inputs._replace(files={**closing.inputs.files, path: sha256(data)})
    done = (*closing.reopenings[:-1], opened._replace(closed=at))
    return {Kind.CLOSED.value: closing_file.render(closing._replace(inputs=inputs, reopenings=done))}


def changed_by_reopening(before: Closing, after: Closing) -> set[str] | None:
    """The sheets, by their places in the edition, with which a closing follows another; None where it does not.

    Args:
        before: what closed.json said.
        after: what it says now: one sheet more is open, or the one that was has come in again.
    """
    held = (before.edition, before.at, before.numbers, before.inputs._replace(files={}))
    if held != (after.edition, after.at, after.numbers, after.inputs._replace(files={})):
        return None
    files = before.inputs.files.keys() | after.inputs.files.keys()
    sheets = {path for path in files if before.inputs.files.get(path) != after.inputs.files.get(path)}
    opened = before.reopened
    if opened is None:
        is_opened = after.reopenings[:-1] == before.reopenings and after.reopened is not None
        return sheets if is_opened and not sheets else None
    if after.reopened or tuple(one._replace(closed=None) for one in after.reopenings[-1:]) != (opened,):
        return None
    mine = all(path.endswith(f"/{opened.judge}.csv") for path in sheets)
    return sheets if mine and after.reopenings[:-1] == before.reopenings[:-1] else None


class Moved(NamedTuple):
    """What another count changed after an objection.

    Attributes:
        objection: its number.
        file: where the results before it stand, in the edition's folder.
        changes: what is said of each idea that moved, by its code.
    """

    objection: int
    file: str
    changes: tuple[tuple[str, str], ...]


def moved_since(edition: Edition, results: Results) -> Moved | None:
    """What a count changed since the last one before an objection; None where nothing had been counted then."""
    reopenings = edition.closing.reopenings if edition.closing else ()
    counted = [(number, opened) for number, opened in enumerate(reopenings, 1) if opened.results]
    if not counted:
        return None
    number, opened = counted[-1]
    file = earlier_path(number)
    path = f"{disk.RECORD}/{edition.name}/{file}"
    before, _ = results_file.parse(path, disk.read_bytes(edition.root, path, disk.LIMITS[Kind.EARLIER]))
    return Moved(opened.objection, file, tuple(moved(before, results)) if before else ())


def moved(before: Results, after: Results) -> Iterator[tuple[str, str]]:
    """What a count changed, by the codes of the ideas: who wins or does not any more, and whose rank is another."""
    ranks = {place.code: place.rank for place in before.ranking}
    now = {place.code: place.rank for place in after.ranking}
    names = dict.fromkeys(before.winners, "برگزیده") | dict.fromkeys(before.tied, "در مرز")
    other = dict.fromkeys(after.winners, "برگزیده") | dict.fromkeys(after.tied, "در مرز")
    for code in sorted(ranks.keys() | now.keys(), key=lambda code: (now.get(code, len(now) + 1), code)):
        words = []
        if ranks.get(code) != now.get(code):
            words.append(f"رتبهٔ {_rank(ranks, code)} ← {_rank(now, code)}")
        if names.get(code) != other.get(code):
            words.append(f"{names.get(code, 'بیرون')} ← {other.get(code, 'بیرون')}")
        if words:
            yield code, to_persian("؛ ".join(words))


def _rank(ranks: dict[str, int], code: str) -> str:
    return str(ranks[code]) if code in ranks else "هیچ"
