"""An edition looked at whole, the judges' files and objections too: what `farakhan check` says."""

from pathlib import Path

from farakhan.problems import Problem
from farakhan.record.edition import Edition, read_with_problems
from farakhan.record.ideas import Step
from farakhan.record.objections import problems_of
from farakhan.record.sheets import read_sheets


def inspect_edition(root: Path, name: str, step: Step | None = None) -> tuple[Edition | None, tuple[Problem, ...]]:
    """Look at every file of an edition; the edition is None where its call.yml cannot be used.

    Raises:
        FarakhanError: `no-edition`, there is no such folder.
    """
    edition, problems = read_with_problems(root, name, step)
    more = (*read_sheets(edition).problems, *problems_of(edition)) if edition else ()
    return edition, tuple(sorted((*problems, *more)))
