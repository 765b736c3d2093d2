"""A contact sealed with age to the call's keys, so that only a person who holds one of them can read it.

Who seals needs no secret. The text is padded, for the length of a name must not tell who it is.
"""

import json
from collections.abc import Iterable, Sequence

import pyrage
from pydantic import ValidationError

from farakhan.model.contact import Contact
from farakhan.problems import FarakhanError

LEAST_RECIPIENTS = 2
"""With one key alone, one lost key would lose every contact."""
BLOCK = 512
"""Bytes: a sealed text's length is a multiple, so that all ordinary contacts are of one length."""


def seal(contact: Contact, recipients: Sequence[str]) -> bytes:
    """A contact that each of these keys opens.

    Args:
        contact: in the clear.
        recipients: age public keys (`age1…`).

    Raises:
        FarakhanError: `recipients-few`, fewer than two different keys; `recipient`, one is no age key.
    """
    if len(set(recipients)) < LEAST_RECIPIENTS:
        raise FarakhanError(
            "recipients-few",
            "کمتر از دو کلید در age_recipients هست و چیزی مهر نمی‌شود. با «farakhan keys new» کلید بسازید و نیمهٔ"
            " عمومی دست‌کم دو کلید را در call.yml بگذارید.",
            "call.yml",
        )
    text = json.dumps(contact.model_dump(mode="json"), ensure_ascii=False, sort_keys=True).encode()
    padded = text.ljust(-(-len(text) // BLOCK) * BLOCK)
    return bytes(pyrage.encrypt(padded, [_recipient(one) for one in sorted(set(recipients))]))


def unseal(data: bytes, identities: Iterable[str]) -> Contact:
    """A sealed contact, opened with any of these secret keys.

    Raises:
        FarakhanError: `sealed-other`, none of the keys opens it; `sealed-broken`, it was changed, or is no contact.
    """
    keys = [identity(one) for one in identities]
    try:
        text = bytes(pyrage.decrypt(data, keys))
        values = json.loads(text)
        values["members"] = tuple(values["members"])
        return Contact.model_validate(values)
    except pyrage.DecryptError as error:
        if "matching keys" in str(error):
            raise FarakhanError("sealed-other", "هیچ‌کدام از کلیدهای شما این را باز نمی‌کند.") from None
        raise FarakhanError("sealed-broken", "این پرونده دست خورده یا خراب است.") from None
    except (ValidationError, ValueError, KeyError, TypeError):
        raise FarakhanError("sealed-broken", "این پرونده اطلاعات تماس نیست.") from None


def identity(text: str) -> pyrage.x25519.Identity:
    """A secret key as age reads it.

    Raises:
        FarakhanError: `identity`, this is no secret key of age; the text is not repeated.
    """
    try:
        return pyrage.x25519.Identity.from_str("".join(text.split()).upper())
    except pyrage.IdentityError:
        raise FarakhanError("identity", "این کلید درست نیست؛ حرف‌ها را یک‌به‌یک بسنجید.") from None


def new_key() -> tuple[str, str]:
    """A new pair: the secret key, and the public one that goes into call.yml."""
    made = pyrage.x25519.Identity.generate()
    return str(made), str(made.to_public())


def public_of(secret: str) -> str:
    """The public key of a secret one."""
    return str(identity(secret).to_public())


def _recipient(text: str) -> pyrage.x25519.Recipient:
    try:
        return pyrage.x25519.Recipient.from_str(text)
    except pyrage.RecipientError:
        raise FarakhanError("recipient", f"«{text}» کلید عمومی age نیست.", "call.yml") from None
