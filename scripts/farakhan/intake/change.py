"""Whether an idea's owner may still change or withdraw it: until the deadline, or while it is returned to be mended."""

from datetime import datetime

from farakhan.model.call import Call
from farakhan.model.idea import Status
from farakhan.persian.calendar import end_of_day

_OPEN = (Status.RECEIVED, Status.HELD, Status.RETURNED, Status.ACCEPTED)


def may_change(call: Call, status: Status, when: datetime) -> bool:
    """Whether the owner of an idea with this status may change it at an instant (aware)."""
    if when < call.closes():
        return status in _OPEN
    return status is Status.RETURNED and when < repairs_end(call)


def repairs_end(call: Call) -> datetime:
    """The instant from which on a returned idea can no longer be mended; without a repair window, the deadline."""
    return end_of_day(call.dates.repair_until) if call.dates.repair_until else call.closes()
