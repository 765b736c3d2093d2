"""A crash lab for the commands: each is killed before points at which it touches the world, and then done again.

What a command finds is a place, a folder with the repository `call` and what stands beside it. The place is copied for
each death; straight after it everything is old or new, and after the same command again it is as if nobody had died.

    python -m tests.commands        all points of all commands, with their counts: `make torture`
"""

import io
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from datetime import datetime
from functools import partial
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import openpyxl
import pyrage
from PIL import Image
from tests.deaths import dies, ended, points
from tests.lab import PAIRS, clean, commit_all, git, ideas, repository
from tests.records import ANNOUNCED_DAY, CLOSED_AT, CRITERIA, OVER, PROPOSED_DAY, ROOT, Record
from tests.test_arrivals import message
from tests.test_backup import PAIRS as HOUSE_KEYS
from tests.test_backup import House, names_sealed
from tests.test_backup import ideas as titles
from tests.test_contact import contact
from tests.test_site import decided, lay_out

from farakhan import cli, sealing
from farakhan.cli import app
from farakhan.files import objection as objection_file
from farakhan.files.layout import photo_path
from farakhan.files.sheets import render_sheet
from farakhan.intake import objecting as objecting_job
from farakhan.intake.arrival import Entry
from farakhan.message import reading
from farakhan.model.contact import Contact
from farakhan.model.idea import Media, MediaKind, Status
from farakhan.model.judging import Assignment
from farakhan.office.papers import FONTS
from farakhan.persian.calendar import TEHRAN
from farakhan.problems import FarakhanError
from farakhan.record.edition import read_edition
from farakhan.record.inspecting import inspect_edition
from farakhan.record.new import recipient
from farakhan.record.objections import objections
from farakhan.store import cache
from farakhan.store.git.commits import settle
from farakhan.store.spool import sqlite
from farakhan.store.vault import attached, contacts, logbook, originals, proofs

READY = [import_module(f"{cli.__name__}.{found.name}") for found in iter_modules(cli.__path__)]
"""What the commands import as they run is here before: to read a module is no point of a command."""
NEVER = ("/__pycache__/", f"/{cache.FILE}")
"""Parts of points that only make the next run faster."""
EDITION = "1406"
STRANGER = "2739401865"


def files(folder: Path) -> dict[str, bytes]:
    """Every file in a folder by its place."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def names(folder: Path) -> set[str]:
    """What stands in a folder."""
    return {path.name for path in folder.iterdir()}


def run(place: Path, words: Sequence[str]) -> None:
    """Do a command in this process, and end with its exit code where it is not 0."""
    os.chdir(place / "call")
    with Path(os.devnull).open("w", encoding="utf-8") as nothing, redirect_stdout(nothing):
        try:
            code = app([*words], standalone_mode=False)
        except FarakhanError as error:
            print(error, file=sys.stderr)  # noqa: T201
            code = 2
    if code:
        sys.exit(code)


class Command:
    """A command, what it finds, and what must hold.

    Attributes:
        start: the place that each death begins with, made once.
        words: of the command.
    """

    words: tuple[str, ...]

    def __init__(self, folder: Path) -> None:
        self.folder, self.start = folder, folder / "start"
        self.start.mkdir()
        self.lay_out()
        self.whole = self.copy("whole")

    def lay_out(self) -> None:
        """Put into the start what the command needs."""
        raise NotImplementedError

    def cut(self, place: Path) -> None:
        """What holds straight after a death."""

    def done(self, place: Path) -> None:
        """What holds after the command was done again."""
        raise NotImplementedError

    def again(self, place: Path) -> None:
        """Do it again, as a person would who was told what stands there."""
        assert ended(lambda: run(place, self.words)) == 0

    def copy(self, name: str) -> Path:
        """The start once more."""
        return Path(shutil.copytree(self.start, self.folder / name, symlinks=True))

    def points(self) -> list[str]:
        """Its points, while the whole command is done once."""
        found = points(lambda: run(self.whole, self.words))
        self.done(self.whole)
        return found

    def die(self, at: int) -> None:
        """Die at one of its points, look, do it again, look."""
        place = self.copy(str(at))
        if dies(lambda: run(place, self.words), at):
            self.cut(place)
            self.again(place)
        self.done(place)
        shutil.rmtree(place)


def problems(place: Path) -> list[str]:
    """What `farakhan check` would fail for."""
    _, found = inspect_edition(place / "call", EDITION)
    return [str(one) for one in found if not one.warning]


def staff(root: Path) -> None:
    """Say who works here."""
    git(root, "config", "user.name", "کارشناس نمونه")
    git(root, "config", "user.email", "desk@localhost")


def photo(root: Path, shade: int) -> Media:
    """A photo in the vault, as it comes out of the darkroom."""
    out = io.BytesIO()
    Image.new("RGB", (1600, 1200), (shade, shade, 90)).save(out, "WEBP")
    data = out.getvalue()
    return Media(sha256=originals.put(root, data), kind=MediaKind.PHOTO, bytes=len(data), caption="")


def key_file(place: Path, secret: str) -> None:
    """A key beside the repository, for its owner alone."""
    (place / "own.key").write_text(secret, encoding="utf-8")
    (place / "own.key").chmod(0o600)


class Decided(Command):
    """A command that writes one commit."""

    def lay_out(self) -> None:
        record = repository(self.start / "call")
        record.idea(status=Status.RECEIVED)
        commit_all(record.root)
        staff(record.root)
        (self.start / "message.txt").write_text(message(1), encoding="utf-8")

    def done(self, place: Path) -> None:
        root = place / "call"
        count = [int(git(one / "call", "rev-list", "--count", "HEAD")) for one in (self.start, place)]
        assert count[1] == count[0] + 1
        assert problems(place) == []
        clean(root)


class Screen(Decided):
    """`farakhan screen`."""

    def lay_out(self) -> None:
        super().lay_out()
        (code,) = ideas(self.start / "call")
        self.words = ("screen", code, "accept")

    def done(self, place: Path) -> None:
        super().done(place)
        assert [one.status for one in ideas(place / "call").values()] == [Status.ACCEPTED]


class Register(Decided):
    """`farakhan register`; a text that stands in git is not registered again."""

    words = ("register", EDITION, "../message.txt", "--yes", "--arrived", "1405-08-20 10:30", "--staff", "desk1")

    def lay_out(self) -> None:
        super().lay_out()
        call = read_edition(self.start / "call", EDITION).call
        reading.read(call, message(1))  # its patterns take a second to be made ready, here once for all deaths

    def again(self, place: Path) -> None:
        here = len(ideas(place / "call"))
        assert ended(lambda: run(place, self.words)) == here - 1

    def done(self, place: Path) -> None:
        super().done(place)
        (code,) = ideas(place / "call").keys() - ideas(self.start / "call").keys()
        assert sealing.unseal(contacts.sealed(place / "call", code), [PAIRS[0][0]]).mobile == "09000000018"


class Tally(Command):
    """`farakhan tally`, where a sheet has changed since the last one."""

    words = ("tally", EDITION)

    def lay_out(self) -> None:
        record = Record(self.start / "call")
        for _ in range(3):
            record.idea()
        record.judged()
        record.tally()
        first = next(iter(record.ideas))
        record.sheet("a1", {code: (9 - (code == first),) * 5 for code in record.ideas})
        record.close(CLOSED_AT)
        self.results = f"submissions/{EDITION}/results.json"

    def cut(self, place: Path) -> None:
        allowed = [(one / "call" / self.results).read_bytes() for one in (self.start, self.whole)]
        assert (place / "call" / self.results).read_bytes() in allowed
        assert problems(place) in (problems(self.start), problems(self.whole))

    def done(self, place: Path) -> None:
        assert (place / "call" / self.results).read_bytes() != (self.start / "call" / self.results).read_bytes()
        assert problems(place) == []
        record = "call/submissions"
        assert files(place / record) == files(self.whole / record)


class Assign(Command):
    """`farakhan assign`, where an idea has come late and a judge who has scored nothing has left."""

    words = ("assign", EDITION, "--drop-judge", "b2", "--yes")

    def lay_out(self) -> None:
        judges: list[dict[str, object]] = [{"id": ident, "fields": []} for ident in ("a1", "b2", "c3", "d4")]
        record = repository(self.start / "call", judges=judges)
        codes = [record.idea().code for _ in range(3)]
        record.share_out(Assignment(code, judge) for code in sorted(codes) for judge in ("a1", "b2", "c3"))
        record.idea()
        commit_all(record.root)
        staff(record.root)
        self.assignments = f"submissions/{EDITION}/assignments.csv"

    def cut(self, place: Path) -> None:
        allowed = [(one / "call" / self.assignments).read_bytes() for one in (self.start, self.whole)]
        assert (place / "call" / self.assignments).read_bytes() in allowed

    def done(self, place: Path) -> None:
        root = place / "call"
        assert (root / self.assignments).read_bytes() == (self.whole / "call" / self.assignments).read_bytes()
        assert (root / self.assignments).read_text(encoding="utf-8").count("d4") == 4
        count = [int(git(one / "call", "rev-list", "--count", "HEAD")) for one in (self.start, place)]
        assert count[1] == count[0] + 1
        assert problems(place) == []
        clean(root)


class Import(Decided):
    """`farakhan sheets import` of two sheets, one in the place of an earlier one."""

    words = ("sheets", "import", EDITION, "../a1.csv", "../b2.csv")

    def lay_out(self) -> None:
        record = repository(self.start / "call")
        codes = [record.idea().code for _ in range(3)]
        record.share_out(Assignment(code, judge) for code in sorted(codes) for judge in ("a1", "b2", "c3"))
        record.sheet("a1", dict.fromkeys(codes, (1,) * 5))
        commit_all(record.root)
        staff(record.root)
        for judge, score in (("a1", 7), ("b2", 8)):
            sheet = render_sheet(CRITERIA, dict.fromkeys(sorted(codes), (score,) * 5))
            (self.start / f"{judge}.csv").write_bytes(sheet)

    def cut(self, place: Path) -> None:
        tip = git(place / "call", "rev-parse", "HEAD^{tree}")
        assert tip in [git(one / "call", "rev-parse", "HEAD^{tree}") for one in (self.start, self.whole)]

    def done(self, place: Path) -> None:
        super().done(place)
        assert files(place / "call" / "submissions") == files(self.whole / "call" / "submissions")
        assert names(place / "call" / "submissions" / EDITION / "sheets" / "first") == {"a1.csv", "b2.csv"}


class Confirm(Import):
    """`farakhan sheets confirm`."""

    words = ("sheets", "confirm", EDITION, "a1", "--yes")

    def done(self, place: Path) -> None:
        Decided.done(self, place)
        assert "sheets/first/a1.csv," in (place / "call" / "submissions" / EDITION / "confirmed.csv").read_text()


class Award(Command):
    """`farakhan award`: two winners get a partner's help and their photos come, over an older signed decision."""

    words = ("award", EDITION, "1", "2", "--support", "emdad: خرید دستگاه", "--letter", "۱۳", "--yes")

    def lay_out(self) -> None:
        record = repository(self.start / "call")
        record.call["tally"] |= {"winners": "2", "field_quotas": [], "county_most": ""}
        record.write_call()
        shots = [photo(record.root, shade) for shade in (10, 200)]
        codes = [record.idea(media=media).code for media in ((shots[0],), (), (shots[1],))]
        record.judged()
        record.tally()
        record.award(*codes[:2])
        stray = record.folder / photo_path(shots[1].sha256)
        stray.parent.mkdir()
        stray.write_bytes(b"of an idea that is honoured no more")
        commit_all(record.root)
        staff(record.root)

    def cut(self, place: Path) -> None:
        tip = git(place / "call", "rev-parse", "HEAD^{tree}")
        assert tip in [git(one / "call", "rev-parse", "HEAD^{tree}") for one in (self.start, self.whole)]

    def done(self, place: Path) -> None:
        root = place / "call"
        assert files(root / "submissions") == files(self.whole / "call" / "submissions")
        assert len(names(root / "submissions" / EDITION / "media")) == 1
        count = [int(git(one / "call", "rev-list", "--count", "HEAD")) for one in (self.start, place)]
        assert count[1] == count[0] + 1
        assert problems(place) == []
        clean(root)


class Papers(Command):
    """`farakhan papers` with names, where some stand there already."""

    words = ("papers", EDITION, "--out", "../papers", "--why", "نمونه", "--key", "../own.key")

    def lay_out(self) -> None:
        record = repository(self.start / "call")
        record.call["tally"] |= {"winners": "1", "field_quotas": [], "county_most": ""}
        record.write_call()
        codes = [record.idea().code for _ in range(2)]
        record.judged()
        record.tally()
        record.award(codes[0])
        shutil.copytree(ROOT / FONTS, record.root / FONTS)
        commit_all(record.root)
        staff(record.root)
        for code in codes:
            contacts.put(record.root, code, sealing.seal(contact(name=code), [public for _, public in PAIRS]))
        key_file(self.start, PAIRS[0][0])
        assert ended(lambda: run(self.start, self.words[:4])) == 0  # without names

    def cut(self, place: Path) -> None:
        old, new = (files(one / "papers") for one in (self.start, self.whole))
        for name, data in files(place / "papers").items():
            assert name.endswith(".new") or data in (old[name], new[name])

    def done(self, place: Path) -> None:
        assert files(place / "papers") == files(self.whole / "papers") != files(self.start / "papers")
        assert {path.stat().st_mode & 0o777 for path in (place / "papers").rglob("*.pdf")} == {0o600}
        clean(place / "call")


class Export(Command):
    """`farakhan export` over an older list, with contacts."""

    words = ("export", EDITION, "--out", "../ideas.xlsx", "--why", "نمونه", "--key", "../own.key")

    def lay_out(self) -> None:
        record = repository(self.start / "call")
        self.codes = [record.idea().code for _ in range(3)]
        for code in self.codes:
            contacts.put(record.root, code, sealing.seal(contact(name=code), [public for _, public in PAIRS]))
        commit_all(record.root)
        staff(record.root)
        key_file(self.start, PAIRS[0][0])
        (self.start / "ideas.xlsx").write_bytes(b"old")

    def cut(self, place: Path) -> None:
        if (place / "ideas.xlsx").read_bytes() != b"old":
            self._rows(place)

    def done(self, place: Path) -> None:
        assert self._rows(place) == 1 + len(self.codes)
        assert (place / "ideas.xlsx").stat().st_mode & 0o777 == 0o600
        assert names(place) == {"call", "ideas.xlsx", "own.key"}
        clean(place / "call")

    def _rows(self, place: Path) -> int:
        book = openpyxl.load_workbook(place / "ideas.xlsx")
        return int(book.worksheets[0].max_row)


class Rewrap(Command):
    """`farakhan keys rewrap`, where one of two key holders has left and another has come."""

    words = ("keys", "rewrap", EDITION, "--key", "../own.key")

    def lay_out(self) -> None:
        record = repository(self.start / "call")
        self.codes = [record.idea().code for _ in range(3)]
        for code in self.codes:
            contacts.put(record.root, code, sealing.seal(contact(name=code), [public for _, public in PAIRS]))
        self.new = sealing.new_key()
        record.call["age_recipients"] = [recipient(PAIRS[0][1]), recipient(self.new[1])]
        record.write_call()
        commit_all(record.root)
        key_file(self.start, PAIRS[0][0])

    def cut(self, place: Path) -> None:
        for code in self.codes:
            sealing.unseal(contacts.sealed(place / "call", code), [PAIRS[0][0]])

    def done(self, place: Path) -> None:
        for code in self.codes:
            sealed = contacts.sealed(place / "call", code)
            assert sealing.unseal(sealed, [self.new[0]]) == contact(name=code)
            assert not opens(sealed, PAIRS[1][0])
        assert files(place / "call" / "vault").keys() == files(self.whole / "call" / "vault").keys()
        clean(place / "call")


def opens(sealed: bytes, secret: str) -> bool:
    """Whether a key opens what was sealed."""
    try:
        sealing.unseal(sealed, [secret])
    except FarakhanError:
        return False
    return True


class Backup(Command):
    """`farakhan backup` of a spool in which a letter waits, and of its vault."""

    words = ("backup", "../one.backup")

    def lay_out(self) -> None:
        house = House(self.start)
        house.send(0)
        house.commit()
        house.send(1)
        house.spool.close()

    def cut(self, place: Path) -> None:
        if (place / "one.backup").exists():
            self._open(place)

    def again(self, place: Path) -> None:
        there = (place / "one.backup").exists()
        assert ended(lambda: run(place, self.words)) == (2 if there else 0)
        if there:  # it is whole and not written over; the next one has another name
            assert ended(lambda: run(place, ("backup", "../two.backup"))) == 0
            (place / "two.backup").unlink()

    def done(self, place: Path) -> None:
        self._open(place)
        assert names(place) == {*names(self.start), "one.backup"}
        assert names(place / "call" / "spool") - {"last-backup"} <= {
            *names(self.start / "call" / "spool"),
            *(f"{sqlite.FILE}{end}" for end in ("-wal", "-shm")),
        }
        clean(place / "call")

    def _open(self, place: Path) -> None:
        """All of it, as its length and its last part's mark are proven by the seal."""
        secret = (place / "key").read_text(encoding="utf-8")
        assert pyrage.decrypt((place / "one.backup").read_bytes(), [sealing.identity(secret)])


class Restore(Command):
    """`farakhan restore` into a clone, and what waits in it brought into git."""

    words = ("restore", "../one.backup", "--key", "../key")

    def lay_out(self) -> None:
        house = House(self.start)
        house.send(0)
        house.commit(pushing=True)
        house.send(1)
        house.save(self.start / "one.backup")
        house.spool.close()
        shutil.rmtree(house.root)
        git(self.start, "clone", "-q", str(house.remote), str(house.root))
        git(house.root, "remote", "remove", "origin")
        staff(house.root)

    def again(self, place: Path) -> None:
        code = ended(lambda: run(place, self.words))
        if code == 2:
            for folder in ("spool", "vault"):  # as it says
                shutil.rmtree(place / "call" / folder, ignore_errors=True)
            code = ended(lambda: run(place, self.words))
        assert code == 0

    def done(self, place: Path) -> None:
        root = place / "call"
        assert ended(lambda: run(place, ["commit", "--once"])) == 0
        assert sorted(titles(root).values()) == [f"قارچ صدفی شمارهٔ {number}" for number in range(2)]
        assert names_sealed(root).keys() == titles(root).keys()
        clean(root)


class Erase(Command):
    """`farakhan erase` of one of two ideas' contacts, the other of which stays."""

    def lay_out(self) -> None:
        house = House(self.start)
        code, self.other = house.send(0), house.send(1)
        house.commit()
        house.spool.close()
        staff(house.root)
        self.words = ("erase", code, "--why", "نمونه")
        self.sealed = contacts.sealed(house.root, code)

    def done(self, place: Path) -> None:
        assert set(contacts.codes(place / "call")) == {self.other}
        assert names_sealed(place / "call").keys() == {self.other}
        kept = b"".join(data for folder in ("vault", "spool") for data in files(place / "call" / folder).values())
        assert self.sealed not in kept
        clean(place / "call")


class EraseWinner(Command):
    """`farakhan erase` of a winner whose photo was published: gone from vault and, in one commit, from the record."""

    def lay_out(self) -> None:
        record = repository(self.start / "call")
        record.call["tally"] |= {"winners": "1", "field_quotas": [], "county_most": ""}
        record.write_call()
        made = photo(record.root, 90)
        codes = [record.idea(media=media).code for media in ((made,), ())]
        record.judged()
        record.tally()
        record.award(codes[0])
        (record.folder / "media").mkdir()
        (record.folder / photo_path(made.sha256)).write_bytes(b"at web size")
        commit_all(record.root)
        staff(record.root)
        contacts.put(record.root, codes[0], b"sealed")
        self.made, self.words = made.sha256, ("erase", codes[0], "--why", "نمونه")

    def cut(self, place: Path) -> None:
        settle(place / "call")
        assert problems(place) == []

    def done(self, place: Path) -> None:
        root = place / "call"
        assert (list(contacts.codes(root)), originals.has(root, self.made)) == ([], False)
        assert not (root / "submissions" / EDITION / photo_path(self.made)).exists()
        count = [int(git(one / "call", "rev-list", "--count", "HEAD")) for one in (self.start, place)]
        assert count[1] == count[0] + 1
        assert problems(place) == []
        clean(root)


class EraseEdition(Erase):
    """`farakhan erase --edition` at the end of retention; what stands of an edition that is not here stays."""

    words = ("erase", "--edition", EDITION, "--why", "نمونه", "--yes")

    def lay_out(self) -> None:
        super().lay_out()
        self.words = type(self).words
        call = self.start / "call" / "submissions" / EDITION / "call.yml"
        lines = [line for line in call.read_text(encoding="utf-8").splitlines() if not line.startswith("retention:")]
        call.write_text("\n".join([*lines, "retention: 1400-01-01", ""]), encoding="utf-8")
        commit_all(self.start / "call")
        self.codes = set(contacts.codes(self.start / "call"))
        contacts.put(self.start / "call", STRANGER, b"of an edition that stands elsewhere")

    def done(self, place: Path) -> None:
        assert set(contacts.codes(place / "call")) == {STRANGER}
        assert logbook.erased(place / "call") == self.codes
        clean(place / "call")


class Owned(Command):
    """A command about what the vault has of one person: an idea whose contact is sealed, and a key beside it."""

    def lay_out(self) -> None:
        house = House(self.start)
        self.code = house.send(0)
        house.commit()
        house.spool.close()
        staff(house.root)
        key_file(self.start, HOUSE_KEYS[1][0])
        self.contact = sealing.unseal(contacts.sealed(house.root, self.code), [HOUSE_KEYS[1][0]])

    def held(self, place: Path) -> Contact:
        """The contact as it can be opened there, at any time."""
        return sealing.unseal(contacts.sealed(place / "call", self.code), [HOUSE_KEYS[0][0]])


class Contacted(Owned):
    """`farakhan contact`: the old mobile or the new one, and its owner known by the one that stands there."""

    MOBILE = "09000000077"

    def lay_out(self) -> None:
        super().lay_out()
        (self.start / "own.yml").write_text(f"mobile: {self.MOBILE}\n", encoding="utf-8")
        self.words = ("contact", self.code, "../own.yml", "--why", "نمونه", "--key", "../own.key")

    def cut(self, place: Path) -> None:
        assert self.held(place) in (self.contact, self.contact.model_copy(update={"mobile": self.MOBILE}))

    def again(self, place: Path) -> None:
        assert ended(lambda: run(place, self.words)) in (0, 1)

    def done(self, place: Path) -> None:
        root = place / "call"
        assert self.held(place).mobile == self.MOBILE
        secret = proofs.key(root)
        assert proofs.kept(root, self.code, proofs.proof(secret, self.code, self.MOBILE))
        assert not proofs.kept(root, self.code, proofs.proof(secret, self.code, self.contact.mobile))
        assert [line.split("\t")[3] for line in logbook.changes(root)]
        clean(root)


class Attach(Owned):
    """`farakhan attach`: whole beside the idea; done again after a late death it stands there twice, never half."""

    DATA = b"%PDF-1.4 of a sample\n" * 5000

    def lay_out(self) -> None:
        super().lay_out()
        (self.start / "page.pdf").write_bytes(self.DATA)
        self.words = ("attach", self.code, "../page.pdf", "--why", "نمونه")

    def _attached(self, place: Path) -> list[str]:
        root = place / "call"
        names = attached.names(root)
        for name in names:
            whole = io.BytesIO()
            sealing.unseal_stream(io.BytesIO(b"".join(attached.pieces(root, name))), whole, [HOUSE_KEYS[0][0]])
            assert whole.getvalue().endswith(self.DATA)
        return names

    def cut(self, place: Path) -> None:
        assert len(self._attached(place)) <= 1
        assert len(self._attached(place)) <= len(list(logbook.changes(place / "call")))

    def done(self, place: Path) -> None:
        assert len(self._attached(place)) in (1, 2)
        clean(place / "call")


class Objected(Owned):
    """`farakhan object`: what was written is sealed, then the masked text committed; never half, once in git."""

    WRITTEN = "امتیاز بازار دوباره دیده شود. شماره‌ام 09000000018 است."
    MASKED = "امتیاز بازار دوباره دیده شود. شماره‌ام [شماره] است."

    def lay_out(self) -> None:
        super().lay_out()
        (self.start / "text.txt").write_text(self.WRITTEN, encoding="utf-8")
        self.words = ("object", self.code, "../text.txt", "--late", "--why", "نمونه", "--yes", "--key", "../own.key")

    def sealed(self, place: Path) -> list[str]:
        """What stands beside the idea, opened."""
        texts = []
        for name in attached.names(place / "call"):
            whole = io.BytesIO()
            sealing.unseal_stream(
                io.BytesIO(b"".join(attached.pieces(place / "call", name))), whole, [HOUSE_KEYS[0][0]]
            )
            texts.append(attached.parted(whole.getvalue())[1].decode())
        return texts

    def cut(self, place: Path) -> None:
        settle(place / "call")
        assert self.sealed(place) in ([], [self.WRITTEN])
        assert len(objections(place / "call", EDITION)) <= len(self.sealed(place))
        assert problems(place) == []

    def again(self, place: Path) -> None:
        stands = bool(objections(place / "call", EDITION))
        assert ended(lambda: run(place, self.words)) == (2 if stands else 0)

    def done(self, place: Path) -> None:
        assert [objection.text for objection in objections(place / "call", EDITION)] == [self.MASKED]
        assert set(self.sealed(place)) == {self.WRITTEN}
        assert problems(place) == []
        clean(place / "call")


class Answered(Objected):
    """`farakhan answer`: waiting or answered, and answered once it was done again."""

    ANSWER = "داوران دوباره دیدند و امتیاز همان است."

    def lay_out(self) -> None:
        super().lay_out()
        assert ended(lambda: run(self.start, self.words)) == 0
        (self.start / "answer.txt").write_text(self.ANSWER, encoding="utf-8")
        (objection,) = objections(self.start / "call", EDITION)
        self.words = ("answer", EDITION, str(objection.number), "../answer.txt", "--yes")

    def again(self, place: Path) -> None:
        assert ended(lambda: run(place, self.words)) == 0

    def done(self, place: Path) -> None:
        super().done(place)
        assert [objection.answer for objection in objections(place / "call", EDITION)] == [self.ANSWER]


class Mend(Owned):
    """`farakhan mend`: one commit with the new text and its digest."""

    TITLE = "قارچ صدفی، درست‌شده"

    def lay_out(self) -> None:
        super().lay_out()
        self.words = ("mend", self.code, "--why", "نمونه", "--set", f"title={self.TITLE}")

    def again(self, place: Path) -> None:
        assert ended(lambda: run(place, self.words)) in (0, 1)

    def done(self, place: Path) -> None:
        root = place / "call"
        assert titles(root) == {self.code: self.TITLE}
        count = [int(git(one / "call", "rev-list", "--count", "HEAD")) for one in (self.start, place)]
        assert count[1] == count[0] + 1
        assert problems(place) == []
        clean(root)


class Close(Decided):
    """`farakhan sheets close`: what is counted and each idea's number, at once or not at all."""

    words: tuple[str, ...] = ("sheets", "close", EDITION, "--yes")

    def lay_out(self) -> None:
        arrived = datetime(2026, 6, 1, 9, 30, tzinfo=TEHRAN)
        record = repository(self.start / "call", dates=OVER)
        for _ in range(3):
            record.idea(arrived=arrived, registered=arrived)
        record.judged()
        commit_all(record.root)
        staff(record.root)

    def cut(self, place: Path) -> None:
        listed = git(place / "call", "ls-tree", "--name-only", f"HEAD:submissions/{EDITION}").split()
        assert ("closed.json" in listed) == ("rules.json" in listed)

    def again(self, place: Path) -> None:
        assert ended(lambda: run(place, self.words)) in (0, 2)

    def done(self, place: Path) -> None:
        super().done(place)
        closing = read_edition(place / "call", EDITION).closing
        assert closing
        assert sorted(closing.numbers.values()) == [1, 2, 3]


class Reopened(Close):
    """`farakhan sheets reopen`: what closed.json says and the earlier results, both or none."""

    def lay_out(self) -> None:
        super().lay_out()
        root = self.start / "call"
        (code, *_) = ideas(root)
        at = datetime(2026, 8, 10, 9, 30, tzinfo=TEHRAN)
        plea = objecting_job.Plea(48213, "امتیاز بازار دوباره دیده شود.", sealed=False)
        objection = objecting_job.begun(EDITION, code, plea, Entry("phone", at, at), "نمونه")
        path = root / objection_file.objection_path(EDITION, code, objection.number)
        path.parent.mkdir()
        path.write_bytes(objection_file.render(objection))
        commit_all(root)
        for words in (("sheets", "close", EDITION, "--yes"), ("tally", EDITION)):
            assert ended(partial(run, self.start, words)) == 0
        self.words = ("sheets", "reopen", EDITION, "a1", "--objection", "48213", "--why", "نمونه", "--yes")

    def again(self, place: Path) -> None:
        stands = (place / "call" / "submissions" / EDITION / "results-1.json").exists()
        assert ended(lambda: run(place, self.words)) == (2 if stands else 0)

    def cut(self, place: Path) -> None:
        settle(place / "call")
        assert [problem for problem in problems(place) if "closed-reopened" not in problem] == []

    def done(self, place: Path) -> None:
        folder = place / "call" / "submissions" / EDITION
        assert (folder / "results-1.json").read_bytes() == (folder / "results.json").read_bytes()
        count = [int(git(one / "call", "rev-list", "--count", "HEAD")) for one in (self.start, place)]
        assert count[1] == count[0] + 1
        clean(place / "call")


class Site(Command):
    """`farakhan site` of a new day over that of an older one."""

    words = ("site", "--edition", EDITION, "--today", ANNOUNCED_DAY)

    def lay_out(self) -> None:
        record = decided(self.start / "call")
        (record.root / ".gitignore").write_text("/public/\n/.cache/\n", encoding="utf-8")
        lay_out(record.root)
        git(self.start, "init", "-q", str(record.root))
        commit_all(record.root)
        assert ended(lambda: run(self.start, ["site", "--edition", EDITION, "--today", PROPOSED_DAY])) == 0

    def cut(self, place: Path) -> None:
        old, new = (files(one / "call" / "public") for one in (self.start, self.whole))
        assert files(place / "call" / "public") in (old, new)

    def done(self, place: Path) -> None:
        assert files(place / "call" / "public") == files(self.whole / "call" / "public")
        clean(place / "call")


COMMANDS: dict[str, Callable[[Path], Command]] = {
    "screen": Screen,
    "register": Register,
    "backup": Backup,
    "restore": Restore,
    "rewrap": Rewrap,
    "erase": Erase,
    "erase a winner": EraseWinner,
    "erase --edition": EraseEdition,
    "contact": Contacted,
    "attach": Attach,
    "object": Objected,
    "answer": Answered,
    "mend": Mend,
    "sheets close": Close,
    "sheets reopen": Reopened,
    "export": Export,
    "assign": Assign,
    "sheets import": Import,
    "sheets confirm": Confirm,
    "tally": Tally,
    "award": Award,
    "papers": Papers,
    "site": Site,
}


def sample(found: Sequence[str], most: int, turn: int) -> list[int]:
    """Points at which a death can matter: half of those that the program names, the last renaming, some of the rest.

    Args:
        found: all points.
        most: of those without a name; where it is more than there are, all points are taken.
        turn: which half: commands commit by the same code, and one dies where another does not.
    """
    deadly = [at for at, point in enumerate(found) if not any(part in point for part in NEVER)]
    if most >= len(deadly):
        return deadly
    step = -(-len(deadly) // most)
    named = [at for at in deadly if found[at].startswith("farakhan.")]
    renamings = [at for at in deadly if found[at].startswith("os.rename")]
    return sorted({*deadly[::step], deadly[-1], *named[turn % 2 :: 2], *renamings[-1:]})


def lives(name: str, folder: Path, most: int = sys.maxsize) -> int:
    """Let a command die at so many of its points; how often it died."""
    command = COMMANDS[name](folder)
    found = command.points()
    at = -1
    chosen = sample(found, most, [*COMMANDS].index(name))
    try:
        for at in chosen:
            command.die(at)
    except AssertionError as error:
        error.add_note(f"{name} died before its point {at}: {found[at]}")
        raise
    return len(chosen)


def main() -> None:
    """Kill each command at every point, and say how often; a site has a thousand that are much alike."""
    for name in COMMANDS:
        begun = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            deaths = lives(name, Path(folder), 60 if name == "site" else sys.maxsize)
        took = time.monotonic() - begun
        print(f"{deaths:>6} deaths of {name}, nothing half, each ended by doing it again; {took:>5.0f} s", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
