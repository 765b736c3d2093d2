"""`farakhan check`: every problem of every file at once, for people, for GitHub or as JSON."""

import json
import os
import sys
from collections.abc import Iterable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Self

from farakhan.cli.formats import Format
from farakhan.model.only import Only
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError, Problem
from farakhan.record.changes import is_within, problems_between, problems_here
from farakhan.store import disk

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

RANGE = "..."
"""Between two revisions, as git writes it."""
MOST_ANNOTATIONS = 500
"""Problems that are written for GitHub, which shows a few dozen; a stranger's pull request may have any number."""
PATIENCE = 2.0
"""Seconds after which a person on a terminal is shown how far the work has come."""


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
    wanted = [_relative(root, here / path) for path in paths]
    with _Bar() as bar:
        if dots:
            problems = problems_between(root, base, head, only, bar.step)
        else:
            problems = problems_here(root, wanted, since, bar.step)
    _print(problems, form)
    return int(any(not problem.warning for problem in problems))


def _relative(root: Path, path: Path) -> str:
    if not os.path.lexists(path):
        raise FarakhanError("no-path", "چنین پرونده یا پوشه‌ای نیست.", str(path))
    relative = Path(os.path.relpath(path, root)).as_posix()
    if relative == ".":
        return disk.RECORD
    if not is_within(relative, disk.RECORD):
        raise FarakhanError("outside-record", "این نشانی بیرون از submissions است.", str(path))
    return relative


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
            bar.update(task, completed=done, total=total)


def _begun(total: int) -> "tuple[Progress, TaskID]":
    from rich.console import Console  # noqa: PLC0415 (slow to import, and seldom shown)
    from rich.progress import Progress  # noqa: PLC0415

    bar = Progress(console=Console(stderr=True), transient=True)
    bar.start()
    return bar, bar.add_task("بررسی ایده‌ها", total=total)


def _print(problems: list[Problem], form: Format) -> None:
    if form is Format.JSON:
        rows = [{**_plain(problem), "warning": problem.warning} for problem in problems]
        print(json.dumps(rows, ensure_ascii=False, indent=2))
    else:
        for problem in problems if form is Format.TEXT else problems[:MOST_ANNOTATIONS]:
            print(_github(problem) if form is Format.GITHUB else problem)
        if form is Format.GITHUB and len(problems) > MOST_ANNOTATIONS:
            kind = "warning" if all(problem.warning for problem in problems[MOST_ANNOTATIONS:]) else "error"
            print(to_persian(f"::{kind} title=more-problems::و {len(problems) - MOST_ANNOTATIONS} مورد دیگر."))
    print(_summary(problems), file=sys.stderr)


def _plain(problem: Problem) -> dict[str, object]:
    return {"path": problem.path, "line": problem.line, "code": problem.code, "message": problem.message}


def _github(problem: Problem) -> str:
    """A workflow command; GitHub's own escapes keep a message from starting another command."""
    kind = "warning" if problem.warning else "error"
    place = f"file={_escape(problem.path, ':,')},line={problem.line},title={problem.code}"
    return f"::{kind} {place}::{_escape(problem.message, '')}"


def _escape(text: str, also: str) -> str:
    for letter in "%\r\n" + also:
        text = text.replace(letter, f"%{ord(letter):02X}")
    return text


def _summary(problems: Iterable[Problem]) -> str:
    errors = [problem for problem in problems if not problem.warning]
    warnings = sum(problem.warning for problem in problems)
    sentence = (
        "همه چیز درست است." if not errors else f"{len(errors)} مشکل در {len({error.path for error in errors})} پرونده."
    )
    return to_persian(sentence + (f" {warnings} هشدار." if warnings else ""))
