"""From a message to git: what the form wrote stands in the file, field by field; nothing private, nothing twice."""

import json
import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import cast

import pytest
from playwright.sync_api import Page
from tests.deaths import die, points
from tests.ready import TOOL
from tests.records import ROOT, Record
from tests.test_form import address, advance, fill_idea, page, pick, site_folder  # noqa: F401 (fixtures)

from farakhan import sealing
from farakhan.files import idea as idea_file
from farakhan.files import tree
from farakhan.intake.arrival import Entry
from farakhan.intake.registering import Ready, begun, ready, register
from farakhan.message.reading import read
from farakhan.model import contact as contact_model
from farakhan.model.codes import is_code
from farakhan.model.idea import Idea, Status
from farakhan.persian.calendar import TEHRAN
from farakhan.persian.digits import to_ascii, to_persian
from farakhan.problems import FarakhanError
from farakhan.record.call import read_call
from farakhan.record.edition import read_edition
from farakhan.record.new import taking_ideas
from farakhan.store.git.commits import Person
from farakhan.store.vault import contacts, proofs

PAIRS = [sealing.new_key() for _ in range(2)]
CANARY = "قناری رازآلود تماس"
ARRIVED, LATE = "1405-08-20 10:30", "1405-09-01 10:00"
MOMENT = datetime(2026, 11, 11, 10, 30, tzinfo=TEHRAN)
OPENS, DEADLINE = "1405-05-01", "1405-08-30"


class Desk:
    """A repository with a call whose keys two people have, and nobody's idea yet."""

    def __init__(self, root: Path, recipients: int = 2) -> None:
        keys = [public for _, public in PAIRS[:recipients]]
        self.root = root / "r"
        self.record = Record(self.root, **{**taking_ideas(OPENS, DEADLINE, keys), "intake": ""})
        (self.root / ".gitignore").write_text("/vault/\n/spool/\n")
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "کارشناس نمونه")
        self.git("config", "user.email", "desk@localhost")
        self.git("add", "-A")
        self.git("commit", "-qm", "آغاز")

    def git(self, *words: str, data: bytes = b"") -> bytes:
        return subprocess.run(["git", *words], cwd=self.root, input=data, capture_output=True, check=True).stdout

    def register(self, message: str, *more: str, yes: bool = True) -> subprocess.CompletedProcess[str]:
        more = (*more, "--yes") if yes else more
        words = [str(TOOL), "register", "1406", "-", "--arrived", ARRIVED, "--staff", "desk1", *more]
        done = subprocess.run(words, cwd=self.root, input=message, capture_output=True, text=True, check=False)
        assert "Traceback" not in done.stderr
        return done

    def typed(self, lines: list[str], *more: str) -> subprocess.CompletedProcess[str]:
        """Register with a person at a terminal, who types these lines."""
        ours, theirs = pty.openpty()
        os.write(ours, "".join(f"{line}\n" for line in lines).encode())
        words = [str(TOOL), "register", "1406", "--arrived", ARRIVED, *more]
        done = subprocess.run(
            words, cwd=self.root, stdin=theirs, capture_output=True, text=True, timeout=60, check=False
        )
        os.close(ours)
        os.close(theirs)
        assert "Traceback" not in done.stderr
        return done

    def ideas(self) -> list[Idea]:
        found = sorted(self.root.glob("submissions/1406/ideas/*/*.md"))
        return [idea_file.parse(str(path), path.read_bytes()) for path in found]

    def everything(self) -> bytes:
        """Every object of the repository, and every file beside the vault."""
        names = self.git("rev-list", "--objects", "--all")
        objects = self.git("cat-file", "--batch", data=b"\n".join(line.split()[0] for line in names.splitlines()))
        rest = [path for path in self.root.rglob("*") if path.is_file() and "vault" not in path.parts]
        return names + objects + b"".join(path.read_bytes() for path in rest)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path)


def filled(page: Page) -> str:  # noqa: F811
    """The form, answered to its end; the ready message."""
    fill_idea(page)
    advance(page)
    pick(page, "stage", "pilot")
    pick(page, "markets", "province", "export")
    page.fill("#f-body-2", "در حیاط خانه با چهار نفر، از شهریور تا آبان. " * 2)
    page.fill("#f-body-4", "به عطاری‌های شیراز می‌فروشیم. ")
    page.fill("#f-jobs", "٤")
    page.fill("#f-capital", "۲۵۰٬۰۰۰٬۰۰۰")
    advance(page)
    page.select_option("#f-chain-product", "fig")
    pick(page, "chain.link", "processing")
    advance(page)
    page.fill("#f-name", CANARY)
    page.fill("#f-mobile", "+98 900 000-00 17")
    page.fill("#f-city", f"شهر {CANARY}")
    pick(page, "role", "workshop_operator")
    pick(page, "owners.kind", "group")
    page.fill("#f-owners-count", "۴")
    advance(page)
    page.locator("#f-consents-rules").check()
    page.locator("#f-consents-publish-if-wins").check()
    advance(page)
    advance(page)
    return page.locator(".ready textarea").input_value()


def test_what_was_typed_in_the_form_stands_in_git(page: Page, desk: Desk) -> None:  # noqa: F811
    message = filled(page)
    page.locator(".copy-part").click()
    assert page.evaluate("navigator.clipboard.readText()") == message
    done = desk.register(message)
    assert done.returncode == 0, done.stdout + done.stderr
    (idea,) = desk.ideas()
    assert (idea.title, idea.summary) == (
        "نمونه: گرمخانهٔ خورشیدی برای انجیر",
        "نمونه: خشک‌کن خانگی برای انجیرهای شکسته.",
    )
    assert (idea.field, idea.counties, idea.stage, idea.markets) == (
        "agriculture",
        ("estahban", "neyriz"),
        "pilot",
        ("province", "export"),
    )
    assert (idea.jobs, idea.capital, idea.income, idea.role) == (4, 250_000_000, None, "workshop_operator")
    assert (idea.chain.product, idea.chain.link) == ("fig", "processing")
    assert (idea.owners.kind, idea.owners.count) == ("group", 4)
    assert (idea.consents.rules, idea.consents.publish_if_wins, idea.consents.share_with_partners) == ("v1", "v1", None)
    assert re.findall("^## (.*)", idea.body, re.MULTILINE) == ["مسئله", "ایده", "شیوهٔ اجرا", "درآمد و بازار"]
    assert (idea.channel, idea.status, idea.registered_by) == ("eitaa", Status.RECEIVED, "desk1")
    assert idea.arrived.isoformat() == "2026-11-11T10:30:00+03:30"
    contact = sealing.unseal(contacts.sealed(desk.root, idea.code), [PAIRS[0][0]])
    assert (contact.name, contact.mobile, contact.city) == (CANARY, "09000000017", f"شهر {CANARY}")
    assert CANARY.encode() not in desk.everything()
    assert b"09000000017" not in desk.everything()
    assert desk.git("log", "-1", "--format=%an %s").decode().startswith("کارشناس نمونه ثبت ایدهٔ")
    code = to_ascii(re.search(r"کد رهگیری: ([۰-۹/]+)", done.stdout)[1]).replace("/", "")  # type: ignore[index]
    assert is_code(code)
    assert code == idea.code
    assert CANARY not in done.stdout.partition("رسید ثبت")[2]
    assert desk.git("status", "--porcelain") == b""
    again = desk.register(message.replace("خلاصه", "سلام وقت بخیر\nخلاصه"))
    assert again.returncode == 1
    assert "پیش‌تر با کد" in again.stdout
    assert len(desk.ideas()) == 1


SHORT = (
    """سلام وقت بخیر
عنوان: نمونه: قارچ صدفی در اتاق خالی
خلاصه: نمونه: پرورش قارچ روی کاه
حوزه: کشاورزي
شهرستان: خرامه
مرحله: آزمایشی
نام: نمونه
شماره تماس: ٠٩٠٠ ٠٠٠ ٠٠ ١٨
صاحب ایده: یک نفر
مقررات: می‌پذیرم

مسئله:
"""
    + "کاه گندم در پاییز سوزانده می‌شود و کسی از آن سودی نمی‌برد. " * 5
)


def test_a_message_by_hand_is_registered_with_its_doubts_said(desk: Desk) -> None:
    done = desk.register(SHORT, "--set", "role=بدون نقش")
    assert done.returncode == 0, done.stdout + done.stderr
    (idea,) = desk.ideas()
    assert (idea.field, idea.counties, idea.owners.count) == ("agriculture", ("kharameh",), 1)


def test_what_is_missing_is_named_and_can_be_said(desk: Desk) -> None:
    lacking = SHORT.replace("مرحله: آزمایشی\n", "").replace("حوزه: کشاورزي\n", "")
    done = desk.register(lacking, "--set", "stage=در حال اجرا", "--set", "field=کشاورزی")
    assert done.returncode == 0, done.stdout
    assert desk.ideas()[0].stage == "running"


SEVERAL = """سلام، دو تا ایده دارم
۱) پخت نان جو در تنور خانگی برای فروش در شهر
۲) ساخت تنور سیار برای نمایشگاه‌ها
نام: نمونه نمونه
موبایل: ۰۹۰۰۰۰۰۰۰۱۸
شهرستان: خرامه
"""


def test_of_several_ideas_each_is_registered_for_itself(desk: Desk) -> None:
    done = desk.register(SEVERAL)
    assert done.returncode == 1
    assert "۱) پخت نان جو در تنور خانگی برای فروش در شهر" in done.stdout
    assert "--part" in done.stdout
    assert desk.ideas() == []
    assert desk.register(SEVERAL, "--part", "3").returncode == 2
    for part in ("1", "2"):
        done = desk.register(SEVERAL, "--part", part)
        assert done.returncode == 0, done.stdout + done.stderr
    assert {idea.title for idea in desk.ideas()} == {
        "پخت نان جو در تنور خانگی برای فروش در شهر",
        "ساخت تنور سیار برای نمایشگاه‌ها",
    }
    assert {idea.counties for idea in desk.ideas()} == {("kharameh",)}


def test_two_ideas_without_a_text_yet_are_not_one(desk: Desk) -> None:
    for title, number in (("پخت نان جو در خانه", "17"), ("ساخت تنور سیار", "18")):
        done = desk.register(f"طرح: {title}\nنام: نمونه نمونه\nموبایل: ۰۹۰۰۰۰۰۰۰{number}")
        assert done.returncode == 0, done.stdout + done.stderr
    assert len(desk.ideas()) == 2


def test_whoever_says_so_registers_several_ideas_as_one(desk: Desk) -> None:
    assert desk.register(SEVERAL, "--part", "0").returncode == 0
    assert len(desk.ideas()) == 1


def test_at_the_terminal_it_is_asked_which_of_several_ideas_is_meant(desk: Desk) -> None:
    path = desk.root.parent / "message.txt"
    path.write_text(SEVERAL, encoding="utf-8")
    done = desk.typed(["2", "خلاصه", "۱", "۱", "یک نفر", "بله", *([""] * 4), "نه", "نه"], str(path))
    assert "کدام ایده" in done.stdout
    assert "عنوان: ساخت تنور سیار برای نمایشگاه‌ها" in done.stdout


def test_what_is_missing_is_registered_all_the_same_and_goes_back_to_its_owner(desk: Desk) -> None:
    lacking = SHORT.replace("مرحله: آزمایشی\n", "").replace("حوزه: کشاورزي\n", "").replace("قارچ صدفی", "کاری تازه")
    done = desk.register(lacking)
    assert done.returncode == 0, done.stdout + done.stderr
    (idea,) = desk.ideas()
    assert (idea.status, idea.reason, idea.screened) == (Status.RETURNED, "incomplete", idea.digest)
    assert idea.note == "این‌ها هنوز لازم است: حوزه، مرحله"
    assert "هنوز لازم است: حوزه، مرحله؛ تا پایان" in done.stdout
    assert "--set کلید=مقدار (field، stage)" in done.stdout
    assert not [problem for problem in read_edition(desk.root, "1406").problems if not problem.warning]


def test_without_consent_to_the_rules_it_goes_back_for_that(desk: Desk) -> None:
    assert desk.register(re.sub("(?m)^.*مقررات.*\n", "", SHORT)).returncode == 0
    assert [(idea.status, idea.reason) for idea in desk.ideas()] == [(Status.RETURNED, "no_consent")]


def test_without_name_and_number_it_is_registered_and_nobody_is_known_by_that(desk: Desk) -> None:
    done = desk.register("نمونه: پخت نان خانگی در خرامه\nمی‌خواهیم در خانه نان بپزیم و بفروشیم.")
    assert done.returncode == 0, done.stdout + done.stderr
    (idea,) = desk.ideas()
    assert idea.status is Status.RETURNED
    assert "اطلاعات تماس (mobile، name)" in done.stdout
    contact = sealing.unseal(contacts.sealed(desk.root, idea.code), [PAIRS[1][0]])
    assert (contact.name, contact.mobile) == ("", "")


def test_who_says_that_one_person_owns_it_is_not_asked_how_many(desk: Desk) -> None:
    lacking = SHORT.replace("صاحب ایده: یک نفر\n", "")
    assert "owners.count" in desk.register(lacking.replace("می‌", "همی‌"), "--set", "owners.kind=گروه").stdout
    done = desk.register(lacking, "--set", "owners.kind=یک نفر")
    assert done.returncode == 0, done.stdout + done.stderr
    assert {idea.owners.count for idea in desk.ideas()} == {None, 1}


@pytest.mark.parametrize(
    ("line", "key", "right"),
    [
        ("سرمایه: ۲۵۰ میلیون", "capital", "۲۵۰ میلیون تومان"),
        ("سرمایه: ۲۵۰/۰۰۰ تومان", "capital", "250000"),
        ("درآمد ماهانه: سی چهل میلیون تومان", "income", "۳۰ میلیون"),
        ("شغل: سه چهار نفر", "jobs", "۳"),
    ],
)
def test_what_can_be_read_in_two_ways_is_not_registered_by_a_yes(desk: Desk, line: str, key: str, right: str) -> None:
    done = desk.register(f"{line}\n{SHORT}")
    assert done.returncode == 1
    assert f"({key})" in done.stdout.partition("دو جور خوانده می‌شود")[2]
    assert desk.ideas() == []
    done = desk.register(f"{line}\n{SHORT}", "--set", f"{key}={right}")
    assert done.returncode == 0, done.stdout + done.stderr
    assert getattr(desk.ideas()[0], key) in (250_000_000, 250_000, 30_000_000, 3)


def test_what_is_wrong_is_said_with_the_words_of_the_form(desk: Desk) -> None:
    for setting, choices in (("owners.kind=شخص", "یک نفر، گروه، شرکت یا تعاونی"), ("consents.rules=v1", "بله، نه")):
        assert f"یکی از این‌ها را بنویسید: {choices}." in desk.register(SHORT, "--set", setting).stderr
    assert desk.ideas() == []


@pytest.mark.parametrize("key", [question.key for question in contact_model.FIELDS])
def test_a_contact_is_not_taken_from_the_command_line(desk: Desk, key: str) -> None:
    done = desk.register(SHORT, "--set", f"{key}={CANARY}")
    assert done.returncode == 2
    assert done.stderr.startswith(f"{key}: setting-contact: ")
    assert "بی --yes بزنید تا پرسیده شود" in done.stderr
    assert CANARY not in done.stdout + done.stderr
    assert desk.ideas() == []


def test_a_contact_that_a_message_lacks_is_asked_for_in_the_message(desk: Desk) -> None:
    (mobile,) = (line for line in SHORT.splitlines() if line.startswith("شماره تماس"))
    lacking = SHORT.replace(f"{mobile}\n", "").replace("مرحله: آزمایشی\n", "")
    said = desk.register(lacking, yes=False).stdout.splitlines()
    assert said[-3] == "اگر می‌دانید، آنچه از خود ایده است: --set کلید=مقدار (stage)."
    assert said[-2].startswith("اطلاعات تماس (mobile): آن را در متن پیام یا پروندهٔ پاسخ‌ها")
    assert desk.ideas() == []
    done = desk.register(f"{mobile}\n{lacking}", "--set", "stage=آزمایشی")
    assert done.returncode == 0, done.stdout
    (idea,) = desk.ideas()
    assert list(contacts.codes(desk.root)) == [idea.code]


def test_with_one_key_nothing_is_sealed_and_nothing_registered(tmp_path: Path) -> None:
    desk = Desk(tmp_path, recipients=1)
    done = desk.register(SHORT)
    assert done.returncode == 2
    assert "farakhan keys new" in done.stderr
    assert desk.ideas() == []
    assert list(contacts.codes(desk.root)) == []


def test_a_late_idea_is_kept_for_a_person_to_decide(desk: Desk) -> None:
    done = desk.register(SHORT, "--arrived", LATE)
    assert done.returncode == 0, done.stdout
    assert desk.ideas()[0].status == Status.HELD


def test_the_deadline_s_day_alone_is_in_time(desk: Desk) -> None:
    assert desk.register(SHORT, "--arrived", "۱۴۰۵/۰۸/۳۰").returncode == 0
    (idea,) = desk.ideas()
    assert (idea.arrived.isoformat(), idea.status) == ("2026-11-21T12:00:00+03:30", Status.RECEIVED)


def test_a_number_in_the_text_is_masked_and_nothing_is_lost(desk: Desk) -> None:
    done = desk.register(SHORT + "\nبا ۰۹۱۷۱۲۳۴۵۶۷ تماس بگیرید که راهنمایی کنم.")
    assert done.returncode == 0, done.stdout + done.stderr
    (idea,) = desk.ideas()
    assert idea.status is Status.HELD
    assert idea.note.startswith("نام، شماره یا نشانی‌ای در متن بود که پوشیده شد")
    assert "با [شماره] تماس بگیرید" in idea.body
    untouched = sealing.unseal(contacts.sealed(desk.root, idea.code), [PAIRS[1][0]]).untouched
    assert untouched == {"body": idea.body.replace("[شماره]", "۰۹۱۷۱۲۳۴۵۶۷")}


@pytest.mark.parametrize(
    "words", [("--arrived", "دیروز"), ("--set", "x"), ("--set", "mood=خوب"), ("--set", "stage=؟؟؟")]
)
def test_what_cannot_be_read_is_told(desk: Desk, words: tuple[str, str]) -> None:
    done = desk.register(SHORT, *words)
    assert done.returncode == 2, done.stdout
    assert done.stderr.strip()
    assert desk.ideas() == []


def test_a_conflict_leaves_no_contact_behind(desk: Desk) -> None:
    lock = desk.root / ".git" / "refs" / "heads" / "main.lock"
    lock.touch()
    assert desk.register(SHORT).returncode == 2
    assert list(contacts.codes(desk.root)) == []
    lock.unlink()
    assert desk.register(SHORT).returncode == 0


ANSWERS = {
    "title": "نمونه: قارچ صدفی در اتاق خالی",
    "summary": "نمونه: پرورش قارچ روی کاه",
    "field": "كشاورزي",
    "counties": ["استهبان", "neyriz"],
    "stage": "pilot",
    "chain": {"product": "fig", "link": "فرآوری"},
    "markets": "صادرات، بازار استان",
    "jobs": 3,
    "capital": "۲۰ میلیون تومان",
    "owners": {"kind": "گروه", "count": "۴ نفر"},
    "consents": {"rules": "v1", "publish_if_wins": True, "share_with_partners": False},
    "name": CANARY,
    "mobile": "+98 900 000 0018",
    "members": ["نمونهٔ یک", "نمونهٔ دو"],
    "call_wish": True,
    "body": "کاه گندم 🌾 در پاییز سوزانده می‌شود و کسی از آن سودی نمی‌برد.\n" * 5,
}


def _yaml(answers: dict[str, object]) -> str:
    def texts(value: object) -> object:
        if isinstance(value, dict):
            return {key: texts(one) for key, one in value.items()}
        return [str(one) for one in value] if isinstance(value, list) else str(value)

    return tree.dump(cast("tree.Tree", texts(answers)))


@pytest.mark.parametrize(
    ("name", "write"),
    [("answers.yml", _yaml), ("answers.json", json.dumps)],
)
def test_a_file_of_answers_becomes_the_same_idea(desk: Desk, name: str, write: Callable[[object], str]) -> None:
    path = desk.root.parent / name
    path.write_text(write(ANSWERS), encoding="utf-8")
    words = [str(TOOL), "register", "1406", str(path), "--yes", "--channel", "in_person", "--paper", "الف-۱۲"]
    done = subprocess.run(words, cwd=desk.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    (idea,) = desk.ideas()
    assert (idea.field, idea.counties, idea.stage, idea.jobs) == ("agriculture", ("estahban", "neyriz"), "pilot", 3)
    assert (idea.chain.product, idea.chain.link) == ("fig", "processing")
    assert (idea.markets, idea.capital, idea.owners.count) == (("export", "province"), 20_000_000, 4)
    assert (idea.consents.rules, idea.consents.publish_if_wins, idea.consents.share_with_partners) == ("v1", "v1", None)
    assert idea.body == str(ANSWERS["body"]).strip()
    assert (idea.channel, idea.paper) == ("in_person", "الف-۱۲")
    contact = sealing.unseal(contacts.sealed(desk.root, idea.code), [PAIRS[0][0]])
    assert (contact.name, contact.mobile, contact.call_wish) == (CANARY, "09000000018", True)
    assert contact.members == ("نمونهٔ یک", "نمونهٔ دو")


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("a.yml", "title: x\nmood: خوب\n", "mood"),
        ("a.yml", "title: x\ntitle: y\n", "answers-file"),
        ("a.yml", "- title\n", "answers-file"),
        ("a.json", '{"title": "x", "title": "y"}', "دو بار"),
        ("a.json", '["title"]', "answers-file"),
        ("a.json", "[" * 9, "answers-file"),
        ("a.json", "{", "answers-file"),
    ],
)
def test_a_file_that_cannot_be_read_as_answers_is_told(desk: Desk, name: str, text: str, told: str) -> None:
    (desk.root.parent / name).write_text(text, encoding="utf-8")
    words = [str(TOOL), "register", "1406", str(desk.root.parent / name), "--yes"]
    done = subprocess.run(words, cwd=desk.root, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (2, False)
    assert told in done.stderr


TYPED = [
    *("نمونه: قارچ صدفی در اتاق خالی", "نمونه: پرورش قارچ روی کاه", "۱", "استهبان، نی ریز", "آزمایشی", "", "", ""),
    *("۲ ۴", "سه نفر", "۲۰ میلیون تومان", "", "", "گروه", "۴", "بله", "بله", "نه"),
    *(
        "کاه گندم در پاییز سوزانده می‌شود و کسی از آن سودی نمی‌برد. " * 4,
        ".",
        "قارچ می‌کاریم",
        "در اتاق.",
        ".",
        ".",
        ".",
        ".",
    ),
    *(CANARY, "12", "٠٩٠٠ ٠٠٠ ٠٠ ١٨", "", "", ".", "", "", "", ""),
]
"""Every field in the order of the list; the second number is the first that is none."""


def test_everything_is_asked_on_the_terminal_and_can_be_mended(desk: Desk) -> None:
    done = desk.typed([*TYPED, "title", "نو", "title", "نمونه: قارچ خوراکی", "بله"])
    assert done.returncode == 0, done.stdout + done.stderr
    (idea,) = desk.ideas()
    assert (idea.title, idea.field, idea.counties) == ("نمونه: قارچ خوراکی", "agriculture", ("estahban", "neyriz"))
    assert (idea.markets, idea.jobs, idea.capital, idea.income) == (("province", "export"), 3, 20_000_000, None)
    assert (idea.owners.count, idea.consents.publish_if_wins, idea.consents.share_with_partners) == (4, "v1", None)
    assert re.findall("^## (.*)", idea.body, re.MULTILINE) == ["مسئله", "ایده"]
    assert "«عنوان» هنوز کوتاه است (کمتر از ۵ حرف)" in done.stdout
    assert "«تلفن همراه» خوانده نشد" in done.stdout
    assert sealing.unseal(contacts.sealed(desk.root, idea.code), [PAIRS[1][0]]).mobile == "09000000018"


def test_a_message_s_gaps_are_asked_and_no_means_no(desk: Desk) -> None:
    path = desk.root.parent / "message.txt"
    path.write_text(SHORT.replace("مرحله: آزمایشی\n", ""), encoding="utf-8")
    done = desk.typed(["۲", "نه"], str(path))
    assert done.returncode == 1
    assert desk.ideas() == []
    assert list(contacts.codes(desk.root)) == []
    assert desk.typed(["۲", "بله"], str(path)).returncode == 0
    assert desk.ideas()[0].stage == "pilot"


def test_nothing_is_registered_unasked(desk: Desk) -> None:
    words = [str(TOOL), "register", "1406"]
    done = subprocess.run(words, cwd=desk.root, input=SHORT, capture_output=True, text=True, check=False)
    assert (done.returncode, "--yes" in done.stdout) == (1, True)
    assert desk.ideas() == []


def test_the_clipboard_is_read_as_a_message(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tools = tmp_path / "tools"
    tools.mkdir()
    copied = tmp_path / "copied.txt"
    copied.write_text(SHORT, encoding="utf-8")
    for name in ("wl-copy", "wl-paste"):
        (tools / name).write_text(f"#!/bin/sh\ncat {copied}\n")
        (tools / name).chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    words = [str(TOOL), "register", "1406", "clipboard", "--yes", "--arrived", ARRIVED]
    done = subprocess.run(words, cwd=desk.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert len(desk.ideas()) == 1
    copied.write_text("")
    done = subprocess.run(words, cwd=desk.root, capture_output=True, text=True, check=False)
    assert (done.returncode, "clipboard" in done.stderr) == (2, True)


def test_after_a_death_at_any_point_the_same_idea_again_is_registered_once(tmp_path: Path) -> None:
    """As whoever replays what was acknowledged does: the same code, the same contact."""
    desk = Desk(tmp_path)
    call = read_call(desk.root, "1406")
    reading = read(call, SHORT)
    begins = begun(desk.root, call, Entry("eitaa", MOMENT, MOMENT))
    prepared = begins.prepared(reading.answers())
    assert prepared.problems == ()
    assert prepared.idea
    assert prepared.contact
    done = ready(prepared.idea, prepared.contact)
    idea, contact, _ = done
    work = partial(register, begins, [done], Person("کارشناس نمونه", "desk@localhost"))

    start = desk.git("rev-parse", "main").decode().strip()
    found = points(work)
    assert [point.split(":")[0] for point in found].count("os.rename") == 4, "the vault's marks, contact, proof"
    for at, point in enumerate(found):
        desk.git("reset", "-q", "--hard", start)
        for folder in ("vault", "spool"):
            shutil.rmtree(desk.root / folder, ignore_errors=True)
        die(work, at)
        work()
        assert desk.ideas() == [idea], point
        assert list(contacts.codes(desk.root)) == [idea.code], point
        expected = proofs.proof(proofs.key(desk.root), idea.code, contact.mobile)
        assert proofs.kept(desk.root, idea.code, expected), point
        assert desk.git("rev-list", "--count", "main") == b"2\n", point
        assert desk.git("status", "--porcelain") == b"", point
        assert not list((desk.root / "vault" / "contacts").glob("*.new")), point


@pytest.mark.parametrize("at", ["farakhan.commit:read", "farakhan.commit:moved"])
def test_after_a_death_the_same_message_again_is_one_idea(desk: Desk, at: str) -> None:
    words = [sys.executable, "-m", "tests.deaths", at, "register", "1406", "-", "--yes", "--arrived", ARRIVED]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    died = subprocess.run(words, cwd=desk.root, env=environment, input=SHORT.encode(), capture_output=True, check=False)
    assert died.returncode == -signal.SIGKILL
    again = desk.register(SHORT)
    assert again.returncode == (1 if at.endswith("moved") else 0)
    (idea,) = desk.ideas()
    assert sealing.unseal(contacts.sealed(desk.root, idea.code), [PAIRS[0][0]]).mobile == "09000000018"
    left = set(contacts.codes(desk.root)) - {idea.code}
    assert len(left) == (0 if at.endswith("moved") else 1)
    said = subprocess.run(
        [str(TOOL), "keys", "check", "1406"], cwd=desk.root, capture_output=True, text=True, check=False
    )
    assert all(to_persian(code) in said.stdout for code in left)


def test_an_idea_that_was_screened_meanwhile_keeps_its_contact(desk: Desk) -> None:
    """Whoever replays an idea that was decided on since is refused, and nobody loses anything."""
    assert desk.register(SHORT).returncode == 0
    (idea,) = desk.ideas()
    contact = sealing.unseal(contacts.sealed(desk.root, idea.code), [PAIRS[0][0]])
    done = subprocess.run([str(TOOL), "screen", idea.code, "accept"], cwd=desk.root, capture_output=True, check=False)
    assert done.returncode == 0
    work = begun(desk.root, read_call(desk.root, "1406"), Entry("eitaa", MOMENT, MOMENT))
    with pytest.raises(FarakhanError) as told:
        register(work, [Ready(idea, contact, "")], Person("کارشناس نمونه", "desk@localhost"))
    assert told.value.code == "commit-conflict"
    assert sealing.unseal(contacts.sealed(desk.root, idea.code), [PAIRS[0][0]]) == contact
    assert desk.ideas()[0].status is Status.ACCEPTED
