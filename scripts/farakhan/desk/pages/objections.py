"""Objections: those that wait first, one with its answer, one taken down for an owner, a sheet reopened for one."""

import secrets

from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.pages.running import Question, ask, is_sure, running, show, to_act, wrong
from farakhan.files import idea as idea_file
from farakhan.files import objection as objection_file
from farakhan.intake import objecting
from farakhan.intake.arrival import Entry
from farakhan.judging import keeping
from farakhan.judging.reopening import reopen
from farakhan.model.acts import Act, Kind, one_line
from farakhan.model.call import names
from farakhan.model.codes import grouped
from farakhan.model.objection import Objection
from farakhan.model.personal import NOBODY, Owner
from farakhan.office import answering
from farakhan.office.keys import NoKeyError
from farakhan.office.opening import Opening
from farakhan.office.opening import owner as owner_in
from farakhan.office.renewal import see_reason
from farakhan.persian.digits import only, to_persian
from farakhan.problems import FarakhanError
from farakhan.record.idea import find as find_idea
from farakhan.record.objections import data_of, find
from farakhan.record.objections import objections as every_one
from farakhan.store.acting import acting
from farakhan.store.clock import now

HERE = "/run/objections"
_WHY = "نامی که نباید در اعتراض بماند"
"""Why a contact is opened here, for the vault's log."""


def objections(asked: Asked) -> Response:
    """All of them, and the form for one that came by telephone or on paper."""
    run = running(asked)
    every = sorted(every_one(asked.desk.root, asked.desk.edition), key=lambda objection: not objection.waits)
    waiting = sum(objection.waits for objection in every)
    channels = names(run.edition.call.channels)
    return show(
        asked,
        run,
        HERE,
        "run-objections.html",
        objections=every,
        waiting=waiting,
        channels=channels,
        facts=run.edition.facts,
    )


def objection(asked: Asked) -> Response:
    """One whole, with the form for its answer."""
    run = running(asked)
    read = _of(asked)
    facts = run.edition.facts.get(read.code)
    judges = sorted({row.judge for row in run.sheets.rows if row.idea == read.code})
    return show(
        asked, run, HERE, "run-objection.html", objection=read, title=facts.title if facts else "", judges=judges
    )


def answer(asked: Asked) -> Response:
    """Answer one, or answer it anew."""
    run, read = to_act(asked), _of(asked)
    text, who = answering.spelt(asked.desk.root, read.code, asked.text("answer")), asked.session.sitter.who
    by = acting(asked.desk.root, run.edition.call, who, Kind.ANSWER)
    if not is_sure(asked):
        question = "این پاسخ جای پیشین بنشیند؟" if read.answer else "همین پاسخ داده شود؟"
        return ask(asked, run, HERE, Question(question, [text], "پاسخ داده شود"))
    act = Act(kind=Kind.ANSWER, ideas=(read.code,), by=by, at=now(), why=str(read.number))
    answering.commit(asked.desk.root, _path(asked), text, act, who)
    return asked.go(HERE, to_persian(f"پاسخ اعتراض {read.number} ثبت شد؛ صاحب ایده آن را در «ایدهٔ من» می‌خواند."))


def take_down(asked: Asked) -> Response:
    """Take one down for an idea's owner; whom it names is masked, and what was said is sealed."""
    run, who, at = to_act(asked), asked.session.sitter.who, now()
    root, call = asked.desk.root, run.edition.call
    place = find_idea(root, only(asked.text("code")))
    if place.edition != run.edition.name:
        return wrong(asked, run, HERE, ["این ایده از دورهٔ دیگری است."])
    by = acting(root, call, who, Kind.OBJECT)
    entry = objecting.entry_of(call, asked.text("channel"), asked.text("arrived").strip(), Entry("", at, at, by))
    idea = idea_file.parse(place.path, place.data())
    objecting.see_open(place, idea, every_one(root, place.edition, place.code))
    why, is_timely = asked.text("why"), objecting.is_timely(call, entry.arrived)
    if not (is_timely or why.strip()):
        return wrong(asked, run, HERE, [f"{objecting.heard_when(call)}."])
    if why.strip():
        see_reason(why)
    text = objecting.spelt(asked.text("text"))
    fault = objecting.fault_of(text)
    if fault:
        return wrong(asked, run, HERE, [objecting.FAULTS[fault]])
    owner, told = _owner(asked, place.code)
    written = objecting.heard(root, call, place.code, text, owner)
    if not is_sure(asked):
        follows = [f"ایدهٔ {grouped(place.code)} «{idea.title}»", written.safe, *told]
        if written.untouched:
            follows.append("نام و شماره‌ها پوشیده شد؛ نوشتهٔ دست‌نخورده کنار تماس این ایده مهر می‌شود.")
        return ask(
            asked, run, HERE, Question("همین ثبت شود؟ اگر نامی مانده است برگردید و برش دارید.", follows, "ثبت شود")
        )
    act = Act(kind=Kind.OBJECT, ideas=(place.code,), by=by, at=at, why="" if is_timely else why)
    made = objecting.take_down(place, call, written, entry, act, who, secrets.randbelow)
    return asked.go(HERE, to_persian(f"اعتراض {made.number} ثبت شد؛ این شماره را به صاحب ایده بگویید."))


def reopened(asked: Asked) -> Response:
    """Open one judge's closed sheet once more, for an objection."""
    run, read = to_act(asked), _of(asked)
    why, judge = asked.text("why"), asked.text("judge")
    see_reason(why)
    when = now()
    kept = reopen(run.edition, run.sheets, judge, read.number, one_line(why), when)
    if not is_sure(asked):
        follows = [f"برگ «{judge}» یک بار دیگر گرفته می‌شود، و هیچ برگ دیگری.", "نتیجهٔ کنونی کنار نتیجهٔ تازه می‌ماند."]
        return ask(asked, run, HERE, Question("برگ بازگشوده شود؟", follows, "بازگشوده شود"))
    keeping.reopen(run.edition, kept, read.number, why, when, asked.session.sitter.who)
    return asked.go("/run/sheets", f"برگ «{judge}» باز است؛ برگ درست‌شده، یا همان برگ پیشین را، بیاورید.")


def _path(asked: Asked) -> str:
    return find(asked.desk.root, asked.desk.edition, str(asked.request.path_params["number"]))


def _of(asked: Asked) -> Objection:
    """The objection that the address names.

    Raises:
        FarakhanError: `no-objection`, there is none; `objection-file`.
    """
    path = _path(asked)
    return objection_file.parse(path, data_of(asked.desk.root, path))


def _owner(asked: Asked, code: str) -> tuple[Owner, list[str]]:
    """The names and numbers of an idea's owner, with the key of this machine; and what could not be had."""
    who = asked.session.sitter.who.name
    try:
        return owner_in(asked.desk.root, code, Opening(asked.session.keyring.keys(), who, _WHY, now())), []
    except NoKeyError:
        return NOBODY, ["کلیدی اینجا نیست و نام صاحب ایده شناخته نمی‌شود؛ خودتان هم ببینید نامی نمانده باشد."]
    except FarakhanError as error:
        return NOBODY, [error.message]
