"""Near copies are found however a text was retold, and unlike texts of one field are not taken for copies."""

from pathlib import Path
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from farakhan.checks.near import LEAST, RUN, in_common, near
from farakhan.files import idea as idea_file
from farakhan.persian.letters import words

SAMPLE = sorted((Path(__file__).parent.parent / "submissions" / "sample" / "ideas").glob("*/*.md"))
TEXTS = [idea_file.parse(path.name, path.read_bytes()).body for path in SAMPLE]
VOCABULARY = [word for text in TEXTS for word in text.split() if word.isalpha()]
"""As often as people write each."""
OTHER_KEYBOARD = str.maketrans("یکه۰۱۲۳", "يكە٠١٢٣")


def _sentence(random: Random) -> str:
    return " ".join(random.choices(VOCABULARY, k=random.randint(8, 18))) + "."


def _text(random: Random) -> list[str]:
    return [_sentence(random) for _ in range(20)]


def _retold(random: Random, sentences: list[str], replaced: float) -> str:
    """Sentences in another order, some words others, on another keyboard now and then."""
    told = [
        " ".join(random.choice(VOCABULARY) if random.random() < replaced else word for word in sentence.split())
        for sentence in sentences
    ]
    if random.random() < 0.5:
        random.shuffle(told)
    text = "\n".join(told)
    return text.translate(OTHER_KEYBOARD) if random.random() < 0.5 else text


def test_sixty_planted_copies_among_three_hundred_are_found_and_no_other() -> None:
    random = Random(1406)  # noqa: S311 (a test's texts)
    texts = {f"t{number:03d}": _text(random) for number in range(240)}
    whole = {key: "\n".join(sentences) for key, sentences in texts.items()}
    planted = set()
    for number in range(60):
        key, copy = f"t{number:03d}", f"z{number:03d}"
        whole[copy] = _retold(random, texts[key], 0.05 if number % 2 else 0.4)
        planted.add((key, copy))
    found = near((key, words(text)) for key, text in sorted(whole.items()))
    pairs = {(pair.first, pair.second) for pair in found}
    assert planted <= pairs
    assert len(pairs - planted) <= 1
    assert [pair.runs for pair in found] == sorted((pair.runs for pair in found), reverse=True)


def test_half_of_one_text_inside_another_is_found() -> None:
    random = Random(7)  # noqa: S311 (likewise)
    first, second = _text(random), _text(random)
    texts = {"a": "\n".join(first), "b": "\n".join([*second[:10], *first[:10]])}
    assert [(pair.first, pair.second) for pair in near((key, words(text)) for key, text in texts.items())] == [
        ("a", "b")
    ]


def test_ideas_of_the_sample_are_no_copies_of_one_another() -> None:
    assert near((str(place), words(text)) for place, text in enumerate(TEXTS)) == []


def test_what_two_texts_share_is_told_in_their_words() -> None:
    first = "یک دو سه چهار پنج شش هفت"
    second = "صفر یک دو سه هشت نه چهار پنج شش هفت ده"
    assert in_common(first, second) == ["چهار پنج شش هفت", "یک دو سه"]
    assert in_common(first, "هیچ") == []


small = st.lists(st.sampled_from(["ا", "ب", "پ", "ت", "ث", "ج", "چ", "ح", "خ", "د"]), max_size=60).map(" ".join)


@given(st.dictionaries(st.sampled_from("abcdef"), small))
def test_pairs_are_those_that_share_enough_runs(texts: dict[str, str]) -> None:
    runs = {
        key: {tuple(text.split()[at : at + RUN]) for at in range(len(text.split()) - RUN + 1)}
        for key, text in texts.items()
    }
    expected = {
        (first, second): len(runs[first] & runs[second])
        for first in texts
        for second in texts
        if first < second and len(runs[first] & runs[second]) >= LEAST
    }
    assert {(pair.first, pair.second): pair.runs for pair in near(sorted(texts.items()))} == expected
