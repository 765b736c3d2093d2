"""A call as the idea rules ask it: ids as sets, choices as ready text, computed once for all ideas."""

from collections.abc import Mapping
from datetime import datetime, time
from typing import NamedTuple

from farakhan.model.call import Call, names
from farakhan.persian import calendar


class Terms(NamedTuple):
    """What an edition accepts."""

    edition: str
    fields: Mapping[str, str]
    counties: Mapping[str, str]
    chains: Mapping[str, tuple[str, ...]]
    links: Mapping[str, str]
    channels: Mapping[str, str]
    staff: frozenset[str]
    consents: Mapping[str, frozenset[str]]
    reasons: Mapping[str, tuple[str, ...]]
    opens: datetime | None
    closes: datetime
    deadline: str


def terms(call: Call) -> Terms:
    """The terms of a call."""
    opens = call.dates.opens
    return Terms(
        edition=call.edition,
        fields=names(call.fields),
        counties=names(call.counties),
        chains={chain.id: chain.links for chain in call.chains},
        links=names(call.links),
        channels=names(call.channels),
        staff=frozenset(person.id for person in call.staff),
        consents={
            consent.id: frozenset(c.version for c in call.consents if c.id == consent.id) for consent in call.consents
        },
        reasons={
            "returned": tuple(names(call.reasons.returned)),
            "rejected": tuple(names(call.reasons.rejected)),
        },
        opens=datetime.combine(opens, time(), calendar.TEHRAN) if opens else None,
        closes=call.closes(),
        deadline=calendar.long_day(call.dates.deadline),
    )
