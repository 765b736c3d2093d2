"""`farakhan report`: a page for the secretariat on how far a count can be trusted."""

from pathlib import Path

import typer

from farakhan.judging.counting import to_be_mended
from farakhan.judging.reporting import report as make
from farakhan.problems import FarakhanError
from farakhan.record.edition import read_edition
from farakhan.record.sheets import read_sheets
from farakhan.store import disk


def report(name: str, out: Path) -> None:
    """Write the page outside the repository; exit 1 where what is counted has problems.

    Args:
        name: the edition's.
        out: the page's file; one that is there is not written over.

    Raises:
        FarakhanError: `sheets-open`, the sheets are not closed: nobody should know the count while one may change.
    """
    disk.refuse_inside(out)
    edition = read_edition(disk.find_root(Path.cwd()), name)
    sheets = read_sheets(edition)
    problems = to_be_mended((*edition.problems, *sheets.problems))
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(1)
    if edition.closing is None:
        message = "برگ‌ها هنوز بسته نشده‌اند و پیش از آن چیزی شمرده نمی‌شود؛ نخست farakhan sheets close را بزنید."
        raise FarakhanError("sheets-open", message, name)
    disk.write_private(out, make(edition, sheets).encode())
    typer.echo(f"گزارش در {out} است؛ شناسهٔ داوران در آن است، منتشر نشود.")
    typer.echo(f"تصمیم هیئت: farakhan award {name}")
