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
from farakhan.problems import FarakhanError
from farakhan.record.edition import Edition
from farakhan.store import disk, durable

IDEAS = "/ideas/"


class Exported(NamedTuple):
    """What came into a list: how many ideas, and in words what could not be read and is missing in it."""

    ideas: int
    unread: list[str]


def export(edition: Edition, path: Path, opening: Opening | None) -> Exported:
    """Write a list of an edition's ideas.

    Args:
        edition: as it was read.
        path: of the workbook, which its owner alone can open; one that is there is written over.
        opening: who opens the contacts, with which keys and why; None leaves them sealed and out of the list.

    Raises:
        FarakhanError: `private-inside`, personal data would come to stand in the repository.
    """
    unread = [str(one) for one in edition.problems if IDEAS in one.path and not one.warning]
    ideas = sorted((edition.idea(code) for code in edition.facts), key=lambda one: (one.arrived, one.code))
    contacts: dict[str, Contact] | None = None
    if opening:
        disk.refuse_inside(path)
        contacts, sealed = _contacts(edition, ideas, opening)
        unread += sealed
    cells = rows(edition.call, ideas, contacts)
    title = f"ایده‌ها {to_persian(edition.name)}"[:31]
    durable.put(path, workbook.render(title, header(contacts=opening is not None), cells))
    return Exported(len(ideas), unread)


def _contacts(edition: Edition, ideas: Iterable[Idea], opening: Opening) -> tuple[dict[str, Contact], list[str]]:
    contacts: dict[str, Contact] = {}
    sealed = []
    for idea in ideas:
        try:
            contacts[idea.code] = opened(edition.root, idea.code, opening)
        except FarakhanError as error:
            sealed.append(f"{idea.code}: {error.message}")
    return contacts, sealed
