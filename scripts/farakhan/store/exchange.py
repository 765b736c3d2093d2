"""One folder in the place of another in one moment: whoever looks sees the one or the other, never neither."""

import ctypes
import os
import shutil
import sys
from pathlib import Path

EVENT = "farakhan.exchange"
"""Under this name Python's audit hooks are told what is being done: exchanging, exchanged."""
_HERE, _EXCHANGE = -100, 2
"""AT_FDCWD and RENAME_EXCHANGE of Linux."""


def put_in_place(new: Path, place: Path) -> None:
    """Put a folder in its place, and remove what stood there.

    Linux does it in one step. Where the system or the disk knows no such step, there is a moment with neither.

    Args:
        new: the folder, on the same disk.
        place: where it is to stand; there may be nothing yet.

    Raises:
        OSError: it cannot be done.
    """
    sys.audit(EVENT, "exchanging")
    if not place.exists():
        new.rename(place)
    elif _exchanged(new, place):
        sys.audit(EVENT, "exchanged")
        shutil.rmtree(new)
    else:
        old = place.with_name(f".{place.name}.old")
        shutil.rmtree(old, ignore_errors=True)
        place.rename(old)
        new.rename(place)
        shutil.rmtree(old)


def _exchanged(path: Path, other: Path) -> bool:
    """Whether two names were exchanged."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None) if sys.platform == "linux" else None
    return rename is not None and rename(_HERE, os.fsencode(path), _HERE, os.fsencode(other), _EXCHANGE) == 0
