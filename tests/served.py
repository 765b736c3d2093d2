"""An application of ours behind the real server, on loopback; and a line to it that is cut where the test says."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import uvicorn
from starlette.types import ASGIApp


@contextmanager
def served(app: ASGIApp) -> Iterator[int]:
    """The port at which an application answers."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, log_level="error", lifespan="off", ws="none", timeout_graceful_shutdown=2)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def cut(port: int, allowed: Callable[[], int | None]) -> Iterator[int]:
    """A port that leads to another; of each connection so many bytes go there, then both ends are reset.

    Args:
        port: where it leads.
        allowed: for each new connection, bytes that may go there; None for all.
    """
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_accept, args=(listening, port, allowed), daemon=True).start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)


def _accept(listening: socket.socket, port: int, allowed: Callable[[], int | None]) -> None:
    with suppress(OSError):
        while True:
            near, _ = listening.accept()
            far = socket.create_connection(("127.0.0.1", port))
            for source, target, limit in ((near, far, allowed()), (far, near, None)):
                threading.Thread(target=_pass_on, args=(source, target, limit), daemon=True).start()


def _pass_on(source: socket.socket, target: socket.socket, limit: int | None) -> None:
    left = limit
    with suppress(OSError):
        while left is None or left > 0:
            data = source.recv(2**16 if left is None else min(left, 2**16))
            if not data:
                break
            target.sendall(data)
            left = None if left is None else left - len(data)
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)
