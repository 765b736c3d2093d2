"""A speed bump against machines: a small sum that a browser does by itself (ALTCHA, SHA-256), asked of nobody else.

It stops nobody who means it, so nothing is refused for it: who brings none is looked at by a person.
"""

import base64
import json
import time
from datetime import UTC, datetime, timedelta

from altcha.v1 import ChallengeOptions, create_challenge, verify_solution

MOST = 50_000
"""The largest number to be found; half of it on average, about a second and a half on a cheap phone."""
VALID = timedelta(minutes=20)
LONGEST = 2000
"""Letters of a payload."""


class Challenges:
    """Challenges, each good for one form at this process.

    Which were used is remembered by this process alone: a second server, or a restart, takes a solution once more. That
    is enough for a bump that refuses nobody, and asking the disk for it would cost every form a read.
    """

    def __init__(self, secret: bytes) -> None:
        """Sign with a secret that a restart does not change."""
        self._secret = secret.hex()
        self._used: dict[str, tuple[str, float]] = {}

    def new(self) -> dict[str, object]:
        """A challenge as JSON."""
        expires = datetime.now(UTC) + VALID
        options = ChallengeOptions(max_number=MOST, hmac_key=self._secret, expires=expires)
        return dict(create_challenge(options).to_dict())

    def solved(self, payload: str, sender: str) -> bool:
        """Whether a form brings a solution that nobody else brought; the same form may bring it again.

        What is remembered is the challenge that was signed, not the payload: one solution can be written as JSON in as
        many ways as anybody likes.

        Args:
            payload: as the browser made it: base64 of JSON.
            sender: the form's key.
        """
        parts = _parts(payload)
        if parts is None or not verify_solution(payload, self._secret, check_expires=True)[0]:
            return False
        now = time.monotonic()
        while self._used and next(iter(self._used.values()))[1] <= now:  # the oldest stands first
            del self._used[next(iter(self._used))]
        challenge = str(parts["challenge"])
        return self._used.setdefault(challenge, (sender, now + VALID.total_seconds()))[0] == sender


def _parts(payload: str) -> dict[str, object] | None:
    """A payload's parts, where it has those and of the kinds that the library takes for granted."""
    if not 0 < len(payload) <= LONGEST:
        return None
    try:
        parts = json.loads(base64.b64decode(payload, validate=True))
    except (ValueError, RecursionError):
        return None
    texts = ("algorithm", "challenge", "salt", "signature")
    well_formed = (
        isinstance(parts, dict)
        and isinstance(parts.get("number"), int)
        and all(isinstance(value, str) and value.isascii() for value in map(parts.get, texts))
    )
    return parts if well_formed else None
