"""The command `farakhan`: one verb a job. Exit 0: all is well; 1: there are problems; 2: it could not run."""

import sys
from pathlib import Path
from typing import Annotated

import typer

from farakhan.cli.check import Format
from farakhan.problems import FarakhanError

# Each verb imports its own room when it runs: `check` must not wait for mkdocs, nor `site` for git.

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="فراخوان ایده‌ها، از اعلام تا برگزیدگان، در یک مخزن گیت.",
)
EditionName = Annotated[str, typer.Argument(help="نام دوره، مانند 1406 یا sample.")]


@app.command()
def check(
    paths: Annotated[list[Path] | None, typer.Argument(help="پرونده یا پوشه؛ بی آن، همهٔ submissions.")] = None,
    since: Annotated[str, typer.Option(help="تنها پرونده‌هایی که از این نسخهٔ گیت تغییر کرده‌اند.")] = "",
    format_: Annotated[Format, typer.Option("--format", help="شکل خروجی.")] = Format.TEXT,
) -> None:
    """همهٔ مشکل‌های پرونده‌ها را نشان می‌دهد."""
    from farakhan.cli.check import run  # noqa: PLC0415

    raise typer.Exit(run(Path.cwd(), paths or [], since, format_))


@app.command()
def tally(edition: EditionName) -> None:
    """امتیازها را جمع می‌بندد و results.json را می‌نویسد."""
    from farakhan.cli.tally import tally as run  # noqa: PLC0415

    run(edition)


@app.command()
def verify(edition: EditionName) -> None:
    """از نو می‌شمارد و با results.json می‌سنجد."""
    from farakhan.cli.tally import verify as run  # noqa: PLC0415

    run(edition)


def main() -> None:
    """Run the command; what a person can mend is said in one line, without a traceback."""
    try:
        app()
    except FarakhanError as error:
        print(error, file=sys.stderr)
        sys.exit(2)
