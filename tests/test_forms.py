"""A form as a browser sends it, read as the standard library reads it, and refused where it is too much."""

from urllib.parse import parse_qsl, urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farakhan.web import forms
from farakhan.web.refusals import Refused

PIECES = ("%", "%4", "%D9%8", "%d9%86", "%25", "%zz", "+", "=", "&", "\\", "\\x41", "\\N{", "ن", "a", "4", "\n", "\x00")


def read(body: bytes) -> list[tuple[str, str]]:
    return sorted((name, value) for name, values in forms.urlencoded(body).values.items() for value in values)


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=20).map("".join))
def test_any_text_is_read_as_the_standard_library_reads_it(text: str) -> None:
    body = text.encode(errors="surrogatepass")
    expected = parse_qsl(text, keep_blank_values=True, max_num_fields=None)
    assert read(body) == sorted(expected)


@given(st.binary(max_size=60))
def test_any_bytes_are_read(body: bytes) -> None:
    assert len(read(body)) == sum(1 for pair in body.split(b"&") if pair)


@given(st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), max_size=9))
def test_what_was_sent_is_what_is_read(sent: list[tuple[str, str]]) -> None:
    assert read(urlencode(sent).encode()) == sorted(sent)


def test_values_of_one_name_keep_their_order() -> None:
    assert forms.urlencoded(b"a=2&b=%D9%86&a=1").values == {"a": ["2", "1"], "b": ["ن"]}


def test_more_fields_than_a_form_has_are_refused() -> None:
    assert len(read(b"&".join([b"a=1"] * forms.MOST_FIELDS))) == forms.MOST_FIELDS
    with pytest.raises(Refused):
        forms.urlencoded(b"&".join([b"a=1"] * (forms.MOST_FIELDS + 1)))
