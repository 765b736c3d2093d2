"""Tracking codes find what people mistype; a national ID and a bank card are known for what they are."""

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn

from farakhan.model import codes

drawn = st.integers().map(lambda seed: codes.draw_code(random.Random(seed).randrange))  # noqa: S311
nine_digits = st.from_regex(r"[0-9]{9}", fullmatch=True)


def _national_id(nine: str) -> str:
    """By the published rule, written anew: weights 10 to 2, modulo 11."""
    total = 0
    for place in range(9):
        total += int(nine[place]) * (10 - place)
    rest = total % 11
    return nine + str(rest if rest in (0, 1) else 11 - rest)


def _numbers(*numbers: int) -> Callable[[int], int]:
    given_out = iter(numbers)

    def randbelow(limit: int) -> int:
        number = next(given_out)
        assert 0 <= number < limit
        return number

    return randbelow


@given(drawn)
def test_a_drawn_code_is_a_code_and_nobody_s_id(code: str) -> None:
    assert codes.is_code(code)
    assert codes.looks_like_code(code)
    assert code[0] in "123456789"
    assert not codes.is_national_id(code)


@given(drawn)
def test_every_wrong_digit_is_found(code: str) -> None:
    for place in range(10):
        for digit in set("0123456789") - {code[place]}:
            assert not codes.is_code(code[:place] + digit + code[place + 1 :])


@given(drawn)
def test_every_swap_of_neighbours_is_found(code: str) -> None:
    for place in range(9):
        swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
        assert swapped == code or not codes.is_code(swapped)


def _code(number: int) -> str:
    """The one code whose first nine digits are the number-th of all."""
    nine = str(10**8 + number)
    return next(nine + digit for digit in "0123456789" if codes.is_code(nine + digit))


def test_a_code_that_is_a_national_id_is_drawn_again() -> None:
    both = next(number for number in range(1000) if codes.is_national_id(_code(number)))
    neither = next(number for number in range(1000) if not codes.is_national_id(_code(number)))
    assert codes.draw_code(_numbers(both, both, neither)) == _code(neither)


def test_the_ends_of_the_range_can_be_drawn() -> None:
    for number in (0, 9 * 10**8 - 1):
        assert codes.draw_code(_numbers(number)) == _code(number)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0816226900",
        "381622690",
        "38162269000",
        "3816226901",
        "381-622-6900",
        "381/622/6900",
        "۳۸۱۶۲۲۶۹۰۰",
        "3816226900\n",
        "+816226900",
    ],
)
def test_what_is_no_code(text: str) -> None:
    assert not codes.is_code(text)


def test_a_code_is_read_aloud_in_three_parts() -> None:
    assert codes.grouped("3816226900") == "381/622/6900"


@given(nine_digits)
def test_a_national_id_has_exactly_one_check_digit(nine: str) -> None:
    right = _national_id(nine)
    expected = set() if len(set(right)) == 1 else {right}
    assert {nine + digit for digit in "0123456789" if codes.is_national_id(nine + digit)} == expected


@pytest.mark.parametrize("digit", "0123456789")
def test_ten_equal_digits_are_no_national_id(digit: str) -> None:
    assert not codes.is_national_id(digit * 10)


@pytest.mark.parametrize("text", ["", "001234567", "00123456799", "۰۰۱۲۳۴۵۶۷۹", "٠٠١٢٣٤٥٦٧٩", "0012345679\n"])
def test_what_is_no_national_id(text: str) -> None:
    assert codes.is_national_id("0012345679")
    assert not codes.is_national_id(text)


@given(st.from_regex(r"[2-9][0-9]{14}", fullmatch=True))
def test_a_card_has_exactly_one_check_digit(fifteen: str) -> None:
    right = {fifteen + str(luhn.calc_check_digit(fifteen))}
    assert {fifteen + digit for digit in "0123456789" if codes.is_card(fifteen + digit)} == right


@pytest.mark.parametrize("text", ["", "603799111111111", "1037991111111111", "۶۰۳۷۹۹۱۱۱۱۱۱۱۱۱۳", "60379911111111113"])
def test_what_is_no_card(text: str) -> None:
    assert not codes.is_card(text)
