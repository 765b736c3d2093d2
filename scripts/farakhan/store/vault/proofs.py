"""The proof that an idea is somebody's: a keyed hash of its code and their mobile, so that nothing has to be unsealed.

Marks of the names in the contact stand behind it, likewise keyed: a name that its owner writes later is known by them.
There are only a billion mobiles, and fewer names, so a plain hash would be no secret. The key lies beside the spool,
the hashes lie in the vault: who takes one of the two has nothing.
"""

import hashlib
import hmac
import os
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from farakhan.model.contact import Contact
from farakhan.model.personal import MOST_WORDS, may_be_names, name_words
from farakhan.problems import DamageError, FarakhanError
from farakhan.store import disk, durable
from farakhan.store.spool import beside, sqlite
from farakhan.store.vault import contacts

FILE = "proof.key"
BYTES = 32
_NAME = 16
"""Bytes of a name's mark."""
_LOST = (
    "کلید نشانه‌ها نیست یا خراب است، و بی آن هیچ صاحب ایده‌ای شناخته نمی‌شود. آن را از پشتیبان به همین جا برگردانید "
    "(farakhan restore در رونوشتی تازه از مخزن)؛ اگر سرور در رایانهٔ دیگری است، از همان‌جا بیاوریدش. "
    "اگر در هیچ پشتیبانی نیست، پروندهٔ خراب را کنار بگذارید و "
    "farakhan keys proof را بزنید: کلیدی تازه می‌سازد، و صاحبان ایده‌های پیشین تنها با دبیرخانه کارشان را پی می‌گیرند."
)


def key(root: Path) -> bytes:
    """The key of this repository's proofs; made where there never was one.

    Raises:
        DamageError: `proof-key`, there are proofs or letters, and the key that they were made with is gone.
    """
    path = root / sqlite.FOLDER / FILE
    secret = _read(path)
    if secret:
        return secret
    letters = beside.contents(root / sqlite.FOLDER)
    try:
        if path.exists() or any(contacts.proven(root)) or next(letters, None):
            raise DamageError("proof-key", _LOST, str(path))
        return new_key(root)
    except FarakhanError:
        secret = _read(path)  # another process may have made it meanwhile, and used it
        if secret:
            return secret
        raise


def _read(path: Path) -> bytes:
    """A whole key from its file; empty where there is none."""
    with suppress(FileNotFoundError):
        secret = path.read_bytes()
        if len(secret) == BYTES:
            return secret
    return b""


def new_key(root: Path) -> bytes:
    """A new key where there is none; what was proved with an older one can be proved no more.

    Raises:
        FarakhanError: `file-exists`, there is a key, and it is never written over.
    """
    path = root / sqlite.FOLDER / FILE
    disk.refuse_root(path.parent)
    path.parent.mkdir(exist_ok=True, mode=disk.PRIVATE_FOLDER)
    secret = secrets.token_bytes(BYTES)
    beside = path.with_suffix(f".{os.getpid()}")
    with os.fdopen(os.open(beside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, disk.PRIVATE_FILE), "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(beside, path)
    except FileExistsError:
        message = "کلید نشانه‌ها هست و روی آن نوشته نمی‌شود؛ اگر خراب است، نخست آن را کنار بگذارید."
        raise FarakhanError("file-exists", message, str(path)) from None
    finally:
        beside.unlink()
    durable.sync_folder(path.parent)
    return secret


def proof(secret: bytes, code: str, mobile: str) -> bytes:
    """The proof that the idea with this code is of the person with this mobile (09 and nine digits)."""
    return hmac.digest(secret, f"{code}:{mobile}".encode(), hashlib.sha256)


def made(secret: bytes, code: str, contact: Contact) -> bytes:
    """What the vault keeps of an idea and its owner: the proof, and behind it a mark of each name in the contact."""
    names = map(name_words, (contact.name, *contact.members))
    marks = (_name(secret, code, words[:MOST_WORDS]) for words in names if len(words) > 1)
    return b"".join((proof(secret, code, contact.mobile), *marks))


def proves(there: bytes, expected: bytes) -> bool:
    """Whether what `made` gave has this proof."""
    return hmac.compare_digest(there[:BYTES], expected)


def named(root: Path, code: str, text: str, waiting: Iterable[bytes] = ()) -> list[str]:
    """The names of an idea's owner that stand in a text, as they are written in it.

    One of a single word is none. None are known where the contact was erased, or was sealed before names had marks, or
    where the key of the proofs does not lie on this machine.

    Args:
        root: the repository's top.
        code: the idea's.
        text: by whomever.
        waiting: what `made` gave for it and is not in the vault yet.

    Raises:
        FarakhanError: `vault-unreachable`.
    """
    there = list(waiting)
    with suppress(contacts.NoProofError):
        there.append(contacts.proof(root, code))
    known = {one[at : at + _NAME] for one in there for at in range(BYTES, len(one), _NAME)}
    if known:
        with suppress(DamageError):
            secret = key(root)
            return [written for words, written in may_be_names(text) if _name(secret, code, words) in known]
    return []


def _name(secret: bytes, code: str, words: Iterable[str]) -> bytes:
    return mark(secret, b"name", code.encode(), " ".join(words).encode())[:_NAME]


def mark(secret: bytes, *parts: bytes) -> bytes:
    """A mark that is the same for the same parts, and tells nobody what they are."""
    lengths = b"".join(len(part).to_bytes(8, "big") for part in parts)
    return hashlib.blake2b(lengths + b"".join(parts), key=secret, digest_size=BYTES).digest()


def kept(root: Path, code: str, expected: bytes) -> bool:
    """Whether the vault has this proof for an idea; an idea of which nothing is known is nobody's.

    Raises:
        FarakhanError: `vault-unreachable`; that is nobody's wrong try.
    """
    try:
        there = contacts.proof(root, code)
    except contacts.NoProofError:
        there = b""
    return proves(there, expected)
