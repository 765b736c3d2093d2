"""The call itself: days and other words changed with a reason, proposals confirmed, judges; all shown before done."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import NamedTuple

from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.pages.running import (
    Question,
    Running,
    ask,
    is_stale,
    is_sure,
    running,
    show,
    stale,
    to_act,
    wrong,
)
from farakhan.files.layout import Kind as Place
from farakhan.model.call import Amendment, names
from farakhan.model.codes import grouped
from farakhan.model.idea import Status
from farakhan.office import amending
from farakhan.office.amending import Changed
from farakhan.persian.calendar import tehran_day
from farakhan.persian.digits import only, to_ascii, to_persian
from farakhan.persian.order import by_name
from farakhan.problems import FarakhanError
from farakhan.record.call import checked, path_of
from farakhan.record.edition import stem
from farakhan.record.idea import IdeaPlace, read_idea
from farakhan.store.clock import now

HERE, JUDGES = "/run/call", "/run/judges"
_BLANK = 3
"""Lines for further conflicts of interest in a judge's form."""


class Conflict(NamedTuple):
    """An idea that a judge must not read by their own word, by its code, and why; as it was typed."""

    idea: str
    reason: str


def call(asked: Asked) -> Response:
    """What stands, and what may be changed."""
    run = running(asked, Place.CALL)
    stands = amending.values(asked.desk.root, asked.desk.edition)
    return show(
        asked,
        run,
        HERE,
        "run-call.html",
        fields=[(key, words, amending.shown(key, stands[key])) for key, words in amending.FIELDS.items()],
        marks=[(mark, amending.label(mark, names(run.edition.call.channels))) for mark in run.edition.call.proposals],
        amendments=[_told(amendment) for amendment in run.edition.call.amendments],
    )


def _told(amendment: Amendment) -> dict[str, object]:
    """An amendment in words."""
    what, old, new = amendment.what, amendment.old, amendment.new
    values = {"old": amending.shown(what, old), "new": amending.shown(what, new)}
    return {"on": amendment.on, "what": amending.label(what), "why": amendment.why, **values}


def amend(asked: Asked) -> Response:
    """Change one field, with the amendment that tells it."""
    run, when = to_act(asked), now()
    root, name = asked.desk.root, asked.desk.edition
    made = amending.amended(root, name, asked.text("key"), asked.text("value"), asked.text("why"), tehran_day(when))
    return _keep(asked, run, made._replace(wrong=(*made.wrong, *_untimely(asked, made))), when, HERE)


def _untimely(asked: Asked, made: Changed) -> Iterator[str]:
    """Say how many accepted ideas came at a time that the call as it would be does not allow."""
    after, _ = checked(path_of(asked.desk.edition), made.data)
    figures = asked.desk.renewed().figures() if after else []
    came = [figure.arrived for figure in figures if figure.status == Status.ACCEPTED]
    if after and (late := sum(arrived >= after.closes() for arrived in came)):
        yield to_persian(f"{late} ایدهٔ پذیرفته‌شده پس از این مهلت رسیده است و دیگر پذیرفته نمی‌ماند؛ روز دیرتری بنویسید.")
    if after and after.dates.opens and (early := sum(tehran_day(arrived) < after.dates.opens for arrived in came)):
        yield to_persian(f"{early} ایدهٔ پذیرفته‌شده پیش از این آغاز رسیده است؛ روز زودتری بنویسید.")


def settle(asked: Asked) -> Response:
    """One proposal is confirmed by the organiser; or the call as a whole."""
    run, mark = to_act(asked), asked.text("mark")
    root, name = asked.desk.root, asked.desk.edition
    why = asked.text("why")
    made = amending.settled(root, name, mark, why) if mark else amending.confirmed(root, name, why)
    return _keep(asked, run, made, now(), HERE)


def judge(asked: Asked) -> Response:
    """A judge comes, or is entered otherwise: an id, the fields they know, how many ideas they read."""
    run = to_act(asked)
    if run.edition.closing:
        return wrong(asked, run, JUDGES, ["برگ‌ها بسته شده‌اند و داوران دیگر عوض نمی‌شوند."])
    entry: dict[str, object] = {"id": to_ascii(asked.text("id")).strip().lower()}
    entry["fields"] = [str(field) for field in asked.form.getlist("fields")]
    entry["most"] = to_ascii(asked.text("most")).strip()
    entry["counties"] = [str(county) for county in asked.form.getlist("counties")]
    conflicts = _conflicts(asked)
    entry["conflicts"] = [conflict._asdict() for conflict in conflicts]
    made = amending.with_judge(asked.desk.root, asked.desk.edition, entry, "")
    titles = _titles(run, conflicts)
    faults = tuple(_faults(conflicts, titles))
    told = (*made.told, *_follows(run, str(entry["id"]), conflicts, titles))
    return _keep(asked, run, made._replace(told=told, wrong=faults or made.wrong), now(), JUDGES)


def _conflicts(asked: Asked) -> list[Conflict]:
    """The lines of a form in which somebody wrote."""
    lines = zip(asked.form.getlist("conflict"), asked.form.getlist("reason"), strict=False)
    typed = [Conflict(only(str(idea)), " ".join(str(reason).split())) for idea, reason in lines]
    return [conflict for conflict in typed if any(conflict)]


def _follows(run: Running, judge: str, conflicts: Iterable[Conflict], titles: Mapping[str, str]) -> Iterator[str]:
    """What follows from a judge's conflicts of interest, a sentence each."""
    scored = {row.idea for row in run.sheets.rows if row.judge == judge and row.scores is not None}
    shared = {pair.idea for pair in run.sheets.assignments if pair.judge == judge}
    for code, reason in conflicts:
        yield f"«{titles.get(code)}» ({grouped(code)}) را نمی‌خواند: {reason}."
        if code in scored:
            yield "به آن امتیاز داده است: در برگش تعارض را «بله» کند و امتیازها را خالی، و برگ دوباره بیاید."
        elif code in shared:
            yield "آن ایده اکنون به او سپرده شده است: پس از این، ایده‌ها را دوباره تقسیم کنید تا به داور دیگری برسد."


def _faults(conflicts: Iterable[Conflict], titles: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with conflicts of interest that the call by itself does not show, a sentence each."""
    for code, reason in conflicts:
        if code not in titles:
            yield f"ایده‌ای با کد «{grouped(code)}» در این دوره نیست؛ کد را از صفحهٔ ایده یا رسید دوباره بخوانید."
        elif not reason:
            yield f"دلیل تعارض او با «{titles[code]}» را بنویسید، در یک دو واژه و بی نام."


def _titles(run: Running, conflicts: Iterable[Conflict]) -> Mapping[str, str]:
    """What the ideas of the edition among them are called, by their codes."""
    there = {stem(path) for path in run.edition.paths[Place.IDEA]}
    return {code: _title(run, code) for code, _ in conflicts if code in there}


def _title(run: Running, code: str) -> str:
    try:
        return read_idea(IdeaPlace(run.edition.root, run.edition.name, code)).title or grouped(code)
    except FarakhanError:
        return grouped(code)


def new_judge(asked: Asked) -> Response:
    """The form for a judge."""
    run = running(asked, Place.CALL)
    edition = run.edition
    ident = asked.request.query_params.get("id", "")
    known = next((judge for judge in edition.call.judges if judge.id == ident), None)
    stand = [Conflict(conflict.idea, conflict.reason) for conflict in known.conflicts] if known else []
    return show(
        asked,
        run,
        JUDGES,
        "run-judge.html",
        judge=known,
        conflicts=[*stand, *[Conflict("", "")] * _BLANK],
        fields=names(edition.call.fields),
        counties={county.id: county.name for county in by_name(edition.call.counties)},
    )


def _keep(asked: Asked, run: Running, made: Changed, when: datetime, here: str) -> Response:
    if made.wrong:
        return wrong(asked, run, here, made.wrong)
    if not is_sure(asked):
        return ask(asked, run, here, Question("فراخوان چنین عوض شود؟", made.told, "عوض شود"))
    if is_stale(asked, Place.CALL):
        return stale(asked, here)
    amending.commit(asked.desk.root, run.edition.call, made, when, asked.session.sitter.who)
    return asked.go(here, *map(to_persian, made.told[:1]))
