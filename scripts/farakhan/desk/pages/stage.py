"""Where the call stands: its steps, what each still needs, and where that is done."""

from starlette.responses import Response

from farakhan.desk.desk import Asked
from farakhan.desk.pages.running import running, show


def overview(asked: Asked) -> Response:
    """All steps."""
    return show(asked, running(asked), "/run", "run.html")
