"""Sealed contacts in the vault, and the proofs of whose an idea is: what is known of a person, and nothing else."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from farakhan.model.codes import looks_like_code
from farakhan.problems import FarakhanError
from farakhan.store.vault import objects
from farakhan.store.vault.places import place

_SUFFIX = ".age"


def put(root: Path, code: str, sealed: bytes) -> None:
    """Write a sealed contact so that it survives a power cut: whole and durable, or not there.

    Args:
        root: the repository's top.
        code: the idea's tracking code.
        sealed: as `sealing` made it.
    """
    objects.put(root, {_contact(code): sealed})


def sealed(root: Path, code: str) -> bytes:
    """A sealed contact.

    Raises:
        FarakhanError: `no-contact`, there is none, or it was erased.
    """
    try:
        return b"".join(place(root).get(_contact(code)))
    except FileNotFoundError:
        raise FarakhanError("no-contact", "اطلاعات تماس این ایده در گاوصندوق نیست؛ شاید پاک شده است.", code) from None


def codes(root: Path) -> Iterator[str]:
    """The codes of all contacts in the vault, sorted."""
    for name in place(root).names(objects.CONTACTS):
        code = name.removesuffix(_SUFFIX)
        if name.endswith(_SUFFIX) and looks_like_code(code):
            yield code


def erase(root: Path, code: str) -> None:
    """Erase a contact, and its proof with it; nothing happens where there is none. Both are tried always."""
    objects.erase(root, [_proof(code), _contact(code)])


class Sealed(NamedTuple):
    """What came with an idea and nobody may see: its sealed contact, and the proof of whose it is.

    The proof is keyed hashes, never the mobile or a name itself.
    """

    contact: bytes
    proof: bytes


def put_all(root: Path, ideas: Mapping[str, Sealed]) -> None:
    """Write what came with some ideas, by their codes, so that it survives a power cut."""
    contacts = {_contact(code): sealed.contact for code, sealed in ideas.items()}
    objects.put(root, contacts | {_proof(code): sealed.proof for code, sealed in ideas.items()})


class NoProofError(FarakhanError):
    """The vault has no proof of whose an idea is."""


def proof(root: Path, code: str) -> bytes:
    """What proves that a person is who sent an idea.

    Raises:
        NoProofError: there is none, or it was erased.
    """
    try:
        return b"".join(place(root).get(_proof(code)))
    except FileNotFoundError:
        raise NoProofError("no-proof", "برای این ایده نشانهٔ شناسایی نیست؛ با دبیرخانه تماس بگیرید.", code) from None


def proven(root: Path) -> Iterator[str]:
    """The codes of all proofs in the vault, sorted."""
    return (name for name in place(root).names(objects.PROOFS) if looks_like_code(name))


def names_of(code: str) -> tuple[str, str]:
    """The names of an idea's contact and its proof in the vault."""
    return _contact(code), _proof(code)


def _contact(code: str) -> str:
    return f"{objects.CONTACTS}/{objects.checked(code)}{_SUFFIX}"


def _proof(code: str) -> str:
    return f"{objects.PROOFS}/{objects.checked(code)}"
