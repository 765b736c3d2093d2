"""The call: when it opens and closes, what of it is only proposed, and what contradicts itself."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farakhan.checks.call import read_call
from farakhan.checks.terms import terms
from farakhan.files import tree
from farakhan.files.source import read_yaml
from farakhan.model.call import Call, Phase, names
from farakhan.persian import calendar

BASE = Path(__file__).parent / "golden" / "base"
PATH = "submissions/1405/call.yml"
TEXT = (BASE / PATH).read_text(encoding="utf-8")


def _read(text: str) -> tuple[Call | None, list[tuple[str, int]]]:
    source, problems = read_yaml(PATH, text.encode())
    assert source is not None
    call, found = read_call(source)
    return call, [(one.code, one.line) for one in problems + found]


def _changed(*changes: tuple[str, str]) -> str:
    text = TEXT
    for old, new in changes:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return text


def _call(*changes: tuple[str, str]) -> Call:
    call, _ = _read(_changed(*changes))
    assert call is not None
    return call


def _line(words: str) -> int:
    return TEXT[: TEXT.index(words)].count("\n") + 1


def _day(text: str) -> date:
    return calendar.parse_day(text)


def test_the_last_moment_is_the_deadline_s_and_the_grace_after_it() -> None:
    assert _call().closes() == datetime(2026, 6, 22, 0, 30, tzinfo=calendar.TEHRAN)
    exact = _call(("grace_minutes: 30", "grace_minutes: 0"))
    assert exact.closes() == datetime(2026, 6, 22, tzinfo=calendar.TEHRAN)


@pytest.mark.parametrize(
    ("day", "phase"),
    [
        ("1405-01-31", Phase.BEFORE),
        ("1405-02-01", Phase.OPEN),
        ("1405-03-31", Phase.OPEN),
        ("1405-04-01", Phase.CLOSED),
        ("1405-04-14", Phase.CLOSED),
        ("1405-04-15", Phase.JUDGING),
        ("1405-05-15", Phase.JUDGING),
        ("1405-05-16", Phase.PROPOSED),
        ("1405-06-24", Phase.PROPOSED),
        ("1405-06-25", Phase.ANNOUNCED),
        ("1410-01-01", Phase.ANNOUNCED),
    ],
)
def test_phase(day: str, phase: Phase) -> None:
    assert _call().phase(_day(day)) is phase


def test_a_day_that_was_not_announced_is_never_reached() -> None:
    call = _call(
        ("opens: 1405-02-01", "opens:"),
        ("judging_from: 1405-04-15", "judging_from:"),
        ("judging_until: 1405-05-15", "judging_until:"),
        ("announced: 1405-06-25", "announced:"),
    )
    assert call.phase(_day("1380-01-01")) is Phase.OPEN
    assert call.phase(_day("1405-04-01")) is Phase.CLOSED
    assert call.phase(_day("1420-01-01")) is Phase.CLOSED


@given(st.integers(-400, 400), st.integers(0, 100))
def test_phases_come_in_their_order(start: int, later: int) -> None:
    call = _call()
    order = list(Phase)
    first = call.dates.deadline + timedelta(days=start)
    assert order.index(call.phase(first)) <= order.index(call.phase(first + timedelta(days=later)))


@pytest.mark.parametrize(
    ("place", "proposed"),
    [
        ("grace_minutes", True),
        ("rubric.scale", True),
        ("rubric.scale.anything", True),
        ("rubric", False),
        ("rubric.criteria", False),
        ("channels.web", True),
        ("channels.website", False),
        ("channels.eitaa", False),
        ("", False),
    ],
)
def test_what_is_proposed(place: str, *, proposed: bool) -> None:
    assert _call().proposed(place) is proposed


def test_names_keep_the_list_s_order() -> None:
    call = _call()
    assert list(names(call.fields).items()) == [("agriculture", "کشاورزی"), ("handicrafts", "صنایع دستی")]
    assert next(iter(call.dates.in_order())) == ("opens", _day("1405-02-01"))
    assert "objections_until" not in dict(call.dates.in_order())


def test_terms() -> None:
    accepted = terms(_call())
    assert accepted.opens == datetime(2026, 4, 21, tzinfo=calendar.TEHRAN)
    assert accepted.deadline == "۳۱ خرداد ۱۴۰۵"
    assert accepted.chains == {"fig": ("input", "production", "sales"), "gabbeh": ("production", "sales")}
    assert accepted.consents["rules"] == {"v1", "v2"}
    assert set(accepted.channels) == {"eitaa", "web", "post", "file"}
    assert terms(_call(("opens: 1405-02-01", "opens:"))).opens is None


def test_all_that_is_wrong_is_said_at_once_each_on_its_line() -> None:
    call, found = _read(
        _changed(
            ("confirmed: true", "confirmed: yes"),
            ("phone: '10000000'", "phone: ۱۰۰۰"),
            ("grace_minutes: 30", "grace_minutes: half"),
            ("name: استهبان}", "name: استهبان, size: 2}"),
            ("retention: 1406-12-29", "retention: 1405-12-30"),
            ("slogan: شعار نمونه", "slogan: شعار نمونة كار"),
        )
    )
    assert call is None
    assert found == [
        ("key-unknown", _line("- {id: estahban")),
        ("text-arabic", _line("slogan:")),
        ("value-choice", _line("confirmed:")),
        ("value-day", _line("retention:")),
        ("value-form", _line("  phone:")),
        ("value-number", _line("grace_minutes:")),
    ] or sorted(found) == sorted(
        [
            ("key-unknown", _line("- {id: estahban")),
            ("text-arabic", _line("slogan:")),
            ("value-choice", _line("confirmed:")),
            ("value-day", _line("retention:")),
            ("value-form", _line("  phone:")),
            ("value-number", _line("grace_minutes:")),
        ]
    )


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("  deadline: 1405-03-31", "  deadline: ''", "value-required"),
        ("  deadline: 1405-03-31", "  deadline: 1405-13-01", "value-day"),
        ("  rule: mean", "  rule: ''", "value-required"),
        ("  rule: mean", "  rule: median", "value-choice"),
        ("sample: true", "sample: yes", "value-choice"),
        ("  scale: 10", "  scale: 0", "value-range"),
        ("  scale: 10", "  scale: ten", "value-number"),
    ],
)
def test_a_value_of_another_kind_is_named_at_its_line(old: str, new: str, code: str) -> None:
    call, found = _read(_changed((old, new)))
    assert call is None
    assert found == [(code, _line(old))]


@pytest.mark.parametrize(
    ("changes", "code", "line"),
    [
        ([("  - {id: copy, name", "  - {id: late, name")], "call-id-twice", "  - {id: copy"),
        ([("version: v2", "version: v1")], "call-id-twice", "- {id: rules, name: مقررات, version: v2"),
        ([("{id: jobs, name: اشتغال", "{id: feasible, name: اشتغال")], "call-id-twice", "  - {id: jobs"),
        ([("tie_break: [feasible]", "tie_break: [beauty]")], "call-reference", "  tie_break:"),
        ([("fields: [agriculture]", "fields: [services]")], "call-reference", "- {id: d3"),
        (
            [("  - {id: agriculture, least", "  - {id: services, least")],
            "call-reference",
            "  - {id: agriculture, least",
        ),
        ([("least: 0, most: 1", "least: 1, most: 0")], "call-quota", "  field_quotas:"),
        ([("announced: 1405-06-25", "announced: 1405-05-14")], "call-dates", "  announced:"),
        ([("opens: 1405-02-01", "opens: 1405-04-01")], "call-dates", "  deadline: 1405-03-31"),
        ([("[grace_minutes, rubric.scale", "[channels.fax, rubric.scale")], "call-proposal", "proposals:"),
    ],
)
def test_what_contradicts_itself(changes: list[tuple[str, str]], code: str, line: str) -> None:
    call, found = _read(_changed(*changes))
    assert call is not None
    assert found == [(code, _line(line))]


def test_an_amendment_of_a_list_s_entry() -> None:
    new = "- what: channels.post.open\n  old: true\n  new: false\n  why: نمونه\n  on: 1405-03-11\ngrace_minutes: 30"
    assert _read(_changed(("grace_minutes: 30", new)))[1] == []
    wrong = new.replace("new: false", "new: true")
    assert [code for code, _ in _read(_changed(("grace_minutes: 30", wrong)))[1]] == ["call-amendment"]


KEYS = list(tree.load(TEXT, PATH)[0] or {})


@given(st.sampled_from(KEYS), st.sampled_from(["", "[]", "{}", "[{}]", "[[]]", "{a: b}", "~", "۱", "[a, a]", "x y"]))
def test_any_value_is_read_or_refused(key: str, value: str) -> None:
    loaded, _ = tree.load(TEXT, PATH)
    assert loaded is not None
    head = tree.dump({name: inner for name, inner in loaded.items() if name != key})
    call, found = _read(f"{head}{key}: {value}\n")
    assert call is not None or found


@given(st.sampled_from(KEYS))
def test_no_key_may_be_missing(key: str) -> None:
    loaded, _ = tree.load(TEXT, PATH)
    assert loaded is not None
    del loaded[key]
    call, found = _read(tree.dump(loaded))
    assert call is None
    assert found == [("key-missing", 1)]
