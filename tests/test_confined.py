"""The units' own lists of what may be written, on a real server: it does all its work, and cannot touch the program."""

import re
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests.lab import git, idea_form, ideas, repository
from tests.ready import INSTALLED
from tests.records import ROOT
from tests.test_faults import key

from farakhan.store.spool import sqlite
from farakhan.store.vault import contacts

DEPLOY = ROOT / "docs" / "deploy"
JSON = {"Accept": "application/json"}
HOME = "/srv/farakhan"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    made = repository(tmp_path / "r").root
    (made / "public" / "index.html").write_text("<!doctype html><title>نمونه</title>", encoding="utf-8")
    for folder in (sqlite.FOLDER, "vault", ".venv", ".git/hooks"):
        (made / folder).mkdir(exist_ok=True)
    remote = made.with_suffix(".git")
    git(made.parent, "clone", "-q", "--bare", str(made), str(remote))
    git(made, "remote", "add", "origin", str(remote))
    return made


def confined(root: Path, unit: str, *command: str) -> list[str]:
    """A command where of the repository only that can be written which a unit lets be written."""
    text = (DEPLOY / unit).read_text(encoding="utf-8")
    lists = {
        kind: [f"{root}{one.removeprefix(HOME)}" for one in " ".join(said).split() if one.startswith(f"{HOME}/")]
        for kind in ("ReadWritePaths", "ReadOnlyPaths")
        if (said := re.findall(rf"^{kind}=(.*)$", text, re.MULTILINE)) is not None
    }
    own = [f"mount --bind {one} {one}" for one in lists["ReadWritePaths"]]
    closed = [f"mount --bind {one} {one} && mount -o remount,bind,ro {one}" for one in lists["ReadOnlyPaths"]]
    whole = [f"mount --bind {root} {root}", f"cd {root}", *own, f"mount -o remount,bind,ro {root}", *closed]
    script = " && ".join([*whole, f"cd {root}", 'exec "$@"'])
    return ["unshare", "--mount", "sh", "-c", script, "sh", *command]


@pytest.fixture(autouse=True)
def _may_mount(tmp_path: Path) -> None:
    tried = ["unshare", "--mount", "mount", "--bind", str(tmp_path), str(tmp_path)]
    if subprocess.run(tried, check=False, capture_output=True).returncode:
        pytest.skip("a file system may not be mounted here")


@contextmanager
def served(root: Path) -> Iterator[str]:
    command = confined(root, "farakhan.service", str(INSTALLED), "serve", "--port", "0")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            line = process.stdout.readline()
            assert "http" in line, process.communicate(timeout=5)
            yield line.split()[-1]
        finally:
            process.terminate()


def test_the_server_and_the_backup_do_their_work_where_their_units_let_them(root: Path, tmp_path: Path) -> None:
    with served(root) as address:
        answer = httpx.post(f"{address}intake/ideas", json=idea_form(1, "نمونهٔ 1", key(1)), headers=JSON)
        assert answer.status_code == 201, answer.text
        code = answer.json()["code"]
        end = time.monotonic() + 20
        while (health := httpx.get(f"{address}healthz").json())["waiting"] or health["unpushed"]:
            assert time.monotonic() < end, health
            time.sleep(0.05)
        assert health["fault"] == ""
    assert ideas(root.with_suffix(".git"), "main").keys() == {code}
    assert list(contacts.codes(root)) == [code]
    saved = tmp_path / "one.backup"
    command = confined(root, "farakhan-backup.service", str(INSTALLED), "backup", str(saved))
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
    assert saved.exists()


@pytest.mark.parametrize("unit", ["farakhan.service", "farakhan-backup.service"])
@pytest.mark.parametrize("path", [".git/hooks/post-merge", ".git/config", "mkdocs.yml", ".venv/x", ".gitignore"])
def test_what_is_run_cannot_be_written(root: Path, unit: str, path: str) -> None:
    done = subprocess.run(
        confined(root, unit, "sh", "-c", f"echo >> {path}"), check=False, capture_output=True, text=True
    )
    assert done.returncode != 0
    assert "Read-only" in done.stderr
