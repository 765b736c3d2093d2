"""Whether an idea's owner may still change or withdraw it: until the deadline, or while it is returned to be mended."""

from datetime import datetime

from farakhan.model.call import Call
from farakhan.model.idea import Status
from farakhan.model.standing import TABLE, Until
from farakhan.persian.calendar import end_of_day


def may_change(call: Call, status: Status, when: datetime) -> bool:
    """Whether the owner of an idea that counts as this may change it at an instant (aware)."""
    until = TABLE[status].open
    if when < call.closes():
        return until is not Until.NEVER
    return until is Until.REPAIR and when < repairs_end(call)


def repairs_end(call: Call) -> datetime:
    """The instant from which on a returned idea can no longer be mended; without a repair window, the deadline."""
    return end_of_day(call.dates.repair_until) if call.dates.repair_until else call.closes()
