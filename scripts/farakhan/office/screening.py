"""What the secretariat decides on an idea: one act, one commit by that person. The content never changes here."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path

from farakhan.checks.idea import inspect
from farakhan.checks.terms import terms
from farakhan.files import idea as idea_file
from farakhan.model import standing
from farakhan.model.call import Call
from farakhan.model.codes import looks_like_code
from farakhan.model.idea import Idea, Status
from farakhan.persian.digits import to_ascii, to_persian
from farakhan.problems import FarakhanError
from farakhan.record.idea import IdeaPlace
from farakhan.store import disk
from farakhan.store.git.commits import New, Person, commit


class Decision(StrEnum):
    """An act of screening."""

    ACCEPT = "accept"
    RETURN = "return"
    REJECT = "reject"
    HOLD = "hold"
    WITHDRAW = "withdraw"


STATUS = {
    Decision.ACCEPT: Status.ACCEPTED,
    Decision.RETURN: Status.RETURNED,
    Decision.REJECT: Status.REJECTED,
    Decision.HOLD: Status.HELD,
    Decision.WITHDRAW: Status.WITHDRAWN,
}
SHOWN = 8
"""Letters of a text's digest that say which text a person has seen."""
DONE = {
    Decision.ACCEPT: "پذیرش",
    Decision.RETURN: "بازگرداندن برای تکمیل",
    Decision.REJECT: "نپذیرفتن",
    Decision.HOLD: "نگه داشتن",
    Decision.WITHDRAW: "انصراف",
}
"""What an act is called in a commit's message."""


def find(root: Path, said: str) -> tuple[str, str]:
    """The edition in which an idea stands, and its code, however a person writes it (۲۷۳-۹۴۰-۱۸۶۵).

    Raises:
        FarakhanError: `no-idea`, no edition has it.
    """
    code = "".join(letter for letter in to_ascii(said) if letter.isascii() and letter.isdigit())
    if looks_like_code(code):
        for name in disk.editions(root):
            if (root / idea_file.idea_path(name, code)).is_file():
                return name, code
    raise FarakhanError("no-idea", "ایده‌ای با این کد نیست؛ کد را از رسید دوباره بخوانید.", said)


def decide(place: IdeaPlace, call: Call, status: Status, reason: str, note: str, seen: str) -> tuple[New, list[str]]:  # noqa: PLR0913, PLR0917 (each is a part of the act)
    """The file as the decision makes it, over the one that it was read from, and what is wrong with the decision.

    Args:
        place: where the idea stands.
        call: of its edition.
        status: what was decided.
        reason: an id of call.yml's reasons; empty where the status has none.
        note: for the secretariat; empty leaves the old one.
        seen: the digest of the text that the person saw, or its first letters.

    Raises:
        FarakhanError: `idea-file`, the file is wrong as it stands; `text-unseen`, its text is another one.
    """
    old = place.data()
    idea = idea_file.parse(place.path, old)
    if len(seen) < SHOWN or not idea.digest.startswith(seen):
        message = "متن این ایده آن نیست که دیده‌اید؛ آن را با farakhan show دوباره ببینید و دوباره تصمیم بگیرید."
        raise FarakhanError("text-unseen", message, place.code)
    stands = standing.decided(status, idea.digest, reason or None)
    data = idea_file.render(Idea.model_copy(idea, update={**stands._asdict(), "note": note or idea.note}))
    wrong = [one.message for one in inspect(place.path, data, terms(call)).problems if not one.warning]
    if standing.TABLE[status].on_text and not standing.TABLE[idea.status].decidable:
        wrong.append("این ایده پس گرفته شده است. اگر صاحبش نظرش را عوض کرده، نخست با hold نگهش دارید.")
    return New(data, old), wrong


def screen(place: IdeaPlace, decision: Decision, new: New, who: Person, when: datetime) -> str:
    """Commit a decision as this person; the commit's object name.

    Raises:
        FarakhanError: what `commit` raises, `commit-conflict` where somebody decided meanwhile.
    """
    message = f"{DONE[decision]}: ایدهٔ {to_persian(place.code)}\n"
    return commit(place.root, {place.path: new}, message, who, when)
