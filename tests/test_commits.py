"""Batches into git: whole or not at all, twice is once, nobody's work is lost; real git, real deaths."""

import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.deaths import die, ended, git_that, points

from farakhan.problems import FarakhanError
from farakhan.store.git.commits import EVENT, ConflictError, MovedError, New, Person, commit, person, settle, tip_of

WHO = Person("دبیرخانهٔ نمونه", "desk@localhost")
WHEN = datetime(2027, 8, 1, 9, 0, tzinfo=timezone(timedelta(hours=3, minutes=30)))


def path(number: int) -> str:
    code = str(1_000_000_000 + number)
    return f"submissions/1406/ideas/{code[-2:]}/{code}.md"


def batch(*numbers: int, text: str = "نمونه") -> dict[str, New]:
    return {path(number): New(f"{text} {number}\n".encode()) for number in numbers}


def run(root: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=True)
    return done.stdout.decode().strip()


def repository(root: Path, *, bare: bool = False, born: bool = True) -> Path:
    run(root.parent, "init", "-q", "-b", "main", *(["--bare"] if bare else []), str(root))
    if born:
        commit(root, batch(0), "آغاز", WHO, WHEN)
    return root


def there(root: Path, revision: str = "main") -> dict[str, str]:
    names = run(root, "ls-tree", "-r", "--name-only", revision).splitlines()
    return {name: run(root, "cat-file", "blob", f"{revision}:{name}") for name in names}


def sound(root: Path) -> None:
    """Nothing is broken, and nothing of ours stays behind."""
    run(root, "fsck", "--strict", "--no-dangling")
    assert run(root, "for-each-ref", "refs/farakhan") == ""


@pytest.mark.parametrize("bare", [True, False])
@pytest.mark.parametrize("born", [True, False])
def test_a_batch_is_one_commit_by_its_person(tmp_path: Path, *, bare: bool, born: bool) -> None:
    root = repository(tmp_path / "r", bare=bare, born=born)
    made = commit(root, batch(1, 2), "ثبت ۲ ایده\n\n1000000001", WHO, WHEN)
    assert run(root, "rev-parse", "main") == made
    assert run(root, "log", "-1", "--format=%an <%ae> %aI%n%B", "main") == (
        "دبیرخانهٔ نمونه <desk@localhost> 2027-08-01T09:00:00+03:30\nثبت ۲ ایده\n\n1000000001"
    )
    assert there(root).keys() == {path(number) for number in ((0, 1, 2) if born else (1, 2))}
    sound(root)
    if not bare:
        assert run(root, "status", "--porcelain") == ""
        assert (root / path(1)).read_text(encoding="utf-8") == "نمونه 1\n"


def test_the_same_batch_again_changes_nothing(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    made = commit(root, batch(1, 2), "یک", WHO, WHEN)
    assert commit(root, batch(2, 1), "دو", WHO, WHEN) == made
    assert run(root, "rev-list", "--count", "main") == "2"


def test_what_somebody_else_wrote_is_never_written_over(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    tip = commit(root, batch(1), "یک", WHO, WHEN)
    with pytest.raises(FarakhanError) as told:
        commit(root, {**batch(2), **batch(1, text="دیگر")}, "دو", WHO, WHEN)
    assert (told.value.code, told.value.place) == ("commit-conflict", path(1))
    assert run(root, "rev-parse", "main") == tip
    changed = {path(1): New(b"new\n", old="نمونه 1\n".encode())}
    commit(root, changed, "سه", WHO, WHEN)
    assert there(root)[path(1)] == "new"
    with pytest.raises(FarakhanError):
        commit(root, {path(1): New(b"newer\n", old="نمونه 1\n".encode())}, "چهار", WHO, WHEN)
    sound(root)


@pytest.mark.promise("committers-lose-nothing")
def test_what_a_person_has_not_committed_stays(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    (root / path(0)).write_text("در دست کار\n", encoding="utf-8")
    (root / "یادداشت.txt").write_text("x", encoding="utf-8")
    commit(root, batch(1), "یک", WHO, WHEN)
    assert (root / path(0)).read_text(encoding="utf-8") == "در دست کار\n"
    assert run(root, "-c", "core.quotePath=false", "status", "--porcelain").splitlines() == [
        f"M {path(0)}",
        "?? یادداشت.txt",
    ]
    tip = run(root, "rev-parse", "main")
    (root / path(2)).parent.mkdir(parents=True, exist_ok=True)
    (root / path(2)).write_text("هنوز ثبت نشده\n", encoding="utf-8")
    with pytest.raises(FarakhanError) as told:
        commit(root, batch(2), "دو", WHO, WHEN)
    assert told.value.code == "commit-conflict"
    assert run(root, "rev-parse", "main") == tip
    assert (root / path(2)).read_text(encoding="utf-8") == "هنوز ثبت نشده\n"
    sound(root)


@pytest.mark.parametrize("born", [True, False])
@pytest.mark.parametrize("share", [0.0, 0.5, 1.0])
def test_what_a_killed_git_wrote_of_a_batch_stops_nobody(tmp_path: Path, share: float, *, born: bool) -> None:
    """Its files stand in the work tree, some whole, one half, some not at all, and in no index."""
    root = repository(tmp_path / "r", born=born)
    files = batch(1, 2, 3)
    if born:
        files |= {path(0): New("نمونه 0، از نو\n".encode(), old="نمونه 0\n".encode())}
    for name in [path(1), path(0)] if born else [path(1)]:
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        data = files[name].data or b""
        (root / name).write_bytes(data[: round(share * len(data))])
    commit(root, files, "یک", WHO, WHEN)
    assert run(root, "status", "--porcelain") == ""
    assert {name: (root / name).read_bytes() for name in files} == {name: one.data for name, one in files.items()}
    sound(root)


@pytest.mark.parametrize(
    "place",
    ["x.md", "../x", "submissions/1406/ideas/../1000000001.md", ".git/config", "submissions/1406/ideas/01/a\nM.md"],
)
def test_only_places_of_the_record_are_written(tmp_path: Path, place: str) -> None:
    root = repository(tmp_path / "r")
    with pytest.raises(FarakhanError) as told:
        commit(root, {place: New(b"x")}, "یک", WHO, WHEN)
    assert told.value.code == "commit-path"


HOSTILE = ["done\n", "data 3\n\n", "\x00x", "from main\nM 100644 inline x\n"]


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_in_a_name_a_message_or_a_file_is_a_command(tmp_path: Path, text: str) -> None:
    root = repository(tmp_path / "r")
    who = Person(f"a<{text}>b", f"{text}c@d")
    commit(root, {path(1): New(text.encode())}, text, who, WHEN)
    assert run(root, "cat-file", "blob", f"main:{path(1)}") == text.strip()
    assert there(root).keys() == {path(0), path(1)}
    sound(root)


def test_no_hook_runs(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    for name in ("pre-commit", "post-commit", "reference-transaction", "post-checkout", "post-index-change"):
        hook = root / ".git" / "hooks" / name
        hook.write_text(f"#!/bin/sh\ntouch {tmp_path}/ran\n")
        hook.chmod(0o755)
    commit(root, batch(1), "یک", WHO, WHEN)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("name", ["HEAD.lock", "index.lock", "refs/heads/main.lock"])
def test_a_lock_that_was_left_behind_stops_nobody(tmp_path: Path, name: str) -> None:
    root = repository(tmp_path / "r")
    lock = root / ".git" / name
    lock.touch()
    old = time.time() - 3600
    os.utime(lock, (old, old))
    commit(root, batch(1), "یک", WHO, WHEN)
    assert path(1) in there(root)


def test_who_commits_is_asked_of_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = repository(tmp_path / "r")
    monkeypatch.setenv("HOME", str(tmp_path))
    with pytest.raises(FarakhanError) as told:
        person(root)
    assert told.value.code == "no-person"
    run(root, "config", "user.name", "نمونه")
    run(root, "config", "user.email", "x@localhost")
    assert person(root) == ("نمونه", "x@localhost")


def _many(root: Path, first: int) -> None:
    for number in range(first, first + 30):
        commit(root, batch(number), str(number), WHO, WHEN)


@pytest.mark.promise("committers-lose-nothing")
@pytest.mark.parametrize("bare", [True, False])
def test_two_committers_at_once_lose_nothing(tmp_path: Path, *, bare: bool) -> None:
    root = repository(tmp_path / "r", bare=bare)
    started = [multiprocessing.get_context("fork").Process(target=_many, args=(root, first)) for first in (1, 101)]
    for one in started:
        one.start()
    for one in started:
        one.join()
    assert [one.exitcode for one in started] == [0, 0]
    assert len(there(root)) == 61
    assert run(root, "rev-list", "--count", "main") == "61"
    sound(root)
    if not bare:
        assert run(root, "status", "--porcelain") == ""


meanwhile: list[Callable[[str], None]] = []
"""Who is told how far a commit is, in this process."""


@pytest.fixture(scope="module")
def _told() -> None:
    def hook(event: str, args: tuple[object, ...]) -> None:
        if event == EVENT:
            for one in meanwhile:
                one(str(args[0]))

    sys.addaudithook(hook)


@pytest.mark.promise("committers-lose-nothing")
@pytest.mark.usefixtures("_told")
def test_a_person_who_commits_by_hand_meanwhile_loses_nothing(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    by_hand: list[str] = []

    def another(done: str) -> None:
        if done == "followed" and not by_hand:
            tree = run(root, "rev-parse", "main^{tree}")
            words = ("-c", "user.name=x", "-c", "user.email=x@y", "commit-tree", tree, "-p", "main", "-m", "by hand")
            by_hand.append(run(root, *words))
            run(root, "update-ref", "refs/heads/main", by_hand[0])

    meanwhile[:] = [another]
    made = commit(root, batch(1), "یک", WHO, WHEN)
    meanwhile.clear()
    assert run(root, "rev-parse", f"{made}~1") == by_hand[0]
    assert path(1) in there(root)
    assert run(root, "status", "--porcelain") == ""
    sound(root)


@pytest.mark.promise("acknowledged-once")
@pytest.mark.parametrize("bare", [True, False])
def test_after_a_death_at_any_point_the_replay_writes_once(tmp_path: Path, *, bare: bool) -> None:
    def work(name: str) -> Callable[[], object]:
        return lambda: commit(tmp_path / name, batch(1, 2, 3), "یک", WHO, WHEN)

    found = points(work(repository(tmp_path / "whole", bare=bare).name))
    said = [point.split(":")[1] for point in found if point.startswith(EVENT)]
    assert said == ["read", "imported", *([] if bare else ["followed"]), "moved"]
    for at, point in enumerate(found):
        root = repository(tmp_path / str(at), bare=bare)
        die(work(root.name), at)
        assert len(there(root)) in (1, 4), point
        commit(root, batch(4), "دو", WHO, WHEN)
        commit(root, batch(1, 2, 3), "یک", WHO, WHEN)
        assert there(root).keys() == {path(number) for number in range(5)}, point
        assert run(root, "rev-list", "--count", "main") == "3", point
        sound(root)
        if not bare:
            assert run(root, "status", "--porcelain") == "", point


GIT_DIES = {
    "at once": "kill -9 $$",
    "with its lock, and with it the program": """
        coproc real { exec $git "$@"; }
        grep -v ^commit >&${real[1]}
        until read -r said <&${real[0]} && [ "$said" = "prepare: ok" ]; do :; done
        kill -9 $real_PID $PPID; exit
    """,
    "after its work, and with it the program": '$git "$@"; kill -9 $PPID $$',
}


@pytest.mark.promise("acknowledged-once")
@pytest.mark.parametrize("how", GIT_DIES)
@pytest.mark.parametrize("bare", [True, False])
def test_after_git_itself_died_the_replay_writes_once(tmp_path: Path, how: str, *, bare: bool) -> None:
    root = repository(tmp_path / "r", bare=bare)
    environment = git_that(tmp_path / "bin", "update-ref", GIT_DIES[how])

    def work() -> None:
        os.environ |= environment
        with suppress(FarakhanError):
            commit(root, batch(1, 2), "یک", WHO, WHEN)

    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join()
    assert process.exitcode == (0 if how == "at once" else -signal.SIGKILL)
    assert any(root.rglob("main.lock")) == ("lock" in how)
    commit(root, batch(1, 2), "یک", WHO, WHEN)
    assert there(root).keys() == {path(number) for number in range(3)}
    assert run(root, "rev-list", "--count", "main") == "2"
    sound(root)
    if not bare:
        assert run(root, "status", "--porcelain") == ""


def test_on_a_full_disk_a_batch_fails_in_words_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = repository(tmp_path / "r")
    full = git_that(tmp_path / "bin", "fast-import", 'trap "" XFSZ; ulimit -f 0')
    with monkeypatch.context() as patch:
        patch.setenv("PATH", full["PATH"])
        with pytest.raises(FarakhanError) as told:
            commit(root, batch(1), "یک", WHO, WHEN)
    assert told.value.code == "git"
    assert [*(root / ".git").glob("fast_import_crash_*")] == []
    commit(root, batch(1), "یک", WHO, WHEN)
    assert path(1) in there(root)
    sound(root)


def test_on_a_full_disk_who_would_commit_is_told_so(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")

    def work() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
        with pytest.raises(FarakhanError) as told:
            settle(root)
        os._exit(told.value.code == "git")

    assert ended(work) == 1
    settle(root)


@pytest.mark.parametrize("name", ["index.lock", "refs/heads/main.lock"])
def test_a_lock_of_somebody_who_may_live_is_left_alone(tmp_path: Path, name: str) -> None:
    root = repository(tmp_path / "r")
    (root / ".git" / name).touch()
    with pytest.raises(FarakhanError):
        commit(root, batch(1), "یک", WHO, WHEN)
    assert (root / ".git" / name).exists()
    (root / ".git" / name).unlink()
    commit(root, batch(1), "یک", WHO, WHEN)
    assert path(1) in there(root)
    sound(root)


numbers = st.lists(st.sets(st.integers(1, 12), min_size=1, max_size=4), min_size=1, max_size=6)


@settings(max_examples=8)
@given(numbers)
def test_any_sequence_of_batches_gives_their_union(
    tmp_path_factory: pytest.TempPathFactory, numbers: list[set[int]]
) -> None:
    root = repository(tmp_path_factory.mktemp("union") / "r", bare=True)
    for some in numbers:
        commit(root, batch(*some), "دسته", WHO, WHEN)
    assert there(root).keys() == {path(number) for number in {0}.union(*numbers)}


def touched(root: Path) -> Path:
    """Every file of the work tree has another time, as after `touch` or from a disk that was restored."""
    for file in (root / "submissions").rglob("*.md"):
        os.utime(file, (1, 1))
    return root


def copied(root: Path) -> Path:
    """The repository as `cp -a` copies it: the index speaks of other files."""
    other = root.with_name("copy")
    subprocess.run(["cp", "-a", str(root), str(other)], check=True)
    return other


@pytest.mark.parametrize("moved", [touched, copied])
def test_a_work_tree_that_only_looks_changed_stops_nobody(tmp_path: Path, moved: Callable[[Path], Path]) -> None:
    root = repository(tmp_path / "r")
    commit(root, batch(1), "یک", WHO, WHEN)
    root = moved(root)
    commit(root, {path(1): New(b"new\n", old="نمونه 1\n".encode())}, "دو", WHO, WHEN)
    assert (root / path(1)).read_bytes() == b"new\n"
    assert run(root, "status", "--porcelain") == ""


def test_a_file_is_removed_beside_others_that_come(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    commit(root, batch(1, 2), "یک", WHO, WHEN)
    gone = {path(1): New(None, old="نمونه 1\n".encode())}
    tip = commit(root, {**gone, **batch(3)}, "دو", WHO, WHEN)
    assert [(root / path(number)).exists() for number in (1, 2, 3)] == [False, True, True]
    assert run(root, "status", "--porcelain") == ""
    assert commit(root, gone, "دوباره", WHO, WHEN) == tip
    with pytest.raises(ConflictError):
        commit(root, {path(2): New(None, old=b"another\n")}, "سه", WHO, WHEN)
    (root / path(2)).write_text("unsaved", encoding="utf-8")
    with pytest.raises(ConflictError):
        commit(root, {path(2): New(None, old="نمونه 2\n".encode())}, "سه", WHO, WHEN)
    assert (root / path(2)).read_text(encoding="utf-8") == "unsaved"
    sound(root)


def test_a_file_in_the_way_is_named_and_a_touched_one_is_not(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    commit(root, batch(1, 2, 3), "یک", WHO, WHEN)
    touched(root)
    (root / path(2)).write_text("در دست کار\n", encoding="utf-8")
    (root / path(4)).parent.mkdir(parents=True, exist_ok=True)
    (root / path(4)).write_text("یادداشت کسی\n", encoding="utf-8")
    new = {path(number): New(b"new\n", old=f"نمونه {number}\n".encode()) for number in (1, 2, 3)}
    with pytest.raises(ConflictError) as told:
        commit(root, new | batch(4), "دو", WHO, WHEN)
    assert (told.value.place, set(told.value.paths)) == (path(2), {path(2), path(4)})
    commit(root, {name: new[name] for name in (path(1), path(3))}, "دو", WHO, WHEN)
    assert run(root, "status", "--porcelain", "-uall").split() == ["M", path(2), "??", path(4)]
    sound(root)


def test_files_that_were_made_for_another_tip_are_not_committed(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    at = tip_of(root)
    commit(root, batch(1), "یک", WHO, WHEN)
    with pytest.raises(MovedError):
        commit(root, batch(2), "دو", WHO, WHEN, on=at)
    commit(root, batch(2), "دو", WHO, WHEN, on=tip_of(root))
    at = tip_of(root)
    run(root, "switch", "-q", "-c", "other")
    with pytest.raises(MovedError):
        commit(root, batch(3), "سه", WHO, WHEN, on=at)
    assert there(root).keys() == {path(0), path(1), path(2)}


def test_without_a_branch_nothing_is_committed(tmp_path: Path) -> None:
    root = repository(tmp_path / "r")
    run(root, "switch", "-q", "--detach")
    with pytest.raises(FarakhanError) as told:
        commit(root, batch(1), "یک", WHO, WHEN)
    assert told.value.code == "commit-branch"


def test_what_a_dead_committer_left_in_the_work_tree_is_taken_back(tmp_path: Path) -> None:
    """A new file and a changed one; what somebody has changed since then stays."""
    new = {**batch(4), path(1): New(b"new\n", old="نمونه 1\n".encode())}

    def work(name: str) -> Callable[[], object]:
        root = repository(tmp_path / name)
        commit(root, batch(1, 2), "یک", WHO, WHEN)
        return lambda: commit(root, new, "دو", WHO, WHEN)

    for at, point in enumerate(points(work("whole"))):
        die(work(str(at)), at)
        root = tmp_path / str(at)
        (root / path(2)).write_text("در دست کار\n", encoding="utf-8")
        settle(root)
        whole = run(root, "rev-list", "--count", "main") == "3"
        assert run(root, "status", "--porcelain", "-uall").split() == ["M", path(2)], point
        assert (root / path(4)).exists() == whole, point
        assert (root / path(1)).read_text(encoding="utf-8") == ("new\n" if whole else "نمونه 1\n"), point
        sound(root)
