"""`farakhan assign`: ideas shared out among judges, shown before it is done; and how it stands."""

from collections.abc import Mapping
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from farakhan.cli.confirming import confirm
from farakhan.judging import keeping
from farakhan.judging.sharing import Plan, Wanted, Why, figures_now, in_the_way, plan
from farakhan.judging.sharing_words import Load, difference, loads, mixing
from farakhan.judging.steps import listed
from farakhan.persian.digits import to_persian
from farakhan.record.edition import Edition, read_edition
from farakhan.record.sheets import Sheets, read_sheets
from farakhan.store import disk
from farakhan.store.clock import now
from farakhan.store.git.commits import settle

_LACKING = {
    Why.CONFLICTS: "داوران بی‌تعارض کم است؛ داور دیگری به call.yml بیفزایید",
    Why.FULL: "داوران به سقف خود (most) رسیده‌اند؛ سقف‌ها را بالا ببرید یا داور دیگری بیفزایید",
}
_UNCOVERED = {
    Why.UNKNOWN: "هیچ داوری حوزهٔ آن را نمی‌شناسد",
    Why.CONFLICTS: "هر داوری که حوزهٔ آن را می‌شناسد با آن تعارض منافع دارد",
    Why.FULL: "داورانی که حوزهٔ آن را می‌شناسند به سقف خود (most) رسیده‌اند",
}


def assign(name: str, readings: int | None, added: list[str], dropped: list[str], *, sure: bool) -> None:
    """Share an edition's ideas out: show what would be done, ask, commit assignments.csv.

    Args:
        name: the edition's.
        readings: how many judges read an idea; None for as many as the call says.
        added: ids of judges who have come: ideas that nobody has scored yet move to them.
        dropped: ids of judges who read nothing more: what they have not scored goes to others.
        sure: nobody is asked.

    Raises:
        typer.Exit: 1, something must be mended first, or nobody confirmed it; nothing was done.
    """
    root = disk.find_root(Path.cwd())
    settle(root)
    edition, sheets = _read(root, name)
    wanted = Wanted(readings or edition.round.readings, frozenset(added), frozenset(dropped))
    planned = plan(edition, sheets, wanted)
    if planned.lacking:
        _tell(planned.lacking, _LACKING, "به این ایده‌ها {} داور نمی‌رسد", planned.readings)
        raise typer.Exit(1)
    if planned.data is None:
        typer.echo("چیزی برای تقسیم تازه نیست؛ همه چیز همان است که بود.")
        _tell_uncovered(planned)
        return
    _show(edition, sheets, planned)
    confirm("انجام شود؟", sure=sure)
    keeping.share_out(edition, planned, now())
    changed = sorted({row.judge for row in planned.new | planned.gone})
    typer.echo(f"ثبت شد. بستهٔ این داوران عوض شده است: {'، '.join(changed)}")
    typer.echo(f"بسته‌ها را بسازید: farakhan packs {name} --out پوشه‌ای-تازه")
    for judge in dropped:
        typer.echo(f"تا ایدهٔ دیگری به «{judge}» نرسد، در call.yml برایش most: 0 بنویسید.")


def report(name: str) -> None:
    """Print how an edition's ideas are shared out; nothing is changed."""
    edition, sheets = _read(disk.find_root(Path.cwd()), name)
    figures = figures_now(edition, sheets)
    table = Table("داور", "حوزه‌ها", "دست‌بالا", "ایده", "از حوزهٔ خود", "خوانده")
    for load in loads(edition, sheets, figures, figures):
        table.add_row(load.judge, load.fields, _most(load), *map(to_persian, (load.now, load.known, load.done)))
    Console().print(table)
    typer.echo(mixing(figures))
    if figures.uncovered:
        typer.echo(to_persian(f"{len(figures.uncovered)} ایده داوری از حوزهٔ خود ندارد: {listed(figures.uncovered)}"))
    for problem in sheets.problems:
        if problem.code.startswith("assignment-") and problem.code != "assignment-row":
            typer.echo(str(problem))


def _read(root: Path, name: str) -> tuple[Edition, Sheets]:
    edition = read_edition(root, name)
    sheets = read_sheets(edition)
    problems = in_the_way((*edition.problems, *sheets.problems))
    for problem in problems:
        typer.echo(str(problem))
    if problems:
        typer.echo("تا این‌ها درست نشود چیزی تقسیم نمی‌شود.")
        raise typer.Exit(1)
    return edition, sheets


def _most(load: Load) -> str:
    return "" if load.most is None else to_persian(load.most)


def _show(edition: Edition, sheets: Sheets, planned: Plan) -> None:
    judges = len(edition.call.judges)
    typer.echo(to_persian(f"{planned.ideas} ایده، {judges} داور، هر ایده {planned.readings} داور."))
    table = Table("داور", "حوزه‌ها", "دست‌بالا", "اکنون", "پس از این", "از حوزهٔ خود")
    for load in loads(edition, sheets, planned.now, planned.then):
        table.add_row(load.judge, load.fields, _most(load), *map(to_persian, (load.now, load.then, load.known)))
    Console().print(table)
    typer.echo(mixing(planned.then))
    _tell_uncovered(planned)
    typer.echo(difference(planned))


def _tell_uncovered(planned: Plan) -> None:
    if planned.uncovered:
        _tell(planned.uncovered, _UNCOVERED, "این ایده‌ها داوری از حوزهٔ خود ندارند", 0)
    else:
        typer.echo("هر ایده دست‌کم یک داور از حوزهٔ خود دارد.")


def _tell(by_reason: Mapping[Why, tuple[str, ...]], words: Mapping[Why, str], head: str, number: int) -> None:
    for why, codes in by_reason.items():
        typer.echo(to_persian(f"{head.format(number)} ({words[why]}): {listed(codes)}"))
