"""What people are told: the words of faults, of receipts, and of what comes next."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

from farakhan.face import standing
from farakhan.face.controls import errors
from farakhan.face.receipt import receipt
from farakhan.face.receipt import shown as shown_word
from farakhan.intake.sending import Receipt
from farakhan.message.writing import parts
from farakhan.message.writing import render as message
from farakhan.model.answers import ASKED, Answers
from farakhan.model.call import Call
from farakhan.model.codes import grouped
from farakhan.model.idea import LABELS, Idea, Status
from farakhan.model.objection import Objection
from farakhan.model.personal import WORDS
from farakhan.model.public import Seen, seen
from farakhan.persian.calendar import long_day, tehran_day
from farakhan.persian.digits import to_persian
from farakhan.store.spool.letters import Act

_OF_CHECK = {
    **WORDS,
    "idea-owners": "برای گروه، شمار صاحبان دست‌کم ۲ نفر است.",
    "idea-chain-other": "نام محصول دیگر را بنویسید.",
    "idea-link": "این حلقه در راه این محصول نیست؛ حلقه‌ای دیگر برگزینید یا خالی بگذارید.",
}
_ELSE = "«{}» درست نیست؛ دوباره ببینیدش."


def sentences(faults: Mapping[str, str], words: Mapping[str, str]) -> dict[str, str]:
    """What is said of each fault, by the fields' keys, in the form's order.

    Args:
        faults: as `Faulty` has them.
        words: of those that have no sentence here.
    """
    by_field = {}
    for question in ASKED:
        fault = faults.get(question.key)
        if fault:
            own = dict(errors(question))
            by_field[question.key] = own.get(fault) or _OF_CHECK.get(fault, _ELSE).format(question.label)
    return {**by_field, **words}


def told(call: Call, given: Receipt, today: date, photos: str = "") -> dict[str, Any]:
    """A receipt as JSON; also what its page shows.

    Args:
        call: of the edition.
        given: what its sender is told.
        today: in Tehran.
        photos: `later` or `left`, where photos did not come in with their text.
    """
    idea = given.idea
    return {
        "code": idea.code,
        "shown": to_persian(grouped(idea.code)),
        "word": shown_word(given.word),
        "title": idea.title,
        "act": given.act.value,
        "arrived": idea.arrived.isoformat(),
        "registered": idea.registered.isoformat(),
        "status": seen(idea.status).value,
        "status_name": LABELS[seen(idea.status)],
        "digest": idea.digest,
        "late": given.late,
        "again": given.again,
        "done": given.done,
        "receipt": receipt(call, idea, word=given.word),
        "photos": photos,
        "objection": to_persian(given.objection) if given.objection else "",
        "next": [*_of_photos(call, photos), *_next(call, given, today)],
    }


def _of_photos(call: Call, photos: str) -> Iterator[str]:
    if photos == "later":
        yield "متن شما ثبت شد و محفوظ است؛ عکس‌ها رسید و بعداً افزوده می‌شود. لازم نیست دوباره بفرستید."
        yield (
            "اثر انگشت این رسید از متن بی عکس است و با افزوده شدن عکس‌ها عوض می‌شود؛ "
            "رسید تازه را با همین کد از دبیرخانه بخواهید."
        )
    elif photos:
        eitaa = to_persian(call.secretariat.eitaa)
        yield (
            "متن شما ثبت شد و محفوظ است، ولی جا برای عکس‌ها نبود و نگه داشته نشد. چند ساعت دیگر با کد، رمز رسید "
            f"و شمارهٔ همراهتان از «ایدهٔ من» بفرستیدشان، یا با همین کد به شمارهٔ {eitaa} در ایتا."
        )


def _next(call: Call, given: Receipt, today: date) -> Iterator[str]:
    """What comes next, in short sentences."""
    last = long_day(call.dates.deadline)
    if given.act is Act.WITHDRAW:
        yield "ایده پس گرفته شد و داوری نمی‌شود. اگر نظرتان عوض شد، تا پایان مهلت ایده‌ای تازه بفرستید."
        return
    if given.act is Act.CONTACT:
        yield "از این پس با کد رهگیری، رمز رسید و شمارهٔ تازه شناخته می‌شوید؛ متن ایده همان است که بود."
        return
    if given.act is Act.OBJECT:
        yield "دبیرخانه آن را می‌خواند و به هیئت داوران می‌رساند. پس از پاسخ می‌توانید دوباره بنویسید."
        yield "پاسخ را در «ایدهٔ من» می‌خوانید، با همان کد رهگیری، رمز رسید و شمارهٔ همراه."
        return
    if given.late:
        yield f"این ایده پس از پایان مهلت ({last}) رسید. نگه داشته شد و دبیرخانه دربارهٔ آن تصمیم می‌گیرد."
    else:
        yield "کسی از دبیرخانه آن را می‌خواند؛ اگر چیزی لازم بود به شما زنگ می‌زند."
    yield "رسید را نگه دارید و رمزش را به کسی نشان ندهید. وضعیت ایده را با آن در صفحهٔ پیگیری می‌بینید."
    if not given.late and today <= call.dates.deadline:
        yield f"تا پایان {last} با همین کد و رمز و شمارهٔ همراهتان می‌توانید ایده را عوض کنید یا پس بگیرید."
    eitaa = to_persian(call.secretariat.eitaa)
    yield f"اگر از کار کلیپی دارید، با همین کد به شمارهٔ {eitaa} در ایتا بفرستید. کلیپ شرط نیست و امتیاز ندارد."


DONE = {
    Act.NEW: "ایدهٔ شما ثبت شد",
    Act.MEND: "ایدهٔ شما عوض شد",
    Act.ADD: "به ایدهٔ شما افزوده شد",
    Act.WITHDRAW: "ایده پس گرفته شد",
    Act.CONTACT: "نام و شمارهٔ شما عوض شد",
    Act.OBJECT: "اعتراض شما ثبت شد",
}
"""What is said of what stands as asked."""


def closed(idea: Idea) -> str:
    """Why an owner cannot change their idea any more."""
    if idea.status is Status.WITHDRAWN:
        return "این ایده پس گرفته شده است و داوری نمی‌شود. تا پایان مهلت می‌توانید ایده‌ای تازه بفرستید."
    return "زمان تغییر این ایده گذشته است و همان‌گونه که هست می‌ماند. اگر کاری هست به دبیرخانه زنگ بزنید."


def by_eitaa(call: Call, answers: Answers) -> list[str]:
    """The ready message, in as many parts as a messenger needs; empty where nothing was written."""
    return parts(message(call, ASKED, answers)) if answers else []


def shown(call: Call, idea: Idea, state: Seen, today: date) -> dict[str, Any]:
    """An idea in a line or two, for whoever has proved that it is theirs; with what the secretariat wrote to them."""
    words = standing.words(call, state, today)
    return {
        "title": idea.title,
        "shown": to_persian(grouped(idea.code)),
        "status": words.name,
        "arrived": long_day(tehran_day(idea.arrived)),
        "why": words.why,
        "note": idea.note if state.state is Status.RETURNED else "",
    }


def objection(made: Objection) -> dict[str, Any]:
    """An objection as its owner sees it: what is personal in it stays masked here too."""
    return {
        "number": to_persian(made.number),
        "arrived": long_day(tehran_day(made.arrived)),
        "text": made.text,
        "masked": made.sealed,
        "answer": made.answer,
        "answered": long_day(tehran_day(made.answered)) if made.answered else "",
    }


def instant(value: object) -> object:
    """A value as JSON; an instant to the second, an unknown one empty."""
    if value is None:
        return ""
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value


def metrics(values: Mapping[str, object]) -> Iterator[str]:
    """Numbers as lines for Prometheus; what is no number, or not known, has none.

    Without prometheus_client: that keeps counts between two questions, and these are all read when they are asked for.
    """
    for name, value in values.items():
        if isinstance(value, datetime):
            yield f"farakhan_{name}_timestamp_seconds {value.timestamp():.0f}\n"
        elif isinstance(value, int | float):
            yield f"farakhan_{name} {float(value):.15g}\n"
