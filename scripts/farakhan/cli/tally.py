"""`farakhan tally`: count an edition."""

from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from farakhan.cli.desk import now
from farakhan.files import results as results_file
from farakhan.model.acts import Kind
from farakhan.model.call import names
from farakhan.model.codes import grouped
from farakhan.model.judging import Results
from farakhan.persian.digits import decimal, to_persian
from farakhan.record.edition import Edition, Sheets, read_edition, read_sheets
from farakhan.store import disk
from farakhan.store.acting import keep
from farakhan.tally import count

_COUNTED = ("call.yml", "assignments.csv", "/sheets/", "/ideas/")
_MADE_FROM = ("call.yml", "assignments.csv", "sheets", "ideas")


def counted(path: str) -> bool:
    """Whether a file is one that the tally counts from."""
    return any(part in path for part in _COUNTED)


def tally(edition: str) -> None:
    """Count an edition, commit its results.json and print the ranking; exit 1 where its inputs have problems."""
    record, sheets = _read(edition)
    results = count(record.call, record.candidates(), sheets.rows)
    data = results_file.render(record.call, record.candidates(), results, sheets.digests)
    keep(record.root, record.call, Kind.TALLY, {"results.json": data}, _MADE_FROM, now())
    Console().print(_table(record, results))
    _say_rest(results)


def _read(name: str) -> tuple[Edition, Sheets]:
    record = read_edition(disk.find_root(Path.cwd()), name)
    sheets = read_sheets(record)
    found = sorted((*record.problems, *sheets.problems))
    wrong = [one for one in found if not one.warning and counted(one.path)]
    for one in wrong:
        typer.echo(one)
    if wrong:
        raise typer.Exit(1)
    return record, sheets


def _table(record: Edition, results: Results) -> Table:
    fields = names(record.call.fields)
    table = Table("رتبه", "کد رهگیری", "حوزه", "امتیاز از ۱۰۰", "برگ", "")
    for one in results.ranking:
        score = decimal(results_file.percent(one.score))
        mark = "برگزیده" if one.code in results.winners else "برابر در مرز" if one.code in results.tied else ""
        field = fields[record.facts[one.code].field]
        table.add_row(to_persian(one.rank), to_persian(grouped(one.code)), field, score, to_persian(one.rows), mark)
    return table


def _say_rest(results: Results) -> None:
    if results.tied:
        typer.echo(
            to_persian(
                f"{len(results.tied)} ایده در مرز برابرند و {results.open_places} جا مانده است؛ هیئت تصمیم می‌گیرد."
            )
        )
        ranks = sorted({one.rank for one in results.ranking if one.code in results.tied})
        typer.echo(
            to_persian(f"رتبه‌های برابر: {'، '.join(map(str, ranks))}. هیچ ایدهٔ پایین‌تری جای آن‌ها را نگرفته است.")
        )
    for code, rows in results.unranked:
        typer.echo(to_persian(f"نیازمند داوری: {grouped(code)} ({rows} برگ)"))
