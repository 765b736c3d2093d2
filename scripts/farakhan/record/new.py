"""A new edition, written file by file: its call from another one's text, then ideas, sheets and a decision.

Samples, tests, measurements and the demo are made here. Nothing is checked while it is written, for a test may write
what is wrong; `read_edition` says what is. There is no clock and no chance: the same arguments give the same bytes.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path

from pydantic import ValidationError

from farakhan.checks.closing import closed_inputs
from farakhan.files import awards as awards_file
from farakhan.files import closing as closing_file
from farakhan.files import idea as idea_file
from farakhan.files import sheets as sheets_file
from farakhan.files import tree
from farakhan.files.layout import Kind, sheet_path
from farakhan.model import standing
from farakhan.model.call import FIRST, Dates
from farakhan.model.idea import Idea
from farakhan.model.judging import Assignment, Awards, Closing
from farakhan.problems import FarakhanError
from farakhan.record.edition import Edition, read_edition
from farakhan.record.sheets import read_sheets
from farakhan.store import disk

NO_DIGEST = "0" * 64
"""Stands where a digest will be."""


def call_text(path: Path) -> tree.Tree:
    """A call.yml as text, to be changed and written for another edition.

    Raises:
        FarakhanError: `call-file`, it cannot be read as one YAML mapping.
    """
    text, problems = tree.load(path.read_text(encoding="utf-8"), str(path), times=disk.CALL_TIMES)
    if text is None or problems:
        raise FarakhanError("call-file", "\n".join(map(str, problems)), str(path))
    return text


def recipient(key: str, kind: str = "staff") -> tree.Tree:
    """Who holds a public key in a sample, as call.yml lists it; `kind` is that of `model.call.Recipient`."""
    return {"holder": "نمونه", "kind": kind, "key": key}


def taking_ideas(opens: str, deadline: str, keys: Iterable[str]) -> tree.Tree:
    """What a call says that takes ideas in on the site's own server: two days alone, and who can open contacts."""
    dates = {**dict.fromkeys(Dates.model_fields, ""), "opens": opens, "deadline": deadline}
    return {"age_recipients": [recipient(key) for key in keys], "dates": dates, "intake": "/"}


def with_digests(idea: Idea) -> Idea:
    """An idea with the digest of its content as it is now; a decision that rests on a text rests on this one."""
    digest = idea_file.digest(idea)
    stands = standing.decided(idea.status, digest, idea.reason)
    return idea.model_copy(update={**stands._asdict(), "digest": digest})


class NewEdition:
    """An edition that grows file by file; what stood in a file's place is written over.

    Attributes:
        root: the top of its repository.
        edition: its name, as the call says it.
        folder: where its files are.
        call: call.yml as text; `write_call` writes it as it stands.
    """

    def __init__(self, root: Path, call: tree.Tree) -> None:
        """Write nothing yet."""
        self.root, self.call = root, call
        self.edition = str(call["edition"])
        self.folder = root / disk.RECORD / self.edition

    def write_call(self) -> None:
        """Write call.yml."""
        self._put("call.yml", tree.dump(self.call).encode())

    def write_idea(self, idea: Idea) -> None:
        """Write an idea as it is, its digests too."""
        path = self.path(idea.code)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(idea_file.render(idea))

    def path(self, code: str) -> Path:
        """Where an idea's file is."""
        return self.root / idea_file.idea_path(self.edition, code)

    def share_out(self, assignments: Iterable[Assignment]) -> None:
        """Write assignments.csv, in the order that is given."""
        self._put(Kind.ASSIGNMENTS, sheets_file.render_assignments(assignments))

    def sheet(self, judge: str, rows: Mapping[str, tuple[int, ...] | None], note: str = "", part: str = FIRST) -> None:
        """Write a judge's sheet of a round: scores by code, in the rubric's order; None is a conflict of interest."""
        criteria = [criterion["id"] for criterion in self.call["rubric"]["criteria"]]
        self._put(sheet_path(part, judge), sheets_file.render_sheet(criteria, rows, note))

    def close(self, at: datetime) -> None:
        """Write closed.json for the sheets as they stand, public numbers in the order of the codes.

        Args:
            at: when they are closed, aware.
        """
        (self.folder / Kind.CLOSED).unlink(missing_ok=True)
        edition = self.read()
        candidates = sorted(edition.candidates())
        numbers = {candidate.code: number for number, candidate in enumerate(candidates, 1)}
        inputs = closed_inputs(edition.call, candidates, read_sheets(edition).digests)
        self._put(Kind.CLOSED, closing_file.render(Closing(self.edition, at, inputs, numbers)))

    def decide(self, decision: Mapping[str, object]) -> None:
        """Write awards.yml with its digest; with no digest to speak of where the model refuses what it says."""
        try:
            digest = awards_file.digest(Awards.model_validate({**decision, "digest": NO_DIGEST}))
        except ValidationError:
            digest = NO_DIGEST
        self._put(Kind.AWARDS, tree.dump({**decision, "digest": digest}).encode())

    def read(self) -> Edition:
        """The edition as it stands.

        Raises:
            FarakhanError: what `read_edition` raises.
        """
        return read_edition(self.root, self.edition)

    def _put(self, name: str, data: bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
