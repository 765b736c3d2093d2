"""What a judge gives in a browser is durable when it is answered, nobody else's business, and becomes their sheet."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.benches import EMPTY, PIN, Bench, shown
from tests.records import CRITERIA

from farakhan.desk.app import SCREENS
from farakhan.desk.judges.app import ROADS
from farakhan.judging.bringing import bring, bring_all
from farakhan.record.edition import read_edition
from farakhan.record.sheets import read_sheets
from farakhan.store import tries
from farakhan.store.clock import now
from farakhan.store.git.acts import acts
from farakhan.store.vault import judges, pins

SCORES = dict(zip(CRITERIA, (10, 0, 7, 8, 9), strict=True))


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    with Bench(tmp_path) as bench:
        yield bench


def test_what_was_answered_is_on_the_disk_and_read_back(bench: Bench) -> None:
    with bench.seat("a1") as seat:
        answer = seat.give(bench.codes[0], scores=SCORES, note="روشن است")
        assert answer.status_code == 200
        assert answer.json()["mark"] == {**EMPTY, "scores": SCORES, "note": "روشن است"}
        assert json.loads(judges.marks(bench.root, "1406", "first", "a1") or b"")["ideas"].keys() == {bench.codes[0]}
        assert seat.state()["marks"][shown(bench.codes[0])]["revision"] == 1
    with bench.seat("a1") as again:
        assert again.state()["marks"][shown(bench.codes[0])]["mark"]["scores"] == SCORES


def test_done_is_one_commit_that_bears_the_judge_s_id_alone(bench: Bench) -> None:
    with bench.seat("a1") as seat:
        for code in bench.codes[:2]:
            seat.give(code, scores=SCORES)
        seat.give(bench.codes[2], conflict=True, why="همسایه است", scores={"jobs": 3})
        before = bench.repository.git("rev-list", "--count", "HEAD")
        assert seat.post("/done", {}).json()["done"] is True
        assert int(bench.repository.git("rev-list", "--count", "HEAD")) == int(before) + 1
        assert seat.state()["done"] is True
    said = bench.repository.git("log", "-1", "--format=%an|%ae|%cn|%ce|%B").decode()
    assert said.splitlines()[0].split("|")[:4] == ["a1", "a1@judges.localhost"] * 2
    assert "By: a1\n" in said
    done = list(acts(bench.root))[-1]
    assert (done.act.kind, done.act.by) == ("sheet", "a1")
    sheets = read_sheets(read_edition(bench.root, "1406"))
    rows = [(row.idea, row.scores, row.conflict, row.note) for row in sheets.rows]
    assert rows == [
        (bench.codes[0], (10, 0, 7, 8, 9), False, ""),
        (bench.codes[1], (10, 0, 7, 8, 9), False, ""),
        (bench.codes[2], None, True, "دلیل تعارض: همسایه است."),
    ]
    assert sheets.confirmed == {"sheets/first/a1.csv": sheets.digests["sheets/first/a1.csv"]}
    assert bench.repository.git("status", "--porcelain") == b""


def test_whoever_changes_after_done_is_not_done_and_may_be_again(bench: Bench) -> None:
    with bench.seat("a1") as seat:
        seat.give(bench.codes[0], scores=SCORES)
        assert seat.post("/done", {}).json()["done"]
        seat.give(bench.codes[0], base=1, scores={**SCORES, "jobs": 1})
        assert seat.state()["done"] is False
        assert bring_all(bench.root, "1406", now()) == ["a1"]
        assert seat.state()["done"] is False, "what came by the way was not confirmed"
        assert seat.post("/done", {}).json()["done"]
        assert bring_all(bench.root, "1406", now()) == []
    (row,) = read_sheets(read_edition(bench.root, "1406")).rows
    assert row.scores == (10, 1, 7, 8, 9)


def test_the_same_change_comes_in_once_and_a_stale_one_is_told(bench: Bench) -> None:
    with bench.seat("a1") as seat:
        code = bench.codes[0]
        first = seat.give(code, change="word-0001", note="یک").json()
        assert seat.give(code, change="word-0001", note="یک").json() == first
        stale = seat.give(code, base=0, note="دو")
        assert (stale.status_code, stale.json()["kept"]["mark"]["note"]) == (409, "یک")
        assert seat.give(code, base=0, note="یک").status_code == 200, "who says the same has nothing to be asked"
        sent = {"judge": "a1", "round": "first", "idea": shown(code), "base": 0, "change": "word-0009"}
        lost = seat.post("/marks", {**sent, "mark": {**EMPTY, "note": "سه"}, "after": ["another-1"]})
        assert lost.status_code == 409
        word = bench.house.given("a1").ideas[code].change
        mine = seat.post("/marks", {**sent, "mark": {**EMPTY, "note": "سه"}, "after": [word]})
        assert mine.status_code == 200, "its own change, the answer to which was lost, is no other's"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"idea": "1111111111"}, 422),
        ({"judge": "b2"}, 401),
        ({"round": "second"}, 410),
        ({"mark": {**EMPTY, "scores": {"jobs": 11}}}, 422),
        ({"mark": {**EMPTY, "scores": {"love": 1}}}, 422),
        ({"mark": {**EMPTY, "scores": {"jobs": "1"}}}, 422),
        ({"mark": {**EMPTY, "note": "\ud800"}}, 422),
        ({"mark": {**EMPTY, "note": "ن" * 2001}}, 422),
        ({"more": 1}, 422),
        ({"mark": {**EMPTY, "note": "ن" * 70_000}}, 413),
    ],
)
def test_what_no_page_of_ours_sends_changes_nothing(bench: Bench, body: dict[str, object], code: int) -> None:
    with bench.seat("a1") as seat:
        sent = {"judge": "a1", "round": "first", "idea": shown(bench.codes[0]), "base": 0, "change": "word-0001"}
        data = json.dumps({**sent, "mark": EMPTY, **body}).encode()
        token = seat.state()["token"]
        assert seat.client.post("/marks", content=data, headers={"x-token": token}).status_code == code
        assert seat.client.post("/marks", content=b"[" * 9, headers={"x-token": token}).status_code == 422
        assert seat.client.post("/marks", content=data, headers={"x-token": "x"}).status_code == 403
        assert bench.given("a1") == {}


def test_a_note_with_somebody_s_number_stays_out_of_git_and_the_judge_is_told(bench: Bench) -> None:
    with bench.seat("a1") as seat:
        answer = seat.give(bench.codes[0], scores=SCORES, note="زنگ بزنید ۰۹۱۷۱۲۳۴۵۶۷").json()
        assert answer["wrong"]
        assert answer["mark"]["note"], "it is not lost"
        assert seat.post("/done", {}).status_code == 200
    (row,) = read_sheets(read_edition(bench.root, "1406")).rows
    assert (row.scores, row.note) == ((10, 0, 7, 8, 9), "")


def test_half_an_idea_is_no_row(bench: Bench) -> None:
    with bench.seat("a1") as seat:
        seat.give(bench.codes[0], scores={"jobs": 4})
        assert seat.post("/done", {}).status_code == 409
        seat.give(bench.codes[1], unread=True, scores={"jobs": 4})
        assert seat.post("/done", {}).status_code == 200
    (row,) = read_sheets(read_edition(bench.root, "1406")).rows
    assert (row.idea, row.scores, row.note) == (bench.codes[1], None, "نتوانستم بخوانم.")


def test_a_sheet_that_staff_took_in_is_what_the_judge_sees(bench: Bench) -> None:
    with bench.seat("a1") as seat:
        seat.give(bench.codes[0], scores=SCORES, rule="بند ۲", note="خوب")
        bring(bench.root, "1406", "a1", now())
        seat.give(bench.codes[1], note="هنوز نه")
        bench.record.sheet("a1", {bench.codes[0]: (1, 1, 1, 1, 1), bench.codes[1]: None, bench.codes[2]: None})
        bench.commit()
        marks = seat.state()["marks"]
        assert list(marks[shown(bench.codes[0])]["mark"]["scores"].values()) == [1] * 5
        assert marks[shown(bench.codes[0])]["revision"] == 2
        assert marks[shown(bench.codes[1])]["mark"]["note"] == "هنوز نه", "what did not come to git yet stays"
        assert marks[shown(bench.codes[2])]["mark"]["conflict"] is True


def test_a_closed_round_takes_nothing_and_shows_nothing(bench: Bench) -> None:
    with bench.seat("a1") as seat:
        seat.give(bench.codes[0], scores=SCORES)
        seat.post("/done", {})
        bench.record.close(now())
        bench.commit()
        late = seat.give(bench.codes[1], scores=SCORES)
        assert (late.status_code, "بسته" in late.json()["words"]) == (410, True)
        state = seat.state()
        assert state["open"] is False
        assert "marks" not in state
        assert seat.client.get("/ideas").status_code == 410
        assert seat.post("/done", {}).status_code == 410
        assert bring_all(bench.root, "1406", now()) == ()
    assert list(bench.given("a1")) == [bench.codes[0]]


def test_nobody_finds_a_pin_by_trying(bench: Bench) -> None:
    with bench.seat("a1", comes_in=False) as seat:
        codes = [seat.come_in(f"نادرست {number}").status_code for number in range(tries.FREE + 5)]
        assert codes == [403] * len(codes)
        right = seat.come_in(PIN)
        assert right.status_code == 403, "not looked at: too soon"
        assert right.json()["seconds"] > 0
        assert not seat.client.cookies


def test_a_link_is_a_secret_and_the_last_one_alone_is_good(bench: Bench) -> None:
    with bench.seat("a1", comes_in=False) as seat:
        kept = b"".join(path.read_bytes() for path in (bench.root / "vault").rglob("*") if path.is_file())
        assert seat.link.encode() not in kept
        old, seat.link = seat.link, bench.link("a1")
        assert seat.client.post("/in", json={"link": old, "pin": PIN}).json()["link"] is False
        assert seat.come_in(PIN).status_code == 200


def test_who_comes_first_with_a_word_chooses_a_pin_of_their_own(bench: Bench) -> None:
    with bench.seat("a1", comes_in=False) as seat:
        word = pins.give_word(bench.root, pins.judge_holder("1406", "a1"), now())
        assert seat.come_in(word).json() == {"choose": True}
        assert seat.client.get("/state").status_code == 401
        assert seat.come_in(word, new="1234567").status_code == 422
        assert seat.come_in(word, new="گلیم‌بافی").json() == {"choose": False}
        assert seat.state()["judge"] == "a1"
        assert seat.come_in(word).status_code == 403


@pytest.mark.parametrize("path", sorted({screen.path for screen in SCREENS} - {"/", "/leave", "/ideas"}))
def test_no_road_of_the_staff_is_here(bench: Bench, path: str) -> None:
    with bench.seat("a1") as seat:
        there = path.replace("{code}", bench.codes[0]).replace("{number:int}", "1")
        assert seat.client.get(there).status_code == 404
        assert seat.post(there, {}).status_code == 404


@pytest.mark.parametrize("road", ROADS, ids=lambda road: road.path)
def test_who_is_not_in_sees_and_does_nothing(bench: Bench, road: object) -> None:
    with bench.seat("a1", comes_in=False) as seat:
        answer = seat.client.request(road.method, road.path, headers={"x-token": "x"})  # type: ignore[attr-defined]
        assert answer.status_code == 401
        assert answer.json().keys() == {"words"}


CANARY = "کبکِ‌نهان"


def test_no_answer_holds_anything_of_another_judge_or_a_name(tmp_path: Path) -> None:
    others = ("zz-other-judge", "yy-third-judge", "xx-fourth-judge")
    staff = [{"id": "ww-clerk", "duties": []}]

    class Named(Bench):
        def own(self, number: int) -> dict[str, object]:
            return {
                "note": CANARY,
                "paper": CANARY,
                "registered_by": "ww-clerk",
                "title": f"نمونه‌ای از کار خانه {number}",
            }

    listed = [{"id": judge, "fields": []} for judge in ("a1", *others)]
    with Named(tmp_path, judges=listed, staff=staff, calibration="نمونه: نان خانگی برای همسایه‌ها.") as bench:
        for judge in others[:2]:
            with bench.seat(judge) as other:
                other.give("هم‌سنجی", scores=dict.fromkeys(CRITERIA, 3), note=f"{CANARY} هم‌سنجی")
                for code in bench.codes:
                    other.give(code, scores=SCORES, note=f"{CANARY} {judge}")
                other.post("/done", {})
        with bench.seat("a1") as seat:
            seat.come_in("نادرست")
            seat.come_in(PIN)
            before = len(seat.answers)
            for code in ("هم‌سنجی", *bench.codes):
                seat.give(code, scores=SCORES)
            seat.give(bench.codes[0], note="کهنه")
            seat.give("1111111111")
            seat.post("/done", {})
            assert [answer.status_code for answer in seat.answers[before:] if answer.request.method == "POST"] == [
                *[200] * 4,
                409,
                422,
                200,
            ]
            paths = ("/", "/ideas", "/state", "/worker.js", "/marks", "/done", "/in", "/nothing", "/vault", "/sheets")
            statics = [f"/static/{name}" for name in ("judges.js", "judges.css", "judge-form.js", "judge-sheet.css")]
            seat.answers += [seat.client.get(path) for path in (*paths, *statics)]
            bench.record.close(now())
            seat.answers += [seat.client.get(path) for path in ("/ideas", "/state")]
            seat.give(bench.codes[0], scores=SCORES)
            assert seat.client.get("/ideas").status_code == 410
            assert any("نمونه‌ای از کار خانه" in answer.text for answer in seat.answers), "the ideas were among them"
            for answer in seat.answers:
                whole = f"{answer.headers} {answer.text}"
                assert CANARY not in whole, answer.url
                assert [word for word in (*others, "ww-clerk", "desk@localhost", "desk1") if word in whole] == []
