"""Files into git, a batch a commit: all of it or nothing, never over what somebody else wrote.

A batch goes through `git fast-import` to a reference of its own; then one transaction moves the branch from the very
commit that the batch was made on and drops that reference. Where the branch has moved meanwhile, the batch is made
again on the new one. What already stands there byte for byte is not written again, so that a batch can be replayed
after a crash at any point. A checked-out work tree follows, for these files alone.

The work tree goes before the branch: what a person has not saved stops a batch before anything is decided, and the
branch never says what the work tree beside it does not have. A death between the two leaves files without a commit;
the reference of the batch still names what they are, so that whoever commits next, or asks to `settle`, takes them
back first. Then the dead act can simply be done again.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from farakhan.files.layout import kind_of
from farakhan.problems import FarakhanError, UrgentError
from farakhan.store.git.fast_import import about, blob_name, stream
from farakhan.store.git.locks import Folder, folder_of, held, under
from farakhan.store.git.run import git

LOCK = "farakhan/commit.lock"
OWN = "refs/farakhan/commit"
EVENT = "farakhan.commit"
TRIES = 20
_DURABLE = ("-c", "fastimport.unpackLimit=1", "-c", "core.fsync=all")
_NOTHING = "4b825dc642cb6eb9a060e54bf8d69288fbee4904"
"""The empty tree, which git knows in every repository."""
_GONE = f"0 {'0' * 40}"
"""What the index is told of a path that it shall not have."""
_NOT_THERE = 1
"""How `git config` ends where it has no such key."""
_LOCKS = ("HEAD.lock", "index.lock", "packed-refs.lock")


class ConflictError(FarakhanError):
    """Files that other people have changed stand in the way of a commit; nothing was changed.

    Attributes:
        paths: of these files, relative to the repository's top.
    """

    def __init__(self, message: str, paths: Sequence[str]) -> None:
        """Keep which files they are; the first is the error's place."""
        super().__init__("commit-conflict", message, paths[0] if paths else "")
        self.paths = tuple(paths)


class MovedError(FarakhanError):
    """The branch is no longer where files were made for it; they must be made anew."""

    def __init__(self, place: str) -> None:
        """Say so for a branch."""
        super().__init__("commit-busy", "شاخه پیوسته جابه‌جا می‌شود؛ کمی بعد دوباره بزنید.", place)


class Tip(NamedTuple):
    """Where a branch stands: its whole name, and its last commit's; the commit is empty before the first."""

    branch: str
    commit: str


class Person(NamedTuple):
    """Who commits."""

    name: str
    email: str


class New(NamedTuple):
    """A file's bytes, None where it is removed; `old` are those that it replaces, None where there was no such file."""

    data: bytes | None
    old: bytes | None = None


def person(root: Path) -> Person:
    """Who commits here, as git knows them.

    Raises:
        FarakhanError: `no-person`, git does not know.
    """
    listed = git(root, "config", "-z", "--get-regexp", r"^user\.(name|email)$", answers=(0, _NOT_THERE)).decode()
    known = dict(entry.split("\n", 1) for entry in listed.split("\0") if "\n" in entry)  # the last of a key counts
    for key in ("user.name", "user.email"):
        if key not in known:
            message = f"گیت نام شما را نمی‌داند. یک بار بزنید: git config --global {key} …"
            raise FarakhanError("no-person", message, str(root))
    return Person(known["user.name"].strip(), known["user.email"].strip())


def tip_of(root: Path) -> Tip:
    """Where the branch stands that HEAD names.

    Raises:
        FarakhanError: `commit-branch`, HEAD names no branch.
    """
    try:
        branch = git(root, "symbolic-ref", "--quiet", "HEAD").decode().strip()
    except FarakhanError:
        message = "مخزن روی هیچ شاخه‌ای نیست؛ با git switch به شاخهٔ فراخوان برگردید."
        raise UrgentError("commit-branch", message, str(root)) from None
    return Tip(branch, git(root, "for-each-ref", "--format=%(objectname)", branch).decode().strip())


def settle(root: Path) -> None:
    """Take back what a dead committer left in the work tree and did not commit; nothing happens where none did.

    Whoever reads the work tree and commits what follows from it settles it first.

    Raises:
        FarakhanError: `git`, what git itself says.
    """
    if (root / ".git").exists():
        with alone(root):
            pass


def files_at(root: Path, paths: Iterable[str], tip: str = "HEAD") -> dict[str, bytes | None]:
    """Files as a commit has them, None where it has none; the work tree is not asked."""
    wanted = list(paths)
    printed = git(root, "cat-file", "--batch", data="".join(f"{tip}:{path}\n" for path in wanted).encode())
    files: dict[str, bytes | None] = {}
    at = 0
    for path in wanted:
        end = printed.index(b"\n", at)
        size = re.fullmatch(rb"[0-9a-f]+ blob ([0-9]+)", printed[at:end])
        at = end + 1
        files[path] = printed[at : at + int(size[1])] if size else None
        at += int(size[1]) + 1 if size else 0
    return files


def commit(  # noqa: PLR0913, PLR0917 (each is a part of the commit)
    root: Path, files: Mapping[str, New], message: str, who: Person, when: datetime, on: Tip | None = None
) -> str:
    """Commit files of the record to the branch that HEAD names; the commit's object name.

    What has been done is told to Python's audit hooks as `farakhan.commit`: read, imported, followed, moved.

    Args:
        root: the repository's top, or a bare repository.
        files: by their paths.
        message: the commit's.
        who: author and committer.
        when: aware; of author and committer.
        on: where the branch must stand, for files that hold only beside what stands there; None takes any place.

    Raises:
        ConflictError: one is there with other content, or somebody's unsaved file is in the way; nothing was changed.
        MovedError: the branch does not stand where it must, or others move it all the time; nothing was changed.
        FarakhanError: `commit-path`, no file of the record has such a place; `commit-branch`, HEAD names no branch;
            `git`, what git itself says.
    """
    for path in files:
        if kind_of(path) is None:
            raise FarakhanError("commit-path", "پروندهٔ فراخوان چنین جایی ندارد.", path)
    with alone(root) as place:
        for _ in range(TRIES):
            at = tip_of(root)
            if on not in (None, at):
                break
            done = _attempt(place, files, about(message, who, when), at)
            if done:
                return done
    raise MovedError(str(root))


class Place(NamedTuple):
    """A repository to commit to, and what git's processes hold open meanwhile."""

    root: Path
    folder: Folder
    held: tuple[int, ...]

    def git(self, *words: str, data: bytes = b"") -> bytes:
        """What git prints, as `store.git.run` runs it."""
        return git(self.root, *words, data=data, held=self.held)

    def reports(self) -> Iterator[Path]:
        """What fast-import left where it failed: each time a file, also on a disk that is full for days."""
        return self.folder.path.glob("fast_import_crash_*")


@contextmanager
def alone(root: Path) -> Iterator[Place]:
    """Hold the one lock of all committers of this program while the block runs; a dead one's work is taken back first.

    What git locked for a committer that died is taken away (`locks`).
    """
    folder = folder_of(root)
    with held(folder.path / LOCK, lambda: _locks(folder.path)) as files:
        place = Place(root, folder, files)
        _take_back(place)
        yield place


def _locks(folder: Path) -> Iterator[Path]:
    """The locks in git's folder that any of a committer's processes may take."""
    yield from (folder / name for name in _LOCKS)
    yield from under(folder / "refs")


def _attempt(place: Place, files: Mapping[str, New], head: bytes, at: Tip) -> str:
    """One try; empty where the branch was moved meanwhile."""
    wanted = _missing(place, at.commit, files)
    sys.audit(EVENT, "read")
    if not wanted:
        return at.commit
    return advance(place, at.branch, at.commit, imported(place, b"".join(stream(OWN, at.commit, head, wanted))))


def imported(place: Place, stream: bytes) -> str:
    """Bring commits in, durably, and nothing but `OWN` names them; the object name of the last.

    Args:
        place: held alone.
        stream: for fast-import: commits to `OWN`, the last with mark 1, which it asks for in the end.
    """
    words = ("fast-import", "--quiet", "--force", "--date-format=raw")
    there = set(place.reports())
    try:
        printed = place.git(*_DURABLE, *words, data=stream)
    except FarakhanError:
        for report in set(place.reports()) - there:
            report.unlink(missing_ok=True)
        raise
    sys.audit(EVENT, "imported")
    return printed.decode().strip()


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
        ConflictError: somebody's unsaved file is in the way; nothing was changed.
    """
    if not place.folder.bare:
        _follow(place, tip, made)
        sys.audit(EVENT, "followed")
    moved = f"start\nupdate {branch} {made} {tip or '0' * 40}\ndelete {OWN} {made}\nprepare\ncommit\n"
    try:
        place.git(*_DURABLE, "update-ref", "--stdin", data=moved.encode())
    except FarakhanError:
        now = _tip(place, branch)
        _take_back(place)
        if now == tip:
            raise
        return ""
    sys.audit(EVENT, "moved")
    return made


def _tip(place: Place, branch: str) -> str:
    return place.git("for-each-ref", "--format=%(objectname)", branch).decode().strip()


def _missing(place: Place, tip: str, files: Mapping[str, New]) -> dict[str, bytes | None]:
    """The files that the tip does not have yet, or still has."""
    entries = _entries(place, tip, files)
    wanted, others = {}, []
    for path, new in files.items():
        there = entries[path].split()[1] if path in entries else None
        if there == _named(new.data):
            continue
        if there != _named(new.old):
            others.append(path)
        wanted[path] = new.data
    if others:
        raise ConflictError("این پرونده در گیت هست و محتوایش چیز دیگری است؛ آن را ببینید و دوباره بزنید.", others)
    return wanted


def _named(data: bytes | None) -> str | None:
    return None if data is None else blob_name(data)


def _entries(place: Place, tip: str, paths: Iterable[str]) -> dict[str, str]:
    """The modes and object names, a space between, of those paths that a commit has; none where there is no commit."""
    wanted = list(paths)
    if not tip or not wanted:
        return {}
    entries = {}
    for line in os.fsdecode(place.git("ls-tree", "-r", "-z", tip, "--", *wanted)).split("\0")[:-1]:
        words, _, path = line.partition("\t")
        mode, _, name = words.split()
        entries[path] = f"{mode} {name}"
    return entries


def _follow(place: Place, tip: str, made: str) -> None:
    """Let the work tree have the batch's files; what a person has not committed stays as it is, or stops it."""
    words = ("read-tree", "-m", "-u", *([tip] if tip else []), made)
    with suppress(FarakhanError):
        place.git(*words)
        return
    with suppress(FarakhanError):  # it fails where somebody has changed anything
        place.git("update-index", "-q", "--refresh")  # a copied or touched work tree only looks changed
    try:
        _remove_halves(place, tip, made)
        place.git(*words)
    except FarakhanError:
        paths = _unsaved(place, tip, made)
        place.git("update-ref", "-d", OWN)
        message = "این پرونده را کسی عوض کرده و هنوز ثبت نکرده است؛ آن را ثبت کنید یا کنار بگذارید و دوباره بزنید."
        raise ConflictError(message, paths) from None


def _unsaved(place: Place, tip: str, made: str) -> list[str]:
    """The files of a commit that stand changed in the work tree or the index, or stand there and not in the tip."""
    wanted = _changed(place, tip, made)
    known = _entries(place, tip, wanted)
    unsaved = place.git("diff-index", "-z", "--name-only", tip or _NOTHING).split(b"\0")
    changed = {os.fsdecode(name) for name in unsaved if name}
    return [path for path in wanted if path in changed or (path not in known and os.path.lexists(place.root / path))]


def _changed(place: Place, tip: str, made: str) -> list[str]:
    """The paths in which a commit differs from the tip, those that it removes too."""
    words = ("diff-tree", "-r", "-z", "--no-renames", "--name-only", tip or _NOTHING, made)
    return [os.fsdecode(name) for name in place.git(*words).split(b"\0") if name and b"\n" not in name]


def _remove_halves(place: Place, tip: str, made: str) -> None:
    """Remove what a git that was killed on the way has written of a commit's files already, whole or the beginning.

    Git takes them for somebody's unsaved work and writes nothing over them; but all that they hold comes again.
    """
    for name, data in files_at(place.root, _changed(place, tip, made), made).items():
        file = place.root / name
        if data is not None and _is_beginning(file, data):
            file.unlink()


def _is_beginning(file: Path, data: bytes) -> bool:
    """Whether a file holds these bytes, whole or up to some place."""
    return file.is_file() and not file.is_symlink() and data.startswith(file.read_bytes())


def _take_back(place: Place) -> None:
    """Let the work tree and the index be as the branch says, where a commit that never reached it has changed them.

    Only `OWN` names such a commit, and only while it is being made, or since its maker died. What somebody has changed
    since then is not touched.
    """
    made = _tip(place, OWN)
    if not made:
        return
    if not place.folder.bare:
        branch = place.git("symbolic-ref", "HEAD").decode().strip()
        _restore(place, _tip(place, branch), made)
    place.git("update-ref", "-d", OWN)


def _restore(place: Place, tip: str, made: str) -> None:
    paths = _changed(place, tip, made)
    before = files_at(place.root, paths, tip) if tip else dict.fromkeys(paths)
    ours = [path for path, data in files_at(place.root, paths, made).items() if _is_ours(place.root / path, data)]
    entries = _entries(place, tip, ours)
    wanted = "".join(f"{entries.get(path, _GONE)}\t{path}\0" for path in ours)
    place.git("update-index", "-z", "--index-info", data=os.fsencode(wanted))
    for path in ours:
        if before[path] is None:
            (place.root / path).unlink(missing_ok=True)
    there = "".join(f"{path}\0" for path in ours if before[path] is not None)
    place.git("checkout-index", "--force", "--index", "-z", "--stdin", data=os.fsencode(there))


def _is_ours(file: Path, made: bytes | None) -> bool:
    """Whether a file is as a dead committer left it, half written or not yet written at all."""
    return not os.path.lexists(file) or (made is not None and _is_beginning(file, made))
