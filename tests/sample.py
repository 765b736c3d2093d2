"""How the sample edition was judged and decided, from its accepted ideas on, by the commands that staff use.

    python -m tests.sample        writes it anew: `make sample`

Its call and its ideas were written by hand; all else in its folder is made here, in a repository of its own, and is the
same to the byte each time. Only the closing is no command: its time and its chance are the sample's own.
"""

import random
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tests.lab import commit_all, put_into_git
from tests.ready import TOOL
from tests.records import ROOT
from tests.whole import Opinion, filled

from farakhan.files import rules
from farakhan.files.layout import Kind
from farakhan.judging.closing import close
from farakhan.model.idea import OwnerKind
from farakhan.model.judging import UNNAMED
from farakhan.persian.calendar import TEHRAN, parse_day
from farakhan.persian.digits import only
from farakhan.record.edition import Edition, read_edition
from farakhan.record.idea import IdeaPlace, read_idea
from farakhan.record.sheets import read_sheets
from farakhan.store import disk

NAME = "sample"
FOLDER = Path(disk.RECORD, NAME)
BY_HAND = ("call.yml", "ideas")
"""What stands in its folder before anybody judges."""
FIRST_SHEET = parse_day("1405-05-03")
CLOSED_AT = datetime(2026, 8, 23, 17, 30, tzinfo=TEHRAN)
ABSENT = "d9"
"""The judge who has sent no sheet when all others are closed."""
CONFLICTS = {"d2": 4, "d5": 7, "d8": 2}
"""Of a judge the idea, by its place in the pack, that they may not judge."""
EVEN = ("3386232074", "5537907176")
"""Two ideas that all judges find equally good."""
LIKED = frozenset(
    (
        *("2102057714", "2669394358", "3152564435", "3692871372", "5123624621", "5537052698"),
        *("5733569277", "7775106934", "7895881349", "8380477633", "9810082308"),
    )
)
"""Ideas that judges find better than most."""
GIVEN_UP = "5123624621"
"""The idea that won and whose owner no longer wants to do it."""
HELP = (
    "barakat: نمونه: خرید دستگاه مشترک",
    "behzisti: نمونه: مواد اولیه",
    "labour: نمونه: آموزش و گواهی مهارت",
)
_WHO = {OwnerKind.PERSON: "صاحب ایده", OwnerKind.GROUP: "گروه", OwnerKind.COMPANY: "شرکت"}


def made(folder: Path) -> Path:
    """Judge and decide the sample in a new repository; its folder in it.

    Args:
        folder: where the repository is made; it has what judges are given and what they send beside it.
    """
    root = folder / "call"
    for name in BY_HAND:
        source, target = ROOT / FOLDER / name, root / FOLDER / name
        target.parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy2)(source, target)
    edition = read_edition(root, NAME)
    stand_fast = rules.render(rules.rules_of(edition.call, FIRST_SHEET))
    (root / FOLDER / Kind.RULES).write_bytes(stand_fast)
    put_into_git(root)
    _judged(root, folder)
    _closed(root)
    farakhan(root, "tally", NAME)
    _decided(root)
    return root / FOLDER


def farakhan(root: Path, *words: str) -> str:
    """What a command prints that ends well."""
    done = subprocess.run([TOOL, *words], cwd=root, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stdout + done.stderr)
    return done.stdout


def _judged(root: Path, folder: Path) -> None:
    """Twice: what somebody may not judge goes to another, who was given the rest before."""
    judges = [judge.id for judge in read_edition(root, NAME).call.judges if judge.id != ABSENT]
    for reading in ("first", "second"):
        packs, back = folder / f"{reading}-packs", folder / f"{reading}-sheets"
        farakhan(root, "assign", NAME, "--yes")
        farakhan(root, "packs", NAME, "--out", str(packs))
        back.mkdir()
        for judge in judges:
            data = filled(packs / f"{NAME}-{judge}.zip", Judge(judge, may_judge_all=reading == "second").think)
            (back / f"{judge}.xlsx").write_bytes(data)
        farakhan(root, "sheets", "import", NAME, *map(str, sorted(back.iterdir())))
    farakhan(root, "sheets", "confirm", NAME, *judges, "--yes")


class Judge:
    """One who finds ideas about as good as all do."""

    def __init__(self, name: str, *, may_judge_all: bool) -> None:
        """Know nothing yet."""
        self.own = random.Random(name)  # noqa: S311 (a made-up judge)
        self.conflict = 0 if may_judge_all else CONFLICTS.get(name, 0)
        self.seen = 0

    def think(self, shown: str) -> Opinion:
        """Of an idea with a code, as people read it."""
        self.seen += 1
        code = only(shown)
        if self.seen == self.conflict and code not in EVEN:
            return Opinion(conflict="نمونه: همسایه")
        if code in EVEN:
            return Opinion((7, 7, 8, 8, 7))
        worth = 8 if code in LIKED else random.Random(code).randint(2, 7)  # noqa: S311 (likewise)
        return Opinion(tuple(max(0, min(10, worth + self.own.randint(-2, 2))) for _ in range(5)))


def _closed(root: Path) -> None:
    """What `farakhan sheets close` does, at the sample's time and by its chance."""
    edition = read_edition(root, NAME)
    closed = close(edition, read_sheets(edition), CLOSED_AT, random.Random(NAME))  # noqa: S311 (a sample's lot)
    (root / FOLDER / closed.path).write_bytes(closed.data)
    commit_all(root)


def _decided(root: Path) -> None:
    """The jury's words, a line each."""
    award = ("award", NAME, "--yes")
    farakhan(root, *award)
    edition = read_edition(root, NAME)
    results, awards = edition.results, edition.awards
    if results is None or awards is None:
        raise RuntimeError(NAME)
    ranked = [place.code for place in results.ranking if place.code in results.winners]
    farakhan(root, *award, *ranked[len(ranked) // 2 :], "--award", "commended")
    farakhan(root, *award, GIVEN_UP, "--pass-over", "--reason", "نمونه: صاحب ایده از اجرای آن منصرف شده است.")
    even = "نمونه: در مرز با ایده‌ای دیگر برابر بود؛ هیئت آن را به‌سبب نیاز شهرستان برگزید."
    farakhan(root, *award, min(results.tied), "--award", "commended", "--reason", even)
    for place, help_ in enumerate(HELP):
        farakhan(root, *award, *(code for code in ranked[place::4] if code != GIVEN_UP), "--support", help_)
    for code, name in _names(read_edition(root, NAME)):
        farakhan(root, *award, code, "--name", name)
    signed = ("--signed", "نمونه: رئیس هیئت", "--signed", "نمونه: دبیر فراخوان")
    farakhan(root, *award, "--letter", "نمونه ۱۲", "--day", "1405/06/05", *signed)


def _names(edition: Edition) -> Iterator[tuple[str, str]]:
    """Who told the secretariat by what name they are to be published."""
    counties = {county.id: county.name for county in edition.call.counties}
    for award in edition.awards.awards if edition.awards else ():
        if award.public_name == UNNAMED:
            idea = read_idea(IdeaPlace(edition.root, NAME, award.code))
            yield (
                award.code,
                f"نمونه: {_WHO[idea.owners.kind or OwnerKind.PERSON]} از {counties.get(idea.counties[0], 'فارس')}",
            )


def main() -> None:
    """Put what was made in the place of what stands in the repository."""
    with tempfile.TemporaryDirectory() as folder:
        new = made(Path(folder))
        for path in (ROOT / FOLDER).iterdir():
            if path.name not in BY_HAND:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        shutil.copytree(new, ROOT / FOLDER, dirs_exist_ok=True)


if __name__ == "__main__":
    main()
