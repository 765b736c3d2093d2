"""A spool that comes from a backup, held against git: a letter that stands there is not brought in again.

Git is the newer of the two. It may have letters that waited when the backup was made, and changes that came after it:
to apply an old one again would bring an old text back. And it may lack letters that the backup calls committed, where
it was cloned from a place to which they were never pushed.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from farakhan.model.acts import OWNER
from farakhan.store import disk
from farakhan.store.git import acts
from farakhan.store.spool.contract import AnySpool, every
from farakhan.store.spool.letters import Act, State, Taken
from farakhan.store.vault import contacts, logbook, originals


def settle(root: Path, spool: AnySpool) -> None:
    """Let every letter's state be what git says of it, and the vault have what came with those that stand there.

    What came with the others reaches the vault with them: one that came too late must not bring its contact.

    Args:
        root: the repository's top.
        spool: as it was in the backup.

    Raises:
        FarakhanError: `git`, there is no repository, or nothing in it yet.
    """
    done = defaultdict(list)
    for act in (act.act for act in acts.acts(root) if act.act.by == OWNER and act.act.kind.value in set(Act)):
        for code in act.ideas:
            done[code].append(Act(act.kind.value))
    kept, letters, sealed = set(contacts.codes(root)), defaultdict[str, list[Taken]](list), dict[str, contacts.Sealed]()
    for taken in every(spool, None):
        letters[taken.letter.code].append(taken)
    stand, wait = [], []
    for code, sent in letters.items():
        standing = stood([taken.letter.act for taken in sent], done[code])
        stand += [taken.number for taken in sent[:standing] if taken.state is State.WAITING]
        wait += [taken.number for taken in sent[standing:] if taken.state is not State.WAITING]
        for taken in sent[:standing]:
            if taken.letter.contact and code not in kept:
                sealed[code] = contacts.Sealed(taken.letter.contact, taken.letter.proof)
    contacts.put_all(root, sealed)
    spool.mark(stand, State.COMMITTED)
    spool.mark(wait, State.WAITING)


class Missing(NamedTuple):
    """Codes, sorted: of ideas without a contact, of contacts without an idea, of ideas that lack a photo or clip.

    `again` are those of which something was erased on purpose and a contact is there: it may have come back.
    """

    contacts: list[str]
    ideas: list[str]
    media: list[str]
    again: list[str]


def missing(root: Path) -> Missing:
    """What the record in git and the vault do not have of one another, but for what was erased on purpose."""
    kept, erased = set(contacts.codes(root)), logbook.erased(root)
    photos = set(originals.names(root))
    texts = {path.stem: path.read_bytes() for path in (root / disk.RECORD).glob("*/ideas/*/*.md")}
    lacking = [
        code for code, text in texts.items() if not {sha256.decode() for sha256 in _SHA256.findall(text)} <= photos
    ]
    return Missing(
        sorted(texts.keys() - kept - erased),
        sorted(kept - texts.keys()),
        sorted(set(lacking) - erased),
        sorted(kept & erased),
    )


_SHA256 = re.compile(rb"^ *-? *sha256: ['\"]?([0-9a-f]{64})", re.MULTILINE)


def stood(sent: Sequence[Act], done: Sequence[Act]) -> int:
    """How many of the letters on one idea, from the first on, stand in git.

    Letters on one idea are committed in the order of their arrival. One that changed nothing may be missing in git, and
    git may go on where the letters end.

    Args:
        sent: what the letters ask for, in that order.
        done: what git's messages name, the oldest first.
    """
    reached = 0
    for act in done:
        if act in sent[reached:]:
            reached = sent.index(act, reached) + 1
    return reached
