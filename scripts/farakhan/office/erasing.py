"""What is known of a person erased for good: contact, proof, photos, clips, attachments, from vault, mirror and spool.

A winner's photos stand in the record too, published with consent. Whoever takes the consent back has them taken out of
it; at the end of retention they stay, for the privacy page says that what was published so does.

A server that runs holds the spool, and may just be bringing the contact into the vault. So it is asked, by a file with
the code as its name, and does its part between two batches; where none runs the command does that part itself.
"""

import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from farakhan.files.idea import idea_path
from farakhan.files.layout import Kind as Place
from farakhan.files.layout import photo_path
from farakhan.model.acts import Kind
from farakhan.model.codes import looks_like_code
from farakhan.persian import digits
from farakhan.problems import FarakhanError
from farakhan.record.call import read_call
from farakhan.store import disk, durable
from farakhan.store.acting import keep
from farakhan.store.git import commits
from farakhan.store.git.commits import Person
from farakhan.store.spool import beside, sqlite
from farakhan.store.spool.contract import AnySpool, SpoolHeldError
from farakhan.store.spool.sqlite import Spool
from farakhan.store.vault import attached, contacts, later, logbook, mirror, objects, originals

ASKED = "erase"
"""The folder of what a server is asked to erase, beside the spool."""
PATIENCE, LOOK = 60.0, 0.1
"""Seconds for a server to do its part, and between two looks."""
_SHA256 = re.compile(rb"\b[0-9a-f]{64}\b")


class Deed(NamedTuple):
    """Who erases, as git knows them, why and when."""

    who: Person
    why: str
    when: datetime


class Erased(NamedTuple):
    """What was erased.

    Attributes:
        contact: whether there was one.
        media: how many photos and clips.
        shared: how many stayed, for another idea has them too.
        attached: how many files that staff had put beside the idea.
        published: the photos that were taken out of the record, by their paths; git's history still has them.
    """

    contact: bool
    media: int
    shared: int
    attached: int
    published: tuple[str, ...]


def typed_code(typed: str) -> str:
    """A code, however a person writes it; the idea need not be in git.

    Raises:
        FarakhanError: `no-idea`, that is no code.
    """
    code = digits.only(typed)
    if not looks_like_code(code):
        raise FarakhanError("no-idea", "این کد رهگیری نیست؛ کد را از رسید دوباره بخوانید.", typed)
    return code


def erase(root: Path, code: str, deed: Deed, *, unpublish: bool) -> Erased:
    """Erase what is known of whoever sent an idea; the line in the log is written first. It can be repeated.

    Args:
        root: the repository's top.
        code: the idea's.
        deed: who, why and when.
        unpublish: whether photos go that were published with consent, too.

    Raises:
        FarakhanError: `erase-half`, something is left, and what: to be done again; `no-idea`, nothing is known of this
            code; what `logbook.erasure` raises.
    """
    names = contacts.names_of(code)
    there = objects.has(root, names[0]) or objects.has(root, names[1])
    own, shared = _media(root, code)
    published = _published(root, code) if unpublish else {}
    beside_it = attached.names(root, code)
    if not (there or own or shared or beside_it or _known(root, code)):
        raise FarakhanError("no-idea", "ایده‌ای با این کد نیست و در گاوصندوق هم چیزی از آن نیست.", code)
    logbook.erasure(root, code, deed.who.name, deed.why, deed.when)
    steps: dict[str, Callable[[], object]] = {
        "صف دریافت": lambda: _ask(root, code),
        "تماس و نشانه": lambda: contacts.erase(root, code),
        "عکس و کلیپ": lambda: originals.erase(root, *sorted(own)),
        "پیوست‌ها": lambda: objects.erase(root, beside_it),
        "جای دوم": lambda: mirror.remove_now(
            root, [*names, *beside_it, *(originals.name_of(sha256) for sha256 in own), *mirror.photos_of(root, code)]
        ),
        "عکس منتشرشده": lambda: _unpublish(root, code, published, deed),
    }
    left = [f"{name} ({fault})" for name, step in steps.items() if (fault := _tried(step))]
    if left:
        message = f"همه‌اش پاک نشد: {'، '.join(left)}. همین فرمان را دوباره بزنید؛ آنچه پاک شده پاک می‌ماند."
        raise FarakhanError("erase-half", message, code)
    paths = (f"{disk.RECORD}/{name}/{path}" for name, inside in published.items() for path in inside)
    return Erased(there, len(own), len(shared), len(beside_it), tuple(paths))


def to_erase(root: Path, code: str) -> Erased:
    """What would be erased of an idea, its published photos among it; nothing is done."""
    own, shared = _media(root, code)
    names = contacts.names_of(code)
    there = objects.has(root, names[0]) or objects.has(root, names[1])
    inside = (f"{name}/{path}" for name, paths in _published(root, code).items() for path in paths)
    return Erased(there, len(own), len(shared), len(attached.names(root, code)), tuple(inside))


def _tried(step: Callable[[], object]) -> str:
    try:
        step()
    except FarakhanError as error:
        return error.code
    return ""


def codes_of(root: Path, edition: str) -> list[str]:
    """The codes of all ideas of an edition, in git or on their way there; sorted.

    What belongs to no idea here is not among them: it may be of an edition that stands in another clone.
    """
    waiting = {taken.letter.code for taken in beside.waiting(root / sqlite.FOLDER) if taken.letter.edition == edition}
    return sorted(_in_git(root, edition) | waiting)


def of_nobody(root: Path) -> list[str]:
    """The codes of what the vault has of persons whose idea is in no edition here and not on its way; sorted."""
    there = {code for name in disk.editions(root) for code in _in_git(root, name)}
    waiting = {taken.letter.code for taken in beside.waiting(root / sqlite.FOLDER)}
    return sorted({*contacts.codes(root), *map(attached.code_of, attached.names(root))} - there - waiting)


def _in_git(root: Path, edition: str) -> set[str]:
    return {path.stem for path in (root / disk.RECORD / edition / "ideas").glob("*/*.md")}


def erase_asked(root: Path, own: AnySpool) -> None:
    """Do the part of whoever holds the spool: nothing sealed of an idea stays in it, or comes from it any more.

    Raises:
        FarakhanError: the vault does not answer, or the disk is full: it stays asked for.
    """
    folder = root / sqlite.FOLDER / ASKED
    if not folder.is_dir():
        return
    for asked in sorted(folder.iterdir()):
        if not looks_like_code(asked.name):
            continue
        done = own.forget(asked.name)
        waiting = root / sqlite.FOLDER / later.FOLDER
        later.remove(waiting, later.of_idea(waiting, asked.name))
        contacts.erase(root, asked.name)
        if done:
            asked.unlink(missing_ok=True)


def _ask(root: Path, code: str) -> None:
    """Have the spool's part done, by the server if one runs."""
    folder = root / sqlite.FOLDER
    if not (folder / sqlite.FILE).exists():
        return
    asked = folder / ASKED / code
    durable.put(asked, b"")
    end = time.monotonic() + PATIENCE
    while asked.exists():
        try:
            with closing(Spool(folder, lambda: datetime.now(UTC))) as own:
                erase_asked(root, own)
        except SpoolHeldError:
            pass  # the server looks for what is asked
        if asked.exists():
            if time.monotonic() > end:
                message = "سرور هنوز سهم خود را پاک نکرده است؛ همین که بتواند پاک می‌کند."
                raise SpoolHeldError("spool-held", message, code)
            time.sleep(LOOK)


def _known(root: Path, code: str) -> bool:
    """Whether git or the spool knows an idea of this code."""
    in_git = any((root / idea_path(name, code)).is_file() for name in disk.editions(root))
    return in_git or any(of == code for of, _ in beside.contents(root / sqlite.FOLDER))


def _media(root: Path, code: str) -> tuple[set[str], set[str]]:
    """Of what the vault has: the photos and clips that an idea alone names, and those that another names too."""
    own, others = _named(root, code)
    own = {sha256 for sha256 in own if originals.has(root, sha256)}
    return own - others, own & others


def _published(root: Path, code: str) -> dict[str, list[str]]:
    """The photos of an idea, and of no other, that stand in the record: their paths in each edition."""
    own, others = _named(root, code)
    paths = [photo_path(sha256) for sha256 in sorted(own - others)]
    there = {
        name: [path for path in paths if _stands(root, f"{disk.RECORD}/{name}/{path}")] for name in disk.editions(root)
    }
    return {name: inside for name, inside in there.items() if inside}


def _stands(root: Path, path: str) -> bool:
    return (root / path).is_file() or _is_saved(root, path)


def _is_saved(root: Path, path: str) -> bool:
    return (root / ".git").exists() and commits.files_at(root, [path])[path] is not None


def _unpublish(root: Path, code: str, published: Mapping[str, Sequence[str]], deed: Deed) -> None:
    """Take photos out of the record, as an act of whoever erases."""
    for edition, paths in published.items():
        saved = [path for path in paths if _is_saved(root, f"{disk.RECORD}/{edition}/{path}")]
        if saved:
            call, made_from = read_call(root, edition), [Place.CALL]
            files = dict.fromkeys(saved)
            keep(root, call, Kind.ERASE, files, made_from, deed.when, ideas=(code,), who=deed.who)
        for path in paths:
            durable.remove(root / disk.RECORD / edition / path)


def _named(root: Path, code: str) -> tuple[set[str], set[str]]:
    """The photos and clips that an idea names, and those that others name."""
    own: set[str] = set()
    others: set[str] = set()
    for of, text in (*_files(root), *beside.contents(root / sqlite.FOLDER)):
        (own if of == code else others).update(sha256.decode() for sha256 in _SHA256.findall(text))
    return own, others


def _files(root: Path) -> Iterator[tuple[str, bytes]]:
    for path in sorted((root / disk.RECORD).glob("*/ideas/*/*.md")):
        yield path.stem, path.read_bytes()
