"""The one list of fields: nothing is asked twice, nothing that the model wants is left out, and its bounds are told."""

from typing import Any

import pytest
from pydantic import BaseModel
from tests.records import SHIPPED

from farakhan.files import tree
from farakhan.model.call import Call
from farakhan.model.idea import FIELDS, HEADINGS, LABELS, Consents, Content, Stage, lacking, lacks
from farakhan.model.questions import Kind
from farakhan.persian import letters
from farakhan.persian.order import by_name

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


def test_every_field_of_the_content_is_asked_once() -> None:
    keys = [question.key for question in FIELDS]
    assert len(set(keys)) == len(keys)
    assert set(keys) == _keys(Content) - NOT_ASKED


def test_what_is_required_may_be_empty_in_a_file_and_is_then_said_to_be_lacking() -> None:
    empty: dict[str, Any] = {}
    for question in FIELDS:
        *parts, last = question.key.split(".")
        holder = empty
        for part in parts:
            holder = holder.setdefault(part, {})
        holder[last] = [] if question.listed else "none" if question.key == "role" else ""
    content = Content.model_validate({**empty, "code": "2739401865", "edition": "1406", "media": []})
    assert lacking(content) == tuple(question.key for question in FIELDS if question.asked.required)
    assert lacks(content).split("، ") == [question.label for question in FIELDS if question.asked.required]


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
    named = [{one.label, *one.asked.aliases.split("،")} - {""} for one in FIELDS]
    named += [{one.label, *one.aliases.split("،")} for one in HEADINGS]
    folded = [name for names in named for name in {letters.fold(name) for name in names}]
    assert sorted({name for name in folded if folded.count(name) > 1}) == []


def test_options_come_from_the_call_or_the_model() -> None:
    by_key = {question.key: question.options(CALL) for question in FIELDS}
    assert list(by_key["field"]) == [entry.id for entry in CALL.fields]
    assert list(by_key["counties"]) == [*(entry.id for entry in by_name(CALL.counties)), "all"]
    assert by_key["stage"] == {stage.value: LABELS[stage] for stage in Stage}
    assert by_key["title"] == {}
    assert set(Consents.model_fields) <= by_key["consents.rules"].keys()


def test_what_is_chosen_has_options_and_nothing_else_has() -> None:
    choosing = {Kind.ONE, Kind.SEVERAL, Kind.CONSENT}
    assert {one.key for one in FIELDS if one.options(CALL)} == {one.key for one in FIELDS if one.asked.kind in choosing}
