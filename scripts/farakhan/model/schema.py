"""The JSON Schemas of the files of an edition, for editors and programs of others; from the models themselves."""

from typing import Any

from farakhan.model.call import Call
from farakhan.model.idea import FIELDS, Idea
from farakhan.model.judging import Awards
from farakhan.model.questions import Kind

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_BOUNDS = {"ge": "minimum", "le": "maximum"}
_OF_LISTS = {"minLength": "minItems", "maxLength": "maxItems"}

Node = dict[str, Any]


def schema(call: Call) -> Node:
    """The schema of the front matter of a call's ideas: what is chosen from call.yml is an `enum` of its ids.

    It says what one value says of itself; rules over several values and files are those of `farakhan check`.
    """
    made: Node = Idea.model_json_schema()
    del made["properties"]["body"]
    made["required"].remove("body")
    for question in (field for field in FIELDS if field.asked.source):
        options = list(question.options(call))
        if question.asked.kind is Kind.CONSENT:
            options = [consent.version for consent in call.consents if consent.id == question.key.rpartition(".")[2]]
        place = _place(made, question.key)
        (place.get("items") or place.get("anyOf", [place])[0])["enum"] = options
    about = {"$schema": DIALECT, "title": f"{call.slogan}: {call.edition}"}
    mended: Node = _mended(made)
    return mended | about


def _place(made: Node, key: str) -> Node:
    place = made
    for part in key.split("."):
        part_of = made["$defs"][place["$ref"].rpartition("/")[2]] if "$ref" in place else place
        place = part_of["properties"][part]
    return place


def _mended(node: Any) -> Any:  # noqa: ANN401 (JSON)
    """Bounds by their names in JSON Schema: pydantic hands on its own where a validator of ours stands before them.

    A whole number of ours is never below 0.
    """
    if isinstance(node, list):
        return [_mended(child) for child in node]
    if not isinstance(node, dict):
        return node
    names = _BOUNDS | (_OF_LISTS if node.get("type") == "array" else {})
    least = {"minimum": 0} if node.get("type") == "integer" else {}
    made: Node = dict(least)
    for key, value in node.items():
        made[str(names.get(key, key))] = _mended(value)
    if {"type": "null"} in made.get("anyOf", ()):
        made["anyOf"] = [*made["anyOf"], {"const": ""}]  # as it may be written: nothing, or an empty text
    return made


def call_schema() -> Node:
    """The schema of call.yml, the same for every edition; rules between its values are those of `farakhan check`."""
    made: Node = _mended(Call.model_json_schema())
    member = made["$defs"]["Member"]
    made["$defs"]["Member"] = {"anyOf": [member["properties"]["id"], member]}
    return made | {"$schema": DIALECT, "title": "call.yml"}


def awards_schema() -> Node:
    """The schema of awards.yml, likewise."""
    made: Node = _mended(Awards.model_json_schema())
    return made | {"$schema": DIALECT, "title": "awards.yml"}
