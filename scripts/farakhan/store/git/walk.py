"""The whole of git's history, commit by commit with the files that each changed, for whoever looks it over."""

import os
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from farakhan.model.acts import OWNER, SERVER, Act, acts_in
from farakhan.persian.calendar import TEHRAN, tehran_day
from farakhan.problems import FarakhanError
from farakhan.store.git.acts import INTAKE
from farakhan.store.git.run import git

AT_ONCE = 2_000
"""Objects that one git is asked for: their bytes are held together."""
SHORT = 10
"""Letters of a commit's name, enough to find it by."""
_NOTHING = "0" * 40
_HEAD = "\x01"
"""With which a commit's own part begins; those of its files begin with a colon."""
_LATEST = datetime(9999, 1, 1, tzinfo=UTC)


class Change(NamedTuple):
    """A file that a commit changed: its objects' names before and after, empty where there is no file."""

    path: str
    old: str
    new: str


class Step(NamedTuple):
    """A commit and what it changed.

    Attributes:
        name: the commit's short name.
        at: when it was made, in Tehran; never before any commit on which it rests, whatever it says itself.
        who: its author.
        address: theirs.
        text: its message.
        changes: of a merge those alone that none of its sides has so.
    """

    name: str
    at: datetime
    who: str
    address: str
    text: str
    changes: tuple[Change, ...]

    def day(self) -> date:
        """In Tehran."""
        return tehran_day(self.at)

    def acts(self) -> Iterator[Act]:
        """The acts that it stands for; what an owner or the server did stands in commits of the server's alone."""
        for act in acts_in(self.text, self.at):
            if (act.by in (OWNER, SERVER)) <= (self.address == INTAKE.email):
                yield act


def walk(root: Path, folder: str) -> Iterator[Step]:
    """All commits up to this one, each after those on which it rests; of changed files those under a folder.

    Raises:
        FarakhanError: `no-git`, there is no repository, or nothing in it yet; `git-part`, it is not whole.
    """
    if not (root / ".git").exists():
        raise FarakhanError("no-git", "این پوشه مخزن گیت نیست؛ تاریخچه‌ای برای دیدن ندارد.", str(root))
    if git(root, "rev-parse", "--is-shallow-repository").strip() == b"true":
        message = "این رونوشت همهٔ تاریخچه را ندارد؛ نخست بزنید: git fetch --unshallow"
        raise FarakhanError("git-part", message, str(root))
    form = f"--format={_HEAD}%H %at %P%n%an%n%ae%n%B"
    words = ("log", "-z", "--reverse", "--topo-order", "--raw", "-c", "--no-renames", "--no-abbrev", form, "HEAD", "--")
    tokens = git(root, *words).split(b"\0")
    times: dict[str, datetime] = {}
    heads = [place for place, token in enumerate(tokens) if token.lstrip(b"\n").startswith(_HEAD.encode())]
    for begin, end in zip(heads, [*heads[1:], len(tokens)], strict=True):
        about, who, address, text = tokens[begin].decode(errors="replace").lstrip(f"\n{_HEAD}").split("\n", 3)
        name, seconds, *parents = about.split()
        times[name] = max([_instant(seconds), *(times[parent] for parent in parents)])
        changes = tuple(change for change in _changes(tokens[begin + 1 : end]) if change.path.startswith(f"{folder}/"))
        yield Step(name[:SHORT], times[name].astimezone(TEHRAN), who, address, text, changes)


def _changes(tokens: Sequence[bytes]) -> Iterator[Change]:
    fields = [token.lstrip(b"\n") for token in tokens if token]
    for about, path in zip(fields[::2], fields[1::2], strict=False):
        sides = about.count(b":")
        names = [name.decode() for name in about.split()[sides + 1 : 2 * sides + 2]]
        old, new = ("" if name == _NOTHING else name for name in (names[0], names[-1]))
        yield Change(os.fsdecode(path), old, new)


def _instant(seconds: str) -> datetime:
    """A commit's time; one that no calendar has is as late as can be, so that nobody hides behind it."""
    try:
        return min(datetime.fromtimestamp(int(seconds), UTC), _LATEST)
    except (ValueError, OverflowError, OSError):
        return _LATEST


def blobs(root: Path, names: Sequence[str]) -> Iterator[tuple[str, bytes]]:
    """The bytes of files by their objects' names, some thousands at once."""
    for first in range(0, len(names), AT_ONCE):
        asked = names[first : first + AT_ONCE]
        printed = git(root, "cat-file", "--batch", data="\n".join([*asked, ""]).encode())
        at = 0
        for name in asked:
            end = printed.index(b"\n", at)
            size = int(printed[at:end].split()[2])
            yield name, printed[end + 1 : end + 1 + size]
            at = end + size + 2
