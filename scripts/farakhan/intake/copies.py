"""Two ideas with one text that met when two histories were put together: the one from the form is marked as the copy.

Each was the first where it came in, so nobody could know of the other. The desk's stands; where both are from the form,
the earlier does. What a person has decided on already is left to a person: the check names it.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime
from pathlib import Path

from farakhan.files import idea as idea_file
from farakhan.intake.arrival import WEB
from farakhan.model.acts import SERVER, Act, Kind
from farakhan.model.idea import Idea, Status
from farakhan.record.known import Known, parsed
from farakhan.store.git import acts, branch
from farakhan.store.git.commits import MovedError, New, files_at

TRIES = 20
"""Times that they are marked anew because the branch has moved meanwhile."""
_GONE = (Status.REJECTED, Status.WITHDRAWN)
_UNDECIDED = (Status.RECEIVED, Status.HELD)


def mark(root: Path, now: datetime, known: Known | None = None) -> bool:
    """Mark such copies in one commit; whether there were any.

    Args:
        root: the repository's top.
        now: aware.
        known: the texts that stand in git, where the caller has them; it learns what is new.

    Raises:
        FarakhanError: what `branch.tip` and `commit` raise; nothing was changed then.
    """
    known = known or Known(root)
    for _ in range(TRIES):
        with suppress(MovedError):
            return _marked(root, known, now)
    raise MovedError(str(root))


def _marked(root: Path, known: Known, now: datetime) -> bool:
    tip = branch.tip(root)
    known.renew(tip.commit)
    files: dict[str, New] = {}
    for edition, codes in known.shared():
        data = files_at(root, [idea_file.idea_path(edition, code) for code in codes], tip.commit)
        ideas = {path: parsed(path, file) for path, file in data.items()}
        for path, idea in _copies({path: idea for path, idea in ideas.items() if idea}):
            files[path] = New(idea_file.render(idea), data[path])
    if not files:
        return False
    act = Act(kind=Kind.COPY, ideas=tuple(Path(path).stem for path in sorted(files)), by=SERVER, at=now)
    acts.commit(root, files, [act], acts.INTAKE, tip)
    return True


def _copies(ideas: dict[str, Idea]) -> Iterator[tuple[str, Idea]]:
    """Those of some ideas with one text, by path, that must name the first, as they name it."""
    heads = [head for head in ideas.values() if head.copies_of is None and head.status not in _GONE]
    if not heads:
        return
    first, *others = sorted(heads, key=lambda head: (head.channel == WEB, head.arrived, head.code))
    later = {head.code for head in others if head.channel == WEB and head.status in _UNDECIDED}
    for path, idea in ideas.items():
        if idea.code in later:
            yield path, idea.model_copy(update={"copies_of": first.code, "status": Status.HELD})
