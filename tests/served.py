"""An application of ours behind the real server, on loopback; and a line to it that is cut where the test says."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp


@contextmanager
def served(app: ASGIApp, tls: tuple[Path, Path] | None = None, *, believes_proxies: bool = True) -> Iterator[int]:
    """The port at which an application answers, by TLS where there are the files of a certificate and its key."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(
            app,
            log_level="error",
            lifespan="off",
            ws="none",
            timeout_graceful_shutdown=2,
            proxy_headers=believes_proxies,
            ssl_certfile=tls[0] if tls else None,
            ssl_keyfile=tls[1] if tls else None,
        )
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, args=([listening],), daemon=True)
        thread.start()
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def cut(port: int, limits: Iterator[int], times: int) -> Iterator[tuple[int, list[int]]]:
    """A port that leads to another, and how many bytes each line that was cut had brought there.

    Args:
        port: where it leads.
        limits: for each new line, the bytes after which both of its ends are cut.
        times: how many lines are cut; those that are made later are whole.
    """
    cuts: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=_accept, args=(listening, port, limits, times, cuts), daemon=True).start()
        try:
            yield listening.getsockname()[1], cuts
        finally:
            listening.shutdown(socket.SHUT_RDWR)


def _accept(listening: socket.socket, port: int, limits: Iterator[int], times: int, cuts: list[int]) -> None:
    with suppress(OSError):
        while True:
            near, _ = listening.accept()
            limit = next(limits) if len(cuts) < times else None
            threading.Thread(target=_line, args=(near, port, limit, cuts), daemon=True).start()


def _line(near: socket.socket, port: int, limit: int | None, cuts: list[int]) -> None:
    with near, socket.create_connection(("127.0.0.1", port)) as far:
        back = threading.Thread(target=_pass_on, args=(far, near, None), daemon=True)
        back.start()
        if _pass_on(near, far, limit):
            cuts.append(limit or 0)
        back.join()


def _pass_on(source: socket.socket, target: socket.socket, limit: int | None) -> bool:
    """Whether the limit was reached before either end closed."""
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
    return left == 0
