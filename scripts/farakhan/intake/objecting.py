"""Objections on their way into the record: what an owner sends by themselves, and what staff take down for them.

What is personal in one is masked, and what was written is sealed beside the idea's contact first: git never has it.
"""

import io
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from pydantic_core import from_json, to_json

from farakhan import sealing
from farakhan.files import objection as objection_file
from farakhan.intake.arrival import Entry
from farakhan.message.names import clean, people
from farakhan.model import standing
from farakhan.model.acts import Act, Kind
from farakhan.model.call import Call, names
from farakhan.model.idea import Idea
from farakhan.model.objection import LEAST, MOST, Objection, Written, draw_number
from farakhan.model.permits import in_the_way
from farakhan.model.personal import MARKS, NOBODY, Owner, masked
from farakhan.persian.calendar import TEHRAN, long_day, parse_moment, tehran_day
from farakhan.persian.digits import to_persian
from farakhan.persian.letters import normalise
from farakhan.problems import FarakhanError
from farakhan.record.idea import IdeaPlace
from farakhan.record.judged import reach
from farakhan.record.objections import numbers
from farakhan.store.git import acts
from farakhan.store.git.commits import New, Person
from farakhan.store.spool.letters import Taken
from farakhan.store.vault import attached, logbook, proofs, staff

FAULTS = {
    "missing": "بنویسید چه را درست نمی‌دانید.",
    "short": to_persian(f"کمی بیشتر بنویسید: دست‌کم {LEAST} حرف."),
    "long": to_persian(f"کوتاه‌ترش کنید: حداکثر {MOST} حرف."),
    "waits": "اعتراض پیشین شما هنوز پاسخی ندارد؛ پس از پاسخ می‌توانید دوباره بنویسید.",
}
"""What is said of an objection that cannot be taken in, by what is wrong with it."""


def spelt(text: str) -> str:
    """A text in the one spelling that files hold; what is far too long is cut, and is too long all the same."""
    return normalise(text, 2 * MOST)


def fault_of(text: str) -> str:
    """What is wrong with the length of a text, one of `FAULTS`; empty where nothing is."""
    if not text:
        return "missing"
    return "short" if len(text) < LEAST else "long" if len(text) > MOST else ""


def hidden(call: Call, text: str, owner: Owner = NOBODY) -> Written:
    """A text without whom it names and what it tells of them.

    Args:
        call: the edition's.
        text: in its one spelling.
        owner: the idea's, as far as they are known: with their names nothing has to be guessed.
    """
    found = {named.name: None for named in people(call, text)}
    once = masked(text, Owner((*owner.names, *found), owner.numbers))
    for named in reversed(people(call, once)):
        once = f"{once[: named.start]}{MARKS['private-name']}{once[named.end :]}"
    return Written(once, text if once != text else "")


def heard(  # noqa: PLR0913, PLR0917 (each is a part of who is known)
    root: Path, call: Call, code: str, text: str, owner: Owner = NOBODY, waiting: Iterable[bytes] = ()
) -> Written:
    """An objection without whom it names, by whatever way it came: `hidden`, with the names that this machine knows.

    No key is needed for them: the owner's are known by their marks, staff's stand in the call and in the vault.

    Args:
        root: the repository's top.
        call: the edition's.
        code: of the idea that it is about.
        text: in its one spelling.
        owner: the idea's, as far as they are known.
        waiting: proofs of this idea that are not in the vault yet.
    """
    own = proofs.named(root, code, text, waiting)
    tied = None
    with suppress(FarakhanError):  # whoever objects need not wait until the table of staff can be read
        tied = staff.people(root)
    holders = [recipient.holder for recipient in call.age_recipients if recipient.kind == "staff"]
    theirs = filter(clean, [*holders, *(tie.name for tie in (tied.people if tied else ()))])
    return hidden(call, text, owner._replace(names=(*owner.names, *own, *theirs)))


def seal_beside(root: Path, call: Call, code: str, written: Written, said: tuple[str, str, datetime]) -> None:
    """Seal an objection as it was written beside its idea, where something of it is masked; the log has it first.

    Args:
        root: the repository's top.
        call: the edition's.
        code: the idea's.
        written: the objection.
        said: who does it, the objection's number in words, and when.

    Raises:
        FarakhanError: `recipients-few`; what the vault raises.
    """
    if not written.untouched:
        return
    who, number, when = said
    sealed = io.BytesIO()
    plain = attached.framed(f"objection-{number}.txt", written.untouched.encode())
    sealing.seal_stream(io.BytesIO(plain), sealed, [recipient.key for recipient in call.age_recipients])
    logbook.change(root, code, who, f"اعتراض {number}: نوشتهٔ دست‌نخورده", when)
    attached.put(root, code, sealed.getvalue(), when)


class Plea(NamedTuple):
    """An objection as a letter of the spool holds it."""

    number: int
    text: str
    sealed: bool


def content(plea: Plea) -> bytes:
    """The content of the letter that brings an objection."""
    return to_json(plea._asdict())


def plea_of(taken: Taken) -> Plea:
    """The objection that a letter brings."""
    return Plea(**from_json(taken.letter.content))


def path_of(taken: Taken) -> str:
    """Where the objection of a letter stands once it is in git."""
    letter = taken.letter
    return objection_file.objection_path(letter.edition, letter.code, plea_of(taken).number)


def objection_of(taken: Taken) -> Objection:
    """The objection that a letter brings, as its file has it."""
    letter, plea = taken.letter, plea_of(taken)
    moment = taken.arrived.astimezone(TEHRAN).replace(microsecond=0)
    return begun(letter.edition, letter.code, plea, Entry(letter.channel, moment, moment))


def begun(edition: str, code: str, plea: Plea, entry: Entry, late: str = "") -> Objection:
    """An objection that nobody has answered yet.

    Args:
        edition: the idea's.
        code: likewise.
        plea: what is asked.
        entry: by what way and when it came, and who entered it.
        late: why it is heard outside of its time.
    """
    return Objection(
        edition=edition,
        code=code,
        number=plea.number,
        channel=entry.channel,
        arrived=entry.arrived,
        registered=entry.registered,
        registered_by=entry.by or None,
        late=late,
        sealed=plea.sealed,
        text=plea.text,
        answer="",
        answered=None,
        answered_by=None,
    )


def is_timely(call: Call, when: datetime) -> bool:
    """Whether an objection that arrived at an instant is heard without more ado."""
    return call.hears_objections(tehran_day(when))


def entry_of(call: Call, channel: str, arrived: str, entry: Entry) -> Entry:
    """How an objection came, as a person of the staff typed it.

    Args:
        call: the edition's.
        channel: by its id.
        arrived: the time in Tehran as `1406/08/20 10:30`, or the day alone; empty means the moment of the entry.
        entry: when it is entered, and by whom.

    Raises:
        FarakhanError: `object-channel`, the call has no such channel; `arrived`, it is no time, or one to come.
    """
    channels = names(call.channels)
    if channel not in channels:
        message = f"یکی از راه‌های call.yml را بنویسید: {'، '.join(channels)}."
        raise FarakhanError("object-channel", message, channel)
    try:
        moment = parse_moment(arrived, entry.registered) if arrived else entry.arrived
    except ValueError:
        raise FarakhanError("arrived", "زمان رسیدن را به‌صورت «1406/08/20 10:30» یا بی ساعت بنویسید.", arrived) from None
    if moment > entry.registered:
        raise FarakhanError("arrived", "این زمان هنوز نیامده است.", arrived)
    return entry._replace(channel=channel, arrived=moment)


def heard_when(call: Call) -> str:
    """When objections are heard, for who brings one outside of that time."""
    since, until = call.dates.judging_until, call.dates.objections_until
    announced = (
        f"زمان اعتراض پس از {long_day(since)} تا پایان {long_day(until)} است و این بیرون از آن است."
        if since and until
        else "برای اعتراض زمانی در call.yml نیست."
    )
    return f"{announced} اگر با این همه باید شنیده شود، دلیلش را بنویسید"


def see_open(place: IdeaPlace, idea: Idea, before: Iterable[Objection]) -> None:
    """See to it that an objection to an idea may be taken down.

    Raises:
        FarakhanError: `object-withdrawn`, its owner took it back; `objection-waits`, one waits for its answer.
    """
    if in_the_way(Kind.OBJECT, standing.counted(idea).status, reach(place.root, place.edition, place.code)):
        message = "صاحب این ایده آن را پس گرفته است و چیزی برای اعتراض نمانده."
        raise FarakhanError("object-withdrawn", message, place.code)
    for objection in before:
        if objection.waits:
            message = to_persian(f"اعتراض {objection.number} این ایده هنوز پاسخی ندارد؛ نخست آن را پاسخ دهید.")
            raise FarakhanError("objection-waits", message, place.code)


def take_down(  # noqa: PLR0913, PLR0917 (each is a part of the act)
    place: IdeaPlace, call: Call, written: Written, entry: Entry, act: Act, who: Person, randbelow: Callable[[int], int]
) -> Objection:
    """Seal what must be sealed and commit an objection as this person.

    Args:
        place: where its idea stands.
        call: the edition's.
        written: the objection.
        entry: by what way and when it came, and who enters it.
        act: with the reason for which it is heard, where it came outside of its time.
        who: takes it down, as git knows them.
        randbelow: as for `draw_number`.

    Raises:
        FarakhanError: what the vault and `commit` raise.
    """
    number = draw_number(numbers(place.root, place.edition), randbelow)
    seal_beside(place.root, call, place.code, written, (who.name, str(number), act.at))
    plea = Plea(number, written.safe, sealed=bool(written.untouched))
    objection = begun(place.edition, place.code, plea, entry, act.why)
    path = objection_file.objection_path(place.edition, place.code, number)
    acts.commit(place.root, {path: New(objection_file.render(objection))}, [act], who)
    return objection
