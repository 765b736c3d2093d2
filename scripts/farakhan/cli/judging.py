"""`farakhan packs` and `farakhan sheets`: what judges are given, what comes back, is read back to them, and its end."""

from functools import partial
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from farakhan.cli.confirming import confirm
from farakhan.files import objection as objection_file
from farakhan.files.layout import sheet_path
from farakhan.judging import keeping
from farakhan.judging.bringing import bring_all
from farakhan.judging.calibration import LEAST, spread
from farakhan.judging.closing import close, given
from farakhan.judging.packs import packs as make_packs
from farakhan.judging.reading_back import Stored, lines, page, said, stored
from farakhan.judging.reopening import reopen
from farakhan.judging.sharing import owing, unranked
from farakhan.judging.sheets_in import read_in
from farakhan.judging.steps import listed
from farakhan.model.acts import one_line
from farakhan.model.codes import grouped
from farakhan.office.renewal import see_reason
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.edition import Edition, read_edition
from farakhan.record.objections import data_of, find
from farakhan.record.sheets import Sheets, read_sheets
from farakhan.store import disk
from farakhan.store.clock import now
from farakhan.store.git.commits import settle
from farakhan.store.vault import proofs


def packs(name: str, folder: Path) -> None:
    """Write each judge's pack into a folder outside the repository.

    Args:
        name: the edition's.
        folder: made where it is not there; a pack that is there is not written over.
    """
    disk.refuse_inside(folder / "x")
    edition = read_edition(disk.find_root(Path.cwd()), name)
    sheets = read_sheets(edition)
    names = partial(proofs.named, edition.root)
    for pack in make_packs(
        edition, sheets.assigned(edition), sheets.calibration, sheets.rounds[edition.round.id], names
    ):
        path = folder / f"{name}-{pack.judge}.zip"
        disk.write_private(path, pack.data)
        typer.echo(f"{pack.judge}: {to_persian(pack.ideas)} ایده   {path}")
        for code in pack.masked:
            typer.echo(
                to_persian(f"  {grouped(code)}: نام، شماره یا نشانی‌ای در متن پوشیده شد؛ پیش از فرستادن ببینیدش.")
            )
        for code in pack.photos_missing:
            typer.echo(to_persian(f"  {grouped(code)}: عکسی از آن در گاوصندوق نیست و در بسته نیامد."))
    typer.echo(f"هر بسته را به داورش بدهید. آنچه برگشت: farakhan sheets import {name} برگ… --try")


def import_sheets(name: str, paths: list[Path], *, trial: bool) -> None:
    """Take in sheets that judges sent; exit 1 where anything is wrong with any of them: then none is taken in.

    Args:
        name: the edition's.
        paths: workbooks of packs, or CSV files named for their judges.
        trial: only say what would be taken in.
    """
    root = disk.find_root(Path.cwd())
    settle(root)
    edition = read_edition(root, name)
    files: dict[str, bytes] = {}
    for path in paths:
        if path.name in files:
            raise FarakhanError("sheet-names", "دو پرونده با یک نام داده شده است؛ یکی‌یکی بدهید.", str(path))
        files[path.name] = path.read_bytes()
    imported = read_in(edition, read_sheets(edition), files)
    for sheet in () if imported.faults else imported.sheets:
        instead = "؛ به جای برگ پیشین" if sheet.replaces else ""
        typer.echo(f"\nبرگ {sheet.judge}، {to_persian(len(sheet.rows))} ردیف{instead} ({sheet.name})")
        for line in lines(said(edition, sheet.rows)):
            typer.echo(line)
    for fault in imported.faults:
        typer.echo(fault)
    if imported.faults:
        typer.echo("هیچ برگی گرفته نشد. این‌ها را درست کنید و همه را دوباره بدهید.")
        raise typer.Exit(1)
    if trial:
        typer.echo("آزمایشی بود و چیزی ثبت نشد؛ همین فرمان بی --try ثبت می‌کند.")
        return
    keeping.take_in(edition, imported.sheets, now())
    typer.echo(to_persian(f"{len(imported.sheets)} برگ ثبت شد."))
    if edition.closing:
        typer.echo(f"برگ‌ها باز بسته است. اکنون بزنید: farakhan tally {name}")
        return
    _tell_missing(read_edition(root, name))


def _tell_missing(edition: Edition) -> None:
    """What is still to come before sheets can be closed, and how."""
    sheets = read_sheets(edition)
    typer.echo(f"تا داوران ببینند و تأیید کنند: farakhan sheets show {edition.name} --page پوشه")
    if judges := owing(edition, sheets):
        typer.echo(f"از این داوران هنوز برگی نیامده است: {'، '.join(judges)}")
    else:
        _tell_unranked(edition, sheets)


def _tell_unranked(edition: Edition, sheets: Sheets) -> None:
    """Which ideas would get no rank if sheets were closed now."""
    codes = unranked(edition, sheets)
    if codes:
        typer.echo(to_persian(f"{len(codes)} ایده هنوز امتیاز کافی ندارد و بی رتبه می‌ماند: {listed(codes)}"))
        typer.echo(f"به داوران دیگر بدهیدشان: farakhan assign {edition.name}")


def show_calibration(name: str) -> None:
    """Print what judges gave in the calibration, nobody's by name, for all of them to see.

    Args:
        name: the edition's.
    """
    edition = read_edition(disk.find_root(Path.cwd()), name)
    rows = read_sheets(edition).calibration
    given = spread(edition.call, rows)
    if not given:
        typer.echo(
            to_persian(f"هنوز {len(rows)} داور هم‌سنجی را امتیاز داده است؛ از {LEAST} داور به بالا نشان داده می‌شود.")
        )
        return
    typer.echo(to_persian(f"هم‌سنجی، {len(rows)} داور، از کم به زیاد و بی نام:"))
    for criterion in edition.call.rubric.criteria:
        typer.echo(f"  {criterion.name}: {given[criterion.id]}")


def close_sheets(name: str, *, sure: bool) -> None:
    """Show what judges gave, ask, and close a round's sheets: from then on they are counted and never changed.

    Args:
        name: the edition's.
        sure: nobody is asked.

    Raises:
        FarakhanError: what `judging.closing.close` raises.
        typer.Exit: 1, nobody confirmed it; nothing was done.
    """
    root = disk.find_root(Path.cwd())
    settle(root)
    for judge in bring_all(root, name, now()):
        typer.echo(f"آنچه داور «{judge}» در مرورگر داده بود برگ او شد.")
    edition = read_edition(root, name)
    sheets = read_sheets(edition)
    when = now()
    closed = close(edition, sheets, when)
    table = Table("داور", "امتیاز داده", "تعارض منافع", "نخوانده", "تأیید داور")
    for gave in given(edition, sheets):
        path = sheet_path(edition.round.id, gave.judge)
        confirmed = "دارد" if sheets.confirmed.get(path) == sheets.digests.get(path) else "ندارد"
        table.add_row(gave.judge, *map(to_persian, (gave.scored, gave.conflicts, gave.missing)), confirmed)
    Console().print(table)
    _tell_unranked(edition, sheets)
    typer.echo("پس از بستن، نه برگی گرفته می‌شود و نه معیار، وزن یا قاعدهٔ شمارش عوض می‌شود.")
    confirm("بسته شود؟", sure=sure)
    keeping.close(edition, closed, when)
    if closed.following is None:
        typer.echo(f"برگ‌ها بسته شد. اکنون بزنید: farakhan tally {name}")
        return
    typer.echo(to_persian(f"«{edition.round.name}» بسته شد؛ {closed.ideas} ایده به «{closed.following.name}» می‌رسد."))
    typer.echo(f"اکنون بزنید: farakhan assign {name}   (کدام‌ها: farakhan tally {name} --plan)")


def reopen_sheet(name: str, judge: str, number: str, why: str, *, sure: bool) -> None:
    """Open one judge's closed sheet once more, for an objection; the results as they stand are kept beside it.

    Args:
        name: the edition's.
        judge: whose sheet.
        number: the objection's, however it is written.
        why: what the judge has to look at; it is written down.
        sure: nobody is asked.

    Raises:
        FarakhanError: what `judging.reopening.reopen` and `record.objections.find` raise.
        typer.Exit: 1, nobody confirmed it; nothing was done.
    """
    see_reason(why)
    root = disk.find_root(Path.cwd())
    settle(root)
    edition = read_edition(root, name)
    path, when = find(root, name, number), now()
    objection = objection_file.parse(path, data_of(root, path))
    kept = reopen(edition, read_sheets(edition), judge, objection.number, one_line(why), when)
    typer.echo(to_persian(f"اعتراض {objection.number}، ایدهٔ {grouped(objection.code)}: {objection.text}"))
    typer.echo(f"برگ «{judge}» یک بار دیگر گرفته می‌شود، و هیچ برگ دیگری. نتیجهٔ کنونی کنار نتیجهٔ تازه می‌ماند.")
    confirm("بازگشوده شود؟", sure=sure)
    keeping.reopen(edition, kept, objection.number, why, when)
    typer.echo(f"برگ درست‌شده، یا همان برگ پیشین را، بگیرید: farakhan sheets import {name} {judge}.csv")


def show_sheet(name: str, judge: str, out: Path | None) -> None:
    """Print what stands of judges' sheets, or write it as pages, for the judges to confirm.

    Args:
        name: the edition's.
        judge: whose sheet; empty for those of all who have sent one.
        out: the page, outside the repository, or the folder for those of all; None prints.
    """
    edition = read_edition(disk.find_root(Path.cwd()), name)
    sheets = read_sheets(edition)
    sent = {row.judge for row in sheets.rounds[edition.round.id]}
    listed = [judge] if judge else [known.id for known in edition.call.judges if known.id in sent]
    shown = [stored(edition, sheets, ident) for ident in listed]
    if not shown:
        typer.echo(f"هنوز هیچ برگی نیامده است: farakhan sheets import {name} برگ…")
    for sheet in shown:
        if out is None and judge:
            _print(sheet)
        elif out is None:
            typer.echo(_head(sheet))
        else:
            path = out if judge else out / f"{name}-{sheet.judge}.html"
            disk.refuse_inside(path)
            disk.write_private(path, page(edition, sheet.judge, sheet.mark, sheet.rows))
            typer.echo(f"برگ داور برای تأیید در {path} است؛ نشان آن: {sheet.mark}")
    waiting = [sheet.judge for sheet in shown if not sheet.is_confirmed]
    if waiting:
        typer.echo(f"هر که تأیید کرد: farakhan sheets confirm {name} {' '.join(waiting)}")


def confirm_sheets(name: str, judges: list[str], *, sure: bool) -> None:
    """Show judges' sheets, ask, and keep that the judges have confirmed them as they stand.

    Args:
        name: the edition's.
        judges: whose sheets.
        sure: nobody is asked.

    Raises:
        typer.Exit: 1, nobody confirmed it; nothing was done.
    """
    root = disk.find_root(Path.cwd())
    settle(root)
    edition = read_edition(root, name)
    sheets = read_sheets(edition)
    shown = [stored(edition, sheets, judge) for judge in judges]
    for sheet in shown:
        _print(sheet)
    confirm("داور همین را تأیید کرده است؟", sure=sure)
    keeping.confirm(edition, sheets, shown, now())
    typer.echo(f"تأیید {'، '.join(judges)} ثبت شد. چون همه رسید: farakhan sheets close {name}")


def _print(sheet: Stored) -> None:
    typer.echo(_head(sheet))
    for line in lines(sheet.rows):
        typer.echo(line)


def _head(sheet: Stored) -> str:
    words = "تأیید شده" if sheet.is_confirmed else "هنوز تأیید نشده"
    return f"برگ {sheet.judge}، {to_persian(len(sheet.rows))} ردیف، {words}؛ نشان آن: {sheet.mark}"
