"""An answer before the end of a body: what still comes is let go by for a while, before the connection is closed.

A connection that is closed on bytes nobody has read is reset, and a reset takes the answer along before its reader has
seen it: a browser says «connection reset», nginx says 502, and nobody hears that the photos were too large.
"""

import asyncio

from starlette.types import ASGIApp, Message, Receive, Scope, Send

LINGER = 5.0
"""Seconds in which a sender can hear the answer and stop."""


class Lingering:
    """The middleware; it must be the outermost, for it wants answers as they leave."""

    def __init__(self, app: ASGIApp, patience: float = LINGER) -> None:
        """Wrap an application.

        Args:
            app: the application.
            patience: seconds in which the rest of a body is let go by.
        """
        self.app, self.patience = app, patience

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through; its answer leaves at once, its end when there is nothing more to read."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        read = _bodiless(scope)

        async def watched() -> Message:
            nonlocal read
            message = await receive()
            read = read or not message.get("more_body", False)
            return message

        async def lingering(message: Message) -> None:
            last = message["type"] == "http.response.body" and not message.get("more_body", False)
            if read or not last:
                await send(message)
                return
            message["more_body"] = True
            await send(message)
            try:
                async with asyncio.timeout(self.patience):
                    while not read:
                        await watched()
            except TimeoutError:
                pass
            await send({"type": "http.response.body"})

        await self.app(scope, watched, lingering)


def _bodiless(scope: Scope) -> bool:
    """Whether a request announces no body."""
    return not {b"content-length", b"transfer-encoding"} & {name for name, _ in scope["headers"]}
