"""The branch sent elsewhere, so that what stands here stands in two places; never by force.

Where the other side has moved, what is only here is made again on its tip: commit by commit, with the same people,
times and words. A file that both sides changed is put together key by key; where even that is no answer nothing is
moved on either side and a person is told. What was sent once and is not there any more was taken out by somebody: it is
not brought back, and nothing is sent, until a person has said that it is to be so.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from farakhan.files import idea as idea_file
from farakhan.files.idea import WHOLE, Chosen, Clash
from farakhan.files.layout import Kind, kind_of
from farakhan.problems import FarakhanError, UrgentError
from farakhan.store.git.commits import OWN, advance, alone, files_at, imported
from farakhan.store.git.locks import folder_of, held, under
from farakhan.store.git.run import Patience, SlowGitError, git, git_afar

NOTHING: idea_file.Chosen = MappingProxyType({})
EVENT = "farakhan.push"
LOCK = "farakhan/push.lock"
PUSHED = "refs/farakhan/pushed"
"""The last commit that the other side has taken from here; there is none before the first."""
AGREED = "refs/farakhan/agreed"
"""The other side's commit up to which a person has agreed to what was taken out there."""
TRIES = 5
KEPT = "refs/farakhan/kept"
"""Under it, by its own name, whatever stood here before a person chose between two sides: nothing is ever lost."""
SECONDS = 120.0
"""That one git process has to talk with the remote, where nobody says otherwise."""
_SSH = "ssh -o BatchMode=yes -o ConnectTimeout=10 -o ServerAliveInterval=10 -o ServerAliveCountMax=3"
_PATIENT = ("-c", f"core.sshCommand={_SSH}", "-c", "http.lowSpeedLimit=1000", "-c", "http.lowSpeedTime=30")
_LINE = (*_PATIENT, "-c", "protocol.ext.allow=never")
_FETCHED = ("--quiet", "--no-tags", "--no-recurse-submodules", "--refmap=")
"""A fetch writes none of our references: it fails where it cannot, be it only for the moment that a person's has."""


class ClashError(UrgentError):
    """Both sides changed the same thing, and a person must choose; nothing was moved on either.

    Attributes:
        clashes: of one file; none where it cannot be chosen by key.
    """

    def __init__(self, path: str, clashes: Iterable[Clash]) -> None:
        """Say so of a file."""
        message = (
            "این پرونده اینجا و در دوردست دو جور عوض شده است؛ در میز کار (farakhan desk، همگام‌سازی) برگزینید."
            " یا یک بار خودتان git pull بزنید و درستش کنید."
        )
        super().__init__("push-conflict", message, path)
        self.clashes = tuple(clashes)


class _Commit(NamedTuple):
    """A commit that stands only here, and what it changed: path to the bytes before and after."""

    name: str
    head: bytes
    files: dict[str, tuple[bytes | None, bytes | None]]


class _Line(NamedTuple):
    """How git's processes talk with the remote: which one, how long, and what they hold open meanwhile."""

    root: Path
    remote: str
    patience: Patience
    held: tuple[int, ...]

    def git(self, *words: str) -> bytes:
        """What git prints, as `git_afar` runs it."""
        return git_afar(self.root, self.patience, *_LINE, *words, held=self.held)


@contextmanager
def _line(root: Path, remote: str, patience: Patience) -> Iterator[_Line]:
    """A line to the remote; what a dead git locked of the references that follow it is taken away first."""
    folder = folder_of(root).path
    following = folder / "refs" / "remotes" / remote
    with held(folder / LOCK, lambda: under(following), waits=False) as files:
        yield _Line(root, remote, patience, files)


def remote_of(root: Path) -> str:
    """The remote that the branch goes to; empty where there is none."""
    names = git(root, "remote").decode().split()
    branch = git(root, "symbolic-ref", "--short", "HEAD").decode().strip()
    with suppress(FarakhanError):
        set_for = git(root, "config", "--get", f"branch.{branch}.remote").decode().strip()
        return set_for if set_for in names else ""
    return "origin" if "origin" in names else ""


def is_ahead(root: Path) -> bool:
    """Whether the branch stands elsewhere than where the other side was seen last; False where it was never seen."""
    try:
        branch = git(root, "symbolic-ref", "HEAD").decode().strip()
    except FarakhanError:  # HEAD names no branch, or this is no repository
        return False
    followed = f"refs/remotes/{remote_of(root)}/{branch.removeprefix('refs/heads/')}"
    listed = git(root, "for-each-ref", "--format=%(refname) %(objectname)", branch, PUSHED, followed).decode()
    names = dict(line.split(" ") for line in listed.splitlines())
    seen = names.get(PUSHED) or names.get(followed)
    return bool(seen) and names.get(branch) not in ("", None, seen)


def push(root: Path, remote: str, patience: Patience | None = None, chosen: Chosen = NOTHING) -> None:
    """Send the branch that HEAD names, with whatever stands there since the last time.

    What has been done is told to Python's audit hooks as `farakhan.push`: fetched, pushed.

    Args:
        root: the repository's top.
        remote: one of its remotes.
        patience: how long each git process may talk with it; `SECONDS` where it is not said.
        chosen: by a person, where both sides changed the same thing differently. What stood here before then keeps a
            reference of its own (`KEPT`).

    Raises:
        FarakhanError: `push-remote`, the other side does not answer; `push-slow`, it took the call and did not come
            to an end; `push-refused`, it does not take what it is sent; `push-conflict`, both sides changed a file
            and a person must decide; `push-rewritten`, what it had taken before was taken out there.
    """
    branch = git(root, "symbolic-ref", "HEAD").decode().strip()
    with _line(root, remote, patience or Patience(SECONDS)) as line:
        tip = _sent(line, branch, chosen)
    with alone(root) as place:
        place.git("update-ref", "--stdin", data=f"update {PUSHED} {tip}\ndelete {AGREED}\n".encode())


def _sent(line: _Line, branch: str, chosen: Chosen) -> str:
    """Send a branch until the other side has taken it; what it has taken."""
    root, remote = line.root, line.remote
    pushed = _name(root, PUSHED)
    for _ in range(TRIES):
        tip = git(root, "rev-parse", branch).decode().strip()
        theirs = _fetched(line, branch) if pushed else ""
        if theirs not in ("", pushed) and _taken_out(root, tip, theirs, pushed):
            _agreed(root, theirs, remote)
            sys.audit(EVENT, "fetched")
            _again(root, branch, tip, theirs, chosen, without=pushed)
            continue
        try:
            line.git("push", "--quiet", "--no-verify", remote, f"{tip}:{branch}")
        except SlowGitError:
            raise _slow(remote) from None
        except FarakhanError as error:
            theirs = _fetched(line, branch)
            if not theirs or _holds(root, tip, theirs):
                raise UrgentError("push-refused", f"مخزن دوردست نپذیرفت. {error.message}", remote) from None
            sys.audit(EVENT, "fetched")
            _again(root, branch, tip, theirs, chosen)
        else:
            sys.audit(EVENT, "pushed")
            return tip
    raise FarakhanError("push-busy", "مخزن دوردست پیوسته جابه‌جا می‌شود؛ بعد دوباره می‌فرستیم.", remote)


def _slow(remote: str) -> FarakhanError:
    message = "مخزن دوردست تماس را گرفت ولی کار را به پایان نرساند؛ بعد دوباره می‌فرستیم."
    return FarakhanError("push-slow", message, remote)


def _name(root: Path, reference: str) -> str:
    """The object name that a reference has; empty where there is no such reference."""
    return git(root, "for-each-ref", "--format=%(objectname)", reference).decode().strip()


def _taken_out(root: Path, tip: str, theirs: str, pushed: str) -> bool:
    """Whether the other side does not have any more what it had taken, and what would now be sent again."""
    sent = git(root, "rev-list", tip, f"^{theirs}")
    return sent != git(root, "rev-list", tip, f"^{theirs}", f"^{pushed}")


def _agreed(root: Path, theirs: str, remote: str) -> None:
    """See to it that a person has agreed to what was taken out at the other side."""
    agreed = _name(root, AGREED)
    if not agreed or not _holds(root, theirs, agreed):
        message = (
            "از مخزن دوردست چیزی برداشته شده که پیش‌تر فرستاده بودیم؛ آن را خودسرانه برنمی‌گردانیم و چیزی نمی‌فرستیم."
            " ایده‌های تازه همین‌جا در گیت می‌مانند. اگر برداشتن آن خواسته بوده است، در پوشهٔ سرور بزنید:"
            f" git update-ref {AGREED} {theirs}؛ وگرنه آن را خودتان به دوردست برگردانید."
        )
        raise UrgentError("push-rewritten", message, remote)


def _fetched(line: _Line, branch: str) -> str:
    """The other side's tip, its objects here; empty where it has no such branch."""
    root, remote = line.root, line.remote
    try:
        listed = line.git("ls-remote", remote, branch).decode().split()
        if branch not in listed:
            return ""
        name = listed[listed.index(branch) - 1]
        if name in _names(root):
            return name
        line.git("fetch", *_FETCHED, remote, branch)
    except SlowGitError:
        raise _slow(remote) from None
    except FarakhanError as error:
        raise FarakhanError(
            "push-remote", f"مخزن دوردست پاسخ نداد؛ بعد دوباره می‌فرستیم. {error.message}", remote
        ) from None
    return git(root, "rev-parse", "FETCH_HEAD").decode().strip()


def _names(root: Path) -> list[str]:
    """The commits that references name, and that are whole.

    Of a fetch that died a commit can be here without its files: what no reference names, git looks through once more
    as it fetches.
    """
    return git(root, "for-each-ref", "--format=%(objectname)").decode().split()


def _holds(root: Path, tip: str, other: str) -> bool:
    """Whether a commit is the other one, or came after it."""
    return not git(root, "rev-list", "--max-count=1", other, f"^{tip}")


def _again(root: Path, branch: str, tip: str, theirs: str, chosen: Chosen, without: str = "") -> None:  # noqa: PLR0913, PLR0917 (each is a part of it)
    """Make what is only here again on the other side's tip, and move the branch there in one transaction.

    Args:
        root: the repository's top.
        branch: the whole name of the reference.
        tip: on which it stands.
        theirs: the other side's.
        chosen: as for `push`.
        without: a commit; what it holds is not made again. Empty where there is none.
    """
    with alone(root) as place:
        if git(root, "rev-parse", branch).decode().strip() != tip:
            return
        own = list(_only_here(root, tip, theirs, *filter(None, [without])))
        if own:
            made = imported(place, b"".join(_stream(root, own, theirs, chosen)))
            if chosen:
                place.git("update-ref", f"{KEPT}/{tip}", tip)
        else:
            place.git("update-ref", OWN, theirs)
            made = theirs
        advance(place, branch, tip, made)


def _stream(root: Path, own: Iterable[_Commit], theirs: str, chosen: Chosen) -> Iterator[bytes]:
    yield f"feature done\nfeature get-mark\nreset {OWN}\nfrom {theirs}\n\n".encode()
    seen: dict[str, bytes | None] = {}
    for commit in own:
        unseen = [path for path in commit.files if path not in seen]
        seen |= files_at(root, unseen, theirs)
        changes = {path: _together(path, *pair, seen[path], chosen) for path, pair in commit.files.items()}
        seen |= changes
        yield f"commit {OWN}\nmark :1\n".encode() + commit.head
        for path, data in changes.items():
            if data is None:
                yield f"D {path}\n".encode()
            else:
                yield f"M 100644 inline {path}\ndata {len(data)}\n".encode() + data + b"\n"
    yield b"get-mark :1\ndone\n"


def _only_here(root: Path, tip: str, *known: str) -> Iterator[_Commit]:
    without = [f"^{name}" for name in known]
    names = git(root, "rev-list", "--reverse", "--topo-order", "--parents", tip, *without).decode().splitlines()
    for line in names:
        name, *parents = line.split()
        if len(parents) != 1:
            message = "اینجا ادغامی هست که دوردست ندارد؛ یک بار خودتان git pull و git push بزنید."
            raise UrgentError("push-conflict", message, name)
        (parent,) = parents
        listed = git(root, "diff-tree", "-r", "-z", "--no-renames", "--name-only", parent, name).split(b"\0")
        paths = [os.fsdecode(path) for path in listed if path]
        before, after = files_at(root, paths, parent), files_at(root, paths, name)
        yield _Commit(name, _head(root, name), {path: (before[path], after[path]) for path in paths})


def _head(root: Path, name: str) -> bytes:
    """Who wrote a commit, when and with which words, as fast-import reads it."""
    raw = git(root, "cat-file", "commit", name)
    about, _, words = raw.partition(b"\n\n")
    people = re.findall(rb"^(?:author|committer) .*$", about, re.MULTILINE)
    return b"\n".join(people) + b"\ndata %d\n" % len(words) + words + b"\n"


def _together(
    path: str, before: bytes | None, after: bytes | None, there: bytes | None, chosen: Chosen
) -> bytes | None:
    """A file as both sides want it: ours changed it from `before` to `after`, the other side has it as `there`."""
    if there in (before, after):
        return after
    if kind_of(path) is Kind.IDEA and before is not None and after is not None and there is not None:
        merged, clashes = idea_file.together(path, before, after, there, chosen)
        if merged is None and clashes:
            raise ClashError(path, clashes)
        if merged is not None:
            return merged
    clash = Clash(path, WHOLE, _text(after), _text(there))
    if clash not in chosen:
        raise ClashError(path, [clash])
    return after if chosen[clash] else there


def _text(data: bytes | None) -> str:
    return "" if data is None else data.decode(errors="replace")


def unsent(root: Path) -> list[str]:
    """The first lines of what stands here and was not sent yet, the newest first; none where nothing ever was."""
    try:
        branch = git(root, "symbolic-ref", "HEAD").decode().strip()
    except FarakhanError:
        return []
    followed = f"refs/remotes/{remote_of(root)}/{branch.removeprefix('refs/heads/')}"
    seen = _name(root, PUSHED) or _name(root, followed)
    if not seen:
        return []
    return git(root, "log", "--format=%s", branch, f"^{seen}").decode(errors="replace").splitlines()
