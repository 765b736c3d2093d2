"""Acts: what a named person did to the record, on which ideas, when and why; and the words that git keeps of it.

One act is one commit, but for what people send themselves, of which a commit has many. Its message has a subject for
colleagues and, as its last paragraph, trailers for programs, in git's own form:

    پذیرش: ایدهٔ ۲۷۳۹۴۰۱۸۶۵

    Act: accept
    Idea: 2739401865
    By: desk1

`Act` begins an act; what follows belongs to it. When it was done is the commit's own time. Commits from before this
form are read too.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator, ValidationError

from farakhan.model.base import Code, Frozen, matching, refuse
from farakhan.persian import letters
from farakhan.persian.digits import to_ascii, to_persian

OWNER, SERVER = "@owner", "@server"
"""Who acts where no staff does: an idea's owner, through the server; and the server by itself. No id looks so."""
MOST_WHY = 500
"""Letters of a reason; a message is no place for a story."""


class Kind(StrEnum):
    """What was done."""

    NEW = "new"
    MEND = "mend"
    ADD = "add"
    WITHDRAW = "withdraw"
    REGISTER = "register"
    ACCEPT = "accept"
    RETURN = "return"
    REJECT = "reject"
    HOLD = "hold"
    RENEW = "renew"
    COPY = "copy"
    UNDO = "undo"
    """Of a decision: how the idea stood before it."""
    ASSIGN = "assign"
    SHEET = "sheet"
    CONFIRM = "confirm"
    CLOSE = "close"
    REOPEN = "reopen"
    TALLY = "tally"
    AWARD = "award"
    OBJECT = "object"
    ANSWER = "answer"
    AMEND = "amend"
    ERASE = "erase"
    """Of photos that were published; what the vault had stands in its own log."""
    CONTACT = "contact"
    """Leaves nothing in git: it stands in the vault's log."""


_SENT = {
    Kind.NEW: "ایدهٔ تازه",
    Kind.MEND: "اصلاح",
    Kind.ADD: "افزودن عکس و کلیپ",
    Kind.WITHDRAW: "انصراف",
    Kind.OBJECT: "اعتراض",
}
"""What people do themselves, in the order in which a subject counts it."""
_WORDS = {
    **_SENT,
    Kind.REGISTER: "ثبت",
    Kind.ACCEPT: "پذیرش",
    Kind.RETURN: "بازگرداندن برای تکمیل",
    Kind.REJECT: "نپذیرفتن",
    Kind.HOLD: "نگه داشتن",
    Kind.RENEW: "رسید تازه",
    Kind.COPY: "نشان‌کردن رونوشت",
    Kind.UNDO: "برگرداندن تصمیم",
    Kind.ASSIGN: "تقسیم ایده‌ها میان داوران",
    Kind.SHEET: "برگ امتیاز داوران",
    Kind.CONFIRM: "تأیید برگ به گفتهٔ داور",
    Kind.CLOSE: "بستن برگ‌های داوران",
    Kind.REOPEN: "بازگشودن برگ یک داور",
    Kind.TALLY: "جمع‌بندی امتیازها",
    Kind.AWARD: "تصمیم هیئت داوران",
    Kind.ANSWER: "پاسخ به اعتراض",
    Kind.AMEND: "تغییر در فراخوان",
    Kind.ERASE: "برداشتن عکس منتشرشده",
    Kind.CONTACT: "درست‌کردن تماس",
}
"""What an act is called in a subject."""


def one_line(text: str) -> str:
    """Words as a trailer may hold them: on one line, in one spelling, nothing in them that cannot be seen."""
    whole = "".join(letter for letter in text if not "\ud800" <= letter <= "\udfff")
    return " ".join(letters.normalise(whole, MOST_WHY).split())


def _who(value: str) -> str:
    return value if value in (OWNER, SERVER) else _ID(value)


_ID = matching(r"[a-z0-9][a-z0-9_-]{0,39}", "a-z 0-9 _ -")


def _aware(value: datetime) -> datetime:
    if value.tzinfo is None:
        raise refuse("value-time")
    return value.replace(microsecond=0)


class Act(Frozen):
    """One act.

    Attributes:
        kind: what was done.
        ideas: the codes of the ideas that it names; none where it is about an edition as a whole.
        by: the id of a member of staff, `OWNER` or `SERVER`; empty where nobody has been tied to an id yet, so that
            only the commit's author says who it was.
        at: when, aware, to the second.
        why: a reason's id or words; empty where it has none.
    """

    kind: Kind
    ideas: tuple[Code, ...]
    by: Annotated[str, AfterValidator(_who)]
    at: Annotated[datetime, AfterValidator(_aware)]
    why: Annotated[str, AfterValidator(one_line)] = ""


def message(acts: Iterable[Act]) -> str:
    """A commit's message for the acts that it holds, at least one."""
    every = tuple(acts)
    trailers = "\n".join(line for act in every for line in _trailers(act))
    return f"{to_persian(_subject(every))}\n\n{trailers}\n"


def _trailers(act: Act) -> Iterator[str]:
    yield f"Act: {act.kind.value}"
    for code in act.ideas:
        yield f"Idea: {code}"
    if act.by:
        yield f"By: {act.by}"
    if act.why:
        yield f"Why: {act.why}"


def _subject(acts: tuple[Act, ...]) -> str:
    first = acts[0]
    if first.by == OWNER:
        counts = {kind: sum(len(act.ideas) for act in acts if act.kind is kind) for kind in _SENT}
        return f"از فرم سایت: {'، '.join(f'{counts[kind]} {words}' for kind, words in _SENT.items() if counts[kind])}"
    if first.kind is Kind.COPY and first.by == SERVER:
        return f"{len(first.ideas)} متن از دو راه رسیده بود"
    words = _WORDS[first.kind]
    if len(first.ideas) == 1:
        return f"{words}{_before_code(first.kind)} {first.ideas[0]}"
    return f"{words} ({len(first.ideas)} ایده)" if first.ideas else words


def _before_code(kind: Kind) -> str:
    return " ایدهٔ" if kind is Kind.REGISTER else ": ایدهٔ"


def acts_in(text: str, at: datetime) -> tuple[Act, ...]:
    """The acts that a commit's message names; none where it is no message of ours.

    A trailer that nobody understands is passed over, and an act of a kind that is not known here with all its trailers.

    Args:
        text: the message.
        at: the commit's time, aware.
    """
    groups: list[list[tuple[str, str]]] = []
    _, blank, paragraph = text.rstrip().rpartition("\n\n")
    for line in paragraph.split("\n") if blank else ():
        key, colon, value = line.partition(": ")
        if colon and key == "Act":
            groups.append([(key, value)])
        elif colon and groups:
            groups[-1].append((key, value))
    if not groups:
        return tuple(_before_trailers(text, at))
    acts = (_act(group, at) for group in groups)
    return tuple(act for act in acts if act)


def _act(trailers: list[tuple[str, str]], at: datetime) -> Act | None:
    """The act that some trailers say, of which the first is its kind."""
    last = dict(trailers)
    if last["Act"] not in set(Kind):
        return None
    ideas = tuple(value for key, value in trailers if key == "Idea" and _CODE.fullmatch(value))
    try:
        return Act(kind=Kind(last["Act"]), ideas=ideas, by=last.get("By", ""), at=at, why=last.get("Why", ""))
    except ValidationError:
        return None


_CODE = re.compile(r"[1-9][0-9]{9}", re.ASCII)
_LETTER = re.compile(r"^(new|mend|add|withdraw|copy): ([1-9][0-9]{9})$", re.ASCII | re.MULTILINE)
"""An old line of the server's: `new: 2739401865`."""
_BY_HAND = {
    f"{_WORDS[kind]}{_before_code(kind)}": kind
    for kind in (Kind.REGISTER, Kind.ACCEPT, Kind.RETURN, Kind.REJECT, Kind.HOLD, Kind.WITHDRAW, Kind.RENEW)
}
_SUBJECT = re.compile(r"(.+) ([۱-۹][۰-۹]{9})")
"""An old subject of the staff's: «پذیرش: ایدهٔ ۲۷۳۹۴۰۱۸۶۵»."""


def _before_trailers(text: str, at: datetime) -> Iterator[Act]:
    """The acts of a message from before trailers: lines of the server's, or a subject of the staff's."""
    subject = _SUBJECT.fullmatch(text.partition("\n")[0])
    if subject and subject[1] in _BY_HAND:
        kind = _BY_HAND[subject[1]]
        why = text.partition("\n\n")[2] if kind is Kind.RENEW else ""
        yield Act(kind=kind, ideas=(to_ascii(subject[2]),), by="", at=at, why=why)
        return
    for word, code in _LETTER.findall(text):
        kind = Kind(word)
        yield Act(kind=kind, ideas=(code,), by=SERVER if kind is Kind.COPY else OWNER, at=at)
