"""Whoever means harm: slow, huge or twisted requests cost little, are answered for what they are, hinder nobody."""

import itertools
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance
from tests.doors import ANSWERS, JSON, House, Knocker
from tests.ready import INSTALLED

from farakhan.web.limits import BURST, FORM_BYTES, MULTIPART_BYTES, PER_SECOND, Addresses

MIB = 2**20
ROOM = 50 * MIB
"""Bytes of memory that the server may take for everything that is thrown at it here."""


class Process:
    """The server as an operator starts it."""

    def __init__(self, house: House) -> None:
        words = [str(INSTALLED), "serve", str(house.site), "--port", "0"]
        self.process = subprocess.Popen(
            words, cwd=house.root, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )
        assert self.process.stdout
        line = self.process.stdout.readline()
        self.port = int(re.search(r":([0-9]+)/", line)[1])  # type: ignore[index]
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}", headers={"Accept": "application/json"}, timeout=60
        )

    def memory(self, name: str) -> int:
        """Bytes, as the system counts them: VmRSS, or VmHWM for the most there ever was."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(re.search(rf"{name}:\s+(\d+) kB", status)[1]) * 1024  # type: ignore[index]

    def serves(self) -> None:
        """Others are served meanwhile."""
        number = next(_NUMBERS)
        answer = self.client.post("/intake/ideas", data=ANSWERS | {"title": f"نمونه: دیگران {number}"})
        assert answer.status_code == 201, answer.text

    def raw(self, head: str, *pieces: bytes) -> bytes:
        """What a client gets that speaks HTTP by hand and is not stopped by an answer; empty where it was cut off."""
        with closing(socket.create_connection(("127.0.0.1", self.port), timeout=60)) as line:
            with suppress(OSError):
                line.sendall(f"{head}\r\nHost: 127.0.0.1:{self.port}\r\n\r\n".encode())
                for piece in pieces:
                    line.sendall(piece)
            with suppress(OSError):
                return line.recv(65536)
        return b""


_NUMBERS = itertools.count()


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, door_site: Path) -> Iterator[Process]:
    made = Process(House(tmp_path_factory.mktemp("limits"), door_site))
    try:
        made.serves()
        yield made
    finally:
        made.client.close()
        made.process.terminate()
        said = made.process.communicate(timeout=60)[1]
    assert "Traceback" not in said
    assert "ClientDisconnect" not in said
    assert "127.0.0.1" not in said
    assert ANSWERS["name"] not in said
    assert made.process.returncode == -signal.SIGTERM


def status(answer: bytes) -> int:
    return int(answer.split()[1]) if answer else 0


POST = "POST /intake/ideas HTTP/1.1\r\n"
FORM, PARTS = "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"
PART = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nabc\r\n--x--'


def chunk(data: bytes) -> bytes:
    return b"%x\r\n%s\r\n" % (len(data), data)


@pytest.mark.parametrize(
    ("kind", "length"),
    [
        (FORM, FORM_BYTES + 1),
        ("application/json", FORM_BYTES + 1),
        (PARTS, MULTIPART_BYTES + 1),
        (FORM, 2**60),
    ],
)
def test_a_body_that_says_it_is_too_large_is_not_waited_for(server: Process, kind: str, length: int) -> None:
    answer = server.raw(f"{POST}Content-Type: {kind}\r\nContent-Length: {length}")
    assert status(answer) == 413
    assert b"connection: close" in answer.lower()


@pytest.mark.promise("slow-and-huge-do-no-harm")
def test_two_hundred_megabytes_and_a_thirty_megabyte_preamble_cost_little(server: Process) -> None:
    before = server.memory("VmRSS")
    piece = b"a" * MIB
    file = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\n'
    length = f"{POST}Content-Type: {PARTS}\r\nContent-Length: {200 * MIB}"
    assert status(server.raw(length, file, *[piece] * 200)) in (413, 0)
    server.serves()
    chunked = f"{POST}Content-Type: {PARTS}\r\nTransfer-Encoding: chunked"
    assert status(server.raw(chunked, chunk(file), *[chunk(piece)] * 200)) in (413, 0)
    server.serves()
    assert status(server.raw(chunked, *[chunk(piece)] * 30, b"0\r\n\r\n")) == 400
    assert status(server.raw(chunked.replace(PARTS, FORM), *[chunk(piece)] * 30)) in (400, 413, 0)
    text = b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n' + "ﷺ".encode() * 170_000 + b"\r\n"
    assert status(server.raw(chunked, *[chunk(text)] * 90, chunk(b"--x--"), b"0\r\n\r\n")) == 413
    server.serves()
    assert server.memory("VmHWM") - before < ROOM


@pytest.mark.parametrize("name", ["Cookie", "Origin", "Accept"])
def test_a_head_that_is_too_long_and_comes_at_once_is_refused(server: Process, name: str) -> None:
    assert status(server.raw(f"GET / HTTP/1.1\r\n{name}: {'a' * 70_000}")) in (0, 400)
    assert status(server.raw(f"GET / HTTP/1.1\r\n{name}: {'a' * 30_000}")) == 200
    server.serves()


@pytest.mark.parametrize("origin", ["http://[", "http://[::1", "null", "x", "http://]", "//", "\xff", "http://a:b:c"])
def test_an_origin_that_is_no_address_is_somebody_else_s(server: Process, origin: str) -> None:
    answer = server.client.post("/intake/ideas", data=ANSWERS, headers=[(b"Origin", origin.encode("latin-1"))])
    assert (answer.status_code, answer.json()["error"]) == (403, "origin")


def test_an_address_within_its_limit_costs_and_one_over_it_costs_nothing(server: Process) -> None:
    """Who is over the limit hears so before a body is waited for."""
    who = {"X-Forwarded-For": "192.0.2.77"}
    tries = (server.client.post("/intake/ideas", data={"title": ""}, headers=who) for _ in range(int(BURST) + 50))
    assert any(answer.status_code == 429 for answer in tries)
    head = "POST /intake/ideas HTTP/1.1\r\nX-Forwarded-For: ::ffff:192.0.2.77\r\nContent-Length: 99"
    over = server.raw(f"{head}\r\nAccept: application/json")
    assert status(over) == 429
    server.serves()


def test_a_head_without_end_is_cut_off(server: Process) -> None:
    before = server.memory("VmRSS")
    lines = b"".join(b"X-%d: %s\r\n" % (number, b"a" * 4000) for number in range(50_000))
    with closing(socket.create_connection(("127.0.0.1", server.port), timeout=60)) as line:
        answer = b""
        with suppress(ConnectionError):
            line.sendall(b"GET / HTTP/1.1\r\n" + lines)
        with suppress(ConnectionError):
            answer = line.recv(100)
    assert status(answer) in (0, 400)
    assert server.memory("VmHWM") - before < ROOM
    server.serves()


deep = b"[" * 9
"""Nobody answers a form by lists in lists: they are refused, also where Python's reader itself gives up on them."""
TWISTED: dict[str, tuple[str, bytes, set[int]]] = {
    "two thousand fields": (FORM, b"&".join(b"f%d=1" % number for number in range(2000)), {400}),
    "two thousand parts": (
        PARTS,
        b"".join(b'--x\r\nContent-Disposition: form-data; name="f%d"\r\n\r\n1\r\n' % n for n in range(2000)) + b"--x--",
        {400},
    ),
    "a part too long": (
        PARTS,
        b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n' + b"a" * (600 * 1024) + b"\r\n--x--",
        {400},
    ),
    "ten photos": (
        PARTS,
        b"".join(b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\n\r\n1\r\n' for _ in range(10))
        + b"--x--",
        {400},
    ),
    "parts without a boundary": ("multipart/form-data", b"--x\r\n", {400}),
    "parts that do not end": (PARTS, b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\nab', {400, 422}),
    "parts that say their encoding": (f"{PARTS}; charset=UTF-8", PART, {422}),
    "parts in a codec that is none of text": (f"{PARTS}; charset=undefined", PART, {400}),
    "parts in another encoding": (f"{PARTS}; charset=latin-1", PART, {400}),
    "a kind longer than any": (f"{PARTS}; of={'a' * 400}", PART, {400}),
    "no kind": ("", b"title=ab", {400}),
    "another kind": ("text/xml", b"<title/>", {400}),
    "nothing": (FORM, b"", {422}),
    "bytes that are no text": (FORM, b"title=%ff%fe%00&summary=\xff\xfe", {422}),
    "NULs and marks": (FORM, "title=%00%00&body.0=\u202e\u2066\U000e0041".encode(), {422}),
    "one field a hundred times": (FORM, b"&".join([b"title=abcdef"] * 100), {422}),
    "JSON that is no form": ("application/json", b"[1, 2]", {400}),
    "JSON that is none": ("application/json", b'{"title": ', {400}),
    "JSON in another encoding": ("application/json", '{"title": "ab"}'.encode("utf-32"), {400, 422}),
    "JSON of wrong kinds": ("application/json", b'{"title": {"a": 1}}', {400}),
    "JSON with null": ("application/json", b'{"title": null}', {400}),
    "JSON with a list in a list": ("application/json", b'{"counties": [["shiraz"]]}', {400}),
    "JSON with no number": ("application/json", b'{"jobs": NaN, "capital": 1e999}', {400}),
    "JSON with a long number": ("application/json", b'{"jobs": ' + b"9" * 10_000 + b"}", {400}),
    "JSON with half a letter": ("application/json", b'{"title": "\\ud800 abcdef"}', {400}),
    "deep JSON": ("application/json", deep, {400}),
    "deep JSON in a field": ("application/json", b'{"title": ' + deep + b"}", {400}),
}


@pytest.mark.parametrize("name", TWISTED)
def test_what_has_another_shape_is_answered_and_not_guessed(server: Process, name: str) -> None:
    kind, body, expected = TWISTED[name]
    headers = {"Content-Type": kind} if kind else {}
    answer = server.client.post("/intake/ideas", content=body, headers=headers)
    assert answer.status_code in expected, answer.text
    assert answer.headers["Content-Type"] == "application/json"


@pytest.mark.promise("one-request-bounded")
@pytest.mark.parametrize(
    "text",
    [
        "۰ ۱ " * 1_000,
        "a@" * 2_000,
        "09 " * 1_500,
        "[شماره] " * 500,
        "ا" + "\u064b" * 500,
        "\ufdfa" * 4_000,
        "\n## " * 1_000,
        "0" * 6_000,
    ],
    ids=["digits", "mails", "mobiles", "masks", "marks", "ligatures", "headings", "zeros"],
)
def test_a_text_made_to_be_slow_is_not(server: Process, text: str) -> None:
    for changes in ({"body.0": text}, {"title": text}, {"body.0": text, "as_it_is": "true"}, {"mobile": text}):
        answer = server.client.post("/intake/ideas", json=ANSWERS | changes, timeout=10)
        assert answer.status_code in (200, 201, 413, 422)


def test_what_is_odd_and_means_something_is_taken_in_one_spelling(server: Process) -> None:
    odd = {"title": "كارگاه\u200f \u0640نان\u0000 \ufeff۱٢", "name": "ن\u0000ام\u202e", "city": "\ufeb7\ufbff\ufead"}
    answer = server.client.post("/intake/ideas", json=ANSWERS | odd)
    assert answer.status_code == 201
    assert answer.json()["title"] == "کارگاه نان ۱۲"


# Slow ones, before a server with less patience


@pytest.fixture(scope="module")
def hasty(tmp_path_factory: pytest.TempPathFactory, door_site: Path) -> Iterator[Knocker]:
    house = House(tmp_path_factory.mktemp("hasty"), door_site)
    with house.serving(head=1.0, patience=1.0) as knocker:
        yield knocker


def line(door: Knocker, *said: bytes) -> socket.socket:
    made = socket.create_connection(("127.0.0.1", int(door.address.rpartition(":")[2])), timeout=60)
    for piece in said:
        made.sendall(piece)
    return made


def rest(of: socket.socket) -> bytes:
    """Everything that comes until the other side closes."""
    found = b""
    with of, suppress(ConnectionError):
        while piece := of.recv(65536):
            found += piece
    return found


def head(length: int) -> bytes:
    return f"{POST}Host: x\r\nContent-Type: {FORM}\r\nContent-Length: {length}\r\n\r\n".encode()


@pytest.mark.promise("slow-and-huge-do-no-harm")
def test_four_hundred_slow_ones_are_cut_off_while_others_are_served(hasty: Knocker) -> None:
    bodies = [line(hasty, head(1000), b"title=") for _ in range(200)]
    heads = [line(hasty, b"POST /intake/ideas HTTP/1.1\r\nHost:") for _ in range(150)]
    silent = [line(hasty) for _ in range(50)]
    hasty.send(title="نمونه: میان کندها")
    for one in bodies:
        answer = rest(one)
        assert status(answer) == 408
        assert "خط اینترنت کند بود".encode() in answer
    assert [rest(one) for one in heads + silent] == [b""] * 200
    hasty.send(title="نمونه: پس از کندها")


def test_who_sends_a_lot_at_once_has_no_longer_rest_after_it(hasty: Knocker) -> None:
    assert status(rest(line(hasty, head(FORM_BYTES), b"title=" + b"a" * (FORM_BYTES // 4)))) == 408


@pytest.mark.promise("slow-and-huge-do-no-harm")
def test_who_drips_is_cut_off(hasty: Knocker) -> None:
    one = line(hasty, head(1000))
    one.settimeout(0.1)
    answer = b""
    with one, suppress(ConnectionError):
        for _ in range(300):
            with suppress(TimeoutError):
                answer = one.recv(65536)
                break
            one.sendall(b"a")
    assert status(answer) == 408


def test_who_leaves_in_the_middle_leaves_no_trace(hasty: Knocker, caplog: pytest.LogCaptureFixture) -> None:
    for _ in range(20):
        line(hasty, head(1000), b"title=").close()
    hasty.send(title="نمونه: پس از رفتن آنان")
    assert "Traceback" not in caplog.text
    assert "Disconnect" not in caplog.text
    assert not [one for one in caplog.records if one.levelname != "INFO" and one.name != "httpx"]


def test_two_requests_on_one_line_are_both_answered(hasty: Knocker) -> None:
    asked = b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"
    answer = rest(line(hasty, asked, asked.replace(b"Host: x", b"Host: x\r\nConnection: close")))
    assert answer.count(b"HTTP/1.1 200") == 2


# How many from one address


@given(st.lists(st.tuples(st.sampled_from("abc"), st.floats(0, 4000)), max_size=200))
def test_an_address_is_slowed_by_what_it_sent_and_by_nobody_else(sent: list[tuple[str, float]]) -> None:
    now = [0.0]
    addresses, alone = Addresses(lambda: now[0]), {name: Addresses(lambda: now[0]) for name in "abc"}
    for name, pause in sent:
        now[0] += pause
        assert addresses.take(name) == alone[name].take(name)


def test_an_address_sends_so_many_at_once_and_then_at_its_rate() -> None:
    now = [0.0]
    addresses = Addresses(lambda: now[0])
    assert sum(addresses.take("a") for _ in range(int(BURST) + 50)) == BURST
    now[0] += 10 / PER_SECOND
    assert sum(addresses.take("a") for _ in range(50)) == 10
    assert addresses.take("b")


def test_only_a_proxy_on_this_machine_is_believed_for_whom_it_asks(door_site: Path, tmp_path: Path) -> None:
    house = House(tmp_path / "r", door_site)
    with house.serving() as door:
        elsewhere = httpx.HTTPTransport(local_address="127.0.0.9")
        with httpx.Client(base_url=door.address, transport=elsewhere, headers=JSON) as client:
            headers = [{"X-Forwarded-For": f"198.51.100.{number % 250}"} for number in range(401)]
            seen = [client.post("/intake/ideas", data={"title": ""}, headers=one).status_code for one in headers]
        assert seen == [422] * 400 + [429]
        assert door.post("ideas", {"title": ""}, **{"X-Forwarded-For": "198.51.100.7"}).status_code == 422


def test_a_house_with_many_addresses_of_the_new_kind_is_one() -> None:
    addresses = Addresses(lambda: 0.0)
    seen = [addresses.take(f"2001:db8:0:1::{number:x}") for number in range(int(BURST) + 1)]
    assert seen == [True] * int(BURST) + [False]
    assert addresses.take("2001:db8:0:2::1")
    assert addresses.take("no address at all")


# As it is described

AS_DESCRIBED = (not_a_server_error, status_code_conformance, content_type_conformance)
"""That what a schema allows is taken, and the rest is not, is none of them: an idea has more rules than a schema."""


def test_it_does_what_its_description_says(tmp_path: Path, door_site: Path) -> None:
    house = House(tmp_path / "r", door_site)
    with house.serving() as door:
        numbers = itertools.count()
        described = schemathesis.openapi.from_url(f"{door.address}/intake/openapi.json")
        paths = [found.ok() for found in described.get_all_operations() if isinstance(found, Ok)]
        assert {one.path for one in paths} == set(door.client.get("/intake/openapi.json").json()["paths"])
        for operation in paths:

            @settings(max_examples=12, suppress_health_check=list(HealthCheck))
            @given(case=operation.as_strategy())
            def looked_at(case: Any) -> None:  # noqa: ANN401 (schemathesis' own)
                number = next(numbers)
                sender = {"X-Forwarded-For": f"2001:db8::{number:x}", "Accept": "application/json"}
                case.call_and_validate(headers=sender, checks=AS_DESCRIBED)

            looked_at()
