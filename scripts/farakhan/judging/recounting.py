"""An edition counted again, and held against what stands of its count and its decision; nothing is written."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from farakhan.files import opened
from farakhan.files import results as results_file
from farakhan.files.layout import Kind
from farakhan.files.source import as_committed
from farakhan.judging.counting import count_edition, to_be_mended
from farakhan.persian.calendar import long_day
from farakhan.persian.digits import to_persian
from farakhan.record.edition import Edition
from farakhan.record.sheets import read_sheets
from farakhan.store import disk
from farakhan.store.git.audit import Commit, commits_of, committed
from farakhan.tally.opened import recount as recount_data

RESULTS, AWARDS = Kind.RESULTS, Kind.AWARDS


class CommittedAnew(NamedTuple):
    """A file of the decision that git knows in more than one state; `times` is how often it changed after the first."""

    file: str
    times: int
    first: Commit
    last: Commit

    def words(self) -> str:
        """No fault by itself, but nobody should have to look for it."""
        last = f"{self.last.name}، {long_day(self.last.day)}، {self.last.who}: {self.last.words}"
        times = to_persian(f"{self.times} بار")
        return f"{self.file} پس از نخستین ثبت ({self.first.name}) {times} در گیت عوض شده است؛ آخرین بار {last}"


class Recount(NamedTuple):
    """What another count says of an edition: what differs, a sentence each, and what was decided more than once."""

    differences: tuple[str, ...]
    anew: tuple[CommittedAnew, ...]


def recount_open(file: Callable[[str], bytes]) -> list[str]:
    """Count open data again, from nothing else; what differs from its results, a sentence each.

    Args:
        file: the bytes of a file of it by its name.

    Raises:
        FarakhanError: `open-data`, a file is not what it should be; what `file` raises.
    """
    data = opened.read(file)
    counted = opened.render_results(data.call, recount_data(data), int)
    return list(results_file.differences_of_parts(file(opened.RESULTS), counted))


def decided(root: Path) -> list[str]:
    """The names of the editions that have or had results or awards."""
    return [name for name in disk.editions(root) if _decided(root, name)]


def recount(edition: Edition) -> Recount:
    """Count an edition again; that a decision was committed again is no difference."""
    anew = (_committed_anew(edition.root, edition.name, file) for file in (RESULTS, AWARDS))
    return Recount(tuple(_differences(edition)), tuple(filter(None, anew)))


def _decided(root: Path, name: str) -> bool:
    paths = [_path(name, file) for file in (RESULTS, AWARDS)]
    return any((root / path).exists() or commits_of(root, path) for path in paths)


def _path(edition: str, file: str) -> str:
    return f"{disk.RECORD}/{edition}/{file}"


def _differences(edition: Edition) -> Iterator[str]:
    root, sheets = edition.root, read_sheets(edition)
    problems = tuple(problem for problem in sorted((*edition.problems, *sheets.problems)) if not problem.warning)
    yield from map(str, problems)
    stored = root / _path(edition.name, RESULTS)
    if not stored.exists():
        yield _gone(root, edition.name, RESULTS)
    elif to_be_mended(problems):
        yield "تا این‌ها درست نشود دوباره شمرده نمی‌شود."
    else:
        if edition.closing is None:
            yield "برگ‌ها پیش از شمارش بسته نشده‌اند (closed.json نیست)."
        yield from results_file.differences(as_committed(stored.read_bytes()), count_edition(edition, sheets).data)
    yield from _awards(root, edition.name)


def _awards(root: Path, name: str) -> Iterator[str]:
    """What git knows of the decision that its file does not say: that it is gone, or not as it was committed."""
    path = _path(name, AWARDS)
    before = committed(root, path)
    if not (root / path).exists():
        if commits_of(root, path):
            yield _gone(root, name, AWARDS)
    elif before is not None and as_committed(before) != as_committed((root / path).read_bytes()):
        yield f"{AWARDS} با آنچه در گیت ثبت شده است یکی نیست؛ git diff می‌گوید چه چیزی."


def _gone(root: Path, name: str, file: str) -> str:
    commits = commits_of(root, _path(name, file))
    if not commits:
        return f"{file} نیست؛ نخست farakhan tally را اجرا کنید."
    last = commits[0]
    commit = f"{last.name}، {long_day(last.day)}، {last.who}: {last.words}"
    return f"{file} در گیت بوده است و دیگر نیست؛ آخرین ثبت آن {commit}"


def _committed_anew(root: Path, name: str, file: str) -> CommittedAnew | None:
    path = _path(name, file)
    commits = commits_of(root, path)
    if len(commits) < 2 or not (root / path).exists():  # noqa: PLR2004 (once more than the first time)
        return None
    return CommittedAnew(file, len(commits) - 1, first=commits[-1], last=commits[0])
