"""A pull request with ideas is data: the very commands of the workflows, run on hostile and honest repositories."""

import base64
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml
from tests.records import ROOT, Record

from farakhan.files import idea as idea_file
from farakhan.files.layout import MEDIA_LIMIT
from farakhan.model.idea import Idea, Status
from farakhan.model.standing import TABLE
from farakhan.store.git.revision import MOST_NAMES

WORKFLOWS = ROOT / ".github" / "workflows"
TOOLS = Path(sys.executable).parent
CHECK, PULL = "farakhan check", "refs/farakhan/pull"
PATIENCE = 120.0
"""Seconds after which a step is taken never to end."""
GOOD_PATH, SECRET = "submissions/1406/ideas/65/2739401865.md", "canary-token-of-the-job"


def steps(name: str) -> list[dict[str, object]]:
    """The steps of a workflow's first job."""
    loaded = yaml.safe_load((WORKFLOWS / name).read_text(encoding="utf-8"))
    return list(next(iter(loaded["jobs"].values()))["steps"])


def command(name: str, words: str) -> str:
    """The one command line of a workflow that holds these words, with our tools in place of the job's."""
    (found,) = (str(one["run"]) for one in steps(name) if words in str(one.get("run", "")))
    return found.replace(".venv/bin/", f"{TOOLS}/")


def step(folder: Path, words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run one step of the workflow for pull requests."""
    return subprocess.run(
        ["bash", "-euo", "pipefail", "-c", command("ideas.yml", words)],
        cwd=folder,
        env={**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_TERMINAL_PROMPT": "0", **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


SENT: dict[str, object] = {"status": Status.RECEIVED, "channel": "file", "registered_by": None, "receipt": None}
"""What an idea says that nobody but its owner has spoken in."""


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
        """Make the pull request of main's tree and these entries: mode, object, path."""
        self.git("read-tree", "main")
        if remove:
            self.git("rm", "-q", "--cached", "--", remove)
        for mode, name, path in entries:
            self.git("update-index", "--add", "--cacheinfo", f"{mode},{name},{path}")
        tree = self.git("write-tree")
        commit = self.git("commit-tree", tree, "-p", "main", "-m", "pull")
        self.git("update-ref", PULL, commit)
        self.git("read-tree", "main")

    def check(self, only: str = "ideas") -> subprocess.CompletedProcess[str]:
        """Run the workflow's own check, with a secret in its environment."""
        return step(self.root, CHECK, ONLY=only, GITHUB_TOKEN=SECRET)

    def codes(self) -> list[str]:
        """What the check says of a change that may bring everything."""
        done = self.check("all")
        assert done.returncode in (0, 1), done.stderr
        return [line.partition("title=")[2].partition("::")[0] for line in done.stdout.splitlines()]

    def entry(self, idea: Idea) -> tuple[str, str, str]:
        """The tree entry of an idea; its file is not left in the work tree."""
        path = self.record.path(idea.code)
        entry = ("100644", self.blob(path.read_bytes()), idea_file.idea_path("1406", idea.code))
        path.unlink()
        return entry

    def honest(self) -> tuple[str, str, str]:
        """The entry of a right idea that main does not have."""
        return self.entry(self.record.idea(**SENT))


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


FOR_THE_SECRETARIAT: dict[str, tuple[str, str]] = {
    "registered_by": ("registered_by:", "registered_by: desk1"),
    "paper": ("paper: ''", "paper: '12'"),
    "note": ("note: ''", "note: 'نمونه: بپذیرید'"),
    "channel": ("channel: file", "channel: in_person"),
    "arrived": ("arrived: '2027-", "arrived: '2020-"),
    "status": ("status: received", "status: withdrawn"),
    "receipt": ("receipt:", f"receipt: {'a' * 64}"),
}


@pytest.mark.parametrize("key", FOR_THE_SECRETARIAT)
def test_a_stranger_does_not_speak_for_the_secretariat(repository: Repository, key: str) -> None:
    mode, name, path = repository.honest()
    before, after = FOR_THE_SECRETARIAT[key]
    text = repository.git("cat-file", "blob", name)
    assert f"\n{before}" in text
    changed = text.replace(f"\n{before}", f"\n{after}", 1) + "\n"
    line = changed.splitlines().index(next(line for line in changed.splitlines() if line.startswith(f"{key}:"))) + 1
    repository.propose((mode, repository.blob(changed.encode()), path))
    done = repository.check()
    assert done.returncode == 1
    code = {"channel": "channel", "arrived": "arrived", "status": "status"}.get(key, "secretariat")
    (said,) = done.stdout.splitlines()
    assert said.startswith(f"::error file={path},line={line},title=change-{code}::")
    assert repository.check("all").returncode == 0


Entries = Callable[[Repository], list[tuple[str, str, str]]]


def _file(path: str, mode: str = "100644", data: bytes = b"x\n") -> Entries:
    return lambda repository: [(mode, repository.blob(data), path)]


def _submodule(path: str) -> Entries:
    return lambda repository: [("160000", repository.git("rev-parse", "main"), path)]


HOSTILE: dict[str, tuple[Entries, str]] = {
    "attributes that hide a change from review": (_file(".gitattributes"), "change-outside"),
    "modules": (_file(".gitmodules"), "change-outside"),
    "a name that is an option": (_file("-rf.md"), "change-outside"),
    "a case twin": (_file("Submissions/1406/call.yml"), "change-outside"),
    "a link to a file": (_file(GOOD_PATH, "120000", b"/proc/self/environ"), "file-symlink"),
    "a link to a folder": (_file("submissions/1406/media", "120000", b"../../.."), "file-symlink"),
    "an executable": (_file(GOOD_PATH, "100755"), "file-mode"),
    "a submodule": (_submodule("submissions/1406/ideas/65/library"), "file-stray"),
    "a submodule in an idea's place": (_submodule(GOOD_PATH), "file-stray"),
    "a workflow": (_file(".github/workflows/x.yml"), "change-outside"),
    "attributes beside the ideas": (_file("submissions/1406/ideas/65/.gitattributes"), "change-outside"),
    "a page": (_file("submissions/1406/ideas/65/2739401865.html"), "change-outside"),
    "an awards file": (_file("submissions/1406/awards.yml"), "change-outside"),
    "a name too long for a disk": (_file(f"submissions/1406/ideas/{'6' * 300}/2739401865.md"), "file-stray"),
    "a name with a workflow command": (_file("x\n::set-env name=A::b\n.md"), "change-outside"),
    "a name in no encoding": (
        lambda r: [("100644", r.blob(b""), os.fsdecode(b"submissions/\xff\xfe"))],
        "change-outside",
    ),
}


@pytest.mark.promise("proposal-is-data")
@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_entry_is_refused_and_nothing_of_it_runs_or_is_shown(repository: Repository, name: str) -> None:
    entries, code = HOSTILE[name]
    repository.propose(repository.honest(), *entries(repository))
    done = repository.check()
    assert done.returncode == 1, done.stderr
    said = {line.partition("title=")[2].partition("::")[0] for line in done.stdout.splitlines()}
    assert code in said
    if code.startswith("file-"):
        assert said <= {code, "change-outside"}  # what is no plain file is not looked into
    assert SECRET not in done.stdout + done.stderr
    assert all(line.startswith("::error file=") for line in done.stdout.splitlines())
    assert "Traceback" not in done.stderr
    assert repository.git("status", "--porcelain", "--untracked-files=all") == ""


RUNS: dict[str, dict[str, str]] = {
    "hooks": {"mkdocs.yml": "site_name: x\nhooks: [evil.py]\n", "evil.py": "{python}"},
    "a tag": {"mkdocs.yml": "site_name: !!python/object/apply:os.system ['{shell}']\n"},
    "a theme": {
        "mkdocs.yml": "site_name: !ENV [GITHUB_TOKEN]\ntheme: {{name: material, custom_dir: mine}}\n",
        "mine/main.html": "{{{{ cycler.__init__.__globals__.os.system('{shell}') }}}}",
    },
    "our own code": {"scripts/farakhan/__init__.py": "{python}", "scripts/farakhan/cli/check.py": "{python}"},
    "Python's own": {"sitecustomize.py": "{python}", "yaml.py": "{python}", "submissions/yaml.py": "{python}"},
    "git's": {
        ".gitattributes": "* diff=evil filter=evil\n",
        ".gitconfig": '[diff "evil"]\n\tcommand = {shell}\n\ttextconv = {shell}\n',
        ".gitmodules": '[submodule "x"]\n\tpath = x\n\turl = ext::{shell}\n',
    },
    "the set-up": {"scripts/setup.sh": "{shell}", "Makefile": "all:\n\t{shell}\n", "pyproject.toml": "[tool]\n"},
}
"""What would run in a pull request's tree, by whoever took the tree for the program: file by file."""


@pytest.mark.promise("proposal-is-data")
@pytest.mark.parametrize("only", ["ideas", "all"])
@pytest.mark.parametrize("name", RUNS)
def test_nothing_of_a_pull_request_runs(
    repository: Repository, tmp_path_factory: pytest.TempPathFactory, name: str, only: str
) -> None:
    fired = tmp_path_factory.mktemp("fired") / "fired"
    words = {"shell": f"touch {fired}", "python": f"open({str(fired)!r}, 'w')"}
    files = {path: text.format(**words) for path, text in RUNS[name].items()}
    entries = [("100755", repository.blob(text.encode()), path) for path, text in files.items()]
    repository.propose(repository.honest(), *entries)
    said = repository.root / ".git" / "said"
    assert step(repository.root, "git diff-tree", GITHUB_OUTPUT=str(said)).returncode == 0
    done = repository.check(only)
    refused = [path for path in files if f"file={path},line=1,title=change-outside::" in done.stdout]
    assert (done.returncode, refused) == (1, list(files)) if only == "ideas" else done.returncode in (0, 1)
    assert "Traceback" not in done.stderr
    assert SECRET not in done.stdout + done.stderr
    assert not fired.exists()
    assert repository.git("status", "--porcelain", "--untracked-files=all") == ""


@pytest.mark.promise("proposal-is-data")
def test_the_workflow_takes_the_program_from_the_base_and_no_word_from_a_stranger() -> None:
    loaded = yaml.safe_load((WORKFLOWS / "ideas.yml").read_text(encoding="utf-8"))
    assert loaded[True] == {"pull_request": {"branches": ["main"]}}  # to YAML `on` is true
    (job,) = loaded["jobs"].values()
    assert job["permissions"] == {"contents": "read"}
    checkout, *others = job["steps"]
    assert checkout["with"]["ref"] == "${{ github.base_ref }}"
    assert not [one for one in others if "uses" in one]
    assert not [one for one in others if "${{" in one["run"]]  # what a branch is called is no shell command
    assert [one["name"] for one in others if "TOKEN" in one.get("env", {})] == [others[0]["name"]]
    assert "secrets." not in (WORKFLOWS / "ideas.yml").read_text(encoding="utf-8")


def test_only_what_was_checked_and_counted_again_is_deployed() -> None:
    jobs = yaml.safe_load((WORKFLOWS / "publish.yml").read_text(encoding="utf-8"))["jobs"]
    assert jobs["deploy"]["needs"] == "build"
    assert "if" not in jobs["deploy"]
    bent = [one["name"] for one in jobs["build"]["steps"] if "continue-on-error" in one or "if" in one]
    assert bent == ["Check every file"]  # one bad file stops nobody; a count that differs stops all


def test_an_entry_that_leads_out_of_the_folder_is_refused(repository: Repository) -> None:
    """Git's commands make no such tree; a hostile server may."""
    blob = repository.blob(b"x\n")
    inner = repository.git("mktree", "--missing", data=f"100644 blob {blob}\t1406.md\n".encode())
    raw = b"40000 ..\0" + bytes.fromhex(inner) + b"40000 .git\0" + bytes.fromhex(inner)
    tree = repository.git("hash-object", "-w", "-t", "tree", "--literally", "--stdin", data=raw)
    commit = repository.git("commit-tree", tree, "-p", "main", "-m", "pull")
    repository.git("update-ref", PULL, commit)
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


@pytest.mark.parametrize("before", [True, False], ids=["before", "after"])
def test_a_copy_is_seen_wherever_its_name_sorts(repository: Repository, *, before: bool) -> None:
    """Of two equal texts the later path is named; here that may be the registered one."""
    registered = idea_file.idea_path("1406", repository.first.code)
    copy = repository.record.idea(status=Status.RECEIVED, receipt=None, body=repository.first.body)
    while (idea_file.idea_path("1406", copy.code) < registered) != before:
        repository.record.path(copy.code).unlink()
        copy = repository.record.idea(status=Status.RECEIVED, receipt=None, body=repository.first.body)
    repository.propose(repository.entry(copy))
    done = repository.check()
    assert done.returncode == 1
    assert "title=idea-same-text::" in done.stdout
    assert repository.first.code in done.stdout
    assert copy.code in done.stdout


REASONS = {Status.RETURNED: "unclear", Status.REJECTED: "not_idea"}


@pytest.mark.parametrize("status", Status)
def test_who_sends_an_idea_does_not_decide_on_it(repository: Repository, status: Status) -> None:
    idea = repository.record.idea(**SENT | {"status": status, "reason": REASONS.get(status)})
    repository.propose(repository.entry(idea))
    done = repository.check()
    said = [line.partition("title=")[2].partition("::")[0] for line in done.stdout.splitlines()]
    decided = ["change-secretariat"] if TABLE[status].on_text else []
    assert said == ([] if status in (Status.RECEIVED, Status.HELD) else ["change-status", *decided])
    assert done.returncode == min(len(said), 1)


def test_main_going_on_meanwhile_is_not_the_pull_requests_change(repository: Repository) -> None:
    repository.propose(repository.honest())
    (repository.root / "mkdocs.yml").write_text("site_name: y\n")
    repository.git("commit", "-q", "-am", "main goes on")
    assert repository.check().returncode == 0


def _long_listing(repository: Repository, leaf: str) -> str:
    """A tree of three kinds of folders, each naming the next one many times, whose paths are just too long to list."""
    leaves = "".join(f"{leaf}\t{number:0200d}\n" for number in range(300))
    tree = repository.git("mktree", data=leaves.encode())
    for _ in range(2):
        tree = repository.git("mktree", data="".join(f"40000 tree {tree}\t{n}\n" for n in range(12)).encode())
    return tree


@pytest.mark.parametrize("inside", [True, False], ids=["in the record", "beside it"])
@pytest.mark.parametrize("leaf", ["files", "empty folders"])
def test_a_tree_of_too_many_paths_is_refused_at_once(repository: Repository, leaf: str, *, inside: bool) -> None:
    """A few small objects can stand for more paths than git walks in years; it is stopped at our bound."""
    none = repository.git("mktree")
    entry = f"100644 blob {repository.blob(b'x')}" if leaf == "files" else f"40000 tree {none}"
    long_listing = _long_listing(repository, entry)
    assert len(repository.git("ls-tree", "-r", "-t", "--name-only", long_listing)) > MOST_NAMES
    top = [line for line in repository.git("ls-tree", "main").splitlines() if not (inside and "submissions" in line)]
    top.append(f"40000 tree {long_listing}\t{'submissions' if inside else 'x'}")
    tree = repository.git("mktree", data="".join(f"{line}\n" for line in top).encode())
    repository.git("update-ref", PULL, repository.git("commit-tree", tree, "-p", "main", "-m", "pull"))
    said = repository.root / ".git" / "said"
    assert step(repository.root, "git diff-tree", GITHUB_OUTPUT=str(said)).returncode == 0
    assert said.exists() == inside
    done = repository.check()
    assert (done.returncode, done.stdout) == (2, "")
    assert ": too-many: " in done.stderr


def test_a_record_too_large_for_a_disk_is_refused(repository: Repository) -> None:
    """One object of 100 kB in each of many places."""
    blob = repository.blob(b"x" * 100_000)
    lines = [f"100644 {blob}\tsubmissions/1406/ideas/65/{number}65.md\n" for number in range(10_000_000, 10_022_000)]
    repository.git("read-tree", "main")
    repository.git("update-index", "--index-info", data="".join(lines).encode())
    tree = repository.git("write-tree")
    repository.git("update-ref", PULL, repository.git("commit-tree", tree, "-p", "main", "-m", "pull"))
    done = repository.check()
    assert (done.returncode, done.stdout) == (2, "")
    assert ": too-large: " in done.stderr


def test_a_huge_file_is_named_and_not_read(repository: Repository) -> None:
    repository.propose(("100644", repository.blob(b"x" * 50_000_000), GOOD_PATH))
    done = repository.check()
    assert done.returncode == 1
    assert "title=file-too-large::" in done.stdout


def test_staff_may_bring_everything(repository: Repository) -> None:
    call = (repository.record.folder / "call.yml").read_text(encoding="utf-8")
    changed = call.replace("grace_minutes: '0'", "grace_minutes: '45'")
    assert changed != call
    repository.propose(("100644", repository.blob(changed.encode()), "submissions/1406/call.yml"))
    assert [one for one in repository.codes() if one.startswith("change-")] == []


def test_what_a_change_breaks_elsewhere_is_named_and_what_was_broken_before_is_not(repository: Repository) -> None:
    old = repository.record.path(repository.record.idea(registered_by="desk7").code)
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "an idea by nobody")
    call = (repository.record.folder / "call.yml").read_text(encoding="utf-8")
    changed = call.replace("- desk1\n", "- desk2\n")
    assert changed != call
    repository.propose(("100644", repository.blob(changed.encode()), "submissions/1406/call.yml"))
    done = repository.check("all")
    assert done.stdout.count("title=idea-staff::") == 1
    assert repository.first.code in done.stdout
    assert old.stem not in done.stdout


def test_a_long_photo_is_named(repository: Repository) -> None:
    photo = f"submissions/1406/media/{'0' * 64}.webp"
    repository.propose(("100644", repository.blob(b"x" * (MEDIA_LIMIT + 1)), photo))
    assert repository.codes() == ["file-too-large"]


def test_long_results_are_read_whole(repository: Repository) -> None:
    repository.record.judged()
    repository.record.tally()
    data = (repository.record.folder / "results.json").read_bytes()
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "judged")
    longer = data.replace(b"{", b"{" + b" " * MEDIA_LIMIT, 1)
    repository.propose(("100644", repository.blob(longer), "submissions/1406/results.json"))
    assert "results-form" not in repository.codes()


WRONG_OPTIONS = {
    "since-paths": ["--since", "main...main", "submissions"],
    "since-only": ["--only", "ideas", "--since", "main"],
}


@pytest.mark.parametrize("code", WRONG_OPTIONS)
def test_options_that_do_not_go_together_are_told(repository: Repository, code: str) -> None:
    words = [str(TOOLS / "farakhan"), "check", *WRONG_OPTIONS[code]]
    done = subprocess.run(words, cwd=repository.root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert f" {code}: " in done.stderr


def test_a_pull_request_without_a_common_past_is_told(repository: Repository) -> None:
    commit = repository.git("commit-tree", repository.git("write-tree"), "-m", "an orphan")
    repository.git("update-ref", PULL, commit)
    done = repository.check()
    assert (done.returncode, done.stdout) == (2, "")
    assert "no-fork" in done.stderr


@pytest.mark.parametrize("since", ["main...nothing", "nothing...main", "--output=x...main", "main...", "...main"])
def test_revisions_that_git_does_not_know_are_told(repository: Repository, since: str) -> None:
    words = [str(TOOLS / "farakhan"), "check", f"--since={since}"]
    done = subprocess.run(words, cwd=repository.root, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (2, "")
    assert "no-revision" in done.stderr or "نمی‌شناسد" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_repository_that_lacks_an_object_is_told(repository: Repository) -> None:
    mode, name, path = repository.honest()
    repository.propose((mode, name, path))
    (repository.root / ".git" / "objects" / name[:2] / name[2:]).unlink()
    done = repository.check()
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith(f"{path}: git: ")


class PrivateHost(BaseHTTPRequestHandler):
    """Git over HTTP for whoever knows the token, by git's own CGI program."""

    folder: Path

    def do_GET(self) -> None:
        self._answer()

    def do_POST(self) -> None:
        self._answer()

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        wanted = base64.b64encode(f"x-access-token:{SECRET}".encode()).decode()
        if self.headers.get("Authorization") != f"Basic {wanted}":
            self.send_response(401)
            self.send_header("WWW-Authenticate", "Basic")
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        path, _, query = self.path.partition("?")
        asked = {"PATH_INFO": path, "QUERY_STRING": query, "REQUEST_METHOD": self.command}
        asked |= {"CONTENT_TYPE": self.headers.get("Content-Type", ""), "REMOTE_ADDR": "127.0.0.1"}
        asked |= {"GIT_PROTOCOL": self.headers.get("Git-Protocol", "")}
        asked |= {"HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", "")}
        own = {"PATH": os.environ["PATH"], "GIT_PROJECT_ROOT": str(self.folder), "GIT_HTTP_EXPORT_ALL": "1"}
        done = subprocess.run(["git", "http-backend"], input=body, env=own | asked, capture_output=True, check=True)
        self.wfile.write(b"HTTP/1.0 200 OK\r\n" + done.stdout)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def private_host(folder: Path) -> Iterator[str]:
    """Serve the bare repositories of a folder on loopback; the address."""
    handler = type("Handler", (PrivateHost,), {"folder": folder})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_private_repository_s_pull_request_is_fetched_and_looked_at_as_it_would_be_merged(
    repository: Repository, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The same text comes to main while the pull request waits: the merge has it twice."""
    mode, name, path = repository.honest()
    repository.propose((mode, name, path))
    forked = repository.git("rev-parse", PULL)
    (body,) = (one.body for one in repository.record.ideas.values() if one.code in path)
    other = repository.record.idea(body=body)
    repository.git("add", "-A")
    repository.git("commit", "-q", "-m", "meanwhile")
    merged = repository.git("merge-tree", "--write-tree", "main", forked)
    merge = repository.git("commit-tree", merged, "-p", "main", "-p", forked, "-m", "merge")
    repository.git("update-ref", "refs/pull/7/merge", merge)
    repository.git("update-ref", "-d", PULL)
    folder = tmp_path_factory.mktemp("host")
    repository.git("clone", "-q", "--mirror", ".", str(folder / "call"))
    work = folder / "work"
    repository.git("clone", "-q", "--branch", "main", str(folder / "call"), str(work))
    with private_host(folder) as address:
        asked = {"NUMBER": "7", "REPOSITORY": f"{address}/call", "no_proxy": "127.0.0.1", "PROPOSED": forked}
        assert step(work, "git -c", TOKEN=SECRET, **{**asked, "PROPOSED": "0" * 40}).returncode != 0
        repository_left = work / ".git" / "refs" / "farakhan"
        shutil.rmtree(repository_left)
        assert step(work, "git -c", TOKEN="wrong", **asked).returncode != 0  # noqa: S106
        fetched = step(work, "git -c", TOKEN=SECRET, **asked)
    assert fetched.returncode == 0, fetched.stderr
    assert SECRET not in fetched.stdout + fetched.stderr + (work / ".git" / "config").read_text()
    assert not (work / path).exists()
    assert step(work, "git diff-tree", GITHUB_OUTPUT=str(folder / "said")).returncode == 0
    assert (folder / "said").read_text() == "touched=yes\n"
    done = step(work, CHECK, ONLY="ideas")
    assert done.returncode == 1
    assert "title=idea-same-text::" in done.stdout
    assert other.code in done.stdout


TOUCHES = {
    "README.md": False,
    "scripts/farakhan/__init__.py": False,
    "docs/submissions/1406/call.yml": False,
    "submissions": True,
    "submissions/1406/call.yml": True,
    "Submissions/1406/call.yml": True,
    "submissions/1406/ideas/65/.gitattributes": True,
}


@pytest.mark.parametrize("path", TOUCHES)
def test_a_pull_request_that_leaves_the_record_alone_is_not_looked_at(repository: Repository, path: str) -> None:
    if path == "submissions":
        repository.git("config", "core.protectNTFS", "false")
        tree = repository.git("mktree", data=f"120000 blob {repository.blob(b'/etc')}\tsubmissions\n".encode())
        repository.git("update-ref", PULL, repository.git("commit-tree", tree, "-p", "main", "-m", "pull"))
    else:
        repository.propose(("100644", repository.blob(b"x\n"), path))
    said = repository.root / ".git" / "said"
    assert step(repository.root, "git diff-tree", GITHUB_OUTPUT=str(said)).returncode == 0
    assert said.exists() == TOUCHES[path]
    guarded = [str(one.get("if", "")) for one in steps("ideas.yml") if "farakhan check" in str(one.get("run"))]
    assert guarded == ["steps.record.outputs.touched"]


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
    record.award(*codes)
    return tmp_path


@pytest.mark.parametrize(("day", "shown"), [("1406-09-09", False), ("1406-09-10", True)])
def test_the_publishing_workflow_shows_winners_from_the_day_on(published: Path, day: str, *, shown: bool) -> None:
    record = Record(published)
    assert record.call["dates"]["announced"] == "1406-09-10"
    words = ["گروه نمونهٔ استهبان", *(one.title for one in record.read().facts.values())]
    lines = [one for one in map(str, (one.get("run") for one in steps("publish.yml"))) if "farakhan" in one]
    assert [line.split()[1] for line in lines] == ["check", "verify", "site"]
    for line in lines:
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", line.replace(".venv/bin/", f"{TOOLS}/")],
            cwd=published,
            env={**os.environ, "FARAKHAN_TODAY": day, "FARAKHAN_SITE_URL": "https://example.ir/"},
            check=False,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    files = [path.read_bytes() for path in (published / "public").rglob("*") if path.is_file()]
    assert len(words) == 4
    assert [any(word.encode() in data for data in files) for word in words] == [shown] * 4
    assert bool(list((published / "public" / "winners").glob("[0-9]*"))) == shown


def test_a_changed_result_is_not_published(published: Path) -> None:
    path = published / "submissions" / "1406" / "results.json"
    path.write_bytes(path.read_bytes().replace(b'"rank": 1,', b'"rank": 2,', 1))
    line = next(str(one["run"]) for one in steps("publish.yml") if "verify" in str(one.get("run")))
    done = subprocess.run(line.replace(".venv/bin/", f"{TOOLS}/").split(), cwd=published, check=False)
    assert done.returncode == 1


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
