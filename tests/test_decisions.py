"""Decisions at a desk's clone and changes by owners meet in git, in every order: nobody's unread text is accepted."""

import shutil
import subprocess
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from hypothesis import Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from tests.doors import by_form, letter_of
from tests.records import Record
from tests.test_backup import ANSWERS, NOW, RECIPIENTS

from farakhan.checks.idea import OVERTAKEN
from farakhan.files import idea as idea_file
from farakhan.intake import form_answers as read_answers
from farakhan.intake.committer import commit_waiting, send_on
from farakhan.intake.receive import Intake
from farakhan.model.acts import OWNER, Act, Kind
from farakhan.model.idea import Idea, Status
from farakhan.model.standing import TABLE, counted
from farakhan.office.screening import STATUS, Decision, decide, screen
from farakhan.record.call import read_call
from farakhan.record.edition import read_edition
from farakhan.record.idea import IdeaPlace, read_idea
from farakhan.record.inspecting import inspect_edition
from farakhan.store.git import acts
from farakhan.store.git.commits import New, Person, commit, files_at
from farakhan.store.git.pushing import push
from farakhan.store.spool import sqlite
from farakhan.store.spool.letters import Letter, Taken
from farakhan.store.spool.sqlite import Spool

CLERK = Person("کارشناس نمونه", "desk@localhost")
IDENTITY = ("-c", f"user.name={CLERK.name}", "-c", f"user.email={CLERK.email}")
REASON = {Decision.RETURN: "unclear", Decision.REJECT: "not_home"}


def git(root: Path, *words: str, fails: bool = False) -> str:
    done = subprocess.run(["git", *IDENTITY, *words], cwd=root, check=False, capture_output=True, text=True)
    assert fails or done.returncode == 0, (words, done.stdout, done.stderr)
    return done.stdout.strip()


def ideas(root: Path, revision: str = "HEAD") -> dict[str, Idea]:
    """The ideas of a commit by their codes."""
    names = [name for name in git(root, "ls-tree", "-r", "--name-only", revision).splitlines() if "/ideas/" in name]
    found = files_at(root, names, revision)
    return {one.code: one for one in (idea_file.parse(name, found[name] or b"") for name in names)}


@cache
def template() -> tempfile.TemporaryDirectory[str]:
    """A call's repository, its remote and a clone, which may be copied to wherever they are wanted."""
    made = tempfile.TemporaryDirectory()
    folder = Path(made.name)
    server, desk = folder / "server", folder / "desk"
    Record(server, intake="/", age_recipients=RECIPIENTS)
    (server / ".gitignore").write_text("/vault/\n/spool/\n/.cache/\n")
    git(server, "init", "-q", "-b", "main")
    git(server, "add", "-A")
    git(server, "commit", "-qm", "نمونه")
    git(folder, "clone", "-q", "--bare", str(server), str(folder / "remote.git"))
    git(server, "remote", "add", "origin", "../remote.git")
    git(folder, "clone", "-q", str(folder / "remote.git"), str(desk))
    git(desk, "remote", "set-url", "origin", "../remote.git")
    for root in (server, desk):
        git(root, "config", "core.checkStat", "minimal")  # or a copy's files look changed
        git(root, "config", "core.trustctime", "false")
    return made


class World:
    """A server's repository with its spool, the remote, and a clone at somebody's desk."""

    def __init__(self, folder: Path, like: Path | None = None) -> None:
        shutil.copytree(like or template().name, folder, dirs_exist_ok=True)
        self.root, self.remote, self.desk = folder / "server", folder / "remote.git", folder / "desk"
        self.spool = Spool(self.root / sqlite.FOLDER, lambda: NOW)
        self.intake = Intake(self.root, "1406", self.spool, lambda: NOW)
        self.sent = 0

    def send(self, code: str = "") -> str:
        """A new idea, or another text for one; its code once it is on disk."""
        self.sent += 1
        mends = self.intake.standing(code) if code else None
        body = ANSWERS["body.1"] if mends else [f"کار شمارهٔ {self.sent}. {ANSWERS['body.1'][0]}"]
        values = {**ANSWERS, "title": [f"قارچ صدفی، نوشتهٔ {self.sent}"], "body.1": body}
        if mends:
            values["body.1"] = [mends.body.removeprefix("## ایده\n\n")]
        given = read_answers.read(self.intake.call, values)
        return self.put(letter_of(self.intake, by_form(key=f"{self.sent:016}", answers=given, mends=mends)))

    def withdraw(self, code: str) -> None:
        idea = self.intake.standing(code)
        assert idea
        self.put(self.intake.withdrawal(idea))

    def put(self, letter: Letter) -> str:
        (taken,) = self.spool.put([letter])
        assert isinstance(taken, Taken)
        assert self.intake.receipt(taken).done
        return taken.letter.code

    def serve(self) -> None:
        """A round of the server: what waits goes into git, what stands there to the remote."""
        stuck: list[Exception] = []
        commit_waiting(self.root, self.spool, lambda: NOW, stuck.append)
        assert stuck == []
        if not send_on(self.root, self.spool):
            push(self.root, "origin")

    def decision(self, code: str, what: Decision) -> New:
        """A decision on the text that stands at the desk."""
        place = IdeaPlace(self.desk, "1406", code)
        call, seen = read_call(self.desk, "1406"), read_idea(place).digest
        new, wrong = decide(place, call, STATUS[what], REASON.get(what, ""), "", seen)
        assert wrong == []
        return new

    def screen(self, code: str, what: Decision) -> None:
        """The same, committed."""
        act = Act(kind=Kind(what.value), ideas=(code,), by="desk1", at=NOW, why=REASON.get(what, ""))
        files = {IdeaPlace(self.desk, "1406", code).path: self.decision(code, what)}
        screen(self.desk, act, files, CLERK)

    def pull(self, *how: str) -> None:
        """Pull at the desk; where git finds no answer the server's side of a file is taken, and one decides anew."""
        git(self.desk, "pull", "-q", "--no-edit", *how, fails=True)
        while (self.desk / ".git" / "rebase-merge").exists():
            self.take("--ours")
            git(self.desk, "-c", "core.editor=true", "rebase", "--continue", fails=True)
        if (self.desk / ".git" / "MERGE_HEAD").exists():
            self.take("--theirs")
            git(self.desk, "commit", "-q", "--no-edit")
        assert git(self.desk, "status", "--porcelain") == ""

    def take(self, side: str) -> None:
        for name in git(self.desk, "diff", "--name-only", "--diff-filter=U").splitlines():
            git(self.desk, "checkout", "-q", side, "--", name)
            git(self.desk, "add", "--", name)

    def unread(self) -> set[str]:
        """The ideas that `check` at the desk wants looked at again; it may find nothing else."""
        edition, problems = inspect_edition(self.desk, "1406")
        assert edition
        assert {problem.code for problem in problems if not problem.warning} <= {OVERTAKEN}
        codes = {Path(problem.path).stem for problem in problems if problem.code == OVERTAKEN}
        assert codes.isdisjoint(one.code for one in edition.candidates())
        return codes

    def meet(self) -> dict[str, Idea]:
        """Let all that is anywhere come everywhere; the ideas as both then have them."""
        self.serve()
        self.pull("--no-rebase")
        git(self.desk, "push", "-q")
        self.serve()
        assert git(self.root, "rev-parse", "HEAD") == git(self.desk, "rev-parse", "HEAD")
        assert git(self.root, "status", "--porcelain") == ""
        return ideas(self.root)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.spool.close()


PAIRS = [(known, what, owner) for known in ("", "accept") for what in Decision for owner in ("mend", "withdraw")]
"""What both sides know to have been decided, what the desk decides then, and what the owner does at the same time."""
READ = {what for what in Decision if TABLE[STATUS[what]].on_text}


@pytest.fixture(scope="module")
def apart(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, tuple[str, Decision, str]]]:
    """A world in which every pair has happened to an idea, each side not knowing of the other."""
    folder = tmp_path_factory.mktemp("apart")
    world = World(folder)
    pairs = {world.send(): pair for pair in PAIRS}
    world.serve()
    world.pull("--ff-only")
    known = {code: world.decision(code, Decision(pair[0])) for code, pair in pairs.items() if pair[0]}
    commit(world.desk, {idea_file.idea_path("1406", code): new for code, new in known.items()}, "پیش", CLERK, NOW)
    git(world.desk, "push", "-q")
    world.serve()
    now = {code: world.decision(code, pair[1]) for code, pair in pairs.items()}
    commit(world.desk, {idea_file.idea_path("1406", code): new for code, new in now.items()}, "تصمیم", CLERK, NOW)
    for code, (_, _, owner) in pairs.items():
        if owner == "mend":
            world.send(code)
        else:
            world.withdraw(code)
    commit_waiting(world.root, world.spool, lambda: NOW, lambda _: None)
    world.spool.close()
    return folder, pairs


@pytest.mark.promise("decision-about-a-text")
@pytest.mark.parametrize("way", ["server", "merge", "rebase"])
def test_every_pair_of_a_decision_and_a_change_meets(
    apart: tuple[Path, dict[str, tuple[str, Decision, str]]], tmp_path: Path, way: str
) -> None:
    folder, pairs = apart
    world = World(tmp_path, folder)
    before = ideas(world.root)
    if way == "server":
        git(world.desk, "push", "-q")
        push(world.root, "origin")
    else:
        push(world.root, "origin")
        world.pull("--rebase" if way == "rebase" else "--no-rebase")
        git(world.desk, "push", "-q")
    world.pull("--ff-only")
    push(world.root, "origin")
    found, unread = ideas(world.root), world.unread()
    assert found == ideas(world.desk) == ideas(world.remote, "main")
    assert git(world.root, "status", "--porcelain") == ""
    clean = {code for code, (known, what, owner) in pairs.items() if owner == "mend" and not known and what in READ}
    assert unread == (set() if way == "server" else clean)
    facts = read_edition(world.root, "1406").facts
    for code, (_, what, owner) in pairs.items():
        one = counted(found[code])
        assert world.intake.standing(code) == one, "its owner hears how it counts"
        assert facts[code].status is one.status, "and so do the site and the tally"
        assert one.content() == before[code].content(), "the owner's last text is kept"
        if owner == "withdraw":
            assert one.status is Status.WITHDRAWN
        elif way == "server" or code in unread:
            expected = Status.RECEIVED if what in READ else STATUS[what]
            assert one.status is expected
        assert one.status not in (Status.ACCEPTED, Status.RETURNED, Status.REJECTED)
    for code in unread:
        world.screen(code, Decision.ACCEPT)
    assert world.unread() == set()
    assert {one.code for one in read_edition(world.desk, "1406").candidates()} == unread
    world.spool.close()


class Orders(RuleBasedStateMachine):
    """Sending, changing, deciding and carrying to and fro in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory()
        self.world = World(Path(self.folder.name))
        self.titles: dict[str, str] = {}
        """What each owner was last told to stand, by code."""
        self.withdrawn: set[str] = set()
        self.accepted: defaultdict[str, set[str]] = defaultdict(set)
        """The texts on which somebody decided, by code, as digests; and the commits of the desk that were sent."""
        self.pushed: list[str] = []
        self.looked_at: set[str] = set()

    def title(self) -> str:
        return f"قارچ صدفی، نوشتهٔ {self.world.sent}"

    def open(self) -> list[str]:
        """The ideas that their owners may still change, as the server would say."""
        standing = {code: self.world.intake.standing(code) for code in self.titles}
        return sorted(code for code, one in standing.items() if one and TABLE[one.status].open != "never")

    @initialize()
    def begin(self) -> None:
        self.send()
        self.world.serve()
        self.world.pull("--ff-only")

    @precondition(lambda self: len(self.titles) < 2)
    @rule()
    def send(self) -> None:
        code = self.world.send()
        self.titles[code] = self.title()

    @rule(data=st.data())
    def mend(self, data: st.DataObject) -> None:
        if codes := self.open():
            code = data.draw(st.sampled_from(codes))
            self.world.send(code)
            self.titles[code] = self.title()

    @rule(data=st.data())
    def withdraw(self, data: st.DataObject) -> None:
        if codes := self.open():
            code = data.draw(st.sampled_from(codes))
            self.world.withdraw(code)
            self.withdrawn.add(code)

    @rule(data=st.data(), what=st.sampled_from([Decision.ACCEPT, Decision.ACCEPT, Decision.RETURN, Decision.REJECT]))
    def decide(self, data: st.DataObject, what: Decision) -> None:
        here = {code: one for code, one in ideas(self.world.desk).items() if one.status is not Status.WITHDRAWN}
        if not here:
            return
        code = data.draw(st.sampled_from(sorted(here)))
        self.world.screen(code, what)
        if what is Decision.ACCEPT:
            self.accepted[code].add(here[code].digest)

    @rule(way=st.sampled_from(["--no-rebase", "--rebase"]))
    def pull(self, way: str) -> None:
        self.world.pull(way)

    @rule()
    def push(self) -> None:
        git(self.world.desk, "push", "-q", fails=True)
        head = git(self.world.desk, "rev-parse", "HEAD")
        if git(self.world.remote, "rev-parse", "main") == head:
            self.pushed.append(head)

    @rule()
    def serve(self) -> None:
        self.world.serve()

    @invariant()
    def no_text_stands_accepted_that_nobody_accepted(self) -> None:
        for root in (self.world.root, self.world.desk):
            tip = (root / ".git" / "refs" / "heads" / "main").read_text()
            if tip not in self.looked_at:
                self.looked_at.add(tip)
                for code, one in ideas(root).items():
                    assert counted(one).status is not Status.ACCEPTED or one.digest in self.accepted[code]

    def teardown(self) -> None:
        try:
            if self.titles:
                self.settled()
        finally:
            self.world.spool.close()
            self.folder.cleanup()

    def settled(self) -> None:
        world = self.world
        found = world.meet()
        assert {code: one.title for code, one in found.items()} == self.titles
        for code in self.withdrawn:
            assert found[code].status is Status.WITHDRAWN
        assert world.unread() == {code for code, one in found.items() if counted(one) != one}
        self.no_text_stands_accepted_that_nobody_accepted()
        told = [code for one in acts.acts(world.remote) if one.act.by == OWNER for code in one.act.ideas]
        assert len(told) == world.sent + len(self.withdrawn), "each letter is one line of history"
        for commit_ in self.pushed:
            assert git(world.remote, "rev-list", commit_, "^main") == ""


PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Not to look for a shorter failure: each try is dozens of git processes."""
Orders.TestCase.settings = settings(max_examples=6, stateful_step_count=12, phases=PHASES)
test_every_order = Orders.TestCase
