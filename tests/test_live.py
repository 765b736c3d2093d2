"""What a server keeps of the record: always as the files are, and read only where they changed."""

import os
import time
from pathlib import Path

import pytest
from tests.opened import opened
from tests.records import Record

from farakhan.problems import FarakhanError
from farakhan.record.live import Live, LiveCall
from farakhan.store import disk

SOON = 0.02
"""Seconds after which these tests take a file for settled."""


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    monkeypatch.setattr(disk, "COARSE", SOON)
    return Record(tmp_path)


def settled(record: Record) -> LiveCall:
    """A call that was read a while ago."""
    call = LiveCall(record.root, "1406")
    time.sleep(2 * SOON)
    call.renew()
    assert not call.is_stale()
    return call


def looks(call: LiveCall, record: Record) -> int:
    """How often the file is opened for three answers."""
    with opened(record.folder) as names:
        for _ in range(3):
            call.renew()
            call.now()
    return len(names)


def test_a_file_that_did_not_change_is_not_read(record: Record) -> None:
    call = settled(record)
    first = call.now()
    assert looks(call, record) == 0
    assert call.now() is first


def test_a_file_that_was_written_again_as_it_was_is_read_and_not_checked(record: Record) -> None:
    call = settled(record)
    first = call.now()
    record.write_call()
    assert call.is_stale()
    assert call.now() is first
    time.sleep(2 * SOON)
    assert looks(call, record) == 1
    assert looks(call, record) == 0


def test_a_change_is_seen_at_once_though_size_and_time_are_the_same(record: Record) -> None:
    call = settled(record)
    path = record.folder / "call.yml"
    before = path.stat()
    slogan = call.now().slogan
    text = path.read_text(encoding="utf-8")
    other = f"{slogan[:-1]}م"
    assert other != slogan
    path.write_text(text.replace(slogan, other), encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert path.stat().st_size == before.st_size
    assert call.is_stale()
    assert call.now().slogan == call.last.slogan == other


def test_a_file_that_was_written_just_now_is_looked_at_each_time(tmp_path: Path) -> None:
    """Two writings may bear one time."""
    record = Record(tmp_path)
    call = LiveCall(tmp_path, "1406")
    assert call.is_stale()
    assert looks(call, record) == 6


@pytest.mark.parametrize("wrong", ["cut", "gone", "link", "executable"])
def test_a_call_that_is_wrong_for_a_moment_leaves_the_last_right_one(record: Record, wrong: str) -> None:
    call = settled(record)
    first, terms = call.last, call.terms
    path = record.folder / "call.yml"
    whole = path.read_bytes()
    if wrong == "cut":
        path.write_bytes(whole[:100])
    elif wrong == "executable":
        path.chmod(0o755)
    else:
        path.unlink()
    if wrong == "link":
        path.symlink_to(record.root / "elsewhere.yml")
    for _ in range(2):
        with pytest.raises(FarakhanError) as told:
            call.now()
        assert told.value.code == "call-file"
        assert (call.last, call.terms) == (first, terms)
    path.unlink(missing_ok=True)
    path.write_bytes(whole)
    assert call.now() == first


def test_an_edition_that_cannot_be_read_at_first_is_asked_again(tmp_path: Path) -> None:
    kept = Live(tmp_path)
    for _ in range(2):
        with pytest.raises(FarakhanError) as told:
            kept.call_of("1406")
        assert told.value.code == "no-edition"
    record = Record(tmp_path)
    record.call["age_recipients"] = []
    record.write_call()
    assert kept.call_of("1406") is kept.call_of("1406")
    assert kept.call_of("1406").now().edition == "1406"
