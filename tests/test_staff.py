"""Who acts: a person whom git knows is tied to an id by one table, and does what they are there for."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.lab import PAIRS, commit_all, git, put_into_git
from tests.records import CLOSED_AT, Record
from tests.test_contact import contact

from farakhan import sealing
from farakhan.checks.call import read_call
from farakhan.cli.receipts import renew
from farakhan.cli.screening import screen
from farakhan.cli.staff import tie
from farakhan.cli.tally import tally
from farakhan.files import idea as idea_file
from farakhan.files import staff as staff_file
from farakhan.files import tree
from farakhan.files.source import read_yaml
from farakhan.intake.arrival import Entry
from farakhan.intake.registering import Ready, begun, register
from farakhan.model.idea import Status
from farakhan.model.staff import Duty, Member, People, Tie
from farakhan.office.screening import Decision
from farakhan.problems import FarakhanError
from farakhan.store.git.acts import acts
from farakhan.store.git.commits import person
from farakhan.store.vault import contacts, objects, staff

line = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zl", "Zp", "Zs", "Cn", "Co")), min_size=1)
ties = st.builds(Tie, email=line, name=line, id=st.sampled_from(["desk1", "desk2"]))


@given(st.lists(ties, max_size=4, unique_by=lambda tie: tie.email))
def test_the_table_is_read_as_it_was_written(some: list[Tie]) -> None:
    there = staff_file.parse("people.yml", staff_file.render(People(people=tuple(some))))
    assert sorted(there.people, key=lambda tie: tie.email) == sorted(some, key=lambda tie: tie.email)


@pytest.mark.parametrize("text", ["", "people: desk1\n", "people: [{id: desk1}]\n", "people: [\n", "\xff"])
def test_a_table_that_cannot_be_read_is_said(text: str) -> None:
    with pytest.raises(FarakhanError, match="staff-file"):
        staff_file.parse("people.yml", text.encode("latin-1"))


def test_a_bare_id_may_do_everything() -> None:
    assert Member.model_validate("desk1") == Member(id="desk1")
    assert [duty for duty in Duty if Member(id="desk1").may(duty)] == list(Duty)
    some = Member.model_validate({"id": "desk1", "duties": ["register", "screen"]})
    assert [duty for duty in Duty if some.may(duty)] == [Duty.REGISTER, Duty.SCREEN]


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    """An idea on which nobody has decided, in git, and a member of staff at work there."""
    keys = [{"holder": "نمونه", "kind": "staff", "key": public} for _, public in PAIRS]
    record = Record(tmp_path / "r", age_recipients=keys)
    record.idea(status=Status.RECEIVED)
    record.close(CLOSED_AT)
    (record.root / ".gitignore").write_text("/vault/\n/.cache/\n", encoding="utf-8")
    put_into_git(record.root)
    monkeypatch.chdir(record.root)
    return record


def decide(record: Record, decision: Decision) -> str:
    """Decide on the idea; the id of who did."""
    screen(next(iter(record.ideas)), decision, "", "", "")
    *_, last = acts(record.root)
    return last.act.by


def set_staff(record: Record, *members: object) -> None:
    record.call["staff"] = list(members)
    record.write_call()
    commit_all(record.root)


def test_before_anybody_is_tied_gits_name_must_do(record: Record, capsys: pytest.CaptureFixture[str]) -> None:
    assert decide(record, Decision.ACCEPT) == ""
    tie("")
    assert "farakhan staff" in capsys.readouterr().out
    assert not objects.has(record.root, staff.NAME)


def test_who_is_tied_acts_by_that_id_and_who_is_not_is_told_what_to_do(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    tie("desk1")
    assert decide(record, Decision.HOLD) == "desk1"
    capsys.readouterr()
    tie("")
    assert "desk1: کارشناس نمونه (desk@localhost)\n" in capsys.readouterr().out
    assert git(record.root, "status", "--porcelain") == ""
    git(record.root, "config", "user.email", "other@localhost")
    head = git(record.root, "rev-parse", "HEAD")
    with pytest.raises(FarakhanError, match=r"other@localhost: staff-unknown: .*farakhan staff"):
        decide(record, Decision.ACCEPT)
    with pytest.raises(FarakhanError, match="staff-unknown"):
        tally("1406")
    assert git(record.root, "rev-parse", "HEAD") == head
    assert git(record.root, "status", "--porcelain") == ""
    tie("desk1")  # another machine of the same person
    assert decide(record, Decision.ACCEPT) == "desk1"


def test_nobody_is_tied_to_an_id_that_no_call_names(record: Record) -> None:
    with pytest.raises(FarakhanError, match="staff-call"):
        tie("desk9")
    assert staff.people(record.root) is None


def test_who_has_left_the_call_or_is_there_for_something_else_does_not_act(record: Record) -> None:
    set_staff(record, "desk1", {"id": "desk2", "duties": ["register", "judging"]})
    tie("desk2")
    with pytest.raises(FarakhanError, match=r"staff-duty: .*screen"):
        decide(record, Decision.ACCEPT)
    tie("desk1")
    set_staff(record, "desk2")
    with pytest.raises(FarakhanError, match="staff-call"):
        decide(record, Decision.ACCEPT)
    (path,) = record.folder.glob("ideas/*/*.md")
    assert idea_file.parse("", path.read_bytes()).status is Status.RECEIVED


def test_nothing_is_sealed_for_who_may_not_register(record: Record) -> None:
    set_staff(record, {"id": "desk1", "duties": ["screen"]}, "desk2")
    new = record.idea(status=Status.RECEIVED, registered_by="desk1")
    record.path(new.code).unlink()
    work = begun(record.root, record.read().call, Entry("eitaa", new.arrived, new.registered))
    with pytest.raises(FarakhanError, match="staff-duty"):
        register(work, [Ready(new, contact(), "")], person(record.root))
    assert list(objects.names(record.root)) == []
    by_other = new.model_copy(update={"registered_by": "desk2"})
    register(work, [Ready(by_other, contact(), "")], person(record.root))
    assert list(contacts.codes(record.root)) == [new.code]
    *_, last = acts(record.root)
    assert last.act.by == "desk2"


@pytest.mark.parametrize(
    ("members", "code"),
    [
        (["desk1", {"id": "desk2", "duties": ["screen"]}], ""),
        (["desk1", "desk1"], "call-id-twice"),
        ([{"id": "desk1", "duties": ["screen", "screen"]}], "value-list-twice"),
        ([{"id": "desk1", "duties": ["cook"]}], "value-choice"),
        ([{"id": "desk1", "name": "نمونه"}], "key-unknown"),
        (["Desk 1"], "value-form"),
        ([["desk1"]], "value-map"),
    ],
)
def test_what_is_wrong_with_the_calls_staff_is_named(tmp_path: Path, members: list[object], code: str) -> None:
    text = tree.dump({**Record(tmp_path).call, "staff": members})
    source, problems = read_yaml("submissions/1406/call.yml", text.encode())
    assert source
    found = [one for one in (*problems, *read_call(source)[1]) if not one.warning]
    assert [one.code for one in found] == [code] * bool(code)
    begins = text[: text.index("staff:")].count("\n") + 1
    assert all(begins <= one.line <= begins + len(members) * 3 for one in found)


def test_a_reason_with_somebodys_number_never_reaches_git(record: Record) -> None:
    code = next(iter(record.ideas))
    contacts.put(record.root, code, sealing.seal(contact(), [public for _, public in PAIRS]))
    key = record.root.parent / "own.key"
    key.write_text(PAIRS[0][0], encoding="utf-8")
    head = git(record.root, "rev-parse", "HEAD")
    with pytest.raises(FarakhanError, match="act-private"):
        renew(code, [key], "با ۰۹۱۷۰۰۰۰۰۰۱ زنگ زد", None, "", called=True)
    assert git(record.root, "rev-parse", "HEAD") == head
    renew(code, [key], "رسید گم شده\n\nAct: reject\nBy: desk9", None, "", called=True)
    said = git(record.root, "log", "-1", "--format=%(trailers)").strip()
    assert said == f"Act: renew\nIdea: {code}\nWhy: رسید گم شده Act: reject By: desk9"
