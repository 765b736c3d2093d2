"""A whole edition of 60 ideas and 8 judges, from accepted to announced, by the lines of docs/judging.md alone."""

import os
import re
import subprocess
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.lab import git
from tests.promises import Figure
from tests.ready import TOOL
from tests.records import ROOT, Record
from tests.whole import (
    ANNOUNCED,
    IDEAS,
    JUDGES,
    OBJECTIONS,
    accepted,
    first_reading,
    mended,
    owner_of,
    second_reading,
)

from farakhan.files.awards import digest
from farakhan.model.acts import Kind
from farakhan.model.codes import grouped
from farakhan.persian.digits import to_ascii, to_persian
from farakhan.store.git.acts import acts

GUIDE = ROOT / "docs" / "judging.md"
ANSWER = "بله"
SKIPPED = "…"
"""Stands in the guide for lines, or for a part of one."""
NUMBER = "48213"
"""Stands in the guide for the number that an objection gets."""
LOOKING = ("check", "site", "verify", "audit", "answer")
"""Commands that may be the last."""


class Block(NamedTuple):
    """Lines that a person types one after the other, and what the guide says that they print."""

    typed: list[str]
    printed: list[str]


class Ran(NamedTuple):
    """A command that was run: the line of it, its exit code and what it printed."""

    line: str
    code: int
    output: str


class Whole(NamedTuple):
    """An edition that came through: its record, the commands, the guide's blocks with theirs, and lines typed in all.

    `sites` has the bytes of its site in two phases; `cells` says how many were mended in sheets.
    """

    record: Record
    ran: list[Ran]
    blocks: list[tuple[Block, list[Ran]]]
    typed: int
    sites: dict[str, bytes]
    cells: list[int]


def blocks() -> Iterator[Block]:
    """The guide's."""
    text = GUIDE.read_text(encoding="utf-8")
    parts = re.findall(r"^```sh\n(.*?)^```\n(?:```text\n(.*?)^```\n)?", text, re.MULTILINE | re.DOTALL)
    for typed, printed in parts:
        yield Block(typed.splitlines(), printed.splitlines())


def commands(typed: list[str]) -> Iterator[tuple[str, str]]:
    """Lines of a block, each with what is answered to it."""
    for place, line in enumerate(typed):
        if line != ANSWER:
            yield line, f"{ANSWER}\n" if typed[place + 1 : place + 2] == [ANSWER] else ""


def bytes_of(site: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(site.rglob("*")) if path.is_file())


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Whole:
    home = tmp_path_factory.mktemp("whole")
    record = accepted(home / "call")
    whole = Whole(record, [], [], sum(len(block.typed) for block in blocks()), {}, [])
    for block in blocks():
        begun = len(whole.ran)
        for command, answer in commands(block.typed):
            whole.ran.append(run(record, command, answer, whole))
        whole.blocks.append((block, whole.ran[begun:]))
    return whole


def run(record: Record, line: str, answer: str, whole: Whole) -> Ran:
    """Type a line of the guide, with the number that an objection got here; then judges do what it leads them to."""
    home = record.root.parent
    for number in re.findall(r"^اعتراض ([۰-۹]+) ثبت شد", "".join(ran.output for ran in whole.ran), re.MULTILINE):
        line = line.replace(NUMBER, to_ascii(number))
    is_signed = any("--letter" in earlier.line for earlier in whole.ran)
    environment = {
        "PATH": f"{TOOL.parent}{os.pathsep}/usr/bin:/bin",
        "HOME": str(home),
        "COLUMNS": "200",
        "LANG": "C.UTF-8",
        "FARAKHAN_TODAY": ANNOUNCED if is_signed else OBJECTIONS,
    }
    done = subprocess.run(
        ["bash", "-c", line],
        cwd=record.root,
        input=answer,
        capture_output=True,
        text=True,
        check=False,
        env=environment,
    )
    assert "Traceback" not in done.stderr
    ran = Ran(line, done.returncode, done.stdout + done.stderr)
    if "packs2" in line:
        changed = re.search(r"بستهٔ این داوران عوض شده است: (.*)", whole.ran[-1].output)
        assert changed
        second_reading(home / "packs2", home / "back2", changed[1].split("، "))
    elif " packs " in line:
        first_reading(home / "packs", home / "back")
    elif "--try" in line and done.returncode:
        whole.cells.append(mended(home / "packs", home / "back"))
    elif " site " in line:
        whole.sites[environment["FARAKHAN_TODAY"]] = bytes_of(record.root / "public")
    return ran


def lines(output: str) -> list[str]:
    """What was printed, line by line, without the questions that were answered."""
    return [re.sub(rf"^.*؟ {ANSWER} / نه: ", "", line) for line in output.splitlines()]


def test_every_line_of_the_guide_ends_well_and_prints_what_stands_there(whole: Whole) -> None:
    assert [ran.line for ran in whole.ran if ran.code != int("# دو برگ نادرستی دارد" in ran.line)] == []
    for block, ran in whole.blocks:
        printed = iter([line for command in ran for line in lines(command.output)])
        for expected in filter(lambda line: line != SKIPPED, block.printed):
            pattern = ".*".join(map(re.escape, expected.split(SKIPPED)))
            assert any(re.fullmatch(pattern, line) for line in printed), expected


def test_each_command_says_what_comes_next(whole: Whole) -> None:
    named = [name(ran.line) for ran in whole.ran]
    for place, ran in enumerate(whole.ran):
        if ran.code == 0 and named[place] not in LOOKING:
            following = {name(words) for words in re.findall(r"farakhan [a-z][a-z ]+", ran.output)}
            assert following & set(named[place + 1 :]) or "همین فرمان" in ran.output, ran.line


def name(line: str) -> str:
    """Of a line the command: «sheets import»."""
    _, first, *rest = line.split()
    return f"{first} {rest[0]}" if first == "sheets" and rest else first


def test_a_person_types_at_most_one_line_a_decision(whole: Whole, figure: Figure) -> None:
    edition = whole.record.read()
    assert edition.awards
    done = Counter(act.act.kind for act in acts(whole.record.root))
    log = git(whole.record.root, "log", "--format=", "--name-only", "--", "*/sheets/*").split()
    confirmed = git(whole.record.root, "show", "HEAD:submissions/1406/confirmed.csv").splitlines()[1:]
    decisions = {
        "shared out": done[Kind.ASSIGN],
        "sheets taken in": len(log),
        "confirmed": len(confirmed),
        "closed and counted": done[Kind.CLOSE] + done[Kind.TALLY],
        "honoured": len(edition.awards.awards),
        "passed over": len(edition.awards.passed_over),
        "signed": int(bool(edition.awards.letter.number)),
        "objections taken down and answered": done[Kind.OBJECT] + done[Kind.ANSWER],
    }
    assert (decisions["confirmed"], decisions["honoured"]) == (len(JUDGES), edition.call.tally.winners)
    typed = whole.typed + sum(whole.cells)
    print(f"{typed} lines typed for {sum(decisions.values())} decisions: {decisions}")  # noqa: T201 (the test's figure)
    figure("decisions", sum(decisions.values()))
    figure("lines typed", typed)
    assert typed <= sum(decisions.values())


def test_nothing_is_seen_before_its_day_and_nobody_s_name_ever(whole: Whole) -> None:
    before, after = whole.sites[OBJECTIONS], whole.sites[ANNOUNCED]
    awards = whole.record.read().awards
    assert awards
    named = [award.code for award in awards.awards if award.public_name]
    assert 0 < len(named) < len(awards.awards)
    for code, idea in whole.record.ideas.items():
        assert idea.title.encode() not in before
        assert (idea.title.encode() in after) == (code in named)
        for written in (code, grouped(code), to_persian(grouped(code))):
            assert written.encode() not in before + after
    for words in (*(award.public_name for award in awards.awards), *(award.reason for award in awards.awards)):
        assert not words or words.encode() not in before
    assert not [number for number in range(IDEAS) if owner_of(number).encode() in before + after]
    assert all(award.public_name.encode() in after for award in awards.awards)


def test_what_the_jury_decided_stands_as_it_was_typed(whole: Whole) -> None:
    edition = whole.record.read()
    awards, results = edition.awards, edition.results
    assert awards
    assert results
    assert results.unranked == ()
    ranks = {place.code: place.rank for place in results.ranking}
    by_rank = {ranks[award.code]: award for award in awards.awards}
    assert [ranks[entry.code] for entry in awards.passed_over] == [5]
    assert by_rank[21].award == "commended"
    assert [award.partner for rank in (1, 2, 3) for award in by_rank[rank].support] == ["barakat"] * 3
    assert by_rank[4].role == "chain_leader" != whole.record.ideas[by_rank[4].code].role
    assert len(awards.signed_by) == 2
    assert awards.digest == digest(awards)
    letters = [path for path in (whole.record.root.parent / "papers").rglob("*.pdf") if path.is_file()]
    assert len(letters) >= IDEAS + 1
    assert git(whole.record.root, "status", "--porcelain") == ""


def test_the_guide_can_be_found() -> None:
    assert "(docs/judging.md)" in (ROOT / "README.md").read_text(encoding="utf-8")
