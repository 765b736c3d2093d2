"""YAML as strings: hostile documents are refused with a code and a line, all others read as exactly what they say."""

from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farakhan.files import tree

REFUSED = {
    "nothing but a bracket left open": ("[", "yaml-key", 1),
    "one bracket more than may be open": ("a: 1\nb: " + "[" * tree.MAX_DEPTH, "yaml-deep", 2),
    "a brace as a key": ("a: 1\nb: {{", "yaml-key", 2),
    "one list more than may be open": ("a: 1\nb:\n" + "- " * tree.MAX_DEPTH + "c", "yaml-deep", 3),
    "one mapping more than may be open": ("a: " + "{a: " * tree.MAX_DEPTH, "yaml-deep", 1),
    "one anchor and one alias": ("a: &a [x, x]\nb: *a\n", "yaml-alias", 1),
    "one alias in a merge key": ("a: 1\nb: &b {x: 1}\nc:\n  <<: *b\n", "yaml-alias", 2),
    "a merge key without an alias": ("a:\n  <<: {status: winner}\n", "yaml-alias", 2),
    "an anchor on a key": ("a: 1\n&b c: d\n", "yaml-alias", 2),
    "an alias to nothing": ("a: 1\nb: *c\n", "yaml-alias", 2),
    "a tag that runs code": ("a: 1\nb: !!python/object/apply:os.system [id]\n", "yaml-tag", 2),
    "a tag of its own": ("a: 1\nb: 2\nc: !env HOME\n", "yaml-tag", 3),
    "the plain tag": ("a: ! b\n", "yaml-tag", 1),
    "a list as a key": ("a: 1\n? [b, c]\n: d\n", "yaml-key", 2),
    "a mapping as a key": ("a: 1\n{b: c}: d\n", "yaml-key", 2),
    "only a text": ("سلام\n", "yaml-key", 1),
    "a list at the top": ("- a\n- b\n", "yaml-key", 1),
    "nothing": ("", "yaml-syntax", 1),
    "only a comment": ("# هیچ\n", "yaml-syntax", 1),
    "two documents": ("a: 1\n---\nb: 2\n", "yaml-syntax", 2),
    "a document after the end": ("a: 1\n...\nb: 2\n", "yaml-syntax", 3),
    "a tab as indentation": ("a:\n\tb: c\n", "yaml-syntax", 2),
    "a quote left open": ("a: 1\nb: 'c\nd: e\n", "yaml-syntax", 4),
    "a colon in plain text": ("a: 1\nb: c: d\n", "yaml-syntax", 2),
    "a raw NUL": ("a: 1\nb: \0\n", "yaml-syntax", 2),
    "a raw escape": ("a: 1\nb: \x1b[31m\n", "yaml-syntax", 2),
    "an escaped surrogate": ('a: 1\nb: "\\ud800"\n', "yaml-syntax", 2),
    "too many bytes": ("a: " + "ب" * (tree.MAX_BYTES // 2), "yaml-long", 1),
    "too many nodes": ("a:\n" + "- b\n" * tree.MAX_NODES, "yaml-long", tree.MAX_NODES - 1),
    "nine levels": ("".join(" " * depth + "a:\n" for depth in range(9)) + " " * 9 + "b: c\n", "yaml-deep", 9),
}

READ = {
    "0012345670": "0012345670",
    "071323": "071323",
    "0x1f": "0x1f",
    "1_000": "1_000",
    "1e3": "1e3",
    ".5": ".5",
    ".inf": ".inf",
    "+1": "+1",
    "no": "no",
    "Yes": "Yes",
    "on": "on",
    "true": "true",
    "~": "~",
    "null": "null",
    "": "",
    "12:30": "12:30",
    "12:30:45": "12:30:45",
    "1405-02-31": "1405-02-31",
    "1405-01-15": "1405-01-15",
    "2026-01-01T00:00:00Z": "2026-01-01T00:00:00Z",
    "=": "=",
    "۱۲۳": "۱۲۳",
    "'no'": "no",
    '"a\\0b"': "a\0b",
    '"a\\nb"': "a\nb",
    "a # b": "a",
    "a#b": "a#b",
    "می\u200cشود": "می\u200cشود",
    "|\n  x\n  y": "x\ny\n",
    "[]": [],
    "{}": {},
    "[no, ~, 012]": ["no", "~", "012"],
    "{on: off}": {"on": "off"},
}


@pytest.mark.promise("yaml-reads-as-written")
@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    text, code, line = REFUSED[name]
    begun = process_time()
    loaded, problems = tree.load(text, "p", 11)
    assert process_time() - begun < 1
    assert loaded is None
    assert [(one.path, one.code, one.line) for one in problems] == [("p", code, line + 10)]


@pytest.mark.promise("yaml-reads-as-written")
@pytest.mark.parametrize("written", READ)
def test_read_as_written(written: str) -> None:
    assert tree.load(f"a: {written}\nb: c\n", "p") == ({"a": READ[written], "b": "c"}, [])


@pytest.mark.parametrize("key", ["no", "012", "~", "12:30", "1405-02-31", "='"])
def test_keys_are_text_too(key: str) -> None:
    assert tree.load(f"{key}: a\n", "p") == ({key: "a"}, [])


def test_the_deepest_and_the_longest_that_are_read() -> None:
    deep = "".join(" " * depth + "a:\n" for depth in range(tree.MAX_DEPTH - 1)) + " " * tree.MAX_DEPTH + "b: c\n"
    many = "a:\n" + "- b\n" * (tree.MAX_NODES - 3)
    long = "a: " + "b" * (tree.MAX_BYTES - 4) + "\n"
    assert len(long) == tree.MAX_BYTES
    for text in (deep, many, long):
        loaded, problems = tree.load(text, "p")
        assert loaded
        assert problems == []


def test_each_repeated_key_is_named_and_the_first_stays() -> None:
    text = "score: 1\nscore: 99\nin:\n  a: 1\n  b: 2\n  a: [3]\n'score': {x: y}\n"
    loaded, problems = tree.load(text, "p")
    assert loaded == {"score": "1", "in": {"a": "1", "b": "2"}}
    assert [(one.code, one.line) for one in problems] == [("yaml-duplicate", n) for n in (2, 6, 7)]
    assert "«score»" in problems[0].message


def test_lines() -> None:
    text = "# سرآغاز\na: 1\nb:\n- x\n- c: y\n  d: z\n\ne: {f: g}\n"
    assert tree.lines(text, 5) == {
        ("a",): 6,
        ("b",): 7,
        ("b", 0): 8,
        ("b", 1): 9,
        ("b", 1, "c"): 9,
        ("b", 1, "d"): 10,
        ("e",): 12,
        ("e", "f"): 12,
    }


ODD = "آی‌ک۱٤9 \t\n\r\x00\x85\u2028\ufeff\u202e'\"`:#-?|>&*!%@[]{},~=\\<\U0001f33a"
texts = (
    st.text(st.sampled_from(ODD)) | st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(sorted(READ))
)
keys = texts.filter(lambda key: key != "<<")
trees = st.dictionaries(
    keys,
    st.recursive(
        texts, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4), max_leaves=12
    ),
    max_size=6,
)


def _depth(value: Any) -> int:  # noqa: ANN401
    if not isinstance(value, dict | list):
        return 0
    return 1 + max(map(_depth, value.values() if isinstance(value, dict) else value), default=0)


@given(trees.filter(lambda one: _depth(one) <= tree.MAX_DEPTH))
def test_what_is_dumped_is_loaded(value: dict[str, Any]) -> None:
    assert tree.load(tree.dump(value), "p") == (value, [])


def test_dumped_for_people() -> None:
    shared = ["الف"]
    value = {"z": "می‌شود", "a": None, "n": 12, "t": "012", "d": "1405-02-31", "l": shared, "m": {"l": shared}, "e": []}
    assert tree.dump(value) == ("z: می‌شود\na:\nn: 12\nt: '012'\nd: '1405-02-31'\nl:\n- الف\nm:\n  l:\n  - الف\ne: []\n")


@pytest.mark.promise("yaml-reads-as-written")
@given(texts)
def test_any_text_is_read_or_refused(text: str) -> None:
    loaded, problems = tree.load(text, "p")
    assert loaded is not None or problems


@given(st.text(st.sampled_from("ab:-[]{},&*!?|>'\"#%@\n \t<=~.")))
def test_any_punctuation_is_read_or_refused(text: str) -> None:
    loaded, problems = tree.load(text, "p")
    assert loaded is not None or problems
    if loaded is not None:
        lines = tree.lines(text)
        assert all((key,) in lines for key in loaded)


@given(trees.filter(lambda drawn: len(drawn) > 0 and _depth(drawn) < tree.MAX_DEPTH), st.data())
def test_one_key_is_written_anew_and_the_lines_of_the_others_stay(drawn: tree.Tree, data: st.DataObject) -> None:
    key = data.draw(st.sampled_from([*drawn, "new"]))
    value = data.draw(st.sampled_from(["x", "", ["a", "b"], {"a": "b"}]))
    parts = [f"# remark\n{tree.dump({other: inner})}\n" for other, inner in drawn.items()]
    text = "".join(parts)
    after = tree.with_key(text, key, value)
    assert tree.load(after, "x") == ({**drawn, key: value}, [])
    for other, part in zip(drawn, parts, strict=True):
        assert other == key or part in after
    assert after.count("# remark\n") == len(parts)
