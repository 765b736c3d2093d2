"""The second place: it follows the vault and what waits, through restarts, faults and erasing; and a lost machine."""

import hashlib
import http.client
import os
import random
import shutil
import subprocess
import threading
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from tests.buckets import bucket, s3
from tests.lab import FORK, PAIRS, Served, git, hasty, idea_form, ideas, repository, serving
from tests.ready import TOOL
from tests.test_faults import key, sent

from farakhan import sealing
from farakhan.intake.restored import Missing, missing
from farakhan.model.idea import Idea
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.store.spool import sqlite
from farakhan.store.spool.sqlite import Spool
from farakhan.store.vault import contacts, journal, later, mirror, objects, originals, places, proofs
from farakhan.store.vault.mirror import Mirror
from farakhan.web import mirroring

RECIPIENTS = [public for _, public in PAIRS]


def run(root: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOL, *words], cwd=root, check=False, capture_output=True, text=True)


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
    for part in objects.PARTS:
        ours = {path.name: path.read_bytes() for path in (one / part).glob("*")}
        assert ours == {path.name: path.read_bytes() for path in (other / part).glob("*")}, part


@pytest.mark.promise("machine-lost")
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
    assert not (root / sqlite.FOLDER / journal.FILE).exists()


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


def test_photos_that_wait_leave_the_mirror_when_they_are_let_go_and_not_when_they_are_lost(
    root: Path, second: Path
) -> None:
    folder, there = root / sqlite.FOLDER / later.FOLDER, second / later.FOLDER
    with closing(Spool(root / sqlite.FOLDER, lambda: datetime.now(UTC))) as own:
        photos = [later.Waiting("", bytes([number])) for number in range(3)]
        first, second_, third = later.keep(folder, "2739401865", "a" * 16, photos)
        Mirror(root, own).follow(RECIPIENTS)
        assert len(list(there.iterdir())) == 3
        later.remove(folder, [first])
        later.rename(folder, [second_], "3972137319")
        after_a_death = Mirror(root, own)
        after_a_death.follow(RECIPIENTS)
        left = {f"3972137319{second_[10:]}.age", f"{third}.age"}
        assert {path.name for path in there.iterdir()} == left
        shutil.rmtree(folder)
        after_a_death.follow(RECIPIENTS)
        assert {path.name for path in there.iterdir()} == left


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
    with closing(Spool(root / sqlite.FOLDER, lambda: datetime.now(UTC))) as own:
        codes = ["2739401865", "7731768664"]
        for code in codes:
            contacts.put_all(root, {code: contacts.Sealed(b"a", b"b")})
        Mirror(root, own).follow(RECIPIENTS)
        same(root / "vault", second)
        (root / "vault" / "contacts" / f"{codes[0]}.age").write_bytes(b"other")
        (second / "proofs" / codes[1]).unlink()
        Mirror(root, own).follow(RECIPIENTS)
        same(root / "vault", second)
        for part in objects.PARTS:  # an empty folder with the vault's mark; without the mark nothing is looked at
            shutil.rmtree(root / "vault" / part, ignore_errors=True)
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
    with closing(Spool(root / sqlite.FOLDER, lambda: datetime.now(UTC))) as own:
        Mirror(root, own).follow(RECIPIENTS)
        sealed = (second / mirror.KEY).read_bytes()
        assert all(secret not in path.read_bytes() for path in second.rglob("*") if path.is_file())
        Mirror(root, own).follow(RECIPIENTS)
        assert (second / mirror.KEY).read_bytes() == sealed
        other = sealing.new_key()
        Mirror(root, own).follow([*RECIPIENTS[:1], other[1]])
    (root / sqlite.FOLDER / proofs.FILE).unlink()
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
        proofs.key(root)
        photo = originals.put(root, data)
        contacts.put_all(root, {"2739401865": contacts.Sealed(b"a", b"b")})
        with closing(Spool(root / sqlite.FOLDER, lambda: datetime.now(UTC))) as own:
            Mirror(root, own).follow(RECIPIENTS)
            assert journal.behind(root) == (0, 0.0)
        shutil.rmtree(root / "vault")
        shutil.rmtree(root / sqlite.FOLDER)
        (root / sqlite.FOLDER).mkdir()
        brought = mirror.restore(root, [PAIRS[0][0]], None)
        assert (len(brought.names), brought.key) == (3, True)
        assert b"".join(originals.pieces(root, photo)) == data
        contacts.erase(root, "2739401865")
        with closing(Spool(root / sqlite.FOLDER, lambda: datetime.now(UTC))) as own:
            Mirror(root, own).follow(RECIPIENTS)
        place = places.mirror(root)
        assert place is not None
        assert place.names("contacts") == place.names("proofs") == []


# The machine is lost

WINDOW = 6.0
"""Seconds: what was answered earlier is whole after the loss. The mirror's rounds are shorter here, as 10 s are."""
ENOUGH = 8
"""Answers in a town's first life, with photos among them."""
LIVES = ((1.0, 7.6, 0.4, 1.6, 0.7), (3.8, 0.5, 8.2, 0.3, 1.4))
"""Seconds between a server's first answer and the loss of its machine, one loss after the other."""


class Town:
    """A call on a machine that is lost again and again, its remote, its mirror, and what people were told."""

    def __init__(self, folder: Path) -> None:
        self.root, self.remote, self.second = folder / "r", folder / "r.git", folder / "second"
        repository(self.root)
        git(folder, "clone", "-q", "--bare", str(self.root), str(self.remote))
        git(self.root, "remote", "add", "origin", str(self.remote))
        (self.root / "public").rename(folder / "public")
        (self.root / "public").symlink_to(folder / "public")
        self.second.mkdir()
        self.photo = folder / "photo.png"
        Image.effect_noise((64, 48), 60).save(self.photo)
        self.told: dict[str, tuple[int, float]] = {}
        """What was answered: the sender's number and the time, by code."""
        self.number = 0

    def live(self, seconds: float, enough: int = 0) -> float:
        """A server under load, and the loss of its machine; when that was.

        Args:
            seconds: that it lives.
            enough: answers that must have been given and mirrored by then, however long a busy machine takes.
        """
        with serving(self.root, prepare=short) as served:
            end = threading.Event()
            people = [threading.Thread(target=self._send, args=(served, end, start)) for start in range(2)]
            for one in people:
                one.start()
            time.sleep(seconds)
            if enough:
                served.until(lambda health: len(self.told) >= enough and health["unmirrored"] == 0, 60)
            served.kill()
            lost = time.monotonic()
            end.set()
            for one in people:
                one.join()
        shutil.rmtree(self.root)
        return lost

    def _send(self, served: Served, end: threading.Event, start: int) -> None:
        number = self.number + start
        with suppress(OSError, http.client.HTTPException, httpx.HTTPError):
            while not end.is_set():
                number += 2
                form = idea_form(number, f"نمونهٔ {number}", key(number))
                if number % 3:
                    status, answer = served.ask("POST", "/intake/ideas", form)
                else:
                    status, answer = self._with_photo(served, form)
                assert status == 201, answer
                self.told[answer["code"]] = (number, time.monotonic())
                time.sleep(0.1)

    def _with_photo(self, served: Served, form: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        address = f"http://127.0.0.1:{served.port}/intake/ideas"
        files = {"photo": ("1.png", self.photo.read_bytes(), "image/png")}
        answer = httpx.post(address, data=form, files=files, headers={"Accept": "application/json"})
        return answer.status_code, answer.json()

    def rebuild(self) -> Missing:
        """Another machine: a clone and the mirror; what is named as missing."""
        git(self.root.parent, "clone", "-q", str(self.remote), str(self.root))
        (self.root / "public").symlink_to(self.root.parent / "public")
        (self.root / sqlite.FOLDER).mkdir(mode=0o700)
        brought = mirror.restore(self.root, [PAIRS[1][0]], None)
        assert brought.key
        return missing(self.root)

    def look(self, lost: float, named: Missing) -> Counter[str]:
        """What was answered before the window is whole; what is younger is whole, or named, or nobody has it."""
        there, sealed = ideas(self.root), set(contacts.codes(self.root))
        came: Counter[str] = Counter()
        for code, (number, when) in [*self.told.items()]:
            parts = (code in there, code in sealed)
            if all(parts) and code not in named.media:
                self._whole(there[code], number)
                came["whole"] += 1
                continue
            assert when > lost - WINDOW, (parts, lost - when)
            assert (code in named.contacts, code in named.ideas) == (parts == (True, False), parts == (False, True))
            came["lost"] += 1
            del self.told[code]
        assert set(named.contacts) == there.keys() - sealed
        assert set(named.ideas) == sealed - there.keys()
        return came

    def _whole(self, idea: Idea, number: int) -> None:
        contact = sealing.unseal(contacts.sealed(self.root, idea.code), [PAIRS[0][0]])
        assert (idea.title, contact.mobile) == (f"نمونهٔ {number}", f"0917{number:07}")
        assert proofs.kept(self.root, idea.code, proofs.proof(proofs.key(self.root), idea.code, contact.mobile))
        assert len(idea.media) == (number % 3 == 0)
        for one in idea.media:
            assert hashlib.sha256(b"".join(originals.pieces(self.root, one.sha256))).hexdigest() == one.sha256


def short() -> None:
    hasty()
    mirroring.ROUND = 0.3


def town(folder: Path, lives: tuple[float, ...]) -> tuple[Counter[str], int]:
    """What became of all that was answered on machines that were lost one after the other."""
    folder.mkdir()
    made, came, photos = Town(folder), Counter[str](), 0
    os.environ[places.MIRROR] = str(made.second)
    for place, seconds in enumerate(lives):
        lost = made.live(seconds, ENOUGH if place == 0 else 0)
        made.number += 1000
        came += made.look(lost, made.rebuild())
        photos = sum(len(one.media) for one in ideas(made.root).values())
    return came, photos


@pytest.mark.promise("machine-lost")
def test_what_was_acknowledged_before_the_window_is_whole_after_the_machine_is_lost(tmp_path: Path) -> None:
    with ProcessPoolExecutor(2, mp_context=FORK) as pool:
        towns = [pool.submit(town, tmp_path / f"town-{number}", lives) for number, lives in enumerate(LIVES)]
        for came, photos in (one.result() for one in towns):
            assert came["whole"]
            assert photos


def test_the_drill_as_a_person_does_it(root: Path, second: Path, tmp_path: Path) -> None:
    remote = root.with_suffix(".git")
    git(root.parent, "clone", "-q", "--bare", str(root), str(remote))
    git(root, "remote", "add", "origin", str(remote))
    with serving(root, prepare=soon) as served:
        codes = [sent(served, number) for number in range(1, 4)]
        mirrored(served)
        served.drained()
        served.kill()
    shutil.rmtree(root)
    git(root.parent, "clone", "-q", str(remote), str(root))
    (second / "contacts" / f"{codes[0]}.age").unlink()
    done = run(root, "restore", "--mirror", "--key", tmp_path / "key")
    assert (done.returncode, done.stderr) == (1, "")
    assert "از جای دوم برگشت: ۲ پروندهٔ تماس، ۰ عکس و کلیپ." in done.stdout
    assert to_persian(f"۱ ایده در گیت هست و اطلاعات تماسش نیست: {codes[0]}") in done.stdout
    done = run(root, "keys", "check", "1406", "--key", tmp_path / "key")
    assert (done.returncode, to_persian(codes[0]) in done.stdout) == (1, True)
    done = run(root, "commit", "--once")
    assert done.returncode == 0, done.stderr


def test_a_mirror_over_a_backup_brings_what_is_newer(root: Path, second: Path, tmp_path: Path) -> None:
    with serving(root, prepare=soon) as served:
        codes = [sent(served, number) for number in range(1, 3)]
        mirrored(served)
        assert run(root, "backup", tmp_path / "one.backup").returncode == 0
        time.sleep(1.1)  # the backup says when it was made to the second
        contacts.put(root, codes[0], b"newer")
        codes.append(sent(served, 3))
        mirrored(served)
        served.kill()
    assert (second / "contacts" / f"{codes[0]}.age").read_bytes() == b"newer"
    for name in (sqlite.FOLDER, "vault"):
        shutil.rmtree(root / name)
    done = run(root, "restore", tmp_path / "one.backup", "--mirror", "--key", tmp_path / "key")
    assert (done.returncode, done.stderr) == (0, ""), done.stdout
    assert contacts.sealed(root, codes[0]) == b"newer"
    assert set(contacts.codes(root)) == set(codes)
    same(root / "vault", second)


def test_a_mirror_is_not_overwritten_by_a_backup_that_is_older(root: Path, second: Path) -> None:
    with closing(Spool(root / sqlite.FOLDER, lambda: datetime.now(UTC))) as own:
        contacts.put(root, "2739401865", b"newer")
        Mirror(root, own).follow(RECIPIENTS)
    shutil.rmtree(root / sqlite.FOLDER)
    contacts.put(root, "2739401865", b"older")
    with closing(Spool(root / sqlite.FOLDER, lambda: datetime.now(UTC))) as own, pytest.raises(FarakhanError) as told:
        Mirror(root, own).follow(RECIPIENTS)
    assert told.value.code == "mirror-other"
    with pytest.raises(FarakhanError) as told:
        mirror.restore(root, [PAIRS[0][0]], None)
    assert told.value.code == "mirror-differs"
    assert (second / "contacts" / "2739401865.age").read_bytes() == b"newer"
    assert mirror.restore(root, [PAIRS[0][0]], datetime(2026, 1, 1, tzinfo=UTC)).names == ["contacts/2739401865.age"]
    assert contacts.sealed(root, "2739401865") == b"newer"


def test_commit_once_mirrors_and_sends_though_the_mirror_is_away(root: Path, second: Path) -> None:
    remote = root.with_suffix(".git")
    git(root.parent, "clone", "-q", "--bare", str(root), str(remote))
    with serving(root, prepare=soon) as served:
        code = sent(served, 1)
        mirrored(served)
        (root / ".git" / "refs" / "heads" / "main.lock").touch()
        other = sent(served, 2)
        served.kill()
    (root / ".git" / "refs" / "heads" / "main.lock").unlink()
    git(root, "remote", "add", "origin", str(remote))
    second.rename(second.with_name("away"))
    done = run(root, "commit", "--once")
    assert (done.returncode, "mirror-away" in done.stderr) == (2, True)
    assert ideas(remote, "main").keys() == {code, other}
    second.with_name("away").rename(second)
    assert run(root, "commit", "--once").returncode == 0
    same(root / "vault", second)
    assert {path.stem for path in (second / "contacts").iterdir()} == {code, other}
