"""Who works here: which id is whose, the word by which somebody first comes in, shutting out, and one's own PIN."""

from collections.abc import Iterator
from http import HTTPStatus
from typing import NamedTuple

from starlette.responses import HTMLResponse, Response

from farakhan.desk.desk import Asked
from farakhan.desk.doors import By
from farakhan.desk.people import duties_of
from farakhan.face.render import apart
from farakhan.model.acts import one_line
from farakhan.model.staff import DUTIES, Duty, Tie
from farakhan.problems import FarakhanError
from farakhan.store.clock import now
from farakhan.store.git.commits import Person
from farakhan.store.vault import pins, staff
from farakhan.store.vault.pins import Has, Outcome, WeakPinError

HAS = {
    Has.NOTHING: "رمز ندارد",
    Has.WORD: "واژهٔ یک‌باره دارد و هنوز نیامده است",
    Has.PIN: "رمز دارد",
    Has.LOCKED: "راهش بسته است: رمز نادرست بسیار زده شد",
}


class Known(NamedTuple):
    """A member of staff as the page shows them."""

    id: str
    duties: str
    ties: list[tuple[str, str]]
    has: str
    may_lock: bool
    is_self: bool


def members(asked: Asked) -> Response:
    """All members of the call, and whoever else the table names."""
    return asked.show("members.html", members=list(_known(asked)))


def tied(asked: Asked) -> Response:
    """Say that an id is a person's, so that their acts bear their name."""
    ident, name = _member(asked), one_line(asked.text("name"))
    email = one_line(asked.text("email")) or f"{ident}@desk.localhost"
    if not name or any(letter in name + email for letter in "<>") or " " in email:
        message = "نام را بنویسید، و نشانی را بی فاصله و بی < و >."
        return asked.refuse(message, HTTPStatus.BAD_REQUEST, "/staff")
    staff.tie(asked.desk.root, Person(name, email), ident)
    asked.desk.sessions.end_all(ident)
    return asked.go("/staff", f"از این پس کارهای «{apart(ident)}» به نام {name} ثبت می‌شود.")


def worded(asked: Asked) -> Response:
    """Give a member of staff a word that is good for once."""
    ident = _member(asked)
    word = pins.give_word(asked.desk.root, pins.staff_holder(ident), now())
    asked.desk.sessions.end_all(ident, but=asked.session)
    shown = apart(pins.shown(word))
    words = f"واژهٔ یک‌بارهٔ «{apart(ident)}»: {shown}. تنها همین یک بار نشان داده می‌شود؛ هفت روز به کار می‌آید."
    return asked.go("/staff", words)


def locked(asked: Asked) -> Response:
    """Shut a member of staff out until they get a new word."""
    ident = _member(asked)
    pins.take_away(asked.desk.root, pins.staff_holder(ident))
    asked.desk.sessions.end_all(ident)
    return asked.go("/staff", f"راه «{apart(ident)}» بسته شد.")


def own_pin(asked: Asked) -> Response:
    """The page on which somebody changes their own PIN."""
    return _pin_page(asked, "", HTTPStatus.OK)


def changed(asked: Asked) -> Response:
    """Change one's own PIN."""
    desk, ident = asked.desk, asked.session.sitter.id
    new, address = asked.text("new"), desk.door.address_of(asked.request)
    if desk.door.by is not By.PIN:
        return asked.refuse("در این میز با رمز نمی‌آیند.", HTTPStatus.CONFLICT)
    if new != asked.text("repeated"):
        return _pin_page(asked, "رمز تازه را دو بار مانند هم ننوشتید.", HTTPStatus.BAD_REQUEST)
    try:
        tried = pins.change(desk.root, pins.staff_holder(ident), asked.text("old"), new, address, now())
    except WeakPinError as error:
        return _pin_page(asked, error.message, HTTPStatus.BAD_REQUEST)
    if tried.outcome is not Outcome.RIGHT:
        return _pin_page(asked, tried.words(), HTTPStatus.FORBIDDEN)
    return asked.go("/", "رمزتان عوض شد.")


def _pin_page(asked: Asked, words: str, code: HTTPStatus) -> Response:
    return HTMLResponse(asked.desk.page(asked.session, "pin.html", {"words": words}), code)


def _known(asked: Asked) -> Iterator[Known]:
    root, call = asked.desk.root, asked.desk.call()
    table = staff.people(root)
    ties = table.people if table else ()
    for ident in dict.fromkeys([*(member.id for member in call.staff), *(tie.id for tie in ties)]):
        has = pins.has(root, pins.staff_holder(ident), now())
        yield Known(
            id=ident,
            duties="، ".join(DUTIES[duty] for duty in Duty if duty in duties_of(call, ident)),
            ties=[(tie.name, tie.email) for tie in _of(ties, ident)],
            has=HAS[has],
            may_lock=has is not Has.NOTHING,
            is_self=ident == asked.session.sitter.id,
        )


def _of(ties: tuple[Tie, ...], ident: str) -> list[Tie]:
    return [tie for tie in ties if tie.id == ident]


def _member(asked: Asked) -> str:
    """The id that a form names.

    Raises:
        FarakhanError: `staff-call`, neither the call nor the table has it.
    """
    ident = asked.text("id")
    if ident not in {known.id for known in _known(asked)}:
        raise FarakhanError("staff-call", "این شناسه در این دوره نیست.", ident)
    return ident
