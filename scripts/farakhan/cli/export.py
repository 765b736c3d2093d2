"""`farakhan export`: an edition's ideas as a list in Excel."""

import sys
from pathlib import Path

import typer

from farakhan.office import exporting
from farakhan.office.keys import secrets
from farakhan.office.opening import Opening
from farakhan.persian.digits import to_persian
from farakhan.store import disk
from farakhan.store.clock import now
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
    opening = Opening(secrets(files), person(root).name, why, now()) if why else None
    done = exporting.export(root, name, out, opening)
    for words in done.unread:
        print(words, file=sys.stderr)
    typer.echo(to_persian(f"{done.ideas} ایده در {out} نوشته شد."))
    if opening:
        typer.echo("این پرونده اطلاعات تماس دارد؛ پس از کار پاکش کنید.")
    if done.unread:
        raise typer.Exit(1)
