"""The office at one desk: each comes by their own PIN over TLS, acts in their own name, and nobody tries PINs fast."""

import hashlib
import os
import re
import signal
import ssl
import subprocess
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path

import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.verification import PolicyBuilder, Store, VerificationError
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, ViewportSize, expect
from starlette.datastructures import FormData
from starlette.types import Receive, Scope, Send
from tests.desks import STAFF, House, Office, word_of
from tests.ready import INSTALLED, TOOL
from tests.served import served
from tests.test_deploy import LOOPBACK, OTHER, caddy, free_port, listens, program, until
from tests.test_desk_person import seal
from tests.test_register import CANARY, PAIRS
from tests.visits import DESK, PHONE, violations, watched

from farakhan.desk import held
from farakhan.desk.app import SCREENS, application
from farakhan.desk.desk import Again, Desk
from farakhan.desk.doors import By, Door
from farakhan.files import tree
from farakhan.model.idea import Status
from farakhan.persian import digits
from farakhan.record.new import recipient
from farakhan.store import certificate as making
from farakhan.store.certificate import certificate
from farakhan.store.clock import now
from farakhan.store.git.acts import acts
from farakhan.store.vault import logbook, pins, staff
from farakhan.web import server

WHEN = datetime(2027, 6, 1, tzinfo=UTC)
SHOWN_WORD = re.compile("[۰-۹]{4} [۰-۹]{4}")


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with Office(tmp_path) as office:
        yield office


def decide(browser: httpx.Client, office: Office, code: str, decision: str) -> httpx.Response:
    form = {"token": word_of(browser), "decision": decision, "seen": office.idea(code).digest}
    return browser.post(f"/ideas/{code}/decision", data=form)


def test_two_people_at_two_browsers_are_two_names_in_git(office: Office) -> None:
    first, second = office.sat("k1"), office.sat("k2")
    assert decide(first, office, office.codes[0], "hold").status_code == 303
    assert decide(second, office, office.codes[1], "accept").status_code == 303
    assert decide(first, office, office.codes[2], "accept").status_code == 303
    done = list(acts(office.repository.root))[-3:]
    assert [(act.who.name, act.who.email, act.act.by) for act in done] == [
        (STAFF[ident][0], f"{ident}@office.example", ident) for ident in ("k1", "k2", "k1")
    ]
    printed = office.repository.git("log", "-3", "--format=%cn %ae %ce").decode()
    assert "desk@localhost" not in printed, "not whoever git's own settings name"
    assert STAFF["k1"][0] in first.get("/").text
    assert STAFF["k2"][0] in second.get("/").text


def test_the_cookie_goes_by_tls_alone_and_with_no_other_site(office: Office) -> None:
    answer = office.browser().post("/in", data={"id": "k1", "pin": STAFF["k1"][2]})
    flags = answer.headers["set-cookie"].lower()
    assert all(flag in flags for flag in ("secure", "httponly", "samesite=strict"))


def test_who_has_not_said_their_pin_is_led_to_it_alone(office: Office) -> None:
    stranger = office.browser()
    for screen in SCREENS:
        path = re.sub(r"\{[^}]*\}", office.codes[0], screen.path)
        answer = stranger.request(screen.method, path, data={"token": "x"} if screen.method == "POST" else None)
        assert answer.status_code in {401, 404}, path
        assert office.record.ideas[office.codes[0]].title not in answer.text


@pytest.mark.parametrize(
    ("ident", "pin"),
    [("k1", STAFF["k2"][2]), ("k7", "501832"), ("../staff/people.yml", "x"), ("", ""), ("K1'", "501832"), ("k1", "")],
)
def test_who_is_not_known_or_not_by_this_pin_stays_out(office: Office, ident: str, pin: str) -> None:
    browser = office.browser()
    answer = browser.post("/in", data={"id": ident, "pin": pin, "new": "", "to": "//evil.example"})
    assert answer.status_code == 403
    assert "شناسه یا رمز درست نیست" in answer.text
    assert not browser.cookies


def test_nobody_is_led_away_by_an_address(office: Office) -> None:
    for to in ("//evil.example", "https://evil.example", "/\\evil.example", "javascript:x", "/\tx"):
        answer = office.browser().post("/in", data={"id": "k1", "pin": STAFF["k1"][2], "to": to})
        assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_pin_is_not_tried_fast(office: Office) -> None:
    def tried(number: int) -> int:
        with httpx.Client(base_url=office.address, verify=office.trust, timeout=60) as browser:
            return browser.post("/in", data={"id": "k1", "pin": f"7394{number:02}"}).status_code

    with ThreadPoolExecutor(8) as threads:
        codes = list(threads.map(tried, range(40)))
    assert sorted(set(codes)) == [403, 429]
    assert codes.count(403) <= 4, "three, and one more if this took five seconds"
    assert office.browser().post("/in", data={"id": "k1", "pin": STAFF["k1"][2]}).status_code == 429


def test_a_lock_outlives_the_process_and_a_new_word_ends_it(tmp_path: Path) -> None:
    office = Office(tmp_path)
    holder, start = pins.staff_holder("k1"), now() - timedelta(days=1)
    for number in range(10):
        wrong = pins.tried(office.repository.root, holder, "نادرست", "192.168.1.3", start + timedelta(hours=number))
        assert wrong.outcome is pins.Outcome.WRONG
    for _ in range(2):
        office.begin()
        with office:
            answer = office.browser().post("/in", data={"id": "k1", "pin": STAFF["k1"][2]})
            assert (answer.status_code, "واژهٔ تازه‌ای بگیرید" in answer.text) == (403, True)
            assert office.sat("k2").get("/ideas").status_code == 200
    with office:
        word = pins.give_word(office.repository.root, holder, now())
        assert "رمزی برای خودتان" in office.browser().post("/in", data={"id": "k1", "pin": word}).text


def test_by_a_word_one_comes_no_further_than_to_a_pin_of_one_s_own(office: Office) -> None:
    word = pins.give_word(office.repository.root, pins.staff_holder("k1"), now())
    browser = office.browser()
    assert "رمزی برای خودتان" in browser.post("/in", data={"id": "k1", "pin": word}).text
    assert browser.get("/ideas").status_code == 401
    asked = {"id": "k1", "pin": word, "to": "/copies"}
    assert "دو بار مانند هم" in browser.post("/in", data={**asked, "new": "820461", "repeated": "820462"}).text
    assert "هر کسی نخست" in browser.post("/in", data={**asked, "new": "123456", "repeated": "123456"}).text
    answer = browser.post("/in", data={**asked, "new": "820461", "repeated": "820461"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/copies")
    assert browser.get("/ideas").status_code == 200
    assert office.browser().post("/in", data={"id": "k1", "pin": word}).status_code == 403


def test_what_was_written_when_a_session_ended_is_sent_after_coming_back(office: Office) -> None:
    browser, code = office.sat("k1"), office.codes[0]
    form = {"token": word_of(browser), "decision": "hold", "seen": office.idea(code).digest, "note": 'نمونه «"&<»'}
    office.desk.sessions.end_all("k1")
    answer = browser.post(f"/ideas/{code}/decision", data=form)
    assert answer.status_code == 401
    kept = fields(answer.text)
    assert kept["held"]
    assert form["token"] not in kept["held"]
    back = browser.post("/in", data={**kept, "id": "k1", "pin": STAFF["k1"][2]})
    assert "هنوز ثبت نشده است" in back.text
    assert office.idea(code).status is Status.RECEIVED
    assert browser.post(f"/ideas/{code}/decision", data=fields(back.text)).status_code == 303
    idea = office.idea(code)
    assert (idea.status, idea.note) == (Status.HELD, form["note"])


def fields(page: str) -> dict[str, str]:
    """The hidden fields of the form in the middle of a page."""
    form = page[page.index('class="door"') :]
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return {name: unescape(value) for name, value in pairs}


def test_a_dangerous_act_asks_for_the_pin_again(office: Office) -> None:
    browser, root = office.sat("k3"), office.repository.root
    form = {"token": word_of(browser), "id": "k2"}
    page = browser.post("/staff/word", data=form)
    assert (page.status_code, "رمزتان، یک بار دیگر" in page.text) == (200, True)
    assert fields(page.text) == form
    for wrong in ("640917", STAFF["k2"][2]):
        assert browser.post("/staff/word", data={**form, "pin": wrong}).status_code == 403
    assert pins.has(root, pins.staff_holder("k2"), now()) is pins.Has.PIN
    assert browser.post("/staff/word", data={**form, "pin": STAFF["k3"][2]}).status_code == 303
    shown = SHOWN_WORD.search(browser.get("/staff").text)
    assert shown
    assert not SHOWN_WORD.search(browser.get("/staff").text), "once alone"
    assert "رمزی برای خودتان" in office.browser().post("/in", data={"id": "k2", "pin": shown[0]}).text


def test_all_that_cannot_be_taken_back_asks_again() -> None:
    """Whoever adds a road of this kind sees here whether it asks."""
    asking = {screen.path for screen in SCREENS if screen.again is not Again.NO and screen.method == "POST"}
    assert asking >= {
        "/staff/tie",
        "/staff/word",
        "/staff/lock",
        "/ideas/{code}/contact",
        "/ideas/{code}/files",
        "/ideas/{code}/erase",
        "/run/close",
        "/run/award",
        "/run/award/letter",
        "/run/award/{code}",
        "/run/papers.zip",
        "/run/objections/{number:int}",
        "/run/objections/{number:int}/reopen",
        "/run/publish",
        "/run/links",
    }
    assert all(screen.method == "POST" for screen in SCREENS if screen.again is not Again.NO)


def test_the_secretary_ties_a_name_gives_a_word_and_shuts_out(office: Office) -> None:
    secretary, clerk = office.sat("k3"), office.sat("k1")
    own = {"token": word_of(secretary), "pin": STAFF["k3"][2]}
    tied = secretary.post("/staff/tie", data={**own, "id": "k4", "name": "نامی دیگر", "email": "other@office.example"})
    assert tied.status_code == 303
    table = staff.people(office.repository.root)
    assert table
    assert {tie.name for tie in table.people if tie.id == "k4"} == {"نامی دیگر", STAFF["k4"][0]}
    for wrong in ({"id": "k4", "name": ""}, {"id": "k4", "name": "a <b>"}, {"id": "k4", "name": "a", "email": "a b"}):
        assert secretary.post("/staff/tie", data={**own, **wrong}).status_code == 400
    assert secretary.post("/staff/word", data={**own, "id": "k77"}).status_code == 409
    assert clerk.get("/ideas").status_code == 200
    assert secretary.post("/staff/lock", data={**own, "id": "k1"}).status_code == 303
    assert clerk.get("/ideas").status_code == 401
    assert office.browser().post("/in", data={"id": "k1", "pin": STAFF["k1"][2]}).status_code == 403
    assert "رمز ندارد" in secretary.get("/staff").text
    assert secretary.post("/staff/word", data={**own, "id": "k3"}).status_code == 303
    assert "واژهٔ یک‌بارهٔ «" in secretary.get("/staff").text, "whoever asked for a word of their own sees it"


def test_one_s_own_pin_is_changed_by_who_knows_it(office: Office) -> None:
    browser = office.sat("k1")
    form = {"token": word_of(browser), "old": STAFF["k1"][2], "new": "820461", "repeated": "820461"}
    assert browser.post("/pin", data={**form, "old": "640917"}).status_code == 403
    assert browser.post("/pin", data={**form, "repeated": "1"}).status_code == 400
    assert browser.post("/pin", data={**form, "new": "111111", "repeated": "111111"}).status_code == 400
    assert browser.post("/pin", data=form).status_code == 303
    assert office.browser().post("/in", data={"id": "k1", "pin": "820461"}).status_code == 303


def test_what_the_call_takes_from_somebody_they_may_not_do_any_more(office: Office) -> None:
    browser, code = office.sat("k1"), office.codes[0]
    path = office.repository.root / "submissions" / "1406" / "call.yml"
    call = {**office.record.call, "staff": [{"id": "k1", "duties": ["look"]}]}
    path.write_text(tree.dump(call), encoding="utf-8")
    assert browser.get("/ideas").status_code == 200
    assert decide(browser, office, code, "hold").status_code == 403
    path.write_text(tree.dump({**call, "staff": [{"id": "k9"}]}), encoding="utf-8")
    assert browser.get("/ideas").status_code == 401


def behind(house: House, by: By = By.PROXY) -> Desk:
    door = Door(by, frozenset({"desk.example.ir"}), is_encrypted=True, is_behind=True, header="X-Person")
    return Desk(house.repository.root, "1406", house.desk.come_in, house.desk.index, door)


@contextmanager
def asking(desk: Desk, peer: str, office: Office) -> Iterator[httpx.Client]:
    """A browser whose requests come from this address, as the application sees it."""
    asked = application(desk)

    async def from_there(scope: Scope, receive: Receive, send: Send) -> None:
        await asked({**scope, "client": (peer, 40000)}, receive, send)

    made = office.desk.door.certificate
    assert made
    own = {"host": "desk.example.ir", "sec-fetch-site": "same-origin"}
    with served(from_there, (made.chain, made.key), believes_proxies=False) as port:
        address = f"https://127.0.0.1:{port}"
        with httpx.Client(base_url=address, headers=own, timeout=30, verify=office.trust) as browser:
            yield browser


@pytest.mark.parametrize("who", ["k1", "k1@office.example"])
def test_a_web_server_s_word_counts_when_told_so_and_from_this_machine_alone(office: Office, who: str) -> None:
    code = office.codes[0]
    with asking(behind(office), "127.0.0.1", office) as proxied:
        proxied.headers["X-Person"] = who
        assert proxied.get("/ideas", follow_redirects=True).status_code == 200
        page = proxied.get(f"/ideas/{code}").text
        assert STAFF["k1"][0] in page
        proxied.headers["X-Person"] = "k2"
        assert STAFF["k1"][0] not in proxied.get("/ideas", follow_redirects=True).text, (
            "another person, another session"
        )
        proxied.headers["X-Person"] = "k1"
        assert STAFF["k1"][0] in proxied.get("/ideas", follow_redirects=True).text
        del proxied.headers["X-Person"]
        assert proxied.get("/ideas", follow_redirects=True).status_code == 401
    for desk, peer in ((behind(office), "192.168.1.9"), (behind(office, By.PIN), "127.0.0.1")):
        with asking(desk, peer, office) as other:
            other.headers["X-Person"] = who
            assert other.get("/ideas", follow_redirects=True).status_code == 401, peer
    assert office.browser().get("/ideas", headers={"X-Person": who}).status_code == 401


def test_two_names_in_one_request_are_none(office: Office) -> None:
    with asking(behind(office), "127.0.0.1", office) as proxied:
        answer = proxied.get("/in", headers=[("X-Person", "k1"), ("X-Person", "k2")])
        assert answer.status_code == 401
        assert proxied.get("/in", headers={"X-Person": "k7"}).status_code == 401
        assert proxied.get("/in", headers={"X-Person": ""}).status_code == 401


def test_behind_a_web_server_each_address_is_its_own(office: Office) -> None:
    with asking(behind(office, By.PIN), "127.0.0.1", office) as proxied:
        for address in ("10.0.0.8", "10.0.0.9"):
            headers = {"X-Forwarded-For": f"1.2.3.4, {address}"}
            for number in range(11):
                proxied.post("/in", data={"id": f"z{number}", "pin": "x"}, headers=headers)
            last = proxied.post("/in", data={"id": "k1", "pin": STAFF["k1"][2]}, headers=headers)
            assert last.status_code == 429


def test_by_tls_with_the_office_s_certificate_and_no_other(office: Office) -> None:
    made = office.desk.door.certificate
    assert made
    assert office.browser().get("/certificate").status_code == 200
    got = office.browser().get("/certificate/desk.crt").content
    assert got == made.authority.read_bytes()
    assert made.fingerprint() in office.browser().get("/certificate").text
    with pytest.raises(httpx.ConnectError), httpx.Client(verify=ssl.create_default_context()) as client:
        client.get(f"{office.address}/")
    plain = office.address.replace("https", "http")
    with pytest.raises(httpx.HTTPError):
        httpx.get(f"{plain}/")


def test_what_is_signed_is_made_anew_and_who_trusts_it_sees_nothing(tmp_path: Path) -> None:
    names = ["desk-pc", "192.168.1.5", "desk.example.ir", "8.8.8.8"]
    first = certificate(tmp_path, names, WHEN)
    assert first.names == {"desk-pc", "192.168.1.5"}
    kept = {path: path.read_bytes() for path in (first.chain, first.key, first.authority)}

    def changed(asked: list[str], when: datetime) -> set[str]:
        certificate(tmp_path, asked, when)
        new = {path.name for path, data in kept.items() if path.read_bytes() != data}
        kept.update({path: path.read_bytes() for path in kept})
        return new

    signed = {"desk.pem", "desk.key"}
    assert changed(names, WHEN + timedelta(days=300)) == set()
    assert changed(names, WHEN + timedelta(days=310)) == signed
    assert changed(["desk-pc", "192.168.7.5"], WHEN + timedelta(days=311)) == signed
    assert changed(["desk-pc", "192.168.7.5"], WHEN) == signed, "a clock that was set back"
    assert changed(["other-pc", "192.168.7.5"], WHEN) == {*signed, "authority.crt"}, "it may not sign for that name"
    first.key.write_bytes(b"broken")
    assert changed(["other-pc"], WHEN) == signed
    assert changed(["other-pc"], WHEN + timedelta(days=9 * 365 + 10)) == {*signed, "authority.crt"}
    assert {path.stat().st_mode & 0o77 for path in kept} == {0}


@pytest.mark.parametrize(("name", "is_right"), [("desk-pc", True), ("example.com", False), ("desk-pc.ir", False)])
def test_the_authority_may_sign_for_the_office_alone(tmp_path: Path, name: str, is_right: bool) -> None:  # noqa: FBT001 (a row)
    made = certificate(tmp_path, ["desk-pc"], WHEN)
    authority = making._authority(made.authority, made.authority.with_suffix(".key"), frozenset())  # noqa: SLF001 (what a thief would do)
    assert authority
    leaf = making._signed(ec.generate_private_key(ec.SECP256R1()).public_key(), authority, frozenset({name}), WHEN)  # noqa: SLF001
    verifier = PolicyBuilder().store(Store([authority[0]])).time(WHEN).build_server_verifier(x509.DNSName(name))
    if is_right:
        assert verifier.verify(leaf, [])
    else:
        with pytest.raises(VerificationError):
            verifier.verify(leaf, [])


def test_the_command_for_an_office_says_what_people_compare(tmp_path: Path) -> None:
    office = Office(tmp_path, 1)
    root = office.repository.root
    shown = subprocess.run([TOOL, "staff", "k1", "--word"], cwd=root, capture_output=True, text=True, check=True).stdout
    word = SHOWN_WORD.search(shown)
    assert word
    command = [str(INSTALLED), "desk", "--lan", "--port", "0"]
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, cwd=root, stdout=subprocess.PIPE, text=True, env=environment) as running:
        assert running.stdout
        lines = []
        for line in running.stdout:
            lines.append(line)
            if "https://" in line:
                break
        try:
            printed = "".join(lines)
            port = printed.rpartition(":")[2].strip(" /\n")
            authority = (root / "spool" / "desk-certificate" / "authority.crt").read_bytes()
            trust = ssl.create_default_context(cadata=authority)
            own = {"sec-fetch-site": "same-origin"}
            with httpx.Client(base_url=f"https://127.0.0.1:{port}", verify=trust, headers=own, timeout=30) as browser:
                form = {"id": "k1", "pin": word[0], "new": "820461", "repeated": "820461"}
                assert browser.post("/in", data=form).status_code == 303
                assert STAFF["k1"][0] in browser.get("/").text
        finally:
            running.send_signal(signal.SIGINT)
    assert hashlib.sha256(authority).digest().hex(":").upper() in printed


@pytest.mark.parametrize(
    "words",
    [["--lan", "--address", "https://desk.example.ir"], ["--person-header", "X"], ["--lan", "--person-header", "X"]],
)
def test_what_does_not_go_together_is_refused(tmp_path: Path, words: list[str]) -> None:
    office = Office(tmp_path, 1)
    done = subprocess.run(
        [TOOL, "desk", *words], cwd=office.repository.root, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "desk-door" in done.stderr) == (2, True), done.stderr


@given(st.text(max_size=40), st.lists(st.tuples(st.text(max_size=9), st.text(max_size=9)), max_size=4))
def test_a_form_that_waits_comes_back_as_it_was(path: str, pairs: list[tuple[str, str]]) -> None:
    form = FormData([*pairs, ("token", "x"), ("pin", "y")])
    kept = held.hold(f"/{digits.only(path)}", form)
    assert kept
    again = held.read(kept.text())
    assert again
    assert list(again.fields) == [pair for pair in pairs if pair[0] not in {"token", "pin"}]


@given(st.text(max_size=60))
def test_what_no_page_of_ours_held_is_nothing(text: str) -> None:
    kept = held.read(text)
    assert kept is None or held.is_own(kept.path)


@pytest.mark.parametrize(
    "text", ["[]", "null", '["/x", [["a"]]]', '["//x", []]', '["/x", [["a", 1]]]', "[" * 9, "[1, []]"]
)
def test_a_held_form_that_was_tampered_with_is_nothing(text: str) -> None:
    """Lists in lists too: whatever Python's reader makes of them, also where it gives up, no page fails by it."""
    assert held.read(text) is None


def test_behind_the_web_server_of_the_guide_an_address_is_counted_whatever_it_says(tmp_path: Path) -> None:
    program("caddy")
    office, folder = Office(tmp_path / "office", 1), tmp_path / "caddy"
    folder.mkdir()
    port, own_port = free_port(), free_port()
    command = caddy(folder, folder, port, own_port, free_port())
    door = Door(By.PIN, frozenset({f"desk.{LOOPBACK}"}), is_encrypted=True, is_behind=True)
    app = application(Desk(office.repository.root, "1406", office.desk.come_in, office.desk.index, door))
    running = server.Server(server.configuration(app, LOOPBACK, own_port, believes_proxies=False))
    threading.Thread(target=running.run, daemon=True).start()
    environment = os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as process:
        try:
            until(lambda: running.started and listens(port))
            codes = [tried(port, LOOPBACK, f"z{number}", "x", f"10.0.0.{number}") for number in range(12)]
            assert codes == [403] * 11 + [429]
            assert tried(port, LOOPBACK, "k1", STAFF["k1"][2], "10.0.0.77") == 429
            assert tried(port, OTHER, "k1", STAFF["k1"][2], "10.0.0.1") == 303
        finally:
            process.terminate()
            running.should_exit = True


def tried(port: int, source: str, ident: str, pin: str, forged: str) -> int:
    """The answer to somebody at an address who says that they ask for another."""
    headers = {"host": f"desk.{LOOPBACK}:{port}", "sec-fetch-site": "same-origin", "x-forwarded-for": forged}
    transport = httpx.HTTPTransport(local_address=source)
    with httpx.Client(
        base_url=f"http://{LOOPBACK}:{port}", headers=headers, transport=transport, timeout=30
    ) as browser:
        return browser.post("/in", data={"id": ident, "pin": pin}).status_code


def typed(page: Page, *fields: str) -> None:
    """Type into fields that follow each other, and send."""
    for place, text in enumerate(fields):
        if place:
            page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
def test_by_keyboard_alone_from_a_word_to_an_act_that_asks_again(
    browser: Browser, office: Office, size: ViewportSize, scheme: str
) -> None:
    word = pins.shown(pins.give_word(office.repository.root, pins.staff_holder("k3"), now()))
    with watched(browser, viewport=size, color_scheme=scheme, ignore_https_errors=True) as page:

        def well() -> None:
            assert violations(page) == {}, page.url
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url

        page.goto(f"{office.address}/certificate")
        well()
        page.goto(f"{office.address}/in?to=/staff")
        well()
        typed(page, "k3", word)
        expect(page.locator("h1")).to_have_text("رمزی برای خودتان بگذارید")
        well()
        typed(page, "نان و پنیر ۱۴", "نان و پنیر ۱۴")
        expect(page.locator("h1")).to_have_text("کارکنان")
        well()
        page.locator("section", has_text="k1").get_by_role("button", name="واژهٔ یک‌بارهٔ تازه").focus()
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text("رمزتان، یک بار دیگر")
        well()
        typed(page, "نان و پنیر ۱۴")
        expect(page.get_by_role("status")).to_have_text(SHOWN_WORD)


def test_a_server_that_runs_on_shows_the_renewed_certificate(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    made, root, port = office.desk.door.certificate, office.repository.root, free_port()
    assert made
    monkeypatch.setattr(server, "RENEWAL", 0.2)
    before = made.chain.read_text()
    later = now() + timedelta(days=330)
    tls = server.Tls(made.chain, made.key, lambda: certificate(root, made.names, later))
    config = server.configuration(application(office.desk), LOOPBACK, port, tls, believes_proxies=False)
    running = server.Server(config, tls=tls)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    try:
        until(lambda: running.started and made.chain.read_text() != before)
        new = made.chain.read_text().partition("-----END CERTIFICATE-----")[0]
        until(lambda: ssl.get_server_certificate((LOOPBACK, port)).startswith(new))
    finally:
        running.should_exit = True
        thread.join()


def test_the_log_of_openings_has_the_name_of_who_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keys = tmp_path / "keys"
    keys.mkdir()
    (keys / "own.age-key").write_text(PAIRS[0][0])
    monkeypatch.setenv("FARAKHAN_KEYS", str(keys))
    with Office(tmp_path / "office", 1, age_recipients=[recipient(public) for _, public in PAIRS]) as office:
        (code,) = office.codes
        seal(office, code, "09170000011")
        clerk, secretary, visitor = office.sat("k1"), office.sat("k3"), office.sat("k4")
        pages = []
        for ident, browser in (("k1", clerk), ("k3", secretary)):
            form = {"token": word_of(browser), "why": "پرسیدن بازار"}
            assert CANARY not in browser.post(f"/ideas/{code}/contact", data=form).text, "not without the PIN"
            pages.append(browser.post(f"/ideas/{code}/contact", data={**form, "pin": STAFF[ident][2]}).text)
        assert all(CANARY in page for page in pages)
        refused = visitor.post(f"/ideas/{code}/contact", data={"token": word_of(visitor), "why": "دیدن"})
        assert refused.status_code == 403
        lines = [line.split("\t")[1:] for line in logbook.openings(office.repository.root)]
        assert sorted(lines) == sorted([STAFF[ident][0], code, "پرسیدن بازار"] for ident in ("k1", "k3"))
