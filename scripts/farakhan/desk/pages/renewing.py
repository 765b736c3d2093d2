"""A new receipt for an owner who has lost theirs: the number that came with the idea is shown, and staff call it."""

from http import HTTPStatus

from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.keyring import HELD
from farakhan.desk.pages.idea import place_of
from farakhan.model.acts import Act, Kind
from farakhan.office.opening import Opening, opened
from farakhan.office.renewal import renew, see_reason
from farakhan.record.idea import read_idea
from farakhan.store.acting import acting
from farakhan.store.clock import now
from farakhan.store.git.commits import settle

_CALLED = "called"


def asking(asked: Asked) -> Response:
    """What a new receipt means, before anybody is called."""
    place, _ = place_of(asked)
    return asked.show(
        "renew.html",
        idea=read_idea(place),
        owner=None,
        held=asked.session.keyring.minutes(),
        most=int(HELD // 60),
    )


def number(asked: Asked) -> Response:
    """Whom to call, and on which number: the one that came with the idea; no address shows it a second time."""
    place, call = place_of(asked)
    idea, why = read_idea(place), asked.text("why").strip()
    see_reason(why)
    who = asked.session.sitter.who
    acting(place.root, call, who, Kind.RENEW)
    owner = opened(place.root, place.code, Opening(asked.session.keyring.keys(), who.name, why, now()))
    asked.session.calling[place.code] = why
    return asked.show("renew.html", idea=idea, owner=owner, held=asked.session.keyring.minutes())


def renewed(asked: Asked) -> Response:
    """Make the receipt for an owner who was called, and lead to it; for the reason for which their number was shown."""
    settle(asked.desk.root)
    place, call = place_of(asked)
    here, why = f"/ideas/{place.code}/renew", asked.session.calling.get(place.code)
    if why is None:
        return asked.refuse("نخست شمارهٔ صاحب ایده را ببینید و به او زنگ بزنید.", HTTPStatus.CONFLICT, here)
    if _CALLED not in asked.form:
        message = "رسید تازه‌ای ساخته نشد: نخست به صاحب ایده زنگ بزنید و بگویید که خودش بود."
        return asked.refuse(message, HTTPStatus.CONFLICT, here)
    who = asked.session.sitter.who
    by = acting(place.root, call, who, Kind.RENEW)
    act = Act(kind=Kind.RENEW, ideas=(place.code,), by=by, at=now(), why=why)
    _, asked.session.words[place.code] = renew(place, act, who)
    del asked.session.calling[place.code]
    message = "رسید تازه ساخته شد؛ رمز رسید پیشین دیگر چیزی باز نمی‌کند. همین حالا رسید را به او بدهید."
    return asked.go(f"/ideas/{place.code}/receipt", message)
