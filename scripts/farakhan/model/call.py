"""The call: all that one edition decides, as `submissions/<edition>/call.yml` says it.

Every value here is announced or marked as a proposal in `proposals`; no code counts on a list's length.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Annotated

from pydantic import AfterValidator, Field

from farakhan.model.base import (
    Day,
    Frozen,
    Line,
    Listed,
    Name,
    Names,
    OptionalDay,
    OptionalSlug,
    OptionalWhole,
    Slug,
    Slugs,
    Truth,
    Whole,
    chosen,
    matching,
    one_of,
)
from farakhan.model.staff import Member
from farakhan.persian import calendar

Phone = Annotated[Name, AfterValidator(matching(r"0?[0-9]{4,11}", "22334455"))]


class Phase(StrEnum):
    """Where a call stands on a given day."""

    BEFORE = "before"
    OPEN = "open"
    CLOSED = "closed"
    """Ideas are screened and returned ones mended; no judge reads yet."""
    JUDGING = "judging"
    PROPOSED = "proposed"
    """Results stand, open to objections; nobody is a winner yet."""
    ANNOUNCED = "announced"


class ProposedTo(StrEnum):
    """Who sees proposed results: each owner their own by its code, or everybody a list without texts and names too."""

    OWNERS = "owners"
    PUBLIC = "public"


class Entry(Frozen):
    """An id with the name that people read."""

    id: Slug
    name: Name


class FieldOfWork(Entry):
    """A field of work; `words` point to it in a message in which its own name does not stand."""

    words: Names = ()


class County(Entry):
    """A county; `tile` is its place on the tile map, column and row from the north-west, empty for none."""

    tile: Annotated[Line, AfterValidator(matching(r"[0-9]{1,2}-[0-9]{1,2}", "3-1"))] = ""


class Chain(Entry):
    """A product and the links of its way that are of interest."""

    links: Slugs


class Channel(Entry):
    """A way to send; only Eitaa is announced, the others are proposals to be switched on or off."""

    open: Truth
    note: Line


class Criterion(Entry):
    """What a judge scores, with its weight and a guide in plain words."""

    weight: Annotated[Whole, Field(ge=1, le=1000)]
    guide: Name


class Rubric(Frozen):
    """The scale, from 0 to `scale`, and the criteria."""

    scale: Annotated[Whole, Field(ge=1, le=1000)]
    criteria: Annotated[tuple[Criterion, ...], Listed, Field(min_length=1)]


class Quota(Frozen):
    """How many winners one field or one county may have, at least and at most; none where empty."""

    id: Slug
    least: OptionalWhole
    most: OptionalWhole


class TallyRule(StrEnum):
    """How an idea's rows become its score; `tally.rules` has a function for each."""

    MEAN = "mean"


class TallyOptions(Frozen):
    """How scores become a ranking, and the ranking winners.

    `tie` says who decides a tie over the cut: the jury, or a lot drawn from `seed` as announced before judging.
    """

    rule: Annotated[TallyRule, one_of(TallyRule)]
    min_sheets: Annotated[Whole, Field(ge=1)]
    winners: Annotated[Whole, Field(ge=1)]
    tie_break: Slugs
    tie: Annotated[Name, AfterValidator(chosen("jury", "lot"))]
    seed: Line
    field_quotas: Annotated[tuple[Quota, ...], Listed]
    county_most: OptionalWhole


class Dates(Frozen):
    """The days of an edition, each whole in Tehran; where none was announced, it is empty."""

    opens: OptionalDay
    deadline: Day
    repair_until: OptionalDay
    judging_from: OptionalDay
    judging_until: OptionalDay
    objections_until: OptionalDay
    announced: OptionalDay

    def in_order(self) -> Iterator[tuple[str, date]]:
        """The days that are set, in the order in which they must come."""
        for name in type(self).model_fields:
            day = getattr(self, name)
            if day:
                yield name, day


class Amendment(Frozen):
    """A change of the call itself, most often a longer deadline; pages show all of them."""

    what: Name
    old: Line
    new: Line
    why: Name
    on: Day


class Secretariat(Frozen):
    """Who answers, and where."""

    name: Name
    phone: Phone
    area_code: Annotated[Line, AfterValidator(matching(r"0[0-9]{2}", "071"))]
    address: Name
    eitaa: Phone


class News(Frozen):
    """Who announced the call; stands on the home page's news line only."""

    official: Name
    post: Name


class Executor(Frozen):
    """Who cooperates in carrying the plan out, and under whom it stands."""

    name: Name
    under: Name


class Judge(Frozen):
    """A judge by a short code; names live outside git."""

    id: Slug
    fields: Slugs


class Recipient(Frozen):
    """Who can open contacts: a person by name, or the paper key in its envelope; and their public key."""

    holder: Name
    kind: Annotated[Name, AfterValidator(chosen("staff", "paper"))]
    key: Annotated[Name, AfterValidator(matching(r"age1[0-9a-z]{58}", "age1…"))]


class Consent(Entry):
    """A consent with the version of its text."""

    version: Slug
    text: Name


class Reasons(Frozen):
    """Why an idea may be returned to its owner, or rejected.

    Attributes:
        if_incomplete: why one goes back by itself that came without something it cannot be accepted without; where
            there is no such reason it is held, for staff to look at.
        if_no_consent: likewise, where nothing but the consent to the rules is missing.
    """

    returned: Annotated[tuple[Entry, ...], Listed]
    rejected: Annotated[tuple[Entry, ...], Listed]
    if_incomplete: OptionalSlug = None
    if_no_consent: OptionalSlug = None


Entries = Annotated[tuple[Entry, ...], Listed]


class Call(Frozen):
    """One edition of the call.

    `intake` is where the form is sent: empty for nowhere, `/` where one server has site and intake, else its origin.
    `objections` says who sees the results while they are proposed.
    `status_counts` says whether the public sees how many ideas were accepted, rejected and so on.
    """

    edition: Slug
    sample: Truth
    confirmed: Truth
    proposals: Names
    slogan: Name
    name: Name
    province: Name
    organiser: Name
    secretariat: Secretariat
    news: News
    executor: Executor
    partners: Entries
    aims: Names
    invited: Names
    offers: Names
    recommended: Names
    place: Name
    dates: Dates
    amendments: Annotated[tuple[Amendment, ...], Listed]
    grace_minutes: Whole
    fields: Annotated[tuple[FieldOfWork, ...], Listed, Field(min_length=1)]
    counties: Annotated[tuple[County, ...], Listed, Field(min_length=1)]
    links: Entries
    chains: Annotated[tuple[Chain, ...], Listed]
    channels: Annotated[tuple[Channel, ...], Listed, Field(min_length=1)]
    rubric: Rubric
    tally: TallyOptions
    awards: Entries
    reasons: Reasons
    consents: Annotated[tuple[Consent, ...], Listed]
    age_recipients: Annotated[tuple[Recipient, ...], Listed]
    staff: Annotated[tuple[Member, ...], Listed]
    judges: Annotated[tuple[Judge, ...], Listed]
    intake: Annotated[Line, AfterValidator(matching(r"/|https?://[a-z0-9.-]+(?::[0-9]{1,5})?", "https://…"))]
    retention: OptionalDay
    objections: Annotated[ProposedTo, one_of(ProposedTo)] = ProposedTo.OWNERS
    status_counts: Truth = False

    def __hash__(self) -> int:
        """Cheap, for whoever keeps what was made of a call beside it."""
        return hash(self.edition)

    def closes(self) -> datetime:
        """The instant from which on an idea is late: the deadline day's end in Tehran and the grace after it."""
        return calendar.end_of_day(self.dates.deadline) + timedelta(minutes=self.grace_minutes)

    def phase(self, today: date) -> Phase:
        """Where the call stands on a day; a day that was not announced is never reached."""
        dates = self.dates
        if dates.opens and today < dates.opens:
            return Phase.BEFORE
        if today <= dates.deadline:
            return Phase.OPEN
        if dates.announced and today >= dates.announced:
            return Phase.ANNOUNCED
        if dates.judging_until and today > dates.judging_until:
            return Phase.PROPOSED
        if dates.judging_from and today >= dates.judging_from:
            return Phase.JUDGING
        return Phase.CLOSED

    def proposed(self, place: str) -> bool:
        """Whether a part, named by its keys joined with dots, is our proposal and not announced."""
        return proposed(self.proposals, place)


def proposed(proposals: Iterable[str], place: str) -> bool:
    """Whether a part, named by its keys joined with dots, is one of these proposals or stands in one."""
    return any(place == mark or place.startswith(mark + ".") for mark in proposals)


@cache
def names(entries: tuple[Entry, ...]) -> Mapping[str, str]:
    """The names of a list of entries by their ids, in the list's order."""
    return {entry.id: entry.name for entry in entries}
