"""Who may do what, in which state: the one table, and that the command and the check ask it."""

from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
import typer
from tests.lab import commit_all, git, put_into_git
from tests.records import Record

from farakhan.cli.check import run as check
from farakhan.cli.formats import Format
from farakhan.cli.screening import screen
from farakhan.files import idea as idea_file
from farakhan.model import standing
from farakhan.model.acts import Kind
from farakhan.model.codes import grouped
from farakhan.model.idea import Status
from farakhan.model.permits import OUTCOME, TABLE, Reach, in_the_way, may_stand
from farakhan.office.screening import FORBIDDEN, Decision
from farakhan.persian.digits import to_persian
from farakhan.record.judged import reach

OUT = (Kind.RETURN, Kind.REJECT, Kind.WITHDRAW)
JUDGED = (Reach.SCORED, Reach.AWARDED)


def test_the_table_as_people_were_told_it() -> None:
    for kind, status, how_far in product(OUTCOME, Status, Reach):
        taken_back = status is Status.WITHDRAWN and kind in (Kind.ACCEPT, Kind.RETURN, Kind.REJECT)
        out = how_far in JUDGED and (kind in OUT or (kind is Kind.HOLD and status is Status.ACCEPTED))
        late = how_far is Reach.SETTLED and kind is Kind.ACCEPT
        expected = status if taken_back else how_far if out or late else None
        assert in_the_way(kind, status, how_far) == expected, (kind, status, how_far)


def test_whatever_is_in_the_way_is_said_in_words() -> None:
    said = {in_the_way(*one) for one in product(OUTCOME, Status, Reach)} - {None}
    assert said == FORBIDDEN.keys()


def test_nobody_is_left_with_no_way_on() -> None:
    for status, how_far in product(Status, Reach):
        assert [kind for kind in OUTCOME if in_the_way(kind, status, how_far) is None], (status, how_far)
    assert set(TABLE) | {Kind.NEW} == set(Kind), "the rest is owners'"


def test_what_may_stand_is_what_an_act_could_make() -> None:
    wrong = {(status, how_far) for status, how_far in product(Status, Reach) if not may_stand(status, how_far)}
    left = (Status.RETURNED, Status.REJECTED, Status.WITHDRAWN)
    assert wrong == {*product(left, JUDGED), (Status.ACCEPTED, Reach.SETTLED)}


@pytest.fixture
def record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Record:
    """Four ideas, of which three were judged, in git; counted and decided by nobody yet."""
    record = Record(tmp_path / "r")
    for _ in range(3):
        record.idea()
    record.judged()
    record.idea(status=Status.RECEIVED)
    put_into_git(record.root)
    monkeypatch.chdir(record.root)
    return record


def unscored(record: Record) -> str:
    return list(record.ideas)[3]


def scored(record: Record) -> str:
    return list(record.ideas)[1]


def counted(record: Record) -> str:
    record.tally()
    (record.folder / "sheets").rename(record.root / "sheets")
    return list(record.ideas)[1]


def awarded(record: Record) -> str:
    record.tally()
    first = next(iter(record.ideas))
    record.award(first)
    return first


def settled(record: Record) -> str:
    awarded(record)
    return list(record.ideas)[3]


def in_persian_digits(record: Record) -> str:
    code = list(record.ideas)[1]
    for sheet in (record.folder / "sheets" / "first").iterdir():
        text = sheet.read_text(encoding="utf-8")
        sheet.write_text(text.replace(code, to_persian(code)), encoding="utf-8")
    return code


def _spelt(record: Record, spell: Callable[[str], str]) -> str:
    code = list(record.ideas)[1]
    for sheet in (record.folder / "sheets" / "first").iterdir():
        text = sheet.read_text(encoding="utf-8")
        sheet.write_text(text.replace(code, spell(code)), encoding="utf-8")
    return code


def in_groups(record: Record) -> str:
    return _spelt(record, grouped)


def in_persian_groups(record: Record) -> str:
    return _spelt(record, lambda code: to_persian(grouped(code)).replace("/", "-"))


def as_a_decimal(record: Record) -> str:
    return _spelt(record, lambda code: f"{code}.0")


def as_unicode_text(record: Record) -> str:
    code = in_groups(record)
    for sheet in (record.folder / "sheets" / "first").iterdir():
        sheet.write_bytes(sheet.read_text(encoding="utf-8").replace(",", "\t").encode("utf-16"))
    return code


def add_row(record: Record, judge: str, row: str) -> None:
    with (record.folder / "sheets" / "first" / f"{judge}.csv").open("a", encoding="utf-8") as file:
        file.write(row)


def empty_row(record: Record) -> str:
    code = list(record.ideas)[3]
    for judge in ("a1", "b2", "c3"):
        add_row(record, judge, f"{code},,,,,,\n")
    return code


def own_conflict(record: Record) -> str:
    code = list(record.ideas)[3]
    add_row(record, "a1", f"{code},,,,,,yes,آشناست\n")
    return code


def broken_awards(record: Record) -> str:
    code = awarded(record)
    path = record.folder / "awards.yml"
    path.write_text(path.read_text(encoding="utf-8") + "\n&x", encoding="utf-8")
    return code


CASES: dict[Callable[[Record], str], Reach] = {
    unscored: Reach.UNSCORED,
    scored: Reach.SCORED,
    counted: Reach.SCORED,
    in_persian_digits: Reach.SCORED,
    in_groups: Reach.SCORED,
    in_persian_groups: Reach.SCORED,
    as_a_decimal: Reach.SCORED,
    as_unicode_text: Reach.SCORED,
    empty_row: Reach.UNSCORED,
    own_conflict: Reach.UNSCORED,
    awarded: Reach.AWARDED,
    broken_awards: Reach.AWARDED,
    settled: Reach.SETTLED,
}


@pytest.mark.parametrize("case", CASES)
def test_how_far_judging_has_come_is_read_from_the_files(record: Record, case: Callable[[Record], str]) -> None:
    code = case(record)
    assert reach(record.root, record.edition, code) is CASES[case]


@pytest.mark.parametrize(
    ("case", "decision", "reason"),
    [
        (scored, Decision.REJECT, "not_home"),
        (scored, Decision.RETURN, "unclear"),
        (scored, Decision.WITHDRAW, ""),
        (scored, Decision.HOLD, ""),
        (awarded, Decision.REJECT, "not_home"),
        (awarded, Decision.WITHDRAW, ""),
        (settled, Decision.ACCEPT, ""),
    ],
)
def test_what_judges_read_does_not_leave_by_the_way(
    record: Record,
    capsys: pytest.CaptureFixture[str],
    case: Callable[[Record], str],
    decision: Decision,
    reason: str,
) -> None:
    code = case(record)
    if case is not scored:
        commit_all(record.root)
    before = git(record.root, "rev-parse", "HEAD")
    with pytest.raises(typer.Exit) as end:
        screen(code, decision, reason, "", "")
    assert end.value.exit_code == 1
    assert FORBIDDEN[CASES[case]] in capsys.readouterr().out
    assert git(record.root, "rev-parse", "HEAD") == before


def test_an_idea_whose_rows_were_taken_out_leaves_as_any_other(record: Record) -> None:
    code = list(record.ideas)[1]
    for path in [record.folder / "assignments.csv", *(record.folder / "sheets" / "first").iterdir()]:
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(line for line in lines if not line.startswith(code)), encoding="utf-8")
    record.tally()
    commit_all(record.root)
    screen(code, Decision.WITHDRAW, "", "", "")
    idea = idea_file.parse("", record.path(code).read_bytes())
    assert idea.status is Status.WITHDRAWN
    assert git(record.root, "log", "-1", "--format=%(trailers)").strip() == f"Act: withdraw\nIdea: {code}"


def test_a_decision_of_whatever_time_that_stands_nevertheless_is_named(
    record: Record, capsys: pytest.CaptureFixture[str]
) -> None:
    code = scored(record)
    record.tally()
    commit_all(record.root)
    idea = record.ideas[code]
    for status, reason in ((Status.ACCEPTED, None), (Status.REJECTED, "not_home"), (Status.WITHDRAWN, None)):
        stands = standing.decided(status, idea.digest, reason)
        record.path(code).write_bytes(idea_file.render(idea.model_copy(update=stands._asdict())))
        assert check(record.root, [], "", Format.TEXT) == (status is not Status.ACCEPTED)
        assert (f"{code}.md:1: idea-judged" in capsys.readouterr().out) == (status is not Status.ACCEPTED)
