"""The judges' application: its roads, none of which is the staff's, and none of which tells of anybody but who asks."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Annotated, NamedTuple

from pydantic import Field, ValidationError
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from farakhan.checks.sheets import code_in
from farakhan.desk.gate import Gate
from farakhan.desk.judges.house import STATIC, House
from farakhan.desk.people import Sitter
from farakhan.desk.sessions import LONGEST, Session
from farakhan.face.render import TEMPLATES as FACE
from farakhan.judging.bringing import bring
from farakhan.judging.given import Change, ClosedError, ForeignError, Kept, MovedRoomError, StaleError, give, wrong_with
from farakhan.model.base import Frozen
from farakhan.model.codes import grouped
from farakhan.model.judging import CALIBRATION
from farakhan.persian.digits import to_persian
from farakhan.problems import FarakhanError
from farakhan.store.clock import now
from farakhan.store.git.commits import Person
from farakhan.store.vault import judges, pins
from farakhan.store.vault.pins import Outcome

COOKIE = "farakhan-judge"
WORD = "x-token"
"""The header of an act, with its session's word."""
MOST_BYTES = 64 * 2**10
"""Of what one request may bring."""
FONTS = Path(__file__).parents[4] / "site/assets/fonts"
"""The site's own letters, where this program stands in its repository; without them browsers take others."""
_SHARED = ("judge-form.js", "judge-sheet.css")
"""Parts of the page for a phone without a network, out of which this one is made too."""
_TRIES = 3
Text = Annotated[str, Field(max_length=200)]


class _Entrance(Frozen):
    link: Text
    pin: Text
    new: Text = ""


class Sent(Change):
    """What a page sends of one idea: whose it is and of which round, lest it come under another's name."""

    judge: Text
    round: Text
    idea: Text


class Asked(NamedTuple):
    """A request of a judge who is in."""

    house: House
    session: Session
    data: bytes

    @property
    def judge(self) -> str:
        """The judge's id."""
        return self.session.sitter.id


def parse_sent(data: bytes) -> Sent | None:
    """What a page sent; None where it is nothing that a page of ours sends."""
    try:
        return Sent.model_validate_json(data)
    except ValidationError:
        return None


def _told(code: HTTPStatus, words: str, **more: object) -> Response:
    return JSONResponse({"words": words, **more}, code)


def _kept(asked: Asked, code: str, kept: Kept) -> dict[str, object]:
    """What stands of an idea, for the page that reads it back."""
    call = asked.house.room().edition.call
    wrong = wrong_with(call, asked.judge, code, kept.mark)
    return {"mark": kept.mark.model_dump(), "revision": kept.revision, "change": kept.change, "wrong": wrong}


def _shown(code: str) -> str:
    """A code as the page has it."""
    return code if code == CALIBRATION else to_persian(grouped(code))


def state(asked: Asked) -> Response:
    """How far a judge is: whether they may still give anything, what they gave, and of which pages."""
    house, judge = asked.house, asked.judge
    room = house.room()
    about = {
        "judge": judge,
        "token": asked.session.token,
        "round": room.edition.round.id,
        "name": room.edition.round.name,
        "open": room.is_open(judge),
    }
    if not about["open"]:
        has_ideas = bool(room.codes.get(judge))
        return JSONResponse({**about, "none": not has_ideas and room.edition.closing is None})
    there = house.given(judge)
    shown = {code: _kept(asked, code, there.ideas[code]) for code in room.codes[judge] if code in there.ideas}
    until = room.edition.call.dates.judging_until
    return JSONResponse(
        {
            **about,
            "version": house.pages(judge).version,
            "marks": {_shown(code): kept for code, kept in shown.items()},
            "done": house.is_done(judge),
            "until": f"{until:%Y-%m-%d}" if until else "",
        }
    )


def ideas(asked: Asked) -> Response:
    """A judge's ideas, nameless, as a part of the page."""
    if not asked.house.room().is_open(asked.judge):
        return _told(HTTPStatus.GONE, ClosedError(asked.judge).message)
    pages = asked.house.pages(asked.judge)
    return HTMLResponse(pages.html, headers={"x-version": pages.version})


def marks(asked: Asked) -> Response:
    """Take what a judge gives to one idea; the answer says what is durable now."""
    sent = parse_sent(asked.data)
    if sent is None:
        return _told(HTTPStatus.UNPROCESSABLE_ENTITY, "آنچه رسید خوانده نشد؛ صفحه را تازه کنید.")
    if sent.judge != asked.judge:
        return _told(HTTPStatus.UNAUTHORIZED, "این صفحه از داور دیگری است که اکنون اینجاست؛ با لینک خود بیایید.")
    code = code_in(sent.idea)
    for _ in range(_TRIES):
        room = asked.house.room()
        if sent.round != room.edition.round.id:
            return _told(HTTPStatus.GONE, ClosedError(asked.judge).message)
        try:
            kept = give(room, asked.judge, code, sent)
        except ClosedError as error:
            return _told(HTTPStatus.GONE, error.message)
        except StaleError as error:
            return _told(HTTPStatus.CONFLICT, error.message, kept=_kept(asked, code, error.kept))
        except ForeignError as error:
            return _told(HTTPStatus.UNPROCESSABLE_ENTITY, error.message)
        except MovedRoomError:
            continue
        return JSONResponse(_kept(asked, code, kept))
    return _told(HTTPStatus.SERVICE_UNAVAILABLE, "فراخوان همین اکنون عوض می‌شود؛ دوباره فرستاده می‌شود.")


def done(asked: Asked) -> Response:
    """A judge says that all is as it should be: their sheet comes to git, confirmed."""
    try:
        digest = bring(asked.house.root, asked.house.edition, asked.judge, now(), is_done=True)
    except ClosedError as error:
        return _told(HTTPStatus.GONE, error.message)
    if not digest:
        return _told(HTTPStatus.CONFLICT, "هنوز به هیچ ایده‌ای امتیاز نداده‌اید.")
    return JSONResponse({"done": asked.house.is_done(asked.judge), "sheet": digest[:8]})


def leave(asked: Asked) -> Response:
    """End the session."""
    asked.house.sessions.end(asked.session)
    answer = JSONResponse({})
    answer.delete_cookie(COOKIE)
    return answer


Handler = Callable[[Asked], Response]


class Road(NamedTuple):
    """One road for judges who are in; a POST carries its session's word."""

    path: str
    method: str
    handler: Handler


ROADS = (
    Road("/state", "GET", state),
    Road("/ideas", "GET", ideas),
    Road("/marks", "POST", marks),
    Road("/done", "POST", done),
    Road("/leave", "POST", leave),
)


def application(house: House, hosts: frozenset[str], *, is_encrypted: bool) -> Starlette:
    """All that judges are served.

    Args:
        house: over which edition.
        hosts: the names by which browsers ask for it, without ports.
        is_encrypted: whether browsers come by TLS.
    """

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        with house.bringing():
            yield

    async def come_in(request: Request) -> Response:
        data = await _body(request)
        try:
            entrance = _Entrance.model_validate_json(data or b"")
        except ValidationError:
            return _told(HTTPStatus.UNPROCESSABLE_ENTITY, "لینک یا رمز خوانده نشد.")
        address = request.client.host if request.client else ""
        return await run_in_threadpool(_enter, house, entrance, address, is_encrypted=is_encrypted)

    async def shell(_: Request) -> Response:
        call = house.room().edition.call
        return HTMLResponse(house.part("page.html", call=call))

    async def worker(_: Request) -> Response:
        return FileResponse(STATIC / "worker.js", media_type="text/javascript")

    async def shared(request: Request) -> Response:
        return FileResponse(FACE / Path(request.url.path).name)

    routes = [
        *(Route(road.path, _endpoint(house, road), methods=[road.method]) for road in ROADS),
        Route("/", shell),
        Route("/in", come_in, methods=["POST"]),
        Route("/worker.js", worker),
        *(Route(f"/static/{name}", shared) for name in _SHARED),
        Mount("/static", StaticFiles(directory=STATIC)),
        *([Mount("/fonts", StaticFiles(directory=FONTS))] if FONTS.is_dir() else []),
    ]
    middleware = [Middleware(Gate, hosts=hosts), Middleware(GZipMiddleware, minimum_size=500)]
    return Starlette(routes=routes, middleware=middleware, lifespan=lifespan)


def _endpoint(house: House, road: Road) -> Callable[[Request], Awaitable[Response]]:
    """What answers a road, only to a judge who is in."""

    async def answer(request: Request) -> Response:
        session = house.sessions.of(request.cookies.get(COOKIE, ""))
        if session is None:
            return _told(HTTPStatus.UNAUTHORIZED, "با لینک و رمز خود بیایید.")
        data: bytes | None = b""
        if road.method == "POST":
            if not session.is_token(request.headers.get(WORD, "")):
                return _told(HTTPStatus.FORBIDDEN, "این صفحه از نشست دیگری است؛ آن را تازه کنید.")
            data = await _body(request)
        if data is None:
            return _told(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "بیش از اندازه بزرگ است.")
        try:
            return await run_in_threadpool(road.handler, Asked(house, session, data))
        except FarakhanError as error:
            return _told(HTTPStatus.SERVICE_UNAVAILABLE, "اکنون نشد؛ کمی بعد دوباره فرستاده می‌شود.", fault=error.code)

    return answer


async def _body(request: Request) -> bytes | None:
    """What a request brought; None where it is too much."""
    data = b""
    async for piece in request.stream():
        data += piece
        if len(data) > MOST_BYTES:
            return None
    return data


def _enter(house: House, entrance: _Entrance, address: str, *, is_encrypted: bool) -> Response:
    """Let in who has a judge's link and PIN; with a word that is good for once they choose their PIN first."""
    judge = judges.whose_link(house.root, house.edition, entrance.link)
    if not judge or judge not in {known.id for known in house.room().edition.call.judges}:
        return _told(HTTPStatus.FORBIDDEN, "این لینک کار نمی‌کند؛ از دبیرخانه لینک تازه‌ای بخواهید.", link=False)
    holder, at = pins.judge_holder(house.edition, judge), now()
    try:
        if entrance.new:
            tried = pins.change(house.root, holder, entrance.pin, entrance.new, address, at)
        else:
            tried = pins.tried(house.root, holder, entrance.pin, address, at)
    except FarakhanError as error:
        return _told(HTTPStatus.UNPROCESSABLE_ENTITY, error.message, choose=True)
    if tried.outcome is Outcome.WORD:
        return JSONResponse({"choose": True})
    if tried.outcome is not Outcome.RIGHT:
        return _told(HTTPStatus.FORBIDDEN, tried.words(), seconds=round(tried.seconds))
    session = house.sessions.begin(Sitter(Person(judge, ""), judge, frozenset()))
    answer = JSONResponse({"choose": False})
    answer.set_cookie(COOKIE, session.word, max_age=int(LONGEST), httponly=True, samesite="strict", secure=is_encrypted)
    return answer
