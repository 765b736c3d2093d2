"""A crash lab: a real server that dies again and again while people send, and a model of what must come of it.

People are threads that post ideas, mend some and take some back; who gets no answer sends the same again to the next
server. Each server is a forked process that dies, with its git or without, at the nth time that it comes to a point
(`tests.deaths` names them). Some live while the remote hangs, or while the disk fills up (`tests.weather`): then people
are answered and git goes on, or they are refused in words and send again later. In the end one server lives until all
is in git, and then nothing may be missing there, nothing be twice, and nothing else.

    python -m tests.lab 1000        as many deaths, with their counts: `make torture`
"""

import fcntl
import http.client
import json
import logging
import os
import random
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http import HTTPStatus
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import anyio._backends._asyncio  # noqa: F401 (what each server would load for itself)
import uvicorn.lifespan.on
import uvicorn.loops.asyncio  # noqa: F401 (likewise)
from tests.deaths import watch
from tests.records import Record
from tests.weather import FAIR, FULL, HANGING, WEATHERS, filling, hanging

from farakhan import sealing
from farakhan.files import idea as idea_file
from farakhan.model.idea import Idea, Status
from farakhan.record.new import taking_ideas
from farakhan.store import cache
from farakhan.store.git.commits import files_at
from farakhan.store.git.pushing import PUSHED
from farakhan.store.spool import sqlite
from farakhan.store.vault import contacts, proofs
from farakhan.web import pusher, service
from farakhan.web.app import application
from farakhan.web.door import Settings
from farakhan.web.server import Server, configuration

FORK = get_context("fork")
PAIRS = [sealing.new_key() for _ in range(2)]
OPENS, DEADLINE = "1405-01-01", "1409-12-01"
DRESS = '<title>x - نمونه</title><main class=content>\n<div class="md-typeset"></div>\n</main>'
PEOPLE, IDEAS = 4, 4
"""Threads that send, and new ideas in each server's life."""
REPLY = "reply"
"""The point at which the nth answer has come to its sender."""
POINTS = (
    "farakhan.spool:spooling",
    "farakhan.spool:spooled",
    "farakhan.door:answering",
    REPLY,
    "farakhan.intake:taken",
    "farakhan.intake:sealed",
    "farakhan.intake:read",
    "farakhan.commit:read",
    "farakhan.commit:imported",
    "farakhan.commit:followed",
    "farakhan.commit:moved",
    "farakhan.intake:marked",
    "farakhan.push:",
    "",
)
"""Where a server dies; an empty one is any point at which it touches the world."""


RESTS: dict[str, Callable[[dict[str, Any]], bool]] = {
    FAIR: lambda health: health["waiting"] == health["unpushed"] == 0,
    HANGING: lambda health: health["waiting"] == 0,
    FULL: lambda health: health["waiting"] == 0 or health["fault"] != "",
}
"""What a server comes to in each weather, seen by its health."""


@dataclass
class Wish:
    """What one person sends, one after the other: texts of an idea, each under the same key, and a withdrawal."""

    number: int
    texts: int
    withdrawn: bool
    key: str
    code: str = ""
    word: str = ""
    done: int = 0
    """Parts that were answered."""
    sure: str = ""
    """The code that the spool was found to hold for it after a death."""

    def parts(self) -> int:
        return self.texts + self.withdrawn

    @property
    def mobile(self) -> str:
        return f"0917{self.number:07}"

    def title(self, text: int) -> str:
        return f"نمونهٔ {self.number} نوشتهٔ {text}"

    def form(self) -> tuple[str, dict[str, object]]:
        """Where the next part goes to, and what it is."""
        if self.done < self.texts:
            return "ideas", idea_form(self.number, self.title(self.done), self.key)
        return "withdraw", {"code": self.code, "word": self.word, "mobile": self.mobile, "sure": "true"}


def idea_form(number: int, title: str, key: str) -> dict[str, object]:
    """A whole idea as the form's script sends it."""
    return {
        "key": key,
        "title": title,
        "summary": f"خشک‌کن خانگی {title}",
        "field": "agriculture",
        "counties": ["estahban"],
        "stage": "idea",
        "role": "none",
        "owners.kind": "person",
        "consents.rules": "v1",
        "body.0": f"{title}. " + "در باغ هر پاییز بخشی از بار می‌ریزد و کسی آن را نمی‌خرد. " * 3,
        "body.1": "گرمخانه‌ای کوچک در حیاط می‌سازیم که بار را تمیز و یک‌دست خشک کند.",
        "name": f"صاحب نمونهٔ {number}",
        "mobile": f"0917{number:07}",
    }


def git(root: Path, *words: str) -> str:
    done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, check=False)
    assert done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout.decode().strip()


def pushed_by_hand(root: Path, seconds: float = 20.0) -> None:
    """Push as a person does: again where a server's push, that outlived it, holds the lock there or came first."""
    until = time.monotonic() + seconds
    while True:
        done = subprocess.run(["git", "-C", str(root), "push", "-q"], capture_output=True, check=False)
        if done.returncode == 0:
            return
        assert time.monotonic() < until, done.stderr
        time.sleep(0.2)
        git(root, "-c", "user.name=کارشناس نمونه", "-c", "user.email=desk@localhost", "pull", "-q", "--rebase")


def repository(root: Path, **changes: Any) -> Record:  # noqa: ANN401 (as it is given on)
    """A record with a call that takes ideas in, in git, and the dress of a site."""
    record = Record(root, **taking_ideas(OPENS, DEADLINE, [public for _, public in PAIRS]) | changes)
    (root / ".gitignore").write_text("/vault/\n/spool/\n/public/\n", encoding="utf-8")
    (root / "public" / "write").mkdir(parents=True)
    (root / "public" / "write" / "index.html").write_text(DRESS, encoding="utf-8")
    git(root.parent, "init", "-q", "-b", "main", str(root))
    commit_all(root)
    return record


def put_into_git(root: Path) -> None:
    """Make a folder a repository of a member of staff, and commit all that is in it."""
    git(root.parent, "init", "-q", "-b", "main", str(root))
    git(root, "config", "user.name", "کارشناس نمونه")
    git(root, "config", "user.email", "desk@localhost")
    commit_all(root)


def commit_all(root: Path, words: str = "نمونه") -> None:
    """Commit whatever is in the work tree, as staff do by hand."""
    git(root, "add", "-A")
    git(root, "-c", "user.name=کارشناس نمونه", "-c", "user.email=desk@localhost", "commit", "-qm", words)


def ideas(root: Path, revision: str = "HEAD") -> dict[str, Idea]:
    """The ideas of a commit by their codes."""
    names = [name for name in git(root, "ls-tree", "-r", "--name-only", revision).splitlines() if "/ideas/" in name]
    found = files_at(root, names, revision)
    return {one.code: one for one in (idea_file.parse(name, found[name] or b"") for name in names)}


def serve(
    root: Path,
    told: Connection,
    prepare: Callable[[], None] = lambda: None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> None:
    """Serve in this process, and say the port."""
    os.setpgid(0, 0)
    sys.stdout = sys.stderr = (root / "public" / "server.log").open("a", buffering=1, encoding="utf-8")
    logging.basicConfig(level=logging.INFO, force=True)
    prepare()
    app = application(Settings(root=root, edition="1406", site=root / "public", now=now))
    with socket.socket(proto=socket.IPPROTO_TCP) as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen(256)
        told.send(listening.getsockname()[1])
        Server(configuration(app, "127.0.0.1", 0)).run(sockets=[listening])


@dataclass
class Served:
    """A server's process and its port."""

    process: Any
    port: int
    root: Path

    def ask(self, verb: str, path: str, body: Mapping[str, object] | None = None) -> tuple[int, dict[str, Any]]:
        """One question, its status and its JSON."""
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)) as line:
            return ask(line, verb, path, body)

    def health(self) -> dict[str, Any]:
        """What it says of itself."""
        return self.ask("GET", "/healthz")[1]

    def until(self, what: Callable[[dict[str, Any]], bool], seconds: float = 30.0) -> dict[str, Any]:
        """Wait until its health is so; it fails when that does not come."""
        end = time.monotonic() + seconds
        while not what(health := self.health()):
            assert time.monotonic() < end, health
            time.sleep(0.02)
        return health

    def lives_until(self, what: Callable[[dict[str, Any]], bool]) -> bool:
        """Whether it lives until its health is so; False where it dies before."""
        try:
            self.until(what)
        except (OSError, http.client.HTTPException):
            self.process.join()
            return False
        return True

    def drained(self) -> dict[str, Any]:
        """Wait until all is in git, and elsewhere."""
        return self.until(RESTS[FAIR])

    def kill(self) -> None:
        """Kill it and its git."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.join()
        end_orphans(self.root)
        until_let_go(self.root / sqlite.FOLDER / sqlite.LOCK)

    def stop(self) -> None:
        """Ask it to end, as a service manager does."""
        os.kill(self.process.pid, signal.SIGTERM)
        self.process.join(60)
        assert self.process.exitcode in (0, -signal.SIGTERM)


def end_orphans(root: Path) -> None:
    """End what a dead server's git still says to the remote: such a git is no member of its group.

    The remote's own git goes on to its end, as on another machine; only a hook that would hang for ever is ended.
    """
    asking = b"git\0-C\0%s\0" % os.fsencode(root)
    groups = [process for process, group, words in _processes() if process == group and words.startswith(asking)]
    for process in groups:
        with suppress(ProcessLookupError):
            os.kill(process, signal.SIGKILL)
    while left := [(process, words) for process, group, words in _processes() if group in groups]:
        for process, words in left:
            if words.startswith(b"sleep\0"):
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
        time.sleep(0.01)


def _processes() -> Iterator[tuple[int, int, bytes]]:
    """Of each process that lives: its number, its group's, and its words."""
    for place in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            process = int(place.name)
            words = (place / "cmdline").read_bytes()
            if words:  # a dead one that nobody has asked for yet has none
                yield process, os.getpgid(process), words


def until_let_go(path: Path) -> None:
    """Wait until a dead server's file is nobody's: a process that it was about to make has it up to its beginning."""
    with suppress(FileNotFoundError), path.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)


@contextmanager
def serving(root: Path, **how: Any) -> Iterator[Served]:  # noqa: ANN401 (as it is given on)
    """A server in a process of its own, killed at the block's end if it lives."""
    served = started(root, **how)
    assert served
    try:
        yield served
    finally:
        served.kill()


def started(root: Path, **how: Any) -> Served | None:  # noqa: ANN401 (as it is given on)
    """A server; None where it died before it could say its port."""
    ours, theirs = FORK.Pipe(duplex=False)
    process = FORK.Process(target=serve, args=(root, theirs), kwargs=how)
    process.start()
    theirs.close()
    try:
        return Served(process, ours.recv(), root)
    except EOFError:
        process.join()
        end_orphans(root)
        until_let_go(root / sqlite.FOLDER / sqlite.LOCK)
        assert process.exitcode == -signal.SIGKILL, (root / "public" / "server.log").read_text()[-3000:]
        return None
    finally:
        ours.close()


def ask(
    line: http.client.HTTPConnection, verb: str, path: str, body: Mapping[str, object] | None = None
) -> tuple[int, dict[str, Any]]:
    """One question on a line, its status and its JSON."""
    headers = {"Accept": "application/json", "Content-Type": "application/json"}
    line.request(verb, path, json.dumps(body).encode() if body is not None else None, headers)
    answer = line.getresponse()
    text = answer.read()
    assert text.startswith(b"{"), (answer.status, text[:300])
    return answer.status, json.loads(text)


def hasty() -> None:
    """Let a server's committer wait less, so that many servers can live in short time."""
    service.GATHER, service.PAUSE, pusher.FIRST_RETRY = 0.01, 0.05, 0.05


@dataclass
class Life:
    """How a server lives: in which weather, and at which point, for the nth time, it dies, with its git or alone."""

    at: str = "never"
    nth: int = 1
    together: bool = True
    weather: str = FAIR

    def __post_init__(self) -> None:
        self._answers = threading.Semaphore(self.nth - 1)

    def ends_with_this_answer(self) -> bool:
        """Whether it is the nth that came to its sender, or later, and that is its end."""
        return self.at == REPLY and not self._answers.acquire(blocking=False)


def death(life: Life, fills: Callable[[str], None] | None) -> Callable[[], None]:
    """Prepare a server to die as its life says; its disk, where one is given, is told of the same points."""
    come, guard = 0, threading.Lock()

    def told(point: str) -> None:
        nonlocal come
        if not point.startswith(life.at):
            return
        with guard:
            come += 1
            if come == life.nth:
                (os.killpg if life.together else os.kill)(os.getpid(), signal.SIGKILL)

    def prepare() -> None:
        hasty()
        if fills:
            watch(fills)
        watch(told)

    return prepare


@dataclass
class Lab:
    """A record, its people, and what they were told."""

    root: Path
    chance: random.Random
    wishes: list[Wish] = field(default_factory=list)
    deaths: Counter[str] = field(default_factory=Counter)
    lives: Counter[str] = field(default_factory=Counter)
    """In each weather, and how many of them ended by a death before all was done."""
    died: Counter[str] = field(default_factory=Counter)
    refused: list[Wish] = field(default_factory=list)
    """Who found no room in this life, and sends again in the next."""
    refusals: int = 0
    went_on: int = 0
    """Commits that were made while a push hung."""
    answers: int = 0
    asked_again: int = 0
    lost: int = 0
    twice: int = 0
    papers: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        cache.key()  # looks at the program once for all servers
        repository(self.root)
        self.open: deque[Wish] = deque()
        self.remote, self.other = self.root.with_suffix(".git"), self.root.with_suffix(".other")
        git(self.root.parent, "clone", "-q", "--bare", str(self.root), str(self.remote))
        git(self.root, "remote", "add", "origin", str(self.remote))
        git(self.root.parent, "clone", "-q", str(self.remote), str(self.other))

    def live(self, life: Life) -> None:
        """A server's life, up to its death."""
        self.lives[life.weather] += 1
        self._wish()
        rested = self._hanging(life) if life.weather == HANGING else self._lived(life)
        self.deaths["idle" if rested else life.at or "any"] += 1
        self.died[life.weather] += not rested
        self._look_into_the_spool()
        self.open.extend(self.refused)
        self.refused.clear()
        if self.chance.random() < 0.2:
            self._staff()

    def _lived(self, life: Life, more: Callable[[Served], bool] = lambda _: True) -> bool:
        """Let a server live among people, and end it; whether it came to rest before it died, and did more then."""
        fills = filling(1 + self.lives[FULL] % 2, self.root.parent / "bin") if life.weather == FULL else None
        served = started(self.root, prepare=death(life, fills))
        if not served:
            return False
        try:
            self._send(served, life)
            rested = served.lives_until(RESTS[life.weather]) and more(served)
        finally:  # also where the lab fails: it would wait for its servers for ever
            served.kill()
        assert served.process.exitcode == -signal.SIGKILL, (self.root / "public" / "server.log").read_text()[-3000:]
        return rested

    def _hanging(self, life: Life) -> bool:
        """A life while the remote hangs; what comes into git while a push hangs is counted."""
        before = git(self.remote, "rev-parse", "main")
        with hanging(self.remote) as pushed:

            def more(served: Served) -> bool:
                if not served.lives_until(lambda _: bool(pushed())):
                    return False
                self._wish()
                self._send(served, life)
                return served.lives_until(RESTS[HANGING])

            rested = self._lived(life, more)
            for tip in pushed()[:1]:
                self.went_on += int(git(self.root, "rev-list", "--count", "HEAD", f"^{tip}"))
        assert git(self.remote, "rev-parse", "main") == before
        return rested

    def finish(self) -> None:
        """A server that lives until all is in git and elsewhere; with more to send it meets what staff did last."""
        self._wish()
        with serving(self.root, prepare=hasty) as served:
            self._send(served, Life())
            assert not self.open
            served.drained()
            served.stop()

    def _wish(self) -> None:
        for _ in range(IDEAS):
            number = len(self.wishes) + 1
            texts = 2 if self.chance.random() < 0.3 else 1
            key = f"{self.chance.getrandbits(128):032x}"
            wish = Wish(number, texts, self.chance.random() < 0.15, key)
            self.wishes.append(wish)
            self.open.append(wish)

    def _send(self, served: Served, life: Life) -> None:
        """Let everybody send until all is answered or the server is dead; it may die of an answer."""
        wrong = list[BaseException]()

        def send() -> None:
            try:
                with closing(http.client.HTTPConnection("127.0.0.1", served.port, timeout=20)) as line:
                    while self._sent(line, self.open.popleft(), life):
                        if life.ends_with_this_answer():
                            served.kill()
            except IndexError:  # nothing is left to be sent
                pass
            except BaseException as error:  # noqa: BLE001 (raised below)
                wrong.append(error)

        people = [threading.Thread(target=send) for _ in range(PEOPLE)]
        for one in people:
            one.start()
        for one in people:
            one.join()
        if wrong:
            raise wrong[0]

    def _sent(self, line: http.client.HTTPConnection, wish: Wish, life: Life) -> bool:
        """Send the next part of a wish; false where no answer comes."""
        try:
            status, answer = ask(line, "POST", *_to(wish))
        except (OSError, http.client.HTTPException):
            self.open.append(wish)
            return False
        if life.weather == FULL and (status, answer.get("error")) == (HTTPStatus.INSUFFICIENT_STORAGE, "disk"):
            self.refused.append(wish)
            self.refusals += 1
            return True
        self._told(wish, status, answer)
        if wish.done < wish.parts():
            self.open.append(wish)
        return True

    def _told(self, wish: Wish, status: int, answer: dict[str, Any]) -> None:
        assert status in (200, 201), (wish, status, answer)
        assert answer["code"] == (wish.code or answer["code"])
        assert wish.sure in ("", answer["code"]), (wish, answer)
        assert wish.word in ("", answer["word"]), (wish, answer)
        wish.code, wish.word = answer["code"], answer["word"]
        wish.done += 1
        self.answers += 1
        self.asked_again += answer["again"]

    def _look_into_the_spool(self) -> None:
        """Which codes the dead server had given out, told or not."""
        with tempfile.TemporaryDirectory() as folder:
            for name in (sqlite.FILE, f"{sqlite.FILE}-wal"):
                if (self.root / sqlite.FOLDER / name).exists():
                    shutil.copy(self.root / sqlite.FOLDER / name, folder)
            with closing(sqlite3.connect(f"{folder}/{sqlite.FILE}")) as file:
                try:
                    rows = file.execute("SELECT sender, code FROM letters WHERE act = 'new'").fetchall()
                except sqlite3.OperationalError:
                    return
                assert file.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        codes, secret = {bytes(sender): code for sender, code in rows}, proofs.key(self.root)
        for wish in self.wishes:
            before, wish.sure = wish.sure, codes.get(proofs.mark(secret, b"key", wish.key.encode()), "")
            assert wish.sure in (before, wish.code) or wish not in self.refused, "what was refused is not in the spool"
            assert wish.sure == wish.code or not wish.code, "what was answered is in the spool"

    def _staff(self) -> None:
        """Somebody at another clone writes a shelf number into an idea that came there."""
        git(self.other, "pull", "-q", "--ff-only")
        here = [path.stem for path in self.other.rglob("ideas/*/*.md") if path.stem not in self.papers]
        if not here:
            return
        code = self.chance.choice(here)
        path = self.other / idea_file.idea_path("1406", code)
        idea = idea_file.parse(str(path), path.read_bytes())
        self.papers[code] = f"نمونه {len(self.papers)}"
        path.write_bytes(idea_file.render(idea.model_copy(update={"paper": self.papers[code]})))
        commit_all(self.other)
        pushed_by_hand(self.other)

    def check(self) -> None:
        """What was answered is in git exactly once, as it was sent, and nothing else is; nobody's contact is lost."""
        assert git(self.root, "rev-parse", "HEAD") == git(self.remote, "rev-parse", "main"), self.root.name
        found = ideas(self.root)
        assert found.keys() == {wish.code for wish in self.wishes}
        assert len(found) == len(self.wishes)
        for wish in self.wishes:
            idea = found[wish.code]
            assert idea.title == wish.title(wish.texts - 1)
            assert (idea.status is Status.WITHDRAWN) == wish.withdrawn
            assert idea.paper == self.papers.get(wish.code, ""), (self.root.name, wish)
            contact = sealing.unseal(contacts.sealed(self.root, wish.code), [PAIRS[0][0]])
            assert contact.mobile == wish.mobile
            assert proofs.kept(self.root, wish.code, proofs.proof(proofs.key(self.root), wish.code, wish.mobile))
        assert set(contacts.codes(self.root)) == found.keys()
        added = git(self.root, "log", "--diff-filter=A", "--name-only", "--format=", "--", "submissions/1406/ideas")
        came = Counter(Path(name).stem for name in added.split())
        self.lost, self.twice = len({wish.code for wish in self.wishes} - came.keys()), came.total() - len(came)
        assert came == Counter(iter(found))
        assert self.lost == self.twice == 0
        clean(self.root)
        assert re.findall("0917[0-9]{7}", (self.root / "public" / "server.log").read_text()) == []


def _to(wish: Wish) -> tuple[str, dict[str, object]]:
    verb, form = wish.form()
    return f"/intake/{verb}", form


def clean(root: Path) -> None:
    """Git is sound, the work tree stands as HEAD says, and nothing of ours stays behind."""
    git(root, "fsck", "--strict", "--no-dangling")
    assert git(root, "status", "--porcelain") == ""
    assert git(root, "for-each-ref", "--format=%(refname)", "refs/farakhan") in ("", PUSHED)
    assert [*(root / ".git").glob("*.lock"), *(root / ".git" / "refs").rglob("*.lock")] == []
    assert [*(root / ".git").glob("fast_import_crash_*")] == []


def lives(folder: Path, seed: int, count: int, troubled: int = sys.maxsize) -> Lab:
    """A lab after so many deaths, looked at in the end."""
    lab = Lab(folder / f"lab-{seed}", random.Random(seed))  # noqa: S311 (a test's chance)
    for number in range(count):
        at = POINTS[(seed + number) % len(POINTS)]
        weather = WEATHERS[number % len(WEATHERS)] if number < troubled else FAIR
        nth = lab.chance.randint(1, 60 if not at else 6 if at in POINTS[:4] else 1 + (at != "farakhan.push:"))
        if lab.lives[weather] == 0:  # in each weather one dies for certain, and one comes to rest
            at, nth = POINTS[0], 1
        elif lab.lives[weather] == 1:
            nth = sys.maxsize
        lab.live(Life(at, nth, lab.chance.random() < 0.5, weather))
    lab.finish()
    lab.check()
    for place in (lab.root, lab.remote, lab.other):
        shutil.rmtree(place)
    return lab


def main() -> None:
    """Kill as many servers as is asked for, and say what came of it."""
    count, each = int(sys.argv[1]), 50
    first = int(sys.argv[2]) if len(sys.argv) > 2 else random.SystemRandom().randrange(10**6)
    sizes = [min(each, count - done) for done in range(0, count, each)]
    print(f"first seed {first}", flush=True)  # noqa: T201
    deaths, weathers, counts, begun = Counter[str](), Counter[str](), Counter[str](), time.monotonic()
    with tempfile.TemporaryDirectory() as folder, ProcessPoolExecutor(2, mp_context=FORK) as pool:
        seeds = range(first, first + len(sizes))
        for lab in pool.map(lives, [Path(folder)] * len(sizes), seeds, sizes):
            deaths, weathers = deaths + lab.deaths, weathers + lab.lives
            counts += Counter(answers=lab.answers, again=lab.asked_again, refusals=lab.refusals, commits=lab.went_on)
            said = f"{counts['answers']:>6} answers, {counts['again']:>5} of them to who asked again"
            bad = f"{counts['refusals']:>5} refused on a full disk, {counts['commits']:>4} commits while a push hung"
            passed = f"{time.monotonic() - begun:>5.0f} s"
            print(f"{deaths.total():>6} lives, {said}, {bad}; none lost, none twice; {passed}", flush=True)  # noqa: T201
    lines = [f"{number:>6} {name}" for name, number in sorted((deaths + weathers).items())]
    print(*lines, sep="\n")  # noqa: T201


if __name__ == "__main__":
    main()
