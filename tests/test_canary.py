"""Who sent an idea stands nowhere but sealed in the vault: not in git, not on a page, not in what a command leaves."""

import base64
import json
import re
import subprocess
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from tests.ready import TOOL
from tests.records import OPEN_DAY
from tests.test_register import PAIRS, SHORT, Desk
from tests.test_site import build

from farakhan.model.codes import grouped
from farakhan.model.words import read_word
from farakhan.persian.digits import to_ascii, to_persian
from farakhan.store.vault import logbook

CANARIES = {
    "name": "قناریک رازآلود تماس",
    "mobile": "09000004321",
    "phone": "07100006543",
    "city": "قناری‌آباد سفلی",
    "address": "کوچهٔ قناری خاموش، پلاک ۷۷",
    "public_name": "قناری بی‌نام",
}


def forms(text: str) -> Iterator[bytes]:
    """A text as it may stand in some bytes: UTF-8, UTF-16, other digits, escaped, base64, hex."""
    arabic = text.translate(str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩"))
    for said in {text, to_persian(text), arabic, text.replace("\u200c", "")}:
        for data in (said.encode(), said.encode("utf-16-le"), quote(said).encode(), json.dumps(said)[1:-1].encode()):
            yield data
            yield data.hex().encode()
            for shift in range(3):
                coded = base64.b64encode(b"\0" * shift + data)
                yield coded[(0, 2, 3)[shift] : len(coded) // 4 * 4 - 4]


PLANTED = {key: [one for one in forms(text) if len(one) >= 8] for key, text in CANARIES.items()}


def found(data: bytes) -> set[str]:
    return {key for key, planted in PLANTED.items() if any(one in data for one in planted)}


@pytest.mark.promise("contacts-stay-sealed")
@pytest.mark.parametrize("key", CANARIES)
@pytest.mark.parametrize("around", ["", "x", "xy"])
def test_a_canary_would_be_found(key: str, around: str) -> None:
    text = CANARIES[key].encode()
    assert found(around.encode() + text) == {key}
    assert found(base64.b64encode(around.encode() + text + b" and more")) == {key}
    assert found(to_persian(CANARIES[key]).encode()) == {key}


class Told:
    """What everything that was done left behind, by where it lies."""

    def __init__(self, root: Path) -> None:
        self.desk = Desk(root)
        self.left: dict[str, bytes] = {}

    def run(self, *words: str, data: str = "") -> bytes:
        done = subprocess.run(
            [str(TOOL), *words], cwd=self.desk.root, input=data.encode(), capture_output=True, check=False
        )
        self.left["said " + words[0]] = self.left.get("said " + words[0], b"") + done.stdout + done.stderr
        return done.stdout + done.stderr


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    made = Told(tmp_path_factory.mktemp("canary"))
    labels = {"name": "نام", "mobile": "موبایل", "phone": "تلفن ثابت", "city": "شهر", "address": "آدرس"}
    lines = [f"{label}: {CANARIES[key]}" for key, label in labels.items()]
    lines.append(f"نام برای انتشار: {CANARIES['public_name']}")
    message = SHORT.replace("نام: نمونه\nشماره تماس: ٠٩٠٠ ٠٠٠ ٠٠ ١٨", "\n".join(lines))
    said = made.desk.register(message)
    assert said.returncode == 0, said.stdout + said.stderr
    made.left["the receipt"] = said.stdout[said.stdout.index("رسید ثبت") :].encode() + said.stderr.encode()
    (idea,) = made.desk.ideas()
    made.run("register", "1406", "-", "--yes", data="عنوان: نو")
    made.run("show", idea.code)
    made.run("screen", idea.code, "return", "--reason", "unclear")
    made.run("screen", idea.code, "accept", "--note", "دیده شد")
    made.run("check")
    made.run("keys", "check", "1406")
    made.run("receipt", idea.code, "--page", "receipt.html")
    made.run("export", "1406", "--out", "ideas.xlsx")
    assert {other.title: other.note for other in made.desk.ideas()}[idea.title] == "دیده شد"
    names = made.desk.git("cat-file", "--batch-all-objects", "--batch-check=%(objectname)")
    made.left["git's objects"] = made.desk.git("cat-file", "--batch", data=names)
    with zipfile.ZipFile(made.desk.root / "ideas.xlsx") as archive:
        made.left["the list"] = b"".join(archive.read(name) for name in archive.namelist())
    public = build(made.desk.root, OPEN_DAY)
    made.left["pages"] = b"".join(path.read_bytes() for path in public.rglob("*") if path.is_file())
    files = (path for path in made.desk.root.rglob("*") if path.is_file())
    made.left["files"] = b"".join(path.read_bytes() for path in files)
    return made


@pytest.mark.promise("contacts-stay-sealed")
def test_no_contact_is_left_anywhere(told: Told) -> None:
    assert {place: found(data) for place, data in told.left.items()} == {place: set() for place in told.left}
    assert len(told.left["git's objects"]) > 5_000


def test_the_site_has_no_code_and_only_the_receipt_has_its_word(told: Told) -> None:
    idea = next(idea for idea in told.desk.ideas() if idea.summary)
    codes = [form.encode() for one in (idea.code, grouped(idea.code)) for form in (one, to_persian(one))]
    assert not [form for form in codes if form in told.left["pages"]]
    (word,) = re.findall("(?:[۰-۹]{3}/){6}[۰-۹]{3}", told.left["the receipt"].decode())
    words = [form.encode() for one in (word, read_word(word)) for form in (one, to_persian(one), to_ascii(one))]
    assert [place for place, data in told.left.items() if any(one in data for one in words)] == ["the receipt"]


def test_it_is_in_the_vault_and_opens(told: Told) -> None:
    idea = next(idea for idea in told.desk.ideas() if idea.summary)
    key = told.desk.root.parent / "own.age-key"
    key.write_text(PAIRS[0][0])
    words = [str(TOOL), "show", idea.code, "--why", "نمونه", "--key", str(key)]
    done = subprocess.run(words, cwd=told.desk.root, capture_output=True, check=True)
    assert found(done.stdout) == set(CANARIES)
    (line,) = logbook.openings(told.desk.root)
    assert found(line.encode()) == set()
