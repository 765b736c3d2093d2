"""What the pages that run the call share: the edition as it stands, its steps, and acts that are shown before done."""

from collections.abc import Sequence
from http import HTTPStatus
from typing import NamedTuple

from starlette.responses import Response

from farakhan.desk.desk import SURE, YES, Asked
from farakhan.desk.sessions import FORM_WORD
from farakhan.judging.steps import Stage, Step, current, steps
from farakhan.model.staff import Duty
from farakhan.persian.calendar import tehran_day
from farakhan.persian.digits import to_persian
from farakhan.record.edition import Edition, read_edition
from farakhan.record.objections import objections
from farakhan.record.sheets import Sheets, read_sheets
from farakhan.store.clock import now
from farakhan.store.git.commits import settle
from farakhan.store.git.history import standing_of

STAGES = {
    Stage.SCREENED: ("بررسی ایده‌ها", "/ideas"),
    Stage.SHARED: ("تقسیم میان داوران", "/run/judges"),
    Stage.SHEETS: ("برگ‌های داوران", "/run/sheets"),
    Stage.CONFIRMED: ("تأیید داوران", "/run/sheets"),
    Stage.CLOSED: ("بستن برگ‌ها", "/run/close"),
    Stage.COUNTED: ("شمارش", "/run/count"),
    Stage.DECIDED: ("تصمیم هیئت", "/run/award"),
    Stage.HEARD: ("اعتراض‌ها", "/run/objections"),
    Stage.SIGNED: ("امضا و نامه", "/run/award"),
    Stage.ANNOUNCED: ("معرفی برگزیدگان", "/run/publish"),
}
"""What each step is called, and where it is done."""
PAGES: tuple[tuple[str, str, Duty | None], ...] = (
    ("/run", "اکنون کجاییم", None),
    ("/run/call", "روزها و پیشنهادها", None),
    ("/run/judges", "داوران و تقسیم", Duty.JUDGING),
    ("/run/packs", "بسته‌ها", Duty.JUDGING),
    ("/run/links", "لینک داوران", Duty.JUDGING),
    ("/run/sheets", "برگ‌ها", Duty.JUDGING),
    ("/run/close", "بستن", Duty.JUDGING),
    ("/run/count", "شمارش", Duty.JUDGING),
    ("/run/award", "تصمیم هیئت", Duty.AWARD),
    ("/run/papers", "صورت‌جلسه و نامه", None),
    ("/run/objections", "اعتراض‌ها", None),
    ("/run/audit", "درستی", None),
    ("/run/publish", "سایت", None),
)
"""The menu: an address, its words, and whose duty it is."""
SEEN = "seen"
"""The field of a form that says what the record was when it was shown."""


class Running(NamedTuple):
    """An edition as a page shows it; `seen` is the standing of what the page's form rests on, a word."""

    edition: Edition
    sheets: Sheets
    seen: str

    def steps(self) -> list[Step]:
        """Its steps today."""
        waiting = sum(objection.waits for objection in objections(self.edition.root, self.edition.name))
        return steps(self.edition, self.sheets, waiting, tehran_day(now()))


def running(asked: Asked, *rests_on: str) -> Running:
    """The edition as it stands.

    Args:
        asked: the request.
        rests_on: files and folders in the edition's folder, for which the page's form is stale once they change. How
            they stand is asked first: what is written while the edition is read then makes the form stale.

    Raises:
        FarakhanError: what `read_edition` raises.
    """
    seen = standing(asked, *rests_on)
    edition = read_edition(asked.desk.root, asked.desk.edition)
    return Running(edition, read_sheets(edition), seen)


def to_act(asked: Asked) -> Running:
    """The edition as it stands, once what a dead act left is taken back.

    Raises:
        FarakhanError: what `settle` and `read_edition` raise.
    """
    settle(asked.desk.root)
    return running(asked)


def show(asked: Asked, run: Running, here: str, template: str, **values: object) -> Response:
    """A page under the steps of the call.

    Args:
        asked: the request.
        run: the edition.
        here: the page's address in the menu.
        template: of the page.
        values: of the template.
    """
    every = run.steps()
    pages = [(address, words) for address, words, duty in PAGES if asked.session.sitter.may(duty)]
    frame = {"pages": pages, "stages": STAGES, "steps": every, "next_step": current(every), "seen": run.seen}
    return asked.show(template, here="/run", page=here, edition=run.edition, seen_field=SEEN, **frame, **values)


def standing(asked: Asked, *places: str) -> str:
    """What some files and folders of the edition are in git, in a word; of none it is empty.

    Args:
        asked: the request.
        places: in the edition's folder.
    """
    paths = [f"submissions/{asked.desk.edition}/{place}" for place in places]
    return standing_of(asked.desk.root, paths) if paths else ""


def is_stale(asked: Asked, *places: str) -> bool:
    """Whether what a form rests on has changed since its page was made."""
    return asked.text(SEEN) != standing(asked, *places)


def stale(asked: Asked, back: str) -> Response:
    """Say that a form is of another state of things."""
    message = "در این میان کسی چیزی را عوض کرده است و این صفحه کهنه بود؛ هیچ ثبت نشد. صفحهٔ تازه را ببینید."
    return asked.refuse(message, HTTPStatus.CONFLICT, back)


class Question(NamedTuple):
    """What is asked before an act: the question, what follows, a sentence each, and the button that does it."""

    words: str
    follows: Sequence[str]
    button: str


def ask(asked: Asked, run: Running, here: str, question: Question) -> Response:
    """Show what will follow from a form, to be sent once more for good.

    Args:
        asked: with the form.
        run: the edition.
        here: the page's address in the menu.
        question: what is asked.
    """
    sent = [
        (name, value)
        for name, value in asked.form.multi_items()
        if isinstance(value, str) and name not in (SURE, FORM_WORD)
    ]
    path, lines = asked.request.url.path, [to_persian(line) for line in question.follows]
    return show(
        asked,
        run,
        here,
        "run-ask.html",
        path=path,
        sent=sent,
        back=here,
        keeps=asked.keeps_form,
        question=question,
        lines=lines,
    )


def is_sure(asked: Asked) -> bool:
    """Whether what will follow was shown."""
    return asked.text(SURE) == YES


def wrong(asked: Asked, run: Running, here: str, words: Sequence[str]) -> Response:
    """Say all that must be mended first; nothing was done.

    Args:
        asked: the request.
        run: the edition.
        here: the page's address in the menu.
        words: a sentence each.
    """
    answer = show(asked, run, here, "run-wrong.html", lines=words, back=here, keeps=asked.keeps_form)
    if asked.request.method == "POST":
        answer.status_code = HTTPStatus.CONFLICT
    return answer
