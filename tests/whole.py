"""A whole edition after its ideas were accepted, and the people in it who are no command: judges, with their sheets."""

import io
import random
import shutil
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

import openpyxl
from tests.lab import PAIRS, put_into_git
from tests.records import CRITERIA, ROOT, Record
from tests.test_contact import contact
from tests.test_site import lay_out

from farakhan import sealing
from farakhan.files import sheet_book
from farakhan.judging.packs import SHEET
from farakhan.model.idea import Consents, Role
from farakhan.office.papers import FONTS
from farakhan.persian.digits import to_persian
from farakhan.record.new import recipient
from farakhan.store.vault import contacts

IDEAS, JUDGES = 60, tuple(f"d{number}" for number in range(1, 9))
FIELDS = ("agriculture", "industry", "handicrafts", "services")
COUNTIES = ("estahban", "shiraz", "fasa", "darab", "jahrom", "kazerun", "abadeh", "neyriz", "lamerd", "eqlid")
DATES = {
    "opens": "1405-02-01",
    "deadline": "1405-04-15",
    "repair_until": "1405-04-25",
    "judging_from": "1405-05-01",
    "judging_until": "1405-05-31",
    "objections_until": "1405-06-15",
    "announced": "1405-06-25",
}
OBJECTIONS, ANNOUNCED = "1405-06-05", "1405-06-26"
"""Days in two phases of it."""
_FIRST_ROW = 2


def accepted(root: Path) -> Record:
    """Sixty accepted ideas of all fields with their owners' contacts, eight judges, and a key for the secretariat.

    Every fifth owner agrees to no publication, every second to no sharing with partners, each third wishes no role.
    """
    judges = [{"id": judge, "fields": [field]} for judge, field in zip(JUDGES, FIELDS * 2, strict=True)]
    judges[-1]["fields"] = []
    keys = [public for _, public in PAIRS]
    record = Record(root, judges=judges, dates=DATES, age_recipients=[recipient(key) for key in keys])
    for number in range(IDEAS):
        idea = record.idea(
            title=f"نمونه: {_work(number)} شمارهٔ {to_persian(f'{number + 1:02}')}",
            field=FIELDS[number % 4],
            counties=(COUNTIES[number % 10],),
            role=list(Role)[number % 3],
            consents=Consents(
                rules="v1",
                publish_if_wins="v1" if number % 5 else None,
                share_with_partners="v1" if number % 2 else None,
            ),
            arrived="2026-05-20T09:30:00+03:30",
            registered="2026-05-20T09:30:00+03:30",
        )
        owner = contact(name=owner_of(number), public_name=f"نمونه: گروه {_work(number)} {_letter(number)}")
        contacts.put(root, idea.code, sealing.seal(owner, keys))
    own = root.parent / ".config" / "farakhan" / "keys"
    own.mkdir(parents=True)
    (own / "own.age-key").write_text(PAIRS[0][0], encoding="utf-8")
    (own / "own.age-key").chmod(0o600)
    (root / ".gitignore").write_text("/vault/\n/public/\n/.cache/\n/mkdocs.yml\n/site/\n", encoding="utf-8")
    shutil.copytree(ROOT / FONTS, root / FONTS)
    lay_out(root)
    put_into_git(root)
    (root.parent / "objection.txt").write_text("نمونه: به طرح فروش ما در شهر کمتر نگاه شده است.\n", encoding="utf-8")
    (root.parent / "answer.txt").write_text("نمونه: هر سه برگ دوباره دیده شد و همان ماند.\n", encoding="utf-8")
    return record


def owner_of(number: int) -> str:
    """The name of an idea's owner, that no page has."""
    return f"زهره {_letter(number)}پور"


def _work(number: int) -> str:
    return ("گلیم", "خشکبار", "عسل", "سفال", "نرم‌افزار")[number % 5]


def _letter(number: int) -> str:
    return "".join("ابپتجچخدرزسشفقکگلمنوهی"[place] for place in divmod(number, 10))


def first_reading(packs: Path, back: Path) -> None:
    """All judges fill the sheets of their packs; two mistype a score, some say a conflict or could not read an idea."""
    back.mkdir()
    for path in sorted(packs.glob("*.zip")):
        judge = path.stem.split("-")[1]
        (back / f"{judge}.xlsx").write_bytes(filled(path, thinking(judge), _mistyped(judge)))


def mended(packs: Path, back: Path) -> int:
    """The two judges mend what was told; how many cells they typed."""
    for judge in _MISTYPED:
        path = packs / f"1406-{judge}.zip"
        (back / f"{judge}.xlsx").write_bytes(filled(path, thinking(judge)))
    return len(_MISTYPED)


def second_reading(packs: Path, back: Path, judges: list[str]) -> None:
    """Some judges score the ideas that are new in their packs."""
    back.mkdir()
    for judge in judges:
        (back / f"{judge}.xlsx").write_bytes(
            filled(packs / f"1406-{judge}.zip", thinking(f"{judge} again", can_read=True))
        )


_MISTYPED = {"d3": (5, "نوآوری", "۸/۵"), "d6": (7, "برند و بازار", "۱۱")}
"""Of a judge's sheet a row, a column and what was typed there."""


def _mistyped(judge: str) -> Callable[[Any], None]:
    def mistype(sheet: Any) -> None:  # noqa: ANN401 (openpyxl's)
        if judge in _MISTYPED:
            row, column, words = _MISTYPED[judge]
            sheet.cell(row, _columns(sheet)[column]).value = words

    return mistype


class Opinion(NamedTuple):
    """What a judge thinks of an idea: scores, or none with a conflict's reason, or none of what they could not read."""

    scores: tuple[int, ...] = ()
    conflict: str = ""


Thinking = Callable[[str], Opinion]
"""What a judge thinks of the idea with a code, as people read it."""


def filled(pack: Path, think: Thinking, then: Callable[[Any], None] = lambda _: None) -> bytes:
    """The sheet of a pack, each of its blank rows filled by a judge.

    Args:
        pack: the zip.
        think: what the judge thinks.
        then: what they type at last.
    """
    with zipfile.ZipFile(pack) as archive:
        book = openpyxl.load_workbook(io.BytesIO(archive.read(SHEET)))
    sheet: Any = book[sheet_book.SHEET]
    columns = _columns(sheet)
    given = (3, columns[sheet_book.CONFLICT], columns[sheet_book.NOTE])
    for row in range(_FIRST_ROW, sheet.max_row + 1):
        if any(sheet.cell(row, column).value for column in given):
            continue
        opinion = think(sheet.cell(row, 1).value)
        for column, score in enumerate(opinion.scores, 3):
            sheet.cell(row, column).value = to_persian(score)
        if opinion.conflict:
            sheet.cell(row, columns[sheet_book.CONFLICT]).value = sheet_book.YES
            sheet.cell(row, columns[sheet_book.WHY]).value = opinion.conflict
        elif not opinion.scores:
            sheet.cell(row, columns[sheet_book.UNREAD]).value = sheet_book.YES
    then(sheet)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def thinking(chance: str, *, can_read: bool = False) -> Thinking:
    """A judge for whom all judges' ideas are worth about the same.

    Args:
        chance: what decides where this one differs.
        can_read: there is no conflict, and all is read.
    """
    draw = random.Random(chance)  # noqa: S311 (a judge of a test)

    def think(code: str) -> Opinion:
        mood, worth = draw.random(), random.Random(code).randint(3, 9)  # noqa: S311 (likewise)
        if mood < _CONFLICTS and not can_read:
            return Opinion(conflict="همسایه")
        if mood < _UNREAD and not can_read:
            return Opinion()
        return Opinion(tuple(max(0, min(10, worth + draw.randint(-2, 2))) for _ in CRITERIA))

    return think


_CONFLICTS, _UNREAD = 0.04, 0.06


def _columns(sheet: Any) -> dict[str, int]:  # noqa: ANN401 (openpyxl's)
    return {cell.value: place for place, cell in enumerate(sheet[1], 1)}
