"""An edition's ideas as a list in Excel; contacts only with a key and a reason, each noted."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from farakhan.files import workbook
from farakhan.model.contact import Contact
from farakhan.model.idea import Idea
from farakhan.office.listing import header, rows
from farakhan.office.opening import Opening, opened
from farakhan.persian.digits import to_persian
from farakhan.persian.order import sort_key
from farakhan.problems import FarakhanError
from farakhan.record.call import read_call
from farakhan.record.edition import read_ideas
from farakhan.store import disk, durable


class Exported(NamedTuple):
    """What came into a list: how many ideas, and in words what could not be read and is missing in it."""

    ideas: int
    unread: list[str]


def export(root: Path, name: str, path: Path, opening: Opening | None) -> Exported:
    """Write a list of an edition's ideas, in the order of their titles.

    Args:
        root: the repository's top.
        name: the edition's.
        path: of the workbook, which its owner alone can open; one that is there is written over.
        opening: who opens the contacts, with which keys and why; None leaves them sealed and out of the list.

    Raises:
        FarakhanError: `private-inside`, personal data would come to stand in the repository; what `read_call` raises.
    """
    call = read_call(root, name)
    right, problems = read_ideas(root, name, call)
    ideas = sorted(right, key=lambda idea: (sort_key(idea.title), idea.code))
    unread = [str(problem) for problem in problems if not problem.warning]
    contacts: dict[str, Contact] | None = None
    if opening:
        disk.refuse_inside(path)
        contacts, sealed = _contacts(root, ideas, opening)
        unread += sealed
    cells = rows(call, ideas, contacts)
    title = f"ایده‌ها {to_persian(name)}"[:31]
    durable.put(path, workbook.render(title, header(contacts=opening is not None), cells))
    return Exported(len(ideas), unread)


def _contacts(root: Path, ideas: Iterable[Idea], opening: Opening) -> tuple[dict[str, Contact], list[str]]:
    contacts: dict[str, Contact] = {}
    sealed = []
    for idea in ideas:
        try:
            contacts[idea.code] = opened(root, idea.code, opening)
        except FarakhanError as error:
            sealed.append(f"{idea.code}: {error.message}")
    return contacts, sealed
