"""What a person does to one idea at the desk: each an act with their name, shown in history, taken back by an act."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import Browser, ViewportSize
from tests.desks import ARRIVED, House
from tests.test_clips import TELLING, filmed
from tests.test_photos import located, picture, saved
from tests.visits import DESK, PHONE, violations, watched

from farakhan.desk.differing import side_by_side
from farakhan.intake import form_answers
from farakhan.model.codes import grouped
from farakhan.model.idea import Status
from farakhan.persian.digits import to_persian
from farakhan.store.git.acts import acts
from farakhan.store.git.audit import commits_of
from farakhan.store.vault import originals

THEN = {"arrived": ARRIVED, "registered": ARRIVED}
LINES = st.lists(st.text(alphabet="ابپ \u200c", max_size=12), max_size=6).map("\n".join)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    with House(tmp_path, 2) as house:
        yield house


def kinds(house: House) -> list[str]:
    return [done.act.kind.value for done in acts(house.repository.root)]


def decide(house: House, code: str, decision: str, **more: str) -> None:
    sent = house.send(f"/ideas/{code}/decision", decision=decision, seen=house.idea(code).digest, **more)
    assert sent["code"] == "303", sent["page"]


REFUSED = "انجام نشد"
"""The head of a page that says why something is not done."""


def undo(house: House, code: str) -> str:
    page = house.client.get(f"/ideas/{code}/undo").text
    commit = re.search(r'name="commit" value="([0-9a-f]+)"', page)
    assert commit, page
    return house.send(f"/ideas/{code}/undo", commit=commit[1])["page"]


@given(LINES, LINES)
def test_both_sides_are_whole_and_only_what_differs_is_marked(before: str, after: str) -> None:
    pairs = side_by_side(before, after)
    for text, sides in ((before, [pair.before for pair in pairs]), (after, [pair.after for pair in pairs])):
        lines = ["".join(piece.words for piece in side) for side in sides]
        assert [line for line in lines if line] == [line for line in text.split("\n") if line]
    if before == after:
        assert not any(pair.differs for pair in pairs)


def test_a_very_long_line_is_no_matter() -> None:
    assert all(pair.differs for pair in side_by_side("الف " * 5000, "ب " * 5000))


@pytest.mark.parametrize(
    ("decision", "more"),
    [
        ("accept", {}),
        ("return", {"reason-return": "incomplete", "note": "بازار را بنویسید."}),
        ("reject", {"reason-reject": "not_home"}),
        ("hold", {}),
        ("withdraw", {}),
    ],
)
def test_a_decision_is_taken_back_by_an_act_and_leaves_the_idea_as_it_was(
    house: House, decision: str, more: dict[str, str]
) -> None:
    code = house.codes[0]
    before = house.record.path(code).read_bytes()
    decide(house, code, decision, **more)
    assert "تصمیم برگشت" in undo(house, code)
    assert house.record.path(code).read_bytes() == before
    assert kinds(house) == [decision, "undo"]
    assert house.repository.git("status", "--porcelain") == b""
    assert "برگرداندن واپسین" not in house.client.get(f"/ideas/{code}").text, "once is enough"


def test_what_came_after_a_decision_is_never_taken_back_with_it(house: House) -> None:
    code = house.codes[0]
    decide(house, code, "accept")
    stale = re.search(r'name="commit" value="([0-9a-f]+)"', house.client.get(f"/ideas/{code}/undo").text)
    assert stale
    decide(house, code, "hold")
    assert house.send(f"/ideas/{code}/undo", commit=stale[1])["code"] == "409"
    assert house.idea(code).status is Status.HELD
    path = house.record.path(code)
    path.write_bytes(path.read_bytes().replace("انجیر".encode(), "خرما".encode()))
    assert REFUSED in house.client.get(f"/ideas/{code}/undo").text, "somebody is just changing it"


def test_what_judges_have_scored_is_not_taken_back(house: House) -> None:
    code = house.codes[0]
    decide(house, code, "accept")
    house.record.ideas = {code: house.idea(code)}
    house.record.judged()
    house.commit()
    assert REFUSED in house.client.get(f"/ideas/{code}/undo").text


def test_history_shows_side_by_side_what_a_commit_changed(house: House) -> None:
    code = house.codes[0]
    path = house.record.path(code)
    path.write_bytes(path.read_bytes().replace("انجیر".encode(), "خرما <script>".encode()))
    house.commit()
    newest = commits_of(house.repository.root, f"submissions/1406/ideas/{code[-2:]}/{code}.md")[0].name
    assert f"/ideas/{code}/history/{newest}" in house.client.get(f"/ideas/{code}").text
    page = house.client.get(f"/ideas/{code}/history/{newest}").text
    assert "خرما &lt;script&gt;" in page
    assert "انجیر" in page
    assert house.client.get(f"/ideas/{code}/history/ffffffff").status_code == 404
    other = house.codes[1]
    assert house.client.get(f"/ideas/{other}/history/--help").status_code == 404


def mend(house: House, code: str, **changes: str) -> httpx.Response:
    idea = house.idea(code)
    sent = {name: values for name, values in form_answers.given(idea).items() if not name.startswith("body.")}
    sent |= {"body": [idea.body], "seen": [idea.digest[:8]], "token": [house.word()]}
    data = {**sent, **{name: [value] for name, value in changes.items()}}
    return house.client.post(f"/ideas/{code}/mend", data=data)


@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_mending_shows_what_would_change_and_then_is_one_act_with_its_reason(
    browser: Browser, house: House, size: ViewportSize
) -> None:
    code = house.codes[0]
    before = house.idea(code)
    body = before.body.replace("پاییز", "بهار", 1)
    assert body != before.body
    with watched(browser, viewport=size) as page:
        page.goto(f"{house.address}/in?key={house.desk.sessions.key}")
        page.goto(f"{house.address}/ideas/{code}/mend")
        page.fill("[name=why]", "روی برگه خرما بود")
        page.fill("[name=body]", body)
        page.click("text=ببینم چه عوض می‌شود")
        assert page.locator("#sure mark").all_inner_texts() == ["پاییز", "بهار"]
        assert violations(page) == {}
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert house.idea(code) == before, "so far it was only shown"
        page.click("text=ثبت کن")
        assert "درست شد" in page.locator("main").inner_text()
    after = house.idea(code)
    changed = {"body", "digest", "registered"}
    assert {name for name in type(after).model_fields if getattr(after, name) != getattr(before, name)} == changed
    assert after.body == body
    (done,) = acts(house.repository.root, "HEAD~1..HEAD")
    assert (done.act.kind.value, done.act.why) == ("mend", "روی برگه خرما بود")


def test_nothing_is_mended_without_a_reason_or_over_another_text(house: House) -> None:
    code = house.codes[0]
    body = house.idea(code).body.replace("پاییز", "بهار", 1)
    assert mend(house, code, body=body, go="yes", why="").status_code == 409
    assert mend(house, code, body=body, go="yes", why="x", seen="00000000").status_code == 409
    assert "خطا" in mend(house, code, title="", go="yes", why="نادرست").text
    assert mend(house, code, go="yes", why="هیچ").headers["location"] == f"/ideas/{code}"
    assert kinds(house) == []


def test_a_copy_is_marked_held_and_unmarked_again(house: House) -> None:
    code, other = house.codes
    before = house.record.path(code).read_bytes()
    seen = house.idea(code).digest
    for wrong in (code, "1234567890", ""):
        assert house.send(f"/ideas/{code}/copy", other=wrong, seen=seen)["code"] in ("409", "404")
    assert "رونوشت شد" in house.send(f"/ideas/{code}/copy", other=to_persian(grouped(other)), seen=seen)["page"]
    idea = house.idea(code)
    assert (idea.copies_of, idea.status) == (other, Status.HELD)
    assert house.send(f"/ideas/{other}/copy", other=code, seen=house.idea(other).digest)["code"] == "409"
    undo(house, code)
    assert house.record.path(code).read_bytes() == before
    assert kinds(house) == ["copy", "undo"]


def test_a_near_copy_is_marked_from_the_list_of_pairs(house: House) -> None:
    body = "## ایده\n\n" + " ".join(f"واژهٔ{number}" for number in range(80))
    first = house.record.idea(title="نخستین", body=body, **THEN).code
    second = house.record.idea(title="دومی", body=body.replace("واژهٔ40", "دیگر"), **THEN).code
    house.commit()
    page = house.client.get("/copies").text
    form = page.partition(f'action="/ideas/{second}/copy"')[2].partition("</form>")[0]
    waits = '<a href="/copies"><strong>{}</strong> جفت ایدهٔ مانند هم، شاید رونوشت</a>'
    assert waits.format("۲") in house.client.get("/").text
    sent = dict(re.findall(r'name="(\w+)" value="([^"]+)"', form))
    assert sent["other"] == first
    assert house.client.post(f"/ideas/{second}/copy", data=sent).status_code == 303
    assert house.idea(second).copies_of == first
    assert waits.format("۱") in house.client.get("/").text


def test_photos_and_clips_of_the_work_go_among_the_ideas_own_and_it_is_looked_at_again(house: House) -> None:
    code, root = house.codes[0], house.repository.root
    decide(house, code, "accept")
    photo, clip = saved(picture(), "JPEG", exif=located()), filmed("webm")
    form, path = {"token": house.word(), "why": "خودش فرستاد"}, f"/ideas/{code}/media"
    answer = house.client.post(path, data=form, files=[("media", ("کار.jpg", photo)), ("media", ("کار.webm", clip))])
    assert answer.status_code == 303, answer.text
    idea = house.idea(code)
    assert ([medium.kind for medium in idea.media], idea.status) == (["photo", "clip"], Status.RECEIVED)
    kept = [b"".join(originals.pieces(root, medium.sha256)) for medium in idea.media]
    assert dict(Image.open(io.BytesIO(kept[0])).getexif()) == {}
    assert [word for word in TELLING if word in kept[1]] == []
    (done,) = acts(root, "HEAD~1..HEAD")
    assert (done.act.kind, done.act.ideas, done.act.why) == ("add", (code,), "خودش فرستاد")
    refused = house.client.post(path, data=form, files={"media": ("نامه.pdf", b"%PDF-1.7")})
    assert (refused.status_code, "نامه.pdf: این پرونده نه عکس" in refused.text) == (409, True)
    assert house.idea(code) == idea
