"""The public's door: what is taken in stands in git as it was typed, its owner alone may change it, nothing is hidden.

Each test knocks at a real server on loopback, whose record is in a real repository.
"""

import base64
import json
import random
import re
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from altcha.v1 import solve_challenge
from tests.doors import ANSWERS, CLOSES, MOBILE, OPEN, RECIPIENTS, House, Knocker, shown
from tests.ready import TOOL
from tests.records import Record

from farakhan.intake.form_answers import read
from farakhan.message import writing
from farakhan.model.answers import ASKED
from farakhan.model.codes import draw_code, is_code
from farakhan.model.idea import LABELS, Role, Stage, Status
from farakhan.model.public import seen
from farakhan.persian.digits import to_ascii
from farakhan.record.edition import read_edition
from farakhan.store import durable
from farakhan.store.spool.contract import EVENT
from farakhan.store.spool.sqlite import FILE, FOLDER
from farakhan.store.vault import logbook
from farakhan.web import telling
from farakhan.web.challenge import Challenges
from farakhan.web.door import MANY, UNSOLVED_OF_ONE
from farakhan.web.refusals import REFUSALS

NO_FILE = {"photo": ("", b"")}
"""What a browser sends of a file's field that was left empty."""
NEVER_MEANT = re.compile("[A-Za-z]{2,}")


@pytest.fixture(scope="module")
def door(tmp_path_factory: pytest.TempPathFactory, door_site: Path) -> Iterator[Knocker]:
    house = House(tmp_path_factory.mktemp("door"), door_site)
    with house.serving() as knocker:
        yield knocker


def other(text: str) -> dict[str, Any]:
    """Another idea."""
    return {"title": f"نمونه: {text}", "body.1": f"{text}: در این اتاق‌ها قارچ می‌کاریم. " * 6}


def test_what_was_typed_stands_in_git_field_by_field(door: Knocker) -> None:
    told = door.send(**other("هر خانه"), markets=["local", "export"], role="chain_leader", income="۱۲ ۰۰۰ ۰۰۰")
    code = told["code"]
    assert is_code(code)
    idea = door.in_git(code)
    assert (idea.title, idea.summary, idea.field) == ("نمونه: هر خانه", "پرورش قارچ در خانه.", "agriculture")
    assert (idea.counties, idea.stage, idea.markets) == (("shiraz", "estahban"), Stage.PILOT, ("local", "export"))
    assert (idea.jobs, idea.capital, idea.income, idea.role) == (4, 250_000_000, 12_000_000, Role.CHAIN_LEADER)
    assert (idea.consents.rules, idea.consents.publish_if_wins, idea.consents.share_with_partners) == ("v1", "v1", None)
    assert idea.body == (f"## مسئله\n\n{ANSWERS['body.0'].strip()}\n\n## ایده\n\n{other('هر خانه')['body.1'].strip()}")
    assert idea.arrived == OPEN
    assert idea.digest == told["digest"]
    assert told["receipt"].splitlines()[1] == f"کد رهگیری: {shown(code)}"
    contact = door.house.contact(code)
    assert (contact.name, contact.mobile) == ("نمونهٔ نام", MOBILE)
    assert (door.house.root / "submissions/1406/ideas" / code[-2:] / f"{code}.md").is_file()
    assert not [one for one in read_edition(door.house.root, "1406").problems if not one.warning]


def test_a_form_of_text_json_and_parts_says_the_same(door: Knocker) -> None:
    plain = {**ANSWERS, **other("سه راه")}
    ideas = []
    for number in range(3):
        values = {**plain, "key": f"key-of-another-one-{number}"}
        ways: list[dict[str, Any]] = [{"data": values}, {"json": values}, {"data": values, "files": NO_FILE}]
        answer = door.client.post("/intake/ideas", **ways[number])
        assert answer.status_code == 201, answer.text
        ideas.append(door.in_git(answer.json()["code"]).content().model_copy(update={"code": "1000000005"}))
    assert ideas[0] == ideas[1] == ideas[2]


def test_the_same_key_gives_the_same_code_and_another_text_mends(door: Knocker) -> None:
    key = {"key": "0123456789abcdef0123456789abcdef"}
    told = door.send(**other("کلید"), **key)
    again = door.post("ideas", ANSWERS | other("کلید") | key)
    assert (again.status_code, again.json()["code"]) == (200, told["code"])
    mended = door.send(**other("کلید"), **key, summary="خلاصه‌ای دیگر.", mobile="09170000009")
    assert mended["code"] == told["code"]
    assert door.in_git(told["code"]).summary == "خلاصه‌ای دیگر."
    assert door.house.contact(told["code"]).mobile == "09170000009"
    assert door.post("own", door.proof(told["code"], "09170000009")).status_code == 200
    back = door.send(**other("کلید"), **key)
    assert back["code"] == told["code"]
    assert door.in_git(told["code"]).summary == ANSWERS["summary"]
    assert door.house.codes().count(told["code"]) == 1


def test_the_same_form_without_a_script_sent_twice_is_one_idea(door: Knocker) -> None:
    first, second = (door.page("ideas", ANSWERS | other("دو بار زده")) for _ in range(2))
    assert first.url == second.url
    assert "ایدهٔ شما ثبت شد" in first.text
    door.settled()
    assert sum("دو بار زده" in door.house.idea(code).title for code in door.house.codes()) == 1


@pytest.mark.promise("answer-waits-for-the-disk-alone")
def test_while_a_letter_is_on_its_way_to_disk_others_are_answered(door: Knocker) -> None:
    receipt = door.page("ideas", ANSWERS | other("پیش از آن")).url
    door.settled()
    reached, free = threading.Event(), threading.Event()

    def hold(event: str, args: tuple[object, ...]) -> None:
        if event == EVENT and args == ("spooling",) and not free.is_set():
            reached.set()
            free.wait(60)

    sys.addaudithook(hold)
    with ThreadPoolExecutor(1) as somebody:
        sending = somebody.submit(door.post, "ideas", ANSWERS | other("در راه"))
        try:
            assert reached.wait(30)
            answers = [door.client.get(asked, timeout=20).status_code for asked in (receipt, "/intake/challenge")]
            assert (answers, sending.done()) == ([200, 200], False)
        finally:
            free.set()
        assert sending.result().status_code == 201


def test_the_receipts_page_is_safe_to_reload_and_says_how_the_idea_stands(door: Knocker) -> None:
    page = door.page("ideas", ANSWERS | other("رسید"))
    assert page.history[0].status_code == 303
    code = to_ascii(re.search("[۰-۹]{3}/[۰-۹]{3}/[۰-۹]{4}", page.text)[0]).replace("/", "")  # type: ignore[index]
    assert LABELS[seen(door.in_git(code).status)] in page.text
    word = re.search("([۰-۹]{3}/){6}[۰-۹]{3}", page.text)[0]  # type: ignore[index]
    door.post("withdraw", {"code": code, "word": word, "mobile": MOBILE, "sure": "true"})
    later = door.client.get(page.url, headers={"Accept": "text/html"})
    assert later.status_code == 200
    assert LABELS[Status.WITHDRAWN] in later.text
    assert door.client.get("/intake/receipt?of=" + "0" * 64).status_code == 404
    assert door.client.get("/intake/receipt").status_code == 404


def test_faults_come_back_with_all_that_was_typed_and_a_way_to_each_field(door: Knocker) -> None:
    typed = ANSWERS | {"title": "ab", "mobile": "۱۲", "jobs": "سه چهار", "summary": '<b>خلاصه</b> & "دیگر"'}
    answer = door.page("ideas", typed)
    assert answer.status_code == 422
    html = answer.text
    assert "<title>خطا: " in html
    summary = re.search(r'<div class="errors".*?</div>', html, re.DOTALL)[0]  # type: ignore[index]
    targets = re.findall(r'href="#([\w-]+)"', summary)
    assert targets == ["f-title", "f-jobs", "f-mobile"]
    for target in targets:
        assert f'id="{target}"' in html
    assert "&lt;b&gt;خلاصه&lt;/b&gt; &amp; &#34;دیگر&#34;" in html
    for value in ("سه چهار", "۱۲", ANSWERS["body.0"], ANSWERS["body.1"]):
        assert value in html
    assert re.search(r'value="estahban"[^>]* checked', html)
    by_script = door.post("ideas", typed).json()["errors"]
    assert [one["field"] for one in by_script] == ["title", "jobs", "mobile"]
    assert all(one["words"] in html for one in by_script)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"body.1": f"زنگ بزنید به ۰۹۱۷ ۱۲۳ ۴۵۶۷. {ANSWERS['body.1']}"}, "body"),
        ({"title": "نشانی ali@example.com"}, "title"),
        ({"field": "moon"}, "field"),
        ({"counties": ["shiraz", "moon"]}, "counties"),
        ({"chain.product": "other"}, "chain.other"),
        ({"owners.kind": "group", "owners.count": "1"}, "owners.count"),
        ({"consents.rules": ""}, "consents.rules"),
        ({"body.0": "", "body.1": "کوتاه"}, "body"),
        ({"body.0": "دراز " * 5000}, "body"),
        ({"capital": "۱۲/۵"}, "capital"),
        ({"phone": "abc"}, "phone"),
    ],
)
def test_what_can_be_mended_is_named_at_its_field(door: Knocker, changes: dict[str, Any], field: str) -> None:
    answer = door.post("ideas", ANSWERS | changes)
    assert answer.status_code == 422
    assert [one["field"] for one in answer.json()["errors"]] == [field]
    assert not NEVER_MEANT.search(answer.json()["errors"][0]["words"])


def solved(door: Knocker) -> str:
    told = door.client.get("/intake/challenge").json()
    found = solve_challenge(told["challenge"], told["salt"], told["algorithm"], told["maxNumber"])
    assert found
    parts = {key: told[key] for key in ("algorithm", "challenge", "salt", "signature")} | {"number": found.number}
    return base64.b64encode(json.dumps(parts).encode()).decode()


def test_the_speed_bump_holds_machines_and_refuses_nobody(door: Knocker) -> None:
    payload = solved(door)
    ours = {"key": "a" * 32, "altcha": payload}
    assert door.in_git(door.send(**other("انسان"), **ours)["code"]).status is Status.RECEIVED
    replayed = door.send(**other("ماشین"), key="b" * 32, altcha=payload)
    assert replayed["status"] == "received"
    assert door.in_git(replayed["code"]).status is Status.HELD
    assert "ماشین" in door.in_git(replayed["code"]).note
    trapped = door.send(**other("تله"), key="c" * 32, altcha=solved(door), website="https://example.ir")
    assert door.in_git(trapped["code"]).status is Status.HELD
    half = {"algorithm": "SHA-256", "challenge": "a", "salt": "\ud800", "signature": "a", "number": 1}
    twisted = [base64.b64encode(text).decode() for text in (b'{"number": true}', json.dumps(half).encode())]
    for number, wrong in enumerate(("AAAA", *twisted, "ا" * 3000, "[" * 99)):
        assert door.in_git(door.send(**other(f"نادرست {number}"), altcha=wrong)["code"]).status is Status.HELD


def test_without_scripts_nobody_is_held_but_many_are(tmp_path: Path, door_site: Path) -> None:
    with House(tmp_path, door_site).serving() as door:
        codes = [door.send(**other(f"بی اسکریپت {number}"))["code"] for number in range(UNSOLVED_OF_ONE + 1)]
        *first, last = (door.in_git(code) for code in codes)
    assert {(idea.status, idea.note) for idea in first} == {(Status.RECEIVED, "")}
    assert (last.status, last.note) == (Status.HELD, MANY)


def test_challenges_of_another_server_are_worth_nothing(door: Knocker) -> None:
    told: Any = Challenges(b"0" * 32).new()
    found = solve_challenge(told["challenge"], told["salt"], told["algorithm"], told["maxNumber"])
    assert found
    parts = {key: told[key] for key in ("algorithm", "challenge", "salt", "signature")} | {"number": found.number}
    payload = base64.b64encode(json.dumps(parts).encode()).decode()
    assert door.in_git(door.send(**other("بیگانه"), altcha=payload)["code"]).status is Status.HELD


# What is not complete


def test_an_idea_may_be_kept_as_it_is_and_nothing_of_it_is_lost(door: Knocker) -> None:
    typed = {
        "title": "نان",
        "body.0": "تنور داریم. شماره‌ام ۰۹۱۷۱۲۳۴۵۶۷ است.",
        "jobs": "سه چهار نفر",
        "field": "crafts?",
        "counties": ["shiraz"],
        "mobile": MOBILE,
    }
    refused = door.page("ideas", typed)
    assert refused.status_code == 422
    assert 'name="as_it_is"' in refused.text
    told = door.send(**{**dict.fromkeys(ANSWERS, ""), **typed, "as_it_is": "true"})
    idea = door.in_git(told["code"])
    assert idea.status is Status.HELD
    assert (idea.title, idea.counties, idea.field, idea.stage, idea.jobs) == ("نان", ("shiraz",), None, None, None)
    assert idea.body == (
        "## مسئله\n\nتنور داریم. شماره‌ام [شماره] است.\n\n## آنچه در جای خود ننشست\n\nحوزه: crafts?\nشغل: سه چهار نفر"
    )
    for label in ("عنوان", "خلاصه", "حوزه", "مرحله", "متن", "پذیرش مقررات"):
        assert label in idea.note
    assert "هنوز لازم است: عنوان، خلاصه" in told["receipt"]
    assert door.house.contact(told["code"]).untouched == {"body": idea.body.replace("[شماره]", "۰۹۱۷۱۲۳۴۵۶۷")}
    assert not [one for one in read_edition(door.house.root, "1406").problems if not one.warning]


def test_what_lacks_something_goes_back_by_itself_and_is_received_once_complete(door: Knocker) -> None:
    whole = ANSWERS | other("ناتمام")
    told = door.send(**whole | {"title": "", "summary": "", "as_it_is": "true"}, altcha=solved(door))
    idea = door.in_git(told["code"])
    assert (idea.status, idea.reason, idea.screened) == (Status.RETURNED, "incomplete", idea.digest)
    assert idea.note == "این‌ها هنوز لازم است: عنوان، خلاصه"
    proof = {"code": told["code"], "word": told["word"], "mobile": MOBILE}
    assert "متن ناتمام است" in door.page("own", proof).text
    assert door.post("mend", {**whole, **proof}).status_code == 201
    mended = door.in_git(told["code"])
    assert (mended.status, mended.reason, mended.note) == (Status.RECEIVED, None, "")
    assert mended.title == whole["title"]


def test_an_owner_s_own_name_is_said_at_its_field_and_masked_for_who_insists(door: Knocker) -> None:
    name = ANSWERS["name"]
    assert len(name.split()) > 1
    typed = ANSWERS | other("نام‌دار") | {"summary": f"ایدهٔ {name.replace(' ', chr(0x200C))} برای خانه"}
    refused = door.post("ideas", typed)
    assert refused.status_code == 422
    assert "private-name" in refused.text or "نام خودتان" in refused.text
    idea = door.in_git(door.send(**typed | {"as_it_is": "true"})["code"])
    assert (idea.status, idea.summary) == (Status.HELD, "ایدهٔ [نام] برای خانه")


@pytest.mark.parametrize(
    "changes",
    [
        {"mobile": ""},
        {"mobile": "12"},
        {"phone": "سر کوچه"},
        {"name": "نام " * 100},
        {"body.0": "دراز " * 5000},
    ],
)
def test_what_would_be_lost_is_asked_for_instead(door: Knocker, changes: dict[str, Any]) -> None:
    assert door.post("ideas", ANSWERS | changes | {"as_it_is": "true"}).status_code == 422


# One's own idea


@pytest.fixture
def mine(door: Knocker) -> str:
    """An idea of ours."""
    return str(door.send(**other("".join(random.choices("ابپتثجچ", k=12))))["code"])  # noqa: S311 (a word of its own)


@pytest.mark.parametrize(
    ("code", "mobile"),
    [("{}", "۰۹۱۷۰۰۰۰۰۰۰"), (" {} ", "+98 917 000 0000"), ("shown", "٠٠٩٨٩١٧٠٠٠٠٠٠٠"), ("shown", "9170000000")],
)
def test_code_and_mobile_prove_it_however_they_are_written(door: Knocker, mine: str, code: str, mobile: str) -> None:
    written = shown(mine) if code == "shown" else code.format(mine)
    page = door.page("own", door.proof(mine, mobile) | {"code": written})
    assert page.status_code == 200
    assert ANSWERS["summary"] in page.text
    assert ANSWERS["name"] not in page.text
    assert shown(mine) in page.text


def test_the_owner_changes_it_back_and_forth(door: Knocker, mine: str) -> None:
    proof = door.proof(mine)
    before = door.in_git(mine)
    for title in ("نمونه: یک", "نمونه: دو", "نمونه: یک"):
        values = {key: one for key, one in ANSWERS.items() if key not in ("name", "mobile")}
        page = door.page("mend", values | proof | {"title": title})
        assert page.status_code == 200, page.text
        assert "ایدهٔ شما عوض شد" in page.text
        assert door.in_git(mine).title == title
    assert len(door.house.git("log", "--format=%H", "--", f"submissions/1406/ideas/{mine[-2:]}/{mine}.md").split()) == 4
    after = door.in_git(mine)
    assert (after.arrived, after.status) == (before.arrived, before.status)
    assert door.house.contact(mine).name == ANSWERS["name"]
    wrong = door.page("mend", ANSWERS | proof | {"title": ""})
    assert wrong.status_code == 422
    assert f'name="code" value="{mine}"' in wrong.text


def test_the_owner_takes_it_back_once_sure(door: Knocker, mine: str) -> None:
    proof = door.proof(mine)
    unsure = door.page("withdraw", proof)
    assert unsure.status_code == 422
    assert 'href="#sure"' in unsure.text
    assert door.in_git(mine).status is not Status.WITHDRAWN
    page = door.page("withdraw", proof | {"sure": "true"})
    assert "ایده پس گرفته شد" in page.text
    assert door.in_git(mine).status is Status.WITHDRAWN
    again = door.post("withdraw", proof | {"sure": "true"})
    assert (again.status_code, again.json()["again"]) == (200, True)
    late = door.post("mend", ANSWERS | proof)
    assert (late.status_code, late.json()["error"]) == (409, "too-late")
    assert not door.post("own", proof).json()["open"]


def test_a_code_alone_opens_nothing(door: Knocker, mine: str) -> None:
    stranger = door.send(**other("بیگانه‌ای"), mobile="09350000000")["code"]
    unknown = draw_code(lambda most: 3 % most)
    mistyped = to_ascii(door.words[mine])[:-1] + "x"
    for code, word, mobile in (
        (mine, door.words[mine], "09350000000"),
        (mine, "", MOBILE),
        (mine, mistyped, MOBILE),
        (mine, door.words[stranger], MOBILE),
        (stranger, door.words[stranger], MOBILE),
        (unknown, door.words[mine], MOBILE),
        ("12", door.words[mine], MOBILE),
        ("", "", ""),
    ):
        for to in ("own", "mend", "withdraw"):
            answer = door.post(to, ANSWERS | {"code": code, "word": word, "mobile": mobile, "sure": "true"})
            assert (answer.status_code, answer.json()["error"]) == (403, "proof-wrong")
            assert "عنوان" not in answer.json()
        door.house.clock.on(timedelta(hours=3))
    assert door.in_git(mine).status is not Status.WITHDRAWN
    door.house.clock.time = OPEN


def test_guessing_is_slowed_for_each_code_by_itself(door: Knocker, mine: str) -> None:
    wrong = door.proof(mine, "09350000000")
    door.house.clock.on(timedelta(days=3))
    seen = [door.post("own", wrong).status_code for _ in range(5)]
    assert seen == [403] * 5
    waits = []
    for _ in range(4):
        slowed = door.post("own", wrong)
        assert slowed.status_code == 429
        assert door.page("own", door.proof(mine)).status_code == 429
        waits.append(int(slowed.headers["Retry-After"]))
        door.house.clock.on(timedelta(seconds=waits[-1]))
        assert door.post("own", wrong).status_code == 403
    assert waits == sorted(waits)
    assert waits[-1] > waits[0]
    someone = door.send(**other("کس دیگر"))["code"]
    assert door.post("own", door.proof(someone)).status_code == 200
    door.house.clock.on(timedelta(hours=1, seconds=1))
    assert door.post("own", door.proof(mine)).status_code == 200
    door.house.clock.time = OPEN


def decide(door: Knocker, *words: str) -> None:
    """A decision at the desk."""
    door.settled()
    subprocess.run([str(TOOL), "screen", *words], cwd=door.house.root, check=True, capture_output=True)


def test_after_the_deadline_it_stays_as_it_is_but_for_what_was_returned(door: Knocker, mine: str) -> None:
    door.settled()
    proof = door.proof(mine)
    with door.house.clock.at(CLOSES - timedelta(seconds=1)):
        assert not door.send(**other("به هنگام"))["late"]
    with door.house.clock.at(CLOSES):
        refused = door.page("mend", ANSWERS | proof | {"title": "نمونه: دیرتر"})
        assert refused.status_code == 409
        assert "زمان تغییر" in refused.text
        late = door.send(**other("دیر"))
        assert (late["late"], door.in_git(late["code"]).status) == (True, Status.HELD)
        assert "پس از پایان مهلت" in " ".join(late["next"])


def test_what_was_returned_may_be_mended_within_its_window(door: Knocker, mine: str) -> None:
    proof = door.proof(mine)
    ends = datetime(2027, 9, 7, 20, 30, tzinfo=UTC)
    decide(door, mine, "return", "--reason", "unclear", "--note", "نام محصول را هم بنویسید")
    page = door.page("own", proof).text
    assert "روشن نیست ایده چیست. تا پایان ۱۶ شهریور ۱۴۰۶ (پیشنهاد) می‌توانید درستش کنید." in page
    assert "نام محصول را هم بنویسید" in page, "what staff write with a return is for its owner"
    assert "نام محصول" not in door.page("state", {"code": mine}).text
    with door.house.clock.at(ends):
        assert door.post("mend", ANSWERS | proof).status_code == 409
    with door.house.clock.at(ends - timedelta(seconds=1)):
        assert door.page("mend", ANSWERS | proof | other("روشن‌تر")).status_code == 200
        mended = door.in_git(mine)
        assert (mended.title, mended.status, mended.reason) == ("نمونه: روشن‌تر", Status.RECEIVED, None)
        assert mended.arrived == OPEN
        assert door.post("mend", ANSWERS | proof | {"title": "نمونه: باز هم"}).status_code == 409


def test_a_change_to_somebody_elses_words_is_a_copy_for_a_person_to_see(door: Knocker, mine: str) -> None:
    first = door.send(**other("نخستین"))["code"]
    assert door.page("mend", ANSWERS | other("نخستین") | door.proof(mine)).status_code == 200
    idea = door.in_git(mine)
    assert (idea.status, idea.copies_of) == (Status.HELD, first)
    assert not [one for one in read_edition(door.house.root, "1406").problems if not one.warning]


def test_an_accepted_idea_that_is_changed_is_looked_at_again(door: Knocker, mine: str) -> None:
    decide(door, mine, "accept")
    assert door.in_git(mine).status is Status.ACCEPTED
    assert door.page("mend", ANSWERS | door.proof(mine) | other("تازه‌تر")).status_code == 200
    assert door.in_git(mine).status is Status.RECEIVED
    decide(door, mine, "reject", "--reason", "not_home")
    assert door.post("mend", ANSWERS | door.proof(mine)).status_code == 409


# Refusals


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://example.com"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://example.com", "Sec-Fetch-Site": "same-origin"},
    ],
)
def test_forms_of_other_sites_are_refused(door: Knocker, headers: dict[str, str]) -> None:
    answer = door.post("ideas", ANSWERS, **headers)
    assert (answer.status_code, answer.json()["error"]) == (403, "origin")
    assert "Access-Control-Allow-Origin" not in answer.headers


def test_no_answer_sets_a_cookie_and_each_has_the_safe_headers(door: Knocker, mine: str) -> None:
    answers = [
        door.client.get("/"),
        door.client.get("/write/"),
        door.client.get("/intake/own"),
        door.client.get("/intake/nowhere"),
        door.client.get("/nowhere"),
        door.post("ideas", ANSWERS | {"title": ""}),
        door.page("own", door.proof(mine)),
    ]
    for answer in answers:
        assert "set-cookie" not in answer.headers
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "frame-ancestors 'none'" in answer.headers["Content-Security-Policy"]
    assert answers[-1].headers["Cache-Control"] == "no-store"


def test_an_address_that_takes_forms_leads_to_a_page_when_it_is_opened(door: Knocker) -> None:
    for to, page in (("ideas", "/write/"), ("mend", "/intake/own"), ("withdraw", "/intake/own")):
        answer = door.client.get(f"/intake/{to}", headers={"Accept": "text/html"}, follow_redirects=True)
        assert (answer.status_code, answer.url.path) == (200, page)


def test_each_refusal_is_in_persian_and_says_what_to_do() -> None:
    for refusal in REFUSALS.values():
        assert not re.search("[A-Za-z0-9]", refusal.title + refusal.words)


def ready(answers: dict[str, Any], call: Record) -> list[str]:
    """The ready message of what was typed."""
    edition = read_edition(call.root, "1406")
    given = {key: [one] if isinstance(one, str) else one for key, one in answers.items()}
    return writing.parts(writing.render(edition.call, ASKED, read(edition.call, given)))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"intake": ""}, "closed"),
        ({"age_recipients": RECIPIENTS[:1]}, "closed"),
        ({"dates": {"opens": "1406-05-01", "deadline": "1406-06-02"}}, "closed"),
    ],
)
def test_a_call_that_is_not_open_gives_the_ready_message(
    tmp_path: Path, door_site: Path, changes: dict[str, Any], why: str
) -> None:
    if "dates" in changes:
        rest = ("repair_until", "judging_from", "judging_until", "objections_until", "announced")
        changes = {"dates": {**dict.fromkeys(rest, ""), **changes["dates"]}}
    house = House(tmp_path / "r", door_site, **changes)
    with house.serving() as door:
        answer = door.post("ideas", ANSWERS)
        assert (answer.status_code, answer.json()["error"]) == (503, why)
        assert answer.json()["message"] == ready(ANSWERS, house.record)
        assert answer.json()["eitaa"] == "09019031250"
        page = door.page("ideas", ANSWERS)
        assert page.status_code == 503
        assert "۰۹۰۱۹۰۳۱۲۵۰" in page.text
        assert ANSWERS["body.0"].strip() in page.text


def test_a_full_disk_is_told_and_takes_nothing(
    tmp_path: Path, door_site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    house = House(tmp_path / "r", door_site)
    with house.serving() as door:
        monkeypatch.setattr(durable, "RESERVE", 2**60)
        answer = door.post("ideas", ANSWERS)
        assert (answer.status_code, answer.json()["error"]) == (507, "disk")
        assert answer.json()["message"] == ready(ANSWERS, house.record)
        health = door.client.get("/healthz")
        assert health.status_code == 503
        assert (health.json()["ok"], health.json()["waiting"]) == (False, 0)


def test_a_fault_of_ours_is_said_and_its_words_are_not_logged(
    tmp_path: Path, door_site: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> None:
        raise ValueError(ANSWERS["name"])

    house = House(tmp_path / "r", door_site)
    with house.serving() as door, monkeypatch.context() as patch:
        patch.setattr(telling, "told", broken)
        answer = door.page("ideas", ANSWERS)
        assert answer.status_code == 500
        assert REFUSALS["fault"].words in answer.text
    assert "ValueError" in caplog.text
    assert ANSWERS["name"] not in caplog.text
    with house.serving() as door:
        assert door.send()["again"]


# Many behind one address


def test_two_hundred_people_behind_one_address_pass_and_then_are_slowed(tmp_path: Path, door_site: Path) -> None:
    house = House(tmp_path / "r", door_site)
    with house.serving() as door:
        carrier = {"X-Forwarded-For": "198.51.100.7"}
        for number in range(200):
            answer = door.post("ideas", ANSWERS | other(f"نفر {number}"), **carrier)
            assert answer.status_code == 201, answer.text
        seen = [door.post("ideas", {"title": ""}, **carrier).status_code for _ in range(220)]
        assert seen[:200] == [422] * 200
        assert seen[-1] == 429, "a few more came in while all of this was sent"
        slowed = door.post("ideas", ANSWERS, **carrier)
        assert int(slowed.headers["Retry-After"]) > 0
        assert slowed.json()["message"] == []
        assert door.post("ideas", ANSWERS, **{"X-Forwarded-For": "198.51.100.8"}).status_code == 201
        chained = {"X-Forwarded-For": "203.0.113.9, 198.51.100.7"}
        assert door.post("ideas", ANSWERS, **chained).status_code == 429
    assert len(house.codes()) == 201
    log = house.git("log", "--format=%s").decode().splitlines()
    assert len(log) < 150


# Nothing private


CANARY = {
    "name": "قناری‌نام رازآلود",
    "mobile": "09351239876",
    "phone": "07136549873",
    "eitaa": "canary_eitaa",
    "members": "قناری‌عضو یکم\nقناری‌عضو دوم",
    "city": "قناری‌شهر",
    "address": "قناری‌کوچه، پلاک ۷۷۳۳",
    "public_name": "قناری‌منتشر",
}


def traces() -> Iterator[bytes]:
    """Each canary as it might lie about: as it is, in other digits, in base64 at each offset, in hexadecimal."""
    persian = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
    for value in CANARY.values():
        for line in value.split("\n"):
            for form in {line, line.translate(persian), to_ascii(line), line.lstrip("0")}:
                raw = form.encode()
                yield raw
                yield raw.hex().encode()
                yield json.dumps(form)[1:-1].encode()
                for shift in range(3):
                    yield base64.b64encode(b"\0" * shift + raw)[4 : -(-len(raw) // 3) * 4 - 4]


def anew(**changes: str) -> dict[str, Any]:
    """Who somebody is, said anew."""
    told = {"name": "نمونهٔ تازه", "mobile": "۰۹۱۷ ۰۰۰ ۰۰۰۵", "city": "فسا"} | changes
    return {f"contact.{key}": value for key, value in told.items()}


def test_an_owner_says_anew_who_they_are_and_is_known_by_the_new_number(door: Knocker, mine: str) -> None:
    before = door.in_git(mine)
    page = door.page("own", door.proof(mine)).text
    assert 'action="contact"' in page
    assert ANSWERS["name"] not in page, "what is sealed is not shown"
    told = door.post("contact", door.proof(mine) | anew())
    assert told.status_code == 201
    assert "شمارهٔ تازه شناخته می‌شوید" in told.text
    assert door.in_git(mine) == before, "git has no part in it"
    contact = door.house.contact(mine)
    assert (contact.name, contact.mobile, contact.city) == ("نمونهٔ تازه", "09170000005", "فسا")
    assert door.post("own", door.proof(mine)).status_code == 403
    assert door.post("own", door.proof(mine) | {"mobile": "09170000005"}).status_code == 200
    assert any(mine in line and "به خواست خود صاحب ایده" in line for line in logbook.changes(door.house.root))
    back = door.proof(mine) | {"mobile": "09170000005"} | anew(name=ANSWERS["name"], mobile=MOBILE)
    assert door.post("contact", back).status_code == 201
    door.settled()
    assert door.post("own", door.proof(mine)).status_code == 200


@pytest.mark.parametrize(
    ("changes", "fault"), [({"name": ""}, "name"), ({"mobile": "12"}, "mobile"), ({"phone": "سر کوچه"}, "phone")]
)
def test_who_somebody_is_must_be_whole(door: Knocker, mine: str, changes: dict[str, str], fault: str) -> None:
    door.settled()
    before = door.house.contact(mine)
    told = door.post("contact", door.proof(mine) | anew(**changes))
    assert told.status_code == 422
    assert [error["field"] for error in told.json()["errors"]] == [fault]
    page = door.page("contact", door.proof(mine) | anew(**changes))
    assert (page.status_code, "<details open" in page.text) == (422, True)
    door.settled()
    assert door.house.contact(mine) == before


def test_a_stranger_says_nothing_about_somebody_elses_idea(door: Knocker, mine: str) -> None:
    wrong = door.proof(mine) | {"mobile": "09350000002"}
    assert door.post("contact", wrong | anew()).status_code == 403
    door.settled()
    assert door.house.contact(mine).name == ANSWERS["name"]


@pytest.mark.promise("contacts-stay-sealed")
def test_no_contact_leaves_the_vault(tmp_path: Path, door_site: Path, caplog: pytest.LogCaptureFixture) -> None:
    house = House(tmp_path / "r", door_site)
    group = {**ANSWERS, **CANARY, "owners.kind": "group", "owners.count": "2"}
    seen = []
    with house.serving() as door:
        ways: list[dict[str, Any]] = [
            {"data": group},
            {"json": {**group, "key": "k" * 32}},
            {"data": group, "files": NO_FILE},
        ]
        answers = [door.client.post("/intake/ideas", **way) for way in ways]
        seen += [answer.content for answer in answers]
        assert [answer.status_code for answer in answers] == [201, 201, 200]
        code = answers[-1].json()["code"]
        proof = {name: answers[-1].json()[name] for name in ("code", "word")} | {"mobile": CANARY["mobile"]}
        partial = {**dict.fromkeys(ANSWERS, ""), **CANARY, "title": "نیمه", "consents.rules": "v1", "as_it_is": "true"}
        seen += [door.post("ideas", partial).content, door.post("mend", {**group, **proof, "jobs": "۹"}).content]
        wrong = proof | {"mobile": "09350000001"}
        seen += [door.post(to, wrong).content for to in ("own", "withdraw")]
        seen.append(door.post("own", proof).content)
        seen.append(door.post("withdraw", proof | {"sure": "true"}).content)
        seen.append(door.post("ideas", {**group, "field": "moon", "key": "j" * 32}).content)
        seen += [door.client.get(path).content for path in ("/healthz", "/metrics", "/intake/openapi.json")]
        door.settled()
        spool = [path.read_bytes() for path in (house.root / FOLDER).iterdir() if path.name.startswith(FILE)]
        assert any(b"SQLite" in one for one in spool)
        assert len(spool) > 1
    names = house.git("rev-list", "--objects", "--all")
    objects = house.git("cat-file", "--batch", data=b"\n".join(line.split()[0] for line in names.splitlines()))
    everywhere = [*seen, *spool, objects, caplog.text.encode()]
    everywhere += [path.read_bytes() for path in house.root.rglob("*") if path.is_file() and ".git" not in path.parts]
    for trace in traces():
        if len(trace) > 5:
            assert not [one[:200] for one in everywhere if trace in one], trace
    assert house.contact(code).name == CANARY["name"]


def test_the_log_says_what_happened_and_to_nobody(door: Knocker, mine: str, caplog: pytest.LogCaptureFixture) -> None:
    door.post("own", door.proof(mine))
    door.client.get("/intake/receipt?of=" + "ab" * 32)
    door.client.get(f"/intake/{mine}")
    while "GET /intake/ " not in caplog.text:  # it is written when the answer is out
        threading.Event().wait(0.01)
    said = caplog.text
    assert re.search(r"POST /intake/own 200 \d+ ms", said)
    assert re.search(r"GET /intake/ 404", said)
    for private in (mine, shown(mine), MOBILE, "127.0.0.1", "ab" * 32, ANSWERS["title"]):
        assert private not in said


@pytest.mark.promise("contacts-stay-sealed")
def test_the_plain_columns_of_the_spool_tell_nobody(door: Knocker, mine: str) -> None:
    door.settled()
    with sqlite3.connect(f"file:{door.house.root / FOLDER / FILE}?mode=ro", uri=True) as file:
        rows = file.execute("SELECT * FROM letters WHERE code = ?", (mine,)).fetchall()
    assert rows
    assert not any(
        MOBILE.encode() in (one if isinstance(one, bytes) else str(one).encode()) for row in rows for one in row
    )
