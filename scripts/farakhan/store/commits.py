"""Files into git, a batch a commit: all of it or nothing, never over what somebody else wrote.

A batch goes through `git fast-import` to a reference of its own; then one transaction moves the branch from the very
commit that the batch was made on and drops that reference. Where the branch has moved meanwhile, the batch is made
again on the new one. What already stands there byte for byte is not written again, so that a batch can be replayed
after a crash at any point. A checked-out work tree follows, for these files alone.
"""

import fcntl
import hashlib
import os
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from farakhan.checks.place import kind_of
from farakhan.problems import FarakhanError
from farakhan.store.git import git

Step = Callable[[str], None]
"""Told what has just been done; by it a person sees how far it is, and a test where it may die."""

LOCK = "farakhan/commit.lock"
OWN = "refs/farakhan/commit"
STALE = 60.0
"""Seconds after which a lock that git left behind is nobody's; ours is held while one is removed."""
TRIES = 20
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


def commit(  # noqa: PLR0913 (each is a part of a commit)
    root: Path,
    files: Mapping[str, New],
    message: str,
    who: Person,
    when: datetime,
    *,
    step: Step = lambda _: None,
) -> str:
    """Commit files of the record to the branch that HEAD names; the commit's object name.

    Args:
        root: the repository's top, or a bare repository.
        files: by their paths.
        message: the commit's.
        who: author and committer.
        when: aware; of author and committer.
        step: told of each part of the work.

    Raises:
        FarakhanError: `commit-path`, no file of the record has such a place; `commit-conflict`, one is there with
            other content, or somebody's unsaved file is in the way; nothing was changed then.
    """
    for path in files:
        if kind_of(path) is None:
            raise FarakhanError("commit-path", "پروندهٔ فراخوان چنین جایی ندارد.", path)
    folder = Path(os.fsdecode(git(root, "rev-parse", "--absolute-git-dir").strip()))
    with _alone(folder):
        for _ in range(TRIES):
            done = _attempt(root, files, _about(message, who, when), step)
            if done:
                return done
    raise FarakhanError("commit-busy", "شاخه پیوسته جابه‌جا می‌شود؛ کمی بعد دوباره بزنید.", str(root))


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the one lock of all committers of this program; locks that git left behind long ago are taken away."""
    path = folder / LOCK
    path.parent.mkdir(exist_ok=True)
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        for left in (*(folder / name for name in _LOCKS), *(folder / "refs").rglob("*.lock")):
            with suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime > STALE:
                    left.unlink()
        yield


def _attempt(root: Path, files: Mapping[str, New], about: bytes, step: Step) -> str:
    """One try; empty where the branch was moved meanwhile."""
    branch = git(root, "symbolic-ref", "HEAD").decode().strip()
    tip = _tip(root, branch)
    wanted = _missing(root, tip, files)
    step("read")
    if not wanted:
        return tip
    own = f"{OWN}-{os.getpid()}"
    with suppress(FarakhanError):
        git(root, "update-ref", "-d", own)
    stream = b"".join(_stream(own, tip, about, wanted))
    settings = ("-c", "fastimport.unpackLimit=1", "-c", "core.fsync=all")
    git(root, *settings, "fast-import", "--quiet", "--done", "--date-format=raw", data=stream)
    made = git(root, "rev-parse", own).decode().strip()
    step("imported")
    bare = git(root, "rev-parse", "--is-bare-repository").strip() == b"true"
    if not bare:
        _follow(root, tip, made, own)
        step("followed")
    moved = f"start\nupdate {branch} {made} {tip or '0' * 40}\ndelete {own} {made}\nprepare\ncommit\n"
    try:
        git(root, "-c", "core.fsync=all", "update-ref", "--stdin", data=moved.encode())
    except FarakhanError:
        now = _tip(root, branch)
        if not bare and now:
            git(root, "read-tree", "-m", "-u", made, now)
        git(root, "update-ref", "-d", own)
        if now == tip:
            raise
        return ""
    step("moved")
    return made


def _tip(root: Path, branch: str) -> str:
    return git(root, "for-each-ref", "--format=%(objectname)", branch).decode().strip()


def _missing(root: Path, tip: str, files: Mapping[str, New]) -> dict[str, bytes]:
    """The files that the tip does not have yet."""
    names = _names(root, tip, files) if tip else {}
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


def _names(root: Path, tip: str, files: Mapping[str, New]) -> dict[str, str]:
    listed = git(root, "ls-tree", "-r", "-z", tip, "--", *files).split(b"\0")
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


def _stream(own: str, tip: str, about: bytes, files: Mapping[str, bytes]) -> Iterator[bytes]:
    yield f"feature done\ncommit {own}\n".encode() + about
    if tip:
        yield f"from {tip}\n".encode()
    for path, data in sorted(files.items()):
        yield f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"
    yield b"done\n"


def _follow(root: Path, tip: str, made: str, own: str) -> None:
    """Let the work tree have the batch's files; what a person has not committed stays as it is, or stops it."""
    try:
        git(root, "read-tree", "-m", "-u", *([tip] if tip else []), made)
    except FarakhanError:
        git(root, "update-ref", "-d", own)
        message = "پرونده‌ای که ثبت نکرده‌اید سر راه است؛ آن را ثبت کنید یا کنار بگذارید و دوباره بزنید."
        raise FarakhanError("commit-conflict", message, str(root)) from None
