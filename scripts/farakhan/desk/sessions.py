"""Sessions: who has come in by this browser, until when, and what was told them last; all in the memory of one process.

A session is known by a random word in a cookie. Acts carry a second word, so that no page of another site can send a
form in somebody's name even where a browser sends the cookie along.
"""

import hmac
import secrets
import time
from dataclasses import dataclass, field
from threading import Lock

from farakhan.desk.keyring import Keyring
from farakhan.desk.people import Sitter
from farakhan.desk.tray import Tray
from farakhan.files.idea import Clash

COOKIE = "farakhan-desk"
FORM_WORD, PIN = "token", "pin"
"""The fields of a form that have its session's word, and the PIN where an act asks for it again."""
IDLE, LONGEST = 60 * 60.0, 12 * 60 * 60.0
"""Seconds without a request, and seconds in all, after which a session ends."""
_BYTES = 32


@dataclass
class Session:
    """One browser that has come in.

    Attributes:
        word: in the cookie.
        token: in each form.
        sitter: who came in.
        begun: on the process's own clock, seconds.
        seen: likewise, of the last request.
        notices: sentences to be shown once, on the next page.
        files: sheets that were tried and may be kept, by their names.
        words: of the receipts that were made in it, by the ideas' codes; nothing else keeps them.
        calling: why owners are called who want a new receipt, by the ideas' codes, once their number was shown.
        rows: of which row of a table an idea was registered, by its code.
        table: that was tried and may be registered.
        rest: the ideas of a message that wait to be registered after the first of them, each as a message of its own.
        rest_files: the words of the files that came with that message, which go beside each of them.
        tray: files that wait until their idea is registered.
        keyring: this machine's keys, while they open contacts.
        clashes: what a person must choose between here and the other side, and `chosen`, what they have: whether ours.
    """

    word: str
    token: str
    sitter: Sitter
    begun: float
    seen: float
    notices: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)
    calling: dict[str, str] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    table: bytes = b""
    rest: list[str] = field(default_factory=list)
    rest_files: tuple[str, ...] = ()
    tray: Tray = field(default_factory=Tray)
    keyring: Keyring = field(default_factory=Keyring)
    clashes: tuple[Clash, ...] = ()
    chosen: dict[Clash, bool] = field(default_factory=dict)

    def is_token(self, sent: str) -> bool:
        """Whether a form came from a page of this session."""
        return hmac.compare_digest(sent.encode(), self.token.encode())

    def told(self) -> list[str]:
        """The notices, which are then forgotten."""
        told, self.notices = self.notices, []
        return told


class Sessions:
    """All sessions of a process, and the word by which the first browser comes in."""

    def __init__(self) -> None:
        """Nobody is in."""
        self.key = secrets.token_urlsafe(_BYTES)
        self._lock = Lock()
        self._by_word: dict[str, Session] = {}

    def begin(self, sitter: Sitter) -> Session:
        """Somebody comes in."""
        now = time.monotonic()
        session = Session(secrets.token_urlsafe(_BYTES), secrets.token_urlsafe(_BYTES), sitter, now, now)
        with self._lock:
            self._by_word = {word: kept for word, kept in self._by_word.items() if _lives(kept, now)}
            self._by_word[session.word] = session
        return session

    def of(self, word: str) -> Session | None:
        """The session that a cookie names; None where there is none, or it has ended."""
        now = time.monotonic()
        with self._lock:
            session = self._by_word.get(word)
            if session is None or not _lives(session, now):
                self._by_word.pop(word, None)
                return None
            session.seen = now
            return session

    def end_all(self, ident: str, but: Session | None = None) -> None:
        """Whoever came in as this member of staff is out, but for one session."""
        with self._lock:
            self._by_word = {
                word: kept for word, kept in self._by_word.items() if kept.sitter.id != ident or kept is but
            }

    def end(self, session: Session) -> None:
        """They leave."""
        with self._lock:
            self._by_word.pop(session.word, None)


def _lives(session: Session, now: float) -> bool:
    return now - session.seen < IDLE and now - session.begun < LONGEST
