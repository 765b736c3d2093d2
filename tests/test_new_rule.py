"""CONTRIBUTING's recipes are true: somebody who adds what they say, where they say, and nothing else, has it.

The program is copied, and the copy is changed as a newcomer would change it.
"""

import json
import os
import shutil
import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from tests.records import CLOSED_AT, CRITERIA, ROOT, Record

PACKAGE = Path("scripts", "farakhan")


class Copy:
    """A copy of the program, to be changed and run."""

    def __init__(self, root: Path) -> None:
        self.package = root / PACKAGE
        shutil.copytree(ROOT / PACKAGE, self.package)

    def add(self, module: str, after: str, line: str) -> None:
        """Put a line into a module, right after another one."""
        path = self.package / module
        text = path.read_text(encoding="utf-8")
        assert text.count(after) == 1, (module, after)
        path.write_text(text.replace(after, f"{after}{line}"), encoding="utf-8")

    def run(self, here: Path, program: str, *words: str) -> str:
        """What the copy's Python prints; it must end well."""
        environment = {**os.environ, "PYTHONPATH": str(self.package.parent)}
        command = [sys.executable, "-c", program, *words]
        done = subprocess.run(command, cwd=here, env=environment, capture_output=True, check=False, encoding="utf-8")
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def farakhan(self, here: Path, *words: str) -> str:
        """What one of the copy's commands prints."""
        return self.run(here, "from farakhan.cli import main; main()", *words)


@pytest.fixture
def copy(tmp_path: Path) -> Copy:
    return Copy(tmp_path / "program")


LOWEST = '''"""A newcomer's rule: an idea is worth what its strictest judge gave it."""

from collections.abc import Container, Iterable

from farakhan.model.call import Rubric
from farakhan.model.judging import SheetRow
from farakhan.tally.mean import mean
from farakhan.tally.scored import Scored


def lowest(rubric: Rubric, ideas: Container[str], rows: Iterable[SheetRow]) -> dict[str, Scored]:
    """The lowest of each idea's rows, by code."""
    rows = list(rows)
    given = mean(rubric, ideas, rows)
    for row in rows:
        alone = mean(rubric, ideas, [row]).get(row.idea)
        if alone and alone.score < given[row.idea].score:
            given[row.idea] = given[row.idea]._replace(score=alone.score)
    return given
'''
SENTENCE = "امتیاز ایده، کمترین امتیاز برگ‌های آن است."
CLOSE = """
import sys
from datetime import datetime
from pathlib import Path
from farakhan.record.new import NewEdition, call_text

NewEdition(Path.cwd(), call_text(Path("submissions/1406/call.yml"))).close(datetime.fromisoformat(sys.argv[1]))
"""
RULES_PAGE = """
import sys
from pathlib import Path
from farakhan.persian.calendar import parse_day
from farakhan.publish.fragments import fragment
from farakhan.publish.view import look
from farakhan.record.edition import read_edition

view, _ = look(read_edition(Path.cwd(), "1406"), parse_day(sys.argv[1]))
for name in ("tally-rule", "worked-example"):
    print(fragment(name, view, ".").striptags())
"""


def test_a_tally_rule(copy: Copy, tmp_path: Path) -> None:
    copy.add("model/call.py", '    MEAN = "mean"\n', '    LOWEST = "lowest"\n')
    (copy.package / "tally" / "lowest.py").write_text(LOWEST, encoding="utf-8")
    copy.add("tally/rules.py", "from farakhan.tally.mean import mean\n", "from farakhan.tally.lowest import lowest\n")
    line = f'    TallyRule.LOWEST: Method(lowest, "{SENTENCE}"),\n'
    copy.add("tally/rules.py", "RULES: Mapping[TallyRule, Method] = {\n", line)
    record = Record(tmp_path / "call")
    even, uneven = record.idea().code, record.idea().code
    record.judged()
    for judge, (ours, theirs) in {"a1": (6, 10), "b2": (6, 10), "c3": (6, 4)}.items():
        record.sheet(judge, {even: (ours,) * len(CRITERIA), uneven: (theirs,) * len(CRITERIA)})
    record.tally()
    assert _results(record) == ("mean", [(uneven, Fraction(8, 10)), (even, Fraction(6, 10))])
    assert "بایت به بایت" in copy.farakhan(record.root, "verify")
    record.call["tally"] |= {"rule": "lowest"}
    record.write_call()
    copy.run(record.root, CLOSE, CLOSED_AT.isoformat())
    copy.farakhan(record.root, "tally", record.edition)
    assert _results(record) == ("lowest", [(even, Fraction(6, 10)), (uneven, Fraction(4, 10))])
    assert "بایت به بایت" in copy.farakhan(record.root, "verify")
    steps, example = copy.run(record.root, RULES_PAGE, "1406-07-01").splitlines()
    assert SENTENCE in steps
    assert "میانگین امتیاز" not in steps
    assert example.startswith("این نمونه تنها میانگین ساده را نشان می‌دهد؛ قاعدهٔ این فراخوان بالاتر گفته شده است.")


def _results(record: Record) -> tuple[str, list[tuple[str, Fraction]]]:
    """The rule that results.json names, and the ranking."""
    results = json.loads((record.folder / "results.json").read_bytes())
    return results["rule"], [(one["code"], Fraction(one["score"]["exact"])) for one in results["ranking"]]
