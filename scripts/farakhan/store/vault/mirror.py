"""The second place of all that is in the vault, and of what waits in the spool to come there: never git.

What is in the mirror is as sealed as in the vault. The key of the proofs lies there sealed to the call's age keys, so
that who takes a mirror alone can prove nothing with its proofs, and who holds a key could open the contacts anyway.

Only an erasing takes something out of it: a vault that is lost, or not mounted, takes nothing along.
"""

import hashlib
import io
import os
import re
import secrets
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from farakhan import sealing
from farakhan.problems import FarakhanError
from farakhan.store import durable
from farakhan.store.spool.contract import AnySpool
from farakhan.store.spool.letters import Waits
from farakhan.store.spool.sqlite import FOLDER
from farakhan.store.vault import contacts, journal, later, objects, places, proofs
from farakhan.store.vault.journal import Note
from farakhan.store.vault.places import Place, VaultAwayError

NAMEPLATE = "farakhan-mirror"
"""The object that says whose mirror a place is: an empty mount point has none."""
KEY = "keys/proof.key.age"
BATCH = 256
"""Names of one go."""
YOUNG = 60.0
"""Seconds for which a name that was noted and is not in the vault may still be on its way there."""
DAILY = 86400.0
"""Seconds between two comparisons of everything."""
SMALL = 8 * 2**20
"""Bytes of an object that may be in memory."""
_CHANGING = (
    objects.ATTACHED,
    objects.CONTACTS,
    objects.LINKS,
    objects.MARKS,
    objects.PINS,
    objects.PROOFS,
    objects.STAFF,
)
"""Parts whose objects are put again under the same name; the others never change."""
_PART = r"[A-Za-z0-9][A-Za-z0-9._-]*"
_NAME = re.compile(rf"(?:{'|'.join(objects.PARTS)})/{_PART}", re.ASCII)
_NAME_OF_PHOTO = re.compile(rf"[0-9]{{10}}-{_PART}\.age", re.ASCII)


class Behind(NamedTuple):
    """How far the mirror is behind: objects, and the seconds since the oldest of them was acknowledged."""

    objects: int
    seconds: float


class Mirror:
    """The mirror of one repository, as one process keeps it."""

    _held: dict[str, Waits]
    """By the codes of ideas: the waiting letters that were brought over, without what was sealed."""

    def __init__(self, root: Path, spool: AnySpool) -> None:
        """Get ready; nothing is looked at yet."""
        self._root, self._spool = root, spool
        self._held = {}
        self._photos: set[str] = set()
        self._later = root / FOLDER / later.FOLDER
        self._compared = -DAILY

    def behind(self, now: datetime) -> Behind | None:
        """How far it is behind; None where there is no mirror."""
        if not os.environ.get(places.MIRROR):
            return None
        objects, seconds = journal.behind(self._root)
        waiting = [letter for letter in self._spool.sealed(brief=True) if self._number(letter.code) < letter.number]
        ages = [(now - letter.arrived).total_seconds() for letter in waiting]
        photos = {name: since for name, since in later.ages(self._later).items() if name not in self._photos}
        ages += [time.time() - since for since in photos.values()]
        return Behind(objects + 2 * len(waiting) + len(photos), round(max([seconds, *ages]), 1))

    def _number(self, code: str) -> int:
        held = self._held.get(code)
        return held.number if held else 0

    def follow(self, recipients: Sequence[str]) -> None:
        """Bring it up to date.

        Args:
            recipients: age public keys to which the key of the proofs is sealed.

        Raises:
            FarakhanError: `mirror-away`, it does not answer or takes no more; `mirror-other`, it is another's, or not
                the one that was; `mirror-place`; what the vault raises.
        """
        mirror = places.mirror(self._root)
        if mirror is None:
            return
        with away():
            _ours(self._root, mirror)
            if time.monotonic() - self._compared > DAILY:
                compare(self._root, mirror)
                self._compared = time.monotonic()
            _keep_key(self._root, mirror, recipients)
            while batch := journal.notes(self._root, BATCH):
                if not _carry(self._root, mirror, batch):
                    break
                for note in batch:
                    self._held.pop(_code(note.name), None)
            self._carry_waiting(mirror)
            self._carry_photos(mirror, recipients)

    def _carry_photos(self, mirror: Place, recipients: Sequence[str]) -> None:
        """Bring over the photos that wait; those that wait no more were noted as gone, or are lost here alone."""
        here = later.ages(self._later)
        for name in sorted(here.keys() - self._photos):
            with suppress(FileNotFoundError):
                sealed = io.BytesIO()
                sealing.seal_stream(io.BytesIO((self._later / name).read_bytes()), sealed, recipients)
                mirror.put(later.in_mirror(name), sealed.getvalue())
                self._photos.add(name)
        self._photos &= here.keys()

    def _carry_waiting(self, mirror: Place) -> None:
        """Bring over what waits for git: the newest of each idea. What waits no more is looked at in the vault."""
        newest = {waiting.code: waiting for waiting in self._spool.sealed()}
        left = [code for code in self._held if code not in newest]
        journal.note(self._root, [name for code in left for name in contacts.names_of(code)])
        for code in left:
            del self._held[code]
        fresh = [letter for letter in newest.values() if self._number(letter.code) < letter.number]
        for at in range(0, len(fresh), BATCH):
            some = fresh[at : at + BATCH]
            pairs = [(contacts.names_of(letter.code), letter) for letter in some]
            objects = {contact: letter.contact for (contact, _), letter in pairs}
            mirror.put_all(objects | {proof: letter.proof for (_, proof), letter in pairs})
            self._held |= {letter.code: letter._replace(contact=b"", proof=b"") for letter in some}


def _code(name: str) -> str:
    """The code of a contact's or a proof's name."""
    return name.partition("/")[2].removesuffix(".age")


@contextmanager
def away() -> Iterator[None]:
    """What a place of objects says of itself, said of the mirror."""
    try:
        yield
    except VaultAwayError as error:
        message = f"جای دوم گاوصندوق پاسخ نمی‌دهد یا جا ندارد؛ آنچه نرسیده است بعد می‌رسد. {error.message}"
        raise FarakhanError("mirror-away", message, error.place) from None


def _ours(root: Path, mirror: Place) -> None:
    """See to it that this is the mirror that it was; a new, empty one becomes ours."""
    known, plate = journal.told(root, NAMEPLATE), _plate(mirror)
    if known and known == plate:
        return
    if known or plate:
        message = (
            "جای دوم آن نیست که بود: شاید دیسکش وصل نیست. اگر می‌خواهید همین جای تازه باشد، سرور را ببندید، پروندهٔ "
            f"{FOLDER}/{journal.FILE} را بردارید و دوباره روشن کنید."
            if known
            else "جای دوم از پیش پر است؛ نخست farakhan restore --mirror را بزنید تا چیزی از آن کهنه نشود."
        )
        raise FarakhanError("mirror-other", message, places.MIRROR)
    if mirror.seen(objects.CONTACTS):
        message = "جای دوم خالی نیست و نشان ندارد؛ جایی خالی بدهید."
        raise FarakhanError("mirror-other", message, places.MIRROR)
    made = secrets.token_hex(16)
    mirror.put(NAMEPLATE, made.encode())
    journal.tell(root, NAMEPLATE, made)


def _plate(mirror: Place) -> str:
    try:
        return b"".join(mirror.get(NAMEPLATE)).decode(errors="replace")
    except FileNotFoundError:
        return ""


def compare(root: Path, mirror: Place) -> int:
    """Note whatever the vault has and the mirror lacks, or has as it was before; how much that is."""
    known, own = journal.mirrored(root), places.place(root)
    wanted: list[str] = []
    for part in objects.PARTS:
        there = mirror.seen(part)
        for name, about in own.seen(part).items():
            full = f"{part}/{name}"
            changed = part in _CHANGING and known.get(full) != about.mark
            if _NAME.fullmatch(full) and (name not in there or changed):
                wanted.append(full)
    journal.note(root, wanted)
    return len(wanted)


def _keep_key(root: Path, mirror: Place, recipients: Sequence[str]) -> None:
    """Let the mirror have the key of the proofs, sealed to the keys that the call has now."""
    try:
        key = (root / FOLDER / proofs.FILE).read_bytes()
    except FileNotFoundError:
        return
    mark = hashlib.sha256(b"\n".join([key, *sorted(recipient.encode() for recipient in recipients)])).hexdigest()
    if journal.told(root, KEY) == mark:
        return
    sealed = io.BytesIO()
    sealing.seal_stream(io.BytesIO(key), sealed, recipients)
    mirror.put(KEY, sealed.getvalue())
    journal.tell(root, KEY, mark)


def _carry(root: Path, mirror: Place, batch: list[Note]) -> bool:
    """Let the mirror follow some notes; whether any of them is done."""
    last = {note.name: note for note in batch}
    gone = {note.name for note in batch if note.gone}
    marks: dict[str, str] = {}
    waits: set[str] = set()
    with ExitStack() as drafts:
        objects: dict[str, bytes | Path] = {}
        for name, newest in last.items():
            try:
                marks[name] = places.place(root).mark(name)
                objects[name] = _source(root, name, drafts)
            except FileNotFoundError:
                marks.pop(name, None)
                if name in gone:
                    mirror.remove(name)
                elif time.time() - newest.since < YOUNG:
                    waits.add(name)
        if objects:
            mirror.put_all(objects)
    done = [note for note in batch if note.name not in waits]
    journal.cross_out(root, done, marks)
    return bool(done)


def _source(root: Path, name: str, drafts: ExitStack) -> bytes | Path:
    """What an object of the vault holds: a file that has it, or the bytes themselves where they are few."""
    own = places.place(root)
    if not own.store:
        return own.folder / name
    return _taken(own, name, root / FOLDER, drafts)


def _taken(place: Place, name: str, folder: Path, drafts: ExitStack) -> bytes | Path:
    size, pieces = place.sized(name)
    if size <= SMALL:
        return b"".join(pieces)
    made = tempfile.NamedTemporaryFile(dir=folder, prefix="mirror-", suffix=".new")  # noqa: SIM115 (closed by `drafts`)
    draft = drafts.enter_context(made)
    for piece in pieces:
        draft.write(piece)
    draft.flush()
    return Path(draft.name)


class Brought(NamedTuple):
    """What came back from a mirror: the names of objects, and whether the key of the proofs did.

    `other_key` says that a different one lies here and was left.
    """

    names: list[str]
    key: bool
    other_key: bool


def restore(root: Path, identities: Iterable[str], since: datetime | None) -> Brought:
    """Bring back what the mirror has and the vault lacks; the mirror is this repository's from then on.

    Args:
        root: the repository's top; nobody else is at work there.
        identities: age secret keys, for the key of the proofs; without one it does not come back.
        since: when the backup that was restored just now was made: what the mirror took after that is newer than what
            came from the backup, and comes over it. None where there was none.

    Raises:
        FarakhanError: `no-mirror`, none is named or there is nothing in it; `mirror-differs`, vault and mirror have
            different contacts for an idea and nobody says which is newer; `sealed-other`, none of the keys opens the
            proofs' key; what `follow` raises.
    """
    mirror = places.mirror(root)
    with away():
        if mirror is None or not (plate := _plate(mirror)):
            message = f"جای دومی نیست که چیزی از آن برگردد؛ {places.MIRROR} را بنویسید."
            raise FarakhanError("no-mirror", message, places.MIRROR)
        if since is None and journal.told(root, NAMEPLATE) != plate:
            _refuse_two_minds(root, mirror)
        keys = list(identities)
        key, other = _key_back(root, mirror, keys)
        names = _photos_back(root, mirror, keys)
        own = places.place(root)
        for part in objects.PARTS:
            here = own.seen(part)
            for name, about in mirror.seen(part).items():
                full = f"{part}/{name}"
                newer = since is not None and about.when > since and part in _CHANGING
                if _NAME.fullmatch(full) and (name not in here or newer) and _bring(root, mirror, full):
                    names.append(full)
        (root / FOLDER / journal.FILE).unlink(missing_ok=True)
        journal.tell(root, NAMEPLATE, plate)
    return Brought(names, key, other)


def _photos_back(root: Path, mirror: Place, identities: Sequence[str]) -> list[str]:
    """Let the photos that waited wait again."""
    folder = root / FOLDER / later.FOLDER
    names = [f"{later.FOLDER}/{name}" for name in mirror.seen(later.FOLDER) if _NAME_OF_PHOTO.fullmatch(name)]
    for name in names:
        path = folder / name.removeprefix(f"{later.FOLDER}/").removesuffix(".age")
        if not path.exists():
            opened = io.BytesIO()
            sealing.unseal_stream(io.BytesIO(b"".join(mirror.get(name))), opened, identities)
            durable.put(path, opened.getvalue())
    return names


def _refuse_two_minds(root: Path, mirror: Place) -> None:
    """See to it that nothing stands differently in a vault that came from elsewhere and in the mirror."""
    own = places.place(root)
    for part in _CHANGING:
        for name in own.seen(part).keys() & mirror.seen(part).keys():
            full = f"{part}/{name}"
            if b"".join(own.get(full)) != b"".join(mirror.get(full)):
                message = (
                    "گاوصندوق و جای دوم برای این ایده دو تماس دارند و معلوم نیست کدام تازه‌تر است. پوشه‌های spool و"
                    " vault را کنار بگذارید و هر دو را با هم برگردانید: farakhan restore پرونده --mirror"
                )
                raise FarakhanError("mirror-differs", message, full)


def _bring(root: Path, mirror: Place, name: str) -> bool:
    """Bring one object back; a photo that is not what its name says is left."""
    with ExitStack() as drafts, suppress(FileNotFoundError):
        source = mirror.folder / name if not mirror.store else _taken(mirror, name, root / FOLDER, drafts)
        if name.startswith(f"{objects.MEDIA}/") and name != f"{objects.MEDIA}/{_sha256(source)}":
            return False
        places.place(root).put(name, source)
        return True
    return False


def _sha256(source: bytes | Path) -> str:
    if isinstance(source, bytes):
        return hashlib.sha256(source).hexdigest()
    with source.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _key_back(root: Path, mirror: Place, identities: Iterable[str]) -> tuple[bool, bool]:
    """Put the key of the proofs in its place, where none is; and whether a different one was."""
    try:
        sealed = b"".join(mirror.get(KEY))
    except FileNotFoundError:
        return False, False
    opened = io.BytesIO()
    sealing.unseal_stream(io.BytesIO(sealed), opened, identities)
    path = root / FOLDER / proofs.FILE
    if path.exists():
        return False, path.read_bytes() != opened.getvalue()
    durable.put(path, opened.getvalue())
    return True, False


def photos_of(root: Path, code: str) -> list[str]:
    """The names in the mirror of an idea's photos that wait; none where there is no mirror."""
    mirror = places.mirror(root)
    if mirror is None:
        return []
    with away():
        return [f"{later.FOLDER}/{name}" for name in mirror.seen(later.FOLDER) if name.startswith(f"{code}-")]


def remove_now(root: Path, names: Iterable[str]) -> None:
    """Take names out of the mirror now; what cannot be is noted, and is taken as soon as the mirror answers.

    Raises:
        FarakhanError: `mirror-away` and its like.
    """
    mirror = places.mirror(root)
    if mirror is None:
        return
    fault: FarakhanError | None = None
    for name in names:
        try:
            with away():
                mirror.remove(name)
        except FarakhanError as error:
            fault = error
    if fault:
        raise fault
