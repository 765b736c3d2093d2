"""`farakhan tally`: count an edition."""

from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from farakhan.judging import keeping
from farakhan.judging.counting import count_edition, other_rule_words, to_be_mended
from farakhan.judging.planning import reading_plan
from farakhan.judging.ranking import placed
from farakhan.judging.reopening import moved_since
from farakhan.model.codes import grouped
from farakhan.model.judging import Results
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError, Problem
from farakhan.record.edition import Edition, read_edition
from farakhan.record.sheets import read_sheets
from farakhan.store import disk
from farakhan.store.clock import now
from farakhan.store.git.commits import settle

_SHOWN = 20
"""Ideas that are told; the rest is a number."""


def tally(name: str) -> None:
    """Count an edition, commit its results.json and print who wins; exit 1 where its inputs have problems.

    Raises:
        FarakhanError: `sheets-open`, its sheets are not closed: whoever knew the count could still change one.
    """
    root = disk.find_root(Path.cwd())
    settle(root)
    edition = read_edition(root, name)
    sheets = read_sheets(edition)
    _stop_at(to_be_mended((*edition.problems, *sheets.problems)))
    if not edition.closing:
        message = f"برگ‌ها هنوز بسته نشده‌اند و پیش از آن چیزی شمرده نمی‌شود؛ بزنید: farakhan sheets close {name}"
        raise FarakhanError("sheets-open", message, name)
    counted = count_edition(edition, sheets)
    keeping.count(edition, counted, now())
    Console().print(_table(edition, counted.results))
    _say_rest(counted.results)
    _say_moved(edition, counted.results)
    typer.echo(other_rule_words(edition, sheets, counted.results))
    typer.echo(f"پیش از نشست هیئت: farakhan report {name} --out پرونده.html؛ سپس farakhan award {name}")


def plan(name: str) -> None:
    """Print how many readings an edition still has before it, and of which ideas; nothing is changed."""
    edition = read_edition(disk.find_root(Path.cwd()), name)
    planned = reading_plan(edition, read_sheets(edition))
    name, each = planned.round.name, planned.round.readings
    words = f"«{name}»: {len(planned.ideas)} ایده، هر کدام {each} داور، {planned.readings} خوانش"
    typer.echo(to_persian(f"{words}؛ {planned.given} خوانش به داوران داده شده است."))
    for coming in planned.later:
        words = f"«{coming.round.name}»: دست‌کم {coming.ideas} ایده و {coming.readings} خوانش"
        typer.echo(to_persian(f"{words}؛ کدام‌ها، پس از بستن دور پیش از آن معلوم می‌شود."))
    if edition.shortlists:
        table = Table("کد", "عنوان", "داور")
        for idea in planned.ideas:
            table.add_row(to_persian(grouped(idea.code)), idea.title, to_persian(f"{idea.given} از {each}"))
        Console().print(table)


def _say_moved(edition: Edition, results: Results) -> None:
    """What was counted otherwise before an objection, if anything had been counted then."""
    since = moved_since(edition, results)
    if since is None:
        return
    typer.echo(f"در برابر شمارش پیش از اعتراض {to_persian(since.objection)} ({since.file}):")
    for code, words in since.changes[:_SHOWN]:
        typer.echo(f"  {to_persian(grouped(code))}: {words}")
    if len(since.changes) > _SHOWN:
        typer.echo(to_persian(f"  و {len(since.changes) - _SHOWN} ایدهٔ دیگر"))
    if not since.changes:
        typer.echo("  هیچ رتبه‌ای عوض نشد.")


def _stop_at(problems: tuple[Problem, ...]) -> None:
    for problem in problems:
        typer.echo(problem)
    if problems:
        raise typer.Exit(1)


def _table(edition: Edition, results: Results) -> Table:
    """The winners and those at the cut; all others stand in results.json."""
    table = Table("رتبه", "کد رهگیری", "حوزه", "امتیاز از ۱۰۰", "برگ", "")
    for place in placed(edition, results):
        if place.mark:
            rank, code, rows = to_persian(place.rank), to_persian(grouped(place.code)), to_persian(place.rows)
            table.add_row(rank, code, place.field, place.score, rows, place.mark)
    return table


def _say_rest(results: Results) -> None:
    others = len(results.ranking) - len(results.winners) - len(results.tied)
    if others:
        typer.echo(to_persian(f"{others} ایدهٔ دیگر هم رتبه دارند؛ همه در results.json است."))
    if results.tied:
        typer.echo(
            to_persian(f"{len(results.tied)} ایده در مرزند و {results.open_places} جا مانده است؛ هیئت تصمیم می‌گیرد.")
        )
        ranks = sorted({ranked.rank for ranked in results.ranking if ranked.code in results.tied})
        typer.echo(to_persian(f"رتبه‌هایشان: {'، '.join(map(str, ranks))}. هیچ ایدهٔ پایین‌تری جای آن‌ها را نگرفته است."))
    if results.not_shortlisted:
        typer.echo(to_persian(f"{len(results.not_shortlisted)} ایده به دور پایانی نرسید و رتبه ندارد."))
    for code, rows in results.unranked:
        typer.echo(to_persian(f"نیازمند داوری: {grouped(code)} ({rows} برگ)"))
