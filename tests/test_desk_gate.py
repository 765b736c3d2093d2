"""Nobody comes to the desk but who was let in, from its own pages, and does only what they are there for."""

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from tests.desks import House

from farakhan.desk.app import SCREENS
from farakhan.desk.desk import Screen
from farakhan.model.staff import Duty
from farakhan.store.git.commits import Person
from farakhan.store.vault import staff

ROLES = {
    "clerk": [Duty.REGISTER],
    "secretary": [Duty.REGISTER, Duty.SCREEN, Duty.JUDGING, Duty.STAFF],
    "jury": [Duty.AWARD],
    "official": [Duty.LOOK],
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One at which nobody changes anything."""
    with House(tmp_path_factory.mktemp("gate")) as house:
        yield house


class Sits(NamedTuple):
    """A desk at which somebody sits who is there for this."""

    house: House
    duties: list[Duty]


@pytest.fixture(scope="module", params=[*ROLES, "nobody"])
def sits(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sits]:
    duties = ROLES.get(request.param, [])
    members = [{"id": "k1", "duties": list(map(str, duties))}, {"id": "k9", "duties": ["award"]}]
    with House(tmp_path_factory.mktemp("role"), staff=members) as house:
        root = house.repository.root
        staff.tie(root, Person("دیگری نمونه", "other@localhost"), "k9")
        if duties:
            staff.tie(root, Person("کارشناس نمونه", "desk@localhost"), "k1")
        yield Sits(house, duties)


def address(screen: Screen, code: str) -> str:
    path = screen.path.replace("{code}", code).replace("{number:int}", "1")
    return path.replace("{commit}", "0000000").replace("{name}", "x")


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen.method} {screen.path}")
def test_who_is_not_in_sees_and_does_nothing(house: House, screen: Screen) -> None:
    stranger = house.browser(comes_in=False)
    form = {"token": "x"} if screen.method == "POST" else None
    answer = stranger.request(screen.method, address(screen, house.codes[0]), data=form)
    assert answer.status_code == 401
    assert house.record.ideas[house.codes[0]].title not in answer.text


def test_a_wrong_word_lets_nobody_in(house: House) -> None:
    stranger = house.browser(comes_in=False)
    assert stranger.get("/in?key=x").status_code == 401
    assert stranger.get("/in").status_code == 401
    assert not stranger.cookies


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example:8010", "localhost.evil.example"])
def test_a_name_that_was_made_to_point_here_is_refused(house: House, host: str) -> None:
    answer = house.client.get("/", headers={"host": host})
    assert answer.status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "cross-site"},
        {"origin": "http://127.0.0.1:9999", "sec-fetch-site": "same-site"},
        {"origin": "null", "sec-fetch-site": "same-origin"},
        {"origin": "http://[", "sec-fetch-site": "same-origin"},
    ],
)
def test_another_origin_cannot_act(house: House, headers: dict[str, str]) -> None:
    code = house.codes[0]
    form = {"token": house.word(), "decision": "hold", "seen": house.idea(code).digest}
    assert house.client.post(f"/ideas/{code}/decision", data=form, headers=headers).status_code == 403
    assert house.idea(code).status == "received"


def test_a_form_without_the_word_of_its_session_is_refused(house: House) -> None:
    code = house.codes[0]
    form = {"decision": "hold", "seen": house.idea(code).digest}
    for word in ("", "x", house.desk.sessions.key):
        assert house.client.post(f"/ideas/{code}/decision", data={**form, "token": word}).status_code == 403
    assert house.idea(code).status == "received"


def test_who_has_left_is_out(house: House) -> None:
    house.client = house.browser()
    house.client.post("/leave", data={"token": house.word()})
    assert house.client.get("/ideas").status_code == 401
    house.client = house.browser()


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: f"{screen.method} {screen.path}")
def test_each_does_only_what_they_are_there_for(sits: Sits, screen: Screen) -> None:
    house = sits.house
    house.client = house.browser()
    form = {"token": house.word()} if screen.method == "POST" else None
    answer = house.client.request(screen.method, address(screen, house.codes[0]), data=form)
    is_allowed = screen.duty is None or screen.duty in sits.duties
    assert (answer.status_code == 403) == (not is_allowed), answer.text


def test_every_answer_says_what_its_page_may_do(house: House) -> None:
    for path in ("/", "/ideas", f"/ideas/{house.codes[0]}", "/ideas/1", "/static/desk.css", "/none"):
        headers = house.client.get(path).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-frame-options"] == "DENY"
    assert house.client.get("/ideas").headers["cache-control"] == "no-store"
