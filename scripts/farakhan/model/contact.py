"""Who sent an idea, as they are asked: the one list of these fields. Values of it live in the vault alone."""

from typing import Annotated

from pydantic import AfterValidator, Field

from farakhan.model.base import Frozen, Line, Names, Truth, matching
from farakhan.model.idea import OwnerKind
from farakhan.model.phones import KEPT_ALL
from farakhan.model.questions import Asked, Kind, Section, When, questions


class Contact(Frozen):
    """A person or a group, and how to reach them. No national ID: winners alone are asked for it, and not here."""

    name: Annotated[
        Line,
        Field(max_length=120, title="نام و نام خانوادگی", description="نام کسی که دبیرخانه با او حرف بزند."),
        Asked(
            Kind.LINE,
            Section.YOU,
            "نام، نام من، نام کامل، اسم، اسم من، نام متقاضی، نام فرستنده، نام و فامیل، نام و فامیلی، اسم و فامیل، "
            "اسم و فامیلی، نام خانوادگی، فامیل، فامیلی، اسم خودم، نام خودم، مجری، نام مجری، نماینده، نام نماینده، "
            "مدیرعامل، "
            "نام مدیرعامل، پیشنهاددهنده، نام پیشنهاددهنده، ارائه‌دهنده، نام ارائه‌دهنده، فرستنده، ارسال‌کننده، طراح، "
            "ایده‌پرداز، نام صاحب طرح، نام صاحب ایده، Name، name، مشخصات، "
            "مشخصات فرستنده، مشخصات متقاضی، معرفی خودم، سرگروه، کارآفرین، تولیدکننده، "
            "هنرمند، نام و شهرت، اسم و شهرت",
        ),
    ]
    mobile: Annotated[
        Line,
        AfterValidator(matching(r"09[0-9]{9}", "09170000000")),
        Field(title="تلفن همراه", description="برای رساندن کد رهگیری و خبر دادن؛ هر جور نوشتید پذیرفته است."),
        Asked(
            Kind.MOBILE,
            Section.YOU,
            "موبایل، همراه، شمارهٔ همراه، شمارهٔ موبایل، شمارهٔ تماس، شمارهٔ تماس من، تلفن تماس، شماره، تماس، "
            "راه ارتباطی، شمارهٔ تلفن، "
            "Mobile، mobile",
        ),
    ]
    phone: Annotated[
        Line,
        AfterValidator(matching(KEPT_ALL, "07130000000")),
        Field(title="تلفن دیگر", description="اگر همراهتان در دسترس نبود؛ داخلی را هم بنویسید."),
        Asked(Kind.PHONE, Section.YOU, "تلفن، تلفن ثابت، شمارهٔ ثابت، تلفن منزل", required=False),
    ]
    eitaa: Annotated[
        Line,
        Field(max_length=60, title="نام در ایتا", description="اگر با شمارهٔ دیگری در ایتا هستید."),
        Asked(Kind.LINE, Section.YOU, "آیدی ایتا، ایتا، شناسهٔ ایتا", required=False),
    ]
    members: Annotated[
        Names,
        Field(max_length=50, title="نام اعضا", description="اگر گروهید، نام هر نفر در یک سطر."),
        Asked(
            Kind.LINES,
            Section.YOU,
            "اعضا، اعضای گروه، نام اعضای گروه",
            required=False,
            when=When("owners.kind", (OwnerKind.GROUP, OwnerKind.COMPANY)),
        ),
    ]
    city: Annotated[
        Line,
        Field(max_length=60, title="شهر یا روستا", description="جایی که زندگی می‌کنید."),
        Asked(Kind.LINE, Section.YOU, "شهر، روستا، محل سکونت، محل زندگی", required=False),
    ]
    address: Annotated[
        Line,
        Field(max_length=300, title="نشانی", description="تنها اگر می‌خواهید نامه‌ای به شما برسد."),
        Asked(Kind.LINE, Section.YOU, "آدرس، نشانی پستی، نشانی منزل", required=False),
    ]
    public_name: Annotated[
        Line,
        Field(max_length=120, title="نام برای انتشار", description="اگر برگزیده شوید با چه نامی معرفی شوید."),
        Asked(
            Kind.LINE,
            Section.CONSENTS,
            "نامی که منتشر شود، نام منتشرشده، نامی که اگر برگزیده شدم منتشر شود، نام انتشار",
            required=False,
        ),
    ]
    call_wish: Annotated[
        Truth,
        Field(title="با من تماس بگیرید", description="اگر دوست دارید کسی از دبیرخانه زنگ بزند."),
        Asked(Kind.YES, Section.YOU, "تماس تلفنی، تماس بگیرید، زنگ بزنید", required=False),
    ]
    untouched: Annotated[
        dict[str, str],
        Field(
            title="نوشتهٔ دست‌نخورده",
            description="پاسخ‌هایی که در ایده پوشیده آمده‌اند، همان‌گونه که نوشته شده‌اند؛ تا دبیرخانه تصمیم بگیرد.",
        ),
    ] = Field(default_factory=dict)


FIELDS = questions(Contact)
"""What is asked beside the idea's own fields, in order."""
