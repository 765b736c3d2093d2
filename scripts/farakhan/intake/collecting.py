"""What nobody needs any more: photos and clips of the vault that no idea names, and uploads that were given up.

A refused or mended or withdrawn idea leaves photos behind. They go when nothing has named them for `KEPT`: not the
record as it stands, not the record as it stood so long ago, no letter that waits, no clip that waits for its form; and
they were put there before that. So whatever is undone within that time has its photos. A withdrawn idea's file still
names its photos and is passed over. Its contact stays until the call's retention date, unless somebody erases it: the
secretariat may have to ask or to answer.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from farakhan.store import uploads
from farakhan.store.git import history
from farakhan.store.spool.contract import AnySpool, every
from farakhan.store.vault import originals

KEPT = timedelta(days=30)
"""Longer than the days in which an idea that was returned may be mended, and than a clerk's mistake goes unseen."""


def collect(root: Path, spool: AnySpool, clips: Path, now: datetime) -> int:
    """Remove photos and clips that nothing has named for `KEPT`; how many went.

    Args:
        root: the repository's top.
        spool: whose waiting letters name some.
        clips: the folder of uploads, some of which are in the vault and wait for their form.
        now: the hour, with its zone.

    Raises:
        FarakhanError: `vault-unreachable`, or `git`; what was not removed then goes another day.
    """
    before = now - KEPT
    old = [name for name, put in originals.ages(root) if put < before]
    if not old:
        return 0
    named = {*history.media_named(root, None), *history.media_named(root, before), *_waiting(spool)}
    named |= {upload.sha256 for upload in uploads.every(clips)}
    gone = [name for name in old if name not in named]
    return sum(originals.erase_old(root, name, before) for name in gone)


def _waiting(spool: AnySpool) -> Iterator[str]:
    for taken in every(spool):
        yield from history.names_in(taken.letter.content)
