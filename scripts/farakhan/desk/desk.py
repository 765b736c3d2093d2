"""What the desk's pages share: the record they show, who asks, how a page is made, and what may be done by whom."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlencode

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from farakhan.desk.alike import Alike
from farakhan.desk.doors import By, Door
from farakhan.desk.held import Held, hold
from farakhan.desk.help import HELP
from farakhan.desk.index import Index
from farakhan.desk.people import Sitter, duties_of
from farakhan.desk.registry import Registry
from farakhan.desk.rehearsal import Rehearsal
from farakhan.desk.sessions import COOKIE, FORM_WORD, PIN, Session, Sessions
from farakhan.desk.words import plain
from farakhan.face.render import environment
from farakhan.model.call import Call
from farakhan.model.codes import grouped
from farakhan.model.staff import Duty
from farakhan.persian.calendar import TEHRAN, long_day, tehran_day
from farakhan.persian.digits import grouped as grouped_number
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.idea import NoIdeaError
from farakhan.record.live import LiveCall
from farakhan.store.clock import now
from farakhan.store.vault import pins

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
SURE, YES = "sure", "yes"
"""What the form of a page that showed what will follow says, and how."""


class Desk:
    """One desk over one edition.

    Attributes:
        root: the repository's top.
        edition: the edition's name.
        sessions: who has come in.
        rehearsal: the last site that was tried.
        index: the ideas, to be listed and searched.
        alike: near copies among them.
        arrivals: the codes and texts that are somebody's already.
        come_in: finds out who comes in by the first address.
        door: the way in.
        site: the site's address, for receipts and certificates; empty where it is not known.
    """

    def __init__(  # noqa: PLR0913, PLR0917 (what a desk is made of)
        self,
        root: Path,
        edition: str,
        come_in: Callable[[Call], Sitter],
        index: Index,
        door: Door | None = None,
        site: str = "",
    ) -> None:
        """Read the call.

        Raises:
            FarakhanError: what `LiveCall` raises.
        """
        self.root, self.edition, self.come_in, self.index = root, edition, come_in, index
        self.sessions, self.rehearsal = Sessions(), Rehearsal()
        self.door, self.site = door or Door(), site
        self.alike = Alike(index)
        self.arrivals = Registry(root)
        self._call = LiveCall(root, edition)
        self._templates = environment(TEMPLATES)
        self._templates.filters |= {"code": _code, "moment": _moment, "plain": plain, "number": grouped_number}

    def call(self) -> Call:
        """The call as it is now, or as it was when it could last be used."""
        self._call.renew()
        return self._call.last

    def renewed(self) -> Index:
        """The index with what changed taken in."""
        self.index.renew(self.call())
        return self.index

    def session_of(self, request: Request) -> Session | None:
        """Who asks, with what the call lets them do now; None where they are not in, or not in any more."""
        session = self.sessions.of(request.cookies.get(COOKIE, ""))
        if session is None:
            return None
        sitter = session.sitter
        if sitter.id:
            session.sitter = sitter = sitter._replace(duties=duties_of(self.call(), sitter.id))
        is_out = self.door.by is not By.KEY and not sitter.duties
        if self.door.by is By.PROXY:
            is_out |= self.door.named(request) not in {sitter.id, sitter.who.email}
        if is_out:
            self.sessions.end(session)
            return None
        return session

    def outside(self, request: Request, held: Held | None = None, words: str = "") -> Response:
        """What somebody sees who is not in, with what they wanted to see or send, and what was wrong with their way in.

        A script that asked for a part of a page to look at loads the page anew; one that sent a form keeps it there.
        """
        to = request.url.path if request.method == "GET" else "/"
        asked_for = f"{to}?{request.url.query}" if request.url.query and to != "/in" else to
        if self.door.by is By.PROXY and request.method == "GET" and request.url.path != "/in":
            return RedirectResponse(f"/in?{urlencode({'to': asked_for})}", HTTPStatus.SEE_OTHER)
        values = {"to": asked_for, "held": held.text() if held else "", "words": words, "ident": ""}
        template = {By.KEY: "outside.html", By.PIN: "login.html", By.PROXY: "unnamed.html"}[self.door.by]
        headers = {"HX-Refresh": "true"} if request.method == "GET" else {}
        return HTMLResponse(self.page(None, template, values), HTTPStatus.UNAUTHORIZED, headers)

    def page(self, session: Session | None, template: str, values: Mapping[str, object]) -> str:
        """A page, or a part of one, from a template of this room."""
        about = {
            "call": self.call(),
            "session": session,
            "has_pin": self.door.by is By.PIN,
            "has_certificate": self.door.certificate is not None,
            "may": session.sitter.may if session else lambda _: False,
            "Duty": Duty,
            "now": now(),
        }
        return self._templates.get_template(template).render({**about, **values})


def _code(code: str) -> str:
    return to_persian(grouped(code))


def _moment(at: datetime) -> str:
    return f"{long_day(tehran_day(at))}، {to_persian(f'{at.astimezone(TEHRAN):%H:%M}')}"


class Asked(NamedTuple):
    """A request of somebody who is in.

    Attributes:
        desk: that is asked.
        request: as it came.
        session: whose it is.
        form: what was sent; empty where nothing was.
    """

    desk: Desk
    request: Request
    session: Session
    form: FormData

    @property
    def is_part(self) -> bool:
        """Whether a script wants only a part of the page."""
        return self.request.headers.get("hx-request") == "true"

    def text(self, name: str) -> str:
        """A field of the form; empty where it is not there or is a file."""
        value = self.form.get(name, "")
        return value if isinstance(value, str) else ""

    @property
    def keeps_form(self) -> bool:
        """Whether the page before this one is the form itself, so that a browser that goes back has what was typed."""
        return self.request.method == "POST" and not (self.text(SURE) or self.text(PIN))

    def show(self, template: str, **values: object) -> Response:
        """A page of the desk, with the help of its road."""
        help_of_road = HELP.get(self.request.scope["route"].path, ())
        return HTMLResponse(self.desk.page(self.session, template, {"help": help_of_road, **values}))

    def refuse(self, message: str, code: HTTPStatus, back: str = "/") -> Response:
        """A page that says why something was not done, and leads back; to look at what may not be now is no fault."""
        if code is HTTPStatus.CONFLICT and self.request.method == "GET":
            code = HTTPStatus.OK
        values = {"message": message, "back": back, "keeps": self.keeps_form}
        return HTMLResponse(self.desk.page(self.session, "wrong.html", values), code)

    def go(self, address: str, *notices: str) -> Response:
        """Lead on to another page, which then shows these sentences once."""
        self.session.notices += notices
        return RedirectResponse(address, HTTPStatus.SEE_OTHER)


Handler = Callable[[Asked], Response]


class Again(StrEnum):
    """Whether an act asks for the PIN once more, where people come in by one.

    What cannot be taken back, what is published, and what shows somebody's name does. The page that asks holds the form
    meanwhile; a form that has files must have the field itself (`pin`).
    """

    NO = "no"
    YES = "yes"
    SURE = "sure"
    """Once it was shown what will follow: the form says `sure`."""


class Screen(NamedTuple):
    """One road of the desk.

    Attributes:
        path: as Starlette writes it.
        method: GET or POST.
        handler: answers; it runs in a thread of its own, for it may ask the disk and git.
        duty: what somebody must be there for; None lets in all who are known.
        again: whether the act asks for the PIN once more.
    """

    path: str
    method: str
    handler: Handler
    duty: Duty | None = None
    again: Again = Again.NO


def _above(path: str) -> str:
    """The page that stands above a road: `/run/award` above `/run/award/2739401865`, `/run` above that."""
    _, *parts = path.split("/")
    return f"/{'/'.join(parts[: min(2, len(parts) - 1)])}"


def endpoint(desk: Desk, screen: Screen) -> Callable[[Request], Awaitable[Response]]:
    """What answers a road: only to those who are in and may, and only to forms of their own pages."""

    async def answer(request: Request) -> Response:
        session = await run_in_threadpool(desk.session_of, request)
        form = await request.form() if screen.method == "POST" else FormData()
        if session is None:
            await form.close()
            return desk.outside(request, hold(request.url.path, form) if screen.method == "POST" else None)
        asked = Asked(desk, request, session, form)
        if screen.method == "POST" and not session.is_token(asked.text(FORM_WORD)):
            return asked.refuse("این فرم از این نشست نیست؛ صفحه را تازه کنید.", HTTPStatus.FORBIDDEN)
        if not session.sitter.may(screen.duty):
            message = "این کار میان کارهای شما نیست؛ کسی که هست انجامش دهد."
            return asked.refuse(message, HTTPStatus.FORBIDDEN)
        try:
            if screen.again is Again.YES or (screen.again is Again.SURE and asked.text(SURE) == YES):
                unproved = await run_in_threadpool(_unproved, asked)
                if unproved is not None:
                    return unproved
            return await run_in_threadpool(screen.handler, asked)
        except NoIdeaError as error:
            return asked.refuse(error.message, HTTPStatus.NOT_FOUND)
        except FarakhanError as error:
            return asked.refuse(error.message, HTTPStatus.CONFLICT, _above(request.url.path))
        finally:
            await form.close()

    return answer


def _unproved(asked: Asked) -> Response | None:
    """The page that asks for the PIN once more; None where it came with the form, or people come in by none."""
    door, session = asked.desk.door, asked.session
    if door.by is not By.PIN:
        return None
    typed, words = asked.text(PIN), ""
    if typed:
        address = door.address_of(asked.request)
        tried = pins.tried(asked.desk.root, pins.staff_holder(session.sitter.id), typed, address, now())
        if tried.outcome is pins.Outcome.RIGHT:
            return None
        words = tried.words() or "رمز خودتان را بزنید."
    held = hold(asked.request.url.path, asked.form)
    if held is None:
        return asked.refuse(words or "این فرم رمز شما را هم می‌خواهد.", HTTPStatus.FORBIDDEN)
    page = asked.desk.page(session, "again.html", {"held": held, "words": words})
    return HTMLResponse(page, HTTPStatus.FORBIDDEN if words else HTTPStatus.OK)
