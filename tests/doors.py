"""A call that takes ideas in over the web, as tests knock at it: a record in git, the built site, a server on loopback.

Time stands still at the server until a test moves it.
"""

import logging
import re
import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from tests.records import Record
from tests.test_site import build

from farakhan import sealing
from farakhan.files import idea as idea_file
from farakhan.intake.arrival import WEB, Arrival, Entry
from farakhan.intake.receive import Intake
from farakhan.model.answers import Answers
from farakhan.model.codes import grouped
from farakhan.model.contact import Contact
from farakhan.model.idea import Idea
from farakhan.persian.digits import to_persian
from farakhan.record.new import recipient
from farakhan.store.spool.letters import Letter
from farakhan.store.vault import contacts
from farakhan.web.app import application
from farakhan.web.door import Settings
from farakhan.web.server import Impatient, Server, configuration

PAIRS = [sealing.new_key() for _ in range(2)]
RECIPIENTS = [recipient(PAIRS[0][1]), recipient(PAIRS[1][1], "paper")]
OPEN = datetime(2027, 7, 10, 9, 0, tzinfo=UTC)
"""An hour at which the shipped call takes ideas in; its deadline ends at CLOSES."""
CLOSES = datetime(2027, 8, 24, 20, 30, tzinfo=UTC)
OPEN_DAY = "1406-04-19"
MOBILE = "09170000000"
JSON = {"Accept": "application/json"}
ANSWERS: dict[str, Any] = {
    "title": "قارچ صدفی در اتاق خالی",
    "summary": "پرورش قارچ در خانه.",
    "field": "agriculture",
    "counties": ["shiraz", "estahban"],
    "stage": "pilot",
    "jobs": "۴",
    "capital": "۲۵۰٬۰۰۰٬۰۰۰",
    "owners.kind": "person",
    "consents.rules": "v1",
    "consents.publish_if_wins": "v1",
    "name": "نمونهٔ نام",
    "mobile": "۰۹۱۷ ۰۰۰ ۰۰۰۰",
    "body.0": "در خانه‌ها اتاق‌های خالی هست و کاه مزرعه می‌سوزد. " * 4,
    "body.1": "در این اتاق‌ها قارچ می‌کاریم و کاه را بستر می‌کنیم. " * 4,
}


class Clock:
    """The server's clock."""

    def __init__(self) -> None:
        self.time = OPEN

    def __call__(self) -> datetime:
        return self.time

    @contextmanager
    def at(self, time: datetime) -> Iterator[None]:
        """Another time, for a while."""
        before, self.time = self.time, time
        try:
            yield
        finally:
            self.time = before

    def on(self, step: timedelta) -> None:
        """Time goes on."""
        self.time += step


class House:
    """A repository with a call that is open, and its server while `serving`."""

    def __init__(self, root: Path, site: Path | None = None, **changes: object) -> None:
        self.root, self.clock = root, Clock()
        self.record = Record(root, "1406", **{"intake": "/", "age_recipients": RECIPIENTS, **changes})
        (root / ".gitignore").write_text("/vault/\n/spool/\n/public*\n/.cache/\n/mkdocs.yml\n")
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "نمونه")
        self.git("config", "user.email", "nobody@localhost")
        self.commit()
        self.site = site or build(root, OPEN_DAY)

    def git(self, *words: str, data: bytes = b"") -> bytes:
        return subprocess.run(["git", *words], cwd=self.root, input=data, capture_output=True, check=True).stdout

    def commit(self) -> None:
        """What stands in the work tree."""
        self.git("add", "-A")
        self.git("commit", "-qm", "نمونه")

    def settings(self, **more: Any) -> Settings:  # noqa: ANN401 (the settings' own)
        return replace(Settings(root=self.root, edition="1406", site=self.site, now=self.clock), **more)

    @contextmanager
    def serving(self, port: int = 0, host: str = "127.0.0.1", head: float = 15.0, **more: Any) -> Iterator["Knocker"]:  # noqa: ANN401
        """The server as it runs, in a thread of its own; at its end everything that it took in is in git."""
        config = configuration(application(self.settings(**more)), host, port)
        config.http = type("Hasty", (Impatient,), {"patience": head})
        server = Server(config)
        thread = threading.Thread(target=server.run, daemon=True)
        logging.getLogger("farakhan").setLevel(logging.INFO)
        thread.start()
        while not server.started:
            thread.join(0.01)
            assert thread.is_alive()
        address = f"http://{host}:{server.servers[0].sockets[0].getsockname()[1]}"
        try:
            with httpx.Client(base_url=address, headers=JSON, timeout=60) as client:
                yield Knocker(self, client, address)
        finally:
            server.should_exit = True
            thread.join()

    def idea(self, code: str) -> Idea:
        """An idea as git has it."""
        path = idea_file.idea_path("1406", code)
        return idea_file.parse(path, self.git("show", f"HEAD:{path}"))

    def contact(self, code: str) -> Contact:
        """A contact, opened with one of the keys."""
        return sealing.unseal(contacts.sealed(self.root, code), [PAIRS[0][0]])

    def codes(self) -> list[str]:
        """The codes of all ideas in git."""
        listed = self.git("ls-tree", "-r", "--name-only", "HEAD").decode().split()
        return re.findall(r"/([0-9]{10})\.md", "\n".join(listed))


class Knocker:
    """Somebody at the door."""

    def __init__(self, house: House, client: httpx.Client, address: str) -> None:
        self.house, self.client, self.address = house, client, address
        self.words: dict[str, str] = {}

    def post(self, to: str, values: Mapping[str, Any], **headers: str) -> httpx.Response:
        """A form, as a browser without scripts posts it; asked for JSON unless told otherwise."""
        return self.client.post(f"/intake/{to}", data=dict(values), headers=headers)

    def page(self, to: str, values: Mapping[str, Any]) -> httpx.Response:
        """The same, for a page; a redirect is followed as a browser does."""
        return self.client.post(
            f"/intake/{to}", data=dict(values), headers={"Accept": "text/html"}, follow_redirects=True
        )

    def send(self, **changes: Any) -> dict[str, Any]:  # noqa: ANN401
        """An idea that is taken in; what was told."""
        answer = self.post("ideas", ANSWERS | changes)
        assert answer.status_code in (200, 201), answer.text
        told: dict[str, Any] = answer.json()
        self.words[told["code"]] = told["word"]
        return told

    def proof(self, code: str, mobile: str = MOBILE) -> dict[str, str]:
        """What the owner of an idea that was sent here proves it with."""
        return {"code": code, "word": self.words[code], "mobile": mobile}

    def settled(self) -> None:
        """Wait until git has all that was taken in."""
        while self.client.get("/healthz").json()["waiting"]:
            threading.Event().wait(0.05)

    def in_git(self, code: str) -> Idea:
        self.settled()
        return self.house.idea(code)


def shown(code: str) -> str:
    """A code as people read it."""
    return to_persian(grouped(code))


def by_form(answers: Answers, key: str = "", mends: Idea | None = None) -> Arrival:
    """What comes by the form."""
    return Arrival(entry=Entry(WEB, OPEN, OPEN), answers=answers, key=key, mends=mends)


def letter_of(intake: Intake, arrival: Arrival) -> Letter:
    """What was sent as a letter, as the door makes it of a form without photos and clips."""
    checked = intake.check(arrival)
    return intake.reserve(checked, (), intake.told(checked, ()))
