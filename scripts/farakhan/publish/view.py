"""What the public may see, and nothing else: the only code of the publishing room that touches ideas and awards.

A value that is not copied here cannot reach a page, for templates are given views alone; but for the winners' bodies,
which `bodies` reads from the files that are named here. Nothing of the results or of a winner is copied before the call
is announced, the jury's decision rests on the results that stand in the record and its letter has a number.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time
from fractions import Fraction
from typing import NamedTuple

from farakhan.checks.idea import Facts, Photo
from farakhan.files.layout import Kind, photo_path
from farakhan.model.call import (
    Amendment,
    Call,
    Chain,
    Consent,
    County,
    Dates,
    Entry,
    Executor,
    News,
    Phase,
    ProposedTo,
    Reasons,
    Round,
    Rubric,
    Secretariat,
    TallyOptions,
    names,
    proposed,
)
from farakhan.model.idea import LABELS, OTHER_CHAIN, WHOLE_PROVINCE, Role, Status
from farakhan.model.judging import UNNAMED, Award, Ranked
from farakhan.model.public import Decision, outcome, seen, seen_by_owner
from farakhan.persian.calendar import TEHRAN, end_of_day
from farakhan.persian.digits import to_persian
from farakhan.persian.order import by_name
from farakhan.problems import FarakhanError
from farakhan.publish.census import Census, take
from farakhan.publish.opened import files_of
from farakhan.publish.photos import Shown, Standing, standing
from farakhan.record.edition import Edition
from farakhan.store import cache

DYES = 4
"""Colours that fields of work are told apart by; the style sheet has a rule for each."""
UNLISTED = frozenset({"eitaa", "web", "file"})
"""Channels that pages speak of by themselves (Eitaa, and the form where it sends), and the one of the secretariat alone
(many ideas from one file)."""

MILESTONES = {
    "opens": "آغاز فراخوان",
    "deadline": "پایان مهلت ارسال",
    "repair_until": "پایان مهلت تکمیل ایده‌های بازگشته",
    "judging_from": "آغاز داوری",
    "judging_until": "پایان داوری",
    "objections_until": "پایان مهلت اعتراض",
    "announced": "معرفی برگزیدگان",
}
"""What a day of call.yml is called."""


@dataclass(frozen=True, kw_only=True)
class PublicCall:
    """The call's public keys, by the names that they have there; no staff, judges or sealing keys."""

    edition: str
    sample: bool
    confirmed: bool
    proposals: tuple[str, ...]
    slogan: str
    name: str
    province: str
    organiser: str
    secretariat: Secretariat
    news: News
    executor: Executor
    partners: tuple[Entry, ...]
    aims: tuple[str, ...]
    invited: tuple[str, ...]
    offers: tuple[str, ...]
    recommended: tuple[str, ...]
    place: str
    dates: Dates
    amendments: tuple[Amendment, ...]
    fields: tuple[Entry, ...]
    counties: tuple[County, ...]
    links: tuple[Entry, ...]
    chains: tuple[Chain, ...]
    rubric: Rubric
    tally: TallyOptions
    rounds: tuple[Round, ...]
    awards: tuple[Entry, ...]
    reasons: Reasons
    consents: tuple[Consent, ...]
    objections: ProposedTo
    intake: str
    retention: date | None


class Milestone(NamedTuple):
    """A day of the call, by its key there; `state` is passed, now, next or later."""

    key: str
    name: str
    day: date
    state: str


class Turn(NamedTuple):
    """The instant at which the call enters its next phase."""

    at: datetime
    phase: Phase


class Way(NamedTuple):
    """A way to send an idea that the organiser has opened beside Eitaa and the site's form."""

    id: str
    name: str
    note: str


class Score(NamedTuple):
    """A criterion's mean over an idea's sheets, in 0..1."""

    name: str
    weight: int
    value: Fraction


@dataclass(frozen=True, kw_only=True)
class Winner:
    """An honoured idea as its owner agreed to show it, and why it won; `number` is public, its code is not.

    `score` is in 0..1; `sheets` is how many were counted; the body stands in the file at `path`, whose bytes have this
    `sha256`.
    """

    number: int
    title: str
    summary: str
    path: str
    sha256: str
    field: Entry
    counties: tuple[str, ...]
    county_ids: tuple[str, ...]
    stage: str
    stage_id: str
    product: str
    product_id: str
    link: str
    public_name: str
    award: str
    role: str
    support: tuple[tuple[str, str], ...]
    reason: str
    rank: int
    score: Fraction
    scores: tuple[Score, ...]
    sheets: int
    photos: tuple[Shown, ...]


class Unnamed(NamedTuple):
    """An honoured idea whose owner did not agree to publication: no name, no text, nothing that tells whose."""

    award: str
    field: Entry


class Nominee(NamedTuple):
    """An idea that the jury proposes, while objections are heard, where the call lets everybody see who is proposed."""

    award: str
    field: Entry
    counties: tuple[str, ...]


class State(NamedTuple):
    """What became of an idea, for whoever has its receipt, whose hash this is; `seen` is the key of a `Seen`."""

    receipt: str
    seen: str


@dataclass(frozen=True, kw_only=True)
class View:
    """Everything the site shows on one day; until the results may be seen there are no winners and no counts."""

    today: date
    call: PublicCall
    phase: Phase
    turn: Turn | None
    closes: datetime
    """From when on an idea is late."""
    milestones: tuple[Milestone, ...]
    ways: tuple[Way, ...]
    nominees: tuple[Nominee, ...]
    winners: tuple[Winner, ...]
    unnamed: tuple[Unnamed, ...]
    basis: bytes
    """Another one where winners rest on another call, other results or other awards; their own files apart."""
    counts: Census | None
    statuses: tuple[tuple[str, int], ...]
    """How many ideas stand how, in words; nothing unless the call says that it is public."""
    opened: Mapping[str, bytes]
    """Open data of the count, by the names of its files; none before winners are announced."""
    states: tuple[State, ...]
    """Of the ideas that were registered before this day: nobody can watch when one comes."""
    digests: tuple[tuple[str, date], ...]
    """What each text was when it was registered, and on which day, likewise; none says whose."""

    def proposed(self, place: str) -> bool:
        """Whether a part of the call, named by its keys joined with dots, is our proposal and not announced."""
        return proposed(self.call.proposals, place)

    @property
    def has_winners(self) -> bool:
        """Whether honoured ideas are shown, be it without names."""
        return bool(self.winners or self.unnamed)

    @property
    def dyes(self) -> dict[str, int]:
        """The dye of each field of work, by its id: a number from 1 in the call's order, over again after the last."""
        return {field.id: number % DYES + 1 for number, field in enumerate(self.call.fields)}


def look(edition: Edition, today: date) -> tuple[View, list[str]]:
    """What may be seen of an edition on a day, and a line for the build's log on each award that cannot be shown.

    Raises:
        FarakhanError: `results-criteria`, the results were made with another rubric than the call's.
    """
    call = edition.call
    decided = edition.decided()
    over = decided and call.phase(today) is Phase.ANNOUNCED
    announced = over and edition.awards is not None and edition.awards.letter.signed
    proposed_to_all = decided and call.phase(today) is Phase.PROPOSED and call.objections is ProposedTo.PUBLIC
    shown, left_out = _honoured(edition) if announced or proposed_to_all else ([], [])
    opened, not_opened = _opened(edition) if announced else ({}, [])
    if over and not announced:
        left_out = ["نامهٔ ابلاغ (letter در awards.yml) هنوز شماره و روز ندارد؛ تا آن زمان کسی معرفی نمی‌شود."]
    called = _Called.by(call)
    named = [one for one in shown if announced and edition.facts[one.award.code].publish]
    unnamed = [one for one in shown if announced and one not in named]
    before = [idea for idea in edition.facts.values() if idea.registered < today]
    photos, not_shown = _photos(edition, named)
    ranked = frozenset(ranked.code for ranked in edition.results.ranking) if edition.results else frozenset()
    numbers = {one.award.code: one.award.number for one in named}
    nameless = frozenset(one.award.code for one in unnamed)
    view = View(
        today=today,
        call=_public(call),
        phase=call.phase(today),
        turn=_turn(call, today),
        closes=call.closes(),
        milestones=tuple(_milestones(call, today)),
        ways=tuple(_ways(call)),
        nominees=() if announced else tuple(_nominee(edition, called, one) for one in shown),
        winners=tuple(_winner(edition, called, one, photos) for one in named),
        unnamed=tuple(Unnamed(called.awards[one.award.award], _field(edition, called, one)) for one in unnamed),
        basis=_basis(edition) if named else b"",
        counts=take(call, edition.facts.values(), ranked, numbers, nameless) if named or unnamed else None,
        statuses=tuple(_statuses(before)) if call.status_counts else (),
        opened=opened,
        states=tuple(sorted(_states(before, call.phase(today), edition.decision()))),
        digests=tuple(sorted((idea.digest, idea.registered) for idea in before)),
    )
    return view, [*left_out, *not_opened, *not_shown]


def _photos(edition: Edition, named: Iterable["_Honoured"]) -> tuple[Mapping[str, Standing], list[str]]:
    """The photos of the winners who agreed to publication that stand in the record, by path, and what is left out."""
    theirs = {_photo_at(edition, photo) for one in named for photo in edition.facts[one.award.code].photos}
    return standing(edition.root, edition.name, [path for path in edition.paths[Kind.MEDIA] if path in theirs])


def _photo_at(edition: Edition, photo: Photo) -> str:
    return f"submissions/{edition.name}/{photo_path(photo.sha256)}"


def _opened(edition: Edition) -> tuple[Mapping[str, bytes], list[str]]:
    """Open data, or why there is none."""
    try:
        return files_of(edition), []
    except FarakhanError as error:
        return {}, [str(error)]


def _public(call: Call) -> PublicCall:
    """A call's public part; what is looked up by its name stands in the order of a dictionary."""
    parts = {field.name: getattr(call, field.name) for field in fields(PublicCall)}
    return PublicCall(**parts | {"counties": by_name(call.counties), "chains": by_name(call.chains)})


def _states(ideas: Iterable[Facts], phase: Phase, decision: Decision | None) -> Iterator[State]:
    for idea in ideas:
        if idea.receipt:
            came = outcome(phase, decision, idea.code)
            yield State(idea.receipt, seen_by_owner(idea.status, idea.reason, came).key)


def _basis(edition: Edition) -> bytes:
    awards = edition.awards.model_dump_json() if edition.awards else ""
    return cache.key(edition.call.model_dump_json().encode(), edition.results_sha256.encode(), awards.encode())


def _turn(call: Call, today: date) -> Turn | None:
    dates = call.dates
    starts = [
        datetime.combine(day, time(), TEHRAN) for day in (dates.opens, dates.judging_from, dates.announced) if day
    ]
    starts += [end_of_day(day) for day in (dates.deadline, dates.judging_until) if day]
    now = call.phase(today)
    later = ((at, call.phase(at.date())) for at in sorted(starts) if at.date() > today)
    return next((Turn(at, phase) for at, phase in later if phase is not now), None)


def _milestones(call: Call, today: date) -> Iterator[Milestone]:
    coming = False
    for key, day in call.dates.in_order():
        if day < today:
            state = "passed"
        elif day == today:
            state = "now"
        else:
            state, coming = ("later" if coming else "next"), True
        yield Milestone(key, MILESTONES[key], day, state)


def _ways(call: Call) -> Iterator[Way]:
    for channel in call.channels:
        if channel.open and channel.id not in UNLISTED and not call.proposed(f"channels.{channel.id}"):
            yield Way(channel.id, channel.name, channel.note)


class _Called(NamedTuple):
    """What the call names, by id."""

    fields: Mapping[str, Entry]
    counties: Mapping[str, str]
    partners: Mapping[str, str]
    chains: Mapping[str, str]
    links: Mapping[str, str]
    awards: Mapping[str, str]

    @classmethod
    def by(cls, call: Call) -> "_Called":
        fields = {field.id: field for field in call.fields}
        return cls(fields, *map(names, (call.counties, call.partners, call.chains, call.links, call.awards)))


def _statuses(facts: Iterable[Facts]) -> Iterator[tuple[str, int]]:
    counted = Counter(seen(idea.status) for idea in facts)
    for status in Status:
        if counted[status]:
            yield LABELS[status], counted[status]


class _Honoured(NamedTuple):
    """An award with its idea's place in the results."""

    award: Award
    place: Ranked


def _honoured(edition: Edition) -> tuple[list[_Honoured], list[str]]:
    """The awards that can be shown, by rank, and what is left out."""
    ranking = {ranked.code: ranked for ranked in edition.results.ranking} if edition.results else {}
    called = _Called.by(edition.call)
    shown, left_out = [], []
    for award in edition.awards.awards if edition.awards else ():
        reason = _hindrance(edition, award, ranking, called)
        if reason:
            left_out.append(f"{award.code}: {reason}")
        else:
            shown.append(_Honoured(award, ranking[award.code]))
    shown.sort(key=lambda one: (one.place.rank, one.award.number))
    return shown, left_out


def _hindrance(edition: Edition, award: Award, ranking: Mapping[str, Ranked], called: _Called) -> str:
    facts = edition.facts.get(award.code)
    if facts is None:
        return "پروندهٔ این ایدهٔ تقدیرشده نیست یا درست نیست."
    if facts.status is not Status.ACCEPTED:
        return "این ایدهٔ تقدیرشده دیگر «پذیرفته برای داوری» نیست."
    if award.code not in ranking:
        return "این ایدهٔ تقدیرشده در نتیجه‌ها نیست."
    known = called.partners.keys() >= {support.partner for support in award.support}
    return "" if known and award.award in called.awards else "تقدیر یا همکار این ایده در فراخوان نیست."


def _field(edition: Edition, called: _Called, one: _Honoured) -> Entry:
    return called.fields[edition.facts[one.award.code].field]


def _counties(edition: Edition, called: _Called, one: _Honoured) -> tuple[str, ...]:
    counties = edition.facts[one.award.code].counties
    return ("همهٔ استان",) if counties == (WHOLE_PROVINCE,) else tuple(called.counties[county] for county in counties)


def _nominee(edition: Edition, called: _Called, one: _Honoured) -> Nominee:
    award = called.awards[one.award.award]
    return Nominee(award, _field(edition, called, one), _counties(edition, called, one))


def _winner(edition: Edition, called: _Called, one: _Honoured, photos: Mapping[str, Standing]) -> Winner:
    award, place = one
    idea = edition.facts[award.code]
    product, link = idea.chain
    return Winner(
        number=award.number,
        title=idea.title,
        summary=idea.summary,
        path=idea.path,
        sha256=idea.sha256,
        field=_field(edition, called, one),
        counties=_counties(edition, called, one),
        county_ids=idea.counties,
        stage=LABELS[idea.stage] if idea.stage else "",
        stage_id=idea.stage.value if idea.stage else "",
        product=idea.other_product if product == OTHER_CHAIN else called.chains.get(product, ""),
        product_id=product,
        link=called.links.get(link, ""),
        public_name=award.public_name or UNNAMED,
        award=called.awards[award.award],
        role="" if award.role is Role.NONE else LABELS[award.role],
        support=tuple((called.partners[support.partner], support.kind) for support in award.support),
        reason=award.reason,
        rank=place.rank,
        score=place.score,
        scores=_scores(edition, place),
        sheets=place.rows,
        photos=tuple(_shown(edition, idea, photos)),
    )


def _shown(edition: Edition, idea: Facts, photos: Mapping[str, Standing]) -> Iterator[Shown]:
    """An idea's photos; of one without words it is said whose it is."""
    own = [photo for photo in dict.fromkeys(idea.photos) if _photo_at(edition, photo) in photos]
    for number, photo in enumerate(own, 1):
        path = _photo_at(edition, photo)
        which = to_persian(f" {number}" if len(own) > 1 else "")
        alt = photo.caption or f"عکس{which} از ایدهٔ «{idea.title}»"
        name, width, height = photos[path]
        yield Shown(name, path, width, height, alt, photo.caption)


def _scores(edition: Edition, place: Ranked) -> tuple[Score, ...]:
    """The means of an idea, each under its own criterion, in the rubric's order."""
    criteria = edition.call.rubric.criteria
    means = edition.results.means(place) if edition.results else {}
    if means.keys() != {criterion.id for criterion in criteria}:
        raise FarakhanError(
            "results-criteria",
            "معیارهای نتیجه با معیارهای فراخوان یکی نیست؛ جمع‌بندی را دوباره انجام دهید.",
            f"submissions/{edition.name}/{Kind.RESULTS}",
        )
    return tuple(Score(criterion.name, criterion.weight, means[criterion.id]) for criterion in criteria)
