"""The desk of `make demo`: over a sample edition alone, with people to come in as, their PINs on its entrance.

`python scripts/demo_desk.py PORT` in a repository that `make demo` made. No other desk has these people, a PIN that
anybody is told, or this entrance: they stand here, outside the program, and only an edition that is marked as a sample
gets them.
"""

import sys
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import NamedTuple

from jinja2 import FileSystemLoader

from farakhan.desk import desk as desks
from farakhan.desk.app import application
from farakhan.desk.doors import By, Door
from farakhan.desk.index import Index
from farakhan.desk.people import here
from farakhan.desk.sessions import Session
from farakhan.files import tree
from farakhan.model.staff import Duty
from farakhan.record.call import read_call
from farakhan.store import cache
from farakhan.store.clock import now
from farakhan.store.git.commits import Person
from farakhan.store.vault import judges, pins, staff
from farakhan.web.server import run

EDITION = "sample"
HOST = "127.0.0.1"


class Role(NamedTuple):
    """Somebody to come in as."""

    id: str
    name: str
    pin: str
    what: str
    duties: tuple[Duty, ...]


ROLES = (
    Role("k1", "کارشناس نمونه", "501832", "ایده ثبت و بررسی می‌کند", (Duty.REGISTER, Duty.SCREEN)),
    Role(
        "k2",
        "دبیر نمونه",
        "739105",
        "داوری را راه می‌برد و برای کارکنان واژه می‌سازد",
        (Duty.REGISTER, Duty.SCREEN, Duty.JUDGING, Duty.STAFF),
    ),
    Role("k3", "عضو هیئت نمونه", "284617", "تصمیم هیئت را می‌نویسد و به اعتراض پاسخ می‌دهد", (Duty.AWARD,)),
    Role("k4", "مدیر نمونه", "640917", "همه چیز را بی نام می‌بیند و چیزی عوض نمی‌کند", (Duty.LOOK,)),
)
JUDGE, JUDGE_PIN = "d9", "917346"
"""A judge of the sample who has given nothing yet."""


def staff_of_call() -> list[tree.Tree]:
    """The roles as call.yml has them."""
    return [{"id": role.id, "duties": list(map(str, role.duties))} for role in ROLES]


def give_pins(root: Path) -> str:
    """Tie each role to its name and give it its PIN, whatever an earlier demo left; the secret part of a judge's link.

    Raises:
        RuntimeError: the edition is no sample.
    """
    if not read_call(root, EDITION).sample:
        raise RuntimeError(root)
    for role in ROLES:
        staff.tie(root, Person(role.name, f"{role.id}@localhost"), role.id)
        _give(root, pins.staff_holder(role.id), role.pin)
    _give(root, pins.judge_holder(EDITION, JUDGE), JUDGE_PIN)
    return judges.new_link(root, EDITION, JUDGE)


def _give(root: Path, holder: str, pin: str) -> None:
    pins.change(root, holder, pins.give_word(root, holder, now()), pin, HOST, now())


class Desk(desks.Desk):
    """A desk that says on its entrance as whom one may come in."""

    def __init__(self, root: Path) -> None:
        """Open it on this machine, with a PIN for each."""
        super().__init__(root, EDITION, partial(here, root), _index(root), Door(By.PIN))
        self._templates.loader = FileSystemLoader([Path(__file__).parent, desks.TEMPLATES])

    def page(self, session: Session | None, template: str, values: Mapping[str, object]) -> str:
        """A page; the entrance has the roles too."""
        if template == "login.html":
            return super().page(session, "demo-login.html", {**values, "roles": ROLES})
        return super().page(session, template, values)


def _index(root: Path) -> Index:
    return Index(root, EDITION, cache.beside(root, f"desk-{EDITION}.sqlite"))


def main() -> None:
    """Serve it until it is ended."""
    made = Desk(Path.cwd())
    made.renewed()
    run(application(made), HOST, int(sys.argv[1]), "میز کار")


if __name__ == "__main__":
    main()
