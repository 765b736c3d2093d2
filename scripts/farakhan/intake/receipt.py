"""The receipt: what its owner gets to keep, for a messenger or an SMS."""

from datetime import datetime

from farakhan.model.call import Call
from farakhan.model.codes import grouped
from farakhan.model.idea import Idea
from farakhan.persian.calendar import TEHRAN, long_day, tehran_day
from farakhan.persian.digits import to_persian

DIGEST_SHOWN = 16
"""Letters of the digest that a receipt in words has; enough to tell one text from any other that exists."""


def receipt(call: Call, idea: Idea) -> str:
    """A receipt as text: the code, when it arrived and was registered in Tehran, the text's digest, whom to ask."""
    lines = (
        f"رسید ثبت ایده در فراخوان «{call.slogan}»",
        f"کد رهگیری: {to_persian(grouped(idea.code))}",
        f"عنوان: {idea.title}",
        f"رسیدن: {_moment(idea.arrived)}",
        f"ثبت: {_moment(idea.registered)}",
        f"اثر انگشت متن: {idea.digest[:DIGEST_SHOWN]}",
        "این کد را نگه دارید. برای پیگیری، تکمیل یا پس گرفتن ایده همین کد را بگویید.",
        f"{call.secretariat.name}: {to_persian(call.secretariat.phone)}، ایتا {to_persian(call.secretariat.eitaa)}",
    )
    return "\n".join(lines)


def _moment(instant: datetime) -> str:
    return f"{long_day(tehran_day(instant))}، ساعت {to_persian(instant.astimezone(TEHRAN).strftime('%H:%M'))}"
