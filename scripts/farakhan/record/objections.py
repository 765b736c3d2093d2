"""The objections of an edition, as its files say them."""

from collections.abc import Iterator
from pathlib import Path

from farakhan.checks.objections import check_together, inspect
from farakhan.checks.terms import terms
from farakhan.files import objection as objection_file
from farakhan.files.layout import Kind, kind_of
from farakhan.model.objection import Objection
from farakhan.persian import digits
from farakhan.problems import FarakhanError, Problem
from farakhan.record.edition import Edition, stem
from farakhan.store import disk


def paths(root: Path, edition: str, code: str = "") -> list[str]:
    """The paths of an edition's objections, or of those on one idea, sorted; a link is none."""
    folder = root / disk.RECORD / edition / objection_file.FOLDER
    files = (file for file in folder.glob(f"{code or '*'}-*.yml") if not file.is_symlink())
    named = (file.relative_to(root).as_posix() for file in files)
    return sorted(path for path in named if kind_of(path) is Kind.OBJECTION)


def numbers(root: Path, edition: str) -> set[int]:
    """The numbers of an edition's objections."""
    return {objection_file.named(path)[1] for path in paths(root, edition)}


def objections(root: Path, edition: str, code: str = "") -> list[Objection]:
    """An edition's objections, or those on one idea, the oldest first.

    Raises:
        FarakhanError: `objection-file`, one cannot be read.
    """
    read = (objection_file.parse(path, data_of(root, path)) for path in paths(root, edition, code))
    return sorted(read, key=lambda objection: (objection.arrived, objection.number))


def find(root: Path, edition: str, typed: str) -> str:
    """The path of the objection with a number, however a person writes it.

    Raises:
        FarakhanError: `no-objection`, there is none; `objection-number`, two have it.
    """
    number = digits.only(typed)
    those = [path for path in paths(root, edition) if str(objection_file.named(path)[1]) == number]
    if not those:
        raise FarakhanError("no-objection", "اعتراضی با این شماره نیست؛ farakhan objections همه را می‌گوید.", typed)
    if len(those) > 1:
        raise FarakhanError(
            "objection-number", "دو اعتراض این شماره را دارند؛ farakhan check می‌گوید چه کنید.", those[1]
        )
    return those[0]


def data_of(root: Path, path: str) -> bytes:
    """The bytes of an objection's file."""
    return disk.read_bytes(root, path, disk.LIMITS[Kind.OBJECTION])


def problems_of(edition: Edition) -> Iterator[Problem]:
    """What is wrong with an edition's objections."""
    accepted, right = terms(edition.call), list[tuple[str, Objection]]()
    for path in edition.paths[Kind.OBJECTION]:
        objection, wrong = inspect(path, data_of(edition.root, path), edition.call, accepted)
        yield from wrong
        if objection:
            right.append((path, objection))
    codes = {*map(stem, edition.paths[Kind.IDEA])}
    yield from check_together(right, codes, signed=edition.awards is not None and edition.awards.letter.signed)
