"""Show and screen: what the secretariat sees and decides; each decision a commit, each opening a line."""

import subprocess
from pathlib import Path

import pytest
from tests.test_register import CANARY, PAIRS, SHORT, TOOL, Desk

from farakhan.model.codes import grouped
from farakhan.model.idea import Status
from farakhan.persian.digits import to_persian
from farakhan.store import vault


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    message = SHORT.replace("نام: نمونه", f"نام: {CANARY}")
    assert made.register(message).returncode == 0
    (tmp_path / "own.age-key").write_text(PAIRS[1][0])
    return made


def run(desk: Desk, *words: str) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([str(TOOL), *words], cwd=desk.root, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done


def test_an_idea_is_shown_without_who_sent_it(desk: Desk) -> None:
    (idea,) = desk.ideas()
    for said in (idea.code, grouped(idea.code), to_persian(grouped(idea.code)).replace("-", " ")):
        done = run(desk, "show", said)
        assert done.returncode == 0, done.stderr
        assert idea.title in done.stdout
        assert "کشاورزی" in done.stdout
        assert CANARY not in done.stdout
    assert list(vault.openings(desk.root)) == []


def test_who_opens_a_contact_needs_a_key_and_is_written_down(desk: Desk) -> None:
    (idea,) = desk.ideas()
    key = str(desk.root.parent / "own.age-key")
    done = run(desk, "show", idea.code, "--why", "زنگ برای تکمیل\tمتن", "--key", key)
    assert CANARY in done.stdout
    assert "۰۹۰۰۰۰۰۰۰۱۸" in done.stdout
    (line,) = vault.openings(desk.root)
    assert line.split("\t")[1:] == ["کارشناس نمونه", idea.code, "زنگ برای تکمیل متن"]
    other = desk.root.parent / "other.age-key"
    other.write_text("AGE-SECRET-KEY-1" + "Q" * 58)
    assert run(desk, "show", idea.code, "--why", "x", "--key", str(other)).returncode == 2


def test_each_decision_is_one_commit_by_that_person(desk: Desk) -> None:
    (idea,) = desk.ideas()
    now = idea
    for words, status in (
        (("hold", "--note", "تلفن جواب نداد"), Status.HELD),
        (("return", "--reason", "unclear"), Status.RETURNED),
        (("accept",), Status.ACCEPTED),
        (("withdraw",), Status.WITHDRAWN),
    ):
        done = run(desk, "screen", idea.code, *words)
        assert done.returncode == 0, done.stdout + done.stderr
        (now,) = desk.ideas()
        assert now.status == status
        assert now.content() == idea.content()
        assert desk.git("status", "--porcelain") == b""
    assert now.note == "تلفن جواب نداد"
    said = desk.git("log", "-4", "--format=%an %s").decode().splitlines()
    assert [line.split(":")[0] for line in said] == [
        f"کارشناس نمونه {word}" for word in ("انصراف", "پذیرش", "بازگرداندن برای تکمیل", "نگه داشتن")
    ]
    assert run(desk, "check").returncode == 0


@pytest.mark.parametrize("words", [("reject",), ("reject", "--reason", "mood"), ("accept", "--reason", "unclear")])
def test_a_decision_against_the_call_is_refused(desk: Desk, words: tuple[str, ...]) -> None:
    (idea,) = desk.ideas()
    done = run(desk, "screen", idea.code, *words)
    assert done.returncode == 1
    assert "دلیل" in done.stdout
    assert desk.ideas() == [idea]


def test_what_is_not_there_is_told(desk: Desk) -> None:
    assert run(desk, "show", "2739401865").returncode == 2
    assert run(desk, "show", "../../etc").returncode == 2
    assert run(desk, "screen", desk.ideas()[0].code, "love").returncode == 2


def test_an_unsaved_change_of_somebody_else_stops_a_decision(desk: Desk) -> None:
    (idea,) = desk.ideas()
    path = next(desk.root.glob("submissions/1406/ideas/*/*.md"))
    path.write_text(path.read_text(encoding="utf-8").replace("note: ''", "note: در دست کار"), encoding="utf-8")
    done = run(desk, "screen", idea.code, "accept")
    assert done.returncode == 2
    assert "در دست کار" in path.read_text(encoding="utf-8")
    assert list(vault.codes(desk.root)) == [idea.code]
