"""The JSON Schema: every file that is right fits it, one that breaks a rule of a value does not; made from the list."""

import json
import subprocess
from copy import deepcopy
from typing import Any

import fastjsonschema
import pytest
import yaml
from tests.ready import TOOL
from tests.records import ROOT

import formats
from farakhan.model.idea import FIELDS, KEYS
from farakhan.model.schema import awards_schema, call_schema, schema
from farakhan.record.edition import read_edition

SAMPLE = read_edition(ROOT, "sample")
MADE = schema(SAMPLE.call)
fits = fastjsonschema.compile({**MADE, "$schema": "http://json-schema.org/draft-07/schema#"})
"""fastjsonschema knows the older dialect; what we say is the same in both."""
FRONTS = [
    yaml.safe_load(path.read_text(encoding="utf-8").split("---\n")[1])
    for path in sorted((ROOT / "submissions" / "sample" / "ideas").glob("*/*.md"))
]


def test_every_idea_of_the_sample_fits() -> None:
    assert len(FRONTS) == len(SAMPLE.facts)
    for front in FRONTS:
        fits(front)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("code", "273-940"),
        ("title", "ن" * 121),
        ("field", "mining"),
        ("counties", ["tehran"]),
        ("stage", "done"),
        ("markets", ["moon"]),
        ("jobs", -1),
        ("jobs", 100_001),
        ("capital", "زیاد"),
        ("owners.kind", "crowd"),
        ("owners.count", 0),
        ("chain.product", "plutonium"),
        ("chain.other", "ن" * 61),
        ("consents.rules", "v99"),
        ("arrived", "2026-06-07"),
        ("digest", "abc"),
        ("status", "lost"),
        ("mood", "خوب"),
    ],
)
def test_what_breaks_a_rule_does_not_fit(key: str, value: object) -> None:
    front: Any = deepcopy(FRONTS[0])
    *parts, last = key.split(".")
    place = front
    for part in parts:
        place = place[part]
    place[last] = value
    with pytest.raises(fastjsonschema.JsonSchemaValueException):
        fits(front)


def test_it_has_the_files_keys_and_the_lists_words() -> None:
    assert tuple(MADE["properties"]) == KEYS
    from_before = {"screened", "receipt"}  # files from before have none
    assert MADE["required"] == [key for key in KEYS if key not in from_before]
    for question in FIELDS:
        if "." not in question.key and question.key != "body":
            assert MADE["properties"][question.key]["title"] == question.label


def test_the_command_prints_it() -> None:
    done = subprocess.run([TOOL, "schema", "sample"], cwd=ROOT / "site", capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == MADE
    lost = subprocess.run([TOOL, "schema", "1399"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (lost.returncode, lost.stdout) == (2, "")
    assert "no-edition" in lost.stderr


class Core(yaml.SafeLoader):
    """YAML as editors read it, by its core schema: a day is a text, and so is `on`."""


Core.yaml_implicit_resolvers = {
    first: [
        (tag, pattern)
        for tag, pattern in resolvers
        if tag != "tag:yaml.org,2002:timestamp" and not (tag == "tag:yaml.org,2002:bool" and first in "oOyYnN")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
OLDER = {"$schema": "http://json-schema.org/draft-07/schema#"}
RECORDS = [ROOT / "submissions", ROOT / "tests" / "golden" / "base" / "submissions"]


@pytest.mark.parametrize(("name", "made"), [("call.yml", call_schema()), ("awards.yml", awards_schema())])
def test_every_call_and_every_decision_fits(name: str, made: dict[str, Any]) -> None:
    check = fastjsonschema.compile({**made, **OLDER})
    paths = [path for record in RECORDS for path in record.glob(f"*/{name}")]
    assert len(paths) > 1
    for path in paths:
        tree = yaml.load(path.read_text(encoding="utf-8"), Core)  # noqa: S506 (it is a safe one)
        check(tree)
        with pytest.raises(fastjsonschema.JsonSchemaValueException):
            check({**tree, "mood": "خوب"})


def test_the_page_of_formats_is_what_the_models_make() -> None:
    made = formats.files()
    assert {place: (ROOT / "docs" / place).read_text(encoding="utf-8") for place in made} == made, "make formats"


def test_every_key_on_the_page_says_what_it_is() -> None:
    rows = [row.split("|")[1:4] for row in formats.page().splitlines() if row.startswith("| `") and row.count("|") == 4]
    assert len(rows) > 100
    assert [key for key, what, kind in rows if not what.strip() or not kind.strip()] == []
