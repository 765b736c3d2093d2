"""Letters, digits and days: one spelling, one key to compare by, and a calendar that can be trusted."""

from datetime import date, timedelta
from time import process_time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farakhan.persian import calendar, digits, letters, order

ZWNJ = "\u200c"
TYPED = (
    "آابپیکگئأهةيىكـًّ۰۱۹٠٤٩019 aÉß\u0301\u0654\u0653"
    "\u200c\u200d\u200b\u200e\u200f\u202a\u202e\u2066\u2069\u061c\u00a0\u3000\ufeff\u00ad\u2028\u0085\t\n\r\x00\x1f"
    "\ufe8e\ufefb\ufe71\ufdfa\ufdf2\ufb8e\ufd3e\ufd3f\ufdfd\ufe73\ufbb2\U000e0041"
)
"""What keyboards, phones and old word processors put into Persian text."""

persian_text = st.text(st.sampled_from(TYPED) | st.characters(exclude_categories=["Cs"]), max_size=60)


@given(persian_text)
def test_normalise_twice_changes_nothing_more(text: str) -> None:
    once = letters.normalise(text)
    assert letters.normalise(once) == once


@given(persian_text)
def test_normalise_leaves_no_oddity(text: str) -> None:
    once = letters.normalise(text)
    assert letters.oddities(once) == []
    assert once == once.strip().strip(ZWNJ)


@given(st.text(st.sampled_from("آابپیکه\u0654۰9aB« »…\u200c\u200c \n") | st.sampled_from(TYPED), max_size=40))
def test_a_text_in_order_and_one_that_is_not_are_read_alike(text: str) -> None:
    """What follows a text that needs no change, and needs one itself, changes nothing before it."""
    once = letters.normalise(text)
    assert letters.normalise(f"{once}\nك") == f"{once}\nک".strip()
    assert letters.normalise(f"{text}!\nك") == f"{letters.normalise(f'{text}!')}\nک"


@given(persian_text)
def test_fold_does_not_depend_on_spelling(text: str) -> None:
    assert letters.fold(letters.normalise(text)) == letters.fold(text)
    assert letters.fold(letters.fold(text)) == letters.fold(text)


@given(persian_text)
def test_oddities_are_where_they_are_said_to_be(text: str) -> None:
    for name, at in letters.oddities(text):
        assert letters.ODDITIES[name].match(text[at])
        assert not letters.ODDITIES[name].search(text[:at])


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("كشاورزي", "کشاورزی"),
        ("مصطفى", "مصطفی"),
        ("كتـــاب", "کتاب"),
        ("۱۲٣٤", "۱۲۳۴"),
        ("مدل 12", "مدل 12"),
        (f"می{ZWNJ}شود", f"می{ZWNJ}شود"),
        (f"می{ZWNJ}{ZWNJ}شود", f"می{ZWNJ}شود"),
        (f"می{ZWNJ} شود{ZWNJ}", "می شود"),
        ("\ufefcزم", "لازم"),
        ("یک\u202eدو", "یکدو"),
        ("یک\u00a0دو", "یک دو"),
        ("یک  \r\nدو\rسه\u2028چهار", "یک\nدو\nسه\nچهار"),
        (f"\ufeff {ZWNJ} آغاز \t", "آغاز"),
        ("ا\u0653ب", "آب"),
    ],
)
def test_normalise(typed: str, stored: str) -> None:
    assert letters.normalise(typed) == stored


@pytest.mark.parametrize(
    "alike",
    [
        ("كشاورزي", "کشاورزی", f"کشاور{ZWNJ}زی", "كشـاورزى"),
        ("ایده ها", f"ایده{ZWNJ}ها", "ایدهها", "ایده\u00a0ها", "ایده\nها"),
        ("سال ۱۴۰۶", "سال ١٤٠٦", "سال 1406", "سال۱۴۰6"),
        ("مُحَمّد", "محمد"),
        ("Kilim", "kilim"),
    ],
)
def test_fold_equates(alike: tuple[str, ...]) -> None:
    assert len({letters.fold(one) for one in alike}) == 1


def test_fold_keeps_apart_what_differs() -> None:
    words = ["گبه", "گلیم", "آب", "تاب", "۱۴۰۵", "۱۴۰۶", "گبه-گلیم"]
    assert len({letters.fold(one) for one in words}) == len(words)


@pytest.mark.parametrize("filler", [" ", ZWNJ, f" {ZWNJ}", "\u00a0\t", "\n", "\u0301"])
def test_long_blanks_cost_little(filler: str) -> None:
    """At this length a quadratic pattern takes a minute and more."""
    text = f"الف{filler * (100_000 // len(filler))}ب"
    begun = process_time()
    letters.normalise(text)
    assert process_time() - begun < 5


@given(st.integers(0, 10**18))
def test_digits_of_three_scripts_are_one_number(number: int) -> None:
    shown = digits.to_persian(number)
    assert digits.to_ascii(shown) == str(number)
    arabic = str(number).translate(str.maketrans("0123456789", digits.ARABIC))
    assert digits.to_ascii(arabic) == str(number)
    assert digits.to_persian(arabic) == shown
    assert int(digits.to_ascii(digits.grouped(number)).replace("٬", "")) == number


@pytest.mark.parametrize(
    ("shown", "wanted"),
    [
        (digits.grouped(0), "۰"),
        (digits.grouped(999), "۹۹۹"),
        (digits.grouped(1_234_567), "۱٬۲۳۴٬۵۶۷"),
        (digits.decimal("82.50"), "۸۲٫۵۰"),
        (digits.decimal("7"), "۷"),
        (digits.to_persian("3-3-4: 90٪"), "۳-۳-۴: ۹۰٪"),
    ],
)
def test_numbers_for_people(shown: str, wanted: str) -> None:
    assert shown == wanted


@pytest.mark.parametrize(
    ("jalali", "gregorian"),
    [
        ("1406-06-02", date(2027, 8, 24)),
        ("1403-12-30", date(2025, 3, 20)),
        ("1404-01-01", date(2025, 3, 21)),
        ("1404-12-29", date(2026, 3, 20)),
        ("1405-02-31", date(2026, 5, 21)),
        ("1408-12-30", date(2030, 3, 20)),
        ("1357-11-22", date(1979, 2, 11)),
    ],
)
def test_known_days(jalali: str, gregorian: date) -> None:
    assert calendar.parse_day(jalali) == gregorian
    assert calendar.iso_day(gregorian) == jalali


@pytest.mark.parametrize(
    "text",
    [
        "1404-12-30",
        "1405-07-31",
        "1405-13-01",
        "1405-00-01",
        "1405-01-00",
        "1405-1-1",
        "1405/01/01",
        "۱۴۰۵-۰۱-۰۱",
        "1405-01-01\n",
        " 1405-01-01",
        "2026-01-01",
        "-1405-01-01",
        "",
    ],
)
def test_no_such_day(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 (its text is nothing that anybody reads)
        calendar.parse_day(text)


def test_each_day_of_a_century_is_itself() -> None:
    first, last = calendar.parse_day("1370-01-01"), calendar.parse_day("1470-01-01")
    before = ""
    for offset in range((last - first).days):
        day = first + timedelta(days=offset)
        said = calendar.iso_day(day)
        assert calendar.parse_day(said) == day
        assert before < said
        before = said


@pytest.mark.parametrize(
    ("said", "wanted"),
    [
        (calendar.long_day(date(2027, 8, 24)), "۲ شهریور ۱۴۰۶"),
        (calendar.long_day(date(2025, 3, 20)), "۳۰ اسفند ۱۴۰۳"),
        (calendar.weekday(date(2027, 8, 24)), "سه‌شنبه"),
        (calendar.weekday(date(2025, 3, 21)), "جمعه"),
    ],
)
def test_days_for_people(said: str, wanted: str) -> None:
    assert said == wanted


def test_a_day_ends_at_midnight_in_tehran() -> None:
    end = calendar.end_of_day(calendar.parse_day("1406-06-02"))
    assert end.isoformat() == "2027-08-25T00:00:00+03:30"
    assert calendar.tehran_day(end) == calendar.parse_day("1406-06-03")
    assert calendar.tehran_day(end - timedelta(seconds=1)) == calendar.parse_day("1406-06-02")
    assert calendar.from_epoch(int(end.timestamp())) == end


def test_a_day_alone_is_its_noon_and_today_is_now() -> None:
    at = calendar.parse_moment("۱۴۰۶/۰۶/۰۳ ۰:۰۵", calendar.from_epoch(0))
    assert at.isoformat() == "2027-08-25T00:05:00+03:30"
    assert calendar.parse_moment("1406/6/3", at) == at
    assert calendar.parse_moment(" ۱۴۰۶/۰۶/۰۲ ", at).isoformat() == "2027-08-24T12:00:00+03:30"
    for wrong in ("", "1406/06", "1406/06/32", "10:30", "1406/06/02 25:00", "1406/06/02 10"):
        with pytest.raises(ValueError):  # noqa: PT011 (its words are what was typed)
            calendar.parse_moment(wrong, at)


@pytest.mark.parametrize(
    ("typed", "listed"),
    [
        ("وام هدف یاس گل کار چای ژاله زهره پدر بازار آب ابر", "آب ابر بازار پدر چای زهره ژاله کار گل وام هدف یاس"),
        ("طرح۱۰ طرح۲ طرح1", "طرح1 طرح۲ طرح۱۰"),
        ("مولد مؤسسه مسئول مسیر", "مؤسسه مسئول مسیر مولد"),
    ],
)
def test_lists_stand_in_the_order_of_a_dictionary(typed: str, listed: str) -> None:
    assert sorted(typed.split(), key=order.sort_key) == listed.split()


@given(persian_text)
def test_to_fold_twice_changes_nothing_more(text: str) -> None:
    assert letters.fold(letters.fold(text)) == letters.fold(text)


def test_a_letter_is_alike_to_one_other_only() -> None:
    every = "".join(letters.ALIKE.values())
    assert len(set(every)) == len(every)
    assert not set(every) & letters.ALIKE.keys()
