"""A remote that takes the call and never answers: the commits go on, health says so, the end comes, nothing is lost."""

import os
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx
import pytest
from tests.lab import clean, git, hasty, idea_form, ideas, repository, serving
from tests.ready import INSTALLED
from tests.test_erasing import bucket_at
from tests.test_faults import key, sent

from farakhan.problems import FarakhanError
from farakhan.store.git import pushing
from farakhan.store.git.run import Patience
from farakhan.store.spool import sqlite
from farakhan.web import mirroring, pusher

LINES = ("git", "http", "hook")


@contextmanager
def silent() -> Iterator[int]:
    """A port that takes calls and never says a word."""
    taken: list[socket.socket] = []
    with socket.create_server(("127.0.0.1", 0)) as listening, ExitStack() as lines:

        def accept() -> None:
            with suppress(OSError):
                while True:
                    taken.append(lines.enter_context(listening.accept()[0]))

        threading.Thread(target=accept, daemon=True).start()
        try:
            yield listening.getsockname()[1]
        finally:
            listening.shutdown(socket.SHUT_RDWR)


class Hanging:
    """The remote of a repository, behind something that hangs."""

    def __init__(self, root: Path, line: str, port: int) -> None:
        self.root, self.remote, self.line = root, root.with_suffix(".git"), line
        git(root.parent, "clone", "-q", "--bare", str(root), str(self.remote))
        hook = self.remote / "hooks" / "pre-receive"
        hook.write_text(f"#!/bin/sh\necho $$ >> {self.remote}/asleep\nexec sleep 300\n")
        hook.chmod(0o755)
        address = str(self.remote) if line == "hook" else f"{line}://127.0.0.1:{port}/call.git"
        git(root, "remote", "add", "origin", address)

    def mend(self) -> None:
        """Let it answer from now on."""
        (self.remote / "hooks" / "pre-receive").unlink()
        git(self.root, "remote", "set-url", "origin", str(self.remote))

    def asleep(self) -> list[int]:
        """The hooks that still sleep, once those that were told to end have had their time."""
        listed = self.remote / "asleep"
        hooks = [int(one) for one in listed.read_text().split()] if listed.exists() else []
        end = time.monotonic() + 2
        while any(map(_lives, hooks)) and time.monotonic() < end:
            time.sleep(0.02)
        return [one for one in hooks if _lives(one)]


def _lives(process: int) -> bool:
    with suppress(FileNotFoundError, ProcessLookupError):
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    return False


@pytest.fixture(params=LINES)
def hanging(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Hanging]:
    with silent() as port:
        yield Hanging(repository(tmp_path / "r").root, request.param, port)


def soon(patience: float = 1.0) -> Callable[[], None]:
    """A server that gives a remote little time."""

    def prepare() -> None:
        hasty()
        pusher.FIRST_PATIENCE, pusher.SLOW, pusher.LAST = patience, 0.2, 1.0

    return prepare


@pytest.mark.promise("remote-hangs")
def test_commits_go_on_and_the_end_comes_while_a_push_hangs(hanging: Hanging) -> None:
    with serving(hanging.root, prepare=soon(60.0)) as served:
        codes = {sent(served, 1)}
        health = served.until(lambda health: health["fault"] == "push-slow" and health["waiting"] == 0)
        assert (health["ok"], health["unpushed"]) == (True, 1)
        codes |= {sent(served, number) for number in range(2, 5)}
        health = served.until(lambda health: health["waiting"] == 0)
        assert (health["fault"], health["unpushed"]) == ("push-slow", 4)
        assert ideas(hanging.root).keys() == codes
        os.kill(served.process.pid, signal.SIGTERM)
        served.process.join(10)
        assert served.process.exitcode is not None, "the end came"
    assert hanging.asleep() == []
    hanging.mend()
    with serving(hanging.root, prepare=hasty) as served:
        served.until(lambda health: health["unpushed"] == health["waiting"] == 0 and health["fault"] == "")
        served.stop()
    assert ideas(hanging.remote, "main").keys() == codes
    clean(hanging.root)


@pytest.mark.promise("remote-hangs")
def test_what_hangs_is_given_up_and_goes_when_the_remote_is_back(hanging: Hanging) -> None:
    with serving(hanging.root, prepare=soon(0.5)) as served:
        code = sent(served, 1)
        served.until(lambda health: health["fault"] == "push-slow" and health["waiting"] == 0)
        hanging.mend()
        served.until(lambda health: health["unpushed"] == health["waiting"] == 0 and health["fault"] == "")
        served.stop()
    assert ideas(hanging.remote, "main").keys() == {code}
    assert hanging.asleep() == []


@pytest.mark.promise("remote-hangs")
def test_a_server_killed_while_its_push_hangs_loses_and_doubles_nothing(hanging: Hanging) -> None:
    with serving(hanging.root, prepare=soon(60.0)) as served:
        codes = {sent(served, number) for number in range(1, 4)}
        served.until(lambda health: health["fault"] == "push-slow")
        served.kill()
    hanging.mend()
    with serving(hanging.root, prepare=hasty) as served:
        codes |= {sent(served, number) for number in range(1, 6)}
        served.drained()
        served.stop()
    assert len(codes) == 5
    assert ideas(hanging.remote, "main").keys() == ideas(hanging.root).keys() == codes
    for asleep in hanging.asleep():  # the dead server's own, which nobody was there to end
        os.kill(asleep, signal.SIGKILL)


def test_a_push_by_hand_has_an_end_too(hanging: Hanging) -> None:
    begun = time.monotonic()
    with pytest.raises(FarakhanError) as told:
        pushing.push(_ahead(hanging.root), "origin", Patience(0.5))
    assert told.value.code == "push-slow"
    assert time.monotonic() - begun < 10
    assert hanging.asleep() == []


def test_commit_once_has_an_end_too(tmp_path: Path) -> None:
    with silent() as port:
        hanging = Hanging(repository(tmp_path / "r").root, "git", port)
        with serving(hanging.root, prepare=soon(60.0)) as served:
            sent(served, 1)
            served.until(lambda health: health["waiting"] == 0)
            served.kill()
        short = "from farakhan.store.git import pushing; pushing.SECONDS = 0.5; from farakhan.cli import main; main()"
        command = [str(INSTALLED.with_name("python")), "-c", short, "commit", "--once"]
        done = subprocess.run(command, cwd=hanging.root, check=False, capture_output=True, text=True, timeout=20)
    assert done.returncode == 2
    assert "push-slow" in done.stderr
    assert "Traceback" not in done.stderr
    assert (hanging.root / sqlite.FOLDER / sqlite.FILE).exists()


def test_a_try_has_more_time_after_each_that_failed() -> None:
    assert [pusher.patience_after(failures) for failures in range(7)] == [60, 120, 240, 480, 960, 1800, 1800]


def _ahead(root: Path) -> Path:
    """The repository, a commit before its remote."""
    (root / "submissions" / "note").write_text("نمونه")
    git(root, "add", "-A")
    git(root, "-c", "user.name=نمونه", "-c", "user.email=desk@localhost", "commit", "-qm", "نمونه")
    return root


def test_a_mirror_that_hangs_stops_nothing(tmp_path: Path) -> None:
    """A bucket whose server takes the call and says nothing; the server is a process of its own from the start."""
    root = repository(tmp_path / "r").root
    (root / "public" / "index.html").write_text("<!doctype html><title>نمونه</title>", encoding="utf-8")
    with silent() as port:
        variables = bucket_at(f"http://127.0.0.1:{port}") | {"FARAKHAN_VAULT": "", "FARAKHAN_MIRROR": "s3://bucket/m"}
        command = [str(INSTALLED), "serve", "--port", "0"]
        with subprocess.Popen(
            command, cwd=root, env=os.environ | variables, stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout
            address = process.stdout.readline().split()[-1]
            form = idea_form(1, "نمونهٔ 1", key(1))
            answer = httpx.post(f"{address}intake/ideas", json=form, headers={"Accept": "application/json"})
            assert answer.status_code == 201, answer.text
            end = time.monotonic() + 20
            while (health := httpx.get(f"{address}healthz").json())["waiting"]:
                assert time.monotonic() < end, health
                time.sleep(0.05)
            assert health["unmirrored"] > 0
            assert ideas(root).keys() == {answer.json()["code"]}
            process.terminate()
            assert process.wait(10) is not None


def test_a_person_is_called_when_what_was_answered_stands_in_one_place_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FARAKHAN_MIRROR", str(tmp_path / "away"))

    def prepare() -> None:
        soon(60.0)()
        mirroring.LATE = 0.5

    with serving(repository(tmp_path / "r").root, prepare=prepare) as served:
        sent(served, 1)
        assert served.health()["ok"]
        health = served.until(lambda health: not health["ok"])
        assert health["unmirrored_seconds"] >= 0.5
