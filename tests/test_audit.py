"""`farakhan audit`: each change after its time is a sentence, and what was done in time or by right is none."""

import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from tests.lab import git
from tests.records import Record

from farakhan.files import idea as idea_file
from farakhan.judging.auditing import audit
from farakhan.model.acts import OWNER, Act, Kind, message
from farakhan.model.idea import Idea, Status
from farakhan.persian.calendar import end_of_day
from farakhan.problems import FarakhanError
from farakhan.store.git.acts import INTAKE

DESK = ("desk", "desk@localhost")


class History:
    """An edition in git whose commits are made at times of our own."""

    def __init__(self, root: Path) -> None:
        self.record = Record(root)
        self.code = self.record.idea().code
        self.returned = self.record.idea(status=Status.RETURNED, reason="incomplete").code
        self.call = self.record.read().call
        git(root, "init", "-q", "-b", "main")
        self.deadline = self.call.closes()
        self.commit(self.deadline - timedelta(days=9), "آغاز")

    def commit(self, at: datetime, words: str, who: tuple[str, str] = DESK) -> None:
        """Commit all that stands in the work tree, as made at a time."""
        git(self.record.root, "add", "-A")
        os.environ["GIT_AUTHOR_DATE"] = os.environ["GIT_COMMITTER_DATE"] = at.isoformat()
        name, address = who
        words_of_git = ("-c", f"user.name={name}", "-c", f"user.email={address}", "commit", "-q", "--allow-empty")
        git(self.record.root, *words_of_git, "-m", words)

    def act(self, kind: Kind, code: str, at: datetime, by: str) -> None:
        """Commit as an act."""
        who = (INTAKE.name, INTAKE.email) if by == OWNER else DESK
        self.commit(at, message([Act(kind=kind, ideas=(code,), by=by, at=at)]), who)

    def change(self, code: str, **changes: object) -> None:
        """Change an idea's file, its digest with it."""
        path = self.record.path(code)
        idea = idea_file.parse(path.relative_to(self.record.root).as_posix(), path.read_bytes())
        changed = Idea.model_validate(idea.model_copy(update=changes).model_dump())
        changed = changed.model_copy(update={"digest": idea_file.digest(changed.content())})
        path.write_bytes(idea_file.render(changed))

    def said(self) -> list[str]:
        """What the audit says."""
        return audit(self.record.root, self.record.edition, self.record.read().call)


@pytest.fixture
def history(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> History:
    for name in ("GIT_AUTHOR_DATE", "GIT_COMMITTER_DATE"):
        monkeypatch.setenv(name, "")
    return History(tmp_path)


def test_a_text_changed_before_the_deadline_and_a_status_after_it_are_nothing(history: History) -> None:
    history.change(history.code, title="نامی دیگر برای ایده")
    history.commit(history.deadline - timedelta(minutes=1), "متن")
    history.change(history.code, status=Status.HELD, screened=None, note="دیده شود")
    history.commit(history.deadline + timedelta(days=1), "وضعیت")
    history.record.idea(title="ایده‌ای که با پست رسید")
    history.commit(history.deadline + timedelta(days=1), "ثبت")
    assert history.said() == []


def test_a_text_changed_after_the_deadline_is_named_with_who_and_when(history: History) -> None:
    history.change(history.code, jobs=9)
    history.commit(history.deadline + timedelta(days=1), "نه نفر", ("نمونهٔ همکار", "x@localhost"))
    [sentence] = history.said()
    assert sentence.startswith("محتوای ایدهٔ ")
    assert "پس از مهلت عوض شده است" in sentence
    assert sentence.endswith("، نمونهٔ همکار: نه نفر")


def test_a_date_set_back_hides_nothing(history: History) -> None:
    history.commit(history.deadline + timedelta(days=1), "چیزی پس از مهلت")
    history.change(history.code, jobs=9)
    history.commit(history.deadline - timedelta(days=1), "با تاریخ پیش از مهلت")
    assert len(history.said()) == 1


def test_a_file_written_in_another_form_is_the_same_text(history: History) -> None:
    path = history.record.path(history.code)
    path.write_bytes(path.read_bytes().replace(b"\njobs: 4", b"\njobs: '4'"))
    history.commit(history.deadline + timedelta(days=1), "شکل")
    assert history.said() == []


def test_an_idea_taken_away_is_named(history: History) -> None:
    history.record.path(history.code).unlink()
    history.commit(history.deadline + timedelta(days=1), "پاک")
    [sentence] = history.said()
    assert "پس از مهلت برداشته شده است" in sentence


@pytest.mark.parametrize(
    ("which", "by", "days", "number"),
    [
        ("returned", OWNER, -1, 0),  # mended in its window
        ("returned", OWNER, 1, 1),  # after the window
        ("code", OWNER, -1, 1),  # it was not given back
        ("code", "desk1", 1, 0),  # a correction, in a name
        ("returned", "", -1, 0),
        ("code", "", 1, 1),  # nobody's name
    ],
)
def test_who_may_change_a_text_and_until_when(history: History, which: str, by: str, days: int, number: int) -> None:
    until = history.call.dates.repair_until
    assert until
    at = end_of_day(until) + timedelta(days=days)
    assert at > history.deadline
    code = getattr(history, which)
    history.change(code, jobs=9)
    history.act(Kind.MEND, code, at, by)
    assert len(history.said()) == number


def test_an_owner_s_act_counts_in_the_server_s_commits_alone(history: History) -> None:
    at = history.deadline + timedelta(minutes=5)
    history.change(history.returned, jobs=9)
    act = Act(kind=Kind.MEND, ideas=(history.returned,), by=OWNER, at=at)
    history.commit(at, message([act]), ("نمونه", "nobody@localhost"))
    assert len(history.said()) == 1


@pytest.fixture
def decided(history: History) -> History:
    """Judged, closed, counted and signed, a commit each."""
    record, at = history.record, history.deadline + timedelta(days=40)
    record.judged()
    history.commit(at, "برگ‌ها")
    record.tally()
    history.commit(at, "شمارش")
    record.award(history.code)
    history.commit(at, "تصمیم و نامه")
    return history


def _append(name: str) -> Callable[[Record], None]:
    def change(record: Record) -> None:
        path = record.folder / name
        path.write_bytes(path.read_bytes() + b"\n")

    return change


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("sheets/first/a1.csv", "پس از بستن برگ‌ها عوض شده است"),
        ("assignments.csv", "پس از بستن برگ‌ها عوض شده است"),
        ("closed.json", "پس از بستن برگ‌ها عوض شده است"),
        ("results.json", "پس از امضا (نامهٔ ۱۲/۳۴) عوض شده است"),
        ("awards.yml", "پس از امضا (نامهٔ ۱۲/۳۴) عوض شده است"),
    ],
)
def test_what_was_closed_or_signed_and_changed_is_named(decided: History, file: str, words: str) -> None:
    assert decided.said() == []
    _append(file)(decided.record)
    decided.commit(decided.deadline + timedelta(days=50), "دست‌کاری")
    [sentence] = decided.said()
    assert sentence.startswith(f"{file} {words}: ")
    git(decided.record.root, "revert", "--no-edit", "HEAD")
    assert len(decided.said()) == 2


def test_a_sheet_that_came_after_closing_is_named(decided: History) -> None:
    (decided.record.folder / "sheets" / "first" / "d4.csv").write_text("idea\n", encoding="utf-8")
    decided.commit(decided.deadline + timedelta(days=50), "برگی دیگر")
    assert ["sheets/first/d4.csv پس از بستن برگ‌ها افزوده شده است" in sentence for sentence in decided.said()] == [True]


def test_a_change_made_in_a_merge_is_named(history: History) -> None:
    root = history.record.root
    history.commit(history.deadline + timedelta(days=1), "یک سو")
    git(root, "checkout", "-q", "-b", "other", "HEAD~1")
    history.commit(history.deadline + timedelta(days=1), "سوی دیگر")
    git(root, "-c", "user.name=x", "-c", "user.email=x@localhost", "merge", "-q", "--no-commit", "--no-ff", "main")
    history.change(history.code, jobs=9)
    history.commit(history.deadline + timedelta(days=2), "ادغام")
    [sentence] = history.said()
    assert sentence.endswith(": ادغام")


def test_half_a_history_is_none(history: History, tmp_path_factory: pytest.TempPathFactory) -> None:
    history.commit(history.deadline + timedelta(days=1), "یکی دیگر")
    part = tmp_path_factory.mktemp("part")
    git(part, "clone", "-q", "--depth", "1", history.record.root.as_uri(), "r")
    with pytest.raises(FarakhanError, match="git-part"):
        audit(part / "r", history.record.edition, history.call)
    with pytest.raises(FarakhanError, match="no-git"):
        audit(part, history.record.edition, history.call)
