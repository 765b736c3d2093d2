"""What an idea's owner and the public see of its status."""

from farakhan.model.idea import Status


def seen(status: Status) -> Status:
    """A status as it is told outside the secretariat.

    That an idea is held is the secretariat's: who sends another's text again would learn from it that the text is here.
    """
    return Status.RECEIVED if status is Status.HELD else status
