"""`farakhan check`: every problem of every file at once, for people, for GitHub or as JSON."""

import json
import os
import sys
from collections.abc import Collection, Iterable, Iterator
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import TYPE_CHECKING, NamedTuple, Self

from farakhan.checks.idea import Facts
from farakhan.checks.proposed import check_acts, check_change, check_new
from farakhan.files import idea as idea_file
from farakhan.files.layout import Entry, check_place
from farakhan.model.call import Call
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError, Problem
from farakhan.record.edition import inspect_edition, read_call_alone
from farakhan.store import disk
from farakhan.store.git.acts import brought
from farakhan.store.git.revision import Change, changes, lay_out

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

RANGE = "..."
"""Between two revisions, as git writes it."""
MOST_ANNOTATIONS = 500
"""Problems that are written for GitHub, which shows a few dozen; a stranger's pull request may have any number."""
PATIENCE = 2.0
"""Seconds after which a person on a terminal is shown how far the work has come."""


class Format(StrEnum):
    """How problems are written."""

    TEXT = "text"
    GITHUB = "github"
    JSON = "json"


class Only(StrEnum):
    """What a change may bring."""

    ALL = "all"
    IDEAS = "ideas"


def run(here: Path, paths: list[Path], since: str, form: Format, only: Only = Only.ALL) -> int:
    """Check the record and print its problems to stdout, a word about their number to stderr.

    Args:
        here: the folder in which the command was called.
        paths: what to speak of, relative to `here`; nothing means all.
        since: a git revision; only files that differ from it are spoken of. Empty means all. With two revisions and
            three dots between them, files are read from the second as git's objects; what it changed since it left
            the first is spoken of, and what that broke elsewhere. The work tree is not looked at.
        form: how to print.
        only: with two revisions, what the change may bring.

    Returns:
        The exit code: 1 if there is a problem that is no mere warning.

    Raises:
        FarakhanError: there is no record here, no such path or no such revision, or the options do not go together.
    """
    root = disk.find_root(here)
    base, dots, head = since.partition(RANGE)
    if dots and paths:
        raise FarakhanError("since-paths", "با دو نسخه همهٔ تغییر دیده می‌شود؛ نشانی ندهید.", since)
    if only is not Only.ALL and not dots:
        raise FarakhanError("since-only", "این گزینه دو نسخه می‌خواهد: --since A...B", f"--only {only}")
    found = (
        _between(root, base, head, only)
        if dots
        else _here(root, [_relative(root, here / path) for path in paths], since)
    )
    _print(found, form)
    return int(any(not one.warning for one in found))


def _here(root: Path, wanted: list[str], since: str) -> list[Problem]:
    changed = _changed(root, since)
    return [
        one
        for one in _look(root, wanted)[0]
        if (not wanted or any(_within(one.path, path) for path in wanted)) and (changed is None or one.path in changed)
    ]


def _between(root: Path, base: str, head: str, only: Only) -> list[Problem]:
    fork, commit, changed = changes(root, base, head)
    found = [problem for one in changed for problem in _refused(one, only)]
    paths = {one.path for one in changed}
    new = {one.path for one in changed if not one.old_mode} if only is Only.IDEAS else set()
    seen = _look_at(root, commit, new)
    found += (one for one in seen.problems if one.path in paths)
    elsewhere = {one for one in seen.problems if one.path not in paths and not one.warning}
    if elsewhere:
        found += elsewhere.difference(_look_at(root, fork, set()).problems)
    if changed:
        by = [one.act.by for one in brought(root, fork, commit)]
        found += check_acts(min(paths), by, frozenset() if only is Only.IDEAS else seen.staff)
    return sorted({*found, *seen.spoken})


def _refused(change: Change, only: Only) -> Iterator[Problem]:
    """What is wrong with a changed path before anything is read."""
    refused = check_change(*change) if only is Only.IDEAS else None
    inside = change.mode and _within(change.path, disk.RECORD)
    placed = check_place(Entry(change.path, change.mode, 0)) if inside else None
    yield from filter(None, (refused, placed))


class _Seen(NamedTuple):
    """A commit's record, looked at.

    Attributes:
        problems: all of them.
        spoken: what the new ideas say that is not theirs to say.
        staff: the ids in all calls.
    """

    problems: list[Problem]
    spoken: list[Problem]
    staff: frozenset[str]


def _look_at(root: Path, commit: str, new: Collection[str]) -> _Seen:
    with TemporaryDirectory(prefix="farakhan-check-") as name:
        folder = Path(name)
        lay_out(root, commit, folder)
        found, ideas = _look(folder, [])
        spoken = [wrong for call, facts in ideas if facts.path in new for wrong in _spoken(folder, call, facts)]
        calls = [call for name in disk.editions(folder) if (call := read_call_alone(folder, name))]
        return _Seen(found, spoken, frozenset(one.id for call in calls for one in call.staff))


def _spoken(folder: Path, call: Call, facts: Facts) -> Iterator[Problem]:
    """What a new idea that is right in itself says for the secretariat."""
    data = disk.read_bytes(folder, facts.path, idea_file.MAX_BYTES)
    source, _ = idea_file.read(facts.path, data)
    if source:
        yield from check_new(source, idea_file.parse(facts.path, data), call)


def _relative(root: Path, path: Path) -> str:
    if not os.path.lexists(path):
        raise FarakhanError("no-path", "چنین پرونده یا پوشه‌ای نیست.", str(path))
    relative = Path(os.path.relpath(path, root)).as_posix()
    if relative == ".":
        return disk.RECORD
    if not _within(relative, disk.RECORD):
        raise FarakhanError("outside-record", "این نشانی بیرون از submissions است.", str(path))
    return relative


def _within(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder + "/")


def _changed(root: Path, since: str) -> frozenset[str] | None:
    if not since:
        return None
    from farakhan.store.git.history import changed_since  # noqa: PLC0415 (git is slow to import)

    return changed_since(root, since)


def _look(root: Path, wanted: list[str]) -> tuple[list[Problem], list[tuple[Call, Facts]]]:
    """All problems of the editions in which something is wanted, and their ideas without one beside their call."""
    found: list[Problem] = []
    ideas: list[tuple[Call, Facts]] = []
    for item in sorted((root / disk.RECORD).iterdir()):
        path = f"{disk.RECORD}/{item.name}"
        if wanted and not any(_within(path, one) or _within(one, path) for one in wanted):
            continue
        if item.is_dir() and not item.is_symlink():
            with _Bar() as bar:
                edition, problems = inspect_edition(root, item.name, bar.step)
            found += problems
            ideas += [(edition.call, facts) for facts in edition.facts.values()] if edition else ()
        else:
            found += filter(None, [check_place(disk.entry(root, path))])
    return sorted(found), ideas


class _Bar:
    """A progress bar that appears only on a terminal, and only when the work is long."""

    def __enter__(self) -> Self:
        self.begun = monotonic()
        self.shown: tuple[Progress, TaskID] | None = None
        return self

    def __exit__(self, *_: object) -> None:
        if self.shown:
            self.shown[0].stop()

    def step(self, done: int, total: int) -> None:
        if not self.shown and sys.stderr.isatty() and monotonic() - self.begun > PATIENCE:
            self.shown = _begun(total)
        if self.shown:
            bar, task = self.shown
            bar.update(task, completed=done)


def _begun(total: int) -> "tuple[Progress, TaskID]":
    from rich.console import Console  # noqa: PLC0415 (slow to import, and seldom shown)
    from rich.progress import Progress  # noqa: PLC0415

    bar = Progress(console=Console(stderr=True), transient=True)
    bar.start()
    return bar, bar.add_task("بررسی ایده‌ها", total=total)


def _print(found: list[Problem], form: Format) -> None:
    if form is Format.JSON:
        rows = [{**one._asdict(), "warning": one.warning} for one in found]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for one in found if form is Format.TEXT else found[:MOST_ANNOTATIONS]:
            print(_github(one) if form is Format.GITHUB else one)
        if form is Format.GITHUB and len(found) > MOST_ANNOTATIONS:
            kind = "warning" if all(one.warning for one in found[MOST_ANNOTATIONS:]) else "error"
            print(to_persian(f"::{kind} title=more-problems::و {len(found) - MOST_ANNOTATIONS} مورد دیگر."))
    print(_summary(found), file=sys.stderr)


def _github(one: Problem) -> str:
    """A workflow command; GitHub's own escapes keep a message from starting another command."""
    kind = "warning" if one.warning else "error"
    return f"::{kind} file={_escape(one.path, ':,')},line={one.line},title={one.code}::{_escape(one.message, '')}"


def _escape(text: str, also: str) -> str:
    for letter in "%\r\n" + also:
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text


def _summary(found: Iterable[Problem]) -> str:
    errors = [one for one in found if not one.warning]
    warnings = sum(one.warning for one in found)
    said = "همه چیز درست است." if not errors else f"{len(errors)} مشکل در {len({one.path for one in errors})} پرونده."
    return to_persian(said + (f" {warnings} هشدار." if warnings else ""))
