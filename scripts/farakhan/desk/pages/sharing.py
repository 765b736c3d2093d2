"""Judges and the ideas that they read: how it stands, a plan that is shown, and the plan done."""

from collections.abc import Mapping
from typing import NamedTuple

from starlette.datastructures import FormData, QueryParams
from starlette.responses import Response

from farakhan.assignment.figures import Figures, figures
from farakhan.desk.desk import Asked
from farakhan.desk.pages.running import SEEN, Running, is_stale, running, seen, show, stale, to_act, wrong
from farakhan.judging import keeping
from farakhan.judging.sharing import Wanted, Why, in_the_way, plan
from farakhan.judging.steps import listed
from farakhan.model.acts import Kind
from farakhan.model.call import names
from farakhan.persian.digits import to_ascii, to_persian
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


class Row(NamedTuple):
    """A judge in a table: what they know, read at most, read now, would read, and have read."""

    judge: str
    fields: str
    most: int | None
    now: int
    then: int
    known: int
    done: int


def judges(asked: Asked) -> Response:
    """How ideas are shared out as it stands, and what may be asked for."""
    run = running(asked)
    edition, sheets = run
    stands = figures(edition.read_in_round(), edition.call.judges, sheets.assigned(edition))
    problems = in_the_way((*edition.problems, *sheets.problems))
    return show(
        asked,
        run,
        HERE,
        "run-judges.html",
        rows=_rows(run, stands, stands),
        stands=_panels(stands) if sum(stands.loads.values()) else "",
        problems=problems,
        fields=names(edition.call.fields),
    )


def planned(asked: Asked) -> Response:
    """What would be done, before it is."""
    run = running(asked)
    problems = in_the_way((*run.edition.problems, *run.sheets.problems))
    if problems:
        return wrong(asked, run, HERE, [problem.message for problem in problems])
    wanted = _wanted(run, asked.request.query_params)
    made = plan(run.edition, run.sheets, wanted)
    kept = sum(made.then.loads.values()) - len(made.new)
    numbers = f"{len(made.new)} سطر تازه، {len(made.gone)} سطر کنار می‌رود، {kept} سطر می‌ماند."
    return show(
        asked,
        run,
        HERE,
        "run-plan.html",
        plan=made,
        wanted=wanted,
        rows=_rows(run, made.now, made.then),
        panels=_panels(made.then),
        numbers=to_persian(numbers),
        lacking=_told(made.lacking, LACKING),
        uncovered=_told(made.uncovered, UNCOVERED),
        seen=seen(asked, *_FROM),
        seen_field=SEEN,
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


def _rows(run: Running, before: Figures, after: Figures) -> list[Row]:
    fields = names(run.edition.call.fields)
    done = dict.fromkeys((judge.id for judge in run.edition.call.judges), 0)
    for row in run.sheets.rounds[run.edition.round.id]:
        if row.judge in done and (row.conflict or row.scores is not None):
            done[row.judge] += 1
    return [
        Row(
            judge=judge.id,
            fields="، ".join(fields.get(field, field) for field in judge.fields) or "همه",
            most=judge.most,
            now=before.loads.get(judge.id, 0),
            then=after.loads.get(judge.id, 0),
            known=after.known.get(judge.id, 0),
            done=done[judge.id],
        )
        for judge in run.edition.call.judges
    ]


def _panels(stands: Figures) -> str:
    """How judges are mixed: whoever share ideas can be compared."""
    judges = len(stands.loads)
    all_pairs = judges * (judges - 1) // 2
    words = f"{stands.panels} گروه گوناگون داوران؛ {stands.pairs} جفت از {all_pairs} جفت داور ایدهٔ مشترک دارند"
    apart = f"، ولی داوران {stands.groups} دستهٔ جدا از هم‌اند" if stands.groups > 1 else ""
    return to_persian(f"{words}{apart}.")


def _told(by_reason: Mapping[Why, tuple[str, ...]], words: Mapping[Why, str]) -> list[str]:
    return [f"{words[why]}: {listed(codes)}" for why, codes in by_reason.items()]
