"""`farakhan check` as people and machines call it: what it prints, how it ends, and that it never falls over."""

import json
import os
import pty
import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.ready import TOOL

from farakhan.checks.idea import inspect, look
from farakhan.checks.terms import terms
from farakhan.files import idea as idea_file
from farakhan.files import tree
from farakhan.files.awards import digest
from farakhan.files.shape import shape
from farakhan.model import codes
from farakhan.model.idea import Idea
from farakhan.model.judging import Awards
from farakhan.problems import RULES
from farakhan.record.edition import read_edition
from farakhan.record.ideas import BATCH
from farakhan.record.inspecting import inspect_edition

BASE = Path(__file__).parent / "golden" / "base"
EDITION = "submissions/1405"
CALL = f"{EDITION}/call.yml"
KILIM = f"{EDITION}/ideas/98/5537052698.md"
FIG = f"{EDITION}/ideas/25/9876980825.md"
AWARDS = f"{EDITION}/awards.yml"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository with the base edition."""
    return Path(shutil.copytree(BASE, tmp_path / "repository"))


def _check(here: Path, *arguments: str, code: int) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "GIT_CEILING_DIRECTORIES": str(here.parent)}
    done = subprocess.run([TOOL, "check", *arguments], cwd=here, capture_output=True, check=False, env=environment)
    said = subprocess.CompletedProcess(done.args, done.returncode, done.stdout.decode(), done.stderr.decode())
    assert "Traceback" not in said.stderr, said.stderr
    assert said.returncode == code, said.stdout + said.stderr
    return said


def _lines(said: subprocess.CompletedProcess[str]) -> list[str]:
    return [re.match(r"(.*?:\d+: [a-z-]+): ", line)[1] for line in said.stdout.splitlines()]  # type: ignore[index]


def _break(root: Path, path: str, old: str, new: str) -> None:
    text = (root / path).read_text(encoding="utf-8")
    assert text.count(old) == 1
    (root / path).write_text(text.replace(old, new), encoding="utf-8")


def _seal(root: Path) -> None:
    """Give awards.yml the digest of what it says now."""
    text = (root / AWARDS).read_text(encoding="utf-8")
    awards, _ = tree.load(text, AWARDS)
    assert awards
    _break(root, AWARDS, awards["digest"], digest(Awards.model_validate(awards)))


def _break_three(root: Path) -> list[str]:
    """Three files with four problems, in the order in which they are said."""
    _break(root, AWARDS, "award: honoured", "award: winner")
    _seal(root)
    _break(root, FIG, "note: ''", "note: كم")
    _break(root, KILIM, "registered_by: k1", "registered_by: k7")
    _break(root, KILIM, "note: ''", "note: ـ")
    return [
        f"{AWARDS}:8: award-kind",
        f"{FIG}:36: text-arabic",
        f"{KILIM}:33: idea-staff",
        f"{KILIM}:38: text-tatweel",
    ]


def test_all_is_well(root: Path) -> None:
    said = _check(root, code=0)
    assert said.stdout == ""
    assert said.stderr == "همه چیز درست است.\n"


def test_all_problems_of_all_files_are_said_in_one_run(root: Path) -> None:
    wanted = _break_three(root)
    said = _check(root, code=1)
    assert _lines(said) == wanted == sorted(wanted)
    assert said.stderr == "۴ مشکل در ۳ پرونده.\n"


def test_a_warning_fails_nothing(root: Path) -> None:
    _break(root, CALL, "sample: true", "sample: false")
    said = _check(root, code=0)
    assert _lines(said) == [f"{CALL}:107: call-recipients"]
    assert said.stderr == "همه چیز درست است. ۱ هشدار.\n"


def test_json(root: Path) -> None:
    wanted = _break_three(root)
    _break(root, CALL, "sample: true", "sample: false")
    rows = json.loads(_check(root, "--format", "json", code=1).stdout)
    said = [f"{row['path']}:{row['line']}: {row['code']}" for row in rows]
    assert said == sorted([*wanted, f"{CALL}:107: call-recipients"])
    assert [row["warning"] for row in rows] == [RULES[row["code"]].warning for row in rows]
    assert all(set(row) == {"path", "line", "code", "message", "warning"} for row in rows)
    round_about = FIG.replace("ideas/25", "sheets/../ideas/25")
    assert json.loads(_check(root, "--format=json", round_about, code=1).stdout) == rows[2:3]


def test_json_without_problems_is_an_empty_list(root: Path) -> None:
    assert json.loads(_check(root, "--format", "json", code=0).stdout) == []


def test_github(root: Path) -> None:
    _break_three(root)
    _break(root, CALL, "sample: true", "sample: false")
    lines = _check(root, "--format", "github", code=1).stdout.splitlines()
    assert lines[1].startswith(f"::warning file={CALL},line=107,title=call-recipients::کمتر از دو کلید")
    assert lines[0].startswith(f"::error file={AWARDS},line=8,title=award-kind::تقدیر «winner»")
    assert len(lines) == 5


ODD_NAME = "a%0A::b,c:d\n::error::x.txt"


def test_github_takes_no_command_from_a_name_or_a_value(root: Path) -> None:
    (root / EDITION / ODD_NAME).write_text("x")
    _break(root, KILIM, "paper: ''", '"x%0A\\n::error::y": z')
    lines = _check(root, "--format", "github", code=1).stdout.splitlines()
    assert len(lines) == 3
    name = "a%250A%3A%3Ab%2Cc%3Ad%0A%3A%3Aerror%3A%3Ax.txt"
    assert lines[0].startswith(f"::error file={EDITION}/{name},line=1,title=file-stray::")
    assert lines[2].startswith(f"::error file={KILIM},line=34,title=key-unknown::کلید «x%250A%0A::error::y»")


def test_a_terminal_takes_no_command_from_a_name_or_a_value(root: Path) -> None:
    (root / EDITION / ODD_NAME).write_text("x")
    _break(root, KILIM, "paper: ''", '"\\e[2J\\u202Ex\\u200Cy": z')
    said = _check(root, code=1)
    assert len(said.stdout.splitlines()) == 3
    assert "\x1b" not in said.stdout
    assert "«\\x1b[2J\\u202ex\u200cy»" in said.stdout
    rows = json.loads(_check(root, "--format", "json", code=1).stdout)
    assert rows[0]["path"] == f"{EDITION}/{ODD_NAME}"


@pytest.mark.parametrize("form", ["text", "github", "json"])
def test_a_name_that_is_not_utf8_is_named(root: Path, form: str) -> None:
    (root / os.fsdecode(f"{EDITION}/".encode() + b"\xff.txt")).write_text("x")
    assert "\\udcff.txt" in _check(root, "--format", form, code=1).stdout


def test_output_is_utf8_whatever_the_system_s_encoding(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _break_three(root)
    monkeypatch.setenv("PYTHONIOENCODING", "cp1252")
    assert len(_check(root, code=1).stdout.splitlines()) == 4


@pytest.mark.parametrize(
    ("here", "arguments", "wanted"),
    [
        (".", ["submissions"], [0, 1, 2, 3]),
        (".", [EDITION], [0, 1, 2, 3]),
        (".", [AWARDS], [0]),
        (".", [f"{EDITION}/ideas"], [1, 2, 3]),
        (".", [f"{EDITION}/ideas/98", AWARDS], [0, 2, 3]),
        (".", [f"./{KILIM}", KILIM], [2, 3]),
        (".", [CALL], []),
        (".", ["."], [0, 1, 2, 3]),
        (f"{EDITION}/ideas", [], [0, 1, 2, 3]),
        (f"{EDITION}/ideas", ["25"], [1]),
        (f"{EDITION}/ideas", ["../awards.yml"], [0]),
        (f"{EDITION}/ideas", [".."], [0, 1, 2, 3]),
    ],
)
def test_only_the_paths_that_were_asked_for(root: Path, here: str, arguments: list[str], wanted: list[int]) -> None:
    lines = _break_three(root)
    said = _check(root / here, *arguments, code=int(bool(wanted)))
    assert _lines(said) == [lines[index] for index in wanted]


def test_a_path_is_no_beginning_of_another(root: Path) -> None:
    shutil.copytree(root / EDITION, root / f"{EDITION}0")
    said = _check(root, EDITION, code=0)
    assert said.stdout == ""
    assert _check(root, f"{EDITION}0", code=1).stdout.startswith(f"{EDITION}0/call.yml:2: call-edition")


def _refused(said: subprocess.CompletedProcess[str], kind: str) -> None:
    assert said.stdout == ""
    assert len(said.stderr.splitlines()) == 1
    assert f"{kind}: " in said.stderr
    assert re.search("[آ-ی]", said.stderr)


def test_no_record(tmp_path: Path) -> None:
    _refused(_check(tmp_path, code=2), "no-record")


@pytest.mark.parametrize(
    ("argument", "kind"),
    [
        ("submissions/1404", "no-path"),
        (KILIM.replace("98/", "97/"), "no-path"),
        ("..", "outside-record"),
        ("/", "outside-record"),
        ("other.txt", "outside-record"),
    ],
)
def test_a_path_that_cannot_be_checked(root: Path, argument: str, kind: str) -> None:
    (root / "other.txt").write_text("x")
    _refused(_check(root, argument, code=2), kind)


def test_a_wrong_option_is_explained(root: Path) -> None:
    assert "--format" in _check(root, "--format", "xml", code=2).stderr


def _git(root: Path, *arguments: str) -> None:
    settings = ("user.name=t", "user.email=t@example.org", "commit.gpgsign=false", "core.hooksPath=")
    options = [word for setting in settings for word in ("-c", setting)]
    subprocess.run(["git", *options, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def repository(root: Path) -> Path:
    """The base edition with faults that are already committed on the branch `main`."""
    _break(root, FIG, "note: ''", "note: كم")
    _git(root, "init", "-b", "main")
    _git(root, "add", ".")
    _git(root, "commit", "-m", "x")
    return root


def test_since_speaks_only_of_what_changed(repository: Path) -> None:
    assert _check(repository, "--since", "main", code=0).stdout == ""
    _break(repository, KILIM, "note: ''", "note: ـ")
    (repository / EDITION / "تازه.txt").write_text("x")
    wanted = [f"{KILIM}:38: text-tatweel", f"{EDITION}/تازه.txt:1: file-stray"]
    assert _lines(_check(repository, "--since", "main", code=1)) == wanted
    _git(repository, "add", ".")
    assert _lines(_check(repository, "--since", "main", code=1)) == wanted
    _git(repository, "commit", "-m", "y")
    assert _lines(_check(repository, "--since", "main~1", code=1)) == wanted
    assert _lines(_check(repository, "--since", "main~1", f"{EDITION}/ideas", code=1)) == wanted[:1]
    assert _check(repository, "--since", "main", code=0).stdout == ""


def test_since_speaks_of_a_deleted_file_that_is_missed(repository: Path) -> None:
    (repository / KILIM).unlink()
    assert _lines(_check(repository, "--since", "main", code=0)) == []
    (repository / CALL).unlink()
    assert _lines(_check(repository, "--since", "main", code=1)) == [f"{CALL}:1: file-missing"]


def test_since_speaks_of_a_moved_file(repository: Path) -> None:
    (repository / EDITION / "ideas" / "11").mkdir()
    _git(repository, "mv", FIG, f"{EDITION}/ideas/11/9876980825.md")
    moved = f"{EDITION}/ideas/11/9876980825.md"
    lines = _lines(_check(repository, "--since", "main", code=1))
    assert lines == [f"{moved}:1: file-misplaced", f"{moved}:36: text-arabic"]


REVISIONS = ["nothing", "--output=evil", "main:submissions", "main..main", "HEAD@{9}", "۱"]


@pytest.mark.parametrize("revision", REVISIONS)
def test_since_an_unknown_revision(repository: Path, revision: str) -> None:
    _refused(_check(repository, f"--since={revision}", code=2), "no-revision")
    assert not (repository / "evil").exists()


def test_since_without_a_repository(root: Path) -> None:
    _refused(_check(root, "--since", "main", code=2), "no-git")


def _odd_files(root: Path) -> Iterator[tuple[str, str]]:
    """Things that are no files, and what is said of them."""
    os.mkfifo(root / EDITION / "ideas" / "pipe")
    yield f"{EDITION}/ideas/pipe", "file-stray"
    os.mkfifo(root / EDITION / "sheets" / "first" / "d3.csv")
    yield f"{EDITION}/sheets/first/d3.csv", "file-stray"
    (root / EDITION / "ideas" / "00").symlink_to(root / EDITION / "ideas" / "98")
    yield f"{EDITION}/ideas/00", "file-symlink"
    (root / EDITION / "media").symlink_to("/proc")
    yield f"{EDITION}/media", "file-symlink"
    (root / "submissions" / "1404").symlink_to("1405")
    yield "submissions/1404", "file-symlink"
    (root / EDITION / "ideas" / "loop").symlink_to("loop")
    yield f"{EDITION}/ideas/loop", "file-symlink"
    (root / "submissions" / "readme.md").write_text("x")
    yield "submissions/readme.md", "file-stray"
    (root / EDITION / "ideas" / "11" / "3816226900.md").mkdir(parents=True)
    (root / EDITION / "ideas" / "11" / "3816226900.md" / "a").write_text("x")
    yield f"{EDITION}/ideas/11/3816226900.md/a", "file-stray"
    (root / EDITION / ".gitattributes").write_text("* -diff")
    yield f"{EDITION}/.gitattributes", "file-stray"


def test_what_is_no_file_is_named_and_never_opened(root: Path) -> None:
    wanted = [f"{path}:1: {code}" for path, code in _odd_files(root)]
    assert _lines(_check(root, code=1)) == sorted(wanted)


ODD_CALLS = [("fifo", "file-stray"), ("link", "file-symlink"), ("folder", "file-missing")]


@pytest.mark.parametrize(("make", "code"), ODD_CALLS)
def test_a_call_that_is_no_file(root: Path, make: str, code: str) -> None:
    (root / CALL).unlink()
    if make == "fifo":
        os.mkfifo(root / CALL)
    elif make == "link":
        (root / CALL).symlink_to("/dev/zero")
    else:
        (root / CALL).mkdir()
    lines = _lines(_check(root, code=1))
    assert lines == [f"{CALL}:1: {code}"]


BROKEN_CALLS = ["", "[", "- a\n", "edition: '1405'\n", "a: " + "[" * 9, "\x00", "edition: {a: b}\n"]


@pytest.mark.parametrize("text", BROKEN_CALLS)
def test_a_broken_call_still_lets_ideas_be_looked_at(root: Path, text: str) -> None:
    (root / CALL).write_text(text)
    _break(root, FIG, "note: ''", "note: كم")
    edition, problems = inspect_edition(root, "1405")
    assert edition is None
    assert problems[0].path == CALL
    assert [(one.path, one.code) for one in problems if one.path != CALL] == [(FIG, "text-arabic")]


BROKEN = {
    "empty": b"",
    "UTF-16": b"\xff\xfe\x00\x00",
    "NUL": b"\x00" * 10,
    "a quote": b'"',
    "deep": b"[" * 9,
    "infinity": b'{"ranking": [], "unranked": [], "winners": [], "tied": [], "open_places": 1e999}',
    "no number": b'{"ranking": [], "unranked": [], "winners": [], "tied": [], "open_places": NaN}',
    "blank": b"\n" * 1000,
}


@pytest.mark.parametrize(
    "path",
    [CALL, AWARDS, f"{EDITION}/assignments.csv", f"{EDITION}/sheets/first/d1.csv", f"{EDITION}/results.json", KILIM],
)
@pytest.mark.parametrize("name", BROKEN)
def test_any_file_may_be_broken(root: Path, path: str, name: str) -> None:
    data = BROKEN[name]
    (root / path).write_bytes(data)
    _, problems = inspect_edition(root, "1405")
    assert any(one.path == path and not one.warning for one in problems)


@pytest.mark.parametrize("number", ["1e999999999", "1/0", "--1/2", "1/" + "9" * 1000, "0.5", "1_0/2", "۱/۲"])
def test_a_hostile_score_in_the_results_is_refused_at_once(root: Path, number: str) -> None:
    path = f"{EDITION}/results.json"
    _break(root, path, '"83/100"', json.dumps(number))
    _, problems = inspect_edition(root, "1405")
    assert [one.code for one in problems if one.path == path] == ["results-form"]


def _many(root: Path, number: int) -> None:
    """Ideas with a fault in each seventh."""
    head, body = (root / FIG).read_text(encoding="utf-8").split("\n---\n")
    faults = ("note: كم", "note: *x", "paper: ''", "note: 0917 123 4567")
    draw = random.Random(0).randrange  # noqa: S311 (codes of a test)
    for index in range(number):
        code = codes.draw_code(draw)
        text = head.replace("9876980825", code).replace("status: accepted", "status: received")
        path = root / idea_file.idea_path("1405", code)
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"{text}\n---\n{body}\nشمارهٔ {index}", encoding="utf-8")
        source, _ = idea_file.read("p", path.read_bytes())
        assert source
        idea = shape(Idea, source.path, source.tree).value
        assert idea
        data = idea_file.render(idea.model_copy(update={"digest": idea_file.digest(idea)}))
        path.write_bytes(data if index % 7 else data.replace(b"note: ''", faults[index // 7 % 4].encode()))


def test_many_ideas_say_what_few_would(root: Path) -> None:
    """Above two batches several processes share the work: nothing is lost, doubled or out of order."""
    _many(root, 2 * BATCH + 110)
    files = sorted(path.relative_to(root).as_posix() for path in (root / EDITION / "ideas").rglob("*.md"))
    assert len(files) == 2 * BATCH + 112
    accepted = terms(read_edition(BASE, "1405").call)
    one_by_one = [problem for path in files for problem in inspect(path, (root / path).read_bytes(), accepted).problems]
    said = _check(root, code=1)
    assert said.stdout.splitlines() == [str(problem) for problem in sorted(one_by_one)]
    assert len(one_by_one) > 80
    assert len(read_edition(root, "1405").facts) == len(files) - len({problem.path for problem in one_by_one})


def test_how_far_the_work_has_come_is_told_to_its_end(root: Path) -> None:
    told: list[tuple[int, int]] = []
    inspect_edition(root, "1405", lambda done, total: told.append((done, total)))
    number = len(list((root / EDITION / "ideas").rglob("*.md")))
    assert told
    assert told == sorted(set(told))
    assert {total for _, total in told} == {number}
    assert told[-1] == (number, number)


def _on_a_terminal(root: Path, patience: float) -> tuple[str, str]:
    """What the command prints to stdout, and what a person at a terminal sees of stderr."""
    order = (
        f"import sys, farakhan.cli.check; sys.modules['farakhan.cli.check'].PATIENCE = {patience}; farakhan.cli.main()"
    )
    ours, its = pty.openpty()
    with os.fdopen(ours, "rb", buffering=0) as terminal:
        environment = {**os.environ, "TERM": "xterm", "GIT_CEILING_DIRECTORIES": str(root.parent)}
        command = [sys.executable, "-c", order, "check"]
        done = subprocess.run(command, cwd=root, stdout=subprocess.PIPE, stderr=its, check=True, env=environment)
        os.close(its)
        return done.stdout.decode(), terminal.read(2**16).decode()


def test_long_work_shows_a_bar_on_a_terminal_and_only_there(root: Path) -> None:
    printed, seen = _on_a_terminal(root, patience=0)
    assert "بررسی ایده‌ها" in seen
    assert printed == ""
    assert "بررسی ایده‌ها" not in _on_a_terminal(root, patience=3600)[1]


def test_a_rule_names_the_field_and_whoever_has_the_file_its_line(root: Path) -> None:
    data = (root / KILIM).read_bytes()
    wrong = re.sub(
        rb"(?m)^  kind: .*$", b"  kind: group", re.sub(rb"(?m)^  count: .*$", b"  count: 1", data, count=1), count=1
    )
    source, _ = idea_file.read(KILIM, wrong)
    assert source
    (ruled,) = look(KILIM, source.tree, shape(Idea, KILIM, source.tree), None)
    assert (ruled.code, ruled.place, ruled.line) == ("idea-owners", ("owners", "count"), 0)
    (written,) = [one for one in inspect(KILIM, wrong, None).problems if one.code == ruled.code]
    assert wrong.splitlines()[written.line - 1] == b"  count: 1"
