"""The sample edition: large enough to show every page at work, sound in itself, and never to be taken for real."""

import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest
from tests.ready import TOOL
from tests.records import ROOT
from tests.sample import made

from farakhan.judging.counting import count_edition
from farakhan.model.idea import OTHER_CHAIN, WHOLE_PROVINCE, Idea, OwnerKind, Role, Stage, Status
from farakhan.model.judging import Awards, Results
from farakhan.persian.letters import ZWNJ
from farakhan.record.edition import Edition, read_edition
from farakhan.record.idea import IdeaPlace, read_idea
from farakhan.record.sheets import Sheets, read_sheets

MARK = "نمونه"
FOLDER = Path("submissions", "sample")


@pytest.fixture(scope="module")
def edition() -> Edition:
    """As the store reads it."""
    return read_edition(ROOT, FOLDER.name)


@pytest.fixture(scope="module")
def sheets(edition: Edition) -> Sheets:
    """What its judges gave."""
    return read_sheets(edition)


@pytest.fixture(scope="module")
def ideas(edition: Edition) -> list[Idea]:
    """All of them, with their texts."""
    return [read_idea(IdeaPlace(ROOT, edition.name, code)) for code in edition.facts]


@pytest.fixture(scope="module")
def results(edition: Edition) -> Results:
    """As they stand in its results.json."""
    assert edition.results
    return edition.results


@pytest.fixture(scope="module")
def awards(edition: Edition) -> Awards:
    """As they stand in its awards.yml."""
    assert edition.awards
    return edition.awards


def _prose(idea: Idea) -> list[str]:
    return [line.strip("-* \t") for line in idea.body.splitlines() if line.strip() and not line.startswith("#")]


def _sentences(idea: Idea) -> set[str]:
    """What full stops and lines end, by its letters alone."""
    parts = (part for line in _prose(idea) for part in re.split(r"[.؟!؛]+(?=\s|$)", line))
    return {folded for part in parts if (folded := re.sub(r"[\W_]+", " ", part.replace(ZWNJ, " ")).strip())}


def test_it_is_large_enough_to_fill_the_pages(edition: Edition, ideas: list[Idea]) -> None:
    assert len(ideas) >= 40
    assert len({county for idea in ideas for county in idea.counties} - {WHOLE_PROVINCE}) >= 25
    assert {idea.field for idea in ideas} == {field.id for field in edition.call.fields}
    assert {idea.stage for idea in ideas} == set(Stage)
    assert {idea.role for idea in ideas} == set(Role)
    assert {idea.owners.kind for idea in ideas} == set(OwnerKind)
    assert {idea.status for idea in ideas} == set(Status)


def test_every_idea_s_file_is_among_them(ideas: list[Idea]) -> None:
    files = {path.stem for path in (ROOT / FOLDER / "ideas").rglob("*.md")}
    assert {idea.code for idea in ideas} == files


def test_chains_are_covered_with_gaps(edition: Edition, ideas: list[Idea]) -> None:
    covered = {(idea.chain.product, idea.chain.link) for idea in ideas}
    products = {product for product, _ in covered if product} - {OTHER_CHAIN}
    assert len(products) >= 12
    empty = [
        (chain.id, link) for chain in edition.call.chains for link in chain.links if (chain.id, link) not in covered
    ]
    assert any(product in products for product, _ in empty)


def test_bodies_are_as_long_as_real_ones(ideas: list[Idea]) -> None:
    words = {idea.code: len(re.findall(r"\w[\w\u200c]*", " ".join(_prose(idea)))) for idea in ideas}
    assert [code for code, number in words.items() if number < 200] == []


def test_no_sentence_stands_in_two_ideas(ideas: list[Idea]) -> None:
    often = Counter(sentence for idea in ideas for sentence in _sentences(idea))
    assert len(often) > 10 * len(ideas)
    assert [sentence for sentence, number in often.items() if number > 1] == []
    for key in ("title", "summary"):
        assert len({getattr(idea, key) for idea in ideas}) == len(ideas)


def test_people_and_what_they_said_are_marked_as_samples(edition: Edition, ideas: list[Idea], awards: Awards) -> None:
    said = [award.public_name for award in awards.awards if award.public_name]
    said += [award.reason for award in awards.awards if award.reason]
    said += [support.kind for award in awards.awards for support in award.support]
    said += [passed.reason for passed in awards.passed_over]
    said += [*awards.signed_by, awards.letter.number]
    said += [amendment.why for amendment in edition.call.amendments]
    said += [idea.note for idea in ideas if idea.note]
    assert len(said) > 2 * len(awards.awards)
    assert [text for text in said if MARK not in text] == []
    assert edition.call.sample


def test_one_judge_of_nine_has_not_sent_a_sheet(edition: Edition, sheets: Sheets) -> None:
    judges = {judge.id for judge in edition.call.judges}
    sent = {Path(path).stem for path in sheets.digests if path.startswith("sheets/")}
    assert len(judges) == 9
    assert sent < judges
    (missing,) = judges - sent
    warned = [one for one in sheets.problems if one.code == "assignment-row"]
    owed = [one for one in sheets.assignments if one.judge == missing]
    assert len(warned) == len(owed) > 0
    assert all(f"«{missing}»" in one.message for one in warned)


def test_judges_have_declared_conflicts_of_interest(sheets: Sheets) -> None:
    conflicts = [row for row in sheets.rows if row.conflict]
    assert conflicts
    assert all(row.scores is None for row in conflicts)


def test_every_accepted_idea_is_ranked_or_waits_for_judges(edition: Edition, results: Results) -> None:
    ranked, waiting = {one.code for one in results.ranking}, {code for code, _ in results.unranked}
    assert ranked
    assert waiting
    assert ranked | waiting == {one.code for one in edition.candidates()}
    assert not ranked & waiting


def test_a_tie_at_the_cut_is_left_to_the_jury(edition: Edition, results: Results) -> None:
    assert len(results.tied) > results.open_places > 0
    assert len(results.winners) + results.open_places == edition.call.tally.winners
    assert len({(one.score, one.rank) for one in results.ranking if one.code in results.tied}) == 1


def test_the_jury_departs_from_the_ranking_with_reasons(results: Results, awards: Awards) -> None:
    winners, honoured = set(results.winners), {award.code for award in awards.awards}
    departures = [award for award in awards.awards if award.code not in winners]
    assert departures
    assert all(award.reason for award in departures)
    assert {passed.code for passed in awards.passed_over} == winners - honoured != set()
    assert {award.code for award in departures} <= set(results.tied)
    assert {award.role for award in awards.awards} == set(Role)


def test_what_came_late_is_rejected_as_late(edition: Edition, ideas: list[Idea]) -> None:
    late = {idea.code for idea in ideas if idea.arrived >= edition.call.closes()}
    assert late
    assert late == {idea.code for idea in ideas if idea.reason == "late"}
    assert all(edition.facts[code].status is Status.REJECTED for code in late)


def test_nothing_is_wrong_in_it(edition: Edition, sheets: Sheets) -> None:
    assert [one for one in (*edition.problems, *sheets.problems) if not one.warning] == []


def test_counting_again_gives_its_results_to_the_byte(edition: Edition, sheets: Sheets) -> None:
    counted = count_edition(edition, sheets)
    assert counted.results == edition.results
    assert counted.data == (ROOT / FOLDER / "results.json").read_bytes()


def _files(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_stands_there_is_made_by_commands(tmp_path: Path) -> None:
    assert _files(made(tmp_path)) == _files(ROOT / FOLDER), "make sample"


def _farakhan(here: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([TOOL, *words], cwd=here, capture_output=True, check=True, encoding="utf-8")


def test_check_tally_and_verify_agree_on_a_copy_of_it(tmp_path: Path, edition: Edition, sheets: Sheets) -> None:
    shutil.copytree(ROOT / FOLDER, tmp_path / FOLDER)
    results = tmp_path / FOLDER / "results.json"
    before = results.read_bytes()
    said = _farakhan(tmp_path, "check").stdout.splitlines()
    assert said == [str(one) for one in sorted((*edition.problems, *sheets.problems))]
    results.unlink()
    _farakhan(tmp_path, "tally", FOLDER.name)
    assert results.read_bytes() == before
    assert "بایت به بایت" in _farakhan(tmp_path, "verify", FOLDER.name).stdout
