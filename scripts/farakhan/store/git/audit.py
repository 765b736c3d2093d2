"""What git knows of a file of the record for whoever looks it over: who changed it, and when.

By GitPython, which is made for that; it takes longer to load than any of these commands to work, so nothing that serves
or commits needs this module.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import NamedTuple

from git import Commit as GitCommit
from git import GitCommandError, InvalidGitRepositoryError, NoSuchPathError, Repo

from farakhan.persian.calendar import tehran_day
from farakhan.store.git.run import environment

_NO_REPOSITORY = (InvalidGitRepositoryError, NoSuchPathError)


class Commit(NamedTuple):
    """A commit as people speak of it: its short name, the day in Tehran, who made it and the first line."""

    name: str
    day: date
    who: str
    words: str


def commits_of(root: Path, path: str) -> list[Commit]:
    """The commits that touched a file, the newest first; none where there is no repository or nothing in it yet.

    A clone without its whole history knows no more than it has.
    """
    try:
        with _opened(root) as repo:
            return [_spoken_of(repo, commit) for commit in repo.iter_commits("HEAD", paths=path)]
    except (*_NO_REPOSITORY, GitCommandError):
        return []


def _spoken_of(repo: Repo, commit: GitCommit) -> Commit:
    return Commit(
        name=repo.git.rev_parse(commit.hexsha, short=True),
        day=tehran_day(commit.authored_datetime),
        who=commit.author.name or "",
        words=commit.summary if isinstance(commit.summary, str) else commit.summary.decode(errors="replace"),
    )


def committed(root: Path, path: str) -> bytes | None:
    """A file's bytes as the last commit has them; None where it has no such file, or there is no repository."""
    try:
        with _opened(root) as repo:
            file = repo.head.commit.tree / path
            return bytes(file.data_stream.read()) if file.type == "blob" else None
    except (*_NO_REPOSITORY, GitCommandError, KeyError, ValueError):  # no such file; no commit at all
        return None


@contextmanager
def _opened(root: Path) -> Iterator[Repo]:
    """A repository by GitPython, whose git children find this one, whatever our own environment points to.

    Raises:
        git.InvalidGitRepositoryError: it is none.
        git.NoSuchPathError: there is no such folder.
    """
    with Repo(root) as repo:
        repo.git.update_environment(**environment(), GIT_DIR=repo.git_dir)
        yield repo
