"""What one request may cost, and how many one address may send: a wall that thousands behind one address pass.

Iran's mobile networks put whole towns behind one address, so the limit by address is high and only slows.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from ipaddress import IPv4Address, ip_address, ip_network

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from farakhan.web import tus
from farakhan.web.refusals import MIB, Refused

FORM_BYTES = MIB // 2
"""Bytes of a form without photos, or of JSON."""
MULTIPART_BYTES = 49 * MIB
"""Bytes of a form with six photos."""
ALL_BYTES = 256 * MIB
"""Bytes of bodies that are here and not yet answered; with more of them somebody is asked to come back."""
PATIENCE, LEAST_RATE = 20.0, 4_000.0
"""Seconds for which a body may be late, and bytes a second at which it is not: what came early buys no later rest."""
BURST, PER_SECOND = 400.0, 400 / 3600
"""Posts that one address may send at once, and how fast it may send again: 400 an hour."""
PHOTOS = 6.0
"""Photos that one address may send, each by itself, for each post of another kind."""
CLIPS, CLIPS_PER_SECOND = 100.0, 100 / 3600
"""Uploads of clips that one address may begin, likewise."""
ADDRESSES = 10_000
"""Addresses that are remembered, in memory alone."""
SOON = 60
"""Seconds after which somebody is asked to come back."""

PHOTO_PATH = "/intake/photo"
POSTS = ("POST", "PATCH", "PUT")


BYTES_EACH, BYTES_ALL = 3 * 2**30, 12 * 2**30
"""Bytes of photos and clips that one address may leave here in a day, and all together: forms of a whole town come from
one address, and a last day of some thousand forms with six photos each is within it. A restart forgets them.
"""
_DAY = 86_400


class Allowance:
    """How many bytes each address, and all together, may still leave here; what a day allows comes back within one.

    It is this process's own: what it bounds is this machine's disk.
    """

    def __init__(
        self, each: int = BYTES_EACH, whole: int = BYTES_ALL, now: Callable[[], float] = time.monotonic
    ) -> None:
        """Start with nothing spent."""
        self._each, self._whole, self._now = float(each), float(whole), now
        self._spent: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, sender: str, count: int) -> bool:
        """Whether an address may leave so many bytes more; if so they are spent.

        Args:
            sender: a mark of the address; it is not empty.
            count: bytes.
        """
        if self._of(sender, self._each) + count > self._each or self._of("", self._whole) + count > self._whole:
            return False
        for name, most in ((sender, self._each), ("", self._whole)):
            self._spent[name] = (self._of(name, most) + count, self._now())
        self._spent.move_to_end(sender)
        self._spent.move_to_end("")
        while len(self._spent) > ADDRESSES:
            self._spent.popitem(last=False)
        return True

    def _of(self, name: str, most: float) -> float:
        spent, since = self._spent.get(name, (0.0, self._now()))
        return max(0.0, spent - (self._now() - since) * most / _DAY)


class Addresses:
    """How much each address may still send; forgotten where it has long sent nothing.

    It is this process's own: asked before a body is read, it must cost next to nothing. Several servers would have it
    at the proxy before them.
    """

    def __init__(
        self, now: Callable[[], float] = time.monotonic, burst: float = BURST, rate: float = PER_SECOND
    ) -> None:
        """Start with nobody known.

        Args:
            now: seconds that only go on.
            burst: what one address may send at once.
            rate: what it may send again, a second.
        """
        self._now, self._burst, self._rate = now, burst, rate
        self._left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> bool:
        """Whether an address may send one more."""
        now, address = self._now(), house(address)
        left, since = self._left.pop(address, (self._burst, now))
        left = min(self._burst, left + (now - since) * self._rate)
        self._left[address] = (max(0.0, left - 1), now)
        while len(self._left) > ADDRESSES:
            self._left.popitem(last=False)
        return left >= 1


def house(address: str) -> str:
    """Whom an address stands for: with IPv6 a whole network is one house's, but for one that carries an IPv4 address.

    `::ffff:192.0.2.1` is 192.0.2.1 (RFC 4291, 2.5.5.2): all of those would be one house.
    """
    with suppress(ValueError):
        parsed = ip_address(address)
        if isinstance(parsed, IPv4Address):
            return str(parsed)
        return str(parsed.ipv4_mapped or ip_network((parsed, 64), strict=False))
    return address


def sender_of(scope: Scope) -> str:
    """The address that a request came from; empty where there is none."""
    client = scope.get("client")
    return client[0] if client else ""


class Limits:
    """The middleware: how often an address sends; size, time and number of bodies; who leaves is no error.

    The address is asked first: whoever is over its limit costs nothing more. The bytes that are here are this process's
    memory, so their bound is its own.
    """

    def __init__(self, app: ASGIApp, addresses: Addresses, patience: float = PATIENCE) -> None:
        """Wrap an application.

        Args:
            app: the application.
            addresses: what each may still send.
            patience: seconds for which a body may be late.
        """
        self.app, self.addresses, self.patience, self.here = app, addresses, patience, 0
        self.photos = Addresses(burst=PHOTOS * BURST, rate=PHOTOS * PER_SECOND)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through within its limits; uploads of clips have limits of their own.

        Raises:
            Refused: it is over one of them and no answer had begun.
        """
        if scope["type"] != "http" or scope["method"] not in POSTS or scope["path"].startswith(tus.PATH):
            await self.app(scope, receive, send)
            return
        addresses = self.photos if scope["path"] == PHOTO_PATH else self.addresses
        if not addresses.take(sender_of(scope)):
            raise Refused("too-many", SOON)
        headers = Headers(scope=scope)
        multipart = headers.get("content-type", "").startswith("multipart/form-data")
        limit = MULTIPART_BYTES if multipart else FORM_BYTES
        length = headers.get("content-length", "0")
        if not length.isascii() or not length.isdigit() or int(length) > limit:
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
