"""Judges and the ideas that they read: how it stands, a plan that is shown, and the plan done."""

from collections.abc import Mapping

from starlette.datastructures import FormData, QueryParams
from starlette.responses import Response

from farakhan.assignment.figures import figures
from farakhan.desk.desk import Asked
from farakhan.desk.pages.running import Running, is_stale, running, show, stale, to_act, wrong
from farakhan.judging import keeping
from farakhan.judging.sharing import Wanted, Why, in_the_way, plan
from farakhan.judging.sharing_words import difference, loads, mixing
from farakhan.judging.steps import listed
from farakhan.model.acts import Kind
from farakhan.model.call import names
from farakhan.persian.digits import to_ascii
from farakhan.store.clock import now

HERE = "/run/judges"
LACKING = {
    Why.CONFLICTS: "داوران بی‌تعارض کم است؛ داور دیگری بیفزایید",
    Why.FULL: "داوران به سقف خود رسیده‌اند؛ سقف‌ها را بالا ببرید یا داور دیگری بیفزایید",
}
UNCOVERED = {
    Why.UNKNOWN: "هیچ داوری حوزهٔ آن را نمی‌شناسد",
    Why.CONFLICTS: "هر داوری که حوزهٔ آن را می‌شناسد با آن تعارض منافع دارد",
    Why.FULL: "داورانی که حوزهٔ آن را می‌شناسند به سقف خود رسیده‌اند",
}
_FROM = keeping.MADE_FROM[Kind.ASSIGN]


def judges(asked: Asked) -> Response:
    """How ideas are shared out as it stands, and what may be asked for."""
    run = running(asked)
    edition, sheets = run.edition, run.sheets
    stands = figures(edition.read_in_round(), edition.call.judges, sheets.assigned(edition))
    problems = in_the_way((*edition.problems, *sheets.problems))
    return show(
        asked,
        run,
        HERE,
        "run-judges.html",
        rows=loads(run.edition, run.sheets, stands, stands),
        stands=mixing(stands) if sum(stands.loads.values()) else "",
        problems=problems,
        fields=names(edition.call.fields),
    )


def planned(asked: Asked) -> Response:
    """What would be done, before it is."""
    run = running(asked, *_FROM)
    problems = in_the_way((*run.edition.problems, *run.sheets.problems))
    if problems:
        return wrong(asked, run, HERE, [problem.message for problem in problems])
    wanted = _wanted(run, asked.request.query_params)
    made = plan(run.edition, run.sheets, wanted)
    return show(
        asked,
        run,
        HERE,
        "run-plan.html",
        plan=made,
        wanted=wanted,
        rows=loads(run.edition, run.sheets, made.now, made.then),
        panels=mixing(made.then),
        numbers=difference(made),
        lacking=_told(made.lacking, LACKING),
        uncovered=_told(made.uncovered, UNCOVERED),
    )


def share(asked: Asked) -> Response:
    """Share out as the plan was shown."""
    run = to_act(asked)
    if is_stale(asked, *_FROM):
        return stale(asked, HERE)
    problems = in_the_way((*run.edition.problems, *run.sheets.problems))
    made = plan(run.edition, run.sheets, _wanted(run, asked.form))
    if problems or made.lacking:
        told = [problem.message for problem in problems] + _told(made.lacking, LACKING)
        return wrong(asked, run, HERE, told)
    keeping.share_out(run.edition, made, now(), asked.session.sitter.who)
    changed = sorted({row.judge for row in made.new | made.gone})
    return asked.go("/run/packs", f"ثبت شد. بستهٔ این داوران عوض شده است: {'، '.join(changed)}")


def _wanted(run: Running, sent: FormData | QueryParams) -> Wanted:
    """What is asked for; what is no number asks for as many readers as the call says."""
    typed = to_ascii(str(sent.get("readings", ""))).strip()
    readings = int(typed) if typed.isdecimal() and 0 < len(typed) <= len("99") else 0
    added, dropped = (frozenset(map(str, sent.getlist(name))) for name in ("added", "dropped"))
    return Wanted(readings or run.edition.round.readings, added, dropped)


def _told(by_reason: Mapping[Why, tuple[str, ...]], words: Mapping[Why, str]) -> list[str]:
    return [f"{words[why]}: {listed(codes)}" for why, codes in by_reason.items()]
