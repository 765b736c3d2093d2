"""`farakhan check`: every problem of every file at once, for people, for GitHub or as JSON."""

import json
import os
import sys
from collections.abc import Iterable
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Self

from rich.console import Console
from rich.progress import Progress, TaskID

from farakhan.checks.place import Entry, check_change, check_place
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError, Problem
from farakhan.store import disk
from farakhan.store.record import inspect_edition

RANGE = "..."
"""Between two revisions, as git writes it."""
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
            three dots between them, files are read from the second as git's objects, and what it changed since it
            left the first is spoken of; the work tree is not looked at.
        form: how to print.
        only: with two revisions, what the change may bring.

    Returns:
        The exit code: 1 if there is a problem that is no mere warning.

    Raises:
        FarakhanError: there is no record here, no such path or no such revision.
    """
    root = disk.find_root(here)
    base, dots, head = since.partition(RANGE)
    if dots:
        found = _between(root, base, head, only)
        _print(found, form)
        return int(any(not one.warning for one in found))
    wanted = [_relative(root, here / path) for path in paths]
    changed = _changed(root, since)
    found = [
        one
        for one in _problems(root, wanted)
        if (not wanted or any(_within(one.path, path) for path in wanted)) and (changed is None or one.path in changed)
    ]
    _print(found, form)
    return int(any(not one.warning for one in found))


def _between(root: Path, base: str, head: str, only: Only) -> list[Problem]:
    from farakhan.store.objects import changes, lay_out  # noqa: PLC0415 (for this alone)

    commit, changed = changes(root, base, head)
    found: list[Problem] = []
    for one in changed:
        refused = check_change(*one) if only is Only.IDEAS else None
        inside = one.mode and _within(one.path, disk.RECORD)
        placed = check_place(Entry(one.path, one.mode, 0)) if inside else None
        found += filter(None, (refused, placed))
    with TemporaryDirectory(prefix="farakhan-check-") as folder:
        lay_out(root, commit, Path(folder))
        names = {one.path for one in changed}
        found += (one for one in _problems(Path(folder), []) if one.path in names)
    return sorted(found)


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
    from farakhan.store.history import changed_since  # noqa: PLC0415 (git is slow to import)

    return changed_since(root, since)


def _problems(root: Path, wanted: list[str]) -> list[Problem]:
    found: list[Problem] = []
    for item in sorted((root / disk.RECORD).iterdir()):
        path = f"{disk.RECORD}/{item.name}"
        if wanted and not any(_within(path, one) or _within(one, path) for one in wanted):
            continue
        if item.is_dir() and not item.is_symlink():
            with _Bar() as bar:
                found += inspect_edition(root, item.name, bar.step)[1]
        else:
            found += filter(None, [check_place(disk.entry(root, path))])
    return sorted(found)


class _Bar:
    """A progress bar that appears only on a terminal, and only when the work is long."""

    def __enter__(self) -> Self:
        self.begun = monotonic()
        self.bar = Progress(console=Console(stderr=True), transient=True)
        self.task: TaskID | None = None
        return self

    def __exit__(self, *_: object) -> None:
        if self.task is not None:
            self.bar.stop()

    def step(self, done: int, total: int) -> None:
        if self.task is None and sys.stderr.isatty() and monotonic() - self.begun > PATIENCE:
            self.task = self.bar.add_task("بررسی ایده‌ها", total=total)
            self.bar.start()
        if self.task is not None:
            self.bar.update(self.task, completed=done)


def _print(found: list[Problem], form: Format) -> None:
    if form is Format.JSON:
        rows = [{**one._asdict(), "warning": one.warning} for one in found]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for one in found:
            print(_github(one) if form is Format.GITHUB else one)
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
