"""The desk's own certificate: an authority that an office's machines trust once, and what it signs for the server.

The authority may sign nothing but names and addresses of a private network, so that who takes its key can pretend to be
nothing else. It lies beside the spool, out of git, the vault and every backup: one that is lost is made anew, and
trusted anew. What it signs is made anew by itself, before it ends and where the machine has other names.
"""

import hashlib
import ipaddress
import re
import socket
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from farakhan.store import disk, durable
from farakhan.store.spool.sqlite import FOLDER

HOME = "desk-certificate"
"""The folder beside the spool."""
LIVES, RENEWED = timedelta(days=10 * 365), timedelta(days=365)
"""How long the authority lasts, and with how much left it is made anew."""
SERVER_LIVES, SERVER_RENEWED = timedelta(days=365), timedelta(days=60)
"""Likewise of what it signs."""
_EARLIER = timedelta(days=1)
"""A clock of the office that is behind takes it all the same."""
_NETWORKS = (
    "10.0.0.0/8",
    "172.16.0.0/12",
    "192.168.0.0/16",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "100.64.0.0/10",
    "fc00::/7",
    "fe80::/10",
    "::1/128",
)
_HOST = re.compile(r"[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63})*", re.ASCII)
_SUFFIXES = ("local", "lan", "internal", "home.arpa", "localhost")


class Certificate(NamedTuple):
    """What a server needs, and what people compare.

    Attributes:
        chain: the file of the certificate.
        key: the file of its key.
        authority: the file that each machine trusts, as DER: its own SHA-256 is the fingerprint.
        names: by which browsers may ask for it.
    """

    chain: Path
    key: Path
    authority: Path
    names: frozenset[str]

    def fingerprint(self) -> str:
        """The authority's SHA-256, in pairs as browsers show it."""
        return _pairs(hashlib.sha256(self.authority.read_bytes()).digest())

    def thumbprint(self) -> str:
        """The authority's SHA-1, which the window of Windows shows."""
        return _pairs(hashlib.sha1(self.authority.read_bytes(), usedforsecurity=False).digest())


def certificate(root: Path, names: Iterable[str], when: datetime) -> Certificate:
    """The certificate of this machine's desk, made or made anew where it must be.

    Args:
        root: the repository's top.
        names: host names and addresses of the machine; those that are of no private network are left out.
        when: aware.
    """
    folder = root / FOLDER / HOME
    disk.refuse_root(root / FOLDER)
    private = frozenset(filter(is_private, names))
    authority, authority_key = folder / "authority.crt", folder / "authority.key"
    chain, key = folder / "desk.pem", folder / "desk.key"
    made = Certificate(chain, key, authority, private)
    there = _authority(authority, authority_key, private)
    if there is None or _left(there[0], when) < RENEWED:
        there = _new_authority(private, when)
        durable.put_all(
            {authority: there[0].public_bytes(serialization.Encoding.DER), authority_key: _pem(there[1])}, folder
        )
    if not _fits(chain, key, there[0], private, when):
        own_key = ec.generate_private_key(ec.SECP256R1())
        signed = _signed(own_key.public_key(), there, private, when)
        data = signed.public_bytes(serialization.Encoding.PEM) + there[0].public_bytes(serialization.Encoding.PEM)
        durable.put_all({chain: data, key: _pem(own_key)}, folder)
    return made


def names_here() -> list[str]:
    """The host name and the addresses of this machine, loopback last."""
    host = socket.gethostname().lower()
    short = host.partition(".")[0]
    names = [host, short, f"{short}.local"]
    for family, probe in ((socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")):
        with suppress(OSError), socket.socket(family, socket.SOCK_DGRAM) as opened:
            opened.connect((probe, 9))  # nothing is sent: the system only says by which address it would
            names.append(opened.getsockname()[0])
    with suppress(OSError):
        names += [str(entry[4][0]).partition("%")[0] for entry in socket.getaddrinfo(host, None)]
    return list(dict.fromkeys([*names, "localhost", "127.0.0.1", "::1"]))


def is_private(name: str) -> bool:
    """Whether a name or an address is one of a private network, for which the authority may sign."""
    try:
        address = ipaddress.ip_address(name)
    except ValueError:
        return bool(_HOST.fullmatch(name)) and (
            "." not in name or name.rpartition(".")[2] in _SUFFIXES or name.endswith(".home.arpa")
        )
    return any(address in ipaddress.ip_network(network) for network in _NETWORKS)


Authority = tuple[x509.Certificate, ec.EllipticCurvePrivateKey]


def _authority(file: Path, key_file: Path, names: frozenset[str]) -> Authority | None:
    """The authority of this machine; None where there is none, or none that may sign for these names."""
    try:
        there = x509.load_der_x509_certificate(file.read_bytes())
        key = serialization.load_pem_private_key(key_file.read_bytes(), None)
        permitted = there.extensions.get_extension_for_class(x509.NameConstraints).value.permitted_subtrees or []
    except (OSError, ValueError, x509.ExtensionNotFound):
        return None
    hosts = {name.value for name in permitted if isinstance(name, x509.DNSName)}
    if not isinstance(key, ec.EllipticCurvePrivateKey) or key.public_key() != there.public_key():
        return None
    return (there, key) if _hosts(names) <= hosts else None


def _new_authority(names: frozenset[str], when: datetime) -> Authority:
    key = ec.generate_private_key(ec.SECP256R1())
    networks = [x509.IPAddress(ipaddress.ip_network(network)) for network in _NETWORKS]
    hosts = [x509.DNSName(name) for name in sorted({*_hosts(names), *_SUFFIXES})]
    name = _name("Farakhan desk")
    builder = (
        _begun(name, name, key.public_key(), when, LIVES)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_usage(signs=True), critical=True)
        .add_extension(x509.NameConstraints([*hosts, *networks], None), critical=True)
    )
    return builder.sign(key, hashes.SHA256()), key


def _signed(
    key: ec.EllipticCurvePublicKey, authority: Authority, names: frozenset[str], when: datetime
) -> x509.Certificate:
    builder = (
        _begun(_name("Farakhan desk (server)"), authority[0].subject, key, when, SERVER_LIVES)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(signs=False), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
        .add_extension(x509.SubjectAlternativeName([_general(name) for name in sorted(names)]), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(authority[1].public_key()), critical=False)
    )
    return builder.sign(authority[1], hashes.SHA256())


def _begun(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, when: datetime, lives: timedelta
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(when - _EARLIER)
        .not_valid_after(when + lives)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=signs,
        crl_sign=signs,
        encipher_only=False,
        decipher_only=False,
    )


def _fits(chain: Path, key: Path, authority: x509.Certificate, names: frozenset[str], when: datetime) -> bool:
    """Whether what was signed is of this authority, for these names, and lasts."""
    try:
        there = x509.load_pem_x509_certificate(chain.read_bytes())
        own = serialization.load_pem_private_key(key.read_bytes(), None)
        there.verify_directly_issued_by(authority)
        signed = there.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    except (OSError, ValueError, TypeError, x509.ExtensionNotFound, InvalidSignature):
        return False
    if own.public_key() != there.public_key() or _left(there, when) < SERVER_RENEWED:
        return False
    return {_general(name) for name in names} <= set(signed)


def _left(there: x509.Certificate, when: datetime) -> timedelta:
    """How long a certificate still lasts; nothing where it has not begun."""
    return there.not_valid_after_utc - when if there.not_valid_before_utc <= when else timedelta(0)


def _hosts(names: Iterable[str]) -> set[str]:
    """The names that are no addresses."""
    return {name for name in names if isinstance(_general(name), x509.DNSName)}


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _name(words: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, words)])


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _pairs(digest: bytes) -> str:
    return digest.hex(":").upper()
