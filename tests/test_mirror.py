"""The second place: it follows the vault and what waits, through restarts, faults and erasing; and a lost machine."""

import http.client
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from tests.buckets import bucket, s3
from tests.lab import PAIRS, Served, ask, git, hasty, idea_form, ideas, repository, serving
from tests.test_faults import key, sent

from farakhan.contact import sealing
from farakhan.files import idea as idea_file
from farakhan.problems import FarakhanError
from farakhan.store import journal, mirror, places, proofs, spool, vault
from farakhan.store.mirror import Mirror
from farakhan.store.spool import Spool
from farakhan.web import mirroring

TOOL = str(Path(sys.executable).with_name("farakhan"))
RECIPIENTS = [public for _, public in PAIRS]


def run(root: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOL, *words], cwd=root, check=False, capture_output=True, text=True)


@pytest.fixture
def second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "second"
    folder.mkdir()
    monkeypatch.setenv(places.MIRROR, str(folder))
    return folder


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = repository(tmp_path / "r").root
    (made.parent / "key").write_text(PAIRS[0][0])
    return made


def soon() -> None:
    """A server whose mirror follows at once."""
    hasty()
    mirroring.ROUND = 0.1


def mirrored(served: Served) -> dict[str, Any]:
    return served.until(lambda health: health["unmirrored"] == 0 and health["waiting"] == 0 and not health["fault"])


def same(one: Path, other: Path) -> None:
    for part in vault.PARTS:
        ours = {path.name: path.read_bytes() for path in (one / part).glob("*")}
        assert ours == {path.name: path.read_bytes() for path in (other / part).glob("*")}, part


def test_the_mirror_follows_what_is_acknowledged(root: Path, second: Path) -> None:
    with serving(root, prepare=soon) as served:
        codes = {sent(served, number) for number in range(1, 5)}
        health = mirrored(served)
        assert health["unmirrored_seconds"] == 0.0
        assert (health["unsaved"], health["unsaved_seconds"] >= 0) == (4, True)
        assert {path.stem for path in (second / "contacts").iterdir()} == codes
        same(root / "vault", second)
        sent(served, 1, "نمونه: عوض شد")
        mirrored(served)
        same(root / "vault", second)
        served.stop()


def test_without_a_mirror_there_is_no_window_but_what_no_backup_has(root: Path, tmp_path: Path) -> None:
    with serving(root, prepare=soon) as served:
        sent(served, 1)
        health = served.until(lambda health: health["waiting"] == 0)
        assert (health["unmirrored"], health["unmirrored_seconds"], health["unsaved"]) == ("", "", 1)
        assert run(root, "backup", tmp_path / "one.backup").returncode == 0
        assert served.health()["unsaved"] == 0
    assert not (root / spool.FOLDER / journal.FILE).exists()


def test_what_waits_for_git_is_in_the_mirror_too(root: Path, second: Path) -> None:
    with serving(root, prepare=soon) as served:
        first = sent(served, 1)
        mirrored(served)
        (root / ".git" / "refs" / "heads" / "main.lock").touch()
        code = sent(served, 2)
        sent(served, 1, "نمونه: عوض شد")
        health = served.until(lambda health: health["unmirrored"] == 0)
        assert health["waiting"] == 2
        assert (second / "contacts" / f"{code}.age").exists()
        assert (second / "proofs" / code).exists()
        served.kill()
    assert {path.stem for path in (second / "contacts").iterdir()} == {first, code}


def test_a_mirror_that_is_away_stops_nothing_and_catches_up(root: Path, second: Path) -> None:
    with serving(root, prepare=soon) as served:
        sent(served, 1)
        mirrored(served)
        second.rename(second.with_name("away"))
        sent(served, 2)
        health = served.until(lambda health: health["fault"] == "mirror-away" and health["waiting"] == 0)
        assert (health["ok"], health["unmirrored"] > 0) == (True, True)
        second.mkdir()  # the mount point, with no disk
        served.until(lambda health: health["fault"] == "mirror-other")
        assert [*second.iterdir()] == []
        served.stop()
    second.rmdir()
    second.with_name("away").rename(second)
    with serving(root, prepare=soon) as served:
        mirrored(served)
        same(root / "vault", second)


def test_a_mirror_that_is_full_stops_nothing(root: Path, second: Path) -> None:
    """The system's own limit for a file stands for a full disk: it comes as an error of writing, like that one."""
    second.chmod(0o700)
    (second / "new").write_text("no folder can be here")
    with serving(root, prepare=soon) as served:
        sent(served, 1)
        health = served.until(lambda health: health["fault"] == "mirror-away" and health["waiting"] == 0)
        assert health["ok"]
        (second / "new").unlink()
        mirrored(served)
    same(root / "vault", second)


def test_what_changed_without_a_note_is_seen_when_all_is_compared(root: Path, second: Path) -> None:
    with closing(Spool(root / spool.FOLDER, lambda: datetime.now(UTC))) as own:
        codes = ["2739401865", "7731768664"]
        for code in codes:
            vault.put_sealed(root, {code: vault.Sealed(b"a", b"b")})
        Mirror(root, own).follow(RECIPIENTS)
        same(root / "vault", second)
        (root / "vault" / "contacts" / f"{codes[0]}.age").write_bytes(b"other")
        (second / "proofs" / codes[1]).unlink()
        Mirror(root, own).follow(RECIPIENTS)
        same(root / "vault", second)
        shutil.rmtree(root / "vault")
        Mirror(root, own).follow(RECIPIENTS)
        assert {path.stem for path in (second / "contacts").iterdir()} == set(codes), "only an erasing erases"


@pytest.mark.parametrize("where", ["relative", "inside", "s3://"])
def test_a_wrong_place_is_told(root: Path, monkeypatch: pytest.MonkeyPatch, where: str) -> None:
    monkeypatch.setenv(places.MIRROR, str(root / "mirror") if where == "inside" else where)
    with pytest.raises(FarakhanError) as told:
        places.mirror(root)
    assert told.value.code in ("mirror-place", "vault-unreachable")


def test_the_key_of_the_proofs_lies_there_sealed(root: Path, second: Path) -> None:
    secret = proofs.key(root)
    with closing(Spool(root / spool.FOLDER, lambda: datetime.now(UTC))) as own:
        Mirror(root, own).follow(RECIPIENTS)
        sealed = (second / mirror.KEY).read_bytes()
        assert all(secret not in path.read_bytes() for path in second.rglob("*") if path.is_file())
        Mirror(root, own).follow(RECIPIENTS)
        assert (second / mirror.KEY).read_bytes() == sealed
        other = sealing.new_key()
        Mirror(root, own).follow([*RECIPIENTS[:1], other[1]])
    (root / spool.FOLDER / proofs.FILE).unlink()
    with pytest.raises(FarakhanError) as told:
        mirror.restore(root, [PAIRS[1][0]], None)
    assert told.value.code == "sealed-other", "who left opens it no more"
    assert mirror.restore(root, [other[0]], None).key
    assert proofs.key(root) == secret


def test_a_bucket_can_be_the_mirror(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with s3() as address:
        variables = bucket(address)
        monkeypatch.setenv(places.MIRROR, variables.pop("FARAKHAN_VAULT"))
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        data = random.Random(1).randbytes(mirror.SMALL + 1)  # noqa: S311 (a test's bytes)
        photo = vault.put_media(root, data)
        vault.put_sealed(root, {"2739401865": vault.Sealed(b"a", b"b")})
        proofs.key(root)
        with closing(Spool(root / spool.FOLDER, lambda: datetime.now(UTC))) as own:
            Mirror(root, own).follow(RECIPIENTS)
            assert journal.behind(root) == (0, 0.0)
        shutil.rmtree(root / "vault")
        shutil.rmtree(root / spool.FOLDER)
        (root / spool.FOLDER).mkdir()
        brought = mirror.restore(root, [PAIRS[0][0]], None)
        assert (len(brought.names), brought.key) == (3, True)
        assert b"".join(vault.media(root, photo)) == data
        vault.erase_contact(root, "2739401865")
        with closing(Spool(root / spool.FOLDER, lambda: datetime.now(UTC))) as own:
            Mirror(root, own).follow(RECIPIENTS)
        place = places.mirror(root)
        assert place is not None
        assert place.names("contacts") == place.names("proofs") == []
