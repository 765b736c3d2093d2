"""Small editions in a folder of their own, written as people and commands would write them.

Nothing is checked here: a test may write what is wrong. Everything is a function of its arguments.
"""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from farakhan.judging.counting import count_edition
from farakhan.model import codes
from farakhan.model.idea import ChainPlace, Consents, Idea, OwnerKind, Owners, Role, Stage, Status
from farakhan.model.judging import Assignment
from farakhan.model.words import draw_word, receipt_of
from farakhan.persian.calendar import TEHRAN
from farakhan.record.new import NO_DIGEST, NewEdition, call_text, with_digests
from farakhan.record.sheets import read_sheets

ROOT = Path(__file__).parent.parent
SHIPPED = ROOT / "submissions" / "1406" / "call.yml"
JUDGES = ("a1", "b2", "c3")
CRITERIA = ("feasible", "jobs", "novelty", "chain", "market")
OPEN_DAY, CLOSED_DAY, JUDGING_DAY = "1406-05-01", "1406-06-10", "1406-07-01"
PROPOSED_DAY, ANNOUNCED_DAY = "1406-08-20", "1406-09-10"
"""Days on which the shipped call stands in each of its phases; it names no day on which it opens."""

OVER = {
    "opens": "",
    "deadline": "1405-04-10",
    "repair_until": "1405-04-20",
    "judging_from": "1405-04-25",
    "judging_until": "",
    "objections_until": "",
    "announced": "",
}
"""Dates of a call that takes in nothing any more, whatever the clock says."""


class Record(NewEdition):
    """An edition made from the shipped call, with ideas of one kind; it remembers what it has written."""

    def __init__(self, root: Path, edition: str = "1406", **changes: object) -> None:
        """Write call.yml: the shipped one with three judges, and top-level keys changed."""
        self.ideas: dict[str, Idea] = {}
        self.numbers: dict[str, int] = {}
        self.words: dict[str, str] = {}
        self._draw = random.Random(edition)  # noqa: S311 (codes of a test)
        self._draw_words = random.Random(edition)  # noqa: S311 (likewise, so that codes stay what they were)
        judges = [{"id": judge, "fields": []} for judge in JUDGES]
        own = {"edition": edition, "judges": judges, "staff": ["desk1"]}
        super().__init__(root, {**call_text(SHIPPED), **own, **changes})
        self.write_call()

    def idea(self, **changes: object) -> Idea:
        """Write an accepted idea that may be published; both digests are those of the changed content."""
        code = codes.draw_code(self._draw.randrange)
        number = len(self.ideas) + 1
        fields = {**_FIELDS, "code": code, "edition": self.edition, "title": f"گرمخانهٔ کوچک {number}"}
        self.words[code] = draw_word(self._draw_words.randrange)
        fields |= {"receipt": receipt_of(code, self.words[code])}
        fields |= {"summary": f"خشک‌کن خانگی شمارهٔ {number} برای انجیر.", "body": _body(number), **changes}
        idea = with_digests(Idea.model_validate({**fields, "digest": NO_DIGEST}))
        if "screened" in changes:
            idea = idea.model_copy(update={"screened": changes["screened"]})
        self.write_idea(idea)
        self.ideas[code] = idea
        return idea

    def judged(self, note: str = "") -> None:
        """Give every accepted idea to all judges, who score ideas the lower the later they came."""
        accepted = [code for code, idea in self.ideas.items() if idea.status is Status.ACCEPTED]
        self.share_out(Assignment(code, judge) for code in sorted(accepted) for judge in JUDGES)
        for shift, judge in enumerate(JUDGES):
            rows = {
                code: tuple(max(0, 10 - place - (shift + k) % 3) for k in range(5))
                for place, code in enumerate(accepted)
            }
            self.sheet(judge, rows, note)

    def tally(self) -> None:
        """Close the sheets as they stand, and write results.json as the tally finds it."""
        self.close(CLOSED_AT)
        edition = self.read()
        (self.folder / "results.json").write_bytes(count_edition(edition, read_sheets(edition)).data)

    def award(
        self,
        *winners: str,
        results: str = "",
        each: Sequence[Mapping[str, object]] = (),
        passed: Sequence[Mapping[str, object]] = (),
    ) -> None:
        """Write awards.yml for some codes, on the results that stand in the record unless told otherwise.

        `each` has the changed keys of each award, in the order of the codes; `numbers` then has their public numbers.
        `passed` is who was passed over.
        """
        changes = each or [{}] * len(winners)
        closing = self.read().closing
        drawn = closing.numbers if closing else {}
        self.numbers = {code: drawn.get(code, number) for number, code in enumerate(winners, 1)}
        awards = {
            "edition": self.edition,
            "results": results or self.read().results_sha256,
            "letter": {"number": "۱۲/۳۴", "day": "1406-08-12"},
            "signed_by": ["نمونهٔ دبیر"],
            "awards": [
                {**_AWARD, "code": code, "number": str(self.numbers[code]), **own}
                for code, own in zip(winners, changes, strict=True)
            ],
            "passed_over": list(passed),
        }
        self.decide(awards)


CLOSED_AT = datetime(2027, 11, 2, 18, 0, tzinfo=TEHRAN)
_MORNING = datetime(2027, 7, 1, 9, 30, tzinfo=TEHRAN)
_FIELDS: dict[str, Any] = {
    "field": "agriculture",
    "counties": ("estahban",),
    "stage": Stage.PILOT,
    "chain": ChainPlace(product="fig", link="processing", other=""),
    "markets": (),
    "jobs": 4,
    "capital": 120_000_000,
    "income": None,
    "role": Role.NONE,
    "owners": Owners(kind=OwnerKind.GROUP, count=4),
    "media": (),
    "consents": Consents(rules="v1", publish_if_wins="v1", share_with_partners=None),
    "channel": "eitaa",
    "arrived": _MORNING,
    "registered": _MORNING,
    "registered_by": "desk1",
    "paper": "",
    "status": Status.ACCEPTED,
    "reason": None,
    "note": "",
    "copies_of": None,
}
_AWARD = {
    "award": "honoured",
    "role": "chain_leader",
    "support": [{"partner": "emdad", "kind": "آموزش"}],
    "public_name": "گروه نمونهٔ استهبان",
    "reason": "کار روشن و آماده است.",
}


def _body(number: int) -> str:
    return (
        f"## مسئله\n\nدر باغ شمارهٔ {number} هر پاییز بخشی از بار می‌ریزد و کسی آن را نمی‌خرد.\n\n"
        "## ایده\n\nگرمخانه‌ای کوچک در حیاط می‌سازیم که بار را تمیز و یک‌دست خشک کند.\n\n"
        "## شیوهٔ اجرا\n\n- شستن و سوا کردن\n- پهن کردن روی توری\n- بسته‌بندی\n\n"
        "## نیازها\n\nتوری، بادبزن و یک دورهٔ کوتاه آموزش.\n\n"
        "## درآمد و بازار\n\nچهار نفر سر کار می‌رویم و به خشکبارفروش‌های شهر می‌فروشیم.\n"
    ).strip()
