"""What a judge's browser needs: their secret link, kept as its hash, and what they gave until it is their sheet in git.

Whoever changes what judges gave, or closes a round, holds `alone` meanwhile: nothing is taken in beside a closing.
"""

import hashlib
import hmac
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

from portalocker import LOCK_EX, lock

from farakhan.store.disk import PRIVATE_FOLDER
from farakhan.store.git.locks import folder_of
from farakhan.store.spool.sqlite import FOLDER
from farakhan.store.vault import objects
from farakhan.store.vault.places import place

_LOCK = "marks.lock"
_BYTES = 24


def new_link(root: Path, edition: str, judge: str) -> str:
    """A new secret link of a judge; the one before leads nowhere any more."""
    link = secrets.token_urlsafe(_BYTES)
    objects.put(root, {f"{objects.LINKS}/{edition}.{judge}": _hash(link).encode()})
    return link


def whose_link(root: Path, edition: str, link: str) -> str:
    """Whose a link is; empty where it is nobody's."""
    sent, vault = _hash(link), place(root)
    for name in vault.names(objects.LINKS):
        of, _, judge = name.partition(".")
        if of == edition and hmac.compare_digest(b"".join(vault.get(f"{objects.LINKS}/{name}")), sent.encode()):
            return judge
    return ""


def marks(root: Path, edition: str, part: str, judge: str) -> bytes | None:
    """What a judge gave in a round, as it was kept; None where nothing was."""
    try:
        return b"".join(place(root).get(_marks(edition, part, judge)))
    except FileNotFoundError:
        return None


def keep_marks(root: Path, edition: str, part: str, judge: str, data: bytes) -> None:
    """Keep what a judge gave in a round, durable when this returns."""
    objects.put(root, {_marks(edition, part, judge): data})


def with_marks(root: Path, edition: str, part: str) -> list[str]:
    """The judges of whom something is kept in a round, sorted."""
    names = (name.split(".") for name in place(root).names(objects.MARKS))
    return sorted(name[2] for name in names if name[:2] == [edition, part])


@contextmanager
def alone(root: Path) -> Iterator[None]:
    """Hold what judges gave while the block runs; others wait, in this process and in others."""
    folder = _folder(root)
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE_FOLDER)
    with (folder / _LOCK).open("ab") as file:
        lock(file, LOCK_EX)
        yield


@lru_cache(maxsize=8)
def _folder(root: Path) -> Path:
    """Where the lock stands: beside that of the committers, or where there is no git, beside the spool."""
    return folder_of(root).path / "farakhan" if (root / ".git").exists() else root / FOLDER


def _hash(link: str) -> str:
    return hashlib.sha256(link.encode()).hexdigest()


def _marks(edition: str, part: str, judge: str) -> str:
    return f"{objects.MARKS}/{edition}.{part}.{judge}"
