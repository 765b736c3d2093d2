"""What staff put beside an idea and nobody else sees: a photographed page, a voice message, a document, all sealed.

Each is an object of its own, `attached/<code>-<time>-<random>.age`; its name says of which idea it is and nothing more.
"""

import json
import secrets
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from farakhan.model.codes import looks_like_code
from farakhan.problems import FarakhanError
from farakhan.store.vault import objects
from farakhan.store.vault.places import place

_SUFFIX = ".age"


def put(root: Path, code: str, sealed: bytes, when: datetime) -> str:
    """Put something sealed beside an idea; its name.

    Args:
        root: the repository's top.
        code: the idea's tracking code.
        sealed: as `sealing.seal_stream` made it.
        when: aware.
    """
    stamp = when.astimezone(UTC).strftime("%Y%m%dT%H%M%S.%fZ")
    name = f"{objects.ATTACHED}/{objects.checked(code)}-{stamp}-{secrets.token_hex(4)}{_SUFFIX}"
    objects.put(root, {name: sealed})
    return name


def framed(name: str, data: bytes) -> bytes:
    """A file with the name that it came with, as it is sealed."""
    return json.dumps({"name": name}, ensure_ascii=False).encode() + b"\n" + data


def parted(plain: bytes) -> tuple[str, bytes]:
    """The name and the bytes of what was sealed.

    Raises:
        ValueError: it is no such file.
    """
    head, _, data = plain.partition(b"\n")
    try:
        return str(json.loads(head)["name"]), data
    except (KeyError, TypeError):
        raise ValueError(head) from None


def put_again(root: Path, name: str, sealed: bytes) -> None:
    """Put what was sealed anew in the place of what it was."""
    objects.put(root, {name: sealed})


def names(root: Path, code: str = "") -> list[str]:
    """The names of all that stands beside an idea, or beside any; the oldest of each idea first."""
    listed = (name for name in place(root).names(objects.ATTACHED) if name.endswith(_SUFFIX))
    found = (f"{objects.ATTACHED}/{name}" for name in listed if looks_like_code(name.partition("-")[0]))
    return [name for name in found if not code or code_of(name) == code]


def code_of(name: str) -> str:
    """The code of the idea beside which something of this name stands."""
    return name.removeprefix(f"{objects.ATTACHED}/").partition("-")[0]


def pieces(root: Path, name: str) -> Iterator[bytes]:
    """What stands under one of these names, sealed, piece by piece.

    Raises:
        FarakhanError: `no-attached`, it was erased meanwhile.
    """
    try:
        return place(root).get(name)
    except FileNotFoundError:
        raise FarakhanError("no-attached", "این پیوست در گاوصندوق نیست؛ شاید پاک شده است.", name) from None
