"""The Eitaa message: what the form writes is read back; what people made of it is read as far as it goes, aloud."""

import random
import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.recall import MESSAGES, Sample, recall, samples
from tests.recall import answers as answers_in
from tests.senders import CALL

from farakhan.files import tree
from farakhan.files.shape import Source, shape
from farakhan.files.source import decode
from farakhan.message import check
from farakhan.message.check import check_value
from farakhan.message.doubts import SENTENCES
from farakhan.message.reading import Check, How, Reading, read
from farakhan.message.writing import parts, render
from farakhan.model.answers import ASKED, Answer, contact_of, content_of
from farakhan.model.idea import Content
from farakhan.model.questions import Kind, Question
from farakhan.persian import digits, letters

LABELLED, FREE, VARIED = samples("labelled"), samples("free"), samples("varied")
UNSEEN = samples("unseen")
"""Messages by somebody who had not read the program; it was bettered since with them in view, as with `VARIED`."""


def _read(text: str) -> Reading:
    return read(CALL, text)


def _rest(reading: Reading) -> dict[str, Any]:
    return {
        "body": reading.body,
        "aside": [one.strip("\n") for one in reading.aside],
        "doubts": [f"{one.key}:{one.code}" if one.key else one.code for one in reading.doubts],
        "missing": list(reading.missing),
        "check": reading.check.value,
    }


# The samples.


def test_there_are_as_many_samples_as_promised() -> None:
    assert (len(LABELLED), len(FREE), len(VARIED)) == (50, 30, 164)


@pytest.mark.parametrize("sample", LABELLED + FREE, ids=lambda sample: sample.name)
def test_a_sample_is_read_as_it_is_to_be_read(sample: Sample) -> None:
    reading = _read(sample.text)
    expected = {key: value for key, value in (sample.answers | sample.reads).items() if value}
    assert answers_in(reading) == expected
    assert _rest(reading) == sample.rest


@pytest.mark.parametrize("sample", LABELLED + FREE, ids=lambda sample: sample.name)
def test_nothing_without_a_label_is_taken_silently(sample: Sample) -> None:
    reading = _read(sample.text)
    doubted = {one.key for one in reading.doubts}
    assert {key for key, one in reading.found.items() if one.how is How.WORDS} <= doubted


FLOOR = {"counties": (49, 50), "capital": (11, 12)}
"""Of the labelled samples' fields those that are not read wherever a person reads them: how often, and of how many."""


def test_labelled_fields_are_read() -> None:
    found = recall(LABELLED)
    short = {key: (one.right, one.there) for key, one in found.items() if one.right < one.there}
    assert short == FLOOR
    assert {key for key, one in found.items() if one.wrong} == {"capital"}


def test_free_text_gives_what_can_be_recognised() -> None:
    found = recall(FREE)
    assert {key: tuple(one) for key, one in found.items()} == {
        "title": (23, 24, 5),
        "field": (12, 22, 0),
        "counties": (26, 28, 0),
        "mobile": (26, 26, 0),
        "phone": (2, 2, 0),
        "name": (3, 3, 0),
    }


VARIED_FOUND = {
    "title": (113, 123, 34),
    "summary": (2, 2, 0),
    "field": (28, 54, 1),
    "counties": (158, 160, 0),
    "stage": (1, 2, 0),
    "chain.product": (1, 1, 0),
    "chain.other": (1, 1, 0),
    "jobs": (29, 29, 0),
    "capital": (38, 38, 0),
    "income": (5, 5, 0),
    "owners.count": (2, 2, 0),
    "name": (150, 150, 1),
    "mobile": (162, 162, 0),
    "phone": (9, 9, 0),
    "city": (6, 6, 0),
    "address": (4, 4, 0),
}


def test_messages_of_all_kinds_give_names_and_titles_and_hardly_a_wrong_one() -> None:
    """Titles that nobody wrote as one are none in these answers; `test_inbox` compares such by what they name."""
    found = recall(VARIED)
    assert {key: tuple(one) for key, one in found.items()} == VARIED_FOUND
    for key, one in found.items():
        assert key == "title" or one.wrong <= 0.05 * max(20, one.right + one.wrong)


def test_messages_by_who_had_not_read_the_program_are_read_as_far_as_this() -> None:
    found = recall(UNSEEN)
    sure = {"mobile": 12, "phone": 1, "counties": 12, "field": 10, "title": 11, "capital": 2, "name": 8}
    assert {key: found[key].right for key in sure} == sure
    assert [key for key, one in found.items() if one.wrong and key != "title"] == []


def test_what_is_read_wrongly_is_doubted() -> None:
    silent = set()
    for sample in (*LABELLED, *FREE, *UNSEEN, *VARIED):
        reading = _read(sample.text)
        wrong = {key for key, said in answers_in(reading).items() if said != sample.answers.get(key)}
        silent |= {(sample.name, key) for key in wrong - {one.key for one in reading.doubts}}
    assert silent == set()


def test_samples_show_no_announced_number_and_no_likely_one() -> None:
    announced = {CALL.secretariat.eitaa, f"{CALL.secretariat.area_code}{CALL.secretariat.phone}"}
    for sample in LABELLED + FREE + UNSEEN + VARIED:
        reading = _read(sample.text)
        numbers = {value for key in ("mobile", "phone") for value in [reading.answers().get(key)] if value}
        assert not numbers & announced
        likely = "09000000[0-9]{3}|071000001?[0-9]{2,3}(?: داخلی [0-9]{1,2})?"
        assert all(re.fullmatch(likely, str(number)) for number in numbers)


# What the form writes.

MARKS = (
    "■",
    "● متن ایده",
    "عنوان: ",
    "رقم وارسی (قالب ۱): ۱۲۳۴۵-۶۷۸۹۰",
    "## ",
    "- ",
    "«",
    "»",
    "*",
    "،",
    ":",
    "بخش ۱ از ۲",
)
WORDS = ("ایده", "می\u200cشود", "۲۰۰ میلیون", "012", "موبایل: ۰۹۰۰۰۰۰۰۰۰۱", "شهرستان", "سلام", "ۀ", "هٔ", "🌱", "Q")
any_text = st.text(st.characters(exclude_categories=["Cs", "Co", "Cn"]), max_size=20)
pieces = st.lists(st.sampled_from((*MARKS, *WORDS, " ", " ")) | any_text, max_size=12).map("".join)


def _one_line(text: str) -> str:
    return letters.normalise(text.replace("\n", " ").replace("\r", " ").replace("\u0085", " ")).replace("\n", " ")


lines = pieces.map(_one_line)
bodies = st.lists(pieces | st.sampled_from(["", "## مسئله", "■■ x", "● متن ایده"]), max_size=8).map(
    lambda many: letters.normalise("\n".join(many))
)


KINDS: dict[Kind, st.SearchStrategy[Answer]] = {
    Kind.LINE: lines,
    Kind.LINES: st.lists(lines.filter(bool), max_size=4).map(tuple),
    Kind.TEXT: bodies,
    Kind.COUNT: st.integers(0, 10**12).map(str),
    Kind.MONEY: st.integers(0, 10**12).map(str),
    Kind.MOBILE: st.integers(0, 10**9 - 1).map(lambda number: f"09{number:09d}"),
    Kind.PHONE: st.integers(0, 10**8 - 1).map(lambda number: f"071{number:08d}"),
    Kind.YES: st.sampled_from(["true", "false"]),
    Kind.CONSENT: st.sampled_from(["v1", "v2", "1406-a"]),
}


def _answers_to(question: Question) -> st.SearchStrategy[Answer]:
    options = list(question.options(CALL))
    if question.asked.kind is Kind.ONE:
        return st.sampled_from(options)
    if question.asked.kind is Kind.SEVERAL:
        return st.lists(st.sampled_from(options), unique=True, max_size=4).map(tuple)
    return KINDS[question.asked.kind]


all_answers: st.SearchStrategy[dict[str, Answer]] = st.fixed_dictionaries(
    {}, optional={question.key: _answers_to(question) for question in ASKED}
).map(lambda answers: {key: value for key, value in answers.items() if value})
messages = all_answers.map(lambda answers: render(CALL, ASKED, answers))


@given(all_answers)
def test_what_the_form_writes_is_read_back_whole(answers: dict[str, Answer]) -> None:
    reading = _read(render(CALL, ASKED, answers))
    assert reading.check is Check.RIGHT
    assert reading.answers() == answers
    assert {one.how for one in reading.found.values()} <= {How.FORM}


@given(all_answers, st.integers(60, 400), st.randoms())
def test_parts_may_come_in_any_order(answers: dict[str, Answer], longest: int, order: random.Random) -> None:
    cut = parts(render(CALL, ASKED, answers), longest)
    order.shuffle(cut)
    reading = _read("\n".join(cut))
    assert reading.check is Check.RIGHT
    assert check_value(reading.answers()) == check_value(answers)


LONG: dict[str, Answer] = {
    "title": "خشک‌کن کوچک",
    "body": "\n".join(f"سطر {number} از متن نمونه." for number in range(60)),
}


def test_a_part_is_as_long_as_asked_and_says_its_place() -> None:
    cut = parts(render(CALL, ASKED, LONG), 500)
    assert len(cut) > 2
    for number, part in enumerate(cut, 1):
        assert len(part) < 500 + 80
        assert part.startswith(digits.to_persian(f"بخش {number} از {len(cut)}"))


def test_a_short_message_has_no_parts() -> None:
    message = render(CALL, ASKED, {"title": "خشک‌کن کوچک"})
    assert parts(message) == [message]


@pytest.mark.parametrize("lost", range(len(parts(render(CALL, ASKED, LONG), 500))))
def test_a_part_that_did_not_come_is_named(lost: int) -> None:
    cut = parts(render(CALL, ASKED, LONG), 500)
    reading = _read("\n".join(cut[:lost] + cut[lost + 1 :]))
    said = [one.message for one in reading.doubts if one.code == "part-missing"]
    assert said == [SENTENCES["part-missing"].format(words=digits.to_persian(lost + 1))]
    assert reading.check is not Check.RIGHT


def test_a_part_that_came_twice_is_read_once_and_said_where_it_differs() -> None:
    cut = parts(render(CALL, ASKED, LONG), 500)
    assert _read("\n".join([cut[1], *cut])).answers() == LONG
    changed = cut[1].replace("نمونه", "دیگر")
    assert "part-twice" in [one.code for one in _read("\n".join([*cut, changed])).doubts]


def test_parts_of_two_messages_are_not_taken_for_one() -> None:
    one, other = (parts(render(CALL, ASKED, {**LONG, "title": title}), 500) for title in ("انجیر خشک", "گلیم‌بافی"))
    assert "parts-mixed" in [doubt.code for doubt in _read("\n".join([one[0], *other[1:]])).doubts]


# The check value.


def _as_documented(text: str) -> str:
    """The check value by the lines that the docstring gives to a browser."""
    crc = 0xFFFFFFFF
    for byte in text.encode():
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0xEDB88320 if crc & 1 else 0)
    return f"{crc ^ 0xFFFFFFFF:010d}"


def test_the_canonical_text_is_as_documented() -> None:
    arabic = "\u0643\u062a\u0627\u0628\u0640 \u200c ١۲3\n"
    answers: dict[str, Answer] = {"title": arabic, "counties": ("fasa", "darab"), "jobs": "4", "summary": ""}
    assert check.canonical(answers) == "counties=fasa\ncounties=darab\njobs=4\ntitle=کتاب123\n"


@given(all_answers)
def test_the_check_value_is_as_documented(answers: dict[str, Answer]) -> None:
    assert check_value(answers) == _as_documented(check.canonical(answers))


@given(messages, st.data())
def test_one_changed_letter_is_noticed_or_changes_nothing(message: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(message) - 1))
    letter = data.draw(st.sampled_from("اپ۷Z:،\n■-") | st.characters(exclude_categories=["Cs", "Co", "Cn"]))
    before, after = _read(message), _read(message[:at] + letter + message[at + 1 :])
    if after.check is Check.RIGHT:
        assert check.canonical(after.answers()) == check.canonical(before.answers())


@given(st.sampled_from(["title", "summary", "body"]), st.data())
def test_one_changed_letter_of_an_answer_is_called_an_edit(key: str, data: st.DataObject) -> None:
    answers: dict[str, Answer] = {"title": "خشک‌کن کوچک", "summary": "برای باغ‌ها", "body": "متن ایده، همین."}
    text = str(answers[key])
    at = data.draw(st.integers(0, len(text) - 1).filter(lambda at: text[at] not in " \u200c"))
    letter = data.draw(st.sampled_from([one for one in "ژغ۷Zء" if one != text[at]]))
    changed = text[:at] + letter + text[at + 1 :]
    head, own, tail = render(CALL, ASKED, answers).rpartition(text)
    reading = _read(head + own.replace(text, changed) + tail)
    assert reading.check is Check.WRONG
    assert "edited" in [one.code for one in reading.doubts]


@pytest.mark.parametrize(
    "mangle",
    [
        lambda message: message.replace("\u200c", ""),
        lambda message: message.replace("ی", "ي").replace("ک", "ك"),
        digits.to_ascii,
        lambda message: re.sub("\n+", "\n", message),
        lambda message: message.replace("\n", "\r\n"),
        lambda message: f"Forwarded from گروه نمونه\nسلام وقت بخیر\n{message}\nبا تشکر 🙏",
        lambda message: "\n".join(f"\u200f{line} " for line in message.split("\n")),
        lambda message: message.replace(": ", " : ").replace("● ", "").replace("■ ", "*"),
    ],
    ids=["no ZWNJ", "Arabic letters", "Latin digits", "blank lines lost", "CRLF", "forwarded", "marks", "decorated"],
)
def test_what_messengers_do_to_a_message_is_no_edit(mangle: Any) -> None:  # noqa: ANN401
    answers: dict[str, Answer] = {
        "title": "خشک‌کن کوچک انجیر",
        "counties": ("neyriz", "estahban"),
        "capital": "120000000",
        "name": "کبری نمونه",
        "mobile": "09000000001",
        "consents.rules": "v1",
        "body": "## مسئله\n\nبار می‌ریزد.\n\n## ایده\n\nگرمخانهٔ کوچک.",
    }
    reading = _read(mangle(render(CALL, ASKED, answers)))
    assert reading.check is Check.RIGHT
    assert reading.doubts == ()
    assert check.canonical(reading.answers()) == check.canonical(answers)


# Any text.

mess = st.lists(st.sampled_from((*MARKS, *WORDS, "\n", " ")) | any_text, max_size=40).map("".join)
texts = mess | st.tuples(st.sampled_from([one.text for one in LABELLED + FREE]), mess, st.integers(0, 400)).map(
    lambda made: made[0][: made[2]] + made[1] + made[0][made[2] :]
)


def _letters(text: str) -> Counter[str]:
    """What a text is made of, but for the mark that is `##` in a body and `■` in a message."""
    return Counter(letter for letter in letters.normalise(text) if not letter.isspace() and letter not in "\u200c■")


@given(texts)
def test_no_text_is_lost_and_none_raises(text: str) -> None:
    reading = _read(text)
    kept = [reading.body, *reading.aside, *(one.words for one in reading.found.values())]
    lost = _letters(text) - _letters("\n".join(kept))
    assert not lost


@given(texts)
def test_what_is_found_goes_into_an_idea_s_file_or_is_missing(text: str) -> None:
    reading = _read(text)
    content = {"code": "3816226900", "edition": "1406", **content_of(reading.answers())}
    source = Source("message", tree.dump(content), 1, content)
    refused = {one.message.split("«")[1].split("»")[0] for one in shape(Content, source.path, source.tree).problems}
    lengths = {"title", "summary", "body", "chain.other", "jobs", "owners.count", "capital", "income"}
    assert refused <= {*reading.missing, *lengths}


def test_a_reading_feeds_a_file_and_a_contact() -> None:
    reading = _read(LABELLED[2].text)
    content = content_of(reading.answers())
    assert content["owners"] == {"kind": "group", "count": "4"}
    assert content["chain"] == {"product": "", "link": "", "other": ""}
    assert (content["counties"], content["markets"], content["media"]) == (["jahrom"], [], [])
    assert content["role"] == "none"
    contact = contact_of(reading.answers()).contact
    assert contact
    assert (contact.name, contact.mobile, contact.call_wish) == ("محسن نمونه", "09000000003", False)


def test_a_number_left_in_the_body_is_pointed_at_and_the_announced_one_is_not() -> None:
    reading = _read(f"شرح: به {CALL.secretariat.eitaa} نوشتم، جواب نداد. برادرم ۰۹۰۰ ۰۰۰ ۰۰۹۹ را دارد.")
    assert [one.message for one in reading.doubts if one.code == "number-in-body"] == [
        SENTENCES["number-in-body"].format(words="۰۹۰۰ ۰۰۰ ۰۰۹۹")
    ]


def test_samples_are_plain_text() -> None:
    for path in MESSAGES.glob("*/*.txt"):
        assert decode(path.name, path.read_bytes())[1] == []
