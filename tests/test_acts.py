"""Acts: their words in git are read back whole, whatever a person wrote; what committed before trailers is read too."""

import subprocess
import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError
from tests.test_commits import batch

from farakhan.checks.proposed import check_acts
from farakhan.model.acts import MOST_WHY, OWNER, SERVER, Act, Kind, acts_in, message, one_line
from farakhan.persian import letters
from farakhan.persian.calendar import TEHRAN
from farakhan.problems import FarakhanError
from farakhan.store.git import acts
from farakhan.store.git.commits import Person, commit

AT = datetime(2027, 7, 10, 9, 0, tzinfo=TEHRAN)
CLERK = Person("کارشناس نمونه", "desk@localhost")
CODE, OTHER = "2739401865", "5537052698"

codes = st.from_regex(r"[1-9][0-9]{9}", fullmatch=True).filter(str.isascii)
staff = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,39}", fullmatch=True).filter(str.isascii)
nasty = st.sampled_from(
    ["\n", "\r\n", "\n\nAct: reject\n", "\nBy: ", "\u2028", "\x85", "\0", "\x1b[2J", "\u202e", ": "]
)
words = st.text() | st.lists(nasty | st.text(max_size=5), max_size=8).map("".join)
one_act = st.builds(
    Act,
    kind=st.sampled_from(Kind),
    ideas=st.lists(codes, max_size=4).map(tuple),
    by=st.just("") | st.sampled_from([OWNER, SERVER]) | staff,
    at=st.just(AT),
    why=words,
)


@given(st.lists(one_act, min_size=1, max_size=4))
def test_what_was_written_is_read_back_whole(some: list[Act]) -> None:
    assert acts_in(message(some), AT) == tuple(some)


@given(words)
def test_no_reason_says_more_than_one_line_or_what_nobody_sees(text: str) -> None:
    line = one_line(text)
    assert len(line.splitlines()) <= 1
    assert {unicodedata.category(letter) for letter in line}.isdisjoint({"Cc", "Cs", "Zl", "Zp"})
    assert letters.oddities(line) == []
    assert len(line) <= MOST_WHY
    assert one_line(line) == line
    act = Act(kind=Kind.RENEW, ideas=(CODE,), by="desk1", at=AT, why=text)
    lines = message([act]).splitlines()
    assert lines == ["رسید تازه: ایدهٔ ۲۷۳۹۴۰۱۸۶۵", "", "Act: renew", f"Idea: {CODE}", "By: desk1"] + [
        f"Why: {line}"
    ] * bool(line)


@given(
    st.text() | st.lists(st.sampled_from(["Act: ", "accept", "\n\n", "\n", "Idea: ", CODE, "By: @owner"])).map("".join)
)
def test_any_message_is_read_or_passed_over(text: str) -> None:
    for act in acts_in(text, AT):
        assert acts_in(message([act]), AT) == (act,)


def test_an_act_that_is_none_is_our_own_fault() -> None:
    right = {"kind": Kind.ACCEPT, "ideas": (CODE,), "by": "desk1", "at": AT}
    Act.model_validate(right)
    for wrong in ({"by": "@chief"}, {"by": "کارشناس"}, {"ideas": ("12",)}, {"at": AT.replace(tzinfo=None)}):
        with pytest.raises(ValidationError):
            Act.model_validate(right | wrong)


@pytest.mark.parametrize(
    ("act", "subject"),
    [
        (Act(kind=Kind.ACCEPT, ideas=(CODE,), by="desk1", at=AT), "پذیرش: ایدهٔ ۲۷۳۹۴۰۱۸۶۵"),
        (Act(kind=Kind.REGISTER, ideas=(CODE,), by="", at=AT), "ثبت ایدهٔ ۲۷۳۹۴۰۱۸۶۵"),
        (Act(kind=Kind.TALLY, ideas=(), by="desk1", at=AT), "جمع‌بندی امتیازها"),
        (Act(kind=Kind.SHEET, ideas=(CODE, OTHER), by="desk1", at=AT), "برگ امتیاز داوران (۲ ایده)"),
        (Act(kind=Kind.COPY, ideas=(CODE, OTHER), by=SERVER, at=AT), "۲ متن از دو راه رسیده بود"),
        (Act(kind=Kind.WITHDRAW, ideas=(CODE,), by=OWNER, at=AT), "از فرم سایت: ۱ انصراف"),
    ],
)
def test_a_colleague_reads_what_was_done(act: Act, subject: str) -> None:
    assert message([act]).partition("\n")[0] == subject


OLD = [
    (
        f"از فرم سایت: ۲ ایدهٔ تازه، ۱ انصراف\n\nnew: {CODE}\nnew: {OTHER}\nwithdraw: {CODE}\n",
        [(Kind.NEW, CODE, OWNER, ""), (Kind.NEW, OTHER, OWNER, ""), (Kind.WITHDRAW, CODE, OWNER, "")],
    ),
    (f"۱ متن از دو راه رسیده بود\n\ncopy: {CODE}\n", [(Kind.COPY, CODE, SERVER, "")]),
    ("بازگرداندن برای تکمیل: ایدهٔ ۲۷۳۹۴۰۱۸۶۵\n", [(Kind.RETURN, CODE, "", "")]),
    ("انصراف: ایدهٔ ۲۷۳۹۴۰۱۸۶۵\n", [(Kind.WITHDRAW, CODE, "", "")]),
    ("رسید تازه: ایدهٔ ۲۷۳۹۴۰۱۸۶۵\n\nرسید گم شده\n", [(Kind.RENEW, CODE, "", "رسید گم شده")]),
    ("ثبت ایدهٔ ۲۷۳۹۴۰۱۸۶۵\n\nchannel: web\n", [(Kind.REGISTER, CODE, "", "")]),
    ("شرح تازه\n\nاین ثبت کاری نیست.\n", []),
    ("Act: accept\nBy: desk1\n", []),
    (f"کاری از فردا\n\nAct: certify\nIdea: {CODE}\nBy: desk1\n", []),
]


@pytest.mark.parametrize(("text", "said"), OLD)
def test_what_was_committed_before_is_read_as_it_was_meant(text: str, said: list[tuple[Kind, str, str, str]]) -> None:
    found = acts_in(text, AT)
    assert [(act.kind, *act.ideas, act.by, act.why) for act in found] == said
    assert {act.at for act in found} <= {AT}


def test_a_change_brings_acts_of_staff_alone() -> None:
    found = [*check_acts("submissions/1406/call.yml", ["", "desk1", "desk2", OWNER, "desk2"], {"desk1"})]
    assert [(one.code, one.line) for one in found] == [("change-act", 1)] * 2
    assert [ident in one.message for one, ident in zip(found, (OWNER, "desk2"), strict=True)] == [True, True]


def git(root: Path, *command: str, data: bytes = b"") -> str:
    done = subprocess.run(["git", *command], cwd=root, input=data, capture_output=True, check=True)
    return done.stdout.decode()


@pytest.fixture
def root(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q", "-b", "main")
    return tmp_path


def test_history_gives_back_what_was_done_by_whom_and_when(root: Path) -> None:
    decided = Act(kind=Kind.REJECT, ideas=(CODE,), by="desk1", at=AT, why="not_home\n\nAct: accept")
    sent = [Act(kind=kind, ideas=(code,), by=OWNER, at=AT) for kind, code in ((Kind.NEW, OTHER), (Kind.MEND, CODE))]
    first = acts.commit(root, batch(1), [decided], CLERK)
    last = acts.commit(root, batch(2), sent, acts.INTAKE)
    assert list(acts.acts(root)) == [
        acts.Done(first, CLERK, decided),
        *(acts.Done(last, acts.INTAKE, one) for one in sent),
    ]
    assert [one.act for one in acts.acts(root, f"{first}..HEAD")] == sent
    trailers = git(root, "interpret-trailers", "--parse", data=git(root, "log", "-1", "--format=%B", first).encode())
    assert trailers == f"Act: reject\nIdea: {CODE}\nBy: desk1\nWhy: not_home Act: accept\n"
    with pytest.raises(FarakhanError, match="no-revision"):
        list(acts.acts(root, "--all"))


def test_what_people_sent_stands_in_the_servers_commits_alone(root: Path) -> None:
    forged = Act(kind=Kind.WITHDRAW, ideas=(CODE,), by=OWNER, at=AT)
    acts.commit(root, batch(1), [forged], CLERK)
    commit(root, batch(2), f"نمونه\n\nnew: {CODE}\n", CLERK, AT)
    commit(root, batch(3), f"از فرم سایت: ۱ ایدهٔ تازه\n\nnew: {OTHER}\n", acts.INTAKE, AT)
    assert [(one.act.kind, *one.act.ideas) for one in acts.acts(root)] == [(Kind.NEW, OTHER)]


def test_a_commit_of_no_calendar_and_of_no_encoding_stops_nobody(root: Path) -> None:
    act = Act(
        kind=Kind.HOLD, ideas=(CODE,), by="desk1", at=datetime(2027, 7, 10, 9, 0, tzinfo=timezone(timedelta(hours=-9)))
    )
    acts.commit(root, batch(1), [act], CLERK)
    tree = git(root, "rev-parse", "HEAD^{tree}").strip()
    for seconds, text in (("99999999999999", message([act]).encode()), ("0", b"\xff\n\nAct: hold\nBy: \xff\n")):
        head = f"tree {tree}\nparent {git(root, 'rev-parse', 'HEAD').strip()}\n"
        people = "".join(f"{who} نمونه <desk@localhost> {seconds} +0000\n" for who in ("author", "committer"))
        made = git(root, "hash-object", "-t", "commit", "-w", "--stdin", data=f"{head}{people}\n".encode() + text)
        git(root, "update-ref", "HEAD", made.strip())
    first, second = acts.acts(root)
    assert first.act == act
    assert (second.act.kind, second.act.at) == (Kind.HOLD, datetime(1970, 1, 1, tzinfo=UTC))
