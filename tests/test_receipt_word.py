"""The receipt's word: read however it is written, never half right, the same each time where it is derived."""

import re
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.doors import ANSWERS, MOBILE, PAIRS, House
from tests.ready import TOOL

from farakhan.face.receipt import NO_WORD
from farakhan.model.codes import grouped as code_grouped
from farakhan.model.words import DIGITS, draw_word, grouped, is_word, read_word, receipt_of, word_of
from farakhan.persian.digits import ARABIC, to_persian
from farakhan.store.vault import logbook

drawn = st.integers(0, 10**20 - 1).map(lambda number: draw_word(lambda _: number))
marks = st.binary(min_size=32, max_size=32)


@given(drawn, st.sampled_from(["", " ", "-", "/", "–", "\u200c", "\n", " - "]), st.sampled_from(["ascii", "fa", "ar"]))
def test_a_word_is_read_however_it_is_written(word: str, between: str, digits: str) -> None:
    assert is_word(word)
    written = between.join(re.findall("...", word))
    written = {
        "ascii": written,
        "fa": to_persian(written),
        "ar": written.translate(str.maketrans("0123456789", ARABIC)),
    }[digits]
    assert read_word(written) == word
    assert read_word(f" رمز: {written} ") == word


@given(drawn)
def test_it_is_shown_in_seven_groups_of_three(word: str) -> None:
    assert re.fullmatch(r"([0-9]{3}/){6}[0-9]{3}", grouped(word))
    assert read_word(grouped(word)) == word
    assert grouped("") == ""


@given(drawn, st.integers(0, DIGITS - 1), st.integers(1, 9))
def test_each_wrong_digit_is_seen(word: str, at: int, step: int) -> None:
    wrong = word[:at] + str((int(word[at]) + step) % 10) + word[at + 1 :]
    assert read_word(wrong) == ""
    assert read_word(word[:at] + word[at + 1 :]) == ""


@given(drawn, st.integers(0, DIGITS - 2))
def test_two_neighbours_exchanged_are_seen(word: str, at: int) -> None:
    turned = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert (read_word(turned) == "") is (turned != word)


@given(st.text(max_size=60))
def test_any_text_is_a_word_or_none(text: str) -> None:
    found = read_word(text)
    assert found == "" or is_word(found)


@given(marks)
def test_a_derived_word_is_a_word_and_the_same_each_time(mark: bytes) -> None:
    assert is_word(word_of(mark))
    assert word_of(mark) == word_of(mark)


@given(marks, marks)
def test_other_marks_make_other_words(one: bytes, other: bytes) -> None:
    assert (word_of(one) == word_of(other)) is (one == other)


def test_a_hash_is_of_code_and_word_together() -> None:
    first, second = draw_word(lambda most: most // 3), draw_word(lambda most: most // 7)
    hashes = {receipt_of(code, word) for code in ("2739401865", "1000000005") for word in (first, second)}
    assert len(hashes) == 4
    assert all(re.fullmatch("[0-9a-f]{64}", one) for one in hashes)


# A new one in the place of a lost one


@pytest.fixture
def house(tmp_path: Path, door_site: Path) -> House:
    return House(tmp_path / "r", door_site)


def renewed(house: House, code: str, *words: str) -> subprocess.CompletedProcess[str]:
    key = house.root / "vault" / "key"
    key.write_text(PAIRS[0][0])
    command = [str(TOOL), "renew", to_persian(code_grouped(code)), "--key", str(key), *words]
    return subprocess.run(
        command, cwd=house.root, capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL
    )


def word_in(text: str) -> str:
    found = re.search("([۰-۹]{3}/){6}[۰-۹]{3}", text)
    assert found
    return read_word(found[0])


def test_a_receipt_is_renewed_after_a_call_back_and_the_old_word_opens_nothing(house: House) -> None:
    with house.serving() as door:
        told = door.send(key="k" * 32)
        code, before = told["code"], door.in_git(told["code"])
        proof = door.proof(code)
        assert door.post("own", proof).status_code == 200
        done = renewed(house, code, "--why", "رسید گم شده", "--yes")
        assert done.returncode == 0, done.stderr
        assert to_persian(MOBILE) in done.stdout
        word = word_in(done.stdout)
        after = house.idea(code)
        assert after.receipt == receipt_of(code, word) != before.receipt
        assert after.model_copy(update={"receipt": before.receipt}) == before
        assert "رسید گم شده" in house.git("log", "-1", "--format=%an %s %b").decode()
        assert house.git("log", "-1", "--format=%an").decode().strip() == "نمونه"
        assert [line.split("\t")[2:] for line in logbook.openings(house.root)] == [[code, "رسید گم شده"]]
        assert door.post("own", proof).status_code == 403
        assert door.post("own", proof | {"word": word}).status_code == 200
        again = door.post("ideas", {**ANSWERS, "key": "k" * 32}).json()
        assert (again["again"], again["word"]) == (True, "")
        assert NO_WORD in again["receipt"]
        assert NO_WORD in door.client.get(f"/intake/receipt?of={told['of']}").json()["receipt"]


def test_a_new_word_that_cannot_be_written_as_a_page_is_printed(house: House, tmp_path: Path) -> None:
    with house.serving() as door:
        code = door.send()["code"]
        door.settled()
    folder = tmp_path / "page.html"
    folder.mkdir()
    done = renewed(house, code, "--why", "رسید گم شده", "--yes", "--page", str(folder))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert house.idea(code).receipt == receipt_of(code, word_in(done.stdout))


def test_nothing_is_renewed_without_a_reason_or_without_a_call(house: House) -> None:
    with house.serving() as door:
        code = door.send()["code"]
        door.settled()
    head = house.git("rev-parse", "HEAD")
    assert renewed(house, code, "--why", " ", "--yes").returncode == 2
    assert list(logbook.openings(house.root)) == []
    uncalled = renewed(house, code, "--why", "گم شده")
    assert uncalled.returncode == 1
    assert len(list(logbook.openings(house.root))) == 1
    assert not re.search("([۰-۹]{3}/){6}", uncalled.stdout)
    assert house.git("rev-parse", "HEAD") == head


def test_the_word_lies_nowhere_in_the_house(house: House) -> None:
    with house.serving() as door:
        word = read_word(door.send()["word"])
        door.settled()
        written = [path for path in house.root.rglob("*") if path.is_file() and "public" not in path.parts[-2]]
        forms = [form.encode() for one in (word, grouped(word)) for form in (one, to_persian(one))]
        assert not [path for path in written for form in forms if form in path.read_bytes()]
    objects = house.git("rev-list", "--objects", "--all")
    data = house.git("cat-file", "--batch", data=b"\n".join(line.split()[0] for line in objects.splitlines()))
    assert not [form for form in forms if form in data]
