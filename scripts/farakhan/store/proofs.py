"""The proof that an idea is somebody's: a keyed hash of its code and their mobile, so that nothing has to be unsealed.

There are only a billion mobiles, so a plain hash would be no secret. The key lies beside the spool, the hashes lie in
the vault: who takes one of the two has nothing.
"""

import hashlib
import hmac
import os
import secrets
from contextlib import suppress
from pathlib import Path

from farakhan.problems import FarakhanError
from farakhan.store import disk, spool, vault

FILE = "proof.key"
BYTES = 32


def key(root: Path) -> bytes:
    """The key of this repository's proofs; made where there is none."""
    path = root / spool.FOLDER / FILE
    path.parent.mkdir(exist_ok=True, mode=disk.PRIVATE_FOLDER)
    try:
        return path.read_bytes()
    except FileNotFoundError:
        made = secrets.token_bytes(BYTES)
        beside = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(beside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, disk.PRIVATE_FILE), "wb") as file:
            file.write(made)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(beside, path)
        beside.unlink()
        return path.read_bytes()


def proof(secret: bytes, code: str, mobile: str) -> bytes:
    """The proof that the idea with this code is of the person with this mobile (09 and nine digits)."""
    return hmac.digest(secret, f"{code}:{mobile}".encode(), hashlib.sha256)


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
        found = vault.proof(root, code)
    except FarakhanError as error:
        if error.code != "no-proof":
            raise
        found = b""
    return hmac.compare_digest(found, expected)
