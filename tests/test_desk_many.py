"""Many ideas are decided on at once after a page that says what follows; a list is named and has its own columns."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize
from tests.desks import House
from tests.visits import DESK, PHONE, violations, watched

from farakhan.model.idea import Status
from farakhan.store.git.acts import acts


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with House(tmp_path, 4) as house:
        yield house


def post(house: House, path: str, **form: str | list[str]) -> tuple[int, str]:
    answer = house.client.post(path, data={"token": house.word(), **form})
    return answer.status_code, answer.text


def statuses(house: House) -> list[Status]:
    return [house.idea(code).status for code in house.codes]


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_many_are_decided_on_in_one_act_by_keyboard_alone(browser: Browser, house: House, size: ViewportSize) -> None:
    with watched(browser, viewport=size) as page:
        page.goto(f"{house.address}/in?key={house.desk.sessions.key}")
        page.goto(f"{house.address}/ideas")
        for code in house.codes[:2]:
            page.focus(f"input[name=code][value='{code}']")
            page.keyboard.press("Space")
        page.focus(".together summary")
        page.keyboard.press("Enter")
        page.select_option("#many select[name=decision]", "reject")
        page.select_option("select[name=reason-reject]", "not_home")
        assert violations(page) == {}
        page.focus("#many .together button")
        page.keyboard.press("Enter")
        page.wait_for_selector("table.versus")
        assert page.locator("tbody tr").count() == 2
        assert "کسب‌وکار خانگی" in page.locator("main").inner_text()
        assert statuses(house) == [Status.RECEIVED] * 4, "so far it was only said"
        assert violations(page) == {}
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.keyboard.press("Enter")
        page.wait_for_selector(".notice")
    assert statuses(house) == [Status.REJECTED, Status.REJECTED, Status.RECEIVED, Status.RECEIVED]
    (done,) = acts(house.repository.root, "HEAD~1..HEAD")
    assert (done.act.kind.value, set(done.act.ideas), done.act.why) == ("reject", set(house.codes[:2]), "not_home")


def test_what_may_not_is_said_first_and_one_that_changed_meanwhile_stops_all(house: House) -> None:
    house.send(f"/ideas/{house.codes[0]}/decision", decision="withdraw", seen=house.idea(house.codes[0]).digest)
    code, page = post(house, "/ideas/many", code=[*house.codes, "1234567890", "../x"], decision="accept")
    assert code == 200
    assert page.count('name="text"') == 3
    assert "پس گرفته شده است" in page
    texts = re.findall(r'name="text" value="([^"]+)"', page)
    path = house.record.path(house.codes[3])
    path.write_bytes(path.read_bytes().replace("انجیر".encode(), "خرما".encode()))
    code, page = post(house, "/ideas/many/decision", text=texts, decision="accept")
    assert code == 409
    assert "هیچ‌کدام ثبت نشد" in page
    assert Status.ACCEPTED not in statuses(house)


def test_a_decision_needs_what_it_needs_alone_also_for_many(house: House) -> None:
    assert post(house, "/ideas/many", decision="accept")[0] == 400
    assert post(house, "/ideas/many", code=house.codes, decision="bless")[0] == 400
    _, page = post(house, "/ideas/many", code=house.codes, decision="return")
    assert 'name="text"' not in page, "a reason is asked for"
    assert post(house, "/ideas/many/decision", text=[f"{house.codes[0]}:"], decision="return")[0] == 409
    assert post(house, "/ideas/many/decision", decision="hold")[0] == 400


def test_a_list_is_named_found_again_and_forgotten(house: House) -> None:
    asked = "status=held&column=title&column=media&page=7&x=y"
    assert "نگه داشته شد" in house.send("/views", name="نگه‌داشته‌ها <b>", asked=asked)["page"]
    page = house.client.get("/ideas").text
    assert '<a href="/ideas?status=held&amp;column=media">نگه‌داشته‌ها &lt;b&gt;</a>' in page
    assert house.send("/views", name=" ", asked="")["code"] == "400"
    house.send("/views/forget", name="نگه‌داشته‌ها <b>")
    assert "نگه‌داشته‌ها &lt;b&gt;" not in house.client.get("/ideas").text


def test_the_columns_are_those_that_the_address_names(house: House) -> None:
    page = house.client.get("/ideas?column=media&column=by&column=none").text
    heads = re.findall(r'<th scope="col">([^<]+)</th>', page)
    assert heads == ["کد", "عنوان", "ثبت‌کننده", "عکس و کلیپ"]
    assert len(re.findall(r'<th scope="col">', house.client.get("/ideas").text)) == 7


def test_who_goes_through_a_list_stays_in_it_and_is_led_to_the_next(house: House) -> None:
    code, there = house.codes[0], "/ideas?status=received"
    refused = post(house, "/ideas/many", decision="reject", code=code, back=there)
    assert (refused[0], "دلیلی از فهرست برگزینید" in refused[1], there in refused[1]) == (409, True, True)
    assert "دلیلی از فهرست برگزینید" in post(house, f"/ideas/{code}/decision", decision="return")[1]
    for other, back, led in ((code, there, there), (house.codes[1], "https://example.org/ideas?", "/ideas")):
        text = f"{other}:{house.idea(other).digest[:8]}"
        form = {"token": house.word(), "decision": "hold", "text": text, "back": back}
        answer = house.client.post("/ideas/many/decision", data=form)
        assert answer.headers["location"] == led
    page = house.client.get(f"/ideas/{code}").text
    assert re.search(rf'href="/ideas/({"|".join(house.codes[1:])})" rel="next"', page)


def test_a_step_that_waits_for_an_earlier_one_is_not_done(house: House) -> None:
    page = house.client.get("/run").text
    assert "انجام شده است." not in page
    assert "پس از پذیرش ایده‌ها." in page
