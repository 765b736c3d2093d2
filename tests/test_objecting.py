"""The owner's own road: what is proposed seen with the receipt, an objection sent, its number, later its answer."""

import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.deaths import die
from tests.doors import MOBILE, PAIRS, House, Knocker
from tests.records import ANNOUNCED_DAY, JUDGING_DAY, PROPOSED_DAY
from tests.test_site import build
from tests.visits import PHONE, violations

from farakhan.files import objection as objection_file
from farakhan.intake.committer import commit_waiting
from farakhan.intake.receive import Intake
from farakhan.model.acts import OWNER, Kind
from farakhan.model.idea import Status
from farakhan.model.objection import MOST, Objection
from farakhan.model.standing import decided
from farakhan.office import attaching
from farakhan.office.opening import Opening
from farakhan.persian.calendar import TEHRAN, parse_day
from farakhan.persian.digits import to_ascii, to_persian
from farakhan.record.objections import objections
from farakhan.store.git import acts
from farakhan.store.git.commits import Person
from farakhan.store.spool.letters import State, Taken
from farakhan.store.spool.sqlite import FOLDER, Spool
from farakhan.store.vault import attached, logbook, staff

ASKED = "امتیاز بازار ایدهٔ ما دوباره دیده شود؛ برگهٔ فروش را نداده بودیم."
NAMED = "تیام گلستانه"
OWNER_NAME, MEMBER = "ونداد شباهنگ", "Nika Ardavan"
"""Names that nothing in a text leads to."""
CLERK = "دلارای سپیدار"
TELLING = (
    f"{ASKED}\nاینجانب {NAMED} هستم؛ شماره‌ام {to_persian(MOBILE)} است. گفتند که {OWNER_NAME} خودش نیامده؛"
    f" {MEMBER} آمده بود و {CLERK} دیدش."
)
MASKED = f"{ASKED}\nاینجانب [نام] هستم؛ شماره‌ام [شماره] است. گفتند که [نام] خودش نیامده؛ [نام] آمده بود و [نام] دیدش."
ANSWER = "داوران برگهٔ فروش را دیدند.\nامتیاز بازار همان است."


def at(day: str) -> datetime:
    return datetime.combine(parse_day(day), time(9), TEHRAN)


class Proposing:
    """A door with two owners' ideas that were judged; one is proposed."""

    def __init__(self, door: Knocker) -> None:
        self.door, self.house = door, door.house
        self.won = door.send()["code"]
        group = {"owners.kind": "group", "owners.count": "۲", "members": MEMBER, "name": OWNER_NAME}
        body = "نمونه: کوره در خانه نیست و خاک هست. " * 6
        self.lost = door.send(title="نمونه: سفال", **{"body.0": body}, **group)["code"]
        door.settled()
        house = self.house
        house.git("checkout", "-q", "main", "--", ".")
        record = house.record
        record.ideas = {code: house.idea(code) for code in (self.won, self.lost)}
        for code, idea in record.ideas.items():
            stands = decided(Status.ACCEPTED, idea.digest)._asdict()
            record.ideas[code] = idea.model_copy(update=stands)
            record.write_idea(record.ideas[code])
        record.judged()
        record.tally()
        record.award(self.won, each=[{"role": "none"}], passed=[{"code": self.lost, "reason": "نمونه"}])
        house.commit()
        house.clock.time = at(PROPOSED_DAY)

    def object(self, code: str, text: str, key: str = "", **more: str) -> Any:  # noqa: ANN401 (as the client gives it)
        values = {**self.door.proof(code), "objection": text, **({"key": key} if key else {}), **more}
        return self.door.post("object", values)

    def mine(self, code: str) -> dict[str, Any]:
        told: dict[str, Any] = self.door.post("own", self.door.proof(code)).json()
        return told

    def in_git(self) -> list[Objection]:
        self.door.settled()
        self.house.git("checkout", "-q", "main", "--", ".")
        return objections(self.house.root, "1406")

    def answer(self, number: str, text: str = ANSWER) -> None:
        [path] = self.house.root.glob(f"submissions/1406/objections/*-{to_ascii(number)}.yml")
        objection = objection_file.parse(str(path), path.read_bytes())
        changed = {"answer": text, "answered": objection.registered + timedelta(days=1), "answered_by": "desk1"}
        path.write_bytes(objection_file.render(objection.model_copy(update=changed)))
        self.house.commit()


@pytest.fixture
def proposing(tmp_path: Path, door_site: Path) -> Iterator[Proposing]:
    with House(tmp_path / "r", door_site).serving() as door:
        yield Proposing(door)


def test_an_owner_sees_what_is_proposed_objects_and_reads_the_answer(proposing: Proposing) -> None:
    mine = proposing.mine(proposing.lost)
    assert (mine["status"], mine["hears"], mine["objections"]) == ("پیشنهاد هیئت: برگزیده نشود", True, [])
    assert "در صفحهٔ «ایدهٔ من» یا" in mine["why"]
    sent = proposing.object(proposing.lost, ASKED)
    assert sent.status_code == 201, sent.text
    number = sent.json()["objection"]
    assert re.fullmatch("[۰-۹]{5}", number)
    mine = proposing.mine(proposing.lost)
    assert (mine["hears"], [(one["number"], one["text"], one["answer"]) for one in mine["objections"]]) == (
        False,
        [(number, ASKED, "")],
    )
    [objection] = proposing.in_git()
    assert (objection.code, to_persian(objection.number), objection.channel) == (proposing.lost, number, "web")
    assert (objection.registered_by, objection.sealed, objection.late) == (None, False, "")
    assert [(act.act.kind, act.act.ideas, act.act.by) for act in acts.acts(proposing.house.root)][-1] == (
        Kind.OBJECT,
        (proposing.lost,),
        OWNER,
    )
    assert proposing.house.git("log", "-1", "--format=%s").decode().strip() == "از فرم سایت: ۱ اعتراض"
    proposing.answer(number)
    mine = proposing.mine(proposing.lost)
    assert [one["answer"] for one in mine["objections"]] == [ANSWER]
    assert mine["hears"], "answered, they may object again"
    assert proposing.mine(proposing.won)["objections"] == [], "nobody else reads it"
    assert ANSWER.split("\n", maxsplit=1)[0] not in proposing.door.page("state", {"code": proposing.lost}).text


def test_one_at_a_time_and_a_second_tap_is_the_same(proposing: Proposing) -> None:
    key = "k" * 32
    first = proposing.object(proposing.lost, ASKED, key)
    again = proposing.object(proposing.lost, ASKED, key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["objection"] == again.json()["objection"]
    for other in (proposing.object(proposing.lost, f"{ASKED} و بیشتر", key), proposing.object(proposing.lost, ASKED)):
        assert (other.status_code, [one["fault"] for one in other.json()["errors"]]) == (422, ["waits"])
    proposing.door.settled()
    again = proposing.object(proposing.lost, ASKED, key)
    assert (again.status_code, again.json()["objection"]) == (200, first.json()["objection"])
    assert len(proposing.in_git()) == 1
    assert proposing.object(proposing.won, ASKED).status_code == 201


@pytest.mark.parametrize(("text", "fault"), [("", "missing"), ("کوتاه", "short"), ("د" * (MOST + 1), "long")])
def test_a_text_that_is_none_is_said_at_its_box_and_stays_there(proposing: Proposing, text: str, fault: str) -> None:
    told = proposing.object(proposing.lost, text)
    assert (told.status_code, [one["fault"] for one in told.json()["errors"]]) == (422, [fault])
    page = proposing.door.page("object", proposing.door.proof(proposing.lost) | {"objection": text})
    assert page.status_code == 422
    assert (f">{text}</textarea>" in page.text, 'id="e-plea"' in page.text) == (True, True)
    assert proposing.in_git() == []


@pytest.mark.parametrize("day", [JUDGING_DAY, "1406-08-26", ANNOUNCED_DAY])
def test_outside_of_its_time_it_is_neither_offered_nor_taken(proposing: Proposing, day: str) -> None:
    proposing.house.clock.time = at(day)
    assert proposing.mine(proposing.lost)["hears"] is False
    assert 'action="object"' not in proposing.door.page("own", proposing.door.proof(proposing.lost)).text
    refused = proposing.object(proposing.lost, TELLING)
    assert (refused.status_code, refused.json()["error"]) == (409, "objection-closed")
    assert proposing.in_git() == []
    assert attached.names(proposing.house.root, proposing.lost) == [], "nothing was kept"


def test_what_was_sent_in_time_is_read_after_it_and_tried_again_it_is_the_same(proposing: Proposing) -> None:
    sent = proposing.object(proposing.lost, ASKED, "k" * 32).json()
    proposing.house.clock.time = at(ANNOUNCED_DAY)
    assert proposing.object(proposing.lost, ASKED, "k" * 32).json()["objection"] == sent["objection"]
    assert [one["number"] for one in proposing.mine(proposing.lost)["objections"]] == [sent["objection"]]


def test_an_idea_that_was_taken_back_is_heard_no_more(tmp_path: Path, door_site: Path) -> None:
    with House(tmp_path / "r", door_site).serving() as door:
        code = door.send()["code"]
        door.post("withdraw", door.proof(code) | {"sure": "true"})
        door.house.clock.time = at(PROPOSED_DAY)
        refused = door.post("object", door.proof(code) | {"objection": ASKED})
        assert (refused.status_code, refused.json()["error"]) == (409, "objection-closed")


def test_who_proves_nothing_neither_objects_nor_reads(proposing: Proposing) -> None:
    proposing.object(proposing.lost, ASKED)
    wrong = proposing.door.proof(proposing.lost) | {"word": proposing.door.words[proposing.won]}
    for to in ("object", "own"):
        refused = proposing.door.post(to, wrong | {"objection": ASKED})
        assert (refused.status_code, ASKED in refused.text) == (403, False)


@pytest.mark.promise("contacts-stay-sealed")
def test_whom_it_names_stands_sealed_in_the_vault_alone(proposing: Proposing) -> None:
    secrets = [form.encode() for form in (NAMED, MOBILE, to_persian(MOBILE), OWNER_NAME, MEMBER)]
    staff.tie(proposing.house.root, Person(CLERK, "clerk@localhost"), "desk1")
    sent = proposing.object(proposing.lost, TELLING)
    [objection] = proposing.in_git()
    house = proposing.house
    assert objection.sealed
    assert objection.text == MASKED
    proposing.answer(sent.json()["objection"])
    mine = proposing.door.post("own", proposing.door.proof(proposing.lost)).content
    names = house.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    files = [path for path in house.root.rglob("*") if path.is_file() and ".git" not in path.parts]
    left = [sent.content, mine, house.git("cat-file", "--batch", data=names), *(path.read_bytes() for path in files)]
    assert not [place for place in left for secret in secrets if secret in place]
    (name,) = attached.names(house.root, proposing.lost)
    opening = Opening([PAIRS[0][0]], "نمونه", "خواندن", house.clock())
    [file] = attaching.opened(house.root, proposing.lost, opening)
    assert (file.name, file.data.decode()) == (f"objection-{objection.number}.txt", TELLING)
    assert name.split("/")[1].startswith(proposing.lost)
    assert f"اعتراض {objection.number}" in next(iter(logbook.changes(house.root)))


@pytest.mark.parametrize("day", [PROPOSED_DAY, ANNOUNCED_DAY])
def test_the_site_is_the_same_with_an_objection_and_without(proposing: Proposing, day: str) -> None:
    house = proposing.house

    def pages() -> dict[str, bytes]:
        out = build(house.root, day)
        return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}

    before = pages()
    number = proposing.object(proposing.lost, TELLING).json()["objection"]
    proposing.in_git()
    proposing.answer(number)
    assert pages() == before


def test_a_letter_that_comes_to_the_disk_after_its_time_is_refused(tmp_path: Path, door_site: Path) -> None:
    house = House(tmp_path / "r", door_site)
    with house.serving() as door:
        proposing = Proposing(door)
    with closing(Spool(house.root / FOLDER, house.clock)) as spool:
        intake = Intake(house.root, "1406", spool, house.clock)
        idea = intake.standing(proposing.lost)
        assert idea
        letter = intake.objection(idea, ASKED, "k" * 32, MOBILE)
        house.clock.time = at("1406-08-26")
        [taken] = spool.put([letter])
        assert isinstance(taken, Taken)
        assert intake.objections(proposing.lost) == []
        assert not intake.receipt(taken).done
        commit_waiting(house.root, spool, house.clock, lambda error: sys.exit(str(error)))
        assert spool.of_code(proposing.lost)[-1].state is State.REFUSED
    assert objections(house.root, "1406") == []


def test_wherever_its_committer_dies_it_is_in_git_once(tmp_path: Path, door_site: Path) -> None:
    house = House(tmp_path / "start", door_site)
    with house.serving() as door:
        proposing = Proposing(door)
    with closing(Spool(house.root / FOLDER, house.clock)) as spool:
        intake = Intake(house.root, "1406", spool, house.clock)
        idea = intake.standing(proposing.lost)
        assert idea
        spool.put([intake.objection(idea, TELLING, "k" * 32, MOBILE)])

    def bring(root: Path) -> None:
        with closing(Spool(root / FOLDER, house.clock)) as spool:
            commit_waiting(root, spool, house.clock, lambda error: sys.exit(str(error)))

    for name in ("taken", "read", "sealed", "marked"):
        place = Path(shutil.copytree(house.root, tmp_path / name, symlinks=True))
        die(partial(bring, place), f"farakhan.intake:{name}")
        bring(place)
        assert [objection.text.startswith(ASKED) for objection in objections(place, "1406")] == [True]
        assert [act.act.kind for act in acts.acts(place)].count(Kind.OBJECT) == 1
        assert len(attached.names(place, proposing.lost)) == 1


def test_on_a_phone_by_hand(browser: Browser, proposing: Proposing) -> None:
    """The whole road in a browser, at 390 px."""
    door = proposing.door
    with browser.new_context(viewport=PHONE) as context:
        page, found = context.new_page(), {}

        def look(name: str) -> None:
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), name
            latin = re.findall(r"\S*[0-9]\S*", page.locator("main").inner_text())
            found[name] = (violations(page), latin)

        def prove() -> None:
            page.goto(f"{door.address}/intake/own")
            page.fill("#own-code", proposing.lost)
            page.fill("#own-word", door.words[proposing.lost])
            page.fill("#own-mobile", MOBILE)
            page.click("main button.button")
            page.locator("#contact").wait_for()

        prove()
        look("offered")
        page.fill("#plea", "کم")
        page.click("form[action=object] button")
        page.locator("#e-plea").wait_for()
        assert page.locator("#e-plea").inner_text().startswith("خطا: کمی بیشتر بنویسید")
        look("short")
        page.fill("#plea", TELLING)
        page.click("form[action=object] button")
        page.locator(".panel-code").wait_for()
        assert page.locator("h1").inner_text() == "اعتراض شما ثبت شد"
        number = page.locator(".panel-code").inner_text()
        look("sent")
        page.reload()
        assert page.locator(".panel-code").inner_text() == number
        prove()
        assert "در حال بررسی" in page.locator("main").inner_text()
        assert page.locator("#plea").count() == 0
        look("waiting")
        proposing.in_git()
        proposing.answer(number)
        prove()
        assert page.locator("main").get_by_text("امتیاز بازار همان است.").count() == 1
        look("answered")
    assert {name: one for name, one in found.items() if one != ({}, [])} == {}
