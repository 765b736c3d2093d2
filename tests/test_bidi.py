"""Codes, telephone numbers, dates and amounts of ours keep their order in lines that run from right to left.

A real implementation of UAX #9 says how each line is shown: what is read of a number there must be what stands in it.
"""

import html
import re
import subprocess
from pathlib import Path

import pytest
from tests.bidirectional import turned
from tests.doors import ANSWERS, MOBILE, House, Knocker
from tests.ready import TOOL
from tests.records import ROOT, Record
from tests.test_register import ARRIVED, PAIRS, SHORT, Desk

from farakhan.face import receipt as receipts
from farakhan.message.writing import render
from farakhan.model import words
from farakhan.model.answers import ASKED
from farakhan.model.codes import grouped
from farakhan.persian.digits import to_persian
from farakhan.problems import RULES, problem
from farakhan.record.edition import read_edition


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        ("کد رهگیری: ۴۱۵-۶۰۳-۸۷۰۴", 1),
        ("کد رهگیری: ۴۱۵ ۶۰۳ ۸۷۰۴", 1),
        ("روز 1406-05-20 بود", 1),
        ("کد رهگیری: ۴۱۵/۶۰۳/۸۷۰۴، ۲۵۰٬۰۰۰ تومان، ساعت ۱۰:۳۰", 0),
    ],
)
def test_the_algorithm_sees_what_people_saw(line: str, wrong: int) -> None:
    assert len(turned(line)) == wrong


def test_receipts_keep_it(tmp_path: Path) -> None:
    record = Record(tmp_path)
    idea = record.idea(title="نمونهٔ ۱۲۳")
    call, word = record.read().call, record.words[idea.code]
    text = receipts.receipt(call, idea, "https://example.ir/", word)
    assert f"کد رهگیری: {to_persian(grouped(idea.code))}" in text.splitlines()
    assert to_persian(words.grouped(word)) in text
    page = html.unescape(re.sub(r"<(style|svg).*?</\1>", "", receipts.page(call, idea, "", word), flags=re.DOTALL))
    assert turned(text) == turned(re.sub(r"<[^>]+>", "\n", page)) == []


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    return Desk(tmp_path_factory.mktemp("desk"))


def printed(desk: Desk, *order: str, message: str = "") -> str:
    done = subprocess.run([TOOL, *order], cwd=desk.root, input=message, capture_output=True, text=True, check=False)
    return done.stdout + done.stderr


def test_what_staff_read_on_their_terminals_keeps_it(desk: Desk) -> None:
    message = SHORT + "\nسرمایهٔ لازم: ۲۵۰ میلیون تومان\nتلفن دیگر: ۰۷۱۳۲۱۲۶۳۶۱\n"
    texts = [printed(desk, "register", "1406", "-", "--arrived", ARRIVED, "--yes", "--staff", "desk1", message=message)]
    (idea,) = desk.ideas()
    (desk.root.parent / "own.age-key").write_text(PAIRS[1][0])
    orders: list[tuple[str, ...]] = [
        ("show", idea.code, "--why", "نمونه", "--key", str(desk.root.parent / "own.age-key")),
        ("receipt", idea.code),
        ("screen", idea.code, "accept"),
        ("screen", idea.code, "hold"),
        ("erase", idea.code, "--why", "نمونه"),
        ("register", "1406", "-", "--arrived", ARRIVED, "--yes", "--staff", "desk1"),
    ]
    texts += [printed(desk, *order, message=message) for order in orders]
    assert all(to_persian(grouped(idea.code)) in text for text in texts)
    assert [line for text in texts for line in turned(text)] == []


def test_counts_and_recounts_keep_it() -> None:
    for order in (["check", "submissions/sample"], ["verify", "sample"]):
        done = subprocess.run(
            [TOOL, *order],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert turned(done.stdout + done.stderr) == []


def test_the_ready_message_keeps_it() -> None:
    call = read_edition(ROOT, "sample").call
    answers = ANSWERS | {"mobile": MOBILE, "jobs": "4", "capital": "250000000"}
    assert turned(render(call, ASKED, answers | {"phone": "07132126361"})) == []


def test_what_the_server_says_keeps_it(tmp_path: Path, door_site: Path) -> None:
    house = House(tmp_path, door_site)
    with house.serving() as door:
        sent = door.send()
        pages = [door.page("mine", door.proof(sent["code"])).text, _receipt(door, sent["code"])]
    for page in pages:
        assert turned(_visible(page)) == []


def _receipt(door: Knocker, code: str) -> str:
    return door.client.get("/intake/receipt", params={"of": code}, headers={"Accept": "text/html"}).text


def _visible(page: str) -> str:
    """A page's words, a line each for what stands in an element of its own order."""
    page = re.sub(r"<(style|svg|script)\b.*?</\1>", "", page, flags=re.DOTALL)
    page = re.sub(r"<bdi[^>]*>(.*?)</bdi>", r"\n\1\n", page)
    return html.unescape(re.sub(r"</?(?:a|b|strong|em|span)\b[^>]*>", "", page)).replace("<", "\n<").replace(">", ">\n")


def test_the_sites_pages_keep_it(sample_site: Path) -> None:
    wrong = {
        str(path.relative_to(sample_site)): lines
        for path in sample_site.rglob("*.html")
        if (lines := turned(_without_tags(path.read_text(encoding="utf-8"))))
    }
    assert wrong == {}


def _without_tags(page: str) -> str:
    return re.sub(r"<[^>]+>", "", _visible(page))


def test_no_rule_of_the_check_turns_what_it_names() -> None:
    for code, rule in RULES.items():
        names = re.findall(r"\{(\w+)\}", f"{rule.what} {rule.fix}")
        assert turned(str(problem("p", 1, code, **dict.fromkeys(names, "۴۱۵/۶۰۳/۸۷۰۴")))) == []
