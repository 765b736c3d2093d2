"""The list of ideas: words to search for, filters that stand in the address, and the list as an Excel file."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from starlette.datastructures import QueryParams
from starlette.responses import Response

from farakhan.desk.desk import Asked, Desk
from farakhan.desk.index import PAGE, WRONG, Listed, Order, Query
from farakhan.files import workbook
from farakhan.model.call import Call, names
from farakhan.model.idea import LABELS, WHOLE_PROVINCE, Idea, Status
from farakhan.office.listing import header, rows
from farakhan.office.screening import Decision
from farakhan.persian.order import by_name
from farakhan.problems import FarakhanError
from farakhan.record.idea import IdeaPlace, read_idea
from farakhan.store.clock import now
from farakhan.store.vault import views

STATUSES = {WRONG: "نادرست", **{status.value: LABELS[status] for status in Status}}
"""What the statuses of a list are called, in the order in which they are offered."""
ORDERS = {Order.NEWEST: "تازه‌ترین", Order.OLDEST: "قدیمی‌ترین", Order.TITLE: "عنوان"}
COLUMNS = {
    "status": "وضعیت",
    "field": "حوزه",
    "county": "شهرستان",
    "channel": "راه",
    "arrived": "رسیدن",
    "registered": "ثبت",
    "by": "ثبت‌کننده",
    "media": "عکس و کلیپ",
}
"""What may stand in a list beside code and title."""
_USUAL = ("status", "field", "county", "channel", "registered")
DECISIONS = {
    Decision.ACCEPT: ("پذیرفتن", "برای داوری پذیرفته می‌شود."),
    Decision.RETURN: ("بازگرداندن", "به صاحبش برمی‌گردد تا درستش کند؛ دلیل و یادداشت را می‌خواند."),
    Decision.REJECT: ("نپذیرفتن", "با دلیل کنار می‌رود."),
    Decision.HOLD: ("نگه داشتن", "می‌ماند تا کسی دوباره ببیند."),
    Decision.WITHDRAW: ("پس گرفتن", "به خواست صاحبش کنار می‌رود."),
}
"""What each decision is called on its button, and what follows from it."""
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked_for(asked: Asked) -> Query:
    """What the address asks for."""
    return query_of(asked.request.query_params)


def query_of(sent: QueryParams) -> Query:
    """What the parts of an address ask for; what they say wrongly asks for nothing."""
    order = sent.get("order", "")
    page = sent.get("page", "1")
    return Query(
        words=sent.get("q", "")[:200],
        status=sent.get("status", ""),
        field=sent.get("field", ""),
        county=sent.get("county", ""),
        channel=sent.get("channel", ""),
        order=Order(order) if order in set(Order) else Order.NEWEST,
        page=int(page) if page.isdecimal() and len(page) < len("100000") else 1,
        columns=tuple(column for column in COLUMNS if column in sent.getlist("column")),
    )


def address(query: Query, **changes: Any) -> str:  # noqa: ANN401 (fields of a query)
    """The address of a list that asks for this, with some of it changed; a change begins at the first page."""
    other = query._replace(page=1)._replace(**changes)
    parts = {
        "q": other.words,
        "status": other.status,
        "field": other.field,
        "county": other.county,
        "channel": other.channel,
        "order": "" if other.order is Order.NEWEST else other.order.value,
        "page": "" if other.page == 1 else str(other.page),
        "column": other.columns,
    }
    given = urlencode({name: value for name, value in parts.items() if value}, doseq=True)
    return f"/ideas?{given}" if given else "/ideas"


def ideas(asked: Asked) -> Response:
    """The list, or as somebody types only its rows."""
    query, call = asked_for(asked), asked.desk.call()
    listed = asked.desk.renewed().find(query)
    shown = _shown(call, query, listed)
    if asked.is_part:
        return asked.show("ideas-rows.html", **shown)
    return asked.show("ideas.html", **shown, views=_views(asked))


def _views(asked: Asked) -> dict[str, str]:
    """The lists that this person has named; none where the vault does not answer: the list itself needs it not."""
    with suppress(FarakhanError):
        return views.views(asked.desk.root, asked.session.sitter.who)
    return {}


def _shown(call: Call, query: Query, listed: Listed) -> dict[str, object]:
    pages = max(1, -(-listed.total // PAGE))
    return {
        "query": query,
        "listed": listed,
        "pages": pages,
        "address": address,
        "statuses": STATUSES,
        "orders": ORDERS,
        "fields": names(call.fields),
        "counties": {county.id: county.name for county in by_name(call.counties)},
        "channels": names(call.channels),
        "reasons": names((*call.reasons.returned, *call.reasons.rejected)),
        "columns": query.columns or _USUAL,
        "columns_named": COLUMNS,
        "decisions": DECISIONS,
        "reasons_for": reasons_for(call),
        "where": lambda row: where(call, row.counties),
    }


def reasons_for(call: Call) -> dict[str, Mapping[str, str]]:
    """The reasons that a decision must have one of, by the decision: ids and what they are called."""
    return {
        Decision.RETURN.value: names(call.reasons.returned),
        Decision.REJECT.value: names(call.reasons.rejected),
    }


def lacks_reason(call: Call, decision: Decision, reason: str) -> str:
    """What is said where a decision wants a reason and has none; else nothing."""
    if reason or not reasons_for(call).get(decision.value):
        return ""
    return f"برای {DECISIONS[decision][0]} دلیلی از فهرست برگزینید."


def where(call: Call, counties: Sequence[str]) -> str:
    """The counties of an idea in words."""
    known = names(call.counties)
    return "، ".join("همهٔ استان" if county == WHOLE_PROVINCE else known.get(county, county) for county in counties)


def as_workbook(asked: Asked) -> Response:
    """All that the list shows, on every page of it, as an Excel file with the texts."""
    call, desk = asked.desk.call(), asked.desk
    codes = desk.renewed().all_of(asked_for(asked))
    read = list(_read(desk, codes))
    cells = ([*row, idea.body] for row, idea in zip(rows(call, read, None), read, strict=True))
    data = workbook.render("ایده‌ها", [*header(contacts=False), "متن"], cells)
    name = f"ideas-{now():%Y%m%d-%H%M}.xlsx"
    return Response(data, media_type=_XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _read(desk: Desk, codes: Iterable[str]) -> Iterator[Idea]:
    """The ideas that can be read; of the others the list itself tells."""
    for code in codes:
        with suppress(FarakhanError):
            yield read_idea(IdeaPlace(desk.root, desk.edition, code))
