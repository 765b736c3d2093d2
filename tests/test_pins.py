"""A PIN is one's own, kept as a hash alone; nobody tries many, however they go about it."""

import string
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from farakhan.problems import FarakhanError
from farakhan.store import tries
from farakhan.store.vault import objects, pins
from farakhan.store.vault.pins import Has, Outcome

NOW = datetime(2027, 6, 1, 9, tzinfo=UTC)
HOLDER, OTHER = pins.staff_holder("k1"), pins.judge_holder("1406", "j1")
HERE = "192.168.1.7"
PIN = "۷۳۰۹۱۵"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    pins.change(tmp_path, HOLDER, pins.give_word(tmp_path, HOLDER, NOW), PIN, HERE, NOW)
    return tmp_path


def outcome(root: Path, typed: str, when: datetime = NOW, holder: str = HOLDER, address: str = HERE) -> Outcome:
    return pins.tried(root, holder, typed, address, when).outcome


@pytest.mark.parametrize("typed", ["730915", "٧٣٠٩١٥", " ۷۳۰ ۹۱۵ ", "\u200f730915"])
def test_however_a_keyboard_spells_it_it_is_theirs(root: Path, typed: str) -> None:
    assert outcome(root, typed) is Outcome.RIGHT
    assert outcome(root, "730916") is Outcome.WRONG
    assert outcome(root, PIN, holder=OTHER) is Outcome.WRONG


def test_a_word_leads_no_further_than_to_a_pin_and_ends(tmp_path: Path) -> None:
    word = pins.give_word(tmp_path, HOLDER, NOW)
    assert pins.has(tmp_path, HOLDER, NOW) is Has.WORD
    assert outcome(tmp_path, pins.shown(word)) is Outcome.WORD
    assert outcome(tmp_path, word, NOW + timedelta(days=8)) is Outcome.WRONG
    assert pins.has(tmp_path, HOLDER, NOW + timedelta(days=8)) is Has.NOTHING
    later = NOW + timedelta(minutes=1)
    assert pins.change(tmp_path, HOLDER, word, PIN, HERE, later).outcome is Outcome.RIGHT
    assert outcome(tmp_path, word, later) is Outcome.WRONG
    assert outcome(tmp_path, PIN, later) is Outcome.RIGHT


def test_only_who_has_the_old_one_changes_it(root: Path) -> None:
    assert pins.change(root, HOLDER, "نادرست", "824613", HERE, NOW).outcome is Outcome.WRONG
    assert outcome(root, PIN) is Outcome.RIGHT
    assert pins.change(root, HOLDER, PIN, "824613", HERE, NOW).outcome is Outcome.RIGHT
    assert outcome(root, PIN) is Outcome.WRONG


@pytest.mark.parametrize("weak", ["", "12345", "۱۱۱۱۱۱", "123456", "۶۵۴۳۲۱", "abcdef", "1 2 3", "۷" * 201, PIN])
def test_what_anybody_would_try_first_is_no_pin(root: Path, weak: str) -> None:
    with pytest.raises(FarakhanError, match="pin-weak"):
        pins.change(root, HOLDER, PIN, weak, HERE, NOW)
    assert outcome(root, PIN) is Outcome.RIGHT


def test_what_is_kept_is_neither_a_pin_nor_a_word(tmp_path: Path) -> None:
    word = pins.give_word(tmp_path, HOLDER, NOW)
    pins.change(tmp_path, OTHER, pins.give_word(tmp_path, OTHER, NOW), PIN, HERE, NOW)
    kept = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    assert kept.count(b"$argon2id$") == 2
    assert word.encode() not in kept
    assert b"730915" not in kept
    modes = {path.stat().st_mode & 0o77 for path in tmp_path.rglob("*")}
    assert modes == {0}


def test_a_person_s_pin_is_taken_away(root: Path) -> None:
    pins.take_away(root, HOLDER)
    assert outcome(root, PIN) is Outcome.WRONG
    assert pins.has(root, HOLDER, NOW) is Has.NOTHING


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b'{"hash": "", "is_word": 0, "until": 7}', b"\xff"], ids=ascii)
def test_a_broken_object_is_said(root: Path, data: bytes) -> None:
    objects.put(root, {f"pins/{HOLDER}": data})
    with pytest.raises(FarakhanError, match="pin-file"):
        outcome(root, PIN)


def test_who_fails_waits_longer_each_time_and_in_the_end_for_good(root: Path) -> None:
    when, waits = NOW, list[float]()
    while True:
        tried = pins.tried(root, HOLDER, "نادرست", HERE, when)
        if tried.outcome is Outcome.LOCKED:
            break
        if tried.outcome is Outcome.WAIT:
            waits.append(tried.seconds)
            assert outcome(root, PIN, when) is Outcome.WAIT, "the right one is not looked at either"
            when += timedelta(seconds=tried.seconds)
    assert waits == [5.0 * 2**number for number in range(7)]
    assert outcome(root, PIN, when + timedelta(days=400)) is Outcome.LOCKED
    assert pins.has(root, HOLDER, when) is Has.LOCKED
    word = pins.give_word(root, HOLDER, when)
    assert outcome(root, word, when) is Outcome.WORD


def test_the_right_one_ends_the_waiting_of_a_person(root: Path) -> None:
    for _ in range(4):
        assert [outcome(root, "نادرست") for _ in range(2)] == [Outcome.WRONG] * 2
        assert outcome(root, PIN) is Outcome.RIGHT


def test_many_at_once_are_no_more_tries(root: Path) -> None:
    with ThreadPoolExecutor(16) as threads:
        outcomes = list(threads.map(lambda number: outcome(root, f"نادرست {number}"), range(40)))
    assert outcomes.count(Outcome.WRONG) == tries.FREE + 1
    assert outcomes.count(Outcome.WAIT) == 40 - tries.FREE - 1


def test_one_address_does_not_try_one_person_after_another(root: Path) -> None:
    holders = [pins.staff_holder(f"m{number}") for number in range(40)]
    outcomes = [outcome(root, "نادرست", holder=holder) for holder in holders]
    assert outcomes.count(Outcome.WRONG) == tries.FREE_HERE + 1
    assert outcome(root, PIN) is Outcome.WAIT
    assert outcome(root, PIN, address="192.168.1.8") is Outcome.RIGHT
    assert outcome(root, PIN, NOW + timedelta(hours=2)) is Outcome.RIGHT


def test_who_knows_one_pin_buys_no_tries_at_others(root: Path) -> None:
    wrong = 0
    for number in range(40):
        wrong += outcome(root, "نادرست", holder=pins.staff_holder(f"m{number}")) is Outcome.WRONG
        outcome(root, PIN)
    assert wrong == tries.FREE_HERE + 1


@pytest.mark.parametrize(
    ("first", "second"),
    [("2001:db8::1", "2001:db8::ffff:2"), ("::ffff:10.0.0.1", "10.0.0.1"), ("2001:db8::1%eth0", "2001:db8::7%eth0")],
)
def test_one_network_is_one_address(first: str, second: str) -> None:
    assert tries.network_of(first) == tries.network_of(second) != tries.network_of("2001:db8:1::1")


def test_a_clock_that_goes_back_keeps_nobody_out(root: Path) -> None:
    for _ in range(3):
        outcome(root, "نادرست", NOW + timedelta(days=3000))
    assert pins.tried(root, HOLDER, PIN, HERE, NOW).seconds == tries.FIRST_WAIT


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.sampled_from(["k1", "k2"]), st.booleans(), st.integers(0, 3), st.floats(0, 20_000)), max_size=40
    )
)
def test_whatever_is_tried_few_are_looked_at_in_a_while(asked: list[tuple[str, bool, int, float]]) -> None:
    """Of one holder no more failures than the waits allow stand between two right ones."""
    with TemporaryDirectory() as folder:
        root, when = Path(folder), NOW
        last: dict[str, list[datetime]] = {}
        for name, is_right, number, seconds in asked:
            when += timedelta(seconds=seconds)
            address = f"10.0.0.{number}"
            if tries.take(root, name, address, when):
                continue
            failed = last.setdefault(name, [])
            assert len(failed) < tries.LOCKED_AT
            if failed:
                assert (when - failed[-1]).total_seconds() >= tries.wait(len(failed) - tries.FREE) - 1e-3
            if is_right:
                tries.right(root, name, address)
                failed.clear()
            else:
                failed.append(when)


@given(st.text(string.printable, min_size=1, max_size=60))
def test_any_address_has_a_network(text: str) -> None:
    assert len(tries.network_of(text)) <= 64
