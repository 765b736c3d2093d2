"""Jobs that commands print: what they give back, so that a desk may show the same."""

from pathlib import Path

import openpyxl
import pytest
from tests.lab import PAIRS, commit_all, repository
from tests.records import Record
from tests.test_contact import contact

from farakhan import sealing
from farakhan.office import exporting, keys
from farakhan.office.opening import Opening
from farakhan.record.edition import Edition, read_edition
from farakhan.store.clock import now
from farakhan.store.vault import contacts, logbook


@pytest.fixture
def record(tmp_path: Path) -> Record:
    """Three ideas: one whose contact the call's keys open, one that another key opens, one without a contact."""
    made = repository(tmp_path / "call")
    mine, theirs, _ = (made.idea().code for _ in range(3))
    publics = [public for _, public in PAIRS]
    contacts.put(made.root, mine, sealing.seal(contact(name="نمونه"), publics))
    strangers = [sealing.new_key()[1] for _ in range(2)]
    contacts.put(made.root, theirs, sealing.seal(contact(name="نمونهٔ دیگر"), strangers))
    commit_all(made.root)
    return made


def read(record: Record) -> tuple[Edition, list[str]]:
    edition = read_edition(record.root, "1406")
    return edition, list(record.ideas)


def test_who_opens_what(record: Record) -> None:
    edition, (_, _, bare) = read(record)
    recipients = edition.call.age_recipients
    state = keys.look(record.root, edition.call, [PAIRS[0][0]])
    assert state == keys.Opened(
        [(recipients[0], True), (recipients[1], False)],
        tried=True,
        contacts=2,
        opened=1,
        alone=[],
        lacking=[bare],
        keeps=False,
    )
    assert (state.few, state.well) == (False, False)
    assert keys.look(record.root, edition.call, [])._replace(lacking=[]).well  # with no key at hand nothing was tried


def test_a_contact_of_no_idea_is_named(record: Record) -> None:
    edition, _ = read(record)
    contacts.put(record.root, "2739481558", contacts.sealed(record.root, next(iter(contacts.codes(record.root)))))
    assert keys.look(record.root, edition.call, []).alone == ["2739481558"]


def test_what_was_sealed_anew_and_what_could_not_be(record: Record) -> None:
    edition, (mine, theirs, _) = read(record)
    before = {code: contacts.sealed(record.root, code) for code in (mine, theirs)}
    done, recipients, failed = keys.rewrap(record.root, edition.call, [PAIRS[0][0]])
    assert (done, recipients) == (1, 2)
    assert [(code, error.code) for code, error in failed] == [(theirs, "sealed-other")]
    assert contacts.sealed(record.root, mine) != before[mine]
    assert contacts.sealed(record.root, theirs) == before[theirs]


def test_a_list_says_what_is_missing_in_it(record: Record, tmp_path: Path) -> None:
    _, (mine, theirs, bare) = read(record)
    opening = Opening([PAIRS[0][0]], "کارشناس نمونه", "نمونه", now())
    done = exporting.export(record.root, "1406", tmp_path / "ideas.xlsx", opening)
    assert done.ideas == 3
    assert sorted(words.partition(":")[0] for words in done.unread) == sorted([theirs, bare])
    assert [line.split("\t")[2] for line in logbook.openings(record.root)] == [mine]
    assert openpyxl.load_workbook(tmp_path / "ideas.xlsx").worksheets[0].max_row == 4


def test_a_list_without_contacts_opens_nothing(record: Record, tmp_path: Path) -> None:
    assert exporting.export(record.root, "1406", tmp_path / "ideas.xlsx", None) == exporting.Exported(3, [])
    assert list(logbook.openings(record.root)) == []
