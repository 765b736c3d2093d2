"""Who acts: a person whom git knows is tied to an id by one table, and does what they are there for."""

import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.test_desk import desk, run  # noqa: F401 (a fixture)
from tests.test_register import CANARY, SHORT, Desk

from farakhan.files import staff as staff_file
from farakhan.files import tree
from farakhan.model.staff import Duty, Member, People, Tie
from farakhan.problems import FarakhanError
from farakhan.store.git.acts import acts
from farakhan.store.vault import objects, staff

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


def last_by(desk: Desk) -> str:  # noqa: F811
    *_, last = acts(desk.root)
    return last.act.by


def set_staff(desk: Desk, *members: object) -> None:  # noqa: F811
    desk.record.call["staff"] = list(members)
    desk.record.write_call()
    desk.git("commit", "-qam", "کارشناسان")


def test_before_anybody_is_tied_gits_name_must_do(desk: Desk) -> None:  # noqa: F811
    (idea,) = desk.ideas()
    assert last_by(desk) == "desk1", "who registers said so"
    assert run(desk, "screen", idea.code, "accept").returncode == 0
    assert last_by(desk) == ""
    assert "ID" not in run(desk, "staff").stdout
    assert not objects.has(desk.root, staff.NAME)


def test_who_is_tied_acts_by_that_id_and_who_is_not_is_told_what_to_do(desk: Desk) -> None:  # noqa: F811
    (idea,) = desk.ideas()
    tied = run(desk, "staff", "desk1")
    assert tied.returncode == 0, tied.stderr
    assert run(desk, "screen", idea.code, "hold").returncode == 0
    assert last_by(desk) == "desk1"
    assert "desk1: کارشناس نمونه (desk@localhost)" in run(desk, "staff").stdout
    assert desk.git("status", "--porcelain") == b""
    desk.git("config", "user.email", "other@localhost")
    head = desk.git("rev-parse", "HEAD")
    for words in (("screen", idea.code, "accept"), ("tally", "1406")):
        done = run(desk, *words)
        assert (done.returncode, "staff-unknown" in done.stderr) == (2, True)
        assert "other@localhost" in done.stderr
        assert "farakhan staff" in done.stderr
    assert desk.git("rev-parse", "HEAD") == head
    assert run(desk, "staff", "desk1").returncode == 0, "another machine of the same person"
    assert run(desk, "screen", idea.code, "accept").returncode == 0
    assert last_by(desk) == "desk1"


def test_nobody_is_tied_to_an_id_that_no_call_names(desk: Desk) -> None:  # noqa: F811
    done = run(desk, "staff", "desk9")
    assert (done.returncode, "staff-call" in done.stderr) == (2, True)
    assert staff.people(desk.root) is None


def test_who_has_left_the_call_or_is_there_for_something_else_does_not_act(desk: Desk) -> None:  # noqa: F811
    (idea,) = desk.ideas()
    set_staff(desk, "desk1", {"id": "desk2", "duties": ["register", "judging"]})
    assert run(desk, "check").returncode == 0
    assert run(desk, "staff", "desk2").returncode == 0
    done = run(desk, "screen", idea.code, "accept")
    assert (done.returncode, "staff-duty" in done.stderr, "screen" in done.stderr) == (2, True, True)
    assert run(desk, "staff", "desk1").returncode == 0
    set_staff(desk, "desk2")
    done = run(desk, "screen", idea.code, "accept")
    assert (done.returncode, "staff-call" in done.stderr) == (2, True)
    assert [one.status for one in desk.ideas()] == ["received"]


def test_nothing_is_sealed_for_who_may_not_register(tmp_path: Path) -> None:
    made = Desk(tmp_path)
    set_staff(made, {"id": "desk1", "duties": ["screen"]})
    done = made.register(SHORT.replace("نام: نمونه", f"نام: {CANARY}"))
    assert (done.returncode, "staff-duty" in done.stderr) == (2, True)
    assert list(objects.names(made.root)) == []


@pytest.mark.parametrize(
    ("members", "code"),
    [
        (["desk1", "desk1"], "call-id-twice"),
        ([{"id": "desk1", "duties": ["screen", "screen"]}], "value-list-twice"),
        ([{"id": "desk1", "duties": ["cook"]}], "value-choice"),
        ([{"id": "desk1", "name": "نمونه"}], "key-unknown"),
        (["Desk 1"], "value-form"),
        ([["desk1"]], "value-map"),
        ("desk1", "value-list"),
    ],
)
def test_what_is_wrong_with_the_calls_staff_is_named(desk: Desk, members: object, code: str) -> None:  # noqa: F811
    desk.record.call["staff"] = members
    desk.record.write_call()
    assert tree.load(tree.dump(desk.record.call), "")[0] == desk.record.call
    said = run(desk, "check", "submissions/1406/call.yml").stdout
    assert f": {code}: " in said


def test_a_reason_with_somebodys_number_never_reaches_git(desk: Desk) -> None:  # noqa: F811
    (idea,) = desk.ideas()
    key = str(desk.root.parent / "own.age-key")
    head = desk.git("rev-parse", "HEAD")
    done = run(desk, "renew", idea.code, "--yes", "--key", key, "--why", "با ۰۹۱۷۰۰۰۰۰۰۱ زنگ زد")
    assert (done.returncode, "act-private" in done.stderr) == (2, True)
    assert desk.git("rev-parse", "HEAD") == head
    words = "رسید گم شده\n\nAct: reject\nBy: desk9"
    done = run(desk, "renew", idea.code, "--yes", "--key", key, "--why", words)
    assert done.returncode == 0, done.stderr
    said = subprocess.run(
        ["git", "log", "-1", "--format=%(trailers)"], cwd=desk.root, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == f"Act: renew\nIdea: {idea.code}\nWhy: رسید گم شده Act: reject By: desk9"
