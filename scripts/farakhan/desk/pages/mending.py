"""What staff correct in an idea for its owner, and marking it as another's copy; each an act with its reason."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus

from markupsafe import Markup
from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.differing import side_by_side
from farakhan.desk.pages.idea import place_of
from farakhan.face.controls import Control, steps
from farakhan.face.render import render
from farakhan.files import idea as idea_file
from farakhan.intake import correcting, form_answers
from farakhan.model.acts import Act, Kind
from farakhan.model.call import Call
from farakhan.model.idea import FIELDS, Idea
from farakhan.model.questions import Kind as Answer
from farakhan.model.standing import SHOWN
from farakhan.office.renewal import see_reason
from farakhan.office.screening import copy, screen
from farakhan.persian.digits import only
from farakhan.problems import FarakhanError
from farakhan.record.idea import IdeaPlace, read_idea
from farakhan.store.acting import acting
from farakhan.store.clock import now
from farakhan.store.git.commits import settle

TOLD = tuple(question.key for question in FIELDS if question.asked.kind is not Answer.TEXT)
"""All of an idea but its text, which has a box of its own."""


def mending(asked: Asked) -> Response:
    """An idea's answers in a form."""
    place, call = place_of(asked)
    idea = read_idea(place)
    correcting.see_permitted(place, idea, Kind.MEND)
    return _form(asked, place, call, idea, form_answers.given(idea), {})


def mended(asked: Asked) -> Response:
    """First show what would change; then commit it, as the person who sits here."""
    settle(asked.desk.root)
    place, call = place_of(asked)
    old, who = place.data(), asked.session.sitter.who
    idea = idea_file.parse(place.path, old)
    correcting.see_permitted(place, idea, Kind.MEND)
    if idea.digest[:SHOWN] != asked.text("seen"):
        message = "متن این ایده در این میان عوض شده است؛ دوباره ببینیدش."
        return asked.refuse(message, HTTPStatus.CONFLICT, f"/ideas/{place.code}/mend")
    given = {key: [part for part in asked.form.getlist(key) if isinstance(part, str)] for key in asked.form}
    answers = form_answers.read(call, given)
    if _bare(asked.text("body")) == idea.body:
        answers = {**answers, "body": idea.body}
    prepared = correcting.corrected(call, idea, answers, idea.media)
    faults = {fault.key: fault.words for fault in prepared.problems if fault.words}
    why = asked.text("why").strip()
    if prepared.idea is None or prepared.problems or asked.text("go") != "yes":
        return _form(asked, place, call, idea, given, faults, prepared.idea)
    see_reason(why)
    act = Act(kind=Kind.MEND, ideas=(place.code,), by=acting(place.root, call, who, Kind.MEND), at=now(), why=why)
    new = correcting.commit(place, act, old, prepared.idea, who)
    if new is None:
        return asked.go(f"/ideas/{place.code}", "چیزی عوض نشد: متن همان است.")
    notices = ["درست شد. اثر انگشت تازه است و رسید پیشین صاحب ایده این متن را نشان نمی‌دهد؛ به او خبر دهید."]
    if new.status is not idea.status:
        notices.append("متن عوض شده است؛ ایده دوباره دیده می‌شود.")
    return asked.go(f"/ideas/{place.code}", *notices)


def _bare(text: str) -> str:
    return text.replace("\r\n", "\n").strip()


def _form(  # noqa: PLR0913, PLR0917 (each is a part of the page)
    asked: Asked,
    place: IdeaPlace,
    call: Call,
    idea: Idea,
    given: Mapping[str, Sequence[str]],
    faults: Mapping[str, str],
    new: Idea | None = None,
) -> Response:
    body = given.get("body") or [idea.body]
    return asked.show(
        "mend.html",
        code=place.code,
        title=idea.title,
        seen=idea.digest[:SHOWN],
        controls=controls(call, given, faults, TOLD),
        body=body[0],
        left=faults,
        new=new,
        why=asked.text("why"),
        pairs=[pair for pair in side_by_side(idea.body, new.body) if pair.differs] if new else [],
    )


def controls(call: Call, given: Mapping[str, Sequence[str]], faults: Mapping[str, str], keys: Sequence[str]) -> Markup:
    """The form's own controls for some fields in their order, filled; a consent keeps the version that was given."""
    every = [control for step in steps(call) for control in step.controls if control.key in keys]
    ordered = sorted(every, key=lambda control: keys.index(control.key))
    return render("form-contact.html", controls=[_filled(control, given, faults) for control in ordered])


def _filled(control: Control, given: Mapping[str, Sequence[str]], faults: Mapping[str, str]) -> Control:
    values = tuple(filter(None, given.get(control.name, ())))
    options = control.options
    if control.kind is Answer.CONSENT and values:
        options = {values[0]: next(iter(options.values()))}
    if control.kind is Answer.LINES:
        values = ("\n".join(values),) if values else ()
    return control._replace(given=values, fault=faults.get(control.key, ""), options=options, when=None)


def copied(asked: Asked) -> Response:
    """Mark an idea as another's copy; it is held then, for a person to decide."""
    settle(asked.desk.root)
    place, call = place_of(asked)
    who = asked.session.sitter.who
    back = f"/ideas/{place.code}"
    try:
        new, wrong = copy(place, call, only(asked.text("other")), asked.text("seen"))
    except FarakhanError as error:
        return asked.refuse(error.message, HTTPStatus.CONFLICT, back)
    if wrong:
        return asked.refuse(" ".join(wrong), HTTPStatus.CONFLICT, back)
    act = Act(kind=Kind.COPY, ideas=(place.code,), by=acting(place.root, call, who, Kind.COPY), at=now())
    screen(place.root, act, {place.path: new}, who)
    return asked.go(back, "رونوشت شد و نگه داشته شد؛ اگر باید کنار برود، با دلیل نپذیریدش.")
