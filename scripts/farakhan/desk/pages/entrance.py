"""Coming in and leaving: by the address that one's own machine prints, by a PIN, or as a web server says who it is."""

import hmac
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from farakhan.desk import held as holding
from farakhan.desk import people
from farakhan.desk.desk import Asked, Desk
from farakhan.desk.doors import By
from farakhan.desk.people import Sitter
from farakhan.desk.sessions import COOKIE, LONGEST, PIN
from farakhan.model.staff import is_id
from farakhan.persian.digits import to_ascii
from farakhan.problems import FarakhanError
from farakhan.store.clock import now
from farakhan.store.vault import pins
from farakhan.store.vault.pins import Outcome, Tried, WeakPinError

_NOT_HERE = "شناسهٔ شما در این دوره نیست یا به نامی بسته نشده است؛ مسئول دبیرخانه آن را می‌نویسد."
_CODES = {Outcome.WAIT: HTTPStatus.TOO_MANY_REQUESTS}


class Entrance:
    """The roads by which somebody comes in."""

    def __init__(self, desk: Desk) -> None:
        """Know whose door it is."""
        self.desk = desk

    async def come_in(self, request: Request) -> Response:
        """Let in whoever has the printed word or is named by the web server; show the others what to do."""
        return await run_in_threadpool(self._told, self._come_in, request)

    async def enter(self, request: Request) -> Response:
        """Let in whoever has a PIN; who has a word that is good for once chooses a PIN first."""
        form = await request.form()
        return await run_in_threadpool(self._told, self._enter, request, form)

    async def certificate(self, _: Request) -> Response:
        """How a machine comes to trust this desk, and by what people compare."""
        shown = self.desk.door.certificate
        if shown is None:
            return HTMLResponse(self.desk.page(None, "outside.html", {}), HTTPStatus.NOT_FOUND)
        values = {"fingerprint": shown.fingerprint(), "thumbprint": shown.thumbprint()}
        return HTMLResponse(self.desk.page(None, "certificate.html", values))

    async def certificate_file(self, _: Request) -> Response:
        """The certificate that a machine is to trust."""
        shown = self.desk.door.certificate
        if shown is None:
            return HTMLResponse(self.desk.page(None, "outside.html", {}), HTTPStatus.NOT_FOUND)
        headers = {"Content-Disposition": 'attachment; filename="farakhan-desk.crt"'}
        return Response(_bytes(shown.authority), media_type="application/x-x509-ca-cert", headers=headers)

    def _told(self, way: Callable[..., Response], *asked: object) -> Response:
        """What a way in answers, or what stands in it."""
        try:
            return way(*asked)
        except FarakhanError as error:
            values = {"message": error.message, "back": "/"}
            return HTMLResponse(self.desk.page(None, "wrong.html", values), HTTPStatus.CONFLICT)

    def _come_in(self, request: Request) -> Response:
        door, to = self.desk.door, _own(request.query_params.get("to", "/"))
        if door.by is By.KEY:
            sent = request.query_params.get("key", "")
            if hmac.compare_digest(sent.encode(), self.desk.sessions.key.encode()):
                return self._let_in(self.desk.come_in(self.desk.call()), to)
        elif door.by is By.PROXY:
            named = door.named(request)
            sitter = people.named(self.desk.root, self.desk.call(), named) if named else None
            if sitter and sitter.duties:
                return self._let_in(sitter, to)
        else:
            return self._form("", to)
        return self.desk.outside(request)

    def _enter(self, request: Request, form: FormData) -> Response:
        if self.desk.door.by is By.KEY:
            return self._enter_by_key(request, form)
        if self.desk.door.by is not By.PIN:
            return self.desk.outside(request)
        ident, typed, new = to_ascii(_text(form, "id")).strip().lower(), _text(form, PIN), _text(form, "new")
        to, held = _own(_text(form, "to")), holding.read(_text(form, "held"))
        sitter, tried, weak = None, Tried(Outcome.WRONG), ""
        if is_id(ident):
            try:
                tried = self._tried(request, ident, typed, new, _text(form, "repeated"))
            except WeakPinError as error:
                tried, weak = Tried(Outcome.WORD), error.message
            sitter = people.named(self.desk.root, self.desk.call(), ident)
        if tried.outcome is Outcome.WORD:
            values = {"ident": ident, "word": typed, "to": to, "held": held.text() if held else "", "words": weak}
            return HTMLResponse(self.desk.page(None, "choose-pin.html", values))
        if tried.outcome is not Outcome.RIGHT:
            code = _CODES.get(tried.outcome, HTTPStatus.FORBIDDEN)
            return self._form(tried.words(), to, held.text() if held else "", ident, code)
        if sitter is None or not sitter.duties:
            return self._form(_NOT_HERE, to, ident=ident, code=HTTPStatus.FORBIDDEN)
        return self._let_in(sitter, to, held)

    def _enter_by_key(self, request: Request, form: FormData) -> Response:
        """Let in whoever pastes the printed address or its key, with the form that they had sent."""
        key, held = _text(form, "key").strip().rpartition("key=")[2], holding.read(_text(form, "held"))
        if hmac.compare_digest(key.encode(), self.desk.sessions.key.encode()):
            return self._let_in(self.desk.come_in(self.desk.call()), _own(_text(form, "to")), held)
        return self.desk.outside(request, held, "این نشانیِ کنونی میز نیست؛ واپسین نشانی‌ای را که نوشته شد بچسبانید.")

    def _tried(self, request: Request, ident: str, typed: str, new: str, repeated: str) -> Tried:
        """What comes of a PIN or a word, and of a new PIN with it.

        Raises:
            WeakPinError: the new one is too plain, or was not typed twice alike.
        """
        root, holder, address = self.desk.root, pins.staff_holder(ident), self.desk.door.address_of(request)
        if not new:
            return pins.tried(root, holder, typed, address, now())
        if new != repeated:
            raise WeakPinError("رمز را دو بار مانند هم ننوشتید.")
        return pins.change(root, holder, typed, new, address, now())

    def _form(self, words: str, to: str, held: str = "", ident: str = "", code: HTTPStatus = HTTPStatus.OK) -> Response:
        values = {"words": words, "to": to, "held": held, "ident": ident}
        return HTMLResponse(self.desk.page(None, "login.html", values), code)

    def _let_in(self, sitter: Sitter, to: str, held: holding.Held | None = None) -> Response:
        session = self.desk.sessions.begin(sitter)
        answer: Response = RedirectResponse(to, HTTPStatus.SEE_OTHER)
        if held:
            answer = HTMLResponse(self.desk.page(session, "resend.html", {"held": held}))
        answer.set_cookie(
            COOKIE,
            session.word,
            max_age=int(LONGEST),
            httponly=True,
            samesite="strict",
            secure=self.desk.door.is_encrypted,
        )
        return answer


def leave(asked: Asked) -> Response:
    """End the session."""
    asked.desk.sessions.end(asked.session)
    answer = HTMLResponse(asked.desk.page(None, "left.html", {"by": asked.desk.door.by}))
    answer.delete_cookie(COOKIE)
    return answer


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


def _own(to: str) -> str:
    return to if holding.is_own(to) else "/"


def _bytes(path: Path) -> bytes:
    return path.read_bytes()
