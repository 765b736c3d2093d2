"""Show and screen: what the secretariat sees and decides; each decision a commit, each opening a line."""

import os
import pty
import re
import subprocess
from pathlib import Path

import pytest
from tests.ready import TOOL
from tests.test_register import CANARY, PAIRS, SHORT, Desk

from farakhan.files import idea as idea_file
from farakhan.model.codes import grouped
from farakhan.model.idea import LABELS, Idea, Media, Status
from farakhan.persian.digits import to_persian
from farakhan.record.edition import read_edition
from farakhan.store.vault import contacts, logbook


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
    for said in (idea.code, grouped(idea.code), to_persian(grouped(idea.code)).replace("/", " ")):
        done = run(desk, "show", said)
        assert done.returncode == 0, done.stderr
        assert idea.title in done.stdout
        assert "کشاورزی" in done.stdout
        assert CANARY not in done.stdout
    assert list(logbook.openings(desk.root)) == []


def test_who_opens_a_contact_needs_a_key_and_is_written_down(desk: Desk) -> None:
    (idea,) = desk.ideas()
    key = str(desk.root.parent / "own.age-key")
    done = run(desk, "show", idea.code, "--why", "زنگ برای تکمیل\tمتن", "--key", key)
    assert CANARY in done.stdout
    assert "۰۹۰۰۰۰۰۰۰۱۸" in done.stdout
    (line,) = logbook.openings(desk.root)
    assert line.split("\t")[1:] == ["کارشناس نمونه", idea.code, "زنگ برای تکمیل متن"]
    other = desk.root.parent / "other.age-key"
    other.write_text("AGE-SECRET-KEY-1" + "Q" * 58)
    assert run(desk, "show", idea.code, "--why", "x", "--key", str(other)).returncode == 2


def test_each_decision_is_one_commit_by_that_person(desk: Desk) -> None:
    (idea,) = desk.ideas()
    now = idea
    for words, status, note in (
        (("hold", "--note", "تلفن جواب نداد"), Status.HELD, "تلفن جواب نداد"),
        (("return", "--reason", "unclear"), Status.RETURNED, ""),
        (("hold", "--note", "دوباره زنگ بزنیم"), Status.HELD, "دوباره زنگ بزنیم"),
        (("accept",), Status.ACCEPTED, "دوباره زنگ بزنیم"),
        (("withdraw",), Status.WITHDRAWN, "دوباره زنگ بزنیم"),
    ):
        done = run(desk, "screen", idea.code, *words)
        assert done.returncode == 0, done.stdout + done.stderr
        (now,) = desk.ideas()
        assert (now.status, now.note) == (status, note), "a note on a returned idea is its owner's"
        assert now.content() == idea.content()
        assert desk.git("status", "--porcelain") == b""
    done = run(desk, "screen", idea.code, "accept")
    assert (done.returncode, "hold" in done.stdout) == (1, True), "nobody accepts what was taken back"
    said = desk.git("log", "-5", "--format=%an %s").decode().splitlines()
    assert [line.split(":")[0] for line in said] == [
        f"کارشناس نمونه {word}" for word in ("انصراف", "پذیرش", "نگه داشتن", "بازگرداندن برای تکمیل", "نگه داشتن")
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
    assert list(contacts.codes(desk.root)) == [idea.code]


def typed(desk: Desk, line: str, *words: str) -> subprocess.CompletedProcess[str]:
    """Run with a person at a terminal, who types one line."""
    ours, theirs = pty.openpty()
    os.write(ours, f"{line}\n".encode())
    command = [str(TOOL), *words]
    done = subprocess.run(command, cwd=desk.root, stdin=theirs, capture_output=True, text=True, timeout=60, check=False)
    os.close(ours)
    os.close(theirs)
    assert "Traceback" not in done.stderr
    return done


def rewritten(desk: Desk, **changes: object) -> Idea:
    """Commit the idea with another text and nothing else, as git's own merge leaves it."""
    (idea,) = desk.ideas()
    idea = idea.model_copy(update=changes)
    idea = idea.model_copy(update={"digest": idea_file.digest(idea)})
    (path,) = desk.root.glob("submissions/1406/ideas/*/*.md")
    path.write_bytes(idea_file.render(idea))
    desk.git("commit", "-qam", "نمونه")
    return idea


def test_who_reads_an_idea_sees_its_photos_its_note_and_why_it_came_back(desk: Desk) -> None:
    photo, clip = (
        Media(sha256=letter * 64, kind=kind, bytes=1, caption="") for letter, kind in (("a", "photo"), ("b", "clip"))
    )
    idea = rewritten(desk, media=(photo, clip))
    bare = run(desk, "show", idea.code).stdout.splitlines()
    assert {"عکس ۱: ۱ کیلوبایت", "کلیپ ۲: ۱ کیلوبایت"} < set(bare)
    assert not [line for line in bare if line.startswith(("دلیل: ", "یادداشت: "))]
    returned = run(desk, "screen", idea.code, "return", "--reason", "unclear", "--note", "تلفن جواب نداد")
    assert returned.returncode == 0, returned.stderr
    assert {"دلیل: روشن نیست ایده چیست", "یادداشت: تلفن جواب نداد"} < set(
        run(desk, "show", idea.code).stdout.splitlines()
    )


def test_a_decision_is_on_the_text_that_was_shown(desk: Desk) -> None:
    (idea,) = desk.ideas()
    shown = re.search("اثر انگشت این متن: ([0-9a-f]{8})", run(desk, "show", idea.code).stdout)
    assert shown
    assert idea.digest.startswith(shown[1])
    newer = rewritten(desk, title="نمونه: عنوانی دیگر")
    for seen in (shown[1], newer.digest[:7], "0" * 64):
        done = run(desk, "screen", idea.code, "accept", "--seen", seen)
        assert (done.returncode, "text-unseen" in done.stderr) == (2, True)
        assert desk.ideas() == [newer]
    assert run(desk, "screen", idea.code, "accept", "--seen", newer.digest[:8]).returncode == 0
    (decided,) = desk.ideas()
    assert (decided.status, decided.screened) == (Status.ACCEPTED, newer.digest)


@pytest.mark.parametrize(("line", "code", "status"), [("بله", 0, Status.ACCEPTED), ("", 1, Status.RECEIVED)])
def test_a_person_at_a_terminal_is_asked_whether_they_read_it(desk: Desk, line: str, code: int, status: Status) -> None:
    (idea,) = desk.ideas()
    done = typed(desk, line, "screen", idea.code, "accept")
    assert done.returncode == code, done.stderr
    assert idea.title in done.stdout
    assert idea.digest[:8] in done.stdout
    (now,) = desk.ideas()
    assert now.status is status
    assert typed(desk, "", "screen", idea.code, "hold").returncode == 0  # which rests on no text


def test_a_text_that_changed_after_its_decision_is_looked_at_again(desk: Desk) -> None:
    (idea,) = desk.ideas()
    assert run(desk, "screen", idea.code, "accept").returncode == 0
    newer = rewritten(desk, summary="نمونه: خلاصه‌ای دیگر")
    assert (newer.status, newer.screened) == (Status.ACCEPTED, idea.digest)
    said = run(desk, "check")
    assert said.returncode == 1
    assert [line.split(": ")[1] for line in said.stdout.splitlines()] == ["idea-screened"]
    assert f"farakhan screen {idea.code}" in said.stdout
    assert read_edition(desk.root, "1406").candidates() == ()
    shown = run(desk, "show", idea.code)
    assert shown.returncode == 0
    assert "idea-screened" in shown.stderr
    assert LABELS[Status.RECEIVED] in shown.stdout
    assert LABELS[Status.ACCEPTED] not in shown.stdout
    assert run(desk, "receipt", idea.code).returncode == 0
    unseen = run(desk, "screen", idea.code, "accept")
    assert (unseen.returncode, newer.digest[:8] in unseen.stderr) == (2, True)
    assert run(desk, "screen", idea.code, "accept", "--seen", newer.digest[:8]).returncode == 0
    assert run(desk, "check").returncode == 0
    assert [one.code for one in read_edition(desk.root, "1406").candidates()] == [idea.code]


FAULTS = {
    "idea-field": ("field: agriculture", "field: mining"),
    "idea-channel": ("channel: eitaa", "channel: pigeon"),
    "text-arabic": ("note: ''", "note: كم"),
    "value-choice": ("stage: ", "stage: done #"),
    "yaml-duplicate": ("note: ''", "note: ''\nnote: ''"),
}
UNREADABLE = ("value-choice", "yaml-duplicate")


def test_an_idea_whose_file_has_a_problem_is_shown_or_said_in_words(desk: Desk) -> None:
    (path,) = desk.root.glob("submissions/1406/ideas/*/*.md")
    text, code = path.read_text(encoding="utf-8"), path.stem
    for fault, (old, new) in FAULTS.items():
        wrong = text.replace(old, new, 1)
        assert wrong != text
        path.write_text(wrong, encoding="utf-8")
        exits = 2 if fault in UNREADABLE else 0
        commands = ("show", "receipt") if fault in ("idea-channel", *UNREADABLE) else ("show",)
        for command in commands:
            done = run(desk, command, code)
            assert (done.returncode, fault in done.stderr) == (exits, True)
            assert (to_persian(grouped(code)) in done.stdout) == (exits == 0)
    done = run(desk, "screen", code, "accept")
    assert (done.returncode, "yaml-duplicate" in done.stderr) == (2, True)
    path.write_text(text.replace(*FAULTS["idea-field"], 1), encoding="utf-8")
    assert run(desk, "screen", code, "accept").returncode == 1
    assert desk.git("log", "--format=%s", "-1", "--grep", "پذیرش") == b""
