"""The demo goes on with what was sent in the one before, and takes nothing away from one that runs."""

import importlib.util
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.records import ROOT

from farakhan.persian.calendar import tehran_day
from farakhan.record.call import read_call
from farakhan.store.spool import opening, sqlite

spec = importlib.util.spec_from_file_location("demo", ROOT / "scripts" / "demo.py")
assert spec
assert spec.loader
demo = importlib.util.module_from_spec(spec)
spec.loader.exec_module(demo)
TODAY = tehran_day(datetime.now(UTC))


def test_a_second_demo_has_the_ideas_of_the_first(tmp_path: Path) -> None:
    root = demo.open_call(tmp_path / "demo", TODAY)
    (root / "submissions" / "sent").write_text("نمونه", encoding="utf-8")
    assert demo.open_call(tmp_path / "demo", TODAY + timedelta(days=1)) == root
    assert (root / "submissions" / "sent").read_text(encoding="utf-8") == "نمونه"


def test_a_call_that_is_over_stays_and_a_new_one_is_made_beside_it(tmp_path: Path) -> None:
    first = demo.open_call(tmp_path / "demo", TODAY)
    later = TODAY + demo.OPEN_FOR + timedelta(days=1)
    second = demo.open_call(tmp_path / "demo", later)
    assert second != first
    assert first.exists()
    assert read_call(second, demo.EDITION).dates.deadline == later + demo.OPEN_FOR
    assert demo.open_call(tmp_path / "demo", later) == second


def test_a_call_that_another_demo_shows_is_left_to_it(tmp_path: Path) -> None:
    first = demo.open_call(tmp_path / "demo", TODAY)
    (first / sqlite.FOLDER).mkdir()
    with opening.alone(first / sqlite.FOLDER / sqlite.LOCK):
        assert demo.open_call(tmp_path / "demo", TODAY) != first
    assert demo.open_call(tmp_path / "demo", TODAY) == first


def test_what_a_demo_left_that_died_as_it_began_is_in_nobodys_way(tmp_path: Path) -> None:
    (tmp_path / "demo" / "call").mkdir(parents=True)
    root = demo.open_call(tmp_path / "demo", TODAY)
    assert read_call(root, demo.EDITION).dates.deadline > TODAY


def test_the_command_is_reachable_as_the_readme_writes_it() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    line = "source .venv/bin/activate"
    assert line in text
    assert line in (ROOT / "README.en.md").read_text(encoding="utf-8")
    bash = shutil.which("bash")
    assert bash
    environment = {"HOME": os.environ.get("HOME", "/"), "PATH": "/usr/bin:/bin"}
    order = f"{line} && command -v farakhan && farakhan --help"
    done = subprocess.run([bash, "-c", order], cwd=ROOT, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.startswith(str(ROOT / ".venv/bin/farakhan"))
