"""The states of ideas, sealed so that only a receipt opens its own: slots that all look alike, in files of one length.

The hash in an idea's file, which code and word make again, opens one slot: it gives the file, the slot's name in it and
the key. Names and sealed states are others on each day and after each change of any state, those of all slots together,
and between them lie as many made-up ones as make every file equally long. So nobody sees how many ideas there are but
for a power of two, which are new, or whose state has changed.
"""

import hashlib
import hmac
import json
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from farakhan.publish.view import State

SHARDS = 256
LENGTH = 62
"""Bytes of a state, spaces at its end; with nonce and tag 90, which is base64 without padding."""
_NAME, _NONCE, _TAG = 18, 12, 16
_SEALED = _NONCE + LENGTH + _TAG


class Shard(NamedTuple):
    """A file of slots: the salt that their names were made with, and what is sealed in each, in base64."""

    salt: str
    slots: Mapping[str, str]


def shards(states: Sequence[State], today: date) -> Iterator[tuple[str, Shard]]:
    """All files by their names, two hexadecimal digits; the same states on the same day are the same bytes.

    Args:
        states: sorted.
        today: the day they are of.
    """
    whole = json.dumps([today.isoformat(), *states], ensure_ascii=False).encode()
    salt = hashlib.sha256(b"farakhan salt\n" + whole).hexdigest()[:32]
    full: list[dict[str, str]] = [{} for _ in range(SHARDS)]
    for state in states:
        place, name, sealed = _slot(bytes.fromhex(state.receipt), state.seen.encode(), salt)
        full[place][name] = sealed
    size = 1 << (max(map(len, full)) - 1).bit_length() if states else 1
    made_up = _made_up(whole, SHARDS * size)
    for place, slots in enumerate(full):
        slots |= [next(made_up) for _ in range(size - len(slots))]
        yield f"{place:02x}", Shard(salt, slots)


def _slot(receipt: bytes, status: bytes, salt: str) -> tuple[int, str, str]:
    """The file, the name and the sealed state of an idea; the tracking page's script finds and opens it."""
    if len(status) > LENGTH:
        raise ValueError(status)

    def derived(*parts: bytes) -> bytes:
        return hmac.digest(receipt, b"\n".join((b"farakhan", *parts)), hashlib.sha256)

    name = derived(b"slot", salt.encode())[:_NAME]
    nonce = derived(b"nonce", salt.encode(), status)[:_NONCE]
    sealed = AESGCM(derived(b"key")).encrypt(nonce, status.ljust(LENGTH), None)
    return derived(b"shard")[0], _base64(name), _base64(nonce + sealed)


def _made_up(whole: bytes, number: int) -> Iterator[tuple[str, str]]:
    """Slots that are nobody's, from what only the record's keepers know: nobody else tells them from the others."""
    length = _NAME + _SEALED
    chance = hashlib.shake_256(b"farakhan made up\n" + whole).digest(number * length)
    for at in range(0, len(chance), length):
        yield _base64(chance[at : at + _NAME]), _base64(chance[at + _NAME : at + length])


def _base64(data: bytes) -> str:
    return b64encode(data).decode()
