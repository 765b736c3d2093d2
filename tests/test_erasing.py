"""What is erased is gone everywhere and nothing sealed lingers; what is half done is told and can be repeated."""

import io
import re
import threading
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, nullcontext
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import httpx
import pytest
from PIL import Image
from tests.buckets import bucket, s3
from tests.deaths import die, points
from tests.lab import PAIRS, Served, git, hasty, idea_form, ideas, repository, serving
from tests.test_faults import key, sent
from tests.test_mirror import mirrored, run, same, soon

from farakhan import sealing
from farakhan.problems import FarakhanError
from farakhan.store import backup
from farakhan.store.spool import sqlite
from farakhan.store.spool.letters import Act, Letter
from farakhan.store.spool.sqlite import Spool
from farakhan.store.vault import contacts, originals, places
from farakhan.web import service

LONG_AGO = "Thu, 01 Jan 2026 00:00:00 GMT"
HEAD = b"age-encryption.org/v1"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = repository(tmp_path / "r").root
    (tmp_path / "key").write_text(PAIRS[0][0])
    git(made, "config", "user.name", "نمونه")
    git(made, "config", "user.email", "desk@localhost")
    return made


def everywhere(*folders: Path) -> bytes:
    """All bytes of all files in some folders."""
    return b"".join(path.read_bytes() for folder in folders for path in sorted(folder.rglob("*")) if path.is_file())


def picture(shade: int) -> bytes:
    """A photo of eight by eight dots."""
    out = io.BytesIO()
    Image.new("RGB", (8, 8), (shade, 0, 0)).save(out, "PNG")
    return out.getvalue()


def with_photos(served: Served, number: int, *shades: int) -> str:
    address = f"http://127.0.0.1:{served.port}/intake/ideas"
    form = idea_form(number, f"نمونهٔ {number}", key(number))
    files = [("photo", (f"{shade}.png", picture(shade), "image/png")) for shade in shades]
    answer = httpx.post(address, data=form, files=files, headers={"Accept": "application/json"})
    assert answer.status_code == 201, answer.text
    return str(answer.json()["code"])


@pytest.mark.promise("erase-reaches-everything")
@pytest.mark.parametrize("runs", [True, False], ids=["beside a server", "alone"])
def test_what_is_erased_is_nowhere(root: Path, second: Path, *, runs: bool) -> None:
    with serving(root, prepare=soon) as served:
        code, other = with_photos(served, 1, 10, 200), with_photos(served, 2, 200)
        mirrored(served)
        contact, proof = contacts.sealed(root, code), contacts.proof(root, code)
        stays = contacts.sealed(root, other)
        own, shared = (one.sha256 for one in ideas(root)[code].media)
        if not runs:
            served.stop()
        done = run(root, "erase", code, "--why", "خودش خواست")
        assert (done.returncode, done.stderr) == (0, "")
        assert "۱ عکس و کلیپ" in done.stdout
        assert "ایدهٔ دیگری" in done.stdout
        if runs:
            mirrored(served)
        for folder in (root / sqlite.FOLDER, root / "vault", second):
            found = everywhere(folder)
            assert contact not in found, folder
            assert contact[-64:] not in found, folder
            assert proof not in found, folder
        assert not originals.has(root, own)
        assert originals.has(root, shared)
        assert contacts.sealed(root, other) == stays
        same(root / "vault", second) if runs else None
        (line,) = (path.read_text() for path in (root / "vault" / "erasures").iterdir())
        assert line.rstrip("\n").split("\t")[1:] == ["نمونه", code, "خودش خواست"]
        assert ideas(root).keys() == {code, other}, "the text in git stays"
        if runs:
            served.stop()
    assert run(root, "erase", code, "--why", "بار دوم").returncode == 0, "it can be repeated"
    done = run(root, "keys", "check", "1406", "--key", root.parent / "key")
    assert done.returncode == 0, "what was erased on purpose is not missing"


@pytest.mark.promise("erase-reaches-everything")
def test_a_letter_that_waits_leaves_nothing_sealed_behind(root: Path, second: Path) -> None:
    lock = root / ".git" / "refs" / "heads" / "main.lock"
    lock.touch()
    with serving(root, prepare=soon) as served:
        code = sent(served, 1)
        served.until(lambda health: health["fault"] == "git" and health["unmirrored"] == 0)
        contact = (second / "contacts" / f"{code}.age").read_bytes()
        assert contact in everywhere(root / sqlite.FOLDER)
        done = run(root, "erase", code, "--why", "خودش خواست")
        assert (done.returncode, done.stderr) == (0, "")
        lock.unlink()
        served.until(lambda health: health["waiting"] == 0)
        mirrored(served)
        assert contact not in everywhere(root / sqlite.FOLDER, root / "vault", second)
        assert ideas(root).keys() == {code}
        assert list(contacts.codes(root)) == []
        served.stop()


def test_a_spool_forgets_at_once_and_only_what_it_is_told(tmp_path: Path) -> None:
    codes = ("2739401865", "7731768664")
    with closing(Spool(tmp_path, lambda: datetime.now(UTC))) as own:
        letters = [
            Letter(
                sender=code.encode(),
                told=b"told",
                code=code,
                act=Act.NEW,
                edition="1406",
                channel="web",
                content=b"{}",
                contact=code.encode() * 600,
                proof=b"p" * 32,
            )
            for code in codes
        ]
        own.put(letters)
        assert own.forget(codes[0])
        found = everywhere(tmp_path)
        assert codes[0].encode() * 9 not in found
        assert codes[1].encode() * 9 in found
        assert [one.code for one in own.sealed()] == [codes[1]]
        assert [one.letter for one in own.take(9)] == [letters[0]._replace(contact=b"", proof=b""), letters[1]]


def test_what_was_sealed_leaves_the_spools_log_when_it_left_the_spool(root: Path) -> None:
    def prepare() -> None:
        hasty()
        service.GATHER = 0.01

    with serving(root, prepare=prepare) as served:
        codes = [sent(served, number) for number in range(1, 6)]
        served.until(lambda health: health["waiting"] == 0)
        end = time.monotonic() + 10
        while HEAD in everywhere(root / sqlite.FOLDER):
            assert time.monotonic() < end
            time.sleep(0.05)
        assert set(contacts.codes(root)) == set(codes)


def test_an_unknown_code_is_told(root: Path) -> None:
    for said in ("2739401865", "12", "پوشه/۱"):
        done = run(root, "erase", said, "--why", "نمونه")
        assert (done.returncode, "no-idea" in done.stderr) == (2, True)
    assert not (root / "vault" / "erasures").exists()


def test_a_mirror_that_is_away_is_told_and_follows(root: Path, second: Path) -> None:
    with serving(root, prepare=soon) as served:
        code = sent(served, 1)
        mirrored(served)
        second.rename(second.with_name("away"))
        done = run(root, "erase", code, "--why", "نمونه")
        assert (done.returncode, "erase-half" in done.stderr, "جای دوم" in done.stderr) == (2, True, True)
        assert list(contacts.codes(root)) == []
        second.with_name("away").rename(second)
        mirrored(served)
    assert [*(second / "contacts").iterdir(), *(second / "proofs").iterdir()] == []


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with s3() as found:
        yield found


@pytest.mark.promise("erase-reaches-everything")
@pytest.mark.parametrize("versions", [True, False])
def test_a_bucket_that_keeps_what_was_removed_is_told(
    root: Path, address: str, monkeypatch: pytest.MonkeyPatch, *, versions: bool
) -> None:
    for name, value in (variables := bucket(address)).items():
        monkeypatch.setenv(name, value)
    if versions:
        name = variables[places.VARIABLE].split("/")[2]
        said = b"<VersioningConfiguration><Status>Enabled</Status></VersioningConfiguration>"
        how = {"data": said, "method": "PUT", "headers": {"Content-Type": "application/xml"}}
        request = urllib.request.Request(f"{address}/{name}?versioning", **how)  # type: ignore[arg-type]  # noqa: S310
        urllib.request.urlopen(request).close()  # noqa: S310
    done = run(root, "keys", "check", "1406", "--key", root.parent / "key")
    assert ("نسخه‌های پیشین" in done.stdout, done.returncode) == (versions, int(versions))
    contacts.put(root, "2739401865", b"sealed")
    contacts.erase(root, "2739401865")
    contacts.erase(root, "2739401865")
    assert list(contacts.codes(root)) == []


class Odd(BaseHTTPRequestHandler):
    """A store that removes, or does not, and whose answer to that is no answer."""

    there: ClassVar[set[str]]
    removes: ClassVar[bool]
    asked: ClassVar[list[str]]

    def do_POST(self) -> None:
        (name,) = re.findall(r"<Key>(.*?)</Key>", self.rfile.read(int(self.headers["Content-Length"])).decode())
        self.asked.append(name)
        if self.removes:
            self.there.discard(name)
        self._answer(200, b"<odd/>")

    def do_HEAD(self) -> None:
        self._answer(200 if self.path.partition("/bucket/")[2] in self.there else 404, b"")

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), "ETag": '"1"', "Last-Modified": LONG_AGO}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.mark.parametrize("removes", [True, False])
def test_after_an_odd_answer_it_is_asked_whether_it_is_gone(
    root: Path, monkeypatch: pytest.MonkeyPatch, *, removes: bool
) -> None:
    names = [f"call/{name}" for name in contacts.names_of("2739401865")]
    Odd.there, Odd.removes, Odd.asked = {*names}, removes, []
    with ThreadingHTTPServer(("127.0.0.1", 0), Odd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        for name, value in bucket_at(f"http://127.0.0.1:{server.server_port}").items():
            monkeypatch.setenv(name, value)
        with nullcontext() if removes else pytest.raises(FarakhanError, match="vault-unreachable"):
            contacts.erase(root, "2739401865")
        server.shutdown()
    assert sorted(Odd.asked) == sorted(names), "both are tried, whatever is said of the first"
    assert bool(Odd.there) != removes


def bucket_at(address: str) -> dict[str, str]:
    """The variables of a bucket of that name, there or not."""
    own = {"FARAKHAN_VAULT": "s3://bucket/call", "AWS_ENDPOINT": address, "AWS_ALLOW_HTTP": "true"}
    return own | {"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "sample", "AWS_SECRET_ACCESS_KEY": "sample"}


# Backups and keys


def test_what_a_killed_backup_left_goes_with_the_next(root: Path, tmp_path: Path) -> None:
    with serving(root, prepare=hasty) as served:
        sent(served, 1)
        served.until(lambda health: health["waiting"] == 0)
        served.stop()
    saved, keys = tmp_path / "saved", [public for _, public in PAIRS]
    saved.mkdir()

    def save(name: str) -> None:
        backup.save(root, saved / name, keys, datetime.now(UTC))

    before = {path.name for path in (root / sqlite.FOLDER).iterdir()}
    come = points(lambda: save("0.backup"))
    (saved / "0.backup").unlink()
    left = 0
    for at in range(len(come)):
        die(lambda: save("1.backup"), at)
        left += len([*saved.glob(".*")]) + len([*(root / sqlite.FOLDER).glob(".copy*")])
        (saved / "1.backup").unlink(missing_ok=True)
    assert left > 1, "there was something to clear"
    save("2.backup")
    assert [path.name for path in saved.iterdir()] == ["2.backup"]
    now = {path.name for path in (root / sqlite.FOLDER).iterdir()}
    assert {name for name in now - before if not name.startswith(sqlite.FILE)} == {"last-backup"}


def newer_keys(root: Path) -> str:
    """Another holder in the place of the first; the secret key of the new one."""
    secret, public = sealing.new_key()
    call = root / "submissions" / "1406" / "call.yml"
    call.write_text(call.read_text().replace(PAIRS[1][1], public))
    git(root, "commit", "-qam", "نمونه")
    return secret


def test_rewrap_reaches_what_waits(root: Path, tmp_path: Path) -> None:
    lock = root / ".git" / "refs" / "heads" / "main.lock"
    with serving(root, prepare=hasty) as served:
        codes = [sent(served, 1)]
        served.until(lambda health: health["waiting"] == 0)
        lock.touch()
        codes.append(sent(served, 2))
        lock.unlink(missing_ok=True)
        served.until(lambda health: health["waiting"] == 0)
        secret = newer_keys(root)
        lock.touch()
        codes.append(sent(served, 3))
        served.until(lambda health: health["fault"] == "git")
        done = run(root, "keys", "rewrap", "1406", "--key", tmp_path / "key")
        assert (done.returncode, "rewrap-waits" in done.stderr) == (2, True), done.stderr
        served.kill()
    done = run(root, "keys", "rewrap", "1406", "--key", tmp_path / "key")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    lock.unlink()
    with serving(root, prepare=hasty) as served:
        served.until(lambda health: health["waiting"] == 0)
        served.stop()
    for code in codes:
        assert sealing.unseal(contacts.sealed(root, code), [secret]).mobile.startswith("0917")
        with pytest.raises(Exception, match="sealed-other"):
            sealing.unseal(contacts.sealed(root, code), [PAIRS[1][0]])
