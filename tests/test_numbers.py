"""Amounts, counts and telephones as people write them: the same text is the same number through each door."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.senders import CALL

from farakhan.intake import form_answers
from farakhan.message.doubts import TWO_WAYS
from farakhan.message.field_by_field import tell, untold
from farakhan.message.reading import Reading, read
from farakhan.model import personal, phones
from farakhan.model.answers import ASKED, faults
from farakhan.persian import digits
from farakhan.persian.numbers import amount, count, numbers

BY_KEY = {question.key: question for question in ASKED}
AMOUNTS = {
    "۲۵۰/۰۰۰/۰۰۰": 250_000_000,
    "۲۵۰/۰۰۰/۰۰۰ تومان": 250_000_000,
    "۱٬۲۰۰٬۰۰۰": 1_200_000,
    "1,200,000 تومان": 1_200_000,
    "250.000.000": 250_000_000,
    "۲۵۰ ۰۰۰ ۰۰۰": 250_000_000,
    "250'000'000": 250_000_000,
    "۲۰۰/۰۰۰/۰۰۰/-": 200_000_000,
    "۵۰ میلیون تومن": 50_000_000,
    "٥٠ مليون تومان": 50_000_000,
    "پنجاه میلیون": 50_000_000,
    "۱۲۰هزارتومن": 120_000,
    "صدوبیست میلیون تومان": 120_000_000,
    "یک و نیم میلیون": 1_500_000,
    "یک میلیون و نیم تومان": 1_500_000,
    "۱/۵ میلیون تومان": 1_500_000,
    "۱٫۵ میلیارد": 1_500_000_000,
    "نیم میلیارد تومان": 500_000_000,
    "دو میلیون و پانصد هزار": 2_500_000,
    "۲ میلیون ۲۰۰ هزار تومان": 2_200_000,
    "هزار و دویست میلیارد": 1_200_000_000_000,
    "حدود ۵۰ میلیون تومان": 50_000_000,
    "۲۰۰ میلیون ریال": 20_000_000,
    "۵۰ میلیون تومان (۵۰۰ میلیون ریال)": 50_000_000,
    "صفر": 0,
}
COUNTS = {
    "۳ نفر": 3,
    "سه": 3,
    "سه‌نفره": 3,
    "چهارنفر": 4,
    "سی‌وپنج نفر": 35,
    "سی وپنج": 35,
    "بیست و یک": 21,
    "هزار و ششصد": 1_600,
    "هزار ششصد نفر": 1_600,
    "١٢ نفر": 12,
}
TWO = {
    "capital": (
        *("سی چهل", "سی چهل میلیون تومان", "۲۵۰/۰۰۰ تومان", "۱/۵۰۰ میلیون تومان", "۵۰ تا ۱۰۰ میلیون تومان"),
        *(
            "۱،۵ میلیون",
            "۲۰ میلیون نقد، ۳۰ میلیون وام",
            "۲ ۴۰۰ میلیون",
            "۵۰ میلیون ریال یا تومان",
            "۲۵۰.۰۰۰ تومان",
            "۵۰ تومن",
        ),
        "50",
    ),
    "jobs": ("سه چهار نفر", "سه‌چهار نفر", "۳-۴", "۴ یا ۵", "۲ مرد و ۳ زن", "۵ و ۳", "پنج الی هفت نفر"),
}
NONE = {
    "capital": ("۲۰۰ دلار", "1406/05/20", "007", "۲.۵", "خیلی", "-", "1" * 19, "A4", "هفته‌ای"),
    "jobs": ("2.5", "معلم", "سه‌شنبه", "بیستم", "۰۹۱۷ ۰۰۰ ۰۰۱۷", "3D"),
}


def form(key: str, text: str) -> str:
    return str(form_answers.read(CALL, {key: [text]}).get(key, ""))


def told(key: str, text: str) -> Reading:
    return tell(untold(), CALL, BY_KEY[key], text)


def sent(key: str, text: str) -> Reading:
    return read(CALL, f"{BY_KEY[key].label}: {text}")


def ways(reading: Reading, key: str) -> set[str]:
    return {doubt.code for doubt in reading.doubts if doubt.key == key} & TWO_WAYS


@pytest.mark.parametrize(
    ("key", "text", "number"),
    [
        *(("capital", *item) for item in AMOUNTS.items()),
        *(("income", *item) for item in AMOUNTS.items()),
        *(("jobs", *item) for item in COUNTS.items()),
    ],
)
def test_the_same_text_is_the_same_number_through_each_door(key: str, text: str, number: int) -> None:
    assert form(key, text) == str(number)
    assert (told(key, text).answers().get(key), ways(told(key, text), key)) == (str(number), set())
    has_unit = key == "jobs" or "توم" in text or "ریال" in text or number == 0
    assert (sent(key, text).answers().get(key), ways(sent(key, text), key)) == (
        str(number),
        set() if has_unit else {"unit"},
    )


@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in TWO.items() for text in texts])
def test_what_can_be_read_in_two_ways_is_asked_or_doubted_through_each_door(key: str, text: str) -> None:
    answers = form_answers.read(CALL, {key: [text]})
    assert faults(CALL, answers)[key] in ("number", "few")
    assert ways(told(key, text), key)
    assert ways(sent(key, text), key)


@pytest.mark.parametrize(("key", "text"), [(key, text) for key, texts in NONE.items() for text in texts])
def test_what_is_no_number_is_read_as_none_through_each_door(key: str, text: str) -> None:
    assert not form(key, text).isdecimal() or len(text) > 18 or text == "007"
    assert told(key, text).answers().get(key) is None
    assert sent(key, text).answers().get(key) is None


def test_the_unit_beside_a_label_is_the_answer_s() -> None:
    reading = read(CALL, "سرمایه (به ریال): ۷۰۰٬۰۰۰٬۰۰۰\nدرآمد ماهانه (تومان): ۷٬۰۰۰٬۰۰۰")
    assert (reading.answers()["capital"], reading.answers()["income"]) == ("70000000", "7000000")
    assert [doubt.code for doubt in reading.doubts if doubt.key in ("capital", "income")] == ["rial"]


WORDS = """
صفر یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده
بیست سی چهل پنجاه شصت هفتاد هشتاد نود صد دویست سیصد چهارصد پانصد ششصد هفتصد هشتصد نهصد
"""
SIZES = [*range(20), *range(20, 100, 10), *range(100, 1_000, 100)]


def in_words(number: int, and_: str = " و ", gap: str = " ") -> str:
    """A number as people say it."""
    parts = []
    for scale, name in ((10**9, "میلیارد"), (10**6, "میلیون"), (10**3, "هزار"), (1, "")):
        under, number = divmod(number, scale)
        if under:
            small = under_thousand(under, and_)
            parts.append("هزار" if (under, name) == (1, "هزار") else f"{small}{gap}{name}".rstrip())
    return and_.join(parts) or "صفر"


def under_thousand(number: int, and_: str) -> str:
    words = []
    for size, word in sorted(zip(SIZES, WORDS.split(), strict=True), reverse=True):
        if 0 < size <= number:
            words.append(word)
            number -= size
    return and_.join(words)


AND = st.sampled_from([" و ", "\u200cو\u200c", " و", "و"])


@given(st.integers(0, 10**12 - 1), AND, st.sampled_from([" ", "\u200c", ""]))
def test_every_number_in_words_reads_back(number: int, and_: str, gap: str) -> None:
    words = in_words(number, and_, gap)
    assert count(words) == number
    assert amount(f"{words} تومان") == number
    assert [int(found.value) for found in numbers(words)] == [number]


@given(st.integers(0, 10**15), st.sampled_from(",٬'./ "), st.sampled_from([str, digits.to_persian]))
def test_every_number_in_grouped_digits_reads_back(number: int, mark: str, script: type[str]) -> None:
    text = script(f"{number:,}".replace(",", mark))
    is_sure = mark in ",٬'" or number < 1_000 or number >= 1_000_000 or (mark == " " and number % 1_000 == 0)
    assert count(text) == (number if is_sure else None)


@given(st.integers(1, 999), st.integers(1, 999), st.sampled_from([" تا ", "-", " الی ", " یا "]))
def test_a_range_is_never_one_number(first: int, second: int, mark: str) -> None:
    text = f"{first}{mark}{second} میلیون تومان"
    assert amount(text) is None


PHONES = {
    "۰۷۱-۳۲۱۲۶۳۶۱ داخلی ۲۱۵": "07132126361 داخلی 215",
    "۰۷۱/۳۲۱۲۶۳۶۱ (داخلی: ۲۱۵)": "07132126361 داخلی 215",
    "07132126361 و 07132126362": "07132126361، 07132126362",
    "07132126361 - 09000000001": "07132126361، 09000000001",
    "منزل ۰۷۱۳۲۱۲۶۳۶۱": "07132126361",
    "+98 (0) 900 000 0017": "09000000017",
    "۰۹۰۰/۰۰۰/۰۰۱۷": "09000000017",
    "0900_0000017": "09000000017",
    "32126361": "32126361",
}
UNSURE = ("32126361/62", "071-32126361-2", "نمی‌دهم", "۱۲۳", "بعد از ۱۰ صبح 07132126361", "091700000177", "1" * 16)


@pytest.mark.parametrize(("text", "kept"), PHONES.items())
def test_a_telephone_keeps_its_extension_and_the_second_number(text: str, kept: str) -> None:
    assert form("phone", text) == kept == told("phone", text).answers()["phone"]
    reading = sent("phone", text)
    assert "، ".join(str(reading.answers()[key]) for key in ("mobile", "phone") if key in reading.answers()) in (
        kept,
        "، ".join(reversed(kept.split("، "))),
    )


@pytest.mark.parametrize("text", UNSURE)
def test_numbers_that_cannot_be_told_apart_stay_as_typed(text: str) -> None:
    assert phones.typed(text) == ""
    assert form("phone", text) == text


def test_telephones_in_a_text_are_seen_one_by_one() -> None:
    text = "۰۹۰۰ ۰۰۰ ۰۰۱۷-09000000018، 071-32126361 داخلی 12، صفر نهصد صفر صفر صفر صفر صفر نوزده"
    seen = [(phone.number, phone.is_mobile) for phone in personal.telephones(text)]
    assert seen == [
        ("09000000017", True),
        ("09000000018", True),
        ("07132126361 داخلی 12", False),
        ("09000000019", True),
    ]


def test_a_mobile_under_the_label_of_another_telephone_is_the_mobile() -> None:
    reading = read(CALL, "عنوان: کندوی شهری\nتلفن : ٠٩٠٠٠٠٠٠٠١٧")
    assert (reading.answers()["mobile"], reading.answers().get("phone")) == ("09000000017", None)
    both = read(CALL, "تلفن: ۰۹۰۰۰۰۰۰۰۱۷ و ۰۷۱۳۲۱۲۶۳۶۱ داخلی ۲")
    assert (both.answers()["mobile"], both.answers()["phone"]) == ("09000000017", "07132126361 داخلی 2")
    two = read(CALL, "موبایل: ۰۹۰۰۰۰۰۰۰۱۷ یا ۰۹۰۰۰۰۰۰۰۱۸")
    assert (two.answers()["mobile"], two.answers()["phone"]) == ("09000000017", "09000000018")
    landline = read(CALL, "شماره تماس: ۰۷۱-۳۲۱۲۶۳۶۱")
    assert (landline.answers().get("mobile"), landline.answers()["phone"]) == (None, "07132126361")
