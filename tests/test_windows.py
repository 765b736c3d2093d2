"""The commands of one person at their own computer where it is Windows: without what only Unix has.

Windows itself is not to be had here. What is taken away are the modules and functions that it lacks, from our code
alone: libraries have their own ways there. That is not all of Windows, and the README says so.
"""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.records import Record
from tests.test_register import ARRIVED, CANARY, PAIRS, SHORT, Desk
from tests.written import paragraph, word

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
"""
COMMAND = "from farakhan.cli import main; main()"
LOAD = """
import importlib, pkgutil, farakhan
for module in pkgutil.walk_packages(farakhan.__path__, "farakhan."):
    try:
        importlib.import_module(module.name)
    except ModuleNotFoundError:
        print(module.name)
"""


def without(script: str, folder: Path, *words: str, message: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WITHOUT + script, *words]
    done = subprocess.run(command, cwd=folder, input=message, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr[-3000:]
    return done


def run(desk: Desk, *words: str, message: str = "") -> subprocess.CompletedProcess[str]:
    done = without(COMMAND, desk.root, *words, message=message)
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
    run(desk, "attach", idea.code, str(key), "--why", "برگه‌ای که آورد")
    photo = without(COMMAND, desk.root, "attach", idea.code, str(key), "--why", "عکس کار", "--media")
    assert (photo.returncode, "files-here: " in photo.stderr) == (2, True), photo.stderr
    run(desk, "screen", idea.code, "hold")
    run(desk, "export", "1406", "--out", str(desk.root.parent / "ideas.xlsx"))
    assert (desk.root.parent / "ideas.xlsx").stat().st_size > 0
    run(desk, "check")
    assert desk.git("status", "--porcelain") == b""
    assert len(desk.git("log", "--format=%H").split()) >= 3


def test_all_is_loaded_but_the_processes_that_open_strangers_files(tmp_path: Path) -> None:
    done = without(LOAD, tmp_path)
    confined = [f"farakhan.intake.{name}" for name in ("confined", "developing", "extracting")]
    assert (done.returncode, done.stdout.split()) == (0, confined)


def test_a_document_is_not_opened_without_limits_and_that_is_said(desk: Desk) -> None:
    (desk.root.parent / "idea.docx").write_bytes(word(paragraph("نمونه")))
    done = without(COMMAND, desk.root, "register", "1406", "../idea.docx", "--yes")
    assert (done.returncode, desk.ideas()) == (2, [])
    assert "files-here: " in done.stderr


def test_ideas_are_shared_out_and_packed_and_sheets_are_taken_in(tmp_path: Path) -> None:
    record = Record(tmp_path / "r")
    record.idea()
    for words in (
        ("init", "-q"),
        ("config", "user.name", "نمونه"),
        ("config", "user.email", "x@localhost"),
        ("add", "-A"),
        ("commit", "-qm", "نمونه"),
    ):
        subprocess.run(["git", *words], cwd=record.root, check=True)
    done = [without(COMMAND, record.root, "assign", "1406", "--yes")]
    done.append(without(COMMAND, record.root, "packs", "1406", "--out", str(tmp_path / "packs")))
    shutil.unpack_archive(tmp_path / "packs" / "1406-a1.zip", tmp_path / "a1")
    sheet = next((tmp_path / "a1").rglob("*.xlsx"))
    done.append(without(COMMAND, record.root, "sheets", "import", "1406", str(sheet), "--try"))
    assert [one.returncode for one in done] == [0, 0, 0], [one.stdout + one.stderr for one in done]
