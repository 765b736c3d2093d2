"""A small call to count by, with the worked example's rubric; ideas and rows for it."""

from collections.abc import Sequence
from pathlib import Path

from farakhan.checks.call import read_call
from farakhan.files.source import read_yaml
from farakhan.model.call import Call, Judge
from farakhan.model.judging import Candidate, SheetRow
from farakhan.tally.example import EXAMPLE

ROOT = Path(__file__).parent.parent


def small_call(judges: Sequence[str] = (), **tally: object) -> Call:
    """The shipped call with the worked example's rubric, these judges and options of its tally."""
    path = "submissions/1406/call.yml"
    source, _ = read_yaml(path, (ROOT / path).read_bytes())
    assert source
    call, _ = read_call(source)
    assert call
    options = {
        "min_sheets": 1,
        "winners": 3,
        "tie_break": ("feasible",),
        "field_quotas": (),
        "county_most": None,
        **tally,
    }
    return call.model_copy(
        update={
            "rubric": EXAMPLE.rubric,
            "tally": call.tally.model_copy(update=options),
            "judges": tuple(Judge(id=judge, fields=()) for judge in judges),
        }
    )


def candidate(code: str, field: str = "agriculture", *counties: str) -> Candidate:
    """A judged idea; its public number is its code where that is one."""
    number = int(code) if code.isdecimal() else 0
    return Candidate(code, field, counties or ("all",), "0" * 64, number)


def row(judge: str, idea: str, *scores: int) -> SheetRow:
    """A row without a conflict; without scores it was not filled in."""
    return SheetRow(judge, idea, scores or None, conflict=False)
