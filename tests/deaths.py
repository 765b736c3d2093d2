"""Processes that die in the midst of their work, at any point of it that matters, as `kill -9` or a power cut has it.

A point is where a process is about to touch the world: write a file, move or remove one, start git, take a lock; or
where the program says by `sys.audit("farakhan.…", …)` how far it is. Python tells its audit hooks of all of them, so
that no code of ours knows of dying. Git itself dies by a `git` on PATH (`git_that`).

    points(work)            the points of a function, in their order
    die(work, at=3)         a process that does the work and dies before its point 3 (counted from 0)
    python -m tests.deaths 3 register 1406 …                     the command likewise; `list` names its points
    python -m tests.deaths farakhan.commit:imported serve …      at the first point of that name
"""

import json
import multiprocessing
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT
TOUCHES = {"subprocess.Popen", "os.rename", "os.remove", "os.mkdir", "os.truncate", "fcntl.flock", "sqlite3.connect"}
OURS = "farakhan."

Told = Callable[[str], None]


def watch(told: Told) -> None:
    """Tell of each point that this process comes to, from now on to its end."""

    def hook(event: str, args: tuple[object, ...]) -> None:
        if event in TOUCHES or event.startswith(OURS):
            told(f"{event}:{_what(event, args)}")
        elif event == "open" and isinstance(args[2], int) and args[2] & WRITES and _named(args[0]):
            told(f"write:{args[0]}")

    sys.addaudithook(hook)


def _named(place: object) -> bool:
    """Whether a file was opened by its name: a pipe is none."""
    return not isinstance(place, int) and place != os.devnull


def _what(event: str, args: tuple[object, ...]) -> str:
    if event == "subprocess.Popen":
        return " ".join(map(str, args[1])) if isinstance(args[1], list) else str(args[1])
    return " ".join(map(str, args[:2]))


def points(work: Callable[[], object]) -> list[str]:
    """The points that a function comes to, in a process of its own that does all of it."""
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder) / "points"

        def all_of_it() -> None:
            found: list[str] = []
            watch(found.append)
            work()
            listed.write_text(json.dumps(list(found)), encoding="utf-8")

        assert ended(all_of_it) == 0
        return list(json.loads(listed.read_text(encoding="utf-8")))


def die(work: Callable[[], object], at: int | str) -> None:
    """Let a process do the work and die before one of its points, by its number or the beginning of its name."""
    assert dies(work, at)


def dies(work: Callable[[], object], at: int | str) -> bool:
    """The same; False where the work was done before it came there, as where a code by chance needs no new folder."""

    def part_of_it() -> None:
        watch(_death(str(at)))
        work()

    code = ended(part_of_it)
    assert code in (0, -signal.SIGKILL), code
    return code != 0


def ended(work: Callable[[], object]) -> int:
    """Do work in a process of its own; its exit code, below nothing where it was killed."""
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    process.join()
    return process.exitcode or 0


def _death(at: str) -> Told:
    """Die at the point of this number or name."""
    come = 0

    def told(point: str) -> None:
        nonlocal come
        if point.startswith(at) if not at.isdecimal() else come == int(at):
            os.kill(os.getpid(), signal.SIGKILL)
        come += 1

    return told


def git_that(folder: Path, verb: str, script: str) -> dict[str, str]:
    """An environment in which one of git's verbs does something else, said in shell; `$git` is the real one.

    Args:
        folder: for the program that stands before git.
        verb: such as `update-ref`.
        script: instead of it; `$PPID` is the process that called.
    """
    folder.mkdir(exist_ok=True)
    real = next(path for one in os.environ["PATH"].split(":") if (path := Path(one) / "git").exists())
    program = folder / "git"
    program.write_text(
        f'#!/bin/bash\ngit={real}\nfor word in "$@"; do [ "$word" = {verb} ] && {{ {script}\n}}; done\nexec $git "$@"\n'
    )
    program.chmod(0o755)
    return {"PATH": f"{folder}:{os.environ['PATH']}"}


def main() -> None:
    """Do a command of farakhan and die in it, or name its points at its end."""
    from farakhan.cli import main as command  # noqa: PLC0415 (imports are no points)

    at, *words = sys.argv[1:]
    sys.argv = ["farakhan", *words]
    watch((lambda point: print(point, file=sys.stderr)) if at == "list" else _death(at))  # noqa: T201
    command()


if __name__ == "__main__":
    main()
