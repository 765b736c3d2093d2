"""What is lost or broken beside the record is said in words, and never passes as empty, new or healthy."""

import os
import shutil
import signal
import subprocess
import sys
from contextlib import suppress
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

import pytest
from tests.lab import PAIRS, Served, git, hasty, idea_form, ideas, repository, serving
from tests.ready import TOOL
from tests.records import ROOT

from farakhan.problems import FarakhanError
from farakhan.store.spool import sqlite
from farakhan.store.spool.letters import Act, Letter, State
from farakhan.store.spool.sqlite import Spool
from farakhan.store.vault import proofs


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with two people's ideas in git, whose server has ended."""
    root = repository(tmp_path_factory.mktemp("damage") / "r").root
    (root / "public" / "index.html").touch()
    with serving(root, prepare=hasty) as server:
        for number in (1, 2):
            assert send(server, number)[0] == HTTPStatus.CREATED
        server.until(in_git)
        server.stop()
    return root


@pytest.fixture
def root(whole: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(whole, tmp_path / "r"))


def send(server: Served, number: int) -> tuple[int, dict[str, object]]:
    return server.ask("POST", "/intake/ideas", idea_form(number, f"نمونهٔ {number}", f"{number:032x}"))


def run(root: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([TOOL, *words], cwd=root, capture_output=True, text=True, check=False, timeout=60)
    assert "Traceback" not in done.stderr
    return done


def in_git(health: dict[str, object]) -> bool:
    return health["waiting"] == 0


@pytest.mark.parametrize("left", [None, b"short"], ids=["gone", "short"])
def test_a_lost_key_of_the_proofs_is_said_and_not_made_anew(root: Path, left: bytes | None) -> None:
    key = root / sqlite.FOLDER / proofs.FILE
    before = key.read_bytes()
    key.unlink()
    if left is not None:
        key.write_bytes(left)
    done = run(root, "serve", "--port", "0")
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert "proof-key" in done.stderr
    assert (key.read_bytes() if key.exists() else None) == left
    key.unlink(missing_ok=True)
    assert run(root, "keys", "proof").returncode == 0
    assert len(key.read_bytes()) == proofs.BYTES
    assert run(root, "keys", "proof").returncode == 2
    assert key.read_bytes() != before


def test_a_lost_key_that_letters_alone_rest_on_is_said_too(root: Path) -> None:
    key = root / sqlite.FOLDER / proofs.FILE
    key.unlink()
    for proof in (root / "vault" / "proofs").iterdir():
        proof.unlink()
    done = run(root, "serve", "--port", "0")
    assert (done.returncode, "proof-key" in done.stderr, key.exists()) == (3, True, False)


@pytest.mark.parametrize("broken", [b"x" * 8192, b"SQLite format 3\0" + b"\xff" * 8192], ids=["text", "head"])
def test_a_broken_spool_is_said_with_what_to_put_aside(root: Path, broken: bytes) -> None:
    file = root / sqlite.FOLDER / sqlite.FILE
    file.write_bytes(broken)
    done = run(root, "commit", "--once")
    assert (done.returncode, done.stderr.count("\n")) == (3, 1)
    assert f"{sqlite.FILE}-wal" in done.stderr
    assert file.read_bytes() == broken
    for name in root.glob(f"{sqlite.FOLDER}/{sqlite.FILE}*"):
        name.unlink()
    assert run(root, "commit", "--once").returncode == 0
    assert len(ideas(root)) == 2


@pytest.mark.parametrize("names", [("-wal",), ("", "-wal", "-shm")])
def test_a_spool_that_was_removed_beneath_the_server_takes_no_more(root: Path, names: tuple[str, ...]) -> None:
    with serving(root, prepare=hasty) as server:
        told = {send(server, 3)[1]["code"], *ideas(root)}
        server.until(in_git)
        for name in names:
            (root / sqlite.FOLDER / f"{sqlite.FILE}{name}").unlink()
        status, answer = send(server, 4)
        assert (status, answer["error"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "broken")
        health = server.health()
        assert (health["ok"], health["fault"]) == (False, "spool-gone")
        server.stop()
    assert ideas(root).keys() == told
    with serving(root, prepare=hasty) as server:
        assert send(server, 4)[0] == HTTPStatus.CREATED
        assert server.until(in_git)["ok"]


def test_whatever_is_asked_of_a_spool_whose_files_are_gone_is_said_in_our_words(root: Path) -> None:
    opened = Spool(root / sqlite.FOLDER, lambda: datetime.now(UTC))
    for name in ("", "-wal", "-shm"):
        (root / sqlite.FOLDER / f"{sqlite.FILE}{name}").unlink(missing_ok=True)
    for asking in (
        lambda: opened.of_sender(b"x"),
        lambda: opened.of_code("x"),
        lambda: opened.take(1),
        lambda: opened.mark([1], State.PUSHED),
        lambda: opened.forget("x"),
        opened.tidy,
        opened.codes,
        opened.count,
        opened.committed,
        opened.sealed,
    ):
        with suppress(FarakhanError):
            asking()
    asked = Letter(sender=b"", told=b"", code="c", act=Act.WITHDRAW, edition="1406", channel="web", content=b"")
    (outcome,) = opened.put([asked])
    assert isinstance(outcome, FarakhanError)
    assert outcome.code == "spool-gone"
    opened.close()


def test_after_a_killed_restore_nothing_begins_with_an_empty_spool(root: Path, tmp_path: Path) -> None:
    saved, key, other = tmp_path / "one.backup", tmp_path / "key", tmp_path / "other"
    key.write_text(PAIRS[0][0])
    assert run(root, "backup", saved).returncode == 0
    git(tmp_path, "clone", "-q", str(root), str(other))
    shutil.copytree(root / "public", other / "public")
    died = subprocess.run(
        [
            sys.executable,
            "-m",
            "tests.deaths",
            f"os.rename:{other}/spool/restoring/spool/spool.sqlite",
            "restore",
            saved,
            "--key",
            key,
        ],
        cwd=other,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        check=False,
    )
    assert died.returncode == -signal.SIGKILL
    assert len([*(other / "vault" / "contacts").iterdir()]) == 2
    again = run(other, "restore", saved, "--key", key)
    assert (again.returncode, "backup-place" in again.stderr) == (2, True)
    done = run(other, "serve", "--port", "0")
    assert (done.returncode, "restore-unfinished" in done.stderr) == (3, True), done.stderr
    for folder in ("spool", "vault"):
        shutil.move(other / folder, tmp_path / f"old-{folder}")
    assert run(other, "restore", saved, "--key", key).returncode == 0
    assert not (other / "spool" / "restore-unfinished").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("receipt", "CODE", "--page", "no/such/page.html"), "no/such/page.html: enoent"),
        (("receipt", "CODE", "--page", "."), ".: eisdir"),
        (("export", "1406", "--out", "/dev/null/x.xlsx"), "/dev/null: eexist"),
    ],
)
def test_what_the_system_refuses_is_one_line_of_words(root: Path, words: tuple[str, ...], said: str) -> None:
    code = min(ideas(root))
    done = run(root, *(code if word == "CODE" else word for word in words))
    assert (done.returncode, done.stderr.count("\n")) == (2, 1), done.stderr
    assert said in done.stderr
