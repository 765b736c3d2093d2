"""An answer before the end of a body reaches a sender who is still sending."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from farakhan.web import server
from farakhan.web.lingering import Lingering

WORDS = "بزرگ‌تر از اندازه است"
MIB = 2**20
HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n%s\r\n"


async def refuse(request: Request) -> Response:
    """Say no to whatever comes, without a look at it."""
    headers = {"Connection": "close"} if request.headers.get("x-close") else {}
    return PlainTextResponse(WORDS, 413, headers)


@contextmanager
def serving(patience: float) -> Iterator[Callable[[], socket.socket]]:
    app = Starlette(
        routes=[Route("/", refuse, methods=["POST"])], middleware=[Middleware(Lingering, patience=patience)]
    )
    running = server.Server(server.configuration(app, "127.0.0.1", 0))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    while not running.started:
        thread.join(0.01)
    try:
        yield lambda: socket.create_connection(running.servers[0].sockets[0].getsockname()[:2], timeout=30)
    finally:
        running.should_exit = True
        thread.join()


def heard(line: socket.socket) -> bytes:
    """Everything until the other side ends."""
    return b"".join(iter(lambda: line.recv(MIB), b""))


def test_who_sends_to_the_end_hears_the_answer() -> None:
    with serving(20) as knock, knock() as line:
        line.sendall(HEAD % (30 * MIB, b"X-Close: 1\r\n") + bytes(30 * MIB))
        said = heard(line)
    assert said.startswith(b"HTTP/1.1 413 ")
    assert said.endswith(WORDS.encode())


def test_the_answer_does_not_wait_for_the_body() -> None:
    with serving(20) as knock, knock() as line:
        line.sendall(HEAD % (30 * MIB, b""))
        said = line.recv(MIB)
        while WORDS.encode() not in said:
            said += line.recv(MIB)
    assert said.startswith(b"HTTP/1.1 413 ")


def test_who_never_ends_is_left() -> None:
    with serving(0.2) as knock, knock() as line:
        line.sendall(HEAD % (30 * MIB, b"X-Close: 1\r\n"))
        assert heard(line).endswith(WORDS.encode())


def test_the_next_request_on_the_same_line_is_answered() -> None:
    with serving(20) as knock, knock() as line:
        for _ in range(3):
            line.sendall(HEAD % (MIB, b"") + bytes(MIB))
            said = b""
            while not said.endswith(WORDS.encode()):
                said += line.recv(MIB)
            assert said.count(b"HTTP/1.1 ") == 1


@pytest.mark.parametrize("close", ["", "X-Close: 1\r\n"])
def test_who_waits_to_be_asked_for_a_body_is_not_asked_after_the_answer(close: str) -> None:
    with serving(0.3) as knock, knock() as line:
        line.sendall(HEAD % (30 * MIB, b"Expect: 100-continue\r\n" + close.encode()))
        line.settimeout(1)
        said = b""
        try:
            while piece := line.recv(MIB):
                said += piece
        except TimeoutError:
            pass
    assert b"100 Continue" not in said
    assert said.endswith(WORDS.encode())
