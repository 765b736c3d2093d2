"""Sealed with age to the call's keys, so that only a person who holds one of them can read it: contacts, and backups.

Who seals needs no secret. The text is padded, for the length of a name must not tell who it is.
"""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import IO

import pyrage
from pydantic import ValidationError

from farakhan.model.contact import Contact
from farakhan.problems import FarakhanError

LEAST_RECIPIENTS = 2
"""With one key alone, one lost key would lose every contact."""
_CLASSIC = "و اینجا خوانده نمی‌شود؛ با «farakhan keys new» کلیدی معمولی بسازید."
BLOCK = 512
"""Bytes: a sealed text's length is a multiple, so that all ordinary contacts are of one length."""


class BrokenSealError(FarakhanError):
    """What was sealed was changed, or is not what it is taken for."""


def seal(contact: Contact, recipients: Sequence[str]) -> bytes:
    """A contact that each of these keys opens.

    Args:
        contact: in the clear.
        recipients: age public keys (`age1…`).

    Raises:
        FarakhanError: `recipients-few`, fewer than two different keys; `recipient`, one is no age key.
    """
    keys = _recipients(frozenset(recipients))
    text = json.dumps(contact.model_dump(mode="json"), ensure_ascii=False, sort_keys=True).encode()
    padded = text.ljust(-(-len(text) // BLOCK) * BLOCK)
    return bytes(pyrage.encrypt(padded, keys))


def unseal(data: bytes, identities: Iterable[str]) -> Contact:
    """A sealed contact, opened with any of these secret keys.

    Raises:
        FarakhanError: `sealed-other`, none of the keys opens it.
        BrokenSealError: it was changed, or is no contact.
    """
    keys = [identity(secret) for secret in identities]
    try:
        text = bytes(pyrage.decrypt(data, keys))
        values = json.loads(text)
        values["members"] = tuple(values["members"])
        return Contact.model_validate(values)
    except pyrage.DecryptError as error:
        raise _unopened(error) from None
    except (ValidationError, ValueError, KeyError, TypeError):
        raise BrokenSealError("sealed-broken", "این پرونده اطلاعات تماس نیست.") from None


def seal_stream(source: IO[bytes], target: IO[bytes], recipients: Sequence[str]) -> None:
    """Seal what is read from one stream into another; in memory there is little of it at a time.

    Raises:
        FarakhanError: as `seal` does.
        OSError: one of the streams cannot go on.
    """
    keys = _recipients(frozenset(recipients))
    try:
        pyrage.encrypt_io(source, target, keys)
    except pyrage.EncryptError as error:
        raise OSError(None, str(error)) from None


def unseal_stream(source: IO[bytes], target: IO[bytes], identities: Iterable[str]) -> None:
    """Open a sealed stream into another; what was written is to be trusted only once this has come back.

    Raises:
        FarakhanError: as `unseal` does.
        OSError: one of the streams cannot go on.
    """
    keys = [identity(secret) for secret in identities]
    try:
        pyrage.decrypt_io(source, target, keys)
    except pyrage.DecryptError as error:
        raise _unopened(error) from None
    except OSError as error:
        if error.errno is None:  # a block that is not as it was sealed, or the last one is missing
            raise _unopened(error) from None
        raise


def _unopened(error: Exception) -> FarakhanError:
    if "matching keys" in str(error):
        return FarakhanError(
            "sealed-other", "هیچ‌کدام از کلیدهای شما این را باز نمی‌کند؛ کلید یک کارشناس یا کلید کاغذی را با --key بدهید."
        )
    return BrokenSealError("sealed-broken", "این پرونده دست خورده یا خراب است.")


def identity(text: str) -> pyrage.x25519.Identity:
    """A secret key as age reads it.

    Raises:
        FarakhanError: `identity`, this is no secret key of age; the text is not repeated.
    """
    try:
        return pyrage.x25519.Identity.from_str("".join(text.split()).upper())
    except pyrage.IdentityError:
        if "".join(text.split()).upper().startswith("AGE-SECRET-KEY-PQ-"):
            raise FarakhanError("identity", f"این کلید پساکوانتومی age است {_CLASSIC}") from None
        raise FarakhanError("identity", "این کلید درست نیست؛ حرف‌ها را یک‌به‌یک بسنجید.") from None


def new_key() -> tuple[str, str]:
    """A new pair: the secret key, and the public one that goes into call.yml."""
    made = pyrage.x25519.Identity.generate()
    return str(made), str(made.to_public())


def public_of(secret: str) -> str:
    """The public key of a secret one."""
    return str(identity(secret).to_public())


@lru_cache(maxsize=16)
def _recipients(keys: frozenset[str]) -> list[pyrage.x25519.Recipient]:
    if len(keys) < LEAST_RECIPIENTS:
        raise FarakhanError(
            "recipients-few",
            "کمتر از دو کلید در age_recipients هست و چیزی مهر نمی‌شود. با «farakhan keys new» کلید بسازید و نیمهٔ"
            " عمومی دست‌کم دو کلید را در call.yml بگذارید.",
            "call.yml",
        )
    return [_recipient(key) for key in sorted(keys)]


def _recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        if text.startswith("age1pq"):
            raise FarakhanError(
                "recipient", f"«{text[:12]}…» کلید پساکوانتومی age است {_CLASSIC}", "call.yml"
            ) from None
        raise FarakhanError("recipient", f"«{text}» کلید عمومی age نیست.", "call.yml") from None
