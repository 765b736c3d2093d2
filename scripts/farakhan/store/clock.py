"""The clock of what staff do: Tehran's, to the second."""

from datetime import UTC, datetime

from farakhan.persian.calendar import TEHRAN


def now() -> datetime:
    """This instant in Tehran, to the second."""
    return datetime.now(UTC).astimezone(TEHRAN).replace(microsecond=0)
