"""The call changed from the desk: one field, with the amendment that tells it; whatever else stands there stays."""

from datetime import date
from pathlib import Path

import pytest
from tests.lab import put_into_git
from tests.records import SHIPPED, Record

from farakhan.files import tree
from farakhan.model.acts import Kind
from farakhan.office import amending
from farakhan.persian.calendar import parse_day
from farakhan.problems import FarakhanError
from farakhan.record.call import read_call
from farakhan.store.clock import now
from farakhan.store.git.acts import acts
from farakhan.store.git.commits import Person

TODAY = parse_day("1406-05-20")
WHO = Person("دبیر نمونه", "secretary@localhost")
WHY = "به درخواست مردم شهرستان‌ها"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with the shipped call as it is written, remarks and all, but for its name in the folder."""
    record = Record(tmp_path / "r", staff=[])
    (record.folder / "call.yml").write_bytes(SHIPPED.read_bytes())
    put_into_git(record.root)
    return record.root


def test_a_day_is_changed_with_its_amendment_and_nothing_else_moves(root: Path) -> None:
    before = SHIPPED.read_text(encoding="utf-8")
    made = amending.amended(root, "1406", "dates.deadline", "۱۴۰۶/۶/۱۰", WHY, TODAY)
    assert made.wrong == ()
    text, problems = tree.load(made.data.decode(), "call.yml", times=8)
    was, _ = tree.load(before, "call.yml", times=8)
    assert text
    assert was
    assert not problems
    assert text["amendments"] == [
        {"what": "dates.deadline", "old": "1406-06-02", "new": "1406-06-10", "why": WHY, "on": "1406-05-20"}
    ]
    was["dates"]["deadline"] = "1406-06-10"
    assert {**text, "amendments": []} == was
    remarks = [line for line in before.splitlines() if line.startswith("#")]
    assert [line for line in made.data.decode().splitlines() if line.startswith("#")] == remarks


def test_it_is_one_act_in_the_name_of_who_did_it(root: Path) -> None:
    call = read_call(root, "1406")
    made = amending.amended(root, "1406", "grace_minutes", "۳۰", WHY, TODAY)
    amending.commit(root, call, made, now(), WHO)
    (done,) = acts(root, "HEAD~1..HEAD")
    assert (done.who, done.act.kind, done.act.why) == (WHO, Kind.AMEND, WHY)
    assert read_call(root, "1406").grace_minutes == 30
    again = amending.amended(root, "1406", "grace_minutes", "۱۵", WHY, TODAY)
    amending.commit(root, call, again, now(), WHO)
    assert [change.new for change in read_call(root, "1406").amendments] == ["30", "15"]


def test_what_the_check_would_refuse_is_told_and_not_kept(root: Path) -> None:
    call = read_call(root, "1406")
    made = amending.amended(root, "1406", "dates.judging_from", "1406/09/30", WHY, TODAY)
    assert made.wrong
    with pytest.raises(FarakhanError, match="amend-wrong"):
        amending.commit(root, call, made, now(), WHO)
    assert (root / "submissions/1406/call.yml").read_bytes() == SHIPPED.read_bytes()


@pytest.mark.parametrize(
    ("key", "typed", "why", "code"),
    [
        ("staff", "k1", WHY, "amend-field"),
        ("age_recipients", "", WHY, "amend-field"),
        ("dates.deadline", "1406/6/2", WHY, "amend-same"),
        ("dates.deadline", "1406/13/2", WHY, "value-day"),
        ("tally.winners", "بیست", WHY, "value-number"),
        ("objections", "nobody", WHY, "value-choice"),
        ("dates.deadline", "1406/6/9", " ", "act-why"),
        ("dates.deadline", "1406/6/9", "زنگ از 09171234567", "act-private"),
    ],
)
def test_what_may_not_be_changed_or_is_none(root: Path, key: str, typed: str, why: str, code: str) -> None:
    with pytest.raises(FarakhanError) as refused:
        amending.amended(root, "1406", key, typed, why, TODAY)
    assert refused.value.code == code


def test_a_proposal_is_confirmed_and_the_call_itself(root: Path) -> None:
    call = read_call(root, "1406")
    assert call.proposed("rubric.scale")
    amending.commit(root, call, amending.settled(root, "1406", "rubric", WHY), now(), WHO)
    amending.commit(root, call, amending.confirmed(root, "1406", WHY), now(), WHO)
    after = read_call(root, "1406")
    assert (after.confirmed, after.proposed("rubric.scale"), after.proposed("tally")) == (True, False, True)
    assert after.amendments == (), "what was proposed and is confirmed has not changed"
    with pytest.raises(FarakhanError, match="amend-field"):
        amending.settled(root, "1406", "rubric", WHY)
    with pytest.raises(FarakhanError, match="amend-same"):
        amending.confirmed(root, "1406", WHY)


def test_judges_come_and_are_entered_otherwise(root: Path) -> None:
    call = read_call(root, "1406")
    entry = {"id": "d1", "fields": ["industry"], "most": "20", "counties": ["fasa"]}
    amending.commit(root, call, amending.with_judge(root, "1406", entry, ""), now(), WHO)
    other = {"id": "d1", "fields": [], "most": "", "counties": []}
    (before,) = read_call(root, "1406").judges
    assert (before.fields, before.most, before.counties) == (("industry",), 20, ("fasa",))
    amending.commit(root, call, amending.with_judge(root, "1406", other, ""), now(), WHO)
    (after,) = read_call(root, "1406").judges
    assert (after.id, after.fields, after.most, after.counties) == ("d1", (), None, ())
    for wrong in ({"id": "نام داور"}, {"id": "d2", "most": "چند"}, {"id": "d2", "fields": ["none"]}):
        made = amending.with_judge(root, "1406", {"fields": [], **wrong}, "")
        assert made.wrong, wrong


def test_a_day_that_was_changed_is_told_to_the_public(root: Path) -> None:
    made = amending.amended(root, "1406", "dates.announced", "", WHY, date(2027, 11, 1))
    assert "«۱۰ آذر ۱۴۰۶» ← «خالی»" in made.told[0]
