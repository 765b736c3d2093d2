"""The list finds what somebody looks for in whatever spelling; a decision is an act in the name of who sits here."""

import io
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.desks import ARRIVED, House

from farakhan.desk.index import Index, Order, Query, words_in
from farakhan.desk.pages.ideas import address
from farakhan.model.codes import grouped
from farakhan.model.idea import Status
from farakhan.persian.digits import to_persian
from farakhan.store.git.acts import acts

THEN = {"arrived": ARRIVED, "registered": ARRIVED}
BODY = "## ایده\n\nخانواده‌ها هستهٔ خرما را بو می‌دهند و با هیأت محلی می‌فروشند. " * 8


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with House(tmp_path_factory.mktemp("desk"), 2) as house:
        house.codes.append(
            house.record.idea(title="هستهٔ خرما", summary="نمونه", body=BODY, field="industry", **THEN).code
        )
        house.commit()
        yield house


@pytest.fixture
def own(tmp_path: Path) -> Iterator[House]:
    """One that a test may change."""
    with House(tmp_path, 1) as house:
        yield house


def found(house: House, words: str, **more: str) -> list[str]:
    return house.desk.renewed().all_of(Query(words=words, **more))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "words",
    [
        "هسته خرما",
        "هسته‌ی خرما",
        "هستة خرما",
        "هسته ي خرما",
        "خانواده ها",
        "خانوادهها",
        "بو میدهند",
        "هیئت",
        "هیات محلی",
        "خرم",
        "انواده",
    ],
)
def test_every_spelling_finds_every_other_one(house: House, words: str) -> None:
    assert found(house, words) == [house.codes[2]]


def test_words_are_not_found_across_their_borders(house: House) -> None:
    assert found(house, "هاهسته") == []
    assert found(house, "«»، !") == []
    assert found(house, 'a" OR "b') == []


def test_an_idea_is_found_by_its_code_however_it_is_written(house: House) -> None:
    code = house.codes[1]
    for typed in (code, grouped(code), to_persian(grouped(code)), f" {to_persian(code)} "):
        assert found(house, typed) == [code]


def test_filters_stand_in_the_address_and_hold_together(house: House) -> None:
    page = house.client.get("/ideas?status=accepted&field=industry&county=estahban").text
    assert page.count("<tr>") == 2, "the head and one idea"
    assert "هستهٔ خرما" in page
    assert "ایده‌ای با این‌ها نیست" in house.client.get("/ideas?status=accepted&field=services").text
    assert house.client.get("/ideas?page=999&order=x&status=%27").status_code == 200


@given(st.builds(Query, words=st.text(max_size=20), status=st.sampled_from(["", "held"]), order=st.sampled_from(Order)))
def test_an_address_says_all_that_is_asked_for(query: Query) -> None:
    said = parse_qs(urlsplit(address(query)).query)
    assert said.get("q", [""])[0] == query.words
    assert said.get("order", ["newest"])[0] == query.order


@given(st.text(max_size=40))
def test_whatever_is_typed_is_searched_for_and_never_an_error(house: House, words: str) -> None:
    answer = house.client.get("/ideas", params={"q": words}, headers={"hx-request": "true"})
    assert answer.status_code == 200
    assert answer.text.lstrip().startswith('<section id="rows"'), "as one types only the rows come"


def test_what_is_seen_comes_as_a_workbook_with_the_texts(house: House) -> None:
    book = openpyxl.load_workbook(io.BytesIO(house.client.get("/ideas.xlsx?field=industry").content))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    assert len(rows) == 2
    assert rows[1][0] == grouped(house.codes[2])
    assert "هستهٔ خرما" in str(rows[1][-1])


def test_titles_stand_in_the_order_of_a_dictionary_in_the_list_and_in_excel(own: House) -> None:
    ordered = ["آش سبزی", "ابر باران", "پنیر محلی", "ژلهٔ انار", "کاشی", "گل‌گاوزبان", "وسمه", "هلو", "یاس"]
    codes = {title: own.record.idea(title=f"{title} نمونه", **THEN).code for title in sorted(ordered)}
    own.commit()
    wanted = [codes[title] for title in ordered]
    assert found(own, "نمونه", order=Order.TITLE) == wanted
    book = openpyxl.load_workbook(io.BytesIO(own.client.get("/ideas.xlsx?q=نمونه&order=title").content))
    assert [row[0] for row in book.worksheets[0].iter_rows(min_row=2, values_only=True)] == list(map(grouped, wanted))


def test_what_changes_in_the_work_tree_is_seen_at_the_next_look(own: House) -> None:
    house = own
    assert "گرمخانهٔ کوچک 1" in house.client.get("/ideas").text
    new = house.record.idea(title="چیزی دیگر", **THEN).code
    path = house.record.path(house.codes[0])
    assert "چیزی دیگر" in house.client.get("/ideas").text
    path.unlink()
    assert found(house, "") == [new]
    path.write_text("---\nnot an idea\n---\n")
    page = house.client.get("/ideas?status=wrong").text
    assert "پرونده‌ای که خوانده نشد" in page
    assert "خوانده نمی‌شود" in house.client.get(f"/ideas/{house.codes[0]}").text
    assert "پرونده‌اش نادرست است" in house.client.get("/").text


def test_a_decision_is_one_commit_in_the_name_of_who_sits_here(own: House) -> None:
    house = own
    code = house.codes[0]
    page = house.client.get(f"/ideas/{code}").text
    seen = house.idea(code).digest[:8]
    assert f'value="{seen}"' in page
    said = house.send(
        f"/ideas/{code}/decision",
        decision="return",
        seen=seen,
        note="لطفاً بازار را بنویسید.",
        **{"reason-return": "incomplete"},
    )
    assert "ثبت شد" in said["page"]
    idea = house.idea(code)
    assert (idea.status, idea.reason, idea.note) == (Status.RETURNED, "incomplete", "لطفاً بازار را بنویسید.")
    (done,) = list(acts(house.repository.root, "HEAD~1..HEAD"))
    assert (done.act.kind, done.act.ideas) == ("return", (code,))
    assert house.repository.git("log", "-1", "--format=%an").decode().strip() == "کارشناس نمونه"
    assert house.repository.git("status", "--porcelain") == b""


def test_a_text_that_changed_meanwhile_is_looked_at_again(own: House) -> None:
    house = own
    code = house.codes[0]
    said = house.send(f"/ideas/{code}/decision", decision="accept", seen="0" * 8)
    assert said["code"] == "409"
    assert "دوباره ببینید" in said["page"]
    assert house.idea(code).status is Status.RECEIVED


def test_what_may_not_be_decided_is_said_on_the_page_and_refused(own: House) -> None:
    house = own
    code = house.codes[0]
    said = house.send(f"/ideas/{code}/decision", decision="reject", seen=house.idea(code).digest)
    assert said["code"] == "409", "a rejection has a reason"
    assert house.send(f"/ideas/{code}/decision", decision="bless", seen="0" * 8)["code"] == "400"
    assert house.idea(code).status is Status.RECEIVED


def test_texts_are_compared_anew_only_where_somebody_s_words_are_others(own: House, tmp_path: Path) -> None:
    code, call = own.codes[0], own.desk.call()
    idea, index = own.idea(code), Index(own.record.root, "1406", tmp_path / "index.sqlite")
    index.renew(call)
    before = (index.generation, index.wording)
    own.record.write_idea(idea.model_copy(update={"note": "نمونه", "channel": "phone"}))
    index.renew(call)
    assert (index.generation, index.wording) == (before[0] + 1, before[1])
    own.record.write_idea(idea.model_copy(update={"body": f"{idea.body} تازه"}))
    index.renew(call)
    assert (index.generation, index.wording) == (before[0] + 2, before[1] + 1)
    assert list(words_in(tmp_path / "index.sqlite")) == index.words()
    assert dict(index.words())[code].endswith(" تازه")


def test_near_copies_are_listed_with_what_they_share_and_named_beside_each(own: House) -> None:
    body = "## ایده\n\n" + " ".join(f"واژهٔ{number}" for number in range(80))
    first = own.record.idea(title="نخستین", body=body, **THEN).code
    second = own.record.idea(title="دومی", body=body.replace("واژهٔ40", "دیگر"), **THEN).code
    page = own.client.get("/copies").text
    assert page.count('class="pair"') == 1
    assert first in page
    assert "واژه41 واژه42" in page
    assert "دومی" in own.client.get(f"/ideas/{first}").text
    assert "ایده‌های مانند این" not in own.client.get(f"/ideas/{own.codes[0]}").text
    own.record.path(second).unlink()
    assert 'class="pair"' not in own.client.get("/copies").text
