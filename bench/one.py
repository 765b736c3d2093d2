"""One idea of many: `show` and `screen` beside the way that reads the whole edition first, as these commands once did.

The naive way stays here in the place of an old build: it runs with every later version of the program and of Python,
on the same record and in the same minute. `python -m bench.one <name> <code>` does one of them in the folder it is in.
"""

import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.records import EDITION, revise
from farakhan.model.acts import Act, Kind
from farakhan.model.idea import Status
from farakhan.office.screening import decide, screen
from farakhan.persian.calendar import TEHRAN
from farakhan.record.edition import read_edition
from farakhan.record.idea import IdeaPlace, read_idea
from farakhan.store.git.commits import person, settle

NOTHING = """
from typing import Annotated
import typer
app = typer.Typer()
@app.command()
def show(code: Annotated[str, typer.Argument()]) -> None: pass
app()
"""
"""A program that begins as ours does, reads one word and ends: under this no command of ours can come."""


def naive_show(root: Path, code: str) -> None:
    """Read everything, print one idea and what is wrong with it."""
    edition, place = read_edition(root, EDITION), IdeaPlace(root, EDITION, code)
    print(read_idea(place))
    print(*(one for one in edition.problems if one.path == place.path), sep="\n")


def naive_screen(root: Path, code: str) -> None:
    """Read everything, accept one idea."""
    settle(root)
    edition, place = read_edition(root, EDITION), IdeaPlace(root, EDITION, code)
    new, wrong = decide(place, edition.call, Status.ACCEPTED, "", "", read_idea(place).digest)
    if wrong:
        raise RuntimeError(wrong)
    act = Act(kind=Kind.ACCEPT, ideas=(code,), by="", at=datetime.now(TEHRAN))
    screen(place.root, act, {place.path: new}, person(root))


def prepare(root: Path) -> None:
    """Say who decides in a repository."""
    for key, value in (("user.name", "bench"), ("user.email", "bench@localhost"), ("gc.auto", "0")):
        subprocess.run(["git", "config", key, value], cwd=root, check=True)  # noqa: S607


def pulled(root: Path, ideas: Sequence[Path], but: str) -> Callable[[], object]:
    """As after a pull: in every folder the text of one idea is another one."""
    changed = {path.parent: path for path in ideas if path.stem != but}

    def before() -> None:
        for path in changed.values():
            revise(root, path)

    return before


NAIVE: dict[str, Any] = {way.__name__: way for way in (naive_show, naive_screen)}

if __name__ == "__main__":
    NAIVE[sys.argv[1]](Path.cwd(), sys.argv[2])
