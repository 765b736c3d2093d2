"""By what people come in at a desk: the word that their machine prints, a PIN each, or a web server's word for them."""

import ipaddress
from dataclasses import dataclass
from enum import StrEnum

from starlette.requests import Request

from farakhan.store.certificate import Certificate

HERE = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""The names by which one's own machine is asked."""


class By(StrEnum):
    """What lets somebody in."""

    KEY = "key"
    """The word in the address that the command prints, for one person at this machine."""
    PIN = "pin"
    """A PIN or a passphrase of their own."""
    PROXY = "proxy"
    """A header of a web server on this machine, which has asked them already."""


@dataclass(frozen=True)
class Door:
    """The one way into a desk.

    Attributes:
        by: what lets in.
        hosts: the names by which browsers ask for the desk, without ports.
        is_encrypted: whether browsers come by TLS.
        is_behind: whether a web server on this machine asks for them.
        header: in which it says who they are; empty where nothing of the kind is believed.
        certificate: the desk's own; None where it has none.
    """

    by: By = By.KEY
    hosts: frozenset[str] = HERE
    is_encrypted: bool = False
    is_behind: bool = False
    header: str = ""
    certificate: Certificate | None = None

    def address_of(self, request: Request) -> str:
        """From where somebody asks; a web server before this one is believed, nobody else's word is."""
        peer = _peer(request)
        if self.is_behind and is_loopback(peer):
            return request.headers.get("x-forwarded-for", peer).rpartition(",")[2].strip()
        return peer

    def named(self, request: Request) -> str:
        """Whom the web server on this machine names; empty where it names nobody, or it is not it that asks."""
        if self.by is not By.PROXY or not is_loopback(_peer(request)):
            return ""
        values = request.headers.getlist(self.header)
        return values[0].strip() if len(values) == 1 else ""


def is_loopback(address: str) -> bool:
    """Whether an address is of this very machine."""
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False


def names_for_browsers(names: frozenset[str]) -> frozenset[str]:
    """Host names and addresses as they stand in a `Host` header: those of IPv6 in brackets."""
    return frozenset(f"[{name}]" if ":" in name else name for name in names)


def _peer(request: Request) -> str:
    return request.client.host if request.client else ""
