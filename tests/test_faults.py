"""What goes wrong around the intake server, one thing at a time: it stays honest, goes on taking in, and recovers."""

import os
import resource
import shutil
import signal
import sqlite3
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from tests.lab import FORK, Served, clean, commit_all, git, hasty, idea_form, ideas, repository, serving
from tests.ready import TOOL
from tests.records import Record

from farakhan.files import idea as idea_file
from farakhan.model.idea import Idea, Status
from farakhan.persian.calendar import end_of_day, parse_day
from farakhan.store import durable
from farakhan.store.spool import sqlite
from farakhan.store.vault import contacts
from farakhan.web import pusher, service

DEADLINE, LATER = "1408-08-30", "1408-09-10"
T = end_of_day(parse_day(DEADLINE))
SECOND = timedelta(seconds=1)


def key(number: int) -> str:
    return f"{number:032x}"


def send(server: Served, number: int, title: str = "", **more: object) -> tuple[int, dict[str, Any]]:
    form = idea_form(number, title or f"نمونهٔ {number}", key(number)) | more
    return server.ask("POST", "/intake/ideas", form)


def sent(server: Served, number: int, title: str = "") -> str:
    status, answer = send(server, number, title)
    assert status in (HTTPStatus.OK, HTTPStatus.CREATED), answer
    return str(answer["code"])


@pytest.fixture
def record(tmp_path: Path) -> Record:
    return repository(tmp_path / "r")


@pytest.fixture
def root(record: Record) -> Path:
    return record.root


@pytest.fixture
def server(root: Path) -> Iterator[Served]:
    with serving(root, prepare=hasty) as served:
        yield served


def roomy() -> None:
    """Let the disk's last bytes be used."""
    hasty()
    durable.RESERVE = 0


def tight() -> None:
    """No file may grow over a mebibyte: the system's own limit, which nobody has to be asked for."""
    roomy()
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**20, resource.RLIM_INFINITY))


@pytest.fixture(params=["mounted", "limited"])
def small(request: pytest.FixtureRequest, root: Path) -> Iterator[tuple[Callable[[], None], Callable[[Served], None]]]:
    """A spool without much room: how its server is prepared, and how it gets room."""
    if request.param == "limited":

        def lift(served: Served) -> None:
            resource.prlimit(served.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)

        yield tight, lift
        return
    folder = root / sqlite.FOLDER
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a file system may not be mounted here")

    def grow(_: Served) -> None:
        subprocess.run(["mount", "-o", "remount,size=64m", str(folder)], check=True)

    yield roomy, grow
    subprocess.run(["umount", "-l", str(folder)], check=True)


@pytest.mark.promise("acknowledged-once", "trouble-passes-by-itself")
def test_on_a_full_disk_nothing_is_acknowledged_that_is_not_there(
    root: Path, small: tuple[Callable[[], None], Callable[[Served], None]], tmp_path: Path
) -> None:
    prepare, give_room = small
    with serving(root, prepare=prepare) as served:
        told, refused = {}, []
        for number in range(1, 2000):
            status, answer = send(served, number)
            assert status in (HTTPStatus.CREATED, HTTPStatus.INSUFFICIENT_STORAGE), answer
            if status == HTTPStatus.CREATED:
                told[number] = answer["code"]
            else:
                refused.append(number)
                assert "نمونهٔ" in " ".join(answer["message"]), "the announced way is offered, with all that was written"
            if len(refused) == 5:
                break
        assert len(refused) == 5
        assert len(told) > 10
        for name in (sqlite.FILE, f"{sqlite.FILE}-wal"):
            shutil.copy(root / sqlite.FOLDER / name, tmp_path)
        with closing(sqlite3.connect(tmp_path / sqlite.FILE)) as file:
            assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert {code for (code,) in file.execute("SELECT code FROM letters")} == set(told.values())
        give_room(served)
        for number in refused:
            told[number] = sent(served, number)
        served.until(lambda health: health["waiting"] == 0)
        served.stop()
    assert {code: one.title for code, one in ideas(root).items()} == {
        code: f"نمونهٔ {number}" for number, code in told.items()
    }
    assert set(contacts.codes(root)) == set(told.values())
    clean(root)


def test_room_is_reserved_for_what_was_taken_in(root: Path) -> None:
    def full() -> None:
        hasty()
        durable.RESERVE = 2**62

    with serving(root, prepare=full) as served:
        status, answer = send(served, 1)
        assert (status, answer["error"]) == (HTTPStatus.INSUFFICIENT_STORAGE, "disk")
        assert not served.health()["ok"]
    assert ideas(root) == {}


@pytest.mark.promise("trouble-passes-by-itself")
@pytest.mark.parametrize("name", ["index.lock", "HEAD.lock", "packed-refs.lock", "refs/heads/main.lock"])
def test_a_lock_that_a_dead_git_left_stops_nobody(root: Path, name: str) -> None:
    left = root / ".git" / name
    left.touch()
    long_ago = time.time() - 120
    os.utime(left, (long_ago, long_ago))
    with serving(root, prepare=hasty) as served:
        code = sent(served, 1)
        served.until(lambda health: health["waiting"] == 0)
    assert ideas(root).keys() == {code}
    clean(root)


@pytest.mark.promise("trouble-passes-by-itself")
def test_a_lock_that_a_person_holds_is_waited_for(root: Path, server: Served) -> None:
    held = root / ".git" / "refs" / "heads" / "main.lock"
    held.touch()
    code = sent(server, 1)
    health = server.until(lambda health: health["fault"] != "")
    assert (health["waiting"], health["fault"]) == (1, "git")
    held.unlink()
    server.until(lambda health: health["waiting"] == 0 and health["fault"] == "")
    assert ideas(root).keys() == {code}


class Elsewhere:
    """The remote of a repository, which can be out of reach, and a member of staff with a clone of it."""

    def __init__(self, root: Path) -> None:
        self.root, self.remote, self.clone = root, root.with_suffix(".git"), root.with_suffix(".clone")
        git(root.parent, "clone", "-q", "--bare", str(root), str(self.remote))
        git(root, "remote", "add", "origin", str(self.remote))
        git(root.parent, "clone", "-q", str(self.remote), str(self.clone))
        self.away = self.remote.with_suffix(".away")

    def go(self) -> None:
        self.remote.rename(self.away)

    def come(self) -> None:
        self.away.rename(self.remote)

    def change(self, code: str, **changes: object) -> None:
        """Staff change an idea in their clone, as the remote has it, and send it there."""
        git(self.clone, "pull", "-q", "--ff-only", str(self.away if self.away.exists() else self.remote), "main")
        path = self.clone / idea_file.idea_path("1406", code)
        idea = idea_file.parse(str(path), path.read_bytes()).model_copy(update=changes)
        idea = idea.model_copy(update={"digest": idea_file.digest(idea.content())})
        path.write_bytes(idea_file.render(idea))
        commit_all(self.clone)
        git(self.clone, "push", "-q", str(self.away if self.away.exists() else self.remote), "main")

    def ideas(self) -> dict[str, Idea]:
        return ideas(self.remote, "main")


@pytest.fixture
def elsewhere(root: Path) -> Elsewhere:
    return Elsewhere(root)


@pytest.mark.promise("trouble-passes-by-itself")
def test_what_was_not_sent_to_the_remote_is_sent_when_it_is_back(elsewhere: Elsewhere, server: Served) -> None:
    first = sent(server, 1)
    server.drained()
    elsewhere.go()
    second = sent(server, 2)
    health = server.until(lambda health: health["waiting"] == 0 and health["fault"] != "")
    assert (health["ok"], health["fault"], health["unpushed"]) == (True, "push-remote", 1)
    third = sent(server, 3)
    server.until(lambda health: health["unpushed"] == 2)
    elsewhere.come()
    server.until(lambda health: health["unpushed"] == 0 and health["fault"] == "")
    assert elsewhere.ideas().keys() == {first, second, third}


def test_a_remote_that_does_not_answer_is_asked_ever_more_seldom() -> None:
    assert [pusher.pause_after(failures) for failures in range(9)] == [5, 10, 20, 40, 80, 160, 300, 300, 300]


def test_what_staff_and_an_owner_changed_of_one_idea_is_kept_key_by_key(elsewhere: Elsewhere, server: Served) -> None:
    code, other = sent(server, 1), sent(server, 2)
    server.drained()
    elsewhere.go()
    assert sent(server, 1, "نمونهٔ بهتر") == code
    new = sent(server, 3)
    server.until(lambda health: health["waiting"] == 0)
    elsewhere.change(code, status=Status.RETURNED, reason="unclear", paper="نمونه ۱")
    elsewhere.change(other, paper="نمونه ۲")
    elsewhere.come()
    server.drained()
    found = elsewhere.ideas()
    assert found == ideas(elsewhere.root)
    assert found.keys() == {code, other, new}
    one = found[code]
    assert (one.title, one.paper) == ("نمونهٔ بهتر", "نمونه ۱")
    assert (one.status, one.reason) == (Status.RECEIVED, None), "it was returned for a text that it has no more"
    assert one.digest == idea_file.digest(one.content())
    assert found[other].paper == "نمونه ۲"
    clean(elsewhere.root)


def test_a_conflict_is_for_a_person_and_ideas_are_still_taken_in(elsewhere: Elsewhere, server: Served) -> None:
    code = sent(server, 1)
    server.drained()
    elsewhere.go()
    sent(server, 1, "نمونهٔ صاحبش")
    server.until(lambda health: health["waiting"] == 0)
    elsewhere.change(code, title="نمونهٔ کارشناس")
    elsewhere.come()
    health = server.until(lambda health: health["fault"] == "push-conflict")
    assert server.ask("GET", "/healthz")[0] == HTTPStatus.SERVICE_UNAVAILABLE
    assert not health["ok"]
    late = sent(server, 2)
    server.until(lambda health: health["unpushed"] == 2)
    assert elsewhere.ideas()[code].title == "نمونهٔ کارشناس"
    assert ideas(elsewhere.root)[code].title == "نمونهٔ صاحبش"
    elsewhere.change(code, title="نمونهٔ 1")
    server.drained()
    assert {one.title for one in elsewhere.ideas().values()} == {"نمونهٔ صاحبش", "نمونهٔ 2"}
    assert late in elsewhere.ideas()
    clean(elsewhere.root)


class Clock:
    """A server's clock, set from outside."""

    def __init__(self) -> None:
        self.seconds = FORK.Value("d", 0.0)

    def set(self, instant: datetime) -> None:
        self.seconds.value = instant.timestamp()

    def __call__(self) -> datetime:
        return datetime.fromtimestamp(self.seconds.value, UTC)


@pytest.fixture
def clock() -> Clock:
    made = Clock()
    made.set(T - timedelta(days=1))
    return made


def late(server: Served, number: int) -> bool:
    """Send an idea; whether its sender is told that it came late."""
    status, answer = send(server, number)
    assert status == HTTPStatus.CREATED
    return bool(answer["late"])


def ending(record: Record, day: str = DEADLINE, **changes: object) -> None:
    """Let the call, as it stands in git, end on a day."""
    record.call["dates"]["deadline"] = day
    record.call.update(changes)
    record.write_call()
    commit_all(record.root)


@pytest.mark.promise("deadline-is-an-instant")
def test_the_deadline_is_an_instant(record: Record, clock: Clock) -> None:
    ending(record)
    with serving(record.root, prepare=hasty, now=clock) as served:
        told = []
        for number, instant in enumerate((T - SECOND, T - SECOND / 10**6, T, T + SECOND)):
            clock.set(instant)
            told.append(late(served, number))
        assert told == [False, False, True, True]
        found = ideas_by_title(record.root, served)
    assert [found[f"نمونهٔ {number}"].arrived < T for number in range(4)] == [True, True, False, False]
    assert {found[f"نمونهٔ {number}"].status for number in (2, 3)} == {Status.HELD}


@pytest.mark.promise("deadline-is-an-instant")
@pytest.mark.parametrize("minutes", [0, 15])
def test_grace_counts_to_its_edge(record: Record, clock: Clock, minutes: int) -> None:
    ending(record, grace_minutes=str(minutes))
    edge = T + timedelta(minutes=minutes)
    with serving(record.root, prepare=hasty, now=clock) as served:
        clock.set(edge - SECOND)
        assert not late(served, 1)
        clock.set(edge)
        assert late(served, 2)


@pytest.mark.promise("deadline-is-an-instant")
def test_an_extension_counts_from_the_moment_that_it_stands_in_the_call(record: Record, clock: Clock) -> None:
    ending(record)
    with serving(record.root, prepare=hasty, now=clock) as served:
        clock.set(T + SECOND)
        assert late(served, 1)
        why = {"what": "dates.deadline", "old": DEADLINE, "new": LATER, "why": "نمونه", "on": DEADLINE}
        ending(record, LATER, amendments=[why])
        assert not late(served, 2)
        clock.set(end_of_day(parse_day(LATER)))
        assert late(served, 3)


@pytest.mark.promise("deadline-is-an-instant")
def test_a_clock_that_steps_back_turns_no_order_round(record: Record, clock: Clock) -> None:
    ending(record)
    with serving(record.root, prepare=hasty, now=clock) as served:
        clock.set(T + SECOND)
        assert late(served, 1)
        clock.set(T - SECOND)
        assert late(served, 2), "who came after a late one is late"
        found = ideas_by_title(record.root, served)
        assert found["نمونهٔ 1"].arrived == found["نمونهٔ 2"].arrived


@pytest.mark.promise("deadline-is-an-instant")
@pytest.mark.parametrize("ahead", [timedelta(minutes=3), timedelta(days=400)])
def test_a_clock_that_was_wrong_once_condemns_nobody_after(record: Record, clock: Clock, ahead: timedelta) -> None:
    ending(record)
    with serving(record.root, prepare=hasty, now=clock) as served:
        clock.set(T - 2 * SECOND + ahead)
        assert late(served, 1)
        clock.set(T - SECOND)
        assert not late(served, 2)
    with serving(record.root, prepare=hasty, now=clock) as served:
        assert not late(served, 3)


def ideas_by_title(root: Path, server: Served) -> dict[str, Idea]:
    server.until(lambda health: health["waiting"] == 0)
    return {one.title: one for one in ideas(root).values()}


@pytest.mark.promise("committers-lose-nothing")
def test_a_second_server_on_the_same_folder_is_refused_kindly(root: Path, server: Served) -> None:
    words = [str(TOOL), "commit", "--once"]
    done = subprocess.run(words, cwd=root, check=False, capture_output=True, text=True)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "هم‌اکنون در همین پوشه کار می‌کند" in done.stderr
    assert sent(server, 1)


@pytest.mark.promise("bad-file-stops-nobody")
def test_a_broken_file_in_git_stops_its_own_idea_alone(root: Path, server: Served) -> None:
    code = sent(server, 1)
    server.until(lambda health: health["waiting"] == 0)
    path = root / idea_file.idea_path("1406", code)
    whole = path.read_bytes()
    path.write_bytes(whole.replace(b"status:", b"stat us:"))
    commit_all(root)
    status, answer = send(server, 1, "نمونهٔ بهتر")
    assert (status, answer["error"]) == (HTTPStatus.SERVICE_UNAVAILABLE, "broken")
    others = {sent(server, number) for number in range(2, 12)}
    health = server.until(lambda health: health["waiting"] == health["stuck"] == 1)
    assert (health["ok"], health["fault"]) == (False, "idea-file")
    assert others < {path.stem for path in root.rglob("ideas/*/*.md")}
    path.write_bytes(whole)
    commit_all(root)
    server.until(lambda health: health["waiting"] == 0 and health["ok"])
    assert ideas(root)[code].title == "نمونهٔ بهتر"
    clean(root)


@pytest.mark.promise("answer-waits-for-the-disk-alone")
def test_what_waited_for_a_dead_server_is_brought_in_by_the_next(root: Path) -> None:
    def never() -> None:
        service.GATHER = service.LONGEST_GATHER = 3600.0

    with serving(root, prepare=never) as served:
        codes = {sent(served, number) for number in range(3)}
        assert served.health()["waiting"] == 3
    assert ideas(root) == {}
    with serving(root, prepare=hasty) as served:
        served.until(lambda health: health["waiting"] == 0)
    assert ideas(root).keys() == codes


def test_a_server_that_is_asked_to_end_brings_in_what_waits(root: Path) -> None:
    def slow() -> None:
        service.GATHER = service.LONGEST_GATHER = 3600.0

    with serving(root, prepare=slow) as served:
        codes = {sent(served, number) for number in range(3)}
        served.stop()
    assert ideas(root).keys() == codes
    clean(root)


def test_a_change_that_waits_for_its_idea_is_not_passed_over(root: Path, server: Served) -> None:
    held = root / ".git" / "refs" / "heads" / "main.lock"
    held.touch()
    code, other = sent(server, 1), sent(server, 2)
    in_the_way = root / idea_file.idea_path("1406", code)
    in_the_way.parent.mkdir(parents=True, exist_ok=True)
    in_the_way.write_text("یادداشت کسی", encoding="utf-8")
    held.unlink()
    server.until(lambda health: health["waiting"] == health["stuck"] == 1)
    assert ideas(root).keys() == {other}
    assert sent(server, 1, "نمونهٔ بهتر") == code
    third = sent(server, 3)
    server.until(lambda health: health["waiting"] == 2 and (root / idea_file.idea_path("1406", third)).exists())
    assert in_the_way.read_text(encoding="utf-8") == "یادداشت کسی"
    in_the_way.unlink()
    server.until(lambda health: health["waiting"] == 0 and health["ok"])
    assert {one.title for one in ideas(root).values()} == {"نمونهٔ بهتر", "نمونهٔ 2", "نمونهٔ 3"}
    clean(root)


def test_who_goes_back_to_the_first_text_has_the_first_text(root: Path, server: Served) -> None:
    for title in ("نمونهٔ یکم", "نمونهٔ دوم", "نمونهٔ یکم", "نمونهٔ یکم"):
        sent(server, 1, title)
    server.until(lambda health: health["waiting"] == 0)
    assert [one.title for one in ideas(root).values()] == ["نمونهٔ یکم"]


def test_who_got_no_answer_to_a_withdrawal_may_send_it_again(root: Path, server: Served) -> None:
    _, told = send(server, 1)
    form = {"code": told["code"], "word": told["word"], "mobile": "09170000001", "sure": "true"}
    answers = [server.ask("POST", "/intake/withdraw", form) for _ in range(2)]
    server.until(lambda health: health["waiting"] == 0)
    answers += [server.ask("POST", "/intake/withdraw", form)]
    assert [status for status, _ in answers] == [HTTPStatus.CREATED, HTTPStatus.OK, HTTPStatus.OK]
    assert [one.status for one in ideas(root).values()] == [Status.WITHDRAWN]
