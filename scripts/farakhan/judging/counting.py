"""An edition counted: from its call, its judged ideas and its sheets to results and the bytes of results.json."""

from collections.abc import Iterable
from typing import NamedTuple

from farakhan.files import results as results_file
from farakhan.files.layout import Kind, meant_as
from farakhan.model.call import TallyRule
from farakhan.model.judging import Results
from farakhan.persian.digits import to_persian
from farakhan.problems import Problem
from farakhan.record.edition import Edition
from farakhan.record.sheets import Sheets
from farakhan.tally import count

COUNTED = frozenset((Kind.CALL, Kind.IDEA, Kind.ASSIGNMENTS, Kind.SHEET, Kind.SHORTLIST, Kind.RULES, Kind.CLOSED))
"""What results rest on: nothing is counted while one of these has an error."""


class Counted(NamedTuple):
    """What a count found, and the bytes of results.json that say so."""

    results: Results
    data: bytes


def to_be_mended(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Of an edition's problems, warnings apart, those of files that are counted, or that were meant to be; sorted."""
    return tuple(sorted(problem for problem in problems if not problem.warning and meant_as(problem.path) in COUNTED))


def with_other_rule(edition: Edition, sheets: Sheets) -> tuple[TallyRule, Results]:
    """Another rule than the call's and what it would come to, to be shown beside the count; it decides nothing."""
    call = edition.call
    other = next(rule for rule in TallyRule if rule is not call.tally.rule)
    tally = call.tally.model_copy(update={"rule": other})
    return other, count(call.model_copy(update={"tally": tally}), edition.candidates(), sheets.rows, sheets.digests)


def other_rule_words(edition: Edition, sheets: Sheets, results: Results) -> str:
    """How many of the winners would be others by the other rule, in a sentence; it decides nothing."""
    rule, other = with_other_rule(edition, sheets)
    gone = set(results.winners) - set(other.winners) - set(other.tied)
    words = f"{len(gone)} برگزیده از {len(results.winners)} عوض می‌شد" if gone else "برگزیدگان همین‌ها می‌شدند"
    return to_persian(f"با قاعدهٔ {rule} {words}؛ تنها برای آگاهی است.")


def count_edition(edition: Edition, sheets: Sheets) -> Counted:
    """Count what is right of an edition; whoever writes the results looks first at what is `to_be_mended`."""
    results = count(edition.call, edition.candidates(), sheets.rows, sheets.digests)
    return Counted(results, results_file.render(results))
