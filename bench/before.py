"""The build of a commit before the second half was begun, on its own record of the same size: ours is held against it.

It is taken from this repository's own history; where that is not all there, its rows are left out.
"""

import shutil
import subprocess
import sys
from pathlib import Path

COMMIT = "c914bd9"
_WRITE = """
import sys
from pathlib import Path
from bench import records
size = records.Size(ideas=int(sys.argv[2]), winners=20, judges=100, readings=3)
records.write(Path(sys.argv[1]) / "submissions/1406/call.yml", Path(sys.argv[3]), size, lambda *_: None)
"""
_RUN = "from farakhan.cli import main; main()"


def built(home: Path, folder: Path) -> bool:
    """Lay that build's files out in a folder; whether the history has it."""
    tree = subprocess.run(["git", "archive", COMMIT], cwd=home, capture_output=True, check=False)  # noqa: S607
    if tree.returncode:
        return False
    folder.mkdir()
    subprocess.run(["tar", "x"], cwd=folder, input=tree.stdout, check=True)  # noqa: S607
    return True


def record(build: Path, root: Path, ideas: int) -> None:
    """Write a record of a size in its form."""
    root.mkdir()
    words = [
        shutil.which("env") or "env",
        _path(build),
        sys.executable,
        "-c",
        _WRITE,
        str(build),
        str(ideas),
        str(root),
    ]
    subprocess.run(words, cwd=build, check=True)


def command(build: Path, *words: str) -> list[str | Path]:
    """Its command, run by this Python and these libraries."""
    return [shutil.which("env") or "env", _path(build), sys.executable, "-c", _RUN, *words]


def _path(build: Path) -> str:
    return f"PYTHONPATH={build / 'scripts'}:{build}"
