"""The site as it would be on a chosen day, built beside everything else and shown to who asked; nothing of it leaves.

Its pages are shown in a browser's sandbox: their origin is nobody's, so that no script of theirs reaches the desk, and
neither forms nor requests leave for anywhere. For such a page no cookie is sent; whoever has its
address may see it, and the address has a random word that the desk alone tells.
"""

import hmac
import secrets
from http import HTTPStatus
from pathlib import Path
from threading import Lock
from typing import NamedTuple

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.staticfiles import StaticFiles
from starlette.types import Message, Receive, Scope, Send

from farakhan.problems import FarakhanError
from farakhan.store import cache

_BYTES = 32
_POLICY = (
    "sandbox allow-scripts; connect-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "worker-src 'none'"
)
"""Beside what each page says of itself."""
_HEADERS = {
    "Content-Security-Policy": _POLICY,
    "Access-Control-Allow-Origin": "*",
    "Cross-Origin-Resource-Policy": "cross-origin",
    "Cross-Origin-Opener-Policy": "unsafe-none",
}
"""Fonts and scripts of a page whose origin is nobody's come only where every origin may have them."""


class Built(NamedTuple):
    """A site that was built: the word in its address, its day, and what could not be shown, a line each."""

    word: str
    day: str
    left_out: tuple[str, ...]


class Rehearsal:
    """The last site that was tried; an application that serves it.

    Attributes:
        built: what was tried last; None where nothing was yet.
    """

    def __init__(self) -> None:
        """Nothing is built."""
        self.built: Built | None = None
        self._lock = Lock()
        self._files: StaticFiles | None = None

    def build(self, root: Path, edition: str, day: str) -> Built:
        """Build the site of a day; what was tried before is gone.

        Args:
            root: the repository's top.
            edition: its name.
            day: Jalali, as 1406-06-02.

        Raises:
            FarakhanError: `no-git`, there is no repository to build beside; what `build_site` raises.
        """
        from farakhan.publish.building import build_site  # noqa: PLC0415 (mkdocs is larger than the whole desk)

        with self._lock:
            place = cache.beside(root, f"rehearsal-{edition}")
            if place is None:
                raise FarakhanError("no-git", "این پوشه مخزن گیت نیست.", str(root))
            out = place.resolve()
            left_out = build_site(root, edition, day, out)
            self._files = StaticFiles(directory=out, html=True)
            self.built = Built(secrets.token_urlsafe(_BYTES), day, tuple(left_out))
            return self.built

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with a file of it, to whoever knows its word."""
        word = scope["path_params"].get("word", "")
        if self.built is None or not hmac.compare_digest(word.encode(), self.built.word.encode()):
            gone = PlainTextResponse("این پیش‌نمایش دیگر نیست؛ از میز کار دوباره بسازیدش.", HTTPStatus.NOT_FOUND)
            await gone(scope, receive, send)
            return

        async def apart(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers[name] = value
            await send(message)

        if self._files is not None:
            await self._files(scope, receive, apart)
