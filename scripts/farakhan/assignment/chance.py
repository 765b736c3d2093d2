"""What looks like chance and is none: an order that a public seed decides, which anybody can compute again."""

import hashlib
from collections.abc import Iterable, Iterator

_NUMBERS = 8
"""How many numbers one digest gives."""


def shuffled(seed: str, names: Iterable[str]) -> list[str]:
    """Names in the order of sha256(seed, name), whatever their order was."""
    return sorted(names, key=lambda name: hashlib.sha256(f"{seed}|{name}".encode()).digest())


def numbers(seed: str) -> Iterator[int]:
    """Numbers of 32 bits without end: the digests of sha256(seed, 0), sha256(seed, 1) and so on, cut into eight."""
    place = 0
    while True:
        digest = hashlib.sha256(f"{seed}|{place}".encode()).digest()
        for at in range(_NUMBERS):
            yield int.from_bytes(digest[4 * at : 4 * at + 4])
        place += 1
