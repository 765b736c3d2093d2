"""What the desk's pages share: the record they show, who asks, how a page is made, and what may be done by whom."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from farakhan.desk.alike import Alike
from farakhan.desk.index import Index
from farakhan.desk.people import Sitter
from farakhan.desk.registry import Registry
from farakhan.desk.rehearsal import Rehearsal
from farakhan.desk.sessions import COOKIE, Session, Sessions
from farakhan.face.render import environment
from farakhan.model.call import Call
from farakhan.model.codes import grouped
from farakhan.model.staff import Duty
from farakhan.office.screening import NoIdeaError
from farakhan.persian.calendar import TEHRAN, long_day, tehran_day
from farakhan.persian.digits import grouped as grouped_number
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.record.live import LiveCall
from farakhan.store.clock import now

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
FORM_WORD = "token"
"""The field of a form that has its session's word."""


class Desk:
    """One desk over one edition.

    Attributes:
        root: the repository's top.
        edition: the edition's name.
        sessions: who has come in.
        rehearsal: the last site that was tried.
        index: the ideas, to be listed and searched.
        alike: near copies among them.
        registry: the codes and texts that are somebody's already.
        come_in: finds out who comes in by the first address.
    """

    def __init__(self, root: Path, edition: str, come_in: Callable[[Call], Sitter], index: Index) -> None:
        """Read the call.

        Raises:
            FarakhanError: what `LiveCall` raises.
        """
        self.root, self.edition, self.come_in, self.index = root, edition, come_in, index
        self.sessions, self.rehearsal = Sessions(), Rehearsal()
        self.alike = Alike(index)
        self.registry = Registry(root)
        self._call = LiveCall(root, edition)
        self._templates = environment(TEMPLATES)
        self._templates.filters |= {"code": _code, "moment": _moment, "number": grouped_number}

    def call(self) -> Call:
        """The call as it is now, or as it was when it could last be used."""
        self._call.renew()
        return self._call.last

    def renewed(self) -> Index:
        """The index with what changed taken in."""
        self.index.renew(self.call())
        return self.index

    def page(self, session: Session | None, template: str, values: Mapping[str, object]) -> str:
        """A page, or a part of one, from a template of this room."""
        about = {
            "call": self.call(),
            "session": session,
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

    def show(self, template: str, **values: object) -> Response:
        """A page of the desk."""
        return HTMLResponse(self.desk.page(self.session, template, values))

    def refuse(self, message: str, code: HTTPStatus, back: str = "/") -> Response:
        """A page that says why something was not done, and leads back; to look at what may not be now is no fault."""
        if code is HTTPStatus.CONFLICT and self.request.method == "GET":
            code = HTTPStatus.OK
        return HTMLResponse(self.desk.page(self.session, "wrong.html", {"message": message, "back": back}), code)

    def go(self, address: str, *notices: str) -> Response:
        """Lead on to another page, which then shows these sentences once."""
        self.session.notices += notices
        return RedirectResponse(address, HTTPStatus.SEE_OTHER)


Handler = Callable[[Asked], Response]


class Screen(NamedTuple):
    """One road of the desk.

    Attributes:
        path: as Starlette writes it.
        method: GET or POST.
        handler: answers; it runs in a thread of its own, for it may ask the disk and git.
        duty: what somebody must be there for; None lets in all who are known.
    """

    path: str
    method: str
    handler: Handler
    duty: Duty | None = None


def _above(path: str) -> str:
    """The page that stands above a road: `/run/award` above `/run/award/2739401865`, `/run` above that."""
    _, *parts = path.split("/")
    return f"/{'/'.join(parts[: min(2, len(parts) - 1)])}"


def endpoint(desk: Desk, screen: Screen) -> Callable[[Request], Awaitable[Response]]:
    """What answers a road: only to those who are in and may, and only to forms of their own pages."""

    async def answer(request: Request) -> Response:
        session = desk.sessions.of(request.cookies.get(COOKIE, ""))
        if session is None:
            return HTMLResponse(desk.page(None, "outside.html", {}), HTTPStatus.UNAUTHORIZED)
        form = await request.form() if screen.method == "POST" else FormData()
        asked = Asked(desk, request, session, form)
        if screen.method == "POST" and not session.is_token(asked.text(FORM_WORD)):
            return asked.refuse("این فرم از این نشست نیست؛ صفحه را تازه کنید.", HTTPStatus.FORBIDDEN)
        if not session.sitter.may(screen.duty):
            message = "این کار میان کارهای شما (duties در call.yml) نیست؛ کسی که هست انجامش دهد."
            return asked.refuse(message, HTTPStatus.FORBIDDEN)
        try:
            return await run_in_threadpool(screen.handler, asked)
        except NoIdeaError as error:
            return asked.refuse(error.message, HTTPStatus.NOT_FOUND)
        except FarakhanError as error:
            return asked.refuse(error.message, HTTPStatus.CONFLICT, _above(request.url.path))
        finally:
            await form.close()

    return answer
