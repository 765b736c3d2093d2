"""One list of fields: a field added in its one place is asked, checked, written, read and told of everywhere."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from tests.records import ROOT

ADDED = """    season: Annotated[
        Line,
        Field(max_length=40, title="فصل کار", description="در کدام فصل کار می‌کنید."),
        Asked(Kind.LINE, Section.WORK, "فصل، موسم", required=False),
    ]
"""
BEFORE = "    role: Annotated["

TOLD = """
import json, sys
from pathlib import Path
from farakhan.message.reading import read
from farakhan.message.writing import render
from farakhan.model.answers import ASKED
from farakhan.model.schema import schema
from farakhan.persian.calendar import parse_day
from farakhan.publish.form import by_hand, form
from farakhan.publish.view import look
from farakhan.record.edition import read_edition

edition = read_edition(Path(sys.argv[1]), "1406")
message = render(edition.call, ASKED, {"season": "پاییز"})
print(json.dumps({
    "page": str(form(look(edition, parse_day("1406-05-20"))[0], "..")),
    "schema": schema(edition.call),
    "message": message,
    "by hand": str(by_hand(look(edition, parse_day("1406-05-20"))[0], "..")),
    "read": {how: read(edition.call, text).found["season"].answer
             for how, text in {"form": message, "hand": "سلام\\nموسم: بهار\\nعنوان: نمونه"}.items()},
}))
"""


def test_a_field_added_in_one_place_is_everywhere(tmp_path: Path) -> None:
    package = tmp_path / "farakhan"
    shutil.copytree(ROOT / "scripts" / "farakhan", package, ignore=shutil.ignore_patterns("__pycache__"))
    words = package / "model" / "idea.py"
    text = words.read_text(encoding="utf-8")
    assert text.count(BEFORE) == 1
    words.write_text(text.replace(BEFORE, ADDED + BEFORE), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", TOLD, str(ROOT)],
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert '<label for="f-season">فصل کار <span class="optional">(اختیاری)</span></label>' in told["page"]
    assert 'name="season"' in told["page"]
    assert "«فصل کار» حداکثر ۴۰ حرف باشد." in told["page"]
    season = told["schema"]["properties"]["season"]
    assert (season["title"], season["maxLength"]) == ("فصل کار", 40)
    assert "season" in told["schema"]["required"]
    assert "\nفصل کار: پاییز\n" in told["message"]
    assert "\nفصل کار:\n" in told["by hand"]
    assert told["read"] == {"form": "پاییز", "hand": "بهار"}
