"""Acts into git and out of it: whoever changes the record for a person commits here, and history is read from here."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from farakhan.model.acts import OWNER, SERVER, Act, acts_in, message
from farakhan.persian.calendar import TEHRAN
from farakhan.problems import FarakhanError
from farakhan.store.git import commits
from farakhan.store.git.commits import New, Person, Tip
from farakhan.store.git.run import commit_of, git, prints_more

INTAKE = Person("دریافت فراخوان", "intake@localhost")
"""Who commits what people sent themselves, and what the server does by itself."""
MOST_WORDS = 8 * 2**20
"""Bytes of all messages of a change that are read: those of some 400,000 ideas brought in batches."""
_ALONE = (OWNER, SERVER)


class Done(NamedTuple):
    """An act as history has it: in which commit, and who made that."""

    commit: str
    who: Person
    act: Act


def commit(root: Path, files: Mapping[str, New], acts: Sequence[Act], who: Person, on: Tip | None = None) -> str:
    """Commit the files that some acts have made or changed, as a person; the commit's object name.

    Args:
        root: the repository's top, or a bare repository.
        files: by their paths.
        acts: at least one, of one instant; several only of what people sent themselves.
        who: author and committer, as git knows them.
        on: where the branch must stand, as for `commits.commit`.

    Raises:
        FarakhanError: what `commits.commit` raises; nothing was changed then.
    """
    return commits.commit(root, files, message(acts), who, acts[0].at, on)


def acts(root: Path, revisions: str = "HEAD") -> Iterator[Done]:
    """The acts of a range of commits, the oldest first, in the form of today and in that of before.

    What an owner or the server did stands only in commits of the server's: in another's it is mere words.

    Args:
        root: the repository's top.
        revisions: one revision, for all that led to it, or two with `..` between them.

    Raises:
        FarakhanError: `no-revision`, git knows no such revision; `git`, there is no repository.
    """
    base, dots, head = revisions.rpartition("..")
    asked = [commit_of(root, head), *([f"^{commit_of(root, base)}"] if dots else [])]
    log = git(root, "log", "-z", "--reverse", "--topo-order", "--format=%H%n%an%n%ae%n%at%n%B", *asked)
    for entry in log.decode(errors="replace").split("\0"):
        if not entry:
            continue
        name, author, address, at, text = entry.split("\n", 4)
        who = Person(author, address)
        for act in acts_in(text, _instant(at)):
            if (act.by in _ALONE) <= (address == INTAKE.email):
                yield Done(name, who, act)


def brought(root: Path, fork: str, head: str) -> Iterator[Done]:
    """The acts of the commits that a change brings, of which a stranger may have written any number.

    Args:
        root: the repository's top.
        fork: the commit from which it went out.
        head: its last one.

    Raises:
        FarakhanError: `too-many`, their messages are longer than those of any change; what `acts` raises.
    """
    between = f"{commit_of(root, fork)}..{commit_of(root, head)}"
    if prints_more(root, MOST_WORDS, "log", "--format=%an%ae%B", between):
        raise FarakhanError("too-many", "پیام ثبت‌های این تغییر بیش از آن است که دیده شود؛ آن را نپذیرید.", head)
    return acts(root, between)


def last_of(root: Path, path: str) -> tuple[Done | None, bytes | None, bytes | None]:
    """The act that last touched a file, and the file before and after it; no act where it was no single one of ours."""
    name = git(root, "log", "-1", "--format=%H", "HEAD", "--", path).decode().strip()
    parents = _parents(root, name) if name else []
    if len(parents) != 1:
        return None, None, None
    done = list(acts(root, f"{parents[0]}..{name}"))
    return (done[0] if len(done) == 1 else None), *file_in(root, path, name)


def file_in(root: Path, path: str, commit: str) -> tuple[bytes | None, bytes | None]:
    """A file before and after a commit; None where it was not there."""
    parents = _parents(root, commit)
    before = commits.files_at(root, [path], parents[0])[path] if parents else None
    return before, commits.files_at(root, [path], commit)[path]


def _parents(root: Path, commit: str) -> list[str]:
    return git(root, "rev-list", "--parents", "-1", commit).decode().split()[1:]


def _instant(seconds: str) -> datetime:
    """A commit's time; one that no calendar has is read as the beginning of 1970."""
    try:
        return datetime.fromtimestamp(int(seconds), UTC).astimezone(TEHRAN)
    except (ValueError, OverflowError, OSError):
        return datetime.fromtimestamp(0, UTC).astimezone(TEHRAN)
