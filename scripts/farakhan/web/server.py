"""The server's process: uvicorn with one worker, and no patience with who never finishes a request's head."""

import asyncio
import errno
import gc
import logging
import socket
import ssl
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import uvicorn
from starlette.applications import Starlette
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from farakhan.problems import FarakhanError

_LOG = logging.getLogger(__name__)
HEAD_PATIENCE, HEAD_BYTES = 15.0, 64 * 1024
"""Seconds in which the head of a request must be there, and its bytes."""
CONNECTIONS = 2000
"""Connections at once; more are told to come back."""
PROXIES = ["127.0.0.1", "::1"]
"""Who is believed when they say for whom they ask: a web server on this machine, and nobody else."""
GARBAGE = 10_000
"""New objects after which Python looks for rings of dead ones: one form is some thousands, nearly all gone at once."""
TURN = 0.0005
"""Seconds that a thread may keep Python while another wants it: whoever waits for an answer waits ten times for the
committer, each time that long.
"""
KEEP_ALIVE, GRACE = 20, 20
"""Seconds for the next request on a connection, and for those under way when the server ends."""


RENEWAL = 24 * 60 * 60.0
"""Seconds after which a certificate is looked at again."""


class Tls(NamedTuple):
    """A certificate.

    Attributes:
        chain: its file, PEM.
        key: the file of its key, likewise.
        renew: makes both anew where they end soon; asked each day.
    """

    chain: Path
    key: Path
    renew: Callable[[], object]


def run(  # noqa: PLR0913, PLR0917 (each is a part of the server)
    app: Starlette,
    host: str,
    port: int,
    name: str = "سایت",
    path: str = "",
    tls: Tls | None = None,
    *,
    believes_proxies: bool = True,
) -> None:
    """Serve until interrupted, and print the address once it listens.

    Args:
        app: the application.
        host: the address to listen on; loopback unless a person says otherwise.
        port: 0 takes any free one.
        name: what is served, as the printed line calls it.
        path: what follows in the printed address.
        tls: how it is encrypted; None where it is not, or a web server before it does so.
        believes_proxies: whether a web server on this machine says for whom it asks.

    Raises:
        FarakhanError: nobody can be heard there.
    """
    logging.basicConfig(format="%(asctime)s %(levelname)s %(message)s", level=logging.WARNING)
    logging.getLogger("farakhan").setLevel(logging.INFO)
    believed = configuration(app, host, port, tls, believes_proxies=believes_proxies)
    Server(believed, name, path, tls).run(listening(host, port))


def listening(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen, of each kind that an address has.

    Raises:
        FarakhanError: `port-taken`, another program listens there; `port-low`, this user may not take it; `host`, the
            address is not one of this machine's.
    """
    sockets: list[socket.socket] = []
    try:
        for family, _, _, _, address in socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        ):
            sockets.append(socket.create_server(address, family=family, backlog=CONNECTIONS))
            # asyncio sees no TCP in a socket that was made so, and leaves it waiting 40 ms between head and body.
            sockets[-1].setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except (OSError, UnicodeError) as error:
        for opened in sockets:
            opened.close()
        raise _unheard(error, host, port) from None
    return sockets


def _unheard(error: OSError | UnicodeError, host: str, port: int) -> Exception:
    """Why nobody would be heard there, in words; the error itself where a person cannot have caused it."""
    if isinstance(error, UnicodeError | socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return FarakhanError("host", "این نشانی از این رایانه نیست؛ بی --host، تنها همین رایانه آن را می‌بیند.", host)
    if error.errno == errno.EADDRINUSE:
        message = (
            "این درگاه را برنامهٔ دیگری گرفته است؛ آن را ببندید یا با --port درگاه دیگری بدهید، 0 یعنی هر درگاه آزاد."
        )
        return FarakhanError("port-taken", message, str(port))
    if error.errno == errno.EACCES:
        message = "این کاربر اجازهٔ این درگاه را ندارد؛ با --port درگاهی از ۱۰۲۴ به بالا بدهید."
        return FarakhanError("port-low", message, str(port))
    return error


def configuration(
    app: Starlette, host: str, port: int, tls: Tls | None = None, *, believes_proxies: bool = True
) -> uvicorn.Config:
    """How uvicorn is to run an application."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        http=Impatient,
        loop="asyncio",  # uvloop takes in one connection a round: with many busy ones a new one waits for seconds
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=CONNECTIONS,
        proxy_headers=believes_proxies,
        forwarded_allow_ips=PROXIES,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=GRACE,
        ssl_certfile=tls.chain if tls else None,
        ssl_keyfile=tls.key if tls else None,
    )


class Server(uvicorn.Server):
    """Says where it listens once it does."""

    def __init__(self, config: uvicorn.Config, name: str = "سایت", path: str = "", tls: Tls | None = None) -> None:
        """Know what is to be said, and whose certificate is to be renewed."""
        super().__init__(config)
        self._name, self._path, self._tls = name, path, tls
        self._renewing: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Listen, and say where."""
        gc.freeze()  # what was loaded stays: looking through all of it again and again held everybody up
        gc.set_threshold(GARBAGE)
        sys.setswitchinterval(TURN)
        await super().startup(sockets)
        if self._tls and self.config.ssl:
            self._renewing = asyncio.create_task(_renewed(self._tls, self.config.ssl))
        scheme = "https" if self.config.is_ssl else "http"
        for server in self.servers:
            for listener in server.sockets:
                host, port = listener.getsockname()[:2]
                print(f"{self._name}: {scheme}://{host}:{port}/{self._path}", flush=True)


async def _renewed(tls: Tls, context: ssl.SSLContext) -> None:
    """Renew a certificate for as long as the server runs; those who come later get the new one."""
    while True:
        await asyncio.sleep(RENEWAL)
        try:
            await asyncio.to_thread(tls.renew)
            context.load_cert_chain(tls.chain, tls.key)
        except (OSError, FarakhanError) as error:  # the old one serves on, and tomorrow is another day
            _LOG.warning("certificate: %s", error)


class Impatient(HttpToolsProtocol):
    """Closes a connection whose request's head does not come, or does not end: uvicorn itself sets no bounds to it."""

    patience = HEAD_PATIENCE
    _head: asyncio.TimerHandle | None = None
    _bytes = 0
    """That came since the head began."""
    _fields = 0
    """Bytes of the head's names and values."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for the first head."""
        super().connection_made(transport)
        self._await_head()

    def data_received(self, data: bytes) -> None:
        """Begin to wait for a later head, and count this one."""
        if self._head is None and (self.cycle is None or self.cycle.response_complete):
            self._await_head()
        self._bytes += len(data)
        super().data_received(data)
        if self._head and self._bytes > HEAD_BYTES:
            self.transport.close()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count a field: a whole head may come in one piece, before anything is counted between two.

        Raises:
            ValueError: the head is too long; httptools makes it its own error, and uvicorn answers 400.
        """
        self._fields += len(name) + len(value)
        if self._fields > HEAD_BYTES:
            raise ValueError("head")
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._stop()
        super().on_headers_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is waited for any more."""
        self._stop()
        super().connection_lost(exc)

    def _await_head(self) -> None:
        self._bytes, self._fields = 0, 0
        self._head = self.loop.call_later(self.patience, self.transport.close)

    def _stop(self) -> None:
        if self._head:
            self._head.cancel()
            self._head = None
