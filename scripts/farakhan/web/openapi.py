"""What may be sent, as OpenAPI: made from the one list of fields, like the form."""

from typing import Any

from farakhan.model.answers import ASKED, OF_CONTACT
from farakhan.model.call import Call
from farakhan.model.idea import HEADINGS
from farakhan.model.objection import MOST
from farakhan.model.questions import Kind, Question

_CODE = {"type": "string", "description": "ten digits, Persian or ASCII, parted or not"}
_RECEIPT = {"type": "string", "description": "the receipt's word: 21 digits, Persian or ASCII, parted or not"}
_MOBILE = {"type": "string", "description": "the mobile that the idea was sent with"}
_CLIP = {"type": "string", "description": "the last part of the upload's address"}
_PHOTO = {"type": "string", "format": "binary", "description": "JPEG, PNG or WEBP; in multipart/form-data alone"}
_JSON = "application/json"


def document(call: Call) -> dict[str, Any]:
    """The description of the intake of a call, in OpenAPI 3.1."""
    idea = {**_fields(call), **_OWN}
    proof = {"code": _CODE, "word": _RECEIPT, "mobile": _MOBILE}
    asked = {"code": _CODE, "word": _RECEIPT}
    mended = ("201", "200", "409", "422")
    return {
        "openapi": "3.1.0",
        "info": {"title": call.slogan, "version": call.edition, "description": call.name},
        "paths": {
            "/intake/ideas": {"post": _post("send an idea", idea, ("201", "200", "422"))},
            "/intake/own": {"post": _post("see one's own idea", proof, ("200",))},
            "/intake/mend": {"post": _post("change one's own idea", {**idea, **proof}, mended)},
            "/intake/withdraw": {
                "post": _post(
                    "take one's own idea back", {**proof, "sure": {"const": "true"}}, ("201", "200", "409", "422")
                )
            },
            "/intake/contact": {
                "post": _post("say anew who one is", {**proof, "key": _OWN["key"], **_contact(call)}, mended)
            },
            "/intake/object": {
                "post": _post(
                    "object to what is proposed, while that is heard; one objection at a time",
                    {**proof, "key": _OWN["key"], "objection": {"type": "string", "maxLength": MOST}},
                    ("201", "200", "409", "422"),
                )
            },
            "/intake/clip": {
                "post": _post(
                    "add a clip that has arrived whole, by tus at /intake/clips, to an idea that was taken in",
                    {"code": _CODE, "key": _OWN["key"], "clip": _CLIP},
                    ("201", "200", "404", "409", "422"),
                )
            },
            "/intake/photo": {
                "post": _post(
                    "add a photo to an idea that was taken in; 202: it is here and will be added later",
                    {"code": _CODE, "key": _OWN["key"], "photo": _PHOTO},
                    ("201", "200", "202", "404", "409", "422"),
                )
            },
            "/intake/state": {
                "post": _post("how an idea stands; with the word too, nobody waits", asked, ("200", "404"))
            },
            "/intake/challenge": {"get": _get("a sum for the browser; a form without its solution is looked at first")},
            "/healthz": {"get": _get("how the server stands", "503")},
        },
    }


_OWN: dict[str, Any] = {
    "key": {"type": "string", "pattern": "^[A-Za-z0-9-]{16,64}$", "description": "the same for each try to send"},
    "altcha": {"type": "string", "description": "the solution of a challenge"},
    "as_it_is": {"type": "string", "description": "true: keep it incomplete, for a person to complete"},
}
_WORDS = {
    "200": "it stands as before",
    "201": "it was taken in",
    "202": "it is here and will be taken in",
    "400": "no form",
    "403": "not from here, or not theirs",
    "404": "there is none",
    "408": "too slow",
    "409": "too late",
    "413": "too large",
    "422": "something is to be mended; by field",
    "429": "too often",
    "500": "a fault of ours; the ready message for Eitaa comes with it",
    "503": "not now; the ready message for Eitaa comes with it",
    "507": "no room; the ready message for Eitaa comes with it",
}
_ALWAYS = ("400", "403", "408", "413", "429", "500", "503", "507")


def _fields(call: Call) -> dict[str, Any]:
    fields: dict[str, Any] = {}
    for question in ASKED:
        fields[question.key] = _schema(call, question)
        if question.asked.kind is Kind.TEXT:
            fields |= {
                f"{question.key}.{number}": {"type": "string", "title": heading.label, "description": heading.hint}
                for number, heading in enumerate(HEADINGS)
            }
    return fields


def _contact(call: Call) -> dict[str, Any]:
    """Who somebody is, beside the proof that an idea is theirs."""
    return {f"contact.{question.key}": _schema(call, question) for question in ASKED if question.key in OF_CONTACT}


def _schema(call: Call, question: Question) -> dict[str, Any]:
    kind: dict[str, Any] = {"type": "string"}
    if question.asked.kind in (Kind.ONE, Kind.SEVERAL):
        kind["enum"] = [*([] if question.listed else [""]), *question.options(call)]
    elif question.asked.kind in (Kind.LINE, Kind.TEXT) and question.most:
        kind["maxLength"] = question.most
    shape = {"type": "array", "items": kind} if question.listed else kind
    return {**shape, "title": question.label, "description": question.hint}


def _post(summary: str, fields: dict[str, Any], answers: tuple[str, ...]) -> dict[str, Any]:
    body = {"schema": {"type": "object", "properties": fields}}
    content = dict.fromkeys((_JSON, "application/x-www-form-urlencoded", "multipart/form-data"), body)
    answers_by_code = {
        code: {"description": _WORDS[code], "content": {_JSON: {}}} for code in sorted({*answers, *_ALWAYS})
    }
    return {"summary": summary, "requestBody": {"required": True, "content": content}, "responses": answers_by_code}


def _get(summary: str, *more: str) -> dict[str, Any]:
    answers_by_code = {
        code: {"description": _WORDS.get(code, summary), "content": {_JSON: {}}} for code in ("200", *more)
    }
    return {"summary": summary, "responses": answers_by_code}
