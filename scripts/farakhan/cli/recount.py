"""`farakhan verify`: count again, and name whatever is not as it was counted and decided; writes nothing."""

from collections.abc import Iterator
from pathlib import Path

import typer

from farakhan.cli.tally import counted
from farakhan.files import results as results_file
from farakhan.persian.digits import to_persian
from farakhan.record.edition import Edition, read_edition
from farakhan.record.sheets import read_sheets
from farakhan.store import disk
from farakhan.store.git.history import commits_of, committed
from farakhan.tally import count

MOST = 50
"""Differences that are told of one edition; the rest is a number."""
RESULTS, AWARDS = "results.json", "awards.yml"


def verify(editions: list[str]) -> None:
    """Hold editions against what stands of their count and decision; exit 1 if anything differs.

    Args:
        editions: their names; none means every edition that has or had results or awards.
    """
    root = disk.find_root(Path.cwd())
    named = editions or [name for name in disk.editions(root) if _decided(root, name)]
    if not named:
        typer.echo("هنوز هیچ دوره‌ای نتیجه ندارد؛ چیزی برای شمارش دوباره نیست.")
    sound = [_tell(root, name) for name in named]
    if not all(sound):
        raise typer.Exit(1)


def _decided(root: Path, name: str) -> bool:
    paths = [_path(name, file) for file in (RESULTS, AWARDS)]
    return any((root / path).exists() or commits_of(root, path) for path in paths)


def _path(edition: str, file: str) -> str:
    return f"{disk.RECORD}/{edition}/{file}"


def _tell(root: Path, name: str) -> bool:
    """Print what differs in an edition, or that nothing does; whether nothing does."""
    found = list(_differences(read_edition(root, name)))
    for sentence in found[:MOST]:
        typer.echo(f"{name}: {sentence}")
    if len(found) > MOST:
        typer.echo(f"{name}: {to_persian(f'و {len(found) - MOST} تفاوت دیگر.')}")
    if not found:
        typer.echo(f"{name}: شمارش دوباره با results.json یکی است، بایت به بایت.")
    for file in (RESULTS, AWARDS):
        _tell_history(root, name, file)
    return not found


def _differences(edition: Edition) -> Iterator[str]:
    """What differs, a sentence each."""
    root, sheets = edition.root, read_sheets(edition)
    problems = [one for one in sorted((*edition.problems, *sheets.problems)) if not one.warning]
    yield from map(str, problems)
    stored = root / _path(edition.name, RESULTS)
    if not stored.exists():
        yield _gone(root, edition.name, RESULTS)
    elif any(counted(one.path) for one in problems):
        yield "تا این‌ها درست نشود دوباره شمرده نمی‌شود."
    else:
        results = count(edition.call, edition.candidates(), sheets.rows)
        again = results_file.render(edition.call, edition.candidates(), results, sheets.digests)
        yield from results_file.differences(stored.read_bytes(), again)
    yield from _awards(root, edition.name)


def _awards(root: Path, name: str) -> Iterator[str]:
    """What git knows of the decision that its file does not say: that it is gone, or not as it was committed."""
    path = _path(name, AWARDS)
    before = committed(root, path)
    if not (root / path).exists():
        if commits_of(root, path):
            yield _gone(root, name, AWARDS)
    elif before is not None and before != (root / path).read_bytes():
        yield f"{AWARDS} با آنچه در گیت ثبت شده است یکی نیست؛ git diff می‌گوید چه چیزی."


def _gone(root: Path, name: str, file: str) -> str:
    commits = commits_of(root, _path(name, file))
    if not commits:
        return f"{file} نیست؛ نخست farakhan tally را اجرا کنید."
    last = commits[0]
    return f"{file} در گیت بوده است و دیگر نیست؛ آخرین ثبت آن {last.name}، {last.day}، {last.who}: {last.words}"


def _tell_history(root: Path, name: str, file: str) -> None:
    """Say how often what was decided was committed anew: no fault by itself, but nobody should have to look for it."""
    commits = commits_of(root, _path(name, file))
    if len(commits) > 1 and (root / _path(name, file)).exists():
        last, first = commits[0], commits[-1]
        told = to_persian(f"{len(commits) - 1} بار")
        typer.echo(
            f"{name}: {file} پس از نخستین ثبت ({first.name}) {told} در گیت عوض شده است؛ آخرین بار {last.name}،"
            f" {last.day}، {last.who}: {last.words}"
        )
