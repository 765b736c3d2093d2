"""The numbers for an official add up to the ideas that are there, on the page and in Excel, and name nobody."""

import io
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, ViewportSize
from tests.desks import ARRIVED, House
from tests.visits import DESK, PHONE, violations, watched

from farakhan.desk.index import Figure
from farakhan.desk.pages.numbers import _ages, _by_day
from farakhan.model.idea import ChainPlace, Status
from farakhan.persian.calendar import tehran_day

THEN = {"arrived": ARRIVED, "registered": ARRIVED}
BEGIN = datetime(2027, 3, 1, tzinfo=UTC)
STATUSES = st.sampled_from([status.value for status in Status])
FIGURES = st.lists(
    st.builds(
        lambda status, day: Figure("1", "", status, "food", (), "web", ("", ""), day, day),
        STATUSES,
        st.integers(0, 90 * 24).map(lambda hours: BEGIN + timedelta(hours=hours)),
    ),
    max_size=30,
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("numbers"), 2) as house:
        chain = house.desk.call().chains[0]
        place = ChainPlace(product=chain.id, link=chain.links[0], other="")
        house.record.idea(title="در زنجیره", chain=place, **THEN)
        house.record.idea(title="رد شده", status=Status.REJECTED, reason="not_home", field="industry", **THEN)
        house.commit()
        yield house


def rows(house: House) -> list[tuple[object, ...]]:
    book = openpyxl.load_workbook(io.BytesIO(house.client.get("/numbers.xlsx").content))
    return list(book.worksheets[0].iter_rows(values_only=True))


def test_every_part_adds_up_to_the_ideas_that_are_there(house: House) -> None:
    every = rows(house)
    assert every[1][1:] == ("همه", 4, 1, 2, 1)
    for part in ("روز رسیدن", "حوزه", "راه رسیدن"):
        sums = [sum(int(str(row[column])) for row in every if row[0] == part) for column in range(2, 6)]
        assert sums == [4, 1, 2, 1], part
    waiting = [int(str(row[2])) for row in every if row[0] == "چند روز منتظر"]
    assert sum(waiting) == 2


def test_a_chain_shows_who_stands_where_and_where_nobody_does(house: House) -> None:
    chain = house.desk.call().chains[0]
    own = [row[2] for row in rows(house) if str(row[1]).startswith(f"{chain.name}: ")]
    assert sorted(int(str(number)) for number in own) == [0, 0, 0, 0, 1, 2], "the two that wait stand at another link"
    page = house.client.get("/numbers").text
    assert 'class="gap"' in page
    assert "خالی" in page


@given(FIGURES)
def test_no_day_is_left_out_and_none_counted_twice(figures: list[Figure]) -> None:
    lines = _by_day(figures)
    assert sum(line.total for line in lines) == len(figures)
    assert len({line.name for line in lines}) == len(lines)
    assert all(line.total == line.accepted + line.waiting + line.aside for line in lines)
    today = tehran_day(BEGIN) + timedelta(days=91)
    out = {Status.ACCEPTED.value, Status.REJECTED.value, Status.WITHDRAWN.value}
    assert sum(line.total for line in _ages(figures, today)) == sum(figure.status not in out for figure in figures)


def test_an_empty_call_has_numbers_too(tmp_path: Path) -> None:
    with House(tmp_path, 0) as empty:
        page = empty.client.get("/numbers")
        assert page.status_code == 200
        assert "چیزی منتظر نیست" in page.text


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_the_page_fits_and_axe_finds_nothing(browser: Browser, house: House, size: ViewportSize, scheme: str) -> None:
    with watched(browser, viewport=size, color_scheme=scheme) as page:
        page.goto(f"{house.address}/in?key={house.desk.sessions.key}")
        page.goto(f"{house.address}/numbers")
        assert page.locator("svg.bars").count() == 5
        for opened in page.locator("details summary").all():
            opened.click()
        assert violations(page) == {}
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
