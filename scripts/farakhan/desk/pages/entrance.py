"""Coming in and leaving: on one's own machine by the address that the command prints, which is good for one browser."""

import hmac
from http import HTTPStatus

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from farakhan.desk.desk import Asked, Desk
from farakhan.desk.sessions import COOKIE, LONGEST


class Entrance:
    """The road by which somebody comes in."""

    def __init__(self, desk: Desk, *, is_encrypted: bool) -> None:
        """Know whether browsers come by TLS, so that the cookie goes no other way."""
        self.desk, self.is_encrypted = desk, is_encrypted

    async def come_in(self, request: Request) -> Response:
        """Let in whoever has the word that was printed, as whoever git says sits here."""
        sent = request.query_params.get("key", "")
        if not hmac.compare_digest(sent.encode(), self.desk.sessions.key.encode()):
            return HTMLResponse(self.desk.page(None, "outside.html", {}), HTTPStatus.UNAUTHORIZED)
        sitter = await run_in_threadpool(self.desk.come_in, self.desk.call())
        session = self.desk.sessions.begin(sitter)
        answer = RedirectResponse("/", HTTPStatus.SEE_OTHER)
        answer.set_cookie(
            COOKIE, session.word, max_age=int(LONGEST), httponly=True, samesite="strict", secure=self.is_encrypted
        )
        return answer


def leave(asked: Asked) -> Response:
    """End the session."""
    asked.desk.sessions.end(asked.session)
    answer = HTMLResponse(asked.desk.page(None, "outside.html", {}))
    answer.delete_cookie(COOKIE)
    return answer
