"""The page of numbers: what is counted, and that drawing and table say the same."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.records import ANNOUNCED_DAY, JUDGING_DAY, ROOT, Record

from farakhan.checks.idea import Facts
from farakhan.face.render import listed
from farakhan.model.call import Call, Phase
from farakhan.model.idea import ChainPlace, Stage, Status
from farakhan.persian.calendar import parse_day
from farakhan.publish.census import take
from farakhan.publish.charts import chain_map, county_map, numbers
from farakhan.publish.view import View, look
from farakhan.record.edition import read_edition

CHARTS = (chain_map, county_map, numbers)
CALL: Call = read_edition(ROOT, "sample").call
FIELDS = [one.id for one in CALL.fields]
PLACES = [*(one.id for one in CALL.counties), "all"]
CHAINS = [("", ""), ("other", CALL.links[0].id), *((one.id, link) for one in CALL.chains for link in one.links)]


def facts(number: int, field: str, place: str, chain: tuple[str, str]) -> Facts:
    return Facts(
        path="",
        code=str(1_000_000_000 + number),
        field=field,
        counties=(place,),
        status=Status.ACCEPTED,
        digest="",
        publish=True,
        copies_of=None,
        same="",
        chain=chain,
        other_product="",
        title="",
        summary="",
        stage=Stage.IDEA,
        registered=parse_day("1405-05-01"),
        sha256="",
    )


some = st.lists(
    st.tuples(st.sampled_from(FIELDS), st.sampled_from(PLACES), st.sampled_from(CHAINS), st.booleans(), st.booleans()),
    max_size=40,
)


@given(some)
def test_no_idea_is_lost_or_counted_twice(drawn: Sequence[tuple[str, str, tuple[str, str], bool, bool]]) -> None:
    every = [facts(number, field, place, chain) for number, (field, place, chain, _, _) in enumerate(drawn)]
    judged = [one for one, (*_, read, _) in zip(every, drawn, strict=True) if read]
    won = [one for one, (*_, read, best) in zip(every, drawn, strict=True) if read and best]
    census = take(
        CALL, every, frozenset(one.code for one in judged), {one.code: number for number, one in enumerate(won, 1)}
    )
    assert (census.ideas, census.judged, census.winners) == (len(every), len(judged), len(won))
    assert sum(share.ideas for share in census.fields) == len(every)
    assert sum(share.judged for share in census.fields) == len(judged)
    assert sum(share.winners for share in census.fields) == len(won)
    assert census.whole + sum(one.ideas for one in census.counties) == len(every)
    assert census.whole_winners + sum(one.winners for one in census.counties) == len(won)
    stands = {(one.product.id, s.link.id): s for one in census.chains for s in one.stands}
    named = Counter(one.chain for one in every if one.chain[0] not in ("", "other"))
    assert named == {place: stand.ideas for place, stand in stands.items() if stand.ideas}
    assert sorted(number for s in stands.values() for number in s.winners) == [
        number for number, one in enumerate(won, 1) if one.chain in stands
    ]


def seen(root: Path, day: str) -> View:
    """Two winners in one link of the fig's chain, a losing idea in another, one winner for the whole province."""
    record = Record(root)
    fig = record.call["chains"][0]["id"]
    chains = [("production", ("jahrom",)), ("production", ("jahrom", "fasa")), ("sales", ("kavar",))]
    codes = [
        record.idea(chain=ChainPlace(product=fig, link=link, other=""), counties=counties).code
        for link, counties in chains
    ]
    codes.insert(2, record.idea(counties=("all",), chain=ChainPlace(product="", link="", other="")).code)
    record.judged()
    record.tally()
    record.award(*codes[:3])
    return look(record.read(), parse_day(day))[0]


@pytest.fixture(scope="module")
def view(tmp_path_factory: pytest.TempPathFactory) -> View:
    return seen(tmp_path_factory.mktemp("charts"), ANNOUNCED_DAY)


def test_before_the_day_no_number_is_shown(tmp_path: Path) -> None:
    early = seen(tmp_path, JUDGING_DAY)
    assert [chart(early, "..") for chart in CHARTS] == ["", "", ""]


def test_while_the_call_is_open_every_product_and_link_waits(view: View) -> None:
    html = chain_map(replace(view, counts=None, phase=Phase.OPEN), "..")
    waiting = re.findall(r"<li><strong>(.*?)</strong>: (.*?)</li>", html)
    names = {link.id: link.name for link in CALL.links}
    assert dict(waiting) == {chain.name: listed(tuple(names[link] for link in chain.links)) for chain in CALL.chains}
    assert html.count('class="knot-gap"') == sum(len(chain.links) for chain in CALL.chains) + 1, "and the legend's"


def test_the_chain_map_tells_won_sent_and_empty_links_apart(view: View) -> None:
    html = chain_map(view, "..")
    drawing, _, rest = html.partition("</svg>")
    assert drawing.count('class="knot-won"') == 1
    assert drawing.count('class="knot-idea"') == 1
    links = sum(len(one.links) for one in CALL.chains)
    assert (
        drawing.count('class="knot-gap"') == sum(len(one.stands) for one in view.counts.chains) - 2
        if view.counts
        else links
    )
    table = rest[rest.index("<tbody>") :]
    first = next(row for row in table.split("</tr>") if CALL.chains[0].name in row)
    assert re.findall(r'href="\.\./winners/(\d+)/"', first) == [
        str(one.number) for one in view.winners if one.link == "تولید"
    ]
    assert first.count("ایده رسیده") == 1
    gaps = rest[rest.index('class="gaps"') :].split("</ul>")[0].split("</li>")
    assert "فروش" not in next(gap for gap in gaps if CALL.chains[0].name in gap)


def test_each_county_with_a_place_has_its_tile_and_all_stand_in_the_table(view: View) -> None:
    html = county_map(view, "..")
    counties = view.call.counties
    assert html.count('class="tile ') == sum(bool(one.tile) for one in counties)
    assert html.count('<tr><th scope="row">') == len(counties)
    assert '<a href="../winners/?county=jahrom">۲</a>' in html
    assert '<a href="../winners/?county=fasa">۱</a>' in html
    assert "۱ ایده هم برای همهٔ استان است و ۱ تای آن‌ها برگزیده شده." in html


def test_the_longest_bar_is_that_of_most_ideas_and_bars_keep_their_measure(view: View) -> None:
    html = numbers(view, "..")
    assert view.counts
    widths = [float(width) for width in re.findall(r'class="bar-arrived" x="[\d.]+" y="\d+" width="([\d.]+)"', html)]
    most = max(one.ideas for one in view.counts.fields)
    assert widths == pytest.approx([400 * one.ideas / most for one in view.counts.fields], abs=0.05)


def test_drawings_are_for_the_eye_and_tables_for_everyone(view: View) -> None:
    for chart in CHARTS:
        html = chart(view, "..")
        assert all('aria-hidden="true"' in one for one in re.findall(r"<svg[^>]*>", html))
        assert "<table" in html
        assert "<caption>" in html
