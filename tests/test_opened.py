"""Open data: anybody counts again from it and comes to the same bytes; no judge, code, name or text is in it."""

import json
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Mapping
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import pytest
import typer
from bench.host import hosted
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.records import ANNOUNCED_DAY, JUDGING_DAY, PROPOSED_DAY, ROOT, Record
from tests.test_packs_and_sheets import every_byte
from tests.test_site import build

from farakhan.cli.recount import verify_open
from farakhan.files import opened as open_files
from farakhan.judging.recounting import recount_open
from farakhan.model.call import FIRST, Quota, TallyRule
from farakhan.model.judging import Candidate, SheetRow
from farakhan.persian.calendar import parse_day
from farakhan.problems import FarakhanError
from farakhan.publish.opened import FOLDER, SCRIPT, WORDS
from farakhan.publish.view import View, look
from farakhan.record.edition import read_edition
from farakhan.tally import count
from farakhan.tally.opened import opened

CALL = read_edition(ROOT, "sample").call
FIELDS = [field.id for field in CALL.fields]
Files = Mapping[str, bytes]

options = st.builds(
    lambda rule, tie_break, least, most, county, winners: {
        "rule": rule,
        "tie_break": tie_break,
        "field_quotas": (Quota(id=FIELDS[0], least=least, most=None), Quota(id=FIELDS[1], least=None, most=most)),
        "county_most": county,
        "winners": winners,
        "min_sheets": 2,
    },
    st.sampled_from(TallyRule),
    st.sampled_from([(), ("feasible",), ("co_readers",), ("jobs", "co_readers")]),
    st.integers(0, 2),
    st.integers(1, 3),
    st.none() | st.integers(1, 3),
    st.integers(1, 6),
)
seeds = st.integers(0, 10**6)


def edition(seed: int, ideas: int = 12) -> tuple[list[Candidate], list[SheetRow]]:
    """Ideas with numbers, and rows of five judges with equal scores, conflicts and gaps among them."""
    random = Random(seed)  # noqa: S311 (an edition of a test)
    numbers = random.sample(range(1, ideas + 1), ideas)
    candidates = [
        Candidate(f"{1_000_000_000 + 7 * place}", random.choice(FIELDS), (random.choice("xyz"),), "0" * 64, number)
        for place, number in enumerate(numbers)
    ]
    rows = []
    for idea in candidates:
        for judge in random.sample("abcde", random.randint(0, 4)):
            scores = tuple(random.choice((4, 5, 5, 6)) for _ in CALL.rubric.criteria)
            conflict = random.random() < 0.1
            rows.append(SheetRow(judge, idea.code, None if conflict else scores, conflict=conflict))
    return candidates, rows


def published(changes: Mapping[str, Any], candidates: list[Candidate], rows: list[SheetRow]) -> dict[str, bytes]:
    """What is published of a count."""
    call = CALL.model_copy(update={"tally": CALL.tally.model_copy(update=dict(changes))})
    results = count(call, candidates, rows, {})
    numbers = {candidate.code: candidate.number for candidate in candidates}
    return open_files.render(opened(call, candidates, {FIRST: rows}), results.placing(), numbers.__getitem__)


def _passes(files: Files) -> bool:
    try:
        return not recount_open(files.__getitem__)
    except FarakhanError:
        return False


@settings(max_examples=200, deadline=None)
@given(seeds, options)
def test_whoever_counts_open_data_comes_to_the_same_bytes(seed: int, changes: Mapping[str, Any]) -> None:
    files = published(changes, *edition(seed))
    assert recount_open(files.__getitem__) == []


@settings(max_examples=60, deadline=None)
@given(seeds, options)
def test_who_judged_and_in_which_order_leaves_no_trace(seed: int, changes: Mapping[str, Any]) -> None:
    candidates, rows = edition(seed)
    renamed = [row._replace(judge={"a": "z", "b": "y"}.get(row.judge, row.judge)) for row in rows]
    assert published(changes, candidates[::-1], renamed[::-1]) == published(changes, candidates, rows)


@settings(max_examples=100, deadline=None)
@given(seeds, options, st.data())
def test_a_changed_score_or_correction_is_noticed(seed: int, changes: Mapping[str, Any], data: st.DataObject) -> None:
    files = published(changes, *edition(seed))
    rows = json.loads(files["rows.json"])
    counted = {place["number"] for place in json.loads(files["results.json"])["ranking"]}
    places = [place for place, row in enumerate(rows) if row["number"] in counted]
    if not places:
        return
    row = rows[data.draw(st.sampled_from(places))]
    step = data.draw(st.sampled_from((-1, 1)))
    if changes["rule"] is TallyRule.CO_READERS and data.draw(st.booleans()):
        row["correction"] = str(Fraction(row.get("correction", 0)) + Fraction(step, 1000))
    else:
        row["scores"][data.draw(st.integers(0, len(row["scores"]) - 1))] += step
    assert not _passes({**files, "rows.json": json.dumps(rows).encode()})


@settings(max_examples=100, deadline=None)
@given(seeds, options, st.data())
def test_any_changed_number_of_the_results_is_noticed(
    seed: int, changes: Mapping[str, Any], data: st.DataObject
) -> None:
    files = published(changes, *edition(seed))
    digits = [match.start() for match in re.finditer(rb"[0-9]", files["results.json"])]
    at = data.draw(st.sampled_from(digits))
    results = bytearray(files["results.json"])
    results[at] = ord(str((results[at] - ord("0") + data.draw(st.integers(1, 9))) % 10))
    assert not _passes({**files, "results.json": bytes(results)})


WRONG: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "no list": ("rows.json", lambda _: {}),
    "an idea twice": ("ideas.json", lambda ideas: [*ideas, ideas[0]]),
    "a row of no idea": ("rows.json", lambda rows: [*rows, {**rows[0], "number": 999}]),
    "a score beyond the scale": ("rows.json", lambda rows: [{**rows[0], "scores": [11, 1, 1, 1, 1]}, *rows]),
    "a score too few": ("rows.json", lambda rows: [{**rows[0], "scores": [1]}, *rows]),
    "a fraction of nothing": ("rows.json", lambda rows: [{**rows[0], "correction": "1/0"}, *rows]),
    "a huge power": ("rows.json", lambda rows: [{**rows[0], "correction": "1e99999999"}, *rows]),
    "a weight of nothing": ("call.json", lambda call: {**call, "rubric": {**call["rubric"], "scale": 0}}),
    "a judge": ("rows.json", lambda rows: [{**rows[0], "judge": "d1"}, *rows]),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_open_data_is_told(name: str) -> None:
    files = published({}, *edition(1))
    file, change = WRONG[name]
    broken = {**files, file: json.dumps(change(json.loads(files[file]))).encode()}
    with pytest.raises(FarakhanError, match=f"{file}: open-data"):
        recount_open(broken.__getitem__)


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> Record:
    """A decided edition of ten ideas, some of whose scores are equal."""
    record = Record(tmp_path_factory.mktemp("opened"))
    codes = [record.idea(title=f"قناری {place}").code for place in range(10)]
    record.judged("یادداشت داور")
    record.tally()
    winners = json.loads((record.folder / "results.json").read_bytes())["winners"]
    record.award(*winners)
    assert set(winners) < set(codes)
    return record


@pytest.fixture(scope="module")
def built(record: Record) -> Path:
    return build(record.root, ANNOUNCED_DAY)


def view_of(record: Record, day: str = ANNOUNCED_DAY) -> tuple[View, list[str]]:
    return look(record.read(), parse_day(day))


def test_the_site_has_what_anybody_needs(built: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = built / FOLDER
    assert {path.name for path in folder.iterdir()} == set(WORDS)
    page = (built / "judged" / "index.html").read_text(encoding="utf-8")
    assert all(f'href="../data/{name}"' in page for name in WORDS)
    assert "from fractions import Fraction" in page
    verify_open(str(folder))
    with hosted(built) as address:
        verify_open(f"{address}{FOLDER}")
        verify_open(f"{address}{FOLDER}/")
        with pytest.raises(FarakhanError, match=r"nowhere/call.json: open-data"):
            verify_open(f"{address}nowhere")
    assert capsys.readouterr().out.count("بایت به بایت") == 3


def test_the_few_lines_that_the_page_shows_count_again(built: Path, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    shutil.copytree(built / FOLDER, folder)
    assert len((folder / SCRIPT).read_text().splitlines()) <= 20
    command = [sys.executable, "-I", str(folder / SCRIPT), str(folder)]
    assert subprocess.run(command, check=False, capture_output=True).returncode == 0
    rows = json.loads((folder / "rows.json").read_bytes())
    rows[0]["scores"][0] += 1
    (folder / "rows.json").write_text(json.dumps(rows))
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (1, "")
    with pytest.raises(typer.Exit):
        verify_open(str(folder))


def test_nothing_private_is_in_it(record: Record, built: Path) -> None:
    every = b"\0".join(every_byte(path.read_bytes()) for path in sorted((built / FOLDER).iterdir()))
    secrets = [*record.ideas, "قناری", "یادداشت داور", "گرمخانه", "a1", "b2", "c3", "نمونهٔ دبیر"]
    secrets += [idea.digest for idea in record.ideas.values()]
    for secret in secrets:
        assert not re.search(rf"(?<![0-9A-Za-z]){re.escape(secret)}(?![0-9A-Za-z])", _words(every)), secret


def _words(every: bytes) -> str:
    """Text of files, without what a workbook calls its cells."""
    return re.sub(
        r'(?:r|ref|sqref|activeCell|topLeftCell)="[A-Z0-9:]+"|\$?[A-Z]\$?[0-9]+', "", every.decode(errors="replace")
    )


def test_there_is_none_before_winners_are_announced(record: Record) -> None:
    for day in (JUDGING_DAY, PROPOSED_DAY):
        assert view_of(record, day)[0].opened == {}
        assert not (build(record.root, day) / FOLDER).exists()


def test_sheets_that_changed_after_the_closing_open_nothing(record: Record, tmp_path: Path) -> None:
    shutil.copytree(record.root, tmp_path / "copy")
    sheet = tmp_path / "copy/submissions/1406/sheets/first/a1.csv"
    sheet.write_bytes(sheet.read_bytes().replace(b",10,", b",9,", 1))
    view, left_out = look(read_edition(tmp_path / "copy", "1406"), parse_day(ANNOUNCED_DAY))
    assert view.opened == {}
    assert any("closed-changed" in line for line in left_out)


def test_an_edition_that_was_never_closed_has_none_and_nothing_is_wrong(record: Record, tmp_path: Path) -> None:
    shutil.copytree(record.root, tmp_path / "copy")
    (tmp_path / "copy/submissions/1406/closed.json").unlink()
    view, left_out = look(read_edition(tmp_path / "copy", "1406"), parse_day(ANNOUNCED_DAY))
    assert (view.opened, left_out, view.has_winners) == ({}, [], True)


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not here")
def test_the_workbook_counts_by_its_own_formulas(built: Path, tmp_path: Path) -> None:
    emptied = tmp_path / "recount.xlsx"
    with zipfile.ZipFile(built / FOLDER / "recount.xlsx") as whole, zipfile.ZipFile(emptied, "w") as bare:
        for name in whole.namelist():
            bare.writestr(name, re.sub(rb"(</f>)<v>[^<]*</v>", rb"\1", whole.read(name)))
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "csv"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(emptied)], check=True, capture_output=True, timeout=120)
    lines = (tmp_path / "recount.csv").read_text(encoding="utf-8").splitlines()[1:]
    results = json.loads((built / FOLDER / "results.json").read_bytes())
    assert len(lines) == len(results["ranking"]) + len(results["unranked"])
    for line, place in zip(lines, results["ranking"], strict=False):
        number, _, rows, counted, rank, shown, published_rank = line.split(",")
        assert (int(number), int(rows), int(published_rank)) == (place["number"], place["rows"], place["rank"])
        assert float(counted) == float(shown) == float(place["score"]["percent"])
        assert int(rank) <= place["rank"]
