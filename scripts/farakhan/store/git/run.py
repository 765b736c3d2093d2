"""Git as a program: fixed words, an environment of our own, bytes in and out.

A stranger's text is never an option here: revisions are resolved behind `--end-of-options`, paths end with NUL.
"""

import os
import signal
import subprocess
import threading
import time
from collections.abc import Collection
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from farakhan.problems import FarakhanError
from farakhan.store import disk

_KEPT = ("PATH", "HOME", "SYSTEMROOT", "TMPDIR")
_OWN = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
}

_SETTINGS = (
    *("-c", "core.hooksPath=/dev/null"),
    *("-c", "core.fsmonitor=false"),
    *("-c", "gc.auto=0"),
    *("-c", "maintenance.auto=false"),
)
"""No program of a stranger's; and no housekeeping beside the work: git begins it after a fetch, locks every reference
for it, and where it dies together with us those locks stay. `store.git.packs` does what is needed of it.
"""

LONGEST = 300.0
"""Seconds of a git that works on this machine's disk: a disk that does not answer holds up nobody for ever."""
_LOOK, _FAREWELL = 0.1, 1.0
"""Seconds between two looks at a git on the line, and those that it has to clear up once it is told to end."""


class SlowGitError(FarakhanError):
    """A git did not come to its end in its time, and was ended."""


@dataclass(frozen=True)
class Patience:
    """How long git may talk with another machine.

    Attributes:
        seconds: for each of its processes.
        over: once set, nothing is waited for any more.
    """

    seconds: float
    over: threading.Event = field(default_factory=threading.Event)


def environment() -> dict[str, str]:
    """What a git child may know: nothing of ours that would point it elsewhere, no prompt, no other language."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | _OWN


def _command(root: Path, *words: str) -> list[str]:
    return ["git", "-C", str(root), *_SETTINGS, *words]


def git(
    root: Path, *words: str, data: bytes = b"", held: Collection[int] = (), answers: Collection[int] = (0,)
) -> bytes:
    """What git prints.

    Args:
        root: the repository's top, or a bare repository.
        words: git's own, and object names that `commit_of` gave.
        data: its standard input.
        held: open files that it holds as well as long as it lives.
        answers: exit codes that say it was done: `git grep` has another where it finds nothing.

    Raises:
        FarakhanError: `git`, git is not there or could not do it; its message is in git's words.
        SlowGitError: it did not come to an end.
    """
    try:
        done = subprocess.run(
            _command(root, *words),
            input=data,
            capture_output=True,
            check=False,
            env=environment(),
            pass_fds=held if os.name == "posix" else (),
            timeout=LONGEST,
        )
        if done.returncode not in answers:
            done.check_returncode()
    except FileNotFoundError:
        raise FarakhanError("git", "گیت روی این رایانه نیست؛ آن را نصب کنید.", str(root)) from None
    except subprocess.TimeoutExpired:
        raise SlowGitError(
            "git-slow", "گیت در زمان خود به پایان نرسید؛ دیسک این رایانه را ببینید.", str(root)
        ) from None
    except subprocess.CalledProcessError as error:
        disk.refuse_root(root)  # git does not work there either, and says so in English
        words_of_git = error.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        raise FarakhanError("git", f"گیت این کار را نکرد: {words_of_git}", str(root)) from None
    return done.stdout


def git_afar(root: Path, patience: Patience, *words: str, held: Collection[int] = ()) -> bytes:
    """What a git prints that talks with another machine, which may never answer.

    It is ended with all that it has begun (ssh, helpers, hooks of a remote on this disk) when its time is over.

    Args:
        root: the repository's top.
        patience: how long it may take.
        words: as for `git`.
        held: likewise; what git begins may hold them longer than git lives.

    Raises:
        FarakhanError: as `git`.
        SlowGitError: its time was over.
    """
    end = time.monotonic() + patience.seconds
    try:
        process = subprocess.Popen(
            _command(root, *words),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=environment(),
            pass_fds=held if os.name == "posix" else (),
            start_new_session=True,
        )
    except FileNotFoundError:
        raise FarakhanError("git", "گیت روی این رایانه نیست؛ آن را نصب کنید.", str(root)) from None
    with process:
        while True:
            try:
                printed, complaint = process.communicate(timeout=_LOOK)
                break
            except subprocess.TimeoutExpired:
                if time.monotonic() < end and not patience.over.is_set():
                    continue
                _end(process)
                raise SlowGitError("git-slow", "گیت در زمان خود به پایان نرسید.", str(root)) from None
            except BaseException:
                _end(process)
                raise
    if process.returncode:
        words_of_git = complaint.decode(errors="replace").strip().removeprefix("fatal: ")
        raise FarakhanError("git", f"گیت این کار را نکرد: {words_of_git}", str(root))
    return printed


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process and all of its own; each may clear up what it locked."""
    for end in (signal.SIGTERM, signal.SIGKILL) if hasattr(os, "killpg") else ():
        with suppress(ProcessLookupError):
            os.killpg(process.pid, end)
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=_FAREWELL)
    process.kill()


def prints_more(root: Path, limit: int, *words: str) -> bool:
    """Whether git prints more bytes than this; it is stopped as soon as it does."""
    process = subprocess.Popen(
        _command(root, *words), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment()
    )
    with process:
        printed = process.stdout.read(limit + 1) if process.stdout else b""
        process.kill()
    return len(printed) > limit


def commit_of(root: Path, revision: str) -> str:
    """The object name of the commit that a revision means.

    Raises:
        FarakhanError: `no-revision`, git knows no such revision.
    """
    try:
        printed = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except (FarakhanError, ValueError):
        message = "گیت چنین نسخه‌ای نمی‌شناسد؛ نام آن را بررسی کنید."
        raise FarakhanError("no-revision", message, revision) from None
    return printed.decode().strip()
