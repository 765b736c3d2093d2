"""Each promise has a test, each test of one names a promise, and the page says what a run showed."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from tests.promises import PAGE, PENDING, PROMISES, Promise, marked, page, row

NAMES = [promise.name for promise in PROMISES]
CONFTEST = """
import sys
sys.path.insert(0, {root!r})
from tests.promises import figure, pytest_addoption, pytest_collection_modifyitems, pytest_configure
"""
TESTS = """
import pytest

@pytest.mark.promise("a")
@pytest.mark.parametrize("number", [1, 2])
def test_well(number, figure):
    figure("answers", number)

@pytest.mark.promise("b")
def test_wrong():
    assert False

@pytest.mark.promise("c")
def test_passed_over():
    pytest.skip()

@pytest.mark.promise("d")
@pytest.mark.xfail(reason="known")
def test_known():
    assert False

@pytest.mark.promise("e")
@pytest.mark.xfail(reason="mended meanwhile")
def test_better_than_known():
    pass

@pytest.fixture
def harm():
    yield
    assert False

@pytest.mark.promise("f")
def test_wrong_at_its_end(harm):
    pass

@pytest.mark.promise("g", "h")
def test_of_two():
    pass

@pytest.mark.promise("h")
def test_not_run():
    pass

def test_of_none():
    pass
"""


def test_each_promise_has_a_test_and_each_mark_a_promise() -> None:
    assert len(set(NAMES)) == len(NAMES)
    assert marked().keys() == set(NAMES) - PENDING.keys()
    assert PENDING.keys() <= set(NAMES)


def test_what_a_promise_refers_to_is_there() -> None:
    assert [promise.why for promise in PROMISES if promise.why and not (PAGE.parent / promise.why).is_file()] == []


def test_the_page_has_these_promises_and_no_other() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| `")]
    assert [line[: len(row(promise))] for line, promise in zip(rows, PROMISES, strict=True)] == list(map(row, PROMISES))


@pytest.mark.parametrize("workers", [0, 2])
def test_only_what_ran_and_passed_in_all_its_cases_is_kept(tmp_path: Path, workers: int) -> None:
    (tmp_path / "conftest.py").write_text(CONFTEST.format(root=str(PAGE.parent.parent)), encoding="utf-8")
    (tmp_path / "test_it.py").write_text(TESTS, encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nmarkers = promise\n", encoding="utf-8")
    words = ["-p", "xdist", "-n", str(workers), "--promises", "run.json", "-k", "not not_run"]
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}  # the plugins of our own tests take seconds to load
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *words], cwd=tmp_path, env=alone, check=False, capture_output=True
    )
    assert done.returncode == 1, done.stdout.decode()
    run = json.loads((tmp_path / "run.json").read_text(encoding="utf-8"))
    promises = [Promise(name, "words", "") for name in "abcdefghi"]
    rows = page(run, promises, marked(tmp_path)).splitlines()[-9:]
    assert [line.split(" | ")[2] for line in rows] == [
        "yes",
        "**no**",
        "**no**",
        "**no**",
        "**no**",
        "**no**",
        "yes",
        "**no**",
        "not tested yet",
    ]
    assert rows[0].endswith("[well](../tests/test_it.py) | cases 2, answers 1, answers 2 |")
