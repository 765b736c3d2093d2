"""One decision on many ideas: first a page that says what becomes of each, then one act, on all of them or none."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import NamedTuple

from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.held import is_own
from farakhan.desk.pages.ideas import DECISIONS, STATUSES, lacks_reason
from farakhan.model import standing
from farakhan.model.acts import Act, Kind
from farakhan.model.call import Call, names
from farakhan.model.standing import SHOWN
from farakhan.office.screening import STATUS, Decision, decide, screen
from farakhan.persian.digits import only, to_persian
from farakhan.problems import FarakhanError
from farakhan.record.idea import IdeaPlace, read_idea
from farakhan.store.acting import acting
from farakhan.store.clock import now
from farakhan.store.git.commits import New, settle

MOST = 200
"""Ideas of one act."""


class Case(NamedTuple):
    """What would become of one idea.

    Attributes:
        code: of the idea.
        title: of it.
        summary: of it.
        status: how it stands.
        text: its code and the first letters of its text's digest, a colon between.
        wrong: why it may not; empty where it may.
        new: its file as it would be.
    """

    code: str
    title: str
    summary: str
    status: str
    text: str
    wrong: str
    new: New | None


class _Sent(NamedTuple):
    decision: Decision
    reason: str
    note: str


def many(asked: Asked) -> Response:
    """What would follow; nothing is done."""
    call, sent = asked.desk.call(), _sent(asked)
    codes = list(dict.fromkeys(only(code) for code in asked.form.getlist("code") if isinstance(code, str)))
    if sent is None or not codes or len(codes) > MOST:
        message = to_persian(f"از یک تا {MOST} ایده را نشان بزنید و تصمیم را برگزینید.")
        return asked.refuse(message, HTTPStatus.BAD_REQUEST, _back(asked))
    if lack := lacks_reason(call, sent.decision, sent.reason):
        return asked.refuse(lack, HTTPStatus.CONFLICT, _back(asked))
    cases = [_case(asked, call, sent, code, "") for code in codes]
    return asked.show(
        "many.html",
        cases=[case for case in cases if not case.wrong],
        refused=[case for case in cases if case.wrong],
        sent=sent,
        back=_back(asked),
        words=DECISIONS[sent.decision],
        becomes=STATUSES[STATUS[sent.decision].value],
        why=names((*call.reasons.returned, *call.reasons.rejected)).get(sent.reason, ""),
    )


def decided(asked: Asked) -> Response:
    """Decide on all of the ideas that were shown, as they were shown."""
    settle(asked.desk.root)
    call, sent, who = asked.desk.call(), _sent(asked), asked.session.sitter.who
    texts = [text.partition(":") for text in asked.form.getlist("text") if isinstance(text, str)]
    if sent is None or not texts or len(texts) > MOST:
        return asked.refuse("ایده‌ای نشان نخورده است.", HTTPStatus.BAD_REQUEST, _back(asked))
    cases = [_case(asked, call, sent, only(code), seen) for code, _, seen in texts]
    wrong = [f"{case.title or case.code}: {case.wrong}" for case in cases if case.wrong]
    if wrong:
        return asked.refuse(f"هیچ‌کدام ثبت نشد. {' '.join(wrong)}", HTTPStatus.CONFLICT, _back(asked))
    kind = Kind(sent.decision.value)
    by = acting(asked.desk.root, call, who, kind)
    act = Act(kind=kind, ideas=tuple(case.code for case in cases), by=by, at=now(), why=sent.reason)
    screen(asked.desk.root, act, dict(_files(asked, cases)), who)
    return asked.go(_back(asked), to_persian(f"{len(cases)} ایده: {STATUSES[STATUS[sent.decision].value]}."))


def _back(asked: Asked) -> str:
    """The list from which the ideas were taken."""
    back = asked.text("back")
    return back if back.startswith("/ideas?") and is_own(back) else "/ideas"


def _files(asked: Asked, cases: Iterable[Case]) -> Iterable[tuple[str, New]]:
    for case in cases:
        if case.new:
            yield IdeaPlace(asked.desk.root, asked.desk.edition, case.code).path, case.new


def _sent(asked: Asked) -> _Sent | None:
    """The decision that a form has; None where it is none."""
    decision = asked.text("decision")
    if decision not in set(Decision):
        return None
    reason = asked.text("reason") or asked.text(f"reason-{decision}")
    return _Sent(Decision(decision), reason, asked.text("note").strip())


def _case(asked: Asked, call: Call, sent: _Sent, code: str, seen: str) -> Case:
    """What becomes of one idea; without a digest that was seen, of its text as it is now."""
    place = IdeaPlace(asked.desk.root, asked.desk.edition, code)
    if not code.isdecimal():
        return Case(code, "", "", "", "", "چنین ایده‌ای در این دوره نیست.", None)
    try:
        idea = read_idea(place)
        status = standing.counted(idea).status
        new, wrong = decide(place, call, STATUS[sent.decision], sent.reason, sent.note, seen or idea.digest)
    except FarakhanError as error:
        return Case(code, "", "", "", "", error.message, None)
    if status is STATUS[sent.decision]:
        wrong = [*wrong, "همین‌گونه هست."]
    text = f"{code}:{idea.digest[:SHOWN]}"
    return Case(code, idea.title, idea.summary, STATUSES[status.value], text, " ".join(wrong), new)
