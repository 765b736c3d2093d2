"""Who proves what: nobody is found by a mobile, no list of codes is got, and nobody is locked out by others."""

import random
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser
from tests.doors import MOBILE, House, Knocker, shown
from tests.records import ANNOUNCED_DAY, JUDGING_DAY, OPEN_DAY, PROPOSED_DAY
from tests.test_site import build
from tests.visits import PHONE, watched

from farakhan.files import idea as idea_file
from farakhan.intake.guessing import HOUR, LIFE, Brake, Budget
from farakhan.intake.owners import FREE_MOBILES, FREE_WORDS, SHORT_WAIT, WRONG_CODES, WRONG_CODES_OF_ONE, Owners
from farakhan.intake.receive import Intake
from farakhan.model.codes import draw_code
from farakhan.model.idea import LABELS, Status
from farakhan.model.standing import decided
from farakhan.model.words import draw_word
from farakhan.persian.calendar import TEHRAN, parse_day
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.store.spool.sqlite import FOLDER, Spool

STRANGER = "09350000000"
chance = random.Random(1406)  # noqa: S311 (guesses of a test)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory, door_site: Path) -> Iterator[Knocker]:
    with House(tmp_path_factory.mktemp("owners"), door_site).serving() as knocker:
        yield knocker


@pytest.fixture
def door(opened: Knocker) -> Knocker:
    """The door on another day, when what was tried before is forgotten."""
    opened.house.clock.on(LIFE)
    return opened


def other(text: str) -> dict[str, Any]:
    return {"title": f"نمونه: {text}", "body.1": f"{text}: در این اتاق‌ها قارچ می‌کاریم. " * 6}


def sent(door: Knocker, **more: Any) -> str:  # noqa: ANN401 (the form's)
    """An idea of our own; its code."""
    return str(door.send(**other("".join(chance.choices("ابپتثجچ", k=12))), **more)["code"])


def guessed_word() -> str:
    return draw_word(chance.randrange)


def guessed_code() -> str:
    return draw_code(chance.randrange)


def house(number: int) -> dict[str, str]:
    """An address of its own."""
    return {"X-Forwarded-For": f"2001:db8:{number >> 16:x}:{number & 0xFFFF:x}::1"}


# Nobody is found


@pytest.mark.promise("codes-not-public")
def test_the_site_gives_no_codes_and_a_code_with_a_mobile_finds_nothing(door: Knocker) -> None:
    codes = [sent(door) for _ in range(5)]
    door.settled()
    text = b"".join(path.read_bytes() for path in door.house.site.rglob("*") if path.is_file())
    got = set(re.findall(rb"[1-9][0-9]{9}", text))
    assert got.isdisjoint(code.encode() for code in codes)
    for code in codes:  # even with the codes themselves
        for values in ({"code": code, "mobile": MOBILE}, {"code": code, "mobile": MOBILE, "word": guessed_word()}):
            answer = door.post("own", values)
            assert (answer.status_code, answer.json()["error"]) == (403, "proof-wrong")


@pytest.fixture
def desk(tmp_path: Path, door_site: Path) -> Iterator[tuple[House, Owners]]:
    """The receiving side without its door, and a record that has an idea."""
    house = House(tmp_path / "desk", door_site)
    house.record.idea()
    house.commit()
    spool = Spool(house.root / FOLDER, house.clock)
    yield house, Owners(Intake(house.root, "1406", spool, house.clock))
    spool.close()


def asked(owners: Owners, address: str, code: str, word: str = "") -> str:
    """The state that is told, or why none is."""
    try:
        return owners.state(address, code, word).key
    except FarakhanError as error:
        return error.code


@pytest.mark.promise("codes-not-public")
def test_codes_cannot_be_listed_from_one_address_nor_from_many(desk: tuple[House, Owners]) -> None:
    house, owners = desk
    [(mine, word)] = house.record.words.items()
    one = [asked(owners, "one", guessed_code()) for _ in range(WRONG_CODES_OF_ONE + 3)]
    assert one == ["state-unknown"] * WRONG_CODES_OF_ONE + ["proof-wait"] * 3
    assert asked(owners, "two", mine) == "accepted"
    left = WRONG_CODES - WRONG_CODES_OF_ONE
    many = [asked(owners, str(number), guessed_code()) for number in range(left + 3)]
    assert many == ["state-unknown"] * left + ["proof-wait"] * 3
    assert asked(owners, "two", mine) == "proof-wait"
    assert asked(owners, "one", mine, word) == "accepted"
    assert asked(owners, "one", mine, guessed_word()) == "proof-wait"
    house.clock.on(HOUR / WRONG_CODES + timedelta(seconds=1))
    assert asked(owners, "two", mine) == "accepted"
    assert asked(owners, "one", mine) == "proof-wait"
    house.clock.on(HOUR)
    assert asked(owners, "one", mine) == "accepted"


def test_an_address_is_slowed_by_the_door_and_right_codes_cost_it_nothing(door: Knocker) -> None:
    mine = sent(door)
    assert {door.post("state", {"code": mine}).status_code for _ in range(2 * WRONG_CODES_OF_ONE)} == {200}
    seen = [door.post("state", {"code": guessed_code()}, **house(9)).status_code for _ in range(WRONG_CODES_OF_ONE + 1)]
    assert seen == [404] * WRONG_CODES_OF_ONE + [429]
    slowed = door.post("state", {"code": mine}, **house(9))
    assert 0 < int(slowed.headers["Retry-After"]) <= HOUR.total_seconds() / WRONG_CODES_OF_ONE + 1
    assert door.post("state", {"code": mine, "word": door.words[mine]}, **house(9)).status_code == 200
    assert door.post("state", {"code": mine}, **house(10)).status_code == 200


def test_a_mistyped_code_costs_nothing(door: Knocker) -> None:
    mine = sent(door)
    wrong = mine[:-1] + str((int(mine[-1]) + 1) % 10)
    assert {door.post("state", {"code": wrong}).status_code for _ in range(WRONG_CODES_OF_ONE + 5)} == {404}
    assert door.post("state", {"code": shown(mine)}).status_code == 200


def test_a_state_says_nothing_else_of_an_idea(door: Knocker) -> None:
    mine = sent(door)
    assert door.post("state", {"code": mine}).json().keys() == {"status", "status_name", "why"}
    page = door.page("state", {"code": mine}).text
    assert LABELS[Status.RECEIVED] in page
    assert "نمونه:" not in page
    door.post("withdraw", door.proof(mine) | {"sure": "true"})
    assert door.post("state", {"code": mine}).json()["status"] == "withdrawn"


def test_an_owner_hears_what_came_of_an_idea_once_that_may_be_told(tmp_path: Path, door_site: Path) -> None:
    house = House(tmp_path / "decided", door_site)
    record = house.record
    chosen, near, far = (record.idea().code for _ in range(3))
    back = record.idea(status=Status.RETURNED, reason="unclear").code
    record.judged()
    record.tally()
    record.award(chosen, passed=[{"code": near, "reason": "نمونه"}])
    house.commit()
    with closing(Spool(house.root / FOLDER, house.clock)) as spool:
        owners = Owners(Intake(house.root, "1406", spool, house.clock))
        for day, won, lost in (
            (JUDGING_DAY, "accepted", "accepted"),
            (PROPOSED_DAY, "proposed", "not_proposed"),
            (ANNOUNCED_DAY, "chosen", "not_chosen"),
        ):
            house.clock.time = datetime.combine(parse_day(day), time(9), TEHRAN)
            assert [asked(owners, "one", code) for code in (chosen, near, far)] == [won, lost, lost]
            assert asked(owners, "one", back, record.words[back]) == "returned unclear"
        results = record.folder / "results.json"
        results.write_bytes(results.read_bytes() + b"\n")
        assert [asked(owners, "one", code) for code in (chosen, near, far)] == ["accepted"] * 3


def test_a_returned_idea_says_why_by_its_code_and_what_staff_wrote_after_proof_alone(door: Knocker) -> None:
    mine = sent(door)
    door.settled()
    path = door.house.record.path(mine)
    idea = idea_file.parse(str(path), door.house.git("show", f"main:{path.relative_to(door.house.root)}"))
    stands = decided(Status.RETURNED, idea.digest, "unclear")._asdict() | {"note": "نمونه: اندازهٔ اتاق را بنویسید"}
    door.house.git("checkout", "-q", "main", "--", ".")
    path.write_bytes(idea_file.render(idea.model_copy(update=stands)))
    door.house.commit()
    told = door.post("state", {"code": mine}).json()
    assert told["status_name"] == LABELS[Status.RETURNED]
    assert told["why"] == "روشن نیست ایده چیست. تا پایان ۱۶ شهریور ۱۴۰۶ (پیشنهاد) می‌توانید درستش کنید."
    pages = [door.page("state", {"code": mine}).text, door.page("own", door.proof(mine)).text]
    assert ["روشن نیست ایده چیست" in page for page in pages] == [True, True]
    assert ["اندازهٔ اتاق" in page for page in pages] == [False, True]
    assert door.post("own", door.proof(mine)).json()["note"] == "نمونه: اندازهٔ اتاق را بنویسید"


# Nobody is locked out


def test_wrong_words_lock_no_owner_out_and_are_slowed_themselves(door: Knocker) -> None:
    mine = sent(door)
    seen = []
    for _ in range(3 * FREE_WORDS):
        seen.append(door.post("own", {"code": mine, "word": guessed_word(), "mobile": STRANGER}).status_code)
        assert door.post("own", door.proof(mine)).status_code == 200
    assert seen[: FREE_WORDS - 1] == [403] * (FREE_WORDS - 1)
    assert seen[-1] == 429
    waits = []
    for _ in range(12):
        answer = door.post("own", {"code": mine, "word": guessed_word(), "mobile": STRANGER})
        waits.append(int(answer.headers.get("Retry-After", 0)))
        door.house.clock.on(timedelta(seconds=waits[-1]))
    assert max(waits) <= SHORT_WAIT.total_seconds() + 1


def test_wrong_words_are_counted_by_mobile_too(door: Knocker) -> None:
    codes = [guessed_code() for _ in range(2 * FREE_WORDS)]
    tries = [{"code": code, "word": guessed_word(), "mobile": STRANGER} for code in codes]
    seen = [door.post("own", one).status_code for one in tries]
    assert seen == [403] * FREE_WORDS + [429] * FREE_WORDS
    mine = sent(door, mobile=STRANGER)
    assert door.post("own", door.proof(mine, STRANGER)).status_code == 200


def test_wrong_mobiles_with_a_right_word_wait_longer_and_longer(door: Knocker) -> None:
    mine, another = (sent(door) for _ in range(2))
    wrong = door.proof(mine, STRANGER)
    assert [door.post("own", wrong).status_code for _ in range(FREE_MOBILES)] == [403] * FREE_MOBILES
    waits = []
    for _ in range(14):
        slowed = door.post("own", wrong)
        assert slowed.status_code == 429
        waits.append(int(slowed.headers["Retry-After"]))
        door.house.clock.on(timedelta(seconds=waits[-1]))
        assert door.post("own", wrong).status_code == 403
    assert waits == sorted(waits)
    assert 3600 <= waits[-1] <= 3601
    assert door.post("own", door.proof(another)).status_code == 200


def test_every_wrong_proof_gets_the_same_answer(door: Knocker) -> None:
    mine = sent(door)
    proof = door.proof(mine)
    wrong = [
        proof | {"mobile": STRANGER},
        proof | {"word": guessed_word()},
        proof | {"word": ""},
        proof | {"code": guessed_code()},
        proof | {"code": mine[:-1]},
        {"code": ""},
    ]
    answers = {(one.status_code, one.text) for one in (door.post("own", values) for values in wrong)}
    assert len(answers) == 1


# What a sender hears


def test_who_sends_anothers_text_again_hears_what_its_first_sender_heard(door: Knocker) -> None:
    door.send(key="a" * 32)
    told = [
        door.send(key="b" * 32, mobile=STRANGER, name="کس دیگر"),
        door.send(**other("هیچ‌کس نفرستاده"), key="c" * 32, mobile=STRANGER, name="کس دیگر"),
    ]
    first, second = ({key: one[key] for key in ("status", "status_name", "late", "again", "next")} for one in told)
    assert first == second
    states = [door.post("state", {"code": one["code"]}).json() for one in told]
    assert states[0] == states[1]
    mine = [door.post("own", door.proof(one["code"], STRANGER)).json()["status"] for one in told]
    assert mine[0] == mine[1]
    assert door.in_git(told[0]["code"]).copies_of


def test_the_same_form_without_a_key_tells_the_word_for_an_hour_only(door: Knocker) -> None:
    text = other("دو بار زده")
    first = door.send(**text)
    assert door.send(**text)["word"] == first["word"] != ""
    door.house.clock.on(timedelta(hours=1, seconds=1))
    assert door.send(**text)["word"] == ""
    assert door.client.get(f"/intake/receipt?of={first['of']}").json()["word"] == ""


def test_the_tracking_page_asks_the_server_by_the_code_alone(browser: Browser, door: Knocker) -> None:
    mine = sent(door)
    with watched(browser, viewport=PHONE) as page:
        page.goto(f"{door.address}/track/")
        for text in (to_persian(mine), f"{mine} {door.words[mine]}"):
            page.fill("#tracking-code", text)
            page.locator(".tracking-form .next").click()
            page.locator(".state").wait_for()
            assert page.locator(".state").inner_text() == "رسیده"
            assert page.locator(".as-of").inner_text() == "به‌روز تا همین دم"
            page.evaluate("document.querySelector('.tracking-answer').replaceChildren()")


def test_who_sees_an_older_state_can_ask_for_the_newest(browser: Browser, tmp_path: Path) -> None:
    house = House(tmp_path / "older")
    mine = house.record.idea().code
    house.commit()
    house.site = build(house.root, OPEN_DAY)
    stands = decided(Status.RETURNED, house.record.ideas[mine].digest, "unclear")
    house.record.write_idea(house.record.ideas[mine].model_copy(update=stands._asdict()))
    house.commit()
    with house.serving() as door, watched(browser, viewport=PHONE) as page:
        page.goto(f"{door.address}/track/")
        page.fill("#tracking-code", f"{mine} {house.record.words[mine]}")
        page.locator(".tracking-form .next").click()
        page.locator(".state", has_text=LABELS[Status.ACCEPTED]).wait_for()
        page.get_by_role("button", name="همین دم").click()
        page.locator(".state", has_text=LABELS[Status.RETURNED]).wait_for()
        assert page.locator(".as-of").inner_text() == "به‌روز تا همین دم"
        assert "روشن نیست ایده چیست" in page.locator(".why").inner_text()
        assert page.get_by_role("button", name="همین دم").count() == 0


# The brake itself


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2027, 7, 10, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time


steps = st.lists(st.tuples(st.sampled_from("ab"), st.integers(-7200, 7200)), max_size=60)


@given(steps)
def test_no_wait_is_longer_than_the_longest_whatever_the_clock_does(taken: list[tuple[str, int]]) -> None:
    clock = Clock()
    brake = Brake(3, timedelta(seconds=100), clock)
    for thing, step in taken:
        assert timedelta(0) <= brake.begin(thing) <= timedelta(seconds=100)
        clock.time += timedelta(seconds=step)


@given(st.lists(st.integers(0, 600), max_size=80))
def test_a_budget_gives_no_more_than_it_has(pauses: list[int]) -> None:
    clock = Clock()
    budget = Budget(10, clock)
    given_at: list[datetime] = []
    for pause in pauses:
        clock.time += timedelta(seconds=pause)
        wait = budget.take()
        if not wait:
            given_at.append(clock.time)
        else:
            assert timedelta(0) < wait <= HOUR / 10
        assert sum(clock.time - at < HOUR for at in given_at) <= 20


def test_tries_are_forgotten_and_bounded() -> None:
    clock = Clock()
    brake = Brake(3, timedelta(minutes=1), clock)
    for number in range(300):
        brake.begin(str(number))
    assert len(brake) == 300
    clock.time += LIFE
    brake.begin("new")
    assert len(brake) == 1
