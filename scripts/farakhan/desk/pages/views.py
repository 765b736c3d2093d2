"""Lists that somebody has named for themselves."""

from http import HTTPStatus

from starlette.datastructures import QueryParams
from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.pages.ideas import address, query_of
from farakhan.model.acts import one_line
from farakhan.store.vault import views

_MOST_NAME = 40
_MOST_ASKED = 2_000


def kept(asked: Asked) -> Response:
    """Name the list that is shown."""
    name = one_line(asked.text("name"))[:_MOST_NAME]
    there = address(query_of(QueryParams(asked.text("asked")[:_MOST_ASKED])))
    if not name:
        return asked.refuse("نامی برای این نما بنویسید.", HTTPStatus.BAD_REQUEST, there)
    root, who = asked.desk.root, asked.session.sitter.who
    views.keep(root, who, {**views.views(root, who), name: there})
    return asked.go(there, f"نمای «{name}» نگه داشته شد.")


def forgotten(asked: Asked) -> Response:
    """Forget one of them."""
    root, who = asked.desk.root, asked.session.sitter.who
    views.keep(root, who, {name: there for name, there in views.views(root, who).items() if name != asked.text("name")})
    return asked.go("/ideas", "آن نما برداشته شد.")
