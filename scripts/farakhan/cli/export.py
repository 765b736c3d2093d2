"""`farakhan export`: an edition's ideas as a list in Excel; contacts only with a key and a reason, each noted."""

import sys
from collections.abc import Iterable
from pathlib import Path

import typer

from farakhan.cli.desk import now
from farakhan.cli.keys import secrets
from farakhan.files import workbook
from farakhan.model.contact import Contact
from farakhan.model.idea import Idea
from farakhan.office.listing import header, rows
from farakhan.office.opening import Opening, opened
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.call import read_call
from farakhan.record.edition import read_ideas
from farakhan.store import disk, durable
from farakhan.store.git.commits import person


def export(name: str, out: Path, files: list[Path], why: str) -> None:
    """Write the list; exit 1 where an idea or a contact could not be read, and is missing in it.

    Args:
        name: the edition's.
        out: the workbook, which its owner alone can open; one that is there is written over.
        files: of secret keys; none means the person's own.
        why: the reason for opening contacts; empty leaves them sealed and out of the list.

    Raises:
        FarakhanError: `private-inside`, personal data would come to stand in the repository; `no-key`, there is none.
    """
    root = disk.find_root(Path.cwd())
    call = read_call(root, name)
    found, problems = read_ideas(root, name, call)
    ideas = sorted(found, key=lambda one: (one.arrived, one.code))
    unread = [str(one) for one in problems if not one.warning]
    contacts: dict[str, Contact] | None = None
    if why:
        disk.refuse_inside(out)
        opening = Opening(secrets(files), person(root).name, why, now())
        contacts, sealed = _contacts(root, ideas, opening)
        unread += sealed
    cells = rows(call, ideas, contacts)
    data = workbook.render(f"ایده‌ها {to_persian(name)}"[:31], header(contacts=why != ""), cells)
    durable.put(out, data)
    for words in unread:
        print(words, file=sys.stderr)
    typer.echo(to_persian(f"{len(ideas)} ایده در {out} نوشته شد."))
    if contacts is not None:
        typer.echo("این پرونده اطلاعات تماس دارد؛ پس از کار پاکش کنید.")
    if unread:
        raise typer.Exit(1)


def _contacts(root: Path, ideas: Iterable[Idea], opening: Opening) -> tuple[dict[str, Contact], list[str]]:
    contacts: dict[str, Contact] = {}
    sealed = []
    for idea in ideas:
        try:
            contacts[idea.code] = opened(root, idea.code, opening)
        except FarakhanError as error:
            sealed.append(f"{idea.code}: {error.message}")
    return contacts, sealed
