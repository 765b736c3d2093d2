"""`farakhan papers`: minutes to be signed, letters to owners, lists for partners, in a folder of private files."""

from collections.abc import Iterable
from pathlib import Path

import typer
from rich.console import Console
from rich.progress import track

from farakhan.model.codes import grouped
from farakhan.model.contact import Contact
from farakhan.office import papers as making
from farakhan.office.keys import secrets
from farakhan.office.opening import Opening
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.edition import read_edition
from farakhan.store import disk, durable
from farakhan.store.clock import now
from farakhan.store.git.commits import person


def papers(name: str, folder: Path, files: list[Path], why: str, site: str) -> None:
    """Write all papers of an edition's decision.

    Args:
        name: the edition's.
        folder: outside the repository; new, or with the same papers from before, which are written over.
        files: of secret keys; none means the person's own.
        why: the reason for opening contacts; empty leaves them sealed: no letter names anybody, no list has a number.
        site: its address, to which certificates lead; empty where it is not known.
    """
    disk.refuse_inside(folder / "x")
    root = disk.find_root(Path.cwd())
    made_of = making.basis(read_edition(root, name))
    known, sealed = dict[str, Contact](), dict[str, str]()
    if why:
        opening = Opening(secrets(files), person(root).name, why, now())
        known, sealed = making.contacts(root, making.judged(made_of), opening)
    wanted = {folder / paper.name: paper for paper in making.papers(made_of, known, site)}
    _see_free(folder, wanted.keys())
    shown = Console(stderr=True)
    for path, paper in track(wanted.items(), "برگه‌ها", console=shown, transient=True, disable=not shown.is_terminal):
        durable.put(path, making.pdf(root, paper))
    typer.echo(f"{to_persian(len(wanted))} برگه در {folder} نوشته شد: صورت‌جلسه، نامه‌ها و فهرست همکاران.")
    for code, words in sealed.items():
        typer.echo(to_persian(f"{grouped(code)}: نامه‌اش نامی ندارد: ") + words)
    if made_of.awards.letter.number:
        typer.echo("لوح‌های تقدیر هم در آن است؛ هر کدام را پیش از چاپ ببینید.")
    else:
        typer.echo(f"چون صورت‌جلسه امضا و نامه‌اش شماره‌دار شد: farakhan award {name} --letter شماره --signed «نام»")
        typer.echo("لوح‌های تقدیر پس از آن، با همین فرمان، ساخته می‌شوند.")
    typer.echo("نام و شماره در آن‌هاست؛ پس از کار پاکشان کنید." if known else "بی --why نامی در نامه‌ها نیست.")


def _see_free(folder: Path, wanted: Iterable[Path]) -> None:
    """See to it that nothing else stands in a folder: a letter of an earlier decision would go along with these.

    Raises:
        FarakhanError: `papers-folder`, something does.
    """
    there = {path for path in folder.rglob("*") if path.is_file()} if folder.is_dir() else set()
    for place in {path.parent for path in there}:
        durable.clear(place)
    others = sorted(path for path in there - set(wanted) if path.exists())
    if others:
        message = "این پوشه چیز دیگری هم دارد، شاید از تصمیم پیشین؛ پوشه‌ای تازه بدهید."
        raise FarakhanError("papers-folder", message, str(others[0]))
