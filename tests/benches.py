"""The judges' application over a small edition, really served, and a judge's browser that is in."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Self

import httpx
from tests.desks import ARRIVED
from tests.records import OVER, Record
from tests.served import served
from tests.test_register import Desk as Repository

from farakhan.desk.judges.app import application
from farakhan.desk.judges.house import House
from farakhan.files.sheets import render_assignments
from farakhan.model.codes import grouped
from farakhan.model.judging import CALIBRATION, Assignment
from farakhan.persian.digits import to_persian
from farakhan.store.clock import now
from farakhan.store.vault import judges, pins

THEN = {"arrived": ARRIVED, "registered": ARRIVED}
PIN = "رمز دراز من"
HOSTS = frozenset({"127.0.0.1", "localhost"})


class Bench:
    """A repository whose ideas are shared out, and the judges' application over it."""

    def __init__(self, folder: Path, ideas: int = 3, **call: Any) -> None:  # noqa: ANN401 (keys of call.yml)
        self.repository = Repository(folder)
        self.root = self.repository.root
        self.record = Record(self.root, dates=OVER, **call)
        self.codes = sorted(self.record.idea(**{**THEN, **self.own(number)}).code for number in range(1, ideas + 1))
        self.judges = [judge.id for judge in self.record.read().call.judges]
        pairs = [Assignment(code, judge) for judge in self.judges for code in self.codes]
        (self.record.folder / "assignments.csv").write_bytes(render_assignments(pairs))
        self.commit()
        self.house = House(self.root, "1406")

    def own(self, number: int) -> dict[str, object]:
        """What is special in an idea, by its number."""
        return {"title": f"نمونه: ایدهٔ {number}"}

    def __enter__(self) -> Self:
        """Open the application."""
        self._open = ExitStack()
        self.port = self._open.enter_context(served(application(self.house, HOSTS, is_encrypted=False)))
        return self

    def __exit__(self, *_: object) -> None:
        """Close it."""
        self._open.close()

    def commit(self) -> None:
        """Commit what was written by hand."""
        self.repository.git("add", "-A")
        self.repository.git("commit", "-qm", "نمونه")

    def link(self, judge: str) -> str:
        """A judge's link; their PIN is `PIN`."""
        link = judges.new_link(self.root, "1406", judge)
        holder = pins.judge_holder("1406", judge)
        word = pins.give_word(self.root, holder, now())
        assert pins.change(self.root, holder, word, PIN, "::1", now()).outcome == "right"
        return link

    @contextmanager
    def seat(self, judge: str, *, comes_in: bool = True) -> Iterator["Seat"]:
        """A judge's browser."""
        address = f"http://127.0.0.1:{self.port}"
        own = {"origin": address, "sec-fetch-site": "same-origin"}
        with httpx.Client(base_url=address, headers=own, timeout=60) as client:
            seat = Seat(client, judge, self.link(judge))
            if comes_in:
                assert seat.come_in(PIN).status_code == 200
            yield seat

    def given(self, judge: str) -> dict[str, Any]:
        """What a judge's marks are on the disk."""
        return {code: kept.mark.model_dump() for code, kept in self.house.given(judge).ideas.items()}


class Seat:
    """A judge's browser."""

    def __init__(self, client: httpx.Client, judge: str, link: str) -> None:
        self.client, self.judge, self.link = client, judge, link
        self.answers: list[httpx.Response] = []
        self._changes = 0

    def come_in(self, pin: str, **more: str) -> httpx.Response:
        """Try a PIN."""
        return self._noted(self.client.post("/in", json={"link": self.link, "pin": pin, **more}))

    def state(self) -> dict[str, Any]:
        """Where the judge stands."""
        answer = self._noted(self.client.get("/state"))
        return dict(answer.json())

    def post(self, path: str, body: object) -> httpx.Response:
        """An act of this session."""
        token = self.state().get("token", "")
        return self._noted(self.client.post(path, json=body, headers={"x-token": token}))

    def give(self, code: str, base: int = 0, change: str = "", **mark: Any) -> httpx.Response:  # noqa: ANN401 (parts of a mark)
        """Give something to an idea."""
        self._changes += 1
        word = change or f"change-{self._changes}"
        sent = {"judge": self.judge, "round": "first", "idea": shown(code), "base": base, "change": word}
        return self.post("/marks", {**sent, "mark": {**EMPTY, **mark}})

    def _noted(self, answer: httpx.Response) -> httpx.Response:
        self.answers.append(answer)
        return answer


EMPTY: dict[str, Any] = {"scores": {}, "conflict": False, "why": "", "unread": False, "rule": "", "note": ""}


def shown(code: str) -> str:
    """A code as the judges' page has it."""
    return code if code == CALIBRATION else to_persian(grouped(code))
