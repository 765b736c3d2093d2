"""What people are answered, as a page or as JSON: the form once more, their own idea, a receipt, a refusal."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from secrets import token_hex
from typing import Any, NamedTuple

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from farakhan.face import controls
from farakhan.intake import form_answers as read_answers
from farakhan.intake.arrival import Arrival
from farakhan.intake.objecting import FAULTS
from farakhan.intake.receive import Intake
from farakhan.intake.sending import Faulty
from farakhan.intake.windows import may_change
from farakhan.model.idea import Idea
from farakhan.model.objection import LEAST, MOST, Objection
from farakhan.model.public import Seen
from farakhan.persian.calendar import tehran_day
from farakhan.store.spool.letters import Act
from farakhan.web import forms, telling
from farakhan.web.bringing import Follows
from farakhan.web.forms import Form
from farakhan.web.pages import Pages, wants_json
from farakhan.web.refusals import BACK, REFUSALS, Refused

MINE, STATE = "ایدهٔ من", "وضعیت ایده"
PROOF = ("code", "word", "mobile")
"""The fields by which an owner proves an idea, in the order of `Owners.own`."""
KEPT = "media"
"""A field with the photos and clips that stay when an idea is mended."""


class Pleas(NamedTuple):
    """What somebody said against what is proposed.

    Attributes:
        made: their objections, the oldest first.
        open: whether they may object now.
        fault: what is wrong with the one that they sent, one of `objecting.FAULTS`; empty where nothing is.
    """

    made: Sequence[Objection]
    open: bool
    fault: str = ""


class Replies:
    """Pages and JSON in the words of one call."""

    def __init__(self, pages: Pages, intake: Intake) -> None:
        """Get ready.

        Args:
            pages: in the dress of the built site.
            intake: whose call it is.
        """
        self._pages, self._intake = pages, intake

    def page(
        self, template: str, title: str, values: Mapping[str, object], status: HTTPStatus = HTTPStatus.OK
    ) -> HTMLResponse:
        """A template as a page; one with another status says in the browser's bar that something is to be mended."""
        return HTMLResponse(self._pages.render(template, title, values, wrong=status is not HTTPStatus.OK), status)

    def mine(  # noqa: PLR0913, PLR0917 (each is a part of the answer)
        self,
        request: Request,
        form: Form,
        idea: Idea,
        seen: Seen,
        pleas: Pleas,
        wrong: str = "",
        contact: Mapping[str, str] | None = None,
    ) -> Response:
        """Somebody's idea, filled in for them to change, and the ways to take it back and to say anew who they are.

        Args:
            request: that is answered.
            form: what came with it, with the proof.
            idea: theirs.
            seen: how it stands.
            pleas: their objections.
            wrong: what is said of taking it back.
            contact: what is to be mended in who they are, by the fields' keys.
        """
        told = telling.sentences(contact or {}, {})
        is_wrong = bool(wrong or told or pleas.fault)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK
        open_ = may_change(self._intake.call, idea.status, self._intake.now())
        values, mine = read_answers.given(idea), self._shown(idea, seen)
        if wants_json(request.headers.get("accept", "")):
            media = [medium.model_dump() for medium in idea.media]
            errors = [{"field": "sure", "fault": "missing", "words": wrong}] if wrong else []
            errors += [{"field": key, "fault": (contact or {})[key], "words": words} for key, words in told.items()]
            if pleas.fault:
                errors.append({"field": "objection", "fault": pleas.fault, "words": FAULTS[pleas.fault]})
            mine |= {"objections": list(map(telling.objection, pleas.made)), "hears": pleas.open}
            body = {**mine, "code": idea.code, "open": open_, "values": values, "media": media, "errors": errors}
            return JSONResponse(body, status)
        hidden = {name: form.one(name) for name in PROOF} | {"code": idea.code}
        kept = controls.kept(idea.media, [medium.sha256 for medium in idea.media])
        filled = self._filled("mend", values, {}, hidden, kept) if open_ else Markup()
        shown = {"mine": mine, "open": open_, "closed": telling.closed(idea), "form": filled, "fault": wrong, **hidden}
        shown |= {
            "contact": controls.of_contact(self._intake.call, idea, form.values, told),
            "key": token_hex(16),
            "contact_wrong": bool(told),
            "objections": list(map(telling.objection, pleas.made)),
            "hears": pleas.open,
            "plea": form.one("objection"),
            "plea_fault": FAULTS[pleas.fault] if pleas.fault else "",
            "bounds": (LEAST, MOST),
        }
        return HTMLResponse(self._pages.render("mine.html", MINE, shown, wrong=is_wrong), status)

    def _shown(self, idea: Idea, seen: Seen) -> dict[str, Any]:
        return telling.shown(self._intake.call, idea, seen, tehran_day(self._intake.now()))

    def again(self, request: Request, form: Form, arrival: Arrival, faulty: Faulty) -> Response:
        """The form once more, with what was typed and what is to be mended."""
        sentences = telling.sentences(faulty.faults, faulty.words)
        if wants_json(request.headers.get("accept", "")):
            errors = [{"field": key, "fault": faulty.faults[key], "words": words} for key, words in sentences.items()]
            return JSONResponse({"errors": errors}, HTTPStatus.UNPROCESSABLE_ENTITY)
        if arrival.mends:
            hidden = {name: form.one(name) for name in PROOF}
            kept = controls.kept(arrival.mends.media, form.values.get(KEPT, ()))
            page = self._filled("mend", form.values, sentences, hidden, kept)
        else:
            page = self._filled("ideas", form.values, sentences, {"key": arrival.key})
        title = MINE if arrival.mends else "نوشتن ایده"
        return HTMLResponse(self._pages.page(title, page, wrong=True), HTTPStatus.UNPROCESSABLE_ENTITY)

    def _filled(
        self,
        action: str,
        values: forms.Values,
        errors: dict[str, str],
        hidden: dict[str, str],
        kept: Sequence[controls.Kept] = (),
    ) -> Markup:
        return controls.filled(self._intake.call, action, values, errors, hidden, kept)

    def receipt(self, request: Request, told: dict[str, object], status: HTTPStatus) -> Response:
        """What somebody is told of what they sent; a browser without scripts is led to a page that can be reloaded."""
        if wants_json(request.headers.get("accept", "")):
            return JSONResponse(told, status)
        if request.method == "POST":
            photos = f"&photos={Follows.LEFT}" if told["photos"] == Follows.LEFT else ""
            return RedirectResponse(f"receipt?of={told['of']}{photos}", HTTPStatus.SEE_OTHER)
        return self.page("receipt.html", telling.DONE[Act(str(told["act"]))], {"told": told})

    def refusal(self, accept: str, refused: Refused) -> Response:
        """The answer to a request that was refused, with the announced way beside it."""
        refusal, call = REFUSALS[refused.code], self._intake.call
        message = telling.by_eitaa(call, refused.answers) if refusal.by_eitaa else []
        headers = {"Retry-After": str(refused.after)} if refused.after else {}
        if wants_json(accept):
            body = {"error": refused.code, "words": refusal.words, "eitaa": call.secretariat.eitaa, "message": message}
            return JSONResponse(body, refusal.status, headers)
        shown = {"eitaa": call.secretariat.eitaa if refusal.by_eitaa else "", "phone": call.secretariat.phone}
        shown |= {"back": refusal.back, "back_name": BACK[refusal.back], "words": refusal.words}
        page = self._pages.render("refusal.html", refusal.title, {**shown, "message": message})
        return HTMLResponse(page, refusal.status, headers)
