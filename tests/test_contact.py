"""Contacts: sealed to the call's keys, opened by any of them, never in the clear; keys lost and handed over."""

import base64
import hashlib
import json
import re
import subprocess
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.ready import TOOL
from tests.records import Record

from farakhan import sealing
from farakhan.model.contact import FIELDS, Contact
from farakhan.office.keys import secrets
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.store.vault import contacts

VECTORS = Path(__file__).parent / "age" / "testdata.zip"
LENIENT = {"stanza_missing_body", "stanza_missing_final_line"}
"""What pyrage accepts though the format does not."""
UNTRIED = {"scrypt_work_factor_23"}
"""A passphrase file that takes 8 GiB to open: pyrage has no bound on it, so that none of a stranger is ever opened."""
STRICT = {"armor_whitespace_outside"}
"""What it refuses though the format does not."""

lines = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)
people = st.builds(
    Contact,
    name=lines,
    mobile=st.from_regex(r"09[0-9]{9}", fullmatch=True),
    phone=st.just(""),
    eitaa=lines | st.just(""),
    members=st.lists(lines, max_size=5).map(tuple),
    city=lines | st.just(""),
    address=lines | st.just(""),
    public_name=lines | st.just(""),
    call_wish=st.booleans(),
)
CANARY = {
    "name": "قناری تماس رازآلود",
    "mobile": "09000000017",
    "city": "شهر قناری رازآلود",
    "address": "کوی قناری رازآلود",
}


def contact(**changes: object) -> Contact:
    values = {"phone": "", "eitaa": "", "members": (), "public_name": "", "call_wish": False}
    return Contact.model_validate({**values, **CANARY, **changes})


PAIRS = [sealing.new_key() for _ in range(3)]
SECRETS, PUBLICS = [secret for secret, _ in PAIRS], [public for _, public in PAIRS]


@given(people, st.sampled_from(SECRETS))
def test_each_key_opens_what_was_sealed(one: Contact, secret: str) -> None:
    assert sealing.unseal(sealing.seal(one, PUBLICS), [secret]) == one


def test_another_key_opens_nothing_and_a_changed_byte_is_seen() -> None:
    sealed = sealing.seal(contact(), PUBLICS[:2])
    with pytest.raises(FarakhanError) as told:
        sealing.unseal(sealed, SECRETS[2:])
    assert told.value.code == "sealed-other"
    broken = sealed[:-1] + bytes([sealed[-1] ^ 1])
    with pytest.raises(FarakhanError) as told:
        sealing.unseal(broken, SECRETS)
    assert told.value.code == "sealed-broken"


@pytest.mark.parametrize("recipients", [[], PUBLICS[:1], PUBLICS[:1] * 2])
def test_fewer_than_two_keys_seal_nothing(recipients: list[str]) -> None:
    with pytest.raises(FarakhanError) as told:
        sealing.seal(contact(), recipients)
    assert told.value.code == "recipients-few"
    assert "farakhan keys new" in str(told.value)


def test_the_length_tells_nothing_of_the_name() -> None:
    """Grease in age's header aside, ordinary contacts have one length."""
    sizes = {
        len(_payload(sealing.seal(contact(name=name, address=name * 3), PUBLICS))) for name in ("آ", "علی‌اکبر" * 3)
    }
    assert len(sizes) == 1


def _payload(sealed: bytes) -> bytes:
    return sealed[re.search(rb"\n--- [^\n]+\n", sealed).end() :]  # type: ignore[union-attr]


def test_nothing_of_a_contact_lies_open_in_the_vault(tmp_path: Path) -> None:
    contacts.put(tmp_path, "2739401865", sealing.seal(contact(), PUBLICS))
    everything = b"".join(path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    for text in CANARY.values():
        for form in (text, to_persian(text), json.dumps(text)[1:-1]):
            assert form.encode() not in everything
            assert base64.b64encode(form.encode())[2:-4] not in everything
    (file,) = (tmp_path / "vault" / "contacts").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600
    assert sealing.unseal(contacts.sealed(tmp_path, "2739401865"), SECRETS) == contact()
    contacts.erase(tmp_path, "2739401865")
    assert list(contacts.codes(tmp_path)) == []
    with pytest.raises(FarakhanError) as told:
        contacts.sealed(tmp_path, "2739401865")
    assert told.value.code == "no-contact"


@pytest.mark.parametrize("code", ["../x", "12", "2739401865\n", "/etc/passwd"])
def test_only_a_code_names_a_contact(tmp_path: Path, code: str) -> None:
    with pytest.raises(ValueError, match=re.escape(code)):
        contacts.put(tmp_path, code, b"")


def test_no_national_id_is_asked() -> None:
    assert not [one for one in FIELDS if "کد ملی" in one.label + one.hint + one.asked.aliases]


class Desk:
    """A repository whose call has the keys of two people and of an envelope, and some contacts in its vault."""

    def __init__(self, root: Path) -> None:
        self.root = root / "repository"
        self.keys = root / "keys"
        self.publics: dict[str, str] = {}
        for holder, more in (("علی", ()), ("مریم", ()), ("گاوصندوق دبیرخانه", ("--paper",))):
            kind = "page" if more else "key"
            said = self.run("keys", "new", holder, *more, "--out", str(self.keys / f"{holder}.{kind}"), at=root)
            self.publics[holder] = re.search(r"age1\w{58}", said.stdout)[0]  # type: ignore[index]
        self.record = Record(self.root, age_recipients=self.recipients(*self.publics))
        self.codes = [self.record.idea().code for _ in range(3)]
        for code in self.codes:
            contacts.put(self.root, code, sealing.seal(contact(name=code), list(self.publics.values())))

    def recipients(self, *holders: str) -> list[dict[str, str]]:
        return [{"holder": one, "kind": "staff", "key": self.publics[one]} for one in holders]

    def run(self, *words: str, at: Path | None = None) -> subprocess.CompletedProcess[str]:
        at = at or self.root
        at.mkdir(exist_ok=True)
        done = subprocess.run([TOOL, *words], cwd=at, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr
        return done

    def call(self, *holders: str) -> None:
        self.record.call["age_recipients"] = self.recipients(*holders)
        self.record.write_call()

    def typed(self) -> Path:
        """The paper key as somebody types it from the page, small letters and spaces and all."""
        page = (self.keys / "گاوصندوق دبیرخانه.page").read_text(encoding="utf-8")
        secret = re.search(r"<pre>(AGE[^<]+)</pre>", page)
        assert secret
        path = self.keys / "typed.key"
        path.write_text(secret[1].lower(), encoding="utf-8")
        return path


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def test_the_drill_of_lost_keys(desk: Desk) -> None:
    """One person's key is lost: the other opens. Both are lost: the envelope does, typed in by hand."""
    (desk.keys / "علی.key").unlink()
    said = desk.run("keys", "check", "1406", "--key", str(desk.keys / "مریم.key"))
    assert (said.returncode, "۳ تا" in said.stdout) == (0, True), said.stdout
    (desk.keys / "مریم.key").unlink()
    said = desk.run("keys", "check", "1406", "--key", str(desk.typed()))
    assert (said.returncode, "۳ تا" in said.stdout) == (0, True), said.stdout


def test_who_leaves_opens_nothing_any_more(desk: Desk) -> None:
    desk.call("مریم", "گاوصندوق دبیرخانه")
    said = desk.run("keys", "rewrap", "1406", "--key", str(desk.keys / "مریم.key"))
    assert said.returncode == 0, said.stdout + said.stderr
    gone, stays = (sealing.identity(_secret(desk.keys / f"{one}.key")) for one in ("علی", "مریم"))
    for code in desk.codes:
        sealed = contacts.sealed(desk.root, code)
        with pytest.raises(pyrage.DecryptError):
            pyrage.decrypt(sealed, [gone])
        assert pyrage.decrypt(sealed, [stays])
    assert desk.run("keys", "check", "1406", "--key", str(desk.keys / "علی.key")).returncode == 1


def test_what_cannot_be_opened_is_named_and_kept(desk: Desk) -> None:
    other = sealing.seal(contact(), [sealing.new_key()[1], sealing.new_key()[1]])
    contacts.put(desk.root, desk.codes[0], other)
    said = desk.run("keys", "rewrap", "1406", "--key", str(desk.keys / "علی.key"))
    assert said.returncode == 1
    assert desk.codes[0] in said.stdout
    assert contacts.sealed(desk.root, desk.codes[0]) == other
    assert "۲ پرونده برای ۳ کلید" in said.stdout


def test_a_key_is_for_its_owner_alone_and_never_in_the_repository(desk: Desk, tmp_path: Path) -> None:
    assert (desk.keys / "علی.key").stat().st_mode & 0o777 == 0o600
    again = desk.run("keys", "new", "علی", "--out", str(desk.keys / "علی.key"))
    assert again.returncode == 2
    subprocess.run(["git", "init", "-q", str(tmp_path / "repository")], check=True)
    inside = desk.run("keys", "new", "علی", "--out", "inside.key")
    assert inside.returncode == 2
    assert not (desk.root / "inside.key").exists()


def _secret(path: Path) -> str:
    return path.read_text(encoding="utf-8").splitlines()[-1]


class Vector(NamedTuple):
    """A file of the format's own test set."""

    name: str
    head: dict[str, list[str]]
    data: bytes


def vectors() -> Iterator[Vector]:
    with zipfile.ZipFile(VECTORS) as archive:
        for name in archive.namelist():
            text, _, data = archive.read(name).partition(b"\n\n")
            head: dict[str, list[str]] = {}
            for line in text.decode().splitlines():
                key, _, value = line.partition(": ")
                head.setdefault(key, []).append(value)
            yield Vector(name, head, zlib.decompress(data) if head.get("compressed") == ["zlib"] else data)


def opened(one: Vector) -> bytes | None:
    """The text, or None where pyrage refuses."""
    try:
        if "passphrase" in one.head:
            return bytes(pyrage.passphrase.decrypt(one.data, one.head["passphrase"][0]))
        keys = [pyrage.x25519.Identity.from_str(key) for key in one.head.get("identity", [])]
        return bytes(pyrage.decrypt(one.data, keys))
    except (pyrage.DecryptError, pyrage.IdentityError):
        return None


@pytest.mark.promise("contacts-stay-sealed")
def test_age_is_read_as_its_test_vectors_say_but_for_what_is_named() -> None:
    every = list(vectors())
    hybrid = {one.name for one in every if "AGE-SECRET-KEY-PQ" in str(one.head)}
    known = [one for one in every if one.name not in UNTRIED | hybrid]
    assert (len(every), len(hybrid), len(known)) == (143, 19, 123)
    assert {one.name for one in every if one.name in hybrid and opened(one) is not None} == set()
    lenient, strict = set(), set()
    for one in known:
        text = opened(one)
        right = one.head["expect"] == ["success"]
        if right and text is None:
            strict.add(one.name)
        elif not right and text is not None:
            lenient.add(one.name)
        elif text is not None:
            assert hashlib.sha256(text).hexdigest() == one.head["payload"][0], one.name
    assert lenient == LENIENT
    assert strict == STRICT


KEY_FILES: dict[str, Callable[[str], bytes]] = {
    "a mark of byte order": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16, big end first": lambda text: b"\xfe\xff" + text.encode("utf-16-be"),
    "UTF-16 without a mark": lambda text: text.encode("utf-16-le"),
    "a remark in another encoding": lambda text: text.replace("نمونه", "\x00").encode().replace(b"\x00", b"\xe4\xe3"),
    "line ends of Windows": lambda text: text.replace("\n", "\r\n").encode(),
    "marks of direction": lambda text: (
        "\u200f".join(text.splitlines(keepends=True)).replace("AGE", "\u200eAGE").encode()
    ),
    "groups": lambda text: re.sub(r"([A-Z0-9-]{4})", r"\1 ", text.upper()).encode(),
}


@pytest.mark.parametrize("name", KEY_FILES)
def test_a_key_file_is_read_however_an_editor_saved_it(name: str, tmp_path: Path) -> None:
    pairs = [sealing.new_key() for _ in range(2)]
    path = tmp_path / "own.age-key"
    path.write_bytes(KEY_FILES[name](f"# نمونه\n{pairs[0][0]}\n{pairs[1][0]}\n"))
    assert secrets([path]) == [secret for secret, _ in pairs]


def test_what_is_no_key_is_told_and_a_hybrid_one_is_named(tmp_path: Path) -> None:
    path = tmp_path / "own.age-key"
    for text, words in (
        ("", "درست نیست"),
        ("AGE-SECRET-KEY-1" + "Q" * 58, "درست نیست"),
        ("AGE-SECRET-KEY-PQ-1QQ", "پساکوانتومی"),
    ):
        path.write_text(text)
        with pytest.raises(FarakhanError, match=words):
            secrets([path])
    with pytest.raises(FarakhanError, match="پساکوانتومی"):
        sealing.seal(contact(), ["age1pq1qq", "age1pq1qz"])
