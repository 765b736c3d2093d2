"""What a change may bring that may bring ideas alone: new ideas, on which nobody has decided yet."""

from farakhan.checks.idea import Facts
from farakhan.checks.place import Kind, kind_of
from farakhan.model.idea import Status
from farakhan.problems import Problem, problem

UNDECIDED = (Status.RECEIVED, Status.HELD)


def check_change(path: str, old_mode: int, mode: int) -> Problem | None:
    """What is wrong with a changed path: it must be an idea's file that was not there.

    Modes are git's; 0 stands where there is no file.
    """
    if kind_of(path) is not Kind.IDEA:
        return problem(path, 1, "change-outside")
    return problem(path, 1, "change-existing") if old_mode or not mode else None


def check_new(idea: Facts) -> Problem | None:
    """What is wrong with a new idea that is right in itself: its status and its receipt are the secretariat's."""
    if idea.status not in UNDECIDED:
        return problem(idea.path, 1, "change-status", value=idea.status)
    return problem(idea.path, 1, "change-receipt") if idea.receipt else None
