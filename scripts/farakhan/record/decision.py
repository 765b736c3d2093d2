"""What the jury decided, for who asks about one idea again and again: read anew only where the files have changed."""

import time
from pathlib import Path
from threading import Lock

from farakhan.files.layout import Kind
from farakhan.files.shape import shape
from farakhan.files.source import read_yaml, sha256
from farakhan.model.judging import Awards
from farakhan.model.public import Decision
from farakhan.problems import FarakhanError
from farakhan.store import disk

FILES = (Kind.AWARDS, Kind.RESULTS)


def decision(awards: Awards | None, results_sha256: str) -> Decision | None:
    """What was decided; None where there is no decision, or one that rests on other results.

    Args:
        awards: the jury's decision.
        results_sha256: of the bytes of results.json as they stand, in hexadecimal; empty where there are none.
    """
    if awards is None or not results_sha256 or awards.results != results_sha256:
        return None
    honoured = frozenset(award.code for award in awards.awards)
    return Decision(honoured, awards.letter.signed)


class LiveDecision:
    """The decision of one edition as its files are; any thread may ask."""

    def __init__(self, root: Path, edition: str) -> None:
        """Read nothing yet."""
        self._folder, self._root = f"{disk.RECORD}/{edition}", root
        self._lock = Lock()
        self._state: tuple[tuple[int, ...], ...] = ()
        self._young = True
        self._decision: Decision | None = None

    def now(self) -> Decision | None:
        """The decision as it stands; None where there is none, or an entry of it cannot be read.

        Whoever stands in an entry that cannot be read is not told that they were not chosen.
        """
        with self._lock:
            state = tuple(map(self._state_of, FILES))
            if self._young or state != self._state:
                self._state, self._decision = state, self._read()
                newest = max((one[0] for one in state if one), default=0)
                self._young = time.time_ns() - newest < disk.COARSE * 1e9
            return self._decision

    def _state_of(self, name: str) -> tuple[int, ...]:
        try:
            state = (self._root / self._folder / name).lstat()
        except OSError:
            return ()
        return state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino

    def _read(self) -> Decision | None:
        awards, results = (f"{self._folder}/{name}" for name in FILES)
        try:
            counted = sha256(disk.read_bytes(self._root, results, disk.LIMITS[Kind.RESULTS]))
            data = disk.read_bytes(self._root, awards, disk.LIMITS[Kind.AWARDS])
        except (FarakhanError, OSError):
            return None
        source, _ = read_yaml(awards, data, disk.AWARDS_TIMES)
        return decision(shape(Awards, awards, source.tree).value if source else None, counted)
