"""Objections that staff take down and answer: in their time, masked in git and whole in the vault, one at a time."""

import re
import subprocess
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ready import TOOL
from tests.records import Record
from tests.test_correcting import in_vault, key, well
from tests.test_desk import run
from tests.test_register import CANARY, OPENS, PAIRS, SHORT, Desk

from farakhan.files import objection as objection_file
from farakhan.intake.objecting import hidden
from farakhan.model.acts import Kind
from farakhan.model.call import Call
from farakhan.model.objection import Objection, draw_number
from farakhan.model.personal import Owner
from farakhan.persian.calendar import TEHRAN, iso_day, parse_day
from farakhan.persian.digits import to_persian
from farakhan.record.objections import objections, paths
from farakhan.store.git import acts
from farakhan.store.vault import attached, proofs

TODAY = datetime.now(TEHRAN).date()
MOBILE = "09000000018"
ASKED = "امتیاز بازار ایدهٔ ما دوباره دیده شود؛ برگهٔ فروش را نداده بودیم."
TELLING = f"{ASKED}\nاینجانب {CANARY} هستم، شماره‌ام {to_persian(MOBILE)} و خواهرم زهرا نمونه‌پور هم می‌داند."


def day(days: int) -> str:
    return iso_day(TODAY + timedelta(days=days))


def proposed(record: Record, until: int = 5) -> None:
    """Let the results of a call be open to objections, from yesterday until some days from now."""
    deadline = TODAY - timedelta(days=60)
    dates = {"deadline": -60, "repair_until": -50, "judging_from": -40, "judging_until": -2, "objections_until": until}
    assert parse_day(OPENS) < deadline
    record.call["dates"] |= {name: day(days) for name, days in dates.items()} | {"announced": day(30)}
    record.write_call()


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path)
    assert made.register(SHORT.replace("نام: نمونه", f"نام: {CANARY}")).returncode == 0
    (tmp_path / "own.age-key").write_text(PAIRS[1][0])
    proposed(made.record)
    made.git("commit", "-qam", "پایان داوری")
    return made


def code_of(desk: Desk) -> str:
    (idea,) = desk.ideas()
    return idea.code


def told(desk: Desk, text: str, *words: str) -> subprocess.CompletedProcess[str]:
    """An objection taken down, by whatever its words are."""
    command = [str(TOOL), "object", code_of(desk), "-", "--yes", *words]
    done = subprocess.run(command, cwd=desk.root, input=text, capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr
    return done


def answered(desk: Desk, number: int, text: str) -> subprocess.CompletedProcess[str]:
    command = [str(TOOL), "answer", "1406", str(number), "-", "--yes"]
    return subprocess.run(command, cwd=desk.root, input=text, capture_output=True, text=True, check=False)


def only(desk: Desk) -> Objection:
    (objection,) = objections(desk.root, "1406")
    return objection


def test_an_objection_is_taken_down_listed_and_answered(desk: Desk) -> None:
    code = code_of(desk)
    printed = well(told(desk, ASKED, "--channel", "in_person"))
    objection = only(desk)
    assert (objection.code, objection.channel, objection.text) == (code, "in_person", ASKED)
    assert (objection.sealed, objection.late, objection.waits) == (False, "", True)
    assert to_persian(objection.number) in printed
    listed = well(run(desk, "objections", "1406"))
    assert re.search(f"^{to_persian(objection.number)} .*در انتظار: امتیاز بازار", listed)
    assert "۱ اعتراض، ۱ در انتظار پاسخ." in listed
    well(answered(desk, objection.number, "داوران برگه را دیدند؛ امتیاز همان است."))
    assert "پاسخ داده شد" in well(run(desk, "objections", "1406"))
    whole = well(run(desk, "objections", "1406", to_persian(objection.number)))
    assert whole.index(ASKED) < whole.index("داوران برگه را دیدند؛ امتیاز همان است.")
    done = [(act.act.kind, act.act.ideas) for act in acts.acts(desk.root)][-2:]
    assert done == [(Kind.OBJECT, (code,)), (Kind.ANSWER, (code,))]
    assert run(desk, "check").returncode == 0
    assert desk.git("status", "--porcelain") == b""


@pytest.mark.promise("contacts-stay-sealed")
@pytest.mark.parametrize("name", [CANARY, "تیام گلستانه"])
def test_nobody_who_is_named_in_it_stands_in_git_and_the_whole_is_sealed(desk: Desk, name: str) -> None:
    """An uncommon name is known from the contact, with a key; the commoner ones are seen without one."""
    code = code_of(desk)
    proof = desk.root / "vault" / "proofs" / code
    proof.write_bytes(proof.read_bytes()[: proofs.BYTES])  # as it was before names had marks
    telling = TELLING.replace(CANARY, name)
    printed = well(told(desk, telling, *(key(desk) if name == CANARY else ())))
    objection = only(desk)
    assert objection.sealed
    assert objection.text.startswith(ASKED)
    listed = well(run(desk, "objections", "1406", str(objection.number)))
    for place in (desk.everything(), in_vault(desk), printed.encode(), listed.encode()):
        for secret in (name, MOBILE, to_persian(MOBILE), "زهرا نمونه‌پور"):
            assert secret.encode() not in place
    out = desk.root.parent / "out"
    well(run(desk, "show", code, "--files", str(out), "--why", "خواندن", *key(desk)))
    assert [path.read_text() for path in out.iterdir()] == [telling]
    well(run(desk, "erase", code, "--why", "به خواست خودش"))
    assert attached.names(desk.root, code) == []
    assert run(desk, "check").returncode == 0


def test_an_owners_name_is_masked_however_it_stands_and_no_key_is_needed(desk: Desk) -> None:
    text = f"{ASKED} گفتند که {CANARY} خودش نیامده است."
    well(told(desk, text))
    assert only(desk).text == text.replace(CANARY, "[نام]")
    refused = answered(desk, only(desk).number, f"{CANARY}، برگه دیده شد.")
    assert (refused.returncode, "answer-private: " in refused.stderr) == (2, True), refused.stderr
    assert only(desk).waits


def test_outside_of_its_time_it_needs_a_reason_in_writing(desk: Desk) -> None:
    proposed(desk.record, until=-1)
    desk.git("commit", "-qam", "مهلت گذشت")
    refused = told(desk, ASKED)
    assert (refused.returncode, paths(desk.root, "1406")) == (2, [])
    assert "object-late: زمان اعتراض پس از" in refused.stderr
    assert "--late --why" in refused.stderr
    assert told(desk, ASKED, "--late").returncode == 2
    assert told(desk, ASKED, "--late", "--why", f"زنگ از {MOBILE}").returncode == 2
    well(told(desk, ASKED, "--late", "--why", "بیمارستان بود"))
    assert only(desk).late == "بیمارستان بود"
    assert [act.act.why for act in acts.acts(desk.root)][-1] == "بیمارستان بود"
    assert run(desk, "check").returncode == 0


def test_what_arrived_in_time_is_heard_later_and_no_reason_is_kept(desk: Desk) -> None:
    proposed(desk.record, until=-1)
    desk.git("commit", "-qam", "مهلت گذشت")
    at = day(-1).replace("-", "/")
    well(told(desk, ASKED, "--channel", "post", "--arrived", f"{at} 23:59", "--late", "--why", "با پست"))
    assert only(desk).late == ""
    assert run(desk, "check").returncode == 0


def test_one_at_a_time_and_a_second_after_the_answer(desk: Desk) -> None:
    well(told(desk, ASKED))
    assert "objection-waits" in told(desk, f"{ASKED} باز هم.").stderr
    first = only(desk)
    well(answered(desk, first.number, "دیده شد."))
    well(told(desk, f"{ASKED} باز هم."))
    assert [objection.waits for objection in objections(desk.root, "1406")] == [False, True]


@pytest.mark.parametrize(
    ("text", "words", "code"),
    [
        ("", (), "objection-missing"),
        ("کوتاه", (), "objection-short"),
        ("دراز " * 500, (), "objection-long"),
        (ASKED, ("--channel", "کبوتر"), "object-channel"),
        (ASKED, ("--arrived", "دیروز"), "arrived"),
        (ASKED, ("--arrived", "1499/01/01 10:00"), "arrived"),
    ],
)
def test_what_cannot_be_taken_down(desk: Desk, text: str, words: tuple[str, ...], code: str) -> None:
    refused = told(desk, text, *words)
    assert (refused.returncode, f"{code}: " in refused.stderr) == (2, True), refused.stderr
    assert paths(desk.root, "1406") == []


def test_an_idea_that_was_taken_back_hears_no_objection(desk: Desk) -> None:
    well(run(desk, "screen", code_of(desk), "withdraw"))
    assert "object-withdrawn: " in told(desk, ASKED).stderr


@pytest.mark.parametrize(
    ("text", "code"),
    [("", "answer-empty"), ("دراز " * 500, "answer-long"), (f"به {MOBILE} زنگ بزنید", "answer-private")],
)
def test_what_is_no_answer(desk: Desk, text: str, code: str) -> None:
    well(told(desk, ASKED))
    refused = answered(desk, only(desk).number, text)
    assert (refused.returncode, f"{code}: " in refused.stderr) == (2, True), refused.stderr
    assert only(desk).waits


def test_an_answer_may_be_mended_and_an_unknown_number_is_said(desk: Desk) -> None:
    well(told(desk, ASKED))
    number = only(desk).number
    well(answered(desk, number, "نادرست"))
    well(answered(desk, number, "درست"))
    assert only(desk).answer == "درست"
    other = 10_000 if number != 10_000 else 10_001
    assert "no-objection: " in answered(desk, other, "پاسخ").stderr


def test_a_clerk_whose_duty_it_is_not_neither_takes_down_nor_answers(desk: Desk) -> None:
    desk.record.call["staff"] = [{"id": "desk1", "duties": ["judging"]}]
    desk.record.write_call()
    desk.git("commit", "-qam", "کارها")
    well(run(desk, "staff", "desk1"))
    assert "staff-duty: " in told(desk, ASKED).stderr
    assert "staff-duty: " in answered(desk, 12345, "پاسخ").stderr


@pytest.mark.parametrize("name", ["فاطمه نمونه", "سید علی نمونه‌زاده", "امیرحسین نمونه", "زهرا احمدی", "محمدرضا کریمی"])
@pytest.mark.parametrize(
    "around",
    [
        "من {} هستم و به امتیازم اعتراض دارم.",
        "اینجانب {} خواهان دیدن دوباره هستم.",
        "به امتیاز اعتراض دارم.\nبا تشکر\n{}",
        "نامم {} است و برگه را داده بودم.",
        "آقای {} از داوران با ما آشنا نبود.",
        "سرکار خانم {} برگه را گرفت.",
        "همسرم {} هم دیده است.",
    ],
)
def test_names_are_seen_as_people_tell_them(name: str, around: str, call: Call) -> None:
    written = hidden(call, around.format(name))
    assert not [part for part in name.split() if part in written.safe], written.safe
    assert written.untouched == around.format(name)


@pytest.mark.parametrize("text", [ASKED, "چرا امتیاز نوآوری پایین است؟ دستگاه خشک‌کن ما تازه است و کسی ندارد."])
def test_a_text_that_names_nobody_stays_as_it_is(text: str, call: Call) -> None:
    assert hidden(call, text, Owner((CANARY,), (MOBILE,))) == (text, "")


@pytest.fixture(scope="module")
def call(tmp_path_factory: pytest.TempPathFactory) -> Call:
    return Record(tmp_path_factory.mktemp("names")).read().call


texts = st.text(st.characters(exclude_categories=["C"], include_characters="\n\u200c"), min_size=1, max_size=300)
moments = st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)).map(  # noqa: DTZ001 (made aware below)
    lambda moment: moment.replace(microsecond=0, tzinfo=TEHRAN)
)


@given(texts.map(str.strip).filter(bool), texts.map(str.strip), moments, st.booleans(), st.sampled_from(["", "دیر شد"]))
def test_a_file_says_what_it_was_made_of(text: str, answer: str, at: datetime, sealed: bool, late: str) -> None:  # noqa: FBT001 (drawn)
    values = {"edition": "1406", "code": "2739401865", "number": 48213, "channel": "web", "registered_by": "desk1"}
    values |= {"arrived": at, "registered": at, "late": late, "sealed": sealed, "text": text, "answer": answer}
    objection = Objection.model_validate({**values, "answered": at if answer else None, "answered_by": None})
    path = objection_file.objection_path("1406", objection.code, objection.number)
    assert objection_file.parse(path, objection_file.render(objection)) == objection
    assert objection_file.named(path) == (objection.code, objection.number)


@given(st.sets(st.integers(10_000, 10_400)), st.integers(0, 89_999))
def test_a_number_is_free_and_of_five_digits(taken: set[int], drawn: int) -> None:
    number = draw_number(taken, lambda _: drawn)
    assert number not in taken
    assert 10_000 <= number <= 99_999


def test_the_window_is_the_days_after_judging_until_the_last(call: Call) -> None:
    dates = call.dates
    assert dates.judging_until is not None
    assert dates.objections_until is not None
    first, last, step = dates.judging_until + timedelta(days=1), dates.objections_until, timedelta(days=1)
    days: list[tuple[date, bool]] = [(first - step, False), (first, True), (last, True), (last + step, False)]
    assert [(day, call.hears_objections(day)) for day, _ in days] == days
    no_end = call.model_copy(update={"dates": dates.model_copy(update={"objections_until": None})})
    assert not no_end.hears_objections(first)
