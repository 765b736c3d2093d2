"""Bad places: a file, a missing folder, one that may not be written, a broken spool. Words and exit 2, no traceback."""

import codecs
import io
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest
from tests.commands import READY
from tests.deaths import ended
from tests.lab import PAIRS, commit_all, git, repository
from tests.ready import TOOL
from tests.test_backup import House
from tests.test_contact import contact
from tests.test_usage import ALL

from farakhan import sealing
from farakhan.cli import main
from farakhan.model.idea import Status
from farakhan.problems import FarakhanError
from farakhan.store.vault import contacts
from farakhan.web.server import listening

assert READY  # what the commands import is here before: another user may not be let read the program's own folder
NOBODY = 65534
"""A user that owns nothing here."""
WORDS = {
    "check": (),
    "schema": ("1406",),
    "assign": ("1406", "--yes"),
    "sheets reopen": ("1406", "a1", "--objection", "48213", "--why", "نمونه", "--yes"),
    "tally": ("1406",),
    "award": ("1406", "--yes"),
    "papers": ("1406", "--out", "../papers"),
    "packs": ("1406", "--out", "../packs"),
    "sheets import": ("1406", "../message.txt"),
    "sheets calibration": ("1406",),
    "sheets show": ("1406", "a1"),
    "sheets confirm": ("1406", "a1", "--yes"),
    "sheets close": ("1406", "--yes"),
    "object": ("CODE", "../message.txt", "--yes"),
    "objections": ("1406",),
    "answer": ("1406", "48213", "../message.txt", "--yes"),
    "verify": (),
    "report": ("1406", "--out", "../report.html"),
    "audit": ("1406",),
    "site": ("--edition", "1406"),
    "serve": ("--port", "0"),
    "desk": ("--port", "0"),
    "judge-link": ("1406", "a1"),
    "commit": ("--once",),
    "backup": ("../new.backup",),
    "restore": ("../old.backup", "--key", "../own.key"),
    "register": ("1406", "../message.txt", "--yes"),
    "receipt": ("CODE",),
    "renew": ("CODE", "--why", "نمونه", "--yes", "--key", "../own.key"),
    "show": ("CODE", "--why", "نمونه", "--key", "../own.key"),
    "screen": ("CODE", "hold"),
    "staff": (),
    "export": ("1406", "--why", "نمونه", "--out", "../ideas.xlsx", "--key", "../own.key"),
    "erase": ("CODE", "--why", "نمونه"),
    "attach": ("CODE", "../message.txt", "--why", "نمونه"),
    "mend": ("CODE", "--why", "نمونه", "--set", "title=خشک‌کن خانگی نمونه"),
    "contact": ("CODE", "../contact.yml", "--why", "نمونه", "--key", "../own.key"),
    "keys new": ("نمونه", "--out", "../new.key"),
    "keys proof": (),
    "keys check": ("1406", "--key", "../own.key"),
    "keys rewrap": ("1406", "--key", "../own.key"),
}
"""Each command's words, as they are right in the place of `place`."""


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("places")
    record = repository(folder / "call")
    code = record.idea(status=Status.RECEIVED).code
    commit_all(record.root)
    contacts.put(record.root, code, sealing.seal(contact(name="نمونه"), [public for _, public in PAIRS]))
    git(record.root, "config", "user.name", "نمونه")
    git(record.root, "config", "user.email", "desk@localhost")
    (folder / "own.key").write_text(PAIRS[0][0], encoding="utf-8")
    (folder / "message.txt").write_text("نمونه", encoding="utf-8")
    (folder / "contact.yml").write_text("name: نمونه دوم\n", encoding="utf-8")
    (folder / "old.backup").write_bytes(b"old")
    return folder


@pytest.fixture
def place(start: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(start, tmp_path / "place", symlinks=True))


def code_of(place: Path) -> str:
    (path,) = (place / "call" / "submissions" / "1406" / "ideas").glob("*/*.md")
    return path.stem


class Run:
    """A command in this process, and what it came to."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self._capsys, self._patch = capsys, monkeypatch

    def __call__(self, folder: Path, *words: str) -> tuple[object, str]:
        self._patch.chdir(folder)
        self._patch.setattr(sys, "argv", ["farakhan", *words])
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
        printed = self._capsys.readouterr()
        return code, printed.err.strip()


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    return Run(capsys, monkeypatch)


def words_of(place: Path, command: str) -> list[str]:
    return [*command.split(), *(code_of(place) if word == "CODE" else word for word in WORDS[command])]


def test_every_command_has_words() -> None:
    assert WORDS.keys() == {" ".join(path) for path in ALL}


@pytest.mark.parametrize("command", [one for one in WORDS if one != "keys new"])
def test_where_no_repository_is(command: str, place: Path, run: Run) -> None:
    (place / "empty").mkdir()
    code, said = run(place / "empty", *words_of(place, command))
    assert (code, len(said.splitlines())) == (2, 1), said


def out_of_place() -> Iterator[tuple[str, str]]:
    for command, option in (
        ("site", "--out"),
        ("export", "--out"),
        ("receipt", "--page"),
        ("renew", "--page"),
        ("keys new", "--out"),
    ):
        for bad in ("../no/such/folder", "../message.txt/in", "..", "/proc/in"):
            if bad != "../no/such/folder" or command == "receipt":  # the others make it
                yield f"{command} {option}", bad
    for bad in ("../no/such/folder", "../message.txt/in", "..", "/proc/in"):
        yield "backup", bad


@pytest.mark.parametrize(("command", "bad"), list(out_of_place()))
def test_what_cannot_be_written_there(command: str, bad: str, place: Path, run: Run) -> None:
    """No traceback, and of what was there before nothing is lost."""
    name, _, option = command.partition(" --")
    words = words_of(place, name)
    words = [*words[:-1], bad] if name == "backup" else [*words, f"--{option}", bad]
    before = sorted(path.name for path in place.iterdir())
    code, said = run(place / "call", *words)
    assert (code, len(said.splitlines()[-1:])) == (2, 1), said
    assert sorted(path.name for path in place.iterdir()) == before


@pytest.mark.parametrize(
    ("words", "bad"),
    [
        (["restore", "BAD", "--key", "../own.key"], None),
        (["restore", "../old.backup", "--key", "BAD"], None),
        (["register", "1406", "BAD", "--yes"], None),
        (["show", "CODE", "--why", "x", "--key", "BAD"], None),
        (["keys", "rewrap", "1406", "--key", "BAD"], None),
        (["serve", "BAD", "--port", "0"], None),
        (["check", "BAD"], "no/such"),
        (["assign", "BAD"], "no/such"),
        (["tally", "BAD"], "no/such"),
        (["award", "BAD"], "no/such"),
        (["schema", "BAD"], "no/such"),
        (["verify", "BAD"], "no/such"),
        (["report", "BAD", "--out", "../report.html"], "no/such"),
        (["audit", "BAD"], "no/such"),
        (["site", "--edition", "BAD"], "no/such"),
        (["site", "--edition", "1406", "--today", "BAD"], "no/such"),
    ],
)
def test_what_is_not_there_to_be_read(words: list[str], bad: str | None, place: Path, run: Run) -> None:
    known = {"CODE": code_of(place)}
    for wrong in [bad] if bad else ["no/such", "..", "../message.txt/in"]:
        code, said = run(place / "call", *(wrong if word == "BAD" else known.get(word, word) for word in words))
        assert (code, said != "") == (2, True), (wrong, said)


def broken(root: Path, part: str) -> None:
    if part == "spool.sqlite":
        (root / "spool").mkdir()
        (root / "spool" / part).write_bytes(b"x" * 5000)
        return
    if (root / part).is_dir():
        shutil.rmtree(root / part)
    (root / part).write_bytes(b"")


@pytest.mark.parametrize("part", ["spool.sqlite", "spool", "vault", "submissions", ".git"])
@pytest.mark.parametrize("command", [one for one in WORDS if one not in ("keys new", "serve", "desk", "site")])
def test_where_a_part_of_the_repository_is_broken(command: str, part: str, place: Path, run: Run) -> None:
    """A traceback would come up here; what is said besides depends on the command, which may not need that part."""
    words = words_of(place, command)
    broken(place / "call", part)
    code, said = run(place / "call", *words)
    assert code in (0, 1, 2, 3)
    assert code in (0, 1) or said


def test_a_port_where_nobody_can_be_heard() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        taken = other.getsockname()[1]
        for host, port, code in (("127.0.0.1", taken, "port-taken"), ("256.1.1.1", 0, "host"), ("x" * 99, 0, "host")):
            with pytest.raises(FarakhanError) as told:
                listening(host, port)
            assert told.value.code == code
    for one in listening("127.0.0.1", 0):
        assert one.getsockname()[1] > 0
        assert one.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY), "head and body go out at once"
        one.close()


def test_a_taken_port_is_said_in_words(place: Path) -> None:
    root = place / "call"
    (root / "public").mkdir(exist_ok=True)
    (root / "public" / "index.html").write_text("<!doctype html><title>نمونه</title>", encoding="utf-8")
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        done = subprocess.run(
            [str(TOOL), "serve", "--port", port], cwd=root, check=False, capture_output=True, text=True
        )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{port}: port-taken: ")


WRITING = ("commit", "backup", "restore", "register", "erase", "keys proof", "keys rewrap", "renew", "show", "screen")
"""Commands that write where the server does."""


@pytest.fixture
def common(start: Path) -> Iterator[Path]:
    """A place that every user may come to."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        made = Path(shutil.copytree(start, Path(folder) / "place", symlinks=True))
        made.chmod(0o755)
        yield made


def of(root: Path, user: int) -> None:
    """Give a folder, and all that is in it, to a user."""
    for path in (root, *root.rglob("*")):
        os.chown(path, user, user, follow_symlinks=False)


def owners(root: Path) -> set[int]:
    return {path.lstat().st_uid for path in (root, *root.rglob("*"))}


def as_nobody(folder: Path, *words: str) -> tuple[int, str]:
    """A command by a user that owns nothing but what it was given, and what it says."""
    codecs.lookup("utf-8-sig")  # nobody may be unable to read root's Python
    told = folder.parent / "told"
    told.touch()
    told.chmod(0o666)

    def work() -> None:
        os.setgroups([])
        os.setgid(NOBODY)
        os.setuid(NOBODY)
        os.chdir(folder)
        sys.argv = ["farakhan", *words]
        with told.open("w", encoding="utf-8") as stderr, redirect_stderr(stderr), redirect_stdout(io.StringIO()):
            try:
                main()
            except Exception:
                traceback.print_exc()
                raise

    return ended(work), told.read_text(encoding="utf-8")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be another user")
class TestUsers:
    """Root in a service's folder, and a service in root's."""

    @pytest.mark.parametrize("command", WRITING)
    def test_root_leaves_nothing_of_its_own_in_a_services_folder(self, command: str, common: Path, run: Run) -> None:
        root = common / "call"
        of(root, NOBODY)
        code, said = run(root, *words_of(common, command))
        assert (code, "root-user: " in said) == (2, True), said
        assert owners(root) == {NOBODY}

    def test_the_services_user_restores_and_everything_is_its_own(self, common: Path) -> None:
        (common / "house").mkdir()
        house = House(common / "house")
        house.send(0)
        house.commit()
        house.send(1)
        house.save(common / "house" / "one.backup")
        house.spool.close()
        shutil.rmtree(house.root / "spool")
        shutil.rmtree(house.root / "vault")
        (common / "own.key").write_text(house.key.read_text(encoding="utf-8"), encoding="utf-8")
        of(common, NOBODY)
        (common / "own.key").chmod(0o600)
        code, said = as_nobody(house.root, "restore", "../one.backup", "--key", str(common / "own.key"))
        assert code == 0, said
        assert owners(house.root) == {NOBODY}

    def test_root_may_look_and_leaves_nothing(self, common: Path, run: Run) -> None:
        of(common / "call", NOBODY)
        assert run(common / "call", "check")[0] == 0
        assert owners(common / "call") == {NOBODY}

    @pytest.mark.parametrize("command", [*WRITING, "serve", "export", "keys new"])
    def test_a_service_in_roots_folder_says_so(self, command: str, common: Path) -> None:
        """No traceback: a service whose log has one looks as if the program were broken."""
        root = common / "call"
        (root / "public").mkdir(exist_ok=True)
        (root / "public" / "index.html").write_text("<!doctype html><title>نمونه</title>", encoding="utf-8")
        (root / "spool").mkdir(mode=0o755, exist_ok=True)
        code, said = as_nobody(root, *words_of(common, command))
        assert (code, "Traceback" in said) == (2, False), said
        if command in ("serve", "commit", "restore"):
            assert "serve.lock: eacces: اجازه‌اش را ندارید (از کاربر root است)" in said
