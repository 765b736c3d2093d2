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
    Code,
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

    id: Annotated[Slug, Field(title="شناسه")]
    name: Annotated[Name, Field(title="نام")]


class FieldOfWork(Entry):
    """A field of work; `words` point to it in a message in which its own name does not stand."""

    words: Annotated[Names, Field(title="واژه‌هایی که در پیام‌ها این حوزه را نشان می‌دهند")] = ()


class County(Entry):
    """A county; `tile` is its place on the tile map, column and row from the north-west, empty for none."""

    tile: Annotated[
        Line,
        AfterValidator(matching(r"[0-9]{1,2}-[0-9]{1,2}", "3-1")),
        Field(title="جا در نقشهٔ کاشی‌ها: ستون-سطر از گوشهٔ شمال باختری؛ خالی: تنها در جدول"),
    ] = ""


class Chain(Entry):
    """A product and the links of its way that are of interest."""

    links: Annotated[Slugs, Field(title="حلقه‌های راه این محصول، از links")]


class Channel(Entry):
    """A way to send; only Eitaa is announced, the others are proposals to be switched on or off."""

    open: Annotated[Truth, Field(title="باز است یا نه")]
    note: Annotated[Line, Field(title="یک جمله برای مردم")]


class Level(Frozen):
    """What a score means, in words, so that judges mean the same by it."""

    score: Annotated[Whole, Field(title="امتیاز، از ۰ تا rubric.scale")]
    words: Annotated[Name, Field(max_length=200, title="یعنی چه")]


class Criterion(Entry):
    """What a judge scores, with its weight, a guide in plain words, and words for some of its levels."""

    weight: Annotated[Whole, Field(ge=1, le=1000), Field(title="وزن")]
    guide: Annotated[Name, Field(title="راهنمای داور، به زبان ساده")]
    levels: Annotated[tuple[Level, ...], Listed, Field(title="معنای چند امتیاز، به زبان ساده")] = ()


class Rubric(Frozen):
    """The scale, from 0 to `scale`, and the criteria."""

    scale: Annotated[Whole, Field(ge=1, le=1000), Field(title="بالاترین امتیاز؛ کمترین صفر است")]
    criteria: Annotated[tuple[Criterion, ...], Listed, Field(min_length=1), Field(title="معیارها")]


class Quota(Frozen):
    """How many winners one field or one county may have, at least and at most; none where empty."""

    id: Annotated[Slug, Field(title="شناسهٔ حوزه")]
    least: Annotated[OptionalWhole, Field(title="دست‌کم چند برگزیده")]
    most: Annotated[OptionalWhole, Field(title="حداکثر چند برگزیده")]


class TallyRule(StrEnum):
    """How an idea's rows become its score; `tally.rules` has a function for each."""

    MEAN = "mean"
    CO_READERS = "co_readers"


class TallyOptions(Frozen):
    """How scores become a ranking, and the ranking winners.

    `tie_break` has criteria, and may have `co_readers`: the score by that rule, before the jury or a lot.
    `tie` says who decides a tie over the cut: the jury, or a lot drawn from `seed`, which becomes known only after the
    sheets are closed and each idea has its public number.
    """

    rule: Annotated[TallyRule, one_of(TallyRule), Field(title="قاعدهٔ جمع‌بندی")]
    min_sheets: Annotated[Whole, Field(ge=1), Field(title="شمار برگه‌هایی که ایده برای رتبه لازم دارد")]
    winners: Annotated[Whole, Field(ge=1), Field(title="شمار برگزیدگان")]
    tie_break: Annotated[Slugs, Field(title="معیارهایی که به ترتیب تساوی را می‌شکنند")]
    tie: Annotated[Name, AfterValidator(chosen("jury", "lot")), Field(title="تساوی روی مرز: jury هیئت، lot قرعه")]
    seed: Annotated[Line, Field(title="عبارت همگانی قرعه؛ پس از بستن برگ‌ها نوشته می‌شود")]
    field_quotas: Annotated[tuple[Quota, ...], Listed, Field(title="سهم حوزه‌ها")]
    county_most: Annotated[OptionalWhole, Field(title="حداکثر برگزیده از یک شهرستان")]


class Round(Entry):
    """One reading of ideas by judges; the first is of all, each later one of a shortlist.

    `readings` is how many judges read an idea in it. `shortlist` is how many ideas at least come into it, empty for the
    first; all that lie at most `margin` points of 100 below the last of those come too.
    """

    readings: Annotated[Whole, Field(ge=1), Field(title="در این دور هر ایده را چند داور می‌خوانند")]
    shortlist: Annotated[
        OptionalWhole, Field(title="چند ایده به این دور می‌رسند؛ دور نخست خالی است و همه را می‌خواند")
    ] = None
    margin: Annotated[
        Whole, Field(le=100), Field(title="ایده‌هایی که تا این اندازه از ۱۰۰ پایین‌تر از مرزند هم می‌رسند")
    ] = 0


FIRST = "first"
"""The id of the one round of a call that names none."""


class Dates(Frozen):
    """The days of an edition, each whole in Tehran; where none was announced, it is empty."""

    opens: Annotated[OptionalDay, Field(title="آغاز")]
    deadline: Annotated[Day, Field(title="مهلت ارسال؛ تا پایان همین روز")]
    repair_until: Annotated[OptionalDay, Field(title="پایان تکمیل ایده‌های بازگشته")]
    judging_from: Annotated[OptionalDay, Field(title="آغاز داوری")]
    judging_until: Annotated[OptionalDay, Field(title="پایان داوری")]
    objections_until: Annotated[OptionalDay, Field(title="پایان اعتراض")]
    announced: Annotated[OptionalDay, Field(title="معرفی برگزیدگان")]

    def in_order(self) -> Iterator[tuple[str, date]]:
        """The days that are set, in the order in which they must come."""
        for name in type(self).model_fields:
            day = getattr(self, name)
            if day:
                yield name, day


class Amendment(Frozen):
    """A change of the call itself, most often a longer deadline; pages show all of them."""

    what: Annotated[Name, Field(title="چه چیزی")]
    old: Annotated[Line, Field(title="پیش از آن")]
    new: Annotated[Line, Field(title="پس از آن")]
    why: Annotated[Name, Field(title="چرا")]
    on: Annotated[Day, Field(title="در چه روزی")]


class Secretariat(Frozen):
    """Who answers, and where."""

    name: Annotated[Name, Field(title="نام دبیرخانه")]
    phone: Annotated[Phone, Field(title="تلفن، بی کد شهر")]
    area_code: Annotated[Line, AfterValidator(matching(r"0[0-9]{2}", "071")), Field(title="کد شهر")]
    address: Annotated[Name, Field(title="نشانی")]
    eitaa: Annotated[Phone, Field(title="شمارهٔ ایتا")]


class News(Frozen):
    """Who announced the call; stands on the home page's news line only."""

    official: Annotated[Name, Field(title="چه کسی خبر داد")]
    post: Annotated[Name, Field(title="سمت او")]


class Executor(Frozen):
    """Who cooperates in carrying the plan out, and under whom it stands."""

    name: Annotated[Name, Field(title="نام همکار اجرا")]
    under: Annotated[Name, Field(title="زیر نظر چه کسی")]


class Conflict(Frozen):
    """An idea that a judge must not read by their own word, and why: a word on how they are tied to it, no name."""

    idea: Annotated[Code, Field(title="کد ایده")]
    reason: Annotated[Name, Field(max_length=200, title="چرا، در یک دو واژه و بی‌نام")]


class Judge(Frozen):
    """A judge by a short code; names live outside git.

    Attributes:
        id: as assignments and sheets name them.
        fields: those that they know; empty for every field.
        most: how many ideas they read at most; none at all where it is 0, any number where it is empty.
        counties: of which they read no idea, as their own or one where they hold an office.
        conflicts: further ideas that they must not read.
    """

    id: Annotated[Slug, Field(title="شناسهٔ داور؛ نامش اینجا نمی‌آید")]
    fields: Annotated[Slugs, Field(title="حوزه‌های او، از fields")]
    most: Annotated[OptionalWhole, Field(title="دست‌بالا چند ایده می‌خواند؛ خالی: هر چند تا")] = None
    counties: Annotated[Slugs, Field(title="شهرستان‌هایی که ایده‌ای از آن‌ها نمی‌خواند، از counties")] = ()
    conflicts: Annotated[tuple[Conflict, ...], Listed, Field(title="ایده‌هایی که به گفتهٔ خودش نباید بخواند")] = ()

    def knows(self, field: str) -> bool:
        """Whether a field is one of theirs."""
        return not self.fields or field in self.fields


class Recipient(Frozen):
    """Who can open contacts: a person by name, or the paper key in its envelope; and their public key."""

    holder: Annotated[Name, Field(title="کلید نزد کیست")]
    kind: Annotated[Name, AfterValidator(chosen("staff", "paper")), Field(title="staff کارشناس، paper پاکت کاغذی")]
    key: Annotated[Name, AfterValidator(matching(r"age1[0-9a-z]{58}", "age1…")), Field(title="نیمهٔ عمومی کلید")]


class Consent(Entry):
    """A consent with the version of its text."""

    version: Annotated[Slug, Field(title="نسخهٔ متن")]
    text: Annotated[Name, Field(title="متن رضایت")]


class Reasons(Frozen):
    """Why an idea may be returned to its owner, or rejected.

    Attributes:
        if_incomplete: why one goes back by itself that came without something it cannot be accepted without; where
            there is no such reason it is held, for staff to look at.
        if_no_consent: likewise, where nothing but the consent to the rules is missing.
    """

    returned: Annotated[tuple[Entry, ...], Listed, Field(title="دلیل‌های بازگشت به صاحب ایده")]
    rejected: Annotated[tuple[Entry, ...], Listed, Field(title="دلیل‌های نپذیرفتن")]
    if_incomplete: Annotated[OptionalSlug, Field(title="دلیل بازگشت خودبه‌خود ایدهٔ ناتمام، از returned")] = None
    if_no_consent: Annotated[OptionalSlug, Field(title="همان، اگر تنها پذیرش مقررات کم است")] = None


Entries = Annotated[tuple[Entry, ...], Listed]


class Call(Frozen):
    """One edition of the call.

    `intake` is where the form is sent: empty for nowhere, `/` where one server has site and intake, else its origin.
    `objections` says who sees the results while they are proposed.
    `status_counts` says whether the public sees how many ideas were accepted, rejected and so on.
    `calibration` is what all judges score first, outside the count: an idea by its code, or one made up, in words.
    `readings` is how many judges read an idea; where it is empty, as many as it needs sheets for a rank.
    `rounds` are the readings one after the other, where there is more than one; `all_rounds` has them in any case.
    """

    edition: Annotated[Slug, Field(title="شناسهٔ دوره، همان نام پوشه")]
    sample: Annotated[Truth, Field(title="دورهٔ نمونه است یا نه")]
    confirmed: Annotated[Truth, Field(title="سال و روزها قطعی است یا نه")]
    proposals: Annotated[Names, Field(title="جاهایی که پیشنهاد ماست و اعلام نشده: کلیدها با نقطه")]
    slogan: Annotated[Name, Field(title="شعار")]
    name: Annotated[Name, Field(title="نام فراخوان")]
    province: Annotated[Name, Field(title="استان")]
    organiser: Annotated[Name, Field(title="برگزارکننده")]
    secretariat: Annotated[Secretariat, Field(title="دبیرخانه")]
    news: Annotated[News, Field(title="خبر فراخوان")]
    executor: Annotated[Executor, Field(title="همکار اجرا")]
    partners: Annotated[Entries, Field(title="همکاران")]
    aims: Annotated[Names, Field(title="هدف‌ها")]
    invited: Annotated[Names, Field(title="چه کسانی دعوت شده‌اند")]
    offers: Annotated[Names, Field(title="آنچه به صاحبان ایده داده می‌شود")]
    recommended: Annotated[Names, Field(title="آنچه سفارش شده است")]
    place: Annotated[Name, Field(title="کجا اجرا می‌شود")]
    dates: Annotated[Dates, Field(title="روزها، جلالی")]
    amendments: Annotated[tuple[Amendment, ...], Listed, Field(title="اصلاحیه‌ها")]
    grace_minutes: Annotated[Whole, Field(title="دقیقه‌های پذیرش پس از پایان مهلت")]
    fields: Annotated[tuple[FieldOfWork, ...], Listed, Field(min_length=1), Field(title="حوزه‌ها")]
    counties: Annotated[tuple[County, ...], Listed, Field(min_length=1), Field(title="شهرستان‌ها")]
    links: Annotated[Entries, Field(title="حلقه‌های زنجیره")]
    chains: Annotated[tuple[Chain, ...], Listed, Field(title="محصول‌ها با حلقه‌هایشان")]
    channels: Annotated[tuple[Channel, ...], Listed, Field(min_length=1), Field(title="راه‌های ارسال")]
    rubric: Annotated[Rubric, Field(title="معیارهای داوری")]
    tally: Annotated[TallyOptions, Field(title="جمع‌بندی")]
    awards: Annotated[Entries, Field(title="عنوان‌های تقدیر")]
    reasons: Annotated[Reasons, Field(title="دلیل‌ها")]
    consents: Annotated[tuple[Consent, ...], Listed, Field(title="رضایت‌ها")]
    age_recipients: Annotated[tuple[Recipient, ...], Listed, Field(title="کلیدهایی که اطلاعات تماس را باز می‌کنند")]
    staff: Annotated[tuple[Member, ...], Listed, Field(title="کارشناسان، با شناسه")]
    judges: Annotated[tuple[Judge, ...], Listed, Field(title="داوران، با شناسه")]
    intake: Annotated[
        Line,
        AfterValidator(matching(r"/|https?://[a-z0-9.-]+(?::[0-9]{1,5})?", "https://…")),
        Field(title="نشانی دریافت فرم: خالی، / یا نشانی سرور"),
    ]
    retention: Annotated[OptionalDay, Field(title="روز پاک شدن اطلاعات تماس")]
    objections: Annotated[
        ProposedTo,
        one_of(ProposedTo),
        Field(title="نتیجهٔ پیشنهادی را چه کسی ببیند: owners هر کس ایدهٔ خود، public همه"),
    ] = ProposedTo.OWNERS
    status_counts: Annotated[Truth, Field(title="شمار ایده‌ها به تفکیک وضعیت دیده شود یا نه")] = False
    readings: Annotated[OptionalWhole, Field(title="هر ایده را چند داور می‌خوانند؛ خالی: به شمار tally.min_sheets")] = (
        None
    )
    rounds: Annotated[tuple[Round, ...], Listed, Field(title="دورهای داوری، به ترتیب؛ خالی: یک دور")] = ()
    calibration: Annotated[
        Line,
        Field(
            max_length=2000,
            title="آنچه همهٔ داوران نخست و بیرون از شمارش امتیاز می‌دهند: کد یک ایده یا ایده‌ای ساختگی؛ خالی: هیچ",
        ),
    ] = ""

    def __hash__(self) -> int:
        """Cheap, for whoever keeps what was made of a call beside it."""
        return hash(self.edition)

    def closes(self) -> datetime:
        """The instant from which on an idea is late: the deadline day's end in Tehran and the grace after it."""
        return calendar.end_of_day(self.dates.deadline) + timedelta(minutes=self.grace_minutes)

    def all_rounds(self) -> tuple[Round, ...]:
        """The rounds in their order; where the call names none, one that reads all."""
        if self.rounds:
            return self.rounds
        return (Round(id=FIRST, name="دور نخست", readings=self.readings or self.tally.min_sheets),)

    def readers(self) -> int:
        """How many judges read an idea that comes into every round."""
        return sum(part.readings for part in self.all_rounds())

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

    def hears_objections(self, day: date) -> bool:
        """Whether owners may object on a day: results are proposed, and their time is announced and not over."""
        until = self.dates.objections_until
        return until is not None and day <= until and self.phase(day) is Phase.PROPOSED

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
