"""What a person does to one idea at the desk: each an act with their name, shown in history, taken back by an act."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.desks import ARRIVED, House

from farakhan.desk.differing import side_by_side
from farakhan.model.idea import Status
from farakhan.store.git.acts import acts
from farakhan.store.git.audit import commits_of

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
    assert house.client.get(f"/ideas/{code}/undo").status_code == 409, "somebody is just changing it"


def test_what_judges_have_scored_is_not_taken_back(house: House) -> None:
    code = house.codes[0]
    decide(house, code, "accept")
    house.record.ideas = {code: house.idea(code)}
    house.record.judged()
    house.commit()
    assert house.client.get(f"/ideas/{code}/undo").status_code == 409


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
