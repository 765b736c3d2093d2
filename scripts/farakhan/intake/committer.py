"""From the spool into git: batches, each one commit; a death at any point leaves work to be done again, never undone.

First what was sealed goes into the vault, then the files into git, then the letters are marked: a letter that is not
marked is taken again, and what of it stands already is left as it is.
"""

import logging
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import NamedTuple

from farakhan.files import idea as idea_file
from farakhan.intake.letters import applied
from farakhan.model.call import Call
from farakhan.persian.calendar import TEHRAN
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.store import commits, vault
from farakhan.store.commits import New, Person
from farakhan.store.git import Patience
from farakhan.store.letters import Act, State, Taken
from farakhan.store.pushing import push, remote_of
from farakhan.store.record import read_call_alone
from farakhan.store.spool import Spool

log = logging.getLogger("farakhan")

EVENT = "farakhan.intake"
BATCH = 1000
"""Letters of one commit."""
TRIES = 5
"""Times that a batch is made anew because somebody changed one of its files meanwhile."""
_OF_ALL = ("commit-busy", "git", "spool-full", "vault-unreachable")
"""Errors that are no single letter's: without room, or without git, none goes in."""
WHO = Person("دریافت فراخوان", "intake@localhost")
"""Who commits what people sent themselves."""
NAMES = {Act.NEW: "ایدهٔ تازه", Act.MEND: "اصلاح", Act.WITHDRAW: "انصراف"}
"""What an act is called in a commit's message."""

Said = Callable[[FarakhanError], None]
"""Told of a letter that cannot be brought into git before a person has done something."""


def commit_waiting(
    root: Path, spool: Spool, now: Callable[[], datetime], said: Said, rest: Callable[[], None] = lambda: None
) -> int:
    """Bring every waiting letter into git; how many came in.

    What has been done is told to Python's audit hooks as `farakhan.intake`: taken, sealed, read, marked.

    Args:
        root: the repository's top.
        spool: from which letters are taken.
        now: the clock, aware.
        said: told of letters that stay behind; the others do not wait for them.
        rest: called between two ideas, to let others go first.

    Raises:
        FarakhanError: git or the disk takes nothing more.
    """
    done, after = 0, 0
    behind: set[str] = set()
    while True:
        letters = spool.take(BATCH, after)
        if not letters:
            return done
        after = letters[-1].number
        sys.audit(EVENT, "taken")
        for batch in _one_each(letters):
            ready = [one for one in batch if one.letter.code not in behind]
            left = _bring(_Work(root, spool, now, said, rest), ready)
            behind |= left
            done += len(ready) - len(left)


def send_on(root: Path, spool: Spool, patience: Patience | None = None) -> bool:
    """Send what stands in git here and not elsewhere to the remote; whether there was anything, and a remote.

    Raises:
        FarakhanError: what `push` raises; nothing is marked as sent then.
    """
    numbers = spool.committed()
    remote = remote_of(root) if numbers else ""
    if not remote:
        return False
    push(root, remote, patience)
    spool.mark(numbers, State.PUSHED)
    return True


def _one_each(letters: Sequence[Taken]) -> Iterator[list[Taken]]:
    """The letters in batches, of which none has two on the same idea: the first of each, the second of each, ..."""
    place: Counter[str] = Counter()
    batches: dict[int, list[Taken]] = {}
    for one in letters:
        batches.setdefault(place[one.letter.code], []).append(one)
        place[one.letter.code] += 1
    yield from batches.values()


class _Work(NamedTuple):
    """What `commit_waiting` was called with."""

    root: Path
    spool: Spool
    now: Callable[[], datetime]
    said: Said
    rest: Callable[[], None]


def _bring(work: _Work, letters: list[Taken]) -> set[str]:
    """Bring some letters in together; where one of them stops them, the others without it.

    Returns:
        The codes of those that stay behind: later letters on the same ideas must not go before them.
    """
    if not letters:
        return set()
    try:
        _keep_sealed(work.root, letters)
        sys.audit(EVENT, "sealed")
        _commit(work, letters)
    except FarakhanError as error:
        if error.code in _OF_ALL:
            raise
        if len(letters) == 1:
            work.said(error)
            return {letters[0].letter.code}
        half = len(letters) // 2
        return {code for part in (letters[:half], letters[half:]) for code in _bring(work, part)}
    work.spool.mark((one.number for one in letters), State.COMMITTED)
    sys.audit(EVENT, "marked")
    return set()


def _keep_sealed(root: Path, letters: Sequence[Taken]) -> None:
    """Put what was sealed into the vault."""
    sealed = (one.letter for one in letters if one.letter.contact)
    vault.put_sealed(root, {one.code: vault.Sealed(one.contact, one.proof) for one in sealed})


def _commit(work: _Work, letters: Sequence[Taken]) -> None:
    for left in reversed(range(TRIES)):
        files = _files(work, letters)
        sys.audit(EVENT, "read")
        if not files:
            return
        try:
            commits.commit(work.root, files, _message(letters), WHO, work.now().astimezone(TEHRAN))
        except FarakhanError as error:
            if error.place not in files or not left:  # nobody changed one of them
                raise
        else:
            return


def _files(work: _Work, letters: Sequence[Taken]) -> dict[str, New]:
    """The files that the letters change, as they make them, over what stands in git."""
    call = cache(lambda edition: _call(work.root, edition))
    paths = {idea_file.idea_path(one.letter.edition, one.letter.code): one for one in letters}
    files = {}
    for path, data in commits.standing(work.root, paths).items():
        work.rest()
        current = None if data is None else idea_file.parse(path, data)
        try:
            made = applied(call(paths[path].letter.edition), paths[path], current)
        except ValueError:
            log.exception("a letter")
            raise FarakhanError("letter", "این نامه را برنامه نمی‌فهمد؛ به سازنده‌اش خبر دهید.", path) from None
        if made:
            files[path] = New(idea_file.render(made), data)
    return files


def _call(root: Path, edition: str) -> Call:
    call = read_call_alone(root, edition)
    if call is None:
        raise FarakhanError("call-file", "call.yml این دوره خوانده نمی‌شود؛ farakhan check دلیلش را می‌گوید.", edition)
    return call


def acts_in(message: str) -> Iterator[tuple[str, Act]]:
    """Codes and what was done to them, by a message that this module wrote."""
    for act, code in _LINE.findall(message):
        yield code, Act(act)


_LINE = re.compile(rf"^({'|'.join(Act)}): ([0-9]{{10}})$", re.MULTILINE)


def _message(letters: Sequence[Taken]) -> str:
    """How many of each act, and their codes."""
    counts = Counter(one.letter.act for one in letters)
    parts = "، ".join(f"{counts[act]} {name}" for act, name in NAMES.items() if counts[act])
    codes = "".join(f"{one.letter.act.value}: {one.letter.code}\n" for one in letters)
    return f"{to_persian(f'از فرم سایت: {parts}')}\n\n{codes}"
