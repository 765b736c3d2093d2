"""A machine's secret keys while somebody opens contacts: read from its own files, in memory for minutes, never sent."""

import time
from collections.abc import Sequence
from pathlib import Path
from threading import Lock

from farakhan.office.attaching import File
from farakhan.office.keys import NoKeyError, folder, secrets

HELD = 15 * 60.0
"""Seconds after which keys and opened files are forgotten, whatever happens meanwhile."""


class Keyring:
    """What one session holds open."""

    def __init__(self) -> None:
        """Nothing."""
        self._lock = Lock()
        self._until = 0.0
        self._keys: Sequence[str] = ()
        self._code, self._files = "", list[File]()

    def keys(self) -> Sequence[str]:
        """The keys that are held or, where none are, those of this machine's files, which are held from now on.

        Raises:
            NoKeyError: there is none.
            FarakhanError: `identity`, a file holds no key.
        """
        with self._lock:
            self._expire()
            if not self._keys:
                try:
                    self._keys = secrets(())
                except NoKeyError:
                    message = f"کلیدی روی این رایانه نیست؛ پرونده‌اش را در این پوشه بگذارید: {folder()}"
                    raise NoKeyError("no-key", message, str(folder())) from None
                self._until = time.monotonic() + HELD
            return self._keys

    def minutes(self) -> int:
        """Minutes that keys are still held, rounded up; zero where none are."""
        with self._lock:
            self._expire()
            return int(-(-(self._until - time.monotonic()) // 60)) if self._keys else 0

    def show(self, code: str, files: Sequence[File]) -> None:
        """Hold the opened files of one idea; those of another are forgotten."""
        with self._lock:
            self._code, self._files = code, list(files)

    def file(self, code: str, number: int) -> File | None:
        """One of the files that are open; None where it is not."""
        with self._lock:
            self._expire()
            is_open = code == self._code and 0 < number <= len(self._files)
            return self._files[number - 1] if is_open else None

    def forget(self) -> None:
        """Hold nothing any more."""
        with self._lock:
            self._until = 0.0
            self._expire()

    def _expire(self) -> None:
        if time.monotonic() >= self._until:
            self._keys = ()
            self._code, self._files = "", []


SHOWN = {
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".webp": "image/webp",
    ".ogg": "audio/ogg",
    ".oga": "audio/ogg",
    ".opus": "audio/ogg",
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".wav": "audio/wav",
    ".mp4": "video/mp4",
    ".webm": "video/webm",
}
"""What a page shows by itself, by the ends of names; anything else is saved as a file."""


def media_type(name: str) -> str:
    """As what a file is sent; a stranger gave its name."""
    return SHOWN.get(Path(name).suffix.lower(), "application/octet-stream")
