"""History rewritten at the remote: what was taken out there does not come back by itself, and nothing is lost."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.lab import Served, commit_all
from tests.test_backup import NOW
from tests.test_decisions import World, git, ideas
from tests.test_faults import Elsewhere, elsewhere, record, root, sent, server  # noqa: F401 (fixtures)

from farakhan.intake.committer import commit_waiting, send_on
from farakhan.office.screening import Decision
from farakhan.problems import FarakhanError
from farakhan.store.git.pushing import AGREED, PUSHED, push


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.spool.close()


def sent_and_pushed(world: World, number: int) -> list[str]:
    """Ideas, each pushed in a commit of its own."""
    codes = []
    for _ in range(number):
        codes.append(world.send())
        world.serve()
    world.pull("--ff-only")
    return codes


def force(world: World) -> str:
    """Let the remote have what the desk has, by force; its tip."""
    git(world.desk, "push", "-q", "--force")
    return git(world.desk, "rev-parse", "HEAD")


def take_out_the_last(world: World) -> str:
    git(world.desk, "reset", "-q", "--hard", "HEAD~1")
    return force(world)


def take_out_the_middle(world: World) -> str:
    git(world.desk, "rebase", "-q", "--onto", "HEAD~2", "HEAD~1")
    return force(world)


def take_out_everything(world: World) -> str:
    """A history that has nothing in common with the old one, but the last tree without an idea."""
    (last,) = git(world.desk, "diff", "--name-only", "HEAD~2", "HEAD~1").splitlines()
    git(world.desk, "rm", "-q", last)
    tree = git(world.desk, "write-tree")
    git(world.desk, "reset", "-q", "--hard", git(world.desk, "commit-tree", "-m", "از نو", tree))
    return force(world)


def refused(world: World) -> str:
    with pytest.raises(FarakhanError) as raised:
        push(world.root, "origin")
    assert raised.value.code == "push-rewritten"
    return raised.value.message


@pytest.mark.parametrize("take_out", [take_out_the_last, take_out_the_middle, take_out_everything])
def test_what_was_taken_out_stays_out_and_what_is_new_goes_on(world: World, take_out: Callable[[World], str]) -> None:
    codes = sent_and_pushed(world, 3)
    tip = take_out(world)
    left = set(ideas(world.remote, "main"))
    (gone,) = set(codes) - left
    new = world.send()
    commit_waiting(world.root, world.spool, lambda: NOW, lambda _: None)
    before = git(world.root, "rev-parse", "HEAD")
    for _ in range(2):
        message = refused(world)
        assert f"git update-ref {AGREED} {tip}" in message
    assert git(world.remote, "rev-parse", "main") == tip
    assert git(world.root, "rev-parse", "HEAD") == before
    assert set(ideas(world.root)) == {*codes, new}, "nothing is lost while nobody has agreed"
    git(world.root, "update-ref", AGREED, tip)
    push(world.root, "origin")
    assert set(ideas(world.remote, "main")) == set(ideas(world.root)) == {*left, new}
    assert gone not in left
    assert git(world.remote, "rev-list", "--parents", "main").splitlines()[0].split()[1] == tip
    assert git(world.root, "status", "--porcelain") == ""
    assert git(world.root, "for-each-ref", "--format=%(refname)", "refs/farakhan") == PUSHED
    assert git(world.root, "rev-parse", PUSHED) == git(world.remote, "rev-parse", "main")


def test_what_staff_decide_in_the_server_s_own_clone_goes_on_without_a_letter(world: World) -> None:
    sent_and_pushed(world, 1)
    assert not send_on(world.root, world.spool)
    call = world.root / "submissions" / "1406" / "call.yml"
    call.write_text(f"{call.read_text(encoding='utf-8')}# نمونه\n", encoding="utf-8")
    commit_all(world.root)
    assert send_on(world.root, world.spool)
    assert git(world.remote, "rev-parse", "main") == git(world.root, "rev-parse", "HEAD")
    assert not send_on(world.root, world.spool)


def test_who_agreed_once_has_not_agreed_to_what_is_taken_out_later(world: World) -> None:
    sent_and_pushed(world, 2)
    git(world.root, "update-ref", AGREED, take_out_the_last(world))
    push(world.root, "origin")
    sent_and_pushed(world, 2)
    git(world.desk, "reset", "-q", "--hard", "HEAD~2")
    force(world)
    refused(world)


def test_what_was_taken_out_by_mistake_may_be_put_back_there(world: World) -> None:
    codes = sent_and_pushed(world, 2)
    lost = git(world.desk, "rev-parse", "HEAD")
    take_out_the_last(world)
    new = world.send()
    commit_waiting(world.root, world.spool, lambda: NOW, lambda _: None)
    refused(world)
    git(world.desk, "reset", "-q", "--hard", lost)
    git(world.desk, "push", "-q")
    push(world.root, "origin")
    assert set(ideas(world.remote, "main")) == {*codes, new}


def test_a_remote_that_only_went_on_is_no_rewritten_one(world: World) -> None:
    (code,) = sent_and_pushed(world, 1)
    world.screen(code, Decision.HOLD)
    git(world.desk, "push", "-q")
    other = world.send()
    world.serve()
    assert set(ideas(world.remote, "main")) == {code, other}


def test_a_server_says_it_and_goes_on_when_a_person_has_agreed(elsewhere: Elsewhere, server: Served) -> None:  # noqa: F811
    for number in (1, 2):
        sent(server, number)
        server.drained()
    git(elsewhere.clone, "pull", "-q", "--ff-only")
    git(elsewhere.clone, "reset", "-q", "--hard", "HEAD~1")
    git(elsewhere.clone, "push", "-q", "--force")
    tip = git(elsewhere.remote, "rev-parse", "main")
    sent(server, 3)
    health = server.until(lambda health: health["fault"] != "")
    assert (health["fault"], health["ok"], health["unpushed"]) == ("push-rewritten", False, 1)
    assert git(elsewhere.remote, "rev-parse", "main") == tip
    assert len(ideas(elsewhere.root)) == 3
    git(elsewhere.root, "update-ref", AGREED, tip)
    server.drained()
    assert server.until(lambda health: health["ok"])["fault"] == ""
    assert {one.title for one in elsewhere.ideas().values()} == {"نمونهٔ 1", "نمونهٔ 3"}
