"""Judging and its outcome: assignments, sheet rows, results, awards."""

from collections.abc import Mapping
from datetime import date, datetime
from fractions import Fraction
from typing import Annotated, NamedTuple

from pydantic import Field

from farakhan.model.base import Code, Frozen, Line, Listed, Name, Names, OptionalDay, Sha256, Slug, Whole, one_of
from farakhan.model.call import TallyRule
from farakhan.model.idea import Role

YES_WORDS, NO_WORDS = frozenset({"yes", "بله", "بلی", "آری"}), frozenset({"", "no", "نه", "خیر"})
"""How a person says yes or no in a cell."""

CALIBRATION = "هم‌سنجی"
"""What stands in the place of a code on the row that all judges score first and that is not counted."""


class Assignment(NamedTuple):
    """One idea to be read by one judge."""

    idea: str
    judge: str


class AssignmentLine(NamedTuple):
    """One idea given to one judge, as it came and unchecked; `line` is where its file says so."""

    line: int
    idea: str
    judge: str


class SheetLine(NamedTuple):
    """One idea on one judge's sheet, as it came and unchecked: from CSV, a workbook's row or a page.

    `line` is where it begins in its file. `scores` has one value a criterion, in the rubric's order: text as it was
    typed or a whole number; empty text is no score. `conflict` is likewise text or a truth.
    """

    line: int
    judge: str
    idea: str
    scores: tuple[str | int, ...]
    conflict: str | bool
    note: str


class SheetRow(NamedTuple):
    """One idea on one judge's sheet, right as far as it can be known.

    `scores` has one whole number a criterion, in the rubric's order, or is None where the judge has not scored it.
    `note` is the judge's own words, for the secretariat and the jury; it decides nothing and is never published.
    """

    judge: str
    idea: str
    scores: tuple[int, ...] | None
    conflict: bool
    note: str = ""


class Candidate(NamedTuple):
    """What the tally knows of an idea: no text and no owner, but the digest of what its owner wrote.

    `number` is its public number, by which a lot goes; 0 where the sheets are not closed yet. `shortlisted` is whether
    it came into the last round: only such an idea has a rank and may win.
    """

    code: str
    field: str
    counties: tuple[str, ...]
    digest: str
    number: int = 0
    shortlisted: bool = True


class Ranked(NamedTuple):
    """An idea's place in the results.

    `score` is in 0..1, exact; `criteria` has the mean of each criterion over its scale's top, in the order of the
    results' own ids.
    """

    code: str
    rank: int
    score: Fraction
    criteria: tuple[Fraction, ...]
    rows: int


class Inputs(NamedTuple):
    """Digests of all that results rest on, each a SHA-256 in hexadecimal.

    Attributes:
        call: of what decides in call.yml.
        judges: of its judges.
        ideas: of what the owners of the judged ideas wrote, by code.
        files: of the bytes of assignments.csv, of each shortlist and of each sheet, by path in the edition; None where
            there is none.
    """

    call: str
    judges: str
    ideas: Mapping[str, str]
    files: Mapping[str, str | None]


class Rules(NamedTuple):
    """What decided in the call when the first sheet came in: from then on it changes by an amendment alone.

    Attributes:
        edition: its name.
        since: the day of that sheet, in Tehran.
        values: each value as text by its keys joined with dots, as an amendment names it.
    """

    edition: str
    since: date
    values: Mapping[str, str]


class Shortlist(NamedTuple):
    """Which ideas come into a round: drawn from the sheets of the rounds before, when these were closed.

    Attributes:
        edition: its name.
        round: the id of the round that these ideas come into.
        at: when the sheets before were closed, aware, to the second.
        inputs: what it rests on; of the files, the sheets of the rounds before.
        ideas: codes, sorted.
    """

    edition: str
    round: str
    at: datetime
    inputs: Inputs
    ideas: tuple[str, ...]


class Placing(NamedTuple):
    """Who comes where; each part as `Results` has it."""

    ranking: tuple[Ranked, ...]
    unranked: tuple[tuple[str, int], ...]
    not_shortlisted: tuple[tuple[str, int], ...]
    winners: tuple[str, ...]
    tied: tuple[str, ...]
    open_places: int


class Reopening(NamedTuple):
    """One judge's sheet of the last round that was opened once more after the closing, for an objection.

    Attributes:
        judge: whose sheet.
        objection: the number of the objection that asked for it.
        why: what the judge had to look at.
        opened: when, aware, to the second.
        sheet: the sha256 of the sheet as it was before.
        results: of results.json as it stood then, which is kept beside it; empty where nothing had been counted.
        closed: when the judge's sheet had come in again, likewise; None while it is open.
    """

    judge: str
    objection: int
    why: str
    opened: datetime
    sheet: str
    results: str
    closed: datetime | None


class Closing(NamedTuple):
    """What stood when the sheets of an edition were closed: only then is it counted.

    Nothing of it changes but a judge's sheet that is reopened for an objection, in the open.

    Attributes:
        edition: its name.
        at: when, aware, to the second.
        inputs: what a count rests on, the seed of a lot left out of the call's digest.
        numbers: the public number of each judged idea by its code, 1 to their count, drawn by chance at the closing.
            Number and code stand together here alone.
        reopenings: the sheets that were opened once more, one after the other.
    """

    edition: str
    at: datetime
    inputs: Inputs
    numbers: Mapping[str, int]
    reopenings: tuple[Reopening, ...] = ()

    @property
    def reopened(self) -> Reopening | None:
        """The sheet that is open now; None where all are closed."""
        return next((opened for opened in self.reopenings if opened.closed is None), None)


class Results(NamedTuple):
    """What a tally found and from what: all that results.json says.

    Attributes:
        edition: its name.
        rule: by which rows became scores.
        scale: the best score of a criterion.
        min_sheets: how many counted rows an idea needs for a rank.
        inputs: what was counted.
        criteria: ids, in the order in which the ranking has their means.
        ranking: best first; ideas that nothing tells apart share a rank and stand in the order of their codes.
        unranked: (code, counted rows) of ideas with fewer rows than the call asks.
        not_shortlisted: likewise of ideas that did not come into the last round.
        winners: codes, best first, of those that win however the ties are decided; ideas tied over a minimum, a
            maximum or the last places are in `tied` instead and are never broken in silence.
        tied: codes of the ideas that win by one decision of the jury and not by another, and `open_places`, how many
            of them win by the decision that lets in the most.
    """

    edition: str
    rule: TallyRule
    scale: int
    min_sheets: int
    inputs: Inputs
    criteria: tuple[str, ...]
    ranking: tuple[Ranked, ...]
    unranked: tuple[tuple[str, int], ...]
    not_shortlisted: tuple[tuple[str, int], ...]
    winners: tuple[str, ...]
    tied: tuple[str, ...]
    open_places: int

    def placing(self) -> Placing:
        """Who comes where, without what it rests on."""
        parts = {name: getattr(self, name) for name in Placing._fields}
        return Placing(**parts)

    def means(self, place: Ranked) -> Mapping[str, Fraction]:
        """The means of an idea of the ranking, each by its criterion's id."""
        return dict(zip(self.criteria, place.criteria, strict=True))

    def scored(self) -> frozenset[str]:
        """The codes of the ideas that were counted with somebody's scores."""
        others = (code for code, rows in (*self.unranked, *self.not_shortlisted) if rows)
        return frozenset((*(ranked.code for ranked in self.ranking), *others))


UNNAMED = "بی‌نام"
"""What an owner who agreed to publication is called as long as they have given no name for it."""


class Support(Frozen):
    """How a partner helps a winner."""

    partner: Annotated[Slug, Field(title="همکار، از partners")]
    kind: Annotated[Name, Field(max_length=120), Field(title="چه حمایتی")]


class Award(Frozen):
    """The jury's decision on one idea; `number` is what the public knows it by, since its code is its owner's.

    `public_name` is empty for an owner who did not agree to publication, and is honoured without name and text.
    """

    code: Annotated[Code, Field(title="کد رهگیری")]
    number: Annotated[Whole, Field(ge=1), Field(title="شمارهٔ همگانی؛ مردم ایده را با آن می‌شناسند")]
    award: Annotated[Slug, Field(title="عنوان تقدیر، از awards فراخوان")]
    role: Annotated[Role, one_of(Role), Field(title="نقش، یا none")]
    support: Annotated[tuple[Support, ...], Listed, Field(title="حمایت همکاران")]
    public_name: Annotated[Line, Field(max_length=120), Field(title="نامی که منتشر می‌شود؛ بی رضایت خالی")]
    reason: Annotated[Line, Field(max_length=500), Field(title="چرا تقدیر شد")]


class PassedOver(Frozen):
    """A winner by the ranking whom the jury did not honour, and why."""

    code: Annotated[Code, Field(title="کد رهگیری")]
    reason: Annotated[Name, Field(max_length=500), Field(title="چرا با همهٔ رتبه‌اش تقدیر نشد")]


class Letter(Frozen):
    """The letter that carries the signed minutes; both empty until it has a number."""

    number: Annotated[Line, Field(title="شمارهٔ نامه")]
    day: Annotated[OptionalDay, Field(title="روز نامه، جلالی")]

    @property
    def signed(self) -> bool:
        """Whether it has both: only then may anybody be told that something was decided for good."""
        return bool(self.number and self.day)


class Awards(Frozen):
    """The jury's decisions of an edition and the results that they rest on.

    `digest` is of all the rest, so that a word that is changed by hand afterwards does not stand unnoticed.
    """

    edition: Annotated[Slug, Field(title="شناسهٔ دوره")]
    results: Annotated[Sha256, Field(title="اثر انگشت results.json که تصمیم بر آن است")]
    letter: Annotated[Letter, Field(title="نامهٔ ابلاغ؛ تا شماره ندارد خالی")]
    signed_by: Annotated[Names, Field(title="امضاکنندگان")]
    awards: Annotated[tuple[Award, ...], Listed, Field(title="تقدیرشدگان")]
    passed_over: Annotated[tuple[PassedOver, ...], Listed, Field(title="کسانی که با همهٔ رتبه تقدیر نشدند")]
    digest: Annotated[Sha256, Field(title="اثر انگشت همهٔ این پرونده")]
