"""What comes by any way, in any order and at any hour: the files that the server makes pass the record's check."""

import os
import subprocess
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.doors import by_form, letter_of
from tests.lab import PAIRS, commit_all, git, idea_form, ideas, repository
from tests.opened import opened
from tests.ready import TOOL
from tests.records import Record

from farakhan import sealing
from farakhan.files import idea as idea_file
from farakhan.intake import form_answers
from farakhan.intake.applying import applied
from farakhan.intake.committer import Memory, commit_waiting, send_on
from farakhan.intake.receive import Intake
from farakhan.intake.restored import settle
from farakhan.intake.sending import Receipt
from farakhan.model.codes import grouped
from farakhan.model.idea import Idea, Status
from farakhan.model.standing import decided
from farakhan.persian.calendar import end_of_day, parse_day
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.inspecting import inspect_edition
from farakhan.store import disk
from farakhan.store.git.commits import New, Person, commit
from farakhan.store.git.pushing import push
from farakhan.store.spool import sqlite
from farakhan.store.spool.letters import Act, State, Taken
from farakhan.store.spool.sqlite import Spool
from farakhan.store.vault import contacts, objects

DEADLINE, REPAIRED = "1408-08-30", "1408-10-30"
DATES = {
    **dict.fromkeys(("judging_from", "judging_until", "objections_until", "announced"), ""),
    "opens": "1405-01-01",
    "deadline": DEADLINE,
    "repair_until": REPAIRED,
}
CLOSES = end_of_day(parse_day(DEADLINE))
OPEN = CLOSES - timedelta(days=30)
DESK = Person("کارشناس نمونه", "desk@localhost")


class Server:
    """The receiving side in this process; its clock stands until a test moves it."""

    def __init__(self, record: Record) -> None:
        self.record, self.root, self.time = record, record.root, OPEN
        self.spool = Spool(self.root / sqlite.FOLDER, lambda: self.time)
        self.intake = Intake(self.root, "1406", self.spool, lambda: self.time)
        self.memory = Memory(self.intake.live, set(), [])

    def sent(self, sender: int, text: int = 0, mobile: int = 0, **more: object) -> Taken:
        """A letter of somebody with one of some texts, on disk; the same sender again mends what was sent."""
        form = idea_form(mobile or sender, f"نمونهٔ {text or sender}", f"{sender:032x}") | more
        given = {
            key: [str(one) for one in value] if isinstance(value, list) else [str(value)] for key, value in form.items()
        }
        letter = letter_of(
            self.intake, by_form(key=str(form["key"]), answers=form_answers.read(self.intake.call, given))
        )
        (taken,) = self.spool.put([letter])
        assert isinstance(taken, Taken), taken
        return taken

    def withdrawn(self, code: str) -> Taken:
        """A letter by which an owner takes back an idea as it stands, on disk."""
        idea = self.intake.standing(code)
        assert idea
        (taken,) = self.spool.put([self.intake.withdrawal(idea)])
        assert isinstance(taken, Taken), taken
        return taken

    def mended(self, code: str, text: int) -> Taken:
        """A letter by which an owner, who proved it, writes another text for an idea as it stands, on disk."""
        form = idea_form(1, f"نمونهٔ {text}", "")
        given = {key: value if isinstance(value, list) else [str(value)] for key, value in form.items()}
        read = form_answers.read(self.intake.call, given)
        letter = letter_of(self.intake, by_form(key="", answers=read, mends=self.intake.standing(code)))
        (taken,) = self.spool.put([letter])
        assert isinstance(taken, Taken), taken
        return taken

    def round(self, rest: Callable[[], None] = lambda: None) -> list[FarakhanError]:
        """What waits goes into git; why something stays behind."""
        wrong: list[FarakhanError] = []
        commit_waiting(self.root, self.spool, lambda: self.time, wrong.append, rest, self.memory)
        return wrong

    def told(self, taken: Taken) -> Receipt:
        receipt = self.intake.sent_by(taken.letter.sender)
        assert receipt
        return receipt

    def number(self, code: str) -> str:
        """Whose mobile the vault has for an idea."""
        return sealing.unseal(contacts.sealed(self.root, code), [PAIRS[0][0]]).mobile

    def ideas(self) -> dict[str, Idea]:
        return ideas(self.root)


def right(root: Path) -> None:
    """The record passes its check, and the work tree is git's."""
    _, problems = inspect_edition(root, "1406")
    assert [str(one) for one in problems if not one.warning] == []
    assert git(root, "status", "--porcelain") == ""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    made = Server(
        repository(
            tmp_path / "r",
            dates={
                "opens": "1405-01-01",
                "deadline": DEADLINE,
                "repair_until": REPAIRED,
                "judging_from": "",
                "judging_until": "",
                "objections_until": "",
                "announced": "",
            },
        )
    )
    git(made.root, "config", "user.name", DESK.name)
    git(made.root, "config", "user.email", DESK.email)
    yield made
    made.spool.close()


def message(text: int) -> str:
    """The same idea as `idea_form` sends it, as a message by hand."""
    form = idea_form(text, f"نمونهٔ {text}", "")
    return f"""عنوان: {form["title"]}
خلاصه: {form["summary"]}
حوزه: کشاورزی
شهرستان: استهبان
مرحله: ایده
نقش: بدون نقش
نام: نمونه
شماره تماس: 09000000018
صاحب ایده: یک نفر
مقررات: می‌پذیرم

مسئله:
{form["body.0"]}

ایده:
{form["body.1"]}
"""


def register(root: Path, text: int) -> subprocess.CompletedProcess[str]:
    words = [str(TOOL), "register", "1406", "-", "--yes", "--arrived", "1405-08-20 10:30"]
    return subprocess.run(words, cwd=root, input=message(text), capture_output=True, text=True, check=False)


def cloned(root: Path, folder: Path) -> tuple[Path, Path]:
    """A remote of a repository, and the clone of somebody at a desk."""
    remote, clone = folder / "remote.git", folder / "clone"
    git(folder, "clone", "-q", "--bare", str(root), str(remote))
    git(root, "remote", "add", "origin", str(remote))
    git(folder, "clone", "-q", str(remote), str(clone))
    for key, value in (("user.name", DESK.name), ("user.email", DESK.email)):
        git(clone, "config", key, value)
    return remote, clone


@pytest.mark.promise("server-writes-only-right-records")
@pytest.mark.parametrize("way", ["here", "pull", "push"])
def test_the_same_text_by_the_desk_and_then_by_the_form_is_one_idea_and_its_copy(
    server: Server, tmp_path: Path, way: str
) -> None:
    root = server.root
    _, clone = cloned(root, tmp_path)
    done = register(root if way == "here" else clone, 1)
    assert done.returncode == 0, done.stdout + done.stderr
    if way != "here":
        git(clone, "push", "-q", "origin", "main")
    if way == "pull":
        git(root, "pull", "-q", "--ff-only", "origin", "main")
    if way == "push":
        server.sent(9)
        server.round()
        push(root, "origin")
    (first,) = (one for one in server.ideas().values() if one.channel == "eitaa")
    taken = server.sent(1)
    assert server.round() == []
    copy = server.ideas()[taken.letter.code]
    assert (copy.copies_of, copy.status) == (first.code, Status.HELD)
    assert server.ideas()[first.code] == first
    assert server.told(taken).idea.status is Status.HELD
    right(root)


def test_texts_that_meet_when_two_histories_do_are_one_idea_and_its_copy(server: Server, tmp_path: Path) -> None:
    root = server.root
    remote, clone = cloned(root, tmp_path)
    taken, other = server.sent(1), server.sent(2)
    assert server.round() == []
    assert register(clone, 1).returncode == 0
    git(clone, "push", "-q", "origin", "main")
    assert send_on(root, server.spool)
    (first,) = (one for one in server.ideas().values() if one.channel == "eitaa")
    copy = server.ideas()[taken.letter.code]
    assert (copy.copies_of, copy.status) == (first.code, Status.HELD)
    assert server.ideas()[other.letter.code].copies_of is None
    assert server.told(taken).idea.status is Status.HELD
    assert git(root, "rev-parse", "HEAD") == git(remote, "rev-parse", "main")
    right(root)


def test_texts_that_met_in_a_clone_are_one_idea_and_its_copy_with_the_next_letter(
    server: Server, tmp_path: Path
) -> None:
    root = server.root
    remote, clone = cloned(root, tmp_path)
    taken = server.sent(1)
    assert server.round() == []
    assert send_on(root, server.spool)
    assert register(clone, 1).returncode == 0
    git(clone, "pull", "-q", "--rebase", "origin", "main")
    git(clone, "push", "-q", "origin", "main")
    git(root, "pull", "-q", "--ff-only", "origin", "main")
    assert server.round() == []
    server.sent(2)
    assert server.round() == []
    (first,) = (one for one in server.ideas().values() if one.channel == "eitaa")
    copy = server.ideas()[taken.letter.code]
    assert (copy.copies_of, copy.status, first.copies_of) == (first.code, Status.HELD, None)
    assert send_on(root, server.spool)
    assert git(root, "rev-parse", "HEAD") == git(remote, "rev-parse", "main")
    right(root)


FREE = "1000000005"
"""A code."""


def by_hand(server: Server, taken: Taken) -> None:
    """Somebody commits another idea with a letter's text."""
    made = applied(server.intake.call, taken, None)
    assert made
    made = made.model_copy(update={"code": FREE, "channel": "eitaa"})
    made = made.model_copy(update={"digest": idea_file.digest(made)})
    commit(server.root, {idea_file.idea_path("1406", FREE): New(idea_file.render(made))}, "x", DESK, OPEN)


def test_what_comes_while_a_batch_is_made_is_seen_by_it(server: Server) -> None:
    """Between the look at the branch and the commit."""
    taken = server.sent(1)
    left = [taken]

    def meanwhile() -> None:
        if left:
            by_hand(server, left.pop())

    commit_waiting(
        server.root, server.spool, lambda: server.time, lambda error: pytest.fail(str(error)), meanwhile, server.memory
    )
    assert server.ideas()[taken.letter.code].copies_of == FREE
    right(server.root)


def test_a_copy_is_only_of_an_idea_that_is_there(server: Server) -> None:
    """The letter that came first was never put on disk."""
    form = {
        key: [str(one) for one in value] if isinstance(value, list) else [str(value)]
        for key, value in idea_form(1, "نمونهٔ 1", "a" * 32).items()
    }
    letter_of(server.intake, by_form(key="a" * 32, answers=form_answers.read(server.intake.call, form)))
    taken = server.sent(2, text=1)
    assert taken.letter.copies_of
    assert server.round() == []
    idea = server.ideas()[taken.letter.code]
    assert (idea.copies_of, idea.status) == (None, Status.RECEIVED)
    assert server.told(taken).idea.status is Status.RECEIVED
    right(server.root)


def test_what_waits_in_the_spool_is_known_to_the_desk(server: Server) -> None:
    taken = server.sent(1)
    done = register(server.root, 1)
    assert (done.returncode, to_persian(grouped(taken.letter.code)) in done.stdout) == (1, True)
    assert server.ideas() == {}
    server.round()
    right(server.root)


def test_what_lies_in_the_work_tree_alone_is_no_known_text(server: Server) -> None:
    assert register(server.root, 1).returncode == 0
    (code,) = server.ideas()
    git(server.root, "reset", "-q", "--soft", "HEAD~1")
    git(server.root, "restore", "--staged", ".")
    assert register(server.root, 1).returncode == 0
    assert code not in server.ideas()
    assert len(server.ideas()) == 1


def test_what_comes_too_late_changes_neither_text_nor_contact(server: Server) -> None:
    first = server.sent(1)
    server.round()
    server.time = CLOSES + timedelta(days=3)
    late = first
    for text in (1, 2):
        late = server.sent(1, text=text, mobile=7)
        assert not server.told(late).done
        assert not server.intake.is_of(first.letter.code, "09170000007")
        assert server.round() == []
        assert server.number(first.letter.code) == "09170000001"
        assert not server.told(late).done
        assert server.intake.is_of(first.letter.code, "09170000001")
    assert server.spool.count()[:3] == (0, 1, None)
    assert {one.state for one in server.spool.of_sender(late.letter.sender)} == {State.COMMITTED, State.REFUSED}
    right(server.root)


def test_a_change_that_the_next_one_follows_at_once_was_no_change_too_late(server: Server) -> None:
    first, second, third = (server.sent(1, text) for text in (1, 2, 3))
    assert (second.letter.act, third.letter.code) == (Act.MEND, first.letter.code)
    assert [server.intake.receipt(one).done for one in (first, second, third)] == [True, True, True]
    assert server.round() == []
    assert server.intake.receipt(second).done
    server.time = CLOSES
    late = [server.sent(1, text) for text in (4, 5)]
    assert [server.intake.receipt(one).done for one in late] == [False, False]
    assert server.round() == []
    assert [server.intake.receipt(one).done for one in late] == [False, False]


def test_another_number_in_time_takes_the_place_of_the_first(server: Server) -> None:
    code = server.sent(1).letter.code
    server.round()
    same = server.sent(1, mobile=7)
    assert server.told(same).done
    assert server.intake.is_of(code, "09170000007")
    assert server.round() == []
    assert server.number(code) == "09170000007"
    server.time = CLOSES + timedelta(days=3)
    assert server.told(same).done


@pytest.mark.promise("decision-about-a-text")
@pytest.mark.parametrize("act", ["mend", "withdraw"])
def test_a_rejection_that_overtakes_its_owner_s_word_is_made_anew(server: Server, act: str) -> None:
    """What was acknowledged waits for git, and somebody rejects the text that its owner has just changed."""
    code = server.sent(1).letter.code
    server.round()
    taken = server.mended(code, 2) if act == "mend" else server.withdrawn(code)
    idea = server.ideas()[code]
    path = server.root / idea_file.idea_path("1406", code)
    path.write_bytes(
        idea_file.render(idea.model_copy(update=decided(Status.REJECTED, idea.digest, "not_home")._asdict()))
    )
    commit_all(server.root)
    assert server.round() == []
    after = server.ideas()[code]
    assert after.status is (Status.RECEIVED if act == "mend" else Status.WITHDRAWN)
    assert (after.digest != idea.digest) == (act == "mend")
    assert server.told(taken).done
    right(server.root)


def test_a_rejected_idea_is_not_changed_by_a_form_that_comes_again(server: Server) -> None:
    code = server.sent(1).letter.code
    server.round()
    idea = server.ideas()[code]
    path = server.root / idea_file.idea_path("1406", code)
    rejected = idea.model_copy(update=decided(Status.REJECTED, idea.digest, "not_home")._asdict())
    path.write_bytes(idea_file.render(rejected))
    commit_all(server.root)
    assert not server.told(server.sent(1, text=2)).done
    assert server.round() == []
    assert server.ideas()[code] == rejected


def test_a_returned_idea_is_mended_with_its_contact_in_the_window(server: Server) -> None:
    code = server.sent(1).letter.code
    server.round()
    idea = server.ideas()[code]
    returned = idea.model_copy(update=decided(Status.RETURNED, idea.digest, "unclear")._asdict())
    path = server.root / idea_file.idea_path("1406", code)
    path.write_bytes(idea_file.render(returned))
    commit_all(server.root)
    server.time = CLOSES + timedelta(days=3)
    taken = server.sent(1, text=2, mobile=7)
    assert server.told(taken).done
    assert server.round() == []
    assert (server.told(taken).done, server.number(code)) == (True, "09170000007")
    assert server.ideas()[code].status is Status.RECEIVED


def test_a_late_letter_of_a_backup_brings_no_contact(server: Server) -> None:
    code = server.sent(1).letter.code
    server.time = CLOSES + timedelta(days=3)
    server.sent(1, text=2, mobile=7)
    settle(server.root, server.spool)
    assert list(contacts.codes(server.root)) == []
    assert server.round() == []
    assert server.number(code) == "09170000001"


def test_a_call_that_cannot_be_read_costs_one_round(server: Server) -> None:
    """Nothing is sealed, and nothing is marked."""
    letters = [server.sent(number) for number in range(1, 65)]
    path = server.record.folder / "call.yml"
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    with pytest.raises(FarakhanError) as told:
        server.round()
    assert told.value.code == "call-file"
    assert list(objects.names(server.root)) == []
    path.write_bytes(whole)
    assert server.round() == []
    assert server.ideas().keys() == {one.letter.code for one in letters}
    assert git(server.root, "rev-list", "--count", "HEAD") == "2"
    right(server.root)


def test_the_committer_reads_a_call_only_where_it_changed(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the door reads the committer has, and the other way round; no idea is opened where git has it."""
    monkeypatch.setattr(disk, "COARSE", 0.0)
    server.intake.renew()
    for number in range(1, 4):
        server.sent(number)
        with opened(server.record.folder) as names:
            assert server.round() == []
        assert "call.yml" not in names
    path = server.record.folder / "call.yml"
    path.write_text(path.read_text(encoding="utf-8").replace(DEADLINE, "1408-08-29"), encoding="utf-8")
    server.sent(4)
    with opened(server.record.folder) as names:
        assert server.round() == []
    assert names.count("call.yml") == 1
    assert server.intake.call.closes() == end_of_day(parse_day("1408-08-29"))


def test_a_server_begins_without_opening_an_idea(server: Server) -> None:
    code = server.sent(1).letter.code
    server.round()
    with opened(server.record.folder) as names:
        again = Intake(server.root, "1406", server.spool, lambda: server.time)
    assert names == ["call.yml"]
    assert again.known.holds("1406", code)


def test_files_in_somebody_s_hands_stop_their_own_ideas_alone(server: Server) -> None:
    codes = [server.sent(number).letter.code for number in range(1, 9)]
    server.round()
    for code in codes:
        os.utime(server.root / idea_file.idea_path("1406", code), (1, 1))
    paths = [idea_file.idea_path("1406", code) for code in codes[:2]]
    for path in paths:
        (server.root / path).write_text("در دست کار", encoding="utf-8")
    for number in range(1, 9):
        server.sent(number, text=number + 20)
    wrong = server.round()
    assert sorted((one.code, one.place) for one in wrong) == sorted(("commit-conflict", path) for path in paths)
    assert {code for code, one in server.ideas().items() if one.title < "نمونهٔ 20"} == set(codes[:2])
    assert git(server.root, "rev-list", "--count", "HEAD") == "3"
    for path in paths:
        git(server.root, "checkout", "-q", "--", path)
    assert server.round() == []
    right(server.root)


def test_a_branch_that_somebody_switched_to_gets_no_ideas(server: Server) -> None:
    first = server.sent(1)
    server.round()
    git(server.root, "switch", "-q", "-c", "draft", "HEAD~1")
    second = server.sent(2)
    for _ in range(2):
        with pytest.raises(FarakhanError) as told:
            server.round()
        assert (told.value.code, "main" in told.value.message) == ("commit-branch", True)
    git(server.root, "switch", "-q", "--detach")
    with pytest.raises(FarakhanError) as told:
        server.round()
    assert told.value.code == "commit-branch"
    assert server.intake.is_of(first.letter.code, "09170000001")
    git(server.root, "switch", "-q", "main")
    assert server.round() == []
    assert server.ideas().keys() == {first.letter.code, second.letter.code}
    assert ideas(server.root, "draft") == {}
    right(server.root)


steps = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.integers(1, 3),
        st.integers(-9000, 9000),
        st.sampled_from(["form", "form", "round", "withdraw"]),
    ),
    min_size=1,
    max_size=12,
)


@pytest.mark.promise("server-writes-only-right-records")
@settings(max_examples=6, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_whatever_comes_by_whatever_clock_the_record_passes_its_check(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[int, int, int, str]]
) -> None:
    """Three people, three texts, mends, withdrawals, rounds at any time, and a clock that steps to and fro."""
    server = Server(repository(tmp_path_factory.mktemp("any") / "r", dates=DATES))
    codes: dict[int, str] = {}
    for sender, text, minutes, act in steps:
        server.time += timedelta(minutes=minutes)
        if act == "form":
            codes[sender] = server.sent(sender, text=text).letter.code
        elif act == "round":
            assert server.round() == []
        elif sender in codes:
            server.withdrawn(codes[sender])
    assert server.round() == []
    right(server.root)
    assert server.ideas().keys() == set(codes.values())
    server.spool.close()


@pytest.mark.promise("server-writes-only-right-records")
def test_a_mend_that_is_earlier_than_its_idea_is_no_time_before_it(server: Server) -> None:
    code = server.sent(1).letter.code
    server.time -= timedelta(hours=1)
    server.sent(1, text=2)
    assert server.round() == []
    idea = server.ideas()[code]
    assert (idea.title, idea.registered) == ("نمونهٔ 2", idea.arrived)
    right(server.root)
