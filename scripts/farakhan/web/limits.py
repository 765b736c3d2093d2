"""What one request may cost, and how many one address may send: a wall that thousands behind one address pass.

Iran's mobile networks put whole towns behind one address, so the limit by address is high and only slows.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address, ip_network

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from farakhan.web import tus
from farakhan.web.refusals import MIB, Refused

FORM_BYTES = 1 * MIB
"""Bytes of a form without photos, or of JSON."""
MULTIPART_BYTES = 6 * 8 * MIB + FORM_BYTES
"""Bytes of a form with six photos."""
ALL_BYTES = 256 * MIB
"""Bytes of bodies that are here and not yet answered; with more of them somebody is asked to come back."""
PATIENCE, LEAST_RATE = 20.0, 4_000.0
"""Seconds for which a body may be late, and bytes a second at which it is not: what came early buys no later rest."""
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
        now, address = self._now(), house(address)
        left, since = self._left.pop(address, (BURST, now))
        left = min(BURST, left + (now - since) * PER_SECOND)
        self._left[address] = (max(0.0, left - 1), now)
        while len(self._left) > ADDRESSES:
            self._left.popitem(last=False)
        return left >= 1


def house(address: str) -> str:
    """Whom an address stands for: with IPv6 a whole network is one house's."""
    with suppress(ValueError):
        found = ip_address(address)
        return str(found) if found.version == 4 else str(ip_network((found, 64), strict=False))  # noqa: PLR2004
    return address


class Limits:
    """The middleware: size, time and number of bodies; a sender who leaves is no error."""

    def __init__(self, app: ASGIApp, patience: float = PATIENCE) -> None:
        """Wrap an application.

        Args:
            app: the application.
            patience: seconds for which a body may be late.
        """
        self.app, self.patience, self.here = app, patience, 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through within its limits; uploads of clips have limits of their own.

        Raises:
            Refused: it is over one of them and no answer had begun.
        """
        if scope["type"] != "http" or scope["method"] not in POSTS or scope["path"].startswith(tus.PATH):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        multipart = headers.get("content-type", "").startswith("multipart/form-data")
        limit = MULTIPART_BYTES if multipart else FORM_BYTES
        said = headers.get("content-length", "0")
        if not said.isascii() or not said.isdigit() or int(said) > limit:
            raise Refused("too-large")
        body = _Body(self, receive, limit)
        try:
            await self.app(scope, body.receive, send)
        except ClientDisconnect:
            if body.over:
                raise Refused(body.over, SOON if body.over == "busy" else 0) from None
        finally:
            self.here -= body.bytes


class _Body:
    """A body as it comes in, counted and timed."""

    def __init__(self, limits: Limits, receive: Receive, limit: int) -> None:
        self._limits, self._receive, self._limit = limits, receive, limit
        self._until, self._whole = time.monotonic() + limits.patience, False
        self.bytes, self.over = 0, ""

    async def receive(self) -> Message:
        """The next piece; what is over a limit is told as if its sender had left."""
        if self._whole:
            return await self._receive()
        try:
            async with asyncio.timeout(max(0.0, self._until - time.monotonic())):
                message = await self._receive()
        except TimeoutError:
            self.over = "too-slow"
            return {"type": "http.disconnect"}
        came = len(message.get("body", b""))
        self.bytes += came
        self._limits.here += came
        self._until = min(time.monotonic() + self._limits.patience, self._until + came / LEAST_RATE)
        self._whole = not message.get("more_body", False)
        if self.bytes > self._limit:
            self.over = "too-large"
        elif self._limits.here > ALL_BYTES:
            self.over = "busy"
        return {"type": "http.disconnect"} if self.over else message
