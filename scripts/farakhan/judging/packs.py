"""A judge's pack: the sheet to fill in and the ideas to read, in one zip, with nobody's name and no other judge's word.

What goes in is an allow-list: of each idea its code, its text and what describes the work, its photos. Who owns it, how
it came and what the secretariat wrote stay out. Names, numbers and addresses that a text may still have are masked.
"""

import base64
import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from farakhan.face.render import render
from farakhan.files import idea as idea_file
from farakhan.files import sheet_book
from farakhan.files.inputs import digest_of
from farakhan.judging.scoring_page import scoring_page
from farakhan.judging.shown import Shown, shown
from farakhan.judging.winners_photos import web_sized
from farakhan.model.call import Call
from farakhan.model.idea import Idea, MediaKind
from farakhan.model.judging import Assignment
from farakhan.model.personal import masked
from farakhan.problems import FarakhanError
from farakhan.record.edition import Edition
from farakhan.store import disk
from farakhan.store.vault import originals

SHEET, PAGE, PHONE = "sheet.xlsx", "ideas.html", "score.html"
_SIDE = 640
"""Pixels of a photo's side in the page for a phone."""
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


def rubric_digest(call: Call) -> str:
    """What a sheet is filled in by: another one once a criterion, a weight or the scale has changed."""
    return digest_of(call.rubric.model_dump(mode="json", exclude_defaults=True))


def packs(edition: Edition, assignments: Iterable[Assignment]) -> Iterator[Pack]:
    """The pack of each judge who was given ideas, in the order of call.yml.

    Raises:
        FarakhanError: `assignments-none`, no idea was shared out; `idea-file`.
    """
    shared: dict[str, list[str]] = {judge.id: [] for judge in edition.call.judges}
    for assignment in assignments:
        shared[assignment.judge].append(assignment.idea)
    if not any(shared.values()):
        message = "هنوز ایده‌ای میان داوران تقسیم نشده است؛ نخست assignments.csv را بسازید."
        raise FarakhanError("assignments-none", message, edition.name)
    for judge, codes in shared.items():
        if codes:
            yield _pack(edition, judge, sorted(codes))


def _pack(edition: Edition, judge: str, codes: list[str]) -> Pack:
    call = edition.call
    files: dict[str, bytes] = {}
    ideas: list[Shown] = []
    hidden, missing, phone = [], [], []
    for number, code in enumerate(codes, 1):
        path = idea_file.idea_path(edition.name, code)
        idea = idea_file.parse(path, disk.read_bytes(edition.root, path, idea_file.MAX_BYTES))
        photos, small, is_whole = _photos(edition, idea, number)
        files |= photos
        ideas.append(shown(call, idea, tuple(photos)))
        phone.append(small)
        if any(masked(text) != text for text in (idea.title, idea.summary, idea.body)):
            hidden.append(code)
        if not is_whole:
            missing.append(code)
    about = sheet_book.About(edition.name, judge, rubric_digest(call))
    listed = [sheet_book.Idea(idea.code, idea.title) for idea in ideas]
    files[SHEET] = sheet_book.render(about, call.rubric.criteria, call.rubric.scale, listed)
    files[PAGE] = f"{render('judge-ideas.html', call=call, judge=judge, ideas=ideas)}\n".encode()
    files[PHONE] = scoring_page(call, about, ideas, phone)
    return Pack(judge, _zipped(files), len(codes), tuple(hidden), tuple(missing))


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
