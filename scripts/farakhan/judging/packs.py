"""A judge's pack: the sheet to fill in and the ideas to read, in one zip, with nobody's name and no other judge's word.

What goes in is an allow-list: of each idea its code, its text and what describes the work, its photos. Who owns it, how
it came and what the secretariat wrote stay out. Names, numbers and addresses that a text may still have are masked.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from farakhan.face.render import render
from farakhan.files import idea as idea_file
from farakhan.files import sheet_book
from farakhan.files.inputs import digest_of
from farakhan.message.writing import lines
from farakhan.model.call import Call
from farakhan.model.codes import grouped
from farakhan.model.idea import FIELDS, Idea, MediaKind
from farakhan.model.judging import Assignment
from farakhan.model.personal import masked
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.edition import Edition
from farakhan.store import disk
from farakhan.store.vault import originals

SHEET, PAGE = "sheet.xlsx", "ideas.html"
SHOWN = (
    "field",
    "counties",
    "stage",
    "chain.product",
    "chain.link",
    "chain.other",
    "markets",
    "jobs",
    "capital",
    "income",
)
"""What describes the work, beside title, summary and text."""
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


class Shown(NamedTuple):
    """An idea as a judge reads it; all of it plain text, but the photos' file names."""

    code: str
    title: str
    summary: str
    facts: tuple[str, ...]
    body: str
    photos: tuple[str, ...]


def rubric_digest(call: Call) -> str:
    """What a sheet is filled in by: another one once a criterion, a weight or the scale has changed."""
    return digest_of(call.rubric.model_dump(mode="json"))


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
    shown, hidden, missing = [], [], []
    for number, code in enumerate(codes, 1):
        path = idea_file.idea_path(edition.name, code)
        idea = idea_file.parse(path, disk.read_bytes(edition.root, path, idea_file.MAX_BYTES))
        photos, is_whole = _photos(edition, idea, number)
        files |= photos
        shown.append(_shown(call, idea, tuple(photos)))
        if any(masked(text) != text for text in (idea.title, idea.summary, idea.body)):
            hidden.append(code)
        if not is_whole:
            missing.append(code)
    about = sheet_book.About(edition.name, judge, rubric_digest(call))
    listed = [sheet_book.Idea(idea.code, idea.title) for idea in shown]
    files[SHEET] = sheet_book.render(about, call.rubric.criteria, call.rubric.scale, listed)
    files[PAGE] = f"{render('judge-ideas.html', call=call, judge=judge, ideas=shown)}\n".encode()
    return Pack(judge, _zipped(files), len(codes), tuple(hidden), tuple(missing))


def _shown(call: Call, idea: Idea, photos: tuple[str, ...]) -> Shown:
    plain = idea_file.plain(idea)
    facts: list[str] = []
    for question in FIELDS:
        if question.key in SHOWN:
            value: object = plain
            for part in question.key.split("."):
                value = value[part]  # type: ignore[index]
            if value not in (None, "", [], ()):
                answer = tuple(map(str, value)) if isinstance(value, list | tuple) else str(value)
                facts += lines(call, question, answer)
    return Shown(
        code=to_persian(grouped(idea.code)),
        title=masked(idea.title),
        summary=masked(idea.summary),
        facts=tuple(map(masked, facts)),
        body=masked(idea.body),
        photos=photos,
    )


def _photos(edition: Edition, idea: Idea, number: int) -> tuple[dict[str, bytes], bool]:
    """An idea's photos by their names in the pack, and whether all of them are there."""
    photos: dict[str, bytes] = {}
    is_whole = True
    for place, medium in enumerate(idea.media, 1):
        if medium.kind == MediaKind.PHOTO:
            try:
                photos[f"photos/{number}-{place}.webp"] = b"".join(originals.pieces(edition.root, medium.sha256))
            except FarakhanError:
                is_whole = False
    return photos, is_whole


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _WHEN), files[name], zipfile.ZIP_DEFLATED)
    return out.getvalue()
