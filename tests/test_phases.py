"""The site in each phase of a call, as people meet it: what is offered, how light it is, what axe says of it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench.host import hosted
from playwright.sync_api import Browser, Page, Request
from tests.records import ANNOUNCED_DAY, CLOSED_DAY, JUDGING_DAY, OPEN_DAY, PROPOSED_DAY, SHIPPED, Record
from tests.test_look import BUDGET, REQUESTS
from tests.test_site import build, pages
from tests.visits import SMALL, violations, watched

from farakhan.persian.calendar import parse_day
from farakhan.record.new import call_text

BEFORE_DAY, OPENS = "1406-02-20", "1406-03-01"
LOOKED_AT = {
    BEFORE_DAY: ("", "send/", "write/"),
    OPEN_DAY: ("", "send/", "map/"),
    CLOSED_DAY: ("", "send/", "write/", "track/"),
    JUDGING_DAY: ("", "questions/"),
    PROPOSED_DAY: ("", "winners/", "rules/"),
    ANNOUNCED_DAY: ("", "winners/", "map/"),
}
"""By the day of each phase, pages that say another thing then."""


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A winner with a name, one without, and one who did not win, in a call that lists the proposed for everybody."""
    dates = {**call_text(SHIPPED)["dates"], "opens": OPENS}
    made = Record(tmp_path_factory.mktemp("phases"), dates=dates, intake="/", objections="public")
    named = made.idea(title="گرمخانهٔ کوچک", summary="خشک‌کن خانگی برای انجیر.")  # in the letters of a first visit
    silent = made.idea(consents=named.consents.model_copy(update={"publish_if_wins": None}))
    made.idea()
    made.judged()
    made.tally()
    made.award(named.code, silent.code, each=[{}, {"public_name": ""}])
    return made


@pytest.fixture(scope="module", params=LOOKED_AT)
def day(request: pytest.FixtureRequest) -> str:
    """A day of each phase in turn."""
    return str(request.param)


@pytest.fixture(scope="module")
def built(record: Record, day: str) -> Path:
    return build(record.root, day)


@pytest.fixture
def page(browser: Browser, day: str) -> Iterator[Page]:
    """A page on the smallest phone, whose clock is on that day."""
    with watched(browser, viewport=SMALL) as opened:
        opened.clock.set_fixed_time(f"{parse_day(day).isoformat()}T09:00:00+03:30")
        yield opened


def test_nothing_offers_a_form_that_is_closed(built: Path, day: str) -> None:
    offering = {name for name, page in pages(built).items() for link in page.links if re.match(r"[./]*write/", link)}
    forms = {path.parent.name for path in built.rglob("*.html") if "idea-form" in path.read_text(encoding="utf-8")}
    assert (bool(offering), forms) == ((True, {"write"}) if day == OPEN_DAY else (False, set()))


def test_the_form_tells_that_publication_is_no_condition(built: Path, day: str) -> None:
    hint = "اگر نپذیرید هم می‌توانید برگزیده شوید: بی‌نام و بی‌متن معرفی می‌شوید."
    assert (hint in (built / "write/index.html").read_text(encoding="utf-8")) == (day == OPEN_DAY)


def test_axe_finds_nothing_and_no_page_is_too_wide_and_the_first_visit_is_light(
    page: Page, built: Path, day: str
) -> None:
    sizes: list[int] = []

    def weigh(request: Request) -> None:
        sizes.append(request.sizes()["responseBodySize"] + request.sizes()["responseHeadersSize"])

    page.on("requestfinished", weigh)
    with hosted(built) as address:
        for name in LOOKED_AT[day]:
            page.goto(address + name, wait_until="networkidle")
            if not name:
                assert (sum(sizes) <= BUDGET, len(sizes) <= REQUESTS) == (True, True), sizes
            assert violations(page) == {}, name
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
