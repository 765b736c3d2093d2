"""A desk over a small edition, asked as a browser asks it; and one for an office, by TLS, with a PIN for each."""

import re
import ssl
from collections.abc import Mapping
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, Self

import httpx
from tests.records import OVER, Record
from tests.served import served
from tests.test_register import Desk as Repository

from farakhan.desk.app import application
from farakhan.desk.desk import Desk
from farakhan.desk.doors import By, Door, names_for_browsers
from farakhan.desk.index import Index
from farakhan.desk.people import here
from farakhan.model.idea import Idea, Status
from farakhan.model.staff import Duty
from farakhan.persian.calendar import TEHRAN
from farakhan.record.idea import IdeaPlace, read_idea
from farakhan.store.certificate import certificate
from farakhan.store.clock import now
from farakhan.store.git.commits import Person
from farakhan.store.vault import pins, staff

ARRIVED = datetime(2026, 6, 1, 9, 30, tzinfo=TEHRAN)
_WORD = re.compile(r'name="token" value="([^"]+)"')


class House:
    """A repository with ideas that wait, and a desk over it, really served, with one browser that is in."""

    def __init__(self, folder: Path, ideas: int = 3, **call: Any) -> None:  # noqa: ANN401 (keys of call.yml)
        self.repository = Repository(folder)
        self.record = Record(self.repository.root, **{"dates": OVER, **call})
        waiting = {"status": Status.RECEIVED, "screened": None, "arrived": ARRIVED, "registered": ARRIVED}
        self.codes = [self.record.idea(**waiting).code for _ in range(ideas)]
        self.commit()
        self.sit_down()

    @classmethod
    def over(cls, record: Record) -> Self:
        """One over an edition that stands in git already."""
        house = cls.__new__(cls)
        house.record, house.codes = record, list(record.ideas)
        house.sit_down()
        return house

    def sit_down(self) -> None:
        """Put a desk over the record."""
        root = self.record.root
        self.desk = Desk(root, "1406", partial(here, root), Index(root, "1406", None))

    def __enter__(self) -> Self:
        """Open the desk."""
        self._open = ExitStack()
        self.address = f"http://127.0.0.1:{self._open.enter_context(served(application(self.desk)))}"
        self.client = self.browser()
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._open.close()

    def commit(self) -> None:
        """Commit what was written by hand."""
        self.repository.git("add", "-A")
        self.repository.git("commit", "-qm", "نمونه")

    def browser(self, *, comes_in: bool = True) -> httpx.Client:
        """Another browser."""
        own = {"origin": self.address, "sec-fetch-site": "same-origin"}
        client = self._open.enter_context(httpx.Client(base_url=self.address, headers=own, timeout=120))
        if comes_in:
            assert client.get(f"/in?key={self.desk.sessions.key}").status_code == 303
        return client

    def word(self) -> str:
        """What a form of this session must carry."""
        match = _WORD.search(self.client.get("/").text)
        assert match
        return match[1]

    def send(self, path: str, **form: str) -> Mapping[str, str]:
        """Send a form of this session; where the answer leads, and what is said there."""
        answer = self.client.post(path, data={"token": self.word(), **form})
        if answer.status_code != 303:
            return {"code": str(answer.status_code), "page": answer.text}
        there = self.client.get(answer.headers["location"])
        return {"code": "303", "page": there.text}

    def idea(self, code: str) -> Idea:
        """An idea as its file is now."""
        return read_idea(IdeaPlace(self.record.root, "1406", code))


STAFF = {
    "k1": ("کارشناس یکم نمونه", [Duty.REGISTER, Duty.SCREEN], "501832"),
    "k2": ("کارشناس دوم نمونه", [Duty.SCREEN], "گذرواژهٔ دوم"),
    "k3": ("مسئول نمونه", [], "739105"),
    "k4": ("بازدیدکنندهٔ نمونه", [Duty.LOOK], "640917"),
}
"""Who works in the office, by id: name, duties, PIN."""


class Office(House):
    """A desk for a whole office; nobody is in at first."""

    def __init__(self, folder: Path, ideas: int = 3, **call: Any) -> None:  # noqa: ANN401 (keys of call.yml)
        members = [{"id": ident, "duties": list(map(str, own))} for ident, (_, own, _) in STAFF.items()]
        super().__init__(folder, ideas, staff=[*members, "desk1"], **call)
        root = self.repository.root
        for ident, (name, _, pin) in STAFF.items():
            staff.tie(root, Person(name, f"{ident}@office.example"), ident)
            holder = pins.staff_holder(ident)
            pins.change(root, holder, pins.give_word(root, holder, now()), pin, "127.0.0.1", now())
        self.begin()

    def begin(self) -> None:
        """A desk as a process has it that has just begun."""
        root = self.repository.root
        made = certificate(root, ["desk.lan", "127.0.0.1"], now())
        door = Door(By.PIN, names_for_browsers(made.names), is_encrypted=True, certificate=made)
        self.desk = Desk(root, "1406", partial(here, root), Index(root, "1406", None), door)
        self.trust = ssl.create_default_context(cadata=made.authority.read_bytes())

    def __enter__(self) -> Self:
        """Open it."""
        made = self.desk.door.certificate
        assert made
        self._open = ExitStack()
        port = self._open.enter_context(served(application(self.desk), (made.chain, made.key), believes_proxies=False))
        self.address = f"https://127.0.0.1:{port}"
        return self

    def browser(self, *, comes_in: bool = False) -> httpx.Client:
        """Another browser, which trusts the office's certificate and nobody else's."""
        assert not comes_in
        own = {"origin": self.address, "sec-fetch-site": "same-origin"}
        made = httpx.Client(base_url=self.address, headers=own, timeout=30, verify=self.trust)
        return self._open.enter_context(made)

    def sat(self, ident: str) -> httpx.Client:
        """A browser in which somebody is in by their PIN."""
        browser = self.browser()
        answer = browser.post("/in", data={"id": ident, "pin": STAFF[ident][2], "to": "/ideas"})
        assert (answer.status_code, answer.headers.get("location")) == (303, "/ideas"), answer.text
        return browser


def word_of(browser: httpx.Client) -> str:
    """What a form of a browser's session must carry."""
    match = _WORD.search(browser.get("/").text)
    assert match
    return match[1]
