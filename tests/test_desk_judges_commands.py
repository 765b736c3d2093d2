"""The judges' server as commands run it: what it answered outlives it, and a closing takes all of it in."""

import re
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from tests.benches import PIN, Bench, Seat
from tests.desks import ARRIVED, House
from tests.ready import INSTALLED
from tests.records import CRITERIA
from tests.test_correcting import well
from tests.test_desk import run
from tests.test_reopening import WHY, Judged

from farakhan.files.sheets import render_assignments
from farakhan.judging import keeping
from farakhan.judging.bringing import bring, bring_all
from farakhan.judging.closing import close
from farakhan.judging.given import Change, Mark, give, room
from farakhan.model.judging import Assignment
from farakhan.problems import FarakhanError
from farakhan.record.edition import read_edition
from farakhan.record.sheets import read_sheets
from farakhan.store.clock import now
from farakhan.store.git.acts import acts
from farakhan.store.vault import judges

SCORES = dict(zip(CRITERIA, (10, 0, 7, 8, 9), strict=True))


@contextmanager
def server(root: Path, end: signal.Signals) -> Iterator[str]:
    """The judges' server in a process of its own; its address."""
    command = [str(INSTALLED), "desk", "1406", "--judges", "--port", "0"]
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout
        yield process.stdout.readline().rpartition(" ")[2].strip().rstrip("/")
        process.send_signal(end)
        process.wait(60)


@contextmanager
def seat(address: str, link: str) -> Iterator[Seat]:
    with httpx.Client(base_url=address, headers={"origin": address}, timeout=60) as client:
        yield Seat(client, "a1", link)


def test_what_was_answered_outlives_the_server_and_closing_takes_it_in(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    printed = well(run(bench.repository, "judge-link", "1406", "a1", "--address", "https://davari.example.ir/"))
    link = re.search(r"https://davari\.example\.ir/#([\w-]+)\n", printed)
    word = re.search(r"تلفن\): ([۰-۹ ]+)", printed)
    assert link
    assert word
    assert run(bench.repository, "judge-link", "1406", "nobody").returncode == 2
    with server(bench.root, signal.SIGKILL) as address, seat(address, link[1]) as first:
        assert first.come_in(word[1], new=PIN).status_code == 200
        assert first.give(bench.codes[0], scores=SCORES).status_code == 200
    with server(bench.root, signal.SIGKILL) as address, seat(address, link[1]) as again:
        assert again.come_in(PIN).status_code == 200
        assert len(again.state()["marks"]) == 1
        assert again.give(bench.codes[1], scores=SCORES).status_code == 200
        well(run(bench.repository, "sheets", "close", "1406", "--yes"))
        assert again.state()["open"] is False
        assert again.give(bench.codes[2], scores=SCORES).status_code == 410
    kinds = [(str(done.act.kind), done.act.by, done.who.name) for done in acts(bench.root)]
    assert [kind for kind in kinds if kind[0] in ("sheet", "close")] == [
        ("sheet", "a1", "a1"),
        ("close", "", "کارشناس نمونه"),
    ]
    assert [row.idea for row in read_sheets(read_edition(bench.root, "1406")).rows] == bench.codes[:2]
    well(run(bench.repository, "check"))


def test_a_server_that_ends_brings_what_it_has(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    with server(bench.root, signal.SIGTERM) as address, seat(address, bench.link("a1")) as only:
        assert only.come_in(PIN).status_code == 200
        assert only.give(bench.codes[0], scores=SCORES).status_code == 200
    assert [row.idea for row in read_sheets(read_edition(bench.root, "1406")).rows] == bench.codes[:1]


def test_nothing_that_a_judge_gave_in_between_is_left_behind_by_a_closing(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.record.sheet("b2", dict.fromkeys(bench.codes, (5, 5, 5, 5, 5)))
    bench.commit()
    edition = read_edition(bench.root, "1406")
    closed = close(edition, read_sheets(edition), now())
    sent = Change(mark=Mark(scores=SCORES), base=0, change="word-0001")
    give(room(bench.root, "1406"), "a1", bench.codes[0], sent)
    with pytest.raises(FarakhanError, match="a1"):
        keeping.close(edition, closed, now())
    assert bring_all(bench.root, "1406", now()) == ["a1"]
    keeping.close(edition, closed, now())


def test_a_sheet_that_is_reopened_is_open_to_its_judge_alone_until_they_are_done(tmp_path: Path) -> None:
    judged = Judged(tmp_path)
    root = judged.desk.root
    assert room(root, "1406").is_open("a1") is False
    judged.run("sheets", "reopen", "1406", "a1", "--objection", judged.number, "--why", WHY, "--yes")
    here = room(root, "1406")
    assert [judge for judge in here.codes if here.is_open(judge)] == ["a1"]
    sent = Change(mark=Mark(scores=dict.fromkeys(CRITERIA, 1)), base=1, change="word-0001")
    give(here, "a1", judged.last, sent)
    assert bring_all(root, "1406", now()) == (), "it closes again by what the judge says, and not by the way"
    assert bring(root, "1406", "a1", now(), is_done=True)
    assert room(root, "1406").is_open("a1") is False
    rows = read_sheets(read_edition(root, "1406")).rows
    assert [row.scores for row in rows if (row.judge, row.idea) == ("a1", judged.last)] == [(1, 1, 1, 1, 1)]
    judged.run("tally", "1406")


def test_who_does_not_read_an_idea_any_more_keeps_the_others(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    for number, code in enumerate(bench.codes):
        sent = Change(mark=Mark(scores=SCORES), base=0, change=f"word-000{number}")
        give(room(bench.root, "1406"), "a1", code, sent)
    pairs = [Assignment(code, judge) for judge in bench.judges for code in bench.codes[1:]]
    (bench.record.folder / "assignments.csv").write_bytes(render_assignments(pairs))
    bench.commit()
    assert bring_all(bench.root, "1406", now()) == ["a1"]
    assert [row.idea for row in read_sheets(read_edition(bench.root, "1406")).rows] == bench.codes[1:]
    assert bring_all(bench.root, "1406", now()) == []
    pairs += [Assignment(bench.codes[0], "a1")]
    (bench.record.folder / "assignments.csv").write_bytes(render_assignments(sorted(pairs)))
    bench.commit()
    assert bring_all(bench.root, "1406", now()) == ["a1"], "and it comes where they read it again"
    assert len(read_sheets(read_edition(bench.root, "1406")).rows) == 3


def test_the_desk_gives_a_link_once_and_says_how_far_a_judge_is_and_not_what(tmp_path: Path) -> None:
    with House(tmp_path, 0) as house:
        code = house.record.idea(arrived=ARRIVED, registered=ARRIVED).code
        (house.record.folder / "assignments.csv").write_bytes(render_assignments([Assignment(code, "a1")]))
        house.commit()
        sent = Change(mark=Mark(scores=SCORES), base=0, change="word-0001")
        give(room(house.repository.root, "1406"), "a1", code, sent)
        page = house.client.get("/run/links").text
        assert "۱ از ۱" in page
        assert "لینکی ندارد" in page
        asked = house.send("/run/links", judge="a1", address="https://davari.example.ir/")
        assert "دیگر کار نمی‌کند" in asked["page"]
        made = house.send("/run/links", judge="a1", address="https://davari.example.ir/", sure="yes")["page"]
        link = re.search(r"https://davari\.example\.ir/#([\w-]+)<", made)
        assert link
        assert judges.whose_link(house.repository.root, "1406", link[1]) == "a1"
        assert link[1] not in house.client.get("/run/links").text
        assert "هنوز نیامده است" in house.client.get("/run/links").text
        assert house.send("/run/links", judge="nobody")["code"] == "409"
