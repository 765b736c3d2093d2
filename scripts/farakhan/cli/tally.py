"""`farakhan tally` and `farakhan verify`: count, and count again."""

import json
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from farakhan.files import results as results_file
from farakhan.model.call import names
from farakhan.model.codes import grouped
from farakhan.model.judging import Results
from farakhan.persian.digits import decimal, to_persian
from farakhan.store import disk
from farakhan.store.record import Edition, Sheets, read_edition, read_sheets
from farakhan.tally import count

_COUNTED = ("call.yml", "assignments.csv", "/sheets/", "/ideas/")


def tally(edition: str) -> None:
    """Count an edition, write its results.json and print the ranking; exit 1 where its inputs have problems."""
    record, sheets = _read(edition)
    results = count(record.call, record.candidates(), sheets.rows)
    data = results_file.render(record.call, record.candidates(), results, sheets.digests)
    disk.write_bytes(record.root, _path(edition), data)
    Console().print(_table(record, results))
    _say_rest(results)


def verify(editions: list[str]) -> None:
    """Count editions again and compare with their results.json to the byte; writes nothing; exit 1 if one differs.

    Args:
        editions: their names; none means every edition that has results.
    """
    root = disk.find_root(Path.cwd())
    named = editions or [one for one in disk.editions(root) if (root / _path(one)).exists()]
    if not named:
        typer.echo("هنوز هیچ دوره‌ای نتیجه ندارد؛ چیزی برای شمارش دوباره نیست.")
    differing = [one for one in named if not _same(one)]
    if differing:
        raise typer.Exit(1)


def _same(edition: str) -> bool:
    record, sheets = _read(edition)
    results = count(record.call, record.candidates(), sheets.rows)
    counted = results_file.render(record.call, record.candidates(), results, sheets.digests)
    path = record.root / _path(edition)
    stored = path.read_bytes() if path.exists() else b""
    if stored == counted:
        typer.echo(f"{edition}: شمارش دوباره با results.json یکی است، بایت به بایت.")
    else:
        typer.echo(f"{edition}: شمارش دوباره با results.json یکی نیست: {_difference(stored, counted)}")
    return stored == counted


def _path(edition: str) -> str:
    return f"{disk.RECORD}/{edition}/results.json"


def _read(name: str) -> tuple[Edition, Sheets]:
    record = read_edition(disk.find_root(Path.cwd()), name)
    sheets = read_sheets(record)
    found = sorted((*record.problems, *sheets.problems))
    wrong = [one for one in found if not one.warning and any(part in one.path for part in _COUNTED)]
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


def _difference(stored: bytes, counted: bytes) -> str:
    try:
        before, now = json.loads(stored), json.loads(counted)
        inputs = {
            key
            for key in before["inputs"].keys() | now["inputs"].keys()
            if before["inputs"].get(key) != now["inputs"].get(key)
        }
        changed = sorted(inputs) or sorted(key for key in now if before.get(key) != now[key])
    except (ValueError, KeyError, TypeError, AttributeError):
        return "پرونده خوانده نمی‌شود."
    return "، ".join(changed) or "شکل نوشتن"
