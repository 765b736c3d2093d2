"""What a server keeps of the record, renewed by what changed: calls by their files, the texts in git by its tip.

Whoever asks, a form or the committer, is answered from memory; a file is looked at, and read only if it is another one.
"""

import os
import time
from pathlib import Path
from threading import Lock

from farakhan.checks.terms import terms
from farakhan.model.call import Call
from farakhan.problems import FarakhanError, Problem
from farakhan.record.call import call_bytes, checked, folder_of, path_of
from farakhan.record.decision import LiveDecision
from farakhan.record.known import Known
from farakhan.store import disk


class LiveCall:
    """The call of one edition; any thread may ask.

    Attributes:
        last: the last call that could be used: one that is wrong for a moment turns nobody away.
        terms: of that call.
    """

    def __init__(self, root: Path, edition: str) -> None:
        """Read the call.

        Raises:
            FarakhanError: `no-edition`, there is no such folder; `call-file`, its call.yml cannot be used.
        """
        folder_of(root, edition)
        self._root, self._edition = root, edition
        self._file = str(root / path_of(edition))
        self._lock = Lock()
        self._state: tuple[int, ...] = ()
        self._first_seen = 0.0
        self._young = True
        self._read: tuple[bytes, Problem | None] | None = None
        self._call: Call | None = None
        self._problems: list[Problem] = []
        self._read_again()
        self.last = self._usable()
        self.terms = terms(self.last)

    def is_stale(self) -> bool:
        """Whether the file may be another one than when it was last read."""
        return self._young or self._state != self._state_now()

    def renew(self) -> None:
        """Read the call anew if its file has changed."""
        with self._lock:
            if self.is_stale():
                self._read_again()

    def now(self) -> Call:
        """The call as its file is at this moment.

        Raises:
            FarakhanError: `call-file`, it cannot be used.
        """
        self.renew()
        return self._usable()

    def _usable(self) -> Call:
        if self._call is None:
            raise FarakhanError("call-file", "\n".join(map(str, sorted(self._problems))), path_of(self._edition))
        return self._call

    def _read_again(self) -> None:
        state, at = self._state_now(), time.monotonic()
        if state != self._state:
            self._state, self._first_seen = state, at
        self._young = at < self._first_seen + disk.COARSE
        read = call_bytes(self._root, self._edition)
        if read == self._read:
            return
        self._read = read
        data, wrong_place = read
        call, self._problems = (None, [wrong_place]) if wrong_place else checked(path_of(self._edition), data)
        self._call = call
        if call:
            self.last, self.terms = call, terms(call)

    def _state_now(self) -> tuple[int, ...]:
        """All that the system tells of the file by which it is known to be the same; empty where there is none."""
        try:
            state = os.lstat(self._file)  # (asked at every request: no path is made for it)
        except OSError:
            return ()
        return state.st_mtime_ns, state.st_ctime_ns, state.st_size, state.st_ino, state.st_mode


class Live:
    """What a server keeps of the record.

    Attributes:
        known: the texts and codes that stand in git; whoever moves or follows the branch renews it.
    """

    def __init__(self, root: Path) -> None:
        """Read nothing yet."""
        self._root = root
        self._calls: dict[str, LiveCall] = {}
        self._decisions: dict[str, LiveDecision] = {}
        self.known = Known(root)

    def call_of(self, edition: str) -> LiveCall:
        """The call of an edition, read when it is first asked for.

        Raises:
            FarakhanError: what `LiveCall` raises, the first time.
        """
        if edition not in self._calls:
            self._calls[edition] = LiveCall(self._root, edition)
        return self._calls[edition]

    def decision_of(self, edition: str) -> LiveDecision:
        """What the jury of an edition has decided, as its files are whenever it is asked."""
        return self._decisions.setdefault(edition, LiveDecision(self._root, edition))
