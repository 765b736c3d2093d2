"""The message to an idea's owner after a decision: what it is, why, and until when they may do what.

It goes through messengers and companies that send SMS, so that nothing of the idea or of a person stands in it: no
title, no name, no number but the tracking code and the secretariat's own.
"""

from collections.abc import Mapping
from datetime import date

from farakhan.model import standing
from farakhan.model.call import Call, names
from farakhan.model.codes import grouped
from farakhan.model.idea import Idea, Status, lacks
from farakhan.persian.calendar import long_day
from farakhan.persian.digits import to_persian

_SAID: Mapping[Status, str] = {
    Status.ACCEPTED: "برای داوری پذیرفته شد. نتیجه را پس از داوری خبر می‌دهیم.",
    Status.RETURNED: "هنوز کامل نیست و برای تکمیل به شما برگشت.",
    Status.REJECTED: "برای داوری پذیرفته نشد.",
    Status.HELD: "در دست بررسی است و نتیجه را خبر می‌دهیم.",
    Status.WITHDRAWN: "به خواست شما کنار گذاشته شد. اگر نظرتان عوض شد خبر دهید.",
}


def notice(call: Call, idea: Idea, today: date) -> str:
    """The message about how an idea stands; empty where nobody has decided on it yet.

    Args:
        call: of its edition.
        idea: as its file has it.
        today: a last day that has passed is not told.
    """
    counts = standing.counted(idea)
    if counts.status not in _SAID:
        return ""
    secretariat, code = call.secretariat, to_persian(grouped(idea.code))
    lines = [
        f"سلام. ایدهٔ شما با کد رهگیری {code} در فراخوان «{call.slogan}» {_SAID[counts.status]}",
        _why(call, counts),
        _needed(call, counts, today),
        f"{secretariat.name}: {to_persian(secretariat.phone)}، ایتا {to_persian(secretariat.eitaa)}",
    ]
    return "\n".join(filter(None, lines))


def _why(call: Call, idea: Idea) -> str:
    reasons = names((*call.reasons.returned, *call.reasons.rejected))
    reason = reasons.get(idea.reason or "", "")
    return f"دلیل: {reason}." if reason else ""


def _needed(call: Call, idea: Idea, today: date) -> str:
    """What the owner of a returned idea is to write, and until when."""
    if idea.status is not Status.RETURNED:
        return ""
    missing = lacks(idea)
    note = idea.note or (f"این‌ها هنوز لازم است: {missing}" if missing else "")
    until = call.dates.repair_until or call.dates.deadline
    last = f"تا پایان {long_day(until)} در صفحهٔ «ایدهٔ من» بنویسید یا به دبیرخانه بگویید." if today <= until else ""
    return "\n".join(filter(None, (note, last)))
