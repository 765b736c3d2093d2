"""The examples of docs/deploy, as they stand there: run with other ports and folders alone, sent through, compared."""

import os
import re
import select
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from tests.conftest import IN_CI
from tests.records import ROOT, Record
from tests.test_backup import ANSWERS, RECIPIENTS, git, ideas
from tests.test_site import build

from farakhan.persian.digits import to_persian
from farakhan.store import backup, durable
from farakhan.store.spool import sqlite
from farakhan.web import limits, mirroring, server, service
from farakhan.web.app import PREFIX, SAFE, application
from farakhan.web.door import Settings

DEPLOY = ROOT / "docs" / "deploy"
UNITS = sorted(path.name for path in DEPLOY.iterdir() if path.suffix in (".service", ".timer"))
LOOPBACK, OTHER = "127.0.0.1", "127.0.0.2"
NOW = datetime(2027, 7, 10, 9, 0, tzinfo=UTC)
"""A time at which the shipped call takes ideas in."""
OPEN_DAY = "1406-04-19"
JSON = {"Accept": "application/json"}
PATIENCE = 30.0
"""Seconds that a server has to begin."""
MIB, PIECE = 2**20, 2**14


def program(name: str) -> str:
    """A program's path; without it its tests are skipped at home and fail in CI."""
    path = shutil.which(name, path=f"{os.environ['PATH']}{os.pathsep}/usr/sbin")
    if path is None:
        (pytest.fail if IN_CI else pytest.skip)(f"there is no {name}: apt install {name}")
    return path


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


class Front(NamedTuple):
    """A web server before the intake."""

    name: str
    address: str
    trust: ssl.SSLContext | bool
    plain: int
    behind: int
    root: Path

    def client(self, source: str = LOOPBACK) -> httpx.Client:
        """Somebody at this address."""
        transport = httpx.HTTPTransport(local_address=source, verify=self.trust)
        return httpx.Client(base_url=self.address, transport=transport, headers=JSON, timeout=PATIENCE)

    def announced(self, kind: str, size: int) -> tuple[bytes, int]:
        """What is answered to a form of this kind and size in bytes, and how many had been sent until then."""
        host, port = self.address.split("//")[1].split(":")
        head = f"POST /intake/ideas HTTP/1.1\r\nHost: {host}:{port}\r\nContent-Type: {kind}\r\n"
        with socket.create_connection((host, int(port)), timeout=PATIENCE) as opened, self._line(opened, host) as line:
            line.sendall(f"{head}Content-Length: {size}\r\n\r\n".encode())
            sent = 0
            while sent < size and not select.select([line], [], [], 0.05)[0]:
                line.sendall(bytes(PIECE))
                sent += PIECE
            return line.recv(MIB), sent

    def _line(self, opened: socket.socket, host: str) -> socket.socket:
        return opened if isinstance(self.trust, bool) else self.trust.wrap_socket(opened, server_hostname=host)


@contextmanager
def intake(root: Path, port: int) -> Iterator[None]:
    """The site and the intake in this process."""
    settings = Settings(root=root, edition="1406", site=root / "public", now=lambda: NOW)
    running = server.Server(server.configuration(application(settings), LOOPBACK, port))
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    try:
        until(lambda: running.started)
        yield
    finally:
        running.should_exit = True
        thread.join()


def until(there: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE
    while not there():
        assert time.monotonic() < end
        time.sleep(0.02)


def listens(port: int) -> bool:
    with suppress(OSError), socket.create_connection((LOOPBACK, port), timeout=1):
        return True
    return False


def changed(text: str, changes: Mapping[str, str]) -> str:
    """An example with other ports and folders; each must be in it."""
    for old, new in changes.items():
        assert old in text, old
        text = text.replace(old, new)
    return text


def nginx(folder: Path, site: Path, port: int, plain: int, behind: int) -> list[str]:
    """The example under a main file of its own, as /etc/nginx/nginx.conf includes it."""
    names = ["-subj", f"/CN={LOOPBACK}", "-addext", f"subjectAltName=IP:{LOOPBACK}"]
    made = ["-newkey", "rsa:2048", "-nodes", "-keyout", f"{folder}/key.pem", "-out", f"{folder}/cert.pem"]
    subprocess.run([program("openssl"), "req", "-x509", *made, *names], check=True, capture_output=True)
    live = "/etc/letsencrypt/live/farakhan.example.ir"
    text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    text = re.sub(r"^ +listen \[::\].*\n", "", text, flags=re.MULTILINE)
    changes = {
        "listen 80;": f"listen {LOOPBACK}:{plain};",
        "listen 443 ": f"listen {LOOPBACK}:{port} ",
        f"{live}/fullchain.pem": f"{folder}/cert.pem",
        f"{live}/privkey.pem": f"{folder}/key.pem",
        "/srv/farakhan/public": str(site),
        "/var/log/nginx/farakhan.log": f"{folder}/farakhan.log",
        "127.0.0.1:8000": f"127.0.0.1:{behind}",
    }
    (folder / "site.conf").write_text(changed(text, changes), encoding="utf-8")
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = " ".join(f"{kind}_temp_path {folder}/{kind};" for kind in kinds)
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log; {user}"
        f"events {{ worker_connections 512; }}"
        f"http {{ include /etc/nginx/mime.types; access_log off; {places} include {folder}/site.conf; }}",
        encoding="utf-8",
    )
    command = [program("nginx"), "-p", str(folder), "-e", f"{folder}/error.log", "-c", f"{folder}/nginx.conf"]
    subprocess.run([*command, "-t", "-q"], check=True)
    return command


def caddy(folder: Path, site: Path, port: int, plain: int, behind: int) -> list[str]:
    """The example without certificates: Caddy fetches those from elsewhere."""
    changes = {
        "\tservers {": "\tadmin off\n\tservers {",
        "farakhan.example.ir {": f"http://{LOOPBACK}:{port} {{",
        "/srv/farakhan/public": str(site),
        "reverse_proxy 127.0.0.1:8000": f"reverse_proxy 127.0.0.1:{behind}",
        "desk.http://": "http://desk.",
        "reverse_proxy 127.0.0.1:8010": f"reverse_proxy 127.0.0.1:{plain}",
    }
    text = changed((DEPLOY / "Caddyfile").read_text(encoding="utf-8"), changes)
    (folder / "Caddyfile").write_text(text, encoding="utf-8")
    return [program("caddy"), "run", "--adapter", "caddyfile", "--config", f"{folder}/Caddyfile"]


FRONTS = {"nginx": nginx, "caddy": caddy}


@pytest.fixture(scope="module", params=FRONTS)
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    """The whole: record, site, intake, and the web server before it."""
    name: str = request.param
    program(name)
    root, folder = tmp_path_factory.mktemp("call"), tmp_path_factory.mktemp(name)
    Record(root, intake="/", age_recipients=RECIPIENTS)
    build(root, OPEN_DAY).rename(root / "public")
    (root / ".gitignore").write_text("/vault/\n/spool/\n/public/\n/.cache/\n/mkdocs.yml\n")
    for words in ("init -q -b main", "config user.name نمونه", "config user.email nobody@localhost", "add -A"):
        git(root, *words.split())
    git(root, "commit", "-qm", "نمونه")
    port, plain, behind = free_port(), free_port(), free_port()
    environment = os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    command = FRONTS[name](folder, root / "public", port, plain, behind)
    trust = ssl.create_default_context(cafile=folder / "cert.pem") if name == "nginx" else True
    with (
        (folder / "said").open("wb") as said,
        subprocess.Popen(command, env=environment, stdout=said, stderr=said) as process,
    ):
        try:
            until(lambda: listens(port))
            scheme = "https" if name == "nginx" else "http"
            yield Front(name, f"{scheme}://{LOOPBACK}:{port}", trust, plain, behind, root)
        finally:
            process.terminate()


@pytest.fixture
def front(house: Front) -> Iterator[Front]:
    """The intake behind it, begun anew: it knows no address yet."""
    with intake(house.root, house.behind):
        yield house


def test_an_idea_goes_through(front: Front) -> None:
    with front.client() as client:
        answer = client.post("/intake/ideas", data=ANSWERS)
    assert answer.status_code == 201, answer.text
    code = answer.json()["code"]
    until(lambda: code in ideas(front.root))
    assert answer.headers["strict-transport-security"] == "max-age=31536000"
    assert answer.headers["cache-control"] == "no-store"


def test_the_sites_files_have_the_same_safe_headers_as_from_ourselves(front: Front) -> None:
    with front.client() as client:
        home, page, missing = client.get("/"), client.get("/write/"), client.get("/nothing/")
    assert {name: home.headers[name] for name in SAFE} == SAFE
    assert home.headers["strict-transport-security"] == "max-age=31536000"
    assert home.headers["content-encoding"] == "gzip"
    assert home.text == (front.root / "public" / "index.html").read_text(encoding="utf-8")
    assert 'action="../intake/ideas"' in page.text
    assert missing.status_code == 404
    assert missing.text == (front.root / "public" / "404.html").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("kind", "size"), [("multipart/form-data; boundary=x", 60 * MIB), ("application/x-www-form-urlencoded", 20 * MIB)]
)
def test_what_is_too_large_is_refused_before_it_has_come(front: Front, kind: str, size: int) -> None:
    said, sent = front.announced(kind, size)
    assert said.startswith(b"HTTP/1.1 413 "), said[:200]
    assert sent < size / 2


def test_a_form_over_its_limit_that_is_sent_to_its_end_is_told_so(front: Front) -> None:
    with front.client() as client:
        answer = client.post("/intake/ideas", data={"title": "x" * 2 * MIB})
    assert (answer.status_code, answer.json()["error"]) == (413, "too-large")


def test_what_a_sender_says_of_their_address_is_not_believed(front: Front) -> None:
    """One who forges it is counted as one; somebody else is not counted with them."""
    wrong = {"title": ""}
    with front.client() as client:
        for number in range(int(limits.BURST) + 1):
            forged = {"X-Forwarded-For": f"198.51.100.{number % 256}", "Forwarded": f"for=198.51.{number % 256}.1"}
            answer = client.post("/intake/ideas", data=wrong, headers=forged)
            if answer.json().get("error") == "too-many":
                break
        else:
            pytest.fail("each forged address was counted by itself")
    with front.client(OTHER) as client:
        assert client.post("/intake/ideas", data=wrong).status_code == 422


def test_http_leads_to_https_and_only_this_machine_asks_how_it_stands(front: Front) -> None:
    if front.name == "caddy":
        with front.client() as client:
            assert client.get("/healthz").status_code == 404
        return
    answer = httpx.get(f"http://{LOOPBACK}:{front.plain}/write/?x=1")
    assert (answer.status_code, answer.headers["location"]) == (301, f"https://{LOOPBACK}/write/?x=1")
    with front.client() as client, front.client(OTHER) as other:
        assert client.get("/healthz").json()["ok"] is True
        assert "farakhan_disk_free " in client.get("/metrics").text
        assert other.get("/healthz").status_code == 403


def test_whoever_watches_hears_of_the_last_backup(front: Front) -> None:
    mark = front.root / backup.MARK
    mark.unlink(missing_ok=True)
    name = "farakhan_last_backup_timestamp_seconds"
    with httpx.Client(base_url=f"http://{LOOPBACK}:{front.behind}") as client:
        assert client.get("/healthz").json()["last_backup"] == ""
        assert name not in client.get("/metrics").text
        mark.write_text(f"{NOW.isoformat()}\n")
        assert client.get("/healthz").json()["last_backup"] == NOW.isoformat()
        assert f"{name} {NOW.timestamp():.0f}\n" in client.get("/metrics").text


def test_where_the_intake_does_not_answer_the_announced_way_is_shown(house: Front) -> None:
    with house.client() as client:
        answer = client.post("/intake/ideas", data=ANSWERS, headers={"Accept": "text/html"})
        home = client.get("/")
    assert answer.status_code == 502
    assert to_persian("09019031250") in answer.text
    assert home.status_code == 200


NUMBERS: dict[str, dict[str, float]] = {
    "nginx.conf": {
        r"client_max_body_size (\d+)m;": limits.MULTIPART_BYTES / MIB,
        r"client_body_timeout (\d+)s;": limits.PATIENCE,
        r"client_header_timeout (\d+)s;": server.HEAD_PATIENCE,
        r"keepalive_timeout (\d+)s;": server.KEEP_ALIVE,
    },
    "Caddyfile": {
        r"max_size (\d+)MiB": limits.MULTIPART_BYTES / MIB,
        r"read_header (\d+)s": server.HEAD_PATIENCE,
        r"idle (\d+)s": server.KEEP_ALIVE,
    },
}


@pytest.mark.parametrize("name", NUMBERS)
def test_the_examples_numbers_are_the_programs(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    found = {pattern: [float(one) for one in re.findall(pattern, text)] for pattern in NUMBERS[name]}
    assert found == {pattern: [number] for pattern, number in NUMBERS[name].items()}
    assert f" {PREFIX}" in text
    assert {value in text for value in SAFE.values()} == {True}


def test_the_page_for_technicians_says_the_programs_numbers() -> None:
    text = (DEPLOY / "README.md").read_text(encoding="utf-8")
    assert to_persian(f"{mirroring.ROUND:.0f} ثانیه") in text
    for words in (f"{service.LATE:.0f} ثانیه", f"زیر {durable.RESERVE // MIB} مگابایت"):
        assert to_persian(words) in text
    names = [name for name in service.Health._fields if name != "ok"]
    assert [name for name in names if f"`{name}`" not in text] == []
    linked = re.findall(r"\]\(([^)]+)\)", text)
    assert {path.name for path in DEPLOY.iterdir()} - {"README.md"} == set(linked)


def test_caddy_takes_its_file_as_it_is(tmp_path: Path) -> None:
    command = [program("caddy"), "validate", "--adapter", "caddyfile", "--config", str(DEPLOY / "Caddyfile")]
    subprocess.run(command, check=True, capture_output=True, env=os.environ | {"HOME": str(tmp_path)})


def _stop_timeout() -> float:
    text = (DEPLOY / "farakhan.service").read_text(encoding="utf-8")
    (seconds,) = re.findall(r"^TimeoutStopSec=(\d+)$", text, re.MULTILINE)
    return float(seconds)


def test_the_unit_lets_requests_under_way_end() -> None:
    text = (DEPLOY / "farakhan.service").read_text(encoding="utf-8")
    assert _stop_timeout() > server.GRACE
    assert int(re.findall(r"^LimitNOFILE=(\d+)$", text, re.MULTILINE)[0]) > 2 * server.CONNECTIONS
    assert int(re.findall(r"^MemoryMax=(\d+)M$", text, re.MULTILINE)[0]) * MIB > 4 * limits.ALL_BYTES


def test_the_units_are_right_and_the_intake_is_hardened(tmp_path: Path) -> None:
    tool = program("systemd-analyze")
    for name in UNITS:
        text = (DEPLOY / name).read_text(encoding="utf-8")
        (tmp_path / name).write_text(text.replace("/srv/farakhan/.venv/bin/farakhan", shutil.which("true") or ""))
    done = subprocess.run([tool, "verify", *UNITS], cwd=tmp_path, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    asked = ["security", "--offline=true", "--threshold=20", "farakhan.service"]
    done = subprocess.run([tool, *asked], cwd=tmp_path, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_the_unit_lets_processes_bound_themselves() -> None:
    """Photos and clips are opened by processes that first set their own limits: without that call none is."""
    tool = program("systemd-analyze")
    text = (DEPLOY / "farakhan.service").read_text(encoding="utf-8")
    allowed: set[str] = set()
    for line in re.findall(r"^SystemCallFilter=(.*)$", text, re.MULTILINE):
        calls = {call for name in line.removeprefix("~").split() for call in _calls(tool, name)}
        allowed = allowed - calls if line.startswith("~") else allowed | calls
    assert {"prlimit64", "setrlimit", "read"} <= allowed
    assert "reboot" not in allowed


def _calls(tool: str, name: str) -> set[str]:
    """The system calls that a name of a filter means."""
    if not name.startswith("@"):
        return {name}
    done = subprocess.run([tool, "syscall-filter", name], check=True, capture_output=True, text=True)
    words = [line.strip() for line in done.stdout.splitlines()[1:] if not line.strip().startswith("#")]
    return {call for word in words if word for call in _calls(tool, word)}


PROGRAM = (".venv/bin/farakhan", "scripts/farakhan/cli/__init__.py", "site", "mkdocs.yml", ".git/hooks", ".git/config")
NEEDED = (".git/objects", ".git/refs/heads", "submissions/1406/ideas", "spool", "vault")


@pytest.mark.parametrize("name", ["farakhan.service", "farakhan-backup.service"])
def test_the_program_cannot_be_written_and_what_it_writes_can(name: str) -> None:
    text = (DEPLOY / name).read_text(encoding="utf-8")
    assert "ProtectSystem=strict" in text
    assert not any(_writable(text, f"/srv/farakhan/{path}") for path in PROGRAM)
    needed = NEEDED if name == "farakhan.service" else ("spool",)
    assert all(_writable(text, f"/srv/farakhan/{path}") for path in needed)


def test_what_is_pulled_cannot_change_what_git_obeys() -> None:
    text = (DEPLOY / "farakhan-site.service").read_text(encoding="utf-8")
    assert not any(_writable(text, f"/srv/farakhan/{path}") for path in (".venv/bin", ".git/hooks", ".git/config"))
    assert "git -c core.hooksPath=/dev/null -c core.fsmonitor=false pull" in text


def _writable(unit: str, path: str) -> bool:
    """Whether a unit may write there: the longest of its paths that leads there says so."""
    said = re.findall(r"^(ReadWritePaths|ReadOnlyPaths)=(.*)$", unit, re.MULTILINE)
    paths = {Path(one.lstrip("-")): kind for kind, listed in said for one in listed.split()}
    leading = [place for place in paths if Path(path).is_relative_to(place)]
    return bool(leading) and paths[max(leading, key=lambda place: len(place.parts))] == "ReadWritePaths"


@pytest.mark.parametrize("name", [name for name in UNITS if name.endswith(".service")])
def test_no_memory_is_written_to_a_core_file(name: str) -> None:
    assert "LimitCORE=0\n" in (DEPLOY / name).read_text(encoding="utf-8")


def test_the_units_call_commands_that_there_are(tmp_path: Path) -> None:
    """With the shell's own way of a backup's name, in a folder that stands for the server's."""
    farakhan = Path(shutil.which("farakhan") or ROOT / ".venv" / "bin" / "farakhan")
    Record(tmp_path, age_recipients=RECIPIENTS)
    sqlite.Spool(tmp_path / sqlite.FOLDER, lambda: NOW).close()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "farakhan").symlink_to(farakhan)
    (tmp_path / "backups").mkdir()
    text = (DEPLOY / "farakhan-backup.service").read_text(encoding="utf-8")
    (words,) = re.findall(r"^ExecStart=/bin/sh -c '(.*)'$", text, re.MULTILINE)
    words = changed(words, {"/var/backups/farakhan": str(tmp_path / "backups"), "%%": "%", "$$": "$"})
    subprocess.run(["/bin/sh", "-c", words], cwd=tmp_path, check=True, capture_output=True)
    (made,) = (tmp_path / "backups").iterdir()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d-\d{4}\.backup", made.name)
    said = subprocess.run([farakhan, "serve", "--help"], check=True, capture_output=True, text=True).stdout
    serve = (DEPLOY / "farakhan.service").read_text(encoding="utf-8")
    (words,) = re.findall(r"^ExecStart=\S+ serve (.*)$", serve, re.MULTILINE)
    assert all(word in said for word in words.split() if word.startswith("--"))
