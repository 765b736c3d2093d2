"""The vault's logbook: who opened, changed or erased what is known of a person, when and why; an object each.

Acts that leave nothing in git stand here: what they are about is in the vault alone.
"""

import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from farakhan.store.vault import objects
from farakhan.store.vault.places import place


def opening(root: Path, code: str, who: str, why: str, when: datetime) -> None:
    """Write down an opening: time, person, code, reason; tabs between, a line."""
    _log(root, objects.OPENINGS, code, (when, who, why))


def erasure(root: Path, code: str, who: str, why: str, when: datetime) -> None:
    """Write down an erasing, likewise."""
    _log(root, objects.ERASURES, code, (when, who, why))


def change(root: Path, code: str, who: str, why: str, when: datetime) -> None:
    """Write down a change of what the vault has of a person, likewise."""
    _log(root, objects.CHANGES, code, (when, who, why))


def erased(root: Path) -> set[str]:
    """The codes of which something was erased on purpose."""
    return {name.split("-")[1] for name in place(root).names(objects.ERASURES) if not name.endswith(".new")}


def openings(root: Path) -> Iterator[str]:
    """All openings, the oldest first, as `opening` wrote them, without the line's end."""
    return _lines(root, objects.OPENINGS)


def changes(root: Path) -> Iterator[str]:
    """All changes, likewise."""
    return _lines(root, objects.CHANGES)


def _lines(root: Path, part: str) -> Iterator[str]:
    logbook = place(root)
    for name in logbook.names(part):
        yield b"".join(logbook.get(f"{part}/{name}")).decode().rstrip("\n")


def _log(root: Path, part: str, code: str, deed: tuple[datetime, str, str]) -> None:
    when, who, why = deed
    line = "\t".join(" ".join(words.split()) for words in (when.isoformat(), who, code, why))
    stamp = when.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    name = f"{part}/{stamp}-{objects.checked(code)}-{secrets.token_hex(4)}"
    objects.put(root, {name: f"{line}\n".encode()})
