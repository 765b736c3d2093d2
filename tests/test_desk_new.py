"""A message is registered at the desk: what was understood beside it, one commit, nothing private where it is not."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.desks import House
from tests.test_register import DEADLINE, OPENS, PAIRS, SHORT

from farakhan import sealing
from farakhan.model.idea import Status
from farakhan.record.new import taking_ideas
from farakhan.store.git.acts import acts
from farakhan.store.vault import contacts

ARRIVED = "1405/08/20 10:30"


class Counter(House):
    """A desk at which ideas are registered."""

    def __init__(self, folder: Path, **call: Any) -> None:  # noqa: ANN401 (keys of call.yml)
        keys = [public for _, public in PAIRS]
        super().__init__(folder, 1, **{**taking_ideas(OPENS, DEADLINE, keys), "intake": "", **call})

    def read(self, message: str, **form: str) -> str:
        """What the page shows of a message."""
        sent = {"token": self.word(), "message": message, "arrived": ARRIVED, "read": "1", **form}
        answer = self.client.post("/new/reading", data=sent)
        assert answer.status_code == 200
        return answer.text

    def register(self, message: str, **form: str) -> str:
        """Register a message as its page was shown; the page that follows."""
        return self.send("/new", message=message, arrived=ARRIVED, **form)["page"]

    def registered(self) -> list[str]:
        """The codes of the ideas that were registered here."""
        paths = self.repository.root.glob("submissions/1406/ideas/*/*.md")
        return sorted(path.stem for path in paths if path.stem not in self.codes)


@pytest.fixture
def counter(tmp_path: Path) -> Iterator[Counter]:
    with Counter(tmp_path) as counter:
        yield counter


def test_a_message_is_one_commit_with_its_contact_sealed(counter: Counter) -> None:
    page = counter.read(SHORT)
    assert '<mark title="عنوان">' in page
    assert 'value="نمونه: قارچ صدفی در اتاق خالی"' in page
    page = counter.register(SHORT)
    (code,) = counter.registered()
    idea = counter.idea(code)
    assert (idea.title, idea.counties, idea.status) == ("نمونه: قارچ صدفی در اتاق خالی", ("kharameh",), Status.RECEIVED)
    assert "رمز رسید: " in page
    (done,) = list(acts(counter.repository.root, "HEAD~1..HEAD"))
    assert (done.act.kind, done.act.ideas) == ("register", (code,))
    assert counter.repository.git("log", "-1", "--format=%an").decode().strip() == "کارشناس نمونه"
    sealed = contacts.sealed(counter.repository.root, code)
    assert sealing.unseal(sealed, [PAIRS[0][0]]).mobile == "09000000018"
    assert counter.repository.git("status", "--porcelain") == b""
    assert b"09000000018" not in counter.repository.everything()
