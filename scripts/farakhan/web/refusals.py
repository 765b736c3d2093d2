"""What the server does not do, said honestly: a status, a stable code, what is wrong and what to do."""

from http import HTTPStatus
from typing import NamedTuple

from farakhan.intake.owners import ProofWaitError
from farakhan.model.answers import Answers
from farakhan.problems import FarakhanError

MIB = 2**20


class Refusal(NamedTuple):
    """Why something was not taken, in Persian; `by_eitaa` offers the announced way in its place, `back` leads on."""

    status: HTTPStatus
    title: str
    words: str
    by_eitaa: bool = False
    back: str = "../write/"


BACK = {"../write/": "بازگشت به فرم", "../track/": "پیگیری", "own": "ایدهٔ من"}
"""Where a refusal's page leads, and what that is called."""
REFUSALS = {
    "too-large": Refusal(
        HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        "بزرگ‌تر از اندازه است",
        "هر عکس حداکثر ۸ مگابایت، حداکثر شش عکس، و متن حداکثر ۲۰٬۰۰۰ حرف. کوچک‌ترش کنید و دوباره بفرستید؛ عکس را پس"
        " از ثبت با ایتا هم می‌شود فرستاد.",
    ),
    "too-slow": Refusal(
        HTTPStatus.REQUEST_TIMEOUT,
        "خط اینترنت کند بود",
        "همهٔ نوشته نرسید. دوباره بفرستید؛ دو بار ثبت نمی‌شود.",
        by_eitaa=True,
    ),
    "too-many": Refusal(
        HTTPStatus.TOO_MANY_REQUESTS,
        "کمی صبر کنید",
        "از این خط اینترنت پشت سر هم فرستاده شده است. چند دقیقهٔ دیگر دوباره بفرستید؛ دو بار ثبت نمی‌شود.",
        by_eitaa=True,
    ),
    "busy": Refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "اکنون شلوغ است",
        "یک دقیقهٔ دیگر دوباره بفرستید؛ دو بار ثبت نمی‌شود.",
        by_eitaa=True,
    ),
    "broken": Refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "اکنون نمی‌شود",
        "کار این ایده به دست دبیرخانه گیر کرده است. به دبیرخانه زنگ بزنید، یا بعد دوباره بیایید.",
        by_eitaa=True,
    ),
    "closed": Refusal(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "فرم اکنون باز نیست",
        "دریافت با فرم هنوز راه نیفتاده است. ایده را با ایتا بفرستید.",
        by_eitaa=True,
    ),
    "fault": Refusal(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "کار ما ایراد دارد",
        "از شما نیست. یک بار دیگر بفرستید؛ دو بار ثبت نمی‌شود. اگر باز نشد، ایده را با ایتا بفرستید.",
        by_eitaa=True,
    ),
    "disk": Refusal(
        HTTPStatus.INSUFFICIENT_STORAGE,
        "جای نگهداری پر است",
        "چیزی ثبت نشد. ایده را با ایتا بفرستید یا چند ساعت دیگر دوباره بیایید.",
        by_eitaa=True,
    ),
    "origin": Refusal(HTTPStatus.FORBIDDEN, "از جای دیگری آمده است", "فرم را از سایت فراخوان باز کنید و بفرستید."),
    "form": Refusal(
        HTTPStatus.BAD_REQUEST,
        "خوانده نشد",
        "آنچه رسید شکل فرم را نداشت. فرم را از سایت باز کنید و دوباره بفرستید.",
        by_eitaa=True,
    ),
    "proof-wrong": Refusal(
        HTTPStatus.FORBIDDEN,
        "نمی‌خوانند",
        "کد رهگیری، رمز رسید و شمارهٔ همراه با هم نمی‌خوانند؛ هر سه را دوباره ببینید. رمزتان گم شده؟ به دبیرخانه زنگ"
        " بزنید تا رسیدی تازه بگیرید.",
        back="own",
    ),
    "proof-wait": Refusal(
        HTTPStatus.TOO_MANY_REQUESTS,
        "کمی صبر کنید",
        "چند بار نادرست زده شد. کمی بعد دوباره بزنید، یا به دبیرخانه زنگ بزنید.",
        back="own",
    ),
    "state-unknown": Refusal(
        HTTPStatus.NOT_FOUND,
        "پیدا نشد",
        "ایده‌ای با این کد نیست. کد را از رسید دوباره بخوانید، یا به دبیرخانه زنگ بزنید.",
        back="../track/",
    ),
    "too-late": Refusal(
        HTTPStatus.CONFLICT,
        "زمان تغییر گذشته است",
        "این ایده دیگر از اینجا عوض نمی‌شود و همان‌گونه که بود می‌ماند. اگر کاری هست به دبیرخانه زنگ بزنید.",
        back="own",
    ),
    "objection-closed": Refusal(
        HTTPStatus.CONFLICT,
        "اکنون زمان اعتراض نیست",
        "زمان اعتراض هنوز نرسیده یا گذشته است، یا این ایده پس گرفته شده است. چیزی ثبت نشد؛ اگر کاری هست به دبیرخانه زنگ"
        " بزنید.",
        back="own",
    ),
    "contact-held": Refusal(
        HTTPStatus.CONFLICT,
        "نخست دبیرخانه",
        "دبیرخانه هنوز نوشتهٔ دست‌نخوردهٔ شما را ندیده است. برای عوض کردن نام و شماره به آنجا زنگ بزنید.",
        back="own",
    ),
    "not-found": Refusal(
        HTTPStatus.NOT_FOUND,
        "پیدا نشد",
        "چنین رسیدی اینجا نیست. کد رهگیری را در صفحهٔ پیگیری بزنید.",
        back="../track/",
    ),
}
"""Everything that may be refused, by its code."""
_OF_ERROR = {
    "contact-held": "contact-held",
    "objection-closed": "objection-closed",
    "spool-full": "disk",
    "proof-wait": "proof-wait",
    "proof-wrong": "proof-wrong",
    "state-unknown": "state-unknown",
}
"""The refusals that errors come to; any other error is «broken», for a person must look."""


class Refused(Exception):  # noqa: N818 (an answer, not a failure)
    """A request gets a refusal for its answer.

    Attributes:
        code: of `REFUSALS`.
        after: seconds to wait before the next try; 0 says nothing of it.
        answers: what had been read of the form, for the ready message.
    """

    def __init__(self, code: str, after: int = 0, answers: Answers | None = None) -> None:
        """Keep what the answer is made of."""
        super().__init__(code)
        self.code, self.after, self.answers = code, after, answers or {}


def refusal_of(error: Exception, answers: Answers | None = None) -> Refused:
    """The refusal that a sender gets where an error stood in the way.

    Args:
        error: as it came; one that no person can cause is a fault of ours.
        answers: what had been read of the form.
    """
    match error:
        case Refused():
            return error
        case FarakhanError():
            after = error.seconds if isinstance(error, ProofWaitError) else 0
            return Refused(_OF_ERROR.get(error.code, "broken"), after, answers)
        case _:
            return Refused("fault")
