"""Who acts here, and what a command of theirs made, brought into git as their act."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from farakhan.model.acts import Act, Kind
from farakhan.model.call import Call
from farakhan.model.permits import TABLE
from farakhan.problems import FarakhanError
from farakhan.store import disk, durable
from farakhan.store.git import acts, commits
from farakhan.store.git.commits import ConflictError, New, Person
from farakhan.store.git.run import git
from farakhan.store.vault import staff


def acting(root: Path, call: Call, who: Person, kind: Kind, signed: str = "") -> str:
    """The id by which a person acts; empty where no table ties anybody yet, so that git's name must do.

    Args:
        root: the repository's top.
        call: of the edition that is acted on.
        who: as git knows them.
        kind: what they do.
        signed: the id that they themselves named; the table is not asked then.

    Raises:
        FarakhanError: `staff-unknown`, the table does not know this person; `staff-call`, the call does not name them;
            `staff-duty`, this is not among what they are there for; what `staff.people` raises.
    """
    ident = signed or _tied(root, who)
    if not ident:
        return ""
    members = {person.id: person for person in call.staff}
    if ident not in members:
        message = f"کارشناس «{ident}» در این دوره نیست؛ شناسه‌اش را زیر staff در call.yml بنویسید."
        raise FarakhanError("staff-call", message, ident)
    duty = TABLE[kind].duty
    if not members[ident].may(duty):
        message = f"این کار ({duty.value}) در call.yml میان کارهای «{ident}» (duties) نیست؛ کسی که هست انجامش دهد."
        raise FarakhanError("staff-duty", message, ident)
    return ident


def _tied(root: Path, who: Person) -> str:
    table = staff.people(root)
    if table is None:
        return ""
    for tie in table.people:
        if tie.email == who.email:
            return tie.id
    message = (
        "گیت شما را با این نشانی می‌شناسد و در جدول کارشناسان نیست. اگر کارشناس این فراخوان هستید، بزنید:"
        " farakhan staff شناسه‌تان در call.yml؛ اگر نشانی درست نیست: git config user.email …"
    )
    raise FarakhanError("staff-unknown", message, who.email)


def keep(  # noqa: PLR0913, PLR0917 (each is a part of the act)
    root: Path,
    call: Call,
    kind: Kind,
    files: Mapping[str, bytes | None],
    made_from: Sequence[str],
    when: datetime,
    why: str = "",
    ideas: tuple[str, ...] = (),
    who: Person | None = None,
) -> None:
    """Commit files of an edition that were made anew, as a person's act.

    Nothing happens where they stand so in git. In a folder that is no repository they are only written.

    Args:
        root: the repository's top.
        call: of the edition.
        kind: what was done: sharing out, sheets, a count, the jury's decision.
        files: their bytes, by their paths in the edition's folder; None removes one.
        made_from: files and folders in it from which they were made: what is said of them must be true in git.
        when: aware.
        why: the act's reason; empty where it needs none.
        ideas: whom the act names; none where it is about the edition as a whole.
        who: acts; None for whoever git says sits here.

    Raises:
        ConflictError: somebody's unsaved change of one of the files is in the way.
        FarakhanError: `act-unsaved`, something that they were made from does not stand in git as it does here; what
            `acting` and `commits.person` raise.
    """
    changed = _changed(root, call, files, made_from)
    if changed:
        who = who or commits.person(root)
        act = Act(kind=kind, ideas=ideas, by=acting(root, call, who, kind), at=when, why=why)
        acts.commit(root, changed, [act], who)


def keep_of_judge(  # noqa: PLR0913, PLR0917 (each is a part of the act)
    root: Path,
    call: Call,
    kind: Kind,
    files: Mapping[str, bytes],
    made_from: Sequence[str],
    when: datetime,
    judge: str,
) -> None:
    """Commit what a judge gave as the judge's own act, of which git knows the id and nothing else.

    Args:
        root: the repository's top.
        call: of the edition.
        kind: what was done.
        files: as for `keep`.
        made_from: likewise.
        when: aware.
        judge: the id, as call.yml has it.

    Raises:
        FarakhanError: what `keep` raises, but for what it asks of staff.
    """
    who = Person(judge, f"{judge}@judges.localhost")
    changed = _changed(root, call, files, made_from)
    if changed:
        acts.commit(root, changed, [Act(kind=kind, ideas=(), by=judge, at=when)], who)


def _changed(root: Path, call: Call, files: Mapping[str, bytes | None], made_from: Sequence[str]) -> dict[str, New]:
    """What is to be committed; nothing where all stands so, or where there is no git and it was only written."""
    folder = f"{disk.RECORD}/{call.edition}"
    paths = {f"{folder}/{name}": data for name, data in files.items()}
    if not (root / ".git").exists():
        for path, data in paths.items():
            if data is None:
                durable.remove(root / path)
            else:
                durable.put_in_record(root, path, data)
        return {}
    before = commits.files_at(root, paths)
    if before == paths:
        _see_saved(root, paths)
        return {}
    unsaved = _unsaved(root, [f"{folder}/{name}" for name in made_from])
    if unsaved:
        message = "این پرونده هنوز در گیت ثبت نشده است و آنچه از آن ساخته شود هم ثبت نمی‌شود؛ نخست آن را ثبت کنید."
        raise FarakhanError("act-unsaved", message, unsaved[0])
    return {path: New(data, before[path]) for path, data in paths.items()}


def _see_saved(root: Path, paths: Mapping[str, bytes | None]) -> None:
    """See to it that files stand in the work tree as in git."""
    here = {path: (root / path).read_bytes() if (root / path).exists() else None for path in paths}
    changed = [path for path, data in paths.items() if here[path] != data]
    if changed:
        message = f"این پرونده اینجا جز آن است که در گیت است؛ با git checkout -- {changed[0]} برش گردانید."
        raise ConflictError(message, changed)


def _unsaved(root: Path, places: Sequence[str]) -> list[str]:
    """What has changed in some files and folders and does not stand in git, sorted."""
    listed = git(root, "status", "--porcelain=v1", "-z", "--no-renames", "--untracked-files=all", "--", *places)
    return sorted(entry[3:].decode(errors="replace") for entry in listed.split(b"\0") if entry)
