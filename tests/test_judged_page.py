"""«چگونه داوری شد»: how near the cut was, by open data alone and only once winners are announced."""

import re
from pathlib import Path

import pytest
from tests.records import ANNOUNCED_DAY, JUDGES, PROPOSED_DAY, Record

from farakhan.persian.calendar import parse_day
from farakhan.publish.judged import facts
from farakhan.publish.view import look


def said(record: Record, day: str = ANNOUNCED_DAY) -> list[str]:
    view, _ = look(record.read(), parse_day(day))
    return re.findall("<li>(.*?)</li>", facts(view, ".."))


@pytest.fixture
def record(tmp_path: Path) -> Record:
    record = Record(tmp_path)
    for _ in range(4):
        record.idea()
    record.call["tally"] |= {"winners": "2", "field_quotas": [], "min_sheets": "3", "tie_break": []}
    record.write_call()
    return record


def _decided(record: Record, scores: list[int]) -> None:
    """Each idea gets one score from everybody for everything; the first two win or are chosen."""
    record.judged()
    for judge in JUDGES:
        record.sheet(judge, {code: (score,) * 5 for code, score in zip(record.ideas, scores, strict=True)})
    record.tally()
    first, second, *_ = record.ideas
    record.award(first, second)


def test_how_near_the_cut_was_is_said_when_winners_are_announced(record: Record) -> None:
    _decided(record, [9, 8, 8, 2])
    assert said(record, PROPOSED_DAY) == []
    counted, tied, near = said(record)
    assert counted == "۴ ایده رتبه گرفت، هر کدام با دست‌کم ۳ ردیف امتیاز."
    assert tied.startswith("۲ ایده درست در مرز برابر بودند")
    assert near.startswith("۱ ایدهٔ دیگر کمتر از ۵ نمره از ۱۰۰ با مرز")


def test_no_judge_and_no_code_is_in_it(record: Record) -> None:
    _decided(record, [9, 8, 5, 2])
    text = " ".join(said(record))
    assert "هیچ ایدهٔ دیگری نزدیک‌تر از ۵ نمره" in text
    assert "برابر بودند" not in text
    assert not any(word in text for word in (*JUDGES, *record.ideas))
