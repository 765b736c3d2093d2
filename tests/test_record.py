"""The record as asked: each part says the same as the whole, and reads no more of the disk than it needs."""

import subprocess
import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.lab import PAIRS, commit_all, git
from tests.opened import opened
from tests.records import Record

from farakhan.files import idea as idea_file
from farakhan.model.idea import Idea, Status
from farakhan.problems import FarakhanError
from farakhan.record.call import inspect_call, read_call
from farakhan.record.choosing import choose
from farakhan.record.edition import list_files, read_edition, read_ideas
from farakhan.record.idea import IdeaPlace, read_idea, wrong_with
from farakhan.record.texts import with_text
from farakhan.store import disk
from farakhan.store.spool import sqlite
from farakhan.store.spool.sqlite import Spool

SOON = 0.01
"""Seconds after which these tests take a file for settled."""


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(disk, "COARSE", SOON)


def record(folder: Path) -> Record:
    """An edition in a folder where things can be kept as in a repository."""
    (folder / ".git").mkdir(parents=True)
    return Record(folder)


def as_the_whole_says(made: Record) -> None:
    """What is said of each idea alone is what the check says of it."""
    whole = read_edition(made.root, "1406").problems
    call = read_call(made.root, "1406")
    for path in made.folder.glob("ideas/*/*.md"):
        place = IdeaPlace(made.root, "1406", path.stem)
        assert place.path == path.relative_to(made.root).as_posix()
        assert wrong_with(place, call) == [one for one in whole if one.path == place.path]


WAYS = ("write", "same", "spaced", "copy", "withdraw", "break", "spoil", "remove", "empty", "executable", "link")


def do(made: Record, way: str, which: int, other: int) -> None:
    """Change the record by hand in one way; `which` and `other` choose among its ideas."""
    codes = sorted(made.ideas)
    code, second = codes[which % len(codes)], codes[other % len(codes)]
    idea, path = made.ideas[code], made.path(code)
    if way in ("same", "spaced", "write"):
        body = made.ideas[second].body if way != "write" else f"{idea.body} {other}"
        made.idea(body=body.replace(" ", " \n ") if way == "spaced" else body)
    elif way == "copy":
        made.idea(copies_of=second, status=Status.HELD)
    elif way == "withdraw":
        path.write_bytes(idea_file.render(idea.model_copy(update={"status": Status.WITHDRAWN})))
    elif way == "break":
        path.write_text("---\n---\nنمونه", encoding="utf-8")
    elif way == "spoil":
        path.write_bytes(idea_file.render(idea.model_copy(update={"title": "كم"})))
    elif way == "empty":
        path.write_bytes(b"")
    elif way == "remove":
        path.unlink(missing_ok=True)
    elif way == "executable":
        path.chmod(0o755)
    elif path != made.path(second):
        path.unlink(missing_ok=True)
        path.symlink_to(made.path(second))


steps = st.lists(st.tuples(st.sampled_from(WAYS), st.integers(0, 5), st.integers(0, 5)), min_size=1, max_size=7)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps)
def test_one_idea_alone_is_said_what_the_check_says_of_it(
    tmp_path_factory: pytest.TempPathFactory, steps: list[tuple[str, int, int]]
) -> None:
    made = record(tmp_path_factory.mktemp("any") / "r")
    made.idea()
    for way, which, other in steps:
        if made.path(sorted(made.ideas)[which % len(made.ideas)]).is_file() or way in ("same", "spaced", "copy"):
            do(made, way, which, other)
        as_the_whole_says(made)
    time.sleep(2 * SOON)
    as_the_whole_says(made)
    as_the_whole_says(made)


def test_a_text_that_stands_twice_is_said_of_all_but_the_first(tmp_path: Path) -> None:
    made = record(tmp_path / "r")
    bodies = (f"نمونه{space}متن. " * 40 for space in (" ", "\n", "\u200c"))
    ideas = sorted((made.idea(body=body.strip()) for body in bodies), key=lambda one: one.code[-2:])
    call = read_call(made.root, "1406")
    said = [[one.code for one in wrong_with(IdeaPlace(made.root, "1406", idea.code), call)] for idea in ideas]
    assert said == [[], ["idea-same-text"], ["idea-same-text"]]


def test_a_text_in_a_file_that_the_check_does_not_open_is_none_beside(tmp_path: Path) -> None:
    made = record(tmp_path / "r")
    first, second = sorted((made.idea(body="نمونه " * 40).code for _ in range(2)), key=lambda code: code[-2:])
    made.path(first).chmod(0o755)
    call = read_call(made.root, "1406")
    assert wrong_with(IdeaPlace(made.root, "1406", second), call) == []
    assert [one.code for one in wrong_with(IdeaPlace(made.root, "1406", first), call)] == ["file-mode"]
    as_the_whole_says(made)


@pytest.fixture
def many(tmp_path: Path) -> Record:
    """An edition with several ideas that were written a while ago."""
    made = record(tmp_path / "r")
    for number in range(8):
        made.idea(body="نمونه " * (40 + number))
    time.sleep(2 * SOON)
    return made


def test_the_others_are_read_once_and_again_where_they_change(many: Record, monkeypatch: pytest.MonkeyPatch) -> None:
    first, second, *_ = sorted(many.ideas)
    call = read_call(many.root, "1406")
    place = IdeaPlace(many.root, "1406", first)

    def asked() -> list[str]:
        with opened(many.folder / "ideas") as names:
            wrong_with(place, call)
        return sorted({name.removesuffix(".md") for name in names})

    assert asked() == sorted(many.ideas)
    assert asked() == [first]
    text = many.path(second).read_bytes()
    many.path(second).write_bytes(text)  # the same bytes and size: only its times are new
    monkeypatch.setattr(disk, "COARSE", 3_600.0)
    assert asked() == [first, second]
    assert asked() == [first, second], "it was written just then, and may be written again at the same time"
    monkeypatch.setattr(disk, "COARSE", SOON)
    time.sleep(2 * SOON)
    assert asked() == [first, second]
    assert asked() == [first]
    many.path(second).unlink()
    assert asked() == [first]
    assert having(many, many.ideas[second]) == []


def having(record: Record, idea: Idea) -> list[str]:
    """The codes of the ideas that have the text of one."""
    return with_text(record.root, idea_file.idea_path("1406", idea.code), idea_file.render(idea))


def test_a_text_in_another_spelling_is_the_same_and_one_of_the_same_letters_is_not(tmp_path: Path) -> None:
    made = Record(tmp_path)
    body = "در خانه‌ی ما تایید شد که نان می‌پزیم. " * 8
    first = made.idea(body=body.strip())
    respelled = made.idea(body=body.replace("خانه‌ی", "خانهٔ").replace("تایید", "تأیید").strip())
    made.idea(body=body.replace("نان می", "می نان").strip())
    assert sorted(having(made, first)) == sorted([first.code, respelled.code])


def test_what_is_kept_follows_a_file_that_gets_another_text(many: Record) -> None:
    first, second, *_ = sorted(many.ideas)
    before = dict(many.ideas)
    assert having(many, before[second]) == [second]
    changed = many.ideas[second].model_copy(update={"body": many.ideas[first].body})
    many.path(second).write_bytes(idea_file.render(changed))
    for _ in range(3):
        assert sorted(having(many, before[first])) == sorted([first, second])
        assert having(many, before[second]) == []
        time.sleep(2 * SOON)


def test_without_a_place_to_keep_anything_the_answer_is_the_same(tmp_path: Path) -> None:
    made = Record(tmp_path)
    idea = made.idea()
    for _ in range(2):
        assert having(made, idea) == [idea.code]
    assert with_text(tmp_path, idea_file.idea_path("1407", idea.code), idea_file.render(idea)) == []


def test_an_idea_that_is_a_link_is_not_followed(tmp_path: Path) -> None:
    made = record(tmp_path / "r")
    idea, other = made.idea(), made.idea()
    made.path(idea.code).unlink()
    made.path(idea.code).symlink_to(made.path(other.code))
    place = IdeaPlace(made.root, "1406", idea.code)
    with pytest.raises(FarakhanError) as told:
        read_idea(place)
    assert (told.value.code, "file-symlink" in told.value.message) == ("idea-file", True)
    assert [one.code for one in wrong_with(place, read_call(made.root, "1406"))] == ["file-symlink"]
    made.path(idea.code).unlink()
    with pytest.raises(FarakhanError) as told:
        wrong_with(place, read_call(made.root, "1406"))
    assert told.value.code == "no-idea"


@pytest.mark.parametrize("warm", [False, True])
def test_all_ideas_with_what_is_wrong_are_read_once_each(many: Record, *, warm: bool) -> None:
    codes = sorted(many.ideas)
    do(many, "spoil", 0, 0)
    do(many, "same", 1, 2)
    (many.folder / "ideas" / "x.txt").write_text("نمونه", encoding="utf-8")
    call = read_call(many.root, "1406")
    whole = read_edition(many.root, "1406") if warm else None
    with opened(many.folder / "ideas") as names:
        ideas, problems = read_ideas(many.root, "1406", call)
    assert sorted(names) == sorted(path.name for path in many.folder.glob("ideas/*/*.md"))
    whole = whole or read_edition(many.root, "1406")
    assert problems == [one for one in whole.problems if "/ideas/" in one.path]
    assert {one.code: one for one in ideas} == {code: idea for code, idea in many.ideas.items() if code != codes[0]}
    assert [one.code for one in ideas] == [*whole.facts]


def test_an_edition_without_ideas_has_none(tmp_path: Path) -> None:
    made = record(tmp_path / "r")
    assert read_ideas(made.root, "1406", read_call(made.root, "1406")) == ([], [])


def test_every_file_of_an_edition_is_in_its_place_or_named(many: Record) -> None:
    (many.folder / "note.txt").write_text("نمونه", encoding="utf-8")
    listed = list_files(many.root, "submissions/1406")
    assert [one.code for one in listed.problems] == ["file-stray"]
    assert listed.codes() == set(many.ideas)


@pytest.mark.parametrize("stands", ["missing", "folder", "link", "executable", "broken"])
def test_a_call_alone_is_said_what_the_whole_says_of_it(tmp_path: Path, stands: str) -> None:
    made = record(tmp_path / "r")
    path = made.folder / "call.yml"
    if stands == "executable":
        path.chmod(0o755)
    elif stands == "broken":
        path.write_bytes(path.read_bytes()[:100])
    else:
        path.rename(tmp_path / "call.yml")
    if stands == "folder":
        path.mkdir()
    elif stands == "link":
        path.symlink_to(tmp_path / "call.yml")
    said = {}
    for name, read in (("alone", read_call), ("whole", read_edition)):
        with pytest.raises(FarakhanError) as told:
            read(made.root, "1406")
        said[name] = str(told.value)
    assert said["alone"] == said["whole"]
    call, problems = inspect_call(made.root, "1406")
    assert call is None
    assert problems


def test_an_edition_that_is_not_there_is_told_by_both(tmp_path: Path) -> None:
    made = record(tmp_path / "r")
    (made.root / "submissions" / "linked").symlink_to(made.folder)
    for name in ("1407", "linked"):
        for read in (read_call, read_edition, choose):
            with pytest.raises(FarakhanError) as told:
                read(made.root, name)
            assert told.value.code == "no-edition"


def test_an_edition_is_chosen_by_the_calls_alone(tmp_path: Path) -> None:
    made = record(tmp_path / "r")
    made.idea()
    sample = Record(made.root, "zzz", sample="true")
    sample.idea()
    with opened(made.root / "submissions") as names:
        chosen = choose(made.root, "")
    assert (chosen.name, chosen.call) == ("1406", read_call(made.root, "1406"))
    assert names == ["call.yml", "call.yml"], "the sample's, which is newer, and the one that is meant"
    assert choose(made.root, "zzz").call.sample
    (sample.folder / "call.yml").write_text("edition: zzz", encoding="utf-8")
    with pytest.raises(FarakhanError) as told:
        choose(made.root, "")
    assert told.value.code == "call-file"


WATCHED = """
import sys
paths = []
sys.addaudithook(lambda event, words: paths.append(str(words[0])) if event == "open" else None)
from farakhan.cli import main
try:
    main()
finally:
    print(*sorted({path.rsplit("/", 1)[-1] for path in paths if "/ideas/" in path}), sep="\\n", file=sys.stderr)
"""


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A server's repository with several ideas, committed, and two keys."""
    keys = [{"holder": "نمونه", "kind": "staff", "key": public} for _, public in PAIRS]
    made = Record(tmp_path_factory.mktemp("office") / "r", age_recipients=keys)
    for _ in range(4):
        made.idea(status=Status.RECEIVED)
    git(made.root, "init", "-q", "-b", "main")
    git(made.root, "config", "user.name", "کارشناس نمونه")
    git(made.root, "config", "user.email", "desk@localhost")
    commit_all(made.root)
    Spool(made.root / sqlite.FOLDER, lambda: datetime.now(UTC)).close()
    return made


@pytest.mark.parametrize(
    ("words", "exits", "reads"),
    [
        (("screen", "CODE", "accept"), 0, True),
        (("schema", "1406"), 0, False),
        (("keys", "check", "1406"), 1, False),
        (("backup", "../backup"), 0, False),
    ],
)
def test_a_command_opens_the_idea_it_is_about_and_no_other(
    office: Record, words: tuple[str, ...], exits: int, *, reads: bool
) -> None:
    code = min(office.ideas)
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *(word.replace("CODE", code) for word in words)],
        cwd=office.root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == exits, done.stderr
    assert [line for line in done.stderr.splitlines() if line.endswith(".md")] == ([f"{code}.md"] if reads else [])
