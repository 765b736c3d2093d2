"""The count: made once sheets are closed, its winners and its edge, how far it can be trusted, and whether it holds."""

from starlette.responses import HTMLResponse, Response

from farakhan.desk.desk import Asked
from farakhan.desk.pages.running import Running, running, show, to_act, wrong
from farakhan.judging import keeping
from farakhan.judging.auditing import audit as look_over
from farakhan.judging.counting import count_edition, other_rule_words, to_be_mended
from farakhan.judging.planning import reading_plan
from farakhan.judging.ranking import placed
from farakhan.judging.recounting import recount
from farakhan.judging.reopening import moved_since
from farakhan.judging.reporting import report as as_report
from farakhan.judging.steps import listed
from farakhan.model.codes import grouped
from farakhan.model.judging import Results
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.store.clock import now

HERE, AUDIT = "/run/count", "/run/audit"
MOST = 50
"""Differences that are told; the rest is a number."""
ALONE = {"Content-Security-Policy": "sandbox; frame-ancestors 'none'"}
"""Of a page that is a file by itself and says in it what it may do: here it may do nothing but be read."""
_OPEN = "برگ‌ها هنوز بسته نشده‌اند و پیش از آن چیزی شمرده نمی‌شود."


def count(asked: Asked) -> Response:
    """The count as it stands, or what is still to be read."""
    run = running(asked)
    edition, sheets = run.edition, run.sheets
    results = edition.results
    return show(
        asked,
        run,
        HERE,
        "run-count.html",
        results=results,
        table=[place for place in placed(edition, results) if place.mark] if results else [],
        unranked=listed(tuple(code for code, _ in results.unranked)) if results else "",
        moved=_moved(run, results) if results else (),
        other=other_rule_words(edition, sheets, results) if results and edition.closing else "",
        reading=reading_plan(edition, sheets),
        is_closed=edition.closing is not None,
    )


def counted(asked: Asked) -> Response:
    """Count, and keep what it comes to."""
    run = to_act(asked)
    edition, sheets = run.edition, run.sheets
    problems = _to_be_mended(run)
    if problems:
        return wrong(asked, run, HERE, problems)
    keeping.count(edition, count_edition(edition, sheets), now(), asked.session.sitter.who)
    return asked.go(HERE, "شمرده شد. پیش از نشست هیئت گزارش را ببینید.")


def report(asked: Asked) -> Response:
    """How far the count can be trusted, as a page by itself."""
    run = running(asked)
    edition, sheets = run.edition, run.sheets
    problems = _to_be_mended(run)
    if problems:
        return wrong(asked, run, HERE, problems)
    return HTMLResponse(as_report(edition, sheets), headers=ALONE)


def audit(asked: Asked) -> Response:
    """Everything counted again and held against what stands; what history knows of changes after their time."""
    run = running(asked)
    edition = run.edition
    differences, anew = recount(edition) if edition.results else ((), ())
    late = look_over(edition.root, edition.name, edition.call)
    return show(
        asked,
        run,
        AUDIT,
        "run-audit.html",
        problems=sorted((*edition.problems, *run.sheets.problems))[:MOST],
        is_counted=edition.results is not None,
        differences=differences[:MOST],
        anew=[item.words() for item in anew],
        late=late[:MOST],
        more=max(0, len(differences) - MOST) + max(0, len(late) - MOST),
    )


def _to_be_mended(run: Running) -> list[str]:
    """What must be mended before anything is counted.

    Raises:
        FarakhanError: `sheets-open`, nothing is to be mended and the sheets are not closed.
    """
    problems = to_be_mended((*run.edition.problems, *run.sheets.problems))
    if not problems and run.edition.closing is None:
        raise FarakhanError("sheets-open", _OPEN, run.edition.name)
    return [str(problem) for problem in problems]


def _moved(run: Running, results: Results) -> tuple[str, ...]:
    """What was counted otherwise before an objection, if anything had been counted then."""
    since = moved_since(run.edition, results)
    if since is None:
        return ()
    changes = [f"{to_persian(grouped(code))}: {words}" for code, words in since.changes]
    return (to_persian(f"در برابر شمارش پیش از اعتراض {since.objection}:"), *(changes or ["هیچ رتبه‌ای عوض نشد."]))
