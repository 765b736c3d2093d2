"""A judge's pack: the sheet to fill in and the ideas to read, in one zip, with nobody's name and no other judge's word.

What goes in is an allow-list: of each idea its code, its text and what describes the work, its photos. Who owns it, how
it came and what the secretariat wrote stay out. Names, numbers and addresses that a text may still have are masked.
"""

import base64
import io
import zipfile
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

from farakhan.face.render import render
from farakhan.files import idea as idea_file
from farakhan.files import sheet_book
from farakhan.files.inputs import digest_of
from farakhan.judging.calibration import spread
from farakhan.judging.scoring_page import scoring_page
from farakhan.judging.shown import Names, Shown, nobody, shown
from farakhan.judging.winners_photos import web_sized
from farakhan.model.call import Call
from farakhan.model.idea import Idea, MediaKind
from farakhan.model.judging import CALIBRATION, Assignment, SheetRow
from farakhan.model.personal import masked
from farakhan.persian.digits import only
from farakhan.problems import FarakhanError
from farakhan.record.edition import Edition
from farakhan.store import disk
from farakhan.store.vault import originals

SHEET, PAGE, PHONE = "sheet.xlsx", "ideas.html", "score.html"
_SIDE = 640
"""Pixels of a photo's side in the page for a phone."""
_FIRST = "همهٔ داوران نخست این را امتیاز می‌دهند تا امتیازها را به یک معنا بدهند؛ در شمارش نمی‌آید."
_WHEN = (1980, 1, 1, 0, 0, 0)
"""The time of every file in a pack: the same ideas make the same bytes."""


class Pack(NamedTuple):
    """A judge's pack.

    Attributes:
        judge: whose.
        data: the zip's bytes.
        ideas: how many it has.
        masked: the codes of ideas in which something was masked: staff look at them first.
        photos_missing: the codes of ideas of which a photo is not in the vault.
    """

    judge: str
    data: bytes
    ideas: int
    masked: tuple[str, ...]
    photos_missing: tuple[str, ...]


class Entry(NamedTuple):
    """An idea as a judge is given it.

    Attributes:
        code: of the idea, or `CALIBRATION`.
        shown: as the judge reads it.
        photos: by their names in the pack.
        small: the same photos small, as addresses.
        is_masked: whether something of its text is.
        is_whole: whether all its photos are there.
    """

    code: str
    shown: Shown
    photos: dict[str, bytes]
    small: list[str]
    is_masked: bool
    is_whole: bool


def rubric_digest(call: Call) -> str:
    """What a sheet is filled in by: another one once the rubric or the calibration has changed."""
    rubric = call.rubric.model_dump(mode="json", exclude_defaults=True)
    return digest_of({"rubric": rubric, "calibration": call.calibration} if call.calibration else rubric)


def packs(
    edition: Edition,
    assignments: Iterable[Assignment],
    calibrated: Collection[SheetRow] = (),
    rows: Collection[SheetRow] = (),
    names: Names = nobody,
) -> Iterator[Pack]:
    """The pack of each judge who was given ideas, in the order of call.yml.

    Args:
        edition: whose ideas they are.
        assignments: who reads what in the round whose sheets come in.
        calibrated: what judges gave in the calibration; the spread of enough of them stands in the packs.
        rows: what stands of the judges' sheets. Each judge's own stand in their new pack, and nobody else's: a sheet
            that comes back takes the place of the whole earlier one, and nobody gives the same score twice.
        names: known of the ideas' owners.

    Raises:
        FarakhanError: `assignments-none`, no idea was shared out; `calibration-idea`, the idea to be scored first is
            not there; `idea-file`.
    """
    shared: dict[str, list[str]] = {judge.id: [] for judge in edition.call.judges}
    for assignment in assignments:
        shared[assignment.judge].append(assignment.idea)
    if not any(shared.values()):
        message = f"هنوز ایده‌ای میان داوران تقسیم نشده است؛ بزنید: farakhan assign {edition.name}"
        raise FarakhanError("assignments-none", message, edition.name)
    first = _calibration(edition, names)
    given = spread(edition.call, calibrated)
    for judge, codes in shared.items():
        if codes:
            ideas = [_entry(edition, code, number, names) for number, code in enumerate(sorted(codes), 1)]
            own = {row.idea: row for row in (*calibrated, *rows) if row.judge == judge}
            yield _pack(edition, judge, [*first, *ideas], own, given)


def entries(edition: Edition, codes: Iterable[str], names: Names) -> Iterator[Entry]:
    """Ideas as judges are given them, by their codes; what all score first is `CALIBRATION`.

    Raises:
        FarakhanError: what `packs` raises.
    """
    for number, code in enumerate(codes, 1):
        if code == CALIBRATION:
            yield from _calibration(edition, names)
        else:
            yield _entry(edition, code, number, names)


def _pack(
    edition: Edition, judge: str, ideas: list[Entry], own: Mapping[str, SheetRow], given: Mapping[str, str]
) -> Pack:
    call = edition.call
    files: dict[str, bytes] = {}
    for idea in ideas:
        files |= idea.photos
    about = sheet_book.About(call.edition, edition.round.id, judge, rubric_digest(call))
    listed = [sheet_book.Idea(idea.shown.code, idea.shown.title, own.get(idea.code)) for idea in ideas]
    texts = [idea.shown for idea in ideas]
    rows = [own.get(idea.code) for idea in ideas]
    files[SHEET] = sheet_book.render(about, call.rubric.criteria, call.rubric.scale, listed, given)
    files[PAGE] = f"{render('judge-ideas.html', call=call, judge=judge, ideas=texts, spread=given)}\n".encode()
    files[PHONE] = scoring_page(call, about, texts, [idea.small for idea in ideas], rows, given)
    return Pack(
        judge=judge,
        data=_zipped(files),
        ideas=sum(idea.code != CALIBRATION for idea in ideas),
        masked=tuple(idea.code for idea in ideas if idea.is_masked),
        photos_missing=tuple(idea.code for idea in ideas if not idea.is_whole),
    )


def _entry(edition: Edition, code: str, number: int, names: Names) -> Entry:
    path = idea_file.idea_path(edition.name, code)
    idea = idea_file.parse(path, disk.read_bytes(edition.root, path, idea_file.MAX_BYTES))
    photos, small, is_whole = _photos(edition, idea, number)
    text, is_masked = shown(edition.call, idea, tuple(photos), names)
    return Entry(code, text, photos, small, is_masked, is_whole)


def _calibration(edition: Edition, names: Names) -> list[Entry]:
    """What all judges score first, if anything: an idea of the record, or the words of call.yml."""
    words = edition.call.calibration
    if not words:
        return []
    if any(map(str.isalpha, words)):
        text = masked(words)
        made_up = Shown(CALIBRATION, "ایده‌ای برای هم‌سنجی", _FIRST, (), text, ())
        return [Entry(CALIBRATION, made_up, {}, [], text != words, is_whole=True)]
    code = only(words)
    if code not in edition.facts:
        message = "ایده‌ای که calibration در call.yml نام می‌برد در این دوره نیست یا نادرست است."
        raise FarakhanError("calibration-idea", message, words)
    entry = _entry(edition, code, 0, names)
    first = entry.shown._replace(code=CALIBRATION, facts=(_FIRST, *entry.shown.facts))
    return [entry._replace(shown=first)]


def _photos(edition: Edition, idea: Idea, number: int) -> tuple[dict[str, bytes], list[str], bool]:
    """An idea's photos by their names in the pack, the same small as addresses, and whether all of them are there."""
    photos: dict[str, bytes] = {}
    small: list[str] = []
    is_whole = True
    for place, medium in enumerate(idea.media, 1):
        if medium.kind == MediaKind.PHOTO:
            try:
                photo = b"".join(originals.pieces(edition.root, medium.sha256))
                small.append(_small(photo))
            except (FarakhanError, OSError):
                is_whole = False
            else:
                photos[f"photos/{number}-{place}.webp"] = photo
    return photos, small, is_whole


def _small(photo: bytes) -> str:
    """A photo as an address that has it whole."""
    return f"data:image/webp;base64,{base64.b64encode(web_sized([photo], _SIDE)).decode()}"


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _WHEN), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()
