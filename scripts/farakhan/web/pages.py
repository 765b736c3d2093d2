"""The server's own pages, in the dress of the built site: its form page with another title and other content."""

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path

from markupsafe import Markup

from farakhan.face.render import environment
from farakhan.problems import FarakhanError

DRESS = "write/index.html"
"""The built page that lends its head, its header and its foot; it stands as deep as the server's pages."""
_HERE = ' aria-current="page"'
"""What the menu says of the page that lends its dress, and not of ours."""
_CUT = re.compile(
    r'(?P<head>.*?<title>).*?(?P<name> - [^<]*)(?P<bar></title>.*?<main [^>]*>\s*<div class="md-typeset)[^"]*">'
    r".*(?P<foot></div>\s*</main>.*)",
    re.DOTALL,
)


class Pages:
    """Pages for people, each whole; made anew from the site's dress when the site was built anew."""

    def __init__(self, site: Path) -> None:
        """Look whether the site is there.

        Raises:
            FarakhanError: `no-site`, it was not built, or not with this version.
        """
        self._path = site / DRESS
        self._environment = environment(Path(__file__).parent / "templates")
        self._seen, self._dress = 0, ("", "", "", "")
        self._look()

    def _look(self) -> None:
        try:
            stamp = self._path.stat().st_mtime_ns
            if stamp == self._seen:
                return
            cut = _CUT.fullmatch(self._path.read_text(encoding="utf-8").replace(_HERE, ""))
        except FileNotFoundError:
            cut, stamp = None, 0
        if cut:
            self._seen, self._dress = stamp, (cut["head"], cut["name"], cut["bar"], cut["foot"])
        elif not self._seen:
            message = "سایت با این نسخه ساخته نشده است؛ نخست farakhan site را اجرا کنید."
            raise FarakhanError("no-site", message, str(self._path))

    def page(self, title: str, content: Markup, *, wrong: bool = False) -> str:
        """A whole page; `title` is plain text; `wrong` says in the browser's bar that something is to be mended."""
        self._look()
        head, name, bar, foot = self._dress
        heading = escape(title)
        return f'{head}{"خطا: " if wrong else ""}{heading}{name}{bar}">\n<h1>{heading}</h1>\n{content}\n{foot}'

    def render(self, template: str, title: str, values: Mapping[str, object], *, wrong: bool = False) -> str:
        """A template of this room as a whole page."""
        html = self._environment.get_template(template).render(values)
        return self.page(title, Markup(html), wrong=wrong)  # noqa: S704 (rendered with autoescape)


def wants_json(accept: str) -> bool:
    """Whether a client asked for JSON: the form's script does, a browser that opens a page does not."""
    return "application/json" in accept and "text/html" not in accept
