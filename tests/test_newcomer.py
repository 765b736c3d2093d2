"""What a newcomer adds by the words of CONTRIBUTING alone: in a copy of the tree, by text, seen by real processes."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.records import ROOT

from farakhan import sealing

DAY, ARRIVED = "1406-05-20", "1405-08-20 10:30"
"""A day on which the shipped call takes ideas in, and a time that has passed."""
COMMAND = "from farakhan.cli import main; main()"


class Copy:
    """A newcomer's own copy of the repository, in git, with a call whose contacts two people can open."""

    def __init__(self, root: Path) -> None:
        self.root = root
        for folder in ("scripts/farakhan", "site", "submissions"):
            shutil.copytree(ROOT / folder, root / folder)
        shutil.copy(ROOT / "mkdocs.yml", root)
        (root / ".gitignore").write_text("/.cache/\n/public/\n/vault/\n__pycache__/\n")
        keys = "".join(f"\n- {{holder: نمونه, kind: staff, key: {sealing.new_key()[1]}}}" for _ in range(2))
        self.edit("submissions/1406/call.yml", "\nage_recipients: []\n", f"\nage_recipients:{keys}\n")
        self.edit("submissions/1406/call.yml", "\nstaff: []\n", "\nstaff: [desk1]\n")
        self.git("init", "-q", "-b", "main")
        self.git("config", "user.name", "نمونه")
        self.git("config", "user.email", "nobody@localhost")
        self.commit()

    def git(self, *words: str) -> None:
        subprocess.run(["git", *words], cwd=self.root, check=True)

    def commit(self) -> None:
        self.git("add", "-A")
        self.git("commit", "-qm", "نمونه")

    def edit(self, path: str, before: str, after: str) -> None:
        """Put one text in the place of another that stands there once."""
        text = (self.root / path).read_text(encoding="utf-8")
        assert text.count(before) == 1, (path, before)
        (self.root / path).write_text(text.replace(before, after), encoding="utf-8")

    def python(self, program: str, *words: str, told: str = "") -> subprocess.CompletedProcess[str]:
        """Run a program that imports the copy's package."""
        return subprocess.run(
            [sys.executable, "-c", program, *words],
            env={**os.environ, "PYTHONPATH": str(self.root / "scripts")},
            cwd=self.root,
            input=told,
            capture_output=True,
            text=True,
            check=False,
        )

    def run(self, *words: str, told: str = "", ends: int = 0) -> str:
        """What a command of the copy's says, one that ends as it should."""
        done = self.python(COMMAND, *words, told=told)
        assert done.returncode == ends, done.stdout + done.stderr
        return done.stdout

    def register(self, message: str, *words: str, ends: int = 0) -> str:
        settings = ("--yes", "--arrived", ARRIVED, "--staff", "desk1", *words)
        return self.run("register", "1406", "-", *settings, told=message, ends=ends)

    def idea(self) -> Path:
        """The one idea of the call."""
        (path,) = (self.root / "submissions" / "1406" / "ideas").glob("*/*.md")
        return path


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "copy")


MESSAGE = """سلام
عنوان: نمونه: قارچ صدفی در اتاق خالی
خلاصه: نمونه: پرورش قارچ روی کاه
حوزه: کشاورزی
شهرستان: خرامه
مرحله: آزمایشی
نام: نمونه
شماره تماس: ۰۹۰۰۰۰۰۰۰۱۸
صاحب ایده: یک نفر
مقررات: می‌پذیرم

مسئله:
""" + ("کاه گندم در پاییز سوزانده می‌شود و کسی از آن سودی نمی‌برد. " * 5)

FIELD = """    season: Annotated[
        Line,
        Field(max_length=40, title="فصل کار", description="در کدام فصل کار می‌کنید."),
        Asked(Kind.LINE, Section.WORK, "فصل، موسم", required=False),
    ] = ""
"""
BEFORE = "    role: Annotated["

TOLD = """
import json
from pathlib import Path
from farakhan.message.reading import read
from farakhan.message.writing import render
from farakhan.model.answers import ASKED
from farakhan.persian.calendar import parse_day
from farakhan.publish.form import by_hand, form
from farakhan.publish.view import look
from farakhan.record.edition import read_edition

edition = read_edition(Path(), "1406")
view = look(edition, parse_day("1406-05-20"))[0]
message = render(edition.call, ASKED, {"season": "پاییز"})
print(json.dumps({
    "page": str(form(view, "..")),
    "message": message,
    "by hand": str(by_hand(view, "..")),
    "read": read(edition.call, message).found["season"].answer,
}))
"""


def test_a_field_of_the_idea(copy: Copy) -> None:
    copy.edit("scripts/farakhan/model/idea.py", BEFORE, FIELD + BEFORE)
    told = copy.python(TOLD)
    assert told.returncode == 0, told.stderr
    shown = json.loads(told.stdout)
    assert '<label for="f-season">فصل کار <span class="optional">(اختیاری)</span></label>' in shown["page"]
    assert 'name="season"' in shown["page"]
    assert "«فصل کار» حداکثر ۴۰ حرف باشد." in shown["page"]
    assert "\nفصل کار: پاییز\n" in shown["message"]
    assert "\nفصل کار:\n" in shown["by hand"]
    assert shown["read"] == "پاییز"
    season = json.loads(copy.run("schema", "1406"))["properties"]["season"]
    assert (season["title"], season["maxLength"]) == ("فصل کار", 40)
    copy.register(f"موسم: بهار\n{MESSAGE}")
    path = copy.idea()
    assert "\nseason: بهار\n" in path.read_text(encoding="utf-8")
    copy.run("check")  # the ideas of the sample, which came before the field, keep their digests
    idea = str(path.relative_to(copy.root))
    copy.edit(idea, "\nseason: بهار\n", "\nseason: پاییز\n")
    assert "idea-digest" in copy.run("check", "submissions/1406", ends=1)
    copy.edit(idea, "\nseason: پاییز\n", f"\nseason: {'ب' * 41}\n")
    said = copy.run("check", "submissions/1406", ends=1)
    assert "«season»" in said
    assert "۴۰" in said


CHANNEL = "- {id: post, name: پست,"
ADDED = "- {id: radio, name: رادیو, open: true, note: برنامهٔ نمونه}\n"


def test_a_way_to_send(copy: Copy) -> None:
    assert "eitaa، web، phone، in_person، post، file" in copy.register(MESSAGE, "--channel", "radio", ends=1)
    copy.edit("submissions/1406/call.yml", CHANNEL, ADDED + CHANNEL)
    copy.commit()
    copy.register(MESSAGE, "--channel", "radio")
    path = copy.idea()
    assert "\nchannel: radio\n" in path.read_text(encoding="utf-8")
    copy.run("check", "submissions/1406")
    assert "راه: رادیو" in copy.run("show", path.stem)
    copy.run("site", "--edition", "1406", "--today", DAY, "--out", "public")
    page = (copy.root / "public" / "send" / "index.html").read_text(encoding="utf-8")
    assert re.findall(r"<strong>([^<]+)</strong>: برنامهٔ نمونه", page) == ["رادیو"]
