"""The desk's application: one table of its roads, with what somebody must be there for to go each of them."""

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from farakhan.desk.desk import STATIC, Desk, Screen, endpoint
from farakhan.desk.gate import Gate
from farakhan.desk.pages import copies, entrance, home, idea, ideas
from farakhan.model.staff import Duty

HERE = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""The names by which one's own machine is asked."""

FONTS = "site/assets/fonts"

SCREENS = (
    Screen("/", "GET", home.home),
    Screen("/leave", "POST", entrance.leave),
    Screen("/ideas", "GET", ideas.ideas),
    Screen("/copies", "GET", copies.copies),
    Screen("/ideas.xlsx", "GET", ideas.as_workbook),
    Screen("/ideas/{code}", "GET", idea.show),
    Screen("/ideas/{code}/decision", "POST", idea.decided, Duty.SCREEN),
    Screen("/ideas/{code}/media/{number:int}", "GET", idea.medium),
)


def application(desk: Desk, hosts: frozenset[str] = HERE, *, is_encrypted: bool = False) -> Starlette:
    """The whole desk.

    Args:
        desk: whose pages are shown.
        hosts: the names by which browsers ask for it, without ports.
        is_encrypted: whether browsers come by TLS.
    """
    come_in = entrance.Entrance(desk, is_encrypted=is_encrypted).come_in
    routes = [
        *(Route(screen.path, endpoint(desk, screen), methods=[screen.method]) for screen in SCREENS),
        Route("/in", come_in),
        Mount("/static", StaticFiles(directory=STATIC)),
        Mount("/fonts", StaticFiles(directory=desk.root / FONTS, check_dir=False)),
    ]
    middleware = [Middleware(Gate, hosts=hosts), Middleware(GZipMiddleware, minimum_size=500)]
    return Starlette(routes=routes, middleware=middleware)
