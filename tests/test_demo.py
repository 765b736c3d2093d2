"""The demo goes on with what was sent in the one before, and takes nothing away from one that runs."""

import importlib.util
import os
import shutil
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from tests.records import ROOT, Record
from tests.served import served

import demo_desk
from farakhan.desk.app import application
from farakhan.desk.judges.house import House
from farakhan.persian.calendar import tehran_day
from farakhan.record.call import read_call
from farakhan.record.edition import read_edition
from farakhan.store.clock import now
from farakhan.store.spool import opening, sqlite
from farakhan.store.vault import judges, pins

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


def test_the_desk_lets_in_whoever_stands_on_its_entrance_and_a_judge_by_the_link(tmp_path: Path) -> None:
    root = demo.judged_call(tmp_path, TODAY)
    link = demo_desk.give_pins(root)
    assert [problem for problem in read_edition(root, demo.EDITION).problems if not problem.warning] == []
    desk = demo_desk.Desk(root)
    with served(application(desk)) as port, httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
        entrance = client.get("/in").text
        for role in demo_desk.ROLES:
            assert (role.name in entrance, role.pin in entrance, "نمونه" in role.name) == (True, True, True)
            came = client.post("/in", data={"id": role.id, "pin": role.pin, "to": "/"})
            assert came.status_code == 303, role
        assert demo_desk.ROLES[-1].name in client.get("/").text
    assert judges.whose_link(root, demo.EDITION, link) == demo_desk.JUDGE
    holder = pins.judge_holder(demo.EDITION, demo_desk.JUDGE)
    assert pins.tried(root, holder, demo_desk.JUDGE_PIN, "127.0.0.1", now()).outcome is pins.Outcome.RIGHT
    assert House(root, demo.EDITION).room().is_open(demo_desk.JUDGE)


def test_nobody_of_the_demo_comes_in_anywhere_else(tmp_path: Path) -> None:
    Record(tmp_path, demo.EDITION, sample="false")
    with pytest.raises(RuntimeError):
        demo_desk.give_pins(tmp_path)
    assert not (tmp_path / "vault").exists()
    secrets = [demo_desk.__name__, demo_desk.JUDGE_PIN, *(role.pin for role in demo_desk.ROLES)]
    program = [path for path in (ROOT / "scripts" / "farakhan").rglob("*") if path.suffix in {".py", ".html", ".js"}]
    assert program
    assert not [path for path in program for word in secrets if word in path.read_text(encoding="utf-8")]


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
