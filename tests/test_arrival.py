"""One arrival: whoever took it in, an idea has a code of its own, a receipt, an owner; a refusal reserves nothing."""

import io
import json
import re
import subprocess
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from tests.doors import ANSWERS, CLOSES, MOBILE, OPEN, PAIRS, House, Knocker, by_form, letter_of
from tests.lab import repository
from tests.ready import TOOL
from tests.senders import CALL

from farakhan import sealing
from farakhan.checks.terms import terms
from farakhan.face.receipt import NO_WORD
from farakhan.files import idea as idea_file
from farakhan.intake import form_answers
from farakhan.intake.applying import Typed
from farakhan.intake.arrival import Arrival, Entry, begun, prepare, said_first
from farakhan.intake.receive import Intake
from farakhan.intake.reserve import Beside
from farakhan.intake.sending import Faulty
from farakhan.message.writing import render
from farakhan.model.answers import ASKED, BY_ITSELF, OF_IDEA, Answers, faults
from farakhan.model.codes import draw_code
from farakhan.model.idea import MEDIA_LIMITS, Media, MediaKind, Status
from farakhan.model.questions import Kind
from farakhan.model.words import read_word
from farakhan.persian.digits import to_ascii
from farakhan.store.spool import beside, sqlite
from farakhan.store.spool.letters import Act, Letter, Taken
from farakhan.store.spool.sqlite import Spool
from farakhan.store.vault import contacts, proofs

FREE = "1000000005"
"""A code."""
ARRIVED = "1405-08-20 10:30"
PLACE = Entry("in_person", OPEN, OPEN, paper="الف-۱۲")
TERMS = terms(CALL)


def values(**more: Any) -> dict[str, list[str]]:  # noqa: ANN401 (the form's)
    typed = ANSWERS | more
    return {key: value if isinstance(value, list) else [value] for key, value in typed.items()}


def answers(text: str) -> Answers:
    """What a whole form answers; no two texts are the same."""
    plan = f"{text}: در این اتاق‌ها قارچ می‌کاریم و کاه را بستر می‌کنیم. " * 4
    return form_answers.read(CALL, values(title=f"نمونه: {text}", **{"body.1": plan}))


def picture(color: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (64, 48), color).save(file, "PNG")
    return file.getvalue()


# Who was registered by staff is an owner as others are


def by_message(house: House, text: str) -> str:
    """An idea that staff register from a message; what the command says."""
    message = render(CALL, ASKED, answers(text))
    words = [str(TOOL), "register", "1406", "-", "--yes", "--arrived", ARRIVED, "--staff", "desk1", "--paper", "۱۲"]
    return _ran(house.root, words, message)


def by_file(house: House, text: str) -> str:
    """The same from a file of answers."""
    path = house.root.parent / "answers.json"
    path.write_text(json.dumps(dict(answers(text))), encoding="utf-8")
    words = [str(TOOL), "register", "1406", str(path), "--yes", "--arrived", ARRIVED]
    return _ran(house.root, [*words, "--staff", "desk1", "--paper", "۱۲"])


def _ran(root: Path, words: list[str], message: str = "") -> str:
    done = subprocess.run(words, cwd=root, input=message, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory, door_site: Path) -> House:
    return House(tmp_path_factory.mktemp("arrival") / "r", door_site)


def proved(said: str) -> dict[str, str]:
    """What an owner has from the receipt that staff gave them."""
    code, word = (
        to_ascii(re.search(rf"{name}: ([۰-۹/]+)", said)[1])  # type: ignore[index]
        for name in ("کد رهگیری", "رمز رسید")
    )
    return {"code": code.replace("/", ""), "word": read_word(word), "mobile": MOBILE}


def test_who_was_registered_by_staff_mends_adds_and_withdraws_on_the_web(house: House) -> None:
    """One was registered before there was a server, one while it runs."""
    early = proved(by_message(house, "پیش از سرور"))
    with house.serving() as door:
        for proof, text in ((early, "پیش از سرور"), (proved(by_file(house, "کنار سرور")), "کنار سرور")):
            changed_on_the_web(door, proof, text)


def changed_on_the_web(door: Knocker, proof: dict[str, str], text: str) -> None:
    code = proof["code"]
    before = door.house.idea(code)
    assert (before.registered_by, before.paper, before.status) == ("desk1", "۱۲", Status.RECEIVED)
    wrong = door.post("own", proof | {"mobile": "09170000001"})
    assert (wrong.status_code, wrong.json()["error"]) == (403, "proof-wrong")
    own = door.post("own", proof)
    assert (own.status_code, own.json()["open"]) == (200, True)
    form = own.json()["values"] | proof | {"summary": "خلاصه‌ای دیگر."}
    files = [("photo", ("1.png", picture("#a33"), "image/png"))]
    mended = door.client.post("/intake/mend", data=form, files=files)
    assert (mended.status_code, mended.json()["code"]) == (201, code), mended.text
    assert NO_WORD in mended.json()["receipt"], "the word stands on the receipt that staff gave, and nowhere else"
    idea = door.in_git(code)
    assert (idea.summary, idea.body, len(idea.media)) == ("خلاصه‌ای دیگر.", before.body, 1)
    part = ("channel", "arrived", "registered_by", "paper", "receipt")
    assert [getattr(idea, name) for name in part] == [getattr(before, name) for name in part], text
    assert door.post("withdraw", proof | {"sure": "true"}).status_code == 201
    assert door.in_git(code).status is Status.WITHDRAWN
    assert door.house.contact(code).mobile == MOBILE


def test_without_the_key_of_the_proofs_nothing_is_registered(tmp_path: Path, door_site: Path) -> None:
    house = House(tmp_path / "r", door_site)
    first = proved(by_message(house, "با کلید"))["code"]
    (house.root / sqlite.FOLDER / proofs.FILE).unlink()
    words = [str(TOOL), "register", "1406", "-", "--yes", "--arrived", ARRIVED]
    message = render(CALL, ASKED, answers("بی کلید"))
    done = subprocess.run(words, cwd=house.root, input=message, capture_output=True, text=True, check=False)
    assert (done.returncode, "proof-key" in done.stderr) == (3, True)
    assert (house.codes(), list(contacts.codes(house.root))) == ([first], [first])


def test_many_who_make_the_key_of_the_proofs_at_once_have_one(tmp_path: Path) -> None:
    with ProcessPoolExecutor(4, mp_context=get_context("fork")) as pool:
        assert len(set(pool.map(proofs.key, [tmp_path] * 16))) == 1


# What was refused reserves nothing


@pytest.mark.parametrize("key", ["", "k" * 32])
def test_a_sending_that_was_refused_for_its_photo_has_no_code_and_no_text(house: House, key: str) -> None:
    typed = ANSWERS | {"title": "نمونه: عکس خراب", "body.1": f"نمونهٔ {key} با عکسی که خراب است. " * 8, "key": key}
    with house.serving() as door:
        given_out = beside.codes(house.root / sqlite.FOLDER)
        broken = [("photo", ("1.png", b"no picture", "image/png"))]
        refused = door.client.post("/intake/ideas", data=typed, files=broken)
        assert (refused.status_code, [one["field"] for one in refused.json()["errors"]]) == (422, ["photo"])
        assert beside.codes(house.root / sqlite.FOLDER) == given_out
        other = door.client.post("/intake/ideas", data=typed | {"key": "o" * 31 + (key[:1] or "x")}).json()["code"]
        assert door.in_git(other).copies_of is None, "nobody has this text yet"
        good = [("photo", ("1.png", picture("#3a3"), "image/png"))]
        mine = door.client.post("/intake/ideas", data=typed, files=good).json()["code"]
        assert (door.in_git(mine).copies_of, len(door.in_git(mine).media)) == (other, 1)
        assert len(beside.codes(house.root / sqlite.FOLDER)) == len(given_out) + 2


@pytest.fixture
def intake(tmp_path: Path) -> Iterator[Intake]:
    root = repository(tmp_path / "r").root
    spool = Spool(root / sqlite.FOLDER, lambda: OPEN)
    yield Intake(root, "1406", spool, lambda: OPEN)
    spool.close()


def put(intake: Intake, letter: Letter) -> Taken:
    (taken,) = intake.spool.put([letter])
    assert isinstance(taken, Taken), taken
    return taken


def test_neither_a_look_nor_media_that_no_idea_may_have_reserve_anything(intake: Intake) -> None:
    checked = intake.check(by_form(answers("نخست"), "a" * 32))
    large = Media(sha256="a" * 64, kind=MediaKind.PHOTO, bytes=MEDIA_LIMITS[MediaKind.PHOTO] + 1, caption="")
    with pytest.raises(Faulty):
        intake.reserve(checked, [large], b"told")
    other = letter_of(intake, by_form(answers("نخست"), "b" * 32))
    assert other.copies_of == ""
    assert intake.reserve(checked, [], b"told").copies_of == other.code


def test_what_did_not_come_to_the_disk_is_given_back(intake: Intake) -> None:
    lost = letter_of(intake, by_form(answers("نخست"), "a" * 32))
    intake.release(lost)
    assert letter_of(intake, by_form(answers("نخست"), "b" * 32)).copies_of == ""


def test_texts_that_wait_are_known_to_the_next_server(intake: Intake) -> None:
    first = put(intake, letter_of(intake, by_form(answers("نخست"), "a" * 32)))
    again = Intake(intake.root, "1406", intake.spool, lambda: OPEN)
    assert letter_of(again, by_form(answers("نخست"), "b" * 32)).copies_of == first.letter.code
    assert Beside(intake.root, "1406").first_with(str(answers("نخست")["body"]), FREE) == first.letter.code


@pytest.mark.parametrize("where", ["spool", "vault", "work tree"])
def test_a_code_that_is_anywhere_is_nobody_elses(intake: Intake, where: str) -> None:
    code, sender = FREE, b"s" * 32
    if where == "spool":
        code = put(intake, letter_of(intake, by_form(answers("نخست"), "a" * 32))).letter.code
    if where == "vault":
        contacts.put(intake.root, code, b"sealed")
    if where == "work tree":
        path = intake.root / idea_file.idea_path("1406", code)
        path.parent.mkdir(parents=True)
        path.write_text("half an idea")
    taken = Beside(intake.root, "1406")
    assert taken.code_for(sender, code) != code
    free = draw_code(lambda _: 7)
    assert taken.code_for(sender, free) == free


# The one look


@given(
    st.fixed_dictionaries(
        {},
        optional={
            one.key: st.sampled_from([["x"], ["۱۲"], ["نمونه" * 70], ["0"], ["09170000000"], ["۰۹۱۷ ۱۲۳ ۴۵۶۷"]])
            for one in ASKED
            if one.asked.kind is not Kind.TEXT
        },
    )
)
def test_all_that_is_wrong_is_said_at_its_field_and_nothing_else_is_made(given_values: dict[str, list[str]]) -> None:
    said = form_answers.read(CALL, values() | given_values)
    arrival = Arrival(entry=PLACE, answers=said)
    prepared = prepare(CALL, TERMS, arrival, FREE)
    assert prepared == prepare(CALL, TERMS, arrival, FREE)
    assert prepared.problems or (prepared.idea and prepared.contact)
    assert {one.key for one in prepared.problems} <= {one.key for one in ASKED}
    named = faults(CALL, said)
    assert named.items() <= {(one.key, one.code) for one in prepared.problems}
    assert named == said_first(prepared.problems) or not named
    assert all(key in OF_IDEA or code in {*BY_ITSELF, "contact"} for key, code, _ in prepared.problems)


def test_the_form_a_message_and_a_file_say_the_same_idea(house: House) -> None:
    by_any = [prepare(CALL, TERMS, by_form(answers("یک متن")), FREE).idea]
    entry = Entry("web", OPEN, OPEN)
    by_any.append(prepare(CALL, TERMS, Arrival(entry=entry, answers=answers("یک متن")), FREE).idea)
    assert by_any[0]
    assert by_any[0] == by_any[1]
    registered = house.idea(proved(by_file(house, "یک متن"))["code"])
    assert registered.content().model_copy(update={"code": FREE}) == by_any[0].content()


@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("doubtful", [False, True])
def test_what_is_doubtful_or_late_begins_held_at_either_end(late: bool, doubtful: bool) -> None:  # noqa: FBT001
    arrived = CALL.closes() if late else CALL.closes() - timedelta(seconds=1)
    expected = Status.HELD if late or doubtful else Status.RECEIVED
    doubts = ("تردید",) if doubtful else ()
    arrival = Arrival(entry=Entry("eitaa", arrived, arrived), answers=answers("نخست"), doubts=doubts)
    idea = prepare(CALL, TERMS, arrival, FREE).idea
    assert idea
    assert (idea.status, idea.note) == (expected, "؛ ".join(doubts))
    assert begun(CALL, idea, idea.note) == idea
    assert CALL.closes() == CLOSES


def test_what_is_wrong_with_a_contact_is_said_without_asking_for_it_on_the_command_line() -> None:
    said = {**answers("نخست"), "name": "نمونه" * 30}
    (wrong,) = prepare(CALL, TERMS, Arrival(entry=PLACE, answers=said), FREE).problems
    assert wrong == ("name", "long", "«نام و نام خانوادگی» درست نیست.")


# Ideas of letters


def test_the_ideas_of_letters_are_kept_by_name_and_no_longer_than_their_bytes_allow() -> None:
    idea = prepare(CALL, TERMS, by_form(answers("نخست")), FREE).idea
    assert idea
    letters = [
        Letter(
            sender=b"", told=b"", code=FREE, act=Act.NEW, edition="1406", channel="web", content=b"no idea %d" % number
        )
        for number in range(3)
    ]
    typed = Typed(most=2 * len(letters[0].content))
    for one in (*letters, letters[2]):
        typed.keep(one, idea)
    assert [typed.idea(one) for one in letters[1:]] == [idea, idea]
    with pytest.raises(ValueError, match="line 1"):
        typed.idea(letters[0])


def test_a_contact_that_was_registered_is_sealed_to_all_keys(house: House) -> None:
    code = proved(by_message(house, "مهر شده"))["code"]
    opened = [sealing.unseal(contacts.sealed(house.root, code), [secret]) for secret, _ in PAIRS]
    assert [one.mobile for one in opened] == [MOBILE, MOBILE]
