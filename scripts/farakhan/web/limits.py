"""What one request may cost, and how many one address may send: a wall that thousands behind one address pass.

Iran's mobile networks put whole towns behind one address, so the limit by address is high and only slows.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from farakhan.web.refusals import MIB, Refused

FORM_BYTES = 1 * MIB
"""Bytes of a form without photos, or of JSON."""
MULTIPART_BYTES = 6 * 8 * MIB + FORM_BYTES
"""Bytes of a form with six photos."""
CHUNK_BYTES = 16 * MIB
"""Bytes of one piece of a clip; the upload as a whole has a limit of its own."""
ALL_BYTES = 256 * MIB
"""Bytes of bodies that are on their way at once; more are asked to come back."""
PATIENCE, LEAST_RATE = 20.0, 4_000.0
"""Seconds that a body may take, and bytes a second that buy it more of them."""
BURST, PER_SECOND = 400.0, 400 / 3600
"""Posts that one address may send at once, and how fast it may send again: 400 an hour."""
ADDRESSES = 10_000
"""Addresses that are remembered, in memory alone."""
SOON = 60
"""Seconds after which somebody is asked to come back."""

POSTS = ("POST", "PATCH", "PUT")


class Addresses:
    """How much each address may still send; forgotten where it has long sent nothing."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Start with nobody known."""
        self._now = now
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> bool:
        """Whether an address may send one more."""
        now = self._now()
        left, since = self._left.pop(address, (BURST, now))
        left = min(BURST, left + (now - since) * PER_SECOND)
        self._left[address] = (max(0.0, left - 1), now)
        while len(self._left) > ADDRESSES:
            self._left.popitem(last=False)
        return left >= 1


class Limits:
    """The middleware: size, time and number of bodies; a sender who leaves is no error."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an application."""
        self.app, self.under_way = app, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through within its limits.

        Raises:
            Refused: it is over one of them and no answer had begun.
        """
        if scope["type"] != "http" or scope["method"] not in POSTS:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        multipart = headers.get("content-type", "").startswith("multipart/form-data")
        limit = CHUNK_BYTES if scope["method"] == "PATCH" else MULTIPART_BYTES if multipart else FORM_BYTES
        said = headers.get("content-length", "0")
        if not said.isascii() or not said.isdigit() or int(said) > limit:
            raise Refused("too-large")
        if self.under_way + int(said) > ALL_BYTES:
            raise Refused("busy", SOON)
        body = _Body(receive, limit)
        self.under_way += int(said)
        try:
            await self.app(scope, body.receive, send)
        except ClientDisconnect:
            if body.over:
                raise Refused(body.over) from None
        finally:
            self.under_way -= int(said)


class _Body:
    """A body as it comes in, counted and timed."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive, self._limit = receive, limit
        self._begun, self._bytes, self._whole = time.monotonic(), 0, False
        self.over = ""

    async def receive(self) -> Message:
        """The next piece; what is over a limit is told as if its sender had left."""
        if self._whole:
            return await self._receive()
        left = self._begun + PATIENCE + self._bytes / LEAST_RATE - time.monotonic()
        try:
            message = await asyncio.wait_for(self._receive(), max(0.0, left))
        except TimeoutError:
            self.over = "too-slow"
            return {"type": "http.disconnect"}
        self._bytes += len(message.get("body", b""))
        self._whole = not message.get("more_body", False)
        if self._bytes > self._limit:
            self.over = "too-large"
            return {"type": "http.disconnect"}
        return message
