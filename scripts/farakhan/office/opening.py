"""A contact opened for a person's eyes: with a key, for a reason, and never without a line in the vault's log."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from farakhan import sealing
from farakhan.model.contact import Contact
from farakhan.model.personal import Owner
from farakhan.problems import DamageError
from farakhan.store.vault import contacts, logbook, proofs


class Opening(NamedTuple):
    """Who opens contacts, why and when; `keys` are secret keys of age."""

    keys: Sequence[str]
    who: str
    why: str
    when: datetime


def opened(root: Path, code: str, opening: Opening) -> Contact:
    """A contact in the clear; the line in the log is written before anybody can see it.

    Raises:
        FarakhanError: `no-contact`, it is not there or was erased; `sealed-other`, none of the keys opens it;
            `sealed-broken`, it was changed.
    """
    contact = sealing.unseal(contacts.sealed(root, code), opening.keys)
    logbook.opening(root, code, opening.who, opening.why, opening.when)
    return contact


def owner(root: Path, code: str, opening: Opening) -> Owner:
    """The names and numbers in a contact, for the masking of a text that may tell them; opened as `opened` does.

    Raises:
        FarakhanError: what `opened` raises.
    """
    contact = opened(root, code, opening)
    return Owner((contact.name, *contact.members), tuple(filter(None, (contact.mobile, contact.phone))))


def others_of(root: Path, code: str, mobile: str) -> list[str]:
    """The codes of other ideas of the person with this mobile, as the vault's proofs tell without any contact opened.

    None are told where this machine does not have the key of the proofs.

    Args:
        root: the repository's top.
        code: of the idea whose contact was opened.
        mobile: that stands in it.
    """
    try:
        secret = proofs.key(root)
    except DamageError:
        return []
    others = (other for other in contacts.proven(root) if other != code)
    return [other for other in others if proofs.kept(root, other, proofs.proof(secret, other, mobile))]
