"""What `store.spool.contract` promises, asked of every store of letters that there is: another is a line in STORES."""

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.deaths import die

from farakhan.problems import FarakhanError
from farakhan.store.spool import sqlite
from farakhan.store.spool.contract import BELIEVED, EVENT, MOST_AT_ONCE, AnySpool, every
from farakhan.store.spool.letters import Act, Letter, State, Taken, Waits

BEGUN = datetime(2027, 7, 10, 9, 0, 0, 654321, tzinfo=UTC)
CODES = ("2739401865", "7731768664", "4410283351")


class Clock:
    """A clock that goes on by a second each time that it is asked, and as a test moves it."""

    def __init__(self) -> None:
        self.time = BEGUN

    def __call__(self) -> datetime:
        self.time += timedelta(seconds=1)
        return self.time


Opener = Callable[[Path, Callable[[], datetime]], AnySpool]
STORES: dict[str, Opener] = {"sqlite": sqlite.Spool}
"""How each store is opened for a folder of its own; opened there again it has what was put there."""


@pytest.fixture(params=STORES)
def opener(request: pytest.FixtureRequest) -> Opener:
    return STORES[request.param]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def spool(opener: Opener, tmp_path: Path, clock: Clock) -> Iterator[AnySpool]:
    with closing(opener(tmp_path, clock)) as opened:
        yield opened


def letter(sender: str, code: str, act: Act = Act.NEW, told: str = "t", **more: object) -> Letter:
    parts: dict[str, object] = {"content": b"{}", **more}
    return Letter(
        sender=sender.encode(), told=told.encode(), code=code, act=act, edition="1406", channel="web",
        **parts,  # type: ignore[arg-type]
    )  # fmt: skip


def numbered(number: int) -> Letter:
    return letter(f"s{number}", f"{number:010}", contact=b"sealed %d" % number, proof=b"proof")


def put(spool: AnySpool, *letters: Letter) -> list[Taken]:
    """What is kept of letters, all of which can be."""
    outcomes = spool.put(letters)
    taken = [one for one in outcomes if isinstance(one, Taken)]
    assert len(taken) == len(letters), outcomes
    return taken


few = settings(max_examples=30)
"""Each opens stores anew, which syncs."""
words = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40)
letters = st.builds(
    Letter,
    sender=st.sampled_from([b"a", b"b", b"\0"]),
    told=st.sampled_from([b"x", b"y"]),
    code=st.sampled_from(CODES),
    act=st.sampled_from(Act),
    edition=words,
    channel=words,
    content=st.binary(max_size=40),
    note=words,
    copies_of=st.sampled_from(["", *CODES]),
    contact=st.binary(max_size=40),
    proof=st.binary(max_size=40),
    receipt=words,
    over=words,
)


def in_batches(opener: Opener, sizes: Sequence[int], sent: Sequence[Letter]) -> list[object]:
    """What becomes of letters that are put in batches of these sizes, the last of them as long as is needed."""
    outcomes: list[Taken | Exception] = []
    left = list(sent)
    with TemporaryDirectory() as folder, closing(opener(Path(folder), lambda: BEGUN)) as spool:
        for size in [*sizes, len(left)]:
            outcomes += spool.put(left[:size])
            del left[:size]
    return [one._replace(number=0) if isinstance(one, Taken) else str(one) for one in outcomes]


# Order and durability


def test_letters_are_taken_in_the_order_in_which_they_were_put(spool: AnySpool) -> None:
    taken = [one for start in (0, 5) for one in put(spool, *(numbered(start + step) for step in range(5)))]
    assert [one.number for one in taken] == sorted({one.number for one in taken})
    assert [one.letter for one in taken] == [numbered(number) for number in range(10)]
    assert {(one.state, one.again) for one in taken} == {(State.WAITING, False)}
    assert spool.take(99) == taken == spool.take(99, 0, None)
    assert spool.take(3, taken[3].number) == taken[4:7]
    assert spool.take(99, taken[-1].number) == []


def test_few_letters_are_read_at_once_and_none_is_left_out(spool: AnySpool) -> None:
    total = MOST_AT_ONCE + 3
    taken = put(spool, *map(numbered, range(total)))
    spool.mark([one.number for one in taken[::2]], State.COMMITTED)
    assert [one.number for one in every(spool)] == [one.number for one in taken[1::2]]
    assert [one.number for one in every(spool, None)] == [one.number for one in taken]
    assert spool.committed() == [one.number for one in taken[::2]]


def test_what_was_put_is_there_when_it_is_opened_again(opener: Opener, tmp_path: Path, clock: Clock) -> None:
    with closing(opener(tmp_path, clock)) as spool:
        taken = put(spool, numbered(1), numbered(2))
        spool.mark([taken[0].number], State.COMMITTED)
    with closing(opener(tmp_path, clock)) as spool:
        assert spool.take(9) == taken[1:]
        assert spool.committed() == [taken[0].number]
        (third,) = put(spool, numbered(3))
        assert third.number > taken[1].number
        assert third.arrived > taken[1].arrived


def test_one_opens_it_alone_and_the_next_waits_for_one_that_ends(
    opener: Opener, spool: AnySpool, tmp_path: Path, clock: Clock
) -> None:
    with pytest.raises(FarakhanError, match="spool-held"):
        opener(tmp_path, clock)
    ending = threading.Timer(0.2, spool.close)
    ending.start()
    with closing(opener(tmp_path, clock)) as following:
        assert following.take(9) == []
    ending.join()


@pytest.mark.promise("acknowledged-once")
@pytest.mark.parametrize(("point", "stays"), [("spooling", False), ("spooled", True)])
def test_a_death_leaves_all_of_a_put_or_nothing(
    opener: Opener, tmp_path: Path, clock: Clock, point: str, *, stays: bool
) -> None:
    with closing(opener(tmp_path, clock)) as spool:
        put(spool, numbered(1))
    die(lambda: opener(tmp_path, clock).put([numbered(2), numbered(3)]), at=f"{EVENT}:{point}")
    with closing(opener(tmp_path, clock)) as spool:
        assert [one.letter for one in spool.take(9)] == [numbered(number) for number in (1, 2, 3)[: 3 if stays else 1]]
        again = put(spool, numbered(2), numbered(3))
        assert {one.again for one in again} == {stays}
        assert len(spool.take(9)) == 3


@pytest.mark.parametrize(
    ("back", "believed"), [(BELIEVED / 2, True), (BELIEVED * 3, False)], ids=["a little", "it had been wrong"]
)
def test_a_clock_that_steps_back_a_little_puts_no_letter_before_an_earlier_one(
    spool: AnySpool, clock: Clock, back: timedelta, *, believed: bool
) -> None:
    (first,) = put(spool, numbered(1))
    clock.time -= back
    (second,) = put(spool, numbered(2))
    assert (second.arrived >= first.arrived) == believed
    assert [one.number for one in spool.take(9)] == [first.number, second.number]


@few
@given(sent=st.lists(letters, min_size=1, max_size=1))
def test_a_letter_is_read_as_it_was_put(sent: list[Letter]) -> None:
    for opener in STORES.values():
        with TemporaryDirectory() as folder, closing(opener(Path(folder), Clock())) as spool:
            taken = put(spool, *sent)
            assert [one.letter for one in taken] == sent
            assert spool.take(9) == taken == spool.of_code(sent[0].code) == spool.of_sender(sent[0].sender)


def test_who_was_answered_is_found_from_every_thread(spool: AnySpool) -> None:
    begin = threading.Barrier(6)

    def send(first: int) -> list[int]:
        begin.wait()
        numbers = []
        for number in range(first, first + 10):
            (taken,) = put(spool, numbered(number))
            assert spool.of_code(f"{number:010}") == [taken] == spool.of_sender(b"s%d" % number)
            assert taken in spool.take(999)
            numbers.append(taken.number)
        return numbers

    with ThreadPoolExecutor(6) as threads:
        found = [number for numbers in threads.map(send, range(0, 600, 100)) for number in numbers]
    assert [one.number for one in spool.take(999)] == sorted(found)
    assert len(set(found)) == 60


# Exactly once


@pytest.mark.promise("acknowledged-once")
def test_twice_is_once_and_has_the_first_ones_code(spool: AnySpool) -> None:
    (first,) = put(spool, letter("a", CODES[0]))
    assert put(spool, letter("a", CODES[1])) == [first._replace(again=True)]
    assert put(spool, letter("b", CODES[2]), letter("b", CODES[1]))[1].letter.code == CODES[2]
    assert [one.letter.code for one in spool.take(9)] == [CODES[0], CODES[2]]
    spool.mark([first.number], State.PUSHED)
    (again,) = put(spool, letter("a", CODES[1]))
    assert (again.number, again.again, again.state) == (first.number, True, State.PUSHED)


def test_a_senders_other_text_mends_the_first(spool: AnySpool) -> None:
    """Its proof is of a code that the idea does not have, unless the sender was given the same one."""
    sealed: dict[str, Any] = {"contact": b"sealed", "proof": b"proof", "receipt": "ab" * 32}
    put(spool, letter("a", CODES[0], **sealed))
    (other,) = put(spool, letter("a", CODES[1], told="u", copies_of=CODES[0], **sealed))
    assert other.letter == letter("a", CODES[0], Act.MEND, told="u")
    (same,) = put(spool, letter("a", CODES[0], told="v", copies_of=CODES[2], **sealed))
    assert same.letter == letter("a", CODES[0], Act.MEND, told="v", copies_of=CODES[2], **sealed)
    (back,) = put(spool, letter("a", CODES[0]))
    assert (back.again, back.letter.act) == (False, Act.MEND)


def test_a_change_that_is_the_last_on_its_idea_is_not_made_again(spool: AnySpool) -> None:
    mend, other = letter("m", CODES[0], Act.MEND), letter("n", CODES[0], Act.MEND)
    put(spool, letter("a", CODES[0]))
    (first,) = put(spool, mend)
    put(spool, letter("p", CODES[0], Act.ADD))
    assert put(spool, mend) == [first._replace(again=True)]
    assert [one.again for one in put(spool, mend, letter("q", CODES[0], Act.ADD), mend)] == [True, False, True]
    put(spool, other)
    assert [one.again for one in put(spool, mend, other, other)] == [False, False, True]
    assert [one.again for one in put(spool, letter("p", CODES[0], Act.ADD))] == [True]


@few
@given(sent=st.lists(letters, max_size=12), sizes=st.lists(st.integers(1, 4), max_size=6))
def test_how_letters_are_spread_over_calls_makes_no_difference(sent: list[Letter], sizes: list[int]) -> None:
    for opener in STORES.values():
        assert in_batches(opener, sizes, sent) == in_batches(opener, [1] * len(sent), sent)


@few
@given(sent=st.lists(letters, max_size=8))
def test_the_last_that_each_sent_may_be_sent_again(sent: list[Letter]) -> None:
    """A death before the answer makes a sender do so; what others sent meanwhile on the same idea is a change to it."""
    for opener in STORES.values():
        with TemporaryDirectory() as folder, closing(opener(Path(folder), Clock())) as spool:
            for one in sent:
                (outcome,) = spool.put([one])
                if isinstance(outcome, Taken):
                    before = spool.take(99)
                    assert put(spool, one) == [outcome._replace(again=True)]
                    assert spool.take(99) == before


def test_one_letters_fault_keeps_none_of_the_others_back(spool: AnySpool) -> None:
    put(spool, letter("a", CODES[0]))
    good, twin, also = spool.put([letter("b", CODES[1]), letter("c", CODES[0]), letter("d", CODES[2])])
    assert isinstance(twin, FarakhanError)
    assert (twin.code, twin.place) == ("code-taken", CODES[0])
    assert [one.letter.code for one in (good, also) if isinstance(one, Taken)] == [CODES[1], CODES[2]]
    assert spool.of_sender(b"c") == []
    assert [one.letter.sender for one in spool.take(9)] == [b"a", b"b", b"d"]


def test_nothing_is_put_where_there_is_nothing(spool: AnySpool) -> None:
    assert spool.put([]) == []


# How far they have come


def test_what_is_marked_is_taken_no_more_and_drops_what_was_sealed(spool: AnySpool) -> None:
    first, second = put(spool, numbered(1), numbered(2))
    for _ in range(2):
        spool.mark([first.number, 10**6], State.COMMITTED)
        assert spool.take(9) == [second]
    (marked,) = spool.take(9, 0, State.COMMITTED)
    assert marked == first._replace(state=State.COMMITTED, letter=first.letter._replace(contact=b"", proof=b""))
    assert spool.committed() == [first.number]
    spool.mark([first.number], State.PUSHED)
    assert spool.committed() == []
    spool.mark([first.number], State.WAITING)
    assert [one.number for one in spool.take(9)] == [first.number, second.number]
    spool.mark([], State.REFUSED)
    spool.mark([second.number], State.REFUSED)
    assert [one.number for one in spool.take(9, 0, State.REFUSED)] == [second.number]


def test_thousands_are_marked_at_once(spool: AnySpool) -> None:
    (taken,) = put(spool, numbered(1))
    spool.mark(range(taken.number, 40_000), State.COMMITTED)
    assert spool.committed() == [taken.number]


def test_how_it_stands_is_counted(spool: AnySpool, clock: Clock) -> None:
    assert spool.count() == (0, 0, None, 0, None) == spool.count(BEGUN)
    one, two, three = put(spool, numbered(1), numbered(2), letter("w", CODES[0], Act.WITHDRAW))
    assert spool.count() == (3, 0, one.arrived, 2, one.arrived)
    assert spool.count(two.arrived) == (3, 0, one.arrived, 1, two.arrived)
    assert spool.count(three.arrived) == (3, 0, one.arrived, 0, None)
    assert spool.count(clock.time + timedelta(hours=1)) == (3, 0, one.arrived, 0, None)
    spool.mark([one.number], State.COMMITTED)
    assert spool.count() == (2, 1, two.arrived, 2, one.arrived)
    spool.mark([one.number, two.number, three.number], State.PUSHED)
    assert spool.count() == (0, 0, None, 2, one.arrived)


def test_all_that_a_sender_sent_and_all_on_an_idea_is_found(spool: AnySpool) -> None:
    sent = (letter("a", CODES[0]), letter("b", CODES[0], Act.MEND), letter("a", CODES[1], Act.ADD, told="u"))
    first, second, third = put(spool, *sent)
    assert spool.of_sender(b"a") == [first, third]
    assert spool.of_code(CODES[0]) == [first, second]
    assert spool.codes() == {b"a": CODES[0]}
    assert spool.of_sender(b"") == spool.of_code("") == []


# What is sealed


def test_what_was_sealed_of_the_waiting_can_be_had_and_sealed_anew(spool: AnySpool) -> None:
    first, second, bare = put(spool, numbered(1), numbered(2), letter("c", CODES[0]))
    assert spool.sealed() == [Waits(one.number, one.letter.code, one.arrived, *seals(one)) for one in (first, second)]
    assert spool.sealed(brief=True) == [Waits(one.number, one.letter.code, one.arrived) for one in (first, second)]
    spool.mark([first.number], State.COMMITTED)
    for taken in (first, second, bare):
        spool.reseal(taken.number, b"anew")
    assert [(one.letter.code, *seals(one)) for one in spool.take(9, 0, None)] == [
        (first.letter.code, b"", b""),
        (second.letter.code, b"anew", b"proof"),
        (bare.letter.code, b"anew", b""),
    ]


def seals(taken: Taken) -> tuple[bytes, bytes]:
    return taken.letter.contact, taken.letter.proof


def test_what_was_sealed_of_an_idea_is_forgotten_everywhere(spool: AnySpool, tmp_path: Path) -> None:
    secret, other = b"\xf1secret" * 400, b"\xf2other" * 400
    put(
        spool,
        letter("a", CODES[0], contact=secret, proof=b"proof"),
        letter("m", CODES[0], Act.MEND, contact=secret),
        letter("b", CODES[1], contact=other),
    )
    assert spool.forget(CODES[0])
    assert [one.letter.contact for one in spool.take(9)] == [b"", b"", other]
    assert [one.code for one in spool.sealed()] == [CODES[1]]
    assert secret[:70] not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert spool.forget(CODES[2]), "of which nothing is known"


def test_what_was_marked_lingers_nowhere_once_it_is_tidy(spool: AnySpool, tmp_path: Path) -> None:
    secret = b"\xf1secret" * 400
    (taken,) = put(spool, letter("a", CODES[0], contact=secret))
    spool.mark([taken.number], State.COMMITTED)
    assert spool.tidy()
    assert secret[:70] not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_it_is_there_while_it_is_there(spool: AnySpool) -> None:
    put(spool, numbered(1))
    assert spool.there()
