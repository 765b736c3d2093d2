"""Wherever a person may write in the record, a mobile number is named: there is no free text that nobody looks at."""

from collections.abc import Iterable, Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from tests.records import CRITERIA, Record

from farakhan.checks.awards import read_awards
from farakhan.checks.idea import inspect
from farakhan.checks.sheets import check_sheet
from farakhan.checks.terms import terms
from farakhan.files import idea as idea_file
from farakhan.files import tree
from farakhan.files.source import read_yaml
from farakhan.model.idea import ChainPlace, Media, MediaKind
from farakhan.problems import Problem

PLANTED = "پرسیده شد: ۰۹۰۰ ۰۰۰ ۰۰ ۱۸"
OFTEN = {"idea-digest", "idea-screened", "award-changed", "award-digest"}
"""What is said of any change that was not followed up; it says nothing of the number."""
NOT_FREE = {
    ("letter", "number"): "a letter's own number has any form, and digits enough to be taken for a person's",
}


def _leaves(value: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:  # noqa: ANN401 (YAML)
    if isinstance(value, str):
        yield place
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(inner, (*place, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _leaves(inner, (*place, index))


def _planted(value: tree.Tree, place: tuple[str | int, ...]) -> tree.Tree:
    changed: Any = deepcopy(value)
    inner = changed
    for key in place[:-1]:
        inner = inner[key]
    inner[place[-1]] = PLANTED
    return changed  # type: ignore[no-any-return]


def _said(problems: Iterable[Problem]) -> set[str]:
    return {one.code for one in problems} - OFTEN


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """An idea with all it may have, judged and honoured; another that was passed over."""
    record = Record(tmp_path_factory.mktemp("texts"))
    photo = Media(sha256="a" * 64, kind=MediaKind.PHOTO, bytes=9, caption="باغ")
    place = ChainPlace(product="other", link="processing", other="پونه")
    first = record.idea(media=(photo,), chain=place, paper="قفسهٔ ۳", note="دیده شد")
    second = record.idea()
    record.judged(note="خوب است")
    record.tally()
    record.award(first.code, passed=[{"code": second.code, "reason": "منصرف شد."}])
    return record


def test_every_word_of_an_idea_is_looked_at(record: Record) -> None:
    code = next(iter(record.ideas))
    path, data = idea_file.idea_path("1406", code), record.path(code).read_bytes()
    source, _ = idea_file.read(path, data)
    assert source
    front = {key: value for key, value in source.tree.items() if key != "body"}
    of_call = terms(record.read().call)
    silent = []
    for place in _leaves(front):
        changed = f"---\n{tree.dump(_planted(front, place))}---\n\n{source.tree['body']}\n"
        if not _said(inspect(path, changed.encode(), of_call).problems):
            silent.append(place)
    assert silent == []
    assert _said(inspect(path, data + PLANTED.encode(), of_call).problems) == {"private-mobile"}


def test_every_word_of_the_awards_is_looked_at(record: Record) -> None:
    edition = record.read()
    path = record.folder / "awards.yml"
    awards, _ = tree.load(path.read_text(encoding="utf-8"), "awards.yml")
    assert awards
    silent = set()
    for place in _leaves(awards):
        source, _ = read_yaml("awards.yml", tree.dump(_planted(awards, place)).encode())
        assert source
        decided = read_awards(source, edition.call, edition.facts, edition.results, edition.results_sha256, {})
        if not _said([*decided.unread, *decided.problems]):
            silent.add(place)
    assert silent == NOT_FREE.keys()


def test_every_cell_of_a_sheet_is_looked_at(record: Record) -> None:
    edition = record.read()
    path = record.folder / "sheets" / "first" / "a1.csv"
    header, first, *_ = (line.split(",") for line in path.read_text(encoding="utf-8").splitlines())
    assert header == ["idea", *CRITERIA, "conflict", "note"]
    codes = frozenset(record.ideas)
    for column in range(len(header)):
        cells = [PLANTED if place == column else cell for place, cell in enumerate(first)]
        data = "\n".join([",".join(header), ",".join(cells)]).encode()
        _, problems = check_sheet(Path("sheets", "first", path.name).as_posix(), data, edition.call, codes, None)
        assert [one.line for one in problems] == [2], header[column]
