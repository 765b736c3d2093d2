"""Whose an idea is stays sealed at the desk, but for a key, a reason and a line in the log; and is erased for good."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.desks import House
from tests.test_register import CANARY, PAIRS

from farakhan import sealing
from farakhan.desk import keyring
from farakhan.model.answers import contact_of
from farakhan.model.words import read_word, receipt_of
from farakhan.persian.digits import to_persian
from farakhan.record.new import recipient
from farakhan.store.vault import attached, contacts, logbook, proofs

PAGE = "قناری برگهٔ دست‌نویس".encode()
MOBILE, OTHER = "09170000011", "09170000012"
WHY = "پرسیدن بازار"


def seal(house: House, code: str, mobile: str) -> None:
    root = house.repository.root
    contact = contact_of({"name": CANARY, "mobile": mobile, "city": "شیراز"}).contact
    assert contact
    sealed = sealing.seal(contact, [public for _, public in PAIRS])
    contacts.put_all(root, {code: contacts.Sealed(sealed, proofs.proof(proofs.key(root), code, mobile))})


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "own.age-key").write_text(PAIRS[0][0])
    monkeypatch.setenv("FARAKHAN_KEYS", str(keys))
    with House(tmp_path, 3, age_recipients=[recipient(public) for _, public in PAIRS]) as house:
        for code, mobile in zip(house.codes, (MOBILE, MOBILE, OTHER), strict=True):
            seal(house, code, mobile)
        yield house


def openings(house: House) -> list[list[str]]:
    return [line.split("\t")[1:] for line in logbook.openings(house.repository.root)]


def attach(house: House, code: str, name: str = "صدا.ogg") -> str:
    form = {"token": house.word(), "why": WHY}
    answer = house.client.post(f"/ideas/{code}/attach", data=form, files={"file": (name, PAGE)})
    assert answer.status_code == 303, answer.text
    return house.client.get(answer.headers["location"]).text


def test_a_contact_is_opened_alone_for_a_reason_that_stands_in_the_log(house: House) -> None:
    code, same, other = house.codes
    for path in (f"/ideas/{code}", f"/ideas/{code}/contact", "/ideas", "/"):
        assert CANARY not in house.client.get(path).text
    assert house.send(f"/ideas/{code}/contact", why=" ")["code"] == "409"
    assert openings(house) == []
    page = house.send(f"/ideas/{code}/contact", why=WHY)["page"]
    assert CANARY in page
    assert openings(house) == [["کارشناس نمونه", code, WHY]], "the other one of theirs was not opened"
    assert f"/ideas/{same}" in page, "the same person's other idea"
    assert f"/ideas/{other}" not in page
    assert PAIRS[0][0] not in page
    assert CANARY not in house.client.get(f"/ideas/{code}/contact").text


def test_a_contact_that_was_opened_is_corrected_and_its_owner_known_by_the_new_mobile(house: House) -> None:
    code, root, path = house.codes[0], house.repository.root, f"/ideas/{house.codes[0]}/contact"
    page = house.send(path, why=WHY)["page"]
    assert f'value="{CANARY}"' in page
    (seen,) = re.findall('name="seen" value="([0-9a-f]{64})"', page)
    told = {
        "name": CANARY,
        "city": "شیراز",
        "members": "نمونهٔ یک\nنمونهٔ دو",
        "call_wish": "true",
        "seen": seen,
        "why": "خودش گفت",
    }
    refused = house.send(f"{path}/mend", mobile="۱۲۳", **told)
    assert (refused["code"], 'value="۱۲۳"' in refused["page"], "خطا: " in refused["page"]) == ("422", True, True)
    assert house.send(f"{path}/mend", mobile=MOBILE, **{**told, "why": ""})["code"] == "409"
    assert "شمارهٔ تازه" in house.send(f"{path}/mend", mobile="۰۹۱۷ ۰۰۰ ۰۰ ۱۳", **told)["page"]
    contact = sealing.unseal(contacts.sealed(root, code), [PAIRS[1][0]])
    assert (contact.name, contact.mobile, contact.call_wish) == (CANARY, "09170000013", True)
    assert contact.members == ("نمونهٔ یک", "نمونهٔ دو")
    assert proofs.kept(root, code, proofs.proof(proofs.key(root), code, "09170000013"))
    assert [line.split("\t")[1:] for line in logbook.changes(root)] == [["کارشناس نمونه", code, "تماس: خودش گفت"]]
    assert house.send(f"{path}/mend", mobile=MOBILE, **told)["code"] == "409", "it is another one now"
    assert CANARY.encode() not in house.repository.everything()


def test_a_lost_receipt_is_made_anew_for_an_owner_who_was_called_on_the_number_that_came_with_the_idea(
    house: House,
) -> None:
    code = house.codes[0]
    path, before = f"/ideas/{code}/renew", house.idea(code)
    assert f'href="/ideas/{code}/receipt"' in house.client.get(f"/ideas/{code}").text
    assert f'href="{path}"' in house.client.get(f"/ideas/{code}/receipt").text
    assert to_persian(MOBILE) not in house.client.get(path).text
    assert house.send(f"{path}/receipt", called="yes")["code"] == "409", "nobody has seen a number yet"
    assert house.send(path, why=f"زنگ زد از {OTHER}")["code"] == "409"
    assert openings(house) == []
    assert to_persian(MOBILE) in house.send(path, why="رسید گم شده")["page"]
    assert openings(house) == [["کارشناس نمونه", code, "رسید گم شده"]]
    assert house.send(f"{path}/receipt")["code"] == "409", "nobody says that the owner was called"
    assert house.idea(code) == before
    page = house.send(f"{path}/receipt", called="yes")["page"]
    word = re.search("([۰-۹]{3}/){6}[۰-۹]{3}", page)
    assert word
    after = house.idea(code)
    assert after.receipt == receipt_of(code, read_word(word[0]))
    assert after.model_copy(update={"receipt": before.receipt}) == before
    assert "رسید گم شده" in house.repository.git("log", "-1", "--format=%b").decode()
    assert house.send(f"{path}/receipt", called="yes")["code"] == "409", "each new receipt wants a call of its own"


def test_the_key_is_held_for_minutes_and_put_away(
    house: House, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    code = house.codes[0]
    house.send(f"/ideas/{code}/contact", why=WHY)
    (tmp_path / "keys" / "own.age-key").unlink()
    assert CANARY in house.send(f"/ideas/{code}/contact", why=WHY)["page"], "it is held"
    assert "کنار گذاشته شد" in house.send("/key/close")["page"]
    refused = house.send(f"/ideas/{code}/contact", why=WHY)
    assert (refused["code"], CANARY in refused["page"]) == ("409", False)
    (tmp_path / "keys" / "own.age-key").write_text(PAIRS[0][0])
    monkeypatch.setattr(keyring, "HELD", 0.0)
    house.send(f"/ideas/{code}/contact", why=WHY)
    (tmp_path / "keys" / "own.age-key").unlink()
    assert house.send(f"/ideas/{code}/contact", why=WHY)["code"] == "409", "its time is over"
    assert len(openings(house)) == 3


def test_another_session_holds_nothing_of_it(house: House) -> None:
    code = house.codes[0]
    attach(house, code)
    house.send(f"/ideas/{code}/files", why=WHY)
    assert house.client.get(f"/ideas/{code}/files/1").content == PAGE
    assert house.browser().get(f"/ideas/{code}/files/1").status_code == 404


def test_what_stands_beside_an_idea_is_sealed_and_opened_with_a_reason(house: House) -> None:
    code = house.codes[0]
    assert "مهر شد" in attach(house, code)
    attach(house, code, "../../<b>.pdf")
    assert house.client.get(f"/ideas/{code}/files/1").status_code == 404
    page = house.send(f"/ideas/{code}/files", why=WHY)["page"]
    assert "<audio" in page
    assert "<b>" not in page
    answers = [house.client.get(f"/ideas/{code}/files/{number}") for number in (1, 2)]
    assert [answer.content for answer in answers] == [PAGE, PAGE]
    kinds = {answer.headers["content-type"]: answer.headers["content-disposition"] for answer in answers}
    assert kinds["audio/ogg"].startswith("inline"), "files of one second stand in any order"
    assert kinds["application/octet-stream"].startswith("attachment")
    assert openings(house) == [["کارشناس نمونه", code, f"پیوست‌ها: {WHY}"]]
    house.send(f"/ideas/{house.codes[1]}/files", why=WHY)
    assert house.client.get(f"/ideas/{code}/files/1").status_code == 404, "one at a time"
    vault = b"".join(path.read_bytes() for path in (house.repository.root / "vault").rglob("*") if path.is_file())
    assert PAGE not in vault


def test_nothing_empty_is_put_beside_an_idea(house: House) -> None:
    code = house.codes[0]
    form = {"token": house.word(), "why": WHY}
    path = f"/ideas/{code}/attach"
    assert house.client.post(path, data=form, files={"file": ("x.pdf", b"")}).status_code == 409
    assert house.client.post(path, data=form).status_code == 400
    assert attached.names(house.repository.root, code) == []


def test_what_is_known_of_a_person_is_erased_once_its_code_was_typed(house: House) -> None:
    code = house.codes[0]
    attach(house, code)
    page = house.client.get(f"/ideas/{code}/erase").text
    assert "تماس و نشانهٔ او پاک می‌شود" in page
    assert "۱ پیوست" in page
    assert house.send(f"/ideas/{code}/erase", why=WHY, typed=house.codes[1])["code"] == "409"
    assert "برای همیشه پاک شد" in house.send(f"/ideas/{code}/erase", why=WHY, typed=code)["page"]
    assert code not in contacts.codes(house.repository.root)
    assert attached.names(house.repository.root, code) == []
    assert logbook.erased(house.repository.root) == {code}
    assert house.send(f"/ideas/{code}/contact", why=WHY)["code"] == "409"
    assert house.idea(code).code == code, "its text stays"
