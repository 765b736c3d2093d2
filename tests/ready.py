"""The command `farakhan` without its start: most of what a short command costs is Python importing what it uses.

While tests run, one process stands ready with everything imported. `TOOL` is a program that asks it, by a socket beside
it, for a fork of itself that goes on as the command: a process of its own, with the words, folder, environment, open
files and umask of whoever called, which ends as the command ends. `INSTALLED` is the command as people start it, for
what is about its start, its limits, its signals or its terminal; it is `TOOL` where no tests run.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from pkgutil import iter_modules

import pytest

INSTALLED = Path(sys.executable).with_name("farakhan")
_PLACE = "FARAKHAN_TESTS_READY"
TOOL = Path(os.environ.get(_PLACE) or INSTALLED)
SOCKET, STDERR = "socket", 2
_ASKING = """#!{python} -ISE
import json, os, socket, sys
umask = os.umask(0)
environment = [[os.fsdecode(name), os.fsdecode(value)] for name, value in os.environb.items()]
asked = json.dumps([sys.argv, os.getcwd(), environment, umask]).encode()
with socket.socket(socket.AF_UNIX) as ready:
    ready.connect(os.path.join(os.path.dirname(sys.argv[0]), {socket!r}))
    socket.send_fds(ready, [b"%10d" % len(asked)], [0, 1, 2])
    ready.sendall(asked)
    ended = ready.recv(16)
code = int(ended or b"255")
if code < 0:
    os.kill(os.getpid(), -code)
os._exit(code)
"""


class Ready:
    """The process that stands ready, for one run of pytest."""

    def __init__(self) -> None:
        """Start it; it imports at the first question."""
        self.folder = tempfile.TemporaryDirectory(prefix="farakhan-ready-")
        tool = Path(self.folder.name, "farakhan")
        tool.write_text(_ASKING.format(python=sys.executable, socket=SOCKET))
        tool.chmod(0o755)
        with socket.socket(socket.AF_UNIX) as listening:
            listening.bind(str(tool.with_name(SOCKET)))
            listening.listen(64)
            self.process = subprocess.Popen(
                [sys.executable, __file__, str(listening.fileno())], pass_fds=[listening.fileno()]
            )
        os.environ[_PLACE] = str(tool)

    def end(self) -> None:
        """Stop it; commands that run still run on."""
        del os.environ[_PLACE]
        self.process.kill()
        self.process.wait()
        self.folder.cleanup()


_READY = pytest.StashKey[Ready]()


def pytest_configure(config: pytest.Config) -> None:
    """Begin with it, in the process that the others are started by."""
    if _PLACE not in os.environ and not config.option.collectonly:
        config.stash[_READY] = Ready()


def pytest_unconfigure(config: pytest.Config) -> None:
    """End with it."""
    if _READY in config.stash:
        config.stash[_READY].end()


def answer(listening: socket.socket) -> None:
    """Answer for ever; return in a process of its own for each question, which is to be the command."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    are_imported = False
    while True:
        asking, _ = listening.accept()
        if not are_imported:
            _import_all()
            are_imported = True
        if os.fork() == 0:
            listening.close()
            _wait_for_command(asking)
            return
        asking.close()


def _import_all() -> None:
    import farakhan.cli as commands  # noqa: PLC0415 (at the first question alone)

    for module in iter_modules(commands.__path__):
        import_module(f"farakhan.cli.{module.name}")


def _wait_for_command(asking: socket.socket) -> None:
    """Return as the command; the process that it came from stays to tell how it ends."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    length, files, _, _ = socket.recv_fds(asking, 10, 3)
    asked = b""
    while len(asked) < int(length):
        asked += asking.recv(2**20)
    if command := os.fork():
        for file in files:
            os.close(file)
        _, status = os.waitpid(command, 0)
        asking.sendall(b"%d" % os.waitstatus_to_exitcode(status))
        os._exit(0)
    asking.close()
    sys.argv, folder, environment, umask = json.loads(asked)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    os.chdir(folder)
    os.umask(umask)
    os.environ.clear()
    os.environ.update(environment)
    sys.stdin = _opened(0, "r", "strict")
    sys.stdout = _opened(1, "w", "strict")
    sys.stderr = _opened(2, "w", "backslashreplace")


def _opened(file: int, mode: str, errors: str) -> TextIOWrapper:
    """As Python opens them at its start."""
    raw = open(file, f"{mode}b", closefd=False)  # noqa: SIM115 (to the process's end)
    encoding = os.environ.get("PYTHONIOENCODING", "utf-8")
    return TextIOWrapper(raw, encoding, errors, line_buffering=mode == "w" and (raw.isatty() or file == STDERR))


if __name__ == "__main__":
    answer(socket.socket(fileno=int(sys.argv[1])))
    from farakhan.cli import main

    main()
