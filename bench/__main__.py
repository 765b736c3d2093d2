"""`make bench`: one table, ours beside the naive way and the limit, all of one run on one machine."""

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import NamedTuple

from bench import before as earlier
from bench import commits, desk, history, intake, one, records, rounds, sharing, sites, slowest
from bench.rivals import POLARS, idea_files
from farakhan.record.call import read_call

HOME = Path(__file__).parent.parent
SHIPPED = HOME / "submissions" / "1406" / "call.yml"
SOURCES = ("site", "scripts/farakhan/publish/theme")
"""What mkdocs.yml speaks of."""
TOOLS = Path(sys.executable).parent
TODAY = "1406-09-11"
"""The day after the shipped call's announcement: winners are public."""

PEAK = """
import resource, subprocess, sys
subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=True)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""

ROUNDS, SHORT = 5, 10.0
"""How many times each way is gone; once if that takes more seconds than this."""


class Way(NamedTuple):
    """One way to do a job: a command, the folder it runs in, and what is done before each run, outside the clock."""

    what: str
    command: list[str | Path]
    folder: Path
    before: Callable[[], object] = lambda: None


class Taken(NamedTuple):
    """What a command took: seconds by the clock, and of the processor, of all its processes and cores together."""

    seconds: float
    processor: float


class Row(NamedTuple):
    """One line of the table; `seconds` is None where the rival is not there, `processor` where it was not asked."""

    what: str
    seconds: float | None
    processor: float | None = None


class Group(NamedTuple):
    """Rows about one job; the first is ours and the measure of the others."""

    title: str
    rows: list[Row]


def measured(title: str, ways: list[Way]) -> Group:
    """The medians of each way's seconds, from its command's start to its end.

    They take turns, so that what else the machine does meanwhile falls on all of them alike.
    """
    say(title)
    times: dict[str, list[Taken]] = {way.what: [] for way in ways}
    for _ in range(ROUNDS):
        for way in ways:
            taken = times[way.what]
            if shutil.which(way.command[0]) and (not taken or taken[0].seconds < SHORT):
                way.before()
                taken.append(clock(way.command, way.folder))
    return Group(title, [_row(what, taken) for what, taken in times.items()])


def _row(what: str, taken: list[Taken]) -> Row:
    if not taken:
        return Row(what, None)
    return Row(what, median(one.seconds for one in taken), median(one.processor for one in taken))


def clock(command: list[str | Path], folder: Path) -> Taken:
    """What a command takes.

    Raises:
        RuntimeError: it did not end well.
    """
    before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), perf_counter()
    done = subprocess.run(command, cwd=folder, check=False, capture_output=True, text=True, env=environment())
    seconds, after = perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(f"{command}: {done.stdout[-2000:]}{done.stderr[-2000:]}")
    return Taken(seconds, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)


def environment() -> dict[str, str]:
    """Our own, without Material's notice and with this repository's `bench` in reach of other folders.

    Python keeps what it compiled, as it does wherever nobody told it not to.
    """
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(HOME)}


def say(text: str) -> None:
    """Tell how far the work has come, beside the table."""
    print(f"\r\x1b[K{text}" if sys.stderr.isatty() else text, end="" if sys.stderr.isatty() else "\n", file=sys.stderr)


def counted(what: str, done: int, total: int) -> None:
    """Tell of a long loop now and then."""
    if done % max(1, total // (100 if sys.stderr.isatty() else 2)) == 0:
        say(f"writing {what}: {done:,} of {total:,}")


def made(folder: Path, size: records.Size) -> Path:
    """A record of a size in a folder of its own, as a git repository with one commit."""
    folder.mkdir()
    records.write(SHIPPED, folder, size, counted)
    say("committing the record")
    git(folder, ["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "bench"])
    return folder


def git(folder: Path, *commands: list[str]) -> None:
    """Git's own commands, one after the other."""
    for words in commands:
        identity = ["-c", "user.name=bench", "-c", "user.email=bench@localhost", "-c", "gc.auto=0"]
        subprocess.run(["git", *identity, *words], cwd=folder, check=True)  # noqa: S607


def judged(root: Path, size: records.Size) -> None:
    """Have the ideas of a record judged as they were committed, its sheets closed, and all counted once."""
    git(root, ["checkout", "-q", "--", "."])
    say("judging")
    records.judge(root, size)
    git(root, ["add", "-A"], ["commit", "-q", "-m", "judged"])
    clock(ours("tally", records.EDITION), root)


def ours(*words: str) -> list[str | Path]:
    """The real command."""
    return [TOOLS / "farakhan", *words]


def rival(name: str, root: Path) -> list[str | Path]:
    """A rival as a command."""
    return [sys.executable, "-m", "bench.rivals", name, root]


def forget(root: Path, *made: str) -> Callable[[], None]:
    """Remove what earlier runs made in a folder, and what ours keeps between runs."""

    def before() -> None:
        for name in (".git/farakhan", *made):
            shutil.rmtree(root / name, ignore_errors=True)

    return before


def after(root: Path, command: list[str | Path]) -> Callable[[], object]:
    """Have a command run before: what it keeps for the next one is there, or an idea is held again."""
    return lambda: clock(command, root)


def change(root: Path) -> Callable[[], None]:
    """Change one idea's text, another idea each time."""
    ideas = iter(idea_files(root))
    return lambda: records.revise(root, next(ideas))


def check(root: Path, size: records.Size) -> Group:
    """Checking every idea of a record."""
    folder = f"submissions/{records.EDITION}"
    ways = [
        Way("ours: farakhan check, cold", ours("check", folder), root, forget(root)),
        Way("ours: after one changed idea", ours("check", folder, "--since", "HEAD"), root, change(root)),
        Way("naive: python-frontmatter + pydantic", rival("naive_check", root), root),
        Way("limit: CSafeLoader, front matters alone", rival("limit_check", root), root),
    ]
    return measured(f"check {size.ideas:,} ideas", ways)


def alone(root: Path, size: records.Size) -> list[Group]:
    """Showing and deciding on one idea of a record, whose objects lie in a pack: ours keeps a call's so."""
    git(root, ["repack", "-a", "-d", "-q"])
    one.prepare(root)
    ideas = idea_files(root)
    code = ideas[len(ideas) // 2].stem

    def naive(name: str) -> list[str | Path]:
        return [sys.executable, "-m", "bench.one", name, code]

    show, whole = ours("show", code), naive("naive_show")
    nothing: list[str | Path] = [sys.executable, "-c", one.NOTHING, code]
    pulled, cold = one.pulled(root, ideas, code), forget(root)
    shown = [
        Way("ours: farakhan show", show, root, after(root, show)),
        Way("naive: the whole edition first", whole, root, after(root, whole)),
        Way("ours: after others' work everywhere", show, root, pulled),
        Way("naive: after others' work everywhere", whole, root, pulled),
        Way("ours: nothing kept", show, root, cold),
        Way("naive: nothing kept", whole, root, cold),
        Way("limit: typer reads a word, nothing done", nothing, root),
    ]
    held = after(root, ours("screen", code, "hold"))
    screened = [
        Way("ours: farakhan screen", ours("screen", code, "accept"), root, held),
        Way("naive: the whole edition first", naive("naive_screen"), root, held),
        Way("limit: typer reads a word, nothing done", nothing, root),
    ]
    build, other = root.parent / "build", root.parent / "before"
    if earlier.built(HOME, build):
        say(f"writing the record of {earlier.COMMIT}")
        earlier.record(build, other, size.ideas)
        git(other, ["init", "-q"], ["add", "-A"], ["commit", "-q", "-m", "bench"], ["repack", "-a", "-d", "-q"])
        one.prepare(other)
        theirs = idea_files(other)[len(ideas) // 2].stem
        its, its_cold = f"build {earlier.COMMIT}", f"build {earlier.COMMIT}: nothing kept"
        its_show, accept = (
            earlier.command(build, *words) for words in (["show", theirs], ["screen", theirs, "accept"])
        )
        hold, forgotten = after(other, earlier.command(build, "screen", theirs, "hold")), forget(other)
        shown.append(Way(its, its_show, other, after(other, its_show)))
        shown.append(Way(its_cold, its_show, other, forgotten))
        screened.append(Way(its, accept, other, hold))
        screened.append(Way(its_cold, accept, other, lambda: (hold(), forgotten())))
    return [
        measured(f"show one of {size.ideas:,} ideas", shown),
        measured(f"accept one of {size.ideas:,} ideas", screened),
    ]


def tally(root: Path, size: records.Size) -> tuple[Group, list[str]]:
    """Counting every score of a record, and how much memory each way takes at its height, a line each."""
    judged(root, size)
    ways = [
        Way("ours: farakhan tally, ideas read too", ours("tally", records.EDITION), root),
        Way("naive: csv.DictReader + Fraction", rival("naive_tally", root), root),
        Way("rival: polars, checks and same JSON", rival("polars_tally", root), root),
        Way("limit: polars, bare read + mean", rival("limit_tally", root), root),
    ]
    group = measured(f"tally {size.scores():,} scores in {size.judges} sheets", ways)
    written = (root / records.FOLDER / "results.json").read_bytes()
    same = "the same bytes" if (root / POLARS).read_bytes() == written else "OTHER BYTES"
    return group, [*(f"{way.what}: {peak(way.command, root)} MiB" for way in ways), f"polars wrote {same}"]


def peak(command: list[str | Path], folder: Path) -> int:
    """The mebibytes that a command takes at its height.

    It is begun by a small process: what a child takes is counted from its parent's own size on.
    """
    measured_by: list[str | Path] = [sys.executable, "-c", PEAK, *command]
    done = subprocess.run(measured_by, cwd=folder, check=True, capture_output=True, text=True, env=environment())
    return int(done.stdout) // 1024


def audit(folder: Path, commits: int) -> Group:
    """Looking over a history for what was changed after its time."""
    folder.mkdir()
    say("writing a history")
    history.write(SHIPPED, folder, commits)
    log: list[str | Path] = ["git", "log", "--raw", "-z", "--no-renames", "--no-abbrev", "--format=%H %at %P%n%an%n%B"]
    ways = [
        Way("ours: farakhan audit", ours("audit", records.EDITION), folder),
        Way("limit: git log --raw alone", log, folder),
    ]
    return measured(f"audit {commits:,} commits", ways)


def spool(root: Path, folder: Path, most: int) -> Group:
    """Committing ideas of a record in batches, as they come out of a spool."""
    folder.mkdir()
    say("committing in batches")
    some = commits.batches(root, 1_000, most)
    few = commits.batches(root, 1, max(10, most // 20))
    ours, limit = commits.seconds((commits.ours, commits.limit), folder, some)
    (hundreds,) = commits.seconds((commits.ours,), folder, commits.batches(root, 100, most))
    (naive,) = commits.seconds((commits.naive,), folder, few, runs=1)
    rows = [Row("ours: 1,000 a batch", ours), Row("ours: 100 a batch", hundreds)]
    rows.append(Row("naive: GitPython, each (by a twentieth)", naive * sum(map(len, some)) / len(few)))
    rows.append(Row("limit: one git fast-import", limit))
    return Group(f"commit {sum(map(len, some)):,} ideas", rows)


def renaming(root: Path, winners: int) -> Callable[[], None]:
    """Give another winner another public name each time: once sheets are closed, no text may change."""
    numbers = count(1)
    return lambda: records.award(root, winners, next(numbers))


def pages(folder: Path, winners: int) -> Group:
    """Building the site with a page for each of a record's winners."""
    folder.mkdir()
    size = records.Size(ideas=winners, winners=winners, judges=12, readings=3)
    root = made(folder / "ours", size)
    judged(root, size)
    records.award(root, winners)
    shutil.copy(HOME / "mkdocs.yml", root)
    for name in SOURCES:
        shutil.copytree(HOME / name, root / name)
    stock, hugo = folder / "mkdocs", folder / "hugo"
    sites.mkdocs_project(root, stock)
    sites.hugo_project(root, hugo)
    site = ours("site", "--edition", records.EDITION, "--today", TODAY)
    ways = [
        Way("ours: farakhan site, cold", site, root, forget(root, "public")),
        Way("ours: again, nothing changed", site, root),
        Way("ours: after one changed name", site, root, renaming(root, winners)),
        Way("naive: Material for MkDocs, stock", [TOOLS / "mkdocs", "build", "-q"], stock, forget(stock, "out")),
        Way(
            "limit: Hugo, four plain templates", ["hugo", "--quiet", "--destination", "out"], hugo, forget(hugo, "out")
        ),
    ]
    return measured(f"build {winners:,} winners' pages", ways)


def table(groups: list[Group]) -> Iterator[str]:
    """The lines of the table, as Markdown: seconds, each way's as a multiple of ours, seconds of the processor."""
    yield f"| {'job':<38} | {'way':<40} | {'seconds':>9} | {'of ours':>7} | {'processor':>9} |"
    yield f"|{'-' * 40}|{'-' * 42}|{'-' * 10}:|{'-' * 8}:|{'-' * 10}:|"
    for group in groups:
        first = group.rows[0].seconds or 0.0
        for index, row in enumerate(group.rows):
            title = "" if index else group.title
            times = ("not here", "") if row.seconds is None else (f"{row.seconds:.2f}", f"{row.seconds / first:.2f}")
            processor = "" if row.processor is None else f"{row.processor:.2f}"
            yield f"| {title:<38} | {row.what:<40} | {times[0]:>9} | {times[1]:>7} | {processor:>9} |"


def main() -> None:
    """Make the records, run every way, print the table."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="0.05 is a twentieth of every size")
    scale = parser.parse_args().scale
    size = records.Size(ideas=max(60, round(20_000 * scale)), winners=20, judges=300, readings=10)
    with tempfile.TemporaryDirectory(prefix="farakhan-bench-") as temporary:
        folder = Path(temporary)
        root = made(folder / "judged", size)
        groups = [check(root, size), *alone(root, size)]  # once sheets are closed, no idea may change
        git(root, ["checkout", "-q", "--", "."])
        say("the desk")
        at_desk = list(desk.lines(root, TOOLS / "farakhan"))
        say("the desk of many")
        many = made(folder / "many", replace(size, ideas=max(60, round(100_000 * scale))))
        one.prepare(many)
        at_desk += desk.lines(many, TOOLS / "farakhan")
        shutil.rmtree(many)
        counting, memory = tally(root, size)
        groups.append(counting)
        groups.append(audit(folder / "history", max(200, round(100_000 * scale))))
        groups.append(spool(root, folder / "spool", max(60, round(5_000 * scale))))
        groups += [pages(folder / str(many), max(20, round(many * scale))) for many in (1_000, 5_000)]
        say("sharing out")
        shared = list(sharing.lines(HOME, environment(), scale))
        say("reading in rounds")
        read = list(rounds.lines(read_call(HOME, SHIPPED.parent.name), scale))
        say(f"acknowledging, {intake.CLIENTS} clients")
        (folder / "intake").mkdir()
        acknowledged = intake.rates(SHIPPED, folder / "intake")
        say("the slowest request")
        (folder / "slowest").mkdir()
        slow = slowest.search(SHIPPED, folder / "slowest", scale)
    say("")
    print("\n".join(table(groups)))
    print("\nmemory of the tally", *memory, sep="\n")
    print("\nthe desk", *at_desk, sep="\n")
    print("\nshare ideas out", *shared, sep="\n")
    print("\nread in rounds", *read, sep="\n")
    print(f"\nacknowledge, {intake.CLIENTS} clients", *intake.lines(acknowledged), sep="\n")
    print("\nthe slowest request", *slowest.lines(slow), sep="\n")
    print(f"\n{os.cpu_count()} cores; ours checks on all of them, the rivals on one (polars and Hugo on all).")


if __name__ == "__main__":
    main()
