"""`farakhan verify`: count again, and name whatever is not as it was counted and decided; writes nothing."""

from pathlib import Path

import typer

from farakhan.judging.recounting import CommittedAnew, decided, recount
from farakhan.persian.calendar import long_day
from farakhan.persian.digits import to_persian
from farakhan.record.edition import read_edition
from farakhan.store import disk

MOST = 50
"""Differences that are told of one edition; the rest is a number."""


def verify(editions: list[str]) -> None:
    """Hold editions against what stands of their count and decision; exit 1 if anything differs.

    Args:
        editions: their names; none means every edition that has or had results or awards.
    """
    root = disk.find_root(Path.cwd())
    named = editions or decided(root)
    if not named:
        typer.echo("هنوز هیچ دوره‌ای نتیجه ندارد؛ چیزی برای شمارش دوباره نیست.")
    sound = [_tell(root, name) for name in named]
    if not all(sound):
        raise typer.Exit(1)


def _tell(root: Path, name: str) -> bool:
    """Print what differs in an edition, or that nothing does; whether nothing does."""
    differences, anew = recount(read_edition(root, name))
    for sentence in differences[:MOST]:
        typer.echo(f"{name}: {sentence}")
    if len(differences) > MOST:
        typer.echo(f"{name}: {to_persian(f'و {len(differences) - MOST} تفاوت دیگر.')}")
    if not differences:
        typer.echo(f"{name}: شمارش دوباره با results.json یکی است، بایت به بایت.")
    for item in anew:
        typer.echo(f"{name}: {_in_words(item)}")
    return not differences


def _in_words(recount: CommittedAnew) -> str:
    """How often what was decided was committed anew: no fault by itself, but nobody should have to look for it."""
    times = to_persian(f"{recount.times} بار")
    return (
        f"{recount.file} پس از نخستین ثبت ({recount.first.name}) {times} در گیت عوض شده است؛ آخرین بار "
        f"{recount.last.name}، {long_day(recount.last.day)}، {recount.last.who}: {recount.last.words}"
    )
