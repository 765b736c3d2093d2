"""What a letter makes of an idea: the one rule for the committer, for receipts and for who asks how an idea stands.

A letter can be applied any number of times: what it asks for stands already after the first.
"""

from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from pydantic_core import from_json

from farakhan.files import idea as idea_file
from farakhan.files.shape import Shaped, Source, shape
from farakhan.intake.change import may_change
from farakhan.model.call import Call
from farakhan.model.idea import KEYS, Content, Idea, Status
from farakhan.persian.calendar import TEHRAN
from farakhan.problems import FarakhanError
from farakhan.store.letters import Act, Taken

CHANNEL = "web"
_LINES = "\n".join(f"{key}:" for key in KEYS)
_ZERO_DIGEST = "0" * 64


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
    if current is None or not may_change(call, current.status, taken.arrived):
        return None
    if letter.act is Act.WITHDRAW:
        return current.model_copy(update={"status": Status.WITHDRAWN, "reason": None})
    mended = _mended(taken)
    if mended.digest == current.digest:
        return None
    doubtful = letter.copies_of or current.status is Status.HELD
    kept = {name: getattr(current, name) for name in Idea.model_fields if name not in Content.model_fields}
    kept |= {"registered": mended.registered, "reason": None, "digest": mended.digest}
    kept |= {"status": Status.HELD if doubtful else Status.RECEIVED, "copies_of": letter.copies_of or None}
    return mended.model_copy(update=kept)


def done(taken: Taken, current: Idea) -> bool:
    """Whether an idea stands as a letter asks for."""
    if taken.letter.act is Act.WITHDRAW:
        return current.status is Status.WITHDRAWN
    return current.digest == _mended(taken).digest


def _mended(taken: Taken) -> Idea:
    letter, moment = taken.letter, _moment(taken)
    return _typed(letter.edition, letter.code, letter.content).model_copy(
        update={"arrived": moment, "registered": moment}
    )


def _new(call: Call, taken: Taken) -> Idea:
    letter, moment = taken.letter, _moment(taken)
    doubtful = bool(letter.note or letter.copies_of) or taken.arrived >= call.closes()
    made = {"note": letter.note, "copies_of": letter.copies_of or None, "arrived": moment, "registered": moment}
    made["receipt"] = letter.receipt or None
    made["status"] = Status.HELD if doubtful else Status.RECEIVED
    return _typed(letter.edition, letter.code, letter.content).model_copy(update=made)


def _moment(taken: Taken) -> datetime:
    return taken.arrived.astimezone(TEHRAN).replace(microsecond=0)


def _typed(edition: str, code: str, content: bytes) -> Idea:
    _, shaped = typed(edition, code, content)
    if shaped.value is None:
        raise ValueError([str(one) for one in shaped.problems])
    return shaped.value


@lru_cache(maxsize=1024)
def typed(edition: str, code: str, content: bytes) -> tuple[Source, Shaped[Idea]]:
    """An idea of some content, with its digest, as if it had arrived in 1970: typed once, to be checked and told.

    In the source's text each key has a line, so that a problem's line tells its key.
    """
    made = tree(code, edition, from_json(content), datetime.fromtimestamp(0, UTC))
    source = Source(idea_file.idea_path(edition, code), _LINES, 1, made, len(KEYS) + 1)
    shaped = shape(Idea, source)
    if shaped.value is None:
        return source, shaped
    whole = shaped.value.model_copy(update={"digest": idea_file.digest(shaped.value)})
    return source, shaped._replace(value=whole)


def tree(code: str, edition: str, content: dict[str, Any], arrived: datetime) -> dict[str, Any]:
    """An idea as its file's tree, as the web brings it; another channel says its own part, the digest comes last.

    Args:
        code: the tracking code.
        edition: its edition's name.
        content: as `files.message.reading.content` makes it.
        arrived: aware.
    """
    moment = arrived.astimezone(TEHRAN).isoformat(timespec="seconds")
    return {
        **content,
        "code": code,
        "edition": edition,
        "channel": CHANNEL,
        "arrived": moment,
        "registered": moment,
        "registered_by": "",
        "paper": "",
        "status": Status.RECEIVED.value,
        "reason": "",
        "note": "",
        "copies_of": "",
        "digest": _ZERO_DIGEST,
        "receipt": "",
    }
