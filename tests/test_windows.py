"""The commands of one person at their own computer where it is Windows: without what only Unix has.

Windows itself is not to be had here. What is taken away are the modules and functions that it lacks, from our code
alone: libraries have their own ways there. That is not all of Windows, and the README says so.
"""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.test_register import ARRIVED, CANARY, PAIRS, SHORT, Desk

WITHOUT = """
import builtins, os, sys
LACKED = {"fcntl", "pwd", "grp", "resource", "termios", "tty", "pty"}
real = builtins.__import__
def importing(name, globals=None, locals=None, fromlist=(), level=0):
    ours = str((globals or {}).get("__name__", "")).startswith("farakhan")
    if ours and name.partition(".")[0] in LACKED:
        raise ModuleNotFoundError(f"No module named {name!r}", name=name)
    return real(name, globals, locals, fromlist, level)
builtins.__import__ = importing
for name in ("fchmod", "geteuid", "getuid", "killpg", "getpgid", "setsid", "O_DIRECTORY", "O_NOFOLLOW"):
    delattr(os, name)
from farakhan.cli import main
main()
"""


def run(desk: Desk, *words: str, message: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT, *words]
    done = subprocess.run(command, cwd=desk.root, input=message, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr[-3000:]
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_an_idea_is_registered_shown_decided_exported_and_checked(desk: Desk) -> None:
    message = SHORT.replace("نام: نمونه", f"نام: {CANARY}")
    run(desk, "register", "1406", "-", "--arrived", ARRIVED, "--yes", "--staff", "desk1", message=message)
    (idea,) = desk.ideas()
    key = desk.root.parent / "own.age-key"
    key.write_text(PAIRS[1][0])
    shown = run(desk, "show", idea.code, "--why", "زنگ برای تکمیل", "--key", str(key))
    assert CANARY in shown.stdout
    run(desk, "screen", idea.code, "hold")
    run(desk, "export", "1406", "--out", str(desk.root.parent / "ideas.xlsx"))
    assert (desk.root.parent / "ideas.xlsx").stat().st_size > 0
    run(desk, "check")
    assert desk.git("status", "--porcelain") == b""
    assert len(desk.git("log", "--format=%H").split()) >= 3
