"""Git's packs: its own housekeeping stays away from our work, ours keeps them few and is never in the way."""

import os
import shutil
import signal
from datetime import UTC, datetime
from pathlib import Path

import pytest
from tests.deaths import ended, git_that
from tests.lab import clean, commit_all, git, hasty, ideas, repository, serving
from tests.test_faults import sent

from farakhan.files import idea as idea_file
from farakhan.problems import FarakhanError
from farakhan.store.git import packs
from farakhan.store.git.commits import New, Person, commit
from farakhan.store.git.pushing import push

WHO, WHEN = Person("نمونه", "nobody@localhost"), datetime(2027, 7, 10, 9, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def grown(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository with more packs than it may have, a commit each; its remote, where somebody has gone on since."""
    record = repository(tmp_path_factory.mktemp("grown") / "r")
    root = record.root
    idea = record.idea()
    commit_all(root)
    git(root.parent, "clone", "-q", "--bare", str(root), str(root.with_suffix(".git")))
    git(root, "remote", "add", "origin", str(root.with_suffix(".git")))
    push(root, "origin")
    path = idea_file.idea_path(idea.edition, idea.code)
    old = (root / path).read_bytes()
    for number in range(packs.MOST + 1):
        new = idea_file.render(idea.model_copy(update={"paper": f"نمونه {number}"}))
        commit(root, {path: New(new, old)}, "نمونه", WHO, WHEN)
        old = new
    git(root.parent, "clone", "-q", str(root.with_suffix(".git")), str(root.parent / "other"))
    (root.parent / "other" / "submissions" / "there").write_text("نمونه", encoding="utf-8")
    commit_all(root.parent / "other")
    git(root.parent / "other", "push", "-q")
    assert packs.number(root) > packs.MOST
    return root.parent


@pytest.fixture
def root(grown: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    shutil.copytree(grown, tmp_path / "copy", symlinks=True)
    root = tmp_path / "copy" / "r"
    git(root, "remote", "set-url", "origin", str(root.with_suffix(".git")))
    return root


@pytest.mark.promise("trouble-passes-by-itself")
def test_a_push_begins_no_housekeeping_of_gits(root: Path) -> None:
    before = packs.number(root)
    push(root, "origin")
    assert git(root, "log", "--format=%s", "--", "submissions/there") == "نمونه"
    assert packs.number(root) >= before
    assert not (root / ".git" / "packed-refs").exists()


def test_they_are_put_together_and_nothing_else_is_touched(root: Path) -> None:
    before = git(root, "for-each-ref"), git(root, "log", "--format=%H %T"), ideas(root)
    assert packs.put_together(root)
    assert packs.number(root) <= 3
    assert (git(root, "for-each-ref"), git(root, "log", "--format=%H %T"), ideas(root)) == before
    assert not packs.put_together(root)
    clean(root)


@pytest.mark.promise("trouble-passes-by-itself")
@pytest.mark.parametrize("script", ["kill -9 $PPID $$", '$git "$@"; kill -9 $PPID'], ids=["before", "after"])
def test_a_death_meanwhile_leaves_everything_as_it_was(root: Path, script: str) -> None:
    environment = git_that(root.parent / "bin", "repack", script)

    def work() -> None:
        os.environ |= environment
        packs.put_together(root)

    assert ended(work) == -signal.SIGKILL
    clean(root)
    push(root, "origin")
    packs.put_together(root)
    clean(root)


def test_a_git_that_cannot_do_it_is_an_error_and_no_harm(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in git_that(root.parent / "bin", "repack", "exit 1").items():
        monkeypatch.setenv(name, value)
    before = packs.number(root)
    with pytest.raises(FarakhanError, match="git"):
        packs.put_together(root)
    assert packs.number(root) == before


def test_a_server_does_it_by_itself(root: Path) -> None:
    with serving(root, prepare=hasty) as served:
        sent(served, 1)
        served.drained()
        served.until(lambda _: packs.number(root) <= 3)
        sent(served, 2)
        served.drained()
        served.stop()
    clean(root)
    assert git(root.with_suffix(".git"), "rev-parse", "main") == git(root, "rev-parse", "HEAD")


@pytest.mark.promise("trouble-passes-by-itself")
def test_a_fetch_that_died_halfway_stops_no_push(root: Path) -> None:
    """Git unpacks a commit first and its files later: a death between leaves a commit without its files."""
    tip = git(root.with_suffix(".git"), "rev-parse", "main")
    place = f"objects/{tip[:2]}/{tip[2:]}"
    half = root / ".git" / place
    half.parent.mkdir(exist_ok=True)
    shutil.copy(root.with_suffix(".git") / place, half)
    push(root, "origin")
    assert git(root, "rev-list", "--count", "HEAD", f"^{tip}") == str(packs.MOST + 1)
    clean(root)
