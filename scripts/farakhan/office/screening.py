"""What the secretariat decides on an idea: one act, one commit by that person. The content never changes here."""

from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from farakhan.checks.idea import inspect
from farakhan.checks.terms import terms
from farakhan.files import idea as idea_file
from farakhan.model import standing
from farakhan.model.acts import OWNER, SERVER, Act, Kind
from farakhan.model.call import Call
from farakhan.model.idea import Idea, Status
from farakhan.model.permits import OUTCOME, Reach, in_the_way
from farakhan.problems import FarakhanError
from farakhan.record.idea import IdeaPlace, find, read_idea
from farakhan.record.judged import reach
from farakhan.store.git import acts
from farakhan.store.git.acts import Done
from farakhan.store.git.commits import New, Person


class Decision(StrEnum):
    """An act of screening."""

    ACCEPT = "accept"
    RETURN = "return"
    REJECT = "reject"
    HOLD = "hold"
    WITHDRAW = "withdraw"


_OF_DECISION = ("status", "screened", "reason", "note", "copies_of")
"""What of an idea a decision may change."""
STATUS = {decision: OUTCOME[Kind(decision.value)] for decision in Decision}
_PASSED_OVER = "هیئت داوران آن را با دلیل در passed_over در awards.yml می‌نویسد"
FORBIDDEN = {
    Status.WITHDRAWN: "این ایده پس گرفته شده است. اگر صاحبش نظرش را عوض کرده، نخست با hold نگهش دارید.",
    Reach.SCORED: (
        f"این ایده داوری شده است و این‌گونه کنار نمی‌رود. اگر نباید برگزیده شود، {_PASSED_OVER}. اگر باید از داوری"
        " بیرون برود، نخست سطرهایش را از assignments.csv و برگ‌های داوران بردارید و farakhan tally را بزنید."
    ),
    Reach.AWARDED: (
        "این ایده در تصمیم هیئت داوران (awards.yml) تقدیر شده است. تنها هیئت آن را عوض می‌کند:"
        f" {_PASSED_OVER} و تصمیم تازه را ثبت می‌کند."
    ),
    Reach.SETTLED: (
        "هیئت داوران تصمیم این دوره را گرفته است (awards.yml) و این ایده داوری نشده؛ دیگر پذیرفته نمی‌شود."
        " اگر باید داوری شود، نخست هیئت تصمیمش را پس بگیرد."
    ),
}
"""What is said where something is in the way of a decision, and what to do."""


def decide(place: IdeaPlace, call: Call, status: Status, reason: str, note: str, seen: str) -> tuple[New, list[str]]:  # noqa: PLR0913, PLR0917 (each is a part of the act)
    """The file as the decision makes it, over the one that it was read from, and what is wrong with the decision.

    Args:
        place: where the idea stands.
        call: of its edition.
        status: what was decided.
        reason: an id of call.yml's reasons; empty where the status has none.
        note: for the secretariat, or for its owner where the idea is returned; empty leaves the old one, but for a
            returned idea, whose owner is not to read what the secretariat wrote for itself.
        seen: the digest of the text that the person saw, or its first letters.

    Raises:
        FarakhanError: `idea-file`, the file is wrong as it stands; `text-unseen`, its text is another one.
    """
    old = place.data()
    idea = idea_file.parse(place.path, old)
    if len(seen) < standing.SHOWN or not idea.digest.startswith(seen):
        message = "متن این ایده آن نیست که دیده‌اید؛ آن را با farakhan show دوباره ببینید و دوباره تصمیم بگیرید."
        raise FarakhanError("text-unseen", message, place.code)
    stands = standing.decided(status, idea.digest, reason or None)
    note = note if status is Status.RETURNED else note or idea.note
    data = idea_file.render(Idea.model_copy(idea, update={**stands._asdict(), "note": note}))
    wrong = [problem.message for problem in inspect(place.path, data, terms(call)).problems if not problem.warning]
    return New(data, old), wrong + _forbidden(place, idea, status)


def _forbidden(place: IdeaPlace, idea: Idea, status: Status) -> list[str]:
    """Why an idea may not become this now, in words; nothing where it may."""
    (kind,) = (kind for kind, outcome in OUTCOME.items() if outcome is status)
    forbids = in_the_way(kind, standing.counted(idea).status, reach(place.root, place.edition, place.code))
    return [FORBIDDEN[forbids]] if forbids else []


def screen(root: Path, act: Act, files: Mapping[str, New], who: Person) -> str:
    """Commit a decision as this person, on all of its ideas or on none; the commit's object name.

    Args:
        root: the repository's top.
        act: the decision, on these ideas alone.
        files: their files by path, as `decide`, `copy` or `last_decision` made them.
        who: decides, as git knows them.

    Raises:
        FarakhanError: what `commit` raises, `commit-conflict` where somebody decided meanwhile.
    """
    return acts.commit(root, files, [act], who)


def copy(place: IdeaPlace, call: Call, other: str, seen: str) -> tuple[New, list[str]]:
    """The file of an idea that is marked as another's copy, and held, and what is wrong with that.

    Args:
        place: where the idea stands.
        call: of its edition.
        other: the code of the one that stands for both.
        seen: as for `decide`.

    Raises:
        FarakhanError: `no-idea`, the edition has no such other one; what `decide` raises.
    """
    original = find(place.root, other)
    idea = read_idea(original)
    if original.edition != place.edition or original.code == place.code or idea.copies_of:
        return New(place.data()), ["این کد از ایدهٔ دیگری در همین دوره نیست، یا خودش رونوشت است."]
    new, _ = decide(place, call, Status.HELD, "", "", seen)
    marked = idea_file.parse(place.path, new.data or b"").model_copy(update={"copies_of": original.code})
    forbids = in_the_way(Kind.COPY, *_stands(place))
    return New(idea_file.render(marked), new.old), [FORBIDDEN[forbids]] if forbids else []


class Undoing(NamedTuple):
    """A decision that can be taken back: which it was, how the idea stood before it, and its file as it then is."""

    done: Done
    status: Status
    new: New


def last_decision(place: IdeaPlace) -> Undoing | None:
    """The decision that can be taken back: the last thing that happened to an idea, by staff, before any judge scored.

    None where there is none: where the text changed since, an owner acted, or judging has begun with it.
    """
    done, before, after = acts.last_of(place.root, place.path)
    if done is None or done.act.kind not in {*OUTCOME, Kind.COPY} or done.act.by in (OWNER, SERVER):
        return None
    if before is None or after is None or after != place.data():
        return None
    old, idea = idea_file.parse(place.path, before), idea_file.parse(place.path, after)
    if old.digest != idea.digest or in_the_way(Kind.UNDO, *_stands(place)):
        return None
    restored = idea.model_copy(update={name: getattr(old, name) for name in _OF_DECISION})
    return Undoing(done, standing.counted(restored).status, New(idea_file.render(restored), after))


def _stands(place: IdeaPlace) -> tuple[Status, Reach]:
    """How an idea counts, and how far judging has come with it."""
    return standing.counted(read_idea(place)).status, reach(place.root, place.edition, place.code)
