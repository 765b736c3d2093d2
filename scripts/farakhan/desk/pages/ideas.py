"""The list of ideas: words to search for, filters that stand in the address, and the list as an Excel file."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from starlette.responses import Response

from farakhan.desk.desk import Asked, Desk
from farakhan.desk.index import PAGE, WRONG, Listed, Order, Query
from farakhan.files import workbook
from farakhan.model.call import Call, names
from farakhan.model.idea import LABELS, WHOLE_PROVINCE, Idea, Status
from farakhan.office.listing import header, rows
from farakhan.persian.order import by_name
from farakhan.problems import FarakhanError
from farakhan.record.idea import IdeaPlace, read_idea
from farakhan.store.clock import now

STATUSES = {WRONG: "نادرست", **{status.value: LABELS[status] for status in Status}}
"""What the statuses of a list are called, in the order in which they are offered."""
ORDERS = {Order.NEWEST: "تازه‌ترین", Order.OLDEST: "قدیمی‌ترین", Order.TITLE: "عنوان"}
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def asked_for(asked: Asked) -> Query:
    """What the address asks for; what it says wrongly asks for nothing."""
    sent = asked.request.query_params
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
    }
    given = urlencode({name: value for name, value in parts.items() if value})
    return f"/ideas?{given}" if given else "/ideas"


def ideas(asked: Asked) -> Response:
    """The list, or as somebody types only its rows."""
    query, call = asked_for(asked), asked.desk.call()
    listed = asked.desk.renewed().find(query)
    return asked.show("ideas-rows.html" if asked.is_part else "ideas.html", **_shown(call, query, listed))


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
        "where": lambda row: where(call, row.counties),
    }


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
