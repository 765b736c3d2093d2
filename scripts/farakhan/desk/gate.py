"""The gate of the desk: which hosts it answers to, whose forms it takes, what every answer carries.

It is an application of one machine or one office. A page of another site may make a browser send requests here: a host
name that is not ours is refused (DNS that was made to point here), a form from another origin likewise, and so is one
without the word of its session.
"""

from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; "
    "script-src 'self'; "
    "style-src 'self'; "
    "img-src 'self' data: blob:; "
    "media-src 'self' blob:; "
    "font-src 'self'; "
    "connect-src 'self'; "
    "form-action 'self'; "
    "base-uri 'none'; "
    "frame-ancestors 'none'"
)
SAFE = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
READS = frozenset({"GET", "HEAD"})


class Gate:
    """Every request comes through here first."""

    def __init__(self, app: ASGIApp, hosts: frozenset[str]) -> None:
        """Know the names by which this desk may be asked, without ports."""
        self.app, self.hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse what does not belong here; else pass on, and see to the headers of the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def safe(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in SAFE.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if _name(host) not in self.hosts:
            await PlainTextResponse("این نشانی از میز کار نیست.", HTTPStatus.MISDIRECTED_REQUEST)(scope, receive, safe)
        elif scope["method"] not in READS and not _is_own(headers, host):
            await PlainTextResponse("این فرم از میز کار نیست.", HTTPStatus.FORBIDDEN)(scope, receive, safe)
        else:
            await self.app(scope, receive, safe)


def _name(host: str) -> str:
    """A host without its port; an address of IPv6 stands in brackets."""
    return host if host.endswith("]") else host.rpartition(":")[0] or host


def _is_own(headers: Headers, host: str) -> bool:
    """Whether a form comes from a page of this very host; a browser always says so."""
    if headers.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = headers.get("origin")
    try:
        return origin is None or urlsplit(origin).netloc == host
    except ValueError:
        return False
