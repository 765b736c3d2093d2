"""Resumable uploads: the protocol to the letter, nothing lost of what was said to have arrived, and bounded stores."""

import errno
import os
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import NamedTuple

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from tests.served import served

from farakhan.model.idea import MEDIA_LIMITS, MediaKind
from farakhan.problems import FarakhanError
from farakhan.store import durable, uploads
from farakhan.store.uploads import Bounds, Upload
from farakhan.web import tus
from farakhan.web.lingering import Lingering

NOW = datetime(2027, 8, 1, 9, 30, tzinfo=UTC)
TUS = {"Tus-Resumable": "1.0.0"}
LIMIT = MEDIA_LIMITS[MediaKind.CLIP]


class Server(NamedTuple):
    """A real server, the folder of its uploads, and its clock's hands."""

    client: httpx.Client
    port: int
    folder: Path
    hour: list[datetime]

    def create(self, length: int) -> str:
        answer = self.client.post(tus.PATH, headers=TUS | {"Upload-Length": str(length)})
        assert answer.status_code == 201
        return answer.headers["location"]

    def patch(self, path: str, offset: int | str, data: bytes, **headers: str) -> httpx.Response:
        sent = TUS | {"Upload-Offset": str(offset), "Content-Type": tus.KIND} | headers
        return self.client.patch(path, headers=sent, content=data)

    def offset(self, path: str) -> int:
        answer = self.client.head(path, headers=TUS)
        assert answer.status_code == 200
        return int(answer.headers["upload-offset"])

    def bytes(self, path: str) -> bytes:
        return (self.folder / path.rpartition("/")[2]).read_bytes()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    hour = [NOW]
    folder = tmp_path / "uploads"
    routes = tus.routes(tus.Shelf(folder, lambda: hour[0]))
    app = Starlette(routes=routes, middleware=[Middleware(Lingering)])
    with served(app) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False) as client:
        yield Server(client, port, folder, hour)


def code(answer: httpx.Response) -> str:
    return str(answer.json()["error"])


# What the specification asks.


def test_the_server_says_what_it_can(server: Server) -> None:
    for path in (tus.PATH, server.create(5)):
        answer = server.client.options(path)
        assert answer.status_code == 204
        said = {name: answer.headers[name] for name in ("tus-version", "tus-extension", "tus-max-size")}
        assert said == {
            "tus-version": "1.0.0",
            "tus-extension": "creation,expiration,termination",
            "tus-max-size": str(LIMIT),
        }


def test_an_upload_is_made_and_filled(server: Server) -> None:
    made = server.client.post(tus.PATH, headers=TUS | {"Upload-Length": "11"})
    assert made.status_code == 201
    assert made.headers["tus-resumable"] == "1.0.0"
    path = made.headers["location"]
    assert path.startswith(f"{tus.PATH}/")
    assert len(path.rpartition("/")[2]) == 32
    head = server.client.head(path, headers=TUS)
    assert (head.status_code, head.headers["upload-offset"], head.headers["upload-length"]) == (200, "0", "11")
    assert head.headers["cache-control"] == "no-store"
    assert head.headers["tus-resumable"] == "1.0.0"
    first = server.patch(path, 0, b"hello ")
    assert (first.status_code, first.headers["upload-offset"], first.content) == (204, "6", b"")
    assert server.offset(path) == 6
    assert server.patch(path, 6, b"world").headers["upload-offset"] == "11"
    assert server.bytes(path) == b"hello world"
    assert server.patch(path, 11, b"").status_code == 204


@pytest.mark.parametrize("length", ["", "-1", "+1", "1.0", "1_0", "٣", "0x10", "one", "1" * 30])
def test_a_length_that_is_none_makes_nothing(server: Server, length: str) -> None:
    headers = TUS | ({"Upload-Length": length} if length else {"Upload-Defer-Length": "1"})
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    answer = server.client.post(tus.PATH, headers=encoded)
    assert (answer.status_code, code(answer)) == (400, "upload-header")
    assert not server.folder.exists()


def test_what_is_too_large_is_refused_before_a_byte_is_sent(server: Server) -> None:
    answer = server.client.post(tus.PATH, headers=TUS | {"Upload-Length": str(LIMIT + 1)})
    assert (answer.status_code, code(answer)) == (413, "upload-large")
    assert "۲۰۰" in answer.json()["words"].translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))
    assert not server.folder.exists()
    server.create(LIMIT)


def test_another_place_is_a_conflict_and_touches_nothing(server: Server) -> None:
    path = server.create(10)
    server.patch(path, 0, b"abcd")
    for offset in (0, 3, 5, 10):
        answer = server.patch(path, offset, b"XY")
        assert (answer.status_code, code(answer)) == (409, "upload-offset")
    for wrong in ("", "-4", "4.0", "four"):
        assert server.patch(path, wrong, b"XY").status_code == 400
    assert server.bytes(path) == b"abcd"


def test_another_content_type_touches_nothing(server: Server) -> None:
    path = server.create(10)
    server.patch(path, 0, b"abcd")
    for kind in ("application/octet-stream", "text/plain", f"{tus.KIND}x", ""):
        answer = server.patch(path, 4, b"XY", **{"Content-Type": kind})
        assert (answer.status_code, code(answer)) == (415, "upload-kind")
    assert (server.offset(path), server.bytes(path)) == (4, b"abcd")


def test_another_version_touches_nothing(server: Server) -> None:
    path = server.create(10)
    for said in ({}, {"Tus-Resumable": "0.2.2"}, {"Tus-Resumable": "1.0.00"}):
        sent = said | {"Upload-Length": "3", "Upload-Offset": "0", "Content-Type": tus.KIND}
        for method, where in (("POST", tus.PATH), ("PATCH", path), ("HEAD", path), ("DELETE", path)):
            answer = server.client.request(method, where, headers=sent, content=b"" if method == "HEAD" else b"abc")
            assert (answer.status_code, answer.headers["tus-version"]) == (412, "1.0.0"), method
    assert len(list(server.folder.glob("*.json"))) == 1
    assert server.offset(path) == 0


def test_more_than_was_said_is_refused(server: Server) -> None:
    path = server.create(5)
    answer = server.patch(path, 0, b"abcdef")
    assert (answer.status_code, code(answer)) == (413, "upload-large")
    assert server.offset(path) == 0
    sent = TUS | {"Upload-Offset": "0", "Content-Type": tus.KIND}
    chunked = server.client.patch(path, headers=sent, content=iter([b"abc", b"def"]))
    assert (chunked.status_code, code(chunked)) == (413, "upload-large")
    assert server.offset(path) in {0, 3}


@pytest.mark.parametrize(
    "name", ["0" * 32, "x", "..%2f..%2fetc%2fpasswd", "%2e%2e", "0" * 32 + "%0a", "0" * 31 + "٣", "A" * 32]
)
def test_what_is_not_there_is_404(server: Server, name: str) -> None:
    server.create(5)
    path = f"{tus.PATH}/{name}"
    assert server.client.head(path, headers=TUS).status_code == 404
    assert server.patch(path, 0, b"x").status_code == 404
    assert server.client.delete(path, headers=TUS).status_code == 404
    assert len(list(server.folder.iterdir())) == 1


def test_only_an_id_names_an_upload(tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    upload = uploads.create(folder, 5, NOW)
    for name in ("../beside", f"{upload.id}x", f"../uploads/{upload.id}"):
        (folder / f"{name}.json").write_bytes((folder / f"{upload.id}.json").read_bytes())
        with pytest.raises(FarakhanError, check=lambda error: error.code == "upload-gone"):
            uploads.find(folder, name, NOW)
        uploads.remove(folder, name)
        assert (folder / f"{name}.json").exists()


def test_nothing_is_given_back(server: Server) -> None:
    path = server.create(5)
    server.patch(path, 0, b"abcde")
    assert server.client.get(path, headers=TUS).status_code == 405
    assert server.client.get(tus.PATH, headers=TUS).status_code == 405


def test_names_and_types_that_are_told_count_for_nothing(server: Server) -> None:
    told = "filename Li4vLi4vZXRjL3Bhc3N3ZA==,filetype dGV4dC9odG1s,broken !!!"
    made = server.client.post(tus.PATH, headers=TUS | {"Upload-Length": "3", "Upload-Metadata": told})
    assert made.status_code == 201
    assert b"passwd" not in b"".join(path.read_bytes() for path in server.folder.iterdir())
    assert server.offset(made.headers["location"]) == 0


def test_the_method_may_stand_in_a_header(server: Server) -> None:
    path = server.create(3)
    sent = TUS | {"Upload-Offset": "0", "Content-Type": tus.KIND, "X-HTTP-Method-Override": "PATCH"}
    assert server.client.post(path, headers=sent, content=b"abc").status_code == 204
    assert server.bytes(path) == b"abc"
    assert server.client.post(path, headers=TUS).status_code == 405


def test_an_upload_is_ended_by_its_owner(server: Server) -> None:
    path = server.create(3)
    server.patch(path, 0, b"ab")
    assert server.client.delete(path, headers=TUS).status_code == 204
    assert server.client.head(path, headers=TUS).status_code == 404
    assert list(server.folder.iterdir()) == []


def test_an_upload_expires_after_its_last_piece(server: Server) -> None:
    path, other = server.create(3), server.create(3)
    server.hour[0] = NOW + uploads.SILENCE - timedelta(seconds=1)
    answer = server.patch(path, 0, b"ab")
    expires = server.hour[0] + uploads.SILENCE
    assert parsedate_to_datetime(answer.headers["upload-expires"]) == expires
    server.hour[0] = NOW + uploads.SILENCE
    assert server.client.head(other, headers=TUS).status_code == 404
    assert server.patch(path, 2, b"c").status_code == 204
    assert uploads.expire(server.folder, server.hour[0]) == 1
    assert uploads.expire(server.folder, server.hour[0] + uploads.LIFETIME) == 1
    assert list(server.folder.iterdir()) == []


# Lines that break.


def line(server: Server, path: str, offset: int, length: int) -> socket.socket:
    """A line on which a PATCH has begun."""
    opened = socket.create_connection(("127.0.0.1", server.port))
    head = f"PATCH {path} HTTP/1.1\r\nHost: x\r\nTus-Resumable: 1.0.0\r\nContent-Type: {tus.KIND}\r\n"
    opened.sendall(f"{head}Upload-Offset: {offset}\r\nContent-Length: {length}\r\n\r\n".encode())
    return opened


def reaches(server: Server, path: str, offset: int) -> bool:
    """Whether an upload comes so far, however slow the machine."""
    end = time.monotonic() + 30
    while server.offset(path) != offset and time.monotonic() < end:
        time.sleep(0.02)
    return server.offset(path) == offset


@pytest.mark.promise("uploads-resume")
def test_a_cut_line_keeps_what_it_brought_and_says_nothing(
    server: Server, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    data = os.urandom(3 * tus.PIECE)
    path = server.create(len(data))
    with line(server, path, 0, len(data)) as opened:
        opened.sendall(data[: tus.PIECE + 1000])
    assert reaches(server, path, tus.PIECE + 1000)
    with line(server, path, tus.PIECE + 1000, len(data) - tus.PIECE - 1000) as opened:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
    assert server.patch(path, tus.PIECE + 1000, data[tus.PIECE + 1000 :]).status_code == 204
    assert server.bytes(path) == data
    assert caplog.text == ""
    assert capfd.readouterr() == ("", "")


def test_what_a_slow_line_brings_is_kept_while_it_is_open(server: Server) -> None:
    path = server.create(10)
    with line(server, path, 0, 10) as opened:
        opened.sendall(b"abc")
        assert reaches(server, path, 3)


def test_a_line_that_stands_still_is_given_up(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tus, "SILENCE", 0.05)
    path = server.create(10)
    with line(server, path, 0, 10) as opened:
        assert opened.recv(2**16).startswith(b"HTTP/1.1 408")
    assert server.offset(path) == 0


def test_two_lines_of_one_upload_never_mix(server: Server) -> None:
    data = os.urandom(2 * tus.PIECE)
    path = server.create(len(data))
    with line(server, path, 0, len(data)) as late:
        late.sendall(b"?" * 7)
        assert reaches(server, path, 7)
        assert server.patch(path, 7, data[7:]).status_code == 204
        late.sendall(data[7:])
        answer = late.recv(2**16)
    assert answer.startswith(b"HTTP/1.1 409")
    assert server.bytes(path) == b"?" * 7 + data[7:]


# Stores that end.


FEW = Bounds(open=3, open_each=2, bytes=100, ahead=30)


def begun(folder: Path, sender: str, length: int = 5, now: datetime = NOW) -> Upload:
    return uploads.create(folder, length, now, sender, FEW)


def refused(code: str, act: Callable[[], object]) -> None:
    with pytest.raises(FarakhanError, check=lambda error: error.code == code):
        act()


def test_nobody_has_all_places_and_each_has_some(tmp_path: Path) -> None:
    first, _ = begun(tmp_path, "a"), begun(tmp_path, "a")
    refused("upload-many", lambda: begun(tmp_path, "a"))
    begun(tmp_path, "b")
    refused("upload-many", lambda: begun(tmp_path, "c"))
    uploads.append(tmp_path, first, b"whole", NOW, FEW)
    begun(tmp_path, "c")
    assert uploads.unfilled(tmp_path) == 3


def test_whole_uploads_that_no_form_has_named_have_their_bounds(tmp_path: Path) -> None:
    bounds = FEW._replace(whole=3, whole_each=2)

    def whole(sender: str) -> Upload:
        upload = uploads.create(tmp_path, 1, NOW, sender, bounds)
        return uploads.append(tmp_path, upload, b"x", NOW, bounds)

    first, _ = whole("a"), whole("a")
    refused("upload-many", lambda: whole("a"))
    whole("b")
    refused("upload-many", lambda: whole("c"))
    uploads.settle(tmp_path, first, "0" * 64, 1, NOW)
    whole("a")


def test_what_is_not_filled_makes_way_within_the_hour_and_what_comes_on_stays(tmp_path: Path) -> None:
    slow, whole, *_ = begun(tmp_path, "a"), begun(tmp_path, "b"), begun(tmp_path, "c")
    uploads.append(tmp_path, whole, b"whole", NOW, FEW)
    for now in (NOW + timedelta(minutes=40), NOW + timedelta(minutes=80)):
        slow = uploads.append(tmp_path, slow, b"x", now, FEW)
    now = NOW + timedelta(minutes=120)
    slow = uploads.append(tmp_path, slow, b"x", now, FEW)
    assert [uploads.find(tmp_path, one.id, now).offset for one in (slow, whole)] == [3, 5]
    assert uploads.expire(tmp_path, now) == 1
    assert uploads.expire(tmp_path, now + uploads.SILENCE) == 1
    assert uploads.expire(tmp_path, NOW + uploads.LIFETIME) == 1


def test_who_drips_for_ever_ends_all_the_same(tmp_path: Path) -> None:
    drip, step = begun(tmp_path, "a", 200), timedelta(minutes=50)
    for number in range(1, uploads.LIFETIME // step + 1):
        drip = uploads.append(tmp_path, drip, b"x", NOW + number * step, FEW)
    assert drip.expires == NOW + uploads.LIFETIME


def test_what_was_announced_takes_no_room_and_what_came_does(tmp_path: Path) -> None:
    large = [begun(tmp_path, sender, LIMIT) for sender in "ab"]
    for upload in large:
        uploads.append(tmp_path, upload, bytes(20), NOW, FEW)
    refused("upload-room", lambda: begun(tmp_path, "c", 30))
    third = begun(tmp_path, "c", 0)
    uploads.append(tmp_path, uploads.find(tmp_path, large[0].id, NOW), bytes(60), NOW, FEW)
    refused("upload-room", lambda: uploads.append(tmp_path, large[1]._replace(offset=20), b"x", NOW, FEW))
    assert uploads.find(tmp_path, third.id, NOW).length == 0


def test_the_reserve_of_the_disk_is_never_promised_away(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    path = server.create(1000)
    server.patch(path, 0, b"x" * 400)
    monkeypatch.setattr(durable, "room", lambda _: 1600)
    assert server.client.post(tus.PATH, headers=TUS | {"Upload-Length": "1001"}).status_code == 507
    server.create(1000)
    monkeypatch.setattr(durable, "room", lambda _: -1)
    answer = server.patch(path, 400, b"x")
    assert (answer.status_code, code(answer), server.offset(path)) == (507, "upload-room", 400)


def test_a_full_disk_is_told_and_what_arrived_stays(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    path = server.create(10)
    server.patch(path, 0, b"abcd")

    def full(number: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), number)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        assert server.patch(path, 4, b"efghij").status_code == 507
    assert server.offset(path) == 4
    assert server.patch(path, 4, b"EFGHIJ").status_code == 204
    assert server.bytes(path) == b"abcdEFGHIJ"


def test_bytes_reach_the_disk_before_they_are_acknowledged(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    path = server.create(8)
    server.patch(path, 0, b"abcd")
    known = server.folder / f"{path.rpartition('/')[2]}.json"
    seen, sync = [], os.fsync

    def watched(number: int) -> None:
        seen.append(
            (Path(f"/proc/self/fd/{number}").readlink().name.split(".")[-1], b'"offset": 8' in known.read_bytes())
        )
        sync(number)

    monkeypatch.setattr(os, "fsync", watched)
    server.patch(path, 4, b"efgh")
    assert seen == [(known.stem, False), ("new", False), ("uploads", True)]


def test_what_deaths_left_behind_goes_too(tmp_path: Path) -> None:
    folder = tmp_path / "uploads"
    kept = uploads.create(folder, 5, datetime.now(UTC))
    for name in ("0" * 32, f"{'0' * 32}.json.x1.new", f"{kept.id}.clean"):
        (folder / name).write_bytes(b"half")
    uploads.expire(folder, datetime.now(UTC))
    assert len(list(folder.iterdir())) == 4
    for path in folder.iterdir():
        os.utime(path, (0, 0))
    uploads.expire(folder, datetime.now(UTC))
    assert {path.name for path in folder.iterdir()} == {f"{kept.id}.json", f"{kept.id}.clean"}


@pytest.mark.promise("uploads-resume")
@settings(max_examples=40)
@given(
    st.integers(0, 20),
    st.lists(st.tuples(st.integers(-3, 3), st.binary(max_size=12)), max_size=8),
)
def test_pieces_in_any_order_are_what_was_acknowledged(length: int, steps: list[tuple[int, bytes]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        upload = uploads.create(folder, length, NOW)
        model = b""
        for off, data in steps:
            at = max(0, len(model) + off)
            try:
                uploads.append(folder, upload._replace(offset=at), data, NOW)
            except FarakhanError as error:
                assert error.code == ("upload-large" if at + len(data) > length else "upload-offset")  # noqa: PT017
                assert at != len(model) or at + len(data) > length
            else:
                assert at == len(model)
                model += data
            assert uploads.find(folder, upload.id, NOW).offset == len(model)
        assert (folder / upload.id).read_bytes()[: len(model)] == model if model else True
