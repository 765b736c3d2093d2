"""What a letter makes of an idea: the one rule for the committer, for receipts and for who asks how an idea stands.

A letter can be applied any number of times: what it asks for stands already after the first.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from pydantic_core import from_json

from farakhan.files import idea as idea_file
from farakhan.intake import arrival
from farakhan.intake.arrival import Entry, begun
from farakhan.intake.windows import may_change
from farakhan.model import standing
from farakhan.model.call import Call
from farakhan.model.idea import MOST_MEDIA, MOST_NOTE, Content, Idea, Media, Status
from farakhan.persian.calendar import TEHRAN, tehran_day
from farakhan.problems import FarakhanError
from farakhan.store.spool.letters import Act, Letter, Taken

WRITTEN = (Act.NEW, Act.MEND)
"""Acts that bring a whole text."""
CHANGES = (Act.MEND, Act.WITHDRAW)
"""Acts that an owner may do for a time."""
_NEVER = datetime.fromtimestamp(0, UTC)
"""The time of an idea whose letter alone is known."""


def applied(call: Call, taken: Taken, current: Idea | None) -> Idea | None:
    """The idea as a letter makes it; None where it changes nothing: it was applied before, or came too late.

    Args:
        call: of the idea's edition.
        taken: the letter, with the time of its arrival.
        current: the idea as it stands; None where there is none yet.

    Raises:
        FarakhanError: `code-taken`, another idea stands under the code of a new one.
    """
    letter = taken.letter
    if letter.act is Act.NEW:
        if current is None:
            return _new(call, taken)
        if current.arrived != taken.arrived.replace(microsecond=0):
            raise FarakhanError("code-taken", "ایدهٔ دیگری همین کد را دارد؛ به سازندهٔ برنامه خبر دهید.", letter.code)
        return None
    if letter.act is Act.ADD:
        return _with_added(taken, current) if current else None
    if letter.act in (Act.CONTACT, Act.OBJECT) or current is None or not _in_time(call, taken, current):
        return None
    if letter.act is Act.WITHDRAW:
        return current.model_copy(update=standing.decided(Status.WITHDRAWN, current.digest)._asdict())
    return _with_mended(taken, current)


def _in_time(call: Call, taken: Taken, current: Idea) -> bool:
    """Whether a letter may still change an idea as it stands.

    One that was taken in while its idea was open waits for git, and a decision may come there first: on the very text
    that the letter changes. Its owner could not know of it, so their word is heard, and the decision made anew.
    """
    status = standing.counted(current).status
    closed = standing.TABLE[status].open is standing.Until.NEVER
    if closed and taken.letter.over and taken.letter.over == current.screened:
        status = Status.RETURNED
    return may_change(call, status, taken.arrived)


def done(taken: Taken, current: Idea) -> bool:
    """Whether an idea stands as a letter asks for."""
    if taken.letter.act in (Act.CONTACT, Act.OBJECT):
        return True
    if taken.letter.act is Act.WITHDRAW:
        return current.status is Status.WITHDRAWN
    if taken.letter.act is Act.ADD:
        return current.status is not Status.WITHDRAWN and _with_added(taken, current) is None
    mended = _mended(taken)
    return current.digest == mended.digest or added_to(mended, current)


def _with_mended(taken: Taken, current: Idea) -> Idea | None:
    letter = taken.letter
    mended = _mended(taken)
    if mended.digest == current.digest:
        return None
    kept = {name: getattr(current, name) for name in Idea.model_fields if name not in Content.model_fields}
    registered = max(mended.registered, current.arrived, current.registered)
    kept |= {"registered": registered, "copies_of": letter.copies_of or None, "digest": mended.digest}
    kept |= standing.changed(current, doubtful=bool(letter.copies_of))._asdict()
    kept["note"] = standing.note_after(current)
    return mended.model_copy(update=kept)


def refused(call: Call, taken: Taken, current: Idea | None, before: Callable[[str], Sequence[Taken]]) -> bool:
    """Whether a letter changes nothing, neither text nor contact, because it came too late.

    A change that stands already may have been made by this letter, in a round that did not come to its end: then it
    was in time. One that brings the text which its sender had sent before, and another contact, changes no text at all.

    Args:
        call: of the idea's edition.
        taken: the letter, with the time of its arrival.
        current: the idea as it stands; None where there is none any more.
        before: the letters on an idea by its code, the oldest first.
    """
    if taken.letter.act is Act.OBJECT:
        return not call.hears_objections(tehran_day(taken.arrived))
    if taken.letter.act not in CHANGES:
        return False
    if current is None:
        return True
    if _in_time(call, taken, current):
        return False
    return not done(taken, current) or _is_contact_alone(taken, before(taken.letter.code))


def _is_contact_alone(taken: Taken, letters: Sequence[Taken]) -> bool:
    """Whether a letter has the text of the one before it on the same idea."""
    texts = [
        earlier.letter.content for earlier in letters if earlier.number < taken.number and earlier.letter.act in WRITTEN
    ]
    return taken.letter.act is Act.MEND and texts[-1:] == [taken.letter.content]


def body_of(letter: Letter) -> str:
    """The text of an idea that a letter brings."""
    return TYPED.idea(letter).body


def added_to(idea: Idea, current: Idea) -> bool:
    """Whether an idea as it stands is another as it was, with photos or clips added behind those that it had."""
    before = current.media[: len(idea.media)]
    return before == idea.media and current.model_copy(update={"media": before, "code": idea.code}).content() == (
        idea.content()
    )


def _with_added(taken: Taken, current: Idea) -> Idea | None:
    """What was sent in time and got ready later is added, unless its owner has taken the idea back meanwhile.

    An idea on which somebody decided meanwhile is looked at again: the decision rests on what it had.
    """
    if current.status is Status.WITHDRAWN:
        return None
    there = {medium.sha256 for medium in current.media}
    brought = tuple(Media.model_validate(added) for added in from_json(taken.letter.content))
    media = (*current.media, *(added for added in brought if added.sha256 not in there))[:MOST_MEDIA]
    note = current.note if taken.letter.note in current.note else _joined(current.note, taken.letter.note)
    if media == current.media:
        return None if note == current.note else current.model_copy(update={"note": note})
    more = {"media": media, "note": note, "registered": max(current.registered, _moment(taken))}
    made = current.model_copy(update=more)
    digest = idea_file.digest(made)
    counted = standing.counted(current)
    if counted.status is Status.RETURNED:  # what is asked of its owner is asked still
        stands = standing.decided(Status.RETURNED, digest, current.reason)
    else:
        stands = standing.changed(current, doubtful=False)
    return made.model_copy(update={"digest": digest, **stands._asdict()})


def _joined(note: str, more: str) -> str:
    """A note with more behind it, if there is room."""
    whole = f"{note}؛ {more}" if note else more
    return whole if len(whole) <= MOST_NOTE else note


def _mended(taken: Taken) -> Idea:
    letter, moment = taken.letter, _moment(taken)
    return TYPED.idea(letter).model_copy(update={"arrived": moment, "registered": moment})


def _new(call: Call, taken: Taken) -> Idea:
    letter, moment = taken.letter, _moment(taken)
    made = {"channel": letter.channel, "copies_of": letter.copies_of or None, "receipt": letter.receipt or None}
    idea = TYPED.idea(letter).model_copy(update={**made, "arrived": moment, "registered": moment})
    return begun(call, idea, letter.note)


def _moment(taken: Taken) -> datetime:
    return taken.arrived.astimezone(TEHRAN).replace(microsecond=0)


class Typed:
    """The ideas of the letters that were typed last.

    A server checks a letter, tells its sender and brings it into git within moments, and the letter itself is bytes;
    to type those takes half of what taking it in does. They are bounded by the bytes of their letters.
    """

    def __init__(self, most: int) -> None:
        """Begin with none.

        Args:
            most: bytes of all letters' contents together.
        """
        self._most, self._bytes = most, 0
        self._ideas: OrderedDict[tuple[str, str, bytes], Idea] = OrderedDict()
        self._guard = threading.Lock()

    def keep(self, letter: Letter, idea: Idea) -> None:
        """Keep what a letter was found to say."""
        with self._guard:
            self._drop(_name(letter))
            self._ideas[_name(letter)] = idea
            self._bytes += len(letter.content)
            while self._bytes > self._most:
                self._drop(next(iter(self._ideas)))

    def idea(self, letter: Letter) -> Idea:
        """The idea that a letter brings; its times and how it stands are for whoever applies it.

        Raises:
            ValueError: the letter says none.
        """
        with self._guard:
            idea = self._ideas.get(_name(letter))
        if idea is None:
            idea = _read(letter)
            self.keep(letter, idea)
        return idea

    def _drop(self, name: tuple[str, str, bytes]) -> None:
        if self._ideas.pop(name, None):
            self._bytes -= len(name[-1])


def _name(letter: Letter) -> tuple[str, str, bytes]:
    return letter.edition, letter.code, letter.content


def _read(letter: Letter) -> Idea:
    entry = Entry(letter.channel, _NEVER, _NEVER)
    _, shaped = arrival.typed(letter.code, letter.edition, from_json(letter.content), entry)
    if shaped.value is None:
        raise ValueError([str(problem) for problem in shaped.problems])
    return shaped.value


TYPED = Typed(most=8 * 2**20)
"""Of this process."""
