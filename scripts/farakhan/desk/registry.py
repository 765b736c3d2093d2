"""What is somebody's already, codes and texts, kept between the requests of a desk; one of them asks at a time."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from threading import Lock

from farakhan.files.idea_book import Table
from farakhan.intake.arrival import Entry
from farakhan.intake.registering import Ready, Registering, register
from farakhan.intake.reserve import Beside
from farakhan.intake.tabled import Good, Trial, kept, tried
from farakhan.model.call import Call
from farakhan.model.idea import Idea
from farakhan.store.git.commits import Person


class Registry:
    """The codes and texts of one edition, learned when they are first asked for; any thread may ask."""

    def __init__(self, root: Path) -> None:
        """Learn nothing yet."""
        self._root = root
        self._lock = Lock()
        self._taken: Beside | None = None

    def begun(self, call: Call, entry: Entry) -> Registering:
        """An arrival that begins to be registered, with a code that is free."""
        with self._lock:
            self._taken = self._taken or Beside(self._root, call.edition)
            return Registering(self._root, call, entry, self._taken, self._taken.free_code())

    def known_as(self, work: Registering, body: str) -> str:
        """The code under which a text has come already; empty where none has."""
        with self._lock:
            return work.known_as(body)

    def tried(self, work: Registering, table: Table, at: datetime) -> Trial:
        """What the rows of a table come to; nothing is kept."""
        with self._lock:
            return tried(work, table, at)

    def keep(self, work: Registering, good: Sequence[Good], who: Person) -> list[Idea]:
        """Register rows of a table, all or none.

        Raises:
            FarakhanError: what `registering.register` raises.
        """
        with self._lock:
            return kept(work, good, who)

    def register(self, work: Registering, done: Ready, who: Person) -> None:
        """Keep an arrival.

        Raises:
            FarakhanError: what `registering.register` raises.
        """
        with self._lock:
            register(work, [done], who)
