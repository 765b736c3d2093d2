"""`farakhan commit`: the spool into git."""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

import typer

from farakhan.intake.committer import commit_waiting, send_on
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.choosing import choose
from farakhan.store import disk
from farakhan.store.spool import sqlite
from farakhan.store.spool.contract import AnySpool
from farakhan.store.spool.sqlite import Spool
from farakhan.store.vault.mirror import Mirror

PAUSE = 5.0
"""Seconds between two rounds."""


def commit(*, once: bool) -> None:
    """Bring what waits in the spool into git and to the remote, without a server; once for a timer, else on and on.

    Raises:
        FarakhanError: `spool-held`, the server runs and does this itself; what `send_on` raises.
        typer.Exit: 1, some letters stay behind until a person has done something.
    """
    root = disk.find_root(Path.cwd())
    spooled = Spool(root / sqlite.FOLDER, lambda: datetime.now(UTC))
    try:
        stuck = _round(root, spooled)
        while not once:
            time.sleep(PAUSE)
            stuck = _round(root, spooled)
    except KeyboardInterrupt:
        return
    finally:
        spooled.close()
    if stuck:
        raise typer.Exit(1)


def _round(root: Path, spooled: AnySpool) -> list[FarakhanError]:
    stuck: list[FarakhanError] = []
    done = commit_waiting(root, spooled, lambda: datetime.now(UTC), stuck.append)
    if done:
        print(to_persian(f"{done} نامه به گیت رسید."), flush=True)
    for error in stuck:
        print(error, file=sys.stderr)
    try:
        Mirror(root, spooled).follow([recipient.key for recipient in choose(root, "").call.age_recipients])
    finally:  # a mirror that is away does not keep git from its remote
        send_on(root, spooled)
    return stuck
