"""What the public site says of ideas: no code anywhere, and states that only their own receipts open."""

import json
import re
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from bench.host import hosted
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from tests.records import ANNOUNCED_DAY, JUDGING_DAY, OPEN_DAY, PROPOSED_DAY, ROOT, Record
from tests.test_site import REASONS, build, decided
from tests.visits import watched

from farakhan.face.standing import all_words
from farakhan.model.codes import grouped
from farakhan.model.idea import Status
from farakhan.model.public import OUTCOMES, Outcome
from farakhan.model.words import receipt_of
from farakhan.persian.calendar import parse_day, tehran_day
from farakhan.persian.digits import to_persian
from farakhan.problems import problem
from farakhan.publish.slots import LENGTH, SHARDS, Shard, shards
from farakhan.publish.view import State, look
from farakhan.record.edition import read_edition

PHONE = {"width": 390, "height": 844}
DAY = date(2027, 7, 10)
CALL = read_edition(ROOT, "sample").call
keys = st.sampled_from(sorted(all_words(CALL, DAY)))
states = st.dictionaries(st.binary(min_size=32, max_size=32).map(bytes.hex), keys, max_size=60).map(
    lambda found: sorted(State(*one) for one in found.items())
)


def files(found: list[State], day: date = DAY) -> dict[str, Shard]:
    return dict(shards(found, day))


@given(states)
def test_all_files_are_of_one_length_and_their_slots_look_alike(found: list[State]) -> None:
    made = files(found)
    assert sorted(made) == [f"{number:02x}" for number in range(SHARDS)]
    (size,) = {len(one.slots) for one in made.values()}
    assert size & (size - 1) == 0
    assert len({len(json.dumps(one)) for one in made.values()}) == 1
    assert {len(b64decode(sealed)) for one in made.values() for sealed in one.slots.values()} == {12 + LENGTH + 16}
    assert {len(b64decode(name)) for one in made.values() for name in one.slots} == {18}
    names = [name for one in made.values() for name in one.slots]
    assert len(set(names)) == len(names)


def slots(made: dict[str, Shard]) -> set[str]:
    return {part for one in made.values() for pair in one.slots.items() for part in pair}


@given(states.filter(len), st.data())
def test_the_same_is_the_same_and_any_change_changes_every_slot(found: list[State], data: st.DataObject) -> None:
    made = files(found)
    assert made == files(found)
    place = data.draw(st.integers(0, len(found) - 1))
    key = data.draw(keys.filter(lambda other: other != found[place].seen))
    changed = [*found[:place], found[place]._replace(seen=key), *found[place + 1 :]]
    for other in (files(changed), files(found[:place] + found[place + 1 :]), files(found, DAY + timedelta(days=1))):
        assert slots(made).isdisjoint(slots(other))


def test_every_state_fits() -> None:
    longest = max(len(state.value) for state in (Status.RETURNED, Status.REJECTED)) + 1 + 40
    assert longest <= LENGTH
    assert max(map(len, Outcome)) <= LENGTH


# In the site


def traces(folder: Path, codes: list[str]) -> list[str]:
    """The files in which a code stands: as it is, grouped, in Persian digits; in its bytes or in its name."""
    forms = [form.encode() for code in codes for one in (code, grouped(code)) for form in (one, to_persian(one))]
    wanted = re.compile(b"|".join(map(re.escape, forms)))
    paths = [path for path in folder.rglob("*") if path.is_file()]
    assert paths
    return [str(path) for path in paths if wanted.search(path.read_bytes()) or wanted.search(str(path).encode())]


def test_no_file_of_the_sample_site_has_a_code(sample_site: Path) -> None:
    codes = [*read_edition(ROOT, "sample").facts]
    assert len(codes) >= 40
    assert traces(sample_site, codes) == []


@pytest.mark.promise("codes-not-public")
def test_no_file_of_a_large_site_has_a_code_on_any_day(tmp_path: Path) -> None:
    record = Record(tmp_path)
    codes = [record.idea(status=status, reason=REASONS.get(status)).code for status in [*Status] * 20]
    codes += [record.idea().code for _ in range(120)]
    record.judged()
    record.tally()
    record.award(*codes[-60:])
    for day in (OPEN_DAY, JUDGING_DAY, ANNOUNCED_DAY):
        assert traces(build(record.root, day), codes) == []
    out = tmp_path / f"public-{ANNOUNCED_DAY}"
    assert len(list(out.glob("winners/*/index.html"))) == 60
    (out / "leak.txt").write_text(f"کد {to_persian(grouped(codes[7]))}")
    assert traces(out, codes) == [str(out / "leak.txt")]


def test_who_comes_today_is_seen_tomorrow_and_changes_nothing_today(tmp_path: Path) -> None:
    record = Record(tmp_path)
    first = record.idea()
    today = tehran_day(first.registered) + timedelta(days=1)
    before, _ = look(record.read(), today)
    record.idea(registered=first.registered + timedelta(days=1))
    after, _ = look(record.read(), today)
    assert (after.states, after.digests) == (before.states, before.digests)
    assert len(look(record.read(), today + timedelta(days=1))[0].states) == 2
    assert look(record.read(), tehran_day(first.registered))[0].states == ()


def test_an_idea_without_a_receipt_has_no_slot_and_held_is_not_told(tmp_path: Path) -> None:
    record = Record(tmp_path)
    held, rejected = (record.idea(status=one, reason=REASONS.get(one)) for one in (Status.HELD, Status.REJECTED))
    path = record.path(record.idea().code)
    path.write_bytes(re.sub(rb"\nreceipt: .*", b"\nreceipt:", path.read_bytes()))
    view, _ = look(record.read(), parse_day(OPEN_DAY))
    wanted = [(held.receipt, "received"), (rejected.receipt, "rejected not_home")]
    assert view.states == tuple(sorted(wanted))


@pytest.mark.parametrize(
    ("day", "won", "lost"),
    [
        (JUDGING_DAY, "accepted", "accepted"),
        (PROPOSED_DAY, "proposed", "not_proposed"),
        (ANNOUNCED_DAY, "chosen", "not_chosen"),
    ],
)
def test_the_gate_opens_outcomes_and_none_says_who_was_near(record: Record, day: str, won: str, lost: str) -> None:
    edition = record.read()
    told = dict(look(edition, parse_day(day))[0].states)
    seen = [told[idea.receipt or ""] for idea in record.ideas.values()]
    assert seen == [won] * 3 + [lost] * 2
    unread = (problem("awards.yml", 1, "award-kind", value="", choices=""),)
    for closed in (replace(edition, results_sha256="b" * 64), replace(edition, unread_awards=unread)):
        assert {state.seen for state in look(closed, parse_day(day))[0].states} == {"accepted"}


@pytest.mark.parametrize("public", ["true", "false"])
def test_counts_by_status_are_public_when_the_call_says_so(tmp_path: Path, public: str) -> None:
    record = Record(tmp_path, status_counts=public)
    for status in Status:
        record.idea(status=status, reason=REASONS.get(status))
    html = (build(record.root, OPEN_DAY) / "track/index.html").read_text(encoding="utf-8")
    assert ("رسیده: ۲" in html, "پذیرفته‌نشده: ۱" in html) == (public == "true",) * 2


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    return decided(tmp_path_factory.mktemp("states"))


@pytest.fixture(scope="module")
def address(record: Record) -> Iterator[str]:
    with hosted(build(record.root, ANNOUNCED_DAY)) as found:
        yield found


def test_a_phone_opens_its_own_slot_and_no_other(
    browser: Browser, record: Record, address: str, tmp_path: Path
) -> None:
    (code, other, *_), words = record.ideas, record.words
    with watched(browser, viewport=PHONE) as page:
        page.goto(f"{address}track/")
        made = page.evaluate(
            "async ([code, word]) => [...await (await import('../assets/tracking.js')).hash(code, word)]",
            [code, words[code]],
        )
        assert bytes(made).hex() == receipt_of(code, words[code])
        page.fill("#tracking-code", f"{to_persian(grouped(code))}\n{to_persian(words[code])}")
        page.locator(".tracking-form .next").click()
        page.locator(".state").wait_for()
        assert page.locator(".state").inner_text() == OUTCOMES[Outcome.CHOSEN]
        assert page.locator(".meaning").inner_text().startswith("برگزیده: ")
        page.screenshot(path=tmp_path / "track.png", full_page=True)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.fill("#tracking-code", f"{code} {words[other]}")
        page.locator(".tracking-form .next").click()
        page.locator(".tracking-answer .unconfirmed").wait_for()
        assert page.locator(".state").count() == 0


def test_a_page_that_did_not_come_safely_says_so(browser: Browser, record: Record, address: str) -> None:
    code = next(iter(record.ideas))
    with watched(browser, viewport=PHONE) as page:
        page.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })")
        page.goto(f"{address}track/")
        page.fill("#tracking-code", f"{code} {record.words[code]}")
        page.locator(".tracking-form .next").click()
        page.locator(".tracking-answer").get_by_text("https").wait_for()
