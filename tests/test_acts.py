"""What a person decides or registers is done once, whatever dies on the way: the same command again ends it."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from tests.deaths import die, points
from tests.lab import PAIRS, commit_all, git, ideas, repository
from tests.test_arrivals import message

from farakhan.cli import desk
from farakhan.cli.register import run
from farakhan.contact import sealing
from farakhan.intake.screening import Decision
from farakhan.model.idea import Status
from farakhan.store import vault
from farakhan.store.record import inspect_edition


@pytest.fixture
def start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository of a member of staff, with one idea."""
    record = repository(tmp_path / "start")
    record.idea(status=Status.RECEIVED)
    commit_all(record.root)
    for key, value in (("user.name", "کارشناس نمونه"), ("user.email", "desk@localhost")):
        git(record.root, "config", key, value)
    (tmp_path / "message.txt").write_text(message(1), encoding="utf-8")
    monkeypatch.chdir(record.root)
    return record.root


def screening(root: Path) -> None:
    """`farakhan screen CODE accept`."""
    os.chdir(root)
    code = next(root.glob("submissions/1406/ideas/*/*.md")).stem
    desk.screen(code, Decision.ACCEPT, "", "", "")


def registration(root: Path) -> None:
    """`farakhan register 1406 message.txt --yes`; a text that stands in git is not registered again."""
    os.chdir(root)
    arrival = ("eitaa", "1405-08-20 10:30", "desk1", "")
    try:
        run("1406", str(root.parent / "message.txt"), [], arrival, "", yes=True)
    except typer.Exit as stopped:
        assert stopped.exit_code == 1  # noqa: PT017 (only this exit is right)


@pytest.mark.parametrize("act", [screening, registration])
def test_after_a_death_at_any_point_the_same_command_ends_the_act(start: Path, act: Callable[[Path], None]) -> None:
    def work(name: str) -> Callable[[], None]:
        root = Path(shutil.copytree(start, start.with_name(name), symlinks=True))
        return lambda: act(root)

    begun = int(git(start, "rev-list", "--count", "HEAD"))
    found = points(work("whole"))
    named = [at for at, point in enumerate(found) if point.startswith("farakhan.commit:")]
    assert [found[at] for at in named] == [
        f"farakhan.commit:{name}" for name in ("read", "imported", "followed", "moved")
    ]
    for at in (at for at, point in enumerate(found) if "/.cache/" not in point):
        die(work(str(at)), at)
        root = start.with_name(str(at))
        act(root)
        assert int(git(root, "rev-list", "--count", "HEAD")) == begun + 1, found[at]
        _, problems = inspect_edition(root, "1406")
        assert [str(one) for one in problems if not one.warning] == [], found[at]
        assert git(root, "status", "--porcelain") == "", found[at]
        assert git(root, "for-each-ref", "refs/farakhan") == "", found[at]
        if act is registration:
            (code,) = ideas(root).keys() - ideas(start).keys()
            assert sealing.unseal(vault.contact(root, code), [PAIRS[0][0]]).mobile == "09000000018"
        else:
            assert [one.status for one in ideas(root).values()] == [Status.ACCEPTED]
        shutil.rmtree(root)
