"""`farakhan verify`: count again, and name whatever is not as it was counted and decided; writes nothing."""

from functools import partial
from http.client import HTTPException
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import typer

from farakhan.judging.recounting import decided, recount, recount_open
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.edition import read_edition
from farakhan.store import disk

PATIENCE, MOST_BYTES = 30.0, 64 * 2**20
"""Seconds to wait for a site that has open data, and bytes that are read of a file."""
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


def verify_open(place: str) -> None:
    """Count open data of an edition again, without its record; exit 1 if anything differs.

    Args:
        place: its folder, or the address at which its files are, of a site.

    Raises:
        FarakhanError: `open-data`, a file is missing or is not what it should be.
    """
    differences = recount_open(partial(_file, place))
    for sentence in differences:
        typer.echo(sentence)
    if differences:
        raise typer.Exit(1)
    typer.echo("از ردیف‌های منتشرشده همان نتیجه بیرون می‌آید، بایت به بایت.")


def _file(place: str, name: str) -> bytes:
    """A file of open data, from a folder or over the web."""
    try:
        if not place.startswith(("https://", "http://")):
            return (Path(place) / name).read_bytes()
        with urlopen(f"{place.rstrip('/')}/{name}", timeout=PATIENCE) as answer:  # noqa: S310 (one of these two schemes)
            return bytes(answer.read(MOST_BYTES + 1)[:MOST_BYTES])
    except HTTPError as error:
        with error:
            raise _unread(place, name, error.reason) from None
    except (OSError, HTTPException) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise _unread(place, name, reason) from None


def _unread(place: str, name: str, reason: object) -> FarakhanError:
    return FarakhanError("open-data", f"این پرونده خوانده نشد ({reason}).", f"{place.rstrip('/')}/{name}")


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
        typer.echo(f"{name}: {item.words()}")
    return not differences
