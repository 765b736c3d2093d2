"""`farakhan assign`: ideas shared out among judges, shown before it is done; and how it stands."""

from collections.abc import Mapping
from pathlib import Path

import typer
from rich.console import Console
from rich.table import Table

from farakhan.assignment.figures import Figures
from farakhan.cli.confirming import confirm
from farakhan.judging import keeping
from farakhan.judging.sharing import Plan, Wanted, Why, figures_now, in_the_way, plan
from farakhan.model.call import Call, names
from farakhan.model.codes import grouped
from farakhan.persian.digits import to_persian
from farakhan.record.edition import Edition, read_edition
from farakhan.record.sheets import Sheets, read_sheets
from farakhan.store import disk
from farakhan.store.clock import now
from farakhan.store.git.commits import settle

_SHOWN = 20
"""Codes that are told of one kind; the rest is a number."""
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
    _show(edition.call, planned)
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
    done = dict.fromkeys(figures.loads, 0)
    for row in sheets.rounds[edition.round.id]:
        if row.judge in done and (row.conflict or row.scores is not None):
            done[row.judge] += 1
    table = Table("داور", "حوزه‌ها", "دست‌بالا", "ایده", "از حوزهٔ خود", "خوانده")
    for judge in edition.call.judges:
        numbers = (figures.loads.get(judge.id, 0), figures.known.get(judge.id, 0), done.get(judge.id, 0))
        table.add_row(*_judge(edition.call, judge.id), *map(to_persian, numbers))
    Console().print(table)
    _tell_panels(figures)
    if figures.uncovered:
        typer.echo(to_persian(f"{len(figures.uncovered)} ایده داوری از حوزهٔ خود ندارد: {_codes(figures.uncovered)}"))
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


def _judge(call: Call, ident: str) -> tuple[str, str, str]:
    """A judge's id, fields and maximum, as a table shows them."""
    judge = next(listed for listed in call.judges if listed.id == ident)
    fields = names(call.fields)
    most = "" if judge.most is None else to_persian(judge.most)
    return judge.id, "، ".join(fields.get(field, field) for field in judge.fields) or "همه", most


def _show(call: Call, planned: Plan) -> None:
    typer.echo(to_persian(f"{planned.ideas} ایده، {len(call.judges)} داور، هر ایده {planned.readings} داور."))
    table = Table("داور", "حوزه‌ها", "دست‌بالا", "اکنون", "پس از این", "از حوزهٔ خود")
    for judge in call.judges:
        loads = (planned.now.loads.get(judge.id, 0), planned.then.loads.get(judge.id, 0))
        known = planned.then.known.get(judge.id, 0)
        table.add_row(*_judge(call, judge.id), *map(to_persian, (*loads, known)))
    Console().print(table)
    _tell_panels(planned.then)
    _tell_uncovered(planned)
    kept = sum(planned.then.loads.values()) - len(planned.new)
    typer.echo(to_persian(f"{len(planned.new)} سطر تازه، {len(planned.gone)} سطر کنار می‌رود، {kept} سطر می‌ماند."))


def _tell_panels(figures: Figures) -> None:
    judges = len(figures.loads)
    all_pairs = judges * (judges - 1) // 2
    words = f"{figures.panels} گروه گوناگون داوران؛ {figures.pairs} جفت از {all_pairs} جفت داور ایدهٔ مشترک دارند"
    apart = f"، ولی داوران {figures.groups} دستهٔ جدا از هم‌اند" if figures.groups > 1 else ""
    typer.echo(to_persian(f"{words}{apart}."))


def _tell_uncovered(planned: Plan) -> None:
    if planned.uncovered:
        _tell(planned.uncovered, _UNCOVERED, "این ایده‌ها داوری از حوزهٔ خود ندارند", 0)
    else:
        typer.echo("هر ایده دست‌کم یک داور از حوزهٔ خود دارد.")


def _tell(by_reason: Mapping[Why, tuple[str, ...]], words: Mapping[Why, str], head: str, number: int) -> None:
    for why, codes in by_reason.items():
        typer.echo(to_persian(f"{head.format(number)} ({words[why]}): {_codes(codes)}"))


def _codes(codes: tuple[str, ...]) -> str:
    more = f" و {len(codes) - _SHOWN} ایدهٔ دیگر" if len(codes) > _SHOWN else ""
    return f"{'، '.join(map(grouped, codes[:_SHOWN]))}{more}"
