"""The vault: the same promises in a folder and in a bucket; in the folder, also after a power cut."""

import errno
import hashlib
import os
import re
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.buckets import bucket, s3

from farakhan.problems import FarakhanError
from farakhan.store import durable
from farakhan.store.vault import contacts, logbook, originals, places

CODE, OTHER = "2739401865", "5039215867"
NOW = datetime(2027, 8, 1, 9, 30, tzinfo=UTC)
MEGABYTES = 12


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with s3() as found:
        yield found


@pytest.fixture(params=["folder", "bucket"])
def root(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose vault is of either kind."""
    if request.param == "bucket":
        for name, value in bucket(request.getfixturevalue("address")).items():
            monkeypatch.setenv(name, value)
    else:
        monkeypatch.delenv(places.VARIABLE, raising=False)
    return tmp_path


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv(places.VARIABLE, raising=False)
    return tmp_path


def refused(code: str) -> "pytest.RaisesExc[FarakhanError]":
    return pytest.raises(FarakhanError, check=lambda error: error.code == code)


def test_a_contact_is_kept_replaced_and_erased_with_its_proof(root: Path) -> None:
    contacts.put(root, CODE, b"sealed")
    contacts.put(root, OTHER, b"other")
    contacts.put_all(root, {CODE: contacts.Sealed(b"sealed anew", b"\x00hash")})
    assert contacts.sealed(root, CODE) == b"sealed anew"
    assert contacts.proof(root, CODE) == b"\x00hash"
    assert list(contacts.codes(root)) == [CODE, OTHER]
    contacts.erase(root, CODE)
    contacts.erase(root, CODE)
    assert list(contacts.codes(root)) == [OTHER]
    with refused("no-contact"):
        contacts.sealed(root, CODE)
    with refused("no-proof"):
        contacts.proof(root, CODE)


def test_an_empty_vault_is_empty(root: Path) -> None:
    assert list(contacts.codes(root)) == []
    assert list(logbook.openings(root)) == []
    assert not originals.has(root, "0" * 64)
    with refused("no-media"):
        originals.pieces(root, "0" * 64)


def test_media_are_named_by_their_bytes_and_large_ones_come_in_pieces(root: Path, tmp_path: Path) -> None:
    data = os.urandom(MEGABYTES * 2**20)
    file = tmp_path / "clip"
    file.write_bytes(data)
    name = hashlib.sha256(data).hexdigest()
    assert originals.put(root, file) == originals.put(root, data) == name
    assert places.place(root).names("media") == [name]
    pieces = list(originals.pieces(root, name))
    assert b"".join(pieces) == data
    assert max(map(len, pieces)) < len(data)
    assert file.read_bytes() == data
    assert originals.has(root, name)
    originals.erase(root, name)
    originals.erase(root, name)
    assert not originals.has(root, name)


def test_each_opening_is_kept_in_the_order_of_time(root: Path) -> None:
    for minutes in (10, 0, 5, 5):
        logbook.opening(root, CODE, "کارشناس نمونه", "زنگ\tبرای\nتکمیل", NOW + timedelta(minutes=minutes))
    lines = [line.split("\t") for line in logbook.openings(root)]
    assert [datetime.fromisoformat(line[0]) - NOW for line in lines] == [timedelta(minutes=m) for m in (0, 5, 5, 10)]
    assert {tuple(line[1:]) for line in lines} == {("کارشناس نمونه", CODE, "زنگ برای تکمیل")}


@pytest.mark.parametrize("code", ["../x", "12", f"{CODE}\n", "/etc/passwd"])
def test_only_a_code_or_a_digest_names_an_object(root: Path, code: str) -> None:
    with pytest.raises(ValueError, match=re.escape(code)):
        contacts.put(root, code, b"")
    with pytest.raises(ValueError, match=re.escape(code)):
        contacts.put_all(root, {CODE: contacts.Sealed(b"", b""), code: contacts.Sealed(b"", b"")})
    with pytest.raises(ValueError, match=re.escape(code)):
        logbook.opening(root, code, "x", "x", NOW)
    with pytest.raises(ValueError, match=re.escape(code)):
        originals.pieces(root, code)


def test_a_store_that_does_not_answer_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {
        "FARAKHAN_VAULT": "s3://nobody/there",
        "AWS_ENDPOINT": "http://127.0.0.1:9",
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "sample",
        "AWS_SECRET_ACCESS_KEY": "sample",
    }.items():
        monkeypatch.setenv(name, value)
    with refused("vault-unreachable"):
        contacts.put(tmp_path, CODE, b"sealed")
    with refused("vault-unreachable"):
        contacts.sealed(tmp_path, CODE)
    with refused("vault-unreachable"):
        list(contacts.codes(tmp_path))


def test_a_bucket_that_is_not_there_is_told(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (bucket(address) | {"FARAKHAN_VAULT": "s3://other-bucket/call"}).items():
        monkeypatch.setenv(name, value)
    with refused("vault-unreachable"):
        contacts.put(tmp_path, CODE, b"sealed")
    with refused("vault-unreachable"):
        contacts.sealed(tmp_path, CODE)


def test_a_place_that_is_none_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(places.VARIABLE, "ftp://x/y")
    with refused("vault-place"):
        contacts.put(tmp_path, CODE, b"")


def test_others_on_the_machine_see_nothing(folder: Path) -> None:
    before = os.umask(0)
    try:
        contacts.put_all(folder, {CODE: contacts.Sealed(b"sealed", b"hash")})
        originals.put(folder, b"photo")
        logbook.opening(folder, CODE, "x", "y", NOW)
    finally:
        os.umask(before)
    found = [folder / "vault", *(folder / "vault").rglob("*")]
    modes = {(path.is_dir(), stat.S_IMODE(path.stat().st_mode)) for path in found}
    assert modes == {(True, 0o700), (False, 0o600)}
    assert len(found) == 11


def test_bytes_reach_the_disk_before_the_name_and_the_name_before_the_answer(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    contacts.put(folder, CODE, b"old")
    path = folder / "vault" / "contacts" / f"{CODE}.age"
    seen = []
    sync = os.fsync

    def watched(number: int) -> None:
        kind = "folder" if stat.S_ISDIR(os.fstat(number).st_mode) else "file"
        size = None if kind == "folder" else os.fstat(number).st_size
        seen.append((kind, size, path.read_bytes() if path.exists() else None))
        sync(number)

    monkeypatch.setattr(os, "fsync", watched)
    contacts.put(folder, CODE, b"newer")
    contacts.erase(folder, CODE)
    assert seen == [("file", 5, b"old"), ("folder", None, b"newer"), ("folder", None, None)]


def test_a_full_disk_leaves_the_old_whole_and_nothing_else(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    contacts.put(folder, CODE, b"old")

    def full(number: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), number)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with refused("vault-unreachable"):
            contacts.put(folder, CODE, b"newer")
    assert contacts.sealed(folder, CODE) == b"old"
    files = [path.name for path in (folder / "vault").rglob("*") if path.is_file()]
    assert sorted(files) == [f"{CODE}.age", places.MARK]


def test_what_dead_writers_left_goes_with_the_next_write_or_erasing(folder: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as dead:
        pass
    drafts = folder / "vault" / "new"
    acts: list[Callable[[], None]] = [
        lambda: contacts.put(folder, CODE, b"sealed"),
        lambda: contacts.erase(folder, CODE),
    ]
    for act in acts:
        durable.make_folder(drafts)
        (drafts / f"{CODE}.age.{dead.pid}.k3j4.new").write_bytes(b"half")
        living = drafts / f"{OTHER}.age.{os.getppid()}.k3j4.new"
        living.write_bytes(b"half")
        act()
        assert list(drafts.iterdir()) == [living]


@settings(max_examples=25)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.none() | st.binary(max_size=64)), max_size=12))
def test_a_folder_is_as_a_dictionary(steps: list[tuple[str, bytes | None]]) -> None:
    with tempfile.TemporaryDirectory() as name:
        top, model = Path(name), dict[str, bytes]()
        for key, data in steps:
            if data is None:
                durable.remove(top / "in" / key)
                model.pop(key, None)
            else:
                durable.put(top / "in" / key, data)
                model[key] = data
        inner = top / "in"
        assert ({path.name: path.read_bytes() for path in inner.iterdir()} if inner.exists() else {}) == model
