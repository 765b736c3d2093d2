"""Files into git, a batch a commit: all of it or nothing, never over what somebody else wrote.

A batch goes through `git fast-import` to a reference of its own; then one transaction moves the branch from the very
commit that the batch was made on and drops that reference. Where the branch has moved meanwhile, the batch is made
again on the new one. What already stands there byte for byte is not written again, so that a batch can be replayed
after a crash at any point. A checked-out work tree follows, for these files alone.
"""

import fcntl
import hashlib
import math
import os
import re
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from farakhan.checks.place import kind_of
from farakhan.problems import FarakhanError
from farakhan.store.git import git

LOCK = "farakhan/commit.lock"
OWN = "refs/farakhan/commit"
EVENT = "farakhan.commit"
STALE = 60.0
"""Seconds after which a lock that git left behind is nobody's."""
COARSE = 1.0
"""Seconds by which a file's time may lag behind the clock."""
TRIES = 20
_DURABLE = ("-c", "fastimport.unpackLimit=1", "-c", "core.fsync=all")
_NOTHING = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
"""The empty tree, which git knows in every repository."""
_LOCKS = ("HEAD.lock", "index.lock", "packed-refs.lock")


class Person(NamedTuple):
    """Who commits."""

    name: str
    email: str


class New(NamedTuple):
    """A file's bytes; `old` are those that it replaces, None where there was no such file."""

    data: bytes
    old: bytes | None = None


def person(root: Path) -> Person:
    """Who commits here, as git knows them.

    Raises:
        FarakhanError: `no-person`, git does not know.
    """
    said = []
    for key in ("user.name", "user.email"):
        try:
            said.append(git(root, "config", "--get", key).decode().strip())
        except FarakhanError:
            message = f"گیت نام شما را نمی‌داند. یک بار بزنید: git config --global {key} …"
            raise FarakhanError("no-person", message, str(root)) from None
    return Person(*said)


def standing(root: Path, paths: Iterable[str], tip: str = "HEAD") -> dict[str, bytes | None]:
    """Files as a commit has them, None where it has none; the work tree is not asked."""
    wanted = list(paths)
    said = git(root, "cat-file", "--batch", data="".join(f"{tip}:{path}\n" for path in wanted).encode())
    found: dict[str, bytes | None] = {}
    at = 0
    for path in wanted:
        end = said.index(b"\n", at)
        size = re.fullmatch(rb"[0-9a-f]+ blob ([0-9]+)", said[at:end])
        at = end + 1
        found[path] = said[at : at + int(size[1])] if size else None
        at += int(size[1]) + 1 if size else 0
    return found


def commit(root: Path, files: Mapping[str, New], message: str, who: Person, when: datetime) -> str:
    """Commit files of the record to the branch that HEAD names; the commit's object name.

    What has been done is told to Python's audit hooks as `farakhan.commit`: read, imported, followed, moved.

    Args:
        root: the repository's top, or a bare repository.
        files: by their paths.
        message: the commit's.
        who: author and committer.
        when: aware; of author and committer.

    Raises:
        FarakhanError: `commit-path`, no file of the record has such a place; `commit-conflict`, one is there with
            other content, or somebody's unsaved file is in the way; nothing was changed then; `commit-busy`, others
            move the branch all the time; `git`, what git itself says.
    """
    for path in files:
        if kind_of(path) is None:
            raise FarakhanError("commit-path", "پروندهٔ فراخوان چنین جایی ندارد.", path)
    with alone(root) as place:
        for _ in range(TRIES):
            done = _attempt(place, files, _about(message, who, when))
            if done:
                return done
    raise FarakhanError("commit-busy", "شاخه پیوسته جابه‌جا می‌شود؛ کمی بعد دوباره بزنید.", str(root))


class Place(NamedTuple):
    """A repository to commit to, and what git's processes hold open meanwhile."""

    root: Path
    bare: bool
    held: tuple[int, ...]

    def git(self, *words: str, data: bytes = b"") -> bytes:
        """What git prints, as `store.git` runs it."""
        return git(self.root, *words, data=data, held=self.held)


@contextmanager
def alone(root: Path) -> Iterator[Place]:
    """Hold the one lock of all committers of this program while the block runs.

    Git's processes hold it too, so that nobody begins while one of a dead committer still lives. Its file says when
    the holder began, until it is done: where one finds that, the last holder died, and what git locked since then is
    nobody's. Any other lock may be a living person's, and is taken away only when it has stood for long.
    """
    said = git(root, "rev-parse", "--is-bare-repository", "--absolute-git-dir").rstrip(b"\n")
    bare, _, name = said.partition(b"\n")
    folder = Path(os.fsdecode(name))
    path = folder / LOCK
    path.parent.mkdir(exist_ok=True)
    with path.open("a+b") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        since = _died(file.read()) - COARSE
        for left in (*(folder / name for name in _LOCKS), *(folder / "refs").rglob("*.lock")):
            with suppress(FileNotFoundError):
                locked = left.stat().st_mtime
                if locked >= since or time.time() - locked > STALE:
                    left.unlink()
        file.truncate(0)
        file.write(str(time.time()).encode())
        file.flush()
        try:
            yield Place(root, bare == b"true", (file.fileno(),))
        finally:
            file.truncate(0)


def _died(said: bytes) -> float:
    """When the last holder began, if it died; a power cut may leave anything there."""
    try:
        return float(said)
    except ValueError:
        return math.inf


def _attempt(place: Place, files: Mapping[str, New], about: bytes) -> str:
    """One try; empty where the branch was moved meanwhile."""
    branch = place.git("symbolic-ref", "HEAD").decode().strip()
    tip = _tip(place, branch)
    wanted = _missing(place, tip, files)
    sys.audit(EVENT, "read")
    if not wanted:
        return tip
    return advance(place, branch, tip, imported(place, b"".join(_stream(tip, about, wanted))))


def imported(place: Place, stream: bytes) -> str:
    """Bring commits in, durably, and nothing but `OWN` names them; the object name of the last.

    Args:
        place: held alone.
        stream: for fast-import: commits to `OWN`, the last with mark 1, which it asks for in the end.
    """
    said = place.git(*_DURABLE, "fast-import", "--quiet", "--force", "--date-format=raw", data=stream)
    sys.audit(EVENT, "imported")
    return said.decode().strip()


def advance(place: Place, branch: str, tip: str, made: str) -> str:
    """Move a branch to a commit that `OWN` names, and a checked-out work tree with it.

    Args:
        place: held alone.
        branch: the whole name of the reference.
        tip: on which it stands; empty where it is yet to come.
        made: the commit.

    Returns:
        The new tip; empty where the branch was moved meanwhile, then nothing has changed.

    Raises:
        FarakhanError: `commit-conflict`, somebody's unsaved file is in the way; nothing was changed then.
    """
    if not place.bare:
        _follow(place, tip, made)
        sys.audit(EVENT, "followed")
    moved = f"start\nupdate {branch} {made} {tip or '0' * 40}\ndelete {OWN} {made}\nprepare\ncommit\n"
    try:
        place.git(*_DURABLE, "update-ref", "--stdin", data=moved.encode())
    except FarakhanError:
        now = _tip(place, branch)
        if not place.bare and now:
            place.git("read-tree", "-m", "-u", made, now)
        _forget(place)
        if now == tip:
            raise
        return ""
    sys.audit(EVENT, "moved")
    return made


def _forget(place: Place) -> None:
    place.git("update-ref", "-d", OWN)


def _tip(place: Place, branch: str) -> str:
    return place.git("for-each-ref", "--format=%(objectname)", branch).decode().strip()


def _missing(place: Place, tip: str, files: Mapping[str, New]) -> dict[str, bytes]:
    """The files that the tip does not have yet."""
    names = _names(place, tip, files) if tip else {}
    wanted = {}
    for path, new in files.items():
        there = names.get(path)
        if there == _blob(new.data):
            continue
        if there != (None if new.old is None else _blob(new.old)):
            message = "این پرونده در گیت هست و محتوایش چیز دیگری است؛ آن را ببینید و دوباره بزنید."
            raise FarakhanError("commit-conflict", message, path)
        wanted[path] = new.data
    return wanted


def _names(place: Place, tip: str, files: Mapping[str, New]) -> dict[str, str]:
    listed = place.git("ls-tree", "-r", "-z", tip, "--", *files).split(b"\0")
    pairs = (line.split(b"\t", 1) for line in listed if line)
    return {os.fsdecode(path): about.split()[2].decode() for about, path in pairs}


def _blob(data: bytes) -> str:
    """The name that git gives to a file's bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data, usedforsecurity=False).hexdigest()


def _about(message: str, who: Person, when: datetime) -> bytes:
    name, email = ("".join(letter for letter in part if letter not in "<>\n\0").strip() for part in who)
    offset = when.strftime("%z")
    line = f"{name} <{email}> {int(when.timestamp())} {offset}"
    text = message.replace("\0", "").encode()
    return f"author {line}\ncommitter {line}\ndata {len(text)}\n".encode() + text + b"\n"


def _stream(tip: str, about: bytes, files: Mapping[str, bytes]) -> Iterator[bytes]:
    yield f"feature done\nfeature get-mark\ncommit {OWN}\nmark :1\n".encode() + about
    if tip:
        yield f"from {tip}\n".encode()
    for path, data in sorted(files.items()):
        yield f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"
    yield b"get-mark :1\ndone\n"


def _follow(place: Place, tip: str, made: str) -> None:
    """Let the work tree have the batch's files; what a person has not committed stays as it is, or stops it."""
    words = ("read-tree", "-m", "-u", *([tip] if tip else []), made)
    with suppress(FarakhanError):
        place.git(*words)
        return
    try:
        _remove_halves(place, tip, made)
        place.git(*words)
    except FarakhanError:
        _forget(place)
        message = "پرونده‌ای که ثبت نکرده‌اید سر راه است؛ آن را ثبت کنید یا کنار بگذارید و دوباره بزنید."
        raise FarakhanError("commit-conflict", message, str(place.root)) from None


def _remove_halves(place: Place, tip: str, made: str) -> None:
    """Remove what a git that was killed on the way has written of a commit's files already, whole or the beginning.

    Git takes them for somebody's unsaved work and writes nothing over them; but all that they hold comes again.
    """
    changed = ("diff-tree", "-r", "-z", "--no-renames", "--name-only", "--diff-filter=AM", tip or _NOTHING, made)
    names = [os.fsdecode(name) for name in place.git(*changed).split(b"\0") if name and b"\n" not in name]
    for name, data in standing(place.root, names, made).items():
        file = place.root / name
        if data is not None and file.is_file() and not file.is_symlink() and data.startswith(file.read_bytes()):
            file.unlink()
