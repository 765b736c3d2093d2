"""How far judging has come with one idea, by the files of its edition; those that do not name it are not parsed."""

from pathlib import Path

from farakhan.checks.sheets import code_in
from farakhan.files import results as results_file
from farakhan.files.layout import Kind
from farakhan.files.shape import shape
from farakhan.files.sheets import read_rows
from farakhan.files.source import read_yaml
from farakhan.model.judging import Award, Awards
from farakhan.model.permits import Reach
from farakhan.persian.digits import ARABIC, PERSIAN
from farakhan.persian.letters import bare
from farakhan.store import disk

_NOT_SCORES = ("idea", "conflict", "note")


def reach(root: Path, name: str, code: str) -> Reach:
    """How far judging has come with an idea.

    A file that names the idea and cannot be read speaks against it: what was decided must not be undone by a slip of
    the hand in another file.

    Args:
        root: the repository's top.
        name: the edition's.
        code: the idea's.
    """
    folder = f"{disk.RECORD}/{name}"
    settled = (root / folder / Kind.AWARDS).exists()
    if settled and _awarded(root, f"{folder}/{Kind.AWARDS}", code):
        return Reach.AWARDED
    sheets = sorted((root / folder / "sheets").glob("*/*.csv"))
    scored = any(_scored(root, sheet.relative_to(root).as_posix(), code) for sheet in sheets)
    if scored or _counted(root, f"{folder}/{Kind.RESULTS}", code):
        return Reach.SCORED
    return Reach.SETTLED if settled else Reach.UNSCORED


def award_of(root: Path, name: str, code: str) -> Award | None:
    """With what the jury honours an idea; None where it does not, or where its decision cannot be read.

    Args:
        root: the repository's top.
        name: the edition's.
        code: the idea's.
    """
    path = f"{disk.RECORD}/{name}/{Kind.AWARDS}"
    awards = _awards(root, path, code) if (root / path).exists() else ()
    return next((award for award in awards or () if award.code == code), None)


def _awarded(root: Path, path: str, code: str) -> bool:
    awards = _awards(root, path, code)
    return awards is None or code in {award.code for award in awards}


def _awards(root: Path, path: str, code: str) -> tuple[Award, ...] | None:
    """Those of a decision that names the idea at all; None where it does and cannot be read."""
    data = disk.read_bytes(root, path, disk.LIMITS[Kind.AWARDS])
    if code.encode() not in data:
        return ()
    source, _ = read_yaml(path, data, disk.AWARDS_TIMES)
    awards = shape(Awards, path, source.tree).value if source else None
    return awards.awards if awards else None


def _counted(root: Path, path: str, code: str) -> bool:
    if not (root / path).exists():
        return False
    data = disk.read_bytes(root, path, disk.LIMITS[Kind.RESULTS])
    if code.encode() not in data:
        return False
    results, _ = results_file.parse(path, data)
    return results is None or code in results.scored()


def _scored(root: Path, path: str, code: str) -> bool:
    data = disk.read_bytes(root, path, disk.LIMITS[Kind.SHEET])
    if not _may_name(data, code):
        return False
    header, rows, _ = read_rows(path, data)
    if "idea" not in header:
        return True
    at = header.index("idea")
    scores = [index for index, column in enumerate(header) if column not in _NOT_SCORES]
    mine = [cells for _, cells in rows if code_in(cells[at]) == code]
    return any(bare(cells[index]) for cells in mine for index in scores)


def _may_name(data: bytes, code: str) -> bool:
    """Whether a sheet may have a code in it: however it is written, its last four digits stand together."""
    end = code[-4:]
    scripts = (end, *(end.translate(str.maketrans("0123456789", digits)) for digits in (PERSIAN, ARABIC)))
    return any(
        digits.encode(encoding) in data for digits in scripts for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    )
