"""After a decision a message for the owner is ready: why, until when, and nothing of the idea or of a person in it."""

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from tests.records import OVER
from tests.test_desk_new import Counter
from tests.test_register import PAIRS, SHORT

from farakhan.model.codes import grouped
from farakhan.persian.digits import to_persian
from farakhan.store.vault import logbook

OPEN = {**OVER, "opens": "1405-05-01", "deadline": "1405-08-30", "repair_until": "1409-12-20"}


@pytest.fixture
def counter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Counter]:
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "own.age-key").write_text(PAIRS[0][0])
    monkeypatch.setenv("FARAKHAN_KEYS", str(keys))
    with Counter(tmp_path, dates=OPEN) as counter:
        yield counter


def returned(counter: Counter) -> str:
    """The code of an idea that was registered and sent back."""
    counter.register(SHORT)
    (code,) = counter.registered()
    counter.send(
        f"/ideas/{code}/decision",
        decision="return",
        seen=counter.idea(code).digest[:8],
        note="لطفاً بازار را بنویسید.",
        **{"reason-return": "incomplete"},
    )
    return code


def test_the_message_says_why_and_until_when_and_nothing_of_the_idea(counter: Counter) -> None:
    code = returned(counter)
    page = counter.client.get(f"/ideas/{code}").text
    words = page.split('id="notice"', maxsplit=1)[1].split(">", maxsplit=1)[1].split("</textarea>", maxsplit=1)[0]
    assert to_persian(grouped(code)) in words
    assert "لطفاً بازار را بنویسید." in words
    assert "تا پایان ۲۰ اسفند ۱۴۰۹" in words
    assert counter.idea(code).title not in words
    assert "دلیل: " in words


def test_where_nobody_has_decided_there_is_no_message(counter: Counter) -> None:
    counter.register(SHORT)
    (code,) = counter.registered()
    assert 'id="notice"' not in counter.client.get(f"/ideas/{code}").text
    assert "تصمیمی ثبت نشده" in counter.client.get("/notices").text


def test_those_of_a_day_come_as_a_table_with_numbers_only_for_a_reason(counter: Counter) -> None:
    code = returned(counter)
    assert code in counter.client.get("/notices").text
    assert code not in counter.client.get("/notices?day=1405/01/01").text
    plain = counter.client.get("/notices.xlsx")
    assert "no-store" in plain.headers["cache-control"]
    rows = list(openpyxl.load_workbook(io.BytesIO(plain.content)).worksheets[0].iter_rows(values_only=True))
    assert [row[0] for row in rows] == ["کد رهگیری", grouped(code)]

    sent = {"token": counter.word(), "day": ""}
    assert counter.client.post("/notices.xlsx", data={**sent, "why": ""}).status_code == 409
    answer = counter.client.post("/notices.xlsx", data={**sent, "why": "خبر دادن نتیجه"})
    rows = list(openpyxl.load_workbook(io.BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))
    assert rows[1][:2] == ("09000000018", grouped(code))
    (line,) = logbook.openings(counter.repository.root)
    assert line.split("\t")[1:] == ["کارشناس نمونه", code, "خبر دادن نتیجه"]
