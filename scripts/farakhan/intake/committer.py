"""From the spool into git: batches, each one commit; a death at any point leaves work to be done again, never undone.

First it is seen what each letter comes to, then what was sealed goes into the vault, then the files into git, then the
letters are marked: a letter that is not marked is taken again, and what of it stands already is left as it is. What
came too late reaches neither the vault nor git.

A text that stands in git already makes a letter the copy of what stands there, whenever either arrived: what stands is
never changed because something came after it. So the files hold only on the tip that they were made for; where the
branch has moved meanwhile they are made again.
"""

import logging
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from farakhan.files import idea as idea_file
from farakhan.files import objection as objection_file
from farakhan.files.idea import Chosen
from farakhan.intake import copies, objecting
from farakhan.intake.applying import WRITTEN, applied, body_of, refused
from farakhan.model import acts as deeds
from farakhan.model.call import Call
from farakhan.persian.calendar import TEHRAN
from farakhan.problems import FarakhanError
from farakhan.record.live import Live
from farakhan.store.git import acts, branch, commits
from farakhan.store.git.commits import New, Tip
from farakhan.store.git.pushing import NOTHING, is_ahead, push, remote_of
from farakhan.store.git.run import Patience
from farakhan.store.spool.contract import AnySpool
from farakhan.store.spool.letters import Act, State, Taken
from farakhan.store.vault import contacts, logbook

log = logging.getLogger("farakhan")

EVENT = "farakhan.intake"
BATCH = 1000
"""Letters of one commit."""
TRIES = 20
"""Times that a batch is made anew because the branch has moved meanwhile, or a file of it is in somebody's hands."""

Said = Callable[[FarakhanError], None]
"""Told of a letter that cannot be brought into git before a person has done something."""


class Memory(NamedTuple):
    """What the committer remembers from one round to the next, to spare itself work: without it all comes out the same.

    Attributes:
        live: what is kept of the record: the calls, and the texts that stand in git.
        sealed: the numbers of waiting letters whose contact is in the vault already.
        left: the commit that the last round with letters left, alone; empty before the first.
    """

    live: Live
    sealed: set[int]
    left: list[str]


def commit_waiting(  # noqa: PLR0913, PLR0917 (each is a part of the round)
    root: Path,
    spool: AnySpool,
    now: Callable[[], datetime],
    said: Said,
    rest: Callable[[], None] = lambda: None,
    memory: Memory | None = None,
) -> int:
    """Bring every waiting letter into git; how many came in.

    What has been done is told to Python's audit hooks as `farakhan.intake`: taken, read, sealed, marked.

    Args:
        root: the repository's top.
        spool: from which letters are taken.
        now: the clock, aware.
        said: told of letters that stay behind; the others do not wait for them.
        rest: called between two ideas, to let others go first.
        memory: of the rounds before; it learns what stands in git also where no letter waits.

    Raises:
        FarakhanError: nothing more goes in, for a reason that is no letter's: git, the disk, the vault, the branch, a
            call that cannot be read. Whatever it is, the letters wait.
    """
    memory = memory or Memory(Live(root), set(), [])
    work = _Work(root, spool, now, said, rest, memory, {})
    begun = branch.tip(root).commit
    memory.live.known.renew(begun)
    done, after = 0, 0
    behind: set[str] = set()
    while letters := spool.take(BATCH, after):
        after = letters[-1].number
        sys.audit(EVENT, "taken")
        for batch in _one_each(letters):
            ready = [taken for taken in batch if taken.letter.code not in behind]
            left = _bring(work, ready)
            behind |= left
            done += len(ready) - len(left)
    if done:
        _mark_copies(work, begun)
    for error in work.calls.values():
        if isinstance(error, FarakhanError):
            raise error
    return done


def _mark_copies(work: "_Work", begun: str) -> None:
    """Mark texts that met where somebody pulled; with letters, so that the mark is sent on with them.

    Args:
        work: of the round.
        begun: the commit that the round began on.
    """
    memory = work.memory
    if memory.left != [begun]:
        try:
            copies.mark(work.root, work.now().astimezone(TEHRAN), memory.live.known)
        except commits.ConflictError:  # a file of them is in somebody's hands: in another round
            return
    memory.left[:] = [branch.tip(work.root).commit]


def send_on(
    root: Path,
    spool: AnySpool,
    patience: Patience | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> bool:
    """Send what stands in git here and not elsewhere to the remote; whether there was anything, and a remote.

    Whatever stands here goes, what staff commit in the server's own clone too, though no letter waits for it.
    Where what is here had to be made again on other people's work, texts may have met that came by two ways.

    Raises:
        FarakhanError: what `push` raises; nothing is marked as sent then.
    """
    numbers = spool.committed()
    there_is = bool(numbers) or is_ahead(root)
    remote = remote_of(root) if there_is else ""
    if not remote:
        return False
    exchange(root, remote, patience, now)
    spool.mark(numbers, State.PUSHED)
    return True


def exchange(
    root: Path,
    remote: str,
    patience: Patience | None = None,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    chosen: Chosen = NOTHING,
) -> None:
    """Bring what stands here and what stands at the remote together, and mark copies that met by this.

    Raises:
        FarakhanError: what `push` raises.
    """
    before = branch.tip(root)
    push(root, remote, patience, chosen)
    if branch.tip(root) != before and copies.mark(root, now().astimezone(TEHRAN)):
        push(root, remote, patience, chosen)


def _one_each(letters: Sequence[Taken]) -> Iterator[list[Taken]]:
    """The letters in batches, of which none has two on the same idea: the first of each, the second of each, ..."""
    place: Counter[str] = Counter()
    batches: dict[int, list[Taken]] = {}
    for taken in letters:
        batches.setdefault(place[taken.letter.code], []).append(taken)
        place[taken.letter.code] += 1
    yield from batches.values()


class _Work(NamedTuple):
    """What one round of `commit_waiting` works with.

    Attributes:
        calls: each edition's call as it was when the round first needed it, or why it cannot be used.
    """

    root: Path
    spool: AnySpool
    now: Callable[[], datetime]
    said: Said
    rest: Callable[[], None]
    memory: Memory
    calls: dict[str, Call | FarakhanError]


class _Plan(NamedTuple):
    """What some letters come to, over what stands at a tip.

    Attributes:
        files: that are changed, by their paths.
        seal: the letters whose contact belongs into the vault.
        refused: the letters that change nothing because they came too late.
        wrong: why letters stay behind, by their paths.
    """

    files: dict[str, New]
    seal: list[Taken]
    refused: list[Taken]
    wrong: dict[str, FarakhanError]


def _bring(work: _Work, letters: Sequence[Taken]) -> set[str]:
    """Bring some letters in together; one that cannot come in stays behind, and the others go on without it.

    Returns:
        The codes of those that stay behind: later letters on the same ideas must not go before them.
    """
    ready = {_path(taken): taken for taken in letters if isinstance(_call(work, taken.letter.edition), Call)}
    for _ in range(TRIES):
        tip = branch.tip(work.root)
        work.memory.live.known.renew(tip.commit)
        plan = _plan(work, ready.values(), tip)
        sys.audit(EVENT, "read")
        _leave(work, ready, plan.wrong)
        _seal(work, plan.seal)
        sys.audit(EVENT, "sealed")
        try:
            _commit(work, plan.files, [ready[path] for path in plan.files], tip)
        except commits.MovedError:
            continue
        except commits.ConflictError as error:
            if not set(error.paths) & ready.keys():
                raise
            again = {path: commits.ConflictError(error.message, [path]) for path in error.paths if path in ready}
            _leave(work, ready, again)
            continue
        _mark(work, ready.values(), plan.refused)
        return {taken.letter.code for taken in letters} - {taken.letter.code for taken in ready.values()}
    raise commits.MovedError(str(work.root))


def _path(taken: Taken) -> str:
    if taken.letter.act is Act.OBJECT:
        return objecting.path_of(taken)
    return idea_file.idea_path(taken.letter.edition, taken.letter.code)


def _leave(work: _Work, ready: dict[str, Taken], wrong: Mapping[str, FarakhanError]) -> None:
    """Let some letters stay behind, and say why."""
    for path, error in wrong.items():
        del ready[path]
        work.said(error)


def _plan(work: _Work, letters: Iterable[Taken], tip: Tip) -> _Plan:
    """What the letters come to; a text that an earlier one of them brings is known to the later."""
    taken = {_path(letter): letter for letter in letters}
    plan = _Plan({}, [], [], {})
    brought: dict[tuple[str, str], str] = {}
    for path, data in _standing(work.root, taken, tip).items():
        work.rest()
        try:
            _decide(work, plan, brought, path, taken[path], data)
        except FarakhanError as error:
            plan.wrong[path] = error
        except ValueError:
            log.exception("a letter")
            message = "این نامه را برنامه نمی‌فهمد؛ به سازنده‌اش خبر دهید."
            plan.wrong[path] = FarakhanError("letter", message, path)
    return plan


def _standing(root: Path, paths: Iterable[str], tip: Tip) -> dict[str, bytes | None]:
    return commits.files_at(root, paths, tip.commit) if tip.commit else dict.fromkeys(paths)


def _decide(  # noqa: PLR0913, PLR0917 (each is a part of the decision)
    work: _Work, plan: _Plan, brought: dict[tuple[str, str], str], path: str, taken: Taken, data: bytes | None
) -> None:
    """Add to a plan what one letter comes to; its file is at `path` and holds `data`."""
    call = _call(work, taken.letter.edition)
    if not isinstance(call, Call):
        raise call
    if taken.letter.act is Act.OBJECT:
        if refused(call, taken, None, work.spool.of_code):
            plan.refused.append(taken)
        elif data is None:
            plan.files[path] = New(objection_file.render(objecting.objection_of(taken)))
        return
    current = None if data is None else idea_file.parse(path, data)
    letter = _compared(work, brought, taken)
    made = applied(call, letter, current)
    if made:
        plan.files[path] = New(idea_file.render(made), data)
        brought.setdefault((made.edition, idea_file.squeezed(made.body)), made.code)
    if refused(call, letter, current, work.spool.of_code):
        plan.refused.append(taken)
    elif taken.letter.contact:
        plan.seal.append(taken)


def _compared(work: _Work, brought: dict[tuple[str, str], str], taken: Taken) -> Taken:
    """A letter that names the idea whose text it has: one that stands in git, else one that goes there with it.

    What it named when it arrived may never have come, and another may have come since then.
    """
    letter, known = taken.letter, work.memory.live.known
    if letter.act not in WRITTEN:
        return taken
    text = body_of(letter)
    first = known.first(letter.edition, text, letter.code)
    if not known.same(letter.edition, text, letter.code):
        first = brought.get((letter.edition, idea_file.squeezed(text)), "")
    return taken._replace(letter=letter._replace(copies_of=first))


def _seal(work: _Work, letters: Iterable[Taken]) -> None:
    """Put what was sealed into the vault, once for each letter."""
    new = [taken for taken in letters if taken.number not in work.memory.sealed]
    for taken in new:
        if taken.letter.act is Act.CONTACT:
            logbook.change(work.root, taken.letter.code, deeds.OWNER, "تماس: به خواست خود صاحب ایده", taken.arrived)
    contacts.put_all(
        work.root, {taken.letter.code: contacts.Sealed(taken.letter.contact, taken.letter.proof) for taken in new}
    )
    work.memory.sealed.update(taken.number for taken in new)


def _commit(work: _Work, files: Mapping[str, New], letters: Sequence[Taken], tip: Tip) -> None:
    if files:
        acts.commit(work.root, files, list(_acts(letters, work.now().astimezone(TEHRAN))), acts.INTAKE, tip)


def _mark(work: _Work, letters: Iterable[Taken], refused: Sequence[Taken]) -> None:
    late = {refusal.number for refusal in refused}
    numbers = {letter.number for letter in letters}
    work.spool.mark(sorted(numbers - late), State.COMMITTED)
    if late:
        work.spool.mark(sorted(late), State.REFUSED)
    work.memory.sealed.difference_update(numbers)
    sys.audit(EVENT, "marked")


def _call(work: _Work, edition: str) -> Call | FarakhanError:
    """An edition's call, read once in a round; one that cannot be used holds up its own letters alone."""
    if edition not in work.calls:
        message = "call.yml این دوره خوانده نمی‌شود؛ farakhan check دلیلش را می‌گوید."
        try:
            work.calls[edition] = work.memory.live.call_of(edition).now()
        except FarakhanError:
            work.calls[edition] = FarakhanError("call-file", message, edition)
    return work.calls[edition]


def _acts(letters: Sequence[Taken], at: datetime) -> Iterator[deeds.Act]:
    """What the letters' owners did, an act for each kind."""
    for asked in Act:
        codes = tuple(taken.letter.code for taken in letters if taken.letter.act is asked)
        if codes:
            yield deeds.Act(kind=deeds.Kind(asked.value), ideas=codes, by=deeds.OWNER, at=at)
