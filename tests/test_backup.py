"""Backup and restore: all that is outside git in one sealed file, and afterwards each idea in git exactly once."""

import io
import json
import re
import subprocess
import tarfile
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.buckets import bucket, s3
from tests.doors import by_form, letter_of
from tests.ready import INSTALLED, TOOL
from tests.records import Record

from farakhan import sealing
from farakhan.files import idea as idea_file
from farakhan.intake import form_answers as read_answers
from farakhan.intake.committer import commit_waiting
from farakhan.intake.receive import Intake
from farakhan.intake.restored import settle, stood
from farakhan.problems import FarakhanError
from farakhan.record.new import recipient
from farakhan.store import backup
from farakhan.store.git.pushing import push
from farakhan.store.spool import sqlite
from farakhan.store.spool.contract import every
from farakhan.store.spool.letters import Act, State, Taken
from farakhan.store.spool.sqlite import Spool
from farakhan.store.vault import contacts, logbook, objects, originals, places

NOW = datetime(2027, 7, 10, 9, 0, tzinfo=UTC)
"""A time at which the shipped call takes ideas in."""
PAIRS = [sealing.new_key() for _ in range(2)]
RECIPIENTS = [recipient(PAIRS[0][1]), recipient(PAIRS[1][1], "paper")]
OUTSIDE = "/var/lib/outside"
CANARY = "قناری رازآلود"
ANSWERS = {
    "title": ["قارچ صدفی در اتاق خالی"],
    "summary": ["پرورش قارچ در خانه."],
    "field": ["agriculture"],
    "counties": ["shiraz"],
    "stage": ["pilot"],
    "owners.kind": ["person"],
    "consents.rules": ["v1"],
    "name": [CANARY],
    "mobile": ["09170000000"],
    "body.1": ["در اتاق‌های خالی قارچ می‌کاریم و کاه مزرعه را بستر می‌کنیم. " * 6],
}


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True, text=True).stdout


def run(folder: Path, *words: str | Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOL, *words], cwd=folder, check=False, capture_output=True, text=True)


class House:
    """A call that takes ideas in, its remote, and the receiving side in this process."""

    def __init__(self, folder: Path) -> None:
        self.root, self.remote, self.key = folder / "call", folder / "remote.git", folder / "key"
        Record(self.root, intake="/", age_recipients=RECIPIENTS)
        (self.root / ".gitignore").write_text("/vault/\n/spool/\n/.cache/\n")
        git(folder, "init", "-q", "--bare", "-b", "main", str(self.remote))
        git(self.root, "init", "-q", "-b", "main")
        git(self.root, "config", "user.name", "نمونه")
        git(self.root, "config", "user.email", "nobody@localhost")
        git(self.root, "add", "-A")
        git(self.root, "commit", "-qm", "نمونه")
        git(self.root, "remote", "add", "origin", str(self.remote))
        git(self.root, "push", "-q", "origin", "main")
        self.key.write_text(PAIRS[1][0])
        self.open()

    def open(self) -> None:
        self.spool = Spool(self.root / sqlite.FOLDER, lambda: NOW)
        self.intake = Intake(self.root, "1406", self.spool, lambda: NOW)

    def send(self, number: int, code: str = "", title: str = "") -> str:
        """An idea, or another text for one; its code once it is on disk."""
        values = {**ANSWERS, "title": [title or f"قارچ صدفی شمارهٔ {number}"]}
        given = read_answers.read(self.intake.call, values)
        mends = self.intake.standing(code) if code else None
        letter = letter_of(self.intake, by_form(key=f"{number:016}", answers=given, mends=mends))
        (taken,) = self.spool.put([letter])
        assert isinstance(taken, Taken)
        return taken.letter.code

    def commit(self, *, pushing: bool = False) -> None:
        stuck: list[Exception] = []
        commit_waiting(self.root, self.spool, lambda: NOW, stuck.append)
        assert not stuck
        if pushing:
            numbers = self.spool.committed()
            push(self.root, "origin")
            self.spool.mark(numbers, State.PUSHED)

    def save(self, to: Path) -> Path:
        done = run(self.root, "backup", to)
        assert done.returncode == 0, done.stderr
        return to

    def again(self, folder: Path, saved: Path) -> Path:
        """Another machine: a clone of the remote, the backup in its place, what waits brought into git."""
        git(folder, "clone", "-q", str(self.remote), "again")
        root = folder / "again"
        done = run(root, "restore", saved, "--key", self.key)
        assert done.returncode == 0, done.stderr
        done = run(root, "commit", "--once")
        assert done.returncode == 0, done.stderr
        return root


def ideas(root: Path) -> dict[str, str]:
    """Titles by code, as git has them; a code that stands twice fails."""
    listed = re.findall(r"submissions/1406/ideas/\d\d/(\d{10})\.md", git(root, "ls-tree", "-r", "--name-only", "HEAD"))
    assert len(set(listed)) == len(listed)
    paths = [idea_file.idea_path("1406", code) for code in listed]
    return {
        code: idea_file.parse(path, git(root, "show", f"HEAD:{path}").encode()).title
        for code, path in zip(listed, paths, strict=True)
    }


def names_sealed(root: Path) -> dict[str, str]:
    return {code: sealing.unseal(contacts.sealed(root, code), [PAIRS[0][0]]).name for code in contacts.codes(root)}


@pytest.fixture(scope="module")
def buckets() -> Iterator[str]:
    with s3() as address:
        yield address


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    made = House(tmp_path)
    yield made
    made.spool.close()


@pytest.mark.promise("backup-brings-back-once")
def test_what_was_acknowledged_before_a_backup_is_in_git_once_after_its_restore(house: House, tmp_path: Path) -> None:
    """Letters come in, are committed and pushed all the while that the backup is made by another process."""
    (house.root / "vault" / "media").mkdir(parents=True)
    (house.root / "vault" / "media" / ("a" * 64)).write_bytes(bytes(3 * 2**20))
    before = [house.send(number) for number in range(20)]
    house.commit(pushing=True)
    before += [house.send(number) for number in range(20, 30)]
    end, sent = threading.Event(), []

    def busy() -> None:
        for number in range(30, 10_000):
            sent.append(house.send(number))
            if number % 7 == 0:
                house.commit(pushing=number % 21 == 0)
            if end.is_set():
                return

    thread = threading.Thread(target=busy)
    thread.start()
    saved = house.save(tmp_path / "one.backup")
    end.set()
    thread.join()
    house.commit(pushing=True)
    house.spool.close()

    root = house.again(tmp_path, saved)
    titles = ideas(root)
    assert set(before) <= titles.keys()
    assert titles == ideas(house.root)
    assert names_sealed(root) | dict.fromkeys([*before, *sent], CANARY) == dict.fromkeys([*before, *sent], CANARY)
    assert set(before) <= names_sealed(root).keys()
    for name in ("spool/proof.key", "vault/media/" + "a" * 64, f"vault/proofs/{before[0]}"):
        assert (root / name).read_bytes() == (house.root / name).read_bytes()
    tip = git(root, "rev-parse", "HEAD")
    assert run(root, "commit", "--once").stdout == ""
    assert git(root, "rev-parse", "HEAD") == tip
    assert git(root, "fsck", "--strict", "--no-dangling") == ""


@pytest.mark.parametrize("into", ["folder", "bucket"])
@pytest.mark.parametrize("kind", ["folder", "bucket"])
def test_a_vault_comes_back_whichever_place_it_had(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, buckets: str, kind: str, into: str
) -> None:
    def lies(where: str) -> None:
        for name, value in bucket(buckets).items():
            monkeypatch.setenv(name, value)
        if where == "folder":
            monkeypatch.delenv(places.VARIABLE)

    root, other, clip = tmp_path / "one", tmp_path / "other", bytes(range(256)) * 2**15
    lies(kind)
    Spool(root / sqlite.FOLDER, lambda: NOW).close()
    contacts.put_all(root, {"2739401865": contacts.Sealed(b"sealed", b"proof")})
    logbook.opening(root, "2739401865", "k1", "نمونه", NOW)
    sha256 = originals.put(root, clip)
    opened = list(logbook.openings(root))
    made = backup.save(root, tmp_path / "one.backup", [public for _, public in PAIRS], NOW)
    lies(into)
    assert backup.restore(other, tmp_path / "one.backup", [PAIRS[0][0]], lambda _: None).files == made.files
    assert contacts.sealed(other, "2739401865") == b"sealed"
    assert contacts.proof(other, "2739401865") == b"proof"
    assert b"".join(originals.pieces(other, sha256)) == clip
    assert list(logbook.openings(other)) == opened


def test_a_vault_that_does_not_answer_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, buckets: str) -> None:
    for name, value in (bucket(buckets) | {"AWS_ENDPOINT": "http://127.0.0.1:9"}).items():
        monkeypatch.setenv(name, value)
    Spool(tmp_path / sqlite.FOLDER, lambda: NOW).close()
    with pytest.raises(FarakhanError) as told:
        backup.save(tmp_path, tmp_path / "one.backup", [public for _, public in PAIRS], NOW)
    assert told.value.code == "vault-unreachable"
    assert not list(tmp_path.glob("*.backup*"))


@pytest.mark.promise("backup-brings-back-once")
def test_letters_that_were_never_pushed_come_into_a_clone_that_lacks_them(house: House, tmp_path: Path) -> None:
    committed = [house.send(number) for number in range(3)]
    house.send(10, committed[0], "نام تازه")
    house.commit()
    waiting = [house.send(number) for number in range(3, 5)]
    assert {one.state for one in every(house.spool, None)} == {State.COMMITTED, State.WAITING}
    root = house.again(tmp_path, house.save(tmp_path / "one.backup"))
    titles = ideas(root)
    assert titles.keys() == {*committed, *waiting}
    assert titles[committed[0]] == "نام تازه"
    assert names_sealed(root).keys() == titles.keys()


@pytest.mark.parametrize("waits", [True, False], ids=["waiting in the backup", "committed in the backup"])
def test_an_older_text_does_not_come_back_over_a_newer_one(house: House, tmp_path: Path, *, waits: bool) -> None:
    code = house.send(0)
    house.commit()
    house.send(1, code, "نام دوم")
    if not waits:
        house.commit()
    saved = house.save(tmp_path / "one.backup")
    house.commit()
    house.send(2, code, "نام سوم")
    house.commit(pushing=True)
    root = house.again(tmp_path, saved)
    assert ideas(root) == {code: "نام سوم"}
    assert git(root, "rev-parse", "HEAD") == git(house.root, "rev-parse", "HEAD")


def test_a_contact_that_only_the_spool_had_is_not_lost_where_git_has_the_idea(house: House, tmp_path: Path) -> None:
    code = house.send(0)
    saved = house.save(tmp_path / "one.backup")
    house.commit(pushing=True)
    root = house.again(tmp_path, saved)
    assert names_sealed(root) == {code: CANARY}
    assert contacts.proof(root, code) == contacts.proof(house.root, code)


acts = st.lists(st.sampled_from([Act.MEND, Act.WITHDRAW]), max_size=6).map(lambda later: [Act.NEW, *later])


@given(acts, acts, st.data())
def test_only_what_git_names_is_taken_as_standing(sent: list[Act], later: list[Act], data: st.DataObject) -> None:
    reached = data.draw(st.integers(0, len(sent)))
    done = sent[:reached] + (later[1:] if reached == len(sent) else [])
    assert stood(sent, done) == reached
    kept = data.draw(st.lists(st.booleans(), min_size=reached, max_size=reached))
    assert stood(sent, [act for act, keep in zip(sent, kept, strict=False) if keep]) <= reached


def test_a_copy_neither_writes_nor_checkpoints(house: House, tmp_path: Path) -> None:
    """A dead server's log is left as it was, and all that is in it is in the copy."""
    letters = [house.send(number) for number in range(5)]
    folder = tmp_path / "dead"
    folder.mkdir()
    for name in (sqlite.FILE, f"{sqlite.FILE}-wal"):
        (folder / name).write_bytes((house.root / sqlite.FOLDER / name).read_bytes())
    assert (folder / f"{sqlite.FILE}-wal").stat().st_size
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    (tmp_path / "copy").mkdir()
    sqlite.copied(folder, tmp_path / "copy" / sqlite.FILE)
    assert {name: (folder / name).read_bytes() for name in before} == before
    assert [path.name for path in (tmp_path / "copy").iterdir()] == [sqlite.FILE]
    copy = Spool(tmp_path / "copy", lambda: NOW)
    found: list[Taken] = copy.take(10)
    copy.close()
    assert [one.letter.code for one in found] == letters


@pytest.fixture(scope="module")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[House, Path]]:
    folder = tmp_path_factory.mktemp("saved")
    house = House(folder)
    for number in range(3):
        house.send(number)
    house.commit(pushing=True)
    house.send(3)
    yield house, house.save(folder / "one.backup")
    house.spool.close()


@pytest.mark.promise("contacts-stay-sealed")
def test_a_backup_says_nothing_without_a_key(saved: tuple[House, Path]) -> None:
    house, path = saved
    data = path.read_bytes()
    for code, title in ideas(house.root).items():
        assert code.encode() not in data
        assert title.encode() not in data
    assert (house.root / "spool" / "proof.key").read_bytes() not in data
    assert path.stat().st_mode & 0o777 == 0o600
    with tarfile.open(fileobj=io.BytesIO(_unsealed(path))) as tar:
        names = tar.getnames()
    assert names[0] == backup.SPOOL  # what leaves it meanwhile is then found in the vault
    assert names[-1] == backup.MANIFEST
    assert {one.name for one in (house.root / "spool").iterdir()} <= {
        *(f"{sqlite.FILE}{suffix}" for suffix in ("", "-wal", "-shm")),
        sqlite.LOCK,
        "proof.key",
        "branch",
        "last-backup",
        "vault-was-here",
    }
    made = backup.last(house.root)
    assert made is not None
    assert made.tzinfo


def refused(root: Path, source: Path, secret: str = PAIRS[1][0]) -> FarakhanError:
    """What restore says where nothing is; afterwards nothing is there either."""
    with pytest.raises(FarakhanError) as told:
        backup.restore(root, source, [secret], partial(settle, root))
    left = [one.name for name in ("spool", "vault") for one in (root / name).rglob("*") if one.is_file()]
    assert left == [sqlite.LOCK]
    return told.value


def test_a_wrong_key_opens_nothing(saved: tuple[House, Path], tmp_path: Path) -> None:
    house, path = saved
    (tmp_path / "other").write_text(sealing.new_key()[0])
    git(tmp_path, "clone", "-q", str(house.remote), "clone")
    done = run(tmp_path / "clone", "restore", path, "--key", tmp_path / "other")
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch("sealed-other: .*--key.*\n", done.stderr)
    assert [one.name for one in (tmp_path / "clone" / "spool").iterdir()] == [sqlite.LOCK]


@pytest.mark.parametrize("part", [0.0, 0.001, 0.5, 0.999], ids=["empty", "head", "middle", "end"])
def test_a_cut_backup_is_refused_whole(saved: tuple[House, Path], tmp_path: Path, part: float) -> None:
    data = saved[1].read_bytes()
    (tmp_path / "cut").write_bytes(data[: int(part * len(data))])
    assert refused(tmp_path, tmp_path / "cut").code == "backup-broken"


@pytest.mark.parametrize("part", [0.3, 0.7, 0.999])
def test_a_changed_byte_is_seen(saved: tuple[House, Path], tmp_path: Path, part: float) -> None:
    data = bytearray(saved[1].read_bytes())
    data[int(len(data) * part)] ^= 1
    (tmp_path / "changed").write_bytes(data)
    assert refused(tmp_path, tmp_path / "changed").code == "backup-broken"


def test_a_file_that_is_not_what_the_manifest_says_is_seen(saved: tuple[House, Path], tmp_path: Path) -> None:
    with tarfile.open(fileobj=io.BytesIO(_unsealed(saved[1]))) as tar:
        files = {one.name: tar.extractfile(one).read() for one in tar}  # type: ignore[union-attr]
    name = next(name for name in files if name.startswith("vault/contacts/"))
    lacking = {other: data for other, data in files.items() if other != name}
    for wrong in (files | {name: b"other"}, lacking):
        assert refused(tmp_path, _sealed(tmp_path / "wrong", wrong)).code == "backup-broken"


def _unsealed(path: Path) -> bytes:
    return bytes(pyrage.decrypt(path.read_bytes(), [sealing.identity(PAIRS[0][0])]))


def _sealed(path: Path, members: dict[str, bytes], **own: object) -> Path:
    tarred = io.BytesIO()
    with tarfile.open(fileobj=tarred, mode="w") as tar:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            for key, value in own.items():
                setattr(info, key, value)
            tar.addfile(info, io.BytesIO(data))
    keys = [pyrage.x25519.Recipient.from_str(public) for _, public in PAIRS]
    path.write_bytes(pyrage.encrypt(tarred.getvalue(), keys))
    return path


@pytest.mark.parametrize(
    "name",
    ["../outside", OUTSIDE, "vault/../../outside", "vault/.hidden", "spool/other", "call.yml", "vault/a//b"],
)
def test_a_strangers_backup_writes_nowhere_else(tmp_path: Path, name: str) -> None:
    """Anybody can seal to the public keys."""
    manifest = json.dumps({"made": NOW.isoformat(), "files": {}}).encode()
    source = _sealed(tmp_path / "hostile", {name: b"x", backup.MANIFEST: manifest})
    assert refused(tmp_path / "place", source).code == "backup-broken"
    assert not list(tmp_path.rglob("outside"))
    assert not Path(OUTSIDE).exists()


def test_a_link_in_a_backup_is_refused(tmp_path: Path) -> None:
    source = _sealed(tmp_path / "hostile", {"vault/a": b""}, type=tarfile.SYMTYPE, linkname="/etc/passwd")
    assert refused(tmp_path, source).code == "backup-broken"


@pytest.mark.parametrize("said", ["{}", "[]", "no json", '{"made": "1406", "files": {"spool/x": {"sha256": 1}}}'])
def test_a_manifest_that_is_none_is_refused(tmp_path: Path, said: str) -> None:
    source = _sealed(tmp_path / "hostile", {backup.SPOOL: b"x", backup.MANIFEST: said.encode()})
    assert refused(tmp_path, source).code == "backup-broken"


def test_nothing_is_written_over(saved: tuple[House, Path], tmp_path: Path) -> None:
    house, path = saved
    before = path.read_bytes()
    done = run(house.root, "backup", path)
    assert (done.returncode, "file-exists" in done.stderr) == (2, True)
    assert path.read_bytes() == before
    done = run(house.root, "backup", "inside.backup")
    assert (done.returncode, "private-inside" in done.stderr) == (2, True)
    contacts.put(tmp_path, "2739401865", b"own")
    with pytest.raises(FarakhanError) as told:
        backup.restore(tmp_path, path, [PAIRS[1][0]], partial(settle, tmp_path))
    assert told.value.code == "backup-place"
    assert list(objects.names(tmp_path)) == ["contacts/2739401865.age"]


def test_restore_keeps_out_of_a_running_server(saved: tuple[House, Path]) -> None:
    house, path = saved
    with pytest.raises(FarakhanError) as told:
        backup.restore(house.root, path, [PAIRS[1][0]], partial(settle, house.root))
    assert told.value.code == "spool-held"


@pytest.mark.parametrize(("most", "code"), [(20_000, "spool-full"), (2**20, "backup-disk")])
def test_where_there_is_no_room_nothing_is_left(tmp_path: Path, most: int, code: str) -> None:
    Record(tmp_path, age_recipients=RECIPIENTS)
    held = Spool(tmp_path / sqlite.FOLDER, lambda: NOW)
    originals.put(tmp_path, bytes(3 * 2**20))
    (tmp_path / "out").mkdir()
    command = ["prlimit", f"--fsize={most}", str(INSTALLED), "backup", str(tmp_path / "out" / "one.backup")]
    done = subprocess.run(command, cwd=tmp_path, check=False, capture_output=True, text=True)
    held.close()
    assert (done.returncode, f"{code}: " in done.stderr) == (2, True), done.stderr
    assert list((tmp_path / "out").iterdir()) == []
    assert backup.last(tmp_path) is None
    assert {one.name for one in (tmp_path / sqlite.FOLDER).iterdir()} == {sqlite.FILE, sqlite.LOCK, "vault-was-here"}


def test_nothing_is_saved_without_two_keys(tmp_path: Path) -> None:
    Record(tmp_path, age_recipients=[])
    Spool(tmp_path / sqlite.FOLDER, lambda: NOW).close()
    done = run(tmp_path, "backup", tmp_path / "one.backup")
    assert (done.returncode, "recipients-few" in done.stderr) == (2, True)
    assert not (tmp_path / "one.backup").exists()
    assert not backup.last(tmp_path)


def test_where_nothing_was_taken_in_there_is_nothing_to_save(tmp_path: Path) -> None:
    Record(tmp_path, age_recipients=RECIPIENTS)
    done = run(tmp_path, "backup", tmp_path / "one.backup")
    assert (done.returncode, "backup-empty" in done.stderr) == (2, True)


def test_without_a_server_the_vault_alone_is_saved_and_comes_back(tmp_path: Path) -> None:
    root, code = tmp_path / "one", "2739401865"
    Record(root, age_recipients=RECIPIENTS)
    git(root, "init", "--quiet", "--initial-branch=main")
    git(root, "add", "submissions")
    git(root, "-c", "user.name=x", "-c", "user.email=x@localhost", "commit", "--quiet", "-m", "x")
    contacts.put(root, code, b"sealed")
    done = run(root, "backup", tmp_path / "one.backup")
    assert (done.returncode, "صف دریافتی نیست" in done.stdout) == (0, True), done.stderr
    (tmp_path / "own.key").write_text(PAIRS[0][0])
    other = tmp_path / "two"
    git(tmp_path, "clone", "--quiet", str(root), str(other))
    done = run(other, "restore", tmp_path / "one.backup", "--key", tmp_path / "own.key")
    assert done.returncode == 0, done.stderr
    assert contacts.sealed(other, code) == b"sealed"
    assert not (other / sqlite.FOLDER / sqlite.FILE).exists()
