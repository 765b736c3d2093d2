"""The jury's decision in words: what an idea is given, and in what two decisions differ, a line each."""

from collections.abc import Callable, Iterable, Iterator

from farakhan.model.call import Call, names
from farakhan.model.codes import grouped
from farakhan.model.idea import LABELS, Role
from farakhan.model.judging import Award, Awards, Support
from farakhan.persian.calendar import long_day
from farakhan.record.edition import Edition


def all_of(edition: Edition, award: Award) -> str:
    """All that an idea is given, on one line."""
    parts = [f"{label}: {say(edition, award)}" for label, say in _SAID.items() if say(edition, award)]
    return "؛ ".join(parts if award.public_name else [*parts, "بی نام و بی متن، به خواست صاحبش"])


def idea_words(edition: Edition, code: str) -> str:
    """An idea by its code and title."""
    title = edition.facts[code].title if code in edition.facts else ""
    return f"{grouped(code)} «{title}»"


def changes(edition: Edition, before: Awards, after: Awards) -> Iterator[str]:
    """A line for each thing in which two decisions differ."""
    old = {award.code: award for award in before.awards}
    new = {award.code: award for award in after.awards}
    passed = {entry.code: entry.reason for entry in after.passed_over}
    known = {entry.code: entry.reason for entry in before.passed_over}
    if before.results != after.results:
        yield "این تصمیم بر جمع‌بندی تازه استوار می‌شود."
    for code in old.keys() - new.keys() - passed.keys():
        yield f"{idea_words(edition, code)}: دیگر تقدیر نمی‌شود"
    for code, reason in passed.items():
        if known.get(code) != reason:
            yield f"{idea_words(edition, code)}: کنار گذاشته می‌شود: {reason}"
    for code, award in new.items():
        if code not in old:
            yield f"{idea_words(edition, code)}: تقدیر می‌شود؛ {all_of(edition, award)}"
            continue
        for label, say in _SAID.items():
            was, becomes = say(edition, old[code]), say(edition, award)
            if was != becomes:
                yield f"{idea_words(edition, code)}: {label}: «{was}» ← «{becomes}»"
    yield from _letter_changes(before, after)


def _letter_changes(before: Awards, after: Awards) -> Iterator[str]:
    letter = after.letter
    if before.letter != letter:
        if letter.day:
            yield f"شمارهٔ نامه: {letter.number}، {long_day(letter.day)}"
        else:
            yield f"نامهٔ {before.letter.number} دربارهٔ این تصمیم نیست؛ شماره‌اش برداشته می‌شود تا دوباره امضا شود."
    if before.signed_by != after.signed_by:
        yield f"امضا: {'، '.join(after.signed_by)}"


def helped(call: Call, support: Iterable[Support]) -> str:
    """Which partner helps how."""
    partners = names(call.partners)
    return "، ".join(f"{partners.get(one.partner, one.partner)}: {one.kind}" for one in support)


_SAID: dict[str, Callable[[Edition, Award], str]] = {
    "تقدیر": lambda edition, award: names(edition.call.awards).get(award.award, award.award),
    "نقش": lambda _, award: "" if award.role is Role.NONE else LABELS[award.role],
    "حمایت": lambda edition, award: helped(edition.call, award.support),
    "نام برای انتشار": lambda _, award: award.public_name,
    "دلیل": lambda _, award: award.reason,
}
"""What is told of an award, by its label."""
