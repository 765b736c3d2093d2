"""The one list of fields: nothing is asked twice, nothing that the model wants is left out, and its bounds are told."""

from typing import Any

import pytest
from pydantic import BaseModel, TypeAdapter, ValidationError
from tests.records import SHIPPED

from farakhan.files import tree
from farakhan.model.call import Call
from farakhan.model.idea import FIELDS, HEADINGS, LABELS, Consents, Content, Stage
from farakhan.model.questions import Kind, Question
from farakhan.persian import letters

CALL = Call.model_validate(tree.load(SHIPPED.read_text(encoding="utf-8"), "call.yml")[0])
NOT_ASKED = {"code", "edition", "media"}
"""The secretariat gives the first two; files come beside the words."""


def _keys(model: type[BaseModel], within: str = "") -> set[str]:
    keys: set[str] = set()
    for name, field in model.model_fields.items():
        part = field.annotation
        inner = isinstance(part, type) and issubclass(part, BaseModel)
        keys |= _keys(part, f"{within}{name}.") if inner and part else {within + name}  # type: ignore[arg-type]
    return keys


def _type(question: Question) -> TypeAdapter[Any]:
    model: Any = Content
    *parts, last = question.key.split(".")
    for part in parts:
        model = model.model_fields[part].annotation
    return TypeAdapter(model.model_fields[last].rebuild_annotation())


def _refused(question: Question, value: object) -> bool:
    try:
        _type(question).validate_python(value)
    except ValidationError:
        return True
    return False


def test_every_field_of_the_content_is_asked_once() -> None:
    keys = [question.key for question in FIELDS]
    assert len(set(keys)) == len(keys)
    assert set(keys) == _keys(Content) - NOT_ASKED


@pytest.mark.parametrize("question", FIELDS, ids=lambda question: question.key)
def test_what_is_required_is_what_the_model_refuses_empty(question: Question) -> None:
    empty: object = [] if question.listed else ""
    by_check = question.key == "consents.rules"
    by_default = question.key == "role"
    assert question.asked.required == ((_refused(question, empty) or by_check) and not by_default)


@pytest.mark.parametrize(
    ("key", "least", "most"),
    [
        ("title", 5, 120),
        ("summary", None, 300),
        ("counties", 1, None),
        ("chain.other", None, 60),
        ("markets", None, None),
        ("jobs", None, 100_000),
        ("owners.count", 1, 10_000),
        ("body", 200, 20_000),
    ],
)
def test_bounds_are_the_model_s_own(key: str, least: int | None, most: int | None) -> None:
    question = next(one for one in FIELDS if one.key == key)
    assert (question.least, question.most) == (least, most)


def test_no_two_fields_answer_to_one_name() -> None:
    named = [name for one in FIELDS for name in (one.label, *one.asked.aliases.split("،")) if name]
    named += [name for one in HEADINGS for name in (one.label, *one.aliases.split("،"))]
    folded = [letters.fold(name) for name in named]
    assert sorted({name for name in folded if folded.count(name) > 1}) == []


def test_options_come_from_the_call_or_the_model() -> None:
    by_key = {question.key: question.options(CALL) for question in FIELDS}
    assert list(by_key["field"]) == [entry.id for entry in CALL.fields]
    assert list(by_key["counties"]) == [*(entry.id for entry in CALL.counties), "all"]
    assert by_key["stage"] == {stage.value: LABELS[stage] for stage in Stage}
    assert by_key["title"] == {}
    assert set(Consents.model_fields) <= by_key["consents.rules"].keys()


def test_what_is_chosen_has_options_and_nothing_else_has() -> None:
    choosing = {Kind.ONE, Kind.SEVERAL, Kind.CONSENT}
    assert {one.key for one in FIELDS if one.options(CALL)} == {one.key for one in FIELDS if one.asked.kind in choosing}
