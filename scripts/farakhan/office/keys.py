"""Keys that open contacts: a person's own, new ones, who can open what, and all sealed anew when somebody leaves."""

import codecs
import io
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from datetime import UTC, datetime
from html import escape
from pathlib import Path
from typing import NamedTuple

import segno

from farakhan import sealing
from farakhan.files.idea import idea_path
from farakhan.model.call import Call, Recipient
from farakhan.persian.calendar import long_day, tehran_day
from farakhan.problems import FarakhanError
from farakhan.store import disk
from farakhan.store.spool import beside, sqlite
from farakhan.store.spool.contract import SpoolHeldError
from farakhan.store.spool.sqlite import Spool
from farakhan.store.vault import attached, contacts, logbook
from farakhan.store.vault.places import place

FOLDER = "FARAKHAN_KEYS"
"""The environment's name for the folder of secret keys; a user's configuration where it is not set."""
SUFFIX = ".age-key"
_BEGINS = "AGE-SECRET-KEY-"
GROUP = 4
"""Letters of a paper key that stand together, to be typed by hand."""


class NoKeyError(FarakhanError):
    """There is no secret key at hand, or the file that should hold it cannot be read."""


def folder() -> Path:
    """Where this person's secret keys are: never inside a repository."""
    return Path(os.environ.get(FOLDER) or Path.home() / ".config" / "farakhan" / "keys")


def secrets(files: Sequence[Path]) -> list[str]:
    """The secret keys at hand: of these files, else of the person's folder.

    Raises:
        NoKeyError: there is none.
        FarakhanError: `identity`, a file holds no key.
    """
    paths = files or sorted(folder().glob(f"*{SUFFIX}"))
    if not paths:
        raise NoKeyError("no-key", "کلیدی پیدا نشد؛ پرونده‌اش را با --key بدهید.", str(folder()))
    return [secret for path in paths for secret in _secrets_of(path)]


def _secrets_of(path: Path) -> Iterator[str]:
    """The keys in a file, however an editor saved it: each may be broken over lines or stand in groups."""
    try:
        data = path.read_bytes()
    except OSError:
        raise NoKeyError("no-key", "پروندهٔ کلید خوانده نشد؛ نشانی‌اش را بررسی کنید.", str(path)) from None
    lines = [_visible(line) for line in _text(data).splitlines()]
    text = "".join("".join(line for line in lines if not line.startswith("#")).split()).upper()
    before, *keys = text.split(_BEGINS)
    for key in [before] * bool(before or not keys) + [_BEGINS + key for key in keys]:
        sealing.identity(key)
        yield key


def _text(data: bytes) -> str:
    """A file's text; letters of another encoding can only stand in its remarks."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    if data[1:2] == b"\0":
        return data.decode("utf-16-le", "replace")
    return data.decode("utf-8-sig", "replace")


def _visible(line: str) -> str:
    """A line without what nobody sees: marks of direction, ZWNJ, a byte order mark."""
    return "".join(letter for letter in line if letter.isprintable()).strip()


class NewKey(NamedTuple):
    """A new key: the file that holds its secret half, and the public half for call.yml."""

    path: Path
    public: str


def new_key(holder: str, path: Path | None, *, paper: bool) -> NewKey:
    """Make a key, and keep its secret half where only this person reads it.

    Args:
        holder: whose key it is; of a paper key, where its envelope lies.
        path: the file; by default one in the person's own folder.
        paper: to be printed instead of kept: a page with the key as letters and as a QR code.

    Raises:
        FarakhanError: `file-exists`, a key is never overwritten; `private-inside`, the place is in a repository.
    """
    secret, public = sealing.new_key()
    path = path or folder() / f"{public[4:12]}{'.html' if paper else SUFFIX}"
    disk.refuse_inside(path)
    text = _page(holder, secret, public) if paper else f"# {holder}\n# public: {public}\n{secret}\n"
    disk.write_private(path, text.encode())
    return NewKey(path, public)


def _page(holder: str, secret: str, public: str) -> str:
    groups = [secret[place : place + GROUP] for place in range(0, len(secret), GROUP)]
    lines = "\n".join(" ".join(groups[place : place + 5]) for place in range(0, len(groups), 5))
    qr = segno.make(secret, error="m").svg_inline(scale=6)
    made = long_day(tehran_day(datetime.now(UTC)))
    return (
        '<!doctype html><html lang="fa" dir="rtl"><meta charset="utf-8"><title>کلید کاغذی</title>'
        "<style>body{font:16px Vazirmatn,Tahoma,sans-serif;margin:2cm}pre{direction:ltr;font:20px/2 monospace}</style>"
        f"<h1>کلید کاغذی فراخوان</h1><p>{escape(holder)}، ساخته در {made}</p>"
        "<p>این کلید همهٔ اطلاعات تماس را باز می‌کند. آن را در پاکت مهروموم نگه دارید.</p>"
        f"{qr}<pre>{lines}</pre><p>نیمهٔ عمومی:</p><pre>{public}</pre></html>\n"
    )


class Opened(NamedTuple):
    """Who can open an edition's contacts, and what is amiss with them.

    Attributes:
        recipients: the call's keys, each with whether it is at hand.
        tried: whether any key was at hand, be it one of the call's or not.
        contacts: how many there are.
        opened: how many of them the keys at hand open.
        alone: codes of contacts that belong to no idea.
        lacking: codes of ideas whose contact is not in the vault and was not erased.
        keeps: whether the vault's place keeps what was removed from it.
    """

    recipients: list[tuple[Recipient, bool]]
    tried: bool
    contacts: int
    opened: int
    alone: list[str]
    lacking: list[str]
    keeps: bool

    @property
    def few(self) -> bool:
        """Whether there are too few keys for anything to be sealed."""
        return len(self.recipients) < sealing.LEAST_RECIPIENTS

    @property
    def well(self) -> bool:
        """Whether nothing is left to do."""
        return not (self.few or self.lacking or self.keeps or (self.tried and self.opened < self.contacts))


def look(root: Path, call: Call, keys: Iterable[str]) -> Opened:
    """Try keys on all contacts of an edition.

    Args:
        root: the repository's top.
        call: of the edition whose contacts are meant.
        keys: secret ones, at hand; there may be none.

    Raises:
        FarakhanError: `identity`, one is no key; what the vault raises.
    """
    at_hand = {sealing.public_of(secret): secret for secret in keys}
    codes = _codes(root, call.edition)
    secret_keys = list(at_hand.values())
    return Opened(
        [(recipient, recipient.key in at_hand) for recipient in call.age_recipients],
        bool(at_hand),
        len(codes),
        sum(_opens(root, code, secret_keys) for code in codes) if at_hand else 0,
        [code for code in codes if not _stands(root, [call.edition], code)],
        _without_contact(root, call.edition),
        place(root).keeps_what_was_removed(),
    )


def _without_contact(root: Path, name: str) -> list[str]:
    """The ideas of an edition whose contact is not in the vault, but for what was erased on purpose."""
    listed = (root / disk.RECORD / name / "ideas").glob("*/*.md")
    kept = {*contacts.codes(root), *logbook.erased(root)}
    return sorted({path.stem for path in listed} - kept)


def _opens(root: Path, code: str, keys: list[str]) -> bool:
    try:
        sealing.unseal(contacts.sealed(root, code), keys)
    except FarakhanError:
        return False
    return True


def _codes(root: Path, name: str) -> list[str]:
    """The contacts of an edition, and those of no idea at all: who left must not open these either."""
    others = [other for other in disk.editions(root) if other != name]
    return [code for code in contacts.codes(root) if not _stands(root, others, code)]


def _stands(root: Path, names: Iterable[str], code: str) -> bool:
    return any((root / idea_path(name, code)).exists() for name in names)


class Rewrapped(NamedTuple):
    """What was sealed anew.

    Attributes:
        done: contacts in the vault.
        recipients: keys that open them now.
        failed: what could not be opened and stays as it was, and why; a code each, of the vault or the spool.
    """

    done: int
    recipients: int
    failed: list[tuple[str, FarakhanError]]


def rewrap(root: Path, call: Call, keys: list[str]) -> Rewrapped:
    """Seal every contact of an edition anew, to the keys that call.yml has now, also of what waits for git.

    What cannot be opened stays and is named. Each file is replaced as a whole, so that the work can be broken off and
    begun again.

    Args:
        root: the repository's top.
        call: of the edition whose contacts are meant.
        keys: secret ones that open them.

    Raises:
        FarakhanError: `rewrap-waits`, something waits and the server has it: once that is in git, again; `root-user`.
    """
    disk.refuse_root(root)
    recipients = [recipient.key for recipient in call.age_recipients]
    failed = _rewrap_waiting(root, call.edition, keys, recipients)
    codes = _codes(root, call.edition)
    done = 0
    for code in codes:
        try:
            _rewrap(root, code, keys, recipients)
        except FarakhanError as error:
            failed.append((code, error))
        else:
            done += 1
    for name in _attached(root, call.edition):
        try:
            _rewrap_attached(root, name, keys, recipients)
        except FarakhanError as error:
            failed.append((attached.code_of(name), error))
    return Rewrapped(done, len(recipients), failed)


def _attached(root: Path, edition: str) -> list[str]:
    """What stands beside the ideas of an edition, and beside those that are nowhere."""
    others = [other for other in disk.editions(root) if other != edition]
    return [name for name in attached.names(root) if not _stands(root, others, attached.code_of(name))]


def _rewrap_attached(root: Path, name: str, keys: list[str], recipients: list[str]) -> None:
    opened, fresh = io.BytesIO(), io.BytesIO()
    sealing.unseal_stream(io.BytesIO(b"".join(attached.pieces(root, name))), opened, keys)
    opened.seek(0)
    sealing.seal_stream(opened, fresh, recipients)
    attached.put_again(root, name, fresh.getvalue())


def _rewrap(root: Path, code: str, keys: list[str], recipients: list[str]) -> None:
    """Seal one contact anew; where its owner changed it meanwhile, that one."""
    before = b""
    while (sealed := contacts.sealed(root, code)) != before:
        before = sealed
        fresh = sealing.seal(sealing.unseal(sealed, keys), recipients)
        if contacts.sealed(root, code) == sealed:
            contacts.put(root, code, fresh)
            return


def _rewrap_waiting(root: Path, name: str, keys: list[str], recipients: list[str]) -> list[tuple[str, FarakhanError]]:
    """Seal anew what waits in the spool, whose contacts come into the vault later; what cannot be opened, and why."""
    folder = root / sqlite.FOLDER
    if not (folder / sqlite.FILE).exists():
        return []
    failed: list[tuple[str, FarakhanError]] = []
    try:
        own = Spool(folder, lambda: datetime.now(UTC))
    except SpoolHeldError:
        if beside.waits(folder):
            message = "هنوز نامه‌هایی در صف‌اند که با کلیدهای پیشین مهر شده‌اند. بگذارید به گیت برسند یا سرور را ببندید."
            raise FarakhanError("rewrap-waits", message, name) from None
        return []
    with closing(own):
        for waiting in own.sealed():
            try:
                own.reseal(waiting.number, sealing.seal(sealing.unseal(waiting.contact, keys), recipients))
            except FarakhanError as error:
                failed.append((waiting.code, error))
        own.tidy()
    return failed
