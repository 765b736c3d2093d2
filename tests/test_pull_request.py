"""A pull request with ideas is data: the very commands of the workflows, run on hostile and honest repositories."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from tests.records import ROOT, Record

from farakhan.files import idea as idea_file
from farakhan.model.idea import Status

WORKFLOWS = ROOT / ".github" / "workflows"
TOOLS = Path(sys.executable).parent
GOOD_PATH, SECRET = "submissions/1406/ideas/65/2739401865.md", "canary-token-of-the-job"


def steps(name: str) -> list[dict[str, object]]:
    """The steps of a workflow's first job."""
    loaded = yaml.safe_load((WORKFLOWS / name).read_text(encoding="utf-8"))
    return list(next(iter(loaded["jobs"].values()))["steps"])


def command(name: str, words: str) -> str:
    """The one command line of a workflow that holds these words, with our tools in place of the job's."""
    (found,) = (str(one["run"]) for one in steps(name) if words in str(one.get("run", "")))
    return found.replace(".venv/bin/", f"{TOOLS}/")


class Repository:
    """A real repository with a record on main, and another branch made of bare tree entries."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.record = Record(root)
        self.first = self.record.idea()
        self.git("init", "-q", "-b", "main")
        (root / "mkdocs.yml").write_text("site_name: x\n")
        self.git("add", "-A")
        self.git("commit", "-q", "-m", "base")

    def git(self, *words: str, data: bytes = b"") -> str:
        environment = {"PATH": os.environ["PATH"], "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        identity = ("-c", "user.name=test", "-c", "user.email=test@localhost")
        done = subprocess.run(
            ["git", *identity, *words], cwd=self.root, input=data, env=environment, check=True, capture_output=True
        )
        return done.stdout.decode().strip()

    def blob(self, data: bytes) -> str:
        return self.git("hash-object", "-w", "--stdin", data=data)

    def propose(self, *entries: tuple[str, str, str], remove: str = "") -> None:
        """Make `refs/farakhan/pull` of main's tree and these entries: mode, object, path."""
        self.git("read-tree", "main")
        if remove:
            self.git("rm", "-q", "--cached", "--", remove)
        for mode, name, path in entries:
            self.git("update-index", "--add", "--cacheinfo", f"{mode},{name},{path}")
        tree = self.git("write-tree")
        commit = self.git("commit-tree", tree, "-p", "main", "-m", "pull")
        self.git("update-ref", "refs/farakhan/pull", commit)
        self.git("read-tree", "main")

    def check(self) -> subprocess.CompletedProcess[str]:
        """Run the workflow's own check, with a secret in its environment."""
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", command("ideas.yml", "farakhan check")],
            cwd=self.root,
            env={**os.environ, "BASE": self.git("rev-parse", "main"), "GITHUB_TOKEN": SECRET},
            capture_output=True,
            text=True,
            check=False,
        )

    def honest(self, **changes: object) -> tuple[str, str, str]:
        """The entry of a right idea that main does not have; its file is not left in the work tree."""
        new = self.record.idea(status=Status.RECEIVED, **changes)
        path = self.record.path(new.code)
        entry = ("100644", self.blob(path.read_bytes()), idea_file.idea_path("1406", new.code))
        path.unlink()
        return entry


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return Repository(tmp_path)


def test_an_honest_idea_passes(repository: Repository) -> None:
    repository.propose(repository.honest())
    done = repository.check()
    assert (done.returncode, done.stdout) == (0, "")


def test_a_wrong_idea_is_named_at_its_line(repository: Repository) -> None:
    mode, name, path = repository.honest()
    text = repository.git("cat-file", "blob", name).replace("stage: pilot", "stage: later") + "\n"
    assert "stage: later" in text
    repository.propose((mode, repository.blob(text.encode()), path))
    done = repository.check()
    assert done.returncode == 1
    assert f"::error file={path},line=" in done.stdout
    assert "title=value-choice" in done.stdout


Entries = Callable[[Repository], list[tuple[str, str, str]]]


def _file(path: str, mode: str = "100644", data: bytes = b"x\n") -> Entries:
    return lambda repository: [(mode, repository.blob(data), path)]


def _submodule(repository: Repository) -> list[tuple[str, str, str]]:
    return [("160000", repository.git("rev-parse", "main"), "submissions/1406/ideas/65/library")]


HOSTILE: dict[str, tuple[Entries, str]] = {
    "attributes that hide a change from review": (_file(".gitattributes"), "change-outside"),
    "modules": (_file(".gitmodules"), "change-outside"),
    "a name that is an option": (_file("-rf.md"), "change-outside"),
    "a case twin": (_file("Submissions/1406/call.yml"), "change-outside"),
    "a link to a file": (_file(GOOD_PATH, "120000", b"/proc/self/environ"), "file-symlink"),
    "a link to a folder": (_file("submissions/1406/media", "120000", b"../../.."), "file-symlink"),
    "an executable": (_file(GOOD_PATH, "100755"), "file-mode"),
    "a submodule": (_submodule, "file-stray"),
    "hooks": (_file("mkdocs.yml", data=b"hooks: [evil.py]\n"), "change-outside"),
    "our own code": (_file("scripts/farakhan/__init__.py"), "change-outside"),
    "a workflow": (_file(".github/workflows/x.yml"), "change-outside"),
    "attributes beside the ideas": (_file("submissions/1406/ideas/65/.gitattributes"), "change-outside"),
    "a page": (_file("submissions/1406/ideas/65/2739401865.html"), "change-outside"),
    "an awards file": (_file("submissions/1406/awards.yml"), "change-outside"),
    "a name with a workflow command": (_file("x\n::set-env name=A::b\n.md"), "change-outside"),
    "a name in no encoding": (
        lambda r: [("100644", r.blob(b""), os.fsdecode(b"submissions/\xff\xfe"))],
        "change-outside",
    ),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_entry_is_refused_and_nothing_of_it_runs_or_is_shown(repository: Repository, name: str) -> None:
    entries, code = HOSTILE[name]
    repository.propose(repository.honest(), *entries(repository))
    done = repository.check()
    assert done.returncode == 1, done.stderr
    assert f"title={code}::" in done.stdout
    assert SECRET not in done.stdout + done.stderr
    assert all(line.startswith("::error file=") for line in done.stdout.splitlines())
    assert "Traceback" not in done.stderr
    assert repository.git("status", "--porcelain", "--untracked-files=all") == ""


def test_an_entry_that_leads_out_of_the_folder_is_refused(repository: Repository) -> None:
    """Git's commands make no such tree; a hostile server may."""
    blob = repository.blob(b"x\n")
    inner = repository.git("mktree", "--missing", data=f"100644 blob {blob}\t1406.md\n".encode())
    raw = b"40000 ..\0" + bytes.fromhex(inner) + b"40000 .git\0" + bytes.fromhex(inner)
    tree = repository.git("hash-object", "-w", "-t", "tree", "--literally", "--stdin", data=raw)
    commit = repository.git("commit-tree", tree, "-p", "main", "-m", "pull")
    repository.git("update-ref", "refs/farakhan/pull", commit)
    done = repository.check()
    assert done.returncode == 1
    assert "title=change-outside::" in done.stdout
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("removed", [True, False], ids=["removed", "changed"])
def test_an_idea_that_is_registered_is_not_touched(repository: Repository, *, removed: bool) -> None:
    path = idea_file.idea_path("1406", repository.first.code)
    if removed:
        repository.propose(remove=path)
    else:
        text = repository.record.path(repository.first.code).read_text(encoding="utf-8")
        changed = repository.blob(text.replace("note: ''", "note: نمونه").encode())
        repository.propose(("100644", changed, path))
    done = repository.check()
    assert done.returncode == 1
    assert "title=change-existing::" in done.stdout


def test_a_copy_of_a_registered_idea_is_seen(repository: Repository) -> None:
    repository.propose(repository.honest(body=repository.first.body))
    done = repository.check()
    assert "title=" in done.stdout
    assert repository.first.code in done.stdout


def test_main_going_on_meanwhile_is_not_the_pull_requests_change(repository: Repository) -> None:
    repository.propose(repository.honest())
    (repository.root / "mkdocs.yml").write_text("site_name: y\n")
    repository.git("commit", "-q", "-am", "main goes on")
    assert repository.check().returncode == 0


def test_a_huge_file_is_named_and_not_read(repository: Repository) -> None:
    repository.propose(("100644", repository.blob(b"x" * 50_000_000), GOOD_PATH))
    done = repository.check()
    assert done.returncode == 1
    assert "title=file-too-large::" in done.stdout


def test_staff_may_bring_everything(repository: Repository) -> None:
    call = repository.record.folder / "call.yml"
    changed = call.read_text(encoding="utf-8").replace("grace_minutes: '30'", "grace_minutes: '45'")
    repository.propose(("100644", repository.blob(changed.encode()), "submissions/1406/call.yml"))
    words = ["check", "--since", "main...refs/farakhan/pull", "--format", "json"]
    done = subprocess.run(
        [TOOLS / "farakhan", *words], cwd=repository.root, capture_output=True, text=True, check=False
    )
    said = {one["code"] for one in json.loads(done.stdout)}
    assert not {one for one in said if one.startswith("change-")}


@pytest.mark.parametrize("since", ["main...nothing", "nothing...main", "--output=x...main", "main...", "...main"])
def test_revisions_that_git_does_not_know_are_told(repository: Repository, since: str) -> None:
    words = [str(TOOLS / "farakhan"), "check", f"--since={since}"]
    done = subprocess.run(words, cwd=repository.root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no-revision" in done.stderr or "نمی‌شناسد" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """What a checkout has, with the sample's record as a real edition."""
    for name in ("site", "scripts"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    record = Record(tmp_path)
    codes = [record.idea().code for _ in range(3)]
    record.judged()
    record.tally()
    record.award(codes[0])
    return tmp_path


@pytest.mark.parametrize(("day", "shown"), [("1406-09-09", False), ("1406-09-10", True)])
def test_the_publishing_workflow_shows_winners_from_the_day_on(published: Path, day: str, *, shown: bool) -> None:
    announced = Record(published).call["dates"]["announced"]
    assert announced == "1406-09-10"
    lines = [
        str(one["run"]).replace(".venv/bin/", f"{TOOLS}/")
        for one in steps("publish.yml")
        if "farakhan" in str(one.get("run"))
    ]
    assert [line.split()[1] for line in lines] == ["check", "verify", "site"]
    for line in lines[1:]:
        subprocess.run(
            ["bash", "-euo", "pipefail", "-c", line],
            cwd=published,
            env={**os.environ, "FARAKHAN_TODAY": day, "FARAKHAN_SITE_URL": "https://example.ir/"},
            check=True,
            capture_output=True,
        )
    assert bool(list((published / "public" / "winners").glob("[0-9]*"))) == shown


def test_every_action_is_pinned_and_no_job_may_more_than_it_says() -> None:
    for path in WORKFLOWS.glob("*.yml"):
        loaded = yaml.safe_load(path.read_text(encoding="utf-8"))
        assert loaded["permissions"] == {}, path
        for job in loaded["jobs"].values():
            assert "permissions" in job, path
            for step in job["steps"]:
                used = step.get("uses", "")
                assert not used or len(used.partition("@")[2]) == 40, used
                if used.startswith("actions/checkout@"):
                    assert step["with"]["persist-credentials"] is False
