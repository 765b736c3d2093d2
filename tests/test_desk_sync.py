"""Two desks on two machines with one shared repository: all of both is kept, and a person chooses where they clash."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize
from tests.desks import House
from tests.visits import DESK, PHONE, violations, watched

from farakhan.files import idea as idea_file
from farakhan.model.idea import Idea, Status
from farakhan.store.git.acts import acts


class Pair:
    """A desk, the shared repository and a colleague's clone."""

    def __init__(self, house: House, folder: Path) -> None:
        self.house, self.root, self.shared, self.other = house, house.record.root, folder / "shared.git", folder / "o"
        git(folder, "clone", "-q", "--bare", str(self.root), str(self.shared))
        git(self.root, "remote", "add", "origin", str(self.shared))
        git(self.root, "fetch", "-q", "origin")
        git(folder, "clone", "-q", str(self.shared), str(self.other))

    def colleague(self, path: str, before: str, after: str) -> None:
        """The colleague changes a file and sends it."""
        git(self.other, "pull", "-q", "--rebase")
        file = self.other / path
        text = file.read_text()
        assert before in text
        file.write_text(text.replace(before, after))
        git(self.other, "-c", "user.name=همکار", "-c", "user.email=o@localhost", "commit", "-qam", "کار همکار")
        git(self.other, "push", "-q")

    def decide(self, code: str, decision: str, **more: str) -> None:
        seen = self.house.idea(code).digest
        sent = self.house.send(f"/ideas/{code}/decision", decision=decision, seen=seen, **more)
        assert sent["code"] == "303", sent["page"]

    def there(self, code: str) -> Idea:
        """An idea as the shared repository has it."""
        path = idea_file.idea_path("1406", code)
        return idea_file.parse(path, git(self.shared, "show", f"main:{path}"))

    def is_one(self) -> bool:
        return git(self.root, "rev-parse", "main") == git(self.shared, "rev-parse", "main")


def git(root: Path, *words: str) -> bytes:
    done = subprocess.run(["git", *words], cwd=root, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[Pair]:
    with House(tmp_path, 2) as house:
        yield Pair(house, tmp_path)


def test_what_is_here_goes_and_what_is_there_comes(pair: Pair) -> None:
    first, second = pair.house.codes
    pair.decide(first, "accept")
    page = pair.house.client.get("/sync").text
    assert "۱ کار" in page
    assert "پذیرش" in page
    pair.colleague(idea_file.idea_path("1406", second), "note: ''", "note: 'همکار دید'")
    assert "همگام شد" in pair.house.send("/sync")["page"]
    assert pair.is_one()
    assert pair.there(first).status is Status.ACCEPTED
    assert pair.house.idea(second).note == "همکار دید"
    pair.colleague(idea_file.idea_path("1406", second), "همکار دید", "همکار باز دید")
    assert "همگام شد" in pair.house.send("/sync")["page"], "nothing to send, but to fetch"
    assert pair.house.idea(second).note == "همکار باز دید"


def test_different_keys_of_one_idea_are_put_together_and_nobody_is_asked(pair: Pair) -> None:
    code = pair.house.codes[0]
    pair.decide(code, "hold")
    pair.colleague(idea_file.idea_path("1406", code), "note: ''", "note: 'همکار دید'")
    assert "همگام شد" in pair.house.send("/sync")["page"]
    assert (pair.there(code).status, pair.there(code).note) == (Status.HELD, "همکار دید")


@pytest.mark.parametrize("side", ["ours", "theirs"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_where_both_decided_differently_a_person_chooses_on_a_page(
    browser: Browser, pair: Pair, size: ViewportSize, side: str
) -> None:
    code = pair.house.codes[0]
    digest = pair.house.idea(code).digest
    pair.decide(code, "reject", **{"reason-reject": "not_home"})
    mine = git(pair.root, "rev-parse", "HEAD").decode().strip()
    path = idea_file.idea_path("1406", code)
    before = (pair.other / path).read_text()
    accepted = pair.there(code).model_copy(update={"status": Status.ACCEPTED, "screened": digest})
    pair.colleague(path, before, idea_file.render(accepted).decode())
    theirs = git(pair.shared, "rev-parse", "main")
    with watched(browser, viewport=size) as page:
        page.goto(f"{pair.house.address}/in?key={pair.house.desk.sessions.key}")
        page.goto(f"{pair.house.address}/sync")
        page.click("text=بگیر و بفرست")
        assert "دو جور عوض شده" in page.locator("main").inner_text()
        assert "پذیرفته" in page.locator(".clash").inner_text()
        assert "کسب‌وکار خانگی" in page.locator(".clash").inner_text()
        assert (git(pair.root, "rev-parse", "HEAD").decode().strip(), git(pair.shared, "rev-parse", "main")) == (
            mine,
            theirs,
        ), "nothing has moved"
        assert violations(page) == {}
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        page.focus(f"input[name=side-0][value={side}]")
        page.keyboard.press("Space")
        page.keyboard.press("Enter")
        page.wait_for_selector(".notice:has-text('همگام شد')")
    assert pair.is_one()
    status = Status.REJECTED if side == "ours" else Status.ACCEPTED
    assert pair.there(code).status is pair.house.idea(code).status is status
    assert git(pair.root, "status", "--porcelain") == b""
    assert [done.act.kind.value for done in acts(pair.root)] == ["reject"], "the act stays in the diary"
    kept = git(pair.root, "show", f"refs/farakhan/kept/{mine}:{idea_file.idea_path('1406', code)}")
    assert b"rejected" in kept, "what was not chosen is in git still"


def test_a_file_that_is_no_idea_is_chosen_whole(pair: Pair) -> None:
    path = "submissions/1406/call.yml"
    file = pair.root / path
    file.write_text(file.read_text().replace("slogan: ", "slogan: نو "))
    pair.house.commit()
    pair.colleague(path, "slogan: ", "slogan: دیگر ")
    page = pair.house.send("/sync")["page"]
    assert "call.yml" in page
    seen = page.partition('name="seen" value="')[2].partition('"')[0]
    assert pair.house.send("/sync/choose", seen="0", **{"side-0": "ours"})["code"] == "409"
    assert pair.house.send("/sync/choose", seen=seen)["code"] == "409"
    assert "همگام شد" in pair.house.send("/sync/choose", seen=seen, **{"side-0": "theirs"})["page"]
    assert pair.is_one()
    assert "slogan: دیگر " in file.read_text()


def test_without_a_shared_repository_or_an_answer_nothing_breaks(pair: Pair) -> None:
    pair.decide(pair.house.codes[0], "accept")
    pair.shared.rename(pair.shared.with_name("away"))
    assert pair.house.send("/sync")["code"] == "409"
    git(pair.root, "remote", "remove", "origin")
    assert "تنها روی همین رایانه" in pair.house.client.get("/sync").text
    assert pair.house.send("/sync")["code"] == "409"
