"""The slowest request: what the worst of all that strangers may send costs others, and whoever sent it.

Requests of every kind are drawn within the sizes that are allowed (texts by the shapes of `bench.growth`, heads,
forms in three ways, photos made up and broken), each is sent once, the dearest again and again. Meanwhile somebody
else asks the server for next to nothing, over and over: how much longer than else they wait is what a request costs
others. Then honest people send ideas at 64 clients, without and with the dearest request beside them, one at a time.
"""

import io
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple, Self
from urllib.parse import quote_plus, urlencode

from PIL import Image

from bench import intake
from bench.growth import ATOMS, shapes

CLIENTS, SECONDS = 64, 6
AGAIN = 12
"""The dearest that are sent again, and by which honest people are held up."""
QUIET = "GET /intake/challenge HTTP/1.1\r\nHost: x\r\nAccept: application/json\r\n\r\n"
"""What somebody else asks for meanwhile."""
FORM_BYTES, HEAD_BYTES, PHOTO_BYTES = 520_000, 60_000, 7_900_000
SOME = 0.3
"""How often something is done that need not be."""
LETTERS = 79_000
"""Of all values of a form: a little under what is read."""


@dataclass
class Request:
    """A request as its bytes, and what it is."""

    kind: str
    data: bytes


Text = Callable[[int], str]
"""A text of about so many letters."""


class Cost(NamedTuple):
    """What a request cost: milliseconds that another waited longest meanwhile, and that its answer took."""

    others: float
    itself: float
    request: Request


class Found(NamedTuple):
    """What the search found: how many requests, the dearest for others and for itself, of texts and of photos.

    `alone` and `beside` are milliseconds within which 99 of 100 honest answers came, without and with the dearest.
    """

    sent: int
    others: Cost
    itself: Cost
    photos: Cost
    quiet: float
    alone: float
    beside: float


def search(shipped: Path, folder: Path, scale: float) -> Found | None:
    """Look for the slowest request; None without wrk.

    Args:
        shipped: the call.yml that the served call is made from.
        folder: an empty one.
        scale: 1 sends some six hundred.
    """
    if not shutil.which("wrk"):
        return None
    root = folder / "served"
    intake.record(shipped, root)
    seed = int(time.time())
    print(f"seed {seed}", flush=True)
    with _served(root) as port, _Asker(port) as asker:
        quiet = max(asker.meanwhile(lambda: time.sleep(0.2)) for _ in range(5))
        drawn = list(islice(_requests(random.Random(seed)), max(40, round(600 * scale))))
        costs = [_cost(port, asker, one) for one in drawn]
        texts = [one for one in costs if not one.request.kind.startswith("photo")]
        dearest = _again(port, asker, texts, "others"), _again(port, asker, texts, "itself")
        photos = _again(port, asker, [one for one in costs if one.request.kind.startswith("photo")], "itself")
        script = folder / "honest.lua"
        script.write_text(intake.SCRIPT % urlencode(intake.form(), doseq=True) + intake.RESTING, encoding="utf-8")
        alone = _honest(port, script, "1")
        with _sending(port, [one.request for one in (*dearest[0], *dearest[1])]):
            beside = _honest(port, script, "2")
    return Found(len(drawn), dearest[0][0], dearest[1][0], photos[0], quiet, alone, beside)


def _again(port: int, asker: "_Asker", costs: list[Cost], by: str) -> list[Cost]:
    """The dearest, each by the least of four tries: what else the machine did is not the request's fault."""
    first = sorted(costs, key=lambda one: float(getattr(one, by)), reverse=True)[:AGAIN]
    tried = [[_cost(port, asker, one.request) for _ in range(4)] for one in first]
    least = [min(some, key=lambda one: float(getattr(one, by))) for some in tried]
    return sorted(least, key=lambda one: float(getattr(one, by)), reverse=True)


def _cost(port: int, asker: "_Asker", request: Request) -> Cost:
    took = [0.0]

    def send() -> None:
        begun = time.perf_counter()
        _send(port, request.data)
        took[0] = (time.perf_counter() - begun) * 1000

    return Cost(asker.meanwhile(send), took[0], request)


def _send(port: int, data: bytes) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=120) as line:
        try:
            line.sendall(data)
            line.recv(65536)
        except OSError:
            return


class _Asker:
    """Somebody else, who asks for next to nothing over one connection, again and again."""

    def __init__(self, port: int) -> None:
        self._line = socket.create_connection(("127.0.0.1", port), timeout=120)
        self._longest, self._since = 0.0, 0.0
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._end.set()
        self._thread.join()
        self._line.close()

    def meanwhile(self, work: Callable[[], None]) -> float:
        """The longest wait in milliseconds while some work is done, and a little after."""
        self._longest = 0.0
        work()
        time.sleep(0.02)
        return self._longest * 1000

    def _run(self) -> None:
        while not self._end.is_set():
            begun = time.perf_counter()
            self._line.sendall(QUIET.encode())
            self._line.recv(65536)
            self._longest = max(self._longest, time.perf_counter() - begun)
            time.sleep(0.001)


@contextmanager
def _served(root: Path) -> Iterator[int]:
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=intake.serve, args=(root, intake.ours, theirs))
    process.start()
    try:
        yield ours.recv()
    finally:
        os.killpg(process.pid or 0, signal.SIGKILL)
        process.join()


@contextmanager
def _sending(port: int, requests: list[Request]) -> Iterator[None]:
    """Send requests one after the other while the block runs."""
    end = threading.Event()

    def send() -> None:
        while not end.is_set():
            for one in requests:
                _send(port, one.data)
                if end.is_set():
                    return

    thread = threading.Thread(target=send, daemon=True)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join()


def _honest(port: int, script: Path, run: str) -> float:
    """Milliseconds within which 99 of 100 honest people have their answer."""
    words = ["wrk", "-t1", f"-c{CLIENTS}", "--timeout", "30s", "--latency", f"-d{SECONDS}s", "-s", str(script)]
    address = f"http://127.0.0.1:{port}"
    said = subprocess.run([*words, address, "--", run], check=True, capture_output=True, text=True).stdout
    return intake.ms(said, 99)


def _requests(chance: random.Random) -> Iterator[Request]:
    """Requests of every kind, without end."""
    kinds = (_urlencoded, _json, _parts, _head, _asked, _query, _photo)
    texts = shapes(chance)
    while True:
        shape = next(texts)
        yield chance.choice(kinds)(chance, shape.text)


_FIELDS = ("title", "summary", "body.0", "body.1", "body.2", "name", "mobile", "phone", "city", "members", "jobs",
           "capital", "field", "counties", "markets", "chain.other", "altcha", "key", "as_it_is")  # fmt: skip


def _values(chance: random.Random, text: Text) -> dict[str, str]:
    """A form whose fields are right, but for some that share all the letters that a form may have."""
    form = {name: value[0] if isinstance(value, list) else str(value) for name, value in intake.form().items()}
    form["key"] = f"{chance.getrandbits(64):032x}"
    form["body.0"] = form["body.0"].replace("NUMBER", str(chance.getrandbits(40)))
    odd = chance.sample(_FIELDS, chance.choice((1, 1, 1, 2, 4)))
    sizes = {"body.0": 19_000, "body.1": 19_000, "title": 119, "summary": 299}
    for name in odd:
        most = sizes.get(name, 300)
        form[name] = text(chance.choice((most, 2 * most, LETTERS // len(odd))))
    if chance.random() < SOME:
        form["as_it_is"] = "true"
    return form


def _urlencoded(chance: random.Random, text: Text) -> Request:
    form = _values(chance, text)
    pairs = (
        f"{name}={quote_plus(value, safe='%=+' if chance.random() < SOME else '', errors='replace')}"
        for name, value in form.items()
    )
    return _post(chance, "application/x-www-form-urlencoded", "&".join(pairs).encode()[:FORM_BYTES])


def _json(chance: random.Random, text: Text) -> Request:
    return _post(chance, "application/json", json.dumps(_values(chance, text)).encode(errors="replace")[:FORM_BYTES])


def _parts(chance: random.Random, text: Text) -> Request:
    return _post(chance, "multipart/form-data; boundary=x", _body(_values(chance, text), []))


def _photo(chance: random.Random, text: Text) -> Request:
    size = chance.choice((100, 1000, 2500, 4400))
    file = io.BytesIO()
    noise = Image.effect_noise((size, size), chance.choice((1, 40))).convert(chance.choice(("L", "RGB")))
    noise.save(file, chance.choice(("PNG", "JPEG", "WEBP")), progressive=True)
    data = bytearray(file.getvalue()[:PHOTO_BYTES])
    if chance.random() < SOME:
        data[chance.randrange(len(data))] ^= 0xFF
    form = _values(chance, lambda most: text(min(most, 100)))
    many = chance.choice((1, 6))
    return _post(chance, "multipart/form-data; boundary=x", _body(form, [bytes(data)] * many), "photo")


def _body(form: dict[str, str], photos: list[bytes]) -> bytes:
    parts = [
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode(errors="replace")
        for name, value in form.items()
    ]
    for data in photos:
        head = b'--x\r\nContent-Disposition: form-data; name="photo"; filename="a"\r\nContent-Type: image/jpeg\r\n\r\n'
        parts.append(head + data + b"\r\n")
    return b"".join(parts) + b"--x--"


def _post(chance: random.Random, kind: str, body: bytes, name: str = "") -> Request:
    to = chance.choice(("ideas", "ideas", "ideas", "own", "mend", "withdraw", "state")) if not name else "ideas"
    accept = chance.choice(("application/json", "text/html"))
    head = _first(chance, "POST", f"/intake/{to}") + (
        f"Content-Type: {kind}\r\nAccept: {accept}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return Request(name or f"{kind.partition(';')[0]} to {to}", head.encode() + body)


def _first(chance: random.Random, method: str, path: str) -> str:
    address = f"10.{chance.randrange(250)}.{chance.randrange(250)}.{chance.randrange(250)}"
    return f"{method} {path} HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: {address}\r\n"


_HEADS = (
    "Accept",
    "Origin",
    "Cookie",
    "Content-Type",
    "Referer",
    "Accept-Encoding",
    "X-Forwarded-For",
    "Sec-Fetch-Site",
    "If-None-Match",
)


def _head(chance: random.Random, text: Text) -> Request:
    value = text(HEAD_BYTES // 4).encode(errors="replace").replace(b"\r", b" ").replace(b"\n", b" ")[:HEAD_BYTES]
    method = chance.choice(("GET", "POST"))
    path = chance.choice(("/", "/intake/own", "/intake/receipt?of=0", "/intake/ideas", "/intake/clips", "/healthz"))
    head = _first(chance, method, path).encode() + chance.choice(_HEADS).encode() + b": " + value
    return Request("head", head + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def _query(chance: random.Random, text: Text) -> Request:
    words = quote_plus(text(HEAD_BYTES // 12), safe="&=;%", errors="replace")[:HEAD_BYTES]
    path = chance.choice(("/intake/receipt?of=", "/intake/own?", "/", "/intake/clips/", "/intake/openapi.json?"))
    head = _first(chance, "GET", f"{path}{words}")
    return Request("query", f"{head}Connection: close\r\n\r\n".encode(errors="replace"))


def _asked(chance: random.Random, text: Text) -> Request:
    form = {name: text(chance.choice((10, 400, LETTERS // 3))) for name in ("code", "word", "mobile")}
    form |= {"clip": "0" * 32, "key": "0" * 32, "sure": "true"}
    to = chance.choice(("own", "state", "clip", "withdraw"))
    body = urlencode(form, errors="replace").encode()[:FORM_BYTES]
    head = _first(chance, "POST", f"/intake/{to}") + "Accept: application/json\r\n"
    head += (
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\nConnection: close\r\n\r\n"
    )
    return Request(f"a proof to {to}", head.encode() + body)


def lines(found: Found | None) -> list[str]:
    """The table, as Markdown."""
    if found is None:
        return ["wrk is not here: apt install wrk"]
    rows = [
        ("others wait at most, without any", found.quiet, "", ""),
        ("others wait at most, beside a text", found.others.others, "100", found.others.request.kind),
        ("others wait at most, beside photos", found.photos.others, "100", found.photos.request.kind),
        ("the dearest text itself", found.itself.itself, "300", found.itself.request.kind),
        ("the dearest photos themselves", found.photos.itself, "", found.photos.request.kind),
        (f"honest p99 at {CLIENTS} clients, alone", found.alone, "", ""),
        (
            "honest p99 beside the dearest",
            found.beside,
            f"{3 * found.alone:.0f}",
            f"{found.beside / found.alone:.2f} times",
        ),
    ]
    made = [f"| {found.sent} requests of {len(ATOMS)} kinds of letters | ms | at most | |", "|---|---:|---:|---|"]
    return made + [f"| {what} | {value:.0f} | {most} | {more} |" for what, value, most, more in rows]
