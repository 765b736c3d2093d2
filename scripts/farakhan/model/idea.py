"""The idea: the one list of its fields, from which every form, check and export is made.

`Content` is what its owner wrote and what is judged; the digest covers exactly that. `Idea` adds the secretariat's
part. A field's `title` is its Persian label; its `description` says in Persian what to write; `Asked` says the rest of
what its owner is asked. `FIELDS` is the list made of them.
"""

from enum import StrEnum
from typing import Annotated, NamedTuple

from pydantic import Field

from farakhan.model.base import (
    Body,
    Code,
    Distinct,
    Frozen,
    Line,
    Listed,
    Moment,
    OptionalCode,
    OptionalSha256,
    OptionalSlug,
    OptionalWhole,
    OrNone,
    Sha256,
    Slug,
    Slugs,
    Whole,
    one_of,
)
from farakhan.model.questions import Asked, Kind, Question, Section, When, questions


class Heading(NamedTuple):
    """A part of the body: its heading, what to write under it, and what else people call it."""

    label: str
    hint: str
    aliases: str


HEADINGS = (
    Heading("مسئله", "چه چیزی کم است یا هدر می‌رود، و برای چه کسانی؟", "مساله، بیان مسئله، طرح مسئله، شرح مسئله، مشکل"),
    Heading("ایده", "چه می‌سازید یا چه خدمتی می‌دهید؟", "شرح ایده، معرفی ایده، معرفی طرح، راه‌حل"),
    Heading(
        "شیوهٔ اجرا",
        "کجا، با چه کسانی و گام‌به‌گام چگونه؟",
        "روش اجرا، نحوهٔ اجرا، چگونگی اجرا، طرز اجرا، مراحل اجرا، روش کار، شیوهٔ کار",
    ),
    Heading(
        "نیازها",
        "چه ابزار، آموزش، جا یا پولی لازم دارید؟",
        "نیاز، نیازهای طرح، نیازمندی‌ها، امکانات، تجهیزات، ملزومات",
    ),
    Heading(
        "درآمد و بازار",
        "به چه کسی می‌فروشید و ماهی چقدر می‌ماند؟",
        "بازار و درآمد، فروش و درآمد، درآمد و فروش، بازار و فروش",
    ),
)
"""The headings that the form gives the body, in order; an idea without them is still an idea."""

WHOLE_PROVINCE = "all"
RULES_CONSENT = "consents.rules"
OTHER_CHAIN = "other"
BODY_LENGTH = (200, 20_000)


class Stage(StrEnum):
    """How far an idea has come."""

    IDEA = "idea"
    PILOT = "pilot"
    RUNNING = "running"


class Market(StrEnum):
    """Where the product is to be sold."""

    LOCAL = "local"
    PROVINCE = "province"
    NATIONAL = "national"
    EXPORT = "export"


class Role(StrEnum):
    """What the announcement offers eligible owners; wished for by the owner, granted by the jury."""

    NONE = "none"
    CHAIN_LEADER = "chain_leader"
    WORKSHOP_OPERATOR = "workshop_operator"


class OwnerKind(StrEnum):
    """Who stands behind an idea."""

    PERSON = "person"
    GROUP = "group"
    COMPANY = "company"


class Status(StrEnum):
    """What the secretariat decided last."""

    RECEIVED = "received"
    HELD = "held"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class MediaKind(StrEnum):
    """What a file beside an idea may be."""

    PHOTO = "photo"
    CLIP = "clip"


MEDIA_LIMITS = {MediaKind.PHOTO: 8 * 2**20, MediaKind.CLIP: 200 * 2**20}
"""Bytes that one original may have."""

MOST_MEDIA, MOST_NOTE = 12, 1000
"""Photos and clips of one idea, and letters of its note."""

LABELS: dict[StrEnum, str] = {
    Stage.IDEA: "در حد ایده",
    Stage.PILOT: "آزمایشی",
    Stage.RUNNING: "در حال اجرا",
    Market.LOCAL: "بازار محلی",
    Market.PROVINCE: "بازار استان",
    Market.NATIONAL: "بازار کشور",
    Market.EXPORT: "صادرات",
    Role.NONE: "بدون نقش",
    Role.CHAIN_LEADER: "راهبر زنجیره‌های ارزش",
    Role.WORKSHOP_OPERATOR: "پشتیبان و مجری راه‌اندازی کارگاه",
    OwnerKind.PERSON: "یک نفر",
    OwnerKind.GROUP: "گروه",
    OwnerKind.COMPANY: "شرکت یا تعاونی",
    Status.RECEIVED: "رسیده",
    Status.HELD: "در انتظار بررسی",
    Status.RETURNED: "بازگشته برای تکمیل",
    Status.ACCEPTED: "پذیرفته برای داوری",
    Status.REJECTED: "پذیرفته‌نشده",
    Status.WITHDRAWN: "انصراف صاحب ایده",
    MediaKind.PHOTO: "عکس",
    MediaKind.CLIP: "کلیپ",
}


def labelled(kind: type[StrEnum]) -> tuple[tuple[str, str], ...]:
    """The members of a closed set with their names, in order."""
    return tuple((member.value, LABELS[member]) for member in kind)


class ChainPlace(Frozen):
    """Where an idea stands in a product's chain; all empty if it named none."""

    product: Annotated[
        OptionalSlug,
        Field(title="محصول", description="محصولی که ایده در راه آن است."),
        Asked(
            Kind.ONE,
            Section.CHAIN,
            "محصول زنجیره، محصول اصلی، نام محصول، زنجیره، زنجیرهٔ ارزش",
            required=False,
            options=((OTHER_CHAIN, "محصولی دیگر"),),
            source="chains",
            alphabetical=True,
        ),
    ]
    link: Annotated[
        OptionalSlug,
        Field(title="حلقه", description="جایی از راه محصول که ایده پر می‌کند."),
        Asked(Kind.ONE, Section.CHAIN, "حلقهٔ زنجیره، حلقهٔ زنجیرهٔ ارزش", required=False, source="links"),
    ]
    other: Annotated[
        Line,
        Field(max_length=60, title="محصول دیگر", description="اگر محصول در فهرست نیست، نامش."),
        Asked(
            Kind.LINE,
            Section.CHAIN,
            "نام محصول دیگر",
            required=False,
            when=When("chain.product", (OTHER_CHAIN,)),
        ),
    ]


class Owners(Frozen):
    """Who stands behind an idea, by kind and number; never by name."""

    kind: Annotated[
        Annotated[OwnerKind, one_of(OwnerKind)] | None,
        OrNone,
        Field(title="صاحب ایده", description="ایده از یک نفر است، از یک گروه یا از یک شرکت؟"),
        Asked(Kind.ONE, Section.YOU, "صاحب طرح، متقاضی، فردی یا گروهی", options=labelled(OwnerKind)),
    ]
    count: Annotated[
        Annotated[Whole, Field(ge=1, le=10_000)] | None,
        OrNone,
        Field(title="شمار صاحبان", description="چند نفر صاحب این ایده‌اند."),
        Asked(
            Kind.COUNT,
            Section.YOU,
            "تعداد صاحبان، تعداد اعضا، شمار اعضا، تعداد اعضای گروه، تعداد افراد گروه",
            when=When("owners.kind", (OwnerKind.GROUP, OwnerKind.COMPANY), otherwise="1"),
        ),
    ]


class Media(Frozen):
    """A photo or clip in the vault, named by its content."""

    sha256: Annotated[Sha256, Field(title="اثر انگشت خود پرونده")]
    kind: Annotated[Line, Field(title="photo عکس، clip کلیپ")]
    bytes: Annotated[Whole, Field(ge=1, title="اندازه به بایت")]
    caption: Annotated[Line, Field(max_length=200, title="زیرنویس")]


class Consents(Frozen):
    """Which version of each consent's text the owner agreed to; empty where they did not."""

    rules: Annotated[
        OptionalSlug,
        Field(title="پذیرش مقررات"),
        Asked(
            Kind.CONSENT,
            Section.CONSENTS,
            "مقررات، قوانین، قبول مقررات، پذیرش قوانین، پذیرش شرایط، مقررات فراخوان",
            source="consents",
        ),
    ]
    publish_if_wins: Annotated[
        OptionalSlug,
        Field(
            title="انتشار در صورت برگزیده شدن",
            description="اگر نپذیرید هم می‌توانید برگزیده شوید: بی‌نام و بی‌متن معرفی می‌شوید.",
        ),
        Asked(
            Kind.CONSENT,
            Section.CONSENTS,
            "انتشار، اجازهٔ انتشار، رضایت انتشار، رضایت به انتشار، انتشار در سایت",
            required=False,
            source="consents",
        ),
    ]
    share_with_partners: Annotated[
        OptionalSlug,
        Field(title="در میان گذاشتن با همکاران"),
        Asked(
            Kind.CONSENT,
            Section.CONSENTS,
            "همکاران، اشتراک با همکاران، ارائه به همکاران، معرفی به همکاران",
            required=False,
            source="consents",
        ),
    ]


class Content(Frozen):
    """What the owner wrote: the thing that is judged, and that the digest covers.

    An idea is registered as it comes: whatever is missing is empty, and `lacking` says what. None is accepted so.
    """

    code: Annotated[Code, Field(title="کد رهگیری")]
    edition: Annotated[Slug, Field(title="دوره")]
    title: Annotated[
        Line,
        Field(max_length=120, title="عنوان", description="نامی کوتاه که کار را برساند."),
        Asked(
            Kind.LINE,
            Section.IDEA,
            "نام طرح، نام ایده، اسم طرح، اسم ایده، موضوع، تیتر، نام کار، اسم کار، نام پروژه، اسم پروژه، "
            "طرح، طرح پیشنهادی، "
            "ایدهٔ پیشنهادی، Title، title",
            least=5,
        ),
    ]
    summary: Annotated[
        Line,
        Field(max_length=300, title="خلاصه", description="در یک یا دو جمله: چیست و برای چه کسی."),
        Asked(Kind.LINE, Section.IDEA, "چکیده، شرح کوتاه، شرح مختصر، در یک جمله"),
    ]
    field: Annotated[
        OptionalSlug,
        Field(title="حوزه", description="نزدیک‌ترین حوزه به کار."),
        Asked(Kind.ONE, Section.IDEA, "حوزهٔ فعالیت، حوزهٔ کاری، زمینه، زمینهٔ فعالیت، رشته، دسته", source="fields"),
    ]
    counties: Annotated[
        Slugs,
        Field(title="شهرستان", description="جایی که ایده در آن اجرا می‌شود."),
        Asked(
            Kind.SEVERAL,
            Section.IDEA,
            "شهرستان‌ها، شهرستان محل اجرا، شهرستان اجرا، شهر محل اجرا، محل اجرا، مکان اجرا، جای اجرا، محل، مکان، "
            "منطقه، کجا، "
            "محل پیشنهادی، محل پیشنهادی اجرا، محدودهٔ اجرا، کدام شهرستان، در کدام شهرستان",
            least=1,
            options=((WHOLE_PROVINCE, "همهٔ استان"),),
            source="counties",
            alphabetical=True,
        ),
    ]
    stage: Annotated[
        Annotated[Stage, one_of(Stage)] | None,
        OrNone,
        Field(title="مرحله", description="اکنون کار در کدام مرحله است."),
        Asked(
            Kind.ONE, Section.WORK, "مرحلهٔ اجرا، وضعیت، وضعیت اجرا، در مرحله، در چه مرحله‌ای", options=labelled(Stage)
        ),
    ]
    chain: Annotated[ChainPlace, Field(title="زنجیرهٔ ارزش")]
    markets: Annotated[
        tuple[Annotated[Market, one_of(Market)], ...],
        Listed,
        Distinct,
        Field(title="بازار", description="جایی که محصول یا خدمت فروخته می‌شود."),
        Asked(
            Kind.SEVERAL,
            Section.WORK,
            "بازار هدف، بازارها، بازار فروش، محل فروش",
            required=False,
            options=labelled(Market),
        ),
    ]
    jobs: Annotated[
        Annotated[Whole, Field(le=100_000)] | None,
        OrNone,
        Field(title="شغل", description="شمار کسانی که کار پیدا می‌کنند."),
        Asked(
            Kind.COUNT,
            Section.WORK,
            "شمار شغل، تعداد شغل، اشتغال، اشتغال‌زایی، تعداد اشتغال، نیروی کار، تعداد شاغلان، شاغلین، "
            "تعداد شاغلین، افراد شاغل، تعداد افراد شاغل، نفرات مشغول، تعداد نفرات مشغول، چند نفر مشغول می‌شوند، "
            "چند نفر مشغول میشن، چند نفر، نفرات، تعداد نیرو، نیروی انسانی، اشتغال مستقیم، ایجاد اشتغال، "
            "ایجاد شغل، فرصت شغلی",
            required=False,
        ),
    ]
    capital: Annotated[
        OptionalWhole,
        Field(title="سرمایه", description="به تومان."),
        Asked(
            Kind.MONEY,
            Section.WORK,
            "بودجه، هزینهٔ راه‌اندازی، هزینهٔ اولیه، هزینهٔ اجرا، مبلغ مورد نیاز، هزینه، سرمایه‌گذاری، پول لازم، "
            "اعتبار لازم، "
            "چقدر پول می‌خواهد، چقدر پول میخواد",
            required=False,
        ),
    ]
    income: Annotated[
        OptionalWhole,
        Field(title="درآمد ماهانه", description="به تومان، برای همهٔ گروه."),
        Asked(Kind.MONEY, Section.WORK, "درآمد، درآمد ماهیانه، درآمد در ماه، درآمد پیش‌بینی‌شده", required=False),
    ]
    role: Annotated[
        Role,
        one_of(Role),
        Field(title="نقش دلخواه", description="اگر برگزیده شوید، چه نقشی را می‌پذیرید."),
        Asked(Kind.ONE, Section.YOU, "نقش، نقش درخواستی", required=False, options=labelled(Role)),
    ]
    owners: Annotated[Owners, Field(title="صاحبان")]
    media: Annotated[tuple[Media, ...], Listed, Field(max_length=MOST_MEDIA, title="عکس و کلیپ")]
    consents: Annotated[Consents, Field(title="رضایت‌ها")]
    body: Annotated[
        Body,
        Field(
            max_length=BODY_LENGTH[1],
            title="متن",
            description="مسئله، ایده، شیوهٔ اجرا، نیازها، درآمد و بازار.",
        ),
        Asked(Kind.TEXT, Section.BODY, "شرح، توضیح، توضیحات", least=BODY_LENGTH[0]),
    ]


class Idea(Content):
    """An idea as its file holds it: the content and the secretariat's part."""

    channel: Annotated[Slug, Field(title="راه ارسال")]
    arrived: Annotated[Moment, Field(title="زمان رسیدن")]
    registered: Annotated[Moment, Field(title="زمان ثبت")]
    registered_by: Annotated[OptionalSlug, Field(title="ثبت‌کننده")]
    paper: Annotated[Line, Field(max_length=40, title="شمارهٔ بایگانی کاغذی")]
    status: Annotated[Status, one_of(Status), Field(title="وضعیت")]
    screened: Annotated[OptionalSha256, Field(title="اثر انگشت متنی که تصمیم بر آن است")] = None
    reason: Annotated[OptionalSlug, Field(title="دلیل")]
    note: Annotated[Line, Field(max_length=MOST_NOTE, title="یادداشت")]
    copies_of: Annotated[OptionalCode, Field(title="رونوشتِ")]
    digest: Annotated[Sha256, Field(title="اثر انگشت")]
    receipt: Annotated[OptionalSha256, Field(title="اثر رمز رسید")] = None

    def content(self) -> Content:
        """The content alone."""
        return Content.model_construct(**{name: getattr(self, name) for name in Content.model_fields})


KEYS = tuple(name for name in Idea.model_fields if name != "body")
"""The front matter's keys, in the one order in which files are written."""

FIELDS = questions(Content)
"""What the owner of an idea is asked, in order; who they are is asked beside it, by the fields of `contact`."""


def lacking(content: Content) -> tuple[str, ...]:
    """The keys of what an idea cannot be accepted without and does not have, or has too little of, in order."""
    return tuple(question.key for question in FIELDS if _lacks(question, content))


def lacks(content: Content) -> str:
    """The same in words, by the labels that people read; empty where it is complete."""
    keys = lacking(content)
    return "، ".join(question.label for question in FIELDS if question.key in keys)


def _lacks(question: Question, content: Content) -> bool:
    if not question.asked.required:
        return False
    value: object = content
    for part in question.key.split("."):
        value = getattr(value, part)
    if value is None:
        return True
    return isinstance(value, str | tuple) and len(value) < (question.asked.least or 1)
