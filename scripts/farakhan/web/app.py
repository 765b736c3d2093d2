"""The application: the site's files, and under `/intake/` what people send; one process, one origin, no cookies."""

import logging
import time
from collections.abc import Awaitable, Callable
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from farakhan.web import openapi, tus
from farakhan.web.door import Door, Settings
from farakhan.web.limits import PHOTO_PATH, POSTS, Limits
from farakhan.web.lingering import Lingering
from farakhan.web.refusals import Refused, refusal_of
from farakhan.web.service import traced

log = logging.getLogger("farakhan")

PREFIX = "/intake/"
SAFE = {
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}
"""Headers of every answer; a page's own policy stands in the page."""
PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
"""Headers of answers that are somebody's own."""


def application(settings: Settings) -> Starlette:
    """The whole server.

    Raises:
        FarakhanError: what `Door` raises.
    """
    door = Door(settings)

    async def described(_: Request) -> Response:
        return JSONResponse(openapi.document(door.intake.call))

    routes = [
        Route(f"{PREFIX}ideas", door.send, methods=["POST"]),
        Route(f"{PREFIX}mend", door.mend, methods=["POST"]),
        Route(f"{PREFIX}withdraw", door.withdraw, methods=["POST"]),
        Route(f"{PREFIX}contact", door.contact, methods=["POST"]),
        Route(f"{PREFIX}object", door.object, methods=["POST"]),
        Route(f"{PREFIX}ideas", _elsewhere("../write/")),
        Route(f"{PREFIX}mend", _elsewhere("own")),
        Route(f"{PREFIX}withdraw", _elsewhere("own")),
        Route(f"{PREFIX}contact", _elsewhere("own")),
        Route(f"{PREFIX}object", _elsewhere("own")),
        Route(f"{PREFIX}own", door.own, methods=["GET", "POST"]),
        Route(f"{PREFIX}state", door.state, methods=["POST"]),
        Route(f"{PREFIX}state", _elsewhere("../track/")),
        Route(f"{PREFIX}receipt", door.receipt),
        Route(f"{PREFIX}challenge", door.challenge),
        Route(f"{PREFIX}openapi.json", described),
        Route(f"{PREFIX}clip", door.clip, methods=["POST"]),
        Route(PHOTO_PATH, door.photo, methods=["POST"]),
        *tus.routes(door.shelf()),
        Route("/healthz", door.health),
        Route("/metrics", door.metrics),
        Mount("/", StaticFiles(directory=settings.site, html=True)),
    ]
    middleware = [
        Middleware(Lingering),
        Middleware(_Spoken),
        Middleware(GZipMiddleware, minimum_size=500),
        *([_cross(settings.elsewhere)] if settings.elsewhere else []),
        Middleware(_Honest, door=door, elsewhere=settings.elsewhere),
        Middleware(Limits, addresses=door.addresses, patience=settings.patience),
    ]
    return Starlette(routes=routes, middleware=middleware, lifespan=door.lifespan)


def _elsewhere(address: str) -> Callable[[Request], Awaitable[Response]]:
    """Where somebody is led who opens, from a bookmark or the history, an address that only takes forms."""

    async def led(_: Request) -> Response:
        return RedirectResponse(address, HTTPStatus.SEE_OTHER)

    return led


def site_alone(site: Path) -> Starlette:
    """The site's files and nothing else, where the call has no intake."""
    routes = [Mount("/", StaticFiles(directory=site, html=True))]
    return Starlette(routes=routes, middleware=[Middleware(GZipMiddleware, minimum_size=500)])


def _cross(origin: str) -> Middleware:
    """Let the one other origin ask, with what the form and the uploads of clips need."""
    headers = ["content-type", "tus-resumable", "upload-length", "upload-metadata", "upload-offset"]
    exposed = ["location", "tus-resumable", "upload-expires", "upload-length", "upload-offset"]
    methods = ["GET", "HEAD", "POST", "PATCH", "DELETE"]
    return Middleware(
        CORSMiddleware, allow_origins=[origin], allow_methods=methods, allow_headers=headers, expose_headers=exposed
    )


class _Spoken:
    """One line in the log for what was sent: method, path, status, milliseconds; no address, no query, no words."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PREFIX):
            await self.app(scope, receive, send)
            return
        begun, status = time.monotonic(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            status = message.get("status", status)
            await send(message)

        try:
            await self.app(scope, receive, watched)
        finally:
            path = scope["path"] if scope["path"].removeprefix(PREFIX) in _KNOWN else PREFIX
            log.info("%s %s %s %.0f ms", scope["method"], path, status or "-", (time.monotonic() - begun) * 1000)


_KNOWN = frozenset(
    {"ideas", "mend", "withdraw", "object", "clip", "photo", "own", "state", "receipt", "challenge", "openapi.json"}
)


class _Honest:
    """Refusals as answers, safe headers on every answer, and forms of this site alone."""

    def __init__(self, app: ASGIApp, door: Door, elsewhere: str) -> None:
        self.app, self.door, self.elsewhere = app, door, elsewhere

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        private = scope["path"].startswith(PREFIX)
        own = SAFE | (PRIVATE if private else {})
        begun = False

        async def safe(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                begun = True
                headers = MutableHeaders(scope=message)
                for name, value in own.items():
                    headers[name] = value
            await send(message)

        headers = Headers(scope=scope)
        try:
            if private and self.door.intake.is_stale():
                await run_in_threadpool(self.door.intake.renew)
            if scope["method"] in POSTS and not _of_ours(headers, self.elsewhere):
                raise Refused("origin")  # noqa: TRY301 (answered below like any other)
            await self.app(scope, receive, safe)
        except Exception as error:
            if not isinstance(error, Refused):
                log.error("%s", traced(error))  # noqa: TRY400 (without the error's words, which may be a person's)
            if begun:
                raise
            await self._refusal(scope, headers, refusal_of(error))(scope, receive, safe)

    def _refusal(self, scope: Scope, headers: Headers, refused: Refused) -> Response:
        answer = self.door.replies.refusal(headers.get("accept", ""), refused)
        if scope["method"] in POSTS:  # its body may be half read
            answer.headers["Connection"] = "close"
        return answer


def _of_ours(headers: Headers, elsewhere: str) -> bool:
    """Whether a form may come from where it comes from; a client that is no browser says nothing of it."""
    origin = headers.get("origin", "")
    if origin and origin == elsewhere:
        return True
    if headers.get("sec-fetch-site", "none") not in ("same-origin", "none"):
        return False
    return not origin or _host(origin) == headers.get("host", "")


def _host(origin: str) -> str | None:
    """The host of an origin; None where it is no address at all: browsers send `null`, others what they like."""
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None
