"""The secret by which a person comes in at a desk: a PIN or a passphrase of their own, begun with a word for once.

Whoever runs the desk gives a holder a word (`give_word`). With it they come as far as choosing a PIN of their own
(`change`), and from then on comes in by that (`tried`). Only Argon2id hashes are kept, an object of the vault for each
holder; tries are slowed and in the end locked (`store.tries`), a new word unlocks. A door asks so:

    tried = pins.tried(root, staff_holder("k1"), typed, address, now())
    match tried.outcome:
        case Outcome.RIGHT: …  # they are in
        case Outcome.WORD: …   # a page that asks for a PIN of their own, then `change` with the word as the old one
        case _: …              # 403, the same page with `tried.words()`
"""

import json
import re
import secrets
from contextlib import suppress
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from itertools import pairwise
from pathlib import Path
from threading import BoundedSemaphore
from typing import NamedTuple

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from farakhan.persian.digits import to_persian
from farakhan.persian.letters import fold
from farakhan.problems import FarakhanError
from farakhan.store import tries
from farakhan.store.vault import objects
from farakhan.store.vault.places import place

LEAST, MOST = 6, 200
"""Letters of a PIN or a passphrase."""
WORD_DIGITS, WORD_LIVES = 8, timedelta(days=7)
"""Digits of a word that is good for once, and how long it is good."""
_SALT, _LENGTH, _MEMORY, _ROUNDS = 16, 32, 19 * 1024, 2
"""Argon2id as OWASP's cheat sheet has it: KiB of memory, rounds."""
_AT_ONCE = BoundedSemaphore(4)
"""Hashes at once, so that many tries take neither memory nor all processors."""
_MINUTE = 60
_HOLDER = re.compile(r"[a-z]+(?:\.[a-z0-9][a-z0-9_-]*){1,2}", re.ASCII)


class WeakPinError(FarakhanError):
    """A PIN that nobody should take; nothing was tried or changed."""

    def __init__(self, message: str) -> None:
        """Say why."""
        super().__init__("pin-weak", message)


class Outcome(StrEnum):
    """What came of a try."""

    RIGHT = "right"
    """Their PIN."""
    WORD = "word"
    """The word that is good for once: they are to choose a PIN now, and may do nothing else."""
    WRONG = "wrong"
    """Or nobody has such a secret; the two look alike."""
    WAIT = "wait"
    """It was not looked at: the last failure is too near."""
    LOCKED = "locked"
    """It was not looked at: too many failures; whoever gives words gives a new one."""


class Tried(NamedTuple):
    """What came of a try; `seconds` until the next is taken, where they must wait."""

    outcome: Outcome
    seconds: float = 0.0

    def words(self) -> str:
        """What to say to who tried; empty where it was right."""
        return {
            Outcome.WRONG: "شناسه یا رمز درست نیست.",
            Outcome.WAIT: f"چند بار رمز نادرست زده شد؛ {_duration(self.seconds)} دیگر دوباره بکوشید.",
            Outcome.LOCKED: "رمز نادرست بسیار زده شد و این راه بسته است؛ از دبیرخانه واژهٔ تازه‌ای بگیرید.",
        }.get(self.outcome, "")


class Has(StrEnum):
    """What a holder has."""

    NOTHING = "nothing"
    WORD = "word"
    PIN = "pin"
    LOCKED = "locked"
    """Too many failures: it is not asked any more."""


class _Kept(NamedTuple):
    """An object: the hash, and whether it is of a word, which ends some day."""

    hash: str
    is_word: bool
    until: datetime | None


def staff_holder(ident: str) -> str:
    """The holder that a member of staff is, by their id."""
    return f"staff.{ident}"


def judge_holder(edition: str, ident: str) -> str:
    """The holder that a judge of an edition is, by their id there."""
    return f"judge.{edition}.{ident}"


def tried(root: Path, holder: str, typed: str, address: str, when: datetime) -> Tried:
    """Try what somebody typed; digits of any kind, white space and both spellings of a letter are the same.

    Args:
        root: the repository's top.
        holder: whose secret it would be, by `staff_holder` or `judge_holder`.
        typed: by who wants to come in.
        address: theirs, as the server knows it.
        when: aware.
    """
    refused = tries.take(root, holder, address, when)
    if refused:
        return Tried(Outcome.LOCKED if refused.is_locked else Outcome.WAIT, refused.seconds)
    kept = _kept(root, holder)
    is_right = _fits(typed, kept.hash if kept else _nobody())
    if kept is None or not is_right or (kept.until and when > kept.until):
        return Tried(Outcome.WRONG)
    tries.right(root, holder, address)
    return Tried(Outcome.WORD if kept.is_word else Outcome.RIGHT)


def change(root: Path, holder: str, old: str, new: str, address: str, when: datetime) -> Tried:  # noqa: PLR0913, PLR0917 (each is a part of the act)
    """Put a PIN of their own in the place of a word or of an older PIN; the outcome is RIGHT where it now is theirs.

    Raises:
        WeakPinError: it is too short or too plain; nothing was tried.
    """
    _see_strong(old, new)
    tried_old = tried(root, holder, old, address, when)
    if tried_old.outcome not in {Outcome.RIGHT, Outcome.WORD}:
        return tried_old
    _keep(root, holder, _Kept(_hashed(new), is_word=False, until=None))
    return Tried(Outcome.RIGHT)


def give_word(root: Path, holder: str, when: datetime) -> str:
    """A new word that is good for once, to be told to the holder alone; what they had before is good no more."""
    word = "".join(secrets.choice("0123456789") for _ in range(WORD_DIGITS))
    _keep(root, holder, _Kept(_hashed(word), is_word=True, until=when + WORD_LIVES))
    tries.forget(root, holder)
    return word


def shown(word: str) -> str:
    """A word as people read it: in Persian digits, in two halves."""
    half = len(word) // 2
    return to_persian(f"{word[:half]} {word[half:]}")


def take_away(root: Path, holder: str) -> None:
    """Let nobody in as this holder until they get a new word; nothing happens where they have nothing."""
    objects.erase(root, [_name(holder)])


def has(root: Path, holder: str, when: datetime) -> Has:
    """What a holder has now."""
    kept = _kept(root, holder)
    if kept is None or (kept.until and when > kept.until):
        return Has.NOTHING
    if tries.is_locked(root, holder):
        return Has.LOCKED
    return Has.WORD if kept.is_word else Has.PIN


def _see_strong(old: str, new: str) -> None:
    """See that a PIN is not the first that anybody would try.

    Raises:
        WeakPinError: it is.
    """
    plain = _plain(new)
    if not LEAST <= len(plain) <= MOST:
        message = f"رمز دست‌کم {LEAST} رقم یا حرف و حداکثر {MOST} باشد."
        raise WeakPinError(to_persian(message))
    steps = {ord(second) - ord(first) for first, second in pairwise(plain)}
    if steps in ({0}, {1}, {-1}):
        raise WeakPinError("رمزی مانند ۱۱۱۱۱۱ یا ۱۲۳۴۵۶ را هر کسی نخست می‌آزماید؛ رمز دیگری برگزینید.")
    if plain == _plain(old):
        raise WeakPinError("رمز تازه همان پیشین است؛ رمز دیگری برگزینید.")


def _plain(typed: str) -> str:
    """What is hashed: one spelling whatever keyboard typed it, no white space."""
    return fold(typed[: 4 * MOST])


def _hashed(typed: str) -> str:
    with _AT_ONCE:
        return Argon2id(
            salt=secrets.token_bytes(_SALT), length=_LENGTH, iterations=_ROUNDS, lanes=1, memory_cost=_MEMORY
        ).derive_phc_encoded(_plain(typed).encode())


def _fits(typed: str, hashed: str) -> bool:
    with _AT_ONCE, suppress(InvalidKey):
        Argon2id.verify_phc_encoded(_plain(typed).encode(), hashed)
        return True
    return False


@cache
def _nobody() -> str:
    """The hash that is tried where a holder has nothing, so that the answer takes as long."""
    return _hashed(secrets.token_hex())


def _name(holder: str) -> str:
    """The object's name; nothing but ids may come into one.

    Raises:
        ValueError: something else would.
    """
    if not _HOLDER.fullmatch(holder):
        raise ValueError(holder)
    return f"{objects.PINS}/{holder}"


def _kept(root: Path, holder: str) -> _Kept | None:
    """What is kept of a holder; None where nothing is.

    Raises:
        FarakhanError: `pin-file`, it cannot be read.
    """
    try:
        data = b"".join(place(root).get(_name(holder)))
    except FileNotFoundError:
        return None
    try:
        read = json.loads(data)
        until = datetime.fromisoformat(read["until"]) if read["until"] else None
        return _Kept(str(read["hash"]), bool(read["is_word"]), until)
    except (ValueError, KeyError, TypeError):
        message = "رمز این نفر در گاوصندوق خراب است؛ به او واژهٔ تازه‌ای بدهید."
        raise FarakhanError("pin-file", message, _name(holder)) from None


def _keep(root: Path, holder: str, kept: _Kept) -> None:
    until = kept.until.isoformat() if kept.until else None
    data = json.dumps({"hash": kept.hash, "is_word": kept.is_word, "until": until}).encode()
    objects.put(root, {_name(holder): data})


def _duration(seconds: float) -> str:
    if seconds < _MINUTE:
        return to_persian(f"{max(1, round(seconds))} ثانیه")
    return to_persian(f"{round(seconds / _MINUTE)} دقیقه")
