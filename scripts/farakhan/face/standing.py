"""How an idea stands, in its owner's words: what it is called, and why, and until when something can be done."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple, Protocol

from farakhan.model.call import Dates, Reasons, names, proposed
from farakhan.model.idea import LABELS, Status
from farakhan.model.public import OUTCOMES, Outcome, Seen, seen
from farakhan.persian.calendar import long_day


class AnyCall(Protocol):
    """A call as far as this is said from it."""

    @property
    def reasons(self) -> Reasons:
        """Why ideas are returned or rejected."""

    @property
    def dates(self) -> Dates:
        """Until when what can be done."""

    @property
    def intake(self) -> str:
        """Where a server takes in what owners send; empty for nowhere."""

    @property
    def proposals(self) -> tuple[str, ...]:
        """Which of these are proposals."""


class Words(NamedTuple):
    """What a state is called, and why it is so; the latter may be empty."""

    name: str
    why: str


def words(call: AnyCall, state: Seen, today: date) -> Words:
    """What the owner of an idea that stands like this is told on a day."""
    if isinstance(state.state, Outcome):
        return Words(OUTCOMES[state.state], _objections(call, state.state, today))
    reason = names((*call.reasons.returned, *call.reasons.rejected)).get(state.reason, "")
    sentences = [f"{reason}."] if reason else []
    if state.state is Status.RETURNED:
        sentences.append(_mended(call, today))
    return Words(LABELS[state.state], " ".join(sentences))


def all_words(call: AnyCall, today: date) -> dict[str, Words]:
    """Everything that `words` may say on a day, by the states' keys."""
    return {state.key: words(call, state, today) for state in _states(call)}


def _states(call: AnyCall) -> Iterator[Seen]:
    yield from (Seen(state) for state in dict.fromkeys(map(seen, Status)))
    yield from (Seen(state) for state in Outcome)
    yield from (Seen(Status.RETURNED, reason.id) for reason in call.reasons.returned)
    yield from (Seen(Status.REJECTED, reason.id) for reason in call.reasons.rejected)


def _mended(call: AnyCall, today: date) -> str:
    key = "repair_until" if call.dates.repair_until else "deadline"
    until = call.dates.repair_until or call.dates.deadline
    if today > until:
        return f"زمان درست کردن آن در پایان {_day(call, key, until)} گذشت."
    return f"تا پایان {_day(call, key, until)} می‌توانید درستش کنید."


def _objections(call: AnyCall, outcome: Outcome, today: date) -> str:
    until = call.dates.objections_until
    if outcome in (Outcome.CHOSEN, Outcome.NOT_CHOSEN):
        return ""
    if until and today <= until:
        return (
            f"این نتیجه هنوز قطعی نیست. تا پایان {_day(call, 'objections_until', until)} می‌توانید اعتراض کنید:"
            f" {'در صفحهٔ «ایدهٔ من» یا ' if call.intake else ''}با گفتن کد رهگیری به دبیرخانه."
        )
    return "این نتیجه هنوز قطعی نیست."


def _day(call: AnyCall, key: str, day: date) -> str:
    return f"{long_day(day)} (پیشنهاد)" if proposed(call.proposals, f"dates.{key}") else long_day(day)
