"""A contact that was opened is corrected or completed: sealed anew, and its owner is known by the new mobile."""

import hashlib
from collections.abc import Mapping, Sequence
from http import HTTPStatus

from markupsafe import Markup
from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.pages.idea import place_of
from farakhan.desk.pages.mending import controls
from farakhan.intake import correcting, form_answers
from farakhan.model.acts import Act, Kind
from farakhan.model.call import Call
from farakhan.model.contact import FIELDS, Contact
from farakhan.model.idea import OwnerKind
from farakhan.office.opening import Opening, opened
from farakhan.office.renewal import see_reason
from farakhan.store.acting import acting
from farakhan.store.clock import now

KEYS = tuple(question.key for question in FIELDS)
WRONG = "این درست نیست؛ نمونهٔ زیر نام خانه را ببینید."


def seen(contact: Contact) -> str:
    """By what a form knows the contact that it was made from."""
    return hashlib.sha256(contact.model_dump_json().encode()).hexdigest()


def form(call: Call, contact: Contact) -> Markup:
    """A contact in the form's own controls."""
    given = {key: _typed(value) for key, value in contact.model_dump().items() if key in KEYS}
    return controls(call, given, {}, KEYS)


def _typed(value: object) -> list[str]:
    if isinstance(value, bool):
        return ["true"] if value else []
    return list(value) if isinstance(value, tuple) else [str(value)]


def mended(asked: Asked) -> Response:
    """Seal what a form says in the place of the contact that was shown, for a reason that stands in the vault's log."""
    place, call = place_of(asked)
    root, who, why = place.root, asked.session.sitter.who, asked.text("why").strip()
    see_reason(why)
    act = Act(kind=Kind.CONTACT, ideas=(place.code,), by=acting(root, call, who, Kind.CONTACT), at=now(), why=why)
    correcting.see_no_letter(root, place.code)
    before = opened(root, place.code, Opening(asked.session.keyring.keys(), who.name, why, act.at))
    if seen(before) != asked.text("seen"):
        message = "تماس این ایده در این میان عوض شده است؛ دوباره بازش کنید."
        return asked.refuse(message, HTTPStatus.CONFLICT, f"/ideas/{place.code}/contact")
    given = {key: [part for part in asked.form.getlist(key) if isinstance(part, str)] for key in KEYS}
    answers = form_answers.read(
        call, {**given, "owners.kind": [OwnerKind.GROUP.value]}
    )  # members are kept whoever owns it
    changed = correcting.contact_with(before, {key: answers.get(key, "") for key in KEYS})
    if changed.contact is None:
        return _again(asked, call, place.code, given, changed.wrong)
    if changed.contact == before and correcting.is_known_by(root, place.code, before.mobile):
        return asked.go(f"/ideas/{place.code}", "چیزی عوض نشد.")
    correcting.seal_contact(root, call, place.code, changed.contact, (act, who.name))
    notices = ["تماس درست شد و از نو مهر شد."]
    if changed.contact.mobile != before.mobile:
        notices.append("از این پس صاحب ایده با کد، رمز رسید و شمارهٔ تازه شناخته می‌شود.")
    return asked.go(f"/ideas/{place.code}", *notices)


def _again(asked: Asked, call: Call, code: str, given: Mapping[str, Sequence[str]], wrong: Sequence[str]) -> Response:
    """The form as it was sent, with what is wrong."""
    filled = controls(call, given, dict.fromkeys(wrong, WRONG), KEYS)
    answer = asked.show("contact-mend.html", code=code, controls=filled, seen=asked.text("seen"), why=asked.text("why"))
    answer.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    return answer
