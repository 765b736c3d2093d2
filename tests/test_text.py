"""Personal data is found however people write it, and ordinary numbers are left alone."""

import re
from collections.abc import Callable
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farakhan.checks.text import check_text
from farakhan.model import personal
from farakhan.model.personal import MARKS, masked, spans
from farakhan.persian import digits

ARABIC = str.maketrans("0123456789", digits.ARABIC)
SCRIPTS: dict[str, Callable[[str], str]] = {
    "ascii": str,
    "persian": digits.to_persian,
    "arabic": lambda text: text.translate(ARABIC),
}

NUMBERS = {
    "private-mobile": [
        "09171234567",
        "0917 123 4567",
        "0917-123-45-67",
        "0917\u200c1234567",
        "0 9 1 7 1 2 3 4 5 6 7",
        "+989171234567",
        "+98 917 123 4567",
        "00989171234567",
        "98-917-1234567",
        "9171234567",
        "0917/1234567",
        "0917_1234567",
        "0917–1234567",
        "0917,123,4567",
        "0917*123*45*67",
        "0917، 123، 4567",
    ],
    "private-phone": [
        "07132126361",
        "071-32126361",
        "(071) 3212 63 61",
        "071 - 32126361",
        "071/32126361",
        "+98 71 3212 6361",
    ],
    "private-iban": ["060170000000100324200001", "27-0170-0000-0010-0324-2000-01"],
    "private-national-id": ["0012345679", "001-234567-9", "001 234 567 9", "001\u200c234567\u200c9"],
    "private-card": [
        "6037991111111112",
        "6037 9911 1111 1112",
        "6037-9911-1111-1112",
        "6037\u200c9911\u200c1111\u200c1112",
    ],
}
CASES = [(code, number) for code, numbers in NUMBERS.items() for number in numbers]
KNOWN_ANYWHERE = [case for case in CASES if case[1][:2] in ("09", "07", "(0", "+9") or case[1].isdecimal()]
"""Those not taken apart, or opened by what only a phone number opens with."""

ORDINARY = [
    "۱۲۰٬۰۰۰٬۰۰۰ تومان",
    "1200000000 تومان",
    "9500000000",
    "9 500 000 000",
    "سرمایه 45000000 و درآمد 24000000",
    "از 12000 - 15000 تومان",
    "95000-98000",
    "50000000-60000000",
    "سال 1405 و 1406",
    "1405-06-02",
    "1405-06-02 14-30",
    "2027-08-24T14:05:00+03:30",
    "1390 - 1400 - 1410",
    "کد رهگیری 3816226900",
    "کد رهگیری 381-622-6900",
    "کد رهگیری ۳۸۱-۶۲۲-۶۹۰۰",
    "قالی 300 در 200، تار 12",
    "32126361",
    "12345678",
    "قیمت @ 2000",
    "",
]


def _codes(text: str) -> list[str]:
    return [span.kind for span in spans(text)]


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize(("code", "number"), CASES, ids=[number for _, number in CASES])
def test_a_private_number_is_found(code: str, number: str, script: str) -> None:
    before, after = "برای هماهنگی با شمارهٔ ", " تماس بگیرید."
    text = before + SCRIPTS[script](number) + after
    (span,) = spans(text)
    assert span.kind == code
    assert text[span.start : span.end] == SCRIPTS[script](number).lstrip("(")
    assert masked(text) == f"{text[: span.start]}{MARKS[code]}{text[span.end :]}"


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize(("code", "number"), KNOWN_ANYWHERE, ids=[number for _, number in KNOWN_ANYWHERE])
def test_a_private_number_is_found_behind_another(code: str, number: str, script: str) -> None:
    assert _codes(SCRIPTS[script](f"پلاک 12 {number}")) == [code]


@pytest.mark.parametrize("script", SCRIPTS)
@pytest.mark.parametrize("text", ORDINARY)
def test_ordinary_numbers_are_left_alone(text: str, script: str) -> None:
    assert _codes(SCRIPTS[script](text)) == []


@given(st.integers(1, 99_999), st.integers(5, 12))
def test_round_sums_are_nobody_s_number(number: int, zeros: int) -> None:
    total = str(number) + "0" * zeros
    assert _codes(total) == []
    assert _codes(digits.grouped(int(total))) == []


@pytest.mark.parametrize("text", ["a.b+c@example.ir", "رایانامه:ali_1@mail.example.com.", "A@B.ir"])
def test_an_email_is_found(text: str) -> None:
    assert _codes(text) == ["private-email"]


def test_a_national_id_that_could_be_a_code_is_an_id() -> None:
    """One in ten of them has a right check digit for a code too; no code is ever drawn that is one."""
    assert _codes("1000000273") == ["private-national-id"]


def test_all_are_said_each_on_its_line() -> None:
    text = "نشانی\nali@example.ir\nيك\u202e\nهمراه ۰۹۱۷۱۲۳۴۵۶۷\n"
    found = {(one.code, one.line) for one in check_text("p", 10, "body", text)}
    assert found == {
        ("text-arabic", 12),
        ("text-bidi", 12),
        ("private-email", 11),
        ("private-mobile", 13),
    }


@pytest.mark.parametrize("filler", ["a", "1", "1 ", "012 ", "a.", "a@", "@", "0-", "+"])
def test_long_runs_cost_little(filler: str) -> None:
    """At this length a quadratic pattern takes half a minute and more."""
    begun = process_time()
    list(spans(filler * (120_000 // len(filler)) + " @"))
    assert process_time() - begun < 5


@pytest.mark.parametrize(
    "said",
    [
        "صفر نهصد و هفده، صد و بیست و سه، چهل و پنج، شصت و هفت",
        "صفر نه یک هفت یک دو سه چهار پنج شش هفت",
        "۰۹۱۷ صد و بیست و سه چهل و پنج شصت و هفت",
        "صفر نهصد و هفده صد و بيست و سه ۴۵ ۶۷",
    ],
)
def test_a_phone_said_in_words_is_found(said: str) -> None:
    text = f"شماره من {said} است."
    (span,) = spans(text)
    assert (span.kind, text[span.start : span.end]) == ("private-mobile", said)


def test_a_landline_said_in_words_is_found() -> None:
    assert _codes("تلفن صفر هفتاد و یک سی و دو صد و بیست و شش سیصد و شصت و یک") == ["private-phone"]


@pytest.mark.parametrize(
    "handle",
    [
        "@narges_honar",
        "https://eitaa.com/narges_honar",
        "t.me/nemune",
        "آیدی: narges_honar",
        "اینستاگرام nemune.honar",
        "ايتا: narges_honar",
    ],
)
def test_a_handle_of_a_messenger_is_found(handle: str) -> None:
    assert _codes(f"برای دیدن کارها {handle} را ببینید.") == ["private-handle"]


def test_all_of_a_text_are_found_and_masked() -> None:
    text = (
        "برای هماهنگی زنگ بزنید ۰۹۱۷/۰۰۰۰۰۰۱. تلفن کارگاه ۰۷۱/۳۲۱۰۰۰۰۱. 0917_0000001 0917–0000001 آیدی ایتا"
        " @narges_honar https://eitaa.com/narges_honar IR060170000000100324200001"
    )
    assert masked(text) == (
        "برای هماهنگی زنگ بزنید [شماره]. تلفن کارگاه [شماره] آیدی ایتا [شناسه] https://[شناسه] IR[شماره]"
    )


@given(st.text(st.sampled_from("0123456789۰۹٠ -.()+\u200c\n@a/،*ص")) | st.text())
def test_a_masked_text_has_nothing_more_to_mask(text: str) -> None:
    assert spans(masked(text)) == []


WORDS_OF_HANDLES = re.findall("[\u0620-\u06cc\u200c]{3,}", str(personal.DATA["handle"]).replace("\\u200c", "\u200c"))
PIECES = [
    *WORDS_OF_HANDLES,
    *(word.replace("ی", "ي").replace("ک", "ك") for word in WORDS_OF_HANDLES),
    *("Nemoone_1", "t.me/nemoone", "nemoone@example.com", "@nemoone", "eitaa.com/", "آیدی", " ", "،"),
    *("صفر", "نهصد و هفده", "صد و بیست و سه", "چهل و پنج", "شصت و هفت"),
    *("۰۹۱۷", "0917", "٠٩١٧", "۱۲۳", "4567", "۶۰۳۷", "9911", "1111", "1112", "IR"),
]


@given(st.lists(st.sampled_from(PIECES), max_size=9).map(" ".join))
def test_a_text_that_is_looked_at_no_further_has_nothing(text: str) -> None:
    if not personal._HINT.search(text):  # noqa: SLF001 (what decides it)
        plain = text.translate(personal._PLAIN)  # noqa: SLF001
        parts = (personal._numbers, personal._in_words, personal._addresses)  # noqa: SLF001
        assert [span for part in parts for span in part(plain)] == []


def test_each_word_before_a_handle_is_looked_at() -> None:
    assert len(WORDS_OF_HANDLES) > 7
    for word in WORDS_OF_HANDLES:
        for spelled in (word, word.replace("ی", "ي").replace("ک", "ك")):
            assert [span.kind for span in spans(f"{spelled}: nemoone_1")] == ["private-handle"]
