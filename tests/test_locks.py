"""Locks that a dead git left of the references that a push writes: the next push takes them away and all is right."""

import os
import signal
import time
from pathlib import Path

import pytest
from tests.deaths import ended, git_that
from tests.lab import clean, commit_all, git, hasty, ideas, repository, serving
from tests.test_faults import sent

from farakhan.store.git.pushing import AGREED, LOCK, PUSHED, push

FOLLOWS = "refs/remotes/origin/main"
WRITTEN = (f"{FOLLOWS}.lock", f"{PUSHED}.lock", f"{AGREED}.lock", "packed-refs.lock")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository that has been pushed, with its remote and a clone of a member of staff."""
    root = repository(tmp_path / "r").root
    git(tmp_path, "clone", "-q", "--bare", str(root), str(tmp_path / "r.git"))
    git(root, "remote", "add", "origin", str(tmp_path / "r.git"))
    git(tmp_path, "clone", "-q", str(tmp_path / "r.git"), str(tmp_path / "other"))
    push(root, "origin")
    return root


def note(root: Path, name: str) -> None:
    """Commit something, as a person does."""
    (root / "submissions" / name).write_text("نمونه", encoding="utf-8")
    commit_all(root)


def lock(root: Path, name: str, seconds: float = 0.0) -> Path:
    """A lock of git's that is so old."""
    path = root / ".git" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.touch()
    then = time.time() - seconds
    os.utime(path, (then, then))
    return path


def all_is_sent(root: Path) -> None:
    """The remote has what is here, and every reference that says so is right."""
    tip = git(root, "rev-parse", "HEAD")
    assert git(root.with_suffix(".git"), "rev-parse", "main") == tip
    assert [git(root, "rev-parse", name) for name in (FOLLOWS, PUSHED)] == [tip, tip]
    clean(root)


@pytest.mark.promise("trouble-passes-by-itself")
@pytest.mark.parametrize(("name", "moved"), [*((name, False) for name in WRITTEN), (WRITTEN[0], True)])
def test_a_lock_that_was_left_long_ago_stops_no_push(root: Path, name: str, *, moved: bool) -> None:
    note(root, "here")
    if moved:
        note(root.parent / "other", "there")
        git(root.parent / "other", "push", "-q")
    lock(root, name, 120)
    push(root, "origin")
    all_is_sent(root)


@pytest.mark.promise("trouble-passes-by-itself")
@pytest.mark.parametrize(
    ("verb", "left"), [("push", f"{FOLLOWS}.lock"), ("update-ref", f"{PUSHED}.lock"), ("update-ref", WRITTEN[-1])]
)
def test_what_a_push_locked_that_died_just_now_is_nobodys(root: Path, verb: str, left: str) -> None:
    note(root, "here")
    path = root / ".git" / left
    environment = git_that(root.parent / "bin", verb, f'touch {path}; $git "$@"; kill -9 $PPID $$')

    def work() -> None:
        os.environ |= environment
        push(root, "origin")

    assert ended(work) == -signal.SIGKILL
    assert path.exists()
    push(root, "origin")
    all_is_sent(root)


def test_a_reference_that_a_person_has_at_the_moment_stops_no_push(root: Path) -> None:
    note(root.parent / "other", "there")
    git(root.parent / "other", "push", "-q")
    note(root, "here")
    theirs = lock(root, f"{FOLLOWS}.lock")
    push(root, "origin")
    assert git(root.with_suffix(".git"), "rev-parse", "main") == git(root, "rev-parse", "HEAD", PUSHED).split()[1]
    assert theirs.exists(), "it may be a living person's"
    theirs.unlink()


def test_beside_a_push_that_still_lives_its_locks_are_left(root: Path) -> None:
    note(root, "here")
    asleep = root.parent / "asleep"
    script = f"kill -9 $PPID; echo $$ > {asleep}.new; mv {asleep}.new {asleep}; exec sleep 60"
    slow = git_that(root.parent / "bin", "push", script)

    def work() -> None:
        os.environ |= slow
        push(root, "origin")

    assert ended(work) == -signal.SIGKILL
    while not asleep.exists():
        time.sleep(0.01)
    theirs, mark = lock(root, f"{FOLLOWS}.lock"), (root / ".git" / LOCK).read_text()
    push(root, "origin")
    assert theirs.exists()
    assert (root / ".git" / LOCK).read_text() == mark != "", "it still says that its master died"
    os.kill(int(asleep.read_text()), signal.SIGKILL)
    until = time.monotonic() + 20
    while theirs.exists():
        assert time.monotonic() < until
        push(root, "origin")
    all_is_sent(root)


@pytest.mark.promise("trouble-passes-by-itself")
def test_a_server_makes_up_for_a_push_that_died_with_its_lock(root: Path) -> None:
    path = root / ".git" / f"{FOLLOWS}.lock"
    environment = git_that(root.parent / "bin", "push", f'touch {path}; $git "$@"; kill -9 $PPID $$')

    def deadly() -> None:
        hasty()
        os.environ |= environment

    with serving(root, prepare=deadly) as served:
        code = sent(served, 1)
        served.process.join(20)
        assert served.process.exitcode == -signal.SIGKILL
    assert path.exists()
    with serving(root, prepare=hasty) as served:
        served.drained()
        served.stop()
    assert ideas(root.with_suffix(".git"), "main").keys() == {code}
    all_is_sent(root)
