"""What every test shares: Hypothesis' profile, and the browser.

Hypothesis explores on a developer's machine and replays what it found from `.hypothesis/`. In CI it is
derandomised: a change fails there for what it does itself, and the same commit fails or passes each time. A blob is
printed with each failure, to be replayed with `@reproduce_failure`. No deadline: timings live in `bench/`.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.host import hosted
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from tests import promises, ready
from tests.promises import figure, pytest_addoption  # noqa: F401
from tests.ready import pytest_unconfigure  # noqa: F401
from tests.records import ROOT

from farakhan.cli.site import site
from farakhan.store.vault import places

pytest.register_assert_rewrite("tests.lab")

SAMPLE_DAY = "1405-07-01"
"""A day on which the sample's winners are public."""
IN_CI = "CI" in os.environ
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
LONGEST = (
    *("test_commands", "test_crash", "test_look", "test_form", "test_sending", "test_build", "test_hostile"),
    *("test_decisions", "test_tracking", "test_desk", "test_mirror", "test_search", "test_register"),
    *("test_pull_request", "test_whole_edition", "test_desk_run", "test_desk_judges", "test_scoring_page"),
    *("test_desk_look", "test_desk_judges_browser", "test_desk_lan", "test_award", "test_backup", "test_objections"),
)
"""The files that are begun first, so that at the end of a run no process works alone on one of them."""
QUIET = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-gpu",
    "--disable-quic",
    "--disable-sync",
    "--no-first-run",
    "--no-sandbox",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
"""Chromium talks to nobody but the test's own server."""

settings.register_profile("house", derandomize=IN_CI, print_blob=True, deadline=None, max_examples=60)
settings.load_profile("house")


def pytest_configure(config: pytest.Config) -> None:
    """Begin a run."""
    promises.pytest_configure(config)
    ready.pytest_configure(config)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest files first; all else stays as it was shuffled."""
    promises.pytest_collection_modifyitems(items)
    places = {name: place for place, name in enumerate(LONGEST)}
    items.sort(key=lambda item: places.get(item.path.stem, len(LONGEST)))


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium; without one its tests are skipped at home and fail in CI."""
    path = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    if path is None:
        (pytest.fail if IN_CI else pytest.skip)("there is no Chromium: apt install chromium")
    return path


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """One headless Chromium for the whole run; each test opens a context of its own."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=QUIET)
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample edition's site, built once for all who only look at it."""
    out = tmp_path_factory.mktemp("sample-site") / "public"
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(ROOT)
        site("sample", SAMPLE_DAY, out)
    return out


@pytest.fixture(scope="session")
def sample_address(sample_site: Path) -> Iterator[str]:
    """Where that site is served."""
    with hosted(sample_site) as found:
        yield found


@pytest.fixture(scope="session")
def door_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of a call that is open and whose form is sent to the server that shows it, built once."""
    from tests.doors import House  # noqa: PLC0415 (only for those who need it)

    return House(tmp_path_factory.mktemp("door-site")).site


@pytest.fixture
def second(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a second place, named for whatever runs in the test."""
    folder = tmp_path / "second"
    folder.mkdir()
    monkeypatch.setenv(places.MIRROR, str(folder))
    return folder
