"""What one photo may cost, and what is said of one that costs more; known without the library that opens photos."""

from typing import NamedTuple

from farakhan.problems import FarakhanError


class Limits(NamedTuple):
    """What one photo may cost.

    Attributes:
        bytes: of its file.
        pixels: of a JPEG, which is decoded at the scale that is wanted; all others, decoded whole, may have half.
        scans: of a JPEG. A progressive one has some ten, each costs as much as the whole picture, and 8 MiB have room
            for a million.
        frames: pictures in one file; the first is taken.
        cpu: whole seconds of one core.
        seconds: until it is given up, whatever it does.
        memory: bytes of addresses, the program that decodes and its libraries among them.
    """

    bytes: int = 8 * 2**20
    pixels: int = 40_000_000
    scans: int = 64
    frames: int = 64
    cpu: int = 10
    seconds: float = 60.0
    memory: int = 512 * 2**20


LIMITS = Limits()


def costly() -> FarakhanError:
    """What is said of a photo that could not be opened within `Limits`."""
    return FarakhanError(
        "photo-costly",
        "این عکس باز نشد: ساختنش بیش از اندازه کار می‌برد. از آن نماگرفت (اسکرین‌شات) بگیرید و همان را بفرستید.",
    )
