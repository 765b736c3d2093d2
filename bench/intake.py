"""Acknowledging at 128 clients: ours, a transaction for each, and an endpoint that only reads the same form.

One process serves, `wrk` sends from another (C and LuaJIT, so that it is not what is measured), over loopback, with the
same server settings. Each request is an idea of its own from an address of its own, and must be answered with 201.
Ours brings its ideas into git meanwhile, as it does in life.

First each client sends again as soon as it has an answer: that tells how many answers a second there can be, and no
more, for then an answer takes as long as 128 of them take. Then each rests between two, as people do, so that some 300
come a second: that tells how long an answer takes.
"""

import os
import re
import shutil
import signal
import socket
import subprocess
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from statistics import median
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from bench.records import ACTION, REASON, WHEN
from farakhan import sealing
from farakhan.record.new import NewEdition, call_text, taking_ideas
from farakhan.store.spool import contract
from farakhan.web.app import application
from farakhan.web.door import Settings
from farakhan.web.server import Server, configuration

CLIENTS, SECONDS = 128, 5
RESTING = "function delay() return math.random(0, 800) end"
"""Milliseconds of rest of a client between two forms, in wrk's own words."""
DRESS = '<title>x - bench</title><main class=content>\n<div class="md-typeset"></div>\n</main>'
"""What the server's pages take from a built site; none is asked for here."""
SCRIPT = """\
local body = [==[%s]==]
local made = 0
local headers = { ["Content-Type"] = "application/x-www-form-urlencoded", ["Accept"] = "application/json" }
function init(words)
  body = body:gsub("RUN", words[1])
end
function request()
  made = made + 1
  local number = string.format("%%07d", made)
  headers["X-Forwarded-For"] = string.format("10.%%d.%%d.1", made %% 250, math.floor(made / 250) %% 250)
  return wrk.format("POST", "/intake/ideas", headers, (body:gsub("NUMBER", number)))
end
"""


class Rate(NamedTuple):
    """What was measured: answers a second, milliseconds within which half and 99 of 100 came, and the server's work."""

    per_second: float
    p50: float
    p99: float
    cpu: float
    """Microseconds of processor time that the server spent on each; other programs on the machine do not change it."""
    rested_p50: float
    rested_p99: float
    """Milliseconds within which half and 99 of 100 answers came when the clients rested."""


class Scripts(NamedTuple):
    """What wrk is told: to send without rest, and with it."""

    send: Path
    rest: Path


def rates(shipped: Path, folder: Path, runs: int = 3) -> dict[str, Rate] | None:
    """The medians of some runs of each way, by turns; None without wrk.

    Args:
        shipped: the call.yml that the served call is made from.
        folder: an empty one.
        runs: of each.
    """
    if not shutil.which("wrk"):
        return None
    scripts = Scripts(folder / "send.lua", folder / "rest.lua")
    for script, more in zip(scripts, ("", RESTING), strict=True):
        script.write_text(SCRIPT % urlencode(form(), doseq=True) + more, encoding="utf-8")
    ways = {"ours": ours, "naive": _naive, "limit": _limit}
    found: dict[str, list[Rate]] = {name: [] for name in ways}
    for run in range(runs):
        for name, way in ways.items():
            root = folder / f"{name}-{run}"
            record(shipped, root)
            found[name].append(_measured(root, way, scripts))
    return {name: Rate(*map(median, zip(*some, strict=True))) for name, some in found.items()}


def form() -> dict[str, object]:
    """An idea of ordinary length, about a thousand letters."""
    text = " ".join(f"{when} {what}، {why}." for when, what, why in zip(WHEN, ACTION, REASON, strict=False))
    return {
        "key": "0000000000000000RUNNUMBER",
        "title": "گرمخانهٔ کوچک NUMBER",
        "summary": "خشک‌کن خانگی برای انجیر، در حیاط و با همسایه‌ها.",
        "field": "agriculture",
        "counties": ["estahban"],
        "stage": "pilot",
        "markets": ["local", "province"],
        "jobs": "۴",
        "capital": "۱۲۰٬۰۰۰٬۰۰۰",
        "role": "none",
        "owners.kind": "person",
        "consents.rules": "v1",
        "consents.publish_if_wins": "v1",
        "body.0": f"NUMBER {text} RUN",
        "body.1": text,
        "name": "نمونه",
        "mobile": "0917NUMBER",
    }


def record(shipped: Path, root: Path) -> None:
    """A repository with an open call made from the shipped one, and what the server takes from a built site."""
    keys = [sealing.new_key()[1] for _ in range(2)]
    changes = {"edition": "bench", **taking_ideas("1405-01-01", "1499-12-01", keys)}
    NewEdition(root, {**call_text(shipped), **changes}).write_call()
    (root / ".gitignore").write_text("/vault/\n/spool/\n/public/\n", encoding="utf-8")
    (root / "public" / "write").mkdir(parents=True)
    (root / "public" / "write" / "index.html").write_text(DRESS, encoding="utf-8")
    who = ["-c", "user.name=bench", "-c", "user.email=bench@localhost"]
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "bench"]):
        subprocess.run(["git", *who, *words], cwd=root, check=True)  # noqa: S607


def ours(root: Path) -> Starlette:
    """The server as people start it."""
    return application(Settings(root=root, edition="bench", site=root / "public"))


def _naive(root: Path) -> Starlette:
    contract.MOST_AT_ONCE = 1
    return ours(root)


def _limit(_: Path) -> Starlette:
    async def read(request: Request) -> Response:
        async with request.form() as form:
            return JSONResponse({"fields": len(form)}, 201)

    return Starlette(routes=[Route("/intake/ideas", read, methods=["POST"])])


def serve(root: Path, way: Callable[[Path], Starlette], told: Connection) -> None:
    """Serve in a process of its own, and tell the port."""
    os.setpgid(0, 0)
    silent = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silent, 1)
    app = way(root)
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:  # asyncio turns Nagle's waiting off for this one alone
        listening.bind(("127.0.0.1", 0))
        listening.listen(1024)
        told.send(listening.getsockname()[1])
        Server(configuration(app, "127.0.0.1", 0)).run(sockets=[listening])


def _measured(root: Path, way: Callable[[Path], Starlette], scripts: Scripts) -> Rate:
    context = get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=serve, args=(root, way, theirs))
    process.start()
    try:
        address = f"http://127.0.0.1:{ours.recv()}"
        _load(address, scripts.send, 1, "1")
        before = _cpu(process.pid)
        said = _load(address, scripts.send, SECONDS, "2")
        spent = _cpu(process.pid) - before
        rested = _load(address, scripts.rest, SECONDS, "3")
    finally:
        os.killpg(process.pid or 0, signal.SIGKILL)
        process.join()
    count = int(_one(r"(\d+) requests in", said))
    per_second = float(_one(r"Requests/sec: +(\S+)", said))
    took, rest = ([ms(words, share) for share in (50, 99)] for words in (said, rested))
    return Rate(per_second, took[0], took[1], spent / count * 1e6, rest[0], rest[1])


def _load(address: str, script: Path, seconds: int, run: str) -> str:
    """What wrk says after some seconds.

    Raises:
        RuntimeError: some were not answered well.
    """
    words = ["wrk", "-t1", f"-c{CLIENTS}", "--timeout", "30s", "--latency", "-s", str(script), address]
    said = subprocess.run([*words, f"-d{seconds}s", "--", run], check=True, capture_output=True, text=True).stdout
    if "Non-2xx" in said or "Socket errors" in said:
        raise RuntimeError(said)
    return said


def _cpu(process: int | None) -> float:
    """Seconds of processor time of a process, its children aside."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def ms(said: str, share: int) -> float:
    """The milliseconds within which a share of wrk's answers came, in percent."""
    value, unit = re.findall(rf" {share}% +([\d.]+)(us|ms|s)", said)[0]
    return float(value) * {"us": 0.001, "ms": 1.0, "s": 1000.0}[unit]


def _one(pattern: str, said: str) -> str:
    return str(re.findall(pattern, said)[0])


def lines(found: dict[str, Rate] | None) -> list[str]:
    """The table, as Markdown."""
    names = {"ours": "ours: group commit, sealed, into git", "naive": "naive: a transaction each"}
    names["limit"] = "limit: only reads the form"
    head = ["way", "a second", "of the limit", "p50 ms", "p99 ms", "CPU µs", "rested p50", "rested p99"]
    made = [f"| {head[0]:<37} | " + " | ".join(f"{one:>12}" for one in head[1:]) + " |"]
    made.append("|" + "-" * 39 + "|" + "|".join(["-" * 13 + ":"] * len(head[1:])) + "|")
    if found is None:
        return [*made, "wrk is not here: apt install wrk"]
    most = found["limit"].per_second
    for name, rate in found.items():
        cells = (
            f"{rate.per_second:,.0f}",
            f"{rate.per_second / most:.2f}",
            *(f"{one:,.0f}" for one in rate[1:]),
        )
        made.append(f"| {names[name]:<37} | " + " | ".join(f"{one:>12}" for one in cells) + " |")
    return made
