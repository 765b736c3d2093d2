"""A spool of any earlier version goes on in this one, whole; one of a newer version is left alone and said in words."""

import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from tests.deaths import die
from tests.old_spools import ARRIVED, CODES, FORMS, written
from tests.ready import TOOL

from farakhan import sealing
from farakhan.problems import DamageError, FarakhanError
from farakhan.store import backup
from farakhan.store.spool import beside, schema, sqlite
from farakhan.store.spool.contract import EVENT, every
from farakhan.store.spool.letters import Act, Letter, Taken
from farakhan.store.spool.sqlite import FILE, FOLDER, Spool

PAIRS = [sealing.new_key() for _ in range(2)]
forms = pytest.mark.parametrize("form", FORMS)


@contextmanager
def opened(folder: Path) -> Iterator[Spool]:
    with closing(Spool(folder, lambda: ARRIVED + timedelta(hours=1))) as spool:
        yield spool


def tables(folder: Path) -> dict[str, str]:
    """What a spool's file is made of, in SQL; without SQLite's own."""
    with closing(sqlite3.connect(folder / FILE)) as file:
        found = file.execute("SELECT name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'").fetchall()
        found += [("version", file.execute("PRAGMA user_version").fetchone()[0])]
    return dict(found)


def newer(folder: Path) -> bytes:
    """Let a spool be of the next version; its bytes."""
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as file:
        file.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    return (folder / FILE).read_bytes()


@forms
def test_every_earlier_form_goes_on_as_a_new_spool_does(tmp_path: Path, form: str) -> None:
    letters = written(tmp_path / "old", form)
    with opened(tmp_path / "new"):
        pass
    for _ in range(2):
        with opened(tmp_path / "old") as spool:
            assert [*every(spool, None)] == letters
        assert tables(tmp_path / "old") == tables(tmp_path / "new")


@forms
def test_what_comes_after_it_is_kept_beside_what_was_there(tmp_path: Path, form: str) -> None:
    letters = written(tmp_path, form)
    sent = Letter(
        sender=b"s4", told=b"another", code=CODES[1], act=Act.NEW, edition="1406", channel="bale", content=b"[]"
    )
    back = Letter(sender=b"s4", told=b"t4", code=CODES[1], act=Act.NEW, edition="1406", channel="bale", content=b"{}")
    with opened(tmp_path) as spool:
        outcomes = [outcome for letter in (sent, back) for outcome in spool.put([letter])]
        kept = [one for one in outcomes if isinstance(one, Taken)]
        assert len(kept) == 2
        assert [*every(spool, None)] == [*letters, *kept]
        assert {one.letter.channel for one in kept} == {"bale"}


@forms
def test_who_looks_in_beside_an_old_server_reads_what_migrating_would_make(tmp_path: Path, form: str) -> None:
    """The old program has its spool open, and what it wrote last stands in the log alone."""
    letters = written(tmp_path, form)
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as server:
        if letters:
            server.execute("UPDATE letters SET note = 'در تاریخچه' WHERE number = 4")
        before = (tmp_path / FILE).read_bytes()
        found = beside.waiting(tmp_path)
        assert [*beside.contents(tmp_path)] == [(one.letter.code, one.letter.content) for one in letters]
        assert beside.waits(tmp_path) == bool(letters)
        assert (tmp_path / FILE).read_bytes() == before
    assert [one.letter.note for one in found][:1] == ["در تاریخچه"] * bool(letters)
    with opened(tmp_path) as spool:
        assert spool.take(9) == found == beside.waiting(tmp_path)


@pytest.mark.promise("acknowledged-once")
def test_a_death_while_migrating_leaves_the_old_spool_whole(tmp_path: Path) -> None:
    letters = written(tmp_path, "the first")
    before = tables(tmp_path)
    die(lambda: Spool(tmp_path, lambda: ARRIVED).close(), at=f"{EVENT}:migrating")
    assert tables(tmp_path) == before
    with opened(tmp_path) as spool:
        assert [*every(spool, None)] == letters


def test_a_form_that_nobody_wrote_is_left_as_it_was(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as file:
        file.execute("CREATE TABLE letters (number INTEGER PRIMARY KEY, words TEXT)")
        file.execute("INSERT INTO letters (words) VALUES ('نمونه')")
    before = tables(tmp_path)
    with pytest.raises(sqlite3.OperationalError):
        Spool(tmp_path, lambda: ARRIVED)
    assert tables(tmp_path) == before
    with closing(sqlite3.connect(tmp_path / FILE)) as file:
        assert file.execute("SELECT words FROM letters").fetchall() == [("نمونه",)]


def test_a_newer_spool_is_left_alone_and_said(tmp_path: Path) -> None:
    written(tmp_path / FOLDER, "with texts seen")
    before = newer(tmp_path / FOLDER)
    with pytest.raises(DamageError) as told:
        Spool(tmp_path / FOLDER, lambda: ARRIVED)
    assert told.value.code == "spool-newer"
    assert "برنامه را به‌روز کنید" in told.value.message
    for look in (beside.waiting, beside.waits, lambda folder: [*beside.contents(folder)]):
        with pytest.raises(DamageError, match="spool-newer"):
            look(tmp_path / FOLDER)
    assert (tmp_path / FOLDER / FILE).read_bytes() == before
    with sqlite.held(tmp_path / FOLDER):  # and its lock was given back
        pass


def test_a_newer_spool_ends_a_command_in_one_line(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "-q", "-b", "main", tmp_path], check=True)
    (tmp_path / "submissions" / "1406").mkdir(parents=True)
    written(tmp_path / FOLDER, "with texts seen")
    newer(tmp_path / FOLDER)
    done = subprocess.run([TOOL, "commit", "--once"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr.count("\n")) == (3, 1), done.stderr
    assert "spool-newer" in done.stderr


@forms
def test_an_old_backup_comes_back_as_a_spool_of_this_version(tmp_path: Path, form: str) -> None:
    root, other = tmp_path / "old", tmp_path / "other"
    root.mkdir()
    letters = written(root / FOLDER, form)
    backup.save(root, tmp_path / "one.backup", [public for _, public in PAIRS], ARRIVED)
    settled: list[Taken] = []
    backup.restore(other, tmp_path / "one.backup", [PAIRS[0][0]], lambda spool: settled.extend(every(spool, None)))
    assert settled == letters
    with closing(sqlite3.connect(other / FOLDER / FILE)) as file:
        assert schema.version(file) == schema.VERSION
    with opened(other / FOLDER) as spool:
        assert [*every(spool, None)] == letters


def test_a_newer_backup_is_refused_before_anything_is_put_anywhere(tmp_path: Path) -> None:
    root, other = tmp_path / "new", tmp_path / "other"
    root.mkdir()
    written(root / FOLDER, "with texts seen")
    newer(root / FOLDER)
    (root / "vault" / "media").mkdir(parents=True)
    (root / "vault" / "media" / ("a" * 64)).write_bytes(b"photo")
    backup.save(root, tmp_path / "one.backup", [public for _, public in PAIRS], ARRIVED)
    with pytest.raises(FarakhanError) as told:
        backup.restore(other, tmp_path / "one.backup", [PAIRS[0][0]], lambda _: None)
    assert told.value.code == "spool-newer"
    assert [path.name for path in other.rglob("*") if path.is_file()] == [sqlite.LOCK]
