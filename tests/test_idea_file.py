"""An idea's file: what is written is what is read, whoever wrote it and in whatever editor."""

from datetime import datetime, timedelta
from time import process_time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from farakhan.checks.idea import OVERTAKEN, inspect
from farakhan.files import idea as idea_file
from farakhan.files import tree
from farakhan.files.shape import shape
from farakhan.model.idea import KEYS, Content, Idea, Market, MediaKind, OwnerKind, Role, Stage, Status
from farakhan.persian.calendar import TEHRAN
from farakhan.problems import FarakhanError

PATH = "submissions/sample/ideas/00/3816226900.md"

SIMPLE: dict[str, Any] = {
    "code": "3816226900",
    "edition": "sample",
    "title": "نمونه: بافت گلیم در خانه",
    "summary": "نمونه‌ای کوتاه.",
    "field": "handicrafts",
    "counties": ["firuzabad"],
    "stage": "idea",
    "chain": {"product": "gabbeh", "link": "production", "other": ""},
    "markets": ["local"],
    "jobs": "3",
    "capital": "",
    "income": "",
    "role": "none",
    "owners": {"kind": "person", "count": "1"},
    "media": [],
    "consents": {"rules": "v1", "publish_if_wins": "", "share_with_partners": ""},
    "body": "متن ایدهٔ نمونه.\n\n" * 20,
    "channel": "eitaa",
    "arrived": "2026-06-07T18:57:38+03:30",
    "registered": "2026-06-08T03:09:38+03:30",
    "registered_by": "k1",
    "paper": "",
    "status": "received",
    "screened": "",
    "reason": "",
    "note": "",
    "copies_of": "",
    "digest": "0" * 64,
}


def _idea(**changed: object) -> Idea:
    return Idea.model_validate(SIMPLE | changed)


RENDERED = idea_file.render(_idea())

# Text as people and machines write it: what YAML, Markdown and front matter could take for their own.

MARKS = ("'", '"', ":", ": ", "#", " #", "- ", "---", "...", "? ", "|", ">", "&a", "*a", "!!", "%", "@", "`", "{", "[")
PERSIAN = (
    "ایده",
    "می\u200cشود",
    "نی\u200c",
    "۱۲",
    "٤٥",
    "012",
    "no",
    "12:30",
    "~",
    "\u202e",
    "\u200f",
    "\ufeff",
    "آ",
    "\t",
)
BREAKS = ("\n", "\r\n", "\r", "\n\n", "\n---\n", "\n--- \n", "\u0085", "\u2028")

any_text = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
line_parts = st.lists(
    st.sampled_from(MARKS + PERSIAN + (" ", "\u00a0", "\u2028", "\\", "\x00")) | any_text, max_size=12
)
one_line = line_parts.map("".join).map(lambda text: text.replace("\n", "").replace("\r", ""))
lines = st.lists(st.sampled_from(MARKS + PERSIAN + BREAKS + (" ",)) | any_text, max_size=30).map("".join)
bodies = st.tuples(lines, st.sampled_from(["واژه ", "بند\n\n", "---\n", "- مورد\n", "# ", "س\r\n"]), lines).map(
    lambda parts: f"{parts[0]}آغاز {parts[1] * 120}{parts[2]} پایان"
)
slugs = st.from_regex(r"[a-z0-9][a-z0-9_-]{0,8}", fullmatch=True)
moments = st.integers(0, 10**8).map(lambda s: datetime(2024, 1, 1, tzinfo=TEHRAN) + timedelta(seconds=s))
numbers = st.none() | st.integers(0, 100_000)
sha256s = st.from_regex(r"[0-9a-f]{64}", fullmatch=True)

FIELDS: dict[str, st.SearchStrategy[Any]] = {
    "code": st.from_regex(r"[1-9][0-9]{9}", fullmatch=True),
    "edition": slugs,
    "title": one_line.map(lambda text: f"{text}عنوان نمونه{text}"[:120]),
    "summary": one_line.map(lambda text: f"خلاصه{text}"[:300]),
    "field": slugs,
    "counties": st.lists(slugs, min_size=1, max_size=5, unique=True),
    "stage": st.sampled_from(Stage),
    "chain": st.fixed_dictionaries(
        {"product": st.none() | slugs, "link": st.none() | slugs, "other": one_line.map(lambda text: text[:60])}
    ),
    "markets": st.lists(st.sampled_from(Market), unique=True),
    "jobs": numbers,
    "capital": numbers,
    "income": numbers,
    "role": st.sampled_from(Role),
    "owners": st.fixed_dictionaries({"kind": st.sampled_from(OwnerKind), "count": st.integers(1, 10_000)}),
    "media": st.lists(
        st.fixed_dictionaries(
            {
                "sha256": sha256s,
                "kind": st.sampled_from(MediaKind).map(str),
                "bytes": st.integers(1, 10**9),
                "caption": one_line.map(lambda text: text[:200]),
            }
        ),
        max_size=3,
    ),
    "consents": st.fixed_dictionaries(
        {
            "rules": st.none() | slugs,
            "publish_if_wins": st.none() | slugs,
            "share_with_partners": st.none() | slugs,
        }
    ),
    "body": bodies,
    "channel": slugs,
    "arrived": moments,
    "registered": moments,
    "registered_by": st.none() | slugs,
    "paper": one_line.map(lambda text: text[:40]),
    "status": st.sampled_from(Status),
    "screened": st.none() | sha256s,
    "reason": st.none() | slugs,
    "note": one_line,
    "copies_of": st.none() | st.from_regex(r"[1-9][0-9]{9}", fullmatch=True),
    "digest": sha256s,
    "receipt": st.none() | sha256s,
}
ideas = st.fixed_dictionaries(FIELDS).map(Idea.model_validate)
MINE = tuple(Content.model_fields)
THEIRS = tuple(name for name in Idea.model_fields if name not in Content.model_fields)


def test_every_field_is_tried() -> None:
    assert set(FIELDS) == set(Idea.model_fields)
    assert set(THEIRS) == {
        "channel",
        "arrived",
        "registered",
        "registered_by",
        "paper",
        "status",
        "screened",
        "reason",
        "note",
        "copies_of",
        "digest",
        "receipt",
    }


def test_a_file_from_before_receipts_had_words_is_read_as_it_was() -> None:
    before = b"".join(line for line in RENDERED.splitlines(keepends=True) if not line.startswith(b"receipt:"))
    assert before != RENDERED
    assert idea_file.render(idea_file.parse(PATH, before)) == RENDERED


@given(ideas, st.sampled_from(["\n", "\r\n", "\r"]), st.sampled_from(["", "\ufeff"]))
def test_the_body_alone_is_the_whole_files_body(idea: Idea, newline: str, mark: str) -> None:
    data = (mark + idea_file.render(idea).decode().replace("\n", newline)).encode()
    assert idea_file.body(PATH, data) == idea_file.parse(PATH, data).body == idea.body


@given(ideas)
def test_what_is_rendered_is_read(idea: Idea) -> None:
    data = idea_file.render(idea)
    read = idea_file.parse(PATH, data)
    assert read == idea
    assert idea_file.render(read) == data


@given(ideas)
def test_editors_and_line_ends_change_nothing(idea: Idea) -> None:
    data = idea_file.render(idea)
    assert b"\r" not in data
    assert data.endswith(b"\n")
    for saved in (
        b"\xef\xbb\xbf" + data,
        data.replace(b"\n", b"\r\n"),
        data.replace(b"\n", b"\r"),
        b"\xef\xbb\xbf" + data.replace(b"\n", b"\r\n"),
        data + b"\r\n \r\n",
    ):
        assert idea_file.parse(PATH, saved) == idea


def test_rendered_for_people() -> None:
    text = RENDERED.decode()
    head, body = text.removeprefix("---\n").split("\n---\n\n")
    keys = [line.partition(":")[0] for line in head.splitlines() if line[0] not in " -"]
    assert tuple(keys) == KEYS
    assert "title: 'نمونه: بافت گلیم در خانه'" in head
    assert "code: '3816226900'" in head
    assert "capital:\n" in head
    assert "null" not in head
    assert body == ("متن ایدهٔ نمونه.\n\n" * 20).strip() + "\n"


@given(ideas, st.randoms(use_true_random=False))
def test_the_digest_does_not_depend_on_the_order_of_keys(idea: Idea, random: Any) -> None:  # noqa: ANN401
    values = list(idea_file.plain(idea).items())
    random.shuffle(values)
    assert idea_file.digest(Idea.model_validate(dict(values))) == idea_file.digest(idea)
    assert idea_file.digest(idea.content()) == idea_file.digest(idea)


@given(ideas, st.data())
def test_the_digest_is_of_all_that_its_owner_wrote(idea: Idea, data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(MINE))
    changed = Idea.model_validate(idea_file.plain(idea) | {name: data.draw(FIELDS[name])})
    same = getattr(changed, name) == getattr(idea, name)
    assert (idea_file.digest(changed) == idea_file.digest(idea)) is same


@pytest.mark.parametrize("name", MINE)
def test_the_digest_changes_with(name: str) -> None:
    other: dict[str, Any] = {
        "chain": SIMPLE["chain"] | {"link": "sales"},
        "owners": SIMPLE["owners"] | {"count": "2"},
        "consents": SIMPLE["consents"] | {"publish_if_wins": "v1"},
        "media": [{"sha256": "0" * 64, "kind": "photo", "bytes": "1", "caption": ""}],
        "counties": ["firuzabad", "jahrom"],
        "markets": ["local", "export"],
        "stage": "pilot",
        "role": "chain_leader",
        "jobs": "4",
        "capital": "0",
        "income": "0",
        "code": "2739401865",
        "edition": "1406",
        "field": "services",
    }
    changed = _idea(**{name: other.get(name) or SIMPLE[name] + "."})
    assert idea_file.digest(changed) != idea_file.digest(_idea())


@given(ideas, st.data())
def test_the_digest_is_not_of_the_secretariat_s_part(idea: Idea, data: st.DataObject) -> None:
    theirs = {name: data.draw(FIELDS[name]) for name in THEIRS}
    changed = Idea.model_validate(idea_file.plain(idea) | theirs)
    assert idea_file.digest(changed) == idea_file.digest(idea)


def test_the_digest_stays_what_receipts_say() -> None:
    """A receipt is kept for years: this value may never change."""
    assert idea_file.digest(_idea()) == "3efe40a78fbe56fed549097758aad0ce8e9aabde44005ec04781b131ff98dd08"


def _with(old: str, new: str) -> bytes:
    assert RENDERED.count(old.encode()) == 1
    return RENDERED.replace(old.encode(), new.encode())


LINE = {line.partition(":")[0]: number for number, line in enumerate(RENDERED.decode().splitlines(), 1)}

REFUSED = {
    "empty": (b"", "front-matter", 1),
    "only a BOM": (b"\xef\xbb\xbf", "front-matter", 1),
    "only a fence": (b"---\n", "front-matter", 1),
    "no front matter": ("متن\n".encode(), "front-matter", 1),
    "no closing fence": (RENDERED.replace(b"\n---\n", b"\n"), "front-matter", 1),
    "a blank line before the fence": (b"\n" + RENDERED, "front-matter", 1),
    "empty front matter": ("---\n---\n\nمتن\n".encode(), "yaml-syntax", 1),
    "two BOMs": (b"\xef\xbb\xbf" * 2 + RENDERED, "front-matter", 1),
    "a byte that is not UTF-8": (RENDERED + b"\n\xff", "file-encoding", RENDERED.count(b"\n") + 2),
    "Windows-1256": (RENDERED.replace("نمونه:".encode(), "نمونه:".encode("cp1256", "replace")), "file-encoding", 4),
    "UTF-16": (RENDERED.decode().encode("utf-16"), "file-encoding", 1),
    "an encoded surrogate": (RENDERED.replace(b"paper: ''", b"paper: \xed\xa0\x80"), "file-encoding", LINE["paper"]),
    "too large": (RENDERED + b"x" * idea_file.MAX_BYTES, "file-too-large", 1),
    "a bracket left open": (b"---\n[\n---\n", "yaml-key", 2),
    "one list too many": (_with("media: []", "media:\n" + "- " * tree.MAX_DEPTH + "a"), "yaml-deep", LINE["media"] + 1),
    "one mapping too many": (_with("media: []", "media: " + "{a: " * tree.MAX_DEPTH), "yaml-deep", LINE["media"]),
    "an alias": (_with("paper: ''", "paper: *x"), "yaml-alias", LINE["paper"]),
    "an anchor": (_with("paper: ''", "paper: &x y"), "yaml-alias", LINE["paper"]),
    "a merge key": (_with("paper: ''", "<<: {paper: ''}"), "yaml-alias", LINE["paper"]),
    "a tag": (_with("paper: ''", "paper: !!python/object/apply:os.system [id]"), "yaml-tag", LINE["paper"]),
    "a key twice": (
        _with("status: received", "status: received\nstatus: accepted"),
        "yaml-duplicate",
        LINE["status"] + 1,
    ),
    "a key twice behind a line separator": (
        _with("paper: ''", "paper: x\u2028status: accepted"),
        "yaml-duplicate",
        LINE["status"] + 1,
    ),
    "a list as a key": (_with("paper: ''", "? [paper]\n: ''"), "yaml-key", LINE["paper"]),
    "two documents": (_with("paper: ''", "...\n%YAML 1.1\n--- {paper: ''}"), "yaml-syntax", LINE["paper"] + 1),
    "a key `content`": (_with("paper: ''", "paper: ''\ncontent: x"), "key-unknown", LINE["paper"] + 1),
    "a key `handler`": (_with("paper: ''", "paper: ''\nhandler: x"), "key-unknown", LINE["paper"] + 1),
    "a key `metadata`": (_with("paper: ''", "paper: ''\nmetadata: {a: b}"), "key-unknown", LINE["paper"] + 1),
    "a key `body`": (_with("paper: ''", "paper: ''\nbody: x"), "key-unknown", LINE["paper"] + 1),
    "a key is missing": (_with("paper: ''\n", ""), "key-missing", 1),
    "a day that is none": (_with("'2026-06-07T18:57:38+03:30'", "1405-02-31"), "value-time", LINE["arrived"]),
    "a thirteenth month": (
        _with("2026-06-07T", "2026-13-07T"),
        "value-time",
        LINE["arrived"],
    ),
    "another offset": (
        _with("18:57:38+03:30", "18:57:38+04:30"),
        "value-time",
        LINE["arrived"],
    ),
    "no time": (_with("'2026-06-07T18:57:38+03:30'", "''"), "value-required", LINE["arrived"]),
    "a clock time": (_with("'2026-06-07T18:57:38+03:30'", "12:30"), "value-time", LINE["arrived"]),
    "an octal number": (_with("jobs: 3", "jobs: 003"), "value-number", LINE["jobs"]),
    "a number with _": (_with("jobs: 3", "jobs: 1_000"), "value-number", LINE["jobs"]),
    "a number in Persian digits": (_with("jobs: 3", "jobs: ۳"), "value-number", LINE["jobs"]),
    "no for nothing": (_with("jobs: 3", "jobs: no"), "value-number", LINE["jobs"]),
    "~ for nothing": (_with("jobs: 3", "jobs: ~"), "value-number", LINE["jobs"]),
    "an escaped NUL": (_with("paper: ''", 'paper: "a\\0b"'), "text-hidden", LINE["paper"]),
    "an escaped newline": (_with("paper: ''", 'paper: "a\\nstatus: accepted"'), "value-lines", LINE["paper"]),
    "a list for a text": (_with("paper: ''", "paper: [a]"), "value-scalar", LINE["paper"]),
    "a text for a list": (_with("counties:\n- firuzabad", "counties: firuzabad"), "value-list", LINE["counties"]),
    "a text for a mapping": (_with("media: []", "media: [a]"), "value-map", LINE["media"]),
    "a code not quoted and with a zero": (_with("code: '3816226900'", "code: 0816226900"), "value-form", 2),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refused(name: str) -> None:
    data, code, line = REFUSED[name]
    begun = process_time()
    seen = inspect(PATH, data, None)
    assert process_time() - begun < 1
    assert seen.facts is None
    found = [(one.code, one.line) for one in seen.problems if one.code not in ("idea-digest", OVERTAKEN)]
    assert found == [(code, line)]
    if code != "text-hidden":
        with pytest.raises(FarakhanError, match=f":{line}: {code}: "):
            idea_file.parse(PATH, data)


READ = {
    "no": "no",
    "~": "~",
    "12:30": "12:30",
    "1405-02-31": "1405-02-31",
    "0012345670": "0012345670",
    "1_000": "1_000",
    "'---'": "---",
    '"a\\tb"': "a\tb",
}


@pytest.mark.promise("yaml-reads-as-written")
@pytest.mark.parametrize("written", READ)
def test_read_as_written(written: str) -> None:
    assert idea_file.parse(PATH, _with("paper: ''", f"paper: {written}")).paper == READ[written]


@pytest.mark.parametrize("rule", ["---", "-----", "--- ", "---\ntitle: دیگر\n---"])
def test_a_rule_in_the_body_is_body(rule: str) -> None:
    body = f"{rule}\n" + "متن ایدهٔ نمونه. " * 20 + f"\n\n{rule}\n\nدنباله\n\n{rule}"
    idea = _idea(body=body)
    assert idea_file.parse(PATH, idea_file.render(idea)) == idea
    assert idea.body == body.strip()


def test_a_body_s_problem_is_said_on_its_line() -> None:
    data = RENDERED.replace(b"\n---\n", b"\n---\n\n\n") + "\nخط یک\nكتاب\n".encode()
    found = [one.line for one in inspect(PATH, data, None).problems if one.code == "text-arabic"]
    assert found == [data.decode().splitlines().index("كتاب") + 1]


def _never_raises(data: bytes) -> None:
    source, problems = idea_file.read(PATH, data)
    assert source is not None or problems
    shaped = shape(Idea, source.path, source.tree) if source else None
    seen = inspect(PATH, data, None)
    assert seen.facts is None or {one.code for one in seen.problems} <= {OVERTAKEN}
    assert seen.facts is None or (shaped is not None and shaped.value is not None)
    end = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n").count(b"\n") + 1
    assert all(one.path == PATH and 1 <= one.line <= end for one in seen.problems)


@pytest.mark.promise("yaml-reads-as-written")
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    _never_raises(data)
    _never_raises(b"---\n" + data + b"\n---\n" + data)


@given(st.integers(0, len(RENDERED)), st.integers(0, 40), lines.map(str.encode) | st.binary(max_size=20))
def test_any_slip_of_the_hand_is_read_or_refused(at: int, gone: int, new: bytes) -> None:
    _never_raises(RENDERED[:at] + new + RENDERED[at + gone :])


@given(
    st.dictionaries(
        st.sampled_from(KEYS),
        st.recursive(
            one_line,
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*KEYS, "kind"]), inner),
        ),
        max_size=4,
    )
)
def test_any_shape_of_values_is_read_or_refused(values: dict[str, Any]) -> None:
    head = tree.dump({key: value for key, value in idea_file.plain(_idea()).items() if key in KEYS} | values)
    _never_raises(f"---\n{head}---\n\n{SIMPLE['body']}".encode())
