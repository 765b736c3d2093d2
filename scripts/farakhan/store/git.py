"""Git as a program: fixed words, an environment of our own, bytes in and out.

A stranger's text is never an option here: revisions are resolved behind `--end-of-options`, paths end with NUL.
"""

import os
import subprocess
from collections.abc import Collection
from pathlib import Path

from farakhan.problems import FarakhanError

_KEPT = ("PATH", "HOME", "SYSTEMROOT", "TMPDIR")
_OWN = {
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_NO_REPLACE_OBJECTS": "1",
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
}


def environment() -> dict[str, str]:
    """What a git child may know: nothing of ours that would point it elsewhere, no prompt, no other language."""
    return {name: os.environ[name] for name in _KEPT if name in os.environ} | _OWN


def _command(root: Path, *words: str) -> list[str]:
    return ["git", "-C", str(root), "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", *words]


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
    """
    try:
        done = subprocess.run(
            _command(root, *words), input=data, capture_output=True, check=False, env=environment(), pass_fds=held
        )
        if done.returncode not in answers:
            done.check_returncode()
    except FileNotFoundError:
        raise FarakhanError("git", "گیت روی این رایانه نیست؛ آن را نصب کنید.", str(root)) from None
    except subprocess.CalledProcessError as error:
        said = error.stderr.decode(errors="replace").strip().removeprefix("fatal: ")
        raise FarakhanError("git", f"گیت این کار را نکرد: {said}", str(root)) from None
    return done.stdout


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
        found = git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except (FarakhanError, ValueError):
        message = "گیت چنین نسخه‌ای نمی‌شناسد؛ نام آن را بررسی کنید."
        raise FarakhanError("no-revision", message, revision) from None
    return found.decode().strip()
