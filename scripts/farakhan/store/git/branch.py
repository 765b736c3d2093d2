"""The branch that takes in what people send: chosen once, by where HEAD was then, and kept whatever HEAD says later.

Somebody who switches branches in the server's folder must not lead people's ideas away. The choice lies beside the
spool: it is this machine's, and no other clone needs to know of it.
"""

from pathlib import Path

from farakhan.problems import UrgentError
from farakhan.store import durable
from farakhan.store.git.commits import Tip, tip_of
from farakhan.store.git.run import git
from farakhan.store.spool import sqlite

FILE = f"{sqlite.FOLDER}/branch"
"""From the repository's top; holds the branch's whole name."""


def chosen(root: Path) -> str:
    """The whole name of the branch; chosen now if it never was.

    Raises:
        FarakhanError: `commit-branch`, there is none to choose: HEAD names no branch.
    """
    path = root / FILE
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        branch = tip_of(root).branch
        durable.put(path, f"{branch}\n".encode())
        return branch


def tip(root: Path) -> Tip:
    """Where the branch stands, which HEAD names as well.

    Raises:
        FarakhanError: `commit-branch`, HEAD names another one or none; what was sent waits until it is back.
    """
    wanted, at = chosen(root), tip_of(root)
    if at.branch != wanted:
        message = (
            f"ایده‌ها به شاخهٔ {short(wanted)} می‌روند و مخزن اکنون روی {short(at.branch)} است؛ آنچه رسیده می‌ماند. "
            f"با git switch {short(wanted)} برگردید؛ اگر شاخه را دانسته عوض کرده‌اید، پروندهٔ {FILE} را بردارید."
        )
        raise UrgentError("commit-branch", message, str(root))
    return at


def commit(root: Path) -> str:
    """The commit on which the branch stands, wherever HEAD is; empty before the first.

    Raises:
        FarakhanError: `commit-branch`.
    """
    return git(root, "for-each-ref", "--format=%(objectname)", chosen(root)).decode().strip()


def short(branch: str) -> str:
    """A branch's name as people write it."""
    return branch.removeprefix("refs/heads/")
